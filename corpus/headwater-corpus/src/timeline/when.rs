//! The days that a date means.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::Serialize;

/// How finely a date is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Precision {
    /// A day, or a moment of it.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Some days from one to another.
    Stretch,
}

impl Precision {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Stretch => "stretch",
        }
    }
}

/// The days that a date means, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct When {
    pub(crate) first: Date,
    /// The last day, which belongs to it.
    pub(crate) last: Date,
    pub(crate) precision: Precision,
}

impl When {
    /// Those of a value of the tables, an ISO 8601 date or moment or an EDTF interval, and of the words that say it.
    ///
    /// The end of an interval is exclusive, that of "from 16 to 19 May" the 19th: where the words name the day, or the year,
    /// it belongs to it.
    pub(crate) fn parse(value: &str, said: &str) -> Option<Self> {
        let Some((start, end)) = value.split_once('/') else {
            return Self::single(value);
        };
        let (start, end) = (Self::single(start)?.first, Self::single(end)?.first);
        let names = |number: i16| {
            let mut numbers = said.split(|c: char| !c.is_ascii_digit());
            numbers.any(|said| said.parse() == Ok(number))
        };
        // Within one day the end is a time of day.
        let last = if end == start || names(end.day().into()) {
            end
        } else if end == end.first_of_year() && names(end.year()) {
            end.last_of_year()
        } else {
            end.yesterday().ok()?
        };
        (start <= last).then(|| Self::between(start, last))
    }

    fn single(value: &str) -> Option<Self> {
        let day = |rest: &str| format!("{value}{rest}").parse::<Date>().ok();
        if let Some((year, week)) = value.split_once("-W") {
            let (year, week) = (year.parse().ok()?, week.parse().ok()?);
            let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
            return Some(Self::between(monday, monday.checked_add(6.days()).ok()?));
        }
        let (first, last) = match value.len() {
            4 => day("-01-01").map(|first| (first, first.last_of_year()))?,
            7 => day("-01").map(|first| (first, first.last_of_month()))?,
            _ => {
                let (date, rest) = value.split_at_checked(10)?;
                let day = date.parse().ok()?;
                (rest.is_empty() || rest.starts_with('T')).then_some((day, day))?
            }
        };
        Some(Self::between(first, last))
    }

    fn between(first: Date, last: Date) -> Self {
        let is_of = |begin: Date, end: Date| first == begin && last == end;
        let precision = if first == last {
            Precision::Day
        } else if is_of(first.first_of_month(), first.last_of_month()) {
            Precision::Month
        } else if is_of(first.first_of_year(), first.last_of_year()) {
            Precision::Year
        } else if first.weekday() == Weekday::Monday && (last - first).get_days() == 6 {
            Precision::Week
        } else {
            Precision::Stretch
        };
        Self {
            first,
            last,
            precision,
        }
    }

    /// How many days it has.
    pub(crate) fn days(self) -> i32 {
        (self.last - self.first).get_days() + 1
    }

    /// Whether both may be one date, of which one is told more finely.
    pub(crate) fn agrees(self, other: Self) -> bool {
        let has = |outer: Self, inner: Self| outer.first <= inner.first && inner.last <= outer.last;
        has(self, other) || has(other, self)
    }

    /// As it is written: as finely as it is told.
    pub(crate) fn written(self) -> String {
        match self.precision {
            Precision::Day => self.first.to_string(),
            Precision::Month => self.first.strftime("%Y-%m").to_string(),
            Precision::Year => self.first.strftime("%Y").to_string(),
            Precision::Week | Precision::Stretch => format!("{}/{}", self.first, self.last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_means_some_days() {
        for (value, written, precision) in [
            ("2022-01-12", "2022-01-12", Precision::Day),
            ("2022-01-12T08:15:00", "2022-01-12", Precision::Day),
            ("2022-01", "2022-01", Precision::Month),
            ("2024", "2024", Precision::Year),
            ("2022-W02", "2022-01-10/2022-01-16", Precision::Week),
            (
                "2022-01-10/2022-01-17",
                "2022-01-10/2022-01-16",
                Precision::Week,
            ),
            (
                "2022-01-12/2022-01-15",
                "2022-01-12/2022-01-14",
                Precision::Stretch,
            ),
            (
                "2022-01-12T08:00:00/2022-01-12T09:00:00",
                "2022-01-12",
                Precision::Day,
            ),
            (
                "2016-01-01/2018-01-01",
                "2016-01-01/2017-12-31",
                Precision::Stretch,
            ),
            ("2022-02-01/2022-03-01", "2022-02", Precision::Month),
        ] {
            let when = When::parse(value, "").unwrap();
            assert_eq!(
                (when.written().as_str(), when.precision),
                (written, precision),
                "{value}"
            );
        }
    }

    #[test]
    fn an_end_that_is_named_belongs_to_it() {
        let written = |value, said| When::parse(value, said).unwrap().written();
        let days = "2022-05-16/2022-05-19";
        assert_eq!(written(days, "from 16 to 19 May"), "2022-05-16/2022-05-19");
        assert_eq!(written(days, "5月16日至19日"), "2022-05-16/2022-05-19");
        assert_eq!(
            written(days, "three days from 16 May"),
            "2022-05-16/2022-05-18"
        );
        let years = "2016-01-01/2018-01-01";
        assert_eq!(written(years, "from 2016 to 2018"), "2016-01-01/2018-12-31");
        assert_eq!(written(years, "the two years"), "2016-01-01/2017-12-31");
    }

    #[test]
    fn what_is_no_date_means_none() {
        for value in [
            "",
            "XXXX-01-12",
            "XXXX-WXX-1",
            "2022-02-30",
            "2022-13",
            "PT5M",
            "2022-01-12x",
            "20é",
            "2022/",
            "2022-03/2022-01",
            "9999999999",
        ] {
            assert_eq!(When::parse(value, ""), None, "{value}");
        }
    }

    #[test]
    fn a_date_agrees_with_the_same_told_more_finely() {
        let agree = |a, b| {
            When::parse(a, "")
                .unwrap()
                .agrees(When::parse(b, "").unwrap())
        };
        assert!(agree("2022-01-12", "2022-01-12T08:00"));
        assert!(agree("2022-01", "2022-01-12") && agree("2022-01-12", "2022"));
        assert!(!agree("2022-01-12", "2022-01-13") && !agree("2022-01", "2022-02"));
        assert!(!agree("2022-01-10/2022-01-14", "2022-01-12/2022-01-17"));
    }
}
