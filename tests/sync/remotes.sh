#!/bin/sh
# Remotes that are rewritten, set back, emptied, lost and new, and two of them at once: in the end everybody has everything.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
C() { "$V" --data "$T/c" "$@"; }
R=$T/r.git S=$T/stick.git
r() { git -C "$R" "$@"; }
note() { who=$1; shift; $who note add "$*" >/dev/null; }
# One round brings all news to the remote, the second to everybody but the last.
settle() {
	for who in "$@"; do $who sync --quiet || echo "$who: status $?"; done
	while [ $# -gt 1 ]; do $1 sync --quiet || echo "$1: status $?"; shift; done
}
# All three know the same, N notes, and nothing waits.
all_same() {
	same "$(A digest) $(A digest)" "$(B digest) $(C digest)" && same "$(A note list --json | jq length)" "$1" &&
		same "$(for who in A B C; do $who status --json | jq '.unpublished + .quarantined'; done | tr '\n' ' ')" "0 0 0 "
}
sound() { git -C "$1" fsck --strict --no-dangling && same "$(git -C "$1" for-each-ref --format='%(refname:short)')" main; }

git init -q --bare "$R"
A init --user TEAM-A --role leitung --remote "$R" >/dev/null 2>&1
A sync --quiet
for who in B C; do $who init --user TEAM-$who --remote "$R" >/dev/null 2>&1; done
for who in A B C; do note $who "erstens von $who"; done
settle A B C >/dev/null
ok "three laptops know the same" all_same 3
old=$(r rev-parse main)

# --- rewritten: the same tree as a fresh root
r update-ref refs/heads/main "$(r commit-tree -m fresh 'main^{tree}')"
note A "zweitens von A"
note B "zweitens von B"
note C "zweitens von C"
settle A B C >"$T/said"
ok "a fresh root of the same tree" all_same 6
ok "nobody complains" same "$(cat "$T/said")" ""

# --- set back to an older state, as a backup of the server does
r update-ref refs/heads/main "$old"
note B "drittens von B"
settle A B C >"$T/said"
ok "main set back" all_same 7
ok "everything is on main again" same "$(r ls-tree -r --name-only main | grep -c jsonl)" "$(sqlite3 "$T/a/vorort.db" 'SELECT count(*) FROM batch')"

# --- a file taken off main, a folder of the log, vorort.json
path=$(r ls-tree -r --name-only main | grep jsonl | head -n 1)
without() { # PATH…: main without these
	GIT_INDEX_FILE=$T/index r read-tree main && for p in "$@"; do r ls-tree -r --name-only main -- "$p"; done |
		GIT_INDEX_FILE=$T/index git -C "$R" update-index --force-remove --stdin &&
		r update-ref refs/heads/main "$(r commit-tree -p main -m weg "$(GIT_INDEX_FILE=$T/index r write-tree)")"
}
without "$path" >/dev/null 2>&1
settle A >/dev/null
ok "a batch that was removed comes back" r cat-file -e "main:$path"
without log vorort.json >/dev/null 2>&1
note C "viertens von C"
settle C A B >/dev/null
ok "the log and vorort.json come back" r cat-file -e main:vorort.json
ok "everybody has everything" all_same 8

# --- main is deleted
r update-ref -d refs/heads/main
note A "fünftens von A"
settle B A C >/dev/null
ok "main was deleted" all_same 9
ok "the repository is sound" sound "$R"

# --- main belongs to something else now: refused, nothing lost, nothing sent
r update-ref refs/heads/retter main
r update-ref refs/heads/main "$(r commit-tree -m fremd "$(printf '100644 blob %s\tprogramm.c\n' "$(echo x | git -C "$R" hash-object -w --stdin)" | git -C "$R" mktree)")"
note A "sechstens von A"
settle A >/dev/null
ok "a main that lost everything is filled again beside what is there" r cat-file -e main:programm.c
r update-ref -d refs/heads/retter

# --- lost: the folder is gone; a new, empty one
settle B C >/dev/null
mv "$R" "$T/verloren"
note A "siebtens von A"
ok "a lost remote is not reachable" status 3 A sync
ok "the entry waits" same "$(A status --json | jq .unpublished)" 1
git init -q --bare "$R"
settle B A C >"$T/said"
ok "a new, empty remote in its place" all_same 11
ok "the repository is sound again" sound "$R"

# --- the old one is found again, with news that only it has
note A "achtens von A"
A sync --quiet
"$V" --data "$T/b" init --remote "$T/verloren" >/dev/null 2>&1
note B "achtens von B"
ok "B finds the old one" B sync
"$V" --data "$T/b" init --remote "$R" >/dev/null 2>&1
settle B A C >/dev/null
ok "both places are one" all_same 13

# --- two remotes at once: an office with a server, a team with a stick, one who sees both
git init -q --bare "$S"
C init --remote "$S" >/dev/null 2>&1
D() { "$V" --data "$T/d" "$@"; }
D init --user TEAM-D --remote "$S" >/dev/null 2>&1
C sync --quiet
for who in A C D; do note $who "neuntens von $who"; done
A sync --quiet
D sync --quiet
C sync --quiet
ok "the stick fills a new laptop" same "$(D note list --json | jq length)" 14 # its own among them
B sync --quiet
B sync --quiet --remote "$S"
B sync --quiet
A sync --quiet
C sync --quiet
D sync --quiet
ok "what B carries arrives on both sides" all_same 16
ok "on the laptop with the stick alone, too" same "$(D digest)" "$(A digest)"
ok "the stick is sound" sound "$S"
ok "the server is sound" sound "$R"
ok "both hold the same tree" same "$(git -C "$S" rev-parse 'main^{tree}')" "$(r rev-parse 'main^{tree}')"
# Both at the same moment, from two laptops each: no race loses anything.
for i in 1 2 3; do for who in A B C D; do note $who "zehntens $i von $who"; done; done
for who in A B C D; do $who sync --quiet >/dev/null 2>&1 & done
wait
settle A C D B >/dev/null
B sync --quiet --remote "$S"
B sync --quiet
settle A C D >/dev/null
ok "after all at once everybody has everything" all_same 28
for who in A B C D; do ok "verify is content on $who" $who verify; done
exit $failed
