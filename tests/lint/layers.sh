#!/bin/sh
# Checks every #include below src/ and include/vorort/ against layers.txt. Prints one line per finding; exit status 1 if there is one.
set -eu
cd "$(dirname "$0")/../.."

# file:line:#include … of sources and of public headers; of the latter those of a layer are checked like its folder.
files=$(find src include/vorort -name '*.[ch]' | sort)
# shellcheck disable=SC2086
{
	cat tests/lint/layers.txt
	for d in src/*/; do d=${d%/}; echo "folder ${d#src/}"; done
	for f in $files; do echo "file $f"; done
	grep -nH '^[[:space:]]*#[[:space:]]*include' $files | sed 's/^/include /'
} | awk '
function matches(name, pattern) {
	if (pattern ~ /\*$/)
		return index(name, substr(pattern, 1, length(pattern) - 1)) == 1
	return name == pattern
}
function layer_of(header,    stem) {
	stem = header
	sub(/\.h$/, "", stem)
	if (header in layer)
		return layer[header]
	if (stem in folder)
		return stem
	if (("src/core/" stem ".c") in file)
		return "core"
	return ""
}
function finding(text) {
	print where ": " text
	n++
}
function check_own(me, header,    other) {
	other = layer_of(header)
	if (other == "")
		finding("vorort/" header " has no layer; name it in tests/lint/layers.txt")
	else if (other != me && !((me, other) in uses))
		finding(me " may not include vorort/" header " (layer " other ")")
}
function check_local(me, header) {
	# A header beside its source, or one generated for the folder.
	if (header ~ /\//)
		finding(me " may not include \"" header "\": headers of another folder are private")
	else if (!(("src/" me "/" header) in file) && !(me == "store" && header ~ /^(schema|migration-[0-9a-z]+)\.h$/) && !(me == "app" && header == "kommunen.h") && !(me == "checklist" && header == "skeleton.h"))
		finding("\"" header "\" is not in src/" me "/")
}
function check_foreign(me, header,    i) {
	for (i = 1; i <= n_foreign; i++)
		if (matches(header, foreign[i]) && !((i, me) in may))
			finding("<" header "> is not for " me)
	for (i = 1; i <= n_never; i++)
		if (never_folder[i] == me && matches(header, never[i]))
			finding("<" header "> is not for " me)
}
function check(line,    me, path, header, parts) {
	split(line, parts, ":")
	path = parts[1]
	where = path ":" parts[2]
	header = line
	sub(/^[^#]*#[[:space:]]*include[[:space:]]*/, "", header)
	if (path ~ /^include\//) {
		sub(/^include\/vorort\//, "", path)
		me = layer_of(path)
	} else if (path == "src/main.c")
		me = "main"
	else {
		sub(/^src\//, "", path)
		sub(/\/.*/, "", path)
		me = path
	}
	if (header ~ /^"vorort\//) {
		sub(/^"vorort\//, "", header)
		sub(/".*$/, "", header)
		check_own(me, header)
	} else if (header ~ /^"/) {
		gsub(/^"|"[^"]*$/, "", header)
		check_local(me, header)
	} else {
		gsub(/^<|>.*$/, "", header)
		check_foreign(me, header)
	}
}
/^#/ || NF == 0 { next }
$1 == "uses" { for (i = 3; i <= NF; i++) uses[$2, $i] = 1 }
$1 == "header" { layer[$2] = $3 }
$1 == "foreign" { foreign[++n_foreign] = $2; for (i = 3; i <= NF; i++) may[n_foreign, $i] = 1 }
$1 == "never" { for (i = 3; i <= NF; i++) { never[++n_never] = $i; never_folder[n_never] = $2 } }
$1 == "folder" { folder[$2] = 1 }
$1 == "file" { file[$2] = 1 }
$1 == "include" { line = $0; sub(/^include /, "", line); check(line) }
END { exit n > 0 }
'
