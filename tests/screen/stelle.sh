#!/bin/sh
# Stellen on the real program: tested once for all, taken over, contradicted. And who carries a Leistung out.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
A() { "$V" --data "$T/a" "$@"; }
play() { "${V%/*}/tests/ttyscript" --rows "${2:-24}" --cols "${3:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/copy"; }
walk() {
	rm -rf "$T/copy" && cp -R "$T/a" "$T/copy"
	play "$@"
}

A init --user ROT-HE-2 --name laptop-a --role leitung --land HE >/dev/null
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
for k in 06435014 06435007; do
	A anbindung add --kommune $k --leistung wohngeld --param transport=osci >/dev/null
	A visit add --anbindung ags:$k/wohngeld --date 24.11.2026 --place Rathaus --team ROT-HE-2 >/dev/null
done
kit=$(id_of A stelle add --kind kit --name "Kopfstelle Mitte" --set mailbox=servicedesk@kit.example)
A stelle set "$kit" serves.ags:06435014=ja serves.ags:06435007=ja

ok "whom a result is for is asked" walk stelle-pruefen
ok "it is stored at the Stelle" same "$("$V" --data "$T/copy" result list "$kit" --json | jq -r '.[].on')" "$kit"
ok "it is taken over and contradicted" play stelle-uebernommen

ok "levels are seen and corrected" walk vollzug
ok "on a wide terminal" walk vollzug-breit 40 120
ok "the Kommune that carries it out in one key" walk vollzug-termin
ok "its Anbindung is there" has kreis:06435/fuehrerschein "$V" --data "$T/copy" anbindung list

ok "a Stelle, whom it serves, what it fills" walk stellen
ok "a Kreis and a Land at once" walk stellen-kreis 40 120

several() {
	rm -rf "$T/copy" && cp -R "$T/a" "$T/copy"
	"$V" --data "$T/copy" anbindung add --kommune 06435014 --leistung ummeldung >/dev/null
	"$V" --data "$T/copy" stelle set "$kit" product=DiWo
	play stellen-leistung
}
ok "which Leistung is meant is asked" several
exit $failed
