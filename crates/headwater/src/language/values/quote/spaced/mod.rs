//! Reported speech where words have spaces and the verb stands by its subject: English, German,
//! French, Spanish, Russian, and Arabic, where the verb comes first.
//!
//! Each word that reports is looked at from left to right. What stands on its two sides decides
//! which of these it is, in this order:
//!
//! 1. "…", said NP · "…", NP said · CONTENT, NP said. — the content came before;
//! 2. according to NP, CONTENT · CONTENT, according to NP;
//! 3. NP said that CONTENT · NP said: "…" · said NP that CONTENT — the content follows.

mod according;
mod after;
mod before;
mod phrase;

use super::table::Cue;
use super::{Kind, Report, Sentence};
use crate::text::Span;

/// How many tokens back and forth from a verb its subject and its clause are looked for.
const REACH: usize = 40;
/// How far behind the verb the conjunction of its clause may stand.
const CLAUSE: usize = 14;
/// A longer noun phrase is none.
const LONGEST: usize = 24;

/// A word that reports, with its place among the tokens.
struct Found<'t> {
    /// The first token of the cue, auxiliaries among them, and the one behind it.
    first: usize,
    end: usize,
    /// Where the subject ends: before the auxiliaries and adverbs.
    subject_end: usize,
    cue: &'t Cue,
    span: Span,
    /// The verb carries its subject: dit-il.
    has_subject: bool,
}

/// Everything reported in the sentence.
pub(super) fn reports(sentence: &Sentence<'_>) -> Vec<Report> {
    let mut reader = Reader {
        sentence,
        found: Vec::new(),
        used: 0,
    };
    reader.used = reader.behind_dateline();
    let mut at = reader.used;
    if reader.at_the_end().is_some() {
        return reader.found;
    }
    while at < sentence.tokens.len() {
        let behind = reader.at(at);
        at = behind.max(at + 1);
    }
    reader.found
}

struct Reader<'a, 't> {
    sentence: &'a Sentence<'t>,
    found: Vec<Report>,
    /// The first token that no report has used as its subject or cue.
    used: usize,
}

impl Reader<'_, '_> {
    /// The token behind a place and an agency at the head of a report: WASHINGTON (AP) —
    fn behind_dateline(&self) -> usize {
        let s = self.sentence;
        let shouts = |at: usize| {
            s.token(at).is_some_and(|token| {
                let word = token.span.of(s.text);
                word.chars().count() > 2 && !word.chars().any(char::is_lowercase)
            })
        };
        let dash = (1..10).find(|at| s.is(*at, Kind::Dash));
        dash.filter(|_| s.is(0, Kind::Word) && shouts(0))
            .map_or(0, |dash| dash + 1)
    }

    /// CONTENT, NP said. What the sentence says before belongs to the speaker at its end, also where
    /// another one speaks in it.
    fn at_the_end(&mut self) -> Option<()> {
        let s = self.sentence;
        if !s.table.bare || s.tokens.iter().any(|token| token.kind == Kind::Quote) {
            return None;
        }
        let last = s
            .tokens
            .iter()
            .rposition(|token| token.kind == Kind::Word)?;
        let found = self
            .cue(last)
            .filter(|found| !found.cue.weak || self.is_short_subject(found))?;
        let comma = (found.subject_end.saturating_sub(9)..found.subject_end)
            .rev()
            .find(|at| s.is(*at, Kind::Comma))?;
        let plain = (comma + 1..found.subject_end).all(|at| !self.is_verbal(at) && !self.opens(at));
        if !plain || comma + 1 >= found.subject_end {
            return None;
        }
        self.subject_then_verb(&found)
            .filter(|said| *said)
            .map(|_| ())
    }

    fn is_short_subject(&self, found: &Found<'_>) -> bool {
        let s = self.sentence;
        let comma = (0..found.subject_end)
            .rev()
            .find(|at| s.is(*at, Kind::Comma));
        comma.is_some_and(|comma| found.subject_end - comma <= 4)
    }

    /// Whether a word shows that a clause stands here and no noun phrase.
    fn is_verbal(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        s.table.auxiliaries.contains(&*word)
            || (s.table.pronouns.contains(&*word) && s.table.bare)
            || s.table.breaks.contains(&*word)
    }

    /// Reads what reports at a token, and gives the place to go on from.
    fn at(&mut self, at: usize) -> usize {
        let s = self.sentence;
        if s.is(at, Kind::Quote) {
            self.inside_marks(at);
            return at + 1;
        }
        if !s.is(at, Kind::Word) {
            return at + 1;
        }
        let inside = self.found.last().is_some_and(|last| {
            s.token(at)
                .is_some_and(|token| last.content.contains(token.span))
        });
        if let Some(length) = self.leans(at) {
            return self.according(at, length, inside).unwrap_or(at + 1);
        }
        if s.table.according_after.starting(s.rest(at)).is_some() {
            return self.according_after(at).unwrap_or(at + 1);
        }
        let Some(found) = self.cue(at) else {
            return at + 1;
        };
        let behind = found.end;
        if inside {
            self.chained(&found);
            return behind;
        }
        if self.content_before(&found).is_some() || self.content_after(&found).is_some() {
            self.used = self.used.max(behind);
        }
        behind
    }

    /// The cue at a token, with the auxiliaries before it.
    fn cue(&self, at: usize) -> Option<Found<'static>> {
        let s = self.sentence;
        let rest = s.rest(at);
        let token = s.token(at)?;
        let mut skipped = 0;
        let mut has_subject = false;
        let starting = s.table.cues.starting(rest).or_else(|| {
            // وقال, فقال: and he said.
            let bare = rest
                .strip_prefix(['و', 'ف'])
                .filter(|_| s.table.verb_first)?;
            skipped = rest.len() - bare.len();
            s.table.cues.starting(bare)
        });
        let (length, cue) = starting
            .map(|(length, cue)| (length + skipped, cue))
            .or_else(|| {
                let word = token.span.of(s.text);
                let clitic = s
                    .table
                    .clitics
                    .iter()
                    .find(|clitic| word.ends_with(clitic.as_str()))?;
                let verb = word.strip_suffix(clitic.as_str())?;
                let (length, cue) = s.table.cues.starting(verb)?;
                has_subject = true;
                (length == verb.len()).then_some((word.len(), cue))
            })?;
        let end_at = token.span.start() + length;
        let end = s.token_at(end_at);
        let (first, subject_end, aux_subject) = self.before_cue(at);
        if cue.participle && first == at {
            return None;
        }
        // was told, reported by: the subject is not the speaker.
        let passive = |at: usize| s.table.passive.contains(&*s.lower(at));
        let progressive = s.lower(at).ends_with("ing");
        if passive(end) || (at > 0 && passive(at - 1) && !progressive) {
            return None;
        }
        let span = Span::new(s.token(first)?.span.start(), end_at);
        Some(Found {
            first,
            end,
            subject_end,
            cue,
            span,
            has_subject: has_subject || aux_subject,
        })
    }

    /// Where the verb's auxiliaries begin, and where the adverbs before them do.
    fn before_cue(&self, at: usize) -> (usize, usize, bool) {
        let s = self.sentence;
        let mut first = at;
        let mut subject_end = at;
        let mut clitic = false;
        while let Some(before) = subject_end
            .checked_sub(1)
            .filter(|before| *before >= self.used)
        {
            let word = s.lower(before);
            if s.table.auxiliaries.contains(&*word) {
                first = before;
                clitic |= s
                    .table
                    .clitics
                    .iter()
                    .any(|ending| word.ends_with(ending.as_str()));
            } else if !s.table.adverbs.contains(&*word) {
                break;
            }
            subject_end = before;
        }
        (first, subject_end, clitic)
    }

    fn push(&mut self, content: Span, speaker: Option<Span>, found: &Found<'_>) {
        self.found.push(Report {
            content,
            speaker,
            cue: Some(found.span),
            strength: found.cue.strength,
        });
    }
}
