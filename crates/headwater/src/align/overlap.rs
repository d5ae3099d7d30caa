//! What a sentence and a passage in the same language have in common.

use std::collections::HashMap;

use super::words::{Rarity, Word, sequence};

/// No more words of a sentence or a passage than these are compared in order, so that one without
/// an end takes no time without an end.
const MOST: usize = 400;

/// What part of a sentence a passage and its source carry, within one language: each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    order: f32,
    names: f32,
    numbers: f32,
}

impl Overlap {
    #[cfg(test)]
    pub(crate) fn new(order: f32, names: f32, numbers: f32) -> Self {
        Self {
            order,
            names,
            numbers,
        }
    }

    /// Compares a sentence with a passage. `source` are all words of the source that the passage is
    /// from.
    pub(super) fn of(sentence: &str, passage: &str, source: &Rarity) -> Self {
        let (said, there) = (sequence(sentence), sequence(passage));
        // the first word has a capital letter in any case
        let names = said.iter().skip(1).filter(|word| word.capital);
        let numbers = said
            .iter()
            .filter(|word| word.letters.starts_with(char::is_numeric));
        Self {
            order: in_order(&said, &there),
            names: share(names, source),
            numbers: share(numbers, source),
        }
    }

    /// How much of the sentence stands in the passage in its order: the sum of the squares of the
    /// runs of words in common, over the square of the sentence's length. 1 for a sentence that is
    /// in it word for word.
    pub(crate) fn order(self) -> f32 {
        self.order
    }

    /// The part of the words with a capital letter inside the sentence that stand anywhere in the
    /// source; 1 where there are none.
    pub(crate) fn names(self) -> f32 {
        self.names
    }

    /// The same for words that begin with a digit.
    pub(crate) fn numbers(self) -> f32 {
        self.numbers
    }
}

/// What part of some words a source has; 1 of no words.
fn share<'w>(words: impl Iterator<Item = &'w Word>, source: &Rarity) -> f32 {
    let (mut there, mut all) = (0_u16, 0_u16);
    for word in words.take(MOST) {
        all += 1;
        there += u16::from(source.knows(&word.letters));
    }
    if all == 0 {
        1.0
    } else {
        f32::from(there) / f32::from(all)
    }
}

/// The squares of the longest runs in common, found from the sentence's beginning on, as a part of
/// the square of its length.
fn in_order(said: &[Word], there: &[Word]) -> f32 {
    let said = said.get(..MOST).unwrap_or(said);
    let there = there.get(..MOST).unwrap_or(there);
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, word) in there.iter().enumerate() {
        places.entry(&word.letters).or_default().push(at);
    }
    let (mut squares, mut at) = (0.0, 0);
    while let Some(word) = said.get(at) {
        let run = |place: &usize| run(said, at, there, *place);
        let here = places.get(word.letters.as_str());
        let longest = here.into_iter().flatten().map(run).max().unwrap_or(0);
        squares += (longest * longest) as f32;
        at += longest.max(1);
    }
    squares / ((said.len() * said.len()).max(1) as f32)
}

/// How many words are the same from one place of each on.
fn run(said: &[Word], at: usize, there: &[Word], place: usize) -> usize {
    let said = said.get(at..).unwrap_or_default();
    let there = there.get(place..).unwrap_or_default();
    said.iter()
        .zip(there)
        .take_while(|(word, other)| word.letters == other.letters)
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn overlap(sentence: &str, passage: &str) -> Overlap {
        Overlap::of(
            sentence,
            passage,
            &Rarity::of([&words(passage)].into_iter()),
        )
    }

    #[test]
    fn the_same_words_in_the_same_order_are_all_of_a_sentence() {
        let same = overlap(
            "The ferry left Vell at 9",
            "Today the ferry left Vell at 9.",
        );
        let parts = [same.order, same.names, same.numbers];
        assert!(
            parts.iter().all(|part| (part - 1.0).abs() < 1e-6),
            "{same:?}"
        );
    }

    #[test]
    fn words_in_another_order_are_less_than_the_same_in_theirs() {
        let source = "The mayor thanked the pilot after the storm.";
        let kept = overlap("The mayor thanked the pilot.", source).order;
        let turned = overlap("The pilot thanked the mayor.", source).order;
        assert!(kept > turned + 0.3, "{kept} {turned}");
    }

    #[test]
    fn names_and_numbers_that_the_source_lacks_are_missed() {
        let source = "Odda Venn kept the light for 30 years.";
        let other = overlap("For 40 years Odda Rask kept the light.", source);
        assert!(
            (other.names - 0.5).abs() < 1e-6 && other.numbers.abs() < 1e-6,
            "{other:?}"
        );
        let none = overlap("the light went out", source);
        assert!((none.names + none.numbers - 2.0).abs() < 1e-6, "{none:?}");
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_pairs_of_characters() {
        let same = overlap("港口在五月开放", "他说港口在五月开放。");
        assert!((same.order - 1.0).abs() < 1e-6, "{same:?}");
    }

    #[test]
    fn a_sentence_without_an_end_takes_no_time_without_an_end() {
        let long = "a ".repeat(200_000);
        assert!(overlap(&long, &long).order > 0.9);
    }
}
