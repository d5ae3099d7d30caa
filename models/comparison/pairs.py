"""Makes labelled pairs of sentences that say the same, or differ in one thing, in two languages.

    python3 models/comparison/pairs.py [FOLDER] [--summary]

FOLDER holds `departures/*.jsonl`; without it `HEADWATER_BENCH_DATA` or `../shared/bench` is taken. One
quad a line is printed; README.md says what is in it and why it is balanced.
"""

import collections
import json
import os
import random
import re
import sys
import zlib
from pathlib import Path

from denials import negation
from figures import date, number
from hedges import hedge, scope
from names import World, name, speaker
from omissions import deletion
from tables import ENGLISH, Edit, Pair

MOST = 2  # quads of a kind that are made of one pair


def restored(english, gold):
    """The English before a rule changed it; none where its place is not sure."""
    if gold["verdict"] != "differs":
        return english
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(gold['after'])}(?!\w)", english)]
    if len(places) != 1:
        return None
    return Edit(*places[0], gold["before"]).apply(english)


def aligned(case):
    """(article's paragraph, source's paragraph, what is true of it), without the headline."""
    source = iter(case["source"])
    for place, (paragraph, gold) in enumerate(zip(case["article"], case["gold"])):
        other = gold["before"] if gold["verdict"] == "unsupported" else next(source)
        if place:
            yield paragraph, other, gold


def read(folder):
    seen = set()
    for path in sorted(Path(folder).glob("departures/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            from_english = case["article_language"] == ENGLISH
            language = case["source_language" if from_english else "article_language"]
            for paragraph, other, gold in aligned(case):
                if from_english and gold["verdict"] == "unsupported":
                    continue  # there is no translation of it
                foreign, english = (other, paragraph) if from_english else (paragraph, other)
                english = restored(english, gold)
                if english and (foreign, english) not in seen:
                    seen.add((foreign, english))
                    yield Pair(case["id"].split("/", 1)[1], language, foreign.strip(), english.strip())


KINDS = {
    "number": number,
    "date": date,
    "name": name,
    "negation": negation,
    "hedge": hedge,
    "speaker": speaker,
    "scope": scope,
    "deletion": deletion,
}


def quad(pair, kind, edits):
    """One pair and its changed versions; each stands once under either label."""
    versions = [[text, edit.apply(text)] for (_, text), edit in zip(pair.sides(), edits)]
    for (before, after), edit in zip(versions, edits):
        old, new = edit.spans()
        assert before != after, (kind, before)
        assert before[: old[0]] == after[: new[0]] and before[old[1] :] == after[new[1] :], (
            kind,
            before,
            after,
        )
        assert after[slice(*new)] == edit.text, (kind, after)
    return {
        "document": pair.document,
        "language": pair.language,
        "kind": kind,
        "foreign": versions[0],
        "english": versions[1],
        "changed_foreign": edits[0].spans(),
        "changed_english": edits[1].spans(),
    }


def quads(pairs):
    world = World(pairs)
    for pair in pairs:
        for kind, changes in KINDS.items():
            rng = random.Random(zlib.crc32(f"{pair.foreign}\0{pair.english}\0{kind}".encode()))
            made = {}
            for edits in changes(pair, rng, world):
                made.setdefault((edits[0].start, edits[1].start), edits)
            chosen = list(made.values())
            for edits in rng.sample(chosen, min(MOST, len(chosen))):
                if all(len(edit.apply(text).strip()) > 8 for edit, (_, text) in zip(edits, pair.sides())):
                    yield quad(pair, kind, edits)


def summary(made):
    counts = collections.Counter((each["kind"], each["language"]) for each in made)
    languages = sorted({language for _, language in counts})
    print(f"{'':10}" + "".join(f"{language:>8}" for language in languages) + f"{'all':>8}")
    for kind in KINDS:
        row = [counts[kind, language] for language in languages]
        print(f"{kind:10}" + "".join(f"{count:8}" for count in [*row, sum(row)]))


def main():
    arguments = [each for each in sys.argv[1:] if each != "--summary"]
    folder = arguments[0] if arguments else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    pairs = list(read(folder))
    if not pairs:
        sys.exit("skipped: no bench data")
    made = list(quads(pairs))
    if "--summary" in sys.argv:
        summary(made)
        return
    for each in made:
        print(json.dumps(each, ensure_ascii=False))


if __name__ == "__main__":
    main()
