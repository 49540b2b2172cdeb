#!/bin/sh
# Two versions of a checklist: compared as files; published by one laptop, taken over by the other while results stay, taken back; the old
# wording stays readable; a broken version is refused and the one before stays in use.
. tests/cli/lib.sh

R=$T/r.git
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
main() { git -C "$R" "$@"; }

# A small checklist in two versions; both laptops have version 9 installed.
mkdir "$T/k" && cp checklists/katalog.yaml "$T/k"
step() { printf '  - id: %s\n    titel: %s\n    pruefen: %s\n    bestanden: %s\n    pflicht: MUSS\n    phase: A\n    quelle:\n      - beleg: A\n        ort: hier\n' "$@"; }
head_of() { printf 'leistung: wohngeld\nversion: "%s"\ntitel: Kleiner Test\nstand: "2026-11-24"\n' "$1"; }
{
	head_of 9 && echo 'schritte:' && step S1 "Vertrag liegt vor" "Zeigen lassen" "Unterschrift ist da" &&
		step S2 "Postfach ist benannt" "Nachfragen" "Postfach steht im Vertrag" && step S3 "Fax ist besetzt" "Anrufen" "Jemand hebt ab"
} >"$T/k/wohngeld.yaml"
{
	head_of 10 && printf 'parameter:\n  - name: weg\n    frage: Welcher Weg?\n    vorgabe: osci\nschritte:\n' &&
		step S1 "Vertrag liegt vor" "Zeigen lassen" "Unterschrift ist da" &&
		step S2 "Postfach ist benannt" "Nachfragen" "Postfach ist eingerichtet und steht im Vertrag" && step S4 "Vertretung" "Nachfragen" "Name der Stelle"
} >"$T/zehn.yaml"
export VORORT_CHECKLISTS="$T/k"

# As files.
ok "diff is done" status 0 "$V" checklist diff "$T/k/wohngeld.yaml" "$T/zehn.yaml"
for text in "Version 9" "Version 10" "Neue Schritte (1)" "S4  Vertretung" "S2  Postfach ist benannt" "bestanden" "Postfach steht im Vertrag" \
	"eingerichtet" "Entfallene Schritte (1)" "S3  Fax ist besetzt" "Neue Angaben (1)" "weg  Welcher Weg?"; do
	ok "diff names: $text" grep -qF "$text" "$T/out"
done
ok "diff leaves out what is equal" not grep -qF "S1" "$T/out"
ok "diff as JSON" same "$("$V" checklist diff "$T/k/wohngeld.yaml" "$T/zehn.yaml" --json | jq -c '[.steps[] | [.id, .kind, .keys[0].key]]')" \
	'[["S2","changed","bestanden"],["S4","new",null],["S3","removed",null]]'
ok "the same file twice" has "Alle Schritte und Angaben sind gleich." "$V" checklist diff "$T/zehn.yaml" "$T/zehn.yaml"
ok "diff needs no data" not test -e "$T/data"
ok "a file that is not there" complains 1 "$T/keine.yaml" "$V" checklist diff "$T/zehn.yaml" "$T/keine.yaml"
ok "one file is not enough" status 2 "$V" checklist diff "$T/zehn.yaml"

# Both laptops begin with version 9.
git init -q --bare "$R"
A init --user KO-HE --name laptop-a --role leitung --land HE --remote "$R" >/dev/null
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
ok "A creates the Anbindung" same "$(id_of A anbindung add --kommune 06435014 --leistung wohngeld)" $hanau
A sync --quiet
B init --user TF-HE --name laptop-b --role taskforce --remote "$R" >/dev/null
B sync --quiet
B result add $hanau S1 passed >/dev/null
s2=$(id_of B result add $hanau S2 failed --note "steht nirgends")
s3=$(id_of B result add $hanau S3 passed)
ok "nothing is newer yet" has "Eine neuere Version ist nicht da." B anbindung update $hanau
ok "show says what counts" has "Version 9, Stand 24.11.2026" B anbindung show $hanau
ok "applying nothing changes nothing" status 0 B anbindung update $hanau --apply
ok "B is no Leitung" complains 1 "nur eine Leitung" B checklist publish "$T/zehn.yaml"

# A publishes, B sees and takes over.
ok "A publishes version 10" A checklist publish "$T/zehn.yaml"
ok "the same once more is no harm" A checklist publish "$T/zehn.yaml"
sed 's/Vertretung/Andere Vertretung/' "$T/zehn.yaml" >"$T/anders.yaml"
ok "another text for the same version is refused" complains 1 "schon veröffentlicht" A checklist publish "$T/anders.yaml"
A sync --quiet && B sync --quiet && A sync --quiet
ok "show says that a newer one is there" has "Version 10, Stand 24.11.2026, von einer Leitung veröffentlicht" B anbindung show $hanau
ok "and what it changes" grep -qF "Schritte: 1 neu, 1 geändert, 1 entfallen; Angaben: 1 neu" "$T/out"
ok "update shows it" has "S4  Vertretung" B anbindung update $hanau
ok "and how to apply it" grep -qF "vorort anbindung update $hanau --apply" "$T/out"
ok "looking changes nothing" same "$(B anbindung steps $hanau --json | jq -r .checklist_version)" 9
ok "update as JSON" same "$(B anbindung update $hanau --json | jq -c '[.current.version, .newer.version, .is_published, .is_applied, (.steps | length)]')" \
	'["9","10",true,false,3]'
ok "B takes it over" has "Übernommen: Version 10" B anbindung update $hanau --apply
steps=$(B anbindung steps $hanau --json)
stand() { printf '%s' "$steps" | jq -c "$1"; }
ok "results count on" same "$(stand '[.checklist_version, (.steps[] | [.id, .outcome])]')" '["10",["S1","passed"],["S2","failed"],["S4","open"]]'
ok "a step that changed is marked" same "$(stand '[.steps[] | .results[0].changed]')" '[[],["bestanden"],[]]'
ok "for people, too" has "nicht bestanden (geändert seit dem Ergebnis)" B anbindung steps $hanau
ok "former steps stand at the end" sh -c 'sed -n "/^frühere Schritte/,\$p" "$1" | grep -q "S3 .*bestanden.*Fax ist besetzt"' - "$T/out"
ok "and in JSON" same "$(stand '[.former_steps[] | [.id, .outcome, .results[0].checklist_version]]')" '[["S3","passed","9"]]'
ok "result list has all of them" same "$(B result list $hanau --json | jq length)" 3
ok "the export names the former step" has "Fax ist besetzt" B export results --format csv
ok "the new parameter has its preset" has "osci" B anbindung show $hanau
ok "nothing is recorded for a step that is gone" complains 1 "gibt es in dieser Checkliste nicht" B result add $hanau S3 failed
ok "an existing Anbindung is asked by its own version" B anbindung add --kommune 06435014 --leistung wohngeld --param weg=fitconnect

# The wording a result was recorded with.
ok "the old wording is readable" has "Postfach steht im Vertrag" B result show "$s2"
ok "with its version" grep -qF "Version 9" "$T/out"
ok "of a former step, too" has "Jemand hebt ab" B result show "$s3"
ok "a retest has the new wording" has "eingerichtet" B result show "$(id_of B result add $hanau S2 passed)"
ok "and is not marked" same "$(B anbindung steps $hanau --json | jq -c '.steps[1].results[0].changed')" '[]'
ok "in JSON" same "$(B result show "$s2" --json | jq -r '[.checklist_version, .step_text.criterion] | @csv')" '"9","Postfach steht im Vertrag"'

# A knows it after the next sync, with the same marks.
B sync --quiet && A sync --quiet
ok "A is on version 10, too" same "$(A anbindung steps $hanau --json)" "$(B anbindung steps $hanau --json)"
ok "A reads the old wording" has "Postfach steht im Vertrag" A result show "$s2"
ok "digests are equal" same "$(A digest)" "$(B digest)"

# Back again.
ok "undo takes back the parameter" B undo
ok "the retest" B undo
ok "undo takes back the version" has "Checkliste Version 10 übernommen" B undo
ok "B is on version 9" same "$(B anbindung steps $hanau --json | jq -c '[.checklist_version, (.former_steps | length), (.steps[] | .outcome)]')" \
	'["9",0,"passed","failed","passed"]'
ok "redo" has "Checkliste Version 10 übernommen" B redo
B sync --quiet && A sync --quiet
ok "digests are equal afterwards" same "$(A digest)" "$(B digest)"

# A broken version.
sed 's/^version: .*/version: "11"/' "$T/zehn.yaml" >"$T/elf.yaml"
sed 's/pflicht: MUSS/pflicht: MUS/' "$T/elf.yaml" >"$T/kaputt.yaml"
ok "a broken file is not published" complains 1 "kaputt.yaml:" A checklist publish "$T/kaputt.yaml"
ok "nothing newer is there" same "$(A anbindung update $hanau --json | jq .newer)" null
ok "A publishes version 11" A checklist publish "$T/elf.yaml"
A sync --quiet
# Somebody damages its text on the server before B has seen it.
damage() {
	path=$(main ls-tree -r --name-only main | grep '^checklists/wohngeld/11-') && GIT_INDEX_FILE=$T/index && export GIT_INDEX_FILE
	blob=$(main show "main:$path" | sed 's/MUSS/MUS/' | main hash-object -w --stdin) && main read-tree main &&
		main update-index --cacheinfo "100644,$blob,$path" && tree=$(main write-tree) &&
		main update-ref refs/heads/main "$(main commit-tree -p main -m damage "$tree")" && unset GIT_INDEX_FILE
}
ok "its text is damaged" damage
for ref in $(main for-each-ref --format='%(refname)' refs/heads/in); do main update-ref -d "$ref"; done
ok "B notices" status 4 B sync
ok "B stays on version 10" same "$(B anbindung update $hanau --json | jq -c '[.current.version, .newer]')" '["10",null]'
ok "and says why" has "Version 11 ist veröffentlicht, ihr Text ist aber nicht lesbar" B anbindung update $hanau
ok "B goes on working" B result add $hanau S4 passed
ok "A notices and puts the right text back" status 4 A sync
ok "B receives it" status 0 B sync
ok "B is offered version 11" same "$(B anbindung update $hanau --json | jq -r .newer.version)" 11

# Two laptops of the Leitung publish the same version with different text while apart.
A device role "$(B status --json | jq -r .device)" leitung >/dev/null && A sync --quiet && B sync --quiet
sed 's/^version: .*/version: "12"/' "$T/zehn.yaml" >"$T/zwoelf-a.yaml"
sed 's/Vertretung/Spätere Vertretung/' "$T/zwoelf-a.yaml" >"$T/zwoelf-b.yaml"
ok "A publishes 12" A checklist publish "$T/zwoelf-a.yaml"
B note add "damit B die spätere Veröffentlichung hat" >/dev/null
ok "B publishes 12" B checklist publish "$T/zwoelf-b.yaml"
A sync --quiet && B sync --quiet && A sync --quiet
for side in A B; do
	ok "$side says that there are two" has "wurde zweimal mit verschiedenem Inhalt veröffentlicht" $side anbindung update $hanau
	ok "$side uses the later one" grep -qF "Spätere Vertretung" "$T/out"
done
# Ids of the published version are for ever.
{ head_of 13 && echo 'schritte:' && step S1 "Vertrag liegt vor" "Zeigen lassen" "Unterschrift ist da"; } >"$T/dreizehn.yaml"
ok "a version that lost a step is not published" complains 1 "der vorigen Fassung fehlt" A checklist publish "$T/dreizehn.yaml"
sed -i 's/^schritte:/entfallen: [S2, S4]\n&/' "$T/dreizehn.yaml"
ok "unless the file says so" A checklist publish "$T/dreizehn.yaml"
A sync --quiet && B sync --quiet
ok "digests are equal at the end" same "$(A digest)" "$(B digest)"
exit $failed
