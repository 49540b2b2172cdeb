#!/bin/sh
# Stellen by command: one test for all they serve, parameters taken over, who carries out what, bundled demand, First Mover.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
hanau=ags:06435014/wohngeld erlensee=ags:06435007/wohngeld
outcome() { A anbindung steps "$1" --json | jq -r ".steps[] | select(.id == \"$2\").outcome"; }

A init --name laptop-a --user ROT-HE-2 --role leitung --land 06 >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
for k in 06435014 06435007; do A anbindung add --kommune $k --leistung wohngeld --param transport=osci >/dev/null; done
kit=$(id_of A stelle add --kind kit --name "Kopfstelle Mitte" --set mailbox=servicedesk@kit.example)
ok "a Stelle serves a whole Kreis" has "Bedient jetzt 3 Kommunen" A stelle serve "$kit" --kreis 06435
ok "and less again" has "Bedient jetzt 2 Kommunen" A stelle serve "$kit" kreis:06435 --remove
ok "whom is needed" status 2 A stelle serve "$kit"
ok "an unknown Kreis is told" complains 1 "nicht im Gemeindeverzeichnis" A stelle serve "$kit" --kreis 99999

# Tested once.
ok "a result for all that a Stelle serves" A result add $hanau E1 failed --for-stelle
ok "holds at the other Kommune" same "$(outcome $erlensee E1)" failed
ok "and says where it is from" has "nicht bestanden (übernommen von Kopfstelle Mitte am " A anbindung steps $erlensee --step E1
ok "the Stelle can be named" A result add $hanau E4 passed --field abweichung=1 --for-stelle="$kit"
ok "a Stelle that is not responsible is refused" complains 1 "nicht zuständig" A result add $hanau B1 passed --for-stelle="$kit"
ok "a step of the Kommune is refused" complains 1 "nur für diese Kommune" A result add $hanau A6 passed --for-stelle
ok "no Stelle for the Land yet" complains 1 "keine Stelle bekannt" A result add $hanau B1 passed --for-stelle
A result add $erlensee E1 passed >/dev/null
ok "an own result wins and contradicts" has "bestanden (widerspricht Kopfstelle Mitte am " A anbindung steps $erlensee --step E1
ok "results of the Stelle are listed" same "$(A result list "$kit" --json | jq -r '[.[].step] | sort | join(" ")')" "E1 E4"
ok "and exported once" same "$(A export results --format json | jq -r '[.[] | select(.for_stelle == "Kopfstelle Mitte")] | length')" 2
ok "steps say what they contradict" same "$(A export steps --format json | jq -r '.[] | select(.step == "E1" and .contradicts != "") | .kommune')" "Erlensee, Stadt"
ok "what is taken over counts as done" same "$(A export anbindungen --format json | jq -r '[.[].n_done] | unique | join(" ")')" 1
ok "undo gives it back" A undo
ok "then the Stelle's counts again" same "$(outcome $erlensee E1)" failed

# Who carries it out.
ok "the catalogue knows levels" same "$(A vollzug list --land HE --leistung fuehrerschein --json | jq -r '.[0].levels | join(",")')" kreis
warned() { "$@" 2>"$T/warned" >/dev/null && grep -q "Hinweis: Führerschein: In Hessen vollzieht .*Main-Kinzig-Kreis (kreis:06435)" "$T/warned"; }
ok "another Kommune is named" warned A anbindung add --kommune 06435014 --leistung fuehrerschein
ok "for a visit, too" warned A visit add --anbindung ags:06435014/fuehrerschein --date 2026-12-01
ok "a level needs its source" status 2 A vollzug set HE/fuehrerschein gemeinde
ok "a level is corrected" A vollzug set HE/fuehrerschein gemeinde,kreis --source "Auskunft der Koordination"
ok "it replaces the catalogue's" same "$(A vollzug list --land HE --leistung fuehrerschein --json | jq -r '.[0] | .confidence + " " + (.levels | join(","))')" "erfasst gemeinde,kreis"
ok "no warning any more" not warned A visit add --anbindung ags:06435014/fuehrerschein --date 2026-12-02
ok "and is shown with its history" has "Auskunft der Koordination" A vollzug show 06/fuehrerschein
ok "an unknown level is refused" complains 1 "keine Ebene" A vollzug set HE/fuehrerschein dorf --source x

# Taking over.
A stelle set "$kit" product=DiWo version=4.2 "interface_gap=Empfang von XTA fehlt" 2>/dev/null
A anbindung set $erlensee param.fachverfahren=WoGeld
ok "a preview" has "Anbindungen: 2. Zu ändern: 2, schon so: 0, abweichend: 1." A stelle apply "$kit" --leistung wohngeld --dry-run
ok "changes nothing" same "$(A anbindung show $hanau --json | jq -r '.param.fachverfahren.param // "none"')" none
ok "names what differs" has "Erlensee – Wohngeld: Fachverfahren bleibt " A stelle apply "$kit" --leistung wohngeld
ok "fills the parameters" same "$(A anbindung show $hanau --json | jq -r '.param.fachverfahren.param + " " + .param.kopfstelle.param')" "DiWo ja"
ok "and the reference" same "$(A anbindung show $hanau --json | jq -r '.stelle.kit.stelle')" "$kit"
ok "one undo takes all back" A undo
ok "as it was" same "$(A anbindung show $hanau --json | jq -r '.param.fachverfahren.param // "none"')" none
ok "a private mailbox warns" has "Hinweis: " A stelle set "$kit" mailbox=petra.mustermann@kit.example

# Bundled demand.
maker=$(id_of A stelle add --kind hersteller --name "Haus der Verfahren" --set product=DiWo --set version=4.2 --set "interface_gap=Empfang über XTA fehlt")
A anbindung set $hanau param.fachverfahren=DiWo stelle.fachverfahren="$maker"
A anbindung set $erlensee param.fachverfahren=DIWO
A stelle serve "$maker" 06435007 >/dev/null
A anbindung add --kommune 12071032 --leistung wohngeld --param fachverfahren=Anderes >/dev/null 2>&1
demand() { A export fachverfahren --format json "$@" | jq -r '.[] | [.fachverfahren, .hersteller, .version, .n_kommunen] | join("|")'; }
ok "Kommunen are counted by product, Hersteller and version" same "$(demand --leistung wohngeld)" "DiWo|Haus der Verfahren|4.2|2
Anderes|||1"
ok "what the interface lacks and where" same "$(A export fachverfahren --format json | jq -r '.[0] | .interface_gap + "|" + .kommunen + "|" + .laender')" "Empfang über XTA fehlt|Erlensee, Stadt; Hanau, Brüder-Grimm-Stadt|06"
ok "one Land alone" same "$(demand --land BB)" "Anderes|||1"
ok "Anbindungen without one are counted last" same "$(demand --leistung fuehrerschein)" "|||1"
ok "as CSV" has "fehlende Schnittstelle;Anzahl Kommunen" A export fachverfahren --format csv

# First Mover.
ok "a First Mover is named with who and why" A anbindung set $hanau first_mover=ja first_mover_by=Forum "first_mover_why=früh bereit"
ok "the list filters" same "$(A anbindung list --first-mover --json | jq -r '.[].id')" $hanau
ok "the overview, too" same "$(A overview --first-mover --json | jq -r '[.. | .kommune? // .key? // empty] | map(select(startswith("ags:"))) | unique | join(" ")')" ags:06435014
ok "its visits are found" same "$(A visit add --anbindung $hanau --date 2026-12-03 >/dev/null; A visit list --first-mover --json | jq length)" 1
A obstacle add --anbindung $hanau --title eins --category technisch >/dev/null
A obstacle add --anbindung $erlensee --title zwei --category technisch >/dev/null
ok "and its obstacles" same "$(A obstacle list --first-mover --json | jq -r '.[].title')" eins
ok "who said so is shown" has "Forum" A anbindung show $hanau
A anbindung set $hanau first_mover=nein
ok "no longer one" same "$(A anbindung list --first-mover --json | jq length)" 0
exit $failed
