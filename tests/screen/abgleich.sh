#!/bin/sh
# The screen of the sync where it is not plain sailing: no repository yet, one that is not there, a server that never answers, and two
# laptops that do not agree. The plain case is abgleich.tty.
# shellcheck disable=SC2088 # "~/r.git" is expanded by the program and short on the screens
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
tty="$(dirname "$V")/tests/ttyscript"
A() { "$V" --data "$T/a" "$@" >/dev/null 2>&1; }
B() { "$V" --data "$T/b" "$@" >/dev/null 2>&1; }
play() { "$tty" --rows "${3:-24}" --cols "${4:-80}" "tests/screen/$1.tty" -- "$V" --data "$T/$2"; }

A init --name "Laptop 1" --user ROT-HE-2 --role roll_out_team --land 06
A kommune import tests/data/kommunen-demo.jsonl
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param fachverfahren=DiWo
visit=$(id_of "$V" --data "$T/a" visit add --anbindung ags:06435014/wohngeld --date 2026-11-24 --place Rathaus --team ROT-HE-2)
obstacle=$(id_of "$V" --data "$T/a" obstacle add --anbindung ags:06435014/wohngeld --step B1 \
	--title "Nachnutzungsvertrag des Landes fehlt" --category rechtlich --set severity=verhindert)

cp -R "$T/a" "$T/c1"
ok "no repository yet, a refused address" play abgleich-ohne c1

# No network at all: a file goes out, another one comes in.
cp -R "$T/a" "$T/c4"
cp -R "$T/a" "$T/c5"
E() { "$V" --data "$T/e" "$@" >/dev/null 2>&1; }
"$V" --data "$T/c5" bundle --first "$T/hin.bundle" >/dev/null # seals the same bytes as the screen test will
E init --name "Laptop 5" --user ROT-HE-5
E sync --remote "$T/hin.bundle"
E note add "von nebenan"
E bundle "$T/her.bundle"
ok "exchange by file" play abgleich-datei c4

# A stick that was pulled out.
git init -q --bare "$T/stick.git"
cp -R "$T/a" "$T/c3"
"$V" --data "$T/c3" init --remote "~/stick.git" >/dev/null 2>&1
rm -rf "$T/stick.git"
ok "a repository that is not there" play abgleich-fehlt c3

# A server that takes the connection and says nothing more.
mkdir "$T/bin"
printf '#!/bin/sh\nexec sleep 600\n' >"$T/bin/ssh"
chmod +x "$T/bin/ssh"
cp -R "$T/a" "$T/c2"
"$V" --data "$T/c2" init --remote ssh://git@localhost/r.git >/dev/null 2>&1
PATH="$T/bin:$PATH" ok "a sync that hangs is cancelled, other screens stay usable" play abgleich-abbruch c2

# Two laptops change the same fields without knowing of each other.
git init -q --bare "$T/r.git"
A init --remote "~/r.git"
A sync
B init --name "Laptop 2" --user ROT-HE-3 --role roll_out_team --land 06 --remote "~/r.git"
B sync
A obstacle set "$obstacle" severity=verzoegert
# Some changes more, so that those of the second laptop are the later ones whatever the names of the devices are.
for severity in verhindert hinweis verhindert hinweis; do B obstacle set "$obstacle" severity=$severity; done
A visit set "$visit" place="Rathaus, Zimmer 12"
B visit set "$visit" place=Stadthaus
A anbindung set ags:06435014/wohngeld param.fachverfahren=DiWo-Web
B anbindung set ags:06435014/wohngeld param.fachverfahren=DiWo-Pro
A sync
cp -R "$T/b" "$T/b2"
ok "what needs a decision" play abgleich-entscheiden b
ok "what needs a decision, wide" play abgleich-breit b2 40 120
exit $failed
