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
1

1
u

6
2
w
n Firewall-Regel ist noch zu
s B1
Akte 12
5
koordination

+21


z
23.11.2026
nein
Rahmenvertrag
23.11.2026

1
s 12
AVV

2 Vertrag unterschreiben
hersteller
+3
unklar


1
nein
z
z
w
w
s C1
land


bestanden
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
s H12
6
zeit
END
play() { LC_ALL=$1 "$V" --data "$2" --linear <"$T/keys" >"$T/said" 2>"$T/complained"; }
ok "a run ends with the input" play C.UTF-8 "$T/a"
cat "$T/said" >&2
exit $failed
