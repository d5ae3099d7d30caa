"""How far, and how surely: quantities, order and bounds, and hedges."""

import re

from figures import shared_figures
from tables import ENGLISH, SPACED, TABLES, WORDS, Edit, sentences, tabled


def scope(pair, rng, world):
    yield from tabled("scope", pair, rng, world)


def hedge(pair, rng, world):
    yield from tabled("hedge", pair, rng, world)
    yield from hedged_figures(pair, rng)
    if rng.random() < 0.12:
        yield from hedged_whole(pair, rng)


def hedged_figures(pair, rng):
    """Puts a hedge in front of a figure on both sides."""
    about = next(table for table in TABLES if table.raw.get("class") == "about")
    bare = r"(?:^|[a-zäöüß] )$"
    for both, _ in shared_figures(pair):
        hedged = any(list(about.found(*side)) for side in pair.sides())
        lone = re.search(
            r"(?:said|were|was|are|is|of|with|for|least|by|to|in|killed|than|and|had|have|has|paid|after|[a-z]ed) $",
            pair.english[: both[1].start],
        )
        if (
            hedged
            or not lone
            or both[1].value < 10
            or re.search(r"(?:than|least|between|from) $", pair.english[: both[1].start])
        ):
            continue
        if pair.language in SPACED and not re.search(bare, pair.foreign[: both[0].start]):
            continue
        if re.match(
            r"[ -](?:and|to|year-old|or)\b|-|%? ?(?:to|or) ", pair.english[both[1].end :]
        ) or re.search(
            r"(?:die|der|den|los|las|del|el|im|dem|des|de los|zwischen|entre|als|mindestens) $|[a-z]-$|[$€£]$|第|[Aa] los $",
            pair.foreign[: both[0].start],
        ):
            continue
        choice = rng.randrange(3)
        added = [WORDS["hedge"]["figure"][language][choice] for language, _ in pair.sides()]
        yield tuple(Edit(f.start, f.start, text) for f, text in zip(both, added))


def hedged_whole(pair, rng):
    """Puts a hedge in front of both, where both are one plain sentence without a quotation."""
    if any(
        not re.match(r"\w", text) or re.search(r'["“„「«？?!！:：]', text) or len(sentences(*side)) > 1
        for side in pair.sides()
        for text in [side[1]]
    ):
        return
    first = re.match(r"[\w’']+", pair.english)[0]
    if first not in (
        "The",
        "A",
        "An",
        "He",
        "She",
        "They",
        "It",
        "His",
        "Her",
        "This",
        "These",
        "There",
        "We",
    ):
        return
    choice = rng.randrange(3)
    edits = []
    for language, text in pair.sides():
        opening = WORDS["hedge"]["whole"][language][choice]
        opener = re.match(r"\w+", text)[0]
        small = (
            language == ENGLISH
            or language == "spa"
            and opener in ("El", "La", "Los", "Las", "Un", "Una", "Se", "Su", "Este", "Esta", "No", "Es")
        )
        edits.append(Edit(0, 1, opening + (text[0].lower() if small else text[0])))
    yield tuple(edits)
