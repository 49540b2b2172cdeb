#!/bin/sh
# Reports and the calendar: what they say and leave out, in every format, held against programs that are not ours; each of these checks is
# shown to fail on a damaged sample.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
H=ags:06435014/wohngeld
A init --user ROT-HE-2 --name laptop --role roll_out_team --land HE >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param fachverfahren=DiWo >/dev/null
A anbindung add --kommune 06435014 --leistung ummeldung >/dev/null
A anbindung set $H state=angemeldet state_date=2026-09-01 >/dev/null
A anbindung set $H state=im_test state_date=2026-11-24 >/dev/null
visit=$(id_of A visit add --anbindung $H --date 2026-11-24 --place "Rathaus <b>1</b> & Anbau; Saal, 2" --team ROT-HE-2 --present fachamt,it)
next=$(id_of A visit add --anbindung $H --anbindung ags:06435014/ummeldung --date 2026-12-01 --present fachamt)
record() { A result add $H "$@" --visit "$visit" >/dev/null; }
record A6 passed --note "nur für uns" && record B1 failed --note "Vertrag | fehlt *immer* noch" --sicht protokoll
record D4 waiting --stelle landesredaktion --ticket LR-7 --due 2026-11-20 --field eingetragen_am=2026-11-17
record A2 passed_open --note "Vertretung nennen" --stelle fachamt --due 2026-12-08 --sicht protokoll --field funktionspostfach=wohngeld@hanau.example
A obstacle add --anbindung $H --step B1 --title "Nachnutzungsvertrag fehlt" --category rechtlich --set severity=verhindert \
	--set responsible=koordination --set due=2026-11-20 --set "next=Land fragen; dann, weiter" --set next_date=2026-12-02 >/dev/null
A obstacle add --anbindung $H --title "Geheime Lücke" --category technisch --set vertraulich=ja --set due=2026-11-20 >/dev/null
A obstacle comment "$(A obstacle list --json | jq -r '.[] | select(.title | startswith("Nach")).id')" "Interner Kommentar" >/dev/null

# --- what stands in them
A report visit "$visit" >"$T/visit.txt" 2>"$T/hint"
has_line() { grep -qF -- "$2" "$1" || { cat "$1"; return 1; }; }
ok "the protocol says what it is" has_line "$T/visit.txt" "Protokoll des Vor-Ort-Termins – zur Kenntnisnahme"
ok "a result with its remark" has_line "$T/visit.txt" "Vertrag | fehlt *immer*"
ok "open work with Stelle and day" grep -qE "^A2 .*Fachamt der Kommune +08.12.2026" "$T/visit.txt"
ok "obstacles with the next step" has_line "$T/visit.txt" "Land fragen;"
ok "NL in words" has_line "$T/visit.txt" "noch nicht belegt"
ok "lines to sign, with functions" same "$(grep -A 1 '^____' "$T/visit.txt" | grep '^Datum' | tr '\n' ' ')" \
	"Datum, Unterschrift: Fachamt Datum, Unterschrift: IT Datum, Unterschrift: Team vor Ort "
ok "its date" has_line "$T/visit.txt" "Bericht vom             24.11.2026"
ok "the state of the data" has_line "$T/visit.txt" "noch kein Abgleich"
ok "version and source of the steps" grep -qE "Version [0-9.]+ vom|amtliche Belege" "$T/visit.txt"
ok "remarks that are intern stay out" not grep -q "nur für uns\|Interner Kommentar" "$T/visit.txt"
ok "confidential obstacles stay out" not grep -q "Geheime" "$T/visit.txt"
ok "and are counted in it" has_line "$T/visit.txt" "1 vertrauliche Hürde steht nicht in diesem Bericht."
ok "and on stderr" has_line "$T/hint" "vertrauliche Hürden, die nicht im Bericht stehen: 1"
ok "no line is wider than 80 columns" not env LC_ALL=C.UTF-8 grep -E '^.{81}' "$T/visit.txt"

A report vorbereitung "$next" --begin 8:30 >"$T/prep.txt" 2>&1
ok "the preparation begins with what is overdue" same "$(sed -n 's/^[0-9.]\{10\}    *\(überfällig\|offen\|läuft\).*/\1/p' "$T/prep.txt" | uniq | tr '\n' ' ')" \
	"überfällig offen "
ok "the day begins when it is told to" has_line "$T/prep.txt" "08:30–"
ok "who is needed and not announced" grep -qE "^IT +.* nein" "$T/prep.txt"
ok "two Anbindungen are told apart" has_line "$T/prep.txt" "(Hanau – Ummeldung)"
ok "a wrong hour is refused" complains 2 "keine Uhrzeit" A report vorbereitung "$next" --begin 25

A report anbindung 06435014/wohngeld >"$T/anbindung.txt" 2>/dev/null
ok "the life of an Anbindung with days between" grep -qF "angemeldet 01.09.2026 · erster Termin 24.11.2026 (84" "$T/anbindung.txt"
ok "its history" grep -qE "^24.11.2026  Stand +im Test, 24.11.2026|Stand .*im Test, 24.11.2026" "$T/anbindung.txt"
ok "its visits" has_line "$T/anbindung.txt" "01.12.2026"

# --- formats
ok "the ending of the file says the format" A report visit "$visit" -o "$T/visit.md"
ok "that is Markdown" same "$(head -n 1 "$T/visit.md")" "# Protokoll des Vor-Ort-Termins – zur Kenntnisnahme"
ok "binary formats need a file" complains 2 "-o bericht.pdf" A report visit "$visit" --format pdf
ok "an unknown format is refused" complains 2 "html, md, txt, docx, pdf" A report visit "$visit" --format odt
ok "a visit that is not there is refused" complains 1 "z9" A report visit z9-aaaa-bbbb
ok "a folder that is not there is named" status 1 A report visit "$visit" -o "$T/none/x.html"
ok "with a reason" has_line "$T/err" "den Ordner gibt es nicht"
for what in visit vorbereitung anbindung; do
	id=$visit
	[ $what = vorbereitung ] && id=$next
	[ $what = anbindung ] && id=$H
	A report $what "$id" -o "$T/$what.html" 2>/dev/null
	ok "$what as HTML is sound" python3 tests/tools/htmlcheck.py "$T/$what.html"
done
ok "data is no markup" grep -qF 'Rathaus &lt;b&gt;1&lt;/b&gt; &amp; Anbau' "$T/visit.html"
sed 's|</caption>||; s|<h3>|<h5>|; s| scope="col"||' "$T/visit.html" >"$T/broken.html"
ok "a broken one is found" not python3 tests/tools/htmlcheck.py "$T/broken.html"

# html_with NAME PROGRAM COMMAND…: the validator is content with ours and not with the broken one.
html_with() {
	name=$1 program=$2
	shift 2
	command -v "$program" >/dev/null || { skip "$name (not installed)"; return; }
	ok "$name is content" "$@" "$T/visit.html" "$T/vorbereitung.html" "$T/anbindung.html"
	ok "$name finds the broken one" not "$@" "$T/broken.html"
}
html_with vnu vnu vnu --Werror
html_with html-validate html-validate html-validate
html_with tidy tidy tidy -q -e

if command -v pandoc >/dev/null; then
	ok "pandoc reads the Markdown" sh -c 'pandoc -f gfm -t plain "$0" | grep -qF "Vertrag | fehlt *immer* noch"' "$T/visit.md"
	ok "DOCX through pandoc" A report visit "$visit" -o "$T/visit.docx"
	ok "it says the same" sh -c 'pandoc -f docx -t plain --wrap=none "$0" | grep -qF "Vertrag | fehlt *immer* noch"' "$T/visit.docx"
	ok "its title stands once" same "$(pandoc -f docx -t plain --wrap=none "$T/visit.docx" -s | grep -c 'zur Kenntnisnahme')" 1
else
	skip "DOCX (no pandoc)"
fi
if command -v weasyprint >/dev/null; then
	ok "PDF through WeasyPrint" A report visit "$visit" -o "$T/visit.pdf"
	ok "it is a PDF" same "$(head -c 5 "$T/visit.pdf")" "%PDF-"
	ok "with tags for screen readers" grep -qa "/MarkInfo\|/StructTreeRoot" "$T/visit.pdf"
else
	skip "PDF (no WeasyPrint)"
fi
none() { PATH=$T/none "$V" --data "$T/a" report visit "$visit" --format "$1" -o "$T/none.$1"; }
ok "without pandoc it says what to install" complains 1 "apt install pandoc" none docx
ok "without WeasyPrint, too" complains 1 "apt install weasyprint" none pdf
ok "and writes nothing" not test -e "$T/none.pdf"
ok "no folder is left behind" same "$(ls -d "${TMPDIR:-/tmp}"/vorort-?????? 2>/dev/null)" ""

# --- the calendar
ok "the calendar is written" A export ics -o "$T/all.ics"
ok "it is sound" python3 tests/tools/icscheck.py "$T/all.ics"
sed 's/^DTSTAMP:.*/DTSTAMP:morgen\r/' "$T/all.ics" >"$T/broken.ics"
ok "a broken one is found" not python3 tests/tools/icscheck.py "$T/broken.ics"
python=python3
$python -c 'import vobject' 2>/dev/null || python=/usr/bin/python3
consumer='import sys, vobject
c = vobject.readOne(open(sys.argv[1], newline="", encoding="utf-8").read())
c.validate(raiseException=True)
[e.dtstart.value.isoformat() + e.dtstamp.value.isoformat() for e in c.vevent_list]
print(len(c.vevent_list), [e.location.value for e in c.vevent_list if "location" in e.contents][0])'
if $python -c 'import vobject' 2>/dev/null; then
	ok "vobject reads it" has "Rathaus <b>1</b> & Anbau; Saal, 2" $python -c "$consumer" "$T/all.ics"
	ok "as many events" same "$(cut -d' ' -f1 "$T/out")" "$(grep -c '^BEGIN:VEVENT' "$T/all.ics")"
	ok "vobject finds the broken one" not $python -c "$consumer" "$T/broken.ics"
else
	skip "vobject (not installed)"
fi
unfold() { tr -d '\r' <"$1" | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n //g'; }
unfold "$T/all.ics" >"$T/lines"
for line in "SUMMARY:Vor-Ort-Termin: Hanau – Wohngeld" "SUMMARY:Wiedervorlage: D4 " "SUMMARY:Nacharbeit: A2 " \
	'SUMMARY:Hürde fällig: Nachnutzungsvertrag fehlt' 'SUMMARY:Beginnen: F1.11 ' 'DESCRIPTION:Land fragen\; dann\, weiter'; do
	ok "it has $line" has_line "$T/lines" "$line"
done
ok "confidential obstacles stay out" not grep -q Geheime "$T/lines"
ok "no Kürzel of a team" not grep -q "ROT-HE" "$T/lines"
VORORT_TODAY=2027-03-01 A export ics -o "$T/later.ics" 2>/dev/null
ok "the clock changes nothing" cmp "$T/all.ics" "$T/later.ics"
A visit set "$next" date=2026-12-03 status=bestaetigt >/dev/null
A export ics 2>/dev/null >"$T/moved.ics"
of() { unfold "$1" | sed -n "/^UID:$next@vorort/,/^END/p" | grep "^$2" | cut -d: -f2; }
ok "a moved visit keeps its UID" same "$(of "$T/moved.ics" DTSTART)" 20261203
ok "with a greater number" test "$(of "$T/moved.ics" SEQUENCE)" -gt "$(of "$T/all.ics" SEQUENCE)"
ok "only one Anbindung" same "$(A export ics --anbindung ags:06435014/ummeldung 2>/dev/null | grep -c 'Wiedervorlage')" 0
ok "a table is no calendar" complains 2 "json, csv" A export visits --format ics
exit $failed
