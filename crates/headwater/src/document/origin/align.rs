//! The blocks of a document found again among the letters of its file.
//!
//! A block stands in the file in one piece, or with something in between that is no part of the text: marks
//! of references, hidden words, other languages' spellings. It is looked for behind the block before it.

use std::cmp::Reverse;

/// Blocks with so many bytes say by themselves where they stand; shorter ones are looked for only between
/// their neighbours.
const LONG: usize = 32;
/// Bytes that have to be the same where a block is not found in one piece; fewer where so many say nothing.
const SEEDS: [usize; 3] = [24, 8, 3];
/// Places at which a stretch of a block is tried.
const MOST_TRIED: usize = 8;
/// Of a block in several pieces so much has to be found: this many parts of four.
const LEAST_FOUND: usize = 3;
/// So many bytes have to be the same beside what is no part of the text, where that takes no more than so many
/// bytes of letters.
const GAPS: [(usize, usize); 3] = [(8, 4096), (4, 256), (1, 16)];
/// The letters of the file are gone over so many times at most.
const PASSES: usize = 32;
/// And so many bytes more, for short files.
const LEAST_WORK: usize = 1 << 20;

/// Letters of a block that follow each other in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    /// The first byte in the block's letters, and in the file's.
    pub(super) at: usize,
    pub(super) to: usize,
    pub(super) len: usize,
}

/// Where the letters of each block stand among those of the file.
pub(super) fn find(blocks: &[&str], letters: &str) -> Vec<Vec<Match>> {
    let mut search = Search {
        letters,
        work: letters.len() * PASSES + LEAST_WORK,
    };
    let mut found = vec![Vec::new(); blocks.len()];
    let mut from = 0;
    for (block, found) in blocks.iter().zip(&mut found) {
        if block.len() >= LONG {
            *found = search.long(block, from);
            from = end(found).unwrap_or(from);
        }
    }
    let mut next = letters.len();
    let ends: Vec<usize> = found
        .iter()
        .rev()
        .map(|found| {
            next = found.first().map_or(next, |first| first.to);
            next
        })
        .collect();
    from = 0;
    let ends = ends.into_iter().rev();
    for ((block, found), to) in blocks.iter().zip(&mut found).zip(ends) {
        if block.len() < LONG {
            let to = if to < from { letters.len() } else { to };
            *found = search.short(block, from, to);
        }
        from = end(found).unwrap_or(from);
    }
    found
}

fn end(found: &[Match]) -> Option<usize> {
    found.last().map(|last| last.to + last.len)
}

struct Search<'t> {
    letters: &'t str,
    /// Bytes that may still be looked at.
    work: usize,
}

impl Search<'_> {
    /// The first place of `wanted` that begins in `from..to`, while there is work left.
    fn seek(&mut self, wanted: &str, from: usize, to: usize) -> Option<usize> {
        let to = floor(self.letters, to.min(from + self.work));
        let found = self.letters.get(from..to)?.find(wanted);
        self.work = self
            .work
            .saturating_sub(found.unwrap_or(to - from) + wanted.len());
        found.map(|at| from + at)
    }

    /// A block that stands behind `from` or before it.
    fn long(&mut self, block: &str, from: usize) -> Vec<Match> {
        let ranges = [(from, self.letters.len()), (0, from)];
        let whole = ranges
            .into_iter()
            .find_map(|(from, to)| self.whole(block, from, to));
        whole
            .or_else(|| {
                ranges
                    .into_iter()
                    .find_map(|(from, to)| self.pieces(block, from, to))
            })
            .unwrap_or_default()
    }

    /// A block that stands in `from..to` and nowhere else.
    fn short(&mut self, block: &str, from: usize, to: usize) -> Vec<Match> {
        self.whole(block, from, to)
            .or_else(|| self.pieces(block, from, to))
            .unwrap_or_default()
    }

    fn whole(&mut self, block: &str, from: usize, to: usize) -> Option<Vec<Match>> {
        let to = self.seek(block, from, to).filter(|_| !block.is_empty())?;
        let len = block.len();
        Some(vec![Match { at: 0, to, len }])
    }

    /// A block of which a part is found in `from..to`, and the rest near it: of all places the one with the most
    /// letters, and of these the one with the fewest pieces.
    fn pieces(&mut self, block: &str, from: usize, to: usize) -> Option<Vec<Match>> {
        // One block takes no more than a quarter of the work that is left.
        let kept = self.work - self.work / 4;
        self.work /= 4;
        let best = SEEDS.into_iter().find_map(|seed| {
            let best = self.best(block, seed, from, to)?;
            (count(&best) * 4 >= block.len() * LEAST_FOUND).then_some(best)
        });
        self.work += kept;
        best
    }

    /// The best place of a block of which so many bytes stand in `from..to` together.
    fn best(&mut self, block: &str, seed: usize, from: usize, to: usize) -> Option<Vec<Match>> {
        let mut best: Option<Vec<Match>> = None;
        let mut at = 0;
        while self.work > 0 && at + seed <= block.len() {
            let end = ceil(block, at + seed);
            let wanted = block.get(at..end).unwrap_or_default();
            let mut next = from;
            for _ in 0..MOST_TRIED {
                let Some(place) = self.seek(wanted, next, to) else {
                    break;
                };
                next = place + wanted.len();
                let found = self.follow(block, at, place, from);
                let rank = |found: &[Match]| (count(found), Reverse(found.len()));
                if best.as_ref().is_none_or(|best| rank(best) < rank(&found)) {
                    best = Some(found);
                }
            }
            // Another stretch would lead to the same places.
            if best.is_some() {
                break;
            }
            at = end;
        }
        best
    }

    /// Goes on from a place of the block that stands at `to` in the letters, to both sides, but not before `from`.
    fn follow(&mut self, block: &str, at: usize, to: usize, from: usize) -> Vec<Match> {
        let mut found = self.backward(block.get(..at).unwrap_or_default(), from, to);
        found.reverse();
        found.extend(self.forward(block, at, to));
        found
    }

    fn forward(&mut self, block: &str, mut at: usize, mut to: usize) -> Vec<Match> {
        let mut found = Vec::new();
        while let Some(rest) = block.get(at..).filter(|rest| !rest.is_empty()) {
            let len = same_start(rest, self.letters.get(to..).unwrap_or_default());
            if len > 0 {
                found.push(Match { at, to, len });
                (at, to) = (at + len, to + len);
            } else if let Some(next) = self.after_gap(rest, to) {
                to = next;
            } else {
                // A letter that the file does not have here is passed over.
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        found
    }

    /// The last of the matches comes first.
    fn backward(&mut self, block: &str, from: usize, mut to: usize) -> Vec<Match> {
        let mut found = Vec::new();
        let mut rest = block;
        while let Some(last) = rest.chars().next_back() {
            let len = same_end(rest, self.letters.get(from..to).unwrap_or_default());
            let mut left = rest.len() - len;
            if len > 0 {
                to -= len;
                found.push(Match { at: left, to, len });
            } else if let Some(next) = self.before_gap(rest, from, to) {
                to = next;
            } else {
                left -= last.len_utf8();
            }
            rest = rest.get(..left).unwrap_or_default();
        }
        found
    }

    /// Where the block goes on after something that is no part of it.
    fn after_gap(&mut self, rest: &str, from: usize) -> Option<usize> {
        GAPS.into_iter().find_map(|(len, gap)| {
            let wanted = rest.get(..ceil(rest, len))?;
            self.seek(wanted, from, ceil(self.letters, from + gap + wanted.len()))
        })
    }

    /// Where the block ends before something that is no part of it.
    fn before_gap(&mut self, rest: &str, from: usize, to: usize) -> Option<usize> {
        GAPS.into_iter().find_map(|(len, gap)| {
            let wanted = rest.get(floor(rest, rest.len().saturating_sub(len))..)?;
            let start = to.saturating_sub(gap + wanted.len()).max(from);
            let start = floor(self.letters, start);
            self.work = self.work.checked_sub(to - start)?;
            let found = self.letters.get(start..to)?.rfind(wanted)?;
            Some(start + found + wanted.len())
        })
    }
}

/// How many bytes of a block were found.
fn count(found: &[Match]) -> usize {
    found.iter().map(|part| part.len).sum()
}

/// How many bytes are the same at the start of both, whole characters only.
fn same_start(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b);
    floor(a, same.count())
}

/// How many bytes are the same at the end of both, whole characters only.
fn same_end(a: &str, b: &str) -> usize {
    let chars = a.chars().rev().zip(b.chars().rev());
    let same = chars.take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

/// The last place between characters that is not after `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first place between characters that is not before `at`.
fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "ThedamaboveOrlinheldthroughthenight.";
    const SECOND: &str = "TheriverofficewarnedthetownonMonday.";

    fn places(blocks: &[&str], letters: &str) -> Vec<Vec<(usize, usize, usize)>> {
        let found = find(blocks, letters);
        let shown = |found: Vec<Match>| found.iter().map(|m| (m.at, m.to, m.len)).collect();
        found.into_iter().map(shown).collect()
    }

    #[test]
    fn a_short_block_is_looked_for_between_its_neighbours() {
        let letters = format!("Floods{FIRST}Floods{SECOND}Floods");
        let found = places(&[FIRST, "Floods", SECOND, "Snow"], &letters);
        assert_eq!(found[0], [(0, 6, 36)]);
        assert_eq!(found[1], [(0, 42, 6)]);
        assert_eq!(found[2], [(0, 48, 36)]);
        assert!(found[3].is_empty());
    }

    #[test]
    fn a_block_goes_on_after_what_is_no_part_of_it() {
        let (head, tail) = FIRST.split_at(26);
        let letters = format!("{SECOND}{head}[1]{tail}");
        let found = places(&[FIRST], &letters);
        assert_eq!(found[0], [(0, 36, 26), (26, 65, 10)]);
    }

    #[test]
    fn letters_that_the_file_does_not_have_are_passed_over() {
        let block = FIRST.replace("Orlin", "“Orlin”");
        let found = places(&[&block], FIRST);
        let total: usize = found[0].iter().map(|(_, _, len)| len).sum();
        assert_eq!(total, FIRST.len());
    }

    #[test]
    fn the_work_is_bounded() {
        let letters = "ab".repeat(500_000);
        let block = "ba".repeat(10_000) + "c";
        let blocks = vec![block.as_str(); 200];
        assert_eq!(find(&blocks, &letters).len(), 200);
    }
}
