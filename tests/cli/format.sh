#!/bin/sh
# man/vorort-format.5 says of the ops, man/vorort-checklist.5 of checklists, what the program's tables say; and its example, its
# messages and the commands that it names are those of the program.
. tests/cli/lib.sh

page=man/vorort-checklist.5
between() { sed -n "/^\.\\\\\" $1: begin/,/^\.\\\\\" $1: end/p" $page | sed '1d;$d'; }

ok "the pages agree with the tables" sh tests/lint/format.sh

example() {
	mkdir -p "$T/k" && cp -r checklists/bausteine checklists/katalog.yaml "$T/k" &&
		between EXAMPLE | grep -v '^\.[BE]d' >"$T/k/wohngeld.yaml" && grep -q '^  - id: WG-1' "$T/k/wohngeld.yaml" &&
		"$V" checklist lint "$T/k/wohngeld.yaml"
}
ok "the example is accepted" example
ok "and shown" has "WG-1  Zertifikat gilt lange genug (MUSS)" "$V" checklist show "$T/k/wohngeld.yaml"

# Every piece of a message between its "…" stands somewhere in the sources.
messages() {
	between MESSAGES | sed -n 's/^\.It //p' >"$T/messages"
	[ "$(wc -l <"$T/messages")" -gt 30 ] || return 1
	sed 's/…\|erwartet wird /\n/g' "$T/messages" | sed 's/^[ „“;:()]*//; s/[ „“;:()]*$//' | grep '...' | sort -u >"$T/pieces"
	cat src/checklist/*.c src/core/condition.c >"$T/sources"
	while read -r piece; do
		grep -qF -- "$piece" "$T/sources" || { echo "nobody says: $piece"; return 1; }
	done <"$T/pieces"
}
ok "its messages are those of the program" messages

commands() {
	"$V" help | sed -n '/^Befehle:/,/^$/p' >"$T/commands"
	sed -n 's/^\.[DI][lc] \(\$ \)*vorort \([a-z]*\) \([a-z]*\).*/\2 \3/p' $page | sort -u >"$T/named"
	[ -s "$T/named" ] || return 1
	while read -r command; do
		grep -q "^  $command " "$T/commands" || { echo "no such command: $command"; return 1; }
	done <"$T/named"
}
ok "its commands exist" commands
if command -v mandoc >/dev/null; then
	ok "the page is clean" mandoc -T lint -W warning $page
else
	skip "the page is clean (no mandoc)"
fi
exit $failed
