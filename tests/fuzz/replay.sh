#!/bin/sh
# The checked-in corpus runs through every harness without a crash and without a broken promise.
. tests/cli/lib.sh

for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	ok "corpus of $name" "$BUILD/tests/$name" "tests/fuzz/corpus/${name#fuzz_}"
done
exit $failed
