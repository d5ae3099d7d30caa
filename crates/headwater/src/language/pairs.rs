//! The first two letters of words, to pass over most other words by.

/// The pairs of ASCII letters that some words begin with, whatever their case.
#[derive(Debug)]
pub(crate) struct Pairs {
    /// For each first letter the bits of the second ones; the lowest is for a word that has none.
    seconds: [u128; 128],
}

/// The bit of a word of one letter.
const ALONE: u128 = 1;

impl Default for Pairs {
    fn default() -> Self {
        Self { seconds: [0; 128] }
    }
}

impl Pairs {
    /// Takes in a word.
    pub(crate) fn insert(&mut self, word: &str) {
        let (first, second) = pair(word);
        if let Some(seconds) = first.and_then(|first| self.seconds.get_mut(first)) {
            *seconds |= second.unwrap_or(u128::MAX);
        }
    }

    /// Whether a text may begin with one of the words; it always may where its first two letters
    /// are not both ASCII.
    pub(crate) fn may_begin(&self, text: &str) -> bool {
        let (first, second) = pair(text);
        let seconds = first.and_then(|first| self.seconds.get(first));
        let is_one = |seconds: &u128| seconds & (second.unwrap_or(u128::MAX) | ALONE) != 0;
        seconds.is_none_or(is_one)
    }
}

/// The first byte in lower case, if any, and the bit of the second one, if that is ASCII.
fn pair(text: &str) -> (Option<usize>, Option<u128>) {
    let mut bytes = text.bytes().map(|byte| byte.to_ascii_lowercase());
    let first = bytes.next().map(usize::from);
    let second = bytes
        .next()
        .map_or(Some(ALONE), |byte| ALONE.checked_shl(byte.into()));
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_with_two_such_letters_is_looked_at() {
        let mut pairs = Pairs::default();
        for word in ["two", "a", "fünf", "über"] {
            pairs.insert(word);
        }
        let may = |text| pairs.may_begin(text);
        assert!(may("two") && may("TWENTY") && may("a ship") && may("an") && may("folk"));
        assert!(may("funf") && may("fünf") && may("übrig") && may("été") && may("t\u{fc}r"));
        assert!(!may("ten") && !may("one") && !may("t"));
    }
}
