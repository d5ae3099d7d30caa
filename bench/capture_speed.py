#!/usr/bin/env python3
"""How long a capture of 200 pages takes, beside the time that politeness alone asks for, and the processor time.

usage: capture_speed.py BINARY [--hosts 20] [--pages 10] [--delay 1]

The pages are on as many hosts on loopback (127.0.0.2 and so on), each asked for robots.txt and then its pages, so many
seconds apart.
"""
import argparse, http.server, pathlib, resource, subprocess, tempfile, threading, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"" if self.path == "/robots.txt" else b"<p>The dam above Orlin held through the night.</p>" * 400
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binary")
    arguments.add_argument("--hosts", type=int, default=20)
    arguments.add_argument("--pages", type=int, default=10)
    arguments.add_argument("--delay", type=float, default=1)
    arguments = arguments.parse_args()
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hosts = [f"127.0.0.{number + 2}" for number in range(arguments.hosts)]
    urls = [f"http://{host}:{server.server_port}/{page}" for page in range(arguments.pages) for host in hosts]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "article.md").write_text("\n\n".join(f"It [held]({url})." for url in urls))
        command = [arguments.binary, "capture", folder / "article.md", "--output", folder / "case.wacz", "--contact",
                   "a@desk.example", "--delay", str(arguments.delay), "--time-gate", "none", "--time-map", "none"]
        for host in hosts:
            command += ["--allow-host", host]
        started = time.time()
        said = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout
        wall = time.time() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert said.count("source   read") == len(urls), said
        least = arguments.pages * arguments.delay
        print(f"{len(urls)} pages on {len(hosts)} hosts: {wall:.1f} s, of which politeness asks for {least:.1f} s; "
              f"{used.ru_utime + used.ru_stime:.2f} s of processor time, {used.ru_maxrss / 1024:.0f} MB")

if __name__ == "__main__":
    main()
