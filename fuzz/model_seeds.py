#!/usr/bin/env python3
"""Makes seeds for the target `model_file` from the models' files. Needs Python 3.11 and nothing else.

usage: model_seeds.py FOLDER

A seed is the directory of a model with its sections made small: the first pieces and rows only, and
every matrix at one and the same place behind the head, where the target puts numbers.
"""
import os, struct, sys

HEAD = 40_960
ENTRY = struct.Struct("<16sIIIfQQ")
MODELS = os.path.join(os.path.dirname(__file__), "..", "models")
TOKENS = 32

def entries(model):
    (count,) = struct.unpack_from("<I", model, 12)
    for number in range(count):
        name, *rest = ENTRY.unpack_from(model, 16 + ENTRY.size * number)
        yield name.rstrip(b"\0").decode(), *rest

def small(name, rows, columns, model, start, size):
    """The shape and the bytes of a section that is cut down; `None` for one that is weights."""
    words = lambda count: model[start : start + 4 * count]
    if name == "row offsets":
        return rows, TOKENS + 1, words(TOKENS + 1)
    if name == "rows" and columns == 512:
        offsets = next(e for e in entries(model) if e[0] == "row offsets")
        (end,) = struct.unpack_from("<I", model, offsets[5] + 4 * TOKENS)
        return TOKENS, columns, model[start : start + end]
    if name == "rows":
        return TOKENS, columns, model[start : start + size // rows * TOKENS]
    if name == "scores":
        return rows, TOKENS, words(TOKENS)
    if name == "pieces":
        return rows, 1024, words(1024)
    if name == "normalizer":
        # The first units of its double array, and of its replacements.
        (units,) = struct.unpack_from("<I", model, start)
        behind = start + 4 + units
        return rows, columns, struct.pack("<I", 2048) + model[start + 4 : start + 2052] + model[behind : behind + 512]
    if name in ("codes", "scale", "lo"):
        return rows, columns, model[start : start + size]
    return None

def seed(model, edit=lambda name, shape: shape):
    directory, body = b"", b""
    all_entries = list(entries(model))
    begin = 16 + ENTRY.size * len(all_entries)
    for name, kind, rows, columns, scale, start, size in all_entries:
        cut = small(name, rows, columns, model, start, size)
        place, length = HEAD, size
        if cut:
            rows, columns, content = cut
            place, length = begin + len(body), len(content)
            body += content
        kind, rows, columns, scale, place, length = edit(name, (kind, rows, columns, scale, place, length))
        directory += ENTRY.pack(name.encode(), kind, rows, columns, scale, place, length)
    head = model[:16] + directory + body
    assert len(head) <= HEAD, len(head)
    return head

def main():
    folder = sys.argv[1]
    for number, name in enumerate(["usem3", "e5"]):
        with open(os.path.join(MODELS, f"{name}.hwm"), "rb") as file:
            model = file.read()
        whole = seed(model)
        seeds = {
            "whole": whole,
            "cut": whole[:3000],
            "no-scale": seed(model, lambda _, e: (*e[:3], float("nan"), *e[4:])),
            "no-rows": seed(model, lambda name, e: (e[0], 0, e[2], e[3], e[4], 0) if name == "rows" else e),
            "behind-the-end": seed(model, lambda name, e: (*e[:4], 2**63, e[5]) if name == "pieces" else e),
        }
        for kind, content in seeds.items():
            with open(os.path.join(folder, f"{name}-{kind}"), "wb") as file:
                # libFuzzer's reader of structures takes the bool from the front.
                file.write(bytes([number]) + content)

main()
