#!/bin/sh
# A sync that ends while a dialog is open: the screen below is read anew, and the answer is about what the question was about. The server is
# git behind an ssh that goes nowhere and answers only when the script says so.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T" GO="$T/go"
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
C() { "$V" --data "$T/copy" "$@"; }

cat >"$T/ssh" <<'END'
#!/bin/sh
while [ $# -gt 1 ]; do shift; done
until [ -e "$GO" ]; do sleep 0.02; done
exec sh -c "$1"
END
chmod +x "$T/ssh"
export GIT_SSH_COMMAND="$T/ssh"
git init -q --bare -b main "$T/r.git"
touch "$GO"

# play NAME: tests/screen/NAME.tty on a copy of the data of A, over a line that is not open yet.
play() {
	rm -rf "$T/copy" && cp -r "$T/a" "$T/copy" && rm -f "$GO"
	"${V%/*}/tests/ttyscript" "tests/screen/$1.tty" -- "$V" --data "$T/copy"
}

A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "ssh://localhost$T/r.git" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026 --team ROT-HE-2)
A result add $hanau D4 waiting --visit "$visit" --stelle landesredaktion --ticket LR-7 --due 20.11.2026 >/dev/null
A result add $hanau C1 waiting --visit "$visit" --stelle kasse --ticket K-1 --due 1.12.2026 >/dev/null
A obstacle add --anbindung $hanau --step A1 --title "Firewall ist zu" --category technisch --set severity=hinweis >/dev/null
A sync --quiet
B init --user ROT-HE-3 --name laptop-b --land HE --remote "ssh://localhost$T/r.git" >/dev/null 2>&1
B sync --quiet
# What comes in stands above what is there.
B note add "zuerst gesehen" >/dev/null
A note add "zu A6: gibt es nicht" --visit "$visit" --anbindung $hanau --step A6 >/dev/null
A note add "Parkplatz im Hof" >/dev/null
B result add $hanau A6 waiting --stelle fachamt --ticket F-9 --due 16.11.2026 >/dev/null
B obstacle add --anbindung $hanau --step A1 --title "Vertrag fehlt" --category rechtlich --set severity=verhindert >/dev/null
B sync --quiet

ok "a new day is that of the row that was asked about" play nebenher-tag
ok "it got the day" same "$(C waiting list --json | jq -r '.[] | select(.step == "C1").due')" 2026-12-15
ok "the others kept theirs" same "$(C waiting list --json | jq -r '[.[] | select(.step != "C1").due] | join(" ")')" "2026-11-16 2026-11-20"
ok "a result as well" play nebenher-ergebnis
ok "a note goes where it was sent" play nebenher-notiz
ok "that one is thrown away" same "$(C note list --json | jq -r '.[] | select(.sorted == "verworfen").text')" "Parkplatz im Hof"
ok "the obstacle that was read is opened" play nebenher-huerde
exit $failed
