#!/bin/sh
# The mirror repo.git is lost: what was sealed and never pushed goes out all the same, byte for byte, and what others wrote is taken up anew.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
git init -q --bare "$T/r.git"
A init --user TEAM-A --remote "$T/r.git" >/dev/null 2>&1
A note add "erstes" >/dev/null
A sync --quiet
B init --user TEAM-B --remote "$T/r.git" >/dev/null 2>&1
B note add "von B" >/dev/null
B sync --quiet
A sync --quiet

# A git that kills its caller where a push would begin.
mkdir "$T/bin"
real=$(command -v git)
printf '#!/bin/sh\nfor word in "$@"; do [ "$word" = push ] && kill -9 $PPID; done\nexec %s "$@"\n' "$real" >"$T/bin/git"
chmod +x "$T/bin/git"
killed() { PATH="$T/bin:$PATH" status 137 "$V" --data "$T/a" sync; }

A note add "versiegelt, nie gesendet" >/dev/null
obstacle=$(id_of A obstacle add --title "Bescheid fehlt" --category technisch --set description="Der Satz dazu")
ok "killed after sealing, before pushing" killed
A note add "danach" >/dev/null
sealed() { sqlite3 "$T/a/vorort.db" "SELECT number || '-' || substr(sha256, 1, 8) FROM local_sealed_batch ORDER BY number"; }
before=$(sealed)
ok "two batches are sealed" same "$(echo "$before" | wc -l)" 2
ok "the second was not pushed" not git -C "$T/r.git" grep -q "$obstacle" main
rm -rf "$T/a/repo.git"
ok "the next sync goes through" A sync
ok "nothing waits any more" same "$(A status --json | jq .unpublished)" 0
ok "the batches are the same, with one more" same "$(sealed | head -n 2)" "$before"
on_main() {
	git -C "$T/r.git" ls-tree -r --name-only main | sed -n "s,^log/../$(A status --json | jq -r .device)/0/\(.*\)\.jsonl$,\1,p" | sort
}
ok "they are on main as they were sealed" same "$(on_main)" "$(sealed)"
ok "B receives them: no gap, nothing put aside" B sync
ok "B has the text" has "Der Satz dazu" B obstacle show "$obstacle"
ok "both know the same" same "$(A digest)" "$(B digest)"
ok "verify is content on A" A verify
ok "verify is content on B" B verify

# With a new mirror A knows what B wrote, too, and can carry it to a place where B has never been.
git init -q --bare "$T/stick.git"
rm -rf "$T/a/repo.git"
ok "synced with a new mirror" A sync
ok "A fills a stick" A sync --remote "$T/stick.git"
C() { "$V" --data "$T/c" "$@"; }
C init --user TEAM-C --remote "$T/stick.git" >/dev/null 2>&1
ok "C reads the stick" C sync
same_as_c() { # C has one entry of its own
	C sync --quiet && A sync --quiet --remote "$T/stick.git" && A sync --quiet && B sync --quiet && same "$(A digest) $(B digest)" "$(C digest) $(C digest)"
}
ok "all three know the same" same_as_c

# Mirror and remote are both gone: a new remote receives all that this laptop has sealed, and the others bring theirs.
rm -rf "$T/a/repo.git" "$T/r.git"
git init -q --bare "$T/r.git"
ok "A fills a new remote without a mirror" A sync
ok "B adds what it knows" B sync
ok "A has everything" A sync
C init --remote "$T/r.git" >/dev/null 2>&1
ok "C meets the new remote" C sync
A sync --quiet
B sync --quiet
ok "all three still know the same" same "$(A digest) $(B digest)" "$(C digest) $(C digest)"

# Rebuilding with neither database nor remote, from the mirror alone: the chain goes on behind its last batch.
device=$(A status --json | jq -r .device)
rm -f "$T"/a/vorort.db*
A init --user TEAM-A --remote "$T/r.git" >/dev/null 2>&1
undertaking() { git -C "$T/r.git" show main:vorort.json | jq -r .undertaking; }
sqlite3 "$T/a/vorort.db" "UPDATE meta SET value = '$(undertaking)' WHERE key = 'undertaking'"
ok "rebuilt from the mirror" A rebuild
A note add "nach dem Verlust" >/dev/null
ok "it syncs" A sync
ok "it is still the same device" same "$(A status --json | jq -r .device)" "$device"
B sync --quiet
ok "B receives it" has "nach dem Verlust" B note list
ok "no number is there twice" same "$(on_main | sed 's/-.*//' | sort | uniq -d)" ""
exit $failed
