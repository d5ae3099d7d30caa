//! Parts of a stretch: its first week, its last Friday, its end.

use super::stretch::{
    Days, Missing, Size, Stretch, add, at_year, day, make, monday_of, month, small, whole, years,
};
use super::year::months_of;
use crate::language::values::date::fields::{Edge, Nth, Unit};
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The week, from its Monday, that holds a day, or the weekend that it belongs to.
pub(super) fn week_of(base: Stretch, unit: Unit) -> Days {
    if base.size != Size::Day {
        return Err(Missing::Impossible);
    }
    let monday = monday_of(base.start)?;
    let friday = add(monday, 4.days())?;
    let (start, length) = match unit {
        // the weekend of a Tuesday may be the one before or the one after
        Unit::Weekend if base.start < friday => return Err(Missing::Impossible),
        Unit::Weekend => (friday.tomorrow().map_err(|_| Missing::Impossible)?, 2),
        _ => (monday, 7),
    };
    whole(
        start,
        start.checked_add(length.days()),
        Size::Interval,
        base.basis,
    )
}

/// The so-manieth week, month or day of a longer stretch. The first week is the one that holds
/// the stretch's first Thursday, as in ISO 8601.
pub(super) fn within(base: Stretch, nth: Nth, unit: Unit) -> Days {
    let Stretch {
        start, end, basis, ..
    } = base;
    match (unit, nth) {
        (Unit::Week, Nth::First(n)) => {
            let first = add(monday_of(add(start, 3.days())?)?, (7 * (n - 1)).days())?;
            whole(first, first.checked_add(7.days()), Size::Interval, basis)
        }
        (Unit::Week, Nth::Last(n)) => {
            let last = monday_of(add(end, (-4).days())?)?;
            let first = add(last, (-7 * (n - 1)).days())?;
            whole(first, first.checked_add(7.days()), Size::Interval, basis)
        }
        (Unit::Month, Nth::First(n)) => month(add(start, (n - 1).months())?, basis),
        (Unit::Month, Nth::Last(n)) => month(add(end, (-n).months())?, basis),
        (Unit::Quarter, Nth::First(n)) if base.size == Size::Year => {
            months_of(start.year(), n, 3, basis)
        }
        (Unit::Quarter, Nth::Last(n)) if base.size == Size::Year => {
            months_of(start.year(), 5 - n, 3, basis)
        }
        (Unit::Half, Nth::First(n)) if base.size == Size::Year => {
            months_of(start.year(), n, 6, basis)
        }
        (Unit::Half, Nth::Last(n)) if base.size == Size::Year => {
            months_of(start.year(), 3 - n, 6, basis)
        }
        (Unit::Day, Nth::First(n)) => day(add(start, (n - 1).days())?, basis),
        (Unit::Day, Nth::Last(n)) => day(add(end, (-n).days())?, basis),
        (Unit::Year, Nth::First(n)) => years(start.year() + small(n - 1)?, 1, basis),
        _ => Err(Missing::Impossible),
    }
}

/// The first or last so many weeks, months or days of a longer stretch.
pub(super) fn several_within(base: Stretch, nth: Nth, length: &[(Decimal, Unit)]) -> Days {
    let [(number, unit)] = length else {
        return Err(Missing::Impossible);
    };
    let n = number.to_i32().filter(|n| (1..=366).contains(n));
    let n = n.ok_or(Missing::Impossible)?;
    let (from, to) = match nth {
        Nth::First(1) => (Nth::First(1), Nth::First(n)),
        Nth::Last(1) => (Nth::Last(n), Nth::Last(1)),
        _ => return Err(Missing::Impossible),
    };
    let start = within(base, from, *unit)?.start;
    let end = within(base, to, *unit)?.end;
    whole(start, Ok(end), Size::Interval, base.basis)
}

/// The first, second or last Monday of a month.
pub(super) fn nth_weekday(base: Stretch, nth: Nth, weekday: i8) -> Days {
    let weekday = Weekday::from_monday_one_offset(weekday).map_err(|_| Missing::Impossible)?;
    let n = match nth {
        Nth::First(n) => n,
        Nth::Last(n) => -n,
    };
    let n = i8::try_from(n).map_err(|_| Missing::Impossible)?;
    let date = base.start.nth_weekday_of_month(n, weekday);
    day(date.map_err(|_| Missing::Impossible)?, base.basis)
}

/// Early, mid or late in a stretch: roughly its first half, its middle, its second half.
pub(super) fn edge_of(
    base: Stretch,
    edge: Edge,
    shift: Option<(i32, Option<Unit>)>,
    now: Option<DateTime>,
) -> Days {
    if edge == Edge::Rest {
        let today = now.map_or(base.start, DateTime::date);
        let size = if base.start < today {
            Size::Interval
        } else {
            base.size
        };
        let start = base.start.max(today).min(base.end);
        return whole(start, Ok(base.end), size, base.basis);
    }
    let edge = if edge == Edge::End { Edge::Late } else { edge };
    // earlier this month is early in it and over, later this month late in it and to come
    if let (Edge::Earlier | Edge::Later, Some(now)) = (edge, now) {
        let today = now.date();
        let part = if edge == Edge::Earlier {
            Edge::Early
        } else {
            Edge::Late
        };
        let mut half = edge_of(base, part, shift, None)?;
        if edge == Edge::Earlier && half.start < today {
            half.end = half.end.min(today);
        } else if edge == Edge::Later && today < half.end {
            half.start = half.start.max(today);
        }
        return Ok(half);
    }
    let Stretch {
        start, end, basis, ..
    } = base;
    let tenths = |n: i16| at_year(start, (end.year() - start.year()) * n / 10);
    let long = base.size == Size::Interval && end.year() - start.year() >= 10;
    let week = shift.is_some_and(|(_, unit)| unit == Some(Unit::Week));
    let at = |month: i8, day: i8| make(start.year(), month, day);
    let (from, to) = match (base.size, edge) {
        (Size::Month, Edge::Early) => (start, add(start, 15.days())?),
        (Size::Month, Edge::Middle) => (add(start, 9.days())?, add(start, 20.days())?),
        (Size::Month, Edge::Late) => (add(start, 15.days())?, end),
        (Size::Year, Edge::Early) => (start, at(7, 1)?),
        (Size::Year, Edge::Middle) => (at(5, 1)?, at(9, 1)?),
        (Size::Year, Edge::Late) => (at(7, 1)?, end),
        (_, Edge::Early) if long => (start, tenths(5)?),
        (_, Edge::Middle) if long => (tenths(3)?, tenths(7)?),
        (_, Edge::Late) if long => (tenths(5)?, end),
        (Size::Interval, Edge::Early) if week => (start, add(start, 3.days())?),
        (Size::Interval, Edge::Late) if week => (add(start, 3.days())?, end),
        _ => return Ok(base),
    };
    Ok(Stretch {
        start: from,
        end: to,
        size: Size::Interval,
        basis,
    })
}
