//! Stretches of whole days, and the steps from one day to another.

use crate::language::values::Basis;
use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of whole days, from its first to the one after its last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) start: Date,
    pub(super) end: Date,
    pub(super) size: Size,
    pub(super) basis: Basis,
}

/// How a stretch is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Size {
    Day,
    Month,
    Year,
    /// EDTF 21 to 24 in place of the month.
    Season(i32),
    Interval,
}

/// Why there is no stretch.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Missing {
    /// No such day: the words are left alone.
    Impossible,
    /// It leans on a date that is not known; what can be written without it, if anything.
    Unknown(Option<String>),
}

pub(super) type Days = Result<Stretch, Missing>;

/// The Monday of the week that holds a day.
pub(super) fn monday_of(date: Date) -> Result<Date, Missing> {
    let back = i32::from(date.weekday().to_monday_one_offset()) - 1;
    add(date, (-back).days())
}

/// A weekday of the week that holds a day.
pub(super) fn weekday_of(date: Date, weekday: i8) -> Option<Date> {
    let monday = monday_of(date).ok()?;
    monday.checked_add((i32::from(weekday) - 1).days()).ok()
}

pub(super) fn whole(start: Date, end: Result<Date, jiff::Error>, size: Size, basis: Basis) -> Days {
    let end = end.map_err(|_| Missing::Impossible)?;
    Ok(Stretch {
        start,
        end,
        size,
        basis,
    })
}

pub(super) fn day(date: Date, basis: Basis) -> Days {
    whole(date, date.tomorrow(), Size::Day, basis)
}

pub(super) fn month(start: Date, basis: Basis) -> Days {
    let start = start.first_of_month();
    whole(start, start.checked_add(1.month()), Size::Month, basis)
}

pub(super) fn years(first: i16, count: i32, basis: Basis) -> Days {
    let start = make(first, 1, 1)?;
    let size = if count == 1 {
        Size::Year
    } else {
        Size::Interval
    };
    whole(start, start.checked_add(count.years()), size, basis)
}

pub(super) fn make(year: i16, month: i8, day: i8) -> Result<Date, Missing> {
    if !(1..=9998).contains(&year) {
        return Err(Missing::Impossible);
    }
    Date::new(year, month, day).map_err(|_| Missing::Impossible)
}

pub(super) fn add(date: Date, span: jiff::Span) -> Result<Date, Missing> {
    date.checked_add(span).map_err(|_| Missing::Impossible)
}

pub(super) fn distance(a: Date, b: Date) -> i32 {
    a.until(b)
        .map_or(i32::MAX / 2, |span| span.get_days().abs())
}

/// The first day of the year so many years later.
pub(super) fn at_year(start: Date, by: i16) -> Result<Date, Missing> {
    make(start.year() + by, 1, 1)
}

pub(super) fn small(n: i32) -> Result<i16, Missing> {
    i16::try_from(n).map_err(|_| Missing::Impossible)
}
