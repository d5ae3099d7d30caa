//! Words and phrases looked for right before or right after a place in a text.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Phrases with what they mean. Matching does not look at the case, and a phrase of letters ends
/// where a word ends.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    entries: HashMap<String, T>,
    first: HashSet<char>,
    last: HashSet<char>,
    /// The longest phrase, in characters.
    longest: usize,
    exact: bool,
}

impl<T> Phrases<T> {
    /// No phrases yet; `exact` where the case counts.
    pub(crate) fn new(exact: bool) -> Self {
        Self {
            entries: HashMap::default(),
            first: HashSet::default(),
            last: HashSet::default(),
            longest: 0,
            exact,
        }
    }

    /// Adds a phrase, written as it is matched: in small letters unless the case counts.
    pub(crate) fn insert(&mut self, phrase: &str, meaning: T) {
        self.first.extend(phrase.chars().next());
        self.last.extend(phrase.chars().next_back());
        self.longest = self.longest.max(phrase.chars().count());
        self.entries.insert(phrase.to_owned(), meaning);
    }

    /// The longest phrase that `text` begins with: its length in bytes, and what it means.
    pub(crate) fn starting(&self, text: &str) -> Option<(usize, &T)> {
        let mut chars = text.chars();
        if !self.first.contains(&self.fold(chars.next()?)) {
            return None;
        }
        let mut phrase = String::new();
        let mut found = None;
        let mut length = 0;
        let mut rest = text.chars().peekable();
        for _ in 0..self.longest {
            let Some(c) = rest.next() else { break };
            phrase.push(self.fold(c));
            length += c.len_utf8();
            let ends = !is_letter(c) || !rest.peek().copied().is_some_and(is_letter);
            if ends && let Some(meaning) = self.entries.get(&phrase) {
                found = Some((length, meaning));
            }
        }
        found
    }

    /// The longest phrase that `text` ends with: its length in bytes, and what it means.
    pub(crate) fn ending(&self, text: &str) -> Option<(usize, &T)> {
        if !self.last.contains(&self.fold(text.chars().next_back()?)) {
            return None;
        }
        let mut back: Vec<char> = text.chars().rev().take(self.longest + 1).collect();
        let before = if back.len() > self.longest {
            back.pop()
        } else {
            None
        };
        back.reverse();
        let folded: String = back.iter().map(|c| self.fold(*c)).collect();
        let mut before = before;
        for (skipped, c) in back.iter().enumerate() {
            let begins = !is_letter(*c) || !before.is_some_and(is_letter);
            before = Some(*c);
            let from = folded.char_indices().nth(skipped).map_or(0, |(at, _)| at);
            let phrase = folded.get(from..).unwrap_or_default();
            if let Some(meaning) = self.entries.get(phrase).filter(|_| begins) {
                let length = back.iter().skip(skipped).map(|c| c.len_utf8()).sum();
                return Some((length, meaning));
            }
        }
        None
    }

    fn fold(&self, c: char) -> char {
        match c {
            '\u{A0}' | '\u{202F}' => ' ',
            _ if self.exact => c,
            _ => c.to_lowercase().next().unwrap_or(c),
        }
    }
}

/// A letter of a script that parts its words by spaces.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}')
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
