"""Trains a network that says which pieces of a sentence its passage tells.

    cargo build --release --locked -p headwater-embed --example pieces
    pip install numpy jax
    python3 models/comparison/train.py target/release/examples/pieces [FOLDER]

FOLDER as in `pairs.py`, which makes the pairs. Two networks are trained first, each on the documents of one
half, and judged on the other half: what is printed is always on documents that a network has not seen.
They are written as `unseen0.bin` and `unseen1.bin`, each for the half that it has not seen, and one that
is trained on all as `all.bin`, in the working directory. README.md says why none is in the program.
"""

import json
import os
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import pairs

INPUT = 384
WIDTH = 64  # of the vectors that are aligned and compared
LONGEST = 112  # pieces of a text; quads with longer ones are left out
EPOCHS, BATCH, RATE, DECAY = 8, 16, 2e-3, 1e-3
DROPPED_INPUT, DROPPED = 0.2, 0.3
SPREAD = 4.0  # of the values that are compared, so that they start near one
CHANGED = 2.0  # how much more a changed piece counts than one that is told
FAR = 1e9


def vectors(binary, texts):
    """(spans in code points, vectors) of the pieces of each text."""
    lines = "".join(text.replace("\n", " ") + "\n" for text in texts).encode()
    blob = subprocess.run([binary], input=lines, capture_output=True, check=True).stdout
    at, found = 0, []
    for text in texts:
        (count,) = struct.unpack_from("<I", blob, at)
        spans = np.frombuffer(blob, "<u4", 2 * count, at + 4).reshape(count, 2)
        states = np.frombuffer(blob, "<f4", INPUT * count, at + 4 + 8 * count).reshape(count, INPUT)
        at += 4 + (8 + 4 * INPUT) * count
        points = np.repeat(np.arange(len(text) + 1), [*(len(c.encode()) for c in text), 1])
        found.append((points[spans], states.astype(np.float16)))
    return found


class Data:
    """The quads as arrays: of each the four texts a, a', b and b'."""

    def __init__(self, binary, folder):
        made = {(*q["foreign"], *q["english"]): q for q in pairs.quads(list(pairs.read(folder)))}
        texts = sorted({text for versions in made for text in versions})
        known = dict(zip(texts, vectors(binary, texts)))
        fits = lambda versions: max(len(known[text][0]) for text in versions) <= LONGEST
        self.quads = [quad for versions, quad in made.items() if fits(versions)]
        self.texts = [[known[t] for t in (*q["foreign"], *q["english"])] for q in self.quads]
        self.half = np.array([zlib.crc32(q["document"].encode()) % 2 for q in self.quads])
        self.kind = np.array([q["kind"] for q in self.quads])
        self.language = np.array([q["language"] for q in self.quads])
        share = {kind: (self.kind == kind).mean() for kind in set(self.kind)}
        # kinds with many quads count less for each
        weight = np.array([share[kind] ** -0.5 for kind in self.kind])
        self.weight = (weight / weight.mean()).astype(np.float32)

    def batch(self, places):
        """States, which of them are there, and which belong to what was changed."""
        states = np.zeros((len(places), 4, LONGEST, INPUT), np.float32)
        there = np.zeros((len(places), 4, LONGEST), bool)
        changed = np.zeros_like(there)
        for row, place in enumerate(places):
            quad = self.quads[place]
            edits = (*quad["changed_foreign"], *quad["changed_english"])
            for text, ((spans, vector), (start, end)) in enumerate(zip(self.texts[place], edits)):
                states[row, text, : len(vector)] = vector
                there[row, text, : len(vector)] = True
                changed[row, text, : len(vector)] = (spans[:, 0] < end) & (spans[:, 1] > start)
        return states, there, changed

    def mean(self):
        some = [text[1].astype(np.float32).mean(0) for texts in self.texts[::7] for text in texts]
        return np.mean(some, 0)


def fresh(mean):
    """The network before it has learned anything."""
    chance = np.random.default_rng(0)
    normal = lambda *shape: chance.normal(size=shape).astype(np.float32) / np.sqrt(shape[0])
    network = {
        "mean": mean,
        "align": normal(INPUT, WIDTH),
        "value": normal(INPUT, WIDTH),
        "compare": normal(3 * WIDTH + 3, WIDTH),
        "compare_bias": np.zeros(WIDTH, np.float32),
        "out": 0.1 * normal(WIDTH),
        "out_bias": np.float32(-2),
        "sharpness": np.float32(8),
    }
    return jax.tree.map(jnp.asarray, network)


def dropped(values, share, key, shape):
    """Some of the values as zeros, while it learns."""
    if key is None:
        return values
    return values * jax.random.bernoulli(key, 1 - share, shape) / (1 - share)


def missing(network, one, other, key):
    """The log-odds that the pieces of one text are not told in the other."""
    likeness = jnp.einsum("bid,bjd->bij", one["aligned"], other["aligned"])
    cosines = jnp.einsum("bid,bjd->bij", one["states"], other["states"])
    sharp = likeness * network["sharpness"]
    here, there = one["there"][:, :, None], other["there"][:, None]
    forth = jax.nn.softmax(jnp.where(there, sharp, -FAR), axis=2)
    back = jax.nn.softmax(jnp.where(here, sharp, -FAR), axis=1)
    counterparts = jnp.einsum("bij,bjd->bid", forth, other["values"])
    greatest = lambda values: jnp.max(jnp.where(there, values, -1), axis=2, keepdims=True)
    seen = [
        one["values"],
        jnp.abs(one["values"] - counterparts),
        one["values"] * counterparts,
        greatest(likeness),
        greatest(cosines),
        jnp.sum(forth * back, axis=2, keepdims=True),
    ]
    seen = jnp.concatenate(seen, axis=2)
    seen = dropped(seen, DROPPED, key, seen.shape)
    hidden = jax.nn.relu(seen @ network["compare"] + network["compare_bias"])
    return hidden @ network["out"] + network["out_bias"]


def rows(network, states, there, key=None):
    """(foreign, English, whether they differ, log-odds of both) of the four rows of each quad."""
    keys = [None] * 9 if key is None else jax.random.split(key, 9)
    states = states - network["mean"]
    states = dropped(states, DROPPED_INPUT, keys[8], (len(states), 1, 1, INPUT))
    aligned = states @ network["align"]
    aligned /= jnp.linalg.norm(aligned, axis=-1, keepdims=True) + 1e-6
    values = states @ network["value"] * SPREAD
    seen = {"states": states, "aligned": aligned, "values": values, "there": there}
    text = lambda place: {name: part[:, place] for name, part in seen.items()}
    for row, (a, b) in enumerate(((0, 2), (0, 3), (1, 2), (1, 3))):
        forth = missing(network, text(a), text(b), keys[2 * row])
        yield a, b, row in (1, 2), forth, missing(network, text(b), text(a), keys[2 * row + 1])


def together(there, a, b, forth, back):
    """One score for a row: whether any piece of either side is not told."""
    some = jnp.concatenate([jnp.where(there[:, a], forth, -20), jnp.where(there[:, b], back, -20)], axis=1)
    return jax.nn.logsumexp(some, axis=1)


def loss(network, states, there, changed, weight, key):
    total = 0.0
    for a, b, differs, forth, back in rows(network, states, there, key):
        for place, odds in ((a, forth), (b, back)):
            wanted = changed[:, place] & differs
            each = jnp.where(wanted, CHANGED * jax.nn.softplus(-odds), jax.nn.softplus(odds))
            total += jnp.sum(weight[:, None] * jnp.where(there[:, place], each, 0)) / 60
        score = together(there, a, b, forth, back)
        total += jnp.sum(weight * jax.nn.softplus(-score if differs else score))
    return total / len(weight)


@jax.jit
def step(network, moments, batch, rate, key):
    """One step of Adam with weight decay."""
    value, slope = jax.value_and_grad(loss)(network, *batch, key)
    first, second, count = moments
    count += 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slope)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slope)

    def moved(weights, m, v):
        m, v = m / (1 - 0.9**count), v / (1 - 0.999**count)
        return weights - rate * (m / (jnp.sqrt(v) + 1e-8) + DECAY * weights)

    return jax.tree.map(moved, network, first, second), (first, second, count), value


def trained(data, places, name):
    network = fresh(data.mean())
    nothing = jax.tree.map(jnp.zeros_like, network)
    moments, key, chance = (nothing, nothing, 0.0), jax.random.key(0), np.random.default_rng(0)
    steps, done, began = EPOCHS * (len(places) // BATCH), 0, time.time()
    for epoch in range(EPOCHS):
        order, values = chance.permutation(places), []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            some = order[start : start + BATCH]
            rate = RATE * min(1, done / 100) * (0.5 + 0.5 * np.cos(np.pi * done / steps))
            key, own = jax.random.split(key)
            network, moments, value = step(network, moments, (*data.batch(some), data.weight[some]), rate, own)
            values.append(value)
            done += 1
        spent = time.time() - began
        print(f"{name}: epoch {epoch} loss {np.mean(values):.3f} after {spent:.0f} s", file=sys.stderr)
    return network


@jax.jit
def judged(network, states, there):
    """For each row the network's score, and the lowest greatest cosine as a control."""
    found = []
    for a, b, _, forth, back in rows(network, states, there):
        cosines = jnp.einsum("bid,bjd->bij", states[:, a], states[:, b])
        forth_cosine = jnp.max(jnp.where(there[:, None, b], cosines, -1), axis=2)
        back_cosine = jnp.max(jnp.where(there[:, a, :, None], cosines, -1), axis=1)
        found.append((together(there, a, b, forth, back), together(there, a, b, -30 * forth_cosine, -30 * back_cosine)))
    return found


def scores(network, data, places):
    """(network, cosines, one side) × quads × the four rows."""
    parts = []
    for start in range(0, len(places), BATCH):
        states, there, _ = data.batch(places[start : start + BATCH])
        parts.append(np.moveaxis(np.array(judged(network, states, there)), 0, 2))
    both = np.concatenate(parts, axis=1)
    # what the foreign text alone can say: the mean over what stands beside it
    alone = both[0].reshape(-1, 2, 2).mean(2, keepdims=True).repeat(2, 2).reshape(-1, 4)
    return np.concatenate([both, alone[None]])


def auc(found):
    """Of quads × rows: how often a row that differs scores above one that does not."""
    differs, same = found[:, 1:3].ravel(), np.sort(found[:, [0, 3]].ravel())
    under = np.searchsorted(same, differs, "left") + np.searchsorted(same, differs, "right")
    return under.sum() / 2 / (len(same) * len(differs))


def report(data, found):
    print("| | quads | network | cosines | one side |\n|---|---:|---:|---:|---:|")
    groups = [("all", np.full(len(data.quads), True))]
    groups += [(kind, data.kind == kind) for kind in pairs.KINDS]
    groups += [(language, data.language == language) for language in sorted(set(data.language))]
    for name, inside in groups:
        figures = " | ".join(f"{auc(each[inside]):.3f}" for each in found)
        print(f"| {name} | {inside.sum():,} | {figures} |")


def write(network, path):
    network = {**network, "value": network["value"] * SPREAD}
    order = ("mean", "align", "value", "compare", "compare_bias", "out", "out_bias", "sharpness")
    floats = [np.asarray(network[name], "<f4").tobytes() for name in order]
    Path(path).write_bytes(b"HEADWCMP" + struct.pack("<I", WIDTH) + b"".join(floats))


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    data = Data(sys.argv[1], folder)
    found = np.zeros((3, len(data.quads), 4))
    for held in (0, 1):
        network = trained(data, np.flatnonzero(data.half != held), f"half {1 - held}")
        write(network, f"unseen{held}.bin")
        places = np.flatnonzero(data.half == held)
        found[:, places] = scores(network, data, places)
    report(data, found)
    write(trained(data, np.arange(len(data.quads)), "all"), "all.bin")


if __name__ == "__main__":
    main()
