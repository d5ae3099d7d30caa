//! Things counted: 74 schools, 三名学生, 40隻, 97 maisons. The noun as written is the unit.

use rust_decimal::Decimal;
use rustc_hash::FxHashSet as HashSet;
use serde::Deserialize;

use super::{Value, ValueKind};
use crate::language::Language;
use crate::language::numeral::Numeral;
use crate::language::phrases::is_letter;
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

/// How a language shows that a word after a number is what is counted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    /// Nouns are written with a capital.
    capital: bool,
    /// Endings of words after a number, of which the longest are plurals.
    endings: Vec<String>,
    /// Nouns without such an ending: men, children.
    nouns: Vec<String>,
    /// Words with such an ending that are no nouns, or that count time.
    stops: Vec<String>,
    /// Words between number and noun: 名, 个.
    classifiers: Vec<String>,
    /// Words that are the unit themselves: 隻, 대.
    counters: Vec<String>,
    /// Characters that end a noun after a classifier.
    ends: String,
    /// Classifiers that without a noun count persons.
    people: Vec<String>,
}

#[derive(Debug)]
struct Table {
    capital: bool,
    endings: Vec<String>,
    nouns: HashSet<String>,
    stops: HashSet<String>,
    /// The longest first.
    classifiers: Vec<String>,
    counters: Vec<String>,
    ends: HashSet<char>,
    people: Vec<String>,
}

static TABLES: Tables<Table> = Tables::new(|language| build(parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "counted")
}

fn build(source: Source) -> Table {
    let longest_first = |mut words: Vec<String>| {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    };
    Table {
        capital: source.capital,
        endings: source.endings,
        nouns: source.nouns.into_iter().collect(),
        stops: source.stops.into_iter().collect(),
        classifiers: longest_first(source.classifiers),
        counters: longest_first(source.counters),
        ends: source.ends.chars().collect(),
        people: source.people,
    }
}

/// A noun longer than this, in bytes, is not looked at.
const LONGEST: usize = 64;

/// Adds what is counted by the numerals that no percentage, amount or quantity holds.
pub(super) fn add(
    text: &str,
    language: Language,
    numerals: &[Numeral],
    others: &[Value],
    quantities: &mut Vec<Value>,
) {
    let Some(table) = TABLES.get(language) else {
        return;
    };
    let mut taken: Vec<Span> = others
        .iter()
        .chain(&*quantities)
        .filter(|value| value.unit.is_some())
        .map(|value| value.span)
        .collect();
    taken.sort_by_key(|span| span.start());
    for (at, numeral) in numerals.iter().enumerate() {
        let begun = taken.partition_point(|span| span.start() <= numeral.span.start());
        let held = taken.iter().take(begun).rev().take(4);
        let after = text.get(numeral.span.end()..).unwrap_or_default();
        if numeral.ordinal
            || !numeral.value.fract().is_zero()
            || numeral.glued_before
            || numeral.glued_after
            || is_year(text, numeral)
            || held.into_iter().any(|span| span.contains(numeral.span))
        {
            continue;
        }
        let Some((length, noun)) = table.noun(after, numeral) else {
            continue;
        };
        let span = Span::new(numeral.span.start(), numeral.span.end() + length);
        // quatr-vingts: what holds the next number is no noun
        if numerals
            .get(at + 1)
            .is_some_and(|next| next.span.intersects(span))
        {
            continue;
        }
        quantities.push(Value::numeric(
            ValueKind::Quantity,
            span,
            numeral.value,
            Some(noun),
            numeral.more,
        ));
    }
    quantities.sort_by_key(|quantity| quantity.span.start());
}

/// Four digits that may be a year count nothing.
fn is_year(text: &str, numeral: &Numeral) -> bool {
    let year = numeral.value >= Decimal::from(1500) && numeral.value <= Decimal::from(2100);
    year && numeral.span.len() == 4 && numeral.span.of(text).is_ascii()
}

impl Table {
    /// The noun counted at the beginning of `after`: how far it reaches, and the noun itself.
    fn noun<'t>(&self, after: &'t str, numeral: &Numeral) -> Option<(usize, &'t str)> {
        if !self.counters.is_empty() {
            return self.counter(after);
        }
        if !self.classifiers.is_empty() {
            return self.classified(after);
        }
        if !numeral.free {
            return None;
        }
        let word = after.strip_prefix([' ', '\u{A0}', '\u{202F}'])?;
        let space = after.len() - word.len();
        let length = word
            .find(|c| !is_letter(c) && c != '-')
            .unwrap_or(word.len());
        let noun = word.get(..length)?.trim_end_matches('-');
        let is_name = !self.capital && noun.starts_with(char::is_uppercase);
        if noun.chars().count() < 3 || noun.len() > LONGEST || is_name {
            return None;
        }
        let small = noun.to_lowercase();
        let listed = self.nouns.contains(&small);
        let ending = self.endings.iter().any(|ending| small.ends_with(&**ending));
        let capital = self.capital && noun.starts_with(char::is_uppercase);
        let counts = (listed || ending || capital) && !self.stops.contains(&small);
        counts.then_some((space + noun.len(), noun))
    }

    /// 40隻, 두 대: the counter is the unit.
    fn counter<'t>(&self, after: &'t str) -> Option<(usize, &'t str)> {
        let tight = after.strip_prefix([' ', '\u{A0}']).unwrap_or(after);
        let counter = self
            .counters
            .iter()
            .find(|counter| tight.starts_with(&***counter))?;
        let stopped = self.stops.iter().any(|stop| tight.starts_with(&**stop));
        let unit = tight.get(..counter.len()).filter(|_| !stopped)?;
        Some((after.len() - tight.len() + counter.len(), unit))
    }

    /// 三名学生: the noun after a measure word, as far as it can be told; else the measure word.
    fn classified<'t>(&self, after: &'t str) -> Option<(usize, &'t str)> {
        let tight = after.strip_prefix(' ').unwrap_or(after);
        if self.stops.iter().any(|stop| tight.starts_with(&**stop)) {
            return None;
        }
        let classifier = self
            .classifiers
            .iter()
            .find(|word| tight.starts_with(&***word))?;
        let rest = tight.get(classifier.len()..)?;
        let han = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}') && !self.ends.contains(&c);
        let run = rest.chars().take(5).take_while(|c| han(*c)).count();
        // A run of more than four characters holds more than the noun: two are most nouns.
        let kept = if run > 4 { 2 } else { run };
        let length: usize = rest.chars().take(kept).map(char::len_utf8).sum();
        let noun = rest.get(..length)?;
        let unit = match noun {
            "" if self.people.contains(classifier) => "{person}",
            "" => tight.get(..classifier.len())?,
            noun => noun,
        };
        let skipped = after.len() - tight.len();
        Some((skipped + classifier.len() + length, unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
        }
    }

    #[test]
    fn the_noun_counted_is_kept() {
        for (language, text, value, unit) in [
            (Language::English, "74 schools closed", "74", "schools"),
            (Language::English, "12 men were freed", "12", "men"),
            (Language::German, "97 Häuser", "97", "Häuser"),
            (Language::French, "97 maisons", "97", "maisons"),
            (Language::Spanish, "35 casas", "35", "casas"),
            (Language::Russian, "40 лодок", "40", "лодок"),
            (Language::Arabic, "40 قاربا", "40", "قاربا"),
            (Language::Chinese, "三名学生受伤", "3", "学生"),
            (Language::Japanese, "40隻が", "40", "隻"),
            (Language::Korean, "차량 두 대가", "2", "대"),
        ] {
            let found: Vec<_> = super::super::find(text, language, None)
                .into_iter()
                .filter(|value| value.kind == ValueKind::Quantity)
                .filter_map(|value| Some((value.value?, value.unit?)))
                .collect();
            assert_eq!(found, [(value.to_owned(), unit.to_owned())], "{text}");
        }
    }

    #[test]
    fn years_and_verbs_count_nothing() {
        for text in [
            "in 2019 voters chose",
            "12 was enough",
            "the 5 hours",
            "3 Paris",
        ] {
            let found = super::super::find(text, Language::English, None);
            assert!(
                found.iter().all(|value| value.kind != ValueKind::Quantity),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn a_word_that_holds_the_next_number_is_not_what_is_counted() {
        let found = super::super::find("Cent quatr-vingts bateaux", Language::French, None);
        let counted: Vec<_> = found
            .iter()
            .filter_map(|value| Some((value.value()?, value.unit()?)))
            .collect();
        assert_eq!(counted, [("20", "bateaux")]);
    }
}
