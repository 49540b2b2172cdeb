#!/bin/sh
# checklists/schema.json, which editors use, and the program agree on keys, on the real files and on files with a defect.
. tests/cli/lib.sh

if python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	python3 tests/tools/checklist_schema.py "$V" "${V%/*}/tests/checklistman" "$T" || failed=1
else
	skip "the schema agrees with the program (no python3-yaml, python3-jsonschema)"
fi
exit $failed
