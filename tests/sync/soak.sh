#!/bin/sh
# A short soak: schedules of everything that goes wrong between laptops, and commands that are killed. make soak runs many more.
SOAK_N=${SOAK_N:-100} SOAK_SECONDS=${SOAK_SECONDS:-12} "$BUILD/tests/soak"
failed=$?
SOAK_KILLS=${SOAK_KILLS:-5} "$BUILD/tests/soak_kill" || failed=1
exit $failed
