//! The words and patterns of one language, from its `dates.toml`.

use super::category::{BESIDE_STEP, Category, Reading};
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

    /// Its patterns, in the order in which they are looked for.
    pub(super) fn levels(&self) -> [&Level; 6] {
        [
            &self.calendar,
            &self.clock,
            &self.length,
            &self.point,
            &self.range,
            &self.set,
        ]
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
