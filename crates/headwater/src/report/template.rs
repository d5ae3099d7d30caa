//! Sentences of a catalogue with places to fill in.

use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// A sentence with places to fill in, written `{name}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part<String>>,
}

/// A stretch of a template, or what stands in its place: words as they are, or a place by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<T> {
    Words(T),
    Place(T),
}

impl Template {
    /// Reads `{name}` as a place, all else as words.
    fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a brace is not closed")?;
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                return Err("in braces stands the name of a place, in small letters");
            }
            parts.push(Part::Words(words.to_owned()));
            parts.push(Part::Place(name.to_owned()));
            rest = after;
        }
        if rest.contains('}') {
            return Err("a brace is closed that was not opened");
        }
        parts.push(Part::Words(rest.to_owned()));
        parts.retain(|part| *part != Part::Words(String::new()));
        Ok(Self { parts })
    }

    /// Its words and places, in order.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part<&str>> {
        self.parts.iter().map(|part| match part {
            Part::Words(words) => Part::Words(words.as_str()),
            Part::Place(name) => Part::Place(name.as_str()),
        })
    }

    /// The sentence with its places filled in. What is filled in is never read as a template
    /// itself. A place that nothing is given for stays empty.
    pub(super) fn fill(&self, places: &[(&str, &str)]) -> String {
        let given = |name| places.iter().find(|place| place.0 == name);
        self.parts()
            .map(|part| match part {
                Part::Words(words) => words,
                Part::Place(name) => given(name).map_or("", |place| place.1),
            })
            .collect()
    }

    /// The sentence with a number in its place.
    pub(super) fn number(&self, name: &str, number: usize) -> String {
        self.fill(&[(name, &number.to_string())])
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        Self::parse(&text).map_err(|error| D::Error::custom(format!("{error}: {text}")))
    }
}

/// What is said of a number of things: one template for every number, or one for each form that the
/// language has (CLDR's plural categories).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Counted {
    Always(Template),
    Forms(Forms),
}

/// A template for one and one for the other numbers, as English has them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forms {
    one: Template,
    other: Template,
}

impl Default for Counted {
    fn default() -> Self {
        Self::Always(Template::default())
    }
}

impl Counted {
    /// What is said of so many, with `{count}` filled in, and further places.
    pub(super) fn fill(&self, count: usize, places: &[(&str, &str)]) -> String {
        let number = count.to_string();
        let mut all = vec![("count", number.as_str())];
        all.extend(places);
        self.form(count).fill(&all)
    }

    fn form(&self, count: usize) -> &Template {
        match self {
            Self::Always(template) => template,
            Self::Forms(forms) if count == 1 => &forms.one,
            Self::Forms(forms) => &forms.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_filled_in_wherever_they_stand() {
        let template = Template::parse("{b} before {a}").unwrap();
        assert_eq!(template.fill(&[("a", "1"), ("b", "2")]), "2 before 1");
        assert_eq!(template.fill(&[("b", "2")]), "2 before ");
    }

    /// A quotation may hold what looks like a place.
    #[test]
    fn what_is_filled_in_is_no_template() {
        let template = Template::parse("“{a}”, “{b}”").unwrap();
        assert_eq!(template.fill(&[("a", "{b}"), ("b", "{a}")]), "“{b}”, “{a}”");
    }

    #[test]
    fn a_brace_that_is_no_place_is_an_error() {
        for text in ["{", "}", "{}", "{A}", "{a b}", "{a", "a}", "{{a}}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn one_thing_is_told_from_many() {
        let counted: Counted =
            toml::from_str::<toml::Table>("n = { one = '{count} hen', other = '{count} hens' }")
                .unwrap()["n"]
                .clone()
                .try_into()
                .unwrap();
        let said = [0, 1, 2].map(|count| counted.fill(count, &[]));
        assert_eq!(said, ["0 hens", "1 hen", "2 hens"]);
    }

    proptest! {
        #[test]
        fn words_without_braces_stay_as_they_are(text in "[^{}]{0,40}") {
            prop_assert_eq!(Template::parse(&text).unwrap().fill(&[]), text);
        }
    }
}
