#!/bin/sh
# One obstacle on the real program: the page, comments and answers, status with what it requires, differing inputs, changing all of it,
# personal data, a draft.
. tests/cli/lib.sh

R=$T/r.git
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }

# walk NAME [ROWS COLS]: runs tests/screen/NAME.tty on a copy of the data of A.
walk() {
	rm -rf "$T/copy" && cp -r "$T/a" "$T/copy"
	"${V%/*}/tests/ttyscript" --rows "${2:-24}" --cols "${3:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/copy"
}
# field NAME: of the obstacle in the copy.
field() { "$V" --data "$T/copy" obstacle list --json | jq -r ".[] | select(.id == \"$id\").$1"; }

git init -q --bare "$R"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
A visit add --anbindung $hanau --date 24.11.2026 --place Rathaus --team ROT-HE-2 >/dev/null
A result add $hanau A6 failed --note "Vertretung fehlt" >/dev/null
id=$(id_of A obstacle add --anbindung $hanau --step A6 --title "Niemand vertritt" --category organisatorisch --set severity=verzoegert \
	--set responsible=fachamt --set "next=Vertretung benennen" --set due=15.12.2026)
A sync --quiet
B init --user TF-HE --name laptop-b --role taskforce --remote "$R" >/dev/null 2>&1
B sync --quiet
B obstacle comment "$id" "Ist die Vertretung benannt?" --question >/dev/null
A obstacle set "$id" severity=verhindert >/dev/null
B obstacle set "$id" severity=hinweis >/dev/null
A sync --quiet && B sync --quiet && A sync --quiet

ok "the page, a comment, an answer" walk huerde
ok "a date is set" same "$(field due)" 2026-12-31
ok "wide" walk huerde-breit 40 120
ok "changing the title decides nothing else" walk huerde-aendern
ok "the title is new" same "$(field title)" "Niemand vertritt im Wohngeldamt"
ok "the difference is still there" same "$(field differences)" 1
ok "Enter decides between differing inputs" walk huerde-abweichend
ok "the chosen one counts" same "$(field severity) $(field differences)" "verhindert 0"
ok "behoben needs a reason without a retest" walk huerde-status
ok "it is not changed without one" same "$(field status)" umgangen
ok "names of persons are asked about once" walk huerde-personen
A result add $hanau A6 passed >/dev/null
ok "a passed retest is reason enough" walk huerde-behoben
ok "it is done" same "$(field status)" behoben
ok "withdrawn with a reason" walk huerde-zurueck
exit $failed
