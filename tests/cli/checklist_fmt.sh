#!/bin/sh
# checklist fmt as somebody uses it: what it says, what it changes, and that a file is there whole or not at all.
. tests/cli/lib.sh

data=$PWD/tests/unit/data/format
mkdir -p "$T/k/bausteine"
cd "$T/k" || exit 1
cp "$data"/*.yaml . && cp "$data"/bausteine/*.yaml bausteine && cp "$data/anordnung.normal" normal.yaml
fmt() { "$V" checklist fmt "$@"; }
# untouched FILE: it is as before, and no other file lies there.
untouched() { cmp "$1" "$data/$1" && same "$(find . -name '.*.??????')" ""; }

# --- --check
check_names() {
	status 1 fmt --check normal.yaml anordnung.yaml katalog.yaml || return 1
	printf '%s: nicht in Normalform\n' anordnung.yaml katalog.yaml | cmp - "$T/out" && grep -q '^vorort: 2 Dateien sind nicht in Normalform' "$T/err"
}
ok "--check names what is not in normal form" check_names
ok "and changes nothing" untouched anordnung.yaml
ok "--check of the normal form is status 0" status 0 fmt --check normal.yaml
ok "and silent" not test -s "$T/out"
ok "--check of a file with an error is status 1" status 1 fmt --check "$data/../checklist/bausteine/allgemein.yaml"

# --- writing
ln anordnung.yaml before.yaml
chmod 640 anordnung.yaml
ok "it lays out several files" status 0 fmt anordnung.yaml kommentare.yaml katalog.yaml bausteine/roh.yaml
ok "and names them" same "$(grep -c ': in Normalform gebracht$' "$T/out")" 4
for name in anordnung kommentare katalog bausteine/roh; do
	ok "$name is as expected" cmp $name.yaml "$data/$name.normal"
done
ok "the mode stays" same "$(stat -c %a anordnung.yaml)" 640
ok "the old file was replaced, not written over" cmp before.yaml "$data/anordnung.yaml"
ok "no other file is left" same "$(find . -name '.*.??????')" ""
inode=$(stat -c %i anordnung.yaml)
ok "a second time there is nothing to do" status 0 fmt anordnung.yaml kommentare.yaml katalog.yaml bausteine/roh.yaml
ok "and nothing to say" not test -s "$T/out"
ok "and nothing is written" same "$(stat -c %i anordnung.yaml)" "$inode"
ok "for programs" sh -c '"$0" checklist fmt --check --json "$1" normal.yaml | jq -e "map(.state) == [\"differs\", \"normal\"]"' "$V" "$data/anordnung.yaml"

# --- errors
sed 's/^titel:/titl:/' "$data/anordnung.yaml" >wrong.yaml
cp wrong.yaml wrong.before
cp "$data/anordnung.yaml" .
ok "a file with an error is status 1" status 1 fmt wrong.yaml anordnung.yaml gibt-es-nicht.yaml
ok "with line, column, line and caret" sh -c 'grep -A 2 "^wrong.yaml:[0-9]*:1: Fehler: unbekannter Schlüssel „titl“; meinten Sie „titel“" "$1" | tail -n 1 | grep -q "^    ^$"' - "$T/out"
ok "and left alone" cmp wrong.yaml wrong.before
ok "a file that is not there is named" grep -q "^gibt-es-nicht.yaml:1:1: Fehler: die Datei lässt sich nicht lesen" "$T/out"
ok "the others are laid out" cmp anordnung.yaml "$data/anordnung.normal"
ok "two are counted" grep -q "^vorort: 2 Dateien sind nicht in Normalform gebracht" "$T/err"
ok "without a file it is wrong usage" complains 2 "fehlt etwas" fmt
ok "errors for programs" sh -c '"$0" checklist fmt --json wrong.yaml 2>/dev/null | jq -e ".[0].state == \"refused\" and any(.[0].messages[]; .is_error)"' "$V"

# --- the disk. Root may write everywhere, unless it gives that up.
modest() {
	if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-all --inh-caps=-all "$@"; else "$@"; fi
}
refuses_to_write() { status 1 modest "$V" checklist fmt "$1" && grep -q "nicht schreiben und ist unverändert: keine Schreibrechte" "$T/out"; }
cp "$data/anordnung.yaml" .
if modest true 2>/dev/null; then
	chmod a-w anordnung.yaml
	ok "a read-only file is a message" refuses_to_write anordnung.yaml
	ok "and as before" untouched anordnung.yaml
	chmod u+w anordnung.yaml
	chmod a-w .
	ok "a read-only folder is a message" refuses_to_write anordnung.yaml
	chmod u+w .
	ok "and the file as before" untouched anordnung.yaml
else
	skip "a read-only file is a message (root, and setpriv does not work here)"
fi
full_disk() { # files may not grow: writing ends with EFBIG as it ends with ENOSPC
	got=0
	(
		trap '' XFSZ
		ulimit -f 1
		"$V" checklist fmt anordnung.yaml >"$T/out" 2>"$T/err"
	) || got=$?
	[ $got = 1 ] && grep -q "nicht schreiben und ist unverändert: " "$T/out"
}
ok "a full disk is a message" full_disk
ok "and the file is as before" untouched anordnung.yaml
ok "then it works" fmt anordnung.yaml
exit $failed
