"""Fits `weights.toml`: how sure it is that a passage carries a sentence, and that a name is missing.

    python3 models/support/train.py target/release/headwater [FOLDER]

FOLDER holds public data sets, half of each kept back (`departures/*.jsonl`, `support/*.jsonl`); without
it `HEADWATER_BENCH_DATA` or `../shared/bench` is taken. Every article is traced against its source with
`--explain all`, and logistic regressions are fitted on the features that come out. What is printed is
cross-validated by document: cases of one document are never on both sides. Needs numpy.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

FOLDS = 10
OUT = Path(__file__).with_name("weights.toml")
HEAD = """\
# Logistic regressions: how sure it is that a passage carries a sentence, and that a name has no
# counterpart. Made by train.py; not to be written by hand.
"""
WITHOUT_WORDS = ("--word-model", "none")
DEPARTS = ["departs_number", "departs_date", "departs_name", "departs_negation"]
# For each table its features, from which chance on it says yes, how hard weights are kept small, and
# whether each set of data counts alike, whatever its size.
TABLES = {
    "across": (["found"], 0.6, 1.0, True),
    "across_words": (
        ["found", "carried", "carried_tenth", "carried_fifth", "carries", "carries_tenth", "carries_fifth"],
        0.6,
        1.0,
        True,
    ),
    "within": (["words", "order", "names", "numbers", *DEPARTS], 0.38, 1.0, True),
    "within_words": (["words", "order", "names", "numbers", *DEPARTS, "together_tenth"], 0.34, 1.0, True),
    "named_here": (["heard", "heard_far", "lowest", "mean"], 0.42, 0.1, False),
    "named_there": (["heard", "heard_far", "lowest", "mean", "sentence_tenth", "sentence_lowest"], 0.38, 0.1, False),
}


def plain(text):
    """Keeps Markdown from reading structure into a line of prose."""
    text = re.sub(r"([\\`*_\[\]<>])", r"\\\1", text.strip())
    return re.sub(r"^\s*([#>+\-*]|\d+[.)])(?=\s)", r"\\\1", text)


def traced(binary, article, source, options):
    """The trace of an article of some paragraphs against a source of some."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "article.md"), Path(folder, "source.md")
        for path, paragraphs in zip(paths, (article, source)):
            path.write_text("\n\n".join(map(plain, paragraphs)), encoding="utf-8")
        command = [binary, "trace", paths[0], "--source", paths[1], "--format", "json", "--explain", "all"]
        run = subprocess.run([*command, *options], capture_output=True, check=True)
    return json.loads(run.stdout)


def rows(folder, pattern):
    for path in sorted(Path(folder).glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem, json.loads(line)


def features(sentence):
    return {f["name"]: f["value"] for f in sentence["explanation"]["features"]}


def paragraphs(trace, case):
    """(sentence, what is true of its paragraph) of each sentence but those of the headline."""
    text, starts, at = trace["article"]["text"], [], 0
    for paragraph in case["article"]:
        found = text.find(paragraph.strip()[:12], at)
        starts.append(at if found < 0 else found)
        at = starts[-1] + 1
    for sentence in trace["sentences"]:
        place = max((i for i, start in enumerate(starts) if start <= sentence["start"]), default=0)
        if place and sentence["verdict"]:
            yield sentence, case["gold"][place]


def shares_words(one, other):
    return bool(set(re.findall(r"\w+", one)) & set(re.findall(r"\w+", other)))


def departures(binary, folder, options):
    """Rows for the tables across languages and for names: (table, set, document, label, features)."""
    cases = [case for _, case in rows(folder, "departures/*.jsonl")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        traces = pool.map(lambda case: traced(binary, case["article"], case["source"], options), cases)
        for case, trace in zip(cases, traces):
            languages = f"{case['article_language']}-over-{case['source_language']}"
            # the rules that made the data changed the English side
            changed_article = case["article_language"] == "eng"
            for sentence, gold in paragraphs(trace, case):
                missing = gold["verdict"] == "unsupported"
                known = features(sentence)
                if known:
                    yield ("across", languages, case["id"], not missing, known)
                for name in () if missing else sentence["explanation"]["names"]:
                    changed = gold.get("kind") == "name"
                    is_it = changed and shares_words(gold["after"], name["text"])
                    if changed and not (is_it and name["in_article"] == changed_article):
                        continue
                    table = "named_here" if name["in_article"] else "named_there"
                    values = {f["name"]: f["value"] for f in name["features"]}
                    yield (table, languages, case["id"], is_it, values)


def claims(binary, folder, options):
    """Rows for the tables within one language."""
    cases = list(rows(folder, "support/*.jsonl"))
    sources = [case.get("evidence") or [case["source"]] for _, case in cases]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        traces = pool.map(lambda pair: traced(binary, [pair[0][1]["claim"]], pair[1], options), zip(cases, sources))
        for (name, case), trace in zip(cases, traces):
            known = [features(s) for s in trace["sentences"] if s["support"] is not None]
            # a claim of several sentences is as sure as the least of them
            least = min(known, key=lambda k: k.get("words", 0) + k.get("order", 0), default={})
            document = case["id"].rsplit("-", 1)[0] if "qags" in name else case["id"]
            if "words" in least:
                yield ("within", name, document, case["label"] == "supported", least)


def fit(rows, labels, weights, ridge):
    """Weights of a logistic regression, the bias last, by Newton's method."""
    rows = np.c_[rows, np.ones(len(rows))]
    penalty = ridge * np.diag([1.0] * (rows.shape[1] - 1) + [0.0])
    found = np.zeros(rows.shape[1])
    for _ in range(60):
        p = said(rows, found)
        slope = rows.T @ (weights * (p - labels)) + penalty @ found
        bend = (rows * (weights * p * (1 - p))[:, None]).T @ rows + penalty
        found -= np.linalg.solve(bend, slope)
    return found


def said(rows, weights):
    return 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))


def auc(labels, scores):
    yes, no = np.sort(scores[labels]), np.sort(scores[~labels])
    under = np.searchsorted(no, yes, "left") + np.searchsorted(no, yes, "right")
    return under.sum() / 2 / max(1, len(yes) * len(no))


def calibration_error(labels, scores, bins=10):
    """Expected calibration error over bins of equal width."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    parts = [place == at for at in range(bins) if (place == at).any()]
    return sum(p.mean() * abs(labels[p].mean() - scores[p].mean()) for p in parts)


def perfect_error(scores, draws=400):
    """What the calibration error of these scores would be, at the mean, if each were exactly right."""
    chance = np.random.default_rng(0)
    return np.mean([calibration_error(chance.random(len(scores)) < scores, scores) for _ in range(draws)])


def report(name, labels, scores, line):
    passes = scores >= line
    recall, false_yes = passes[labels].mean(), passes[~labels].mean()
    print(
        f"{name}: n={len(labels)} yes={labels.mean():.3f} auc={auc(labels, scores):.3f} "
        f"calibration_error={calibration_error(labels, scores):.3f} perfect={perfect_error(scores):.3f} "
        f"line={line} recall={recall:.3f} false_yes={false_yes:.3f} balanced={(recall + 1 - false_yes) / 2:.3f}"
    )


def table(name, all_rows):
    """Fits one table, reports it cross-validated, and gives it as TOML."""
    names, line, ridge, sets_alike = TABLES[name]
    sets = np.array([row[1] for row in all_rows])
    labels = np.array([row[3] for row in all_rows])
    values = np.array([[row[4][feature] for feature in names] for row in all_rows])
    share = {one: len(sets) / len(set(sets)) / (sets == one).sum() for one in set(sets)}
    weights = np.array([share[one] if sets_alike else 1.0 for one in sets])
    folds = np.array([zlib.crc32(row[2].encode()) % FOLDS for row in all_rows])
    scores = np.zeros(len(labels))
    for fold in set(folds):
        held = folds == fold
        found = fit(values[~held], labels[~held], weights[~held], ridge)
        scores[held] = said(np.c_[values[held], np.ones(held.sum())], found)
    for one in sorted(set(sets)):
        if 0 < labels[sets == one].mean() < 1:
            report(f"{name} {one}", labels[sets == one], scores[sets == one], line)
    report(f"{name} all", labels, scores, line)
    *found, bias = fit(values, labels, weights, ridge)
    listed = ", ".join(f"{feature} = {weight:.3f}" for feature, weight in zip(names, found))
    return f"\n[{name}]\nbias = {bias:.3f}\nline = {line}\nweights = {{ {listed} }}\n"


def main():
    binary = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    gathered = {}
    for suffix, options in (("", WITHOUT_WORDS), ("_words", ())):
        for row in (*departures(binary, folder, options), *claims(binary, folder, options)):
            name = row[0] if row[0].startswith("named") else row[0] + suffix
            gathered.setdefault(name, []).append(row)
    OUT.write_text(HEAD + "".join(table(name, gathered[name]) for name in TABLES), encoding="utf-8")


if __name__ == "__main__":
    main()
