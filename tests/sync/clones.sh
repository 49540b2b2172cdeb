#!/bin/sh
# One device in two places: a copied disk, and an old state put back over a newer one. Everything that anybody recorded arrives everywhere,
# no stamp is given twice, and each place goes on as a device of its own.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
K() { "$V" --data "$T/k" "$@"; }
device() { "$@" status --json | jq -r .device; }
notes() { "$@" note list --json | jq -r '.[].text' | sort | tr '\n' ' '; }
# Nothing is lost on the way: sync all until nobody has news.
settle() {
	for who in "$@"; do $who sync --quiet >/dev/null 2>&1; done
	while [ $# -gt 1 ]; do $1 sync --quiet >/dev/null 2>&1; shift; done
}
stamps() { # every op of the repository once, with how many different contents it has
	git -C "$T/r.git" ls-tree -r --name-only main | grep '\.jsonl$' | while read -r path; do
		device=$(echo "$path" | cut -d/ -f3)
		git -C "$T/r.git" show "main:$path" | sed '1d;$d' | jq -r --arg d "$device" '[.n, $d, .run, (. | tostring)] | @tsv'
	done | sort -u | cut -f1-3 | uniq -d
}

git init -q --bare "$T/r.git"
A init --user TEAM-A --name laptop-a --role leitung --remote "$T/r.git" >/dev/null 2>&1
A note add "anfang" >/dev/null
ok "A syncs" A sync --quiet
B init --user TEAM-B --remote "$T/r.git" >/dev/null 2>&1
B sync --quiet
A sync --quiet
first=$(device A)

# The disk of A is copied; something is in the outbox at that moment. Both go on.
A note add "im Ausgang" >/dev/null
cp -R "$T/a" "$T/k"
cp -R "$T/a" "$T/alt"
A note add "a1" >/dev/null
K note add "k1" >/dev/null
ok "A syncs first and notices nothing" A sync --quiet
ok "the copy notices at its sync" status 4 K sync
ok "it says so" grep -q "als neues Gerät" "$T/out"
ok "and has nothing left to send" same "$(K status --json | jq .unpublished)" 0
copy=$(device K)
ok "it is a new device" not same "$copy" "$first"
ok "it still leads" same "$(K status --json | jq -r .role)" leitung
ok "it keeps its name" same "$(K status --json | jq -r .name)" laptop-a
K note add "k2" >/dev/null
ok "its next sync is a plain one" K sync
A note add "a2" >/dev/null
ok "A notices, too" status 4 A sync
ok "A is a third device" not same "$(device A)" "$first"
ok "A still leads" same "$(A status --json | jq -r .role)" leitung
A note add "a3" >/dev/null
settle A B K
wanted="a1 a2 a3 anfang im Ausgang k1 k2 "
for who in A B K; do ok "$who has every note" same "$(notes $who)" "$wanted"; done
ok "all know the same" same "$(A digest) $(A digest)" "$(B digest) $(K digest)"
ok "no stamp has two contents" same "$(stamps)" ""
for who in A B K; do ok "verify is content on $who" $who verify; done

# An old state is put back over the newer one, with entries in its outbox that were published since.
rm -rf "$T/k"
cp -R "$T/alt" "$T/k"
K note add "nach dem Zurückspielen" >/dev/null
ok "the old state notices at its sync" status 4 K sync
ok "it is none of the devices before" not same "$(device K)" "$first"
settle A B K
wanted="a1 a2 a3 anfang im Ausgang k1 k2 nach dem Zurückspielen "
for who in A B K; do ok "$who has every note afterwards" same "$(notes $who)" "$wanted"; done
ok "all know the same afterwards" same "$(A digest) $(A digest)" "$(B digest) $(K digest)"
ok "no stamp has two contents afterwards" same "$(stamps)" ""

# Something was entered under the old name between the import and the end of the sync (another window): the old key seals it later.
cp -R "$T/k" "$T/l"
L() { "$V" --data "$T/l" "$@"; }
before=$(device L)
K note add "k3" >/dev/null
K sync --quiet
L sync --quiet >/dev/null 2>&1
ok "the copy of the copy is new, too" not same "$(device L)" "$before"
after=$(device L)
sqlite3 "$T/l/vorort.db" "UPDATE local_setting SET value = '$before' WHERE key = 'device'"
mv "$T/l/device.key" "$T/l/device.key.new" && cp "$T/l/device.key.old-2" "$T/l/device.key"
L note add "unter altem Namen" >/dev/null
ok "it belongs to the old device" same "$(L note list --json | jq -r '.[] | select(.text == "unter altem Namen").id' | cut -d- -f2)" "$before"
sqlite3 "$T/l/vorort.db" "UPDATE local_setting SET value = '$after' WHERE key = 'device'"
ok "opened again it is the new device: the key file follows" same "$(device L)" "$after"
ok "its sync sends both" L sync
settle A B K L
ok "A has it" has "unter altem Namen" A note list
ok "all four know the same" same "$(A digest) $(A digest) $(A digest)" "$(B digest) $(K digest) $(L digest)"

# The key is gone: the installation goes on as a new device, and what was sealed under the old name stays valid.
rm "$T/b/device.key"
B note add "ohne alten Schlüssel" >/dev/null
ok "B syncs with a new key" B sync
settle A B
ok "A has it, too" has "ohne alten Schlüssel" A note list
exit $failed
