#!/usr/bin/env python3
"""The service under load: 500 clients on the list and on a trace, while four long traces are being made.

usage: serve_load.py BINARY [--seconds 20] [--cases 10000]

Says how many answers a second there were and how long the slowest hundredth of them took (wrk), with nothing to trace and
with four traces at work, how long a list of so many cases takes when it has to be made anew, and the memory. Needs wrk.
"""
import argparse, contextlib, http.client, json, pathlib, random, re, signal, sqlite3, statistics, subprocess, sys, tempfile, time, urllib.request, uuid

# The words to search by can be filled in from here only by an SQLite of 3.43 or later.
SEARCHES = sqlite3.sqlite_version_info >= (3, 43)
ROOT = pathlib.Path(__file__).resolve().parent.parent

@contextlib.contextmanager
def service(binary, folder):
    command = [binary, "serve", folder, "--listen", "127.0.0.1:0", "--workers", "4", "--rate", "0", "--quiet"]
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield child, child.stdout.readline().strip().rstrip("/")
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=60)

def post(base, path, body):
    request = urllib.request.Request(base + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))

def get(base, path):
    return json.load(urllib.request.urlopen(base + path))

def wait(base, case, states):
    while get(base, f"/api/v1/cases/{case}")["state"] not in states:
        time.sleep(0.05)

def demo(base):
    text = lambda path: {"kind": "text", "text": path.read_text(), "name": path.name}
    sources = [text(path) for path in sorted((ROOT / "demo/sources").iterdir())]
    case = post(base, "/api/v1/cases", {"article": text(ROOT / "demo/article.md"), "sources": sources})["id"]
    wait(base, case, ["done"])
    return case

def long_text(seed):
    random.seed(seed)
    words = "the river dam town water rose fell office said night road valley mayor bridge flood rain storm north".split()
    sentences = (" ".join(random.choices(words, k=14)).capitalize() + f" {random.randint(2, 999)} metres." for _ in range(6000))
    return {"kind": "text", "text": "\n\n".join(sentences)}

def fill(folder, count):
    with sqlite3.connect(folder / "headwater.sqlite3") as list_of_cases:
        for number in range(count):
            case, title = uuid.uuid4().hex[:16].translate(str.maketrans("0189", "abcd")), f"Report {number} on the harbour of Sandvarn"
            row = list_of_cases.execute("INSERT INTO cases (id, created, title, state, supported, differs) VALUES (?, ?, ?, 'done', 12, ?)",
                                        (case, f"2031-05-01T00:00:00.{number:06}Z", title, number % 3)).lastrowid
            if SEARCHES:
                list_of_cases.execute("INSERT INTO case_words (rowid, title, text) VALUES (?, ?, ?)", (row, title, title * 20))

def load(base, path, seconds):
    said = subprocess.run(["wrk", "-t2", "-c500", f"-d{seconds}s", "--latency", "--timeout", "10s", base + path], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

def memory(child):
    status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024

def anew(base, path, case):
    """Milliseconds of a list when something has changed each time since it was asked for."""
    host = base.removeprefix("http://")
    times = []
    for number in range(20):
        post(base, f"/api/v1/cases/{case}/judgements", {"sentence": 10, "opinion": "agree"})
        connection = http.client.HTTPConnection(host)
        begin = time.perf_counter()
        connection.request("GET", path)
        connection.getresponse().read()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), max(times)

def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binary")
    arguments.add_argument("--seconds", type=int, default=20)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with service(arguments.binary, folder):
            pass
        fill(folder, arguments.cases)
        with service(arguments.binary, folder) as (child, base):
            lists = [("first page", "/"), ("last page", f"/?page={arguments.cases // 50 - 1}"), ("two letters", "/?q=on")]
            lists += [("search", "/?q=harbour+9999"), ("search of all", "/?q=harbour")] if SEARCHES else []
            case = demo(base)
            for name, path in lists:
                median, most = anew(base, path, case)
                print(f"{name:14} of {arguments.cases} cases, made anew: {median:5.1f} ms, at most {most:5.1f} of 20")
            pages = [("list", "/"), ("trace", f"/cases/{case}")]
            print(f"memory {memory(child)} MB")
            for name, path in pages:
                rate, slow = load(base, path, arguments.seconds)
                print(f"{name:6} 500 clients, nothing else    {rate:8.0f} a second, p99 {slow:6.1f} ms")
            busy = [post(base, "/api/v1/cases", {"article": long_text(seed), "sources": [long_text(seed + 9)]})["id"] for seed in range(4)]
            for one in busy:
                wait(base, one, ["working"])
            for name, path in pages:
                rate, slow = load(base, path, arguments.seconds)
                states = [get(base, f"/api/v1/cases/{one}")["state"] for one in busy]
                print(f"{name:6} 500 clients, {states.count('working')} traces at work {rate:8.0f} a second, p99 {slow:6.1f} ms, memory {memory(child)} MB")
            for one in busy:
                request = urllib.request.Request(f"{base}/api/v1/cases/{one}", method="DELETE")
                urllib.request.urlopen(request)

if __name__ == "__main__":
    main()
