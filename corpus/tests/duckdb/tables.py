#!/usr/bin/env python3
"""DuckDB reads the tables of a corpus, and counts the rows that the corpus says it has.

usage: tables.py PROGRAM        (the headwater-corpus program)
"""
import json, pathlib, subprocess, sys, tempfile

import duckdb

TABLES = ["documents", "sentences", "links", "values"]
TEXT = "The harbour of Lowmere closes on {day} January, and it will cost 3.2 million euros, the port said."


def run(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def count(program, store, table):
    answer = run(program, "sql", store, f'SELECT count(*) FROM "{table}"', "--format", "csv")
    return int(answer.split()[-1])


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        store = folder / "store"
        for addition in range(2):
            lines = folder / f"{addition}.jsonl"
            pages = range(addition * 20, addition * 20 + 20)
            lines.write_text("".join(json.dumps({
                "url": f"https://site-{page}.example/",
                "published": f"2022-{1 + page % 12:02}-10",
                "html": f"<p>{TEXT.format(day=1 + page % 28)} <a href='https://port.example/'>It</a> gave no reason.</p>",
            }) + "\n" for page in pages))
            run(program, "add", store, lines, "--vectors", "model" if addition else "none")
        for table in TABLES:
            files = str(store / table / "*" / "*.parquet")
            theirs = duckdb.sql(f"SELECT count(*) FROM read_parquet('{files}')").fetchall()[0][0]
            ours = count(program, store, table)
            assert theirs == ours > 0, (table, theirs, ours)
            print(f"{table}: {ours} rows in both")
        joined = duckdb.sql(
            f"SELECT count(*) FROM read_parquet('{store}/sentences/*/*.parquet') s"
            f" JOIN read_parquet('{store}/documents/*/*.parquet') d USING (document)"
            " WHERE substring(d.text, s.start + 1, s.\"end\" - s.start) = s.text"
        ).fetchall()[0][0]
        assert joined == count(program, store, "sentences"), joined
        print("every sentence stands where its place says")
        print(f"{len(TABLES) + 1} passed, 0 failed")


if __name__ == "__main__":
    main()
