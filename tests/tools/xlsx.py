#!/usr/bin/env python3
"""Questionnaires as others see and change them, with nothing but zipfile and XML of Python (openpyxl as well, where it is installed).

xlsx.py check FILE                  an independent reader finds texts only, no formula, landscape A4, a frozen heading, a hidden column
xlsx.py fill IN OUT KEY=VALUE …     fills in; KEY is PARAM or STEP.FIELD, with "!" behind it for the remark; VALUE may begin with
                                    n: number  f: formula  s: shared string (else inline)  id: replaces the id instead
xlsx.py rezip IN OUT MEMBER FILE    replaces (adds) a member
"""
import re
import sys
import zipfile
from xml.sax.saxutils import escape
import xml.etree.ElementTree as ET

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def strings(z):
    if "xl/sharedStrings.xml" not in z.namelist():
        return []
    return ["".join(t.text or "" for t in si.iter(M + "t")) for si in ET.fromstring(z.read("xl/sharedStrings.xml"))]


def sheets(z):
    return sorted(n for n in z.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml$", n))


def check(path):
    z = zipfile.ZipFile(path)
    assert z.testzip() is None
    texts = strings(z)
    found = False
    for name in sheets(z):
        root = ET.fromstring(z.read(name))
        assert not list(root.iter(M + "f")), "a formula"
        assert not list(root.iter(M + "sheetProtection")), "protected"
        for c in root.iter(M + "c"):
            assert c.get("t") in ("s", None) and (c.get("t") == "s" or c.find(M + "v") is None), "not a text: " + c.get("r")
        if not any(texts[int(c.find(M + "v").text)].startswith("vorort1 ") for c in root.iter(M + "c") if c.find(M + "v") is not None):
            continue
        found = True
        page = root.find(M + "pageSetup")
        assert page.get("paperSize") == "9" and page.get("orientation") == "landscape"
        assert root.find(".//" + M + "pane").get("state") == "frozen"
        assert [c.get("min") for c in root.iter(M + "col") if c.get("hidden") == "1"] == ["7"]
        assert root.find(M + "dataValidations") is not None
    assert found
    try:
        import openpyxl
    except ImportError:
        return
    for sheet in openpyxl.load_workbook(path):
        assert all(cell.data_type in ("s", "n") and not (cell.data_type == "n" and cell.value is not None) for row in sheet for cell in row)


def rezip(source, target, changes):
    with zipfile.ZipFile(source) as z, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in z.namelist():
            if name not in changes:
                out.writestr(name, z.read(name))
        for name, data in changes.items():
            out.writestr(name, data)


def cell(place, value, shared):
    if value.startswith("n:"):
        return f'<c r="{place}"><v>{value[2:]}</v></c>'
    if value.startswith("f:"):
        return f'<c r="{place}"><f>{escape(value[2:])}</f><v>7</v></c>'
    if value.startswith("s:"):
        shared.append(value[2:])
        return f'<c r="{place}" t="s"><v>{len(shared) - 1}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def fill(source, target, pairs):
    z = zipfile.ZipFile(source)
    texts = strings(z)
    changes = {name: z.read(name).decode() for name in sheets(z)}
    for pair in pairs:
        key, value = pair.split("=", 1)
        column = "F" if key.endswith("!") else "G" if value.startswith("id:") else "E"
        value = value[3:] if value.startswith("id:") else value
        step, _, field = key.rstrip("!").rpartition(".")
        wanted = re.compile(rf"vorort1 \S+ {re.escape(step or '-')} {re.escape(field)} ")
        row = next(r for r in ([name, m.group(1)] for name in changes for m in re.finditer(r'<c r="G(\d+)"[^>]*t="s"><v>(\d+)</v>', changes[name])
                               if wanted.match(texts[int(m.group(2))])))
        place = column + row[1]
        changes[row[0]], n = re.subn(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', lambda _: cell(place, value, texts), changes[row[0]], count=1)
        assert n == 1, key
    changes["xl/sharedStrings.xml"] = (f'<sst xmlns="{M[1:-1]}">' + "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in texts) + "</sst>")
    rezip(source, target, changes)


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "check":
        check(sys.argv[2])
    elif what == "fill":
        fill(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        with open(sys.argv[5], "rb") as data:
            rezip(sys.argv[2], sys.argv[3], {sys.argv[4]: data.read()})
