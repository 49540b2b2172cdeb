#!/bin/bash
# Style and static analysis: tests/lint/lint.sh runs every check, tests/lint/lint.sh layers … only the named ones.
# One line a check, "ok" or "finding" with what was found below; "skip" where a tool is not installed. Exit status 1 on a finding.
set -u
cd "$(dirname "$0")/../.." || exit 2

checks=(layers functions files headers paths shell cppcheck tidy mandoc checklists clang)
BUILD=${BUILD:-build}

# Flags for tools that read the sources, from the Makefile.
make_flags() {
	# shellcheck disable=SC2016
	make -s --no-print-directory BUILD="$BUILD" --eval 'print-flags:; $(info $(CPPFLAGS) $(PKG_CFLAGS)) @:' print-flags
}

sources() { find src -name '*.c' | sort; }

# FILES are of git, so that nobody's scratch files count; without a repository (a tarball) those that lie there.
tracked() {
	if git rev-parse -q --is-inside-work-tree >/dev/null 2>&1; then
		git ls-files -- "$@"
	else
		find . -path ./build -prune -o -type f -print | sed 's|^\./||' | grep -E "$(printf '%s|' "${@#\*}" | sed 's/\./\\./g; s/|$//')"
	fi
}

has() {
	command -v "$1" >/dev/null && return
	echo "$1 is not installed"
	return 77
}

# (a) who may include what
check_layers() { tests/lint/layers.sh; }

# (b) lengths of functions
check_functions() {
	has ctags || return
	tests/lint/functions.sh
}

# (c) every header compiles alone
check_headers() {
	local flags header compiler bad=0
	eval "flags=($(make_flags))"
	for compiler in gcc clang; do
		command -v $compiler >/dev/null || continue
		for header in include/vorort/*.h src/*/*.h; do
			[ -e "$header" ] || continue
			$compiler -std=gnu11 -fsyntax-only -Wall -Wextra -Werror "${flags[@]}" -include "$header" -x c /dev/null || bad=1
		done
	done
	return $bad
}

# (d) clang-tidy, two at a time; without the paths that lead to a finding (call it by hand for these)
check_tidy() {
	local flags
	has clang-tidy || return
	eval "flags=($(make_flags))"
	# The flags go to the inner shell as one word each; -- ends the files that xargs adds.
	FLAGS=$(printf '%q ' "${flags[@]}") && export FLAGS
	# shellcheck disable=SC2016
	# One file a call: with several, version 14 takes a va_list of the second file for uninitialized.
	sources | xargs -P 2 -n 1 bash -c 'eval "flags=($FLAGS)"
		clang-tidy --quiet --config-file=tests/lint/clang-tidy.yaml "$@" -- -std=gnu11 "${flags[@]}" 2>&1 |
			grep -E ": (error|warning): " | sed "s|^$PWD/||"
		exit "${PIPESTATUS[0]}"' bash
}

# (e) cppcheck
check_cppcheck() {
	has cppcheck || return
	# Too strict or wrong here: readdir() is thread-safe for different streams; GLib functions that take ownership are not known.
	cppcheck -q -j 2 --enable=warning,performance,portability --inline-suppr --std=c11 --library=posix,gnu,gtk \
		--suppress=missingIncludeSystem --suppress=readdirCalled --suppress=leakNoVarFunctionCall \
		-Iinclude -I"$BUILD/gen" -D_GNU_SOURCE '-DVORORT_VERSION="0"' \
		'-DG_DEFINE_QUARK(name,function)=' --error-exitcode=1 src
}

# (f) manual pages
check_mandoc() {
	local pages
	has mandoc || return
	pages=$(tracked 'man/*.[157]')
	[ -n "$pages" ] || { echo "no manual pages"; return 77; }
	# shellcheck disable=SC2086
	mandoc -T lint -W warning $pages
}

# (g) checklists
check_checklists() {
	local said
	said=$("$BUILD/vorort" checklist lint checklists/*.yaml checklists/bausteine/*.yaml) && [ -z "$said" ] &&
		"$BUILD/vorort" checklist fmt --check checklists/*.yaml checklists/bausteine/*.yaml && return 0
	echo "$said"
	return 1
}

# (h) no path of somebody's machine and no unfinished work in tracked files; the patterns are broken up so as not to match here
check_paths() {
	local machine="(^|[^[:alnum:]_.~})-])/(ho""me|ro""ot|wo""rk)/" unfinished="(^|[^[:alpha:]])(TO""DO|FIX""ME|XX""X)([^[:alpha:]X]|$)" found
	found=$(tracked '*' | grep -v '^LICENSE$' | tr '\n' '\0' | xargs -0 grep -nIE "$machine|$unfinished" 2>/dev/null)
	[ -z "$found" ] || { echo "$found"; return 1; }
}

# (i) shell scripts
check_shell() {
	local scripts
	has shellcheck || return
	scripts=$(tracked '*' | xargs -d '\n' grep -lIE '^#!/bin/(ba)?sh' 2>/dev/null)
	# shellcheck disable=SC2086
	shellcheck -x -S warning -f gcc $scripts
}

# (j) lengths of files: over 500 lines are named, over 700 are findings
check_files() {
	tracked '*.c' '*.h' '*.sh' | while read -r f; do
		[ -e "$f" ] && echo "$(wc -l <"$f") $f"
	done | sort -rn | awk '$1 > 500 { print $2 ": " $1 " lines" } $1 > 700 { bad = 1 } END { exit bad }'
}

# (k) the other compiler
check_clang() {
	has clang || return
	make -s --no-print-directory -j2 BUILD=build/clang CC=clang WERROR=-Werror all
}

failed=0
[ $# -gt 0 ] || set -- "${checks[@]}"
for check; do
	declare -F "check_$check" >/dev/null || {
		echo "no such check: $check; there are: ${checks[*]}" >&2
		exit 2
	}
	output=$("check_$check" 2>&1)
	case $? in
	0) printf 'ok      %s\n' "$check" ;;
	77) printf 'skip    %s\n' "$check" ;;
	*)
		printf 'finding %s\n' "$check"
		failed=1
		;;
	esac
	[ -z "$output" ] || printf '%s\n' "$output" | sed 's/^/        /'
done
exit $failed
