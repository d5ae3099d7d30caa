#!/usr/bin/env python3
"""The text of news pages as `headwater read` gives it, beside what people use otherwise: F1 and pages a CPU-second.

usage: readers.py BINARY [--data DIR] [--rounds 3]

Each reader works through all pages in a process of its own, in turns; the median of its processor time counts, and so
does its start. F1 is on four-token shingles, the mean over pages. Needs Python
3.11, and `pip install trafilatura resiliparse lxml_html_clean`; a reader that is not installed is left out.
"""
import argparse, gzip, json, os, pathlib, re, resource, statistics, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent

def shingles(text):
    tokens = re.findall(r"\w+", text or "")
    return {tuple(tokens[at:at + 4]) for at in range(max(1, len(tokens) - 3))} if tokens else set()

def f1(said, right):
    said, right = shingles(said), shingles(right)
    both = len(said & right)
    return 2 * both / (len(said) + len(right)) if said or right else 1.0

def python_reader(name, folder):
    """Prints what a Python reader makes of each page, as JSON Lines. Runs in a process of its own."""
    if name == "trafilatura":
        import trafilatura
        read = trafilatura.extract
    elif name == "trafilatura, precision":
        import trafilatura
        read = lambda page: trafilatura.extract(page, favor_precision=True)
    else:
        from resiliparse.extract.html2text import extract_plain_text
        read = lambda page: extract_plain_text(page.decode("utf-8", "replace"), main_content=True)
    for path in sorted(pathlib.Path(folder).iterdir()):
        print(json.dumps({"location": str(path), "text": read(path.read_bytes())}))

def run(command):
    """The lines of a command, its processor time with that of its own processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL)
        out.seek(0)
        lines = [json.loads(line) for line in out]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return lines if done.returncode in (0, 2) and lines else None, seconds

def main():
    if sys.argv[1:2] == ["--reader"]:
        return python_reader(*sys.argv[2:4])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--data", default=os.environ.get("HEADWATER_BENCH_DATA", HERE / "../../shared/bench"))
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    data = pathlib.Path(args.data) / "extraction"
    if not data.exists():
        return print("skipped: no bench data")
    right = json.load(open(data / "ground-truth.json"))
    with tempfile.TemporaryDirectory() as folder:
        for digest in right:
            page = gzip.decompress((data / f"html/{digest}.html.gz").read_bytes())
            (pathlib.Path(folder) / f"{digest}.html").write_bytes(page)
        readers = {"headwater": [args.binary, "read", folder, "--jobs", "1", "--quiet"]}
        for name in ["trafilatura", "trafilatura, precision", "resiliparse"]:
            readers[name] = [sys.executable, __file__, "--reader", name, folder]
        times, lines = {name: [] for name in readers}, {}
        for _ in range(args.rounds):
            for name, command in readers.items():
                lines[name], seconds = run(command)
                times[name].append(seconds)
        for name in readers:
            if not lines[name]:
                print(f"{name}: not installed")
                continue
            scores = [f1(line.get("text"), right[pathlib.Path(line["location"]).stem]["articleBody"]) for line in lines[name]]
            print(f"{name}: F1 {sum(scores) / len(right):.3f}, {len(right) / statistics.median(times[name]):.0f} pages a CPU-second")

if __name__ == "__main__":
    sys.exit(main())
