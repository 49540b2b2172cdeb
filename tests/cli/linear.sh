#!/bin/sh
# The linear mode: a run played by pipe, with fields, failure, waiting, undo, wrong input and an end of input, stores what the same results
# recorded by command do; what it prints is plain lines; what it confirmed survives being killed.
. tests/cli/lib.sh

hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
for d in a b c; do
	"$V" --data "$T/$d" init --user ROT-HE-2 --role leitung --land HE >/dev/null 2>&1
	"$V" --data "$T/$d" kommune import tests/data/kommunen-demo.jsonl >/dev/null
	"$V" --data "$T/$d" anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
	"$V" --data "$T/$d" visit add --anbindung $hanau --date 24.11.2026 >"$T/visit.$d"
done
A visit add --anbindung $hanau --date 20.11.2026 >/dev/null
A visit add --anbindung $hanau --date 1.12.2026 >/dev/null

# --- the run: one line an answer, in the order of the Prüflauf
# D1 D4 D7 F1.11 A1 A2 A6 WG-1 WG-2 B1 B2 B3 C1 C2 D5 D6 E1 F1.4
cat >"$T/keys" <<'END'
9
1
?
123
99107023017005

1
24.11.2026
4
nirgends
landesredaktion
LR-7
gestern war
+7
wartet auf das Portal

falsch
=falsch
1
-
z
nicht bestanden
Redaktion kennt das Feld nicht
protokoll
ja

technisch,rechtlich,finanziell
technisch



Antrag stellen
hersteller
+14
10.12.2026
1
nein
3
zu kurz

nein
064350140014
Landesverordnung
VO § 3
1
wohngeld@hanau.example
2
koordination

+14
Vertretung benennen

.
7 ein Postfach für alle
.
u
.
6
person
w
Akte 12
n Firewall-Regel ist noch zu
5


+21

nein
Rahmenvertrag
23.11.2026

1
AVV

2 Vertrag unterschreiben
hersteller
+3
unklar


1
nein
3

nein
1200
-5
0

passed
L100042.OE.12345

1
kein link
https://www.hanau.example/wohngeld
1 steht auf der Startseite

murks
5
it



nein
6a2f4c1e-3b5d-4e7f-8a9b-0c1d2e3f4a5b
1
.
s ZZ9
s A6

7 ein Postfach für alle
.
4


5.12.2026

.
s D4
21.11.2026
1
.
s H12
.
6
zeit
.
2
END
play() { LC_ALL=$1 "$V" --data "$2" --linear <"$T/keys" >"$T/said.$1" 2>"$T/complained"; }
ok "a run ends with the input" play C.UTF-8 "$T/a"
ok "and the same where there is no UTF-8" play C "$T/c"
ok "nothing is complained about" same "$(cat "$T/complained")" ""

# --- the same by command
add() { B result add $hanau "$@" --visit "$(cat "$T/visit.b")" >/dev/null 2>&1; }
add D1 passed --field leistungsschluessel=99107023017005
add D4 waiting --field eingetragen_am=24.11.2026 --stelle landesredaktion --ticket LR-7 --due +7 --note "wartet auf das Portal"
add D7 failed --note "Redaktion kennt das Feld nicht" --sicht protokoll
add F1.11 failed --field zertifikat_gueltig_bis=10.12.2026 --note "zu kurz"
add A1 passed --field ars=064350140014 --field regelung=Landesverordnung --field "nachweis=VO § 3"
add A2 passed_open --field funktionspostfach=wohngeld@hanau.example --stelle koordination --due +14 --note "Vertretung benennen"
add WG-1 not_tested --note "Person fehlt"
add B1 blocked --field "nachweis=Akte 12" --stelle koordination --due +21
add B2 passed --field bezugsweg=Rahmenvertrag --field abruf_vom=23.11.2026
add B3 passed_open --field grundlage=AVV --stelle hersteller --due +3 --note "Vertrag unterschreiben"
add C1 failed --field kostentraeger=unklar
add C2 passed --field einmalig=1200 --field jaehrlich=0
add D5 passed --field oe_id=L100042.OE.12345
add D6 passed --field link=https://www.hanau.example/wohngeld --note "steht auf der Startseite"
add E1 blocked --stelle it
add F1.4 passed --field destination_id=6a2f4c1e-3b5d-4e7f-8a9b-0c1d2e3f4a5b
add A6 not_applicable --note "ein Postfach für alle"
add WG-2 waiting --stelle kommune --due 5.12.2026
add D4 passed --field eingetragen_am=21.11.2026
add H12 not_tested --note "keine Zeit"
results() { "$V" --data "$T/$1" export results --json | jq -c 'map(del(.id)) | sort_by(.step, .outcome)[]'; }
ok "twenty results by command" same "$(results b | wc -l)" 20
ok "the run has the same" same "$(results a)" "$(results b)"
ok "also without UTF-8" same "$(results c)" "$(results b)"
visits() { "$V" --data "$T/$1" result list $hanau --json | jq -r '.[].visit' | sort -u; }
ok "they belong to the visit that was chosen" same "$(visits a)" "$(cat "$T/visit.a")"
ok "the obstacle knows its step and what was answered" same \
	"$(A obstacle list --json | jq -r '.[] | [.title, (.steps | join(",")), (.category | join(",")), .severity, .responsible] | join("|")')" \
	"Redaktion kennt das Feld nicht|D7|technisch|verhindert|landesredaktion"
ok "with its next step" same "$(A obstacle show "$(A obstacle list --json | jq -r '.[0].id')" --json | jq -r '[.next, .next_stelle, .next_date] | join("|")')" \
	"Antrag stellen|hersteller|2026-12-08"
ok "the note is taken down at its step" same "$(A note list --json | jq -r '.[] | .text + "|" + .step')" "Firewall-Regel ist noch zu|B1"

# --- what was said
said() { grep -qF -- "$1" "$T/said.C.UTF-8" || { echo "not said: $1"; return 1; }; }
ok "every step is said with what is needed" said "Bestanden, wenn: "
ok "what was stored is confirmed" said "Gespeichert: D4 läuft."
ok "one line for each" same "$(grep -c '^Gespeichert: ' "$T/said.C.UTF-8")" 23
ok "a wrong word is refused with the possible ones" said "gibt es hier nicht oder ist nicht eindeutig. Möglich: 1 24.11.2026"
ok "a wrong key is refused with its form" said "Erwartet wird ein Leistungsschlüssel mit 14 Ziffern"
ok "no day is no day" said "ist kein Tag. Beispiele: "
ok "at most two categories" said "Höchstens 2 davon."
ok "an answer that speaks against the outcome is asked about" said "Diese Angabe spricht für ein anderes Ergebnis"
ok "an unknown step is named" grep -q "^Den Schritt .ZZ9. gibt es nicht" "$T/said.C"
ok "what is missing is asked again" said "Hier fehlt etwas: Bis wann."
ok "undo says what" said "Rückgängig gemacht: Ergebnis A6."
ok "a result that was begun at the end is not stored" said "ist nicht gespeichert."
ok "the summary says what failed" said "nicht bestanden: D7 "
ok "and what waits" grep -q '^läuft: WG-2 .*Kommune (andere Stelle)' "$T/said.C.UTF-8"
ok "and which obstacles" said "Offene Hürde: Redaktion kennt das Feld nicht"
ok "no control characters" same "$(LC_ALL=C tr -d '\n\040-\176\200-\377' <"$T/said.C.UTF-8" | wc -c)" 0
ok "ASCII where the locale demands it" same "$(LC_ALL=C tr -d '\n\040-\176' <"$T/said.C" | wc -c)" 0
ok "umlauts in two letters" grep -q '^Zu pruefen: ' "$T/said.C"
ok "no line is longer than 80 columns" same "$(awk 'length > 80' "$T/said.C")" ""

# --- beginnings and ends
answer() { printf "$1" | LC_ALL=C.UTF-8 A --linear $hanau; }
ok "nothing as input ends cleanly" has "Zusammenfassung" answer ''
ok "an Anbindung without a visit" has "Prüflauf: Hanau – Wohngeld" answer 'q\n'
ok "on what is not settled" has "Schritt 3 von 40: D7 " answer 'q\n'
ok "lines of serial consoles" has "Schritt 1 von 40: D1" answer '.\r\ns D1\r\nq\r\n'
ok "bytes that are no text are refused" has "Bitte noch einmal." answer '\377\nq\n'
ok "and control characters" has "Bitte noch einmal." answer '.\nn a\001b\nq\n'
long() { { echo .; printf 'n '; head -c 70000 /dev/zero | tr '\0' x; printf '\nq\n'; } | A --linear $hanau; }
ok "and a line without end" has "zu lang, höchstens 16384 Bytes" long
ok "a line without its newline counts" has "Gespeichert: Notiz." answer '.\nn ganz am Ende'
ok "a secret key is never stored" has "Die Notiz ist nicht gespeichert." answer '.\nn -----BEGIN PRIVATE KEY-----\nq\n'
ok "a name only if it is meant" has "Trotzdem übernehmen?" answer '.\nn Frau Meier ist am 0171 2345678 erreichbar\nnein\nq\n'
ok "two notes in all" same "$(A note list --json | jq length)" 2
ok "an unknown visit is an error" complains 1 "" A --linear zzz
ok "without a visit from today on it says so" complains 1 "kein Termin" env VORORT_TODAY=2027-01-01 "$V" --data "$T/b2" --linear
ok "the option may stand behind its argument" sh -c '"$0" --data "$1" '$hanau' --linear </dev/null | grep -q Zusammenfassung' "$V" "$T/a"
ok "output that cannot be written ends it" status 1 sh -c 'echo q | "$0" --data "$1" --linear '$hanau' >/dev/full' "$V" "$T/a"

# --- killed in the middle
"$V" --data "$T/k" init --user ROT-HE-2 --land HE >/dev/null 2>&1
"$V" --data "$T/k" kommune import tests/data/kommunen-demo.jsonl >/dev/null
"$V" --data "$T/k" anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
while :; do printf '.\n6 keine Zeit\n' || break; done 2>/dev/null |
	sh -c 'echo $$ >"$2/pid"; LC_ALL=C exec "$0" --data "$1" --linear hanau/wohngeld' "$V" "$T/k" "$T" >"$T/said.k" 2>/dev/null &
deadline=$(($(date +%s) + 20))
while [ "$(grep -c '^Gespeichert: ' "$T/said.k")" -lt 12 ] && [ "$(date +%s)" -lt $deadline ]; do :; done
kill -9 "$(cat "$T/pid")"
wait
kept() {
	confirmed=$(grep -c '^Gespeichert: .*\.$' "$T/said.k")
	stored=$("$V" --data "$T/k" result list $hanau --json | jq length)
	echo "$confirmed confirmed, $stored stored"
	[ "$confirmed" -ge 12 ] && [ "$stored" -ge "$confirmed" ] && [ "$stored" -le $((confirmed + 1)) ]
}
ok "what was confirmed survived kill -9" kept
last=$("$V" --data "$T/k" result list $hanau --json | jq -r 'sort_by(.id) | last.step')
run_k() { printf "$1" | "$V" --data "$T/k" --linear "${2:-$hanau}"; }
ok "without a visit, the next run begins where it was left" sh -c '"$0" --data "$1" --linear '$hanau' </dev/null | grep -Eq "^Weiter bei '"($last|[A-Z0-9.-]+)"', wo"' "$V" "$T/k"

# --- the day: who is here, who answers, where it was left, Sichtschutz, what follows
"$V" --data "$T/d" init --user ROT-HE-2 --role leitung --land HE >/dev/null 2>&1
"$V" --data "$T/d" kommune import tests/data/kommunen-demo.jsonl >/dev/null
"$V" --data "$T/d" anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
visit=$("$V" --data "$T/d" visit add --anbindung $hanau --date 24.11.2026)
D() { "$V" --data "$T/d" "$@"; }
day() { printf "$1" | D --linear "$visit"; }
ok "who is here has so many minutes left" has "Da: Fachamt, noch " day '.\ni\nfachamt\nq\n'
ok "the next run knows it" has "Da: Fachamt, noch " day 'q\n'
ok "steps for others are passed over" not has "Dabei: IT" day '.\nw\n.\nw\n.\nw\nq\n'
ok "all again" has "Alle Schritte sind wieder da" day '.\ni\n-\nq\n'
day '.\no\nfachamt\n6 keine Zeit\nq\n' >/dev/null
ok "who answers stands in the result" same "$(D result list $hanau --json | jq -r '.[0].function')" fachamt
day '.\ns E1\nq\n' >/dev/null
ok "it goes on where it was left" has "Weiter bei E1, wo der Prüflauf zuletzt stand." day 'q\n'
ok "the terminal and the linear mode share that place" same "$(D --linear "$visit" </dev/null | grep -c 'Weiter bei E1')" 1
ok "Sichtschutz can be switched" has "Sichtschutz aus" day '.\ny\nq\n'
ok "and is remembered for the visit" has "Sichtschutz an" day '.\ny\nq\n'
ok "without a visit there is none" has "Ohne Termin gibt es keinen Sichtschutz." sh -c 'printf ".\ny\nq\n" | "$0" --data "$1" --linear '$hanau "$V" "$T/d"
day '.\ns F1.4\n.\n3\n\nja\nZustellpunkt fehlt\ntechnisch\n\n\n\n\nja\nq\n' >"$T/said.defer"
ok "what follows from the failed step is deferred" grep -q "^Gespeichert: F1.6, F1.7, F1.8 zurückgestellt." "$T/said.defer"
ok "under that Hürde" same "$(D obstacle list --json | jq -r '.[0].steps | join(" ")')" "F1.4 F1.6 F1.7 F1.8"
day '.\ns E1\n.\nk\n1\nq\n' >"$T/said.same"
ok "a further step by number" grep -q "^Gespeichert: E1 zurückgestellt." "$T/said.same"
ok "all in its place" same "$(D obstacle list --json | jq -r '.[0].steps | join(" ")')" "F1.4 F1.6 F1.7 F1.8 E1"
exit $failed
