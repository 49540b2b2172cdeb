#!/bin/sh
# The database is made again from mirror and outbox and is then the same, whatever had been sealed.
. tests/cli/lib.sh

R=$T/r.git
A() { "$V" --data "$T/a" "$@"; }
hanau=ags:06435014/wohngeld
unchanged() { # NAME
	before=$(A digest)
	exports=$(A export obstacles --json; A export results --json; A export steps --json)
	ok "$1: rebuild runs" A rebuild
	ok "$1: same digest" same "$(A digest)" "$before"
	ok "$1: same exports" same "$(A export obstacles --json; A export results --json; A export steps --json)" "$exports"
	ok "$1: verify is content" A verify
}

git init -q --bare "$R"
A init --user ROT-HE-2 --role leitung --remote "$R" >/dev/null 2>&1
unchanged "just set up"
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
obstacle=$(id_of A obstacle add --anbindung $hanau --step D4 --title "Eintrag fehlt" --category technisch)
A result add $hanau D4 failed --note "fehlt" >/dev/null
unchanged "nothing sealed"
A sync --quiet
unchanged "all sealed"
rm -rf "$T/a/repo.git"
unchanged "the mirror is lost"
A sync --quiet
A obstacle set "$obstacle" status=gesichtet
A obstacle comment "$obstacle" "wird geklärt" >/dev/null
A result add $hanau D4 waiting --stelle landesredaktion --due +3 >/dev/null
A undo >/dev/null
unchanged "some sealed"
A redact "$obstacle" title --why Name >/dev/null
unchanged "something erased"
A sync --quiet
unchanged "all sealed again"
ok "the next entry fits" A obstacle set "$obstacle" status=gesichtet severity=hinweis
ok "it syncs" A sync
exit $failed
