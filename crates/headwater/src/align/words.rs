use std::collections::{BTreeMap, BTreeSet};

/// One word of a text, for comparing within one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case.
    pub(super) letters: String,
    /// Whether it begins with a capital letter.
    pub(super) capital: bool,
}

/// The words of a text in order: runs of letters and digits, and pairs of neighbouring characters
/// where a script puts no spaces between words.
pub(super) fn sequence(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    let mut run = String::new();
    let mut before = None;
    for character in text.chars() {
        if is_unspaced(character) {
            flush(&mut run, &mut all);
            if let Some(before) = before.replace(character) {
                all.push(word(&String::from_iter([before, character])));
            }
            continue;
        }
        before = None;
        if character.is_alphanumeric() {
            run.push(character);
        } else {
            flush(&mut run, &mut all);
        }
    }
    flush(&mut run, &mut all);
    all
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

fn flush(run: &mut String, all: &mut Vec<Word>) {
    if !run.is_empty() {
        all.push(word(run));
        run.clear();
    }
}

fn word(run: &str) -> Word {
    Word {
        letters: run.to_lowercase(),
        capital: run.starts_with(char::is_uppercase),
    }
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
    pub(super) fn weight(&self, word: &str) -> f32 {
        let with = self.with.get(word).copied().unwrap_or(0);
        inverse_frequency(with, self.sentences)
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
