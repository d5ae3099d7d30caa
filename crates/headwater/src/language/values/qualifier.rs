//! The words beside a number that say that it is not exact, or only a bound.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Bound, Value};
use crate::language::Language;
use crate::language::phrases::Phrases;
use crate::language::tables::{Tables, parsed};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    about_before: Vec<String>,
    about_after: Vec<String>,
    least_before: Vec<String>,
    least_after: Vec<String>,
    most_before: Vec<String>,
    most_after: Vec<String>,
    /// Longer phrases that only look like one of the others: fell to 27.
    exact_before: Vec<String>,
    exact_after: Vec<String>,
    /// Of `most_before` what also stands between two figures: from 2 to 3.
    range_before: Vec<String>,
}

/// What a word beside a number says of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Meaning {
    about: bool,
    bound: Bound,
}

#[derive(Debug)]
struct Table {
    before: Phrases<Meaning>,
    range: Phrases<()>,
    after: Phrases<Meaning>,
}

static TABLES: Tables<Table> = Tables::new(|language| build(&parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "qualifiers")
}

fn build(source: &Source) -> Table {
    Table {
        before: side(
            &source.about_before,
            &source.least_before,
            &source.most_before,
            &source.exact_before,
        ),
        range: {
            let mut range = Phrases::new(false);
            for phrase in &source.range_before {
                range.insert(phrase, ());
            }
            range
        },
        after: side(
            &source.about_after,
            &source.least_after,
            &source.most_after,
            &source.exact_after,
        ),
    }
}

/// The phrases of one side. One that is in two lists means both: "nearly" is about and at most.
fn side(about: &[String], least: &[String], most: &[String], exact: &[String]) -> Phrases<Meaning> {
    let mut meanings: BTreeMap<&str, Meaning> = BTreeMap::new();
    for phrase in about {
        meanings.entry(phrase).or_default().about = true;
    }
    for (phrases, bound) in [(least, Bound::AtLeast), (most, Bound::AtMost)] {
        for phrase in phrases {
            meanings.entry(phrase).or_default().bound = bound;
        }
    }
    for phrase in exact {
        meanings.insert(phrase, Meaning::default());
    }
    let mut phrases = Phrases::new(false);
    for (phrase, meaning) in meanings {
        phrases.insert(phrase, meaning);
    }
    phrases
}

/// Marks each value as the words right before it and right after it say.
pub(super) fn qualify(text: &str, language: Language, values: &mut [Value]) {
    let Some(table) = TABLES.get(language) else {
        return;
    };
    for value in values.iter_mut().filter(|value| value.decimal().is_some()) {
        let before = text.get(..value.span.start()).unwrap_or_default();
        let after = text.get(value.span.end()..).unwrap_or_default();
        let before = before.strip_suffix([' ', '\u{A0}']).unwrap_or(before);
        let after = after.strip_prefix([' ', '\u{A0}']).unwrap_or(after);
        let found = [table.before.ending(before), table.after.starting(after)];
        let is_range = table.range.ending(before).is_some_and(|(length, ())| {
            let figure = before.get(..before.len() - length).unwrap_or_default();
            figure
                .trim_end()
                .ends_with(|c: char| c.is_ascii_digit() || c == '%')
        });
        for (_, meaning) in found.into_iter().flatten() {
            value.approximate |= meaning.about;
            if meaning.bound != Bound::Exact && !(is_range && meaning.bound == Bound::AtMost) {
                value.bound = meaning.bound;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::values::{ValueKind, find, maximal};

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
        }
    }

    #[test]
    fn what_parts_two_figures_is_no_limit() {
        for (language, text) in [
            (Language::Russian, "с 2 до 3,5 процента"),
            (Language::German, "von 2 bis zu 3,5 Prozent"),
            (Language::Spanish, "de 2 % hasta 3,5 %"),
            (Language::French, "de 2 jusqu'à 3,5 %"),
        ] {
            let found = maximal(find(text, language, None));
            let last = found.last();
            assert!(
                last.is_some_and(|last| last.bound == Bound::Exact),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn bounds_and_about_in_every_language() {
        for (language, text, approximate, bound) in [
            (
                Language::English,
                "more than 40 boats",
                false,
                Bound::AtLeast,
            ),
            (
                Language::English,
                "no more than 40 boats",
                false,
                Bound::AtMost,
            ),
            (Language::English, "up to $40", false, Bound::AtMost),
            (Language::English, "nearly 40 boats", true, Bound::AtMost),
            (Language::English, "about 40 boats", true, Bound::Exact),
            (Language::German, "mehr als 40 Boote", false, Bound::AtLeast),
            (
                Language::French,
                "plus de 40 bateaux",
                false,
                Bound::AtLeast,
            ),
            (Language::Spanish, "más de 40 barcos", false, Bound::AtLeast),
            (Language::Russian, "более 40 лодок", false, Bound::AtLeast),
            (Language::Russian, "до 40 лодок", false, Bound::AtMost),
            (Language::Arabic, "أكثر من 40 قاربا", false, Bound::AtLeast),
            (Language::Chinese, "超过40艘", false, Bound::AtLeast),
            (Language::Chinese, "40公里以上", false, Bound::AtLeast),
            (Language::Chinese, "十余万人", true, Bound::AtLeast),
            (Language::Japanese, "およそ40％", true, Bound::Exact),
            (Language::Japanese, "40％未満", false, Bound::AtMost),
            (Language::Korean, "40% 이상", false, Bound::AtLeast),
        ] {
            let found = maximal(find(text, language, None));
            let [value] = found.as_slice() else {
                panic!("{text}: {found:?}");
            };
            assert_ne!(value.kind, ValueKind::Quote);
            assert_eq!(
                (value.approximate, value.bound),
                (approximate, bound),
                "{text}"
            );
        }
    }
}
