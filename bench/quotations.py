"""How often a clause that was put into a translated quotation, or that it lacks, is found.

    python3 bench/quotations.py target/release/headwater [FOLDER]

FOLDER holds news beside its human translation (`departures/*.jsonl`); without it `HEADWATER_BENCH_DATA`
or `../shared/bench` is taken. A clause of another quotation of the same document is put at the end of a
quotation of the article ("added"), or between two clauses of one of the source, where the article then
lacks it ("omitted"). Quotations are told by their marks alone here, so some are none. Beside it stands
how many departures of this kind the documents have as they are: none was put there.
"""

import os
import random
import re
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "models/support"))
import train  # how it hands an article to the program

QUOTATION = re.compile(r'["“„«「『]([^"”“»」』„«]{25,400})["”“»」』]')
CLAUSE_END = re.compile(r"[,，、.。;；!?！？]\s*(?!\d)")
STOPS = ".,，。、;； "
SHORTEST, LONGEST = 15, 140


def clauses(paragraphs):
    """The clauses of all quotations, each with its quotation."""
    for paragraph in paragraphs:
        for quotation in QUOTATION.findall(paragraph):
            for clause in CLAUSE_END.split(quotation):
                if SHORTEST <= len(clause) <= LONGEST:
                    yield clause.strip(STOPS), quotation


def places(quotation, in_middle):
    if not in_middle:
        return [len(quotation.rstrip(STOPS))]
    ends = [end.end() for end in CLAUSE_END.finditer(quotation)]
    return [end for end in ends if 8 < end < len(quotation) - 8]


def widened(paragraphs, in_middle, chance):
    """The paragraphs with a foreign clause in the first quotation of each, and the clauses."""
    all_clauses, changed, put_in = list(clauses(paragraphs)), [], []
    for paragraph in paragraphs:
        quotation = QUOTATION.search(paragraph)
        others = [clause for clause, own in all_clauses if quotation and own != quotation[1]]
        at = places(quotation[1], in_middle) if others else []
        if at:
            clause, place = chance.choice(others), quotation.start(1) + chance.choice(at)
            comma = ", " if re.search("[a-z]", paragraph) else "，"
            before, behind = paragraph[:place].rstrip(STOPS), paragraph[place:].lstrip(STOPS)
            paragraph = before + comma + clause + (comma if in_middle else "") + behind
            put_in.append(clause)
        changed.append(paragraph)
    return changed, put_in


def departures(binary, article, source, side):
    """The words of one side in which quotations depart."""
    trace = train.traced(binary, article, source, ())
    found = (d for sentence in trace["sentences"] for d in sentence["departures"])
    return [letters(d[side]["text"]) for d in found if d["kind"] == "quote"]


def letters(text):
    return "".join(re.findall(r"\w", text))


def hits(put_in, found):
    return sum(any(letters(clause) in words or words in letters(clause) for words in found) for clause in put_in)


def measured(binary, case):
    chance = random.Random(zlib.crc32(case["id"].encode()))
    article, source = case["article"], case["source"]
    longer, added = widened(article, False, chance)
    fuller, omitted = widened(source, True, chance)
    return {
        "as they are": (len(departures(binary, article, source, "article")), len(article)),
        "added": (hits(added, departures(binary, longer, source, "article")), len(added)),
        "omitted": (hits(omitted, departures(binary, article, fuller, "source")), len(omitted)),
    }


def main():
    binary = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    cases = [case for _, case in train.rows(folder, "departures/*.jsonl")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda case: measured(binary, case), cases))
    for kind in found[0] if found else ():
        count, of = (sum(each[kind][at] for each in found) for at in (0, 1))
        print(f"{kind}: {count} of {of}{' paragraphs' if kind == 'as they are' else ''}")


main()
