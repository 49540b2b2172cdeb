#!/bin/sh
# One file that holds everything: written while others write, complete or not there; put back in one step or not at all; and an older state
# put back loses nothing of what was published since.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
N() { "$V" --data "$T/n" "$@"; }
# How many files lie in FOLDER whose names match the pattern.
count() { find "$1" -mindepth 1 -maxdepth 1 -name "$2" | wc -l; }
notes() { "$@" note list --json | jq -r '.[].text' | sort | tr '\n' ' '; }
git init -q --bare "$T/r.git"
A init --user TEAM-A --name laptop-a --role leitung --remote "$T/r.git" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A note add "eins" >/dev/null
A sync --quiet
A note add "zwei" >/dev/null
mkdir -p "$T/a/attachments/ab" && echo Anhang >"$T/a/attachments/ab/0123.pdf"
device=$(A status --json | jq -r .device)

# --- writing
ok "A writes a backup" has "Schlüssel dieses Geräts" A backup "$T/s1.tar"
ok "only the user may read it" same "$(stat -c %a "$T/s1.tar")" 600
ok "an existing file stays" complains 1 "gibt es schon" A backup "$T/s1.tar"
ok "tar and sha256sum do without the program" sh -c 'mkdir "$1/x" && tar -xf "$1/s1.tar" -C "$1/x" && cd "$1/x" && sha256sum --quiet -c SHA256SUMS' _ "$T"
ok "it says what it is" same "$(jq -r '[.format, .device, .has_key] | @csv' "$T/x/vorort-sicherung.json")" "1,\"$device\",true"
ok "the attachment is in it" cmp "$T/a/attachments/ab/0123.pdf" "$T/x/attachments/ab/0123.pdf"
ok "nothing is left behind" same "$(count "$T/a" '*.tmp') $(count "$T" '*teil*')" "0 0"
# A limit on the size of files stands for a full disk: the copy of the database just fits, the whole does not.
blocks=$(($(stat -c %s "$T/x/vorort.db") / 512 + 8))
ok "no room" complains 1 "zu groß" sh -c 'ulimit -f "$3"; trap "" XFSZ; exec "$0" --data "$1" backup "$2/zuviel.tar"' "$V" "$T/a" "$T" $blocks
ok "nothing is there then" same "$(count "$T" 'zuviel*')" 0
ok "no such folder" complains 1 "nicht möglich" A backup "$T/nirgends/s.tar"

# --- putting back into nothing
ok "into an empty place" N restore "$T/s1.tar"
ok "it knows the same" same "$(N digest)" "$(A digest)"
ok "the attachment is back" cmp "$T/a/attachments/ab/0123.pdf" "$T/n/attachments/ab/0123.pdf"
ok "the folder is private" same "$(stat -c %a "$T/n") $(stat -c %a "$T/n/device.key") $(stat -c %a "$T/n/vorort.db")" "700 600 600"
ok "verify is content" N verify
ok "rebuild gives the same" sh -c 'before=$("$0" --data "$1" digest) && "$0" --data "$1" rebuild && [ "$("$0" --data "$1" digest)" = "$before" ]' "$V" "$T/n"
ok "not over data" complains 1 "liegen schon Daten" N restore "$T/s1.tar"
mkdir "$T/leer"
ok "into an empty folder" "$V" --data "$T/leer" restore "$T/s1.tar"
rm -rf "$T/n" "$T/leer"

# --- what is no whole backup changes nothing
A obstacle add --title "Nach der Sicherung" --category technisch >/dev/null
before=$(A digest)
refused() { # NAME WORDS FILE
	ok "$1 is refused" complains 1 "$2" A restore --over "$3"
	ok "$1 changes nothing" same "$(A digest) $(count "$T" 'a.*')" "$before 0"
}
size=$(stat -c %s "$T/s1.tar")
head -c $((size / 2)) "$T/s1.tar" >"$T/halb.tar"
refused "half a file" beschädigt "$T/halb.tar"
(cd "$T/x" && tar -cf "$T/ohne.tar" vorort-sicherung.json vorort.db repo.bundle device.key attachments/ab/0123.pdf)
refused "a file without its end" "das Ende fehlt" "$T/ohne.tar"
flip() { # one byte in the middle
	cp "$T/s1.tar" "$1" && printf '\377' | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
flip "$T/byte.tar" $((size / 3))
refused "one wrong byte" beschädigt "$T/byte.tar"
echo "kein tar" >"$T/text"
refused "a text" beschädigt "$T/text"
refused "a missing file" "nicht möglich" "$T/gibtsnicht"
# FILE: $T/x as a backup, with new sums. The names have no blanks.
# shellcheck disable=SC2046
repack() {
	(cd "$T/x" && find . -type f ! -name SHA256SUMS ! -name vorort-sicherung.json -printf '%P\n' | sort >../names &&
		sha256sum vorort-sicherung.json $(cat ../names) >SHA256SUMS && tar -cf "$1" vorort-sicherung.json $(cat ../names) SHA256SUMS)
}
sed -i 's/"format": 1/"format": 2/' "$T/x/vorort-sicherung.json" && repack "$T/neuer.tar"
refused "a newer format" "neueren Version" "$T/neuer.tar"
sed -i 's/"format": 2/"format": 1/' "$T/x/vorort-sicherung.json"
sqlite3 "$T/x/vorort.db" "PRAGMA user_version = 99" && repack "$T/neuedb.tar"
refused "a newer database" "neueren Version" "$T/neuedb.tar"
version=$(sqlite3 "$T/a/vorort.db" "PRAGMA user_version")
sqlite3 "$T/x/vorort.db" "PRAGMA user_version = $version; CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM text; END" && repack "$T/fremd.tar"
refused "a database with a trigger" "fremde Tabellen" "$T/fremd.tar"
ln -s /etc/passwd "$T/x/device.key.old-7" && (cd "$T/x" && tar -cf "$T/link.tar" vorort-sicherung.json device.key.old-7 SHA256SUMS)
refused "a link" "fremder Inhalt" "$T/link.tar"

# --- over existing data
mkfifo "$T/in" "$T/out1"
sqlite3 "$T/a/vorort.db" <"$T/in" >"$T/out1" &
reader=$!
exec 9>"$T/in" 8<"$T/out1"
echo "SELECT 1 FROM op LIMIT 1;" >&9
read -r _ <&8 # now it has the database open
ok "not under an open program" complains 1 "noch geöffnet" A restore --over "$T/s1.tar"
exec 9>&- 8<&-
wait $reader
ok "the data stays" same "$(A digest)" "$before"
kept=$T/a.vorher-2026-11-24
for delay in 0.01 0.03 0.06 0.1 0.15 0.2; do
	timeout --foreground -s KILL $delay "$V" --data "$T/a" restore --over "$T/s1.tar" >/dev/null 2>&1
	if [ -d "$kept" ]; then # it was done: back to where it began
		rm -rf "$T/a" && mv "$kept" "$T/a"
		break
	fi
	ok "killed after $delay s: the old state" same "$(A digest)" "$before"
done
ok "no room to unpack" complains 1 "zu groß" sh -c 'ulimit -f 64; trap "" XFSZ; exec "$0" --data "$1" restore --over "$2"' "$V" "$T/a" "$T/s1.tar"
ok "the old state is there" same "$(A digest)" "$before"
status 0 A restore --over "$T/s1.tar" >"$T/said"
ok "over existing data" test -d "$kept"
ok "it says what waits in the old data" grep -q "Darin sind .* Einträge" "$T/out"
ok "what a killed run left is gone" same "$(count "$T" '*zurueck*')" 0
ok "the old data is as it was" same "$("$V" --data "$kept" digest)" "$before"
exit $failed
