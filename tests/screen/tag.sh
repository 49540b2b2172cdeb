#!/bin/sh
# The day of a visit on the real program: twenty results with two interruptions, one Hürde for five steps, three quick notes, the Fazit –
# with the keys counted. Then what runs, who is here, who answers, Sichtschutz, and the steps that a settled Hürde opens again.
. tests/cli/lib.sh

hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
# play NAME [ROWS COLS]: tests/screen/NAME.tty on the data as the case before left it.
play() { "${V%/*}/tests/ttyscript" --rows "${2:-24}" --cols "${3:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/a"; }
# outcome STEP: over all its environments.
outcome() { A anbindung steps $hanau --json | jq -r ".steps[] | select(.id == \"$1\").outcome"; }

A init --user ROT-HE-2 --name laptop-a --role leitung --land HE >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param umfang=voll >/dev/null
A anbindung add --kommune 06435014 --leistung ummeldung >/dev/null
A anbindung add --kommune 14625020 --leistung wohngeld --param transport=fitconnect >/dev/null
A obstacle add --anbindung ags:14625020/wohngeld --title "Firewall-Antrag ist offen" --category technisch --set severity=verzoegert >/dev/null
visit=$(id_of A visit add --anbindung $hanau --anbindung ags:06435014/ummeldung --date 24.11.2026 --place Rathaus --team ROT-HE-2)
A visit add --anbindung ags:14625020/wohngeld --date 25.11.2026 >/dev/null

cp -r "$T/a" "$T/before"
ok "the Vorbereitung leads to the step of its line; a note there is one of the visit" play tag-vorbereitung
ok "it is" same "$(A note list --json | jq -r '.[] | [.text, .visit // "-", .step // "-"] | join(" ")')" "$(printf '%s\n' "beim Abschluss $visit -" "beim Vorbereiten $visit -")"
rm -rf "$T/a" && mv "$T/before" "$T/a"

ok "ten results, two keys at most for each" play tag-vormittag
ok "after closing it opens on the last step; one Hürde for five steps in five keys; the laptop dies" play tag-huerde
ok "five steps stand at the Hürde" same "$(A obstacle list --anbindung $hanau --json | jq -r '.[0].steps | join(" ")')" "F1.4 F1.6 F1.7 F1.8 F1.9"
ok "they cannot be tested" same "$(outcome F1.8)" blocked
cp -r "$T/a" "$T/before"
ok "wide, and the same Hürde for one more step" play tag-breit 40 120
rm -rf "$T/a" && mv "$T/before" "$T/a"
ok "people, what runs, Sichtschutz" play tag-leute
ok "after a crash it opens on the last step; twenty results, notes and the Fazit" play tag-abend
ok "twenty results and more are there" test "$(A result list $hanau --json | jq '[.[] | select(.outcome != "blocked")] | length')" -ge 20
ok "three notes are there" same "$(A note list --json | jq length)" 3
ok "the visit is closed" has wiederholung A visit show "$visit" --json
ok "the Hürde is settled, its steps are offered again" play tag-behoben
ok "four are left to be tested again" same "$(A anbindung steps $hanau --json | jq '[.steps[] | select(.results[0].again)] | length')" 4
exit $failed
