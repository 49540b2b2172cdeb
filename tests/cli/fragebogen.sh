#!/bin/sh
# The questionnaire for a Kommune: written, filled in by an independent program, read back with a preview, taken over as one action; and files
# that are broken, hostile or no questionnaire.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
hanau=ags:06435014/wohngeld
xlsx() { python3 tests/tools/xlsx.py "$@"; }
param() { A anbindung show $hanau --json | jq -r --arg key "$1" '.param[$key].param // "none"'; }
counts() { jq -r '[.n_new, .n_differs, .n_same, .n_invalid, .n_taken] | join(" ")'; }
preview() { A fragebogen read "$@" --json 2>/dev/null | counts; }

A init --name laptop-a --user ROT-HE-2 --role leitung --land 06 >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=osci --param "fachverfahren==2+5" >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 2026-12-15)
stelle=$(id_of A stelle add --kind koordination --name "OZG-Koordination" --set mailbox=ozg@land.example)
A stelle serve "$stelle" --land 06 >/dev/null

# Writing.
ok "a questionnaire of a visit is written" has "Fragebogen mit 24 Fragen" A fragebogen write "$visit" -o "$T/f.xlsx"
ok "and one of an Anbindung" A fragebogen write $hanau -o "$T/g.xlsx"
ok "a file is needed" status 2 A fragebogen write "$visit"
ok "nothing else has one" complains 1 "" A fragebogen write "$stelle" -o "$T/h.xlsx"
ok "empty, it says nothing" has "nichts ausgefüllt" A fragebogen read "$T/f.xlsx"
if ! command -v python3 >/dev/null; then
	skip "filled in by an independent program (python3 is not installed)"
	exit $failed
fi
ok "an independent reader finds texts, lists, A4 and a hidden column" xlsx check "$T/f.xlsx"
asks() { python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("xl/sharedStrings.xml").decode())' "$1" | grep -qF "$2"; }
ok "it says where it goes back to" asks "$T/f.xlsx" "an ozg@land.example zurück"

# Reading back: inline and shared strings, numbers, a date as a number, labels, a remark; one is wrong.
xlsx fill "$T/f.xlsx" "$T/1.xlsx" fachverfahren=DiWo "kopfstelle=s:JA" "A1.ars=s:064350014014" "D4.eingetragen_am=n:46345" \
	"WG-2.anzahl_kommunen=n:3.0E0" "C2.einmalig=viel" "B2.bezugsweg=rahmenvertrag" "transport=OSCI/XTA (XML an das Fachverfahren)" \
	"A1.ars!=Gilt auch für Erlensee" "D1.leistungsschluessel=f:99107023000000" "A2.funktionspostfach=wohngeld@hanau.example"
ok "the preview counts" same "$(preview "$T/1.xlsx")" "6 2 1 2 0"
ok "and changes nothing" same "$(param fachverfahren) $(param A1.ars)" "=2+5 none"
ok "in words" status 4 A fragebogen read "$T/1.xlsx"
ok "the summary" grep -qF "6 neu, 2 weichen ab, 1 unverändert, 2 ungültig." "$T/out"
ok "what differs says both" grep -qF "Welches Fachverfahren? bei uns: =2+5, im Fragebogen: DiWo" "$T/out"
ok "what is wrong names sheet, cell and reason" grep -Eq "Hanau – Wohngeld, E[0-9]+: Einmalige Kosten: viel – Erwartet wird eine ganze Zahl" "$T/out"
ok "a formula is no answer" grep -qF "Hier steht eine Formel" "$T/out"
ok "without a terminal nothing is taken" grep -qF "Nichts übernommen" "$T/out"
ok "--yes takes all that is right" same "$(preview "$T/1.xlsx" --yes)" "6 2 1 2 8"
ok "as typed" same "$(for p in fachverfahren kopfstelle A1.ars D4.eingetragen_am WG-2.anzahl_kommunen B2.bezugsweg C2.einmalig; do param $p; done | paste -sd ' ')" \
	"DiWo ja 064350014014 2026-11-19 3 Rahmenvertrag none"
ok "nothing is a difference" same "$(A status --json | jq .differences)" 0
# shellcheck disable=SC1111 # German quotes
ok "the remark is a quick note at its step" same "$(A note list --open --json | jq -r '.[] | .step + " " + .text')" \
	"A1 Fragebogen, „ARS des Zuständigkeitsgebiets“: Gilt auch für Erlensee"
ok "a report names the question" has "ARS des Zuständigkeitsgebiets:** 064350014014" A report anbindung $hanau --format md
ok "the linear mode offers what the Kommune answered" has "064350014014" sh -c 'printf ".\\ns A1\\nq\\n" | "$0" --data "$1" --linear '$hanau "$V" "$T/a"
ok "read twice, nothing is new" same "$(preview "$T/1.xlsx" --yes)" "0 0 9 2 0"
ok "one undo takes all back" A undo
ok "as before" same "$(param fachverfahren) $(param A1.ars) $(A note list --open --json | jq length)" "=2+5 none 0"
ok "then it is new again" same "$(preview "$T/1.xlsx" --yes)" "6 2 1 2 8"
ok "and what was known is no difference" same "$(A status --json | jq .differences)" 0

# What was changed meanwhile stays visible.
A fragebogen write "$visit" -o "$T/f2.xlsx" >/dev/null
xlsx fill "$T/f2.xlsx" "$T/2.xlsx" fachverfahren=WoGeld A1.ars=064350007007
A anbindung set $hanau param.fachverfahren=Drittes
ok "a change made meanwhile is told" has "seit dem Schreiben des Fragebogens hier geändert" A fragebogen read "$T/2.xlsx"
ok "taken over" same "$(preview "$T/2.xlsx" --yes)" "0 2 0 0 2"
ok "it is a difference, the other is not" same "$(A status --json | jq .differences)" 1
ok "read twice, nothing is new" same "$(preview "$T/2.xlsx")" "0 0 2 0 0"

# Steps that have a result, and others' names.
A result add $hanau A1 waiting --field ars=064350014014 --stelle fachamt --due +5 >/dev/null
A fragebogen write "$visit" -o "$T/f3.xlsx" >/dev/null
ok "what a result answers is asked no more" not asks "$T/f3.xlsx" " A1 ars "
ok "but the rest of its step" asks "$T/f3.xlsx" " A1 regelung "
xlsx fill "$T/f.xlsx" "$T/3.xlsx" "fachverfahren=Frau Erika Musterfrau, Tel. 06181 123456" "WG-2.pvog_link=hanau" "B2.abruf_vom=31.2.2026" \
	"umfang=s:egal" "B2.bezugsweg=$(printf %250s x)"
ok "each value is checked like a typed one" same "$(preview "$T/3.xlsx" --yes)" "0 0 0 5 0"

# Changed ids.
xlsx fill "$T/f.xlsx" "$T/4.xlsx" A1.ars=064350014014 "A1.ars=id:vorort1 ags:99999999/wohngeld A1 ars -" fachverfahren=X \
	"fachverfahren=id:vorort1 $hanau - gibtesnicht -" kopfstelle=nein "kopfstelle=id:irgendwas" umfang=voll \
	"umfang=id:vorort1 $stelle - umfang -"
ok "an id that is not known is invalid" same "$(preview "$T/4.xlsx" --yes)" "0 0 0 4 0"
xlsx fill "$T/f.xlsx" "$T/5.xlsx" fachverfahren=Fremd "fachverfahren=id:vorort1 $hanau - fachverfahren a1-rydqifbdqusu-6enp"
ok "a stamp of nowhere overwrites nothing" same "$(preview "$T/5.xlsx" --yes; A status --json | jq .differences)" "0 1 0 0 1
1"

# Files that are none.
before=$(A digest 2>/dev/null)
refused() { complains 1 "$1" A fragebogen read "$2" --yes; }
echo "das ist Text" >"$T/text.xlsx"
ok "a text" refused "keine Datei im Format .xlsx" "$T/text.xlsx"
ok "no file" refused "lässt sich nicht lesen" "$T/gibt-es-nicht.xlsx"
ok "a folder" refused "lässt sich nicht lesen" "$T"
printf '\320\317\021\340\241\261\032\341' >"$T/alt.xls"
ok "the old format" refused "im alten Format" "$T/alt.xls"
head -c 3000 "$T/1.xlsx" >"$T/halb.xlsx"
ok "half a file" refused "Excel-Datei" "$T/halb.xlsx"
python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1], "w"); z.writestr("xl/other.xml", "<a/>"); z.close()' "$T/leer.xlsx"
printf 'wait Neues und Abweichendes\ntype nein\nkeys <Enter>\nexit 4\n' >"$T/nein.tty"
ok "in a terminal it asks" "$(dirname "$V")/tests/ttyscript" "$T/nein.tty" -- "$V" --data "$T/a" fragebogen read "$T/1.xlsx"
ok "no takes nothing" same "$(A digest 2>/dev/null)" "$before"
ok "an archive of something else" refused "Ein Teil von ihr fehlt" "$T/leer.xlsx"
echo '<workbook><sheets/></workbook>' >"$T/foreign"
xlsx rezip "$T/f.xlsx" "$T/fremd.xlsx" xl/workbook.xml "$T/foreign"
ok "another workbook" refused "kein Fragebogen" "$T/fremd.xlsx"
head -c 40000000 /dev/zero | tr '\0' ' ' >"$T/blanks"
xlsx rezip "$T/f.xlsx" "$T/bombe.xlsx" xl/sharedStrings.xml "$T/blanks"
ok "a bomb" refused "viel zu groß" "$T/bombe.xlsx"
printf '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>' >"$T/entities"
xlsx rezip "$T/f.xlsx" "$T/entities.xlsx" xl/sharedStrings.xml "$T/entities"
ok "entities" refused "DOCTYPE" "$T/entities.xlsx"
printf '<!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst/>' >"$T/external"
xlsx rezip "$T/f.xlsx" "$T/external.xlsx" xl/sharedStrings.xml "$T/external"
ok "an external entity" refused "DOCTYPE" "$T/external.xlsx"
ok "nothing of that changed anything" same "$(A digest 2>/dev/null)" "$before"
exit $failed
