#!/bin/sh
# A stick: pulled out in the middle, full, read-only, of another owner, and FAT (no links, no permissions, times of two seconds).
. tests/cli/lib.sh

S=$T/stick
mounted=
trap '[ -z "$mounted" ] || umount -l "$mounted" 2>/dev/null; chmod -R u+rwX "$T" 2>/dev/null; rm -rf "$T"' EXIT
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
both_ways() { # TAG: A and B exchange over $S
	A note add "$1 von A" >/dev/null && A sync >/dev/null && B note add "$1 von B" >/dev/null && B sync >/dev/null && A sync >/dev/null &&
		B note list --json | grep -qF "$1 von A" && A note list --json | grep -qF "$1 von B"
}
for who in a b; do "$V" --data "$T/$who" init --name $who --user "TEAM-$who" >/dev/null 2>&1; done
use() { for who in a b; do "$V" --data "$T/$who" init --remote "$1" >/dev/null 2>&1 || return 1; done; }

mkdir "$S"
git init -q --bare -b main "$S/r.git"
use "$S/r.git"
ok "an ordinary one" both_ways eins

# --- pulled out in the middle: the folder goes away while a sync runs, at a dozen different moments
n=0
said=
for turns in 0 1 2 4 7 11 16 22 30 40; do
	n=$((n + 1))
	A note add "gezogen $n." >/dev/null
	A sync >"$T/out-$n" 2>"$T/err-$n" &
	pid=$!
	i=0
	while [ $i -lt $turns ]; do i=$((i + 1)); /bin/true; done
	mv "$S" "$T/weg"
	wait $pid
	rc=$?
	mv "$T/weg" "$S"
	[ $rc = 0 ] || [ $rc = 3 ] || said="$said $turns:$rc $(cat "$T/err-$n")"
done
ok "pulled out: success or not reachable, nothing else" same "$said" ""
ok "plugged in again it goes on" A sync
B sync >/dev/null
ok "nothing is lost" same "$(B note list --json | grep -o 'gezogen [0-9]*\.' | sort -u | wc -l)" $n
ok "the stick is sound" git -C "$S/r.git" fsck --strict --no-dangling

# --- write-protected
if [ "$(id -u)" = 0 ]; then
	skip "root writes into read-only folders"
else
	A note add "schreibgeschützt" >/dev/null
	chmod -R a-w "$S/r.git"
	ok "write-protected: reading works, and it says so" has "Nichts veröffentlicht" A sync
	chmod -R u+w "$S/r.git"
	ok "writable again" A sync
fi

# --- FAT
mkfs=$(command -v mkfs.vfat || command -v mkfs.fat || ls /sbin/mkfs.vfat 2>/dev/null || :)
fat() {
	truncate -s 40M "$T/fat.img" && "$mkfs" "$T/fat.img" && mkdir "$T/fat" && mount -o loop,uid="$(id -u)" "$T/fat.img" "$T/fat"
}
if [ -z "$mkfs" ] || ! fat >/dev/null 2>&1; then
	skip "no FAT file system can be mounted here"
	exit $failed
fi
mounted=$T/fat
git init -q --bare -b main "$T/fat/r.git"
use "$T/fat/r.git"
ok "FAT: both ways" both_ways fat
ok "FAT: sound" git -c safe.directory='*' -C "$T/fat/r.git" fsck --strict --no-dangling
for i in 1 2 3 4 5; do both_ways "fat $i" || echo "not ok - FAT round $i"; done
umount "$T/fat" && mount -o loop,uid="$(id -u)" "$T/fat.img" "$T/fat"
ok "FAT: everything is there after unplugging" both_ways "fat danach"
# Full.
head -c 60000000 /dev/zero >"$T/fat/film" 2>/dev/null
A note add "kein Platz" >/dev/null
A sync >"$T/out" 2>"$T/err"
ok "FAT, full: it says so" grep -qE "Platz|voll|nicht" "$T/out" "$T/err"
rm "$T/fat/film"
ok "FAT: with room again" A sync
ok "FAT: the entry is there" same "$(A status --json | jq .unpublished)" 0
exit $failed
