//! Sentences in the scripts that put a space after a mark: Latin, Cyrillic, Arabic, Hangul.

use super::{Stop, Table, is_opener};
use crate::language::{Language, words};
use rustc_hash::FxHashSet as HashSet;

/// How far back an abbreviation is looked for, in code points.
const LONGEST_WORD: usize = 24;

/// Whether a sentence ends at the stop.
pub(super) fn ends(stop: &Stop<'_>, table: &Table, language: Language) -> bool {
    if !stop.after.starts_with(char::is_whitespace) {
        return false;
    }
    let Some(next) = stop.next().chars().next() else {
        return true;
    };
    if next.is_lowercase() || ",;:%/،؛".contains(next) || is_dash_and_carries_on(stop) {
        return false;
    }
    if stop.closes && stop.is_carried_on(table) {
        return false;
    }
    if let Some(closed) = stop.closed {
        // Without capitals, only what led to the quotation tells whether it closes the sentence.
        let caseless = next.is_alphabetic() && !next.is_uppercase();
        if caseless && !closed.opened_sentence && !closed.introduced {
            return false;
        }
        // "Stop!" Marlene said. After a full stop it would be a comma.
        if closed.opened_sentence && stop.marks != "." && stop.is_followed_by_speech(table) {
            return false;
        }
    }
    match stop.marks {
        "." => ends_at_full_stop(stop, next, table, language),
        marks if marks.chars().all(|c| matches!(c, '.' | '…' | '‥')) => {
            ends_at_ellipsis(stop, next, language)
        }
        _ => true,
    }
}

/// `— he said` carries a sentence on, `— He said` does not.
fn is_dash_and_carries_on(stop: &Stop<'_>) -> bool {
    let next = stop.next();
    let dashes = ['-', '–', '—'];
    next.starts_with(dashes)
        && next
            .trim_start_matches(dashes)
            .trim_start()
            .starts_with(char::is_lowercase)
}

/// German writes every noun with a capital: there only a common word tells a new sentence.
fn ends_at_ellipsis(stop: &Stop<'_>, next: char, language: Language) -> bool {
    language != Language::German || !next.is_uppercase() || starts_with_common_word(stop, language)
}

fn ends_at_full_stop(stop: &Stop<'_>, next: char, table: &Table, language: Language) -> bool {
    let word = last_word(stop.before);
    let lower = word.to_lowercase();
    let is_in = |set: &HashSet<String>| {
        set.contains(word) || (word.chars().count() > 1 && set.contains(&lower))
    };
    if is_in(&table.before_word) {
        return false;
    }
    if is_in(&table.before_number) && (next.is_numeric() || starts_with_roman_numeral(stop)) {
        return false;
    }
    if !word.is_empty() && word.chars().all(char::is_numeric) {
        // The number of an item: "1. What was said".
        if stop.before == word {
            return false;
        }
        let ordinal = table.ordinals && word.len() <= 2;
        return !ordinal || starts_with_common_word(stop, language);
    }
    if is_in(&table.anywhere) || is_initials(word) {
        return starts_with_common_word(stop, language);
    }
    true
}

/// The word right before a stop, without what opens before it; stops inside it belong to it.
fn last_word(before: &str) -> &str {
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’' | 'º' | 'ª');
    let start = before
        .char_indices()
        .rev()
        .take(LONGEST_WORD)
        .take_while(|(_, c)| belongs(*c))
        .last()
        .map_or(before.len(), |(at, _)| at);
    before.get(start..).unwrap_or_default()
}

/// One letter, or letters with stops between: `R`, `U.S`, `e.g`.
fn is_initials(word: &str) -> bool {
    if word.contains('.') {
        return word
            .split(['.', '-'])
            .all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    }
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// Whether the next word is one that starts sentences and is no name.
fn starts_with_common_word(stop: &Stop<'_>, language: Language) -> bool {
    let next = stop.next().trim_start_matches(is_opener);
    let end = next
        .find(|c: char| !c.is_alphabetic() && c != '\'' && c != '’')
        .unwrap_or(next.len());
    let (word, rest) = next.split_at_checked(end).unwrap_or_default();
    // A letter with a stop is one more initial: В. И. Громов.
    let initial = rest.starts_with('.') && word.chars().nth(1).is_none();
    !initial && word.starts_with(char::is_uppercase) && words::is_common(language, word)
}

fn starts_with_roman_numeral(stop: &Stop<'_>) -> bool {
    let next = stop.next();
    let end = next.len() - next.trim_start_matches(['I', 'V', 'X', 'L', 'C']).len();
    end > 0
        && next
            .get(end..)
            .is_none_or(|rest| !rest.starts_with(char::is_alphanumeric))
}
