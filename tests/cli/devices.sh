#!/bin/sh
# Devices and roles by command: who is there since when, who leads, a lost laptop is blocked from a batch on and let in again.
. tests/cli/lib.sh

R=$T/r.git
for name in A B C; do eval "$name() { \"\$V\" --data \"\$T/$name\" \"\$@\"; }"; done
id() { "$1" status --json | jq -r .device; }
field() { "$1" device list --json | jq -r ".[] | select(.id == \"$2\").$3"; } # LAPTOP DEVICE KEY
role() { "$1" status --json | jq -r .role; }
today=$(date -u +%Y-%m-%d)

git init -q --bare -b main "$R"
A init --user KO-HE --name "Laptop A" --role leitung --land HE --remote "$R" >/dev/null 2>&1
A sync --quiet
B init --user TF-HE --name "Laptop B" --role leitung --remote "$R" >/dev/null 2>&1
B sync --quiet
C init --user ROT-HE --name "Laptop C" --role roll_out_team --remote "$R" >/dev/null 2>&1
C obstacle add --title "Von C, vorher" --category technisch >/dev/null
C sync --quiet && A sync --quiet && B sync --quiet
a=$(id A) b=$(id B) c=$(id C)
ok "all three are listed" same "$(A device list --json | jq length)" 3
ok "with their own marked" same "$(field A "$a" is_own) $(field A "$c" is_own)" "true false"
ok "with first and last day" same "$(field A "$c" first_day) $(field A "$c" last_day)" "$today $(date -u +%Y-%m-%d)"
ok "with the number of the last batch" same "$(field A "$c" last_batch)" 1
ok "a table for people" has "Laptop C" A device list
ok "that says no time" not grep -q '[0-9]:[0-9]' "$T/out"
ok "whoever claims to lead does not" same "$(field A "$b" role) $(field A "$b" is_granted)" "koordination false"

# Roles.
ok "B may give no role" complains 1 "nur eine Leitung" B device role "$b" leitung
ok "nor block" complains 1 "nur eine Leitung" B device block "$c"
ok "nobody else leads: A must stay" complains 1 "keine Leitung mehr" A device role "$a" lesend
ok "A makes B lead, by its name" has "Leitung" A device role "laptop b" leitung
ok "an unknown device" complains 1 "nicht bekannt" A device role zzzzzz leitung
ok "an unknown role" status 2 A device role "$b" chefin
A sync --quiet && B sync --quiet
ok "B leads" same "$(role B)" leitung
ok "B takes the role from A" B device role "$a" koordination
B sync --quiet && A sync --quiet
ok "A leads no more" same "$(role A)" koordination
ok "and says so" complains 1 "nur eine Leitung" A device block "$c"

# C is stolen: what the thief writes does not count, what the team wrote before stays.
ok "B blocks C after its last batch" has "nach Paket 1" B device block "Laptop C"
ok "not itself" complains 1 "dieses Gerät" B device block "$b"
B sync --quiet
C obstacle add --title "Von C, nachher" --category technisch >/dev/null
C sync --quiet && B sync --quiet && A sync --quiet
ok "what was before stays" has "Von C, vorher" A obstacle list
ok "what came after does not count" not grep -q "Von C, nachher" "$T/out"
ok "the list says from where on" same "$(field A "$c" blocked_after) $(field A "$c" last_batch)" "1 2"
ok "for people, too" has "nach Paket 1" A device list
ok "C is found again" has "Nicht mehr gesperrt" B device unblock "$c"
B sync --quiet && A sync --quiet
ok "then everything counts" has "Von C, nachher" A obstacle list
ok "the block is gone" same "$(field A "$c" blocked_after)" null
ok "a number can be given" has "nach Paket 0" B device block "$c" --after 0
ok "which must be one" status 2 B device block "$c" --after minus
B sync --quiet && A sync --quiet && C sync --quiet
ok "nothing of C counts" not has "Von C" A obstacle list
ok "a leading device can be blocked while another leads" complains 1 "nur eine Leitung" A device block "$b"
ok "all know the same" same "$(A digest) $(A digest)" "$(B digest) $(C digest)"
exit $failed
