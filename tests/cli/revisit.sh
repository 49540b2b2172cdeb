#!/bin/sh
# From visit to visit by command: days of an Anbindung, two laptops at one visit, differing results, what the next visit is about, the state
# that the steps suggest, „So ging es“. The day is set by VORORT_TODAY.
. tests/cli/lib.sh

R=$T/r.git
hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
json() { # JSON-FILTER COMMAND…
	filter=$1
	shift
	"$@" | jq -r "$filter"
}
meet() { A sync --quiet && B sync --quiet && A sync --quiet; }

git init -q --bare "$R"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$R" >/dev/null
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param fachverfahren=DiWo >/dev/null
A sync --quiet
B init --user TF-HE --name laptop-b --role taskforce --remote "$R" >/dev/null
B sync --quiet

# Days.
A anbindung set $hanau state=angemeldet state_date=2026-10-01 state_source=Land
ok "missing days are marked" has "angemeldet 01.10.2026 · erster Termin – · produktiv – · Ende-zu-Ende –" A anbindung show $hanau

# Both teams make a visit for the same day while apart, and record there.
a=$(id_of A visit add --anbindung $hanau --date 2026-11-24 --place Rathaus --team ROT-HE-2)
b=$(id_of B visit add --anbindung $hanau --date 2026-11-24 --team TF-HE --present it)
A result add $hanau A6 passed --visit "$a" >/dev/null
B result add $hanau A6 failed --visit "$b" --note "Vertretung fehlt" --by it >/dev/null
B result add $hanau D4 waiting --visit "$b" --stelle landesredaktion --field eingetragen_am=2026-11-24 >/dev/null
B note add "Drucker fehlt" --visit "$b" >/dev/null
B obstacle add --anbindung $hanau --step A6 --title "Keine Vertretung" --category organisatorisch --set visit="$b" >/dev/null
A visit claim "$a" F >/dev/null
B visit claim "$b" G >/dev/null
meet
ok "a visit knows the other one of its day" has "zusammenführen: vorort visit merge" A visit show "$a"
first=$(printf '%s\n%s\n' "$a" "$b" | LC_ALL=C sort | head -n 1)
second=$(printf '%s\n%s\n' "$a" "$b" | LC_ALL=C sort | tail -n 1)
ok "only visits of one day are merged" complains 1 "desselben Tages" A visit merge "$a" "$(id_of A visit add --anbindung $hanau --date 2027-01-12)"
ok "a visit is not merged with itself" complains 1 "derselbe Termin" A visit merge "$a" "$a"
# Both merge before they meet, each in its own order.
ok "the one made earlier stays" same "$(id_of A visit merge "$a" "$b")" "$first"
ok "whoever merges" same "$(id_of B visit merge "$b" "$a")" "$first"
meet
ok "both have the same" same "$(A digest)" "$(B digest)"
ok "nothing differs by it" same "$(json '.differences | length' A visit show "$first" --json)" 0
ok "the other is withdrawn and says why" same "$(json '"\(.is_retracted) \(.retracted_why)"' A visit show "$second" --json)" "true Zusammengeführt mit dem Termin $first"
ok "it is found at the one that stays" same "$(json '.merged | join(" ")' A visit show "$first" --json)" "$second"
ok "both teams were there" same "$(json '.team' A visit show "$first" --json | tr -d ' ' | tr ',' '\n' | LC_ALL=C sort | tr '\n' ' ')" "ROT-HE-2 TF-HE "
ok "claims of both" same "$(json '.claimed_by | "\(.F) \(.G)"' A visit show "$first" --json)" "ROT-HE-2 TF-HE"
ok "all results are found there" same "$(A visit show "$first" | grep -c -e ' A6 ' -e ' D4 ')" 3
ok "and the obstacle" has "Keine Vertretung" A visit show "$first"
ok "results still name the visit they were recorded at" same "$(json "[.[].visit] | unique | length" A result list $hanau --json)" 2

# Differing results.
ok "differing results side by side" same "$(json '.[0].results | map(.outcome) | sort | join(" ")' A result diff $hanau --json)" "failed passed"
ok "for people, too" has "vorort result confirm" A result diff $hanau --step A6
passed=$(json '.[] | select(.outcome == "passed").id' A result list $hanau --json)
ok "a plain result is not to be decided" complains 1 "Zu entscheiden" A result confirm "$(json '.[] | select(.step == "D4").id' A result list $hanau --json)"
ok "one of them counts" A result confirm "$passed"
ok "then nothing differs" has "Nichts weicht ab" A result diff $hanau
ok "the first visit counts" same "$(json '.milestones | "\(.first_visit) \(.days_to_first_visit) \(.productive)"' A anbindung show $hanau --json)" "2026-11-24 54 null"

# Without network: a file goes from laptop to laptop in the room.
B result add $hanau B2 passed --visit "$first" >/dev/null
B bundle "$T/stick" >/dev/null 2>&1
ok "a file carries it across the room" A sync --quiet --remote "$T/stick"
ok "then it is there" has '"step": "B2"' A result list $hanau --json

# Something fails, something is learnt by phone, and the next visit.
A result add $hanau B1 failed --visit "$first" --note "Vertrag fehlt" >/dev/null
A result add $hanau L8 passed --visit "$first" >/dev/null
A visit close "$first" --fazit wiederholung
A result add $hanau I1 passed >/dev/null
export VORORT_TODAY=2026-12-15
next=$(id_of A visit add --anbindung $hanau --date 2026-12-15)
ok "the first visit has nothing before it" has "der erste Termin" A visit todo "$first"
todo() { json '[.steps[] | select(.is_done | not)] | '"$1" A visit todo "$next" --json; }
ok "what failed comes first" same "$(todo '.[0:2] | map(.step + " " + .why) | join(", ")')" "B1 failed, D4 waiting"
ok "then what changed since" same "$(todo 'map(select(.why == "changed").step) | join(" ")')" I1
ok "what is settled is left out" same "$(todo 'map(select(.step == "A6" or .step == "L8")) | length')" 0
ok "in words" has "zu tun seit 24.11.2026: 1 nicht bestanden, 1 wartet, 1 geändert" A visit todo "$next"
A result add $hanau B1 passed --visit "$next" >/dev/null
ok "done at this visit" same "$(todo 'map(select(.step == "B1")) | length')" 0
ok "better and new, by stamps" same "$(json '[.changes[] | select(.change != "unchanged") | .step + " " + .before + " " + .after] | sort | join(", ")' A visit compare "$first" "$next" --json)" "B1 failed passed, I1 open passed"
ok "the comparison for people" has "besser (1)" A visit compare "$first"
ok "the comparison backwards is the other way round" same "$(json '.counts.worse' A visit compare "$next" "$first" --json)" 2
ok "a visit of another Anbindung is refused" complains 1 "ist nicht bekannt" A visit compare "$first" 0000

# The state.
ok "a suggestion with its reason" has "Vorschlag: im Test, denn" A anbindung suggest $hanau
ok "is set with a day" A anbindung suggest $hanau --apply --date 14.12.2026
ok "and its source" same "$(json '.state + " " + .state_date + " " + .state_source' A anbindung show $hanau --json | cut -d " " -f 1-3)" "im_test 2026-12-14 Prüflauf:"
ok "once" complains 1 "nichts anderes" A anbindung suggest $hanau --apply
A anbindung set $hanau state=produktiv_mit_fv state_date=2026-12-20
ok "days between" has "erster Termin 24.11.2026 (54 Tage) · produktiv 20.12.2026 (26 Tage)" A anbindung show $hanau
ok "in the export, too" same "$(json '.[0] | "\(.registered) \(.first_visit) \(.days_to_first_visit) \(.days_to_productive) [\(.end_to_end)]"' A export anbindungen --format json)" "2026-10-01 2026-11-24 54 26 []"

# „So ging es“.
kit=$(id_of A stelle add --kind kit --name ekom21 --set product=DiWo --set version=5.1)
A stelle serve "$kit" 06435014 >/dev/null
obstacle=$(id_of A obstacle add --anbindung $hanau --step E1 --title "Firewall-Antrag ist offen" --category technisch --set solution="Regel 12 beantragt")
A obstacle set "$obstacle" status=behoben status_why=geprüft
ok "a title is needed" complains 2 "--preset" A loesungsweg add --anbindung $hanau
weg=$(id_of A loesungsweg add --anbindung $hanau --preset --procedure "Zuerst E1, dann J1" --minutes 240)
ok "conditions from parameters and Stellen" same "$(json '.conditions' A loesungsweg show "$weg" --json | grep -c -e 'Welches Fachverfahren? DiWo' -e 'ekom21, DiWo 5.1' -e 'FIT-Connect')" 3
ok "traps from obstacles that are settled" same "$(json '.traps' A loesungsweg show "$weg" --json)" "Firewall-Antrag ist offen: Regel 12 beantragt"
ok "effort from the visits" same "$(json '"\(.effort_minutes) \(.effort)"' A loesungsweg show "$weg" --json)" "240 2 Termine; vom ersten bis heute 21 Tage"
ok "no Kommune is named by itself" not has Hanau json '"\(.title) \(.conditions) \(.effort) \(.traps)"' A loesungsweg show "$weg" --json
A anbindung add --kommune 14625020 --leistung wohngeld --param fachverfahren=diwo >/dev/null
A anbindung add --kommune 14625020 --leistung kfz >/dev/null
same_fv=$(id_of A loesungsweg add --anbindung ags:14625020/wohngeld --title "Anders herum" --step J1)
other=$(id_of A loesungsweg add --anbindung ags:14625020/kfz --title "Auf dem Land" --step J1)
A anbindung add --kommune 06435007 --leistung wohngeld --param fachverfahren=DiWo >/dev/null
ok "best first" same "$(json 'map("\(.rank)") | join(" ")' A loesungsweg list --for ags:06435007/wohngeld --json)" "0 0 2"
ok "not its own" same "$(json 'map(.id) | join(" ")' A loesungsweg list --for $hanau --step J1 --json)" "$same_fv $other"
ok "by Fachverfahren" same "$(json 'map(.id) | sort | join(" ")' A loesungsweg list --fachverfahren DIWO --json)" "$(printf '%s\n' "$weg" "$same_fv" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
ok "by Leistung" same "$(json 'map(.id) | join(" ")' A loesungsweg list --leistung kfz --json)" "$other"
ok "by text, umlauts and case aside" same "$(json 'map(.id) | join(" ")' A loesungsweg list --text "regel ZUERST" --json)" "$weg"
ok "for people" has "Auf dem Land (Bautzen" A loesungsweg list --text land
exit $failed
