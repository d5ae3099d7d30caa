//! Numbers with a unit of measure, and counts of people.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Value, ValueKind, measure};
use crate::language::Language;
use crate::language::numeral::Numeral;
use crate::language::phrases::Phrases;
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    /// Names of units with their codes.
    names: BTreeMap<String, String>,
    /// Words before a number that say that it is below zero: 零下.
    below_before: Vec<String>,
    /// The same after the unit: bajo cero.
    below_after: Vec<String>,
    /// Words before a number that make a length a speed: 時速.
    per_hour_before: Vec<String>,
    per_second_before: Vec<String>,
}

#[derive(Debug)]
struct Table {
    signs: Phrases<String>,
    names: Phrases<String>,
    before: Phrases<Before>,
    below_after: Phrases<()>,
}

/// What a word before a number says of the unit after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Below,
    PerHour,
    PerSecond,
}

static TABLES: Tables<Table> =
    Tables::new(|language| build(&measure::units().signs, &parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "units")
}

fn build(signs: &BTreeMap<String, String>, own: &Source) -> Table {
    let mut table = Table {
        signs: Phrases::new(true),
        names: Phrases::new(false),
        before: Phrases::new(false),
        below_after: Phrases::new(false),
    };
    for (phrases, source) in [(&mut table.signs, signs), (&mut table.names, &own.names)] {
        for (forms, unit) in source {
            for form in forms.split('|') {
                phrases.insert(form, unit.clone());
            }
        }
    }
    for (words, meaning) in [
        (&own.below_before, Before::Below),
        (&own.per_hour_before, Before::PerHour),
        (&own.per_second_before, Before::PerSecond),
    ] {
        for word in words {
            table.before.insert(word, meaning);
        }
    }
    for word in &own.below_after {
        table.below_after.insert(word, ());
    }
    table
}

/// All quantities, as written: the unit is a UCUM code, `{person}` for people and `{times}` for
/// multiples.
pub(super) fn find(text: &str, language: Language, numerals: &[Numeral]) -> Vec<Value> {
    let Some(table) = TABLES.get(language) else {
        return Vec::new();
    };
    let mut values: Vec<Value> = Vec::new();
    for numeral in numerals {
        let last_end = values.last().map_or(0, |last| last.span.end());
        if numeral.ordinal || numeral.glued_before || numeral.span.start() < last_end {
            continue;
        }
        values.extend(table.read(text, last_end, numeral));
    }
    values
}

impl Table {
    fn read(&self, text: &str, from: usize, numeral: &Numeral) -> Option<Value> {
        let span = numeral.span;
        let after = text.get(span.end()..)?;
        let (length, unit) = self.unit(after)?;
        let mut end = span.end() + length;
        let mut start = span.start();
        let mut value = numeral.value;
        let mut unit = unit;
        let before = text.get(from..start).unwrap_or_default();
        let tight = before.strip_suffix(' ').unwrap_or(before);
        let is_temperature = measure::dimension(unit) == Some("temperature");
        if let Some((width, meaning)) = self.before.ending(tight) {
            let speed = match (meaning, unit) {
                (Before::PerHour, "km") => "km/h",
                (Before::PerHour, "[mi_i]") => "[mi_i]/h",
                (Before::PerSecond, "m") => "m/s",
                (Before::PerSecond, "km") => "km/s",
                _ => unit,
            };
            let below = *meaning == Before::Below && is_temperature;
            if below || speed != unit {
                start -= before.len() - tight.len() + width;
                unit = speed;
                value = if below { -value.abs() } else { value };
            }
        }
        // 两度 and 2度 are twice more often than two degrees.
        let degrees = text.get(span.end()..end).unwrap_or_default().trim();
        if start == span.start() && matches!(degrees, "度" | "도") {
            let digits = span.of(text).contains(|c: char| c.is_numeric());
            let few = !numeral.value.is_sign_negative() && numeral.value < Decimal::from(5);
            if !digits || few {
                return None;
            }
        }
        let rest = text.get(end..).unwrap_or_default();
        let bare = rest.trim_start_matches([' ', ',']);
        if is_temperature && let Some((width, ())) = self.below_after.starting(bare) {
            end += rest.len() - bare.len() + width;
            value = -value.abs();
        }
        let kind = ValueKind::Quantity;
        let span = Span::new(start, end);
        Some(Value::numeric(kind, span, value, Some(unit), numeral.more))
    }

    /// The unit that `after` begins with: its length with the space before it.
    fn unit<'t>(&'t self, after: &str) -> Option<(usize, &'t str)> {
        let tight = after
            .strip_prefix([' ', '\u{A0}', '\u{202F}', '-'])
            .unwrap_or(after);
        let sign = self.signs.starting(tight);
        let name = self.names.starting(tight);
        let (length, unit) = match (sign, name) {
            (Some(sign), Some(name)) if name.0 > sign.0 => name,
            (Some(sign), _) => sign,
            (None, name) => name?,
        };
        // An empty unit marks a word that only begins like one.
        (!unit.is_empty()).then_some((after.len() - tight.len() + length, unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantities(text: &str, language: Language) -> Vec<(String, String)> {
        super::super::find(text, language, None)
            .into_iter()
            .filter(|value| value.kind == ValueKind::Quantity)
            .filter_map(|value| Some((value.value?, value.unit?)))
            .collect()
    }

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let units = toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
            assert!(!units.names.is_empty(), "{language}");
            for unit in units.names.values() {
                assert!(
                    unit.is_empty() || measure::dimension(unit).is_some() || unit == "{person}",
                    "{language}: {unit} has no factor"
                );
            }
        }
    }

    #[test]
    fn measures_and_people_in_every_language() {
        for (language, text, value, unit) in [
            (Language::English, "29km of road", "29", "km"),
            (Language::English, "a 385-mile walk", "385", "[mi_i]"),
            (Language::English, "384 people", "384", "{person}"),
            (Language::French, "3 000 mètres carrés", "3000", "m2"),
            (Language::German, "zwölf Hektar", "12", "har"),
            (Language::Spanish, "quince toneladas", "15", "t"),
            (Language::Russian, "40 км", "40", "km"),
            (Language::Arabic, "29 كم", "29", "km"),
            (Language::Chinese, "620公里", "620", "km"),
            (Language::Chinese, "十余万人", "100000", "{person}"),
            (Language::Japanese, "3万5千トン", "35000", "t"),
            (Language::Korean, "이십 킬로미터", "20", "km"),
            (Language::English, "minus 5 °C", "-5", "Cel"),
            (Language::Chinese, "零下12摄氏度", "-12", "Cel"),
            (Language::Spanish, "12 grados bajo cero", "-12", "Cel"),
            (Language::Japanese, "時速120キロ", "120", "km/h"),
        ] {
            let expected = (value.to_owned(), unit.to_owned());
            assert_eq!(quantities(text, language), [expected], "{text}");
        }
    }

    #[test]
    fn words_that_begin_like_a_unit_are_none() {
        assert_eq!(quantities("4人民币", Language::Chinese), []);
        assert_eq!(
            quantities("the 3 kms", Language::English),
            [("3".into(), "km".into())]
        );
        assert_eq!(
            quantities("the 3 meterings", Language::English),
            [("3".into(), "meterings".into())]
        );
    }
}
