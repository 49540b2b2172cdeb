#!/bin/sh
# Crash points: every one of a record, a sample of those of setting up and syncing. make soak takes all.
"$BUILD/tests/crash" record || failed=1
CRASH_POINTS=${CRASH_POINTS:-4} "$BUILD/tests/crash" init first-sync sync || failed=1
exit ${failed:-0}
