#!/bin/sh
# Two laptops and a bare repository: findings travel, differences are kept until somebody decides, texts can be erased everywhere,
# damage is noticed and costs nothing else.
. tests/cli/lib.sh

R=$T/r.git
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
hanau=ags:06435014/wohngeld
main() { git -C "$R" "$@"; }

git init -q --bare "$R"
ok "A is set up as Leitung" A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R"
ok "A imports Kommunen" A kommune import tests/data/kommunen-demo.jsonl
ok "A creates the Anbindung" same "$(id_of A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect \
	--param fachverfahren=OK.WOBIS)" $hanau
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026 --place Rathaus --team ROT-HE-2 --present fachamt,it)
ok "A creates the visit" A visit show "$visit"

record() { A result add $hanau "$@" --visit "$visit"; }
results() {
	record A6 passed && record WG-1 bestanden && record E1 passed_open --note "Freigabe nur für Test" --stelle it --due +14 &&
		record D4 failed --note "Eintrag fehlt" && record F1.7 waiting --stelle hersteller --ticket 4711 --due 26.11.2026 &&
		record G5 blocked --stelle hersteller && record WG-5 not_tested --note "keine Zeit" &&
		record H12 not_applicable --note "gebührenfrei" && record B1 passed && record D4 failed --env prod --note "immer noch"
}
ok "A records ten results, all seven outcomes" results
ok "there are ten of seven kinds" same "$(A result list $hanau --json | jq -r '[length, ([.[].outcome] | unique | length)] | @csv')" "10,7"
one=$(id_of A obstacle add --anbindung $hanau --step D4 --title "Eintrag im Portalverbund fehlt" --category organisatorisch \
	--set severity=verhindert --set "description=Geheimnisvoller Satz von Seite vier")
two=$(id_of A obstacle add --anbindung $hanau --step G5 --title "Anlagen zu groß" --category technisch --set responsible=hersteller)
ok "A records two obstacles" same "$(A obstacle list --json | jq length)" 2
ok "A syncs" A sync --quiet

ok "the founder is told why it leads" has "erste Leitung" B init --user TF-HE --role taskforce
ok "B is set up" B init --user TF-HE --name laptop-b --role taskforce --remote "$R"
ok "B syncs" B sync --quiet
ok "A syncs again" A sync --quiet
for what in obstacles results anbindungen visits steps; do
	A export $what --json >"$T/a.json"
	B export $what --json >"$T/b.json"
	ok "export $what is the same on both" cmp "$T/a.json" "$T/b.json"
	ok "export $what is JSON with content" jq -e 'length > 0' "$T/a.json"
done
ok "digests are equal" same "$(A digest)" "$(B digest)"

ok "B comments" B obstacle comment "$one" "Landesredaktion ist angefragt"
ok "B sets a status" B obstacle set "$one" "status=in Klärung"
ok "B syncs it" B sync --quiet
ok "A receives it" A sync --quiet
ok "A sees the comment" has "Landesredaktion ist angefragt" A obstacle show "$one"
ok "A sees the status" same "$(A obstacle list --json | jq -r ".[] | select(.id == \"$one\").status")" in_klaerung

# Both change the same field while apart.
ok "A changes apart" A obstacle set "$two" severity=verhindert
ok "B changes apart" B obstacle set "$two" severity=hinweis
A sync --quiet && B sync --quiet && A sync --quiet
for side in A B; do
	ok "$side shows that there is a difference" has "abweichende Eingaben: Schwere" $side obstacle show "$two"
	ok "$side shows one value" has "verhindert Go-Live (" $side obstacle show "$two"
	ok "$side shows the other" has "Hinweis (" $side obstacle show "$two"
	ok "$side lists it with --diff" same "$($side obstacle list --diff --json | jq -r '.[].id')" "$two"
done
head=$(A obstacle show "$two" | sed -n 's/^ *\([a-z][0-9]*-[a-z2-7-]*\) *Hinweis (.*/\1/p')
ok "A confirms one" A obstacle confirm "$two" severity "$head"
A sync --quiet && B sync --quiet && A sync --quiet
ok "B has the confirmed value" same "$(B obstacle list --json | jq -r ".[] | select(.id == \"$two\").severity")" hinweis
ok "no difference is left" same "$(B obstacle list --diff --json)" "[]"
ok "digests are equal afterwards" same "$(A digest)" "$(B digest)"

# A text is erased everywhere.
ok "the text is on main" main grep -q "Geheimnisvoller Satz" main
ok "B may not erase" complains 1 Leitung B redact "$one" description --why Name
ok "A erases" A redact "$one" description --why "Name einer Person"
A sync --quiet && B sync --quiet
ok "the text is gone from A" not has "Geheimnisvoller Satz" A obstacle show "$one"
ok "the text is gone from B" not has "Geheimnisvoller Satz" B obstacle show "$one"
ok "B says that it was erased" has "gelöscht" B obstacle show "$one"
ok "the text is gone from main" not main grep -q "Geheimnisvoller Satz" main
ok "verify is content on A" A verify
ok "verify is content on B" B verify
ok "digests are equal after erasing" same "$(A digest)" "$(B digest)"
ok "the repository is sound" main fsck --strict --no-dangling
batches() {
	main ls-tree -r --name-only main | grep '^log/.*\.jsonl$' >"$T/batches" && [ -s "$T/batches" ] || return 1
	while read -r path; do main show "main:$path" | jq -e type >/dev/null || return 1; done <"$T/batches"
}
ok "every batch is JSON, line by line" batches

# One byte changes in the repository.
damage() {
	path=$(main ls-tree -r --name-only main | grep "^log/../$(A status --json | jq -r .device)/.*/1-.*jsonl$")
	GIT_INDEX_FILE=$T/index && export GIT_INDEX_FILE
	blob=$(main show "main:$path" | sed '2s/ROT-HE-2/ROT-HE-3/' | main hash-object -w --stdin)
	main read-tree main && main update-index --cacheinfo "100644,$blob,$path" && tree=$(main write-tree) &&
		main update-ref refs/heads/main "$(main commit-tree -p main -m damage "$tree")" && unset GIT_INDEX_FILE
}
before=$(B obstacle list --json)
ok "one byte is changed" damage
C() { "$V" --data "$T/c" "$@"; }
C init --user TF-NEU --remote "$R" >/dev/null 2>&1
ok "a new laptop notices" status 4 C sync
ok "a new laptop has the rest" same "$(C status --json | jq -r '.quarantined > 0 and .ops > 0')" true
ok "verify on a new laptop names it" status 4 C verify
ok "the next sync of B notices" status 4 B sync
ok "verify on B names it" status 4 B verify
ok "nothing else is lost on B" same "$(B obstacle list --json)" "$before"
ok "B has put the right bytes back: the new laptop receives them" C sync --quiet
ok "A goes on" A sync --quiet
B sync --quiet
ok "all three know the same" same "$(A digest) $(A digest)" "$(B digest) $(C digest)"
exit $failed
