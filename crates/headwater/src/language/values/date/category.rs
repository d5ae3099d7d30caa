//! The kinds of words that dates are made of.

use serde::Deserialize;

/// What kind of word a word of dates is. The names are the tables' keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Category {
    /// January: 1 to 12.
    Month,
    /// A month of a calendar that is not turned into days of the civil one: رمضان.
    OtherMonth,
    /// A year that begins on another day: fiscal year.
    OtherYear,
    /// Monday: 1 to 7.
    Weekday,
    /// A unit of time.
    Unit,
    /// The same in the plural, which needs a number: last month, but not "last months".
    Units,
    /// Yesterday, today: days from the reference.
    Day,
    /// Tonight, 昨晚: the evening of such a day.
    Evening,
    /// 昨年, 先週: one word for a shift and its unit.
    Week,
    Weekend,
    MonthShift,
    QuarterShift,
    YearShift,
    /// Last, this, next.
    Shift,
    /// The one before, of or behind what was told last: previous, same, following, 翌.
    Beside,
    /// The same with its unit in one word, as `day+1` or `year-1`: lendemain, Vorjahr, 이듬해.
    BesideOne,
    /// The moment of the document's date: now.
    Now,
    /// The same as the end of a range: to date, until now.
    Present,
    /// A weekday by one letter, between brackets.
    WeekdayShort,
    /// A part of the day.
    Part,
    /// A part of the day that is only said with an hour: a.m.
    Ampm,
    /// Mondays, montags: on each of them.
    Weekdays,
    Season,
    /// The year before the era's first year.
    Era,
    /// 元: the first year of an era.
    EraFirst,
    /// Daily, weekly.
    Periodic,
    /// A day with a name, by the rule that gives its date.
    Feast,
    /// A feast by its days after Easter Sunday.
    Easter,
    /// The same for the Easter of the Orthodox churches.
    OrthodoxEaster,
    /// First, second, last, where one counts weeks or quarters: negative from the end.
    Nth,
    /// Early, mid, late, earlier, later, end of, rest of: 0 to 6.
    Edge,
    /// 年末, 월초: a unit with such a part of it; this one, where no date stands beside it.
    YearEdge,
    MonthEdge,
    WeekEdge,
    /// A small number that is not told: 数, 몇, بضع.
    Several,
    /// A number of days in one word: 이틀.
    DayCount,
    /// Days told as more than they are: quinze jours are two weeks.
    LooseDayCount,
    /// Two of a unit in one word: شهرين.
    Pair,
    /// A number of minutes in one word: полчаса.
    MinuteCount,
    /// A half of the hour or of another unit.
    HalfOf,
    /// Upper, lower half of the year: 1, 2.
    HalfYear,
    YearMark,
    MonthMark,
    DayMark,
    /// 号: a day only beside a month.
    DayNumber,
    HourMark,
    MinuteMark,
    SecondMark,
    DecadeMark,
    /// H, before the number of a half year.
    HalfMark,
    /// A zone's name, by its minutes from Greenwich: GMT, 北京时间.
    Zone,
    /// 当地时间: the zone of the place that the text is about.
    LocalTime,
    /// Beginning: from that day on, behind a length.
    Starting,
    /// Before a length that begins on a day: for three days from Monday.
    During,
    /// A word before the number of a decade: années 90.
    DecadeWord,
    /// A decade in one word, by its first year: девяностые.
    Decade,
    CenturyMark,
    /// Behind a length that is still to pass: in two weeks' time.
    TimeMark,
    /// The letter of the owner, behind an apostrophe: next year's.
    Possessive,
    QuarterMark,
    WeekMark,
    Ago,
    /// So long after now, or after what was told: later, 后.
    Later,
    /// So long before what was told: earlier.
    Earlier,
    /// So long after now: from now.
    FromNow,
    Before,
    After,
    In,
    Past,
    Coming,
    Within,
    Each,
    From,
    To,
    Between,
    Until,
    And,
    Of,
    At,
    On,
    The,
    Article,
    Approx,
    AtLeast,
    AtMost,
    /// Between an hour and its minutes: past, moins, menos.
    Minus,
    /// "And some more" behind a number: 余, 多.
    Plus,
    /// What may stand between other words and means nothing to a date.
    Filler,
    /// A word before a bare year that tells that it is one.
    YearCue,
    /// A word before a length that tells that it is one.
    LengthCue,
    /// A word behind a length that tells that it is one: ぶり.
    LengthMark,
    /// A word that says that what follows is still to come.
    Future,
    /// A word that looks like one of the others and is not.
    Stop,
}

/// One meaning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) category: Category,
    pub(super) value: i32,
    /// Whether the word is also something else, and needs company to be believed.
    pub(super) weak: bool,
    /// Whether a full stop may belong to it.
    pub(super) abbreviation: bool,
}

/// The unit and the step of a word such as `day+1` are one number: unit × this + step + 1.
pub(super) const BESIDE_STEP: i32 = 10;
