//! From what the words say to which day that is.

use super::fields::{Direction, Edge, Fields, Nth, Part, Unit};
use crate::language::values::{Basis, ValueKind};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write as _;

/// What is known around the words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// The document's date.
    pub(super) reference: Option<DateTime>,
    /// Whether the words around speak of what is to come.
    pub(super) future: bool,
    /// A date named shortly before.
    pub(super) earlier: Option<Mention>,
    /// The date that the text told last.
    pub(super) told: Told,
}

impl Around {
    /// Keeps what a finding says for those behind it.
    pub(super) fn remember(&mut self, fields: &Fields, resolved: &Resolved) {
        if !matches!(resolved.kind, ValueKind::Date | ValueKind::DateTime) {
            return;
        }
        self.told = resolved.days.map_or(Told::Other, Told::Days);
        if fields.month.is_some() || resolved.basis == Basis::EarlierMention {
            let mention = resolved.days.and_then(Extent::day).map(|day| Mention {
                year: day.year(),
                month: day.month(),
                day: day.day(),
                near: true,
            });
            self.earlier = mention.or(self.earlier);
        }
    }
}

/// The date that a text told last, which "the next day" is counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Told {
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
    pub(super) fn in_next_paragraph(self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Days(_) | Self::Other => Self::Other,
        }
    }

    /// The days, where such units can be counted from them.
    fn bearing(self, unit: Unit) -> Option<Extent> {
        match self {
            Self::Days(days) if days.bears(unit) => Some(days),
            _ => None,
        }
    }
}

/// The days of a date: the first, and the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    start: Date,
    end: Date,
}

impl Extent {
    /// The day, where it is a single one.
    fn day(self) -> Option<Date> {
        (self.start.tomorrow().ok() == Some(self.end)).then_some(self.start)
    }

    /// Whether such units can be counted from it: weeks from a day, and no days from a month.
    fn bears(self, unit: Unit) -> bool {
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
pub(super) struct Mention {
    pub(super) year: i16,
    pub(super) month: i8,
    pub(super) day: i8,
    /// Whether it stands in the same sentence.
    pub(super) near: bool,
}

impl Mention {
    /// How many days after the date of another sentence a day alone is still of its month.
    const REACH: i8 = 7;

    /// Whether a day without a month is of this month: in the same sentence always, and in a later
    /// one where it follows within a week, as the days of one story do.
    fn reaches(self, day: i8) -> bool {
        self.near || (1..=Self::REACH).contains(&(day - self.day))
    }
}

/// A finding, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: ValueKind,
    pub(super) value: Option<String>,
    pub(super) basis: Basis,
    pub(super) approximate: bool,
    /// The days that it is.
    pub(super) days: Option<Extent>,
    /// What the words say without the date that they lean on.
    pub(super) said: Option<String>,
}

/// A stretch of whole days, from its first to the one after its last.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    start: Date,
    end: Date,
    size: Size,
    basis: Basis,
}

/// How a stretch is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Size {
    Day,
    Month,
    Year,
    /// EDTF 21 to 24 in place of the month.
    Season(i32),
    Interval,
}

/// Why there is no stretch.
#[derive(Debug, Clone, PartialEq)]
enum Missing {
    /// No such day: the words are left alone.
    Impossible,
    /// It leans on a date that is not known; what can be written without it, if anything.
    Unknown(Option<String>),
}

type Days = Result<Stretch, Missing>;

/// Reads one finding; `None` where it cannot be what it looks like.
pub(super) fn resolve(fields: &Fields, around: &Around) -> Option<Resolved> {
    if fields.each {
        return Some(plain(ValueKind::Set, recurrence(fields)));
    }
    match fields.shift.filter(|_| fields.from_told) {
        Some((by, None)) if !fields.length.is_empty() => {
            return several_beside(fields, by, around);
        }
        Some((by, unit)) if lacks_told(by, unit, around) => return None,
        _ => {}
    }
    if let Some(direction) = fields.direction
        && !fields.length.is_empty()
        && is_counted(fields, direction, around)
    {
        return counted(fields, direction, around);
    }
    if fields.has_date() {
        return match days(fields, around) {
            Ok(stretch) => Some(dated(fields, stretch)?),
            Err(Missing::Unknown(value)) => {
                let basis = match value {
                    Some(_) => Basis::Stated,
                    None => Basis::DocumentDate,
                };
                Some(Resolved {
                    basis,
                    ..plain(ValueKind::Date, value)
                })
            }
            Err(Missing::Impossible) => None,
        };
    }
    if let Some(time) = clock(fields).ok()? {
        let time = format!("T{time}{}", zone(fields));
        return Some(plain(ValueKind::Time, Some(time)));
    }
    if fields.length.is_empty() {
        return None;
    }
    Some(plain(ValueKind::Duration, Some(duration(&fields.length)?)))
}

/// Whether "that day" or "the next day" has nothing that it can be counted from. Where no date was
/// told it may be the document's, unless it would be that day itself, or one to come of which
/// nothing else says so.
fn lacks_told(by: i32, unit: Option<Unit>, around: &Around) -> bool {
    match around.told {
        Told::Days(_) => false,
        Told::Other => true,
        Told::Nothing if by == 0 => unit.is_none_or(|unit| unit == Unit::Day),
        Told::Nothing => by > 0 && !around.future,
    }
}

/// Whether a length with a direction is a moment or a stretch, and no bare length.
fn is_counted(fields: &Fields, direction: Direction, around: &Around) -> bool {
    match direction {
        Direction::In | Direction::Within => around.future || fields.has_date(),
        Direction::Afterwards => around.future || counted_from_told(fields, around).is_some(),
        Direction::Earlier => counted_from_told(fields, around).is_some(),
        _ => true,
    }
}

/// The following three days, the previous two weeks: of what was told, or a bare length.
fn several_beside(fields: &Fields, by: i32, around: &Around) -> Option<Resolved> {
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

/// The day told before that the length is counted from.
fn counted_from_told(fields: &Fields, around: &Around) -> Option<Date> {
    let (_, finest) = fields.length.last()?;
    Some(around.told.bearing(*finest)?.start)
}

/// Reads a range from its two ends, each of which lends the other what it lacks. It runs from the
/// first moment of the one to the first moment of the other.
pub(super) fn resolve_range(left: &Fields, right: &Fields, around: &Around) -> Option<Resolved> {
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
const NEAR: i32 = 15;

fn lend(left: &mut Fields, right: &mut Fields) {
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
fn bound(fields: &Fields, value: &str) -> Option<DateTime> {
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
fn first_moment(value: &str) -> Option<DateTime> {
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

fn plain(kind: ValueKind, value: Option<String>) -> Resolved {
    Resolved {
        kind,
        value,
        basis: Basis::Stated,
        approximate: false,
        days: None,
        said: None,
    }
}

/// A date as it is written, with its time of day where it has one.
fn dated(fields: &Fields, stretch: Stretch) -> Option<Resolved> {
    let Stretch { start, end, .. } = stretch;
    let one_day = stretch.size == Size::Day;
    let mut resolved = plain(ValueKind::Date, None);
    resolved.basis = stretch.basis;
    if stretch.basis != Basis::Stated {
        resolved.said = undated(fields).ok().flatten();
    }
    resolved.days = Some(Extent { start, end });
    resolved.approximate = fields.edge.is_some();
    resolved.value = Some(match stretch.size {
        Size::Day => start.to_string(),
        Size::Month => start.strftime("%Y-%m").to_string(),
        Size::Year => start.strftime("%Y").to_string(),
        Size::Season(season) => format!("{:04}-{}", start.year(), 20 + season),
        Size::Interval => format!("{start}/{end}"),
    });
    let time = clock(fields).ok()?;
    if !one_day && fields.hour.is_some() {
        return None;
    }
    // by the end of Monday
    let last_second = (fields.edge == Some(Edge::End)).then(|| "23:59:59".to_owned());
    if one_day && let Some(time) = time.or(last_second) {
        resolved.kind = ValueKind::DateTime;
        resolved.value = Some(format!("{start}T{time}{}", zone(fields)));
    }
    Some(resolved)
}

/// The time of day as `hh:mm:ss`, where one is named; an error where it cannot be.
fn clock(fields: &Fields) -> Result<Option<String>, Missing> {
    let hour = match (fields.hour, fields.part) {
        (Some(hour), Some(part)) => part.hour(hour),
        (Some(hour), None) => hour,
        (None, Some(Part::Noon)) => 12,
        (None, Some(Part::Midnight)) => 0,
        (None, _) => return Ok(None),
    };
    let minute = fields.minute.unwrap_or(0);
    let second = fields.second.unwrap_or(0);
    let hour = match hour {
        24 if minute == 0 && second == 0 => 0,
        0..=23 => hour,
        _ => return Err(Missing::Impossible),
    };
    Ok(Some(format!("{hour:02}:{minute:02}:{second:02}")))
}

/// How far the clock is from Greenwich, as ISO 8601 writes it; nothing where no zone is named.
fn zone(fields: &Fields) -> String {
    match fields.zone {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

fn recurrence(fields: &Fields) -> Option<String> {
    if let Some(weekday) = fields.weekday {
        return Some(format!("XXXX-WXX-{weekday}"));
    }
    if let (Some(month), Some(day)) = (fields.month, fields.day) {
        return Some(format!("XXXX-{month:02}-{day:02}"));
    }
    duration(&fields.length)
}

/// A length of time in ISO 8601; `None` for one that has no such form.
fn duration(length: &[(Decimal, Unit)]) -> Option<String> {
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
fn span(length: &[(Decimal, Unit)]) -> Option<jiff::Span> {
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
fn counted(fields: &Fields, direction: Direction, around: &Around) -> Option<Resolved> {
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
fn by_span(
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
const MOST_WORKDAYS: usize = 1000;

/// The same for a number of working days, of which the day itself is none.
fn by_workdays(
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
fn to_boundary(
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

/// The Monday of the week that holds a day.
fn monday_of(date: Date) -> Result<Date, Missing> {
    let back = i32::from(date.weekday().to_monday_one_offset()) - 1;
    add(date, (-back).days())
}

/// A weekday of the week that holds a day.
fn weekday_of(date: Date, weekday: i8) -> Option<Date> {
    let monday = monday_of(date).ok()?;
    monday.checked_add((i32::from(weekday) - 1).days()).ok()
}

/// The days that the calendar words name.
fn days(fields: &Fields, around: &Around) -> Days {
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

fn stretch(fields: &Fields, around: &Around) -> Days {
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

/// The day, week, month or weekday before or behind the days that were told.
fn beside(fields: &Fields, told: Extent, by: i32, unit: Option<Unit>) -> Days {
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

/// What can be written of a date without a year: month, day or weekday, as EDTF writes what is not
/// specified and TIMEX3 a day of any week.
fn undated(fields: &Fields) -> Result<Option<String>, Missing> {
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

fn whole(start: Date, end: Result<Date, jiff::Error>, size: Size, basis: Basis) -> Days {
    let end = end.map_err(|_| Missing::Impossible)?;
    Ok(Stretch {
        start,
        end,
        size,
        basis,
    })
}

fn day(date: Date, basis: Basis) -> Days {
    whole(date, date.tomorrow(), Size::Day, basis)
}

fn month(start: Date, basis: Basis) -> Days {
    let start = start.first_of_month();
    whole(start, start.checked_add(1.month()), Size::Month, basis)
}

fn years(first: i16, count: i32, basis: Basis) -> Days {
    let start = make(first, 1, 1)?;
    let size = if count == 1 {
        Size::Year
    } else {
        Size::Interval
    };
    whole(start, start.checked_add(count.years()), size, basis)
}

fn make(year: i16, month: i8, day: i8) -> Result<Date, Missing> {
    if !(1..=9998).contains(&year) {
        return Err(Missing::Impossible);
    }
    Date::new(year, month, day).map_err(|_| Missing::Impossible)
}

fn add(date: Date, span: jiff::Span) -> Result<Date, Missing> {
    date.checked_add(span).map_err(|_| Missing::Impossible)
}

fn in_year(fields: &Fields, year: i16, basis: Basis) -> Days {
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
fn months_of(year: i16, part: i32, length: i32, basis: Basis) -> Days {
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

/// Last year, this month, next week, and what of it is named.
fn shifted(fields: &Fields, today: Date, by: i32, unit: Unit) -> Days {
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
fn shifted_name(fields: &Fields, today: Date, by: i32) -> Days {
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

/// A date with parts left out: the one that the words around and the distance make likeliest.
fn nearest(fields: &Fields, today: Date, around: &Around) -> Days {
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

fn distance(a: Date, b: Date) -> i32 {
    a.until(b)
        .map_or(i32::MAX / 2, |span| span.get_days().abs())
}

/// A day without its month.
fn day_of_month(fields: &Fields, d: i8, today: Date, around: &Around) -> Days {
    if let Some(earlier) = around.earlier.filter(|earlier| earlier.reaches(d))
        && fields.weekday.is_none()
        && let Ok(date) = make(earlier.year, earlier.month, d)
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

/// The week, from its Monday, that holds a day, or the weekend that it belongs to.
fn week_of(base: Stretch, unit: Unit) -> Days {
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
fn within(base: Stretch, nth: Nth, unit: Unit) -> Days {
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
fn several_within(base: Stretch, nth: Nth, length: &[(Decimal, Unit)]) -> Days {
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

/// The first day of the year so many years later.
fn at_year(start: Date, by: i16) -> Result<Date, Missing> {
    make(start.year() + by, 1, 1)
}

fn small(n: i32) -> Result<i16, Missing> {
    i16::try_from(n).map_err(|_| Missing::Impossible)
}

/// The first, second or last Monday of a month.
fn nth_weekday(base: Stretch, nth: Nth, weekday: i8) -> Days {
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
fn edge_of(
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
