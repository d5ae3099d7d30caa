//! Where a sentence names a source and gives no link: "the agency said", 据该报道, 同紙によると.
//!
//! A source is named where a word for one stands beside a word that reports: "the paper reported", and
//! not "the paper was sold". Which words these are is in `data/<tag>/namings.toml`.

mod outlet;
mod table;
#[cfg(test)]
mod tests;

use table::Table;

use super::Language;
use super::phrases::is_letter;
use crate::text::Span;

/// The longest stretch between a source and the word that reports, in bytes.
const LONGEST_GAP: usize = 80;
/// How many words that report are looked at on each side of a source.
const NEAREST: usize = 3;

/// What kind of outlet a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutletKind {
    /// A news agency.
    Agency,
    /// A newspaper or a magazine.
    Paper,
    /// Radio, television, or a site of news.
    Broadcaster,
}

/// A place where a source is named as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Naming {
    /// Where the name stands.
    pub(crate) span: Span,
    pub(crate) subject: Subject,
}

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// What stands in one of the places that were given, by its place in that list.
    Given(usize),
    /// A source that was named before, perhaps of a certain kind.
    Before(Option<OutletKind>),
    /// An outlet by its name.
    Outlet(OutletKind),
}

/// The namings in a sentence, in order. `given` are places of names and links that may be named as
/// a source. Time grows with the length of the sentence and the number of these places.
pub(crate) fn namings(text: &str, language: Language, given: &[Span]) -> Vec<Naming> {
    let Some(table) = Table::of(language) else {
        return Vec::new();
    };
    let cues = Cues::of(text, table);
    let named = given.iter().enumerate();
    let named = named.map(|(at, span)| (*span, Subject::Given(at)));
    let mut subjects: Vec<(Span, Subject)> = named.collect();
    let mut add = |found: Vec<(Span, Subject)>| {
        for (span, subject) in found {
            if !subjects.iter().any(|(taken, _)| taken.intersects(span)) {
                subjects.push((span, subject));
            }
        }
    };
    add(outlet::leading(text, language, table));
    add(outlet::named(text, language, table, &cues.before));
    add(cues.generic.clone());
    let mut found: Vec<(Naming, Span)> = subjects
        .into_iter()
        .filter_map(|(span, subject)| {
            let cue = cues.beside(text, table, span)?;
            Some((Naming { span, subject }, span.cover(cue)))
        })
        .collect();
    let whole = cues.whole.iter().filter(|span| {
        let taken = found.iter().any(|(_, extent)| extent.intersects(**span));
        !taken
    });
    let whole: Vec<_> = whole
        .map(|span| {
            let subject = Subject::Before(None);
            (
                Naming {
                    span: *span,
                    subject,
                },
                *span,
            )
        })
        .collect();
    found.extend(whole);
    let mut namings: Vec<Naming> = found.into_iter().map(|(naming, _)| naming).collect();
    namings.sort_by_key(|naming| naming.span);
    namings
}

/// What kind of outlet a name tells it is.
pub(crate) fn outlet_kind(name: &str, language: Language) -> Option<OutletKind> {
    let table = Table::of(language)?;
    let places = name.char_indices().map(|(at, _)| at);
    let mut kinds = places.filter_map(|at| {
        let (_, word) = table.outlet.starting(name.get(at..)?)?;
        begins_word(name, at).then_some(word.kind)
    });
    kinds.next_back()
}

/// Whether a word may begin at a place.
fn begins_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let first = text.get(at..).and_then(|rest| rest.chars().next());
    !(before.is_some_and(is_letter) && first.is_some_and(is_letter))
}

/// The words in a sentence that report, and those that stand for a source.
#[derive(Default)]
struct Cues {
    before: Vec<Span>,
    after: Vec<Span>,
    whole: Vec<Span>,
    generic: Vec<(Span, Subject)>,
}

impl Cues {
    fn of(text: &str, table: &Table) -> Self {
        let mut cues = Self::default();
        for (at, _) in text.char_indices() {
            if !begins_word(text, at) {
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let span = |length| Span::new(at, at + length);
            if let Some((length, ())) = table.after.starting(rest) {
                cues.after.push(span(length));
            }
            if let Some((length, kind)) = table.generic.starting(rest) {
                // "The agency's chief" is somebody else.
                let owner = rest
                    .get(length..)
                    .is_some_and(|after| after.starts_with(['\'', '’']));
                if !owner {
                    cues.generic.push((span(length), Subject::Before(*kind)));
                }
            }
            if is_within_word(text, at) {
                continue;
            }
            if let Some((length, ())) = table.before.starting(rest) {
                cues.before.push(span(length));
            }
            if let Some((length, ())) = table.whole.starting(rest) {
                cues.whole.push(span(length));
            }
        }
        cues
    }

    /// The words that report what a source says, beside that source.
    fn beside(&self, text: &str, table: &Table, source: Span) -> Option<Span> {
        let ended = self
            .before
            .partition_point(|cue| cue.start() < source.start());
        let before = self.before.iter().take(ended).rev();
        let before = before
            .filter(|cue| cue.end() <= source.start())
            .take(NEAREST);
        let begun = self.after.partition_point(|cue| cue.start() < source.end());
        let after = self.after.iter().skip(begun).take(NEAREST);
        let bridged = |from: usize, to: usize| {
            let gap = text.get(from..to);
            gap.is_some_and(|gap| is_bridge(gap, table))
        };
        let beside = before.chain(after).filter(|cue| {
            if cue.end() <= source.start() {
                bridged(cue.end(), source.start())
            } else {
                bridged(source.end(), cue.start())
            }
        });
        beside
            .copied()
            .reduce(Span::cover)
            .or_else(|| last_verb(text, table, source))
    }
}

/// The verb at the end of a sentence whose topic is the source.
fn last_verb(text: &str, table: &Table, source: Span) -> Option<Span> {
    let behind = text.get(source.end()..)?;
    let marks = |c: char| !c.is_alphanumeric();
    table.topics.starting(behind.trim_start_matches(marks))?;
    let said = text.trim_end_matches(marks);
    let (length, ()) = table.ends.ending(said)?;
    Some(Span::new(said.len() - length, said.len())).filter(|verb| verb.start() >= source.end())
}

/// Whether nothing stands in a gap but what may stand between a source and its verb.
fn is_bridge(gap: &str, table: &Table) -> bool {
    if gap.len() > LONGEST_GAP {
        return false;
    }
    let mut rest = gap;
    while let Some(first) = rest.chars().next() {
        let phrase = table.between.starting(rest).map(|(length, ())| length);
        let plain = first.is_numeric()
            || first.is_whitespace()
            || "\"'“”„«»‘’「」『』《》〈〉()（）[]［］,，、:：*_-–".contains(first);
        let Some(length) = phrase.or(plain.then(|| first.len_utf8())) else {
            return false;
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    true
}

/// Whether a character that reports (据) is only the end of another word (数据).
fn is_within_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let reports = text
        .get(at..)
        .is_some_and(|rest| rest.starts_with(['据', '據']));
    reports && before.is_some_and(|c| "数數证證占佔收票凭憑单單论論依根".contains(c))
}
