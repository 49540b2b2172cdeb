#!/bin/sh
# Nothing in the checklists is invented: every identifier, host, deadline, product and law is listed with its source.
. tests/cli/lib.sh
if python3 -c 'import yaml' 2>/dev/null; then
	ok "every token has its source" python3 tests/lint/kennungen.py
	mkdir -p "$T/p/checklists/bausteine" "$T/p/tests/data" && cp checklists/*.yaml "$T/p/checklists" && cp checklists/bausteine/* "$T/p/checklists/bausteine" &&
		cp tests/data/kennungen.tsv "$T/p/tests/data"
	sed -i 's/zwölf Ziffern/zwölf Ziffern auf ausgedacht.example.net binnen 17 Tagen/' "$T/p/checklists/wohngeld.yaml"
	invented() { here=$PWD && cd "$T/p" && python3 "$here/tests/lint/kennungen.py" >"$T/said"; got=$? && cd "$here" && [ $got = 1 ] && grep -q "ausgedacht.example.net" "$T/said" && grep -q "17 Tagen" "$T/said"; }
	ok "and an invented one is noticed" invented
else
	skip "every token has its source (no python3-yaml)"
fi
