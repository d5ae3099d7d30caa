//! Whether two values, found in texts of any two languages, say the same.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::{Bound, Precision, Value, ValueKind, measure};

/// What comparing two values gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// They say the same, as far as both say anything.
    Same,
    /// They are about the same kind of thing and cannot both hold.
    Different,
    /// They are not about the same kind of thing, or one of them cannot be read.
    Incomparable,
}

impl Agreement {
    fn of(same: bool) -> Self {
        if same { Self::Same } else { Self::Different }
    }
}

/// Compares two values exactly, within the rounding that their own words imply.
///
/// * Dates agree where one lies in the other: 12 May 2031 in May 2031, Monday 12 May on a Monday. Times of
///   day agree where less than an hour parts them, and where both have a zone, in theirs.
/// * Numbers agree where their decimals are equal. One that is marked as approximate agrees with
///   what rounds to it.
/// * Amounts of money are compared in one currency. The same figure in another currency is another
///   amount; another figure may be the same one converted, so there nothing is said.
/// * Measures of one dimension are converted: 385 miles and 620 km agree, each within half of its
///   last digit that is not zero. What is counted is not compared: a noun has another name in every
///   language.
/// * Percentages and differences in percentage points are never one. A score agrees with the same
///   two numbers, whichever side is named first.
#[must_use]
pub fn compare(a: &Value, b: &Value) -> Agreement {
    let (Some(x), Some(y)) = (a.value(), b.value()) else {
        return Agreement::Incomparable;
    };
    match (family(a.kind()), family(b.kind())) {
        (Some(Family::Calendar), Some(Family::Calendar)) => match dates(x, y) {
            Agreement::Different if roughly(a, b) => Agreement::Same,
            agreement => agreement,
        },
        // "The 1948 film" is a number beside a year said as one: 1948年の映画.
        (Some(Family::Amount), Some(Family::Calendar)) if may_be_year(a) => dates(x, y),
        (Some(Family::Calendar), Some(Family::Amount)) if may_be_year(b) => dates(x, y),
        (Some(Family::Length), Some(Family::Length)) => durations(a, b),
        (Some(Family::Amount), Some(Family::Amount)) => amounts(a, b),
        // Who lost 3-5 was beaten 5-3.
        (Some(Family::Pair), Some(Family::Pair)) => {
            let turned = y
                .split_once('-')
                .map(|(one, other)| format!("{other}-{one}"));
            Agreement::of(x == y || Some(x) == turned.as_deref())
        }
        (Some(Family::Order), Some(Family::Order)) => {
            both(a.decimal(), b.decimal()).map_or(Agreement::Incomparable, Agreement::of)
        }
        _ => Agreement::Incomparable,
    }
}

/// Whether two values say the same as far as their words go, whatever was concluded from them.
///
/// A bare "Monday" is put in this week or the last by guess, and 下周一 is a Monday whatever the
/// guess: the two dates that come of it may differ, their words do not.
#[must_use]
pub fn may_agree(a: &Value, b: &Value) -> bool {
    let (Some(x), Some(y)) = (a.value(), b.value()) else {
        return false;
    };
    let words_fit = |one: &Value, other: &str| {
        one.said()
            .is_some_and(|said| dates(said, other) == Agreement::Same)
    };
    match compare(a, b) {
        Agreement::Same => true,
        // No day was guessed where the hours alone part them.
        Agreement::Different if clocks(x, y) == Some(Agreement::Different) => false,
        Agreement::Different => a_week_apart(x, y) && (words_fit(a, y) || words_fit(b, x)),
        Agreement::Incomparable => false,
    }
}

/// Whether a number may stand for a year: four digits, and nothing that is counted or measured.
#[must_use]
pub fn may_be_year(value: &Value) -> bool {
    let is_year = |year: u32| (1500..2100).contains(&year);
    value.kind() == ValueKind::Number
        && value.unit().is_none()
        && value.value().is_some_and(|said| said.len() == 4)
        && value
            .value()
            .and_then(|said| said.parse().ok())
            .is_some_and(is_year)
}

/// Whether two dates are so close that the guess of a week may be what parts them.
fn a_week_apart(x: &str, y: &str) -> bool {
    let (Some((a, _)), Some((b, _))) = (range(x), range(y)) else {
        return true;
    };
    days_apart(a, b) <= 7
}

fn days_apart(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

enum Family {
    Calendar,
    Length,
    Amount,
    Order,
    Pair,
}

fn family(kind: ValueKind) -> Option<Family> {
    match kind {
        ValueKind::Date | ValueKind::DateTime => Some(Family::Calendar),
        ValueKind::Duration => Some(Family::Length),
        ValueKind::Ordinal => Some(Family::Order),
        ValueKind::Score => Some(Family::Pair),
        ValueKind::Number | ValueKind::Percent | ValueKind::Currency | ValueKind::Quantity => {
            Some(Family::Amount)
        }
        _ => None,
    }
}

/// A date with the parts that were said.
#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    weekday: Option<Weekday>,
}

impl Parts {
    /// Reads `2031-05-12`, `2031-05`, `2031`, `XXXX-05-12`, `XXXX-XX-12`, `XXXX-WXX-1`, with or
    /// without a time; of a season the year.
    fn read(text: &str) -> Option<Self> {
        let date = text.split('T').next()?;
        let mut fields = date.split('-');
        let year = fields.next()?.parse().ok();
        let (Some(second), third) = (fields.next(), fields.next()) else {
            return Some(Self {
                year,
                ..Self::default()
            });
        };
        if second.starts_with('W') {
            let weekday = Weekday::from_monday_one_offset(third?.parse().ok()?).ok();
            return Some(Self {
                weekday,
                ..Self::default()
            });
        }
        let month = second.parse().ok().filter(|month| *month <= 12);
        let day = third.and_then(|day| day.parse().ok());
        let weekday = match (year, month, day) {
            (Some(y), Some(m), Some(d)) => Some(Date::new(y, m, d).ok()?.weekday()),
            _ => None,
        };
        Some(Self {
            year,
            month,
            day,
            weekday,
        })
    }
}

/// The first day and the day after the last, of an interval or of a whole date.
fn range(text: &str) -> Option<(Date, Date)> {
    if let Some((from, to)) = text.split_once('/') {
        return Some((range(from)?.0, range(to)?.0));
    }
    if let Some((year, season)) = season(text) {
        return months_around(year, season);
    }
    let parts = Parts::read(text)?;
    let first = Date::new(
        parts.year?,
        parts.month.unwrap_or(1),
        parts.day.unwrap_or(1),
    )
    .ok()?;
    let next = if parts.day.is_some() {
        first.tomorrow()
    } else if parts.month.is_some() {
        first.last_of_month().tomorrow()
    } else {
        first.last_of_year().tomorrow()
    };
    Some((first, next.ok()?))
}

/// The year and the number of a season, 0 for spring, as EDTF writes them: `2031-22`.
fn season(text: &str) -> Option<(i16, i8)> {
    let (year, season) = text.split_once('-')?;
    let code: i8 = season.parse().ok()?;
    let year = year.parse().ok()?;
    (21..=24).contains(&code).then_some((year, code - 21))
}

/// The months of a season with one more at either end: nobody says on which day spring begins. The
/// winter of a year may be at its beginning or at its end.
fn months_around(year: i16, season: i8) -> Option<(Date, Date)> {
    let next = year.saturating_add(1);
    let (first, last) = match season {
        0 => ((year, 2), (year, 7)),
        1 => ((year, 5), (year, 10)),
        2 => ((year, 8), (next, 1)),
        _ => ((year, 1), (next, 4)),
    };
    let day = |(year, month)| Date::new(year, month, 1).ok();
    Some((day(first)?, day(last)?))
}

fn dates(x: &str, y: &str) -> Agreement {
    if x == y {
        return Agreement::Same;
    }
    if let Some(agreement) = clocks(x, y) {
        return agreement;
    }
    if let (Some((a, b)), Some((c, d))) = (range(x), range(y)) {
        match (season(x), season(y)) {
            (Some(one), Some(other)) => return Agreement::of(one == other),
            (None, None) => {}
            _ => return Agreement::of(a < d && c < b),
        }
        return Agreement::of((a <= c && d <= b) || (c <= a && b <= d));
    }
    let (Some(x), Some(y)) = (Parts::read(x), Parts::read(y)) else {
        return Agreement::Incomparable;
    };
    let pairs = [
        both(x.year, y.year),
        both(x.month, y.month),
        both(x.day, y.day),
        both(x.weekday, y.weekday),
    ];
    let said: Vec<bool> = pairs.into_iter().flatten().collect();
    if said.is_empty() {
        Agreement::Incomparable
    } else {
        Agreement::of(said.iter().all(|s| *s))
    }
}

/// Two times of day, where both are said.
fn clocks(x: &str, y: &str) -> Option<Agreement> {
    moments(x, y).or_else(|| hours(x, y))
}

/// Two times of day with their zones, on whatever days these are there.
fn moments(x: &str, y: &str) -> Option<Agreement> {
    let (x, y): (Timestamp, Timestamp) = (x.parse().ok()?, y.parse().ok()?);
    Some(Agreement::of(may_be_one(x.duration_since(y))))
}

/// Two times of one day, where neither has a zone. Midnight is the beginning of a day or its end.
fn hours(x: &str, y: &str) -> Option<Agreement> {
    let is_local = |text: &str| text.contains('T') && text.parse::<Timestamp>().is_err();
    if !is_local(x) || !is_local(y) {
        return None;
    }
    let (x, y): (DateTime, DateTime) = (x.parse().ok()?, y.parse().ok()?);
    let is_midnight = |time: DateTime| time.time() == Time::midnight();
    if x.date() != y.date() || is_midnight(x) || is_midnight(y) {
        return None;
    }
    Some(Agreement::of(may_be_one(x.duration_since(y))))
}

/// Whether two times of day may be one: so little parts them that one may be rounded to the hour, or just
/// twelve hours, since "at three" may be in the afternoon.
fn may_be_one(apart: SignedDuration) -> bool {
    const HOUR: i64 = 60 * 60;
    let apart = apart.as_secs().abs();
    apart < HOUR || apart == 12 * HOUR
}

/// Whether two dates that were counted back from the days of two documents are one, as far as their
/// words go: "a century ago" is the same century in tomorrow's paper.
fn roughly(a: &Value, b: &Value) -> bool {
    let slack = slack(a).max(slack(b));
    if slack == 0 {
        return false;
    }
    let (Some((from, to)), Some((start, end))) =
        (a.value().and_then(range), b.value().and_then(range))
    else {
        return false;
    };
    let is_day = |from: Date, to: Date| days_apart(from, to) <= 1;
    if is_day(from, to) || is_day(start, end) {
        days_apart(from, end).min(days_apart(to, start)) <= slack
    } else {
        days_apart(from, start) <= slack && days_apart(to, end) <= slack
    }
}

/// Half of the unit in which an approximate date was said, in days.
fn slack(value: &Value) -> i32 {
    if !value.is_approximate() {
        return 0;
    }
    match value.precision() {
        Some(Precision::Century) => 18_262,
        Some(Precision::Decade) => 1_826,
        Some(Precision::Year) => 183,
        Some(Precision::Half) => 91,
        Some(Precision::Season | Precision::Quarter) => 46,
        Some(Precision::Month) => 15,
        Some(Precision::Week) => 3,
        _ => 0,
    }
}

fn both<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<bool> {
    Some(a? == b?)
}

/// Months and seconds of an ISO 8601 duration. A month has no fixed number of days, so the two
/// are kept apart.
fn duration(text: &str) -> Option<(Decimal, Decimal)> {
    let (mut months, mut seconds) = (Decimal::ZERO, Decimal::ZERO);
    let mut number = String::new();
    let mut in_time = false;
    for character in text.strip_prefix('P')?.chars() {
        let (unit, of_months) = match (character, in_time) {
            ('T', false) => {
                in_time = true;
                continue;
            }
            ('0'..='9' | '.', _) => {
                number.push(character);
                continue;
            }
            ('Y', false) => (12, true),
            ('M', false) => (1, true),
            ('W', false) => (604_800, false),
            ('D', false) => (86_400, false),
            ('H', true) => (3600, false),
            ('M', true) => (60, false),
            ('S', true) => (1, false),
            _ => return None,
        };
        let total = number
            .parse::<Decimal>()
            .ok()?
            .checked_mul(Decimal::from(unit))?;
        number.clear();
        let sum = if of_months { &mut months } else { &mut seconds };
        *sum = sum.checked_add(total)?;
    }
    Some((months, seconds))
}

fn durations(a: &Value, b: &Value) -> Agreement {
    let (Some(x), Some(y)) = (a.value().and_then(duration), b.value().and_then(duration)) else {
        return Agreement::Incomparable;
    };
    let comparable = (x.0.is_zero() && y.0.is_zero()) || (x.1.is_zero() && y.1.is_zero());
    if x == y {
        return Agreement::Same;
    }
    if !comparable {
        return Agreement::Incomparable;
    }
    // One of the two parts is zero on both sides, so their sum is the other.
    let (x, y) = (x.0 + x.1, y.0 + y.1);
    if reaches(a, x, y) || reaches(b, y, x) {
        Agreement::Same
    } else if a.is_approximate() || b.is_approximate() {
        // "Nearly an hour" is how people say 50 minutes: a fifth off is within the word.
        let (low, high) = (x.min(y), x.max(y));
        Agreement::of(high - low <= high / Decimal::from(5))
    } else {
        Agreement::Different
    }
}

/// Whether a length that is said to be at least, or at most, so long may be that long: more than
/// ten days may be twelve, and several days as many as nine.
fn reaches(length: &Value, limit: Decimal, actual: Decimal) -> bool {
    let quarter = limit / Decimal::from(4);
    let most = if length.is_approximate() {
        limit.saturating_mul(Decimal::from(3))
    } else {
        limit.saturating_add(quarter)
    };
    match length.bound() {
        Bound::Exact => false,
        Bound::AtLeast => (limit..=most).contains(&actual),
        Bound::AtMost => (limit - quarter..=limit).contains(&actual),
    }
}

/// A fraction of the whole, where the value is one: 50 percent and one half are the same.
fn amount(value: &Value) -> Option<Decimal> {
    let decimal = value.decimal()?;
    match value.kind() {
        ValueKind::Percent => decimal.checked_div(Decimal::ONE_HUNDRED),
        _ => Some(decimal),
    }
}

/// Whether two amounts can be held against each other.
fn comparable(a: &Value, b: &Value) -> bool {
    let measured = |value: &Value| match value.kind() {
        ValueKind::Currency => value.unit().map(str::to_owned),
        // A counted noun differs by language; what is measured does not.
        ValueKind::Quantity => value.unit().and_then(measure::dimension).map(str::to_owned),
        _ => None,
    };
    match (a.kind(), b.kind()) {
        (ValueKind::Percent, ValueKind::Percent) => a.unit() == b.unit(),
        (ValueKind::Percent, ValueKind::Number) => is_fraction(b) && !is_points(a),
        (ValueKind::Number, ValueKind::Percent) => is_fraction(a) && !is_points(b),
        (ValueKind::Percent, _) | (_, ValueKind::Percent) => false,
        _ => measured(a) == measured(b),
    }
}

/// A difference of two percentages is no share of anything.
fn is_points(value: &Value) -> bool {
    value.unit() == Some("pp")
}

fn is_fraction(value: &Value) -> bool {
    amount(value).is_some_and(|decimal| decimal < Decimal::ONE && !decimal.is_sign_negative())
}

fn amounts(a: &Value, b: &Value) -> Agreement {
    let (Some(x), Some(y)) = (amount(a), amount(b)) else {
        return Agreement::Incomparable;
    };
    if !comparable(a, b) {
        let money = a.kind() == ValueKind::Currency && b.kind() == ValueKind::Currency;
        let known = a.unit().is_some() && b.unit().is_some();
        return if money && known && x == y {
            Agreement::Different
        } else {
            Agreement::Incomparable
        };
    }
    let measured = a.kind() == ValueKind::Quantity && b.kind() == ValueKind::Quantity;
    if measured
        && a.unit() != b.unit()
        && let Some(converted) = converted(a, b)
    {
        return converted;
    }
    let rounded =
        |rough: &Value, to: Decimal, from: Decimal| rough.is_approximate() && rounds_to(from, to);
    // "More than 300" holds for 312, as a rounding that its own words announce.
    let bounded = |bound: &Value, limit: Decimal, actual: Decimal| match bound.bound() {
        Bound::Exact => false,
        Bound::AtLeast => actual >= limit && rounds_to(actual, limit),
        Bound::AtMost => actual <= limit && rounds_to(actual, limit),
    };
    Agreement::of(
        x == y || rounded(a, x, y) || rounded(b, y, x) || bounded(a, x, y) || bounded(b, y, x),
    )
}

/// Compares two measures in different units: 385 miles and 620 km are the same, because each is
/// rounded at its last digit that is not zero. `None` where the units are not both measures.
fn converted(a: &Value, b: &Value) -> Option<Agreement> {
    let read = |value: &Value| {
        let (number, unit) = (value.decimal()?, value.unit()?);
        let step = measure::step_in_base(last_place(number)?, unit)?;
        let one = measure::step_in_base(Decimal::ONE, unit)?;
        Some((measure::in_base(number, unit)?, step, one))
    };
    let ((x, x_step, x_one), (y, y_step, y_one)) = (read(a)?, read(b)?);
    let distance = (x - y).abs();
    let rough = a.is_approximate() || b.is_approximate();
    // However round a number looks, more than this is another measure.
    let tenth = x.abs().max(y.abs()) / Decimal::TEN;
    let most = if rough { tenth } else { tenth / Decimal::TWO };
    // Three inches are 7.62 cm, and some tell them as seven; ten miles are not ten kilometres.
    let cut = |from: Decimal, to: Decimal, one: Decimal| from > to && from - to < one.min(tenth);
    let is_cut = a.decimal() != b.decimal() && (cut(x, y, y_one) || cut(y, x, x_one));
    let within = is_cut || distance <= ((x_step + y_step) / Decimal::TWO).min(most);
    let bounded = |bound: Bound, limit: Decimal, actual: Decimal| match bound {
        Bound::Exact => false,
        Bound::AtLeast => actual >= limit && distance <= limit.abs() / Decimal::from(4),
        Bound::AtMost => actual <= limit && distance <= limit.abs() / Decimal::from(4),
    };
    Some(Agreement::of(
        within || bounded(a.bound(), x, y) || bounded(b.bound(), y, x),
    ))
}

/// Whether `to` is a rounding of `from`, up, down or to the nearest, at the place of the last
/// digit of `to` that is not zero.
fn rounds_to(from: Decimal, to: Decimal) -> bool {
    let (Some(step), Some(distance)) = (last_place(to), from.checked_sub(to)) else {
        return false;
    };
    // A quarter off is no rounding, however round the number looks.
    distance.abs() < step && distance.abs() <= to.abs() / Decimal::from(4)
}

/// The worth of the last digit that is not zero: 100 for 2,300; 0.1 for 4.50.
fn last_place(number: Decimal) -> Option<Decimal> {
    let number = number.normalize();
    let mut step = Decimal::new(1, number.scale());
    while number.scale() == 0 && !number.is_zero() {
        let next = step.checked_mul(Decimal::TEN)?;
        if !(number % next).is_zero() {
            break;
        }
        step = next;
    }
    Some(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn value(kind: ValueKind, value: &str, unit: Option<&str>) -> Value {
        Value {
            value: Some(value.to_owned()),
            unit: unit.map(str::to_owned),
            ..Value::new(kind, Span::new(0, 1))
        }
    }

    fn date(a: &str, b: &str) -> Agreement {
        compare(
            &value(ValueKind::Date, a, None),
            &value(ValueKind::DateTime, b, None),
        )
    }

    #[test]
    fn a_date_agrees_with_what_holds_it() {
        assert_eq!(date("2031-05-12", "2031-05"), Agreement::Same);
        assert_eq!(date("2031-05-12", "2031-05-12T08:00:00"), Agreement::Same);
        assert_eq!(date("2031-05-10/2031-05-13", "2031-05-12"), Agreement::Same);
        assert_eq!(date("2031-05-12", "2031-05-13"), Agreement::Different);
        assert_eq!(date("2031-05", "2032"), Agreement::Different);
    }

    #[test]
    fn a_season_agrees_with_what_may_be_in_it() {
        for same in [
            "2031-06",
            "2031-08-01/2031-11-01",
            "2031-09-30",
            "2031-22",
            "2031",
        ] {
            assert_eq!(date("2031-22", same), Agreement::Same, "{same}");
        }
        assert_eq!(date("2031-22", "XXXX-07"), Agreement::Incomparable);
        for other in ["2031-12-24", "2030-07", "2032-22", "2031-24"] {
            assert_eq!(date("2031-22", other), Agreement::Different, "{other}");
        }
        // The winter of 2031 is in January, or begins in December.
        assert_eq!(date("2031-24", "2031-01-15"), Agreement::Same);
        assert_eq!(date("2031-24", "2032-02-15"), Agreement::Same);
    }

    #[test]
    fn parts_that_were_not_said_are_not_compared() {
        assert_eq!(date("XXXX-05-12", "2031-05-12"), Agreement::Same);
        assert_eq!(date("XXXX-05-12", "XXXX-06"), Agreement::Different);
        // 12 May 2031 is a Monday.
        assert_eq!(date("XXXX-WXX-1", "2031-05-12"), Agreement::Same);
        assert_eq!(date("XXXX-WXX-3", "2031-05-12"), Agreement::Different);
        assert_eq!(date("XXXX-WXX-3", "XXXX-WXX-7"), Agreement::Different);
        assert_eq!(date("XXXX-WXX-3", "2031"), Agreement::Incomparable);
    }

    #[test]
    fn times_of_day_agree_within_the_hour_and_in_their_zones() {
        let times = |x, y| {
            let time = |text| value(ValueKind::DateTime, text, None);
            compare(&time(x), &time(y))
        };
        let three = "2031-05-01T15:00:00";
        assert_eq!(times(three, "2031-05-01T15:40:00"), Agreement::Same);
        assert_eq!(times(three, "2031-05-01T16:00:00"), Agreement::Different);
        // Three o'clock may be in the afternoon, midnight at the end of the day.
        assert_eq!(times(three, "2031-05-01T03:00:00"), Agreement::Same);
        assert_eq!(times(three, "2031-05-01T00:00:00"), Agreement::Same);
        let london = "2031-05-02T18:00:00Z";
        let beijing = "2031-05-03T02:00:00+08:00";
        assert_eq!(times(london, beijing), Agreement::Same);
        let later = "2031-05-03T05:00:00+08:00";
        assert_eq!(times(london, later), Agreement::Different);
        // Where one zone is not said, only the days are compared.
        assert_eq!(times(london, "2031-05-02T09:00:00"), Agreement::Same);
    }

    #[test]
    fn what_was_guessed_of_a_date_does_not_count_against_it() {
        let leaning = |x, said: &str| Value {
            said: Some(said.to_owned()),
            ..value(ValueKind::Date, x, None)
        };
        let monday = leaning("2031-04-28", "XXXX-WXX-1");
        let next_monday = value(ValueKind::Date, "2031-05-05", None);
        assert_eq!(compare(&monday, &next_monday), Agreement::Different);
        assert!(may_agree(&monday, &next_monday));
        let tuesday = value(ValueKind::Date, "2031-05-06", None);
        assert!(!may_agree(&monday, &tuesday));
        let weeks_later = value(ValueKind::Date, "2031-05-19", None);
        assert!(!may_agree(&monday, &weeks_later));
    }

    #[test]
    fn money_is_compared_exactly_and_in_one_currency() {
        let yen = |x| value(ValueKind::Currency, x, Some("JPY"));
        let dollars = value(ValueKind::Currency, "412000000", Some("USD"));
        assert_eq!(
            compare(&yen("412000000"), &yen("412000000.0")),
            Agreement::Same
        );
        assert_eq!(
            compare(&yen("412000000"), &yen("312000000")),
            Agreement::Different
        );
        assert_eq!(compare(&yen("412000000"), &dollars), Agreement::Different);
        assert_eq!(
            compare(&yen("312000000"), &dollars),
            Agreement::Incomparable
        );
        let kilometres = value(ValueKind::Quantity, "412000000", Some("km"));
        assert_eq!(
            compare(&yen("412000000"), &kilometres),
            Agreement::Incomparable
        );
    }

    #[test]
    fn a_rough_number_agrees_with_what_rounds_to_it() {
        let exact = |x| value(ValueKind::Number, x, None);
        let about = |x| Value {
            approximate: true,
            ..exact(x)
        };
        assert_eq!(compare(&about("300"), &exact("312")), Agreement::Same);
        assert_eq!(compare(&exact("300"), &exact("312")), Agreement::Different);
        assert_eq!(compare(&about("300"), &exact("412")), Agreement::Different);
        let over = |x| Value {
            bound: Bound::AtLeast,
            ..exact(x)
        };
        assert_eq!(compare(&over("10000"), &exact("10400")), Agreement::Same);
        assert_eq!(
            compare(&over("10000"), &exact("9800")),
            Agreement::Different
        );
        assert_eq!(
            compare(&over("10000"), &exact("30000")),
            Agreement::Different
        );
    }

    #[test]
    fn measures_agree_within_the_rounding_of_their_words() {
        let of = |x, unit| value(ValueKind::Quantity, x, Some(unit));
        for (x, unit, y, other, same) in [
            ("385", "[mi_i]", "620", "km", true),
            ("385", "[mi_i]", "650", "km", false),
            ("5", "km", "5000", "m", true),
            ("100", "[acr_us]", "40", "har", true),
            ("1", "[mi_i]", "2", "km", false),
            ("212", "[degF]", "100", "Cel", true),
            ("50", "[degF]", "14", "Cel", false),
            ("120", "km/h", "75", "[mi_i]/h", true),
            ("6", "[ft_i]", "1.83", "m", true),
            ("3", "[in_i]", "7", "cm", true),
            ("3", "[in_i]", "9", "cm", false),
            ("10", "[mi_i]", "10", "km", false),
        ] {
            assert_eq!(
                compare(&of(x, unit), &of(y, other)),
                Agreement::of(same),
                "{x} {unit}, {y} {other}"
            );
        }
        assert_eq!(
            compare(&of("5", "km"), &of("5", "kg")),
            Agreement::Incomparable
        );
        let thousand = value(ValueKind::Number, "1000", None);
        assert_eq!(
            compare(&of("1000", "t"), &thousand),
            Agreement::Incomparable
        );
        assert_eq!(compare(&of("1000", "schools"), &thousand), Agreement::Same);
    }

    #[test]
    fn points_are_no_percentage_and_a_score_has_two_sides() {
        let three = |unit| value(ValueKind::Percent, "3", Some(unit));
        assert_eq!(compare(&three("pp"), &three("pp")), Agreement::Same);
        assert_eq!(compare(&three("pp"), &three("%")), Agreement::Incomparable);
        let score = |x| value(ValueKind::Score, x, None);
        assert_eq!(compare(&score("5-3"), &score("3-5")), Agreement::Same);
        assert_eq!(compare(&score("5-3"), &score("5-2")), Agreement::Different);
    }

    #[test]
    fn a_percentage_agrees_with_its_fraction() {
        let half = value(ValueKind::Number, "0.5", None);
        let fifty = value(ValueKind::Percent, "50", None);
        assert_eq!(compare(&half, &fifty), Agreement::Same);
        assert_eq!(
            compare(&fifty, &value(ValueKind::Number, "50", None)),
            Agreement::Incomparable
        );
    }

    #[test]
    fn durations_are_compared_in_any_unit_of_fixed_length() {
        let of = |x| value(ValueKind::Duration, x, None);
        assert_eq!(compare(&of("P1W"), &of("P7D")), Agreement::Same);
        assert_eq!(compare(&of("P1Y"), &of("P12M")), Agreement::Same);
        assert_eq!(compare(&of("PT50M"), &of("PT1H")), Agreement::Different);
        assert_eq!(compare(&of("P1M"), &of("P30D")), Agreement::Incomparable);
        let nearly = Value {
            approximate: true,
            ..of("PT1H")
        };
        assert_eq!(compare(&of("PT50M"), &nearly), Agreement::Same);
        assert_eq!(compare(&of("PT20M"), &nearly), Agreement::Different);
    }

    #[test]
    fn a_length_with_a_bound_agrees_with_what_it_allows() {
        let of = |x| value(ValueKind::Duration, x, None);
        let over = |x| Value {
            bound: Bound::AtLeast,
            ..of(x)
        };
        assert_eq!(compare(&over("P10D"), &of("P12D")), Agreement::Same);
        assert_eq!(compare(&of("P9D"), &over("P10D")), Agreement::Different);
        assert_eq!(compare(&over("P10D"), &of("P30D")), Agreement::Different);
        let several = Value {
            approximate: true,
            ..over("P3W")
        };
        assert_eq!(compare(&several, &of("P5W")), Agreement::Same);
        assert_eq!(compare(&several, &of("P20W")), Agreement::Different);
    }

    #[test]
    fn values_that_cannot_be_read_are_incomparable() {
        for broken in [
            "",
            "P",
            "XXXX",
            "79228162514264337593543950335",
            "10000000000000000000000000000",
            "2031-13-40",
            "/",
            "T",
            "1e999",
            "PT",
        ] {
            for kind in [ValueKind::Date, ValueKind::Duration, ValueKind::Number] {
                let other = value(kind, "7", None);
                let broken = Value {
                    approximate: true,
                    ..value(kind, broken, None)
                };
                assert_ne!(compare(&broken, &other), Agreement::Same);
            }
        }
    }
}
