#!/bin/sh
# The evening of a visit on the real program: quick notes from everywhere with their keys counted, sorting them, Wiedervorlagen with
# reminder, new day and result, the Tagesabschluss left and resumed. Cases that begin with walk have their own copy of the data.
. tests/cli/lib.sh

hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
C() { "$V" --data "$T/copy" "$@"; }
export HOME="$T"

# walk NAME [ROWS COLS]: runs tests/screen/NAME.tty on a copy of the data of A.
walk() {
	rm -rf "$T/copy" && cp -r "$T/a" "$T/copy"
	play "$@"
}

# play NAME [ROWS COLS]: the same on the data as the case before left it.
play() {
	"${V%/*}/tests/ttyscript" --rows "${2:-24}" --cols "${3:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/copy"
}

# keys NAME FROM TO: how many keys are pressed in the script after the comment line FROM and before TO; what is typed is not counted.
keys() {
	sed -n "/^# $2\$/,/^# $3\$/p" "tests/screen/$1.tty" | sed -n 's/^keys //p' | sed 's/<[^>]*>/x/g' | tr -d '\n' | wc -m
}

A init --user ROT-HE-2 --name laptop-a --role leitung --land HE >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026 --place Rathaus --team ROT-HE-2)
stelle=$(id_of A stelle add --kind landesredaktion --name "Landesredaktion Hessen" --set mailbox=landesredaktion@hessen.example)
A stelle serve "$stelle" --land HE >/dev/null
A result add $hanau A6 failed --visit "$visit" >/dev/null
A result add $hanau D4 waiting --visit "$visit" --stelle landesredaktion --ticket LR-7 --due 20.11.2026 >/dev/null
A result add $hanau A2 passed_open --visit "$visit" --note "Vertretung fehlt" --stelle fachamt --due 8.12.2026 \
	--field funktionspostfach=wohngeld@hanau.example >/dev/null
costs=$(id_of A obstacle add --anbindung $hanau --step C1 --title "Kostenübernahme unsicher" --category finanziell --set severity=verhindert)

ok "quick notes: in the Prüflauf, over a choice, over a form, from the overview" walk notiz
ok "each took two keys besides its text" same "$(keys notiz "note in the Prüflauf" "end")" 2
ok "over a choice as well" same "$(keys notiz "note over a choice" "end")" 2
origin() { C note list --json | jq -r ".[] | select(.text == \"$1\") | [.visit, .anbindung, .step] | map(. // \"-\") | join(\" \")"; }
ok "the step was taken down silently" same "$(origin "im Prüflauf")" "$visit $hanau A6"
ok "under a dialog too" same "$(origin "über einer Auswahl")" "$visit $hanau A6"
ok "and under a form" same "$(origin "über einem Formular")" "$visit $hanau A6"
ok "from the overview nothing is claimed" same "$(origin "von der Übersicht")" "- - -"

A note add "zu A6: Vertretung gibt es nicht" --visit "$visit" --anbindung $hanau --step A6 >/dev/null
A note add "Firewall ist zu" --visit "$visit" --anbindung $hanau --step E1 >/dev/null
A note add "Kosten klärt die Kämmerei" --visit "$visit" >/dev/null
A note add "Parkplatz im Hof" >/dev/null
A note add "Postfach wird geleert" --visit "$visit" >/dev/null
ok "notes are sorted in one key each" walk notizen
sorted() { C note list --json | jq -r ".[] | select(.text | startswith(\"$1\")) | .sorted // \"-\""; }
ok "one is a remark on the result" same "$(sorted zu) $(C result list $hanau --step A6 --json | jq -r '.[0].comments[0].text')" "schritt zu A6: Vertretung gibt es nicht"
ok "one is an obstacle of its step" same "$(sorted Firewall) $(C obstacle list --step E1 --json | jq -r '.[0].title')" "huerde Firewall ist zu"
ok "one is a comment on an obstacle" same "$(sorted Kosten) $(C obstacle show "$costs" --json | jq -r '.comments[0].text')" "kommentar Kosten klärt die Kämmerei"
ok "one is thrown away" same "$(sorted Parkplatz)" verworfen
ok "one was sorted and brought back" same "$(sorted Postfach)" schritt

ok "what waits, a reminder, a new day, a result" walk wiedervorlagen
ok "the new day is stored" same "$(C waiting list --text Vertretung --json | jq -r '.[0].due')" 2026-12-15
ok "the result is stored" same "$(C anbindung steps $hanau --json | jq -r '.steps[] | select(.id == "D4").outcome')" passed
ok "the reminder is in a file" has "landesredaktion@hessen.example" cat "$T/erinnerung-2026-11-24.txt"
ok "the calendar is in a file" python3 tests/tools/icscheck.py "$T/wiedervorlagen-2026-11-24.ics"
ok "with what waits" has 20261215 cat "$T/wiedervorlagen-2026-11-24.ics"
ok "wide" walk wiedervorlagen-breit 40 120

ok "the day is closed, left and resumed" walk tagesabschluss
ok "the obstacle gets its next step by command" C obstacle set "$costs" responsible=kasse "next=Zusage einholen"
ok "resumed after a restart" play tagesabschluss-weiter
ok "what is done is done" same "$(C visit evening "$visit" --json | jq -r '[.[] | select(.state == "open").key] | join(" ")')" "sync"
exit $failed
