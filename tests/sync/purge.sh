#!/bin/sh
# An erased text is gone for good after `vorort purge`: in no file, no object and no database of any laptop, and, once its operator has let git
# forget, in no object of the server; not even when laptops come back that still held it, sealed or not.
. tests/cli/lib.sh

R=$T/r.git
for name in A B C D; do eval "$name() { \"\$V\" --data \"\$T/$name\" \"\$@\"; }"; done
repo() { git --git-dir "$R" "$@"; }
secret='Frau Muster hat Diabetes' second='Herr Beispiel ist in Haft' file='Kontoauszug der Familie Soundso'

# What there is in files and in objects, packed or not, reachable or not.
leaks() { # FOLDER TEXT
	grep -rqaF -- "$2" "$1" && return 0
	find "$1" -name HEAD -path '*.git/HEAD' | while read -r head; do
		git --git-dir "${head%/HEAD}" cat-file --batch-all-objects --batch | grep -qaF -- "$2" && echo found
	done | grep -q found
}
clean() { # FOLDER …: neither texts nor salts are anywhere in them
	for folder in "$@"; do
		for text in "$secret" "$second" "$salt" "$salt2" "$file"; do
			leaks "$folder" "$text" && echo "$folder still has: $text" && return 1
		done
	done
	return 0
}
salt_of() { # TEXT, on main
	repo grep -h -F -- "$1" main -- '*.text' | jq -r .s
}
collect() { # what the operator of the server does
	repo reflog expire --expire=now --all && repo gc --quiet --prune=now
}

git init -q --bare -b main "$R"
A init --user KO-HE --name a --role leitung --land HE --remote "$R" >/dev/null 2>&1
A sync --quiet
for name in B C D; do "$name" init --user "TF-$name" --name "$name" --remote "$R" >/dev/null 2>&1 && "$name" sync --quiet; done
one=$(id_of B obstacle add --title "Bescheid fehlt" --category technisch --set "description=$secret")
B sync --quiet
# D's disk is copied while its text waits, and once more when it is sealed and not sent.
two=$(id_of D obstacle add --title "Termin platzt" --category organisatorisch --set "description=$second")
cp -r "$T/D" "$T/D-unsealed"
mkdir "$T/bin"
printf '#!/bin/sh\nfor word in "$@"; do [ "$word" = push ] && kill -9 $PPID; done\nexec %s "$@"\n' "$(command -v git)" >"$T/bin/git"
chmod +x "$T/bin/git"
(PATH="$T/bin:$PATH" D sync >/dev/null 2>&1)
cp -r "$T/D" "$T/D-sealed"
D sync --quiet
# D sends a file, and is not there when it is erased.
echo "$file" >"$T/anlage.txt"
note=$(id_of D obstacle add --title "Siehe Anlage" --category technisch)
ok "D attaches a file" D attachment add "$note" "$T/anlage.txt" --geschwaerzt
D sync --quiet
C sync --quiet && A sync --quiet && B sync --quiet
anlage=$(A attachment list "$note" --json | jq -r '.[0].id')
salt=$(salt_of "$secret") salt2=$(salt_of "$second")
ok "the test has salts to look for" test "${#salt}" = 22 -a "${#salt2}" = 22
ok "the test can find things" leaks "$T/A" "$salt"
ok "C, away for long, has them" leaks "$T/C" "$second"

# Who may, and when.
ok "nothing is erased yet" complains 1 "vorort redact" A purge --yes
ok "A erases both" A redact "$one" description --why "Name einer Person"
A redact "$two" description --why "Name einer Person" >/dev/null
ok "and D's file" A redact "$anlage" file --why "Name einer Person"
ok "B may not" complains 1 "nur eine Leitung" B purge --yes
ok "a script has to say --yes" complains 2 "--yes" A purge
ok "an ordinary sync leaves the history" A sync --quiet
ok "which still has the text" leaks "$R" "$secret"
ok "A purges" status 0 A purge --yes
ok "and says what the operator does" grep -q "gc --prune=now" "$T/out"
ok "main has no history" same "$(repo rev-list --count main)" 1
ok "no other branch is left, nor the one with D's file" same "$(repo for-each-ref --format='%(refname:short)' refs/heads)" main
ok "nothing is left on A" clean "$T/A"
ok "the server still has it" leaks "$R" "$secret"
ok "until its operator lets git forget" collect
ok "nothing is left on the server" clean "$R"
ok "purging again finds no history" has "keine Geschichte mehr" A purge --yes
ok "verify is content on A" A verify

# B synced before and goes on; D holds the second text as its author.
B note add "B arbeitet weiter" >/dev/null
ok "B syncs" status 0 B sync
ok "nothing is left on B" clean "$T/B"
D sync --quiet
ok "nothing is left on D" clean "$T/D"
ok "B says that it was erased" has "gelöscht" B obstacle show "$one"
# C was away for long, with work of its own.
C note add "C war lange weg" >/dev/null
C obstacle set "$one" severity=hinweis >/dev/null
ok "C syncs" status 0 C sync
ok "nothing is left on C" clean "$T/C"
A sync --quiet && B sync --quiet
ok "everybody knows what C has done" has "lange weg" A note list
ok "nothing has come back to A and B" clean "$T/A" "$T/B"
ok "nothing has come back to the server" clean "$R"

# Copies of D come back, with the text in the outbox and in a sealed batch.
for copy in D-unsealed D-sealed; do
	old() { "$V" --data "$T/$copy" "$@"; }
	old sync --quiet
	ok "$copy knows that it was erased" has "gelöscht" old obstacle show "$two"
	old sync --quiet
	ok "nothing is left on $copy" clean "$T/$copy"
	A sync --quiet && B sync --quiet && C sync --quiet
	ok "nothing has come back from $copy" clean "$T/A" "$T/B" "$T/C"
	ok "no branch of the server has it" not sh -c 'for ref in $(git --git-dir "$1" for-each-ref --format="%(refname)"); do
		git --git-dir "$1" grep -qF "$2" "$ref" && exit 0; done; exit 1' - "$R" "$second"
	collect
	ok "nor has it any object" clean "$R"
done
for name in D B C A B; do "$name" sync --quiet; done
ok "all know the same" same "$(A digest) $(A digest)" "$(B digest) $(C digest)"
ok "rebuilding brings nothing back" B rebuild
ok "on B" clean "$T/B"
exit $failed
