#!/usr/bin/env python3
"""Scores the frame that `headwater read` gives of news pages: title, site, authors, language, canonical address, day.

usage: frame.py BINARY [--data DIR] [--wrong]

What is right was written down by hand, page by page, before it was held against anything: frame/labels.jsonl has
the address of each page and what a careful reader would say. The pages themselves are those of the outside data, in
DIR (HEADWATER_BENCH_DATA, or ../shared/bench beside the checkout). Needs Python 3.11 and nothing else.
"""
import argparse, collections, concurrent.futures, gzip, json, os, pathlib, re, subprocess, sys, unicodedata

HERE = pathlib.Path(__file__).resolve().parent

def plain(text):
    """Letters and figures alone, in lower case: quotation marks, dashes and spaces say nothing."""
    text = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(c for c in text if c.isalnum())

def pages(data):
    """The file of each page by its address."""
    found = {}
    for digest, page in json.load(open(data / "extraction/ground-truth.json")).items():
        found[page["url"]] = data / f"extraction/html/{digest}.html.gz"
    for url, page in json.load(open(data / "dates/ground-truth.json")).items():
        found.setdefault(url, data / f"dates/html/{page['file']}.gz")
    return found

def read(binary, path, url):
    page = gzip.open(path).read()
    out = subprocess.run([binary, "read", "-", "--url", url, "--format", "json", "--quiet"], input=page, capture_output=True)
    return json.loads(out.stdout) if out.stdout else {}

def same_people(said, right):
    """Whether the authors are the same people in any order; `A|B` names one person in two ways."""
    said = [plain(name) for name in said]
    forms = [[plain(form) for form in name.split("|")] for name in right]
    return len(said) == len(forms) and all(any(name in said for name in person) for person in forms)

def judge(label, document):
    address = lambda url: re.sub(r"^https?://(www\.)?|/$", "", url or "")
    site = plain(document.get("site"))
    return {
        "title": plain(document.get("title")) == plain(label["title"]),
        "site": any(site == plain(name) for name in label["site"]),
        "authors": same_people(document.get("authors", []), label["authors"]),
        "language": document.get("language") == label["language"],
        "canonical": address(document.get("url")) == address(label["canonical"]),
        "published": (document.get("published") or "")[:10] == (label["published"] or ""),
    }

def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("HEADWATER_BENCH_DATA", HERE / "../../shared/bench"))
    parser.add_argument("--wrong", action="store_true", help="show what is wrong")
    args = parser.parse_args()
    data = pathlib.Path(args.data)
    if not (data / "extraction/ground-truth.json").exists():
        return print("skipped: no bench data")
    labels = [json.loads(line) for line in open(HERE / "frame/labels.jsonl", encoding="utf-8")]
    files = pages(data)
    labels = [label for label in labels if label["url"] in files]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        documents = list(pool.map(lambda label: read(args.binary, files[label["url"]], label["url"]), labels))
    right = collections.Counter()
    for label, document in zip(labels, documents):
        for field, is_right in judge(label, document).items():
            right[field] += is_right
            if args.wrong and not is_right:
                key = {"canonical": "url"}.get(field, field)
                print(f"{field}: {document.get(key)!r} for {label[field]!r} {document.get('facts', {}).get(key, {}).get('from')} {label['url'][:90]}")
    print("frame " + " ".join(f"{field}={count / len(labels):.3f}" for field, count in right.items()), f"n={len(labels)}")

if __name__ == "__main__":
    sys.exit(main())
