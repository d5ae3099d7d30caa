#!/usr/bin/env python3
"""The service in a browser, the whole way, with scripts and without; and its JSON API against its own document.

usage: browser.py BINARY CHROMIUM [--shots FOLDER] [--update]

Fetches an article from a site on loopback, traces the demo, marks findings by keyboard, takes the case along, searches;
axe-core finds nothing serious on any page, light and dark, wide and narrow, in any language of the pages, and no page
is wider than its window; nothing is got of any other host. What is dropped on a new case lands in its fields
(dropped.py), paper has every finding and no control (printed.py), and every page looks as in the kept pictures of it
(looks.py), which --update makes anew. schemathesis finds no answer of 5xx and none that the document does not describe.
With --shots it leaves a picture of every page. Runs with the Python that has playwright, axe-playwright-python,
schemathesis, fonttools and pillow, beside poppler's pdftotext.
"""
import argparse, contextlib, http.server, pathlib, re, shutil, signal, subprocess, sys, tempfile, threading, zipfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import looks
from dropped import dropped
from printed import printed

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
TOOLS = pathlib.Path(sys.executable).parent
LANGUAGES = ["en", "zh-Hans", "zh-Hant", "ja"]
SIZES = [(360, 740), (1280, 900), (3840, 2160)]
LOOKS = [("en", scheme, size) for scheme in ("light", "dark") for size in SIZES]
LOOKS += [(language, scheme, size) for language in LANGUAGES[1:] for scheme, size in (("light", SIZES[1]), ("dark", SIZES[0]))]
REPORT = ("<html lang=en><title>River office</title><article><h1>Dam above Orlin held</h1><p>The dam above Orlin held through "
          "the night, the river office said on Monday. The water rose by 40 centimetres in an hour.</p>"
          "<script>document.title = 'a script ran'</script></article></html>")

ARABIC = ("# سد أورلين صمد أمام الفيضان\n\nقال مكتب النهر يوم الاثنين إن السد فوق أورلين صمد طوال الليل. ارتفع منسوب المياه بمقدار "
          "60 سنتيمترا في ساعة واحدة. وقالت «Harbour Gazette» إن أحدا لم يصب.\n")

class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        story = (f"<html lang=en><title>Dam holds</title><article><h1>Dam holds</h1><p>The dam above Orlin held, <a href='{here}/report'>"
                 "the river office</a> said on Monday. The water rose by 60 centimetres in an hour, it said.</p></article></html>")
        body = {"/story": story, "/report": REPORT}.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

@contextlib.contextmanager
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()

@contextlib.contextmanager
def service(binary, folder, port):
    command = [binary, "serve", folder, "--listen", "127.0.0.1:0", "--contact", "https://desk.example/contact", "--delay", "0",
               "--allow-host", f"127.0.0.1:{port}", "--allow-port", str(port), "--time-gate", "none", "--time-map", "none", "--quiet"]
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield child.stdout.readline().strip().rstrip("/")
    finally:
        child.send_signal(signal.SIGTERM)
        log = child.communicate(timeout=30)[1]
        assert child.returncode == 0, log
        assert '"level":"error"' not in log, log

class Pages:
    """A browser that tells what went wrong in it."""

    def __init__(self, browser, base, shots):
        self.browser, self.base, self.shots, self.wrong = browser, base, shots, []

    @contextlib.contextmanager
    def window(self, size=(1280, 900), scheme="light", language="en", scripts=True, **more):
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale=language,
                                           java_script_enabled=scripts, base_url=self.base, timezone_id="Asia/Tokyo", **more)
        context.on("response", lambda answer: None if answer.url.startswith((self.base, "file:", "data:")) else self.wrong.append(answer.url))
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        yield page
        context.close()
        wrong, self.wrong = self.wrong, []
        assert not wrong, wrong

    def forgive(self, *wanted):
        """Forgets what was to go wrong."""
        self.wrong = [wrong for wrong in self.wrong if not any(part in wrong for part in wanted)]

    def look(self, page, name):
        if self.shots:
            self.shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.shots / f"{name}.png")

def done(page):
    """Waits for the trace of a case that was just asked for."""
    expect(page.locator("main.trace")).to_be_visible(timeout=60_000)
    return page.url.split("#")[0]

def fetched(pages, port):
    """The whole way with a keyboard: an address in, findings judged, the case taken along, found again."""
    with pages.window() as page:
        page.goto("/")
        expect(page.get_by_text("There are no cases yet.")).to_be_visible()
        page.get_by_role("main").get_by_role("link", name="New case").click()
        page.get_by_label("Its address").fill(f"http://127.0.0.1:{port}/story")
        page.get_by_role("button", name="Trace").click()
        case = done(page)
        row = page.locator(".row.v-differs").first
        expect(row).to_contain_text("60 centimetres")
        expect(row).to_contain_text("40 centimetres")
        # By keyboard alone: to the finding, its note, and a judgement.
        page.keyboard.press("j")
        expect(row).to_be_focused()
        page.keyboard.press("n")
        page.keyboard.type("The office says 40.")
        page.keyboard.press("Tab")
        page.keyboard.type("Ada Quill")
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        expect(row.locator(".history")).to_contain_text("The office says 40.")
        expect(row.locator(".history")).to_contain_text("Ada Quill")
        assert page.url.split("#")[0] == case, "the reader stays where they are"
        page.reload()
        expect(row.locator(".history li")).to_have_count(1)
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(row.locator(".history li")).to_have_count(2)
        expect(row.locator(".history")).to_contain_text("Agree")
        # The source as it was fetched, its script not run, the passage in sight.
        row.locator("a.open").first.click()
        frame = page.frame_locator("iframe")
        expect(frame.locator("mark").first).to_be_in_viewport()
        expect(frame.locator("mark").first).to_contain_text("40 centimetres")
        assert frame.locator("title").text_content() == "River office"
        # The browser says that it kept the script of the captured page from running, and nothing else is wrong.
        [blocked] = pages.wrong
        assert "Blocked script execution" in blocked, blocked
        pages.wrong.clear()
        page.go_back()
        page.get_by_text("Take along").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Findings (CSV)").click()
        assert "60 centimetres" in pathlib.Path(download.value.path()).read_text()
        page.goto("/")
        page.get_by_label("Search").fill("Dam holds")
        page.get_by_role("button", name="Find").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_label("Language").select_option("ja")
        expect(page.get_by_role("heading", name="案件")).to_be_visible()

def without_scripts(pages):
    """The demo as files, with scripts off: all of it works by links and forms."""
    with pages.window(scripts=False) as page:
        page.goto("/new")
        page.get_by_label("A file").set_input_files(DEMO / "article.md")
        page.get_by_label("Files").set_input_files(sorted((DEMO / "sources").iterdir()))
        page.get_by_label("Fetch what the article cites").uncheck()
        page.get_by_role("button", name="Trace").click()
        # The page asks again by itself.
        case = done(page)
        row = page.locator("#c10")
        row.locator("summary").click()
        row.get_by_label("Note").fill("Reportedly, says the courier.")
        row.get_by_role("button", name="Agree").first.click()
        expect(page.locator("#c10 .history")).to_contain_text("Reportedly, says the courier.")
        row.locator("a.open").first.click()
        expect(page.frame_locator("iframe").locator("mark").first).to_be_visible()
        # Of what the captured page wants from elsewhere, nothing is asked for.
        assert all("has been blocked" in wrong for wrong in pages.wrong) and pages.wrong, pages.wrong
        pages.wrong.clear()
        return case.removeprefix(pages.base)

def given(pages, article, *sources):
    """The address of a case that is made of files, once it has come to an end."""
    with pages.window() as page:
        page.goto("/new")
        page.get_by_label("A file").set_input_files(article)
        page.get_by_label("Files").set_input_files(sources)
        page.get_by_label("Fetch what the article cites").uncheck()
        page.get_by_role("button", name="Trace").click()
        expect(page.locator("main.trace, main .problem")).to_be_visible(timeout=60_000)
        return page.url.removeprefix(pages.base)

def text_file(name, text):
    return {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}

def every_page(pages, addresses):
    """No page has a serious fault of accessibility, and none is wider than its window."""
    axe = Axe()
    for language, scheme, size in LOOKS:
        with pages.window(size, scheme, language) as page:
            for name, address in addresses.items():
                page.goto(address)
                where = f"{name}-{language}-{scheme}-{size[0]}"
                if name in ("trace", "arabic"):
                    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= size[0], f"{where}: {wide} wide"
                found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response
                violations = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
                assert not violations, f"{where}: {[(one['id'], one['nodes'][0]['html'][:200]) for one in violations]}"
                pages.look(page, where)
                # The page that is not there, and what the captured page wants from elsewhere.
                pages.forgive("404", "has been blocked")

def described(base):
    """The API answers as its document says, 2,000 times and more."""
    command = [TOOLS / "schemathesis", "run", f"{base}/api/v1/openapi.json", "--max-examples", "200", "--no-color",
               "--continue-on-failure", "--exclude-checks", "positive_data_acceptance"]
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=folder)
    assert run.returncode == 0, run.stdout
    tried = int(re.search(r"(\d+) generated", run.stdout).group(1))
    assert tried >= 2000, run.stdout
    return tried

def taken_along(binary, pages, case):
    """The archive of a case goes with what readers think of it, and holds, and gives the same trace."""
    with tempfile.TemporaryDirectory() as folder, pages.window() as page:
        archive = pathlib.Path(folder) / "case.wacz"
        archive.write_bytes(page.request.get(f"{case}/files/case.wacz").body())
        assert zipfile.ZipFile(archive).read("judgements.json") == page.request.get(f"{case}/files/judgements.json").body()
        verified = subprocess.run([binary, "verify", archive], capture_output=True, text=True)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        trace = subprocess.run([binary, "trace", archive, "--format", "json"], capture_output=True, text=True, check=True).stdout
        with_judgements = page.request.get(f"{case}/files/trace.json").text()
        assert with_judgements.startswith(trace.rstrip().removesuffix("}").rstrip()), "the trace is another"

def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("chromium", type=shutil.which)
    parser.add_argument("--shots", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    return parser.parse_args()

def main():
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, site() as port, service(asked.binary, folder, port) as base:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
            pages = Pages(browser, base, asked.shots)
            fetched(pages, port)
            print("an article fetched, judged by keyboard, taken along and found again")
            case = without_scripts(pages)
            print("the demo without scripts")
            taken_along(asked.binary, pages, case)
            print("its archive with what readers think of it: it holds, and gives the same trace")
            sheets = printed(pages, case)
            print(f"on paper: every finding and no control, on {sorted(set(sheets.values()))} sheets")
            addresses = {"list": "/", "new": "/new", "trace": case, "source": f"{case}/sources/4?start=100&end=180", "login": "/login",
                         "nothing": "/nothing", "failed": given(pages, text_file("broken.pdf", "%PDF-1.4 and no more")),
                         "arabic": given(pages, text_file("ar.md", ARABIC), text_file("report.html", REPORT))}
            every_page(pages, addresses)
            print(f"every page in {len(LOOKS)} looks: nothing serious, nothing too wide")
            count = looks.compared(pages, addresses, asked.update)
            print(f"{count} pictures of pages {'made anew' if asked.update else 'as they were kept'}; each of "
                  f"{looks.broken(pages, addresses)} faults of a style sheet is told on each page")
            dropped(pages)
            print("files, words and links dropped on a new case")
            browser.close()
        print(f"{described(base)} requests of schemathesis, each answered as described")

if __name__ == "__main__":
    main()
