#!/usr/bin/env bash
# Feeds a parser with made-up input and stops at the first finding.
#
#   fuzz/run.sh values|read|names|model [SECONDS]
#
# Needs a nightly Rust and `cargo install cargo-fuzz`. The seeds are made from the project's own
# texts; what is found on the way is kept in fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")"
target=$1
seconds=${2:-600}
corpus=corpus/$target
mkdir -p "$corpus"
for file in ../bench/texts/news/* ../demo/article.md ../demo/sources/* ../tests/cases/*.md \
  ../tests/cases/departures/*.md; do
  name=$(basename "$file")
  # The first byte chooses the language or the format.
  for choice in 0 1 2 3 4 5 6 7 8; do
    case $target/$name in
    read/* | names/* | values/*) { printf %s "$choice"; cat "$file"; } >"$corpus/$choice-$name" ;;
    *) cp "$file" "$corpus/$name" ;;
    esac
  done
done
exec cargo +nightly fuzz run "$target" "$corpus" -- -max_total_time="$seconds" -timeout=10 \
  -max_len=20000
