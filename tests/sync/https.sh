#!/bin/sh
# Laptops that meet over https: certificates, logging in on the terminal and in the interface, client certificates, proxies, slow and broken
# lines. The server is git-http-backend behind tests/tools/gitserver.py, on free loopback ports.
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T/home" XDG_RUNTIME_DIR="$T/run" no_proxy='' NO_PROXY=''
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY GIT_ASKPASS SSH_ASKPASS GIT_SSL_CAINFO GIT_SSL_NO_VERIFY
mkdir "$HOME" "$XDG_RUNTIME_DIR"
tty="$(dirname "$V")/tests/ttyscript"
dir=$T/server
mkdir "$dir"
for program in openssl python3; do
	command -v $program >/dev/null || { skip "$program is not installed"; exit 0; }
done

# --- certificates, repositories, servers -------------------------------------------------------------------------------------------------

ec="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
authority() {
	# shellcheck disable=SC2086
	openssl req -x509 $ec -subj "/CN=$2" -days 2 -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>/dev/null
}
issue() { # NAME HOST DAYS: NAME.pem has certificate and key
	# shellcheck disable=SC2086
	openssl req -new $ec -subj "/CN=$2" -keyout "$dir/$1.key" -out "$dir/$1.csr" 2>/dev/null
	echo "subjectAltName=DNS:$2" >"$dir/$1.ext"
	openssl x509 -req -in "$dir/$1.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days "$3" -extfile "$dir/$1.ext" \
		-out "$dir/$1.crt" 2>/dev/null
	cat "$dir/$1.crt" "$dir/$1.key" >"$dir/$1.pem"
}
authority ca "CA des Landes"
authority otherca "Andere CA"
issue good localhost 2
issue expired localhost -1
issue other git.example.org 2
openssl pkcs8 -topk8 -in "$dir/good.key" -out "$dir/locked.key" -passout pass:kennwort-4711

for name in r slow cut protected; do git init -q --bare -b main "$dir/$name.git"; done
git init -q --bare -b main "$dir/readonly.git"
git -C "$dir/readonly.git" config http.receivepack false

mkfifo "$T/stop"
python3 tests/tools/gitserver.py "$dir" <"$T/stop" 2>"$dir/errors" &
exec 9>"$T/stop"
trap 'exec 9>&-; wait; chmod -R u+rwX "$T" 2>/dev/null; rm -rf "$T"' EXIT
for _ in $(seq 200); do
	[ -f "$dir/ports" ] && break
	kill -0 $! 2>/dev/null && timeout 0.05 tail -f /dev/null
done
[ -f "$dir/ports" ] || { echo "not ok - the server starts"; cat "$dir/errors"; exit 1; }
url() { echo "https://localhost:$(sed -n "s/^$1 //p" "$dir/ports")/${2:-r}.git"; }
port() { sed -n "s/^$1 //p" "$dir/ports"; }

# Without a terminal, as from cron; with one, played by a script.
A() { setsid -w "$V" --data "$T/a" "$@"; }
B() { setsid -w "$V" --data "$T/b" "$@"; }
sync_a() { setsid -w "$V" --data "$T/a" sync --remote "$@"; }
play() { # NAME REMOTE: the script comes on standard input
	cat >"$T/$1.tty"
	"$tty" --timeout 10000 --cols 160 "$T/$1.tty" -- "$V" --data "$T/a" sync --remote "$2"
}
entry() { A obstacle add --anbindung 06435014/wohngeld --title "$1" --category technisch >/dev/null; }

# --- addresses -----------------------------------------------------------------------------------------------------------------------------

A init --name A --user TEAM-A --role koordination >/dev/null 2>&1
B init --name B --user TEAM-B --role taskforce --ca-file "$dir/ca.pem" --remote "$(url open)" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
ok "git:// is refused with the reason" complains 1 "unverschlüsselt" A init --remote git://localhost/r.git
ok "http:// is refused with the reason" complains 1 "unverschlüsselt" A init --remote http://localhost/r.git
ok "a password in the address is refused" complains 1 "Passwort gehört nicht in die Adresse" A init --remote https://a:b@localhost/r.git
ok "and stays out of the message" not grep -q "a:b@" "$T/err"

# --- certificates --------------------------------------------------------------------------------------------------------------------------

ok "an unknown authority is named" complains 3 "CA des Landes" sync_a "$(url open)"
ok "with what to do" grep -q -- "--ca-file" "$T/err"
ok "and that nothing is lost" grep -q "bleiben auf diesem Gerät" "$T/err"
export GIT_SSL_NO_VERIFY=1
git config --global http.sslVerify false
ok "certificates are checked whatever git is told" status 3 sync_a "$(url open)"
unset GIT_SSL_NO_VERIFY
git config --global --unset http.sslVerify
ok "a CA file that is not there is refused" complains 1 "lässt sich nicht lesen" A init --ca-file "$T/none.pem"
ok "so is one that is something else" complains 1 "PEM" A init --ca-file "$dir/good.key"
ok "another authority does not do" sh -c '"$0" --data "$1" init --ca-file "$2" >/dev/null 2>&1' "$V" "$T/a" "$dir/otherca.pem"
ok "it is refused" complains 3 "nicht anerkannt" sync_a "$(url open)"
ok "the own CA file is taken" has "$dir/ca.pem" A init --ca-file "$dir/ca.pem"
ok "an expired certificate is told apart" complains 3 "abgelaufen" sync_a "$(url expired)"
ok "so is one of another server" complains 3 "anderen Server" sync_a "$(url other)"

# The slow line goes on beside the rest: a day of one team, half a minute at 1 KiB/s at most.
cp -R "$T/a" "$T/slow"
for n in 1 2 3 4 5 6; do
	"$V" --data "$T/slow" obstacle add --anbindung 06435014/wohngeld --category technisch \
		--title "Befund $n: $(head -c 120 /dev/urandom | base64 -w 0)" >/dev/null
done
cp -R "$T/slow" "$T/cut"
(setsid -w "$V" --data "$T/slow" sync --remote "$(url slow slow)" >"$T/slow.out" 2>&1; echo $? >"$T/slow.status") &

ok "A publishes" sync_a "$(url open)"
ok "B fetches" B sync
A sync --remote "$(url open)" >/dev/null
ok "both know the same" same "$(A digest)" "$(B digest)"

# --- what the server says ------------------------------------------------------------------------------------------------------------------

ok "no such repository" complains 3 "kennt dieses Repository nicht" sync_a "$(url open nirgends)"
ok "nobody listens there" complains 3 "nimmt kein Server Verbindungen an" sync_a https://localhost:1/r.git
ok "no right to write" complains 3 "Kein Schreibrecht" sync_a "$(url open readonly)"
ok "a project is founded" sync_a "$(url open protected)"
cat >"$dir/protected.git/hooks/update" <<-'END'
	#!/bin/sh
	[ "$1" != refs/heads/main ] || { echo "GitLab: You are not allowed to push code to protected branches on this project."; exit 1; }
END
chmod +x "$dir/protected.git/hooks/update"
git -C "$dir/protected.git" config receive.advertiseAtomic false
entry "Auf geschütztem Zweig"
ok "a protected main is no error, and the report says where the entries are" has "sicher auf dem Server" sync_a "$(url open protected)"
ok "they are" sh -c 'git -C "$0" for-each-ref | grep -q refs/heads/in/' "$dir/protected.git"

# --- logging in ----------------------------------------------------------------------------------------------------------------------------

entry "Mit Anmeldung"
ok "without a terminal it ends at once" complains 3 "kein Terminal" timeout 20 setsid -w "$V" --data "$T/a" sync --remote "$(url auth)"
ok "and says what was asked" grep -q "Benutzername" "$T/err"
ok "on the terminal it is asked" play login "$(url auth)" <<-'END'
	wait Benutzername
	type vorort
	keys <Enter>
	wait Passwort oder Zugangstoken
	type geheim-4711
	keys <Enter>
	wait Gesendet: 1 Eintrag
	exit 0
	whole
END
entry "Falsches Passwort"
ok "a wrong password is asked three times" play wrong "$(url auth)" <<-'END'
	wait Benutzername
	type vorort
	keys <Enter>
	wait Passwort oder Zugangstoken
	type falsch-1
	keys <Enter>
	wait Versuch 2 von 3
	type vorort
	keys <Enter>
	cursor-on unsichtbar
	type falsch-2
	keys <Enter>
	wait Versuch 3 von 3
	type vorort
	keys <Enter>
	cursor-on unsichtbar
	type falsch-3
	keys <Enter>
	wait Dreimal nicht angenommen
	exit 3
	whole
END
ok "no answer ends it" play none "$(url auth)" <<-'END'
	wait Benutzername
	keys <Enter>
	wait blieb ohne Antwort
	exit 1
	whole
END
ok "Ctrl-C ends it" play interrupt "$(url auth)" <<-'END'
	wait Benutzername
	type vorort
	keys <Enter>
	wait Passwort oder Zugangstoken
	keys <C-c>
	wait Es ist nichts verloren
	exit 1
	whole
END
git config --global credential.helper '!f() { test "$1" = get && printf "username=vorort\npassword=geheim-4711\n"; }; f'
ok "the user's credential helper is asked first" sync_a "$(url auth)"
git config --global --unset credential.helper
for secret in geheim-4711 falsch-1; do
	ok "$secret is nowhere on disk" not grep -rqF "$secret" "$T/a" "$T/b" "$HOME"
done

# --- the interface -------------------------------------------------------------------------------------------------------------------------

entry "Aus der Oberfläche"
"$V" --data "$T/a" init --remote "$(url auth)" >/dev/null 2>&1
ok "the interface asks, hidden and on its own screen only" "$tty" --timeout 10000 tests/sync/https-fragen.tty -- "$V" --data "$T/a"
ok "everything is published" same "$(A status --json | jq .unpublished)" 0

# --- client certificates ----------------------------------------------------------------------------------------------------------------------

entry "Mit Client-Zertifikat"
ok "a client certificate is wanted" complains 3 "--client-cert" sync_a "$(url client)"
A init --client-cert "$dir/good.crt" --client-key "$dir/good.key" >/dev/null 2>&1
ok "it is shown" sync_a "$(url client)"
A init --client-key "$dir/ca.key" >/dev/null 2>&1
ok "a key of another certificate is told" complains 3 "passen nicht zusammen" sync_a "$(url client)"
A init --client-key "$dir/locked.key" >/dev/null 2>&1
ok "a locked key is asked for" play locked "$(url client)" <<-'END'
	wait Kennwort des Schlüssels
	type falsch
	keys <Enter>
	wait Versuch 2 von 3
	type kennwort-4711
	keys <Enter>
	wait Empfangen
	exit 0
	whole
END
A init --client-cert "" --client-key "" >/dev/null 2>&1

# --- proxies -------------------------------------------------------------------------------------------------------------------------------

through() { https_proxy=$1; export https_proxy; }
through "http://localhost:$(port proxy)"
ok "through a proxy" sync_a "$(url open)"
ok "really through it" grep -q "^proxy CONNECT .* fine" "$dir/requests"
through "http://localhost:$(port proxyauth)"
ok "a proxy that wants a login" complains 3 "http.proxy" sync_a "$(url open)"
through "http://amt@localhost:$(port proxyauth)"
ok "is asked for" play proxy "$(url open)" <<-'END'
	wait Passwort für den Proxy
	type proxy-4711
	keys <Enter>
	wait Empfangen
	exit 0
	whole
END
through "http://localhost:1"
ok "no proxy there" status 3 sync_a "$(url open)"
unset https_proxy

# --- a broken and a slow line -----------------------------------------------------------------------------------------------------------------

touch "$dir/cut"
ok "a line that breaks off" complains 3 "Verbindung ist abgerissen" setsid -w "$V" --data "$T/cut" sync --remote "$(url cut cut)"
rm "$dir/cut"
ok "the next time it goes on" setsid -w "$V" --data "$T/cut" sync --remote "$(url cut cut)"
ok "with everything" same "$(setsid -w "$V" --data "$T/cut" status --json | jq .unpublished)" 0

for _ in $(seq 600); do
	[ -f "$T/slow.status" ] && break
	timeout 0.1 tail -f /dev/null
done
ok "1 KiB/s gets through" same "$(cat "$T/slow.status")" 0
ok "the folders of the helper are gone" same "$(ls "$XDG_RUNTIME_DIR")" ""
exit $failed
