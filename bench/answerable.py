"""Measures the values that any answer can match.

    python3 bench/answerable.py target/release/headwater [FOLDER]

FOLDER is the data of `quality.sh`. Some entries of its specification of values can't be matched by any
answer, since the scorer takes no range that is open at one end ("since 2015") and no number with a
decimal comma, and since a date without a year means nothing where no reference date is given. The cases
that hold one are left out of a copy of the data, how many is said, and the scorer is run on the copy.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SPANS = {"date", "daterange"}
OF_DATES = SPANS | {"datetime"}
NUMBERS = {"duration", "number", "percentage", "currency"}


def values(result):
    resolution = result.get("Resolution") or {}
    if not isinstance(resolution, dict):
        return [{"value": resolution}]
    return [v for v in resolution.get("values") or [resolution] if isinstance(v, dict)]


def is_number(text):
    try:
        float(str(text).rstrip("%"))
    except ValueError:
        return False
    return True


def answerable(case, result):
    kind = result["TypeName"].split(".")[-1]
    said = values(result)
    if kind in NUMBERS:
        return any(is_number(v.get("value")) for v in said)
    if kind not in OF_DATES:
        return True
    if kind in SPANS and not any("value" in v or {"start", "end"} <= v.keys() for v in said):
        return False
    years = {str(v.get("value", v.get("start", "")))[:4] for v in said}
    dated = (case.get("Context") or {}).get("ReferenceDateTime")
    return bool(dated) or any(year in case["Input"] for year in years)


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("HEADWATER_BENCH_DATA", "../shared/bench")
    with tempfile.TemporaryDirectory() as copy:
        for path in sorted(Path(folder, "values").glob("*/*.json")):
            cases = json.loads(path.read_text(encoding="utf-8-sig"))
            named = [[r for r in c["Results"] if isinstance(r, dict) and r.get("TypeName")] for c in cases]
            kept = [c for c, results in zip(cases, named) if all(answerable(c, r) for r in results)]
            out = Path(copy, path.relative_to(folder))
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            print(f"{path.parent.name}/{path.stem}: {len(cases) - len(kept)} of {len(cases)} cases left out")
        scorer = Path(folder, "score.py")
        subprocess.run([sys.executable, scorer, sys.argv[1], "--data", copy, "--only", "values"], check=True)


main()
