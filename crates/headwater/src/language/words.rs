//! The commonest words of the languages that are written with spaces.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::language::Language;

/// One table a language that Headwater reads, in the order of their places in [`Words::tags`].
const OWN: [(&str, &str); 5] = [
    ("de", include_str!("../../data/de/words.toml")),
    ("en", include_str!("../../data/en/words.toml")),
    ("es", include_str!("../../data/es/words.toml")),
    ("fr", include_str!("../../data/fr/words.toml")),
    ("ru", include_str!("../../data/ru/words.toml")),
];

/// One table for all languages that Headwater must only tell apart from those.
const OTHERS: &str = include_str!("../../data/mul/words.toml");

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse().unwrap_or_default());

/// Which languages count a word among their commonest.
#[derive(Default)]
struct Words {
    tags: Vec<String>,
    /// Bit `i` of a word stands for `tags[i]`.
    languages: HashMap<String, u32>,
}

impl Words {
    fn parse() -> Result<Self, toml::de::Error> {
        let mut words = Self::default();
        for (tag, table) in OWN {
            for list in toml::from_str::<BTreeMap<String, String>>(table)?.values() {
                words.add(tag, list);
            }
        }
        for (tag, list) in toml::from_str::<BTreeMap<String, String>>(OTHERS)? {
            words.add(&tag, &list);
        }
        Ok(words)
    }

    fn add(&mut self, tag: &str, list: &str) {
        let bit = 1 << self.tags.len().min(31);
        self.tags.push(tag.to_owned());
        for word in list.split_whitespace() {
            *self.languages.entry(word.to_owned()).or_default() |= bit;
        }
    }
}

/// Whether `word`, in whatever case, is one of the commonest of the language. No name is.
pub(crate) fn is_common(language: Language, word: &str) -> bool {
    let Some(place) = OWN.iter().position(|(tag, _)| *tag == language.tag()) else {
        return false;
    };
    let word = word.to_lowercase().replace('’', "'");
    WORDS
        .languages
        .get(&word)
        .is_some_and(|mask| mask & (1 << place) != 0)
}

/// How many words of a text each language counts among its commonest: `(tag, hits)` for every
/// language that has a table, and the number of words.
pub(crate) fn hits(text: &str) -> (Vec<(&'static str, usize)>, usize) {
    let words: &'static Words = &WORDS;
    let mut counts = vec![0_usize; words.tags.len()];
    let mut total = 0;
    let lower = text.to_lowercase().replace('’', "'");
    for word in lower.split(|c: char| !c.is_alphabetic() && c != '\'') {
        if word.is_empty() {
            continue;
        }
        total += 1;
        let whole = words.languages.get(word);
        // French and Italian write an article and its noun as one: l'eau.
        let elided = || {
            let end = word.find('\'')? + 1;
            words.languages.get(word.get(..end)?)
        };
        if let Some(mask) = whole.or_else(elided) {
            for (place, count) in counts.iter_mut().enumerate() {
                *count += usize::from(mask & (1 << place) != 0);
            }
        }
    }
    let tagged = words.tags.iter().map(String::as_str).zip(counts).collect();
    (tagged, total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_parse_and_fit_in_the_mask() {
        let words = Words::parse().unwrap();
        assert!(words.tags.len() <= 32, "{} tables", words.tags.len());
        assert!(words.languages.len() > 1000);
    }

    #[test]
    fn a_word_is_common_in_its_own_language_only() {
        assert!(is_common(Language::English, "The"));
        assert!(is_common(Language::English, "don’t"));
        assert!(!is_common(Language::German, "the"));
        assert!(is_common(Language::Russian, "Однако"));
        assert!(!is_common(Language::Japanese, "the"));
    }
}
