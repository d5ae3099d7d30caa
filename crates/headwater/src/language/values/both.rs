//! Words that say two without a numeral: both, beide, ambos, оба, 两国, 両首脳, 양국.
//!
//! They are no values of a text by themselves, but what they say can be held against "the two
//! leaders" and "the four leaders" of another.

use rust_decimal::Decimal;

use super::{Value, ValueKind};
use crate::language::Language;
use crate::language::phrases::{Phrases, is_letter};
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

/// How far behind the word its "and" may stand: "both the mayor of Tarn and her deputy".
const FAR: usize = 60;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    /// Words that say two of what is spoken of.
    both: Vec<String>,
    /// A word behind them that makes them join what is named: "both … and".
    #[serde(default)]
    and: Vec<String>,
}

struct Table {
    both: Phrases<()>,
    and: Vec<String>,
}

static TABLES: Tables<Table> = Tables::new(|language| build(&parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "both")
}

fn build(source: &Source) -> Table {
    let mut both = Phrases::new(false);
    for word in &source.both {
        both.insert(word, ());
    }
    let and = source.and.iter().map(|word| format!(" {word} ")).collect();
    Table { both, and }
}

/// The unit of what is said so.
const UNIT: &str = "{both}";

/// Whether a value was said without a numeral.
pub(crate) fn is_both(value: &Value) -> bool {
    value.unit() == Some(UNIT)
}

/// Every place of a text that says two without a numeral, as a quantity of the unit `{both}`, in order.
pub(crate) fn find(text: &str, language: Language) -> Vec<Value> {
    let Some(table) = TABLES.get(language) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut before = None;
    for (at, character) in text.char_indices() {
        let begins = !(is_letter(character) && before.is_some_and(is_letter));
        before = Some(character);
        let rest = text.get(at..).filter(|_| begins).unwrap_or_default();
        let Some((length, ())) = table.both.starting(rest) else {
            continue;
        };
        if !table.joins(rest.get(length..).unwrap_or_default()) {
            let span = Span::new(at, at + length);
            found.push(Value::numeric(
                ValueKind::Quantity,
                span,
                Decimal::TWO,
                Some(UNIT),
                false,
            ));
        }
    }
    found
}

impl Table {
    /// Whether what stands behind the word is a list of two.
    fn joins(&self, behind: &str) -> bool {
        let clause = behind
            .split(['.', ',', ';', ':', '!', '?'])
            .next()
            .unwrap_or_default();
        let near: String = clause.chars().take(FAR).collect();
        self.and.iter().any(|and| near.contains(and.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let read = toml::from_str::<Source>(source(language));
            assert!(read.is_ok(), "{language}: {read:?}");
        }
    }

    #[test]
    fn both_is_two_in_every_language() {
        for (language, text, words) in [
            (Language::Arabic, "اتفق كلا الجانبين على ذلك", "كلا"),
            (Language::Chinese, "两国领导人在港口会面", "两国"),
            (Language::English, "Both leaders signed it", "Both"),
            (Language::German, "die beiden Staatschefs", "beiden"),
            (Language::Japanese, "両国の首脳は会談した", "両国"),
            (Language::Korean, "양국 정상이 만났다", "양국"),
            (Language::Russian, "Оба лидера подписали", "Оба"),
            (Language::Spanish, "ambos puertos cerraron", "ambos"),
        ] {
            let found: Vec<_> = find(text, language)
                .iter()
                .map(|value| (value.span().of(text), value.value() == Some("2")))
                .collect();
            assert_eq!(found, [(words, true)], "{text}");
        }
    }

    #[test]
    fn both_that_joins_two_names_counts_nothing() {
        for text in ["Both Tarn and Osmer agreed", "bothered by it"] {
            assert!(find(text, Language::English).is_empty(), "{text}");
        }
    }
}
