#!/usr/bin/env python3
"""How many copies and translations a spread finds, and how many of those that it names are some.

usage: truth.py PROGRAM [--data FOLDER]        (the headwater-corpus program)

Takes news documents with their human translations (NTREX-128, in `departures/dev.jsonl` of the outside data), makes copies
of the English and Chinese ones (sentences dropped, put in another order, reworded; cut to a half and to a third; paragraphs of
another document added), adds all of them to a corpus and compares the pairs that `spread` names with those that were made.
Documents with foreign paragraphs are left out of the precision, since they carry two. Two reports of one event that quote the same
people count as wrong where they are named copies or translations.
"""
import argparse, collections, json, os, pathlib, random, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
DATA = os.environ.get("HEADWATER_BENCH_DATA", HERE.parents[2] / "shared/bench")


def originals(data):
    documents = {}
    for line in (data / "departures/dev.jsonl").open():
        case = json.loads(line)
        name = case["id"].split("/", 1)[1]
        for side in ("article", "source"):
            key = name, case[side + "_language"]
            documents[key] = max(documents.get(key, []), case[side], key=len)
    return documents


def reworded(paragraph, language):
    if language != "eng":
        return paragraph.replace("的", "之")
    words = paragraph.split()
    for _ in range(max(1, len(words) // 12)):
        words[random.randrange(len(words))] = random.choice(words)
    return " ".join(words)


def copies(documents, name, language):
    own = documents[name, language]
    other = documents[random.choice([key for key in documents if key[1] == language and key[0] != name])]
    yield "dropped", [paragraph for paragraph in own if random.random() > 0.25]
    yield "reordered", random.sample(own, len(own))
    yield "reworded", [reworded(paragraph, language) for paragraph in own]
    yield "half", own[: max(2, len(own) // 2)]
    yield "third", own[: max(2, len(own) // 3)]
    yield "foreign", own + other[: len(own) // 2]


def made(documents):
    random.seed(5)
    for (name, language), paragraphs in sorted(documents.items()):
        yield (name, language, "original"), paragraphs
        if language in ("eng", "zho-CN"):
            for kind, copy in copies(documents, name, language):
                yield (name, language, kind), copy


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("--data", type=pathlib.Path, default=DATA)
    arguments = arguments.parse_args()
    if not (arguments.data / "departures").is_dir():
        print("skipped: no bench data")
        return
    texts = dict(made(originals(arguments.data)))
    with tempfile.TemporaryDirectory() as folder:
        lines, store = pathlib.Path(folder, "documents.jsonl"), pathlib.Path(folder, "store")
        with lines.open("w") as out:
            for key, paragraphs in texts.items():
                url = "https://documents.example/" + "/".join(key)
                json.dump({"url": url, "text": "\n\n".join(paragraphs)}, out)
                out.write("\n")
        begin = time.monotonic()
        subprocess.run([arguments.program, "add", store, lines], check=True, stdout=subprocess.DEVNULL)
        added = time.monotonic()
        spread = subprocess.run([arguments.program, "spread", store, "--format", "json"], check=True, capture_output=True)
        print(f"{len(texts)} documents: added in {added - begin:.1f} s, followed in {time.monotonic() - added:.1f} s")
    judge(texts, json.loads(spread.stdout))


def judge(texts, spread):
    first = {}
    for key, paragraphs in texts.items():
        first.setdefault(tuple(paragraphs), key)
    # Copies to the letter stand for one another: one of them is compared with the rest.
    same = {key: first[tuple(paragraphs)] for key, paragraphs in texts.items()}
    keys = {document["id"]: tuple(document["url"].split("/")[-3:]) for document in spread["documents"]}
    kinds = collections.defaultdict(set)
    for edge in spread["edges"]:
        pair = frozenset(same[keys[edge[end]]] for end in ("from", "to"))
        if len(pair) == 2:
            kinds[pair].add(edge["kind"])
    found, sought = collections.Counter(), collections.Counter()
    for name, language, kind in texts:
        if kind != "original":
            pair, group, wanted = (name, language, "original"), f"copy: {kind}", {"copy", "near-copy"}
        elif language != "eng":
            pair, group, wanted = (name, "eng", "original"), f"translation: {language}", {"translation"}
        else:
            continue
        pair = frozenset((same[pair], same[name, language, kind]))
        sought[group] += 1
        found[group] += len(pair) == 1 or bool(wanted & kinds[pair])
    for group in sought:
        print(f"{group:24} recall {found[group] / sought[group]:.3f} of {sought[group]}")
    right, named = collections.Counter(), collections.Counter()
    for pair, of in kinds.items():
        (a, *_, kind_of_a), (b, *_, kind_of_b) = pair
        if "foreign" in (kind_of_a, kind_of_b):
            continue
        for kind in of:
            named[kind] += 1
            right[kind] += a == b
    for kind in sorted(named):
        print(f"{kind:24} precision {right[kind] / named[kind]:.3f} of {named[kind]}")


if __name__ == "__main__":
    main()
