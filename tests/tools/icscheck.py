#!/usr/bin/env python3
"""Checks a calendar against RFC 5545 with Python alone: CRLF, lines of 75 octets at most, properties that must be there once, values.
Prints "n events" and findings; exit status 1 if there is one."""
import re
import sys

ONCE = {"UID": r"[^\s]+", "DTSTAMP": r"\d{8}T\d{6}Z", "DTSTART;VALUE=DATE": r"\d{8}", "DTEND;VALUE=DATE": r"\d{8}", "SEQUENCE": r"\d+", "SUMMARY": r".+",
        "TRANSP": r"OPAQUE|TRANSPARENT"}
MAYBE = {"LOCATION": r".+", "DESCRIPTION": r".+", "STATUS": r"TENTATIVE|CONFIRMED|CANCELLED"}
TEXT = {"SUMMARY", "LOCATION", "DESCRIPTION"}

raw = open(sys.argv[1], "rb").read()
found = []
if not raw.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
    found.append("line ends are not CRLF")
for line in raw.split(b"\r\n"):
    if len(line) > 75:
        found.append("a line of %d octets" % len(line))
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        found.append("a character is folded: %r" % line)
lines = re.sub(rb"\r\n[ \t]", b"", raw).decode("utf-8", "replace").split("\r\n")[:-1]
if lines[:2] != ["BEGIN:VCALENDAR", "VERSION:2.0"] or lines[-1] != "END:VCALENDAR" or not any(l.startswith("PRODID:") for l in lines[:6]):
    found.append("no calendar")
uids, event = [], None
for line in lines:
    name, _, value = line.partition(":")
    if line == "BEGIN:VEVENT":
        event = {}
    elif line == "END:VEVENT":
        found += ["%s is missing" % n for n in ONCE if n not in event]
        if event.get("DTEND;VALUE=DATE", "") <= event.get("DTSTART;VALUE=DATE", ""):
            found.append("ends before it begins: %s" % event)
        uids.append(event.get("UID"))
        event = None
    elif event is not None:
        pattern = ONCE.get(name) or MAYBE.get(name)
        if not pattern or not re.fullmatch(pattern, value):
            found.append("wrong: %s" % line)
        if name in event:
            found.append("twice: %s" % name)
        if name in TEXT and re.search(r"(?<!\\)(\\\\)*[;,]|(?<!\\)(\\\\)*\\[^\\;,nN]", value):
            found.append("not escaped: %s" % line)
        event[name] = value
if len(uids) != len(set(uids)):
    found.append("a UID twice")
print("%d events" % len(uids))
print("\n".join(found), end="\n" if found else "")
sys.exit(bool(found))
