#!/bin/sh
# A first import fills a new database and puts it in the place of the old one: the same content as the ordinary way, nothing lost that was
# recorded meanwhile, and killed at any moment the old one is there.
. tests/cli/lib.sh

tools=$(dirname "$V")/tests
git init -q --bare -b main "$T/r.git"
"$tools/manylaptops" 5000 10 "$T/keys" | git -C "$T/r.git" fast-import --quiet
L() { laptop=$1; shift; "$V" --data "$T/$laptop" "$@"; }
L new init --user NEU --role taskforce >/dev/null 2>&1
for copy in ordinary killed busy; do cp -r "$T/new" "$T/$copy"; done
for laptop in new ordinary killed busy; do cp -r "$T/r.git" "$T/$laptop.git"; done
file_of() { stat -c %i "$T/$1/vorort.db"; }
whole() { [ "$(sqlite3 "$T/$1/vorort.db" 'PRAGMA integrity_check')" = ok ]; }

# Somebody else has the database open: then its place must not change.
mkfifo "$T/hold"
sqlite3 "$T/ordinary/vorort.db" <"$T/hold" >"$T/held" 2>&1 &
exec 9>"$T/hold"
echo "SELECT 'open', count(*) FROM op;" >&9
while ! grep -q open "$T/held"; do :; done
before=$(file_of ordinary)
ok "ordinary: imports all" has "5000 Einträge" L ordinary sync --remote "$T/ordinary.git"
ok "ordinary: the same file" same "$(file_of ordinary)" "$before"
exec 9>&-
wait

before=$(file_of new)
ok "first import: imports all" has "5000 Einträge" L new sync --remote "$T/new.git"
ok "first import: a new file" not same "$(file_of new)" "$before"
ok "first import: nothing is left" same "$(cd "$T/new" && echo *)" "device.key repo.git sync.lock vorort.db"
ok "first import: whole" whole new
ok "first import: as the ordinary way" same "$(L new digest)" "$(L ordinary digest)"
ok "first import: the full text is there" same "$(sqlite3 "$T/new/vorort.db" \
	"INSERT INTO obstacle_fts(obstacle_fts, rank) VALUES ('integrity-check', 1); SELECT count(*) FROM local_unsearched")" 0
ok "first import: a further sync finds nothing" has "Empfangen: nichts Neues" L new sync --remote "$T/new.git"
before=$(L new digest)
ok "rebuild: runs" L new rebuild
ok "rebuild: the same content" same "$(L new digest)" "$before"

broken=
for delay in 0.05 0.1 0.15 0.2 0.25 0.3 0.4 0.5 0.6; do
	timeout -s KILL $delay "$V" --data "$T/killed" sync --remote "$T/killed.git" >/dev/null 2>&1
	{ whole killed && L killed status --json >/dev/null; } || broken="$broken $delay"
done
ok "killed again and again: never broken" same "$broken" ""
ok "killed again and again: goes on" L killed sync --remote "$T/killed.git"
ok "killed again and again: the same content" same "$(L killed digest)" "$(L ordinary digest)"

# Whoever records meanwhile writes to the old file, or to the new one; what was acknowledged stays.
L busy sync --remote "$T/busy.git" >"$T/sync.out" 2>&1 &
sync=$!
: >"$T/acknowledged"
while kill -0 $sync 2>/dev/null; do
	id_of L busy note add "währenddessen" >>"$T/acknowledged" 2>/dev/null
done
wait $sync
ok "recorded meanwhile: the sync is done" grep -q "5000 Einträge" "$T/sync.out"
L busy note list --json | jq -r '.[].id' | sort >"$T/known"
grep -E '^[a-p][0-9]+-' "$T/acknowledged" | sort >"$T/wanted"
ok "recorded meanwhile: something was" test -s "$T/wanted"
ok "recorded meanwhile: nothing is lost" same "$(comm -13 "$T/known" "$T/wanted")" ""
ok "recorded meanwhile: whole" whole busy
exit $failed
