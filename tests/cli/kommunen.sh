#!/bin/sh
# Gemeindeverzeichnisse by command: the report of what changed, the history of a Kommune, successors, and two teams apart.
. tests/cli/lib.sh

gv=tests/unit/data/gv
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
count() { jq -r '[.total, (.new, .renamed, .moved, .rekeyed, .merged, .gone | length)] | @csv' "$T/report"; }

A init --user TEAM-1 --role leitung --land ST >/dev/null 2>&1
ok "the first directory is all new" has "10 neu, 0 umbenannt, 0 entfallen" A kommune import $gv/2018-latin1.asc
ok "it can be chosen" A anbindung add --kommune 15991020 --leistung wohngeld
ok "the first once more is no news" has "0 neu, 0 umbenannt, 0 entfallen" A kommune import $gv/2018-latin1.asc
echo "a;b;c" >"$T/fremd.csv"
ok "a foreign file is told what would be read" complains 1 "keine von denen, die hier gelesen werden" A kommune import "$T/fremd.csv"
ok "the next one is taken" A kommune import $gv/2023-utf8.txt --json
cp "$T/log" "$T/report"
ok "its report counts" same "$(count)" "10,2,1,2,1,1,1"
ok "its report names" same "$(jq -r '[.rekeyed[0].successor, .merged[0].successor, .gone[0].name, .renamed[0].before] | @csv' "$T/report")" \
	'"ags:15902000","verband:159915001","Altweiler","Neudorf"'
ok "once more it says so" has "es war schon eingelesen" A kommune import $gv/2023-utf8.txt
cp "$T/out" "$T/before"
ok "what is gone needs a person" has "vorort kommune successor ags:15991021 NEU --date 2023-12-31 --source" cat "$T/before"
ok "who names the successor" A kommune successor 15991021 15991011 --date 1.1.2022 --source "GVBl. 2021"
ok "then it is merged" has "ags:15991021  Altweiler → ags:15991011" A kommune import $gv/2023-utf8.txt
ok "a successor needs a source" complains 2 "--source" A kommune successor 15991021 15991011 --date 1.1.2022
ok "the old key shows where it led" has "Hanstadt, Märchenstadt (ags:15902000) seit 31.12.2023" A kommune show 15991020
ok "with its Anbindung" has "ags:15991020/wohngeld" A kommune show 15991020
ok "the new key shows where it came from" has "Vorgänger" A kommune show 15902000
ok "the history is shown" has "31.12.2018: Wiesenau, ARS 159915002013" A kommune show 15991013
ok "and the Verband" has "Am Großen Moor (verband:159915001)" A kommune show 15991013
ok "by command as JSON" same "$(A kommune show 15991013 --json | jq -r '.versions | length')" 2
ok "a gone one is not offered" has "Nichts gefunden" A kommune search Altweiler
ok "the code list renames" has "Dorf → Dorf am Moor" A kommune import $gv/ags-2024.xml

printf '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>' >"$T/bomb.xml"
ok "entities are refused" complains 1 DOCTYPE A kommune import "$T/bomb.xml"
sed '5s/ //' $gv/2023-utf8.txt >"$T/shifted.txt"
ok "shifted columns are refused with their place" complains 1 "Zeile 5, Spalte" A kommune import "$T/shifted.txt"
if command -v zip >/dev/null; then
	cp $gv/2023-utf8.txt "$T/GV100AD_31122023.txt"
	ok "a ZIP archive is opened" sh -c 'cd "$0" && zip -q gv.zip GV100AD_31122023.txt' "$T"
	ok "and is the same directory" has "es war schon eingelesen" A kommune import "$T/gv.zip"
else
	skip "a ZIP archive is opened (no zip)"
fi

# Two teams that import the same file apart have the same bytes.
git init -q --bare "$T/r.git"
B init --user TEAM-2 --remote "$T/r.git" >/dev/null 2>&1
B kommune import $gv/2023-utf8.txt >/dev/null 2>&1
B kommune import $gv/ags-2024.xml >/dev/null 2>&1
B kommune import $gv/2018-latin1.asc >/dev/null 2>&1
A init --remote "$T/r.git" >/dev/null 2>&1
A sync --quiet && B sync --quiet && A sync --quiet
ok "both know the same" same "$(A digest)" "$(B digest)"
ok "there are three files" same "$(git -C "$T/r.git" ls-tree -r --name-only main | grep -c '^kommunen/')" 3
ok "nothing differs" same "$(A status --json | jq -r '.differences')" 0
ok "a rebuild changes nothing" sh -c 'before=$("$0" --data "$1" digest) && "$0" --data "$1" rebuild && [ "$("$0" --data "$1" digest)" = "$before" ]' "$V" "$T/a"
exit $failed
