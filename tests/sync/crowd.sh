#!/bin/sh
# Twelve laptops sync at the same moment, over a folder and over an sshd that turns most of them away: nobody sees an error, and every entry
# is on the server exactly once.
. tests/cli/lib.sh

n=12
R=$T/r.git
sshd_pid=
trap '[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null; rm -rf "$T"' EXIT
laptop() { i=$1; shift; "$V" --data "$T/l$i" "$@"; }
all() { seq 1 $n; }
git init -q --bare -b main "$R"
for i in $(all); do laptop "$i" init --user "TEAM-$i" --remote "$R" >/dev/null 2>&1; done

# The first contact of all is at the same moment, too: one of them founds, the others join.
at_once() { # TAG: an entry each, then everybody
	tag=$1
	for i in $(all); do laptop "$i" note add "Eintrag $tag-$i-" >/dev/null; done
	for i in $(all); do
		(laptop "$i" sync >"$T/out-$i" 2>"$T/err-$i"; echo $? >"$T/rc-$i") &
		eval "pid_$i=$!"
	done
	for i in $(all); do eval "wait \$pid_$i"; done
}
nobody_complains() {
	for i in $(all); do
		[ "$(cat "$T/rc-$i")" = 0 ] && [ ! -s "$T/err-$i" ] && grep -q '^Gesendet: [12] Eintr' "$T/out-$i" && continue
		cat "$T/rc-$i" "$T/out-$i" "$T/err-$i"
		return 1
	done
}
# Every file of texts that any branch holds, each once: how often an entry stands there.
once_each() { # TAG
	for ref in $(git -C "$R" for-each-ref --format='%(refname)'); do git -C "$R" ls-tree -r "$ref"; done |
		sort -u -k 4 | awk '/\.text$/ { print $3 }' | git -C "$R" cat-file --batch >"$T/texts"
	for i in $(all); do
		same "$i: $(grep -o "Eintrag $1-$i-" "$T/texts" | wc -l)" "$i: 1" || return 1
	done
}
arrived() { # TAG
	laptop 1 sync --quiet && same "$(laptop 1 note list --json | grep -o "Eintrag $1-[0-9]*-" | sort -u | wc -l)" $n
}
rounds() { # TAG WHERE
	at_once "$1"
	ok "$2: no laptop shows an error" nobody_complains
	ok "$2: every entry is there exactly once" once_each "$1"
	ok "$2: one more sync brings all of them" arrived "$1"
}
rounds eins "first contact"
rounds zwei "folder"
ok "the server is sound" git -C "$R" fsck --strict --no-dangling

sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { skip "sshd is not installed"; exit $failed; }
for name in host user; do ssh-keygen -q -t ed25519 -N '' -f "$T/$name"; done
[ "$(id -u)" = 0 ] && mkdir -p /run/sshd
start_sshd() { # PORT; of those who come while five are at the door, all are turned away
	printf '%s\n' "Port $1" "ListenAddress 127.0.0.1" "HostKey $T/host" "AuthorizedKeysFile $T/user.pub" "PidFile none" "UsePAM no" \
		"StrictModes no" "PasswordAuthentication no" "MaxStartups 5:100:5" "LogLevel VERBOSE" >"$T/sshd_config"
	"$sshd" -D -f "$T/sshd_config" -E "$T/sshd.log" &
	sshd_pid=$!
	tries=0
	while [ $tries -lt 100 ] && kill -0 "$sshd_pid" 2>/dev/null; do
		ssh-keyscan -T 1 -p "$1" 127.0.0.1 >"$T/known" 2>/dev/null && [ -s "$T/known" ] && return 0
		tries=$((tries + 1))
	done
	sshd_pid=
	return 1
}
for try in 1 2 3 4 5 6 7 8; do
	port=$((20000 + ($$ + try * 977) % 30000))
	start_sshd $port && break
done
[ -n "$sshd_pid" ] || { echo "not ok - sshd starts"; exit 1; }
export GIT_SSH_COMMAND="ssh -F none -i $T/user -o IdentitiesOnly=yes -o UserKnownHostsFile=$T/known -o StrictHostKeyChecking=yes"
for i in $(all); do laptop "$i" init --remote "ssh://$(id -un)@127.0.0.1:$port$R" >/dev/null 2>&1; done
rounds drei "ssh with few places"
ok "and sshd did turn some away" grep -qE "MaxStartups|drop connection" "$T/sshd.log"
exit $failed
