//! The patterns of one level, by what they begin with.

use super::pattern::{Kinds, Pattern};

/// Patterns that are tried together, ready to match.
#[derive(Debug, Default)]
pub(super) struct Level {
    patterns: Vec<Pattern>,
    /// All that any of them begins with.
    begins: Kinds,
    /// For each kind of token those that begin with it: a bit for each pattern, 128 at a time.
    beginning: Vec<Vec<u128>>,
}

impl Level {
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let has = |kind: usize, pattern: &Pattern| pattern.begins().has(kind);
        let set = |kind: usize, patterns: &[Pattern]| {
            let bits = patterns.iter().enumerate();
            bits.filter(|(_, pattern)| has(kind, pattern))
                .fold(0_u128, |set, (at, _)| set | 1 << at)
        };
        let sets = |kind: usize| patterns.chunks(128).map(|some| set(kind, some)).collect();
        Self {
            begins: patterns
                .iter()
                .map(Pattern::begins)
                .fold(Kinds::default(), Kinds::join),
            beginning: (0..Kinds::COUNT).map(sets).collect(),
            patterns,
        }
    }

    /// The patterns that a token of these kinds may begin, in their order.
    pub(super) fn beginning(&self, kinds: Kinds) -> impl Iterator<Item = &Pattern> {
        let kinds = kinds.meet(self.begins);
        let blocks = self.patterns.chunks(128).enumerate();
        blocks.flat_map(move |(block, patterns)| {
            let sets = kinds.each().filter_map(|kind| self.beginning.get(kind));
            let set = sets.filter_map(|sets| sets.get(block));
            let set = set.fold(0, |all, some| all | some);
            ones(set).filter_map(|at| patterns.get(at))
        })
    }
}

/// The places of the ones in a number, from the lowest.
pub(super) fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = usize::try_from(bits.trailing_zeros()).ok()?;
        (bits != 0).then(|| {
            bits &= bits - 1;
            at
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_that_may_begin_are_found_in_their_order() {
        let text = |at: usize| if at.is_multiple_of(3) { "M month" } else { ", M" };
        let patterns = (0..300).map(|at| Pattern::read(text(at)).unwrap()).collect();
        let level = Level::new(patterns);
        let number = Pattern::read("M").unwrap().begins();
        assert_eq!(level.beginning(number).count(), 100);
        assert_eq!(level.beginning(Kinds::default()).count(), 0);
        let sign = Pattern::read(",").unwrap().begins();
        assert_eq!(level.beginning(number.join(sign)).count(), 300);
    }

    #[test]
    fn ones_are_given_from_the_lowest() {
        assert_eq!(ones(0).count(), 0);
        assert_eq!(ones(1 | 1 << 5 | 1 << 127).collect::<Vec<_>>(), [0, 5, 127]);
    }
}
