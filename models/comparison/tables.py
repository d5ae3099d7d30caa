"""What a change is, and the forms of `words.toml` that are exchanged for each other."""

import collections
import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
ENGLISH = "eng"
SPACED = {"eng", "deu", "spa"}
LATIN = "A-Za-zÀ-ɏ"


@dataclass(frozen=True)
class Edit:
    """Puts `text` where `start..end` stood."""

    start: int
    end: int
    text: str

    def apply(self, whole):
        return whole[: self.start] + self.text + whole[self.end :]

    def spans(self):
        return [[self.start, self.end], [self.start, self.start + len(self.text)]]


@dataclass(frozen=True)
class Pair:
    """A paragraph and its English, which say the same."""

    document: str
    language: str
    foreign: str
    english: str

    def sides(self):
        return (self.language, self.foreign), (ENGLISH, self.english)


def removal(text, start, end):
    """Takes a stretch out, with a space or comma that it leaves over, and keeps a capital in front."""
    after = re.match(r"\s*[,，、]?\s*" if not text[:start].strip(' "“„「') else r"\s*", text[end:]).end()
    if re.match(r"[,.;:!?)”」。，]", text[end:]) and start and text[start - 1] == " ":
        start, after = start - 1, 0
    elif text[end : end + after].strip() == "" and start and not text[start - 1].isspace():
        after = 0 if text[start - 1] not in '"“„「' else after
    end += after
    if text[:start].strip(' "“„') == "" and text[end : end + 1].islower():
        return Edit(start, end + 1, text[end].upper())
    return Edit(start, end, "")


@functools.cache
def compiled(pattern):
    return re.compile(pattern)


def bounded(pattern, language, joined=False):
    if language not in SPACED:
        return pattern
    opening = "" if joined else r"(?<![\w’-])"
    return rf"{opening}(?:{pattern})(?!\w)"


class Table:
    """Forms of one class in all languages: the same place in a row is the same thing."""

    def __init__(self, raw):
        self.raw = raw
        self.rows = {
            language: [re.split(r"[|>]", row) for row in raw[language]]
            for language in raw
            if self.is_rows(raw[language])
        }
        self.one_way = {language: [">" in row for row in raw[language]] for language in self.rows}
        self.patterns = {language: self.pattern(language) for language in self.rows}

    @staticmethod
    def is_rows(value):
        return isinstance(value, list) and any("|" in row or ">" in row for row in value)

    def pattern(self, language):
        forms = {form for row in self.rows[language] for form in row if form not in ("", "-")}
        forms |= {form[0].upper() + form[1:] for form in forms} if language in SPACED else set()
        alternatives = "|".join(
            re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form))
        )
        tail = self.raw.get("tail", {}).get(language)
        joined = language in self.raw.get("joined", [])
        core = f"({alternatives})" + (f"(?={tail}(?!\\w))" if tail else "")
        return compiled(bounded(core, language, joined))

    def guarded(self, language, text, start, end):
        before, after, following = (
            self.raw.get(key, {}).get(language) for key in ("before", "after", "next")
        )
        return not (
            (before and re.search(f"(?:{before})$", text[:start]))
            or (after and re.match(after, text[end:]))
            or (following and not re.match(following, text[end:]))
        )

    def found(self, language, text):
        """The forms in a text: (start, end, rows and places in which the form stands)."""
        for match in self.patterns[language].finditer(text):
            start, end = match.span(1)
            lowered = text[start].lower() + text[start + 1 : end]
            places = [
                (number, place)
                for number, row in enumerate(self.rows[language])
                for place, form in enumerate(row)
                if form
                and form in (text[start:end], lowered)
                and not (self.one_way[language][number] and place)
            ]
            yield start, end, places if self.guarded(language, text, start, end) else []

    def alternative(self, language, text, found, place, other):
        """The edit that makes `other` of the form at `place`."""
        start, end, places = found
        for number, at in places:
            row = self.rows[language][number]
            if at != place or other >= len(row) or not row[other] or row[other] == row[at]:
                continue
            if row[other] == "-":
                return removal(text, start, end)
            capital = text[start].isupper() and row[at][0].islower() and language in SPACED
            form = row[other][0].upper() + row[other][1:] if capital else row[other]
            return Edit(start, end, form)
        return None

    def places(self, language, text):
        """Each place of the table that stands just once in a text, and where."""
        found = list(self.found(language, text))
        count = collections.Counter(place for f in found for place in {at for _, at in f[2]})
        return {place: f for f in found for _, place in f[2] if count[place] == 1}


TABLES = [Table(raw) for raw in WORDS["exchange"]]


def is_spoken(language, text, found):
    """Whether a form stands beside a verb of saying."""
    verbs = WORDS["speech"][language]
    start, end = found[:2]
    if language in SPACED:
        near = rf"^\s(?:{verbs})(?!\w)", rf"(?<!\w)(?!told)(?:{verbs})\s$"
    else:
        near = (r"^.{0,60}(?:" if language == "jpn" else r"^[^，。“]{0,6}(?:") + verbs + ")", r"(?!)"
    return bool(re.search(near[0], text[end:]) or re.search(near[1], text[max(0, start - 20) : start]))


def tabled(kind, pair, rng, _world):
    for table in TABLES:
        if table.raw["kind"] != kind:
            continue
        here, there = (table.places(language, text) for language, text in pair.sides())
        if table.raw.get("spoken"):
            here, there = (
                {place: f for place, f in places.items() if is_spoken(*side, f)}
                for places, side in zip((here, there), pair.sides())
            )
        for place in sorted(here.keys() & there.keys()):
            others = [n for n in range(12 if kind != "name" else 80) if n not in here and n not in there]
            rng.shuffle(others)
            edits = (exchanged(table, pair, (here[place], there[place]), place, other) for other in others)
            yield from list(filter(None, edits))[:1]


def exchanged(table, pair, found, place, other):
    edits = [table.alternative(*side, f, place, other) for side, f in zip(pair.sides(), found)]
    return tuple(edits) if all(edits) else None


def sentences(language, text):
    """(start, end) of each sentence, with the space behind it."""
    cuts = [0] + [m.end() for m in re.finditer(WORDS["sentence_end"][language], text)] + [len(text)]
    return [(a, b) for a, b in zip(cuts, cuts[1:]) if text[a:b].strip()]
