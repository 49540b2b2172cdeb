#!/bin/sh
# Killed in the middle of recording and of syncing: what was acknowledged is there, and the next run goes on as if nothing had been.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
git init -q --bare "$T/r.git"
A init --user TEAM-A --remote "$T/r.git" >/dev/null 2>&1
B init --user TEAM-B --remote "$T/r.git" >/dev/null 2>&1

# Records without end and notes every id that was printed.
: >"$T/acknowledged"
round() {
	wanted=$(($(wc -l <"$T/acknowledged") + 5))
	setsid sh -c 'while :; do "$0" --data "$1" note add "Notiz" >>"$2" 2>/dev/null; done' "$V" "$T/a" "$T/acknowledged" &
	pid=$!
	deadline=$(($(date +%s) + 20))
	while [ "$(wc -l <"$T/acknowledged")" -lt $wanted ] && [ "$(date +%s)" -lt $deadline ]; do :; done
	pkill -9 -s "$pid"
	wait "$pid" 2>/dev/null
	# One that was just being started may have slipped through: it would write after we looked.
	deadline=$(($(date +%s) + 5))
	while pgrep -r D,R,S -s "$pid" >/dev/null && pkill -9 -s "$pid" && [ "$(date +%s)" -lt $deadline ]; do :; done
}
for _ in 1 2 3 4 5; do round; done
kept() {
	A note list --json | jq -r '.[].id' | sort >"$T/known"
	grep -E '^[a-p][0-9]+-[a-z2-7]{12}-[a-z2-7]{4}$' "$T/acknowledged" | sort >"$T/wanted"
	echo "$(wc -l <"$T/wanted") acknowledged, missing: $(comm -13 "$T/known" "$T/wanted")"
	[ "$(wc -l <"$T/wanted")" -ge 25 ] && [ -z "$(comm -13 "$T/known" "$T/wanted")" ]
}
ok "every acknowledged entry survived kill -9" kept
ok "the database is whole" same "$(sqlite3 "$T/a/vorort.db" 'PRAGMA integrity_check')" ok

# Killed at ever later moments of a sync.
for delay in 0.005 0.01 0.02 0.03 0.05 0.08 0.12 0.2 0.3; do
	A note add "vor $delay" >/dev/null
	timeout --foreground -s KILL $delay "$V" --data "$T/a" sync >/dev/null 2>&1
done
touch "$T/a/repo.git/config.lock" "$T/a/repo.git/HEAD.lock" # as a kill at the worst moment leaves them
ok "the next sync goes through" A sync
ok "nothing waits any more" same "$(A status --json | jq .unpublished)" 0
ok "the other laptop receives everything" B sync
ok "the first laptop receives the rest" A sync
ok "both know the same" same "$(A digest)" "$(B digest)"
ok "verify is content" A verify
ok "the repository is sound" git -C "$T/r.git" fsck --strict --no-dangling
exit $failed
