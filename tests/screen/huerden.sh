#!/bin/sh
# The board where there is nothing yet, and what its export leaves out; the other scripts of the board are played by screens.sh.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
tty="$(dirname "$V")/tests/ttyscript"
A() { "$V" --data "$T/a" "$@" >/dev/null 2>&1; }
B() { "$V" --data "$T/b" "$@" >/dev/null 2>&1; }

A init --name "Laptop 1" --user TF-HE --role taskforce --land 06
ok "nothing there yet" "$tty" tests/screen/huerden-keine.tty -- "$V" --data "$T/a" --screen huerden

A obstacle add --title "Postfach läuft über" --category technisch
A obstacle add --title "Schwachstelle im Fachverfahren" --category technisch --set vertraulich=ja
ok "export without what is confidential" "$tty" tests/screen/huerden-vertraulich.tty -- "$V" --data "$T/a" --screen huerden
ok "JSON was chosen" jq -e . "$T/liste.txt"
ok "CSV was chosen" grep -q ';' "$T/huerden-2026-11-24.csv"
ok "nothing confidential in them" sh -c '! grep -l Schwachstelle "$1"/liste.txt "$1"/huerden-*.csv' - "$T"

git init -q --bare "$T/r.git"
id=$("$V" --data "$T/a" obstacle list --json | jq -r '.[] | select(.title == "Postfach läuft über") | .id')
A init --remote "$T/r.git" && A sync
B init --name "Laptop 2" --user ROT-HE-2 --role roll_out_team --remote "$T/r.git" && B sync
A obstacle set "$id" severity=hinweis
B obstacle set "$id" severity=verhindert
A sync && B sync && A sync
ok "differing inputs" "$tty" tests/screen/huerden-abweichend.tty -- "$V" --data "$T/a" --screen huerden
exit $failed
