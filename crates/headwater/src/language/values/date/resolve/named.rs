//! The days that the words of a date name.

use super::Around;
use super::shifted::{beside, shifted, shifted_name};
use super::stretch::{Days, Missing, Size, add, day, distance, make, small, years};
use super::told::Told;
use super::within::{edge_of, nth_weekday, several_within, week_of, within};
use super::year::{in_year, months_of};
use crate::language::values::Basis;
use crate::language::values::date::fields::{Direction, Fields, Unit};
use jiff::ToSpan;
use jiff::civil::Date;

/// The days that the calendar words name.
pub(super) fn days(fields: &Fields, around: &Around) -> Days {
    let base = stretch(fields, around)?;
    let base = match (fields.nth, fields.nth_unit, fields.weekday) {
        (Some(nth), None, None) => several_within(base, nth, &fields.length)?,
        (Some(nth), Some(unit), _) => within(base, nth, unit)?,
        (Some(nth), None, Some(weekday)) if base.size == Size::Month => {
            nth_weekday(base, nth, weekday)?
        }
        _ => match fields.week_of {
            Some(unit) => week_of(base, unit)?,
            None => base,
        },
    };
    match fields.edge {
        Some(edge) => edge_of(base, edge, fields.shift, around.reference),
        None => Ok(base),
    }
}

pub(super) fn stretch(fields: &Fields, around: &Around) -> Days {
    if fields.other_calendar {
        return Err(Missing::Unknown(None));
    }
    if let Some(year) = fields.year {
        return in_year(fields, year, Basis::Stated);
    }
    if let Some(decade) = fields.decade {
        // the thirties of the nineteenth century
        let first = match fields.century {
            Some(century) => small((century - 1) * 100 + i32::from(decade) % 100)?,
            None => decade,
        };
        if let (None, Some((by, Some(Unit::Century)))) = (fields.century, fields.shift) {
            let Some(now) = around.reference else {
                return Err(Missing::Unknown(None));
            };
            let this = now.year() / 100 * 100 + small(by * 100)?;
            return years(this + first % 100, 10, Basis::DocumentDate);
        }
        return years(first, 10, Basis::Stated);
    }
    if let Some(century) = fields.century {
        let first = i16::try_from((century - 1) * 100).map_err(|_| Missing::Impossible)?;
        return years(first, 100, Basis::Stated);
    }
    if let (true, Told::Days(told), Some((by, unit))) =
        (fields.from_told, around.told, fields.shift)
    {
        return beside(fields, told, by, unit);
    }
    let Some(now) = around.reference else {
        return Err(Missing::Unknown(undated(fields)?));
    };
    let today = now.date();
    match fields.shift {
        Some((by, Some(unit))) => shifted(fields, today, by, unit),
        Some((by, None)) => match (fields.day, fields.month) {
            // 오는 10일: the next tenth
            (Some(d), None) => {
                let future = by > 0;
                day_of_month(
                    fields,
                    d,
                    today,
                    &Around {
                        future,
                        earlier: None,
                        ..*around
                    },
                )
            }
            _ => shifted_name(fields, today, by),
        },
        None => nearest(fields, today, around),
    }
}

/// What can be written of a date without a year: month, day or weekday, as EDTF writes what is not
/// specified and TIMEX3 a day of any week.
pub(super) fn undated(fields: &Fields) -> Result<Option<String>, Missing> {
    if fields.nth.is_some() {
        return Ok(None);
    }
    // "this" may be said of the weekday beside a full date
    let bare = match fields.shift {
        Some((_, unit)) => unit.is_none() && fields.weekday.is_some(),
        None => true,
    };
    Ok(match (fields.month, fields.day, fields.weekday) {
        (Some(month), Some(day), _) if bare => {
            // 2000 was a leap year
            Date::new(2000, month, day).map_err(|_| Missing::Impossible)?;
            Some(format!("XXXX-{month:02}-{day:02}"))
        }
        (Some(month), None, _) if bare => Some(format!("XXXX-{month:02}")),
        (None, Some(day), _) if bare => Some(format!("XXXX-XX-{day:02}")),
        (None, None, Some(weekday)) => Some(format!("XXXX-WXX-{weekday}")),
        _ => None,
    })
}

/// A date with parts left out: the one that the words around and the distance make likeliest.
pub(super) fn nearest(fields: &Fields, today: Date, around: &Around) -> Days {
    let basis = Basis::DocumentDate;
    // what is to come has to be twice as near where no word says that it is to come
    let cost = |date: Date, now: Date| distance(date, now) * if date > now { 2 } else { 1 };
    if let Some(feast) = fields.feast {
        let date = (-1..=1)
            .filter_map(|n| feast.date(today.year() + n))
            .filter(|date| !around.future || *date >= today)
            .min_by_key(|date| (cost(*date, today), *date));
        return day(date.ok_or(Missing::Unknown(None))?, basis);
    }
    if let Some(m) = fields.month {
        // the nearest leap year may be eight years away
        let years = (0..=8).flat_map(|n| [today.year() - n, today.year() + n]);
        let dates = years.filter_map(|year| make(year, m, fields.day.unwrap_or(1)).ok());
        let now = if fields.day.is_some() {
            today
        } else {
            today.first_of_month()
        };
        let date = dates
            .filter(|date| !around.future || *date >= now)
            .min_by_key(|date| (cost(*date, now), *date))
            .ok_or(Missing::Impossible)?;
        return in_year(fields, date.year(), basis);
    }
    if let Some(d) = fields.day {
        return day_of_month(fields, d, today, around);
    }
    let of_weekday = fields.nth.is_some() && fields.nth_unit.is_none();
    if let Some(weekday) = fields.weekday.filter(|_| !of_weekday) {
        let now = i32::from(today.weekday().to_monday_one_offset());
        let back = (now - i32::from(weekday)).rem_euclid(7);
        let future = around.future || fields.direction == Some(Direction::Coming);
        let by = if future && back > 0 { 7 - back } else { -back };
        return day(add(today, by.days())?, basis);
    }
    if let Some(part) = fields.quarter.or(fields.half) {
        let length = if fields.quarter.is_some() { 3 } else { 6 };
        let this = months_of(today.year(), part, length, basis)?;
        if this.start > today && !around.future {
            return months_of(today.year() - 1, part, length, basis);
        }
        return Ok(this);
    }
    if fields.week.is_some() {
        return in_year(fields, today.year(), basis);
    }
    // a season by itself may be that of any year
    Err(Missing::Unknown(None))
}

/// A day without its month.
pub(super) fn day_of_month(fields: &Fields, d: i8, today: Date, around: &Around) -> Days {
    if let Some(earlier) = around.earlier.filter(|earlier| earlier.reaches(d))
        && fields.weekday.is_none()
        && let Ok(date) = make(earlier.day.year(), earlier.day.month(), d)
    {
        return day(date, Basis::EarlierMention);
    }
    let offsets: &[i32] = match (fields.weekday, around.future) {
        (None, false) => &[0, -1, -2],
        (None, true) => &[0, 1, 2],
        (Some(_), _) => &[
            0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6, -7, 7, -8, 8, -9, 9, -10, 10,
        ],
    };
    let first = today.first_of_month();
    let date = offsets
        .iter()
        .filter_map(|by| add(first, by.months()).ok())
        .filter_map(|first| make(first.year(), first.month(), d).ok())
        .find(|date| match fields.weekday {
            Some(weekday) => date.weekday().to_monday_one_offset() == weekday,
            None if around.future => *date >= today,
            None => *date <= today,
        });
    day(date.ok_or(Missing::Impossible)?, Basis::DocumentDate)
}
