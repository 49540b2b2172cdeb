#!/bin/sh
# From visit to visit on the real program: the next visit opens on what it is about, two visits are compared, two of one day become one, a
# phase is taken over, the state that the steps suggest, „So ging es“. Keys are counted where the issue asks for one.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
R=$T/r.git
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
play() { # NAME [ROWS COLS]
	"${V%/*}/tests/ttyscript" --rows "${2:-24}" --cols "${3:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/copy"
}
walk() { rm -rf "$T/copy" && cp -r "$T/a" "$T/copy" && play "$@"; }

git init -q --bare "$R"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param fachverfahren=DiWo >/dev/null
A sync --quiet
B init --user TF-HE --name laptop-b --role taskforce --remote "$R" >/dev/null 2>&1
B sync --quiet

# Two laptops, one day.
a=$(id_of A visit add --anbindung $hanau --date 2026-11-24 --place Rathaus --team ROT-HE-2)
A result add $hanau A6 passed --visit "$a" >/dev/null
B note add "eine Notiz mehr: der spätere Termin ist der von B" >/dev/null
b=$(id_of B visit add --anbindung $hanau --date 2026-11-24 --team TF-HE)
B result add $hanau B1 failed --visit "$b" --note "Vertrag fehlt" >/dev/null
B visit claim "$b" B >/dev/null
A sync --quiet && B sync --quiet && A sync --quiet
ok "two visits of a day become one in two keys" walk zusammen
ok "the later one is withdrawn" same "$("$V" --data "$T/copy" visit show "$b" --json | jq .is_retracted)" true
ok "a phase is taken over in one key" same "$("$V" --data "$T/copy" visit show "$a" --json | jq -r '.claimed_by | "\(.B) \(.D)"')" "TF-HE ROT-HE-2"
ok "a second visit of the day is not made by accident" walk doppelt
ok "there is no third one" same "$("$V" --data "$T/copy" visit list --json | jq length)" 2

# The next visit.
A visit merge "$a" "$b" >/dev/null
A result add $hanau D4 waiting --visit "$a" --stelle landesredaktion --ticket LR-7 --due 2026-12-10 --field eingetragen_am=2026-11-24 >/dev/null 2>&1
A visit close "$a" --fazit wiederholung
A result add $hanau I1 passed >/dev/null
A anbindung set $hanau state=angemeldet state_date=2026-10-01 state_source=Land
next=$(id_of A visit add --anbindung $hanau --date 2026-12-15 --place Rathaus)
export VORORT_TODAY=2026-12-15
ok "it opens on what failed, waits and has changed" walk nachtermin
ok "the retest is stored" same "$("$V" --data "$T/copy" visit compare "$a" "$next" --json | jq .counts.better)" 1
ok "on a wide screen" walk nachtermin-breit 40 120
ok "two visits are compared, the state is taken over in one key" walk vergleich
ok "with day and reason" same "$("$V" --data "$T/copy" anbindung show $hanau --json | jq -r '.state + " " + .state_date + " " + .state_source' | cut -d ' ' -f 1-3)" "im_test 2026-12-15 Prüflauf:"

# „So ging es“.
A stelle serve "$(id_of A stelle add --kind kit --name ekom21 --set product=DiWo --set version=5.1)" 06435014 >/dev/null
A result add $hanau J1 passed --visit "$next" --field vorgangsnummer=4711 --field dauer=7 >/dev/null
ok "the question comes when the end-to-end test has passed" walk weg
ok "and it is stored" same "$("$V" --data "$T/copy" loesungsweg list --json | jq -r '.[0] | .procedure + " " + (.steps | tostring)')" "Erst E1, dann J1. J1,J3"
"$V" --data "$T/copy" anbindung add --kommune 06435007 --leistung wohngeld --param fachverfahren=DiWo >/dev/null 2>&1
"$V" --data "$T/copy" visit add --anbindung ags:06435007/wohngeld --date 2026-12-16 >/dev/null
"$V" --data "$T/copy" anbindung add --kommune 14625020 --leistung kfz >/dev/null 2>&1
"$V" --data "$T/copy" loesungsweg add --anbindung ags:14625020/kfz --title "Zulassung mit Testfall" --step J1 --procedure "Testkennzeichen verwenden" >/dev/null
ok "the next team finds it at the step" play weg-anderswo
exit $failed
