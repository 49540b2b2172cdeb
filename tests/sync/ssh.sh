#!/bin/sh
# Two laptops over ssh://: an sshd of our own on a free loopback port, the user's ssh configuration given by GIT_SSH_COMMAND.
. tests/cli/lib.sh

sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { skip "sshd is not installed"; exit 0; }

dir=$T
sshd_pid=
trap '[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null; rm -rf "$T"' EXIT
ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
ssh-keygen -q -t ed25519 -N '' -f "$dir/user"
cp "$dir/user.pub" "$dir/authorized"
[ "$(id -u)" = 0 ] && mkdir -p /run/sshd

start_sshd() {
	port=$1
	cat >"$dir/sshd_config" <<-END
		Port $port
		ListenAddress 127.0.0.1
		HostKey $dir/host
		AuthorizedKeysFile $dir/authorized
		PidFile none
		UsePAM no
		StrictModes no
		PasswordAuthentication no
	END
	"$sshd" -D -f "$dir/sshd_config" -E "$dir/sshd.log" &
	sshd_pid=$!
	i=0
	while [ $i -lt 100 ]; do
		kill -0 "$sshd_pid" 2>/dev/null || return 1
		ssh-keyscan -T 1 -p "$port" 127.0.0.1 >"$dir/known" 2>/dev/null && [ -s "$dir/known" ] && return 0
		i=$((i + 1))
	done
	return 1
}

# A port that is taken makes sshd end: then the next one.
seed=$(($$ % 20000))
for try in 1 2 3 4 5 6 7 8; do
	start_sshd $((20000 + (seed + try * 977) % 30000)) && break
	sshd_pid=
done
[ -n "$sshd_pid" ] || { echo "not ok - sshd starts"; cat "$dir/sshd.log"; exit 1; }

export GIT_SSH_COMMAND="ssh -F none -i $dir/user -o IdentitiesOnly=yes -o UserKnownHostsFile=$dir/known -o StrictHostKeyChecking=yes"
git init -q --bare -b main "$dir/r.git"
url="ssh://$(id -un)@127.0.0.1:$port$dir/r.git"
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }

ok "A is set up" A init --name A --user TEAM-A --role koordination --remote "$url"
ok "B is set up" B init --name B --user TEAM-B --role taskforce --remote "$url"
ok "A imports Kommunen" A kommune import tests/data/kommunen-demo.jsonl
ok "A creates an Anbindung" A anbindung add --kommune 06435014 --leistung wohngeld
id=$(id_of A obstacle add --anbindung 06435014/wohngeld --title "Firewall-Antrag offen" --category technisch)
ok "A publishes over ssh" A sync
ok "B fetches over ssh" B sync
ok "B sees the obstacle" same "$(B obstacle list --json | jq -r '.[0].id')" "$id"
ok "B answers" B obstacle set "$id" status=gesichtet
ok "B publishes" B sync
ok "A fetches" A sync
ok "both know the same" same "$(A digest)" "$(B digest)"

# A changed host key must never be accepted, and nothing may hang at a prompt.
ssh-keygen -q -t ed25519 -N '' -f "$dir/other"
sed "s#ssh-ed25519 .*#$(cut -d' ' -f1,2 "$dir/other.pub")#" "$dir/known" >"$dir/known.new"
mv "$dir/known.new" "$dir/known"
A obstacle set "$id" severity=hinweis >/dev/null
ok "a changed host key is refused" status 3 timeout 60 "$V" --data "$T/a" sync
ok "the entry waits here" same "$(A status --json | jq .unpublished)" 1
exit $failed
