#!/usr/bin/env python3
"""The text of news pages as `headwater read` gives it, beside what people use otherwise: F1, pages a CPU-second and
the most memory.

usage: readers.py BINARY [--data DIR] [--rounds 3]

Each reader works through all pages in a process of its own, in turns; the median of its processor time counts, and so
does its start. F1 is on four-token shingles, the mean over pages. Needs Python 3.11. Those to compare with are
`cargo build --release --manifest-path bench/peers/Cargo.toml` and
`pip install trafilatura resiliparse lxml_html_clean`; a reader that is not there is left out.
"""
import argparse, gzip, json, os, pathlib, re, statistics, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE / "peers/target/release/headwater-peers"

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
    elif name == "trafilatura-precision":
        import trafilatura
        read = lambda page: trafilatura.extract(page, favor_precision=True)
    else:
        from resiliparse.extract.html2text import extract_plain_text
        read = lambda page: extract_plain_text(page.decode("utf-8", "replace"), main_content=True)
    for path in sorted(pathlib.Path(folder).iterdir()):
        print(json.dumps({"location": str(path), "text": read(path.read_bytes())}))

def unpack(data, folder):
    """Writes the pages, one file each. Runs in a process of its own: what a process holds counts for those it starts."""
    for path in (pathlib.Path(data) / "extraction/html").iterdir():
        (pathlib.Path(folder) / path.stem).write_bytes(gzip.decompress(path.read_bytes()))

def run(command, out):
    """The processor time of a command with its own processes, and the most memory of one of them; None if it failed."""
    if not os.path.exists(command[0]):
        return None
    with open(out, "w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    done = os.waitstatus_to_exitcode(status) in (0, 2) and os.path.getsize(out)
    return (used.ru_utime + used.ru_stime, used.ru_maxrss * 1024) if done else None

def main():
    if sys.argv[1:2] == ["--reader"]:
        return python_reader(*sys.argv[2:4])
    if sys.argv[1:2] == ["--unpack"]:
        return unpack(*sys.argv[2:4])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--data", default=os.environ.get("HEADWATER_BENCH_DATA", HERE / "../../shared/bench"))
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    truth = pathlib.Path(args.data) / "extraction/ground-truth.json"
    if not truth.exists():
        return print("skipped: no bench data")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as results:
        subprocess.run([sys.executable, __file__, "--unpack", args.data, folder], check=True)
        readers = {"headwater": [args.binary, "read", folder, "--jobs", "1", "--quiet"]}
        for name in ["trafilatura", "trafilatura-precision", "dom_smoothie", "rs-trafilatura", "readability"]:
            readers[f"crate {name}"] = [str(PEERS), name, folder]
        for name in ["trafilatura", "trafilatura-precision", "resiliparse"]:
            readers[f"Python {name}"] = [sys.executable, __file__, "--reader", name, folder]
        used = {name: [] for name in readers}
        for _ in range(args.rounds):
            for name, command in readers.items():
                used[name].append(run(command, f"{results}/{name}"))
        right = json.load(open(truth))
        for name, rounds in used.items():
            if not all(rounds):
                print(f"{name}: not there")
                continue
            lines = [json.loads(line) for line in open(f"{results}/{name}", encoding="utf-8")]
            scores = [f1(line.get("text"), right[pathlib.Path(line["location"]).stem]["articleBody"]) for line in lines]
            seconds = statistics.median(seconds for seconds, _ in rounds)
            memory = max(memory for _, memory in rounds)
            print(f"{name}: F1 {sum(scores) / len(right):.3f}, {len(right) / seconds:.0f} pages a CPU-second, {memory / 1e6:.0f} MB")

if __name__ == "__main__":
    sys.exit(main())
