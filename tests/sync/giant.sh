#!/bin/sh
# shellcheck disable=SC3045 # sh of Debian, dash, has ulimit -v; so have the others
# Somebody puts huge files where a batch, its texts, a directory and a checklist belong: a laptop with little memory puts them aside by their
# size, without reading them, and uses the rest. GIANT_MIB=1024 takes half a minute.
. tests/cli/lib.sh

mib=${GIANT_MIB:-96}
R=$T/r.git
repo() { git --git-dir "$R" -c core.looseCompression=1 "$@"; }
A() { "$V" --data "$T/a" "$@"; }
# 80 MiB more than the program needs by itself: not enough for any of the files as a whole.
small() { (ulimit -v $((own + 80 * 1024)) && "$V" --data "$T/b" "$@"); }

git init -q --bare -b main "$R"
A init --user TEAM-A --role leitung --land HE --remote "$R" >/dev/null 2>&1
A obstacle add --title "Das steht in einem guten Paket" --category technisch >/dev/null
ok "A publishes" A sync --quiet
"$V" --data "$T/b" init --user TEAM-B --remote "$R" >/dev/null 2>&1
own=$( (for kib in 60000 90000 120000 150000 200000 300000 400000; do
	(ulimit -v $kib && "$V" --data "$T/b" status >/dev/null 2>&1) && echo $kib && break
done) )
device=$(A status --json | jq -r .device)
giant() {
	blob=$(head -c "${mib}M" /dev/zero | repo hash-object -w --stdin) || return 1
	export GIT_INDEX_FILE="$T/index"
	for path in "log/$(echo "$device" | cut -c1-2)/$device/0/9-00000000.jsonl" "log/$(echo "$device" | cut -c1-2)/$device/0/1-00000000.text" \
		"kommunen/$(printf %064d 0).jsonl" checklists/wohngeld/1-00000000.yaml; do
		repo update-index --add --cacheinfo "100644,$blob,$path" || return 1
	done
	repo update-ref refs/heads/in/x "$(repo commit-tree -m x "$(repo write-tree)")" && unset GIT_INDEX_FILE
}
ok "four files of $mib MiB on a branch" giant
ok "B notices, in little memory" status 4 small sync
ok "three are put aside, the text has no batch" grep -q "Beiseitegelegt: 3" "$T/out"
ok "the rest is there" has "Das steht in einem guten Paket" small obstacle list
ok "verify needs no more" status 4 small verify
ok "and says why" grep -q "9-00000000.jsonl: Datei ist größer als erlaubt (1024 KiB)" "$T/out"
ok "and what to do" grep -q "sie wurde nicht gelesen" "$T/out"
ok "the next sync is fine" status 0 small sync
ok "main holds none of it" not sh -c 'git --git-dir "$1" ls-tree -r main | grep -q 00000000' - "$R"
exit $failed
