//! Names that change their endings, as in German and Russian: des Obersten Gerichtshofs, Верховного суда.

use super::known::{self, Entry};
use crate::language::{Language, script};

/// How adjectives and nouns end in Russian, the longest first.
const RUSSIAN: [&str; 36] = [
    "ыми", "ими", "ого", "его", "ому", "ему", "ами", "ями", "ый", "ий", "ой", "ая", "яя", "ое",
    "ее", "ые", "ие", "ым", "им", "ом", "ем", "ей", "ую", "юю", "ых", "их", "ах", "ях", "ам", "ям",
    "а", "я", "о", "е", "ы", "и",
];
/// The same of what is left where none of those ends a word.
const RUSSIAN_SHORT: [char; 4] = ['у', 'ю', 'й', 'ь'];
/// How adjectives end in German, the longest first.
const GERMAN_ADJECTIVE: [&str; 5] = ["er", "en", "em", "es", "e"];
/// How a German noun ends in the genitive or dative.
const GERMAN_NOUN: [&str; 4] = ["es", "en", "s", "n"];
/// The shortest stem, in letters.
const STEM: usize = 3;

/// A word as it is the same in every case, where that can be told by its letters alone.
pub(super) fn in_every_case(word: &str) -> &str {
    if word.starts_with(script::is_cyrillic) {
        russian_stem(word)
    } else {
        word
    }
}

/// A word of Russian without its ending.
fn russian_stem(word: &str) -> &str {
    let is_stem = |stem: &&str| stem.chars().count() >= STEM;
    let endings = RUSSIAN
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    let mut stems = endings.chain(word.strip_suffix(RUSSIAN_SHORT));
    stems.find(is_stem).unwrap_or(word)
}

fn german_stem(word: &str, is_last: bool) -> &str {
    let endings: &[&str] = if is_last {
        &GERMAN_NOUN
    } else {
        &GERMAN_ADJECTIVE
    };
    let mut stems = endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    stems.find(|stem| stem.len() >= STEM).unwrap_or(word)
}

/// A word of a name without its ending; in German adjectives end otherwise than the noun behind them.
fn stem(word: &str, is_russian: bool, is_last: bool) -> &str {
    if is_russian {
        russian_stem(word)
    } else {
        german_stem(word, is_last)
    }
}

/// Whether a folded text has a folded name of several words with other endings.
pub(super) fn stands_in(name: &str, text: &str, language: Option<Language>) -> bool {
    let is_russian = name.chars().any(script::is_cyrillic);
    let parts: Vec<&str> = name.split(' ').collect();
    if parts.len() < 2 || !(is_russian || language == Some(Language::German)) {
        return false;
    }
    let is_last = |place| place + 1 == parts.len();
    let stems = parts.iter().enumerate();
    let stems: Vec<&str> = stems
        .map(|(place, word)| stem(word, is_russian, is_last(place)))
        .collect();
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(parts.len()).any(|window| {
        let mut both = window.iter().zip(&stems).enumerate();
        both.all(|(place, (word, wanted))| stem(word, is_russian, is_last(place)) == *wanted)
    })
}

/// The entries that have a name of several words with other endings.
pub(super) fn entries(parts: &[String], language: Option<Language>) -> Vec<Entry> {
    const RUSSIAN_ADJECTIVE: [&str; 9] = ["ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"];
    const RUSSIAN_NOUN: [&str; 9] = ["", "а", "я", "о", "е", "ы", "и", "й", "ь"];
    let folded: Vec<String> = parts.iter().map(|part| known::fold(part)).collect();
    let Some((last, first)) = folded.split_last().filter(|(_, first)| !first.is_empty()) else {
        return Vec::new();
    };
    let is_russian = last.chars().any(script::is_cyrillic);
    let (of_first, of_last): (&[&str], &[&str]) = match language {
        _ if is_russian => (&RUSSIAN_ADJECTIVE, &RUSSIAN_NOUN),
        Some(Language::German) => (&GERMAN_ADJECTIVE, &[""]),
        _ => return Vec::new(),
    };
    let firsts: Vec<&str> = first
        .iter()
        .map(|word| stem(word, is_russian, false))
        .collect();
    let lasts = [last, stem(last, is_russian, true)];
    let mut found = Vec::new();
    for of_first in of_first {
        let first: Vec<String> = firsts
            .iter()
            .map(|stem| format!("{stem}{of_first}"))
            .collect();
        for last in lasts {
            for of_last in of_last {
                found.extend(known::exactly(&format!(
                    "{} {last}{of_last}",
                    first.join(" ")
                )));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Ear, is_general, match_score};
    use crate::language::Language;

    #[test]
    fn a_name_is_known_in_every_case() {
        for (english, name, language) in [
            ("Supreme Court", "Obersten Gerichtshofs", Language::German),
            ("White House", "Weißen Haus", Language::German),
            ("Supreme Court", "Верховного суда", Language::Russian),
            ("White House", "Белым домом", Language::Russian),
        ] {
            assert!(
                match_score(english, name, Some(Language::English), Some(language)) > 0.9,
                "{name}"
            );
        }
    }

    #[test]
    fn a_text_has_a_name_in_every_case() {
        let hears = |text, name, language| {
            Ear::new(text, Some(language)).hears(name, Some(Language::English))
        };
        let (german, russian) = (Language::German, Language::Russian);
        let court = "Supreme Court";
        assert!(hears("Er wurde am Obersten Gerichtshof gesehen.", court, german) > 0.9);
        assert!(hears("Он обратился в Верховного суда палату.", court, russian) > 0.9);
        assert!(hears("Er wurde am obersten Stockwerk gesehen.", court, german) < 0.5);
        assert!(hears("Он видел верховного судью.", court, russian) < 0.5);
    }

    #[test]
    fn what_is_general_is_so_in_every_case() {
        assert!(is_general("Министерством", Language::Russian));
        assert!(!is_general("Громовым", Language::Russian));
    }
}
