#!/bin/sh
# Runs test programs and scripts, two at a time, and counts their test cases.
#
#   BUILD=build tests/run.sh build/tests/test_text tests/cli/basic.sh …
#
# A program is a cmocka binary; its closing lines are counted. A script (*.sh) prints "ok - name", "not ok - name" or "skip - name"
# for each case and finds the build folder in $BUILD (absolute). Whatever exits non-zero without saying what failed, takes too long or
# runs no case at all counts as one failure. Each has its own TMPDIR and HOME, and no stdin.
#
# Settings: VORORT_TEST_JOBS (2), VORORT_TEST_LIMIT (300, seconds a program).
set -eu
umask 077
cd "$(dirname "$0")/.."

count() { # how many lines of the output match
	grep -c "$1" "$out" || true
}

sum() { # the numbers in cmocka's closing lines: "[  PASSED  ] 12 test(s)."; a program may have several groups
	sed -n "s/^\[ *$1 *\] \([0-9][0-9]*\) test(s).*/\1/p" "$out" | awk '{ n += $1 } END { print n + 0 }'
}

run_program() { # sets rc
	home="$dir/tmp"
	mkdir -p "$home/home"
	rc=0
	env TMPDIR="$home" HOME="$home/home" LC_ALL=C.UTF-8 \
		timeout -k 10 "${VORORT_TEST_LIMIT:-300}" "$@" >"$out" 2>&1 </dev/null || rc=$?
	chmod -R u+rwX "$home" 2>/dev/null || true
	rm -rf "$home"
}

# Runs one program; its counts go to the file "counts", its output to "output" in a folder of its own.
run_one() {
	name=${1##*/}
	dir=$(mktemp -d "$VORORT_RUN/XXXXXX")
	out="$dir/output"
	began=$(date +%s)
	case $name in
	*.sh)
		if [ -x "$1" ]; then run_program "$1"; else run_program sh "$1"; fi
		passed=$(count '^ok - ') failed=$(count '^not ok - ') skipped=$(count '^skip - ')
		;;
	*)
		run_program "$1"
		passed=$(sum PASSED) failed=$(sum FAILED) skipped=$(sum SKIPPED)
		;;
	esac
	reason=""
	case $rc in
	0) [ $((passed + failed + skipped)) -gt 0 ] || reason="ran no test" ;;
	124 | 137) reason="took longer than ${VORORT_TEST_LIMIT:-300} s" ;;
	*) [ "$failed" -gt 0 ] || reason="exit status $rc" ;;
	esac
	[ -z "$reason" ] || failed=$((failed + 1))
	echo "$passed $failed $skipped" >"$dir/counts"
	word=ok
	if [ "$failed" -gt 0 ]; then
		word=FAILED
		echo "$1" >"$dir/failed"
	fi
	[ "$skipped" = 0 ] || reason="$skipped skipped${reason:+, $reason}"
	printf '%-6s %-28s %3d passed %3d failed %4d s%s\n' "$word" "$name" "$passed" "$failed" $(($(date +%s) - began)) \
		"${reason:+  ($reason)}"
}

# The full output of what failed, then the totals alone on the last line.
report() {
	for f in "$VORORT_RUN"/*/failed; do
		[ -e "$f" ] || continue
		echo
		echo "--- $(cat "$f")"
		cat "${f%failed}output"
		echo
	done
	cat "$VORORT_RUN"/*/counts 2>/dev/null | awk '
		{ passed += $1; failed += $2; skipped += $3 }
		END {
			printf "%d passed, %d failed", passed, failed
			if (skipped) printf ", %d skipped", skipped
			printf "\n"
			exit failed > 0 || passed + skipped == 0
		}'
}

if [ "${1:-}" = --one ]; then
	shift
	run_one "$@"
	exit 0
fi

case ${BUILD:=build} in /*) ;; *) BUILD="$PWD/$BUILD" ;; esac
export BUILD
# What the user has set up for real work must not reach the tests.
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME VORORT_DATA NO_COLOR GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE LANGUAGE MAKEFLAGS MFLAGS
VORORT_RUN=$(mktemp -d "${TMPDIR:-/tmp}/vt.XXXXXX") # short: sockets below it have paths of at most 107 bytes
export VORORT_RUN
trap 'chmod -R u+rwX "$VORORT_RUN" 2>/dev/null; rm -rf "$VORORT_RUN"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ $# -gt 0 ]; then
	printf '%s\0' "$@" | xargs -0 -n 1 -P "${VORORT_TEST_JOBS:-2}" sh tests/run.sh --one || true
fi
report
