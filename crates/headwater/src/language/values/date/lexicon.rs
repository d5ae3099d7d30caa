//! The words and patterns of one language, from its `dates.toml`.

use super::feast::Feast;
use super::fields::{Part, Unit};
use super::level::Level;
use super::pattern::Pattern;
use crate::language::Language;
use crate::language::small;
use crate::language::tables::Tables;
use crate::language::trie::Trie;
use serde::Deserialize;
use std::collections::BTreeMap;

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

#[derive(Deserialize)]
#[serde(untagged)]
enum Forms {
    One(Vec<String>),
    Many(BTreeMap<String, Vec<String>>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    words: BTreeMap<Category, Forms>,
    #[serde(default)]
    weak: Vec<String>,
    /// Whether months and weekdays are written with a capital letter, so that a weak word without
    /// one is no date.
    #[serde(default)]
    capitals: bool,
    /// Whether the verb, which tells past from future, stands at the end.
    #[serde(default)]
    verb_final: bool,
    /// Letters behind the digits of an ordinal.
    #[serde(default)]
    ordinal_endings: Vec<String>,
    patterns: Patterns,
}

/// The patterns, by what they make; each level may use those before it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patterns {
    calendar: Vec<String>,
    clock: Vec<String>,
    length: Vec<String>,
    point: Vec<String>,
    range: Vec<String>,
    set: Vec<String>,
}

/// What one language says with.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) words: Trie<Vec<Reading>>,
    pub(super) ordinal_endings: Vec<String>,
    pub(super) capitals: bool,
    pub(super) verb_final: bool,
    pub(super) calendar: Level,
    pub(super) clock: Level,
    pub(super) length: Level,
    pub(super) point: Level,
    pub(super) range: Level,
    pub(super) set: Level,
}

/// The lexicon of a language.
pub(super) fn of(language: Language) -> Option<&'static Lexicon> {
    // a table that cannot be read is a lexicon without words; a test forbids one
    static ALL: Tables<Lexicon> =
        Tables::new(|language| Lexicon::read(language).unwrap_or_default());
    ALL.get(language)
}

fn source(language: Language) -> &'static str {
    table!(language, "dates")
}

impl Lexicon {
    /// Reads a language's table; what is wrong with it, where something is.
    fn read(language: Language) -> Result<Self, String> {
        let table: Table = toml::from_str(source(language)).map_err(|error| error.to_string())?;
        let mut lexicon = Self {
            ordinal_endings: table.ordinal_endings.iter().map(|e| fold(e)).collect(),
            capitals: table.capitals,
            verb_final: table.verb_final,
            calendar: level(COMMON_CALENDAR, &table.patterns.calendar)?,
            clock: level(COMMON_CLOCK, &table.patterns.clock)?,
            length: level(&[], &table.patterns.length)?,
            point: level(COMMON_POINT, &table.patterns.point)?,
            range: level(&[], &table.patterns.range)?,
            set: level(&[], &table.patterns.set)?,
            ..Self::default()
        };
        let weak: Vec<String> = table.weak.iter().map(|word| fold(word)).collect();
        for (category, forms) in table.words {
            match forms {
                Forms::One(words) => lexicon.add(category, 0, &words, &weak, language),
                Forms::Many(groups) => {
                    for (name, words) in groups {
                        let value = code(category, &name)
                            .ok_or_else(|| format!("{category:?} has no value {name}"))?;
                        lexicon.add(category, value, &words, &weak, language);
                    }
                }
            }
        }
        Ok(lexicon)
    }

    fn add(
        &mut self,
        category: Category,
        value: i32,
        words: &[String],
        weak: &[String],
        language: Language,
    ) {
        for word in words {
            let bare = word.strip_suffix('.').unwrap_or(word);
            let reading = Reading {
                category,
                value,
                weak: weak.contains(&fold(bare)),
                abbreviation: bare.len() < word.len(),
            };
            for key in keys(bare, category, language) {
                if let Some(readings) = self.words.entry(key.chars()) {
                    readings.get_or_insert_default().push(reading);
                }
            }
        }
    }
}

/// What is written alike in every language.
const COMMON_CALENDAR: &[&str] = &["Y ~- ~M ~- ~D", "Y ~/ ~M ~/ ~D", "Y ~. ~M ~. ~D", "C"];
const COMMON_CLOCK: &[&str] = &["h ~: ~k", "h ~: ~k ~: ~s"];
const COMMON_POINT: &[&str] = &["date", "time", "span", "time zone|local_time"];

fn level(common: &[&str], patterns: &[String]) -> Result<Level, String> {
    let own = patterns.iter().map(String::as_str);
    let all = common.iter().copied().chain(own);
    let read: Result<Vec<Pattern>, String> = all.map(Pattern::read).collect();
    Ok(Level::new(read?))
}

/// The unit and the step of a word such as `day+1` are one number: unit × this + step + 1.
pub(super) const BESIDE_STEP: i32 = 10;

/// The number that a value's name in the tables stands for.
fn code(category: Category, name: &str) -> Option<i32> {
    match category {
        Category::Unit | Category::Units | Category::Periodic | Category::Pair => Unit::code(name),
        Category::Part | Category::Ampm => Part::code(name),
        Category::BesideOne => {
            let (unit, by) = name.split_at_checked(name.find(['+', '-'])?)?;
            let by: i32 = by.parse().ok()?;
            (-1..=2)
                .contains(&by)
                .then_some(Unit::code(unit)? * BESIDE_STEP + by + 1)
        }
        Category::Feast => Feast::code(name),
        _ => name.parse().ok(),
    }
}

/// The forms that a word of the tables is looked up by. Korean writes some words with spaces or
/// without; Arabic ones are found with their article or without, but for those of days: "the day"
/// is today.
fn keys(word: &str, category: Category, language: Language) -> Vec<String> {
    let folded = fold(word);
    let other = match language {
        Language::Korean => folded.replace(' ', ""),
        // without its article Sunday is "one of"
        Language::Arabic if category == Category::Weekday && !folded.contains(' ') => {
            return vec![folded];
        }
        Language::Arabic if category != Category::Day => without_articles(&folded),
        _ => return vec![folded],
    };
    if other == folded {
        vec![folded]
    } else {
        vec![folded, other]
    }
}

/// Arabic words without their articles.
pub(super) fn without_articles(words: &str) -> String {
    let bare: Vec<&str> = words.split(' ').map(without_article).collect();
    bare.join(" ")
}

/// An Arabic word without its article.
fn without_article(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() >= 2 => rest,
        _ => word,
    }
}

fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// One character without the differences that do not matter to a date: case, accents, width,
/// the many dashes and digits; `None` for one that is not seen, such as a vowel sign.
pub(super) fn fold_char(c: char) -> Option<char> {
    use unicode_normalization::char::decompose_canonical;
    Some(match c {
        '\0'..='\x7F' => c.to_ascii_lowercase(),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0)
            .unwrap_or(c)
            .to_ascii_lowercase(),
        '\u{0660}'..='\u{0669}' => digit(u32::from(c) - 0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(u32::from(c) - 0x06F0),
        '\u{064B}'..='\u{0652}' | '\u{0640}' => return None,
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => {
            return None;
        }
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        '’' | '‘' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '―' => '-',
        '〜' => '~',
        '、' | '،' => ',',
        '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{3000}' => ' ',
        'ё' | 'Ё' => 'е',
        // letters of an alphabet with accents; a syllable of hangul or a kana must stay whole
        '\u{C0}'..='\u{24F}' => {
            let mut base = c;
            let mut first = true;
            decompose_canonical(c, |part| {
                if std::mem::take(&mut first) {
                    base = part;
                }
            });
            small(base)
        }
        _ => small(c),
    })
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_read() {
        for language in Language::ALL {
            let lexicon =
                Lexicon::read(language).unwrap_or_else(|error| panic!("{language}: {error}"));
            for category in [Category::Month, Category::Weekday, Category::Unit] {
                let known =
                    |c: Category| lexicon.words.meanings().flatten().any(|r| r.category == c);
                assert!(known(category), "{language} has no {category:?}");
            }
        }
    }

    #[test]
    fn folding_keeps_what_matters() {
        assert_eq!(fold("MÄRZ"), "marz");
        assert_eq!(fold("２０１８年"), "2018年");
        assert_eq!(fold("مساءً"), "مساء");
        assert_eq!(fold("수요일"), "수요일");
        assert_eq!(fold("Май"), "май");
    }
}
