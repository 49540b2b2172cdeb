#!/usr/bin/env python3
"""Checks an HTML report with Python's parser alone, for where no validator is installed: nesting, language, one h1, headings in order,
tables with caption and scope, nothing from elsewhere. Prints findings; exit status 1 if there is one."""
import sys
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "hr", "input"}
KNOWN = {"html", "head", "title", "style", "body", "main", "h1", "h2", "h3", "h4", "h5", "h6", "p", "span", "ul", "li", "dl", "dt", "dd", "table",
         "caption", "thead", "tbody", "tr", "th", "td"} | VOID


class Checker(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.found, self.level, self.n_h1, self.rows = [], [], 0, 0, []

    def finding(self, text):
        self.found.append("%d:%d: %s" % (*self.getpos(), text))

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        given = dict(attrs)
        if tag not in KNOWN:
            self.finding("<%s> is not ours" % tag)
        if len(names) != len(set(names)):
            self.finding("an attribute twice")
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "href") or "//" in (value or ""):
                self.finding("%s=%s" % (name, value))
        if tag == "html" and given.get("lang") != "de":
            self.finding("lang is not de")
        if tag == "p" and "p" in self.open:
            self.finding("<p> in <p>")
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.finding("<th> without scope")
        if tag == "table":
            self.rows = []
        if tag == "tr":
            self.rows.append(0)
        if tag in ("th", "td"):
            self.rows[-1] += 1
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.heading(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def heading(self, level):
        self.n_h1 += level == 1
        if level > self.level + 1:
            self.finding("h%d after h%d" % (level, self.level))
        self.level = level

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.finding("</%s> closes <%s>" % (tag, self.open[-1] if self.open else "nothing"))
        elif tag == "table" and (len(set(self.rows)) != 1 or len(self.rows) < 2):
            self.finding("rows of %s cells" % self.rows)
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if self.open and self.open[-1] in ("ul", "dl", "table", "thead", "tbody", "tr") and data.strip():
            self.finding("text in <%s>" % self.open[-1])
        if "table" in self.open and any(c < " " and c != "\n" for c in data):
            self.finding("a control character")


text = open(sys.argv[1], encoding="utf-8").read()
checker = Checker()
checker.feed(text)
checker.close()
if not text.startswith("<!DOCTYPE html>\n"):
    checker.found.append("no doctype")
if checker.open:
    checker.found.append("not closed: %s" % checker.open)
if checker.n_h1 != 1:
    checker.found.append("%d h1" % checker.n_h1)
if text.count("<table>") != text.count("<caption>"):
    checker.found.append("a table without caption")
print("\n".join(checker.found), end="\n" if checker.found else "")
sys.exit(bool(checker.found))
