//! A text cut into tokens.

use super::category::Reading;
use super::lexicon::{Lexicon, fold_char, without_articles};
use super::token::{Number, Token};
use crate::language::Language;
use crate::language::is_alphabetic;
use crate::language::numeral::Numeral;
use crate::language::trie::Place;
use crate::text::Span;
use rust_decimal::Decimal;
use std::ops::Range;

/// One character of the text, folded, with its bytes.
#[derive(Clone, Copy)]
struct Letter {
    start: usize,
    end: usize,
    folded: char,
    original: char,
}

/// No text is expected to have shorter tokens.
const LETTERS_A_TOKEN: usize = 2;

/// A known word: the letter that it ends before, and what it means.
type Known = (usize, &'static [Reading]);

/// Cuts a text into tokens; `numerals` are the numbers that were found in it, in order.
pub(super) fn tokens(
    text: &str,
    numerals: impl Iterator<Item = Numeral>,
    language: Language,
    lexicon: &'static Lexicon,
) -> Vec<Token> {
    let mut letters = Vec::with_capacity(text.len());
    letters.extend(text.char_indices().filter_map(|(start, original)| {
        fold_char(original).map(|folded| Letter {
            start,
            end: start + original.len_utf8(),
            folded,
            original,
        })
    }));
    let mut lexer = Lexer {
        letters: &letters,
        language,
        lexicon,
        numerals: numerals.map(|numeral| positive(text, numeral)).collect(),
        next_numeral: 0,
        tokens: Vec::with_capacity(letters.len() / LETTERS_A_TOKEN),
    };
    lexer.run();
    lexer.tokens
}

/// Eight minus ten minutes: what is less than nothing is a number with a word before.
fn positive(text: &str, mut numeral: Numeral) -> Numeral {
    let mut letters = numeral.span.of(text).char_indices();
    let space = letters.find(|(_, letter)| letter.is_whitespace());
    if let Some((at, space)) = space.filter(|_| numeral.value.is_sign_negative()) {
        let start = numeral.span.start() + at + space.len_utf8();
        numeral.span = Span::new(start, numeral.span.end());
        numeral.value = numeral.value.abs();
    }
    numeral
}

fn is_digits(token: &Token) -> bool {
    token.number.is_some_and(|number| number.digits > 0)
}

struct Lexer<'t> {
    letters: &'t [Letter],
    language: Language,
    lexicon: &'static Lexicon,
    numerals: Vec<Numeral>,
    next_numeral: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        let mut at = 0;
        let mut glued = false;
        while let Some(letter) = self.letters.get(at).copied() {
            if letter.folded == '\n' {
                self.push(at, at + 1, glued, None, &[], Some('\n'));
                at += 1;
                glued = false;
            } else if letter.folded.is_whitespace() {
                at += 1;
                glued = false;
            } else if glued && letter.folded == '\'' && self.language == Language::French {
                // l'année: what is left out before a vowel leaves two words
                at += 1;
            } else {
                at = self.piece(at, glued);
                glued = true;
            }
        }
    }

    /// Reads one token at `at`; where the next one may begin.
    fn piece(&mut self, at: usize, glued: bool) -> usize {
        let Some(letter) = self.letters.get(at).copied() else {
            return at + 1;
        };
        if letter.folded.is_ascii_digit() {
            return self.digits(at, glued);
        }
        let spelled = self.spelled(at, letter.start);
        let word = if is_alphabetic(letter.folded) {
            self.known(at)
        } else {
            None
        };
        // 4월 10일 만났다: behind digits 일 is the day, and "a half" is no number where it is a word
        let behind_digits = glued && self.tokens.last().is_some_and(is_digits);
        let half = |(_, number): &(usize, Number)| number.value == Decimal::new(5, 1);
        let is_word = |spelled: &(usize, Number)| {
            behind_digits && self.language == Language::Korean
                || half(spelled) && !self.language.is_unspaced()
        };
        let spelled = spelled.filter(|spelled| word.is_none() || !is_word(spelled));
        match (spelled, word) {
            (Some((end, number)), Some((word_end, readings))) if end == word_end => {
                self.push(at, end, glued, Some(number), readings, None);
                end
            }
            (Some((end, number)), word) if word.as_ref().is_none_or(|(w, _)| *w < end) => {
                self.push(at, end, glued, Some(number), &[], None);
                end
            }
            (_, Some((mut end, readings))) => {
                if readings.iter().any(|r| r.abbreviation)
                    && self.letters.get(end).is_some_and(|l| l.folded == '.')
                {
                    end += 1;
                }
                self.push(at, end, glued, None, readings, None);
                end
            }
            _ if is_alphabetic(letter.folded) => {
                let end = if self.is_unspaced(letter.folded) {
                    at + 1
                } else {
                    self.word_end(at)
                };
                self.push(at, end, glued, None, &[], None);
                end
            }
            _ => {
                self.push(at, at + 1, glued, None, &[], Some(letter.folded));
                at + 1
            }
        }
    }

    /// A run of digits, with the letters of an ordinal behind it.
    fn digits(&mut self, at: usize, glued: bool) -> usize {
        let mut end = at;
        let mut value: i64 = 0;
        while let Some(digit) = self.letters.get(end).and_then(|l| l.folded.to_digit(10)) {
            // numbers too long for a date end up as one too large for any slot
            value = value.saturating_mul(10).saturating_add(i64::from(digit));
            end += 1;
        }
        let digits = end - at;
        let mut ordinal = false;
        for ending in &self.lexicon.ordinal_endings {
            let length = ending.chars().count();
            let same = ending
                .chars()
                .zip(self.letters.get(end..).unwrap_or_default())
                .filter(|(want, letter)| *want == letter.folded)
                .count()
                == length;
            let over = self
                .letters
                .get(end + length)
                .is_none_or(|l| !l.folded.is_alphanumeric());
            if same && over {
                end += length;
                ordinal = true;
                break;
            }
        }
        let number = Number::new(Decimal::from(value), digits, ordinal);
        self.push(at, end, glued, Some(number), &[], None);
        end
    }

    /// A number in words that begins at this byte, and the letter that it ends before.
    fn spelled(&mut self, at: usize, byte: usize) -> Option<(usize, Number)> {
        let rest = self.numerals.get(self.next_numeral..)?;
        self.next_numeral += rest.iter().take_while(|n| n.span.start() < byte).count();
        let numeral = self.numerals.get(self.next_numeral)?;
        if numeral.span.start() != byte {
            return None;
        }
        let end = numeral.span.end();
        let inside = self.letters.get(at..)?;
        let length = inside.iter().take_while(|l| l.start < end).count();
        let number = Number::new(numeral.value, 0, numeral.ordinal);
        Some((at + length, number))
    }

    /// The longest known word at `at`.
    fn known(&self, at: usize) -> Option<Known> {
        let first = self.letters.get(at)?.folded;
        if self.is_unspaced(first) {
            self.known_unspaced(at)
        } else if self.language == Language::Arabic {
            self.known_arabic(at)
        } else {
            self.known_spaced(at)
        }
    }

    fn known_unspaced(&self, at: usize) -> Option<Known> {
        let mut place = Place::START;
        let mut best = None;
        for (index, letter) in self.letters.iter().enumerate().skip(at) {
            let Some(next) = self.lexicon.words.step(place, letter.folded) else {
                break;
            };
            place = next;
            if let Some(readings) = self.lexicon.words.meaning(place) {
                best = Some((index + 1, readings.as_slice()));
            }
        }
        best
    }

    fn known_spaced(&self, at: usize) -> Option<Known> {
        let words = &self.lexicon.words;
        let mut place = Place::START;
        let mut best = None;
        let mut start = at;
        loop {
            let end = self.word_end(start);
            let mut word = self.letters.get(start..end)?.iter();
            let Some(next) = word.try_fold(place, |place, l| words.step(place, l.folded)) else {
                return best;
            };
            if let Some(readings) = words.meaning(next).filter(|_| end > start) {
                best = Some((end, readings.as_slice()));
            }
            let joint = self.joint(end).filter(|_| end > start);
            let Some(next) = joint.and_then(|joint| words.step(next, joint)) else {
                return best;
            };
            (place, start) = (next, end + 1);
            // workers' day
            if joint == Some('\'')
                && self.joint(start) == Some(' ')
                && let Some(next) = words.step(place, ' ')
            {
                (place, start) = (next, start + 1);
            }
        }
    }

    /// The same where words are found with their articles and without.
    fn known_arabic(&self, at: usize) -> Option<Known> {
        let end = self.word_end(at);
        let mut key = self.word(at..end);
        let readings = self.look_up(&key).or_else(|| self.arabic(&key));
        let mut best = readings.map(|readings| (end, readings));
        let mut start = end;
        while let Some(joint) = self.joint(start) {
            let end = self.word_end(start + 1);
            key.push(joint);
            key.push_str(&self.word(start + 1..end));
            if let Some(readings) = self.look_up(&key) {
                best = Some((end, readings));
            }
            let words = &self.lexicon.words;
            let goes_on = |key: &str| words.find(key.chars()).is_some();
            if end == start + 1 || !goes_on(&key) && !goes_on(&without_articles(&key)) {
                break;
            }
            start = end;
        }
        best
    }

    fn word(&self, letters: Range<usize>) -> String {
        let letters = self.letters.get(letters).unwrap_or_default();
        letters.iter().map(|letter| letter.folded).collect()
    }

    /// The one space, hyphen, apostrophe or full stop that may join the words of one entry.
    fn joint(&self, at: usize) -> Option<char> {
        let letter = self.letters.get(at)?.folded;
        matches!(letter, ' ' | '-' | '\'' | '.').then_some(letter)
    }

    fn look_up(&self, key: &str) -> Option<&'static [Reading]> {
        let words = &self.lexicon.words;
        let exact = words.get(key.chars());
        let found = exact.or_else(|| words.get(without_articles(key).chars()));
        found.map(Vec::as_slice)
    }

    /// An Arabic word with what is written onto its front: and, in, for, the.
    fn arabic(&self, word: &str) -> Option<&'static [Reading]> {
        let word = word.strip_prefix(['و', 'ف']).map_or(word, |rest| {
            if rest.chars().count() >= 3 {
                rest
            } else {
                word
            }
        });
        let lam = word.strip_prefix("لل");
        let rest = word.strip_prefix(['ب', 'ل', 'ك']);
        [Some(word), lam, rest]
            .into_iter()
            .flatten()
            .filter(|form| form.chars().count() >= 3)
            .find_map(|form| self.look_up(form))
    }

    /// Where the word that begins at `at` ends.
    fn word_end(&self, at: usize) -> usize {
        let rest = self.letters.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|l| is_alphabetic(l.folded) && !self.is_unspaced(l.folded))
            .count();
        at + length
    }

    /// Whether words are looked up from any of these letters on, not only from a word's start.
    fn is_unspaced(&self, letter: char) -> bool {
        matches!(
            self.language,
            Language::Chinese | Language::Japanese | Language::Korean
        ) && u32::from(letter) >= 0x1100
    }

    fn push(
        &mut self,
        from: usize,
        to: usize,
        glued: bool,
        number: Option<Number>,
        readings: &'static [Reading],
        sign: Option<char>,
    ) {
        let Some((first, last)) = self.letters.get(from).zip(self.letters.get(to - 1)) else {
            return;
        };
        let before = from.checked_sub(1).and_then(|at| self.letters.get(at));
        let inside = !self.language.is_unspaced()
            && is_alphabetic(first.folded)
            && before.is_some_and(|l| l.end == first.start && is_alphabetic(l.folded));
        self.tokens.push(Token {
            start: first.start,
            end: last.end,
            glued,
            capital: first.original.is_uppercase(),
            inside,
            number,
            readings,
            word: sign.is_none() && is_alphabetic(first.folded) && !self.is_unspaced(first.folded),
            sign,
        });
    }
}
