//! What is kept of a sentence's words, so that copies are found without a look at the words: a hash of all of them, and a
//! MinHash signature (Broder 1997) in bands. Two sentences with a band in common are worth a comparison.
//!
//! All of it is part of the form of a store: what is changed here makes another form.

use std::collections::HashSet;

use twox_hash::XxHash3_64;

/// A shingle of words has so many of them.
const WORDS: usize = 3;
/// A shingle of Chinese or Japanese has so many characters.
const CHARACTERS: usize = 5;
/// A signature has so many bands …
pub const BANDS: usize = 8;
/// … of so many minima each: sentences of Jaccard similarity 0.5 have one in common nine times in ten, those of 0.1
/// once in thirteen.
const ROWS: usize = 2;
/// Sentences with fewer shingles have no bands: they say too little to be followed.
pub(crate) const FEWEST: usize = 4;

/// A text as hashes of its words; Chinese and Japanese as those of its characters. Signs, spaces and capitals are left out.
#[derive(Debug, Clone, Default)]
pub struct Words {
    hashes: Vec<u64>,
    /// Whether each is a single character of an unspaced script.
    is_character: Vec<bool>,
}

impl Words {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut word = String::new();
        for c in text.chars() {
            if is_unspaced(c) {
                words.end(&mut word);
                let mut bytes = [0; 4];
                words.push(c.encode_utf8(&mut bytes), true);
            } else if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            } else if !is_joiner(c) {
                words.end(&mut word);
            }
        }
        words.end(&mut word);
        words
    }

    fn end(&mut self, word: &mut String) {
        if !word.is_empty() {
            self.push(word, false);
            word.clear();
        }
    }

    fn push(&mut self, word: &str, is_character: bool) {
        self.hashes.push(XxHash3_64::oneshot(word.as_bytes()));
        self.is_character.push(is_character);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// One hash of all of them, in their order.
    #[must_use]
    pub fn hash(&self) -> i64 {
        self.hashes
            .iter()
            .fold(0, |all, word| mix(all ^ word))
            .cast_signed()
    }

    /// The hashes of its shingles: three words, or five characters where they begin with a character of an unspaced
    /// script. Each once.
    #[must_use]
    pub fn shingles(&self) -> HashSet<u64> {
        self.every_shingle().collect()
    }

    fn every_shingle(&self) -> impl Iterator<Item = u64> {
        let starts = self.is_character.iter().enumerate();
        starts.filter_map(|(start, is_character)| {
            let width = if *is_character { CHARACTERS } else { WORDS };
            let words = self.hashes.get(start..start + width)?;
            Some(words.iter().fold(width as u64, |all, word| mix(all ^ word)))
        })
    }

    /// The bands of the MinHash signature; none for a text of few words.
    #[must_use]
    pub fn bands(&self) -> Vec<i64> {
        let mut minima = [u64::MAX; BANDS * ROWS];
        let mut shingles = 0;
        for shingle in self.every_shingle() {
            shingles += 1;
            for (minimum, turn) in minima.iter_mut().zip(1_u64..) {
                *minimum = (*minimum).min(mix(shingle ^ turn.wrapping_mul(GOLDEN)));
            }
        }
        if shingles < FEWEST {
            return Vec::new();
        }
        let bands = minima.chunks_exact(ROWS).zip(0_u64..);
        let hash = |rows: &[u64], turn| rows.iter().fold(turn, |all, row| mix(all ^ row));
        bands
            .map(|(rows, turn)| hash(rows, turn).cast_signed())
            .collect()
    }
}

/// The golden ratio as a fraction of 2^64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads the bits of a number over all of it (the finaliser of `SplitMix64`).
pub(crate) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(GOLDEN);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// Whether a character belongs to a script without spaces between words.
pub(crate) const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a sign stands within a word: an apostrophe, a soft hyphen, what shows nothing.
pub(crate) const fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}'
    )
}

/// A vector with one signed byte a dimension. Its length is lost, which says nothing.
#[must_use]
pub fn quantised(vector: &[f32]) -> Vec<u8> {
    let largest = vector
        .iter()
        .fold(0.0_f32, |most, value| most.max(value.abs()));
    let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
    let byte = |value: &f32| ((value * scale).round() as i8).cast_unsigned();
    vector.iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(a: &str, b: &str) -> usize {
        let (a, b) = (Words::of(a).bands(), Words::of(b).bands());
        a.iter().zip(&b).filter(|(a, b)| a == b).count()
    }

    const HARBOUR: &str =
        "The harbour of Lowmere will be closed to ferries from Monday until the middle of May";

    #[test]
    fn signs_spaces_and_capitals_are_no_difference() {
        let loud = "  THE harbour of Lowmere, will be closed to ferries (from Monday) until the middle of May! ";
        assert_eq!(Words::of(HARBOUR).hash(), Words::of(loud).hash());
        assert_eq!(shared(HARBOUR, loud), BANDS);
        assert_ne!(
            Words::of(HARBOUR).hash(),
            Words::of("The harbour of Lowmere will be closed").hash()
        );
    }

    #[test]
    fn a_sentence_reworded_in_one_place_shares_bands() {
        let reworded = HARBOUR.replace("Monday", "Tuesday");
        assert!(shared(HARBOUR, &reworded) > 0);
        let other = "A council in the north has voted against the new bridge over the river for the third time";
        assert_eq!(shared(HARBOUR, other), 0);
    }

    #[test]
    fn chinese_is_taken_character_by_character() {
        let closed = "洛米尔港从星期一起至五月中旬对渡轮关闭，港务局长说。";
        assert_eq!(Words::of(closed).len(), 24);
        assert!(shared(closed, &closed.replace("五月", "六月")) > 0);
    }

    #[test]
    fn a_sentence_of_few_words_has_no_bands() {
        assert!(Words::of("He said so.").bands().is_empty());
        assert!(Words::of("").bands().is_empty());
    }

    #[test]
    fn the_direction_of_a_vector_is_kept() {
        assert_eq!(
            quantised(&[0.5, -0.25, 0.0]),
            [127, (-64_i8).cast_unsigned(), 0]
        );
        assert_eq!(quantised(&[0.0, 0.0]), [0, 0]);
    }
}
