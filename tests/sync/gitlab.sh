#!/bin/sh
# Habits of a hosting like GitLab, over ssh with its hooks running: main is protected, the first branch becomes the default one, the server
# knows no atomic push, and somebody records while a slow sync runs. "ssh" is a script here that runs the server's side on this machine.
. tests/cli/lib.sh

R=$T/r.git
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
C() { "$V" --data "$T/c" "$@"; }
cat >"$T/ssh" <<-'END'
	#!/bin/sh
	# The last argument is what git asks the other side to run; a slow line waits until it is let go.
	for a in "$@"; do command=$a; done
	[ "$command" = -G ] && exit 0
	[ -z "${SLOW:-}" ] || { echo waits >"$SLOW.there"; read -r _ <"$SLOW"; }
	exec sh -c "$command"
END
chmod +x "$T/ssh"
export GIT_SSH_COMMAND="$T/ssh"
url=ssh://git@gitlab.invalid$R

# A new project: empty, its HEAD names a branch that does not exist and is called otherwise.
git init -q --bare -b master "$R"
for who in A B C; do $who init --name "$who" --user "TEAM-$who" --remote "$url" >/dev/null 2>&1; done
# The first branch that arrives becomes the default one and is protected from then on; pushes are not atomic.
cat >"$R/hooks/pre-receive" <<-'END'
	#!/bin/sh
	while read -r old new ref; do
		[ -e default ] || { git symbolic-ref HEAD "$ref"; echo "$ref" >default; continue; }
		[ "$ref" != "$(cat default)" ] || [ -n "${MAINTAINER:-}" ] ||
			{ echo "GitLab: You are not allowed to push code to protected branches on this project." >&2; exit 1; }
	done
END
chmod +x "$R/hooks/pre-receive"
git -C "$R" config receive.advertiseAtomic false

ok "the first laptop founds it" A sync
ok "its default branch is main" same "$(git -C "$R" symbolic-ref HEAD)" refs/heads/main
A note add "von A" >/dev/null
ok "main is protected: no error" A sync
ok "what it says is what matters" has "sicher auf dem Server" A sync
ok "the entries are on a branch of their own" same "$(git -C "$R" for-each-ref --format=x 'refs/heads/in/*')" x
ok "nothing waits" same "$(A status --json | jq .unpublished)" 0
B note add "von B" >/dev/null
ok "another one without the right" B sync
ok "reads the first one's branch" has "von A" B note list
ok "one with the right" env MAINTAINER=1 "$V" --data "$T/c" sync
ok "merges both" same "$(git -C "$R" for-each-ref --format='%(refname:short)')" main
ok "and holds both" has "von B" C note list
A note add "danach von A" >/dev/null
A sync >/dev/null
B sync >/dev/null
ok "goes on after its branch was deleted" has "danach von A" B note list

# --- somebody records while a slow sync runs
mkfifo "$T/line"
B note add "vor dem langsamen" >/dev/null
SLOW=$T/line "$V" --data "$T/b" sync >"$T/slow.out" 2>&1 &
sync=$!
until [ -e "$T/line.there" ]; do kill -0 $sync 2>/dev/null || break; done
ok "an entry is recorded while the sync waits" timeout 5 "$V" --data "$T/b" note add "während des langsamen"
ok "a second sync says why it does not begin" complains 1 "läuft bereits" B sync
(trap '' PIPE; while kill -0 $sync 2>/dev/null; do echo go >"$T/line" || :; done) 2>/dev/null &
letting=$!
ok "the slow one ends well" wait $sync
kill $letting 2>/dev/null
ok "the one recorded meanwhile waits or went with it" test "$(B status --json | jq .unpublished)" -le 1
B sync >/dev/null
A sync >/dev/null
ok "both arrive" same "$(A note list --json | grep -oE '(vor dem|während des) langsamen' | sort -u | wc -l)" 2

# --- cancelled at any moment
unset GIT_SSH_COMMAND
for who in A B; do $who init --remote "$R" >/dev/null 2>&1; done
n=0
for ms in 003 008 015 022 030 038 047 056 066 077 090 110; do
	n=$((n + 1))
	A note add "abgebrochen $ms." >/dev/null
	timeout -s TERM "0.$ms" "$V" --data "$T/a" sync >/dev/null 2>&1
done
ok "after a dozen cancelled syncs one goes through" A sync
B sync >/dev/null
ok "and nothing is lost" same "$(B note list --json | grep -o 'abgebrochen [0-9]*\.' | sort -u | wc -l)" $n
ok "the server is sound" git -C "$R" fsck --strict --no-dangling
ok "nothing is left over in the mirror" same "$(find "$T/a/repo.git" -name '*.lock' -o -name 'tmp_*' -o -name '.tmp-*')" ""
exit $failed
