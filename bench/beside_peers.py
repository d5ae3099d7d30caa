#!/usr/bin/env python3
"""Headwater beside three other programs that hold a text against its source, on one English case.

usage: beside_peers.py BINARY [PYTHON]

PYTHON is a Python that has the other programs:
    python3.11 -m venv /tmp/peers
    /tmp/peers/bin/pip install groundrails==1.1.2 anchorcite==0.1.0 corroborate==0.1.0
What it lacks is skipped, and that is said. The case is `texts/peers`: 40 sentences with a label each, that
are faithful to the source, changed in one thing, or not in it. Each program runs with its defaults, as
its documentation says, in a process of its own: medians of five runs, Python's start and imports
included. Needs Python 3.11 and nothing else.
"""
import json, os, statistics, subprocess, sys, tempfile, time

CASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "texts", "peers")
RUNS = 5

# Each reads {"claims": […], "source": …} and writes one true or false a claim: whether it passes.
CORROBORATE = """
import json, sys, corroborate
case = json.load(sys.stdin)
chunks = case["source"].split("\\n\\n")
print(json.dumps([corroborate.check_answer("", chunks, claim).ok() for claim in case["claims"]]))
"""
ANCHORCITE = """
import json, sys
from anchorcite import verify_answer
case = json.load(sys.stdin)
cited = [f'<cite id="s1">{claim}</cite>' for claim in case["claims"]]
report = verify_answer(" ".join(cited), {"s1": case["source"]})
assert len(report.citations) == len(cited)
print(json.dumps([citation.verified for citation in report.citations]))
"""
GROUNDRAILS = """
import json, sys, groundrails
from groundrails import grounding_document
groundrails.init()
case = json.load(sys.stdin)
found = grounding_document(case["claims"], [("source.txt", case["source"])])
print(json.dumps([claim["grounded"] for claim in found["claims"]]))
"""

def measured(args, given, folder):
    """What a program writes, with its wall and CPU seconds and its peak memory in MB."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout:
        stdin.write(given.encode())
        stdin.seek(0)
        start = time.monotonic()
        child = subprocess.Popen(args, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, cwd=folder, env={**os.environ, "GROUNDRAILS_HOME": folder})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            return None
        stdout.seek(0)
        return stdout.read().decode(), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

def version(python, package):
    code = f"from importlib.metadata import version; print(version({package!r}))"
    out = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return out.stdout.strip() or None

def passes_of(text):
    """The list on the last line; some programs greet first."""
    return json.loads(text.strip().splitlines()[-1])

def headwater_passes(text):
    sentences = json.loads(text)["sentences"]
    return [sentence["verdict"] == "supported" for sentence in sentences]

def line(name, runs, labels, passes):
    assert len(passes) == len(labels), f"{name} answers for {len(passes)} of {len(labels)} sentences"
    wall, cpu, memory = (statistics.median(column) for column in list(zip(*runs))[1:])
    kinds = sorted({kind for label, kind in labels if label == "changed"})
    def right(label, kind=None, passed=False):
        of = [done for (l, k), done in zip(labels, passes) if l == label and kind in (None, k)]
        return f"{sum(done == passed for done in of)}/{len(of)}"
    changed = ", ".join(f"{kind} {right('changed', kind)}" for kind in kinds)
    return f"| {name} | {wall:.2f} s | {cpu:.2f} s | {memory:.0f} MB | {right('faithful', passed=True)} | {right('changed')} ({changed}) | {right('unsupported')} |"

def main():
    binary = os.path.abspath(sys.argv[1])
    python = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    with open(os.path.join(CASE, "article.tsv"), encoding="utf-8") as file:
        rows = [row.rstrip("\n").split("\t") for row in file]
    with open(os.path.join(CASE, "source.txt"), encoding="utf-8") as file:
        source = file.read()
    labels, claims = [row[:2] for row in rows], [row[2] for row in rows]
    given = json.dumps({"claims": claims, "source": source})
    with tempfile.TemporaryDirectory() as folder:
        for name, text in [("article.md", "\n\n".join(claims)), ("source.md", source)]:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        programs = [("Headwater", [binary, "trace", "article.md", "--source", "source.md", "--format", "json"], headwater_passes)]
        for package, code in [("corroborate", CORROBORATE), ("anchorcite", ANCHORCITE), ("groundrails", GROUNDRAILS)]:
            found = version(python, package)
            if found is None:
                print(f"skipped: {package} is not installed in {python}", file=sys.stderr)
                continue
            programs.append((f"{package} {found}", [python, "-c", code], passes_of))
        print("| program | time | CPU | peak memory | faithful passed | changed caught | unsupported caught |")
        print("|---|---:|---:|---:|---:|---|---:|")
        for name, args, read in programs:
            # The first is not counted: it may set things up.
            runs = [measured(args, given, folder) for _ in range(RUNS + 1)][1:]
            if None in runs:
                print(f"skipped: {name} failed", file=sys.stderr)
                continue
            answers = [read(run[0]) for run in runs]
            assert all(answer == answers[0] for answer in answers), f"{name} changes its mind"
            print(line(name, runs, labels, answers[0]), flush=True)

main()
