"""How many of the sentences that carry a claim are among the first passages that the program looks at.

    python3 bench/recall.py target/release/headwater [FOLDER]

FOLDER holds public data sets (`support/wice-*.jsonl`: claims, the sentences of the pages that they
cite, and which sets of them carry the claim); without it `HEADWATER_BENCH_DATA` or `../shared/bench` is
taken. Of the sets of a claim the one counts that most is found of. A passage has up to three sentences.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "models/support"))
import train  # how it hands a claim to the program

FIRST = (1, 3, 5, 10)


def places(sentences, text):
    """Where each sentence stands in the text that was read."""
    at, found = 0, []
    for sentence in sentences:
        start = text.find(sentence.strip()[:12], at)
        found.append((start, start + len(sentence.strip())) if start >= 0 else None)
        at = max(at, start + 1)
    return found


def looked_at(trace, sentences, first):
    """The sentences that lie in the first passages of any sentence of the claim."""
    spans = places(sentences, trace["sources"][0]["text"])
    passages = [
        (passage["start"], passage["end"])
        for sentence in trace["sentences"]
        for passage in ((sentence["explanation"] or {}).get("considered") or [])[:first]
    ]
    inside = lambda span: span and any(start <= span[0] < end for start, end in passages)
    return {number for number, span in enumerate(spans) if inside(span)}


def main():
    binary = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    cases = [case for _, case in train.rows(folder, "support/wice-*.jsonl")]
    cases = [case for case in cases if any(case["supporting_sentences"])]
    trace = lambda case: train.traced(binary, [case["claim"]], case["evidence"], train.WITHOUT_WORDS)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        traces = list(pool.map(trace, cases))
    for first in FIRST:
        total = 0.0
        for case, trace in zip(cases, traces):
            found = looked_at(trace, case["evidence"], first)
            total += max(len(found & set(some)) / len(some) for some in case["supporting_sentences"] if some)
        print(f"recall@{first} {total / len(cases):.3f} n={len(cases)}")


main()
