//! What a text told before, which "the next day" and "the tenth" lean on.

use super::Around;
use super::stretch::distance;
use crate::language::values::date::fields::{Fields, Unit};
use jiff::civil::Date;

/// The date that a text told last, which "the next day" is counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::language::values::date) enum Told {
    /// None so far: the document's date is the only one that can be meant.
    #[default]
    Nothing,
    /// One of the same paragraph.
    Days(Extent),
    /// One of another paragraph, or one whose days are not known.
    Other,
}

impl Told {
    /// What is left of it for the next paragraph.
    pub(in crate::language::values::date) fn in_next_paragraph(self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Days(_) | Self::Other => Self::Other,
        }
    }

    /// The days, where such units can be counted from them.
    pub(super) fn bearing(self, unit: Unit) -> Option<Extent> {
        match self {
            Self::Days(days) if days.bears(unit) => Some(days),
            _ => None,
        }
    }
}

/// The days of a date: the first, and the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::language::values::date) struct Extent {
    pub(super) start: Date,
    pub(super) end: Date,
}

impl Extent {
    /// The day, where it is a single one.
    pub(super) fn day(self) -> Option<Date> {
        (self.start.tomorrow().ok() == Some(self.end)).then_some(self.start)
    }

    /// Whether such units can be counted from it: weeks from a day, and no days from a month.
    pub(super) fn bears(self, unit: Unit) -> bool {
        let longest = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => 0,
            Unit::Day | Unit::Workday => 1,
            Unit::Weekend | Unit::WorkingWeek | Unit::Week => 7,
            Unit::Fortnight => 14,
            Unit::Month => 31,
            Unit::Quarter => 92,
            Unit::Half => 184,
            Unit::Year => 366,
            Unit::Decade => 3653,
            Unit::Century => 36_525,
        };
        distance(self.start, self.end) <= longest
    }
}

/// A date that the text named before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::language::values::date) struct Mention {
    pub(super) day: Date,
    /// Whether it stands in the same sentence.
    pub(in crate::language::values::date) near: bool,
}

impl Mention {
    /// How many days after the date of another sentence a day alone is still of its month.
    const REACH: i8 = 7;

    /// Whether a day without a month is of this month: in the same sentence always, and in a later
    /// one where it follows within a week, as the days of one story do.
    pub(super) fn reaches(self, day: i8) -> bool {
        self.near || (1..=Self::REACH).contains(&(day - self.day.day()))
    }
}

/// Whether "that day" or "the next day" has nothing that it can be counted from. Where no date was
/// told it may be the document's, unless it would be that day itself, or one to come of which
/// nothing else says so.
pub(super) fn lacks_told(by: i32, unit: Option<Unit>, around: &Around) -> bool {
    match around.told {
        Told::Days(_) => false,
        Told::Other => true,
        Told::Nothing if by == 0 => unit.is_none_or(|unit| unit == Unit::Day),
        Told::Nothing => by > 0 && !around.future,
    }
}

/// The day told before that the length is counted from.
pub(super) fn counted_from_told(fields: &Fields, around: &Around) -> Option<Date> {
    let (_, finest) = fields.length.last()?;
    Some(around.told.bearing(*finest)?.start)
}
