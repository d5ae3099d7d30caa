//! Words that mark how sure a sentence is of what it says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Language, tables};
use crate::text::Span;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Table {
    hearsay: Vec<String>,
    hedge: Vec<String>,
}

static MARKS: LazyLock<BTreeMap<Language, Table>> = LazyLock::new(|| tables(source, |table| table));

const fn source(language: Language) -> &'static str {
    table!(language, "marks")
}

/// The words by which a text says that it only passes on what it heard: "reportedly", 据称, якобы.
#[must_use]
pub fn hearsay(text: &str, language: Language) -> Vec<Span> {
    let Some(table) = MARKS.get(&language) else {
        return Vec::new();
    };
    let mut found: Vec<Span> = table
        .hearsay
        .iter()
        .flat_map(|phrase| occurrences(text, phrase))
        .collect();
    found.sort_unstable();
    found
}

/// Whether anything in a text keeps it from being told as plain fact: hearsay, doubt, or somebody
/// to whom it is ascribed. Says yes rather too often.
#[must_use]
pub fn is_hedged(text: &str, language: Language) -> bool {
    MARKS.get(&language).is_some_and(|table| {
        let mut phrases = table.hearsay.iter().chain(&table.hedge);
        phrases.any(|phrase| occurrences(text, phrase).next().is_some())
    })
}

/// Where a phrase stands in a text, whatever the case; whole words alone where words are spaced.
fn occurrences<'t>(text: &'t str, phrase: &'t str) -> impl Iterator<Item = Span> + 't {
    text.char_indices().filter_map(move |(start, _)| {
        let rest = text.get(start..)?;
        let length = length_of_prefix(rest, phrase)?;
        let before = text.get(..start)?.chars().next_back();
        let after = rest.get(length..)?.chars().next();
        let cut = |outside: Option<char>, inside: Option<char>| {
            outside
                .zip(inside)
                .is_some_and(|(a, b)| is_spaced_letter(a) && is_spaced_letter(b))
        };
        let inside_word =
            cut(before, phrase.chars().next()) || cut(after, phrase.chars().next_back());
        (!inside_word).then(|| Span::new(start, start + length))
    })
}

/// How many bytes of `text` the phrase takes at its beginning.
fn length_of_prefix(text: &str, phrase: &str) -> Option<usize> {
    let mut length = 0;
    let mut characters = text.chars();
    for wanted in phrase.chars() {
        let character = characters.next()?;
        if !character.to_lowercase().eq(std::iter::once(wanted)) {
            return None;
        }
        length += character.len_utf8();
    }
    Some(length)
}

/// Whether a letter belongs to a script that puts spaces between words and none inside them.
/// Korean and Arabic put endings and particles right on the word.
fn is_spaced_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{400}'..='\u{52F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let table: Table = toml::from_str(source(language)).unwrap();
            assert!(
                !table.hearsay.is_empty() && !table.hedge.is_empty(),
                "{language}"
            );
            let phrases = table.hearsay.iter().chain(&table.hedge);
            for phrase in phrases {
                assert_eq!(phrase.to_lowercase(), *phrase, "small letters");
                assert_eq!(phrase.trim(), phrase);
            }
        }
    }

    #[test]
    fn hearsay_is_found_as_a_whole_word_in_any_case() {
        let text = "Reportedly, the pier sank.";
        assert_eq!(hearsay(text, Language::English), [Span::new(0, 10)]);
        assert!(hearsay("An unreportedlyx thing", Language::English).is_empty());
        assert_eq!(
            hearsay("据称，码头沉没了。", Language::Chinese),
            [Span::new(0, 6)]
        );
        assert_eq!(hearsay("Паром якобы затонул.", Language::Russian).len(), 1);
    }

    #[test]
    fn a_plain_statement_is_not_hedged() {
        assert!(!is_hedged(
            "The delegation threatened to leave.",
            Language::English
        ));
        assert!(is_hedged("The delegation may leave.", Language::English));
        assert!(is_hedged(
            "La délégation aurait menacé de partir.",
            Language::French
        ));
        assert!(!is_hedged(
            "La délégation a menacé de partir.",
            Language::French
        ));
        assert!(is_hedged("消息称代表团威胁退出。", Language::Chinese));
    }
}
