#!/bin/sh
# The harnesses under libFuzzer (make fuzz): each RUNS executions, from the checked-in corpus and from what earlier runs found.
#
#   FUZZERS=build/fuzz/tests RUNS=100000 tests/fuzz/run.sh [TARGET…]
#
# New inputs and finds go below build/fuzz/. Exit status 1 at the first find; its file is named.
set -eu
cd "$(dirname "$0")/../.."
FUZZERS=${FUZZERS:-build/fuzz/tests}
found=build/fuzz/found

longest() { # bytes of an input that are worth trying
	case $1 in
	device) echo 128 ;;
	path) echo 256 ;;
	card) echo 1024 ;;
	op | seal) echo 2048 ;;
	*) echo 4096 ;;
	esac
}

# GLib 2.74 keeps small blocks back, so that a sanitizer would not see their misuse.
export G_SLICE=always-malloc
[ $# -gt 0 ] || set -- batch seal device op card texts kommunen path
for target; do
	corpus=tests/fuzz/corpus/$target
	mkdir -p "$found/$target"
	set -- -runs="${RUNS:-100000}" -max_len="$(longest "$target")" -timeout=10 -artifact_prefix="build/fuzz/$target-" -print_final_stats=1
	[ ! -e "tests/fuzz/$target.dict" ] || set -- "$@" -dict="tests/fuzz/$target.dict"
	echo "fuzz_$target: ${RUNS:-100000} executions"
	"$FUZZERS/fuzz_$target" "$@" "$found/$target" "$corpus" 2>"build/fuzz/$target.log" || {
		tail -n 60 "build/fuzz/$target.log"
		exit 1
	}
	grep -E '^stat::(number_of_executed_units|average_exec_per_sec)|DONE' "build/fuzz/$target.log"
done
