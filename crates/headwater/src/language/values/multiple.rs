//! Multiples in one word: doubled, threefold, verdreifacht, втрое, 翻一番, 倍増.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap as HashMap;

use super::{Value, ValueKind};
use crate::language::Language;
use crate::language::pairs::Pairs;
use crate::language::phrases::is_letter;
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

/// Forms, apart by "|", and how many times they say.
type Source = BTreeMap<String, String>;

#[derive(Debug)]
struct Table {
    /// Words of scripts that write with spaces, in small letters and with a capital.
    words: HashMap<String, Decimal>,
    /// What they begin with.
    beginnings: Pairs,
    /// Words inside text without spaces, the longest first.
    inside: Vec<(String, Decimal)>,
}

static TABLES: Tables<Table> = Tables::new(|language| build(&parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "multiples")
}

fn build(source: &Source) -> Table {
    let mut table = Table {
        words: HashMap::default(),
        beginnings: Pairs::default(),
        inside: Vec::new(),
    };
    for (forms, value) in source {
        let Ok(value) = value.parse::<Decimal>() else {
            continue;
        };
        for form in forms.split('|') {
            if !form.starts_with(is_letter) {
                table.inside.push((form.to_owned(), value));
                continue;
            }
            let mut chars = form.chars();
            let capital: String = chars
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(chars)
                .collect();
            for word in [form.to_owned(), capital] {
                table.beginnings.insert(&word);
                table.words.insert(word, value);
            }
        }
    }
    table
        .inside
        .sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    table
}

/// Adds the multiples that no quantity holds. The unit is `{times}`, as of "3 times".
pub(super) fn add(text: &str, language: Language, quantities: &mut Vec<Value>) {
    let Some(table) = TABLES.get(language) else {
        return;
    };
    let mut found = table.in_words(text);
    for (form, value) in &table.inside {
        for (at, _) in text.match_indices(&**form) {
            found.push((Span::new(at, at + form.len()), *value));
        }
    }
    found.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
    let mut added: Vec<Value> = Vec::new();
    for (span, value) in found {
        let place = quantities.partition_point(|other| other.span.end() <= span.start());
        let held = quantities
            .get(place)
            .is_some_and(|other| other.span.intersects(span));
        let said = added.last().is_some_and(|last| last.span.intersects(span));
        if !held && !said {
            let unit = Some("{times}");
            added.push(Value::numeric(
                ValueKind::Quantity,
                span,
                value,
                unit,
                false,
            ));
        }
    }
    quantities.append(&mut added);
    quantities.sort_by_key(|quantity| quantity.span.start());
}

impl Table {
    fn in_words(&self, text: &str) -> Vec<(Span, Decimal)> {
        let mut found = Vec::new();
        let mut inside = false;
        if self.words.is_empty() {
            return found;
        }
        for (at, c) in text.char_indices() {
            let begins = !std::mem::replace(&mut inside, is_letter(c)) && inside;
            let rest = text
                .get(at..)
                .filter(|rest| begins && self.beginnings.may_begin(rest));
            if let Some(rest) = rest {
                let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
                let span = Span::new(at, at + end);
                found.extend(self.words.get(span.of(text)).map(|value| (span, *value)));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let source = toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
            for value in source.values() {
                value.parse::<Decimal>().expect(value);
            }
        }
    }

    #[test]
    fn multiples_in_every_language() {
        for (language, text, value) in [
            (Language::English, "Exports tripled", "3"),
            (Language::English, "a tenfold rise", "10"),
            (Language::English, "it was halved", "0.5"),
            (Language::German, "hat sich verdoppelt", "2"),
            (Language::French, "les prix ont doublé", "2"),
            (Language::Spanish, "se triplicó", "3"),
            (Language::Russian, "выросли втрое", "3"),
            (Language::Arabic, "تضاعفت الأسعار", "2"),
            (Language::Chinese, "翻了两番", "4"),
            (Language::Japanese, "売り上げが倍増", "2"),
            (Language::Korean, "세 배로 늘었다", "3"),
        ] {
            let found: Vec<_> = super::super::find(text, language, None)
                .into_iter()
                .filter(|value| value.unit.as_deref() == Some("{times}"))
                .filter_map(|value| value.value)
                .collect();
            assert_eq!(found, [value], "{text}");
        }
    }
}
