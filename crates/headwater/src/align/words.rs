use std::collections::{BTreeMap, BTreeSet};

use crate::text::Span;

/// One word of a text, for comparing within one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case.
    pub(super) letters: String,
    /// Whether it begins with a capital letter.
    pub(super) capital: bool,
    /// Where it stands.
    pub(super) span: Span,
}

/// The words of a text in order: runs of letters and digits, and pairs of neighbouring characters
/// where a script puts no spaces between words.
pub(super) fn sequence(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    let mut add = |start: usize, end: usize| all.extend(word(text, Span::new(start, end)));
    let (mut run, mut before) = (None, None);
    for (at, character) in text.char_indices() {
        let is_unspaced = is_unspaced(character);
        if is_unspaced || !character.is_alphanumeric() {
            if let Some(start) = run.take() {
                add(start, at);
            }
        } else {
            run.get_or_insert(at);
        }
        let previous = before.take();
        if is_unspaced {
            before = Some(at);
            if let Some(start) = previous {
                add(start, at + character.len_utf8());
            }
        }
    }
    if let Some(start) = run {
        add(start, text.len());
    }
    all
}

/// The words of a text in order, in lower case, each with its place.
pub(crate) fn placed(text: &str) -> Vec<(Span, String)> {
    let words = sequence(text).into_iter();
    words.map(|word| (word.span, word.letters)).collect()
}

/// The words of a text in order, in lower case.
pub(crate) fn in_order(text: &str) -> Vec<String> {
    let words = sequence(text).into_iter();
    words.map(|word| word.letters).collect()
}

/// The words of a text, each once.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    sequence(text)
        .into_iter()
        .map(|word| word.letters)
        .collect()
}

fn word(text: &str, span: Span) -> Option<Word> {
    let letters = span.of(text);
    (!letters.is_empty()).then(|| Word {
        letters: letters.to_lowercase(),
        capital: letters.starts_with(char::is_uppercase),
        span,
    })
}

fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// How rare each word is among the sentences of the sources.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    sentences: usize,
    with: BTreeMap<String, usize>,
}

impl Rarity {
    /// Counts in how many sentences each word stands.
    pub(crate) fn of<'a>(sentences: impl Iterator<Item = &'a BTreeSet<String>>) -> Self {
        let mut rarity = Self::default();
        for sentence in sentences {
            rarity.sentences += 1;
            for word in sentence {
                match rarity.with.get_mut(word) {
                    Some(count) => *count += 1,
                    None => drop(rarity.with.insert(word.clone(), 1)),
                }
            }
        }
        rarity
    }

    /// How much a word counts; never below zero.
    pub(crate) fn weight(&self, word: &str) -> f32 {
        let with = self.with.get(word).copied().unwrap_or(0);
        inverse_frequency(with, self.sentences)
    }

    /// Whether a word stands in any sentence.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.with.contains_key(word)
    }

    /// What part of a sentence's words, by weight, stands in a passage; 0 for one without words.
    pub(crate) fn coverage(
        &self,
        sentence: &BTreeSet<String>,
        passage: &[&BTreeSet<String>],
    ) -> f32 {
        let (mut covered, mut total) = (0.0, 0.0);
        for word in sentence {
            let weight = self.weight(word);
            total += weight;
            if passage.iter().any(|words| words.contains(word)) {
                covered += weight;
            }
        }
        if total > 0.0 { covered / total } else { 0.0 }
    }
}

/// The inverse document frequency, as BM25 has it, of what stands in some of all sentences.
pub(super) fn inverse_frequency(with: usize, all: usize) -> f32 {
    let (with, all) = (with as f32, all as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_and_without_spaces() {
        let list = |text| words(text).into_iter().collect::<Vec<_>>();
        assert_eq!(list("The U.N. said 42"), ["42", "n", "said", "the", "u"]);
        assert_eq!(list("港口が開く"), ["が開", "口が", "港口", "開く"]);
        assert_eq!(list("Порт открыт"), ["открыт", "порт"]);
    }

    #[test]
    fn every_word_knows_its_place() {
        for text in ["Das Öl, 42 Fässer", "İki gemi", "港口2031年が開く"] {
            let all = placed(text);
            assert!(all.len() > 1, "{all:?}");
            for (span, word) in all {
                assert_eq!(span.of(text).to_lowercase(), word);
            }
        }
    }

    #[test]
    fn rare_words_weigh_more_than_common_ones() {
        let source: Vec<_> = ["the port opened", "the ferry sank", "the mayor left"]
            .map(words)
            .into();
        let rarity = Rarity::of(source.iter());
        let said = words("the ferry opened");
        let first = rarity.coverage(&said, &[&source[0]]);
        let third = rarity.coverage(&said, &[&source[2]]);
        assert!(first > third, "{first} {third}");
        assert!((rarity.coverage(&said, &[&source[0], &source[1]]) - 1.0).abs() < 1e-6);
        assert!(rarity.coverage(&words("…"), &[&source[0]]).abs() < 1e-6);
    }
}
