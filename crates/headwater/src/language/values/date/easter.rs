//! Easter, which feasts are counted from.

use jiff::ToSpan;
use jiff::civil::Date;

/// Whose Easter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rite {
    Western,
    Orthodox,
}

/// A feast so many days after Easter Sunday, or before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EasterFeast {
    pub(super) rite: Rite,
    pub(super) days: i32,
}

impl EasterFeast {
    /// Its day in that year of the civil calendar, from 1900 to 2099.
    pub(super) fn of(self, year: i16) -> Option<Date> {
        if !(1900..=2099).contains(&year) {
            return None;
        }
        let easter = match self.rite {
            Rite::Western => western(year)?,
            Rite::Orthodox => orthodox(year)?,
        };
        easter.checked_add(self.days.days()).ok()
    }
}

/// The Gregorian rule, in the form that Oudin gave it.
fn western(year: i16) -> Option<Date> {
    let year32 = i32::from(year);
    let century = year32 / 100;
    let golden = year32 % 19;
    let epact =
        (century - century / 4 - (century - (century - 17) / 25) / 3 + 19 * golden + 15) % 30;
    let moon = epact - epact / 28 * (1 - epact / 28 * (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (year32 + year32 / 4 + moon + 2 - century + century / 4) % 7;
    from_march(year, moon - weekday + 28)
}

/// The Julian rule, in the form that Meeus gave it, with the thirteen days between the calendars.
fn orthodox(year: i16) -> Option<Date> {
    let year32 = i32::from(year);
    let moon = (19 * (year32 % 19) + 15) % 30;
    let weekday = (2 * (year32 % 4) + 4 * (year32 % 7) - moon + 34) % 7;
    from_march(year, moon + weekday + 22 + 13)
}

/// The so-manieth day from the beginning of March.
fn from_march(year: i16, day: i32) -> Option<Date> {
    let march = Date::new(year, 3, 1).ok()?;
    march.checked_add((day - 1).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_almanacs_have_it() {
        let western = |year| super::western(year).map(|day| day.to_string()).unwrap();
        assert_eq!(western(1999), "1999-04-04");
        assert_eq!(western(2000), "2000-04-23");
        assert_eq!(western(2018), "2018-04-01");
        assert_eq!(western(2025), "2025-04-20");
        assert_eq!(western(2038), "2038-04-25");
        let orthodox = |year| super::orthodox(year).map(|day| day.to_string()).unwrap();
        assert_eq!(orthodox(2018), "2018-04-08");
        assert_eq!(orthodox(2021), "2021-05-02");
        assert_eq!(orthodox(2024), "2024-05-05");
        assert_eq!(orthodox(2025), "2025-04-20");
    }

    #[test]
    fn feasts_are_counted_from_easter() {
        let rite = Rite::Western;
        let whit_monday = EasterFeast { rite, days: 50 };
        assert_eq!(whit_monday.of(2018), Date::new(2018, 5, 21).ok());
        assert_eq!(whit_monday.of(1500), None);
    }
}
