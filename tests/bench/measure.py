#!/usr/bin/env python3
"""Runs a command and prints as JSON how long it took, the memory of its greatest process and, of a sync, when each phase began.

measure.py [--phases] COMMAND…; with --phases the command gets --progress-fd.
"""
import json
import os
import resource
import subprocess
import sys
import time

argv = sys.argv[1:]
phases = argv[0] == "--phases"
result = {}
begin = time.monotonic()
if phases:
    read, write = os.pipe()
    child = subprocess.Popen(argv[1:] + ["--progress-fd", str(write)], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    os.close(write)
    marks = []
    for line in os.fdopen(read, encoding="utf-8"):
        name = line.split("\t")[0]
        if not marks or marks[-1][0] != name:
            marks.append((name, time.monotonic() - begin))
    result["marks"] = marks
else:
    child = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
message = child.stderr.read().decode(errors="replace")
child.wait()
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
result.update(s=time.monotonic() - begin, mib=usage.ru_maxrss / 1024, cpu=usage.ru_utime + usage.ru_stime, code=child.returncode)
if child.returncode not in (0, 4):
    sys.exit(f"{argv}: {message}")
print(json.dumps(result))
