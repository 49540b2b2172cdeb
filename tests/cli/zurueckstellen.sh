#!/bin/sh
# One cause, one Hürde, by command: what depends on it is deferred, settled it is offered again on another laptop, too. And who has to stay.
. tests/cli/lib.sh

hanau=ags:06435014/wohngeld
A() { "$V" --data "$T/a" "$@"; }
B() { "$V" --data "$T/b" "$@"; }
# again LAPTOP: steps that are to be tested once more.
again() { "$1" anbindung steps $hanau --json | jq -r '[.steps[] | select(any(.results[]; .again)) | .id] | join(" ")'; }

git init -q --bare "$T/r.git"
A init --user ROT-HE-2 --name laptop-a --role leitung --land HE --remote "$T/r.git" >/dev/null 2>&1
A kommune import tests/data/kommunen-demo.jsonl >/dev/null
A anbindung add --kommune 06435014 --leistung wohngeld --param transport=fitconnect >/dev/null
visit=$(id_of A visit add --anbindung $hanau --date 24.11.2026)
A result add $hanau F1.4 failed --visit "$visit" >/dev/null
obstacle=$(id_of A obstacle add --anbindung $hanau --step F1.4 --title "Zustellpunkt fehlt" --category technisch --set responsible=kit)

ok "what follows is named" same "$(A obstacle defer "$obstacle" --visit "$visit" --by it | tr '\n' ' ')" "F1.6 F1.7 F1.8 "
ok "the Hürde lists its steps" has "F1.7     nicht prüfbar" A obstacle show "$obstacle"
ok "they are no Wiedervorlagen, their Hürde may be one" same "$(A waiting list --json | jq length)" 0
ok "who answered is kept" has '"function": "it"' A result list $hanau --json
ok "once more there is nothing to do" complains 1 "nichts zurückzustellen" A obstacle defer "$obstacle"
ok "an unknown step" complains 1 "gibt es in dieser Checkliste nicht" A obstacle defer "$obstacle" --step F1.99
ok "a further step by name" same "$(A obstacle defer "$obstacle" --step E1)" E1
A undo >/dev/null
ok "one undo takes all of it back" has "3 Schritte zurückgestellt" A undo
ok "nothing is left of it" same "$(A obstacle show "$obstacle" --json | jq -r .steps)" F1.4
A redo >/dev/null
A sync --quiet
B init --user TF-HE --name laptop-b --role taskforce --remote "$T/r.git" >/dev/null 2>&1
B sync --quiet
B obstacle set "$obstacle" status=behoben "status_why=Zugang ist da" >/dev/null
ok "settled, its steps are open again" same "$(again B)" "F1.4 F1.6 F1.7 F1.8"
ok "in words" has "nicht prüfbar, wartet auf Dritte (wieder zu prüfen)" B anbindung steps $hanau --open
B sync --quiet && A sync --quiet
ok "on the other laptop, too" same "$(again A)" "F1.4 F1.6 F1.7 F1.8"
A result add $hanau F1.4 not_tested --note "keine Zeit" >/dev/null
ok "tested, it is not asked for any more" same "$(again A)" "F1.6 F1.7 F1.8"
A obstacle set "$obstacle" status=in_klaerung >/dev/null
ok "open again, it stands in the way again" same "$(again A)" ""
A obstacle set "$obstacle" retracted=ja "retracted_why=war keine" >/dev/null
ok "withdrawn, what it put off is offered again" same "$(again A)" "F1.6 F1.7 F1.8"
A undo >/dev/null
ok "that undone, not any more" same "$(again A)" ""
A result add $hanau F1.6 blocked --stelle kit --ticket K-7 >/dev/null
A obstacle set "$obstacle" retracted=ja "retracted_why=war keine" >/dev/null
ok "what waits by itself goes on waiting" same "$(again A)" "F1.7 F1.8"
ok "how long who has to stay" has "Minuten in" A anbindung steps $hanau --present it
ok "only what IT can do alone" not has "Zuständige Behörde und Gebiet bestätigen" A anbindung steps $hanau --present it
ok "a function that there is not" status 2 A anbindung steps $hanau --present hausmeister
exit $failed
