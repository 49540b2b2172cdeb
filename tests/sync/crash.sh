#!/bin/sh
# Crash points: at every one of a record the power goes, and a sample of the rest, of setting up and of syncing. make soak takes all.
CRASH_MODE="kill" "$BUILD/tests/crash" record || failed=1
CRASH_POINTS=${CRASH_POINTS:-2} "$BUILD/tests/crash" record init first-sync sync || failed=1
exit "${failed:-0}"
