//! The patterns of one level, by what they begin with.

use super::pattern::{Kinds, Pattern, ones};

/// How many patterns a set of bits holds.
const BLOCK: usize = 128;

/// Patterns that are tried together, ready to match.
#[derive(Debug, Default)]
pub(super) struct Level {
    patterns: Vec<Pattern>,
    /// By what their first token can be.
    first: Index,
    /// By what their second token can be.
    second: Index,
}

impl Level {
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        Self {
            first: Index::new(&patterns, Pattern::first),
            second: Index::new(&patterns, Pattern::second),
            patterns,
        }
    }

    /// The kinds of which a token must be one to begin any pattern; most are none.
    pub(super) fn begins(&self) -> Kinds {
        self.first.all
    }

    /// The patterns that tokens of these kinds may begin, in their order; a text's last token is
    /// followed by one of no kind.
    pub(super) fn beginning(&self, first: Kinds, second: Kinds) -> impl Iterator<Item = &Pattern> {
        let blocks = self.patterns.chunks(BLOCK).enumerate();
        blocks.flat_map(move |(block, patterns)| {
            let set = match self.first.set(first, block) {
                0 => 0,
                set => set & self.second.set(second, block),
            };
            ones(set).filter_map(|at| patterns.get(at))
        })
    }
}

/// Patterns by the kinds of a token, a bit for each pattern.
#[derive(Debug, Default)]
struct Index {
    /// All kinds that any of them takes there.
    all: Kinds,
    blocks: Vec<Block>,
}

/// A [`BLOCK`] of them.
#[derive(Debug)]
struct Block {
    /// For each kind those that take it.
    sets: Vec<u128>,
    /// Those that ask for nothing there.
    free: u128,
}

impl Index {
    fn new(patterns: &[Pattern], ahead: impl Fn(&Pattern) -> Option<Kinds>) -> Self {
        let ahead: Vec<Option<Kinds>> = patterns.iter().map(ahead).collect();
        Self {
            all: ahead
                .iter()
                .flatten()
                .copied()
                .fold(Kinds::default(), Kinds::join),
            blocks: ahead.chunks(BLOCK).map(Block::new).collect(),
        }
    }

    /// Those of a block that take a token of these kinds.
    fn set(&self, kinds: Kinds, block: usize) -> u128 {
        let Some(block) = self.blocks.get(block) else {
            return 0;
        };
        let kinds = kinds.meet(self.all).each();
        kinds
            .filter_map(|kind| block.sets.get(kind))
            .fold(block.free, |all, some| all | some)
    }
}

impl Block {
    fn new(ahead: &[Option<Kinds>]) -> Self {
        let mut block = Self {
            sets: vec![0; Kinds::COUNT],
            free: 0,
        };
        for (at, kinds) in ahead.iter().enumerate() {
            let bit = 1 << at;
            match kinds {
                None => block.free |= bit,
                Some(kinds) => kinds.each().for_each(|kind| {
                    if let Some(set) = block.sets.get_mut(kind) {
                        *set |= bit;
                    }
                }),
            }
        }
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_that_may_begin_are_found_in_their_order() {
        let text = |at: usize| ["M month", ", M", "month ,? N?"][at % 3];
        let patterns = (0..300)
            .map(|at| Pattern::read(text(at)).unwrap())
            .collect();
        let level = Level::new(patterns);
        let kinds = |pattern: &str| Pattern::read(pattern).unwrap().first().unwrap();
        let (number, sign, month) = (kinds("M"), kinds(","), kinds("month"));
        let none = Kinds::default();
        let count = |first, second| level.beginning(first, second).count();
        assert_eq!(count(number, month), 100);
        assert_eq!(count(number, sign), 0);
        assert_eq!(count(sign, number), 100);
        assert_eq!(count(month, none), 100);
        assert_eq!(count(none, month), 0);
        assert_eq!(count(number.join(sign), month.join(number)), 200);
    }
}
