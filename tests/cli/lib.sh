# Helpers for the tests of the command line; read by them with ". tests/cli/lib.sh". $BUILD is the build folder.
# Prints nothing by itself and runs no case.
# shellcheck shell=sh
set -u
V=${BUILD:-build}/vorort
case $V in /*) ;; *) V=$PWD/$V ;; esac
T=$(mktemp -d "${TMPDIR:-/tmp}/cli.XXXXXX")
trap 'chmod -R u+rwX "$T" 2>/dev/null; rm -rf "$T"' EXIT
export VORORT_CHECKLISTS="$PWD/checklists" VORORT_TODAY=2026-11-24
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@localhost GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@localhost
# shellcheck disable=SC2034 # the tests end with it
failed=0

# ok NAME COMMAND…: the command succeeds.
ok() {
	name=$1
	shift
	if "$@" >"$T/log" 2>&1; then
		echo "ok - $name"
	else
		echo "not ok - $name (status $?): $*"
		sed 's/^/# /' "$T/log"
		# shellcheck disable=SC2034
		failed=1
	fi
}

skip() { echo "skip - $1"; }

# status N COMMAND…: the command ends with that status; its output is left in $T/out and $T/err.
status() {
	wanted=$1
	shift
	got=0
	"$@" >"$T/out" 2>"$T/err" || got=$?
	[ "$got" = "$wanted" ] && return 0
	echo "status $got instead of $wanted"
	cat "$T/out" "$T/err"
	return 1
}

# complains N WORDS COMMAND…: ends with status N, a message for people on stderr that contains WORDS, and nothing on stdout.
complains() {
	code=$1 words=$2
	shift 2
	status "$code" "$@" || return 1
	grep -q '^vorort: ' "$T/err" && grep -qF -- "$words" "$T/err" && [ ! -s "$T/out" ] && return 0
	cat "$T/out" "$T/err"
	return 1
}

same() { [ "$1" = "$2" ] || { printf '%s\n' "$1" "differs from" "$2"; return 1; }; }
not() { ! "$@"; }
# has TEXT COMMAND…: its output contains TEXT.
has() {
	text=$1
	shift
	"$@" >"$T/out" 2>&1
	grep -qF -- "$text" "$T/out" || { cat "$T/out"; return 1; }
}

# The id that a command prints alone on its last line.
id_of() { "$@" | tail -n 1; }
