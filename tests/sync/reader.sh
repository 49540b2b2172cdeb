#!/bin/sh
# man/vorort-format.5 is enough for a second program: tests/tools/reader.py, written from that page, reads a repository that three laptops
# and a writer of the page's own (ssh-keygen and git) have made, and arrives at what the laptops export. It refuses damaged copies as they do.
. tests/cli/lib.sh

command -v python3 >/dev/null || { skip "a second reader (no python3)"; exit 0; }
for tool in ssh-keygen git jq; do
	command -v $tool >/dev/null || { skip "a second reader (no $tool)"; exit 0; }
done
R=$T/r.git
for name in A B C D; do eval "$name() { \"\$V\" --data \"\$T/$name\" \"\$@\"; }"; done
hanau=ags:06435014/wohngeld dorf=ags:15991020/wohngeld
all() { for laptop in "$@"; do $laptop sync --quiet || return 1; done; }
repo() { git --git-dir "$R" "$@"; }
read_repo() { python3 tests/tools/reader.py man/vorort-format.5 "${1:-$R}"; }

# --- a history ----------------------------------------------------------------------------------------------------------------------

found() {
	git init -q --bare -b main "$R" && A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R" &&
		A kommune import tests/unit/data/gv/2018-latin1.asc && A checklist publish checklists/wohngeld.yaml &&
		A anbindung add --kommune 15991020 --leistung wohngeld && A kommune import tests/data/kommunen-demo.jsonl &&
		A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param fachverfahren=OK.WOBIS
}
ok "A founds the repository" found
visit=$(id_of A visit add --anbindung $hanau --anbindung $dorf --date 24.11.2026 --place Rathaus --team ROT-HE-2 --present fachamt,it)
A stelle add --kind kit --name "KIT Mitte" --set mailbox=kit@example.org >/dev/null
record() { A result add $hanau "$@" --visit "$visit"; }
results() {
	record A6 passed && record E1 passed_open --note 'Freigabe „nur“ für "Test" \ alle' --stelle it --due +14 &&
		record D4 failed --note "Eintrag fehlt" && record D4 failed --env prod --note "immer noch" && record D4 blocked --env prod --stelle it &&
		record F1.7 waiting --stelle hersteller --ticket 4711 --due 26.11.2026 && record G5 blocked --stelle hersteller &&
		record WG-5 not_tested --note "keine Zeit" && record H12 not_applicable --note "gebührenfrei" && record WG-1 passed &&
		A result retract "$(id_of record WG-1 failed)" --why "falscher Schritt" && A result add $dorf A6 passed
}
ok "A records results and withdraws one" results
one=$(id_of A obstacle add --anbindung $hanau --step D4 --step G5 --title "Eintrag im Portalverbund fehlt" --category technisch,rechtlich \
	--set severity=verhindert --set "description=Frau Muster weiß davon" --set amount_once=120000 --set "status_why=von Hand")
two=$(id_of A obstacle add --anbindung $dorf --title "Anlagen zu groß" --category technisch --set responsible=hersteller)
three=$(id_of A obstacle add --title "Ohne Anbindung" --category finanziell --set punkte=P1,P8)
A obstacle add --anbindung $hanau --title "Sicherheitslücke" --category technisch --set vertraulich=ja >/dev/null
join() {
	all A && B init --user TF-HE --name laptop-b --role taskforce --remote "$R" && C init --user KO-HE --remote "$R" && all B C A &&
		A device role "$(B status --json | jq -r .device)" leitung && all A B C
}
ok "B and C join, B leads, too" join
apart() { # nobody sees what the others do
	A obstacle set "$two" severity=verhindert title="Anlagen sind zu groß" next="Anruf" next_date=1.12.2026 &&
		B obstacle set "$two" severity=hinweis title="Anlagen sind zu groß" next="Anruf" next_date=2.12.2026 &&
		C obstacle set "$two" severity=verzoegert && C result add $hanau A6 failed --note "bei uns nicht" && C visit set "$visit" place=Amt &&
		A anbindung set $hanau param.fachverfahren=WOBIS2 state=im_test state_date=24.11.2026 state_source=Protokoll &&
		B anbindung set $hanau param.fachverfahren=Wohngeld21 && A visit close "$visit" --fazit restarbeiten --text "Es fehlt D4" &&
		B kommune import tests/unit/data/gv/2023-utf8.txt && B kommune import tests/unit/data/gv/ags-2024.xml &&
		B obstacle comment "$one" "Landesredaktion ist angefragt" && all A B C A B
}
ok "three laptops differ" apart
more() {
	A obstacle set "$one" severity=hinweis && A undo && B obstacle add --title "Versehen" --category technisch && B undo &&
		A obstacle set "$three" responsible=land description=Anfang && A obstacle set "$three" responsible= &&
		B redact "$one" description --why "Name einer Person" && B result add $hanau A6 passed --note "Nachtest" && all A B A
}
ok "undo, a cleared field, a redaction by B" more
block() { # what C seals after its first two batches does not count, and what it had replaced is back
	A device block "$(C status --json | jq -r .device)" --after 1 && C obstacle set "$three" title="Von C" && C result add $dorf A6 failed &&
		C obstacle add --title "Zu spät" --category technisch && all A C B A && A obstacle set "$three" severity=hinweis && all A B
}
ok "C is blocked" block

# --- a second writer ------------------------------------------------------------------------------------------------------------------

python_sha() { python3 -c "import base64, hashlib, sys; digest = lambda b: hashlib.sha256(b).digest(); print($1)" "$2"; }
device_of() { python_sha 'base64.b32encode(digest(base64.b64decode(sys.argv[1])[-32:]))[:12].decode().lower()' "$(cut -d' ' -f2 "$1.pub")"; }
hash_of() { python_sha 'base64.urlsafe_b64encode(digest(sys.argv[1].encode()))[:43].decode()' "$1"; }
sha() { sha256sum "$@" | cut -d' ' -f1; }

# put PATH FILE REF: the file stands at that path of the branch, beside what is there.
put() {
	export GIT_INDEX_FILE="$T/index"
	rm -f "$GIT_INDEX_FILE"
	! repo rev-parse -q --verify "$3" >/dev/null || repo read-tree "$3"
	repo update-index --add --cacheinfo "100644,$(repo hash-object -w "$2"),$1" &&
		commit=$(repo commit-tree -m x "$(repo write-tree)") && repo update-ref "refs/heads/$3" "$commit"
	unset GIT_INDEX_FILE
}

# batch KEY NUMBER PREV: seals the lines of stdin as the page says; the file is $T/batch and its path $path.
batch() {
	device=$(device_of "$1")
	cat >"$T/lines"
	printf '{"format":1,"undertaking":"%s","device":"%s","key":"%s","number":%s,"prev":"%s","count":%s}\n' "$(jq -r .undertaking "$T/card")" \
		"$device" "$(cut -d' ' -f1,2 "$1.pub")" "$2" "$3" "$(grep -c '' "$T/lines")" >"$T/batch"
	cat "$T/lines" >>"$T/batch"
	ssh-keygen -q -Y sign -f "$1" -n vorort <"$T/batch" >"$T/sig" 2>/dev/null || return 1
	printf '{"sig":"%s"}\n' "$(grep -v '^---' "$T/sig" | tr -d '\n')" >>"$T/batch"
	path=$(printf 'log/%.2s/%s/%d/%d-%.8s' "$device" "$device" $(($2 / 100)) "$2" "$(sha "$T/batch")")
}

# The stamp of the title that C gave when it was blocked.
hidden_title() {
	repo ls-tree -r --name-only main | grep "^log/../$1/.*jsonl" | while read -r f; do repo show "main:$f"; done |
		jq -r --arg d "$1" --arg e "$three" 'select(.k == "obstacle.title" and .e == $e) |
			(.n | tostring) as $n | "\([96 + ($n | length)] | implode)\($n)-\($d)-\(.run)"'
}

write_one() {
	repo show main:vorort.json >"$T/card"
	ssh-keygen -q -t ed25519 -N '' -f "$T/key"
	hash=$(hash_of "AAAAAAAAAAAAAAAAAAAAAAaus einem anderen Programm")
	batch "$T/key" 1 "" <<-END || return 1
		{"k":"device.add","n":500,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","e":"$(device_of "$T/key")","funktion":"lesend"}
		{"k":"obstacle.add","n":501,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","title":"$hash","category":["rechtlich"]}
		{"k":"obstacle.weather","n":502,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","e":"$one","weather":{"rain":[1,-2,null]}}
		{"k":"zeppelin.add","n":503,"run":"aaaa","at":"irgendwann","by":"ANDERE","height":12}
		{"k":"obstacle.severity","n":504,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","e":"$three","severity":"verhindert"}
		{"k":"obstacle.add","n":3000000,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","title":"$hash","category":["technisch"]}
		{"k":"redaction.add","n":505,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","op":"$two","slot":"title"}
		{"k":"obstacle.title","n":507,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","e":"$three","title":"$hash","base":["$(hidden_title "$(C status --json | jq -r .device)")"]}
		{"k":"device.role","n":506,"run":"aaaa","at":"2026-11-24T08:00Z","by":"ANDERE","e":"$(device_of "$T/key")","role":"leitung"}
	END
	first=$(sha "$T/batch") stem=$path
	printf '{"h":"%s","s":"AAAAAAAAAAAAAAAAAAAAAA","t":"aus einem anderen Programm"}\n' "$hash" >"$T/text"
	put "$stem.jsonl" "$T/batch" "in/$device" && put "$stem.text" "$T/text" "in/$device"
}
ok "a batch is written with ssh-keygen and git" write_one
ok "the laptops take it" all A B A
ok "and show its text, where it follows a hidden one, too" same "$(A export obstacles --json 2>/dev/null | jq -r '.[] | select(.title == "aus einem anderen Programm").n_diff' | sort)" \
	"$(printf '0\n1')"

# --- the same as the laptops --------------------------------------------------------------------------------------------------------

# What "vorort export" makes of records: columns of the place, of what they are called, and nothing that stands only in checklists.
cat >"$T/columns.jq" <<'END'
def place(key): . + (key | split("/") | {kommune_key: (.[0] // ""), leistung: (.[1] // "")}) |
	. + {kommune: ($all.kommunen[.kommune_key] // .kommune_key), land: ((.kommune_key | split(":")[1])[0:2] // "")};
def current($id): any($all.anbindung[].keyed.result[]?; .op == $id);
{ obstacles: [$all.obstacle[] | select(.vertraulich != "ja") | place(.anbindung // "") | .status //= "neu"],
  results: [$all.result[] | place(.on) | .is_current = (if current(.id) then "ja" else "nein" end)],
  anbindungen: [$all.anbindung[] | place(.id) |
	.params = ([.keyed.param // {} | to_entries[] | select(.value.param) | "\(.key)=\(.value.param)"] | sort | join("; "))],
  visits: $all.visit }[$what] | map(. as $row | $columns | map({key: ., value: ($row[.] // "" | tostring)}) | from_entries) | sort_by(.id)
END
# compare WHAT READ LAPTOP: the export of a laptop is what the reader has read.
compare() {
	$3 export "$1" --json | jq 'map(del(.step_title, .n_steps, .n_done, .n_failed, .n_waiting, .titles, .registered, .first_visit, .productive, .end_to_end,
		.days_to_first_visit, .days_to_productive, .days_to_end_to_end)) | sort_by(.id)' >"$T/want"
	jq -e 'length > 1' "$T/want" >/dev/null || [ "$1" = visits ] || { echo "too little to compare"; return 1; }
	jq -n --slurpfile read "$2" --arg what "$1" --slurpfile want "$T/want" \
		"(\$read[0]) as \$all | (\$want[0][0] | keys) as \$columns | $(cat "$T/columns.jq")" >"$T/have" || return 1
	jq -S . "$T/want" >"$T/want.sorted" && jq -S . "$T/have" | diff "$T/want.sorted" -
}
read_repo "$R" >"$T/read" || echo "not ok - the reader reads"
for what in obstacles results anbindungen visits; do
	ok "the reader has the same $what" compare $what "$T/read" B
done
said() { same "$(jq -c "$2" "$1")" "$3"; }
ok "it refuses nothing, and no batch is missing" said "$T/read" '[.refused, .gaps]' '[{},[]]'
ok "it has the texts of all but one" same "$(jq '[.. | strings | select(startswith("(Inhalt gelöscht am"))] | unique | length' "$T/read")" 1
ok "it counts what is unknown and what waits" said "$T/read" '[.unknown, .pending]' '[2,1]'
ok "so do the laptops" same "$(A status --json | jq .waiting)" 3
ok "it knows who leads and who is blocked" said "$T/read" '[(.roles | map_values(select(. == "leitung")) | keys | length), .blocked]' \
	"[2,{\"$(C status --json | jq -r .device)\":1}]"
ok "it knows the published checklist" said "$T/read" '[.checkliste[] | .sha256[0:8]]' \
	"[\"$(repo ls-tree -r --name-only main checklists | sed 's/.*-\(.*\)\.yaml/\1/')\"]"
before=$(repo rev-parse main) && repo update-ref refs/heads/in/other main && repo update-ref refs/heads/main main~2
read_repo "$R" >"$T/apart"
ok "what is on in/* only counts as well" cmp "$T/read" "$T/apart"
repo update-ref refs/heads/main "$before" && repo update-ref -d refs/heads/in/other

# --- damage -------------------------------------------------------------------------------------------------------------------------------

cp -r "$R" "$T/bad.git"
R=$T/bad.git
device_a=$(A status --json | jq -r .device) device_b=$(B status --json | jq -r .device)
nth() { repo ls-tree -r --name-only main | grep "/$1/0/$2-.*jsonl\$"; }
# named FILE PATH: the same path with the hash of FILE in its name.
named() { echo "$2" | sed "s/-[0-9a-f]*\.jsonl/-$(sha "$1" | cut -c1-8).jsonl/"; }
# instead OLD NEW FILE: FILE stands at NEW, nothing at OLD; NEW is to be refused.
instead() {
	repo ls-tree -r --full-tree main | grep -v "	$1\$" | GIT_INDEX_FILE="$T/index2" repo update-index --index-info &&
		repo update-ref refs/heads/main "$(repo commit-tree -m x "$(GIT_INDEX_FILE="$T/index2" repo write-tree)")" &&
		rm "$T/index2" &&
		put "$2" "$3" main && echo "$2" >>"$T/bad"
}
damage() {
	path=$(nth "$device_a" 3) && repo show "main:$path" | sed '2s/HE/HX/' >"$T/f" && instead "$path" "$path" "$T/f" &&
		path=$(nth "$device_a" 4) && repo show "main:$path" | sed '2s/HE/HX/' >"$T/f" && instead "$path" "$(named "$T/f" "$path")" "$T/f" &&
		path=$(nth "$device_a" 5) && repo show "main:$path" | sed '$d' >"$T/f" && repo show "main:$(nth "$device_a" 1)" | tail -n 1 >>"$T/f" &&
		instead "$path" "$(named "$T/f" "$path")" "$T/f" &&
		path=$(nth "$device_b" 1) && repo show "main:$path" >"$T/f" && instead "$path" "$(echo "$path" | sed 's#/1-#/71-#')" "$T/f" &&
		path=$(nth "$device_b" 2) && repo show "main:$path" | sed '1s/"number":2/"number":72/' >"$T/f" &&
		instead "$path" "$(named "$T/f" "$path" | sed 's#/2-#/72-#')" "$T/f"
}
ok "files are damaged: byte, byte and name, signature, path, number" damage
# wrong NUMBER SED: a sealed batch of the other writer whose first entry breaks a rule.
wrong() {
	repo show "main:$stem.jsonl" | sed -n 3p | sed "$2" >"$T/entry"
	batch "$T/key" "$1" "$first" <"$T/entry" && put "$path.jsonl" "$T/batch" main && echo "$path.jsonl" >>"$T/bad"
}
rules() {
	wrong 11 's/,"run"/, "run"/' && wrong 12 's/"rechtlich"/"rechtlich","technisch"/' && wrong 13 's/rechtlich/egal/' && wrong 14 's/"title":"[^"]*",//' &&
		wrong 15 's/T08:00Z/ 08:00Z/' && wrong 16 's/}$/,"extra":1}/' && wrong 17 's/}$/,"base":["b2","a1"]}/' && wrong 18 's/501/0501/' &&
		wrong 19 's/}$/,"due":"2026-02-30"}/' && wrong 20 's/"by":"ANDERE"/"by":"Erika Muster"/' && wrong 21 's/}$/,"amount_once":1.5}/' &&
		sed -i 's/"undertaking":"[^"]*"/"undertaking":"fremd"/' "$T/card" && wrong 22 's/501/508/'
}
ok "twelve batches break a rule, well signed" rules
sed 's/anderen/fremden/' "$T/text" >"$T/f"
ok "a text is changed" put "$stem.text" "$T/f" main
echo "$stem.text" >>"$T/bad"

read_repo "$R" >"$T/read"
D init --name laptop-d --user NEU --remote "$R" >/dev/null 2>&1
ok "a new laptop notices the damage" status 4 D sync
ok "the reader refuses what is damaged, and only that" same "$(jq -r '.refused | keys[]' "$T/read")" "$(sort "$T/bad")"
ok "so does the laptop" same "$(D verify --json | jq -r '.findings[]' | sed -n 's/^beiseitegelegt: \(log[^:]*\): .*/\1/p' | sort)" "$(sort "$T/bad")"
reasons() { jq -r '.refused[]' "$T/read" | sed 's/.*: //' | sort | uniq -c | awk '{ print $2, $1 }' | tr '\n' ' '; }
ok "for the right reasons" same "$(reasons)" "day 1 form 8 hash 1 header 2 line 1 order 1 signature 3 text 1 "
ok "it names the gaps" jq -e '.gaps | length > 1' "$T/read"
for what in obstacles results anbindungen visits; do
	ok "and has the same $what as that laptop" compare $what "$T/read" D
done
exit $failed
