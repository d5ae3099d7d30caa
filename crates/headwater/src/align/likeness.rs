use std::collections::BTreeSet;

use super::words::{Rarity, sequence};
use super::{Annotated, Side};
use crate::text::Span;

/// How many letters of a word count, so that "closes" is "closed"; of a Korean one fewer, whose
/// endings begin sooner.
const BEGINNING: usize = 4;
const KOREAN_BEGINNING: usize = 2;

/// How much of what two sentences of one text say is the same, by their words without those of some
/// places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likeness {
    /// What part of the words of the one with fewer of them the other has, by rarity.
    pub(crate) of_shorter: f32,
    /// The same of the one with more words.
    pub(crate) of_longer: f32,
    /// How many words both have.
    pub(crate) common: usize,
    /// Whether the longer one has every word with a capital that stands inside the shorter.
    pub(crate) has_names: bool,
}

/// The words of a text, by which its sentences are compared with each other.
pub(crate) struct Wording {
    rarity: Rarity,
}

impl Wording {
    pub(crate) fn of(side: &Side<'_>) -> Self {
        Self {
            rarity: Rarity::of(side.sentences.iter().map(|sentence| &sentence.words)),
        }
    }

    /// Compares two sentences, each of its own part of the text, without the words in some places.
    pub(crate) fn likeness(
        &self,
        (side, sentence): (&Side<'_>, &Annotated),
        (other_side, other): (&Side<'_>, &Annotated),
        without: &[Span],
    ) -> Likeness {
        let one = Bare::of(side, sentence, without);
        let other = Bare::of(other_side, other, without);
        let (short, long) = if one.words.len() <= other.words.len() {
            (one, other)
        } else {
            (other, one)
        };
        Likeness {
            of_shorter: self.share(&short, &long),
            of_longer: self.share(&long, &short),
            common: short.beginnings.intersection(&long.beginnings).count(),
            has_names: short.names.is_subset(&long.beginnings),
        }
    }

    /// What part of the words of one sentence another has.
    fn share(&self, one: &Bare, other: &Bare) -> f32 {
        let (mut common, mut all) = (0.0, 0.0);
        for word in &one.words {
            let weight = self.rarity.weight(word);
            all += weight;
            if other.beginnings.contains(&beginning(word)) {
                common += weight;
            }
        }
        if all > 0.0 { common / all } else { 0.0 }
    }
}

/// A sentence without some of its words.
struct Bare {
    words: BTreeSet<String>,
    beginnings: BTreeSet<String>,
    /// The beginnings of those with a capital, but for the first.
    names: BTreeSet<String>,
}

impl Bare {
    fn of(side: &Side<'_>, sentence: &Annotated, without: &[Span]) -> Self {
        let text = side.text_of(sentence);
        let start = sentence.span.start();
        let mut places: Vec<Span> = without
            .iter()
            .copied()
            .filter(|span| sentence.span.contains(*span))
            .collect();
        places.sort_unstable();
        let mut bare = String::with_capacity(text.len());
        let mut at = 0;
        for place in places {
            bare.push_str(text.get(at..place.start() - start).unwrap_or_default());
            bare.push(' ');
            at = at.max(place.end() - start);
        }
        bare.push_str(text.get(at..).unwrap_or_default());
        let words = sequence(&bare);
        let names = words.iter().skip(1).filter(|word| word.capital);
        Self {
            names: names.map(|word| beginning(&word.letters)).collect(),
            beginnings: words.iter().map(|word| beginning(&word.letters)).collect(),
            words: words.into_iter().map(|word| word.letters).collect(),
        }
    }
}

/// How a word begins.
pub(crate) fn beginning(word: &str) -> String {
    let is_korean = |c: char| ('\u{AC00}'..='\u{D7A3}').contains(&c);
    let length = if word.starts_with(is_korean) {
        KOREAN_BEGINNING
    } else {
        BEGINNING
    };
    word.chars().take(length).collect()
}
