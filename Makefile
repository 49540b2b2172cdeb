# vorort: everything that is built lands below build/.
#
#   make            the program                 make check   all tests
#   make demo       the program on demo data    make lint    layers, style, static analysis
#   make asan       all tests under sanitizers  make help    the other targets

CC      ?= cc
PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build
VERSION := 0.1.0

PKGS    := ncursesw sqlite3 libgit2 glib-2.0 gthread-2.0 jansson yaml-0.1 expat libarchive libsodium libcurl xlsxwriter
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla
# The schema is one long string constant; every compiler that we support takes it.
WARN    += -Wno-overlength-strings
HARDEN  ?= -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LINKHARD ?= -pie -Wl,-z,relro,-z,now
SANITIZE ?=
WERROR  ?= $(if $(CI),-Werror)

PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) | sed 's/-I/-isystem /g')
PKG_LIBS   = $(shell pkg-config --libs $(PKGS))

CPPFLAGS += -Iinclude -I$(BUILD)/gen -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -DVORORT_VERSION='"$(VERSION)"'
ALL_CFLAGS = -std=gnu11 -g $(WARN) $(WERROR) $(HARDEN) $(SANITIZE) $(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(LINKHARD) $(SANITIZE) $(LDFLAGS)

LIB_SRC  := $(filter-out src/main.c,$(wildcard src/*/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
LIB      := $(BUILD)/libvorort.a
PROGRAM  := $(BUILD)/vorort
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT     := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)
HARNESS  := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
TOOLS    := $(patsubst tests/tools/%.c,$(BUILD)/tests/%,$(wildcard tests/tools/*.c))
CRASHPOINT := $(BUILD)/tests/crashpoint.so
GEN      := $(addprefix $(BUILD)/gen/,schema.h migration-2.h migration-3.h migration-4.h migration-5.h migration-6.h kommunen.h skeleton.h)

# make V=1 shows the whole commands.
Q := $(if $(V),,@)

.DELETE_ON_ERROR:
.PHONY: all run demo check check-unit harnesses lint asan fuzz soak bench bench-sync bench-crowd years install deps clean help

all: $(PROGRAM)

$(PROGRAM): $(BUILD)/src/main.o $(LIB)
	@echo "  CC    $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(LIB): $(LIB_OBJ)
	@echo "  AR    $@"
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/%.o: %.c $(GEN)
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Text files that are compiled in as a string: the database schema, the Kommunen of the demo, the skeleton of a checklist.
AS_STRING = @mkdir -p $(@D) && sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@

$(BUILD)/gen/schema.h: src/store/schema.sql
	$(AS_STRING)

# Made by a pattern only, and yet to stay: lint reads them, too.
.SECONDARY: $(GEN)

$(BUILD)/gen/migration-%.h: src/store/migration-%.sql
	$(AS_STRING)

$(BUILD)/gen/kommunen.h: tests/data/kommunen-demo.jsonl
	$(AS_STRING)

$(BUILD)/gen/skeleton.h: src/checklist/skeleton.yaml
	$(AS_STRING)

$(BUILD)/tests/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(CPPFLAGS) -Isrc -Itests $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIB) $(PKG_LIBS) -lcmocka

$(BUILD)/tests/%: tests/tools/%.c $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(CPPFLAGS) -Isrc -Itests $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIB) $(PKG_LIBS) -lvterm -lutil

# Preloaded into the program under test, so it is not linked with anything of ours.
$(CRASHPOINT): tests/preload/crashpoint.c
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) -std=gnu11 -g -O2 $(WARN) -Wno-pedantic $(WERROR) -shared -fPIC -o $@ $< -ldl

# A harness of tests/fuzz: with libFuzzer (LIBFUZZER=-fsanitize=fuzzer) or with a main() that runs files through it.
LIBFUZZER ?=
REPLAY    := $(if $(LIBFUZZER),,$(BUILD)/tests/fuzz/replay.o)

$(BUILD)/tests/%: tests/fuzz/%.c $(REPLAY) $(LIB)
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(CPPFLAGS) -Isrc $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) $(LIBFUZZER) -o $@ $< $(REPLAY) $(LIB) $(PKG_LIBS)

$(BUILD)/tests/fuzz/replay.o: CPPFLAGS += -Isrc

harnesses: $(HARNESS)

run: all
	$(PROGRAM)

demo: all
	$(PROGRAM) demo

# Every test program and script is run by one small runner, which prints one line a test and the counts at the end.
check: all $(UNIT) $(HARNESS) $(TOOLS) $(CRASHPOINT)
	@BUILD=$(BUILD) tests/run.sh $(UNIT) tests/fuzz/replay.sh \
	        $(filter-out %/lib.sh,$(wildcard tests/cli/*.sh tests/sync/*.sh tests/screen/*.sh))

check-unit: $(UNIT)
	@BUILD=$(BUILD) tests/run.sh $(UNIT)

lint: all
	@BUILD=$(BUILD) tests/lint/lint.sh

# libxlsxwriter 1.1.4 loses the formula of each list to choose from.
asan:
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.txt:print_suppressions=0 \
	$(MAKE) BUILD=build/asan HARDEN="-O1 -fno-omit-frame-pointer" LINKHARD= SANITIZE="-fsanitize=address,undefined" check

# Under sanitizers: damaged checklist files, many more than in make check, and the harnesses of tests/fuzz (clang). RUNS=1000000 for a night.
RUNS ?= 100000
FUZZ ?= $(RUNS)
fuzz:
	$(MAKE) BUILD=build/asan HARDEN="-O1 -fno-omit-frame-pointer" LINKHARD= SANITIZE="-fsanitize=address,undefined" \
	        build/asan/tests/test_checklist_damage
	VORORT_MUTATIONS=$(FUZZ) build/asan/tests/test_checklist_damage
	$(MAKE) BUILD=build/fuzz CC=clang HARDEN="-O1 -fno-omit-frame-pointer" LINKHARD= LIBFUZZER=-fsanitize=fuzzer \
	        SANITIZE="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" harnesses
	RUNS=$(RUNS) tests/fuzz/run.sh

# Schedules in which everything goes wrong (tests/tools/soak.c), commands that are killed, and every crash point of a record and a sync.
# SOAK_SEED=7 SOAK_N=1 build/tests/soak is schedule 7 alone.
SOAK_N ?= 10000
SOAK_GIT_N ?= 50
SOAK_KILLS ?= 300
soak: all $(TOOLS) $(CRASHPOINT)
	SOAK_N=$(SOAK_N) $(BUILD)/tests/soak
	SOAK_N=$(SOAK_GIT_N) $(BUILD)/tests/soak_git
	SOAK_KILLS=$(SOAK_KILLS) $(BUILD)/tests/soak_kill
	CRASH_JOBS=2 $(BUILD)/tests/crash record init first-sync sync

bench: all bench-sync bench-crowd
	@BUILD=$(BUILD) sh tests/bench/bench.sh

# BENCH_ENTRIES=1000000 for a whole Land.
bench-sync: all
	@BUILD=$(BUILD) sh tests/bench/sync.sh

# Fifty laptops at once against fifty bare git push; CROWD laptops, CROWD_RUNS rounds.
CROWD ?= 50
bench-crowd: all
	@rm -rf $(BUILD)/bench/crowd
	python3 tests/bench/crowd.py $(PROGRAM) $(BUILD)/bench/crowd $(CROWD)

# Ten thousand syncs of two laptops: time of the first and the last hundred, packs, files, bytes. SYNCS=1000 for less.
SYNCS ?= 10000
years: $(BUILD)/tests/test_sync_years
	VORORT_SYNCS=$(SYNCS) $<

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/vorort/checklists/bausteine \
	           $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
	           $(DESTDIR)$(PREFIX)/share/man/man7
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/vorort
	install -m 644 checklists/*.yaml checklists/schema.json $(DESTDIR)$(PREFIX)/share/vorort/checklists
	install -m 644 checklists/bausteine/*.yaml $(DESTDIR)$(PREFIX)/share/vorort/checklists/bausteine
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 man/*.7 $(DESTDIR)$(PREFIX)/share/man/man7

# Installs what is missing (Debian); does nothing where everything is there.
deps:
	@sh tests/with-deps.sh

clean:
	rm -rf build

help:
	@sed -n '1,6p' Makefile; echo; grep -E '^(all|run|demo|check|lint|asan|fuzz|soak|bench|bench-sync|install|deps|clean):' Makefile | cut -d: -f1 | tr '\n' ' '; echo

-include $(LIB_OBJ:.o=.d) $(BUILD)/src/main.d $(UNIT:=.d) $(HARNESS:=.d) $(TOOLS:=.d) $(BUILD)/tests/fuzz/replay.d
