use jiff::civil;

/// The moment that a text's dates lean on: its date line or its date of publication.
///
/// Civil time, as the writer saw it: a zone or offset in the text is read over, because "today"
/// in an article is the day at the place where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    date: civil::DateTime,
}

impl Reference {
    /// Reads an ISO 8601 date, or a date with a time of day after a `T` or a space; whatever
    /// zone or offset follows is left out. `None` for anything else.
    ///
    /// ```
    /// use headwater::language::values::Reference;
    ///
    /// assert!(Reference::parse("2018-01-29").is_some());
    /// assert!(Reference::parse("2018-01-29 10:00:00+09:00").is_some());
    /// assert!(Reference::parse("last week").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let day = text.get(..10)?.parse::<civil::Date>().ok()?;
        let rest = text.get(10..).unwrap_or_default();
        let time = match rest.strip_prefix(['T', 't', ' ']) {
            Some(rest) => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
                    .unwrap_or(rest.len());
                rest.get(..end)?.parse::<civil::Time>().ok()?
            }
            None if rest.is_empty() => civil::Time::midnight(),
            None => return None,
        };
        Some(Self {
            date: day.to_datetime(time),
        })
    }

    /// The day and the time of day.
    pub(crate) fn civil(self) -> civil::DateTime {
        self.date
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_with_or_without_a_time_is_read() {
        let morning = date(2018, 1, 29).at(10, 0, 0, 0);
        for text in [
            "2018-01-29T10:00:00",
            "2018-01-29T10:00:00Z",
            "2018-01-29 10:00+09:00",
            "2018-01-29T10:00:00-05:00[America/New_York]",
        ] {
            assert_eq!(Reference::parse(text).unwrap().civil(), morning, "{text}");
        }
        let midnight = date(2018, 1, 29).at(0, 0, 0, 0);
        assert_eq!(Reference::parse(" 2018-01-29 ").unwrap().civil(), midnight);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2018",
            "2018-02-30",
            "2018-01-29x",
            "2018-01-29T25:00",
            "二〇一八年一月",
        ] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }
}
