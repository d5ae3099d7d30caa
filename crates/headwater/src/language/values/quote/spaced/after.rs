//! What is reported follows the verb: NP said that CONTENT · NP said: "…" · said NP that CONTENT.

use super::super::Kind;
use super::super::table::Cue;
use super::{CLAUSE, Found, Reader};
use crate::text::Span;

impl Reader<'_, '_> {
    /// NP said that CONTENT. NP said: "…". Said NP that CONTENT.
    pub(super) fn content_after(&mut self, found: &Found<'_>) -> Option<()> {
        let s = self.sentence;
        let before = if found.has_subject {
            None
        } else {
            self.subject_before(found)
        };
        let (speaker, behind) = match before {
            Some(speaker) => (Some(speaker), found.end),
            None if found.has_subject => (None, found.end),
            None => {
                if !self.may_begin_with_verb(found) {
                    return None;
                }
                // وأضاف: "…" leaves its subject out.
                if s.is(found.end, Kind::Colon) && s.table.verb_first {
                    (None, found.end)
                } else {
                    let (speaker, end) = self.phrase_after(found.end)?;
                    (Some(speaker), end)
                }
            }
        };
        let content = self.clause_after(behind, found)?;
        self.push(content, speaker, found);
        Some(())
    }

    /// Whether only openers stand before the verb: Am Dienstag teilte der Rat mit …
    pub(super) fn may_begin_with_verb(&self, found: &Found<'_>) -> bool {
        let s = self.sentence;
        if s.table.bare {
            return false;
        }
        let from = (self.used..found.subject_end)
            .rev()
            .find(|at| {
                matches!(
                    s.kind(*at),
                    Some(Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Stop)
                )
            })
            .map_or(self.used, |stop| stop + 1);
        (from..found.subject_end)
            .all(|at| self.opens(at) || s.table.weekdays.contains(&*s.lower(at)))
    }

    pub(super) fn is_that(&self, at: usize) -> bool {
        let s = self.sentence;
        s.is(at, Kind::Word)
            && (s.table.that.starting(s.rest(at)).is_some()
                || s.table
                    .elided
                    .iter()
                    .any(|elided| s.lower(at).starts_with(elided.as_str())))
    }

    /// Whether a conjunction of a reported clause, or a colon, follows soon.
    pub(super) fn has_clause(&self, at: usize) -> bool {
        let s = self.sentence;
        let mut place = at;
        while place < at + CLAUSE {
            match s.kind(place) {
                Some(Kind::Word) if self.is_that(place) => return true,
                Some(Kind::Comma) if self.is_that(place + 1) => return true,
                Some(Kind::Comma) if s.table.prefixes.is_empty() => return false,
                Some(Kind::Word | Kind::Comma) => {}
                Some(Kind::Colon) => return true,
                _ => return false,
            }
            place += 1;
        }
        false
    }

    /// What is reported behind a verb and its subject.
    pub(super) fn clause_after(&self, from: usize, found: &Found<'_>) -> Option<Span> {
        let s = self.sentence;
        let hearer = found.cue.addressed || found.cue.weak;
        if s.table.bare
            && !hearer
            && s.is(from, Kind::Word)
            && self.starts_phrase(from)
            && !self.is_that(from)
        {
            return self.bare(from, *found.cue);
        }
        for at in from..from + CLAUSE {
            if self.is_that(at) {
                return self.to_end(at);
            }
            match s.kind(at) {
                Some(Kind::Quote) if at == from || !s.table.bare => return self.quoted(at),
                // called the report “a hoax”
                Some(Kind::Quote) if at < from + 8 => return s.span_of(from, at),
                Some(Kind::Colon) => return self.quoted(at + 1),
                Some(Kind::Comma) if s.is(at + 1, Kind::Quote) => return self.quoted(at + 1),
                Some(Kind::Comma)
                    if s.table.comma_bare
                        && !found.cue.weak
                        && s.is(at + 1, Kind::Word)
                        && !self.is_that(at + 1) =>
                {
                    return self.to_end(at + 1);
                }
                Some(Kind::Word | Kind::Comma) => {}
                _ => break,
            }
        }
        let infinitive = s
            .table
            .infinitives
            .iter()
            .any(|end| s.lower(from).ends_with(end.as_str()));
        let bare = s.table.bare || infinitive;
        if found.cue.reported || (bare && !found.cue.weak) {
            return self.bare(from, *found.cue);
        }
        None
    }

    /// She said she would wait. He promised to wait. They denied the reports.
    pub(super) fn bare(&self, from: usize, cue: Cue) -> Option<Span> {
        let s = self.sentence;
        let mut at = from;
        if cue.addressed {
            // Past the hearer: told reporters she …, told the paper it …
            at += 1;
            while s.is(at, Kind::Word)
                && at < from + 6
                && !self.starts_phrase(at)
                && s.lower(at) != "to"
            {
                at += 1;
            }
        } else if s.table.breaks.contains(&*s.lower(at))
            && s.is(at + 1, Kind::Word)
            && self.starts_phrase(at + 1)
        {
            // did not say when the ferry would return
        } else if s.table.trailers.starting(s.rest(at)).is_some() {
            at += 1;
            while s.is(at, Kind::Word) && at < from + 8 && !self.starts_phrase(at) {
                at += 1;
            }
            if s.is(at, Kind::Comma) {
                at += 1;
            }
        }
        let enough = s.tokens.len().saturating_sub(at) >= 2;
        (s.is(at, Kind::Word) && enough && !self.is_close(at)).then(|| self.to_end(at))?
    }

    /// Whether a noun phrase begins here: a pronoun, an article, a name.
    pub(super) fn starts_phrase(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        let capital = s
            .token(at)
            .is_some_and(|token| token.span.of(s.text).starts_with(char::is_uppercase));
        s.table.pronouns.contains(&*word)
            || s.table.articles.contains(&*word)
            || matches!(
                &*word,
                "there" | "this" | "these" | "those" | "no" | "some" | "many" | "nobody"
            )
            || (capital && !s.table.openers.contains(&*word))
    }

    /// A quotation, or what follows a colon; with the words that follow where the sentence goes on.
    pub(super) fn quoted(&self, at: usize) -> Option<Span> {
        let s = self.sentence;
        if !s.is(at, Kind::Quote) {
            return self.to_end(at);
        }
        let token = s.token(at)?;
        let mixed = s.is(at + 1, Kind::Word)
            && !s.is(at.checked_sub(1)?, Kind::Colon)
            && !self.is_break(at + 1);
        if mixed {
            self.to_end(at)
        } else {
            Some(token.span)
        }
    }

    pub(super) fn is_break(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        s.table.breaks.contains(&*word)
            || s.table.conjunctions.contains(&*word)
            || s.table.trailers.starting(s.rest(at)).is_some()
    }

    pub(super) fn to_end(&self, at: usize) -> Option<Span> {
        let s = self.sentence;
        let start = s.token(at)?.span.start();
        (start < s.end()).then(|| Span::new(start, s.end()).trim(s.text))
    }

    /// X said that A and added that B: the second verb has the first one's subject, and the first
    /// content ends before it.
    pub(super) fn chained(&mut self, found: &Found<'_>) {
        let s = self.sentence;
        let Some(stop) = found.subject_end.checked_sub(1) else {
            return;
        };
        if self.joined(found).is_some() {
            return;
        }
        let comma = s.is(stop, Kind::Comma);
        let and = s.table.conjunctions.contains(&*s.lower(stop));
        let participle = comma && s.lower(found.first).ends_with("ing");
        if !(participle || and && s.table.bare || and && self.has_clause(found.end)) {
            return;
        }
        let Some(last) = self.found.last().copied() else {
            return;
        };
        let after = if participle || and {
            self.clause_with_marks(found)
        } else {
            None
        };
        let Some(content) = after else { return };
        let cut = if and && stop > 0 && s.is(stop - 1, Kind::Comma) {
            stop - 1
        } else {
            stop
        };
        let Some(end) = s.token(cut).map(|token| token.span.start()) else {
            return;
        };
        if end <= last.content.start() {
            return;
        }
        if let Some(last) = self.found.last_mut() {
            last.content = Span::new(last.content.start(), end).trim(s.text);
        }
        self.push(content, last.speaker, found);
    }

    /// X said A, and Y said B: the second has a subject of its own.
    pub(super) fn joined(&mut self, found: &Found<'_>) -> Option<()> {
        let s = self.sentence;
        let floor = found.subject_end.saturating_sub(9);
        let comma = (floor..found.subject_end)
            .rev()
            .find(|at| s.is(*at, Kind::Comma))?;
        let joins = |word: &str| s.table.conjunctions.contains(word) || word == "while";
        let first = comma + 2;
        let plain = (first..found.subject_end).all(|at| !self.is_verbal(at));
        if !s.table.bare || !joins(&s.lower(comma + 1)) || first >= found.subject_end || !plain {
            return None;
        }
        let subject = s.span_of(first, found.subject_end - 1)?;
        let content = self.clause_after(found.end, found)?;
        let end = s.token(comma)?.span.start();
        let last = self.found.last_mut()?;
        if end <= last.content.start() {
            return None;
        }
        last.content = Span::new(last.content.start(), end).trim(s.text);
        self.push(content, Some(subject), found);
        Some(())
    }

    /// A clause that says by a conjunction or marks that it is one.
    pub(super) fn clause_with_marks(&self, found: &Found<'_>) -> Option<Span> {
        let s = self.sentence;
        let marked = self.has_clause(found.end)
            || s.is(found.end, Kind::Quote)
            || (s.is(found.end, Kind::Comma) && s.is(found.end + 1, Kind::Quote));
        if marked {
            self.clause_after(found.end, found)
        } else {
            None
        }
    }
}
