//! What the words of one date, or of one end of a range, say together.

use super::Sense;
use crate::language::values::Bound;
use crate::language::values::date::category::{BESIDE_STEP, Category, Reading};
use crate::language::values::date::easter::{EasterFeast, Rite};
use crate::language::values::date::feast::Feast;
use crate::language::values::date::fields::{Direction, Edge, Fields, Nth, Part, Unit};
use crate::language::values::date::token::Number;
use rust_decimal::Decimal;

/// What has been read so far of one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    pub(super) fields: Fields,
    number: Option<Decimal>,
    /// Whether an article stands there, which means one where no number follows.
    article: bool,
    pub(super) unit: Option<Unit>,
    era: Option<i32>,
}

impl Side {
    /// Takes a number that can have this meaning; `false` where it does not go with what was read.
    pub(super) fn number(&mut self, sense: Sense, number: Number) -> bool {
        let value = sense.whole(number).unwrap_or_default();
        let fields = &mut self.fields;
        let year = |value: i32| i16::try_from(value).ok();
        let small = i8::try_from(value).ok();
        match sense {
            Sense::Year | Sense::BareYear | Sense::OrdinalYear => fields.year = year(value),
            Sense::ShortYear | Sense::RestYear => fields.year = year(full_year(value)),
            Sense::ZeroYear => fields.year = year(2000 + value),
            Sense::EraYear => return self.era_year(value),
            Sense::Century => fields.century = Some(value),
            Sense::Decade if value < 100 => fields.decade = year(1900 + value),
            Sense::Decade | Sense::FullDecade => fields.decade = year(value),
            Sense::Compact => {
                fields.year = year(value / 10_000);
                fields.month = i8::try_from(value / 100 % 100).ok();
                fields.day = i8::try_from(value % 100).ok();
            }
            Sense::Month | Sense::OrdinalMonth => fields.month = small,
            Sense::Day
            | Sense::OrdinalDay
            | Sense::FigureDay
            | Sense::PlainDay
            | Sense::LateDay => {
                fields.day = small;
            }
            // it is told apart, and read by itself where it stands
            Sense::OtherDay => {}
            Sense::Ordinal => fields.nth = Some(Nth::First(value)),
            Sense::Hour | Sense::OrdinalHour => {
                fields.hour = small;
                if sense.is_half(number) {
                    fields.minute = Some(30);
                }
            }
            Sense::Minute | Sense::TwoDigitMinute => fields.minute = small,
            Sense::Second => fields.second = small,
            Sense::Quarter => fields.quarter = Some(value),
            Sense::Half => fields.half = Some(value),
            Sense::Week => fields.week = Some(value),
            Sense::Small => self.number = Some(number.value),
        }
        true
    }

    fn era_year(&mut self, value: i32) -> bool {
        let year = self.era.and_then(|era| era.checked_add(value));
        self.fields.year = year.and_then(|year| i16::try_from(year).ok());
        self.fields.year.is_some()
    }

    /// Takes a known word; `false` where it does not go with what was read.
    pub(super) fn word(&mut self, reading: Reading) -> bool {
        let value = reading.value;
        if let Some(fits) = self.shift(reading.category, value) {
            return fits;
        }
        let small = i8::try_from(value).ok();
        let fields = &mut self.fields;
        match reading.category {
            Category::Month => fields.month = small,
            // of "Wednesday, Thursday" each is a day of its own
            Category::Weekday | Category::WeekdayShort
                if fields.weekday.is_some() && fields.weekday != small =>
            {
                return false;
            }
            Category::Weekday | Category::WeekdayShort => fields.weekday = small,
            Category::Units if self.number.is_none() && !fields.each => return false,
            Category::Unit | Category::Units => {
                return Unit::from_code(value).is_some_and(|unit| self.unit(unit));
            }
            Category::Part | Category::Ampm => fields.part = Part::from_code(value),
            Category::Season => fields.season = Some(value),
            Category::Era => self.era = Some(value),
            Category::Periodic => {
                fields.each = true;
                return Unit::from_code(value).is_some_and(|unit| {
                    fields.length.push((Decimal::ONE, unit));
                    true
                });
            }
            Category::Feast => {
                fields.feast = Feast::from_code(value);
                if let Some(Feast::Fixed(month, day)) = fields.feast {
                    (fields.month, fields.day) = (Some(month), Some(day));
                    fields.feast = None;
                }
            }
            Category::Easter | Category::OrthodoxEaster => {
                let rite = match reading.category {
                    Category::Easter => Rite::Western,
                    _ => Rite::Orthodox,
                };
                fields.feast = Some(Feast::Easter(EasterFeast { rite, days: value }));
            }
            Category::OtherMonth | Category::OtherYear => fields.other_calendar = true,
            Category::Decade => fields.decade = i16::try_from(value).ok(),
            Category::Nth => {
                fields.nth = Some(match value {
                    ..0 => Nth::Last(-value),
                    _ => Nth::First(value),
                });
                // "quarter third": what it counts may stand before it
                fields.nth_unit = fields.nth_unit.or(self.unit.take());
            }
            Category::Edge => fields.edge = Some(Edge::from_code(value)),
            Category::HalfOf => self.half(),
            Category::HalfYear => fields.half = Some(value),
            Category::Stop => fields.stop = true,
            Category::Weekdays => {
                fields.weekday = small;
                fields.each = true;
            }
            Category::EraFirst => return self.fact('e', 1),
            Category::Zone => fields.zone = i16::try_from(value).ok(),
            Category::Each => fields.each = true,
            Category::Article => self.article = true,
            Category::DayCount => fields.length.push((Decimal::from(value), Unit::Day)),
            Category::LooseDayCount => {
                fields.length.push((Decimal::from(value), Unit::Day));
                fields.approximate = true;
            }
            Category::Pair => {
                let pair = Unit::from_code(value).map(|unit| (Decimal::TWO, unit));
                fields.length.extend(pair);
            }
            Category::MinuteCount => fields.length.push((Decimal::from(value), Unit::Minute)),
            Category::Approx | Category::Plus => fields.approximate = true,
            Category::Several => {
                self.number = Some(SEVERAL);
                fields.vague = true;
                fields.approximate = true;
                fields.bound = Some(Bound::AtLeast);
            }
            Category::AtLeast => fields.bound = Some(Bound::AtLeast),
            Category::AtMost => fields.bound = Some(Bound::AtMost),
            category => self.direct(category),
        }
        true
    }

    /// Takes a word that counts from the document's date or from the one told last; `None` for
    /// any other word.
    fn shift(&mut self, category: Category, value: i32) -> Option<bool> {
        let fields = &mut self.fields;
        let unit_shift = |unit| Some((value, Some(unit)));
        match category {
            Category::Day | Category::Present => fields.shift = unit_shift(Unit::Day),
            Category::Evening => {
                fields.shift = unit_shift(Unit::Day);
                fields.part = Some(Part::Evening);
            }
            Category::Week => fields.shift = unit_shift(Unit::Week),
            Category::Weekend => {
                // 翌週末: the weekend of the next week
                let told = fields.shift.filter(|_| fields.from_told);
                let by = told.map_or(value, |(by, _)| by + value);
                fields.shift = Some((by, Some(Unit::Weekend)));
            }
            Category::MonthShift => fields.shift = unit_shift(Unit::Month),
            Category::QuarterShift => fields.shift = unit_shift(Unit::Quarter),
            Category::YearShift => fields.shift = unit_shift(Unit::Year),
            Category::Shift => fields.shift = Some((value, self.unit.take())),
            Category::Beside => {
                let unit = self.unit.take();
                return Some(fields.count_from_told(value, unit));
            }
            Category::BesideOne => {
                let unit = Unit::from_code(value / BESIDE_STEP)?;
                let by = value % BESIDE_STEP - 1;
                return Some(fields.count_from_told(by, Some(unit)));
            }
            Category::YearEdge => fields.edge_of_this(value, Unit::Year),
            Category::MonthEdge => fields.edge_of_this(value, Unit::Month),
            Category::WeekEdge => fields.edge_of_this(value, Unit::Week),
            _ => return None,
        }
        Some(true)
    }

    /// Takes a word that tells which way a length of time is counted.
    fn direct(&mut self, category: Category) {
        let fields = &mut self.fields;
        let direction = match category {
            Category::Ago | Category::Before => Direction::Ago,
            Category::In => fields.direction.unwrap_or(Direction::In),
            Category::Later => fields.direction.unwrap_or(Direction::Afterwards),
            Category::Earlier => Direction::Earlier,
            Category::FromNow | Category::TimeMark | Category::After => Direction::Later,
            Category::Now => {
                fields.length.push((Decimal::ZERO, Unit::Minute));
                Direction::Later
            }
            Category::Past => Direction::Past,
            // within the next five days: five days, from now on
            Category::Coming if fields.direction == Some(Direction::Within) => return,
            Category::Coming => Direction::Coming,
            Category::Within | Category::Starting | Category::During => Direction::Within,
            _ => return,
        };
        fields.direction = Some(direction);
    }

    /// Takes a number of units, which come next or came before.
    pub(super) fn count(&mut self, number: Decimal) {
        match self.unit.take() {
            Some(unit) => self.fields.length.push((number, unit)),
            None => self.number = Some(number),
        }
    }

    fn unit(&mut self, unit: Unit) -> bool {
        let article = std::mem::take(&mut self.article).then_some(Decimal::ONE);
        // "a second" is more often the one after the first
        if self.number.is_none() && article.is_some() && unit == Unit::Second {
            return false;
        }
        if let Some(number) = self.number.take().or(article) {
            // 2019年 is a year, not so many of them
            let year = Decimal::from(1000)..Decimal::from(3000);
            if unit == Unit::Year && year.contains(&number) {
                return false;
            }
            let smaller = self
                .fields
                .length
                .last()
                .is_none_or(|(_, last)| unit < *last);
            self.fields.length.push((number, unit));
            return smaller;
        }
        if let Some((_, of @ None)) = &mut self.fields.shift {
            *of = Some(unit);
        } else if self.fields.nth.is_some() && self.fields.nth_unit.is_none() {
            self.fields.nth_unit = Some(unit);
        } else {
            self.unit = Some(unit);
        }
        true
    }

    /// A half: of the unit before it, of the number before it, or of the unit to come.
    fn half(&mut self) {
        let half = Decimal::new(5, 1);
        self.article = false;
        if let Some((number, _)) = self.fields.length.last_mut() {
            *number = number.saturating_add(half);
            self.number = None;
        } else {
            let number = self.number.unwrap_or_default();
            self.number = Some(number.saturating_add(half));
        }
    }

    pub(super) fn fact(&mut self, kind: char, value: i8) -> bool {
        match kind {
            'm' => {
                self.fields.minute = Some(value);
                self.number = None;
            }
            'h' => self.fields.hour = Some(value),
            'n' => self.number = Some(Decimal::from(value)),
            // this one: the week, the month
            's' => self.fields.shift = Some((i32::from(value), self.unit.take())),
            // only of days, or of the unit that is meant
            'o' => {
                let only = Unit::from_code(i32::from(value));
                return self.fields.length.last().map(|(_, unit)| *unit) == only;
            }
            // the day before, the week after: beside what was told
            'p' => {
                let unit = self.unit.take();
                self.fields.count_from_told(i32::from(value), unit);
            }
            // the week or weekend that the day named lies in
            'w' => {
                let week = if value == 1 {
                    Unit::Week
                } else {
                    Unit::Weekend
                };
                self.fields.week_of = Some(week);
                // "the weekend" is this one only where no day is named
                self.fields.shift = self.fields.shift.filter(|(_, unit)| *unit != Some(week));
                return self.unit.take().is_none_or(|unit| unit == week);
            }
            // a unit that the word before it names only here: 一个半月
            'u' => {
                return Unit::from_code(i32::from(value)).is_some_and(|unit| self.unit(unit));
            }
            'd' => self.fields.day = Some(value),
            // an era's first year has a word of its own
            'e' => {
                self.era_year(i32::from(value));
            }
            // what looks like a date or a length and is none
            'x' => self.fields.stop = true,
            // so many minutes to the hour that was named
            't' => {
                let Some(hour) = self.fields.hour else {
                    return false;
                };
                let minutes = self.fields.minute.take().unwrap_or(value);
                self.fields.hour = Some((hour + 23) % 24);
                self.fields.minute = Some((60 - minutes) % 60);
            }
            _ => return false,
        }
        true
    }

    /// The fields, once nothing is left over that belongs to nothing.
    pub(super) fn finish(self) -> Option<Fields> {
        let mut fields = self.fields;
        if self.number.is_some() || self.article {
            return None;
        }
        if let Some(unit) = self.unit {
            if fields.each {
                fields.length.push((Decimal::ONE, unit));
            } else if let Some((_, of @ None)) = &mut fields.shift {
                *of = Some(unit);
            } else if fields.nth.is_some() {
                fields.nth_unit = Some(unit);
            } else {
                return None;
            }
        }
        // the third quarter is a quarter's name; the third week counts
        if let (Some(Nth::First(n)), Some(unit)) = (fields.nth, fields.nth_unit) {
            let name = match unit {
                Unit::Quarter => &mut fields.quarter,
                Unit::Half => &mut fields.half,
                // a month has no more weeks than five
                Unit::Week if n > 5 && !fields.has_date() => &mut fields.week,
                _ => return fields.has_date().then_some(fields),
            };
            *name = Some(n);
            (fields.nth, fields.nth_unit) = (None, None);
        }
        Some(fields)
    }
}

/// What "several" is put down as: three or more.
const SEVERAL: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// The year that two digits mean: from 1950 to 2049.
fn full_year(short: i32) -> i32 {
    if short < 50 {
        2000 + short
    } else {
        1900 + short
    }
}
