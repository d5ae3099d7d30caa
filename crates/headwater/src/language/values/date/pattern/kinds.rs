//! What a token can be, for patterns to be picked by.

use super::{Sense, Symbol};
use crate::language::values::date::category::Category;
use crate::language::values::date::token::{Number, Token, spelled_year};

/// A set of the kinds that a token can be of, among them the parts that begin at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::language::values::date) struct Kinds {
    /// Numbers and signs of any kind, parts, and then the categories of words.
    words: u128,
    /// What a number can mean.
    senses: u64,
}

impl Kinds {
    pub(super) const NUMBER: Self = Self::other(0);
    pub(super) const SIGN: Self = Self::other(1);
    /// The place of the first part.
    const PARTS: u32 = 2;
    /// The place of the first category.
    const WORDS: u32 = 8;
    /// The place of the first sense.
    const SENSES: usize = 128;
    /// How many kinds there can be.
    pub(in crate::language::values::date) const COUNT: usize = Self::SENSES + 64;

    const fn other(place: u32) -> Self {
        Self {
            words: 1 << place,
            senses: 0,
        }
    }

    pub(super) fn part(symbol: Symbol) -> Self {
        Self::other(Self::PARTS + symbol as u32)
    }

    pub(super) fn word(category: Category) -> Self {
        Self::other(Self::WORDS + category as u32)
    }

    pub(super) fn sense(sense: Sense) -> Self {
        Self {
            words: 0,
            senses: 1 << sense as u32,
        }
    }

    pub(in crate::language::values::date) fn join(self, other: Self) -> Self {
        Self {
            words: self.words | other.words,
            senses: self.senses | other.senses,
        }
    }

    pub(in crate::language::values::date) fn meet(self, other: Self) -> Self {
        Self {
            words: self.words & other.words,
            senses: self.senses & other.senses,
        }
    }

    pub(in crate::language::values::date) fn meets(self, other: Self) -> bool {
        self.meet(other) != Self::default()
    }

    /// The place of each kind in it, below [`Self::COUNT`].
    pub(in crate::language::values::date) fn each(self) -> impl Iterator<Item = usize> {
        let senses = ones(self.senses.into());
        ones(self.words).chain(senses.map(|place| Self::SENSES + place))
    }

    /// These kinds, and a part that begins there.
    pub(in crate::language::values::date) fn with(self, symbol: Symbol) -> Self {
        self.join(Self::part(symbol))
    }

    /// All that the token at a place can be, apart from the parts that begin there.
    pub(in crate::language::values::date) fn of(tokens: &[Token], at: usize) -> Self {
        let Some(token) = tokens.get(at) else {
            return Self::default();
        };
        let years = spelled_year(tokens, at)
            .map(|_| Self::sense(Sense::Year).join(Self::sense(Sense::BareYear)));
        let number = token.number.map(Self::of_number).unwrap_or_default();
        let sign = token.sign.map(|_| Self::SIGN).unwrap_or_default();
        token
            .readings
            .iter()
            .map(|reading| Self::word(reading.category))
            .chain(years)
            .fold(number.join(sign), Self::join)
    }

    fn of_number(number: Number) -> Self {
        Sense::ALL
            .into_iter()
            .filter(|(_, sense)| sense.may_be(number))
            .map(|(_, sense)| Self::sense(sense))
            .fold(Self::NUMBER, Self::join)
    }
}

/// The places of the ones in a number, from the lowest.
pub(in crate::language::values::date) fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
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
    fn ones_are_given_from_the_lowest() {
        assert_eq!(ones(0).count(), 0);
        assert_eq!(ones(1 | 1 << 5 | 1 << 127).collect::<Vec<_>>(), [0, 5, 127]);
    }
}
