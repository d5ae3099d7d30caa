//! Lengths of time, and what lies so long before or after another moment.

use super::named::days;
use super::shifted::shifted;
use super::stretch::{Missing, weekday_of};
use super::told::{Extent, counted_from_told};
use super::{Around, Resolved, plain, resolve};
use crate::language::values::date::fields::{Direction, Fields, Unit};
use crate::language::values::{Basis, ValueKind};
use jiff::ToSpan;
use jiff::civil::{DateTime, Time, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write as _;

/// Whether a length with a direction is a moment or a stretch, and no bare length.
pub(super) fn is_counted(fields: &Fields, direction: Direction, around: &Around) -> bool {
    match direction {
        Direction::In | Direction::Within => around.future || fields.has_date(),
        Direction::Afterwards => around.future || counted_from_told(fields, around).is_some(),
        Direction::Earlier => counted_from_told(fields, around).is_some(),
        _ => true,
    }
}

/// The following three days, the previous two weeks: of what was told, or a bare length.
pub(super) fn several_beside(fields: &Fields, by: i32, around: &Around) -> Option<Resolved> {
    let mut fields = fields.clone();
    fields.shift = None;
    fields.from_told = false;
    let (_, finest) = *fields.length.last()?;
    let now = around.told.bearing(finest).map(|told| {
        let day = if by < 0 {
            Some(told.start)
        } else {
            told.end.yesterday().ok()
        };
        day.map(|day| day.to_datetime(Time::midnight()))
    });
    let around = Around {
        reference: now.flatten().or(around.reference),
        ..*around
    };
    let direction = match (by, now) {
        (i32::MIN..=-1, _) => Direction::Past,
        (_, Some(_)) => Direction::Coming,
        _ => return resolve(&fields, &around),
    };
    let mut resolved = counted(&fields, direction, &around)?;
    if now.is_some() {
        resolved.basis = Basis::EarlierMention;
    }
    Some(resolved)
}

/// A length of time in ISO 8601; `None` for one that has no such form.
pub(super) fn duration(length: &[(Decimal, Unit)]) -> Option<String> {
    let only_weeks = length.len() == 1;
    let mut date = String::new();
    let mut time = String::new();
    let mut days = Decimal::ZERO;
    for (number, unit) in length {
        let times = |by: i64| number.checked_mul(Decimal::from(by)).map(|n| n.normalize());
        let number = number.normalize();
        match unit {
            Unit::Century => write!(date, "{}Y", times(100)?).ok()?,
            Unit::Decade => write!(date, "{}Y", times(10)?).ok()?,
            Unit::Year => write!(date, "{number}Y").ok()?,
            Unit::Half => write!(date, "{}M", times(6)?).ok()?,
            Unit::Quarter => write!(date, "{}M", times(3)?).ok()?,
            Unit::Month => write!(date, "{number}M").ok()?,
            Unit::Week if only_weeks => write!(date, "{number}W").ok()?,
            Unit::Fortnight if only_weeks => write!(date, "{}W", times(2)?).ok()?,
            Unit::Week => days = days.checked_add(times(7)?)?,
            Unit::Fortnight => days = days.checked_add(times(14)?)?,
            Unit::Workday => return None,
            Unit::Weekend => days = days.checked_add(times(2)?)?,
            Unit::WorkingWeek => days = days.checked_add(times(5)?)?,
            Unit::Day => days = days.checked_add(number)?,
            Unit::Hour => write!(time, "{number}H").ok()?,
            Unit::Minute => write!(time, "{number}M").ok()?,
            Unit::Second => write!(time, "{number}S").ok()?,
        }
    }
    if !days.is_zero() {
        write!(date, "{}D", days.normalize()).ok()?;
    }
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let t = if time.is_empty() { "" } else { "T" };
    Some(format!("P{date}{t}{time}"))
}

/// A length of time as something that can be added to a date.
pub(super) fn span(length: &[(Decimal, Unit)]) -> Option<jiff::Span> {
    let (mut months, mut seconds) = (0_i32, 0_i64);
    for (number, unit) in length {
        let whole = |by: i64| number.checked_mul(Decimal::from(by));
        match unit {
            Unit::Century => months = months.checked_add(whole(1200)?.to_i32()?)?,
            Unit::Decade => months = months.checked_add(whole(120)?.to_i32()?)?,
            Unit::Year => months = months.checked_add(whole(12)?.to_i32()?)?,
            Unit::Half => months = months.checked_add(whole(6)?.to_i32()?)?,
            Unit::Quarter => months = months.checked_add(whole(3)?.to_i32()?)?,
            Unit::Month => {
                let full = number.trunc();
                months = months.checked_add(full.to_i32()?)?;
                let rest = number
                    .checked_sub(full)?
                    .checked_mul(Decimal::from(30 * 86_400))?;
                seconds = seconds.checked_add(rest.to_i64()?)?;
            }
            _ => {
                let size = match unit {
                    Unit::Fortnight => 14 * 86_400,
                    Unit::Week | Unit::WorkingWeek | Unit::Weekend => 7 * 86_400,
                    Unit::Day => 86_400,
                    Unit::Hour => 3600,
                    Unit::Minute => 60,
                    _ => 1,
                };
                seconds = seconds.checked_add(whole(size)?.to_i64()?)?;
            }
        }
    }
    let span = jiff::Span::new().try_months(months).ok()?;
    let span = span.try_days(seconds / 86_400).ok()?;
    span.try_seconds(seconds % 86_400).ok()
}

/// A moment or stretch that is counted from another: five days ago, in the next two weeks.
pub(super) fn counted(fields: &Fields, direction: Direction, around: &Around) -> Option<Resolved> {
    if fields.vague {
        return None;
    }
    let fine = fields.length.iter().any(|(_, unit)| *unit < Unit::Day);
    let kind = if fine {
        ValueKind::DateTime
    } else {
        ValueKind::Date
    };
    let mut resolved = plain(kind, None);
    resolved.basis = Basis::DocumentDate;
    let leans = matches!(direction, Direction::Afterwards | Direction::Earlier);
    let told = counted_from_told(fields, around).filter(|_| leans);
    let base = if let Some(told) = told {
        resolved.basis = Basis::EarlierMention;
        Some(told.to_datetime(Time::midnight()))
    } else if fields.has_date() && fields.week_of.is_none() {
        match days(fields, around) {
            Ok(stretch) => {
                resolved.basis = stretch.basis;
                Some(stretch.start.to_datetime(Time::midnight()))
            }
            Err(Missing::Impossible) => return None,
            Err(Missing::Unknown(_)) => None,
        }
    } else {
        around.reference
    };
    let Some(base) = base else {
        return Some(resolved);
    };
    let base = to_boundary(base, &fields.length, direction)?;
    let (from, to) = match fields.length.as_slice() {
        [(number, Unit::Workday)] => by_workdays(base, *number, direction)?,
        length => by_span(base, span(length)?, direction, fine)?,
    };
    // Monday two weeks from now
    let from = match (fields.weekday, fields.week_of) {
        (Some(weekday), Some(_)) => weekday_of(from.date(), weekday)?.to_datetime(from.time()),
        _ => from,
    };
    resolved.days = Some(Extent {
        start: from.date(),
        end: to.map_or_else(|| from.date().tomorrow().ok(), |to| Some(to.date()))?,
    });
    let text = |moment: DateTime| {
        if fine {
            moment.strftime("%Y-%m-%dT%H:%M:%S").to_string()
        } else {
            moment.date().to_string()
        }
    };
    resolved.value = Some(match to {
        Some(to) => format!("{}/{}", text(from), text(to)),
        None => text(from),
    });
    // "three years ago" is seldom said of the very day
    let coarse = fields.length.iter().all(|(_, unit)| *unit >= Unit::Week);
    resolved.approximate = coarse && !fields.has_date();
    Some(resolved)
}

/// The moment, or the two ends of the stretch, that lie so long before or after another.
pub(super) fn by_span(
    base: DateTime,
    span: jiff::Span,
    direction: Direction,
    fine: bool,
) -> Option<(DateTime, Option<DateTime>)> {
    let tomorrow = base.checked_add(1.day()).ok()?;
    Some(match direction {
        Direction::Ago | Direction::Earlier => (base.checked_sub(span).ok()?, None),
        Direction::Later | Direction::In | Direction::Afterwards => {
            (base.checked_add(span).ok()?, None)
        }
        Direction::Past => (base.checked_sub(span).ok()?, Some(base)),
        Direction::Coming if !fine => (tomorrow, Some(tomorrow.checked_add(span).ok()?)),
        Direction::Coming | Direction::Within => (base, Some(base.checked_add(span).ok()?)),
    })
}

/// How many working days are counted one by one.
pub(super) const MOST_WORKDAYS: usize = 1000;

/// The same for a number of working days, of which the day itself is none.
pub(super) fn by_workdays(
    base: DateTime,
    number: Decimal,
    direction: Direction,
) -> Option<(DateTime, Option<DateTime>)> {
    let count = number
        .to_usize()
        .filter(|n| (1..=MOST_WORKDAYS).contains(n))?;
    let last = count - 1;
    let is_workday =
        |day: &DateTime| !matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut before = base.series(-1_i32.days()).skip(1).filter(is_workday);
    let mut after = base.series(1_i32.days()).skip(1).filter(is_workday);
    Some(match direction {
        Direction::Ago | Direction::Earlier => (before.nth(last)?, None),
        Direction::Past => (before.nth(last)?, Some(base)),
        Direction::Later | Direction::In | Direction::Afterwards => (after.nth(last)?, None),
        Direction::Coming | Direction::Within => {
            let first = after.clone().next()?;
            (first, Some(after.nth(last)?.checked_add(1.day()).ok()?))
        }
    })
}

/// Where a stretch of quarters or halves that ends or begins now does so: at the nearest one that
/// is over, or that has not begun.
pub(super) fn to_boundary(
    base: DateTime,
    length: &[(Decimal, Unit)],
    direction: Direction,
) -> Option<DateTime> {
    let [(_, unit @ (Unit::Quarter | Unit::Half))] = length else {
        return Some(base);
    };
    let by = match direction {
        Direction::Past => 0,
        Direction::Coming => 1,
        _ => return Some(base),
    };
    let first = shifted(&Fields::default(), base.date(), by, *unit)
        .ok()?
        .start;
    // what is to come begins the day after its base
    let first = if by == 0 {
        first
    } else {
        first.yesterday().ok()?
    };
    Some(first.to_datetime(Time::midnight()))
}
