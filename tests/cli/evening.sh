#!/bin/sh
# By command: quick notes find their place in one action, what waits comes up with a reminder and a new day, the day of a visit ends.
. tests/cli/lib.sh

hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
note() { id_of A note add "$@"; }
of_note() { A note list --json | jq -r ".[] | select(.id == \"$1\").$2"; }
n_ops() { A status --json | jq .ops; }

git init -q --bare "$T/r.git"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$T/r.git" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026)
stelle=$(id_of A stelle add --kind landesredaktion --name "Landesredaktion Hessen" --set mailbox=landesredaktion@hessen.example)
A stelle serve "$stelle" --land HE >/dev/null
failed_step=$(id_of A result add $hanau A6 failed --visit "$visit")
waiting=$(id_of A result add $hanau D4 waiting --visit "$visit" --stelle landesredaktion --ticket LR-7 --due 20.11.2026)

# --- notes
one=$(note "am Schritt mit Ergebnis" --anbindung $hanau --step A6 --visit "$visit")
made=$(id_of A note sort "$one" schritt)
ok "at a step with a result it becomes a comment on that" same "$(A result show "$failed_step" --json | jq -r '.comments[0].text')" "am Schritt mit Ergebnis"
ok "the note says where it went" same "$(of_note "$one" sorted) $(of_note "$one" sorted_to)" "schritt $made"
ok "one undo takes both back" A undo
ok "the note is unsorted again" same "$(of_note "$one" sorted) $(A result show "$failed_step" --json | jq '.comments | length')" "null 0"
ok "and redo both" A redo
ok "sorted again" same "$(of_note "$one" sorted)" schritt
ok "what is sorted is not sorted again" complains 1 "schon einsortiert" A note sort "$one" verworfen
two=$(note "am Schritt ohne Ergebnis" --anbindung $hanau --step B1)
ok "at its own step without a result it stays" A note sort "$two" schritt
ok "and is sorted" same "$(of_note "$two" sorted) $(of_note "$two" sorted_to)" "schritt null"
three=$(note "Firewall ist zu")
ok "without a step it must be said" complains 1 "Zu welchem Prüfschritt" A note sort "$three" schritt
ok "a step that is not there is refused" complains 1 "gibt es in dieser Checkliste nicht" A note sort "$three" schritt --anbindung $hanau --step ZZ9
made=$(id_of A note sort "$three" schritt --anbindung $hanau --step E1)
ok "elsewhere a note is made at the step" same "$(of_note "$made" step) $(of_note "$made" sorted) $(of_note "$three" sorted_to)" "E1 schritt $made"
four=$(note "Vertrag fehlt noch immer" --visit "$visit")
made=$(id_of A note sort "$four" hürde --anbindung $hanau --step B1 --set severity=hinweis)
ok "an obstacle knows what its step knows" same "$(A obstacle show "$made" --json | jq -r '[.title, .steps, .severity, .visit, .category] | map(if type == "array" then join(",") else . end) | join(" ")')" \
	"Vertrag fehlt noch immer B1 hinweis $visit rechtlich"
ok "one undo takes it back" A undo
ok "and the note is unsorted" same "$(of_note "$four" sorted)" null
A redo >/dev/null
five=$(note "Kosten klärt die Kämmerei")
ok "a comment needs something to be about" complains 1 "Wozu gehört" A note sort "$five" kommentar
ok "a comment on the obstacle, for the protocol" A note sort "$five" kommentar --to "$made" --sicht protokoll
ok "it is there" same "$(A obstacle show "$made" --json | jq -r '.comments[0] | .text + " " + .sicht')" "Kosten klärt die Kämmerei protokoll"
six=$(note "weg damit")
before=$(n_ops)
ok "thrown away" A note sort "$six" verworfen
ok "in one entry" same "$(n_ops)" $((before + 1))
ok "all are sorted" same "$(A note list --open --json | jq length)" 0
long=$(note "$(printf 'Sehr langer Satz über ein Hindernis %.0s' 1 2 3 4 5 6)" --anbindung $hanau)
made=$(id_of A note sort "$long" huerde --set category=technisch)
ok "a long note has a short title and stands whole in the description" same \
	"$(A obstacle show "$made" --json | jq -r '(.title | length < 125) and (.description | length > 200)')" true

# --- waiting
ok "what waits, the overdue first" same "$(A waiting list --json | jq -r '.[0] | .step + " " + .kind + " " + (.is_late | tostring)')" "D4 waiting true"
ok "for people" has "! 20.11.2026" A waiting list
ok "an obstacle without a day does not wait" same "$(A waiting list --json | jq length)" 1
ok "with one it does" A obstacle set "$made" "next=Antrag stellen" next_stelle=it next_date=+3
ok "it is there with its next step" same "$(A waiting list --json | jq -r '.[1] | .kind + " " + .stelle + " " + .due')" "next it 2026-11-27"
ok "put off it comes up again at the end" A obstacle set "$made" status=zurueckgestellt status_until=+30
ok "then" same "$(A waiting list --json | jq -r '.[1] | .kind + " " + .due')" "until 2026-12-24"
ok "filters" same "$(A waiting list --stelle landesredaktion --due 24.11.2026 --kommune Hanau --json | jq length) $(A waiting list --kommune Stuttgart --json | jq length)" "1 0"
ok "of one Anbindung" same "$(A waiting list --anbindung $hanau --json | jq length)" 2
ok "a reminder goes to the functional mailbox" has "An: landesredaktion@hessen.example" A waiting remind "$waiting"
ok "it names the ticket and how late it is" has "20.11.2026 (überfällig seit 4 Tagen)" A waiting remind "$waiting"
ok "into a file" A waiting remind "$waiting" -o "$T/mail.txt"
ok "which is there" grep -q LR-7 "$T/mail.txt"
ok "what waits for nothing has none" complains 1 "wartet auf nichts" A waiting remind "$failed_step"
ok "a new day" A waiting date "$waiting" +7
ok "the result is there once more with it" same "$(A result list $hanau --step D4 --json | jq -r '[length, (sort_by(.id) | last | .due, .ticket, .outcome)] | join(" ")')" "2 2026-12-01 LR-7 waiting"
ok "the old one does not wait any more" complains 1 "gilt ein anderes Ergebnis" A waiting date "$waiting" +9
ok "no day is no day" complains 1 "kein Tag" A waiting date "$(A waiting list --json | jq -r '.[0].id')" bald
ok "undo" A undo
ok "the old day is back" same "$(A waiting list --json | jq -r '.[0].due')" 2026-11-20
ok "of an obstacle the day that was shown" A waiting date "$made" +60
ok "it moved" same "$(A obstacle show "$made" --json | jq -r '.status + " " + .status_until')" "zurueckgestellt 2027-01-23"

# --- the evening
state() { A visit evening "$visit" --json | jq -r ".[] | select(.key == \"$1\").state"; }
ok "always the same lines" same "$(A visit evening "$visit" --json | jq -r '[.[].key] | join(" ")')" "notes running obstacles differences failures protocol close sync"
ok "notes are done, the overdue is not" same "$(state notes) $(state running)" "done open"
ok "the failure has a comment" same "$(state failures)" "done"
A result add $hanau B3 failed --visit "$visit" >/dev/null
ok "another one says nothing" same "$(A visit evening "$visit" --json | jq -r '.[] | select(.key == "failures").items[0] | .id + " " + .step')" "$hanau B3"
ok "an obstacle without Stelle and next step" same "$(state obstacles)" open
A obstacle list --open --json | jq -r '.[].id' | while read -r id; do A obstacle set "$id" responsible=it "next=Klären" >/dev/null; done
ok "with both it is done" same "$(state obstacles)" "done"
ok "no Fazit yet" same "$(state close) $(state protocol)" "open look"
A visit close "$visit" --fazit restarbeiten >/dev/null
ok "with one it is closed" same "$(state close) $(state sync)" "done open"
A sync --quiet
ok "and synced" same "$(state sync)" "done"
B init --user TF-HE --name laptop-b --role taskforce --remote "$T/r.git" >/dev/null 2>&1
B sync --quiet
ok "another laptop derives the same" same "$(B visit evening "$visit" --json)" "$(A visit evening "$visit" --json)"
A visit set "$visit" place=Rathaus >/dev/null
B visit set "$visit" place=Stadthaus >/dev/null
A sync --quiet && B sync --quiet && A sync --quiet
ok "differing inputs are a line" same "$(state differences)" open
ok "for people" has "Termin: Ort" A visit evening "$visit"
ok "digests are equal" same "$(A digest)" "$(B digest)"
exit $failed
