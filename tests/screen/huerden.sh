#!/bin/sh
# The board where there is nothing yet, and what its export leaves out; the other scripts of the board are played by screens.sh.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
tty="$(dirname "$V")/tests/ttyscript"
A() { "$V" --data "$T/a" "$@" >/dev/null 2>&1; }

A init --name "Laptop 1" --user TF-HE --role taskforce --land 06
ok "nothing there yet" "$tty" tests/screen/huerden-keine.tty -- "$V" --data "$T/a" --screen huerden

A obstacle add --title "Postfach läuft über" --category technisch
A obstacle add --title "Schwachstelle im Fachverfahren" --category technisch --set vertraulich=ja
ok "export without what is confidential" "$tty" tests/screen/huerden-vertraulich.tty -- "$V" --data "$T/a" --screen huerden
ok "JSON was chosen" jq -e . "$T/liste.txt"
ok "CSV was chosen" grep -q ';' "$T/huerden-2026-11-24.csv"
ok "nothing confidential in them" sh -c '! grep -l Schwachstelle "$1"/liste.txt "$1"/huerden-*.csv' - "$T"
exit $failed
