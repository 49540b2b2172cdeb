#!/bin/sh
# Holds the generated parts of manual pages against the program's tables: ops in vorort-format.5, keys and words of checklists in
# vorort-checklist.5. Prints the difference, or with --write replaces the pages' parts.
set -eu
cd "$(dirname "$0")/../.."
tools=${BUILD:-build}/tests

new=$(mktemp)
trap 'rm -f "$new" "$new.part"' EXIT
status=0

# part PAGE MARK COMMAND…: what the command prints stands between the lines "MARK: begin" and "MARK: end".
part() {
	page=$1 mark=$2
	shift 2
	"$@" >"$new.part"
	awk -v mark="$mark: begin" '{ print } index($0, mark) { exit }' "$page" >"$new"
	cat "$new.part" >>"$new"
	awk -v mark="$mark: end" 'index($0, mark) { on = 1 } on' "$page" >>"$new"
	if [ "$write" = yes ]; then
		cp "$new" "$page"
	else
		diff -u "$page" "$new" || status=1
	fi
}

write=no
[ "${1:-}" != --write ] || write=yes
part man/vorort-format.5 OPS "$tools/opsman"
part man/vorort-checklist.5 KEYS "$tools/checklistman" checklists/schema.json
exit $status
