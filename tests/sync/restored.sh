#!/bin/sh
# A lost laptop: an older backup is put back on a new one, after newer batches of the old one were published. Nothing that anybody knew is
# lost, the new laptop goes on as a device of its own, and if the lost one appears again, that goes well, too.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
N() { "$V" --data "$T/n" "$@"; }
M() { "$V" --data "$T/m" "$@"; }
device() { "$@" status --json | jq -r .device; }
notes() { "$@" note list --json | jq -r '.[].text' | sort | tr '\n' ' '; }
settle() {
	for who in "$@"; do $who sync --quiet >/dev/null 2>&1; done
	while [ $# -gt 1 ]; do $1 sync --quiet >/dev/null 2>&1; shift; done
}

git init -q --bare "$T/r.git"
A init --user TEAM-A --name laptop-a --role leitung --remote "$T/r.git" >/dev/null 2>&1
A note add "vor der Sicherung" >/dev/null
A sync --quiet
B init --user TEAM-B --remote "$T/r.git" >/dev/null 2>&1
A note add "im Ausgang der Sicherung" >/dev/null
ok "the backup is written" A backup "$T/s.tar"
ok "one without the key" has "keinen Schlüssel" A backup --without-key "$T/ohne.tar"
A note add "nach der Sicherung, gesendet" >/dev/null
A sync --quiet
B sync --quiet
A note add "nach der Sicherung, nie gesendet" >/dev/null # lost with the laptop, for now
old=$(device A)

ok "it is put back on a new laptop" N restore "$T/s.tar"
ok "it is the old device there" same "$(device N)" "$old"
N note add "auf dem neuen" >/dev/null
ok "the next sync notices" status 4 N sync
ok "it says what that means" grep -q "als neues Gerät" "$T/out"
ok "it is a new device" not same "$(device N)" "$old"
ok "it leads on" same "$(N status --json | jq -r .role)" leitung
ok "nothing waits" same "$(N status --json | jq .unpublished)" 0
settle B N
all="auf dem neuen im Ausgang der Sicherung nach der Sicherung, gesendet vor der Sicherung "
ok "N has everything published" same "$(notes N)" "$all"
ok "B has everything" same "$(notes B)" "$all"
ok "both know the same" same "$(N digest)" "$(B digest)"

# Another place, the backup without the key: what waited in its outbox was sealed before.
ok "the one without the key is put back" M restore "$T/ohne.tar"
ok "it is a new device at once" not same "$(device M)" "$old"
ok "no key of the old device is there" same "$(find "$T/m" -name '*key.old*')" ""
M note add "ohne Schlüssel weiter" >/dev/null
ok "its sync is a plain one" M sync
ok "nothing waits there" same "$(M status --json | jq .unpublished)" 0

# The lost laptop is found again.
ok "the old laptop notices" status 4 A sync
settle A B N M
all="auf dem neuen im Ausgang der Sicherung nach der Sicherung, gesendet nach der Sicherung, nie gesendet ohne Schlüssel weiter vor der Sicherung "
for who in A B N M; do
	ok "$who has everything" same "$(notes $who)" "$all"
	ok "verify is content on $who" $who verify
done
ok "all know the same" same "$(A digest) $(A digest) $(A digest)" "$(B digest) $(N digest) $(M digest)"
ok "all four are devices of their own" same "$(for who in A B N M; do device $who; done | sort -u | wc -l)" 4

# A backup of a laptop that never met a remote: without its key nobody could sign its entries.
"$V" --data "$T/e" init --user TEAM-E >/dev/null 2>&1
ok "that is refused" complains 1 "mit Schlüssel" "$V" --data "$T/e" backup --without-key "$T/e.tar"
ok "with the key it works" "$V" --data "$T/e" backup "$T/e.tar"

# The remote is gone, too: a backup alone fills a new one, with what others had written.
rm -rf "$T/r.git" "$T/n"
git init -q --bare "$T/r.git"
ok "put back once more" N restore "$T/ohne.tar"
ok "it fills the new remote" N sync
"$V" --data "$T/f" init --user TEAM-F --remote "$T/r.git" >/dev/null 2>&1
ok "a new laptop reads it" "$V" --data "$T/f" sync
ok "with what was in the backup" has "im Ausgang der Sicherung" "$V" --data "$T/f" note list
settle A B N M
ok "in the end it has everything" sh -c '"$0" --data "$1" sync --quiet && "$0" --data "$1" note list' "$V" "$T/f"
ok "and all know the same" same "$(A digest) $(B digest)" "$(M digest) $("$V" --data "$T/f" digest)"

# While a sync is at work and a window is open, a backup is whole.
i=0
while [ $i -lt 30 ]; do A note add "Last $i"; i=$((i + 1)); done >/dev/null &
writer=$!
A sync --quiet >/dev/null 2>&1 &
syncer=$!
ok "written meanwhile" A backup "$T/last.tar"
wait $writer $syncer
ok "what was written meanwhile is whole" "$V" --data "$T/last" restore "$T/last.tar"
ok "and syncs" sh -c '"$0" --data "$1" sync; case $? in 0|4) ;; *) false ;; esac' "$V" "$T/last"
L() { "$V" --data "$T/last" "$@"; }
# Who notices the other first depends on the moment of the backup, and each may become a new device.
settle A L
settle A L
ok "both know the same in the end" same "$(A digest)" "$(L digest)"
exit $failed
