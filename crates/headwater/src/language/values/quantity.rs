//! Numbers with a unit of measure, and counts of people.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Value, ValueKind};
use crate::language::numeral::Numeral;
use crate::language::phrases::Phrases;
use crate::language::{Language, tables};
use crate::text::Span;

type Source = BTreeMap<String, String>;

#[derive(Debug)]
struct Table {
    signs: Phrases<String>,
    names: Phrases<String>,
}

static TABLES: LazyLock<BTreeMap<Language, Table>> = LazyLock::new(|| {
    let signs: Source = toml::from_str(SIGNS).unwrap_or_default();
    tables(source, |own: Source| build(&signs, &own))
});

const SIGNS: &str = include_str!("../../../data/mul/units.toml");

const fn source(language: Language) -> &'static str {
    table!(language, "units")
}

fn build(signs: &Source, names: &Source) -> Table {
    let mut table = Table {
        signs: Phrases::new(true),
        names: Phrases::new(false),
    };
    for (phrases, source) in [(&mut table.signs, signs), (&mut table.names, names)] {
        for (forms, unit) in source {
            for form in forms.split('|') {
                phrases.insert(form, unit.clone());
            }
        }
    }
    table
}

/// All quantities, as written: the unit is a UCUM code, `{person}` for people.
pub(super) fn find(text: &str, language: Language, numerals: &[Numeral]) -> Vec<Value> {
    let Some(table) = TABLES.get(&language) else {
        return Vec::new();
    };
    numerals
        .iter()
        .filter(|numeral| !numeral.ordinal && !numeral.glued_before)
        .filter_map(|numeral| {
            let (length, unit) = table.unit(text.get(numeral.span.end()..)?)?;
            let span = Span::new(numeral.span.start(), numeral.span.end() + length);
            let more = numeral.more;
            Some(Value::numeric(
                ValueKind::Quantity,
                span,
                numeral.value,
                Some(unit),
                more,
            ))
        })
        .collect()
}

impl Table {
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
        toml::from_str::<Source>(SIGNS).unwrap();
        for language in Language::ALL {
            let units = toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
            assert!(!units.is_empty(), "{language}");
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
        assert_eq!(quantities("the 3 meterings", Language::English), []);
    }
}
