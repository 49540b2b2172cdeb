#!/bin/sh
# Attachments of two laptops: the findings arrive whatever happens to the files, a file is fetched when somebody wants it, nothing else than
# that file is taken for it, and what a Leitung erases is gone. The server is git behind an ssh that goes nowhere, so that its hooks run.
. tests/cli/lib.sh

A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
C() { "$V" --data "$T/c" "$@"; }
r() { git -C "$T/r.git" "$@"; }
hanau=ags:06435014/wohngeld

# ssh HOST COMMAND without the way there.
cat >"$T/ssh" <<'END'
#!/bin/sh
while [ $# -gt 1 ]; do shift; done
[ ! -e "${0%/*}/offline" ] || { echo "ssh: connect to host: Connection refused" >&2; exit 255; }
exec sh -c "$1"
END
chmod +x "$T/ssh"
export GIT_SSH_COMMAND="$T/ssh"
url="ssh://localhost$T/r.git"
git init -q --bare -b main "$T/r.git"
# What the server takes in which order, and what it refuses.
cat >"$T/r.git/hooks/pre-receive" <<END
#!/bin/sh
while read old new ref; do
	case \$ref in refs/heads/att/*) [ ! -e "$T/refuse" ] || { echo "Anlagen sind hier gesperrt"; exit 1; } ;; esac
	case \$new in 0000*) ;; *) echo "\$ref" | sed 's|refs/heads/||; s|/.*||' >>"$T/received" ;; esac
done
END
chmod +x "$T/r.git/hooks/pre-receive"

A init --user TEAM-A --name laptop-a --role leitung --land HE --remote "$url" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld >/dev/null
A sync --quiet
for who in B C; do $who init --user TEAM-$who --name laptop-$who --remote "$url" >/dev/null 2>&1; $who sync --quiet; done
device=$(A status --json | jq -r .device)
head -c 1500000 /dev/urandom >"$T/bild.png"
head -c 1500000 /dev/urandom >"$T/protokoll.pdf"

# --- the findings first, and even if the files are refused
touch "$T/refuse"
: >"$T/received"
result=$(id_of A result add $hanau A6 failed --note "Vertretung fehlt" --attach "$T/bild.png" --attach "$T/protokoll.pdf" --geschwaerzt)
ok "a sync whose attachments are refused is done" status 0 A sync
ok "it says how many are left" grep -qF "2 Anlagen noch nicht gesendet" "$T/out"
ok "and why" grep -qF "pre-receive" "$T/out"
ok "nothing of the findings is left" same "$(A status --json | jq .unpublished)" 0
ok "B has the finding" sh -c '"$0" --data "$1" sync --quiet && "$0" --data "$1" result show "$2" | grep -q "Vertretung fehlt"' "$V" "$T/b" "$result"
ok "B knows that there is a file" same "$(B attachment list "$result" --json | jq -r '.[] | "\(.title) \(.is_here)"' | tr '\n' ,)" \
	"bild.png false,protokoll.pdf false,"
one=$(B attachment list "$result" --json | jq -r '.[0].id') two=$(B attachment list "$result" --json | jq -r '.[1].id')
ok "B is told that it is not there yet" complains 1 "nicht zu holen" B attachment save "$one" -o "$T/b.png"
ok "and by whom it was attached" grep -qF "$device" "$T/err"
ok "no file was made" not test -e "$T/b.png"

# --- then the files, in portions, after everything else
rm "$T/refuse"
: >"$T/received"
A note add "noch ein Befund" >/dev/null
ok "the next sync sends them" has "Anlagen gesendet: 2." A sync
ok "after the findings" same "$(tr '\n' ' ' <"$T/received")" "in main att att "
ok "their place is their hash" same "$(r ls-tree -r --name-only "att/$device" | sed 's|.*/||' | sort | tr '\n' ' ')" \
	"$(sha256sum <"$T/bild.png" >"$T/s1"; sha256sum <"$T/protokoll.pdf" >"$T/s2"; sort "$T/s1" "$T/s2" | cut -c1-64 | tr '\n' ' ')"
ok "nothing on the branch tells their names" not sh -c 'git -C "$1" ls-tree -r "$2" | grep -q "bild\|protokoll"' _ "$T/r.git" "att/$device"

# --- fetched when somebody wants it
B sync --quiet
ok "a sync fetches no attachment" same "$(git -C "$T/b/repo.git" for-each-ref | grep -c /att/)$(ls "$T/b/attachments" 2>/dev/null | wc -l)" 00
touch "$T/offline"
ok "without the server it is a message" complains 3 "nicht auf diesem Gerät" B attachment save "$one" -o "$T/b.png"
rm "$T/offline"
ok "B saves it" B attachment save "$one" -o "$T/b.png"
ok "it is the same" cmp "$T/bild.png" "$T/b.png"
ok "only the user may read it" same "$(stat -c %a "$T/b.png" "$T/b/attachments" "$T"/b/attachments/* | tr '\n' ' ')" "600 700 600 "
touch "$T/offline"
ok "it is here now" B attachment save "$one" -o "$T/b2.png"
mkdir "$T/folder"
ok "what came with it as well" B attachment save "$two" -o "$T/folder"
ok "a folder gives it a name by its content" cmp "$T/protokoll.pdf" "$T/folder/anlage-$(sha256sum <"$T/protokoll.pdf" | cut -c1-8).bin"
rm "$T/offline"

# --- something else under its name
sha=$(sha256sum <"$T/bild.png" | cut -c1-64)
evil=$(head -c 1500000 /dev/urandom | r hash-object -w --stdin)
tree=$(printf '100644 blob %s\t%s\n' "$evil" "$sha" | r mktree)
tree=$(printf '040000 tree %s\t%s\n' "$tree" "$(echo "$sha" | cut -c1-2)" | r mktree)
tree=$(printf '040000 tree %s\tattachments\n' "$tree" | r mktree)
r update-ref "refs/heads/att/$device" "$(r commit-tree -m x "$tree")"
C sync --quiet
ok "another content is refused" complains 1 "Prüfsumme stimmt nicht" C attachment save "$one" -o "$T/c.png"
ok "and nothing of it is kept" same "$(ls "$T/c/attachments" "$T/c.png" 2>/dev/null | wc -l)" 0
A attachment add "$result" tests/README.md --geschwaerzt >/dev/null
ok "its author puts it right with the next one" A sync --quiet
ok "then C gets it" C attachment save "$one" -o "$T/c.png"
ok "it is the same on C" cmp "$T/bild.png" "$T/c.png"

# --- withdrawn, and erased
ok "B withdraws one" B attachment retract "$two" --why "falsche Datei"
B sync --quiet
A sync --quiet
ok "it is out of the list on A" same "$(A attachment list "$result" --json | jq -r '.[].title' | tr '\n' ' ')" "bild.png README.md "
ok "only a Leitung erases" complains 1 "nur eine Leitung" B redact "$one" file --why Name
ok "A erases a file" A redact "$one" file --why "Name lesbar"
ok "it is gone from A" not test -e "$T/a/attachments/$sha"
A sync --quiet
ok "and from its branch" not r cat-file -e "att/$device:attachments/$(echo "$sha" | cut -c1-2)/$sha"
ok "which begins anew" same "$(r log --format=%P "att/$device")" ""
r reflog expire --expire=now --all && r gc --quiet --prune=now
ok "the server can forget it" not r cat-file -e "$(git hash-object "$T/bild.png")"
B sync --quiet
ok "it is gone from B" not test -e "$T/b/attachments/$sha"
ok "and from its mirror" not git -C "$T/b/repo.git" cat-file -e "$(git hash-object "$T/bild.png")"
ok "what is left is a line" same "$(B attachment list "$result" --json | jq -r '.[0].erased')" "$(A attachment list "$result" --json | jq -r '.[0].erased')"
ok "it cannot be saved any more" complains 1 "gelöscht" B attachment save "$one" -o "$T/b3.png"
ok "nor attached again" complains 1 "geschwärzte Fassung" A attachment add "$result" "$T/bild.png" --geschwaerzt
C sync --quiet && A sync --quiet && B sync --quiet && C sync --quiet

# --- copies of the whole
other=$(A attachment list "$result" --json | jq -r '.[1].id')
ok "a backup has the files" sh -c '"$0" --data "$1/a" backup "$1/s.tar" >/dev/null && "$0" --data "$1/n" restore "$1/s.tar" >/dev/null' "$V" "$T"
touch "$T/offline"
ok "they are back with it" sh -c '"$0" --data "$1/n" attachment save "$2" -o "$1/n.md" && cmp "$1/n.md" tests/README.md' "$V" "$T" "$other"
ok "a bundle says that it has none" has "Dateien der Anlagen stehen nicht darin" A bundle "$T/x.bundle"
ok "verify is content on all" sh -c 'for d in a b c; do "$0" --data "$1/$d" verify || exit 1; done' "$V" "$T"
ok "all know the same" same "$(A digest) $(A digest)" "$(B digest) $(C digest)"
ok "and after a rebuild" sh -c '"$0" --data "$1/b" rebuild >/dev/null && "$0" --data "$1/b" digest' "$V" "$T"
ok "still the same" same "$(A digest)" "$(B digest)"
exit $failed
