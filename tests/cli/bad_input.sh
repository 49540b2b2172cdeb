#!/bin/sh
# Wrong input and a hostile environment: each ends with its status and a German message, and changes nothing.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
hanau=ags:06435014/wohngeld

# refused NAME STATUS WORDS ARGUMENT…: message and status as expected, all data as before.
refused() {
	name=$1 code=$2 words=$3
	shift 3
	before=$(A digest)
	ok "$name" complains "$code" "$words" A "$@"
	ok "$name: nothing changed" same "$(A digest)" "$before"
}

ok "before set-up nothing can be recorded" complains 1 "vorort init" A note add hallo
A init --user ROT-HE-2 --role leitung >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
obstacle=$(id_of A obstacle add --anbindung $hanau --title "Eintrag fehlt" --category technisch)

# --- what the command line does not understand: 2
refused "unknown command" 2 "meinten Sie „obstacle" obstcle list
refused "unknown verb" 2 "meinten Sie „list" obstacle lst
refused "missing verb" 2 "braucht ein weiteres Wort" obstacle
refused "unknown option" 2 "meinten Sie „--land" obstacle list --lnad HE
refused "option without value" 2 "fehlt der Wert" obstacle list --land
refused "switch with value" 2 "hat keinen Wert" obstacle list --open=ja
refused "option twice" 2 "nur einmal" obstacle list --land HE --land BY
refused "missing option" 2 "--title" obstacle add --category technisch
refused "missing word" 2 "fehlt etwas" obstacle show
refused "word too many" 2 "ist zu viel" status jetzt
refused "unknown outcome" 2 "gibt es nicht" result add $hanau D4 prima
refused "unknown category" 2 "meinten Sie „technisch" obstacle add --title T --category technish
refused "unknown field" 2 "meinten Sie „status" obstacle set "$obstacle" statsu=neu
refused "unknown status" 2 "Möglich sind" obstacle set "$obstacle" status=fertig
refused "fixed field" 2 "steht seit dem Anlegen fest" obstacle set "$obstacle" visit="$obstacle"
refused "no day" 2 "ist kein Tag" visit add --anbindung $hanau --date 31.02.2026
refused "unknown export" 2 "meinten Sie „obstacles" export obstacle
refused "unknown format" 2 "Möglich sind" export obstacles --format xml
refused "broken UTF-8" 2 "kein gültiges UTF-8" note add "$(printf 'kaputt \377')"
refused "broken UTF-8 in an option" 2 "kein gültiges UTF-8" obstacle add --category technisch --title "$(printf '\303(')"
refused "no command and no terminal" 2 "vorort --help"

# --- what the rules forbid: 1
refused "unknown Kommune" 1 "" anbindung add --kommune 99999999 --leistung wohngeld
refused "unknown Leistung" 1 "wohngeld" anbindung add --kommune 06435014 --leistung wohngedl
refused "unknown parameter" 1 "" anbindung add --kommune 06435014 --leistung wohngeld --param transprt=osci
refused "unknown step" 1 "D4" result add $hanau D44 failed
refused "unknown Anbindung" 1 "" result add ags:06435014/elterngeld D4 failed
refused "unknown obstacle" 1 "" obstacle show b99-aaaaaaaaaaaa-bbbb
refused "not_applicable without reason" 1 "Begründung" result add $hanau D4 not_applicable
refused "waiting without Stelle" 1 "Stelle" result add $hanau D4 waiting
refused "passed_open without date" 1 "bis wann" result add $hanau D4 passed_open --note x --stelle it
refused "behoben without proof" 1 "Begründung" obstacle set "$obstacle" status=behoben
refused "three categories" 1 "" obstacle add --title T --category technisch,rechtlich,finanziell
refused "empty text" 1 "" note add ""
refused "text over 16 KiB" 1 "" note add "$(head -c 16385 /dev/zero | tr '\0' x)"
refused "control characters" 1 "" note add "$(printf 'rot \033[31m')"
refused "private key" 1 "" note add -- "-----BEGIN PRIVATE KEY----- MIIEvQIBADANBg"
refused "nothing to redo" 1 "" redo
refused "no such file" 1 "" kommune import "$T/none"
refused "no Gemeindeverzeichnis" 1 "" kommune import "$0"
ok "16 KiB are accepted" A note add "$(head -c 16384 /dev/zero | tr '\0' x)"
ok "a warning is a hint" status 0 A note add "Rückruf bei Herrn Müller, max.mueller@gmx.de"
ok "the hint stands on stderr" grep -q '^Hinweis: ' "$T/err"
ok "terminal escapes are made visible" not sh -c '"$0" --data "$1" obstacle "$(printf "\033[31m")" 2>&1 | grep -q "$(printf "\033")"' "$V" "$T/a"

# --- the remote
refused "no remote" 1 "" sync
refused "remote that does not exist" 3 "" sync --remote "$T/none.git"
refused "host that does not exist" 3 "" sync --remote ssh://localhost:1/none.git

# --- the output
ok "closed output is noticed" status 1 sh -c '"$0" --data "$1" status >&-' "$V" "$T/a"
ok "full output is noticed" status 1 sh -c '"$0" --data "$1" export obstacles >/dev/full' "$V" "$T/a"
ok "closed output does not harm the data" A verify
closed_pipe() { { "$V" --data "$T/a" checklist show wohngeld; echo $? >"$T/rc"; } 2>"$T/err" | true; grep -q '^[01]$' "$T/rc"; }
ok "a closed pipe is no crash" closed_pipe
ok "export to a folder that does not exist" complains 1 "" A export obstacles -o "$T/none/file"

# --- the database
newer() {
	cp -r "$T/a" "$T/newer"
	sqlite3 "$T/newer/vorort.db" 'PRAGMA user_version = 999'
	sum=$(sha256sum <"$T/newer/vorort.db")
	complains 1 "neuer" "$V" --data "$T/newer" note add hallo && same "$sum" "$(sha256sum <"$T/newer/vorort.db")"
}
ok "a newer schema is refused and left alone" newer
no_database() {
	mkdir "$T/garbage" && head -c 8192 /dev/urandom >"$T/garbage/vorort.db"
	sum=$(sha256sum <"$T/garbage/vorort.db")
	complains 1 "" "$V" --data "$T/garbage" status && same "$sum" "$(sha256sum <"$T/garbage/vorort.db")"
}
ok "a file that is no database is refused and left alone" no_database
locked() {
	before=$(A digest)
	mkfifo "$T/hold"
	sqlite3 "$T/a/vorort.db" <"$T/hold" >"$T/held" 2>&1 &
	exec 3>"$T/hold"
	echo 'BEGIN EXCLUSIVE; SELECT 1;' >&3
	until [ -s "$T/held" ]; do sleep 0.1; done
	complains 1 "" A note add hallo
	rc=$?
	echo 'ROLLBACK;' >&3
	exec 3>&-
	wait
	[ $rc = 0 ] && same "$before" "$(A digest)"
}
ok "a locked database is a message" locked
ok "afterwards it works again" A note add hallo

# --- the disk. Root may write everywhere, unless it gives that up.
modest() {
	if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-all --inh-caps=-all "$@"; else "$@"; fi
}
readonly_dir() {
	mkdir "$T/ro"
	cp -r "$T/a" "$T/ro/a"
	chmod -R a-w "$T/ro"
	complains 1 "" modest "$V" --data "$T/ro/new" status && complains 1 "" modest "$V" --data "$T/ro/a" note add hallo
	rc=$?
	chmod -R u+w "$T/ro"
	return $rc
}
if modest true 2>/dev/null; then
	ok "a read-only directory is a message" readonly_dir
else
	skip "a read-only directory is a message (root, and setpriv does not work here)"
fi
full_disk() { # a database that may not grow: writing ends with EFBIG as it ends with ENOSPC
	before=$(A digest)
	size=$(($(stat -c %s "$T/a/vorort.db") / 512))
	text=$(head -c 16000 /dev/urandom | base64 -w 0 | head -c 16000)
	(
		trap '' XFSZ
		ulimit -f $size
		i=0
		while [ $i -lt 200 ]; do
			i=$((i + 1))
			"$V" --data "$T/a" note add "$text" >/dev/null 2>"$T/err" || exit 7
		done
	)
	[ $? = 7 ] && grep -q '^vorort: ' "$T/err" || { cat "$T/err"; return 1; }
	A verify
}
ok "a full disk is a message" full_disk
ok "what was confirmed before is there" sh -c '"$0" --data "$1" note list | grep -q hallo' "$V" "$T/a"
ok "and it works again" A note add danach
ok "without a terminal it says what to do" complains 2 "braucht ein Terminal" "$V" --data "$T/a"
exit $failed
