//! Last Thursday, next year, the day after: days counted from another one.

use super::stretch::{
    Days, Missing, Size, Stretch, add, day, distance, make, monday_of, month, whole, years,
};
use super::told::Extent;
use super::year::in_year;
use crate::language::values::Basis;
use crate::language::values::date::fields::{Fields, Unit};
use jiff::ToSpan;
use jiff::civil::Date;

/// The day, week, month or weekday before or behind the days that were told.
pub(super) fn beside(fields: &Fields, told: Extent, by: i32, unit: Option<Unit>) -> Days {
    let coarsest = match (unit, fields.weekday) {
        (Some(unit), _) => unit,
        (None, Some(_)) => Unit::Day,
        (None, None) => Unit::Year,
    };
    if !told.bears(coarsest) {
        return Err(Missing::Impossible);
    }
    let from = if by < 0 {
        told.start
    } else {
        add(told.end, (-1).days())?
    };
    let days = match (unit, fields.weekday) {
        // said that Monday …
        (None, _) if by == 0 => return Err(Missing::Impossible),
        (None, Some(weekday)) => {
            let ahead = i32::from(weekday) - i32::from(from.weekday().to_monday_one_offset());
            let ahead = (by * ahead - 1).rem_euclid(7) + 1;
            day(add(from, (by * ahead).days())?, Basis::EarlierMention)
        }
        (Some(unit), _) => shifted(fields, from, by, unit),
        (None, None) => shifted_name(fields, from, by),
    };
    days.map(|days| Stretch {
        basis: Basis::EarlierMention,
        ..days
    })
}

/// Last year, this month, next week, and what of it is named.
pub(super) fn shifted(fields: &Fields, today: Date, by: i32, unit: Unit) -> Days {
    let basis = Basis::DocumentDate;
    let monday = monday_of(today)?;
    // "today, 5 May": the date says it better
    if let (Unit::Day | Unit::Week, Some(m), Some(d)) = (unit, fields.month, fields.day) {
        let years = [today.year(), today.year() - 1, today.year() + 1];
        let dates = years.into_iter().filter_map(|year| make(year, m, d).ok());
        let nearest = dates.min_by_key(|date| distance(*date, today));
        return day(nearest.ok_or(Missing::Impossible)?, basis);
    }
    // May of next year, and no May of next week
    if fields.month.is_some() && !matches!(unit, Unit::Day | Unit::Year) {
        return Err(Missing::Impossible);
    }
    match unit {
        Unit::Day => day(add(today, by.days())?, basis),
        Unit::Fortnight => {
            let start = match by {
                i32::MIN..=-1 => add(today, (by * 14).days())?,
                0 => monday,
                1..=i32::MAX => add(today, (by * 14 - 13).days())?,
            };
            whole(start, start.checked_add(14.days()), Size::Interval, basis)
        }
        Unit::WorkingWeek => {
            let start = add(monday, (by * 7).days())?;
            whole(start, start.checked_add(5.days()), Size::Interval, basis)
        }
        Unit::Week => {
            let start = add(monday, (by * 7).days())?;
            match fields.weekday {
                Some(weekday) => day(add(start, (i32::from(weekday) - 1).days())?, basis),
                None => whole(start, start.checked_add(7.days()), Size::Interval, basis),
            }
        }
        Unit::Weekend => {
            let start = add(monday, (by * 7 + 5).days())?;
            whole(start, start.checked_add(2.days()), Size::Interval, basis)
        }
        Unit::Month => {
            let first = add(today.first_of_month(), by.months())?;
            match fields.day {
                Some(d) => day(make(first.year(), first.month(), d)?, basis),
                None => month(first, basis),
            }
        }
        Unit::Quarter | Unit::Half => {
            let length = if unit == Unit::Quarter { 3 } else { 6 };
            let back = (i32::from(today.month()) - 1) % length;
            let start = add(today.first_of_month(), (by * length - back).months())?;
            whole(
                start,
                start.checked_add(length.months()),
                Size::Interval,
                basis,
            )
        }
        Unit::Year => {
            let year = i32::from(today.year()) + by;
            in_year(
                fields,
                i16::try_from(year).map_err(|_| Missing::Impossible)?,
                basis,
            )
        }
        Unit::Decade | Unit::Century => {
            let length = if unit == Unit::Decade { 10 } else { 100 };
            let year = i32::from(today.year()) / length * length + by * length;
            years(
                i16::try_from(year).map_err(|_| Missing::Impossible)?,
                length,
                basis,
            )
        }
        Unit::Workday | Unit::Hour | Unit::Minute | Unit::Second => Err(Missing::Impossible),
    }
}

/// Last Thursday, next May, this summer.
pub(super) fn shifted_name(fields: &Fields, today: Date, by: i32) -> Days {
    let basis = Basis::DocumentDate;
    if fields.weekday.is_some() && fields.month.is_none() && fields.day.is_none() {
        return shifted(fields, today, by, Unit::Week);
    }
    if let Some(m) = fields.month {
        let this = make(today.year(), m, fields.day.unwrap_or(1))?;
        let year = match by {
            i32::MIN..=-1 if this >= today.first_of_month() => today.year() - 1,
            1..=i32::MAX if this <= today => today.year() + 1,
            _ => today.year(),
        };
        return in_year(fields, year, basis);
    }
    if let Some(feast) = fields.feast {
        let year = today.year();
        let mut dates = (-1..=1).filter_map(|n| feast.date(year + n));
        let date = match by {
            i32::MIN..=-1 => dates.rfind(|date| *date < today),
            1..=i32::MAX => dates.find(|date| *date > today),
            0 => feast.date(year),
        };
        return day(date.ok_or(Missing::Impossible)?, basis);
    }
    if fields.season.is_some() || fields.quarter.is_some() || fields.half.is_some() {
        return shifted(fields, today, by, Unit::Year);
    }
    Err(Missing::Impossible)
}
