//! Ranges, whose ends lend each other what they lack.

use super::stretch::distance;
use super::told::Extent;
use super::{Around, Resolved, plain, resolve, zone};
use crate::language::values::ValueKind;
use crate::language::values::date::fields::{Direction, Edge, Fields, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

/// Reads a range from its two ends, each of which lends the other what it lacks. It runs from the
/// first moment of the one to the first moment of the other.
pub(in crate::language::values::date) fn resolve_range(
    left: &Fields,
    right: &Fields,
    around: &Around,
) -> Option<Resolved> {
    // a day and an hour after "to" are a day and its time
    if left.has_date() && left.hour.is_none() && !right.has_date() && right.hour.is_some() {
        return None;
    }
    // the past week - Monday: what is counted from now ends or begins now
    let counts =
        |fields: &Fields| matches!(fields.direction, Some(Direction::Past | Direction::Coming));
    if counts(left) || counts(right) {
        return None;
    }
    let (mut left, mut right) = (left.clone(), right.clone());
    let lacks_month = left.month.is_some() && right.day.is_some() && right.month.is_none();
    lend(&mut left, &mut right);
    let now = Around {
        future: false,
        ..*around
    };
    let from = resolve(&left, &now)?;
    let mut to = resolve(&right, &now)?;
    if from.kind == ValueKind::Time && to.kind == ValueKind::Time {
        let value = format!("{}/{}", from.value.as_deref()?, to.value.as_deref()?);
        return Some(plain(ValueKind::Time, Some(value)));
    }
    let kinds = [ValueKind::Date, ValueKind::DateTime];
    if from.kind != to.kind || !kinds.contains(&from.kind) {
        return None;
    }
    let Some(mut start) = from.value.as_deref().and_then(|value| bound(&left, value)) else {
        return Some(plain(from.kind, None));
    };
    let mut end = bound(&right, to.value.as_deref()?)?;
    let floats = |fields: &Fields| fields.year.is_none() && fields.shift.is_none();
    let step = if right.month.is_some() || right.quarter.is_some() {
        12.months()
    } else if right.weekday.is_some() {
        7.days()
    } else {
        1.month()
    };
    let back = if left.month.is_some() || left.quarter.is_some() {
        12.months()
    } else {
        7.days()
    };
    if right.weekday.is_some() && right.day.is_none() && floats(&right) {
        // from Monday to Friday: the first Friday after that Monday
        let ahead = end.date().weekday().since(start.date().weekday());
        end = start
            .date()
            .checked_add(i32::from(ahead).days())
            .ok()?
            .to_datetime(end.time());
    }
    if end <= start && right.shift.is_some() && floats(&left) {
        // from March to today: the last March
        start = start.checked_sub(back).ok()?;
    }
    if end <= start && lacks_month {
        // from the 30th of April to the third: a day of the month after, where that is not far
        let next = end.checked_add(1.month()).ok()?;
        if distance(start.date(), next.date()) <= NEAR {
            end = next;
        }
    }
    // 3–1 May is a score in May
    let same_month = right.day.is_some() && left.month.is_some() && left.month == right.month;
    if end <= start && floats(&right) && !same_month {
        // the end of a range comes after its beginning: from November to February
        end = end.checked_add(step).ok()?;
    }
    // a month that is not over yet is still to come
    let over = if right.day.is_none() && right.month.is_some() {
        end.checked_add(1.month()).ok()?
    } else {
        end
    };
    if around.future && around.reference.is_some_and(|now| over < now) && floats(&left) {
        start = start.checked_add(step).ok()?;
        end = end.checked_add(step).ok()?;
    }
    if end <= start {
        return None;
    }
    to.value = Some(if from.kind == ValueKind::Date {
        format!("{}/{}", start.date(), end.date())
    } else {
        let zone = zone(&if left.zone.is_some() { left } else { right });
        format!("{start}{zone}/{end}{zone}")
    });
    to.basis = from.basis;
    to.days = Some(Extent {
        start: start.date(),
        end: end.date(),
    });
    Some(to)
}

/// How many days a range may have whose end is a day alone of the month after.
pub(super) const NEAR: i32 = 15;

pub(super) fn lend(left: &mut Fields, right: &mut Fields) {
    if right.day.is_some() && right.month.is_none() && right.weekday.is_none() {
        right.month = left.month;
        right.shift = right.shift.or(left.shift);
    }
    if left.day.is_some() && left.month.is_none() && left.weekday.is_none() {
        left.month = right.month;
        left.shift = left.shift.or(right.shift);
    }
    if left.weekday.is_some() && left.shift.is_none() && right.weekday.is_some() {
        // from Monday to Friday next week
        left.shift = right.shift.filter(|(_, unit)| *unit == Some(Unit::Week));
    }
    if !right.has_date() && right.hour.is_some() {
        let clock = (right.hour, right.minute, right.second, right.part);
        *right = left.clone();
        (right.hour, right.minute, right.second, right.part) = clock;
    }
    if !left.has_date() && left.hour.is_some() && right.has_date() {
        let clock = (
            left.hour,
            left.minute,
            left.second,
            left.part.or(right.part),
        );
        *left = right.clone();
        (left.hour, left.minute, left.second, left.part) = clock;
    }
    if left.part.is_none() && right.part.is_some() && left.hour < right.hour {
        left.part = right.part;
    } else if right.part.is_none() && right.hour > left.hour {
        right.part = left.part;
    }
    let place = |fields: &Fields| (fields.month, fields.day);
    let named = |fields: &Fields| fields.month.is_some() || fields.quarter.is_some();
    if left.year.is_none() && left.shift.is_none() && named(left) {
        // Nov–Feb 2017 begins the year before
        left.year = right
            .year
            .map(|year| year - i16::from(place(left) > place(right)));
    } else if right.year.is_none() && right.shift.is_none() && named(right) {
        right.year = left
            .year
            .map(|year| year + i16::from(place(left) > place(right)));
        if right.shift.is_none() && right.year.is_none() && left.shift.is_some() {
            right.shift = left.shift.filter(|(_, unit)| *unit == Some(Unit::Year));
        }
    }
}

/// The moment that an end of a range is: the first one, but the last of "the end of June", and the
/// middle of "the middle of June".
pub(super) fn bound(fields: &Fields, value: &str) -> Option<DateTime> {
    let first = first_moment(value)?;
    let last = || first_moment(value.split('/').nth(1)?);
    match fields.edge {
        Some(Edge::Late | Edge::End) => last(),
        Some(Edge::Middle) => {
            let days = first.date().until(last()?.date()).ok()?.get_days();
            first.checked_add(((days + 1) / 2).days()).ok()
        }
        _ => Some(first),
    }
}

/// The first moment of a date or date and time as they are written here.
pub(super) fn first_moment(value: &str) -> Option<DateTime> {
    let value = value.split('/').next()?;
    if value.contains('T') {
        // the clock of the place, whatever its zone
        return value.get(..19)?.parse().ok();
    }
    let mut parts = value.split('-').map(str::parse::<i16>);
    let year = parts.next()?.ok()?;
    let month = i8::try_from(parts.next().unwrap_or(Ok(1)).ok()?).ok()?;
    let day = i8::try_from(parts.next().unwrap_or(Ok(1)).ok()?).ok()?;
    Some(
        Date::new(year, month, day)
            .ok()?
            .to_datetime(Time::midnight()),
    )
}
