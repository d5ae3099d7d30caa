//! What patterns are made of: numbers, known words, other words, signs.

use super::category::{Category, Reading};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A number as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: Decimal,
    /// The value, where it is a small whole number.
    pub(super) whole: Option<i32>,
    /// How many digits it was written with; 0 for a number in words.
    pub(super) digits: usize,
    pub(super) ordinal: bool,
}

impl Number {
    pub(super) fn new(value: Decimal, digits: usize, ordinal: bool) -> Self {
        let whole = value.is_integer().then(|| value.to_i32()).flatten();
        Self {
            value,
            whole,
            digits,
            ordinal,
        }
    }
}

/// One piece of the text.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the token's place or form, and they do not depend on each other"
)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether nothing stands between it and the piece before.
    pub(super) glued: bool,
    /// Whether it begins with a capital letter.
    pub(super) capital: bool,
    /// Whether it begins in the middle of a word, where a language has words with spaces.
    pub(super) inside: bool,
    pub(super) number: Option<Number>,
    pub(super) readings: &'static [Reading],
    /// Whether it is a word of letters that form words with spaces between them.
    pub(super) word: bool,
    /// The sign, where it is one; a line's end is `'\n'`.
    pub(super) sign: Option<char>,
}

impl Token {
    /// Whether it is 、, which is folded to a comma but stands between two figures: 55、60分.
    pub(super) fn is_enumeration_mark(&self) -> bool {
        self.sign == Some(',') && self.end - self.start == '、'.len_utf8()
    }

    /// The meaning of that kind, where the word has it.
    pub(super) fn reading(&self, category: Category) -> Option<Reading> {
        self.readings
            .iter()
            .copied()
            .find(|reading| reading.category == category)
    }
}

/// A year said in two numbers: nineteen eighty-six.
pub(super) fn spelled_year(tokens: &[Token], at: usize) -> Option<i16> {
    let small = |at: usize| {
        let number = tokens.get(at)?.number?;
        number.whole.filter(|_| number.digits == 0)
    };
    let century = small(at).filter(|century| (15..=20).contains(century))?;
    let rest = small(at + 1).filter(|rest| (10..=99).contains(rest))?;
    i16::try_from(century * 100 + rest).ok()
}
