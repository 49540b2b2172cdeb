#!/usr/bin/env python3
"""A second program that reads a shared repository: written from man/vorort-format.5, with the table of ops taken from that page.

"reader.py PAGE REPOSITORY" prints JSON: of each kind of thing the records that are shown, the Kommunen, refused files with the reason, gaps
in chains, how many entries are unknown or wait, roles and blocked devices.
"""
import base64, collections, datetime, hashlib, json, pathlib, re, subprocess, sys, tempfile

PAGE, REPOSITORY = sys.argv[1:3]
LOG = re.compile(r"log/(..)/([a-z2-7]{12})/(0|[1-9]\d*)/([1-9]\d*)-([0-9a-f]{8})\.jsonl")
LIMITS = {r"vorort\.json": 4096, r"log/.*\.(jsonl|text)": 2 ** 20, r"checklists/.*\.yaml": 2 ** 20, r"kommunen/.*\.jsonl": 2 ** 24}
STAMP, LEISTUNG, MARK = "[a-p][1-9][0-9]{0,15}-[a-z2-7]{12}-[a-z2-7]{4}", "[a-z0-9_]{1,40}", "[A-Za-z0-9._:/@|-]{1,100}"
KOMMUNE, CHAR, HEX = "(?:ags:[0-9]{8}|verband:[0-9]{9}|kreis:[0-9]{5})", r'(?:[^"\\\x00-\x1f]|\\["\\])', "[0-9a-f]{64}"
NAMES = {"Stempel": STAMP, "Gerätekennung": "[a-z2-7]{12}", "Kommune": KOMMUNE, "SHA-256": HEX, "vorhaben": "vorhaben",
         "<Kommune>/<Leistung>": f"{KOMMUNE}/{LEISTUNG}", "<Land>/<Leistung>": f"(?:0[1-9]|1[0-6])/{LEISTUNG}",
         "<Leistung>/<Version>": f"{LEISTUNG}/{MARK}"}
SHAPES = {"Text": "[A-Za-z0-9_-]{43}", "Marke": MARK, "Kennung": MARK, "Zeile": CHAR + "+", "SHA-256": HEX, "Datum": "[0-9-]{10}"}
HEAD = r'{"k":"%s","n":[1-9][0-9]{0,15},"run":"[a-z2-7]{4}","at":"%s","by":"%s"'
STRICT, LAX = (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z", r"[\w./-]{1,24}"), (CHAR + "{0,17}", CHAR + "*")
Op = collections.namedtuple("Op", "stamp device batch line thing field entity key at slots base")
rules, grammar = {}, {}  # {(thing, slot): (field, rule)} and {kind: pattern of the rest of its lines}, from the page

def read_page():
    def value(rule):
        name, _, codes = rule.partition("; höchstens")[0].partition(": ")
        one = codes.replace(", ", "|") or SHAPES.get({"Marken": "Marke", "Kennungen": "Kennung"}.get(name[10:], name))
        many = rf'\["(?:{one})"(?:,"(?:{one})")*\]'
        return "(?:0|[1-9][0-9]*)" if name.startswith("Zahl") else many if name.startswith("Liste") else f'"(?:{one})"'
    table = pathlib.Path(PAGE).read_text("utf-8").split("OPS: begin")[1].split("OPS: end")[0]
    for thing, text in re.findall(r"^\.Ss (\w+)(.*?)(?=^\.Ss|\Z)", table, re.S | re.M):
        name = re.search(r"^Kennung: (.*)\.$", text, re.M)[1]
        add = f',"e":"{NAMES[name]}"' if name != "Stempel" else ""
        for field, where, items in re.findall(r"^\.Em (\w+).*?\n\((.*?)\)\n(.*?)^\.El", text, re.S | re.M):
            slots = re.findall(r"^\.It Cm (\w+)\n(.*?)(; Pflicht.*)?$", items, re.M)
            rules.update({(thing, slot): (field, rule) for slot, rule, _ in slots})
            said = "".join(f'(?:,"{slot}":{value(rule)})' + ("" if must else "?") for slot, rule, must in slots)
            add += f"(?:{said})" + ("" if "Pflicht" in where else "?") if "in add" in where else ""
            key = f',"p":"{MARK}"' if "Schlüssel" in where else ""
            grammar.update({} if "nur in add" in where else {f"{thing}.{field}": f',"e":"{NAMES[name]}"{key}(?:{said})?'})
        grammar[thing + ".add"] = add

def demand(condition, reason):
    if not condition: raise ValueError(reason)

def check_value(rule, value):
    codes = rule.partition(": ")[2].partition(";")[0].split(", ")
    if isinstance(value, list):
        demand(len(set(value)) == len(value) <= int((re.search(r"höchstens (\d+)", rule) or [0, 200])[1]), "list")
        demand("Codes" not in rule or value == sorted(value, key=codes.index), "order of a list")
    elif isinstance(value, int): demand(value in range(*(int(limit) + i for i, limit in enumerate(re.findall(r"\d+", rule)))), "number")
    elif rule == "Zeile": demand(value.isprintable() and len(value.encode()) <= 200, "line")
    elif rule == "Datum": datetime.date.fromisoformat(value)

def read_op(line, device, batch):
    demand(0 < len(line.encode()) <= 65536, "length of an entry")
    e = json.loads(line)
    stamp, kind, known = f"{chr(96 + len(str(e['n'])))}{e['n']}-{device}-{e['run']}", e["k"], e["k"] in grammar
    thing, _, field = kind.partition(".")
    tail = rf'{grammar[kind]}(?:,"base":\["{STAMP}"(?:,"{STAMP}")*\])?}}' if known else ".*}"
    demand(re.fullmatch(HEAD % (re.escape(kind), *(STRICT if known else LAX)) + tail, line) and e["n"] < 2 ** 53, kind + ": form")
    demand(json.dumps(e, ensure_ascii=False, separators=(",", ":")) == line, kind + ": another spelling")
    slots, base = {slot: value for slot, value in e.items() if known and (thing, slot) in rules}, e.get("base", [])
    for slot, value in slots.items():
        check_value(rules[thing, slot][1], value)
    demand(not known or (base == sorted(set(base))[:200] and datetime.date.fromisoformat(e["at"][:10])), "base")
    return Op(stamp, device, batch, line, thing, field if known else None, e.get("e", stamp), e.get("p", ""), e["at"], slots, base)

def check_signature(message, text, key, device):
    def string(*parts): return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    blob = base64.b64decode(key.removeprefix("ssh-ed25519 "), validate=True)
    frame = b"SSHSIG\0\0\0\1" + string(blob, b"vorort", b"", b"sha512") + b"\0\0\0\x53" + string(b"ssh-ed25519") + b"\0\0\0\x40"
    demand(len(text) == 236 and base64.b64decode(text, validate=True)[:-64] == frame, "form of the signature")
    demand(blob == string(b"ssh-ed25519", blob[-32:]), "form of the key")
    demand(base64.b32encode(hashlib.sha256(blob[-32:]).digest())[:12].decode().lower() == device, "key of another device")
    with tempfile.NamedTemporaryFile("w") as signers, tempfile.NamedTemporaryFile("w") as file:
        print("device", key, file=signers, flush=True)
        print(f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----", file=file, flush=True)
        verify = ["ssh-keygen", "-Y", "verify", "-f", signers.name, "-I", "device", "-n", "vorort", "-s", file.name]
        demand(subprocess.run(verify, input=message, capture_output=True, check=False).returncode == 0, "signature")

def read_batch(path, data):
    aa, device, hundred, number, hash8 = LOG.fullmatch(path).groups()
    demand((aa, int(hundred)) == (device[:2], int(number) // 100) and int(number) < 2 ** 53, "path")
    demand(hashlib.sha256(data).hexdigest()[:8] == hash8, "hash")
    header, *lines, signature, end = data.decode().split("\n")
    key, prev = (json.loads(header)[name] for name in ("key", "prev"))
    demand(header == f'{{"format":1,"undertaking":"{card["undertaking"]}","device":"{device}","key":"{key}","number":{number},'
           f'"prev":"{prev}","count":{len(lines)}}}' and lines and not end and re.fullmatch(HEX if number != "1" else "", prev), "header")
    demand(signature[:8] + signature[-2:] == '{"sig":""}', "no signature")
    check_signature(data[:-len(signature) - 1], signature[8:-2], key, device)
    ops = [read_op(line, device, int(number)) for line in lines]
    chain[device, int(number), hashlib.sha256(data).hexdigest()] = prev
    for line in b"".join(files.get(path[:-5] + "text", [])).splitlines():
        try:
            h, salt, text = (json.loads(line)[name] for name in "hst")
            proof = base64.urlsafe_b64encode(hashlib.sha256((salt + text).encode()).digest())[:43].decode()
            demand(h == proof and len(salt) == 22, "hash")
            texts.update({h: text} if f'"{h}"'.encode() in data else {})
        except (ValueError, KeyError, TypeError):
            refused[path[:-5] + "text"] = "text"
    return ops

def read_files():
    """{path: contents of it on main and in/*}, and {path: reason} for what is too large to be read."""
    def git(*args):
        return subprocess.run(["git", "--git-dir", REPOSITORY, *args], check=True, stdout=subprocess.PIPE).stdout
    contents, too_large = collections.defaultdict(set), {}
    refs = git("for-each-ref", "--format=%(refname)", "refs/heads/main", "refs/heads/in/").decode().split()
    for entry in "".join(git("ls-tree", "-r", "-l", "-z", ref).decode() for ref in refs).split("\0")[:-1]:
        (mode, _, blob, size), path = entry.partition("\t")[0].split(), entry.partition("\t")[2]
        limit = next((limit for pattern, limit in LIMITS.items() if mode == "100644" and re.fullmatch(pattern, path)), 0)
        if limit >= int(size): contents[path].add(git("cat-file", "blob", blob))
        elif limit: too_large[path] = "size"
    return contents, too_large

def counts(op, blocked): return blocked.get(op.device) is None or op.batch <= blocked[op.device]

def accept(found):
    """One entry for each stamp, in their order, none more than a million ahead; roles and blocks as they then are; what a Leitung wrote."""
    most, ops, roles, blocked, led = 0, [], {card["founder"]: "leitung"}, {}, set()
    best = {op.stamp: op for op in sorted(found, key=lambda op: (op.stamp, hashlib.sha256(op.line.encode()).digest(), op.batch), reverse=True)}
    for op in reversed(best.values()):
        n = int(op.stamp.partition("-")[0][1:])
        if n <= most + 1000000:
            most = n
            ops.append(op)
            if roles.get(op.device) == "leitung" and counts(op, blocked):
                led.add(op.stamp)
                if op.thing == "device" and op.field in ("role", "blocked"):
                    (roles if op.field == "role" else blocked)[op.entity] = op.slots.get("role", op.slots.get("blocked_after"))
    led = {op.stamp for op in ops if op.stamp in led and counts(op, blocked)}
    return ops, len(best) - len(ops), roles, blocked, led

def in_force(changes, is_value):
    """Of {stamp: (op, slots, base)} the values that no other one names in its base, directly or through others."""
    gone, todo = set(), [parent for op, _, base in changes.values() if is_value(op) for parent in base]
    while todo:
        stamp = todo.pop()
        todo += changes[stamp][2] if stamp in changes and stamp not in gone else []
        gone.add(stamp)
    return [(stamp, changes[stamp][1]) for stamp in sorted(changes) if stamp not in gone and is_value(changes[stamp][0])]

def project(ops, blocked):
    """{thing: {entity: {(field, key): [(stamp, slots) in force, the greatest last]}}} of what is shown, and {(thing, entity): first day}."""
    changes, things, created, withdrawn = collections.defaultdict(dict), {}, {}, set()
    for op in ops:
        if op.field == "add" and counts(op, blocked): created.setdefault((op.thing, op.entity), op.at[:10])
        for field in {rules[op.thing, slot][0] for slot in op.slots} if op.field == "add" else {op.field}:
            slots = {slot: value for slot, value in op.slots.items() if rules[op.thing, slot][0] == field}
            changes[op.thing, op.entity, field, op.key][op.stamp] = (op, slots, op.base if op.field == field else [])
        if (op.thing, op.field) == ("result", "add"):
            place = ("anbindung" if "/" in op.slots["on"] else "stelle", op.slots["on"], "result")
            changes[(*place, "{step}/{env}/{instance}".format(**op.slots))][op.stamp] = (op, {"outcome": op.slots["outcome"]}, op.base)
    for (thing, entity, field, key), all_ in sorted(changes.items(), key=lambda item: item[0][2] == "result"):  # withdrawn ones are known
        values = in_force(all_, lambda op: counts(op, blocked) and not (field == "result" and ("result", op.stamp) in withdrawn))
        if values: things.setdefault(thing, {}).setdefault(entity, {})[field, key] = values
        if field == "retracted" and values and values[-1][1].get("retracted") == "ja": withdrawn.add((thing, entity))
    return {thing: {e: all_[e] for e in sorted(all_) if (thing, e) in created and (thing, e) not in withdrawn} for thing, all_ in things.items()}, created

def record(thing, entity, fields, day):
    def readable(slot, value):
        if rules.get((thing, slot), ("", ""))[1] != "Text": return ",".join(value) if isinstance(value, list) else str(value)
        return f"(Inhalt gelöscht am {erased[value]})" if value in erased else texts.get(value, "(Text noch nicht eingetroffen)")
    row = {"id": entity, "created": day, "n_diff": 0, "keyed": {}}
    for (field, key), values in fields.items():
        same = [{slot: texts.get(str(value), value) for slot, value in slots.items()} for _, slots in values]
        shown = {slot: readable(slot, value) for slot, value in values[-1][1].items()}
        row["n_diff"] += any(other != same[0] for other in same)
        row["keyed"].setdefault(field, {})[key] = {**shown, "op": values[-1][0]}
        row.update(shown if not key else {})
    return row

def main(found, kommunen):
    for path in sorted(path for path in files if LOG.fullmatch(path)):
        for data in files[path]:
            try:
                found += read_batch(path, data)
            except (ValueError, KeyError, TypeError) as reason:
                refused[path] = str(reason)
    ops, n_pending, roles, blocked, led = accept(found)
    known = [op for op in ops if op.field and (op.thing != "checkliste" or op.stamp in led)]
    named = {(op.stamp, slot): value for op in known for slot, value in op.slots.items() if rules[op.thing, slot][1] == "Text"}
    for op in known:
        if op.thing == "redaction" and op.field == "add" and op.stamp in led:
            h = named.get((op.slots["op"], op.slots["slot"]))
            erased[h] = min(op.at[:10], erased.get(h, op.at[:10]))
            texts.pop(h, None)
    things, created = project(known, blocked)
    for _, path, data in sorted((json.loads(data.split(b"\n")[0])["stand"], path, data) for path in files for data in files[path]
                                if path == f"kommunen/{hashlib.sha256(data).hexdigest()}.jsonl"):
        kommunen.update({k["id"]: k["name"] for k in map(json.loads, data.splitlines()[1:])})
    print(json.dumps({**{t: [record(t, e, fields, created[t, e]) for e, fields in all_.items()] for t, all_ in things.items()},
                      "kommunen": kommunen, "refused": refused, "unknown": sum(not op.field for op in ops), "pending": n_pending,
                      "gaps": [f"{d} {n}" for (d, n, _), prev in chain.items() if n > 1 and (d, n - 1, prev) not in chain],
                      "roles": roles, "blocked": blocked}, ensure_ascii=False, sort_keys=True))

read_page()
chain, texts, erased, (files, refused) = {}, {}, {}, read_files()
card = json.loads(next(iter(files["vorort.json"])))
main([], {})
