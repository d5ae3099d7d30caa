"""Figures and dates that both sides have: each for another of its form."""

import collections
import re
from dataclasses import dataclass
from decimal import Decimal

from tables import SPACED, WORDS, Edit, compiled, tabled

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)


@dataclass(frozen=True)
class Figure:
    start: int
    end: int
    value: Decimal
    language: str
    unit: Decimal
    original: str

    def marks(self):
        return (".", ",") if self.language in ("deu", "spa") else (",", ".")

    def render(self, value):
        """The value in this figure's form; none where it has no such one."""
        words = WORDS["number"]["words"]
        if not re.match(r"\d", self.original.translate(FULL_WIDTH)):
            place = dict(zip(map(Decimal, words["values"].split("|")), words[self.language].split("|"))).get(
                value
            )
            return place and (place.capitalize() if self.original[0].isupper() else place)
        group, point = self.marks()
        decimals = len(self.original.partition(point)[2])
        mantissa = value / self.unit
        grouped = "," if group in self.original else ""
        shown = f"{mantissa:{grouped}.{decimals}f}"
        if decimals and shown.endswith("0") and not self.original.endswith("0"):
            return None
        if Decimal(shown.replace(",", "")) != mantissa or mantissa == 1:
            return None
        shown = shown.replace(",", "\0").replace(".", point).replace("\0", group)
        full = self.original != self.original.translate(FULL_WIDTH)
        return shown.translate({narrow: wide for wide, narrow in FULL_WIDTH.items()}) if full else shown


def figures(language, text):
    yield from digit_figures(language, text)
    yield from word_figures(language, text)


def digit_figures(language, text):
    plain = text.translate(FULL_WIDTH)
    group, point = (r"\.", ",") if language in ("deu", "spa") else (",", r"\.")
    units = {unit: Decimal(int(value)) for unit, value in WORDS["number"]["units"][language].items()}
    unit = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    closed = r"(?![A-Za-z])" if language in SPACED else ""
    pattern = (
        rf"(?<![A-Za-z\d.,:/@#])(?<![A-Za-z]-)((?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{point}\d+)?)"
        rf"(?![\d:/]|[.,]\d)(?:\s?({unit}){closed})?(?![A-Za-z\d])"
    )
    for match in compiled(pattern).finditer(plain):
        start, end = match.span(1)
        mantissa = Decimal(match[1].replace(group[-1], "").replace(point[-1], "."))
        times = units.get(match[2], Decimal(1))
        is_date = not match[2] and (
            (re.fullmatch(r"1[5-9]\d\d|20\d\d", match[1]))
            or re.match(
                r"\s?[月日号年時点:]|\s?(?:a\.?m|p\.?m|Uhr|horas)\b|\. [A-Z]|er\b|s\b"
                r"| de [a-z]+(?:bre|ro|zo|il|yo|io|to)\b",
                plain[end:],
            )
            and not re.match(r"\s?年(?:间|間|前|来|以上|后)|\s?日間|\s?点\d", plain[end:])
            or re.search(
                rf"(?:第|{MONTHS}\s)$",
                plain[:start],
            )
            or re.match(
                rf" {MONTHS}",
                plain[end:],
            )
        )
        if not is_date:
            yield Figure(start, end, mantissa * times, language, times, text[start:end])


def word_figures(language, text):
    words = WORDS["number"]["words"]
    values = dict(zip(words[language].split("|"), map(Decimal, words["values"].split("|"))))
    if language in SPACED:
        alternatives = "|".join(sorted(values, key=len, reverse=True))
        pattern = (
            rf"(?<![\w-])(?:{alternatives})(?![\w-]|\s(?:{alternatives}|hundred|thousand|million|billion)\b)"
        )
        matches = compiled(f"(?i:{pattern})").finditer(text)
    else:
        pattern = rf"(?<![一二两三四五六七八九十百千万第周期拜\d])[二两三四五六七八九十百]+(?={words['counters'][language]})(?!.?[月日])"
        matches = compiled(pattern).finditer(text)
    for match in matches:
        value = values.get(match[0].lower())
        if value:
            yield Figure(*match.span(), value, language, Decimal(1), match[0])


def shared_figures(pair):
    """(foreign, English) figures of the same value, of which each side has one."""
    sides = [list(figures(*side)) for side in pair.sides()]
    counts = [collections.Counter(f.value for f in side) for side in sides]
    for there in sides[1]:
        here = [f for f in sides[0] if f.value == there.value]
        if there.value not in (0, 1) and [c[there.value] for c in counts] == [1, 1]:
            both = here[0], there
            if all(f.render(f.value) == f.original for f in both):
                yield both, counts[0].keys() | counts[1].keys()


def number(pair, rng, _world):
    for both, taken in shared_figures(pair):
        if re.search(r"\b(?:an?|A|An) $", pair.english[: both[1].start]):
            continue
        sign, digits, exponent = both[1].value.normalize().as_tuple()
        low = 10 ** (len(digits) - 1)
        old = int("".join(map(str, digits)))
        near = len(digits) > 1 and rng.random() < 0.5
        least, most = (max(low, old * 3 // 5), min(10 * low, old * 8 // 5)) if near else (low, 10 * low)
        for _ in range(80):
            value = Decimal(rng.randrange(least, most)).scaleb(exponent)
            forms = [f.render(value) for f in both]
            if value not in taken and value != 1 and all(forms) and fits(both, forms, pair):
                yield tuple(Edit(f.start, f.end, form) for f, form in zip(both, forms))
                break


def fits(both, forms, pair):
    """As many digits as before, and a counter that can follow."""
    same = all(len(form) == len(f.original) for f, form in zip(both, forms) if f.original[0].isdigit())
    of_nine = pair.foreign[both[0].end : both[0].end + 1] == "つ"
    return same and not (of_nine and both[1].value < 10 and len(forms[0]) > 1)


YEAR = {
    language: r"(?<![\d.,:/$€£-])(1[89]\d\d|20[0-4]\d)(?![\d:/]|[.,]\d|er|s\b|-\w|年代)"
    for language in ("eng", "deu", "spa")
}
YEAR |= {language: r"(?<![\d.,:/$-])(1[89]\d\d|20[0-4]\d)(?=\s?年(?!代))" for language in ("zho-CN", "jpn")}
DAY = {
    "eng": rf"{MONTHS} (\d\d?)(?![\d:a-z])|(?<![\d.,])(\d\d?) {MONTHS}",
    "deu": r"(?<![\d.,])(\d\d?)(?=\. [A-Z][a-zä]+)",
    "spa": r"(?<![\d.,])(\d\d?)(?= de [a-z]+)",
    "zho-CN": r"(?<=月)\s?(\d\d?)(?=\s?[日号])",
    "jpn": r"(?<=月)\s?(\d\d?)(?=\s?日)",
}


def day_spans(language, text):
    for match in compiled(DAY[language]).finditer(text):
        yield match.span(match.lastindex)


def in_figures(pair, rng, spans, choose):
    sides = []
    for side in pair.sides():
        found = collections.defaultdict(list)
        for start, end in spans(*side):
            found[int(side[1][start:end])].append((start, end))
        sides.append({value: places[0] for value, places in found.items() if len(places) == 1})
    for value in sorted(sides[0].keys() & sides[1].keys()):
        other = choose(value)
        if other not in sides[0] and other not in sides[1] and other != value:
            yield tuple(Edit(*side[value], str(other)) for side in sides)


def date(pair, rng, world):
    yield from tabled("date", pair, rng, world)
    years = lambda language, text: (m.span(1) for m in compiled(YEAR[language]).finditer(text))
    yield from in_figures(pair, rng, years, lambda value: value + rng.choice([-1, 1]) * rng.randint(1, 9))
    yield from in_figures(pair, rng, day_spans, lambda _: rng.randint(2, 28))
