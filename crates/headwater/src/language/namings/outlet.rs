//! Names of outlets, known by the words that such names have in them.

use super::table::{Table, Word};
use super::{OutletKind, Subject, begins_word};
use crate::language::Language;
use crate::language::phrases::is_letter;
use crate::text::Span;

/// The longest name of an outlet in a script without spaces, in characters.
const LONGEST: usize = 14;
/// The most words of one.
const MOST_WORDS: usize = 7;

/// A word for an outlet and its name: "the agency Gannet", газета «Вестник», وكالة فرانس برس.
pub(super) fn leading(text: &str, language: Language, table: &Table) -> Vec<(Span, Subject)> {
    let mut found = Vec::new();
    if language.is_unspaced() || language == Language::Korean {
        return found;
    }
    for (at, _) in text.char_indices().filter(|(at, _)| begins_word(text, *at)) {
        let rest = text.get(at..).unwrap_or_default();
        let Some((length, Word { kind, .. })) = table.outlet.starting(rest) else {
            continue;
        };
        let behind = rest.get(length..).unwrap_or_default();
        let name = behind.trim_start_matches([' ', '\u{A0}', '«', '„', '“', '"', '\'', '‘', '’']);
        let quoted = behind.trim_start().len() > name.len();
        // With a capital the word is part of a name: of an office, as often as not.
        let capital = rest.chars().next().is_some_and(char::is_uppercase);
        if capital && !quoted && language != Language::German {
            continue;
        }
        let gap = behind.len() - name.len();
        let first = name.chars().next();
        // وكالة الطاقة is an office, وكالة رويترز an agency of news.
        let office = *kind == OutletKind::Agency && name.starts_with("ال");
        let named = quoted
            || first.is_some_and(char::is_uppercase)
            || (language == Language::Arabic && !office);
        let words = words(name, quoted, language == Language::Arabic);
        if gap > 0 && named && words > 0 {
            let span = Span::new(at, at + length + gap + words);
            found.push((span, Subject::Outlet(*kind)));
        }
    }
    found
}

/// How long the name at the beginning of a text is: a word or, where the case tells or quotation
/// marks close it, several.
fn words(text: &str, quoted: bool, caseless: bool) -> usize {
    let (mut end, mut at) = (0, 0);
    for word in text.split_inclusive(' ').take(3) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        if bare.is_empty() || !(capital || quoted || (caseless && end == 0)) {
            break;
        }
        end = at + bare.len();
        at += word.len();
        if bare.len() < word.trim_end().len() {
            break;
        }
    }
    end
}

/// Names with such a word in them: the Harrow Post, 港口日报, 하버신문. They do not reach into one of
/// the words that report before them.
pub(super) fn named(
    text: &str,
    language: Language,
    table: &Table,
    before: &[Span],
) -> Vec<(Span, Subject)> {
    if language == Language::Arabic {
        return Vec::new();
    }
    if language.is_unspaced() || language == Language::Korean {
        return unspaced(text, language, table, before);
    }
    let mut found = Vec::new();
    for run in capitalised(text) {
        let start = before
            .iter()
            .filter(|cue| cue.intersects(run))
            .fold(run.start(), |start, cue| start.max(cue.end()));
        let run = Span::new(start, run.end().max(start)).trim(text);
        let mut inside = run.of(text).char_indices().filter_map(|(at, _)| {
            let at = run.start() + at;
            let (_, word) = table.outlet.starting(text.get(at..run.end())?)?;
            (word.tells && begins_word(text, at)).then_some(word.kind)
        });
        if let Some(kind) = inside.next_back() {
            found.push((run, Subject::Outlet(kind)));
        }
    }
    found
}

/// Runs of words that begin with a capital, small words such as "of" between them.
fn capitalised(text: &str) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    let mut open: Option<(Span, usize)> = None;
    let mut at = 0;
    for word in text.split_inclusive([' ', '\u{A0}']) {
        let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = at + word.len() - bare.len();
        let bare = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        let span = Span::new(start, start + bare.len());
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let small = matches!(
            bare,
            "of" | "de" | "la" | "du" | "del" | "des" | "and" | "et" | "y"
        );
        let closed = word.trim_end().len() > bare.len();
        open = match open {
            Some((run, count)) if capital && count < MOST_WORDS => {
                Some((run.cover(span), count + 1))
            }
            Some((run, count)) if small && count < MOST_WORDS => Some((run, count + 1)),
            Some((run, _)) => {
                runs.push(run);
                capital.then_some((span, 1))
            }
            None => capital.then_some((span, 1)),
        };
        if closed && let Some((run, _)) = open.take() {
            runs.push(run);
        }
        at += word.len();
    }
    runs.extend(open.map(|(run, _)| run));
    runs
}

fn unspaced(
    text: &str,
    language: Language,
    table: &Table,
    before: &[Span],
) -> Vec<(Span, Subject)> {
    let mut found: Vec<(Span, Subject)> = Vec::new();
    for (at, _) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let Some((length, word)) = table.outlet.starting(rest) else {
            continue;
        };
        // In brackets of a title every 报 is a paper: 《港口公报》.
        let titled = rest
            .get(length..)
            .is_some_and(|behind| behind.starts_with('》'));
        if !(word.tells || titled) {
            continue;
        }
        // 报 of 报道 is no paper.
        let last = rest.get(..length).and_then(|word| word.chars().next_back());
        let last = at + length - last.map_or(0, char::len_utf8);
        let goes_on = table.after.starting(text.get(last..).unwrap_or_default());
        if goes_on.is_some_and(|(reports, ())| last + reports > at + length) {
            continue;
        }
        let cue = before.iter().map(|cue| cue.end()).filter(|end| *end <= at);
        let from = cue.max().unwrap_or(0);
        let ahead = text.get(from..at).unwrap_or_default();
        let name = ahead.char_indices().rev().take(LONGEST);
        let start = name
            .take_while(|(_, c)| is_of_name(*c, language))
            .last()
            .map_or(at, |(place, _)| from + place);
        let span = Span::new(start, at + length);
        // A bare 报 or 社 names nothing.
        if span.of(text).chars().count() < 3 {
            continue;
        }
        // Of 日报 and 报 at one end, the longer name stays.
        found.retain(|(other, _)| !span.contains(*other));
        if !found.iter().any(|(other, _)| other.intersects(span)) {
            found.push((span, Subject::Outlet(word.kind)));
        }
    }
    found
}

/// Whether a character may stand in a name of an outlet. In Japanese what is written in hiragana
/// stands between names.
fn is_of_name(c: char, language: Language) -> bool {
    match language {
        Language::Japanese => c.is_alphanumeric() && !matches!(c, '\u{3040}'..='\u{309F}'),
        Language::Korean => c.is_alphanumeric(),
        _ => c.is_alphanumeric() && !is_letter(c) || c.is_ascii_alphanumeric(),
    }
}
