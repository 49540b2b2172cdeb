#!/usr/bin/env python3
"""Every identifier, host, deadline, product and standard that the checklists name, held against a list with the source of each.

kennungen.py            compares checklists/ with tests/data/kennungen.tsv (token, kind, source); prints what is missing, stale or unproven
kennungen.py --write    adds what is missing with the sources of the places where it stands, drops what is stale; then read the result

Where the research notes lie beside the project (VORORT_SHARED), every token must also stand in them or have a source of its own there.
"""
import glob, os, re, sys
import yaml

LIST = "tests/data/kennungen.tsv"
SHARED = os.environ.get("VORORT_SHARED", "../shared")

# kind, pattern; the first group is the token
KINDS = [
    ("host", r"\b((?:[a-z0-9][a-z0-9-]*\.)+(?:de|net|dev|com|nrw|bayern|eu|org|digital)(?=$|[^a-z0-9]))"),
    ("leistungsschluessel", r"\b(99\d{12})\b"),
    ("dvdv", r"\b([a-z]{3}\d{12}|xauslaender\d\w+)\b"),
    ("oe_id", r"\b(L\d+\.OE\.\d+)\b"),
    ("nachricht", r"\b((?:17|95)\d\d)\b"),
    ("standard", r"\b(X[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]+\d*|OSCI|FIT-Connect|FIM|DVDV|PVOG|AS4|DIN \d+|String\.Latin|PKCS#12|JWK)\b"),
    ("frist", r"\b(\d+(?:[.,]\d+)? (?:Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Monate|Wochen|Tage|Jahren?))\b"),
    ("frist", r"\b((?:ein|eine|einen|einem|einer|zwei|drei|vier|sechs|zwölf|vierzehn) (?:Minuten?|Stunden?|Tagen?|Wochen?|Monats?|Monaten?|Jahren?|Jahrs?|Lebensmonate))\b"),
    ("datum", r"\b(\d{1,2}\.(?:\d{2}\.\d{4}|\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?:\s\d{4})?))"),
    ("recht", r"(§§? ?\d+[a-z]?(?: Abs\. ?\d+[a-z]?)?(?: (?:Nr|Satz)\. ?\d+)?)"),
    ("betrag", r"\b(\d[\d.]*,\d\d €|\d+ €)"),
    ("produkt", None),  # the words of PRODUCTS and of the catalogue's fachverfahren
]
PRODUCTS = ["BundID", "ePayBL", "pmPayment", "XBezahldienste", "AusweisApp", "ELSTER", "ZeSI", "dDatabox", "ELiA-Online", "ELiA", "GovForms", "civento",
            "brain-SCC", "DataClearing NRW", "Kommunalportal.NRW", "WSP.NRW", "Bauportal.NRW", "Self-Service-Portal", "Mein Unternehmenskonto",
            "ElterngeldDigital", "ELFE", "Selbstregistrierung", "DigitalMarkt", "FIT-Store", "EfA-Marktplatz", "govdigital", "giropay", "paydirekt", "PayPal",
            "Telekom Security", "Bundesdruckerei", "ZFER", "FAER", "KBA", "eVB", "ITZBund", "Dataport", "AKDB", "Komm.ONE", "d-NRW", "ekom21"]


def texts(node, path=()):
    """All texts with the place they stand in."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, path + (key,))
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, path + ((value.get("id") or value.get("baustein") or value.get("schluessel")) if isinstance(value, dict) else None,))
    else:
        yield path, node


def sources_of(record):
    out = []
    for source in record.get("quelle", []) + record.get("belege", []):
        if "ort" in source:
            out.append("%s %s" % (source["beleg"], " ".join(source["ort"].split())))
    return out


def records():
    """(file, id, record, sources) of every step, parameter and entry of the catalogue."""
    for path in sorted(glob.glob("checklists/*.yaml") + glob.glob("checklists/bausteine/*.yaml")):
        with open(path, encoding="utf-8") as f:
            data = yaml.load(f, Loader=yaml.BaseLoader)
        if "leistungen" in data:
            for entry in data["leistungen"]:
                yield path, entry["schluessel"], entry, sources_of(entry)
            for entry in data.get("vorhaben", []) + data.get("gegenstellen", []):
                yield path, entry.get("schluessel") or entry["ziel"], entry, ["%s %s" % (entry["beleg"], entry.get("ort", ""))]
            continue
        for parameter in data.get("parameter", []):
            yield path, parameter["name"], parameter, []
        for step in data.get("schritte", []) + data.get("bausteine", []):
            if "id" in step:
                yield path, step["id"], step, sources_of(step)


def found():
    """token -> (kind, set of sources, set of places)"""
    products = set(PRODUCTS)
    entries = list(records())
    for _, _, record, _ in entries:
        if isinstance(record.get("fachverfahren"), list):
            products.update(record["fachverfahren"])
    product = r"(?<![\w.])(%s)(?!\w)" % "|".join(re.escape(p) for p in sorted(products, key=len, reverse=True))
    tokens = {}
    for path, name, record, sources in entries:
        for place, text in texts(record):
            if place and place[0] in ("quelle", "id", "wenn", "belege", "minuten", "vorlauf"):
                continue
            for kind, pattern in KINDS:
                for match in re.finditer(pattern or product, text):
                    token = " ".join(match.group(1).split())
                    entry = tokens.setdefault(token, (kind, set(), set()))
                    entry[1].update(sources)
                    entry[2].add("%s:%s" % (os.path.basename(path), name))
    return tokens


def read_list():
    with open(LIST, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    return {row[0]: (row[1], row[2] if len(row) > 2 else "") for row in rows}


def shared_text():
    out = []
    for pattern in ("fachwissen/*", "daten/*.csv", "daten/*.xml", "formats.md", "design.md"):
        for path in glob.glob(os.path.join(SHARED, pattern)):
            with open(path, encoding="utf-8", errors="replace") as f:
                out.append(f.read())
    return " ".join(" ".join(out).split())


NUMBERS = {"ein": "1", "eine": "1", "einen": "1", "einem": "1", "einer": "1", "zwei": "2", "drei": "3", "vier": "4", "sechs": "6", "zwölf": "12", "vierzehn": "14"}
SHORT = {"Minute": "min", "Stunde": "h", "Tag": "Tag", "Woche": "Woche", "Monat": "Monat", "Jahr": "Jahr", "Lebensmonat": "Lebensmonat"}


def is_known(token, kind, notes):
    """TRUE if the notes have the token; units and paragraphs are written in more than one way."""
    if token in notes:
        return True
    if kind == "frist":
        number, unit = token.split(" ", 1)
        stem = next(s for s in sorted(SHORT, key=len, reverse=True) if unit.startswith(s))
        return any(re.search(r"(?i)\b%s\s?(?:%s)" % (re.escape(n), form), notes)
                   for n in {number, NUMBERS.get(number, number)} for form in (stem, SHORT[stem]))
    if kind == "recht":
        return re.search(r"§§? ?%s\b" % re.escape(re.match(r"§§? ?(\d+[a-z]?)", token).group(1)), notes) is not None
    if kind == "produkt":  # the maker's name before the product
        return token.lower() in notes.lower() or (" " in token and all(part in notes for part in token.split(" ")))
    return False


def main():
    tokens, listed = found(), read_list() if os.path.exists(LIST) else {}
    if "--write" in sys.argv:
        with open(LIST, "w", encoding="utf-8") as f:
            f.write("# Token, Art, Quelle: alles in checklists/, was jemand nachprüfen könnte. tests/lint/kennungen.py hält die Liste gegen die Dateien.\n")
            for token in sorted(tokens):
                kind, sources, _ = tokens[token]
                f.write("%s\t%s\t%s\n" % (token, kind, listed.get(token, ("", ""))[1] or "; ".join(sorted(sources)[:3])))
        return 0
    bad = []
    for token in sorted(set(tokens) - set(listed)):
        bad.append("not in %s: %s (%s) in %s" % (LIST, token, tokens[token][0], ", ".join(sorted(tokens[token][2])[:3])))
    for token in sorted(set(listed) - set(tokens)):
        bad.append("stale in %s: %s" % (LIST, token))
    for token in sorted(set(listed) & set(tokens)):
        if not re.match(r"[ABC] \S|unbekannt|eigene Festlegung: ", listed[token][1]):
            bad.append("without a source: %s" % token)
    if os.path.isdir(os.path.join(SHARED, "fachwissen")):
        known = shared_text()
        for token in sorted(set(listed) & set(tokens)):
            if not is_known(token, listed[token][0], known) and not re.match(r"C |eigene Festlegung: ", listed[token][1]):
                bad.append("not in the research notes: %s (%s) in %s" % (token, listed[token][1], ", ".join(sorted(tokens[token][2])[:3])))
    print("\n".join(bad) or "%d tokens, each with its source" % len(tokens))
    return 1 if bad else 0


sys.exit(main())
