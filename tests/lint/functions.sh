#!/bin/sh
# Lengths of the functions below src/: median, 90 %, longest. Fails if one is over 100 lines and not listed in functions.txt, or
# if more than a tenth is over 50.
set -eu
cd "$(dirname "$0")/../.."

ctags --languages=C --kinds-C=f --fields=+ne -o - -R src | awk -F'\t' '
	{
		from = to = 0
		for (i = 4; i <= NF; i++) {
			if ($i ~ /^line:/) from = substr($i, 6)
			if ($i ~ /^end:/) to = substr($i, 5)
		}
		if (to) print to - from + 1, $1, $2 ":" from
	}' | sort -n | awk '
	FILENAME == "tests/lint/functions.txt" { if ($1 != "" && $1 !~ /^#/) table[$1] = 1; next }
	{
		length_of[++n] = $1
		longest = $2 " (" $3 ")"
		if ($1 > 100 && !($2 in table)) { print $3 ": " $2 " has " $1 " lines"; bad = 1 }
	}
	END {
		if (!n) exit 0
		median = length_of[int((n + 1) / 2)]
		ninety = length_of[int(n * 0.9 + 0.999999)]
		printf "%d functions: median %d lines, 90 %% up to %d, longest %d: %s\n", n, median, ninety, length_of[n], longest
		exit bad || ninety > 50
	}' tests/lint/functions.txt -
