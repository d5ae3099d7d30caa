//! When a document was published, as exactly as it says.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A moment or a day of publication, or neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Time {
    said: Option<String>,
    day: Option<i32>,
    moment: Option<Timestamp>,
}

impl Time {
    pub(crate) fn new(said: Option<String>, day: Option<i32>) -> Self {
        let moment = day.and(said.as_deref()).and_then(moment);
        Self { said, day, moment }
    }

    /// As the document says it: ISO 8601.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref().filter(|_| self.day.is_some())
    }

    /// The day, as days since 1970-01-01.
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        self.day
    }

    /// Whether this is surely before another: two of one day are told apart only where both say the hour.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        match (self.moment, other.moment, self.day, other.day) {
            (Some(one), Some(other), ..) => one < other,
            (_, _, Some(one), Some(other)) => one < other,
            _ => false,
        }
    }

    /// For an order: what has no day comes last.
    pub(crate) fn order(&self) -> (bool, Option<i32>, Option<Timestamp>) {
        (self.day.is_none(), self.day, self.moment)
    }
}

/// The moment of a date with a time of day. Where no zone is said it counts as that of Greenwich.
fn moment(said: &str) -> Option<Timestamp> {
    if said.len() <= "2022-01-10".len() {
        return None;
    }
    let with_zone = said.parse().ok();
    let without = || {
        let civil: DateTime = said.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    with_zone.or_else(without)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::rows::since_epoch;

    fn time(said: &str) -> Time {
        let day: Date = said.split('T').next().unwrap().parse().unwrap();
        Time::new(Some(said.to_owned()), Some(since_epoch(day)))
    }

    #[test]
    fn two_of_one_day_are_told_apart_by_the_hour_alone() {
        assert!(time("2022-01-09").is_before(&time("2022-01-10")));
        assert!(!time("2022-01-10").is_before(&time("2022-01-10T08:00:00Z")));
        assert!(time("2022-01-10T16:00:00+09:00").is_before(&time("2022-01-10T08:00:00Z")));
        assert!(!Time::default().is_before(&time("2022-01-10")));
        assert!(!time("2022-01-10").is_before(&Time::default()));
    }

    #[test]
    fn what_has_no_day_comes_last() {
        assert!(time("2099-01-01").order() < Time::default().order());
    }
}
