"""A case on paper: the page and the report as a browser makes a PDF of them, read again by poppler's pdftotext."""
import json, pathlib, re, subprocess, tempfile, unicodedata

# What an editor acts upon: the sentences, what their sources say, what differs, and what readers think of it.
FINDINGS = ".said, .evidence blockquote, .notes li, .remark, .history li, .verdict .word"
# What is for a screen alone, in English.
CONTROLS = ["Skip to", "New case", "Take along", "Keys", "Needs a look", "Your judgement", "Open at the passage",
            "Trace again", "Delete this case"]

def squashed(text):
    """Without what a line's end or a font's ligature makes of it."""
    return re.sub(r"[\s\u200b-\u200f\u2060]", "", unicodedata.normalize("NFKC", text))

def paper(page, size, folder):
    """The text of each sheet, in the order in which it was written."""
    path = pathlib.Path(folder) / "page.pdf"
    page.pdf(path=path, format=size)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout
    return path, text.removesuffix("\f").split("\f")

def printed(pages, case):
    """Every finding is on paper whole, and no control; no sheet is all but empty."""
    sheets = {}
    with tempfile.TemporaryDirectory() as folder, pages.window() as page:
        report = pathlib.Path(folder) / "report.html"
        report.write_bytes(page.request.get(f"{case}/files/report.en.html").body())
        trace = json.loads(page.request.get(f"{case}/files/trace.json").body())
        differing = sum(len(sentence["departures"]) for sentence in trace["sentences"])
        for name, address in {"page": case, "report": report.as_uri()}.items():
            page.goto(address)
            assert page.locator(".notes li").count() == differing > 0
            assert page.locator(".history li").count() == len(trace["judgements"]) > 0
            found = page.eval_on_selector_all(FINDINGS, "(all) => all.map((one) => one.textContent)")
            for size in ("A4", "Letter"):
                path, text = paper(page, size, folder)
                if pages.shots:
                    pages.shots.mkdir(parents=True, exist_ok=True)
                    subprocess.run(["pdftoppm", "-r", "60", "-png", path, pages.shots / f"{name}-{size}"], check=True)
                whole = squashed("".join(re.sub(r"^\d+ / \d+$", "", sheet, flags=re.M) for sheet in text))
                lost = [one for one in found if squashed(one) not in whole]
                assert not lost, f"{name}, {size}: {lost}"
                shown = [one for one in CONTROLS if squashed(one) in whole]
                assert not shown, f"{name}, {size}: {shown}"
                assert all(len(sheet) > 150 for sheet in text), f"{name}, {size}: a sheet is all but empty"
                sheets[name, size] = len(text)
    return sheets
