#!/bin/sh
# The manual page says what the table of commands says, and every command explains itself.
. tests/cli/lib.sh

page=man/vorort.1
contains_table() {
	"$V" help --mdoc >"$T/table" && sed -n '/^\.Sh BEFEHLE/,/^\.Sh EXIT-STATUS/p' $page | sed '1d;$d' | cmp - "$T/table"
}
ok "the section BEFEHLE is what vorort help --mdoc writes" contains_table
if command -v mandoc >/dev/null; then
	ok "the manual page is clean" mandoc -T lint -W warning $page
else
	skip "the manual page is clean (no mandoc)"
fi

explained() {
	"$V" help | sed -n '/^Befehle:/,/^$/p' | sed '1d;$d;s/^  //;s/   .*//' >"$T/commands" && [ -s "$T/commands" ] || return 1
	while read -r noun verb rest; do
		case $verb in [a-z]*) ;; *) verb="" ;; esac
		# shellcheck disable=SC2086
		"$V" "$noun" $verb --help >"$T/help" 2>&1 && grep -q '^Überall:' "$T/help" || { echo "$noun $verb $rest"; return 1; }
	done <"$T/commands"
}
ok "every command has its help" explained
ok "a noun alone lists its verbs" has "obstacle comment" "$V" obstacle --help
ok "help needs no data" not test -e "$T/data"
ok "set names its fields" has "status_until" "$V" obstacle set --help
ok "the version is told" has "vorort 0" "$V" --version
ok "help that cannot be written is noticed" status 1 sh -c '"$0" --help >/dev/full' "$V"

# Checklists are checked without any set-up.
mkdir -p "$T/k/bausteine"
cp checklists/*.yaml "$T/k" && cp checklists/bausteine/*.yaml "$T/k/bausteine"
ok "the checklists are fine" status 0 "$V" checklist lint "$T"/k/*.yaml "$T/k/bausteine" "$T"/k/bausteine/*.yaml
sed -i 's/^titel:/titl:/' "$T/k/wohngeld.yaml"
ok "a mistake is status 1" status 1 "$V" checklist lint "$T/k/wohngeld.yaml"
ok "with line and column" grep -q 'wohngeld.yaml:[0-9]*:[0-9]*: Fehler: ' "$T/out"
ok "and for programs" sh -c '"$0" checklist lint "$1" --json 2>/dev/null | jq -e ".[0].is_error"' "$V" "$T/k/wohngeld.yaml"
ok "a file that is not there is status 1" status 1 "$V" checklist lint "$T/none.yaml"

# The demonstration as text.
ok "the demo plays" status 0 "$V" demo "$T/demo"
ok "both devices know the same" same "$(grep -c '^Prüfsumme' "$T/out") $(grep '^Prüfsumme' "$T/out" | sort -u | wc -l)" "2 1"
ok "a second time it only shows" sh -c '"$0" demo "$1" >"$2/again" && tail -n 1 "$2/again" | cmp - "$2/sum"' "$V" "$T/demo" "$(tail -n 1 "$T/out" >"$T/sum"; echo "$T")"
exit $failed
