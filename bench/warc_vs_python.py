#!/usr/bin/env python3
"""Reading a WARC file record by record, beside Python warcio: time, processor time and the most memory.

usage: warc_vs_python.py [--megabytes 1024] [--rounds 5] [--pages FOLDER]

Makes a file of so many megabytes of made-up pages, or of those in a folder (.html.gz) again and again, plain and with
each record in gzip, and has both programs go through it in turns, each record with its whole block. The medians count;
of the memory, what this script takes itself is part. Needs `pip install warcio` and
`cargo build --release --manifest-path bench/Cargo.toml`.
"""
import argparse, gzip as gz, io, itertools, os, pathlib, random, statistics, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
OURS = HERE / "target/release/warc"

def made_up():
    random.seed(7)
    letters = "etaoinshrdlucmfw"
    words = ["".join(random.choice(letters) for _ in range(random.randint(2, 9))) for _ in range(5000)]
    while True:
        paragraphs = (" ".join(random.choices(words, k=60)) for _ in range(random.randint(5, 200)))
        body = "<html><body>" + "".join(f"<p>{text}.</p>" for text in paragraphs) + "</body></html>"
        yield body.encode()

def kept(folder):
    pages = [gz.decompress(page.read_bytes()) for page in sorted(pathlib.Path(folder).glob("*.html.gz"))]
    return itertools.cycle(pages)

def make(path, gzip, megabytes, pages):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter
    made = count = 0
    with open(path, "wb") as out:
        writer = WARCWriter(out, gzip=gzip)
        while made < megabytes * 1024 * 1024:
            body = next(pages)
            fields = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
            head = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
            url = f"https://site{count % 97}.example/page/{count}"
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
            made, count = made + len(body), count + 1

def theirs(path):
    """Prints the same as ours, by warcio. Runs in a process of its own."""
    from warcio.archiveiterator import ArchiveIterator
    records = size = 0
    with open(path, "rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            records += 1
            size += len(record.raw_stream.read())
    print(records, size, 0)

def run(command):
    begin = time.monotonic()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 1)
        os.execv(command[0], command)
    os.close(write)
    said = os.fdopen(read).read()
    _, status, usage = os.wait4(child, 0)
    assert status == 0, command
    return said, time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=int, default=1024)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--pages")
    arguments = arguments.parse_args()
    readers = {
        "headwater": lambda path: [str(OURS), path],
        "warcio": lambda path: [sys.executable, __file__, "--read", path],
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, gzip in [("plain", False), ("gzip", True)]:
            path = str(pathlib.Path(folder) / f"{name}.warc")
            make(path, gzip, arguments.megabytes, kept(arguments.pages) if arguments.pages else made_up())
            seconds, processor, memory, said = {}, {}, {}, {}
            for _ in range(arguments.rounds):
                for reader, command in readers.items():
                    said[reader], passed, busy, peak = run(command(path))
                    seconds.setdefault(reader, []).append(passed)
                    processor.setdefault(reader, []).append(busy)
                    memory[reader] = max(memory.get(reader, 0), peak)
            assert len(set(said.values())) == 1, said
            median, busy = [{reader: statistics.median(t) for reader, t in kind.items()} for kind in (seconds, processor)]
            for reader in readers:
                rate = arguments.megabytes / median[reader]
                print(f"{name:6} {reader:10} {median[reader]:7.2f} s  {rate:7.0f} MB/s  "
                      f"{busy[reader]:7.2f} s of processor  {memory[reader]:5.0f} MB")
            times, work = [kind["warcio"] / kind["headwater"] for kind in (median, busy)]
            print(f"{name:6} headwater is {times:.1f} times as fast, with {work:.1f} times less work")
            os.remove(path)

if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        theirs(sys.argv[2])
    else:
        main()
