//! Names in Chinese and Japanese, which have no capitals and no spaces.

use super::runs;
use crate::language::script;
use crate::language::values::name::known::{self, Kind};
use crate::language::values::name::tables::Table;
use crate::text::Span;

/// Runs of katakana with ・ in them, or with a title behind.
pub(super) fn japanese(text: &str, table: &Table) -> Vec<Span> {
    let belongs = |c: char| script::is_katakana(c) || matches!(c, '・' | '＝' | '=');
    let mut found = Vec::new();
    for run in runs(text, belongs) {
        let inner = run.of(text);
        let trimmed = inner.trim_matches(['・', '＝', '=']);
        let start = run.start() + (inner.len() - inner.trim_start_matches(['・', '＝', '=']).len());
        let span = Span::new(start, start + trimmed.len());
        let after = text.get(run.end()..).unwrap_or_default();
        let titled = table
            .titles
            .iter()
            .any(|title| after.starts_with(title.as_str()));
        let dotted = trimmed.contains(['・', '＝']);
        if (dotted || titled) && trimmed.chars().count() > 1 {
            found.push(span);
            found.extend(in_brackets(text, run.end()));
        }
    }
    found
}

/// Foreign names by their characters and their dots, people whom the table knows, and people of
/// the country by family name and title.
pub(super) fn chinese(text: &str, table: &Table) -> Vec<Span> {
    let mut found = transliterated(text, table);
    let mut free = 0;
    for (at, _) in text.char_indices() {
        if at < free {
            continue;
        }
        if let Some(taken) = found
            .iter()
            .find(|span| span.start() <= at && at < span.end())
        {
            free = taken.end();
            continue;
        }
        let known = known_person(text, at, table);
        if let Some(span) = known.or_else(|| titled(text, at, table)) {
            free = span.end();
            found.push(span);
            found.extend(in_brackets(text, span.end()));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Han characters that foreign names are written with, with a dot between, or three and more that
/// are seldom used otherwise.
fn transliterated(text: &str, table: &Table) -> Vec<Span> {
    let is_dot = |c: char| matches!(c, '·' | '・' | '•' | '‧' | '．');
    let belongs = |c: char| table.transliteration.contains(&c) || is_dot(c);
    let mut found = Vec::new();
    for run in runs(text, belongs) {
        let inner = run.of(text);
        let trimmed = inner.trim_matches(is_dot);
        if trimmed.contains(is_dot) {
            let start = run.start() + (inner.len() - inner.trim_start_matches(is_dot).len());
            // 曾 behind a name is the word "once".
            let name = trimmed.trim_end_matches('曾');
            found.push(Span::new(start, start + name.len()));
            found.extend(in_brackets(text, run.end()));
            continue;
        }
        for part in runs(inner, |c| table.transliterated.contains(&c)) {
            let span = part.shift(run.start());
            let after = text.get(span.end()..).unwrap_or_default();
            let titled = starts_with_any(after, &table.titles) || before(text, span.start(), table);
            if span.of(text).chars().count() >= 3 && titled && is_person(span.of(text)) {
                found.push(span);
                found.extend(in_brackets(text, span.end()));
            }
        }
    }
    found
}

/// Words in katakana, Han characters that are seldom used but for foreign names, names that the table
/// knows, and words with a capital in Latin letters; of three characters and more.
pub(super) fn possible(text: &str, table: &Table) -> Vec<Span> {
    const SHORTEST: usize = 3;
    let katakana = runs(text, |c| script::is_katakana(c) || matches!(c, '・' | '＝'));
    let foreign = runs(text, |c| table.transliterated.contains(&c));
    let latin = runs(text, |c| {
        script::is_latin(c) || matches!(c, ' ' | '.' | '-' | '\'')
    });
    let latin = latin.into_iter().filter_map(|run| {
        let inner = run.of(text);
        let trimmed = inner.trim_matches([' ', '.', '-', '\'']);
        let start = run.start() + inner.find(trimmed)?;
        let begins = trimmed.starts_with(char::is_uppercase);
        begins.then(|| Span::new(start, start + trimmed.len()))
    });
    let mut all: Vec<Span> = katakana.into_iter().chain(foreign).chain(latin).collect();
    all.extend(known_names(text));
    all.retain(|span| span.of(text).chars().count() >= SHORTEST);
    all.sort_unstable();
    all.dedup();
    all
}

/// The longest names in Han characters that the table knows, wherever they begin.
fn known_names(text: &str) -> Vec<Span> {
    const LONGEST: usize = 8;
    const SHORTEST: usize = 3;
    let mut found = Vec::new();
    let mut free = 0;
    for (at, _) in text.char_indices() {
        let rest = text.get(at.max(free)..).filter(|_| at >= free);
        let ends: Vec<usize> = rest
            .unwrap_or_default()
            .char_indices()
            .take(LONGEST)
            .take_while(|(_, c)| script::is_han(*c))
            .map(|(place, c)| at + place + c.len_utf8())
            .collect();
        let is_known = |end: &usize| !known::exactly(Span::new(at, *end).of(text)).is_empty();
        if let Some(end) = ends.into_iter().skip(SHORTEST - 1).rev().find(is_known) {
            found.push(Span::new(at, end));
            free = end;
        }
    }
    found
}

/// Whether the table knows it, if at all, as a person.
fn is_person(name: &str) -> bool {
    let entries = known::exactly(&known::fold(name));
    entries.is_empty()
        || entries
            .iter()
            .any(|entry| matches!(entry.kind(), Kind::Person | Kind::Part))
}

/// The Latin spellings of the people in the text whom the table knows.
pub(super) fn known_people(text: &str, table: &Table) -> String {
    /// The most people who are looked up.
    const MOST: usize = 64;
    let spans = text
        .char_indices()
        .filter_map(|(at, _)| known_person(text, at, table))
        .take(MOST);
    let entries = spans.flat_map(|span| known::exactly(span.of(text)));
    let latin = entries.flat_map(|entry| {
        entry
            .names()
            .filter(|name| name.chars().all(|c| script::is_latin(c) || c == ' '))
    });
    latin.collect::<Vec<_>>().join(" ")
}

/// The longest name at `at` that the table has as a person's: of three characters and more, or of
/// two with a title beside them.
fn known_person(text: &str, at: usize, table: &Table) -> Option<Span> {
    const LONG: usize = 8;
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    let mut bytes = [0; 4];
    let begins = table.surnames.contains(&*first.encode_utf8(&mut bytes))
        || table.transliteration.contains(&first);
    if !begins {
        return None;
    }
    let ends: Vec<usize> = rest
        .char_indices()
        .take(LONG)
        .take_while(|(_, c)| script::is_han(*c))
        .map(|(place, c)| place + c.len_utf8())
        .collect();
    let is_known = |end: &usize| {
        let (name, after) = rest.split_at_checked(*end).unwrap_or_default();
        // Two characters may be a word as well.
        let clear = name.chars().count() > 2
            || before(text, at, table)
            || starts_with_any(after, &table.titles);
        let entries = known::exactly(name);
        clear && entries.iter().any(|entry| entry.kind() == Kind::Person)
    };
    let mut longest_first = ends.into_iter().skip(1).rev();
    longest_first
        .find(is_known)
        .map(|end| Span::new(at, at + end))
}

/// A family name with two characters behind it, or with one where its title stands in front:
/// 习近平主席, 外长王毅表示.
fn titled(text: &str, at: usize, table: &Table) -> Option<Span> {
    let rest = text.get(at..)?;
    let surname = table
        .surnames
        .iter()
        .filter(|name| rest.starts_with(name.as_str()))
        .max_by_key(|name| name.len())?;
    let title_before = before(text, at, table);
    let starts = text
        .get(..at)?
        .chars()
        .next_back()
        .is_none_or(|c| !script::is_han(c) || "和与與及".contains(c));
    let given = rest.get(surname.len()..)?;
    for count in [2, 1] {
        let end: usize = given.chars().take(count).map(char::len_utf8).sum();
        let name = rest.get(..surname.len() + end)?;
        let after = rest.get(name.len()..)?;
        let whole = name.chars().all(script::is_han) && given.chars().count() >= count;
        let title_behind = starts && count == 2 && starts_with_any(after, &table.titles);
        let ends = after.chars().next().is_none_or(|c| !c.is_alphanumeric())
            || starts_with_any(after, &table.contexts);
        if whole && is_person(name) && (title_behind || (title_before && ends)) {
            return Some(Span::new(at, at + name.len()));
        }
    }
    None
}

/// Whether a title stands right in front.
fn before(text: &str, at: usize, table: &Table) -> bool {
    let before = text.get(..at).unwrap_or_default();
    table
        .titles
        .iter()
        .any(|title| title.chars().count() > 1 && before.ends_with(title.as_str()))
}

fn starts_with_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.starts_with(word.as_str()))
}

/// A name in Latin letters in brackets right behind `at`.
fn in_brackets(text: &str, at: usize) -> Option<Span> {
    const FAR: usize = 80;
    let rest = text.get(at..)?;
    let inner = rest.trim_start().strip_prefix(['(', '（'])?;
    let start = at + (rest.len() - inner.len());
    let length = script::prefix(inner, FAR).find([')', '）'])?;
    let span = Span::new(start, start + length).trim(text);
    let name = span.of(text);
    let is_name = name.starts_with(char::is_uppercase)
        && name.chars().all(|c| {
            script::is_latin(c) || c.is_whitespace() || matches!(c, '.' | '-' | '\'' | '’')
        })
        && name.chars().any(char::is_lowercase);
    is_name.then_some(span)
}
