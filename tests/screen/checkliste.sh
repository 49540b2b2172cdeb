#!/bin/sh
# A newer checklist in the Prüflauf on the real program: the quiet line, what it changes, taking it over, marks, former steps, the text of
# then, undo. The checklist is a small one of its own, so that the real ones may change.
. tests/cli/lib.sh

hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
play() { "${V%/*}/tests/ttyscript" --rows 24 --cols 80 "tests/screen/$1.tty" -- "$V" --data "$T/a"; }
step() { printf '  - id: %s\n    titel: %s\n    pruefen: %s\n    bestanden: %s\n    pflicht: MUSS\n    phase: A\n    quelle:\n      - beleg: A\n        ort: hier\n' "$@"; }
head_of() { printf 'leistung: wohngeld\nversion: "%s"\ntitel: Kleiner Test\nstand: "2026-11-24"\nparameter:\n  - name: weg\n    frage: Welcher Weg?\n' "$1"; }

mkdir "$T/k" && cp checklists/katalog.yaml "$T/k"
export VORORT_CHECKLISTS="$T/k"
{
	head_of 9 && echo 'schritte:' && step S1 "Vertrag liegt vor" "Zeigen lassen" "Unterschrift ist da" &&
		step S2 "Postfach ist benannt" "Nachfragen" "Postfach steht im Vertrag" && step S3 "Fax ist besetzt" "Anrufen" "Jemand hebt ab"
} >"$T/k/wohngeld.yaml"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026 --place Rathaus --team ROT-HE-2)
A result add $hanau S1 passed --visit "$visit" >/dev/null
A result add $hanau S2 failed --note "steht nirgends" --visit "$visit" >/dev/null
A result add $hanau S3 passed --visit "$visit" >/dev/null
{
	head_of 10 && printf '    vorgabe: osci\n  - name: amt\n    frage: Welches Amt?\nschritte:\n' &&
		step S1 "Vertrag liegt vor" "Zeigen lassen" "Unterschrift ist da" &&
		step S2 "Postfach ist benannt" "Nachfragen" "Postfach ist eingerichtet" && step S4 "Vertretung ist geregelt" "Nachfragen" "Stelle ist genannt"
} >"$T/k/wohngeld.yaml"

ok "a newer checklist is seen, taken over and taken back" play checkliste
ok "the Anbindung is back on its version" same "$(A anbindung steps $hanau --json | jq -r .checklist_version)" 9
exit $failed
