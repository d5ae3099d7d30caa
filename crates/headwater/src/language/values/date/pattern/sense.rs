//! What a number means where it stands in a pattern.

use crate::language::values::date::token::Number;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::ops::RangeInclusive;

/// A meaning that a number can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// `Y`: a year of four digits or in words.
    Year,
    /// `B`: one that may stand alone.
    BareYear,
    /// `A`: one with an ordinal's ending.
    OrdinalYear,
    /// `y`: one of two digits.
    ShortYear,
    /// `x`: one of two digits that is no month.
    RestYear,
    /// `u`: one of two digits that begin with a zero.
    ZeroYear,
    /// `e`: a year of an era.
    EraYear,
    /// `z`: a decade.
    Decade,
    /// `Z`: one of four digits.
    FullDecade,
    /// `c`: a century.
    Century,
    /// `f`: a half of the year.
    Half,
    /// `q`: a quarter of the year.
    Quarter,
    /// `M`: a month.
    Month,
    /// `j`: a month as an ordinal.
    OrdinalMonth,
    /// `w`: a week of the year.
    Week,
    /// `D`: a day of the month.
    Day,
    /// `E`: one after the twelfth.
    LateDay,
    /// `O`: one as an ordinal.
    OrdinalDay,
    /// `d`: one more beside the one that is read.
    OtherDay,
    /// `F`: one that is no ordinal in words.
    FigureDay,
    /// `g`: one that is no "one" in words.
    PlainDay,
    /// `h`: an hour of the day.
    Hour,
    /// `H`: one as an ordinal.
    OrdinalHour,
    /// `m`: a minute.
    Minute,
    /// `k`: one of two digits.
    TwoDigitMinute,
    /// `s`: a second.
    Second,
    /// `C`: a date of eight digits.
    Compact,
    /// `i`: an ordinal that tells which one.
    Ordinal,
    /// `n`: any whole number below 100.
    Small,
}

impl Sense {
    /// All of them, each with the letter that the patterns have for it.
    pub(super) const ALL: [(&'static str, Self); 29] = [
        ("Y", Self::Year),
        ("B", Self::BareYear),
        ("A", Self::OrdinalYear),
        ("y", Self::ShortYear),
        ("x", Self::RestYear),
        ("u", Self::ZeroYear),
        ("e", Self::EraYear),
        ("z", Self::Decade),
        ("Z", Self::FullDecade),
        ("c", Self::Century),
        ("f", Self::Half),
        ("q", Self::Quarter),
        ("M", Self::Month),
        ("j", Self::OrdinalMonth),
        ("w", Self::Week),
        ("D", Self::Day),
        ("E", Self::LateDay),
        ("O", Self::OrdinalDay),
        ("d", Self::OtherDay),
        ("F", Self::FigureDay),
        ("g", Self::PlainDay),
        ("h", Self::Hour),
        ("H", Self::OrdinalHour),
        ("m", Self::Minute),
        ("k", Self::TwoDigitMinute),
        ("s", Self::Second),
        ("C", Self::Compact),
        ("i", Self::Ordinal),
        ("n", Self::Small),
    ];

    /// The meaning of that letter.
    pub(super) fn named(letter: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(name, _)| *name == letter);
        found.map(|(_, sense)| *sense)
    }

    /// Whether a number can mean this, for all that it says by itself.
    pub(super) fn may_be(self, number: Number) -> bool {
        let Some(value) = self.whole(number) else {
            return false;
        };
        let is = |range: RangeInclusive<i32>| range.contains(&value);
        let Number {
            digits, ordinal, ..
        } = number;
        let short = digits <= 2;
        match self {
            // 一千年 and "two thousand years": a round number in words is a length
            Self::Year => {
                let written = digits == 4 || digits == 0 && value % 100 != 0;
                written && (!ordinal || value > 1000) && is(1000..=2999)
            }
            Self::BareYear => digits == 4 && is(1500..=2099),
            Self::OrdinalYear => ordinal && digits == 4 && is(1500..=2099),
            Self::ShortYear => digits == 2,
            Self::RestYear => digits == 2 && value > 12,
            Self::ZeroYear => digits == 2 && value < 10,
            Self::EraYear => is(1..=150),
            Self::Century => is(1..=30),
            Self::Decade => digits != 1 && value % 10 == 0 && is(10..=2990),
            Self::FullDecade => digits == 4 && value % 10 == 0,
            Self::Compact => digits == 8 && is(19_000_101..=20_991_231),
            Self::Month => short && is(1..=12),
            Self::Day | Self::OtherDay => short && is(1..=31),
            Self::Ordinal | Self::OrdinalDay => ordinal && is(1..=31),
            // the first, the second: of a list more often than of the month
            Self::FigureDay => short && (digits > 0 || !ordinal) && is(1..=31),
            // 一日 is a day long more often than the first
            Self::PlainDay => short && (digits > 0 || value > 1) && is(1..=31),
            Self::LateDay => short && is(13..=31),
            Self::Hour => short && !ordinal && is(0..=24),
            Self::OrdinalMonth | Self::OrdinalHour => ordinal && is(1..=12),
            Self::Minute | Self::Second => short && is(0..=59),
            Self::TwoDigitMinute => digits == 2 && is(0..=59),
            Self::Quarter => is(1..=4),
            Self::Half => is(1..=2),
            Self::Week => is(1..=53),
            Self::Small => short && !ordinal && is(0..=99),
        }
    }

    /// Whether it is a year that may be said in two numbers.
    pub(super) fn is_year(self) -> bool {
        matches!(self, Self::Year | Self::BareYear)
    }

    /// The whole number that a number is in this meaning.
    pub(super) fn whole(self, number: Number) -> Option<i32> {
        if self.is_half(number) {
            number.value.trunc().to_i32()
        } else {
            number.whole
        }
    }

    /// Whether it is an hour and a half: half past seven is seven and a half.
    pub(super) fn is_half(self, number: Number) -> bool {
        self == Self::Hour && number.digits == 0 && number.value.fract() == Decimal::new(5, 1)
    }
}
