#!/bin/sh
# The screen of the devices: a Leitung gives a role, blocks a laptop and lets it in again; others only look.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
tty="$(dirname "$V")/tests/ttyscript"
for name in a b c; do eval "$name() { \"\$V\" --data \"\$T/$name\" \"\$@\" >/dev/null 2>&1; }"; done
play() { "$tty" --rows 24 --cols 80 "tests/screen/$1.tty" -- "$V" --data "$T/$2"; }
blocked() { "$V" --data "$T/a" device list --json | jq -r '[.[] | .blocked_after // empty] | join(" ")'; }

git init -q --bare "$T/r.git"
a init --user KO-HE --name "Laptop A" --role leitung --land 06 --remote "$T/r.git"
a sync
b init --user TF-HE --name "Laptop B" --role taskforce --remote "$T/r.git"
b sync
c init --user ROT-HE --name "Laptop C" --role roll_out_team --remote "$T/r.git"
c note add "eins" && c sync
c note add "zwei" && c sync
a sync && b sync
ok "a Leitung gives a role and blocks" play geraete a
ok "the block is done and taken back" same "$(blocked)" ""
ok "others look only" play geraete-lesen b
exit $failed
