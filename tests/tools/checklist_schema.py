#!/usr/bin/env python3
"""Holds checklists/schema.json against the program: the tables of keys, the real files and files with one defect each.

    checklist_schema.py VORORT CHECKLISTMAN FOLDER

Files are read as text only (BaseLoader), as the program does. A file of tests/data/checklists-broken begins with "# gut" or with
"# sagt: WORDS", which the program must say. Prints "ok - name" or "not ok - name" for each group.
"""
import glob
import json
import os
import shutil
import subprocess
import sys

import jsonschema
import yaml

VORORT, CHECKLISTMAN, FOLDER = sys.argv[1:4]
BROKEN = "tests/data/checklists-broken"

# What no schema can know: the program refuses these, the schema accepts them.
READER_ONLY = {
    "leser-anker": "anchors are syntax, gone once the file is loaded",
    "leser-verweis": "so are aliases",
    "leser-typangabe": "and tags",
    "leser-geschweift": "and the brackets of a mapping",
    "leser-schluessel-doppelt": "the loader keeps the last of two equal keys",
    "leser-unsichtbar": "invisible characters: too long a list for a pattern",
    "leser-kennung-doppelt": "uniqueness of one key over a list",
    "leser-parameter-doppelt": "likewise",
    "leser-wert-doppelt": "likewise",
    "leser-feld-doppelt": "likewise",
    "leser-katalog-doppelt": "likewise",
    "leser-braucht-fremd": "a reference inside the file",
    "leser-braucht-sich": "likewise",
    "leser-entfallen-vergeben": "likewise",
    "leser-vorgabe": "likewise",
    "leser-min-max": "one value against another",
    "leser-erwartet-fremd": "likewise",
    "leser-bedingung-form": "the language of conditions",
    "leser-bedingung-name": "likewise",
    "leser-bedingung-wert": "likewise",
    "leser-bedingung-nie": "likewise",
    "leser-baustein-fehlt": "another file",
    "leser-leistung-fremd": "the catalogue",
    "leser-praefix-liste": "likewise",
    "leser-dvdv-schluessel": "a key inside a text",
    "leser-probe-fremd": "the catalogue",
}

failed = False


def report(name, problems):
    global failed
    print(("not ok - " if problems else "ok - ") + name)
    for problem in problems:
        print("# " + problem)
    failed = failed or bool(problems)


def load(path):
    with open(path, "rb") as file:
        return yaml.load(file, Loader=yaml.BaseLoader)


def first_line(path):
    with open(path, encoding="utf-8-sig") as file:
        return file.readline().strip()


with open("checklists/schema.json", encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


def schema_errors(path):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(load(path))]


def reader_errors(paths):
    """Path -> what the program calls an error in this file."""
    run = subprocess.run([VORORT, "checklist", "lint", "--json", *paths], capture_output=True, text=True, check=False)
    errors = {path: [] for path in paths}
    for message in json.loads(run.stdout):
        if message["is_error"] and message["file"] in errors:
            errors[message["file"]].append(message["text"])
    return errors


# --- tables -----------------------------------------------------------------------------------------------------------------------


def resolve(part):
    """The definition that a property names, with what stands beside the reference."""
    while isinstance(part, dict) and "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return part


def codes_in(part):
    part = resolve(part)
    return resolve(part["items"]).get("enum") if part.get("type") == "array" else part.get("enum")


def is_list(part):
    part = resolve(part)
    return part.get("type") == "array" or any(is_list(one) for one in part.get("anyOf", []))


def compare_key(what, key, part):
    where = f"{what}, {key['name']}"
    if is_list(part) != key["list"]:
        yield f"{where}: a list for one side only"
    if "codes" in key and sorted(key["codes"].split(", ")) != sorted(codes_in(part) or []):
        yield f"{where}: {key['codes']} and {codes_in(part)}"


def compare_shape(shape):
    definitions = [d for d in schema["$defs"].values() if d.get("title") == shape["what"]]
    if len(definitions) != 1:
        yield f"{shape['what']}: {len(definitions)} definitions"
        return
    properties, required = definitions[0]["properties"], set(definitions[0]["required"])
    names = {key["name"] for key in shape["keys"]}
    if names != set(properties) or definitions[0].get("additionalProperties") is not False:
        yield f"{shape['what']}: keys differ: {sorted(names ^ set(properties))}"
    needed = {key["name"] for key in shape["keys"] if key["required"]}
    if needed != required:
        yield f"{shape['what']}: need differs: {sorted(needed ^ required)}"
    for key in shape["keys"]:
        if key["name"] in properties:
            yield from compare_key(shape["what"], key, properties[key["name"]])


def check_tables():
    lines = subprocess.run([CHECKLISTMAN, "--shapes"], capture_output=True, text=True, check=True).stdout.splitlines()
    shapes = [json.loads(line) for line in lines]
    problems = [problem for shape in shapes for problem in compare_shape(shape)]
    report(f"the schema has the keys, needs and codes of all {len(shapes)} shapes", problems if len(shapes) > 10 else ["too few"])


# --- files ------------------------------------------------------------------------------------------------------------------------


def check_real():
    paths = sorted(glob.glob("checklists/*.yaml") + glob.glob("checklists/bausteine/*.yaml"))
    errors = reader_errors(paths)
    problems = [f"{p}: {text}" for p in paths for text in errors[p] + schema_errors(p)]
    report(f"both accept the {len(paths)} files of checklists/", problems)


def lay_out(path, number):
    """Copies the file to where a file of its kind belongs, with the catalogue; returns the new path."""
    folder = os.path.join(FOLDER, str(number))
    content = load(path)
    kind = content if isinstance(content, dict) else {}
    name = "bausteine/x.yaml" if "bausteine" in kind else "katalog.yaml" if "leistungen" in kind else "wohngeld.yaml"
    os.makedirs(os.path.join(folder, "bausteine"))
    if name != "katalog.yaml":
        shutil.copy("checklists/katalog.yaml", folder)
    shutil.copy(path, os.path.join(folder, name))
    return os.path.join(folder, name)


def judge(path, reader, by_schema):
    """What is wrong about how the two sides take the file; None if nothing is."""
    name, line = os.path.basename(path)[: -len(".yaml")], first_line(path)
    if line == "# gut":
        return f"{name}: refused: {reader + by_schema}" if reader or by_schema else None
    said = line[len("# sagt: "):]
    if not line.startswith("# sagt: ") or not any(said in text for text in reader):
        return f"{name}: {line}, but the program says {reader}"
    if name in READER_ONLY:
        return f"{name}: the schema knows it after all: {by_schema}" if by_schema else None
    return None if by_schema else f"{name}: the schema accepts it"


def check_broken():
    paths = sorted(glob.glob(BROKEN + "/*.yaml"))
    placed = {path: lay_out(path, i) for i, path in enumerate(paths)}
    errors = reader_errors(list(placed.values()))
    verdicts = {path: judge(path, errors[placed[path]], schema_errors(path)) for path in paths}
    names = {os.path.basename(path)[: -len(".yaml")] for path in paths}
    good = [p for p in paths if first_line(p) == "# gut"]
    alone = [p for p in paths if os.path.basename(p)[: -len(".yaml")] in READER_ONLY]
    refused = [p for p in paths if p not in good and p not in alone]
    for group, title in ((refused, "both refuse {} files with one defect each"), (good, "both accept {} files that look odd"),
                         (alone, "only the program can refuse {} files")):
        report(title.format(len(group)), [verdicts[p] for p in group if verdicts[p]] if group else ["no files"])
    report("the list of what only the program knows is complete", sorted(set(READER_ONLY) - names))


check_tables()
check_real()
check_broken()
sys.exit(failed)
