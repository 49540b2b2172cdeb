#!/bin/sh
# Attachments on the real program: a file for an obstacle and for a step, the question whether it is blackened, copying out, and fetching one
# that lies on the other laptop's branch.
. tests/cli/lib.sh

R=$T/r.git
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
# walk NAME DATA: runs tests/screen/NAME.tty; HOME is a folder of its own.
walk() { HOME="$T/home" "${V%/*}/tests/ttyscript" --timeout 10000 "tests/screen/$1.tty" -- "$V" --data "$T/$2"; }

mkdir "$T/home"
printf '%%PDF-1.4\nseite' >"$T/home/seite.pdf"
printf '\211PNG\r\n\032\nbild' >"$T/home/bild.png"
printf '%%PDF-1.4\nantrag' >"$T/home/Antrag_Frau_Schmidt.pdf"
git init -q --bare "$R"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
A visit add --anbindung $hanau --date 24.11.2026 --place Rathaus --team ROT-HE-2 >/dev/null
A result add $hanau A6 failed --note "Vertretung fehlt" >/dev/null
id=$(id_of A obstacle add --anbindung $hanau --step A6 --title "Niemand vertritt" --category organisatorisch --set severity=verzoegert \
	--set responsible=fachamt --set "next=Vertretung benennen" --set due=15.12.2026)

ok "files for a step and its obstacle" walk anlagen a
ok "the step has one" same "$(A result list $hanau --json | jq -r '.[0].id' | xargs "$V" --data "$T/a" attachment list --json | jq -r '.[].title')" seite.pdf
ok "the obstacle has two" same "$(A attachment list "$id" --json | jq -r '.[].title' | tr '\n' ,)" "bild.png,Antrag_Frau_Schmidt.pdf,"
ok "it was copied out" cmp "$T/home/seite.pdf" "$T/home/kopie.pdf"
A sync --quiet
B init --user TF-HE --name laptop-b --role taskforce --remote "$R" >/dev/null 2>&1
B sync --quiet
ok "one from the other laptop is fetched" walk anlagen-holen b
ok "it was copied out, too" cmp "$T/home/bild.png" "$T/home/geholt.png"
exit $failed
