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

# --- as a user has it: a configuration of one's own, and questions -------------------------------------------------------------------------

unset GIT_SSH_COMMAND
export XDG_RUNTIME_DIR="$T/run"
mkdir "$T/run" "$T/bin"
tty="$(dirname "$V")/tests/ttyscript"
# ssh takes the home folder from the user database, not from $HOME: this stands in for ~/.ssh/config.
printf '#!/bin/sh\nexec %s -F "%s" "$@"\n' "$(command -v ssh)" "$dir/config" >"$T/bin/ssh"
chmod +x "$T/bin/ssh"
export PATH="$T/bin:$PATH"
configure() { # KEY KNOWN-HOSTS [SETTING]
	printf 'Host *\n IdentityFile %s\n IdentitiesOnly yes\n IdentityAgent none\n UserKnownHostsFile %s\n %s\n' "$1" "$2" "${3:-}" >"$dir/config"
}
without_terminal() { timeout 60 setsid -w "$V" --data "$T/a" sync; }
play() { # NAME: the script comes on standard input
	cat >"$T/$1.tty"
	"$tty" --timeout 10000 --cols 160 "$T/$1.tty" -- "$V" --data "$T/a" sync
}

configure "$dir/user" "$dir/fresh"
ok "an unknown host without a terminal ends at once" complains 3 "Unbekannter Server" without_terminal
fingerprint=$(ssh-keygen -l -f "$dir/host.pub" | cut -d' ' -f2)
ok "and its fingerprint is told" grep -qF "$fingerprint" "$T/err"
ok "an unknown host is asked about, no ends it" play unknown-no <<-END
	wait $fingerprint
	wait ja oder nein
	type nein
	keys <Enter>
	wait nicht bestätigt
	exit 1
	whole
END
ok "nothing is remembered then" not test -s "$dir/fresh"
ok "yes goes on" play unknown-yes <<-END
	wait $fingerprint
	wait ja oder nein
	type ja
	keys <Enter>
	wait Empfangen
	exit 0
	whole
END
ok "and is remembered" grep -q ssh-ed25519 "$dir/fresh"
ok "so that it is not asked again" without_terminal

rm "$dir/fresh"
"$V" --data "$T/a" obstacle set "$id" severity=verzoegert >/dev/null
ok "the interface shows the fingerprint and wants a deliberate yes" env LC_ALL=C.UTF-8 "$tty" --timeout 10000 tests/sync/ssh-unbekannt.tty -- "$V" --data "$T/a"

cp "$dir/user" "$dir/locked"
ssh-keygen -q -p -N 'satz 4711' -f "$dir/locked"
configure "$dir/locked" "$dir/fresh"
ok "a locked key without a terminal ends at once" complains 3 "Passphrase" without_terminal
ok "its passphrase is asked once for all of the sync" play passphrase <<-'END'
	wait Passphrase
	type falsch
	keys <Enter>
	wait Versuch 2 von 3
	type satz 4711
	keys <Enter>
	wait Empfangen
	exit 0
	whole
END
ok "three wrong ones end it" play passphrase-wrong <<-'END'
	wait Passphrase
	type falsch
	keys <Enter>
	wait Versuch 2 von 3
	type falsch
	keys <Enter>
	wait Versuch 3 von 3
	type falsch
	keys <Enter>
	wait Dreimal nicht angenommen
	exit 3
	whole
END
ok "no answer ends it" play passphrase-none <<-'END'
	wait Passphrase
	keys <Enter>
	wait blieb ohne Antwort
	exit 1
	whole
END
ok "the passphrase is nowhere on disk" not grep -rqF "satz 4711" "$T/a" "$T/run"

configure "$dir/host" "$dir/fresh"
ok "a key that the server does not know" complains 3 "nimmt keinen SSH-Schlüssel" without_terminal

# A changed host key must never be accepted, whatever the configuration says, and nothing may hang at a prompt.
ssh-keygen -q -t ed25519 -N '' -f "$dir/other"
sed "s#ssh-ed25519 .*#$(cut -d' ' -f1,2 "$dir/other.pub")#" "$dir/known" >"$dir/changed"
"$V" --data "$T/a" obstacle set "$id" severity=hinweis >/dev/null
for strict in ask no accept-new; do
	configure "$dir/user" "$dir/changed" "StrictHostKeyChecking $strict"
	ok "a changed host key is refused (StrictHostKeyChecking $strict)" complains 3 "anderen Schlüssel" without_terminal
done
ok "the entry waits here" same "$("$V" --data "$T/a" status --json | jq .unpublished)" 1
ok "the folders of the helper are gone" same "$(ls "$T/run")" ""
exit $failed
