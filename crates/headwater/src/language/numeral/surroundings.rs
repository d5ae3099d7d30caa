//! What stands around a numeral decides whether it is one.

use rust_decimal::Decimal;

use super::Numeral;
use super::grammar::Reading;
use super::table::{Role, Table};
use crate::text::Span;

/// A text with the table of its language.
pub(super) struct Surroundings<'t> {
    pub(super) text: &'t str,
    pub(super) table: &'t Table,
}

impl Surroundings<'_> {
    pub(super) fn judge(&self, reading: &Reading) -> Numeral {
        let span = reading.span;
        let before = self.text.get(..span.start()).unwrap_or_default();
        let after = self.text.get(span.end()..).unwrap_or_default();
        let digits_first = reading.first == Role::Digits;
        let digits_last = matches!(reading.last, Role::Digits | Role::Vulgar);
        let glued_before = digits_first && ends_in_code(before);
        let takes_suffix = reading.last == Role::Digits || self.table.is_characters();
        let suffix = ordinal_suffix(after, self.table)
            .filter(|_| takes_suffix)
            .or_else(|| self.dotted(reading, before, after));
        let glued_after = suffix.is_none()
            && (digits_last || reading.last == Role::Scale)
            && after.starts_with(is_spaced_letter);
        let free = self.is_free(reading, before, after);
        Numeral {
            span: Span::new(span.start(), span.end() + suffix.unwrap_or(0)),
            value: reading.value.normalize(),
            ordinal: reading.ordinal || suffix.is_some(),
            more: reading.more,
            fraction: reading.fraction,
            free,
            glued_before,
            glued_after,
            scale: scale(reading),
            opens_range: false,
            sinks_to_next: false,
        }
    }

    /// `21.` before a word and after one that says that it is an ordinal: der 21. Kongress.
    fn dotted(&self, reading: &Reading, before: &str, after: &str) -> Option<usize> {
        let habits = &self.table.habits;
        if habits.before_dotted.is_empty() || reading.count > 1 || reading.first != Role::Digits {
            return None;
        }
        let next = after.strip_prefix(". ")?.chars().next()?;
        let small = reading.value < Decimal::ONE_THOUSAND && reading.value.scale() == 0;
        let word = last_word(before);
        (small && next.is_alphabetic() && habits.before_dotted.contains(&word)).then_some(1)
    }

    fn is_free(&self, reading: &Reading, before: &str, after: &str) -> bool {
        if matches!(reading.first, Role::Digits | Role::Vulgar | Role::LoneHalf) {
            return true;
        }
        let single = reading.count == 1;
        if self.table.habits.hangul {
            return self.is_free_hangul(reading, before, after);
        }
        if self.table.is_characters() {
            let isolated = !before.ends_with(is_cjk) && !after.starts_with(is_cjk);
            return !single || isolated || self.has_counter(after) || self.is_named(before, after);
        }
        if single && reading.first == Role::One {
            return false;
        }
        let word = reading.span.of(self.text).to_lowercase();
        if single && self.table.habits.pronouns.contains(&word) {
            return self.is_no_pronoun(before, after);
        }
        true
    }

    /// Whether a single digit in characters is spoken of as a number: 不是四而是五, 三は素数.
    fn is_named(&self, before: &str, after: &str) -> bool {
        let habits = &self.table.habits;
        let begins = if habits.copulas.is_empty() {
            before.ends_with(is_hiragana) || !before.ends_with(is_cjk)
        } else {
            habits.copulas.iter().any(|word| before.ends_with(&**word))
        };
        let particle = habits
            .particles
            .iter()
            .any(|word| after.starts_with(&**word));
        begins && (particle || !after.starts_with(is_cjk))
    }

    /// Whether "one" counts something here.
    fn is_no_pronoun(&self, before: &str, after: &str) -> bool {
        let previous = last_word(before);
        let next = first_word(after);
        let alone = before.len() < NEIGHBOUR && before.trim().is_empty() && next.is_empty();
        let listed = |list: &[String], word: &str| list.iter().any(|entry| entry == word);
        alone
            || (!next.is_empty()
                && !listed(&self.table.habits.not_before, &next)
                && !listed(&self.table.habits.not_after, &previous))
    }

    fn is_free_hangul(&self, reading: &Reading, before: &str, after: &str) -> bool {
        let mixed = matches!(reading.first, Role::Minus) || reading.fraction.is_some();
        let ends = !after.starts_with(is_cjk);
        let particle = self.table.habits.particles.iter().any(|particle| {
            after
                .strip_prefix(&**particle)
                .is_some_and(|rest| !rest.starts_with(is_cjk))
        });
        let counted = self.has_counter(after);
        if reading.count > 1 || mixed {
            return ends || particle || counted;
        }
        let isolated = last_word(before).is_empty() && first_word(after).is_empty();
        let native = reading.first == Role::Native;
        let word = reading.span.of(self.text);
        let named = native && particle && stands_alone(word);
        isolated || counted || named || (native && self.has_counter(after.trim_start()))
    }

    /// Whether a counter stands at the beginning of `after`.
    fn has_counter(&self, after: &str) -> bool {
        after
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(self.table.longest_counter)
            .filter_map(|end| after.get(..end))
            .any(|counter| self.table.counters.contains(counter))
    }
}

/// The scale word after digits, where nothing else belongs to the numeral.
fn scale(reading: &Reading) -> Option<Decimal> {
    let words = reading.count == 2 && reading.last == Role::Scale;
    let single = matches!(reading.first, Role::Digits | Role::Unit | Role::Native);
    let lone = reading.count == 2 && reading.last == Role::LoneScale && single;
    (single && (words || lone)).then_some(reading.last_value)
}

/// The native numerals that stand by themselves, beside those that only stand before a noun. 하나
/// is left out: it is "one" of anything.
fn stands_alone(word: &str) -> bool {
    matches!(
        word,
        "둘" | "셋" | "넷" | "다섯" | "여섯" | "일곱" | "여덟" | "아홉" | "열"
    )
}

/// A letter of a script that parts its words by spaces.
pub(super) fn is_spaced_letter(c: char) -> bool {
    c.is_alphabetic() && !is_cjk(c)
}

/// A Hiragana letter.
pub(super) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}')
}

/// A Han character, kana or Hangul syllable.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        || super::lexer::is_hangul(c)
}

/// Whether digits that follow are part of a name or a code: `B`, `COVID-`, `#`, `_`.
fn ends_in_code(before: &str) -> bool {
    let is_code_letter = |c: char| is_spaced_letter(c) && !matches!(c, '\u{600}'..='\u{6FF}');
    let mut back = before.chars().rev();
    match back.next() {
        Some('_' | '#' | '@' | '\\') => true,
        Some('-' | '\u{2010}' | '\u{2011}') => {
            // COVID-19, 歼-20
            back.next()
                .is_some_and(|c| c.is_alphabetic() && !matches!(c, '\u{3041}'..='\u{309F}'))
        }
        Some(c) => is_code_letter(c),
        None => false,
    }
}

/// The length of `st`, `-й`, `e`, 番目 after an ordinal.
fn ordinal_suffix(after: &str, table: &Table) -> Option<usize> {
    let suffixes = table.habits.ordinal_suffixes.iter();
    let ends = |rest: &str| !rest.starts_with(is_spaced_letter);
    suffixes
        .filter(|suffix| after.strip_prefix(suffix.as_str()).is_some_and(ends))
        .map(String::len)
        .max()
}

/// How far, in characters, the neighbouring words are looked for.
const NEIGHBOUR: usize = 24;

/// The word at the beginning of `after`, in lower case; empty where none stands there.
fn first_word(after: &str) -> String {
    let rest = after.trim_start_matches([' ', '\u{A0}', '-']);
    rest.chars()
        .take(NEIGHBOUR)
        .take_while(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The word at the end of `before`, in lower case; empty where none stands there.
pub(super) fn last_word(before: &str) -> String {
    let rest = before.trim_end_matches([' ', '\u{A0}', '-']);
    let mut word: Vec<char> = rest
        .chars()
        .rev()
        .take(NEIGHBOUR)
        .take_while(|c| c.is_alphabetic())
        .collect();
    word.reverse();
    word.into_iter().flat_map(char::to_lowercase).collect()
}
