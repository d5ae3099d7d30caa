//! The days of a year that the words of a date name.

use super::stretch::{Days, Missing, Size, Stretch, day, make, month, whole, years};
use crate::language::values::Basis;
use crate::language::values::date::fields::Fields;
use jiff::ToSpan;
use jiff::civil::{ISOWeekDate, Weekday};

pub(super) fn in_year(fields: &Fields, year: i16, basis: Basis) -> Days {
    if let Some(feast) = fields.feast {
        return day(feast.date(year).ok_or(Missing::Impossible)?, basis);
    }
    if let Some(m) = fields.month {
        return match fields.day {
            Some(d) => day(make(year, m, d)?, basis),
            None => month(make(year, m, 1)?, basis),
        };
    }
    if fields.day.is_some() {
        return Err(Missing::Impossible);
    }
    if let Some(quarter) = fields.quarter {
        return months_of(year, quarter, 3, basis);
    }
    if let Some(half) = fields.half {
        return months_of(year, half, 6, basis);
    }
    if let Some(week) = fields.week {
        let week = i8::try_from(week).map_err(|_| Missing::Impossible)?;
        let first = ISOWeekDate::new(year, week, Weekday::Monday);
        let start = first.map_err(|_| Missing::Impossible)?.date();
        return whole(start, start.checked_add(7.days()), Size::Interval, basis);
    }
    let whole_year = years(year, 1, basis)?;
    Ok(match fields.season {
        Some(season) => Stretch {
            size: Size::Season(season),
            ..whole_year
        },
        None => whole_year,
    })
}

/// The so-manieth part of a year that is so many months long.
pub(super) fn months_of(year: i16, part: i32, length: i32, basis: Basis) -> Days {
    let first = i8::try_from((part - 1) * length + 1).map_err(|_| Missing::Impossible)?;
    if part < 1 || part * length > 12 {
        return Err(Missing::Impossible);
    }
    let start = make(year, first, 1)?;
    whole(
        start,
        start.checked_add(length.months()),
        Size::Interval,
        basis,
    )
}
