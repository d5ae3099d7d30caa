#!/usr/bin/env python3
"""Time and memory of `headwater trace` as the case grows. Needs Python 3.11 and nothing else.

usage: large_case.py BINARY [--sentences 2000] [--sources 20]

Writes an invented article and sources of as many sentences each into a temporary folder, traces
the article against 1/4, 1/2 and all of the sources, and prints CPU seconds and peak memory for each,
so that it can be seen whether memory grows with the size of the case.
"""
import argparse, os, random, subprocess, sys, tempfile

WHO = ["The harbour office", "A spokesman for the ferry line", "The mayor of Brannow", "The survey ship", "A fisherman from Umbrel", "The lighthouse keeper", "The dredging company", "The island council"]
DID = ["announced", "denied", "postponed", "inspected", "paid for", "reopened", "described", "measured"]
WHAT = ["the new channel", "a crossing of the strait", "repairs to the western pier", "the price of a ticket", "the old signal tower", "a cargo of timber", "the flooded storehouse", "the contract for the bridge"]
WHEN = ["on Monday", "last week", "in March", "shortly before midnight", "after a long delay", "during the storm", "at a cost of {} million dollars", "for {} passengers"]

def sentences(count, seed):
    pick = random.Random(seed)
    for number in range(count):
        when = pick.choice(WHEN).format(pick.randint(2, 900))
        yield f"{pick.choice(WHO)} {pick.choice(DID)} {pick.choice(WHAT)} number {number} {when}, and {pick.choice(WHO).lower()} {pick.choice(DID)} {pick.choice(WHAT)}."

def write(path, count, seed):
    with open(path, "w", encoding="utf-8") as file:
        for number, sentence in enumerate(sentences(count, seed)):
            file.write(sentence + ("\n\n" if number % 5 == 4 else " "))

def run(args):
    """CPU seconds, wall seconds and peak MB of one run, in a child of its own."""
    code = "import resource, subprocess, sys, time\nt = time.time()\nr = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\nu = resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(r.returncode, u.ru_utime + u.ru_stime, time.time() - t, u.ru_maxrss / 1024)"
    out = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True).stdout.split()
    assert out[0] == "0", "the program failed"
    return [float(figure) for figure in out[1:]]

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--sources", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        article = os.path.join(folder, "article.md")
        write(article, options.sentences, 0)
        paths = []
        for number in range(options.sources):
            paths.append(os.path.join(folder, f"source-{number:02}.md"))
            write(paths[-1], options.sentences, number + 1)
        for count in sorted({max(1, options.sources // 4), max(1, options.sources // 2), options.sources}):
            given = [part for path in paths[:count] for part in ("--source", path)]
            cpu, wall, memory = run([options.binary, "trace", article, *given, "--format", "json"])
            print(f"large_case/{options.sentences}x{count}x{options.sentences} cpu={cpu:.1f}s wall={wall:.1f}s peak={memory:.0f}MB")

main()
