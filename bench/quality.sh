#!/usr/bin/env bash
# Measures the release program on the outside data: one line a figure.
#
#   bench/quality.sh [--only AREA,…] [--limit N]
#
# The data is no part of the project. It is looked for where HEADWATER_BENCH_DATA says, and else in
# ../shared/bench beside the checkout.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=${HEADWATER_BENCH_DATA:-$root/../shared/bench}
if [ ! -f "$data/score.py" ]; then
  echo "skipped: no bench data"
  exit 0
fi
(cd "$root" && cargo build --release --locked --quiet)
exec python3 "$data/score.py" "$root/target/release/headwater" --data "$data" "$@"
