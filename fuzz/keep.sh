#!/usr/bin/env bash
# Keeps what a fuzzer has found on its way, for the next run: of the inputs that together reach all that the corpus of
# a target reaches, the smallest, half a megabyte of them, packed.
#
#   fuzz/keep.sh TARGET
#
# Needs what fuzz/run.sh needs.
set -euo pipefail
cd "$(dirname "$0")"
target=$1
cargo +nightly fuzz cmin "$target" "corpus/$target" >/dev/null
mkdir -p corpora
list=$(mktemp)
trap 'rm -f "$list"' EXIT
(cd "corpus/$target" && find . -type f -printf '%s %P\n') | LC_ALL=C sort -n -k1,1 -k2,2 |
  awk '{ bytes += $1 } bytes <= 500000 { print $2 }' >"$list"
tar --create --xz --file "corpora/$target.tar.xz" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
  --directory "corpus/$target" --verbatim-files-from --files-from "$list"
