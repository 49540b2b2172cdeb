#!/bin/sh
# Attaching files: what is no file to attach, what nobody has confirmed, what a name may be; and that a refusal leaves nothing behind.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
hanau=ags:06435014/wohngeld
kept() { ls "$T/a/attachments" 2>/dev/null | wc -l; }

# refused NAME STATUS WORDS ARGUMENT…: message and status as expected, entries and files as before.
refused() {
	name=$1 code=$2 words=$3
	shift 3
	before="$(A digest) $(kept)"
	ok "$name" complains "$code" "$words" A "$@"
	ok "$name: nothing changed" same "$(A digest) $(kept)" "$before"
}

A init --user ROT-HE-2 --role leitung >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
id=$(id_of A obstacle add --anbindung $hanau --title "Eintrag fehlt" --category technisch)
comment=$(id_of A obstacle comment "$id" "Nanu?")
printf '%%PDF-1.4\nseite' >"$T/seite.pdf"
yes=--geschwaerzt

refused "nobody has confirmed" 1 "Echtdaten" attachment add "$id" "$T/seite.pdf"
ok "the message says how" grep -q -- "--geschwaerzt" "$T/err"
ok "and what is better" grep -q "Ablageort" "$T/err"
refused "nobody has confirmed, at a result" 1 "Echtdaten" result add $hanau A6 failed --note x --attach "$T/seite.pdf"
refused "no file" 2 "fehlt etwas" attachment add "$id" $yes
refused "a file that is not there" 1 "lässt sich nicht lesen" attachment add "$id" "$T/none" $yes
refused "a folder" 1 "ist ein Ordner" attachment add "$id" "$T" $yes
: >"$T/leer"
refused "an empty file" 1 "ist leer" attachment add "$id" "$T/leer" $yes
head -c 2097153 /dev/zero >"$T/gross"
refused "a byte too many" 1 "größer als 2 MiB" attachment add "$id" "$T/gross" $yes
mkfifo "$T/fifo"
refused "a pipe" 1 "keine gewöhnliche Datei" attachment add "$id" "$T/fifo" $yes
refused "a device without end" 1 "keine gewöhnliche Datei" attachment add "$id" /dev/zero $yes
refused "nothing of that name" 1 "" attachment add b99-aaaaaaaaaaaa-bbbb "$T/seite.pdf" $yes
refused "a comment has no files" 1 "gehören keine Anlagen" attachment add "$comment" "$T/seite.pdf" $yes
printf -- '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n' >"$T/schluessel.txt"
refused "a private key" 1 "Inhalt der Datei" attachment add "$id" "$T/schluessel.txt" $yes
refused "one of two is no good" 1 "ist leer" result add $hanau A6 failed --note x --attach "$T/seite.pdf" --attach "$T/leer" $yes
refused "the result is no good" 1 "Begründung" result add $hanau A6 not_applicable --attach "$T/seite.pdf" $yes
refused "its answer is no good" 1 "" result add $hanau A6 failed --note x --field keine=frage --attach "$T/seite.pdf" $yes
refused "no attachment" 1 "" attachment save "$id" -o "$T/x"
refused "a title that is none" 1 "" attachment add "$id" "$T/seite.pdf" $yes --title "$(printf 'rot \033[31m')"
chmod 000 "$T/seite.pdf"
if [ "$(id -u)" = 0 ]; then skip "a file without rights (root)"; else refused "a file without rights" 1 "Permission" attachment add "$id" "$T/seite.pdf" $yes; fi
chmod 600 "$T/seite.pdf"

# --- what is accepted
truncate -s 2097152 "$T/gross"
ok "2 MiB are accepted" A attachment add "$id" "$T/gross" $yes
one=$(id_of A attachment add "$id" "$T/seite.pdf" $yes)
rm "$T/gross"
ok "the original is not needed any more" A attachment save "$one" -o "$T/raus.pdf"
ok "it is the same" cmp "$T/seite.pdf" "$T/raus.pdf"
refused "what is there is not replaced" 1 "gibt es schon" attachment save "$one" -o "$T/raus.pdf"
ln -s "$T/nirgends" "$T/link"
refused "nor a link that leads nowhere" 1 "gibt es schon" attachment save "$one" -o "$T/link"
refused "a folder that does not exist" 1 "lässt sich nicht schreiben" attachment save "$one" -o "$T/none/raus.pdf"
ok "the obstacle shows it" has "seite.pdf" A obstacle show "$id"
ok "its type is by content" same "$(A attachment list "$id" --json | jq -r '.[].media' | tr '\n' ' ')" "application/octet-stream application/pdf "

# --- names
cp "$T/seite.pdf" "$T/Antrag_Frau_Schmidt.pdf"
ok "a person in the name of the file is a hint" status 0 A attachment add "$id" "$T/Antrag_Frau_Schmidt.pdf" $yes
ok "which says what is meant" grep -q '^Hinweis: .*Frau Schmidt' "$T/err"
evil=$T/$(printf '..\\..\033[31m.pdf')
cp "$T/seite.pdf" "$evil"
ok "any name will do" A attachment add "$id" "$evil" $yes
ok "it is made visible" not sh -c '"$0" --data "$1" attachment list | grep -q "$(printf "\033")"' "$V" "$T/a"
mkdir "$T/dort"
last=$(A attachment list "$id" --json | jq -r '.[-1].id')
ok "and never becomes a path" A attachment save "$last" -o "$T/dort"
ok "but one made of the content" same "$(ls "$T/dort")" "anlage-$(sha256sum <"$T/seite.pdf" | cut -c1-8).pdf"
ok "the same content is kept once" same "$(kept)" 2
ok "a title of its own" A attachment set "$last" "title=Seite 1"
ok "it has it" has "Seite 1" A attachment show "$last"

# --- with a result, and taken back
result=$(id_of A result add $hanau A6 failed --note x --attach "$T/seite.pdf" --attach "$T/schluessel.txt" $yes 2>/dev/null)
ok "all or nothing" same "$result" ""
result=$(id_of A result add $hanau A6 failed --note x --attach "$T/seite.pdf" $yes)
ok "the result has its file" same "$(A attachment list "$result" --json | jq -r '.[].title')" seite.pdf
ok "undo takes the file back" has "Anlage angelegt" A undo
ok "then it has none" same "$(A attachment list "$result" --json)" "[]"
ok "redo brings it back" A redo
ok "it is there again" same "$(A attachment list "$result" --json | jq -r '.[].title')" seite.pdf

# --- damage
sha=$(sha256sum <"$T/seite.pdf" | cut -c1-64)
printf '%%PDF-1.4\nSEITE' >"$T/a/attachments/$sha" # as long as it was
ok "verify finds a damaged file" status 4 A verify
ok "and names it" grep -q "$sha" "$T/out"
ok "a damaged copy is not handed out" complains 1 "nicht auf diesem Gerät" A attachment save "$one" -o "$T/neu.pdf"
ok "attaching it again heals it" A attachment add "$id" "$T/seite.pdf" $yes
ok "then it is" A attachment save "$one" -o "$T/neu.pdf"
: >"$T/a/attachments/$sha.ABCDEF" && touch -d '1 hour ago' "$T/a/attachments/$sha.ABCDEF"
A attachment add "$id" tests/README.md $yes >/dev/null
ok "what a killed one left is swept" not test -e "$T/a/attachments/$sha.ABCDEF"
exit $failed
