//! What the words of a date say, before it is known which day that is.

use super::feast::Feast;
use crate::language::values::{Bound, Precision};
use rust_decimal::Decimal;

/// A unit of the calendar or of the clock, from small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    /// A day from Monday to Friday. Public holidays differ by place and are not left out.
    Workday,
    Weekend,
    /// From Monday to Friday.
    WorkingWeek,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The names that the tables use, in the order of the variants.
    const NAMES: [(&'static str, Self); 15] = [
        ("second", Self::Second),
        ("minute", Self::Minute),
        ("hour", Self::Hour),
        ("day", Self::Day),
        ("workday", Self::Workday),
        ("weekend", Self::Weekend),
        ("working_week", Self::WorkingWeek),
        ("week", Self::Week),
        ("fortnight", Self::Fortnight),
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("half", Self::Half),
        ("year", Self::Year),
        ("decade", Self::Decade),
        ("century", Self::Century),
    ];

    /// The unit of that name in the tables, as the number a reading carries.
    pub(super) fn code(name: &str) -> Option<i32> {
        let at = Self::NAMES.iter().position(|(known, _)| *known == name)?;
        i32::try_from(at).ok()
    }

    /// The unit of a reading's number.
    pub(super) fn from_code(code: i32) -> Option<Self> {
        let at = usize::try_from(code).ok()?;
        Self::NAMES.get(at).map(|(_, unit)| *unit)
    }

    /// How fine a date is that names it.
    fn precision(self) -> Precision {
        match self {
            Self::Second => Precision::Second,
            Self::Minute => Precision::Minute,
            Self::Hour => Precision::Hour,
            Self::Day | Self::Workday => Precision::Day,
            Self::Weekend | Self::WorkingWeek | Self::Week | Self::Fortnight => Precision::Week,
            Self::Month => Precision::Month,
            Self::Quarter => Precision::Quarter,
            Self::Half => Precision::Half,
            Self::Year => Precision::Year,
            Self::Decade => Precision::Decade,
            Self::Century => Precision::Century,
        }
    }
}

/// A part of the day, which tells which half of the clock an hour is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Am,
    Pm,
    Noon,
    Midnight,
    Morning,
    Afternoon,
    Evening,
    Night,
}

impl Part {
    const NAMES: [(&'static str, Self); 8] = [
        ("am", Self::Am),
        ("pm", Self::Pm),
        ("noon", Self::Noon),
        ("midnight", Self::Midnight),
        ("morning", Self::Morning),
        ("afternoon", Self::Afternoon),
        ("evening", Self::Evening),
        ("night", Self::Night),
    ];

    /// The part of that name in the tables, as the number a reading carries.
    pub(super) fn code(name: &str) -> Option<i32> {
        let at = Self::NAMES.iter().position(|(known, _)| *known == name)?;
        i32::try_from(at).ok()
    }

    /// The part of a reading's number.
    pub(super) fn from_code(code: i32) -> Option<Self> {
        let at = usize::try_from(code).ok()?;
        Self::NAMES.get(at).map(|(_, part)| *part)
    }

    /// The hour of a 24-hour clock that `hour` means in this part of the day.
    pub(super) fn hour(self, hour: i8) -> i8 {
        match self {
            Self::Am | Self::Morning | Self::Midnight | Self::Night if hour == 12 => 0,
            Self::Pm | Self::Afternoon | Self::Evening if hour < 12 => hour + 12,
            // the night runs from six in the evening to five in the morning
            Self::Night if (6..12).contains(&hour) => hour + 12,
            _ => hour,
        }
    }
}

/// Which way a length of time is counted, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// The moment so long before: five days ago.
    Ago,
    /// The moment so long after: five days from now, two days after Christmas.
    Later,
    /// In five days, five days later: the moment so long after, where the words around speak of
    /// what is to come, and otherwise only so long a time.
    In,
    /// Five days earlier: the moment so long before the day that was told; where none was, only so
    /// long a time.
    Earlier,
    /// Five days later: the moment so long after the day that was told; where none was, read like
    /// `In`.
    Afterwards,
    /// The stretch that ends now: in the past five months.
    Past,
    /// The stretch that begins now: the next five days.
    Coming,
    /// The stretch up to that moment: within five days; read like `In`.
    Within,
}

/// The part of a stretch that is meant: early 2018, late July.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Early,
    Middle,
    Late,
    /// Earlier this month: no later than now.
    Earlier,
    /// Later this month: no sooner than now.
    Later,
    /// The end of Monday: of a day its last moment, otherwise late.
    End,
    /// The rest of the week: what of it is to come.
    Rest,
}

impl Edge {
    /// The edge of a reading's number.
    pub(super) fn from_code(code: i32) -> Self {
        match code {
            0 => Self::Early,
            1 => Self::Middle,
            2 => Self::Late,
            3 => Self::Earlier,
            4 => Self::Later,
            5 => Self::End,
            _ => Self::Rest,
        }
    }
}

/// Which one of the weeks, months, days of a longer stretch: the first week of May.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nth {
    /// So many from its beginning, from 1.
    First(i32),
    /// So many from its end, from 1.
    Last(i32),
}

/// Everything that the words of one date, time or length said.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that the words said, and they do not depend on each other"
)]
pub(super) struct Fields {
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    /// 1 is Monday.
    pub(super) weekday: Option<i8>,
    /// Last, this or next, and of what; of the weekday, month or season where it has no unit.
    pub(super) shift: Option<(i32, Option<Unit>)>,
    /// Whether `shift` counts from what the text told before, as "the following week" does.
    pub(super) from_told: bool,
    /// A day with a name.
    pub(super) feast: Option<Feast>,
    /// 1 to 4.
    pub(super) quarter: Option<i32>,
    /// 1 or 2.
    pub(super) half: Option<i32>,
    /// Whether its month is one of another calendar, which no day is reckoned from.
    pub(super) other_calendar: bool,
    /// 1 is spring.
    pub(super) season: Option<i32>,
    /// Its first year.
    pub(super) decade: Option<i16>,
    /// 20 is the one from 1900 to 1999.
    pub(super) century: Option<i32>,
    /// The week of the year, by ISO 8601.
    pub(super) week: Option<i32>,
    /// The week or weekend that holds the day, where that is meant.
    pub(super) week_of: Option<Unit>,
    pub(super) edge: Option<Edge>,
    pub(super) nth: Option<Nth>,
    /// The unit that `nth` counts.
    pub(super) nth_unit: Option<Unit>,
    pub(super) part: Option<Part>,
    pub(super) hour: Option<i8>,
    pub(super) minute: Option<i8>,
    pub(super) second: Option<i8>,
    /// Minutes from Greenwich.
    pub(super) zone: Option<i16>,
    /// The pieces of a length of time, the largest unit first.
    pub(super) length: Vec<(Decimal, Unit)>,
    pub(super) direction: Option<Direction>,
    /// Whether it comes again.
    pub(super) each: bool,
    /// Whether a word says that it is no date at all: five years old.
    pub(super) stop: bool,
    pub(super) approximate: bool,
    /// Whether the length is "several" of a unit, from which no day is counted.
    pub(super) vague: bool,
    /// More than, at most, where a word says so.
    pub(super) bound: Option<Bound>,
}

impl Fields {
    /// Whether any word named a place in the calendar.
    pub(super) fn has_date(&self) -> bool {
        self.year.is_some()
            || self.month.is_some()
            || self.day.is_some()
            || self.weekday.is_some()
            || self.feast.is_some()
            || self.shift.is_some()
            || self.quarter.is_some()
            || self.half.is_some()
            || self.season.is_some()
            || self.decade.is_some()
            || self.century.is_some()
            || self.week.is_some()
            || self.other_calendar
    }

    /// Takes a shift from the date that was told last; `false` beside one from the document's.
    pub(super) fn count_from_told(&mut self, by: i32, unit: Option<Unit>) -> bool {
        self.from_told = true;
        self.shift.replace((by, unit)).is_none()
    }

    /// Takes a part of the date that was named, or of this unit where none was.
    pub(super) fn edge_of_this(&mut self, code: i32, unit: Unit) {
        if !self.has_date() {
            self.shift = Some((0, Some(unit)));
        }
        self.edge = Some(Edge::from_code(code));
    }

    /// The finest unit that the words name.
    pub(super) fn precision(&self) -> Option<Precision> {
        let clock = matches!(self.part, Some(Part::Noon | Part::Midnight));
        let day = self.day.is_some() || self.weekday.is_some() || self.feast.is_some();
        let named = [
            (self.second.is_some(), Precision::Second),
            (self.minute.is_some(), Precision::Minute),
            (self.hour.is_some() || clock, Precision::Hour),
            (day && self.week_of.is_none(), Precision::Day),
            (
                self.week.is_some() || self.week_of.is_some(),
                Precision::Week,
            ),
            (self.month.is_some(), Precision::Month),
            (self.quarter.is_some(), Precision::Quarter),
            (self.season.is_some(), Precision::Season),
            (self.half.is_some(), Precision::Half),
            (self.year.is_some(), Precision::Year),
            (self.decade.is_some(), Precision::Decade),
            (self.century.is_some(), Precision::Century),
        ];
        let shift = self.shift.and_then(|(_, unit)| unit);
        let units = self.length.iter().map(|(_, unit)| *unit);
        units
            .chain(shift)
            .chain(self.nth_unit)
            .map(Unit::precision)
            .chain(
                named
                    .into_iter()
                    .filter_map(|(said, fine)| said.then_some(fine)),
            )
            .max()
    }

    /// Takes over what the other has and this lacks; `false` where both name one thing and differ.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        fn take<T: Copy + PartialEq>(mine: &mut Option<T>, theirs: Option<T>) -> bool {
            match (*mine, theirs) {
                (Some(mine), Some(theirs)) => mine == theirs,
                (None, Some(_)) => {
                    *mine = theirs;
                    true
                }
                _ => true,
            }
        }
        self.each |= other.each;
        self.stop |= other.stop;
        self.from_told |= other.from_told;
        self.other_calendar |= other.other_calendar;
        self.approximate |= other.approximate;
        self.vague |= other.vague;
        self.bound = self.bound.or(other.bound);
        self.length.extend_from_slice(&other.length);
        take(&mut self.year, other.year)
            && take(&mut self.month, other.month)
            && take(&mut self.day, other.day)
            && take(&mut self.weekday, other.weekday)
            && take(&mut self.shift, other.shift)
            && take(&mut self.feast, other.feast)
            && take(&mut self.zone, other.zone)
            && take(&mut self.quarter, other.quarter)
            && take(&mut self.half, other.half)
            && take(&mut self.season, other.season)
            && take(&mut self.decade, other.decade)
            && take(&mut self.century, other.century)
            && take(&mut self.week, other.week)
            && take(&mut self.week_of, other.week_of)
            && take(&mut self.edge, other.edge)
            && take(&mut self.nth, other.nth)
            && take(&mut self.nth_unit, other.nth_unit)
            && take(&mut self.part, other.part)
            && take(&mut self.hour, other.hour)
            && take(&mut self.minute, other.minute)
            && take(&mut self.second, other.second)
            && take(&mut self.direction, other.direction)
    }
}
