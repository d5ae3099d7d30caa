//! Sentences in Chinese and Japanese, whose marks need no space after them.

use super::{Stop, Table, is_full_width_stop};
use crate::language::{Language, script};

/// Whether the stop is one of these scripts: a full-width mark in any text, or `!` and `?` beside
/// a character of theirs.
pub(super) fn applies(stop: &Stop<'_>, language: Language) -> bool {
    if stop.marks.chars().any(is_full_width_stop) {
        return true;
    }
    let beside = stop
        .before
        .chars()
        .next_back()
        .is_some_and(script::is_unspaced);
    language.is_unspaced() && beside && stop.marks.contains(['!', '?'])
}

/// Whether a sentence ends at the stop.
pub(super) fn ends(stop: &Stop<'_>, table: &Table) -> bool {
    if is_decimal(stop) {
        return false;
    }
    let Some(closed) = stop.closed else {
        return !(stop.closes && stop.is_carried_on(table));
    };
    if stop.is_carried_on(table) {
        return false;
    }
    // 他把“为什么？”写在纸上: words quoted in mid-sentence.
    if !closed.opened_sentence && !closed.introduced {
        return false;
    }
    // “我们会来。”他说: what opened the sentence is what somebody says in it.
    closed.bracket || !closed.opened_sentence || !stop.is_followed_by_speech(table)
}

/// Whether the stop is the point of a full-width number: ３．５.
fn is_decimal(stop: &Stop<'_>) -> bool {
    stop.marks == "．"
        && stop
            .before
            .chars()
            .next_back()
            .is_some_and(char::is_numeric)
        && stop.after.chars().next().is_some_and(char::is_numeric)
}
