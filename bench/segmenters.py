"""Words or pairs of characters: by which a Chinese or Japanese sentence is found again.

    pip install jieba==0.42.1 janome==0.5.0
    python3 bench/segmenters.py [FOLDER]

FOLDER holds news in several languages (`departures/*.jsonl`); without it `HEADWATER_BENCH_DATA` or
`../shared/bench` is taken. No public set has Chinese or Japanese retellings, so each question is made of a
sentence: some of its stretches in another order, cut without regard to words ("characters"), or where the
segmenter ends a word ("words", which favours the segmenter). All sentences of all documents of the
language are ranked for it by BM25 with the constants of `align/lexical.rs`; printed is how often the
sentence itself comes first and among the first ten, and how fast the text is cut.
"""

import collections
import itertools
import json
import logging
import math
import os
import random
import re
import sys
import time
import zlib
from pathlib import Path

SATURATION, LENGTH = 1.2, 0.3
STRETCHES = 2
LENGTHS = (3, 4, 6)
FOREIGN = {"zho-CN": "zh", "jpn": "ja"}


def pairs(text):
    """Neighbouring characters of scripts without spaces, and whole words of others."""
    found = []
    for run in re.findall(r"[\u3041-\u30ff\u3400-\u9fff]+|[^\W\u3041-\u30ff\u3400-\u9fff]+", text):
        spaced = not re.match(r"[\u3041-\u30ff\u3400-\u9fff]", run)
        found += [run.lower()] if spaced or len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def segmenters(language):
    """The maintained segmenter of the language, if it is installed."""
    try:
        if language == "zh":
            import jieba

            jieba.setLogLevel(logging.ERROR)
            jieba.initialize()
            yield "jieba", lambda text: [w.lower() for w in jieba.cut_for_search(text) if re.match(r"\w", w)]
        else:
            from janome.tokenizer import Tokenizer

            tokenizer = Tokenizer(wakati=True)
            yield "janome", lambda text: [w.lower() for w in tokenizer.tokenize(text) if re.match(r"\w", w)]
    except ImportError:
        print(f"{language}: skipped, its segmenter is not installed")


def sentences(folder, language):
    """The sentences of all documents in one language, each once."""
    found = {}
    for path in sorted(Path(folder).glob("departures/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            for side in ("article", "source"):
                if FOREIGN.get(case[f"{side}_language"]) == language:
                    for paragraph in case[side]:
                        found.update(dict.fromkeys(re.findall(r"[^。！？]{10,}[。！？]?", paragraph)))
    return list(found)


def stretches(sentence, length, ends):
    """Stretches of a sentence of about so many characters, in another order; they begin at some of `ends`."""
    chance = random.Random(zlib.crc32(sentence.encode()))
    starts = [start for start in ends if start + length <= len(sentence)] or [0]
    chosen = (chance.choice(starts) for _ in range(STRETCHES))
    end = lambda start: min((end for end in ends if end >= start + length), default=len(sentence))
    return "，".join(sentence[start : end(start)] for start in chosen)


def word_ends(sentence, cut):
    """Where the words of a sentence begin and end."""
    ends, at = {0, len(sentence)}, 0
    for word in cut(sentence):
        start = sentence.lower().find(word, at)
        if start >= 0:
            ends |= {start, start + len(word)}
            at = start
    return sorted(ends)


class Index:
    def __init__(self, documents):
        self.places = collections.defaultdict(list)
        self.lengths = [len(terms) for terms in documents]
        self.mean = sum(self.lengths) / len(documents)
        for place, terms in enumerate(documents):
            for term in set(terms):
                self.places[term].append(place)

    def ranked(self, terms):
        scores = collections.Counter()
        for term in set(terms):
            places = self.places.get(term, ())
            rarity = math.log(1 + (len(self.lengths) - len(places) + 0.5) / (len(places) + 0.5))
            for place in places:
                length = 1 - LENGTH + LENGTH * self.lengths[place] / self.mean
                scores[place] += rarity * (SATURATION + 1) / (1 + SATURATION * length)
        return [place for place, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    for language in ("zh", "ja"):
        texts, known = sentences(folder, language), list(segmenters(language))
        places = [("characters", lambda text: range(len(text) + 1))]
        places += [("words", lambda text, cut=cut: word_ends(text, cut)) for _, cut in known]
        for name, cut in [("pairs", pairs), *known]:
            start = time.process_time()
            index = Index([cut(text) for text in texts])
            speed = sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - start)
            print(f"{language} {name}: {speed:.2f} MB/s")
            for (kind, ends), length in itertools.product(places, LENGTHS):
                questions = [stretches(text, length, ends(text)) for text in texts]
                ranks = [index.ranked(cut(question))[:10] for question in questions]
                first = sum(rank[:1] == [place] for place, rank in enumerate(ranks)) / len(texts)
                ten = sum(place in rank for place, rank in enumerate(ranks)) / len(texts)
                print(f"{language} {name}, {kind}, {length}: first {first:.3f} ten {ten:.3f} n={len(texts)}")


main()
