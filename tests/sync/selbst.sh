#!/bin/sh
# Syncing by itself: off unless chosen; a stick that appears is synced without a key; nothing is asked, and nothing hangs.
# shellcheck disable=SC2088 # "~/stick.git" is expanded by the program and short on the screens
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
tty="$(dirname "$V")/tests/ttyscript"
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
waiting() { A status --json | jq .unpublished; }
play() { # NAME: the script comes on standard input
	cat >"$T/$1.tty"
	"$tty" --timeout 20000 --rows 24 --cols 80 "$T/$1.tty" -- "$V" --data "$T/a"
}

git init -q --bare -b main "$T/stick.git"
A init --name "Laptop 1" --user ROT-HE-2 --remote "~/stick.git" >/dev/null 2>&1
A sync >/dev/null
B init --name "Laptop 2" --user ROT-HE-3 --remote "~/stick.git" >/dev/null 2>&1
B sync >/dev/null

# --- off by default: the remote is there, and nothing happens
A note add "bleibt hier" >/dev/null
ok "off: nothing is sent, the row says nein" play off <<-END
	wait 1 Eintrag nicht abgeglichen
	keys <F6>
	wait nein, abgeglichen wird nur mit F5
	keys qq
	exit 0
END
ok "off: the entry waits" same "$(waiting)" 1
ok "only ja and nein are known" complains 1 "Möglich sind: ja, nein." A init --auto-sync vielleicht
ok "on by command" A init --auto-sync ja
ok "and told" has "gleicht ab, sobald" A status

# --- the stick is not there, then it is: no key is pressed
mv "$T/stick.git" "$T/weg.git"
cat >"$T/stick.tty" <<-END
	wait 1 Eintrag nicht abgeglichen
	wait Abgeglichen um
	wait abgeglichen
	keys qq
	exit 0
END
(
	# It is plugged in once the program has looked for it in vain: the lock of the sync is not even taken then.
	i=0
	while [ $i -lt 60 ]; do
		i=$((i + 1))
		for p in /proc/[0-9]*; do [ "$(readlink "$p/exe" 2>/dev/null)" = "$V" ] && tr '\0' ' ' <"$p/cmdline" 2>/dev/null | grep -qF "$T/a" && break 2; done
	done
	mv "$T/weg.git" "$T/stick.git"
) &
ok "a stick appears and is synced without a key" "$tty" --timeout 30000 --rows 24 --cols 80 "$T/stick.tty" -- "$V" --data "$T/a"
wait
ok "nothing waits any more" same "$(waiting)" 0
B sync >/dev/null
ok "the other laptop has it" has "bleibt hier" B note list

# --- the row switches
ok "the row on the screen switches it" play switch <<-END
	wait abgeglichen
	keys <F6>
	wait ja, sobald
	keys <Home><Down*2>
	cursor-on Von selbst
	keys <Enter>
	wait nein, abgeglichen
	keys <Enter>
	wait Von selbst an: abgeglichen wird ohne Fragen, sobald es geht.
	wait ja, sobald
	keys qq
	exit 0
END

# --- a server that wants a password: said once in the title bar, no dialog, and F5 asks
mkdir "$T/bin"
cat >"$T/bin/ssh" <<-'END'
	#!/bin/sh
	for a in "$@"; do [ "$a" = -G ] && { echo "proxycommand tunnel"; exit 0; }; done
	echo asked >>"$HOME/asked"
	"$SSH_ASKPASS" "git@localhost's password: " >/dev/null || :
	echo "git@localhost: Permission denied (password)." >&2
	exit 255
END
chmod +x "$T/bin/ssh"
A init --remote ssh://git@localhost/r.git >/dev/null 2>&1
A note add "wartet" >/dev/null
PATH="$T/bin:$PATH" ok "a password is not asked for, F5 does" play password <<-END
	wait 1 Eintrag nicht abgeglichen
	wait Abgleich braucht eine Eingabe (F5)
	gone Passwort
	keys <F6>
	wait ja, sobald
	wait blieb ohne Antwort
	keys w
	wait Datei schreiben
	type hin.bundle
	keys <Enter>
	wait Geschrieben
	wait Abgleich braucht eine Eingabe (F5)
	keys <F5>
	wait Enter übernimmt
	keys <Esc>
	wait Abgleich nicht gelungen
	wait Abgleich braucht eine Eingabe (F5)
	keys qq
	exit 0
END
ok "nobody was asked again and again" test "$(wc -l <"$T/asked")" -le 6
ok "off again by command" A init --auto-sync nein
ok "the entry waits" same "$(waiting)" 1
exit $failed
