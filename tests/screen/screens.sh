#!/bin/sh
# Plays the scripts tests/screen/*.tty that begin with "# data", each on data of its own. Their first lines say what they need:
#   # data NAME       fresh: a new laptop · visit: one Termin with some results and Hürden · many: 1000 Hürden more · two: the same with a repository and a second laptop
#                     · matrix: as visit, with Anbindungen in several Länder and states
#   # size ROWS COLS
#   # start SCREEN    --screen SCREEN
. tests/cli/lib.sh

export LC_ALL=C.UTF-8 HOME="$T"
tty="$(dirname "$V")/tests/ttyscript"
A() { "$V" --data "$T/a" "$@" >/dev/null 2>&1; }

# The data of "visit" and "two", made once with the command line.
A init --name "Laptop 1" --user ROT-HE-2 --role roll_out_team --land 06
A kommune import tests/data/kommunen-demo.jsonl
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect --param fachverfahren=DiWo
visit=$(id_of "$V" --data "$T/a" visit add --anbindung ags:06435014/wohngeld --date 2026-11-24 --place Rathaus --team ROT-HE-2)
A visit add --anbindung ags:06435014/wohngeld --date 2026-12-15
record() { A result add ags:06435014/wohngeld "$@" --visit "$visit"; }
record A6 passed
record B1 failed --note "Vertrag fehlt"
record D4 waiting --stelle landesredaktion --ticket LR-7 --due 2026-11-20 --field eingetragen_am=2026-11-17
A obstacle add --anbindung ags:06435014/wohngeld --step B1 --title "Nachnutzungsvertrag des Landes fehlt" --category rechtlich \
	--set severity=verhindert --set responsible=koordination --set due=2026-11-20
A obstacle add --anbindung ags:06435014/wohngeld --step E1 --title "Firewall-Antrag ist offen" --category technisch \
	--set severity=verzoegert --set due=2026-12-24
git init -q --bare "$T/r.git"
# A questionnaire that came back (~/antwort.xlsx).
A fragebogen write ags:06435014/wohngeld -o "$T/frage.xlsx"
python3 tests/tools/xlsx.py fill "$T/frage.xlsx" "$T/antwort.xlsx" fachverfahren=WoGeld A1.ars=064350014014 umfang=kern C2.einmalig=viel

# The data of "matrix".
cp -R "$T/a" "$T/m"
M() { "$V" --data "$T/m" "$@" >/dev/null 2>&1; }
known() { # KOMMUNE LEISTUNG FIELDS…
	M anbindung add --kommune "$1" --leistung "$2" && id="ags:$1/$2" && shift 2 && M anbindung set "$id" "$@"
}
known 06435014 wohngeld state=im_test state_date=2026-11-03 state_source="Rückmeldung der Kommune" first_mover=ja first_mover_by="KSpV und Land"
known 06435014 kfz state=nicht_zustaendig state_date=2026-10-01
known 06435007 ummeldung state=ende_zu_ende state_date=2026-09-15
known 06435007 wohngeld state=produktiv_mit_fv
known 14625020 wohngeld state=freigabereif first_mover=ja first_mover_by=Land
known 10041100 wohngeld state=anderes_angebot

prepare() {
	rm -rf "$T/d"
	case $1 in
	fresh) mkdir "$T/d" ;;
	visit) cp -R "$T/a" "$T/d" ;;
	many) cp -R "$T/a" "$T/d" && "$(dirname "$V")/tests/manyobstacles" "$T/d" 1000 ;;
	two) cp -R "$T/a" "$T/d" && "$V" --data "$T/d" init --remote "$T/r.git" >/dev/null 2>&1 ;;
	matrix) cp -R "$T/m" "$T/d" ;;
	esac
}

header() { sed -n "s/^# $2 //p" "$1" | head -n 1; }
play() {
	size=$(header "$1" size)
	start=$(header "$1" start)
	prepare "$(header "$1" data)"
	# shellcheck disable=SC2086
	"$tty" --rows "${size%% *}" --cols "${size##* }" "$1" -- "$V" --data "$T/d" ${start:+--screen $start}
}
for script in tests/screen/*.tty; do
	[ -n "$(header "$script" data)" ] || continue
	ok "$(basename "$script" .tty)" play "$script"
done

# A text that is being typed survives kill -9.
prepare visit
"$tty" --timeout 20000 tests/screen/entwurf1.tty -- "$V" --data "$T/d" >/dev/null 2>&1 &
watcher=$!
deadline=$(($(date +%s) + 20))
until [ "$(sqlite3 "$T/d/vorort.db" 'SELECT count(*) FROM local_draft' 2>/dev/null)" = 1 ] || [ "$(date +%s)" -ge $deadline ]; do :; done
for p in /proc/[0-9]*; do # the one program that works on this folder
	[ "$(readlink "$p/exe")" = "$V" ] && tr '\0' ' ' <"$p/cmdline" | grep -qF -- "--data $T/d" && kill -9 "${p#/proc/}"
done
wait $watcher || true
ok "a draft survives kill -9" "$tty" tests/screen/entwurf2.tty -- "$V" --data "$T/d"
exit $failed
