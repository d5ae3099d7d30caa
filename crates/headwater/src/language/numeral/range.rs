//! The two ends of a range: 3-5, 10至15, between 3 and 5, de 3 à 5.

use rust_decimal::Decimal;

use super::Numeral;
use super::table::{Habits, Table};
use crate::text::Span;

/// More than this, in bytes, does not stand between the ends of a range.
const WIDEST: usize = 24;

/// Marks each numeral that opens a range, and gives it the scale that is said once for both ends.
pub(super) fn mark(text: &str, table: &Table, mut numerals: Vec<Numeral>) -> Vec<Numeral> {
    let mut rest = numerals.as_mut_slice();
    while let [first, second, ..] = rest {
        if let Some(value) = opens(text, &table.habits, first, second) {
            first.value = value;
            first.opens_range = true;
        } else {
            first.sinks_to_next = sinks(text, &table.habits, first, second);
        }
        rest = rest.split_first_mut().map_or(&mut [], |(_, rest)| rest);
    }
    numerals
}

/// The value of the first end, if the two are a range. A range goes up.
fn opens(text: &str, habits: &Habits, first: &Numeral, second: &Numeral) -> Option<Decimal> {
    let joined = between(text, first, second).filter(|_| first.fraction.is_none())?;
    let is_range = habits.range.contains(&joined)
        || (habits.range_between.contains(&joined) && follows_between(text, habits, first));
    if !is_range || first.value.is_sign_negative() {
        return None;
    }
    // "3 to 5 million" begins at three million, "900 to 1.1 thousand" does not.
    let small = first.value < Decimal::ONE_THOUSAND && first.scale.is_none();
    let scale = second.scale.filter(|_| small).unwrap_or(Decimal::ONE);
    let value = first.value.checked_mul(scale)?;
    (value < second.value).then_some(value)
}

/// Whether a word for "to" leads down from the first numeral to the second. A mere dash does not: 5-3
/// is a score.
fn sinks(text: &str, habits: &Habits, first: &Numeral, second: &Numeral) -> bool {
    first.value > second.value
        && between(text, first, second).is_some_and(|joined| {
            joined.starts_with(char::is_alphabetic) && habits.range.contains(&joined)
        })
}

/// What stands between two cardinal numbers that are near each other, in small letters.
fn between(text: &str, first: &Numeral, second: &Numeral) -> Option<String> {
    let between = Span::new(first.span.end(), second.span.start());
    let is_near = between.len() <= WIDEST && !first.ordinal && !second.ordinal;
    is_near.then(|| between.of(text).trim().to_lowercase())
}

/// Whether "between" stands right before a numeral.
fn follows_between(text: &str, habits: &Habits, numeral: &Numeral) -> bool {
    let before = text.get(..numeral.span.start()).unwrap_or_default();
    // A sign or an article may stand between them: between $3 and $5, entre el 3 y el 5.
    let word_end = |word: &str| {
        let tail = before.trim_end_matches(|c: char| !c.is_alphabetic());
        let bytes = tail.len().checked_sub(word.len());
        bytes
            .and_then(|from| tail.get(from..))
            .is_some_and(|tail| tail.to_lowercase() == word)
    };
    habits.between.iter().any(|word| word_end(word))
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use crate::language::Language;

    fn ranges(text: &str, language: Language) -> Vec<(String, bool)> {
        find(text, language)
            .into_iter()
            .map(|numeral| (numeral.value.to_string(), numeral.opens_range))
            .collect()
    }

    #[test]
    fn both_ends_of_a_range_are_found_and_share_their_scale() {
        for (language, text, first, last) in [
            (Language::English, "3 to 5 million", "3000000", "5000000"),
            (Language::English, "between 3 and 5 people", "3", "5"),
            (Language::English, "3-5%", "3", "5"),
            (Language::Chinese, "10至15万人", "100000", "150000"),
            (Language::Japanese, "10〜15人", "10", "15"),
            (Language::Korean, "3~5명", "3", "5"),
            (Language::German, "3 bis 5 Prozent", "3", "5"),
            (Language::French, "de 3 à 5 %", "3", "5"),
            (Language::Spanish, "entre el 3 y el 5 %", "3", "5"),
            (Language::Russian, "от 3 до 5 человек", "3", "5"),
            (Language::Arabic, "بين 3 و5 ٪", "3", "5"),
        ] {
            let expected = [(first.to_owned(), true), (last.to_owned(), false)];
            assert_eq!(ranges(text, language), expected, "{text}");
        }
    }

    #[test]
    fn a_score_and_a_sum_are_no_ranges() {
        for text in ["5-3", "3 and 5 people", "300 to 5 people"] {
            let found = ranges(text, Language::English);
            assert!(found.iter().all(|(_, opens)| !opens), "{text}: {found:?}");
        }
    }
}
