#!/bin/sh
# The speed of a sync, as ratios against bare git moving the same bytes and `sqlite3 .import` of the same rows, all in one run: never times.
# BENCH_ENTRIES and BENCH_DEVICES say how large the shared repository is (50,000 of 50; by hand 1,000,000 of 500), BENCH_RUNS how often each pair
# is measured: the median counts. Needs git, sshd, sqlite3, jq, python3. Everything is made below build/bench/sync.
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/${BUILD:-build}
entries=${BENCH_ENTRIES:-50000}
devices=${BENCH_DEVICES:-$((entries > 500000 ? 500 : 50))}
runs=${BENCH_RUNS:-5}
V=$build/vorort
dir=$build/bench/sync
world=$build/bench/world-$entries-$devices
measure="python3 tests/bench/measure.py"
sshd_pid=
trap '[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null' EXIT
export VORORT_CHECKLISTS="$PWD/checklists" GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@localhost GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@localhost

make -s BUILD="${BUILD:-build}" "${BUILD:-build}/tests/manylaptops" "${BUILD:-build}/tests/manyobstacles" "${BUILD:-build}/tests/recorder"
rm -rf "$dir"
mkdir -p "$dir/bin"
if [ ! -d "$world.git" ]; then
	rm -rf "$world.part" && git init -q --bare -b main "$world.part"
	"$build/tests/manylaptops" "$entries" "$devices" "$world.keys" | git -C "$world.part" fast-import --quiet
	git -C "$world.part" repack -adq
	mv "$world.part" "$world.git"
fi

# say NAME VALUE LIMIT [UNIT]
say() {
	awk -v name="$1" -v value="$2" -v limit="$3" -v unit="${4:-x}" 'BEGIN {
		printf "%-62s %8.2f %-3s (at most %g): %s\n", name, value, unit, limit, value <= limit ? "met" : "NOT met" }'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'; }
seconds() { $measure "$@" | jq .s; }
bytes_of() { find "$1" -name '*.pack' -printf '%s\n' | awk '{ n += $1 } END { print n + 0 }'; }
new_laptop() { rm -rf "${dir:?}/$1" && "$V" --data "$dir/$1" init --name Mess --user MESS --role taskforce >/dev/null 2>&1; }

# --- a first clone and its import ---------------------------------------------------------------------------------------------------------

cp -r "$world.git" "$dir/first.git"
# Both write packs of the same objects, and neither takes hard links.
clone=$(seconds git clone -q --bare --no-local "$dir/first.git" "$dir/clone.git")
new_laptop first
"$build/tests/recorder" "$dir/first" 1 >"$dir/durable.json"
new_laptop first
$measure --phases "$V" --data "$dir/first" sync --remote "$dir/first.git" >"$dir/first.json"
fetch=$(jq '.marks | (map(select(.[0] | test("prüfen")))[0][1]) - (map(select(.[0] | test("holen")))[0][1])' "$dir/first.json")
import=$(jq '.marks | (map(select(.[0] | test("prüfen")))[0][1]) as $from | (map(select(.[1] > $from))[0][1]) - $from' "$dir/first.json")

# The same rows into tables with the same indexes, in the order of their keys.
tables=$(sqlite3 "$dir/first/vorort.db" "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'obstacle_fts%' AND name NOT LIKE 'local_%'")
mkdir -p "$dir/csv"
echo ".mode csv" >"$dir/csv/import.sql"
for table in $tables; do
	sqlite3 -csv "$dir/first/vorort.db" "SELECT * FROM $table" >"$dir/csv/$table.csv"
	[ ! -s "$dir/csv/$table.csv" ] || echo ".import $dir/csv/$table.csv $table" >>"$dir/csv/import.sql"
done
sqlite3 "$dir/first/vorort.db" "SELECT replace(replace(sql, 'STRICT, WITHOUT ROWID', 'WITHOUT ROWID'), ') STRICT', ')') || ';' FROM sqlite_master
	WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'obstacle_fts%' AND name NOT LIKE 'local_%' AND tbl_name NOT LIKE 'local_%'
	AND type IN ('table', 'index') ORDER BY type DESC" >"$dir/csv/schema.sql"
sqlite3 "$dir/csv/new.db" <"$dir/csv/schema.sql"
peer=$(seconds sqlite3 "$dir/csv/new.db" ".read $dir/csv/import.sql")
raw=$(git -C "$world.git" ls-tree -r -l main | awk '{ n += $4 } END { print n }')

echo "$entries entries of $devices devices, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
say "first clone: fetch against git clone --bare" "$(ratio "$fetch" "$clone")" 1.1
say "first import, verified, against sqlite3 .import" "$(ratio "$import" "$peer")" 1.3
say "first import: memory of the sync" "$(jq .mib "$dir/first.json")" 150 MiB
say "packed repository against the raw log" "$(ratio "$(bytes_of "$world.git")" "$raw")" 0.3
say "a durable action against a bare append with fdatasync" "$(jq '.own_p50 / .bare_p50' "$dir/durable.json")" 1.2

# --- nobody is locked out -------------------------------------------------------------------------------------------------------------------

git clone -q --bare --no-local "$dir/first.git" "$dir/day.git"
"$build/tests/manyobstacles" "$dir/first" 2000
"$V" --data "$dir/first" sync --remote "$dir/day.git" >/dev/null
# The other team gets that day while somebody records there.
new_laptop day2
"$V" --data "$dir/day2" sync --remote "$dir/first.git" >/dev/null
$measure --phases "$V" --data "$dir/day2" sync --remote "$dir/day.git" >"$dir/day.json" &
pid=$!
"$build/tests/recorder" "$dir/day2" 60 $pid >"$dir/recorder.json"
wait $pid
say "longest wait of a recorder during an import" "$(jq .wait_max "$dir/recorder.json")" 50 ms
say "daily use: memory of the sync" "$(jq .mib "$dir/day.json")" 60 MiB

# --- a day of one team ----------------------------------------------------------------------------------------------------------------------

# The bare way: the same files committed and pushed by git, then a fetch and a push.
git_day() { # URL: prints "commit+push fetch"
	rm -rf "$dir/w" && git clone -q "$1" "$dir/w"
	cp "$dir"/files/* "$dir/w/"
	commit=$(seconds sh -c "git -C '$dir/w' add . && git -C '$dir/w' commit -qm x && git -C '$dir/w' push -q origin HEAD:refs/heads/bare")
	fetch_push=$(seconds sh -c "git -C '$dir/w' fetch -q && git -C '$dir/w' push -q origin HEAD:refs/heads/bare2")
	git -C "$dir/w" push -q origin :refs/heads/bare :refs/heads/bare2
	echo "$commit $fetch_push"
}

# A batch of 2,000 entries and its texts, as the program has sealed them.
mkdir -p "$dir/files"
last=$(git -C "$dir/day.git" rev-parse main)
git -C "$dir/day.git" diff-tree -r --name-only --diff-filter=A "$last~1" "$last" | grep '^log/' | while read -r path; do
	git -C "$dir/day.git" show "$last:$path" >"$dir/files/$(basename "$path")"
done

day() { # NAME URL
	: >"$dir/day-$1"
	cp -r "$dir/first" "$dir/team"
	"$V" --data "$dir/team" sync --remote "$2" >/dev/null
	for _ in $(seq "$runs"); do
		"$build/tests/manyobstacles" "$dir/team" 2000
		$measure --phases "$V" --data "$dir/team" sync --remote "$2" >"$dir/team.json"
		published=$(jq '.marks | (map(select(.[0] | test("verpacken")))[0][1]) as $from | (map(select(.[1] > $from and (.[0] | test("holen"))))[0][1]) - $from' "$dir/team.json")
		quiet=$(seconds "$V" --data "$dir/team" sync --remote "$2")
		ls=$(seconds git ls-remote -q "$2")
		echo "$published $(jq .s "$dir/team.json") $quiet $ls $(git_day "$2")" >>"$dir/day-$1"
	done
	rm -rf "$dir/team"
	say "2,000 entries over $1: publishing against git commit + push" "$(awk '{ print $1 / $5 }' "$dir/day-$1" | median)" 1.2
	say "2,000 entries over $1: whole sync against git fetch + push" "$(awk '{ print $2 / $6 }' "$dir/day-$1" | median)" 1.2
}
git init -q --bare -b main "$dir/folder.git"
git -C "$dir/folder.git" fetch -q "$dir/day.git" main:main
day folder "$dir/folder.git"

# --- only the news --------------------------------------------------------------------------------------------------------------------------

git init -q --bare -b main "$dir/news.git"
git -C "$dir/news.git" fetch -q "$dir/day.git" main:main
git -C "$dir/news.git" config receive.unpackLimit 1
cp -r "$dir/first" "$dir/news"
"$build/tests/manyobstacles" "$dir/news" 50
"$V" --data "$dir/news" sync --remote "$dir/news.git" >/dev/null
find "$dir/news.git" -name '*.pack' | sort >"$dir/packs"
commit=$(git -C "$dir/news.git" rev-parse main)
"$build/tests/manyobstacles" "$dir/news" 500
"$V" --data "$dir/news" sync --remote "$dir/news.git" >/dev/null
deflated=$(git -C "$dir/news.git" diff-tree -r --diff-filter=A "$commit" main | awk '{ print $4 }' | while read -r id; do
	git -C "$dir/news.git" cat-file blob "$id" | python3 -c 'import sys, zlib; print(len(zlib.compress(sys.stdin.buffer.read())))'; done | awk '{ n += $1 } END { print n }')
# Each push leaves a pack there: first the own branch, then main, for which git sends the same files again (in/… is no ancestor of it).
sizes=$(find "$dir/news.git" -name '*.pack' -printf '%T@ %s %p\n' | sort -n | grep -vFf "$dir/packs" | awk '{ print $2 }')
say "merged and deleted branch: 500 entries published against deflated" "$(ratio "$(echo "$sizes" | head -n 1)" "$deflated")" 1.1
say "the same with bringing main up to date" "$(ratio "$(echo "$sizes" | awk '{ n += $1 } END { print n }')" "$deflated")" 1.1

# --- over ssh -------------------------------------------------------------------------------------------------------------------------------

sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { echo "sshd is not installed: nothing measured over ssh"; exit 0; }
ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
ssh-keygen -q -t ed25519 -N '' -f "$dir/user"
cp "$dir/user.pub" "$dir/authorized"
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
port=$((20000 + $$ % 30000))
printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" "HostKey $dir/host" "AuthorizedKeysFile $dir/authorized" "PidFile none" "UsePAM no" \
	"StrictModes no" "PasswordAuthentication no" >"$dir/sshd_config"
"$sshd" -D -f "$dir/sshd_config" -E "$dir/sshd.log" &
sshd_pid=$!
while ! ssh-keyscan -T 1 -p $port 127.0.0.1 2>/dev/null | grep . >"$dir/known"; do kill -0 $sshd_pid; done
# The configuration of a user, for git and for the program alike: an ssh of that name in the path.
printf '#!/bin/sh\nexec %s -F none -i %s -o IdentitiesOnly=yes -o UserKnownHostsFile=%s -o StrictHostKeyChecking=yes "$@"\n' \
	"$(command -v ssh)" "$dir/user" "$dir/known" >"$dir/bin/ssh"
chmod +x "$dir/bin/ssh"
PATH=$dir/bin:$PATH
git init -q --bare -b main "$dir/ssh.git"
git -C "$dir/ssh.git" fetch -q "$dir/day.git" main:main
day ssh "ssh://$(id -un)@127.0.0.1:$port$dir/ssh.git"
say "nothing to do over ssh against git ls-remote" "$(awk '{ print $3 / $4 }' "$dir/day-ssh" | median)" 1.2
