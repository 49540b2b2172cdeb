#!/bin/sh
# Holds the table of checklists in README.md against what the program counts: prints the difference, or with --write replaces the table.
set -eu
cd "$(dirname "$0")/../.."
page=README.md
new=$(mktemp)
data=$(mktemp -d)
trap 'rm -rf "$new" "$data"' EXIT

table() {
	echo "| Leistung | transport | steps (MUSS) | hours | lead time | NL1 NL2 NL3 NL4 NL5 | sources A B C |"
	echo "|---|---|---|---|---|---|---|"
	VORORT_CHECKLISTS=$PWD/checklists "${BUILD:-build}/vorort" --data "$data" checklist list --json | jq -r '
		.[] | . as $c | .routes[] |
		"| \($c.leistung) | \(.transport // "–") | \(.steps) (\(.muss)) | \(.minutes / 60 | floor):\(.minutes % 60 | if . < 10 then "0\(.)" else . end) | \(.lead_days) d | " +
		([.nl | to_entries[] | if .value > 0 then .value elif $c.nl_excused[.key] then "–" else 0 end | tostring] | join(" ")) +
		" | \(.sources.A) \(.sources.B) \(.sources.C) |"'
}

awk '{ print } index($0, "checklists: begin") { exit }' "$page" >"$new"
table >>"$new"
awk 'index($0, "checklists: end") { on = 1 } on' "$page" >>"$new"
if [ "${1:-}" = --write ]; then
	cp "$new" "$page"
else
	diff -u "$page" "$new"
fi
