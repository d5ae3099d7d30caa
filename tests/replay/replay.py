#!/usr/bin/env python3
"""Captures the demo from a server on loopback and holds the archive against the programs of others.

usage: replay.py BINARY CHROMIUM

`warcio check` finds every digest right, `cdxj-indexer` makes the same index, `wacz validate` finds the archive valid, and
pywb replays its pages: a browser shows the text that was captured, once the server is gone. The trace of what was
captured is that of the demo. Runs with the Python that has warcio, cdxj-indexer, wacz and pywb.
"""
import http.server, json, pathlib, re, shutil, socket, subprocess, sys, tempfile, threading, time, urllib.parse, urllib.request, zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
TOOLS = pathlib.Path(sys.executable).parent
LINK = re.compile(r"\]\((https://[^)]+)\)")

def sources():
    """The demo's sources by the addresses at which its article cites them."""
    article = (DEMO / "article.md").read_text()
    found = {}
    for path in sorted((DEMO / "sources").iterdir()):
        text = path.read_text()
        cited = [url for url in LINK.findall(article) if url in text]
        assert cited, f"{path.name}: the article does not cite it"
        found[cited[0]] = path
    return found

def pages(address):
    """What the server has: the article, which cites it, as Markdown and as HTML, and the sources."""
    article = (DEMO / "article.md").read_text()
    served = {}
    for url, path in sources().items():
        here = urllib.parse.urlsplit(url).path
        article = article.replace(url, address + here)
        kind = "text/html" if path.suffix == ".html" else "text/markdown"
        served[here] = (kind, path.read_bytes())
    body = article.split("---", 2)[2]
    body = re.sub(r"!?\[([^\[\]]*)\]\(([^)]*)\)", r"<a href='\2'>\1</a>", body)
    body = "".join(f"<p>{text}</p>" for text in body.split("\n\n") if text.strip())
    html = f"<html lang=zh-Hans><meta charset=utf-8><title>潮声网</title><article>{body}</article></html>"
    served["/article"] = ("text/html", html.encode())
    return article, served

class Handler(http.server.BaseHTTPRequestHandler):
    served = {}

    def do_GET(self):
        kind, body = self.served.get(self.path, ("text/html", None))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass

def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout

def index(lines):
    found = []
    for line in lines.splitlines():
        key, when, said = line.split(" ", 2)
        said = json.loads(said)
        if said["mime"] != "application/warc-fields":
            names = ["url", "mime", "status", "digest", "offset", "length", "filename"]
            found.append((key, when, *(said.get(name) for name in names)))
    return sorted(found, key=str)

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

def verdicts(trace):
    return [sentence["verdict"] for sentence in json.loads(trace)["sentences"]]

def check_files(folder, archive):
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder / "files")
    warc = folder / "files/archive/data.warc.gz"
    checked = run(TOOLS / "warcio", "check", "-v", warc)
    assert checked.count("digest pass") > 10 and "failed" not in checked, checked
    theirs = run(TOOLS / "cdxj-indexer", "--sort", warc)
    assert index(theirs) == index((folder / "files/indexes/index.cdx").read_text()), theirs
    assert "is valid" in run(TOOLS / "wacz", "validate", "-f", archive)
    print("warcio check, cdxj-indexer and wacz validate agree")

def check_replay(folder, archive, address, chromium):
    run(TOOLS / "wb-manager", "init", "case", cwd=folder)
    run(TOOLS / "wb-manager", "add", "--unpack-wacz", "case", archive, cwd=folder)
    # Pages by themselves, without a frame around them that says whose archive it is.
    (folder / "config.yaml").write_text("framed_replay: false\n")
    port = free_port()
    server = subprocess.Popen([TOOLS / "wayback", "-p", str(port), "-b", "127.0.0.1"], cwd=folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/").read()
                break
            except OSError:
                time.sleep(0.2)
        year = time.strftime("%Y")
        wanted = [("/article", "我们买到的是时间，仅此而已"), *html_sources()]
        for path, text in wanted:
            shown = run(chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser",
                        "--timeout=20000", "--dump-dom", f"http://127.0.0.1:{port}/case/{year}/{address}{path}", timeout=120)
            assert text in shown, f"{path}: {shown[:2000]}"
        print(f"pywb replays {len(wanted)} pages in a browser")
    finally:
        server.terminate()
        server.wait()

def html_sources():
    """A sentence of each source that a browser shows."""
    for url, path in sources().items():
        if path.suffix == ".html":
            words = re.findall(r"<p[^>]*>([^<>&]{40,})<", path.read_text())
            yield urllib.parse.urlsplit(url).path, words[0].strip()[:40]

def main():
    headwater, chromium = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        address = f"http://127.0.0.1:{server.server_port}"
        article, Handler.served = pages(address)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (folder / "article.md").write_text(article)
        fetching = ["--contact", "https://desk.example/contact", "--allow-host", "127.0.0.1", "--delay", "0.01",
                    "--time-gate", "none", "--time-map", "none", "--no-images"]
        archive = folder / "page.wacz"
        run(headwater, "capture", f"{address}/article", "--output", archive, *fetching)
        case = folder / "case-of-the-demo"
        run(headwater, "trace", folder / "article.md", "--fetch", "--case", case, *fetching)
        server.shutdown()
        server.server_close()

        here = run(headwater, "trace", DEMO / "article.md", "--source", DEMO / "sources", "--format", "json")
        assert verdicts((case / "trace.json").read_text()) == verdicts(here)
        again = run(headwater, "trace", case / "case.wacz", "--format", "json")
        assert again == (case / "trace.json").read_text()
        run(headwater, "verify", case)
        print("the captured demo is traced as the demo is, and its archive gives the same trace again")
        check_files(folder, archive)
        check_replay(folder, archive, address, chromium)

if __name__ == "__main__":
    main()
