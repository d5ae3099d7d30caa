#!/usr/bin/env bash
# Feeds a parser with made-up input and stops at the first finding.
#
#   fuzz/run.sh TARGET [SECONDS]
#
# TARGET is a file of fuzz_targets: bytes, html, markdown, markdown_again, wikitext, json_ld, pdf,
# saved, warc, wacz, values, names, model, model_file.
#
# Needs a nightly Rust and `cargo install cargo-fuzz`. The seeds are made from the project's own
# texts and models; what earlier runs found is in fuzz/corpora, and what this one finds is kept in fuzz/corpus
# (fuzz/keep.sh packs it).
set -euo pipefail
cd "$(dirname "$0")"
target=$1
seconds=${2:-600}
corpus=corpus/$target
mkdir -p "$corpus"
if [ -f "corpora/$target.tar.xz" ]; then
  tar --extract --file "corpora/$target.tar.xz" --directory "$corpus"
fi
longest=20000
if [ "$target" = model_file ]; then
  python3 model_seeds.py "$corpus"
  longest=41000
  set --
else
  set -- seeds/* ../bench/texts/news/* ../demo/article.md ../demo/sources/* ../tests/cases/*.md \
    ../tests/cases/citations/*.md ../tests/cases/departures/*.md
fi
for file in "$@"; do
  name=$(basename "$file")
  # The first byte chooses the language or the format.
  for choice in 0 1 2 3 4 5 6 7 8; do
    case $target/$name in
    names/* | values/* | markdown_again/*) { printf %s "$choice"; cat "$file"; } >"$corpus/$choice-$name" ;;
    *) cp "$file" "$corpus/$name" ;;
    esac
  done
done
exec cargo +nightly fuzz run "$target" "$corpus" -- -max_total_time="$seconds" -timeout=10 \
  -max_len="$longest"
