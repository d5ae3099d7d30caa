"""Fits the weights of `within.toml`: how sure it is that a passage carries a sentence in its language.

    python3 models/support/train.py target/release/headwater [FOLDER]

FOLDER holds claims with their sources and a label each (`support/*.jsonl` of public data sets, half of
each kept back); without it `HEADWATER_BENCH_DATA` or `../shared/bench` is taken. Each claim is traced
against its source, and a logistic regression is fitted on the `overlap` of its first evidence. What is
printed is cross-validated by document: claims of one document are never on both sides. Needs numpy.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

FEATURES = ["words", "order", "names", "numbers"]
FOLDS = 10
RIDGE = 1.0
OUT = Path(__file__).with_name("within.toml")


def plain(text):
    """Keeps Markdown from reading structure into a line of prose."""
    text = re.sub(r"([\\`*_\[\]<>])", r"\\\1", text.strip())
    return re.sub(r"^\s*([#>+\-*]|\d+[.)])(?=\s)", r"\\\1", text)


def traced(binary, claim, source):
    """The sentences of the claim that were checked."""
    with tempfile.TemporaryDirectory() as folder:
        article, cited = Path(folder, "article.md"), Path(folder, "source.md")
        article.write_text(claim, encoding="utf-8")
        cited.write_text(source, encoding="utf-8")
        command = [binary, "trace", article, "--source", cited, "--format", "json"]
        run = subprocess.run(command, capture_output=True, check=True)
    sentences = json.loads(run.stdout)["sentences"]
    return [s for s in sentences if s["support"] is not None]


def cases(binary, folder):
    """(set, document, label, features or None) of each claim."""
    for path in sorted(Path(folder, "support").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            evidence = case.get("evidence") or [case["source"]]
            sentences = traced(binary, plain(case["claim"]), "\n\n".join(map(plain, evidence)))
            overlaps = [e["overlap"] for s in sentences for e in s["evidence"][:1] if e["overlap"]]
            found = overlaps and len(overlaps) == len(sentences)
            # a claim of several sentences is as sure as the least of them
            least = min(overlaps, key=lambda o: o["words"] + o["order"]) if found else None
            document = case["id"].rsplit("-", 1)[0] if "qags" in path.name else case["id"]
            row = [least[name] for name in FEATURES] if least else None
            yield path.stem, document, case["label"] == "supported", row


def fit(rows, labels, weights):
    """Weights of a logistic regression, the bias last, by Newton's method."""
    rows = np.c_[rows, np.ones(len(rows))]
    ridge = RIDGE * np.diag([1.0] * (rows.shape[1] - 1) + [0.0])
    found = np.zeros(rows.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weights * (p - labels)) + ridge @ found
        bend = (rows * (weights * p * (1 - p))[:, None]).T @ rows + ridge
        found -= np.linalg.solve(bend, slope)
    return found


def said(rows, weights):
    return 1 / (1 + np.exp(-np.c_[rows, np.ones(len(rows))] @ weights))


def auc(labels, scores):
    ranks = np.array([(scores < s).sum() + ((scores == s).sum() + 1) / 2 for s in scores])
    yes, no = labels.sum(), (~labels).sum()
    return (ranks[labels].sum() - yes * (yes + 1) / 2) / (yes * no)


def calibration_error(labels, scores, bins=10):
    """Expected calibration error over bins of equal width."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    parts = [place == at for at in range(bins) if (place == at).any()]
    return sum(p.mean() * abs(labels[p].mean() - scores[p].mean()) for p in parts)


def report(name, labels, scores, line):
    passes = scores >= line
    recall, false_pass = passes[labels].mean(), passes[~labels].mean()
    print(
        f"{name}: n={len(labels)} supported={labels.mean():.2f} auc={auc(labels, scores):.3f} "
        f"calibration_error={calibration_error(labels, scores):.3f} line={line} recall={recall:.3f} "
        f"false_pass={false_pass:.3f} balanced={(recall + 1 - false_pass) / 2:.3f}"
    )


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    all_cases = list(cases(sys.argv[1], folder))
    print(f"{sum(row is None for *_, row in all_cases)} of {len(all_cases)} claims have no evidence")
    labels = np.array([label for _, _, label, _ in all_cases])
    sets = np.array([name for name, *_ in all_cases])
    there = np.array([row is not None for *_, row in all_cases])
    rows = np.array([row or [0.0] * len(FEATURES) for *_, row in all_cases])
    # each set counts alike, whatever its size
    weights = np.array([len(sets) / len(set(sets)) / (sets == name).sum() for name in sets])
    fold = np.array([zlib.crc32(document.encode()) % FOLDS for _, document, *_ in all_cases])
    scores = np.zeros(len(rows))
    for at in range(FOLDS):
        held, train = (fold == at) & there, (fold != at) & there
        if held.any():
            scores[held] = said(rows[held], fit(rows[train], labels[train], weights[train]))
    for line in (0.3, 0.35, 0.4, 0.45, 0.5):
        for name in sorted(set(sets)):
            report(name, labels[sets == name], scores[sets == name], line)
        report("all", labels, scores, line)
    found = fit(rows[there], labels[there], weights[there])
    head = "# How sure it is that a passage carries a sentence in its language: a logistic regression on what\n"
    head += "# the two have in common. Made by train.py; not to be written by hand.\n"
    body = "".join(f"{name} = {value:.3f}\n" for name, value in zip([*FEATURES, "bias"], found))
    OUT.write_text(head + body, encoding="utf-8")
    print(body)


main()
