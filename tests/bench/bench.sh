#!/bin/sh
# Holds the board of obstacles against tig and ncdu on equally many rows, all in one run: figures are ratios, never times.
# Needs ttybench (TTYBENCH, or ../shared/tools/ttybench) and the packages tig, ncdu, python3. Data is made once below build/bench.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
n=${N:-100000}
bench=${TTYBENCH:-../shared/tools/ttybench}
dir=$build/bench

if [ ! -f "$bench/ttybench.py" ]; then
	echo "bench: ttybench not found (set TTYBENCH to its folder)" >&2
	exit 1
fi
for program in tig ncdu python3 jq; do
	command -v "$program" >/dev/null || { echo "bench: $program is missing: apt-get install $program" >&2; exit 1; }
done

mkdir -p "$dir"
# data NAME KOMMUNEN FILLER N: made once; as on a lead's laptop nothing of it waits to be published.
data() {
	[ ! -f "$dir/$1/.done" ] || return 0
	rm -rf "${dir:?}/$1" "$dir/r.git"
	"$build/vorort" --data "$dir/$1" init --name Bench --user BENCH >/dev/null
	"$build/vorort" --data "$dir/$1" kommune import "$2" >/dev/null
	make -s BUILD="$build" "$build/tests/$3"
	"$build/tests/$3" "$dir/$1" "$4"
	git init -q --bare "$dir/r.git"
	"$build/vorort" --data "$dir/$1" sync --remote "$PWD/$dir/r.git" >/dev/null
	touch "$dir/$1/.done"
}
data "data-$n" tests/data/kommunen-demo.jsonl manyobstacles "$n"
# All Kommunen of a country of Germany's size, each with 16 Anbindungen.
sh tests/bench/kommunen.sh >"$dir/kommunen.jsonl"
data bedarfstraeger "$dir/kommunen.jsonl" manyanbindungen $((12600 * 16))
[ -d "$dir/peers/commits/.git" ] && [ -d "$dir/peers/tree" ] || python3 "$bench/mkdata.py" "$dir/peers" commits tree

figures() { # NAME then ttybench options
	name=$1
	shift
	python3 "$bench/ttybench.py" bench --json --runs 5 "$@" | jq -c --arg name "$name" '.summary + {name: $name}'
}

{
	figures tig --cwd "$dir/peers/commits" --ready 'commit 1 of' --keys '<Down*60>' -- tig
	figures ncdu --ready 'Total disk usage' --keys '<Down*60>' -- ncdu -q "$dir/peers/tree"
	figures vorort --ready 'Hürden' --keys '<Down*60>' --quit 'qqq' -- "$build/vorort" --data "$dir/data-$n" --screen huerden
} >"$dir/figures.jsonl"

matrix() { # NAME KEYS
	figures "$1" --ready 'Bedarfsträger' --keys "$2" --quit '<Esc><Esc>qq' -- "$build/vorort" --data "$dir/bedarfstraeger" --screen bedarfstraeger
}
{
	matrix rows '<Down*60>'
	matrix columns '<Right*15><Left*15>'
	matrix pages '<PgDn*30>'
	matrix typing '/mühle<BS*5>neustadt 11<BS*11>großm'
	matrix groups 'gggggg'
} >"$dir/matrix.jsonl"

jq -s -r '
	(map({(.name): .}) | add) as $f
	| ($f | to_entries[] | "\(.key)\tusable \(.value.ready_ms * 10 | round / 10) ms\tkey p50 \(.value.key_p50_ms * 100 | round / 100) p95 \(.value.key_p95_ms * 100 | round / 100) ms\t\(.value.key_bytes_p50) bytes a move\tpeak \(.value.peak_mib * 10 | round / 10) MiB"),
	  "usable: \($f.vorort.ready_ms / $f.tig.ready_ms * 100 | round / 100) x tig (at most 2)",
	  "key to frame p95: \($f.vorort.key_p95_ms / $f.ncdu.key_p95_ms * 100 | round / 100) x ncdu (at most 2)",
	  "bytes a move: \($f.vorort.key_bytes_p50) (at most 400)",
	  "peak memory: \($f.vorort.peak_mib * 10 | round / 10) MiB (at most 20)"' "$dir/figures.jsonl"
jq -s -r '
	def ms: . * 10 | round / 10;
	(map({(.name): .}) | add) as $m
	| "Bedarfsträger, 12,600 Kommunen x 16:",
	  ($m | to_entries[] | "\(.key)\tkey p50 \(.value.key_p50_ms | ms) p95 \(.value.key_p95_ms | ms) ms (at most 16, groups apart)\t\(.value.key_bytes_p50) bytes"),
	  "opens: \($m.rows.ready_ms | ms) ms (at most 50)",
	  "peak memory: \([$m[].peak_mib] | max | ms) MiB (at most 30)"' "$dir/matrix.jsonl"
