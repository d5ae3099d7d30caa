"""What can be left out on both sides: a sentence, a saying, a bracket, a clause, a time."""

import re

from denials import AUXILIARY, VERBS
from figures import figures
from tables import ENGLISH, SPACED, TABLES, WORDS, Edit, compiled, sentences


def deletion(pair, rng, world):
    for way in (left_sentence, left_saying, left_bracket, left_clause, left_time):
        yield from way(pair, rng)


def left_sentence(pair, rng):
    here, there = (sentences(*side) for side in pair.sides())
    if len(here) != len(there) or len(here) < 2:
        return
    for number in rng.sample(range(len(here)), 1):
        edits = []
        for (_, text), spans in zip(pair.sides(), (here, there)):
            start, end = spans[number]
            start -= len(text[:start]) - len(text[:start].rstrip()) if end == len(text) else 0
            edits.append(Edit(start, end, ""))
        shares = [(e.end - e.start) / len(text) for e, (_, text) in zip(edits, pair.sides())]
        quotes = all(
            text[e.start : e.end].count(mark) % 2 == 0
            for e, (_, text) in zip(edits, pair.sides())
            for mark in '"'
        )
        paired = all(
            sum(text[e.start : e.end].count(m) for m in "“„「«")
            == sum(text[e.start : e.end].count(m) for m in "”」»")
            for e, (_, text) in zip(edits, pair.sides())
        )
        if abs(shares[0] - shares[1]) < 0.15 and quotes and paired:
            yield tuple(edits)


QUOTED = r'["“„「«][^"“”„「」«»]{12,}["”“」»]'


def left_saying(pair, _rng):
    """A quotation and who said it: what stands outside the quotation."""
    edits = []
    for language, text in pair.sides():
        found = list(re.finditer(QUOTED, text))
        edits.append(
            outside(text, *found[0].span())
            if len(found) == 1 and len(re.findall(r'["“„「«”」»]', text)) == 2
            else None
        )
    # a saying can stand in front in one language and behind in the other
    if all(edits):
        yield tuple(edits)


def outside(text, start, end):
    before, after = text[:start].strip(), text[end:].strip(" .。")
    if before and after or len(before + after) < 4 or end - start < 0.35 * len(text):
        return None
    if before:
        return Edit(0, start, "") if not text[end:].strip() else None
    last = text[end - 2]
    if last in ",，":
        return Edit(end - 2, len(text), ("." if last == "," else "。") + text[end - 1])
    return Edit(end, len(text), "")


def left_bracket(pair, _rng):
    found = [list(re.finditer(r"\s?[（(][^()（）]{3,}[)）]", text)) for _, text in pair.sides()]
    if [len(f) for f in found] == [1, 1]:
        spans = [f[0].span() for f in found]
        inside = [text[slice(*span)] for (_, text), span in zip(pair.sides(), spans)]
        if all(span[0] for span in spans) and (
            shares_anchor(pair.language, *inside) or inside[0].strip(" ()（）") == inside[1].strip(" ()（）")
        ):
            yield tuple(Edit(*span, "") for span in spans)


def anchors(language, text):
    """What can be told to be the same in two languages: figures, dates, places and Latin names."""
    known = {str(f.value) for f in figures(language, text)}
    for table in TABLES:
        if table.raw["kind"] in ("date", "name") and table.raw["class"] != "part of the day":
            known |= {(table.raw["class"], place) for place in table.places(language, text)}
    return (
        known
        | set(re.findall(r"(?<!\w)[A-Z][A-Za-z]{3,}(?!\w)", text))
        | set(re.findall(r"1[89]\d\d|20\d\d", text))
    )


def shares_anchor(language, foreign, english):
    return bool(anchors(language, foreign) & anchors(ENGLISH, english))


def clauses(text):
    """Where a text can be cut: its commas outside quotations."""
    marks = [m.start() for m in re.finditer(r"(?<!\d), |，|、(?=.{6})|(?<=\w) [-–—] ", text)]
    return marks


def left_clause(pair, _rng):
    """What stands behind the last comma on both sides, where both have as many."""
    if (
        any(
            re.search(r'["“„「«”]', text) or len(sentences(*side)) > 1
            for side in pair.sides()
            for text in [side[1]]
        )
        or pair.language == "jpn"
    ):
        return
    cuts = [clauses(text) for _, text in pair.sides()]
    if len(cuts[0]) != len(cuts[1]) or not 1 <= len(cuts[0]) <= 3:
        return
    tails = [text[cut[-1] :].strip(" ,，-–—.。") for (_, text), cut in zip(pair.sides(), cuts)]
    heads = [text[: cut[-1]] for (_, text), cut in zip(pair.sides(), cuts)]
    shares = [len(tail) / len(text) for tail, (_, text) in zip(tails, pair.sides())]
    sure = shares_anchor(pair.language, *tails) or pair.language in ("deu", "spa") and len(cuts[0]) == 1
    opens = (
        re.search(WORDS["opens_phrase"], pair.english) or re.match(r"and |or ", tails[1]) and len(cuts[0]) > 1
    )
    if (
        opens
        or not sure
        or abs(shares[0] - shares[1]) > 0.1
        or not 0.12 < shares[1] < 0.7
        or len(heads[1].split()) < 4
    ):
        return
    if not re.search(AUXILIARY, heads[1]) and not set(heads[1].split()) & VERBS.keys():
        return  # the verb would be lost
    yield tuple(
        Edit(cut[-1], len(text) - len(re.search(r"[.。!]?$", text)[0]), "")
        for cut, (_, text) in zip(cuts, pair.sides())
    )


MONTH_NAMES = {
    form
    for table in TABLES
    if table.raw["class"] == "month"
    for rows in table.rows.values()
    for row in rows
    for form in row
}
TIME = {
    "eng": r"(?:,)? (?:(?:on|in|last|next|since) )?(?:(?:early|late) )?({})(?:,)?(?=[ .]|$)",
    "deu": r" (?:am |im (?:Jahr )?|in )?({})(?=[ .,]|$)",
    "spa": r"(?:,)? (?:el |en )?({})(?:,)?(?=[ .]|$)",
    "zho-CN": r"(?:在|于)?({})(?:，)?(?![晚早上下午凌晨夜的份之以前后至到\d])",
    "jpn": r"({})(?:に(?!は|も)|、)",
}


def left_time(pair, rng):
    """A day, month or period that stands once on both sides, and without which the sentence stands."""
    for table in TABLES:
        if table.raw["class"] not in (
            "weekday",
            "past day",
            "period past",
            "period now",
            "period to come",
            "month",
        ):
            continue
        here, there = (table.places(*side) for side in pair.sides())
        for place in sorted(here.keys() & there.keys()):
            edits = [left_around(*side, found[place][:2]) for side, found in zip(pair.sides(), (here, there))]
            if all(edits):
                yield tuple(edits)


def left_around(language, text, span):
    pattern = compiled(TIME[language].format(re.escape(text[slice(*span)])))
    match = next((m for m in pattern.finditer(text) if m.span(1) == span), None)
    if not match or not match[0].strip():
        return None
    start, end = match.span()
    if language in SPACED:
        joined = re.search(
            WORDS["time"]["joined"],
            text[:start],
        )
        following = re.match(
            WORDS["time"]["followed"],
            text[end:],
        )
        opening = not text[:start].strip()
        month = text[slice(*span)] in MONTH_NAMES and not re.match(r"(?:,)? (?:in|since|im|en) ", match[0])
        return None if joined or following or opening or month or "'" in match[0] else Edit(start, end, "")
    joined = re.search(
        WORDS["time"]["joined_unspaced"],
        text[:start],
    ) or re.match(r"[至到和与—\-~～（(]", text[end:])
    return None if joined else Edit(start, end, "")
