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
if [ ! -f "$dir/data-$n/.done" ]; then
	rm -rf "$dir/data-$n"
	"$build/vorort" --data "$dir/data-$n" init --name Bench --user BENCH >/dev/null
	"$build/vorort" --data "$dir/data-$n" kommune import tests/data/kommunen-demo.jsonl >/dev/null
	make -s BUILD="$build" "$build/tests/manyobstacles"
	"$build/tests/manyobstacles" "$dir/data-$n" "$n"
	# As on a lead's laptop: nothing of it waits to be published.
	rm -rf "$dir/r.git"
	git init -q --bare "$dir/r.git"
	"$build/vorort" --data "$dir/data-$n" sync --remote "$PWD/$dir/r.git" >/dev/null
	touch "$dir/data-$n/.done"
fi
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

jq -s -r '
	(map({(.name): .}) | add) as $f
	| ($f | to_entries[] | "\(.key)\tusable \(.value.ready_ms * 10 | round / 10) ms\tkey p50 \(.value.key_p50_ms * 100 | round / 100) p95 \(.value.key_p95_ms * 100 | round / 100) ms\t\(.value.key_bytes_p50) bytes a move\tpeak \(.value.peak_mib * 10 | round / 10) MiB"),
	  "usable: \($f.vorort.ready_ms / $f.tig.ready_ms * 100 | round / 100) x tig (at most 2)",
	  "key to frame p95: \($f.vorort.key_p95_ms / $f.ncdu.key_p95_ms * 100 | round / 100) x ncdu (at most 2)",
	  "bytes a move: \($f.vorort.key_bytes_p50) (at most 400)",
	  "peak memory: \($f.vorort.peak_mib * 10 | round / 10) MiB (at most 20)"' "$dir/figures.jsonl"
