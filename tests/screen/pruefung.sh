#!/bin/sh
# The Prüflauf on the real program: one plain result, typed answers, every outcome, an obstacle in two keys, lists, differing results,
# drafts after a crash, closing the visit. Each case begins with its own copy of the data.
. tests/cli/lib.sh

R=$T/r.git
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }

# walk NAME [ROWS COLS]: runs tests/screen/NAME.tty on a copy of the data of A.
walk() {
	rm -rf "$T/copy" && cp -r "$T/a" "$T/copy"
	play "$@"
}

# play NAME [ROWS COLS]: the same on the data as the case before left it.
play() {
	"${V%/*}/tests/ttyscript" --rows "${2:-24}" --cols "${3:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/copy"
}

git init -q --bare "$R"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R" >/dev/null
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026 --place Rathaus --team ROT-HE-2)
A sync --quiet

ok "first look, 80 by 24" walk pruefung-start
ok "first look, 120 by 40" walk pruefung-breit 40 120
ok "a result in one key, answers in a short form" walk pruefung-bestanden
ok "what was recorded is there" has '"outcome": "passed"' "$V" --data "$T/copy" result list $hanau --json
ok "every outcome asks for what it needs" walk pruefung-ergebnisse
ok "all seven outcomes are there" same "$("$V" --data "$T/copy" result list $hanau --json | jq -r '[.[].outcome] | unique | length')" 7
ok "an obstacle in two keys after a failure" walk pruefung-huerde
ok "the obstacle names step, visit and result" same "$("$V" --data "$T/copy" obstacle list --json | jq -r '.[0].steps[0] // .[0].steps')" G1
ok "evidence of a failure goes into the step's fields" walk pruefung-falsch
ok "the wrong value is stored" same "$("$V" --data "$T/copy" result list $hanau --json | jq -r '[.[].answers | select(. != null and . != "")][0] | fromjson | .ars + " " + .nachweis')" "12345 Ordner Wohngeld, Blatt 7"
ok "repetitions, phases that are not good, steps that do not apply" walk pruefung-wieder
ok "one paragraph, the evidence afterwards" walk pruefung-satz
osci() {
	rm -rf "$T/copy" && cp -r "$T/a" "$T/copy"
	"$V" --data "$T/copy" anbindung add --kommune 06435014 --leistung wohngeld --param transport=osci >/dev/null
}
osci
ok "a step in two environments, steps by number" play pruefung-zwei
ok "list, search, jump, waiting, history" walk pruefung-liste
ok "text is typed and the laptop dies" walk pruefung-absturz
ok "the draft is offered again" play pruefung-entwurf
ok "the visit is closed with a Fazit" walk pruefung-abschluss
ok "the Fazit is stored" has restarbeiten "$V" --data "$T/copy" visit show "$visit" --json

# Both teams record the same step while apart.
B init --user TF-HE --name laptop-b --role taskforce --remote "$R" >/dev/null
B sync --quiet
A result add $hanau A6 passed --visit "$visit" >/dev/null
B note add "eine Notiz mehr: die spätere Eingabe ist die von B" >/dev/null
B result add $hanau A6 failed --note "Vertretung fehlt" >/dev/null
A sync --quiet && B sync --quiet && A sync --quiet
ok "differing results are shown and decided" walk pruefung-abweichend
ok "one result counts" same "$("$V" --data "$T/copy" anbindung steps $hanau --json | jq -r '.steps[] | select(.id == "A6").results[0].differs')" false

exit $failed
