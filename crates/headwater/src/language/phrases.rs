//! Words and phrases looked for right before or right after a place in a text.

use super::pairs::Pairs;
use super::trie::{Place, Trie};
use super::{is_alphabetic, small};

/// Phrases with what they mean. Matching does not look at the case, and a phrase of letters ends
/// where a word ends.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    meanings: Vec<T>,
    /// The place of each meaning, by the phrase.
    onwards: Trie<usize>,
    /// The same by the phrase from its end.
    backwards: Trie<usize>,
    beginnings: Pairs,
    exact: bool,
}

impl<T> Phrases<T> {
    /// No phrases yet; `exact` where the case counts.
    pub(crate) fn new(exact: bool) -> Self {
        Self {
            meanings: Vec::new(),
            onwards: Trie::default(),
            backwards: Trie::default(),
            beginnings: Pairs::default(),
            exact,
        }
    }

    /// Adds a phrase, written as it is matched: in small letters unless the case counts.
    pub(crate) fn insert(&mut self, phrase: &str, meaning: T) {
        let at = self.meanings.len();
        self.meanings.push(meaning);
        self.onwards.insert(phrase.chars(), at);
        self.backwards.insert(phrase.chars().rev(), at);
        self.beginnings.insert(phrase);
    }

    /// The longest phrase that `text` begins with: its length in bytes, and what it means.
    pub(crate) fn starting(&self, text: &str) -> Option<(usize, &T)> {
        if !self.beginnings.may_begin(text) {
            return None;
        }
        self.longest(&self.onwards, text.chars())
    }

    /// The longest phrase that `text` ends with: its length in bytes, and what it means.
    pub(crate) fn ending(&self, text: &str) -> Option<(usize, &T)> {
        self.longest(&self.backwards, text.chars().rev())
    }

    /// The longest phrase that these characters begin with and that is no part of a longer word.
    fn longest(
        &self,
        phrases: &Trie<usize>,
        characters: impl Iterator<Item = char>,
    ) -> Option<(usize, &T)> {
        let mut characters = characters.peekable();
        let mut place = Place::START;
        let mut length = 0;
        let mut found = None;
        while let Some(c) = characters.next()
            && let Some(next) = phrases.step(place, self.fold(c))
        {
            place = next;
            length += c.len_utf8();
            if let Some(at) = phrases.meaning(place)
                && !(is_letter(c) && characters.peek().copied().is_some_and(is_letter))
            {
                found = Some((length, *at));
            }
        }
        let (length, at) = found?;
        Some((length, self.meanings.get(at)?))
    }

    fn fold(&self, c: char) -> char {
        match c {
            '\u{A0}' | '\u{202F}' => ' ',
            _ if self.exact => c,
            _ => small(c),
        }
    }
}

/// A letter of a script that parts its words by spaces.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphabetic(),
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => false,
        _ => is_alphabetic(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases<u8> {
        let mut phrases = Phrases::new(false);
        for (phrase, meaning) in [("per cent", 1), ("per", 2), ("元", 3), ("more than", 4)] {
            phrases.insert(phrase, meaning);
        }
        phrases
    }

    #[test]
    fn the_longest_whole_phrase_is_found() {
        let phrases = phrases();
        assert_eq!(phrases.starting("Per\u{A0}cent of"), Some((9, &1)));
        assert_eq!(phrases.starting("per cents"), Some((3, &2)));
        assert_eq!(phrases.starting("person"), None);
        assert_eq!(phrases.starting("元人"), Some((3, &3)));
        assert_eq!(phrases.ending("it is More than"), Some((9, &4)));
        assert_eq!(phrases.ending("evermore than"), None);
        assert_eq!(phrases.ending(""), None);
    }
}
