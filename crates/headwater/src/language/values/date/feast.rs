//! Feasts: days with a name, which may fall on another date each year.
//!
//! The tables name a rule for each:
//!
//! - `1225`: month and day;
//! - `11-4-4`: the fourth Thursday of November; `05--1-1` the last Monday of May; `11-4-4+1` the
//!   day after the fourth Thursday of November;
//! - `easter`, `easter+39`, `easter-2`: so many days from Easter Sunday of the Western churches;
//! - `spring`, `spring-1`: so many days from the first day of the Chinese calendar's year;
//! - `dragon`, `moon`: the fifth day of its fifth month, and the fifteenth of its eighth;
//! - `seollal`, `dano`, `chuseok`: the same three days in Korea.
//!
//! The days of the Chinese calendar are those that were or will be kept in China, and are known
//! here for the years of the tables below alone: in other years such a day has no date. A month
//! begins with the day of the new moon. The sun is an hour ahead in Korea, so that a new moon in the
//! last hour of a Chinese day begins a month a day later there.

use super::easter::{EasterFeast, Rite};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The rule of a feast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feast {
    /// The same day each year: month and day.
    Fixed(i8, i8),
    /// Month, which one of its weekdays (negative from the end), which weekday, and how many days
    /// later.
    Weekday(i8, i8, i8, i8),
    /// So many days from Easter Sunday.
    Easter(EasterFeast),
    /// So many days from a day of the Chinese calendar.
    Lunar(Lunar, i8),
}

/// A day of the Chinese calendar that others are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lunar {
    Spring,
    Dragon,
    Moon,
    Seollal,
    Dano,
    Chuseok,
}

impl Lunar {
    /// The names that the tables use.
    const NAMES: [(&'static str, Self); 6] = [
        ("spring", Self::Spring),
        ("dragon", Self::Dragon),
        ("moon", Self::Moon),
        ("seollal", Self::Seollal),
        ("dano", Self::Dano),
        ("chuseok", Self::Chuseok),
    ];

    /// The days in China, and the years in which the day is kept a day later.
    fn days(self) -> (&'static [i16], &'static [i16]) {
        match self {
            Self::Spring => (&SPRING, &[]),
            Self::Dragon => (&DRAGON, &[]),
            Self::Moon => (&MOON, &[]),
            Self::Seollal => (&SPRING, &[2027, 2028]),
            Self::Dano => (&DRAGON, &[2012, 2013, 2046]),
            Self::Chuseok => (&MOON, &[2040]),
        }
    }

    /// The day of a year, where it is known.
    fn date(self, year: i16) -> Option<Date> {
        let (table, a_day_later) = self.days();
        let day = table.get(usize::try_from(year - FIRST).ok()?)?;
        let (month, day) = (i8::try_from(day / 100).ok()?, i8::try_from(day % 100).ok()?);
        let date = Date::new(year, month, day).ok()?;
        if a_day_later.contains(&year) {
            date.tomorrow().ok()
        } else {
            Some(date)
        }
    }
}

/// The first year of the tables, and month × 100 + day of each year from it on.
const FIRST: i16 = 2000;
const SPRING: [i16; 51] = [
    205, 124, 212, 201, 122, 209, 129, 218, 207, 126, 214, 203, 123, 210, 131, 219, 208, 128, 216,
    205, 125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 203, 123, 211, 131, 219, 208, 128, 215,
    204, 124, 212, 201, 122, 210, 130, 217, 206, 126, 214, 202, 123,
];
const DRAGON: [i16; 51] = [
    606, 625, 615, 604, 622, 611, 531, 619, 608, 528, 616, 606, 623, 612, 602, 620, 609, 530, 618,
    607, 625, 614, 603, 622, 610, 531, 619, 609, 528, 616, 605, 624, 612, 601, 620, 610, 530, 618,
    607, 527, 614, 603, 622, 611, 531, 619, 608, 529, 615, 604, 623,
];
const MOON: [i16; 51] = [
    912, 1001, 921, 911, 928, 918, 1006, 925, 914, 1003, 922, 912, 930, 919, 908, 927, 915, 1004,
    924, 913, 1001, 921, 910, 929, 917, 1006, 925, 915, 1003, 922, 912, 1001, 919, 908, 927, 916,
    1004, 924, 913, 1002, 920, 910, 928, 917, 1005, 925, 915, 1004, 922, 911, 930,
];

impl Feast {
    /// The rule of that name in the tables, as the number a reading carries.
    pub(super) fn code(name: &str) -> Option<i32> {
        let counted = |base: &str, code: i32| {
            let rest = name.strip_prefix(base)?;
            let days: i32 = if rest.is_empty() {
                0
            } else {
                rest.parse().ok()?
            };
            (-99..=99).contains(&days).then_some(code + days)
        };
        let mut lunar = (100_300..).step_by(200).zip(Lunar::NAMES);
        let moving = counted("easter", 100_100)
            .or_else(|| lunar.find_map(|(code, (base, _))| counted(base, code)));
        if moving.is_some() {
            return moving;
        }
        if let Some((month, rest)) = name.split_once('-') {
            let (which, weekday) = rest.rsplit_once('-')?;
            let (weekday, later) = weekday.split_once('+').unwrap_or((weekday, "0"));
            let (month, which, weekday, later): (i32, i32, i32, i32) = (
                month.parse().ok()?,
                which.parse().ok()?,
                weekday.parse().ok()?,
                later.parse().ok()?,
            );
            let later = (0..=9).contains(&later).then_some(later)?;
            return Some(2_000_000 + month * 10_000 + (which + 5) * 100 + weekday * 10 + later);
        }
        name.parse().ok().filter(|code| (101..=1231).contains(code))
    }

    /// The rule of a reading's number.
    pub(super) fn from_code(code: i32) -> Option<Self> {
        let small = |n: i32| i8::try_from(n).ok();
        Some(match code {
            101..=1231 => Self::Fixed(small(code / 100)?, small(code % 100)?),
            100_001..=100_199 => Self::Easter(EasterFeast {
                rite: Rite::Western,
                days: code - 100_100,
            }),
            100_201..=101_399 => {
                let which = usize::try_from((code - 100_201) / 200).ok()?;
                let (_, base) = Lunar::NAMES.get(which)?;
                Self::Lunar(*base, small((code - 100_200) % 200 - 100)?)
            }
            2_010_000..=2_130_000 => Self::Weekday(
                small((code - 2_000_000) / 10_000)?,
                small(code / 100 % 100 - 5)?,
                small(code / 10 % 10)?,
                small(code % 10)?,
            ),
            _ => return None,
        })
    }

    /// The day that it falls on in a year, where that is known.
    pub(super) fn date(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Weekday(month, which, weekday, later) => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                let date = first.nth_weekday_of_month(which, weekday).ok()?;
                date.checked_add(i32::from(later).days()).ok()
            }
            Self::Easter(feast) => feast.of(year),
            Self::Lunar(base, days) => base.date(year)?.checked_add(i32::from(days).days()).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(name: &str, year: i16) -> Option<String> {
        let feast = Feast::from_code(Feast::code(name)?)?;
        feast.date(year).map(|date| date.to_string())
    }

    #[test]
    fn feasts_fall_on_the_days_that_calendars_print() {
        for (name, year, date) in [
            ("1225", 2029, "2029-12-25"),
            ("easter", 2018, "2018-04-01"),
            ("easter", 2019, "2019-04-21"),
            ("easter", 2000, "2000-04-23"),
            ("easter-2", 2024, "2024-03-29"),
            ("easter+39", 2024, "2024-05-09"),
            ("11-4-4", 2024, "2024-11-28"),
            ("05--1-1", 2024, "2024-05-27"),
            ("11-4-4+1", 2024, "2024-11-29"),
            ("spring", 2025, "2025-01-29"),
            ("spring-1", 2024, "2024-02-09"),
            ("dragon", 2024, "2024-06-10"),
            ("moon", 2023, "2023-09-29"),
            ("spring", 2027, "2027-02-06"),
            ("seollal", 2027, "2027-02-07"),
            ("seollal-1", 2028, "2028-01-26"),
            ("seollal", 2025, "2025-01-29"),
            ("dano", 2012, "2012-06-24"),
            ("chuseok", 2024, "2024-09-17"),
            ("moon", 2050, "2050-09-30"),
        ] {
            assert_eq!(day(name, year).as_deref(), Some(date), "{name} {year}");
        }
    }

    #[test]
    fn a_day_that_no_table_knows_is_not_guessed() {
        assert_eq!(day("spring", 1850), None);
        assert_eq!(day("0229", 2019), None);
        assert_eq!(Feast::code("midsummer"), None);
        assert_eq!(Feast::code("1399"), None);
    }
}
