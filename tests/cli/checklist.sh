#!/bin/sh
# Writing a checklist of one's own: skeleton, showing, versions. Nothing of it needs a set-up device.
. tests/cli/lib.sh

K=$T/k
# finds WORDS COMMAND…: lint ends with status 1 and says WORDS on its output.
finds() { words=$1; shift; status 1 "$@" && grep -qF -- "$words" "$T/out"; }
mkdir -p "$K" && cp checklists/*.yaml "$K" && cp -r checklists/bausteine "$K"

ok "a skeleton on the output" has "leistung: parkausweis" "$V" checklist new parkausweis
ok "a skeleton in a file" has "Geschrieben" "$V" checklist new parkausweis -o "$K/parkausweis.yaml"
ok "never over a file" complains 1 "gibt es schon" "$V" checklist new parkausweis -o "$K/parkausweis.yaml"
ok "a name that cannot be one" complains 2 "kann keine Leistung heißen" "$V" checklist new "Ä b"
ok "a folder that is not there" complains 1 "lässt sich nicht schreiben" "$V" checklist new parkausweis -o "$T/none/x.yaml"
ok "its Leistung is to be entered in the catalogue" finds "nicht im Katalog" "$V" checklist lint "$K/parkausweis.yaml"
sed -i 's/^leistungen:/&\n  - schluessel: parkausweis\n    nummer: "17"\n    name: Parkausweis\n    themenfeld: unbekannt\n    land: unbekannt\n    ozg_id: unbekannt\n    ebene: unbekannt\n    standard: unbekannt\n    routing: unbekannt\n    identifizierung: unbekannt\n    zahlung: unbekannt\n    test: ja/' "$K/katalog.yaml"
silent() { out=$("$@" 2>&1) && [ -z "$out" ] || { echo "$out"; return 1; }; }
ok "then nothing is to be said about it" silent "$V" checklist lint "$K/katalog.yaml" "$K/parkausweis.yaml"
ok "it can be shown at once" has "PA-1  Antragsarten" "$V" checklist show "$K/parkausweis.yaml"
ok "as Markdown" has "### PA-1  Antragsarten" "$V" checklist show "$K/parkausweis.yaml" --format md
ok "no third form" complains 2 "txt oder md" "$V" checklist show wohngeld --format pdf
sed "s/^titel:/titl:/" "$K/parkausweis.yaml" >"$T/broken.yaml"
ok "a broken file is shown with its mistake" complains 1 "unbekannter Schlüssel" "$V" checklist show "$T/broken.yaml"

sed 's/^version: "1"/version: "2"/; s/PA-1/PA-2/' "$K/parkausweis.yaml" >"$T/neu.yaml"
mkdir "$T/alt" && cp -r "$K/bausteine" "$K/katalog.yaml" "$K/parkausweis.yaml" "$T/alt" && mv "$T/neu.yaml" "$K/parkausweis.yaml"
ok "a step that is gone is an error" finds "vorigen Fassung fehlt" "$V" checklist lint --previous "$T/alt/parkausweis.yaml" "$K/parkausweis.yaml"
sed -i 's/^schritte:/entfallen: [PA-1]\n&/' "$K/parkausweis.yaml"
ok "unless it is said" silent "$V" checklist lint --previous "$T/alt/parkausweis.yaml" "$K/parkausweis.yaml"
sed 's/PA-2/PA-1/' "$K/parkausweis.yaml" >"$T/wieder.yaml" && cp "$T/wieder.yaml" "$K/parkausweis.yaml"
ok "and its id never comes back" finds "entfallen und darf nicht" "$V" checklist lint "$K/parkausweis.yaml"
ok "one file at a time" complains 2 "wird eine Checkliste geprüft" "$V" checklist lint --previous "$T/alt/parkausweis.yaml" "$K/parkausweis.yaml" "$K/wohngeld.yaml"

# The library as a whole.
ok "the table in README.md is what the program counts" sh tests/lint/figures.sh
"$V" --data "$T/d" checklist list --json >"$T/list.json" 2>/dev/null
ok "every Leistung but the realised one has a checklist" same 15 "$(jq length "$T/list.json")"
ok "a typical visit has 20 to 45 steps (Personalausweis is short)" \
	jq -e 'all(.[]; .leistung as $l | all(.routes[]; if $l == "personalausweis" then .steps >= 12 and .steps <= 25 else .steps >= 20 and .steps <= 45 end))' "$T/list.json"
ok "NL1, NL4 and NL5 are covered or excused everywhere" \
	jq -e 'all(.[]; .nl_excused as $x | all(.routes[].nl | to_entries[] | select(.key | IN("NL1", "NL4", "NL5")); .value > 0 or $x[.key] != null))' "$T/list.json"
ok "NL2 and NL3 where OSCI is used" \
	jq -e 'all(.[]; .nl_excused as $x | all(.routes[] | select(.transport == "osci") | .nl | to_entries[]; .value > 0 or $x[.key] != null))' "$T/list.json"
