#!/bin/sh
# Holds the table of ops in man/vorort-format.5 against the program's: prints the difference, or with --write replaces the page's part.
set -eu
cd "$(dirname "$0")/../.."
page=man/vorort-format.5
opsman=${BUILD:-build}/tests/opsman

new=$(mktemp)
trap 'rm -f "$new"' EXIT
awk '{ print } index($0, "OPS: begin") { exit }' "$page" >"$new"
"$opsman" >>"$new"
awk 'index($0, "OPS: end") { on = 1 } on' "$page" >>"$new"
if [ "${1:-}" = --write ]; then
	cp "$new" "$page"
else
	diff -u "$page" "$new"
fi
