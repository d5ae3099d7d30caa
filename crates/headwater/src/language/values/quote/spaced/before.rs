//! What is reported stands before the verb: "…", said NP · "…", NP said · CONTENT, NP said.

use super::super::{Kind, Report};
use super::{CLAUSE, Found, LONGEST, Reader};
use crate::text::Span;

impl Reader<'_, '_> {
    /// "…", said NP. "…", NP said. CONTENT, NP said.
    pub(super) fn content_before(&mut self, found: &Found<'_>) -> Option<()> {
        let s = self.sentence;
        if self.parenthetical(found).is_some() {
            return Some(());
        }
        if self.has_clause(found.end) {
            return None;
        }
        let before = found.subject_end.checked_sub(1);
        // The verb right behind a quotation, or behind its comma: the subject follows.
        let gap = before.map_or(0, |before| {
            usize::from(matches!(s.kind(before), Some(Kind::Comma | Kind::Dash)))
                + usize::from(
                    before > 0 && s.is(before, Kind::Dash) && s.is(before - 1, Kind::Comma),
                )
        });
        let quote = found
            .subject_end
            .checked_sub(1 + gap)
            .filter(|at| s.is(*at, Kind::Quote));
        if let Some(quote) = quote.filter(|_| !s.is(found.end, Kind::Quote)) {
            let speaker = if found.has_subject {
                None
            } else {
                self.phrase_after(found.end)
            };
            if speaker.is_some() || found.has_subject || self.is_close(found.end) {
                let content = self.content_up_to(quote)?;
                let speaker_span = speaker.map(|(span, _)| span);
                let behind = speaker.map_or(found.end, |(_, end)| end);
                self.push(content, speaker_span, found);
                self.goes_on(behind, speaker_span, found);
                return Some(());
            }
        }
        if let Some(result) = self.subject_then_verb(found) {
            return result.then_some(());
        }
        self.inverted_without_marks(found, gap)
    }

    /// "…", NP said. CONTENT, NP said. `None` where it is neither.
    pub(super) fn subject_then_verb(&mut self, found: &Found<'_>) -> Option<bool> {
        let s = self.sentence;
        let floor = self.used.max(found.subject_end.saturating_sub(LONGEST));
        let stop = (floor..found.subject_end).rev().find(|at| {
            matches!(
                s.kind(*at),
                Some(Kind::Comma | Kind::Quote | Kind::Dash | Kind::Semicolon)
            )
        });
        if let Some((content, subject)) = self.quote_and_apposition(found) {
            self.push(content, Some(subject), found);
            self.goes_on(found.end, Some(subject), found);
            return Some(true);
        }
        let continues = s.is(found.end, Kind::Comma) && s.is(found.end + 1, Kind::Quote);
        let hearer = found.cue.addressed && self.ends_here(found.end + 1);
        let ends = continues || hearer || self.ends_here(found.end);
        let Some(stop) = stop else {
            return self.of_sentence_before(found, ends);
        };
        if !ends || stop + 1 >= found.subject_end {
            return None;
        }
        let subject = self.clean_subject(stop + 1, found.subject_end)?;
        let quote = if s.is(stop, Kind::Quote) {
            Some(stop)
        } else {
            stop.checked_sub(1)
        };
        let content = match quote.filter(|at| s.is(*at, Kind::Quote)) {
            Some(quote) => self.content_up_to(quote)?,
            // "In Tarn, the mayor said" reports nothing before it.
            None if stop < self.used + 3 || self.opens(self.used) && stop < self.used + 8 => {
                return None;
            }
            None => Span::new(self.content_start()?, s.token(stop)?.span.start()).trim(s.text),
        };
        self.push(content, Some(subject), found);
        self.goes_on(found.end, Some(subject), found);
        Some(true)
    }

    /// It is not clear, experts say, whether the law applies.
    fn parenthetical(&mut self, found: &Found<'_>) -> Option<()> {
        let s = self.sentence;
        if !s.table.bare || !s.is(found.end, Kind::Comma) || s.is(found.end + 1, Kind::Quote) {
            return None;
        }
        let comma = (found.subject_end.saturating_sub(7)..found.subject_end)
            .rev()
            .find(|at| !s.is(*at, Kind::Word))?;
        let plain =
            (comma + 1..found.subject_end).all(|at| !self.is_verbal(at) || self.is_person(at));
        let content = comma > self.used + 1 && !self.opens(self.used);
        if !s.is(comma, Kind::Comma) || comma + 1 >= found.subject_end || !plain || !content {
            return None;
        }
        let subject = self.clean_subject(comma + 1, found.subject_end)?;
        let before = Span::new(self.content_start()?, s.token(comma)?.span.start()).trim(s.text);
        let after = self.to_end(found.end + 1)?;
        self.push(before, Some(subject), found);
        self.push(after, Some(subject), found);
        Some(())
    }

    fn is_person(&self, at: usize) -> bool {
        self.sentence
            .table
            .pronouns
            .contains(&*self.sentence.lower(at))
    }

    /// "…," Ana Sorel, 43, recalled.
    pub(super) fn quote_and_apposition(&self, found: &Found<'_>) -> Option<(Span, Span)> {
        let s = self.sentence;
        let comma = found
            .subject_end
            .checked_sub(1)
            .filter(|at| s.is(*at, Kind::Comma))?;
        let floor = self.used.max(comma.saturating_sub(LONGEST));
        let quote = (floor..comma).rev().find(|at| s.is(*at, Kind::Quote))?;
        let inside = (quote + 1..comma)
            .filter(|at| s.is(*at, Kind::Comma))
            .count();
        let named = quote + 1 < comma && !s.is(quote + 1, Kind::Comma) && inside <= 2 && inside > 0;
        let subject = s
            .span_of(quote + 1, comma - 1)
            .filter(|_| named && self.ends_here(found.end))?;
        Some((self.content_up_to(quote)?, subject))
    }

    /// A sentence that has a subject and a verb and no content, behind a quotation without a speaker.
    pub(super) fn of_sentence_before(&mut self, found: &Found<'_>, ends: bool) -> Option<bool> {
        let s = self.sentence;
        let content = s.before.filter(|_| ends && found.subject_end > 0)?;
        let subject = self.clean_subject(0, found.subject_end)?;
        self.push(content, Some(subject), found);
        self.goes_on(found.end, Some(subject), found);
        Some(true)
    }

    /// La caisse est vide, a indiqué le trésorier.
    pub(super) fn inverted_without_marks(&mut self, found: &Found<'_>, gap: usize) -> Option<()> {
        let s = self.sentence;
        let stop = found.subject_end.checked_sub(gap).filter(|_| gap > 0)?;
        if stop < self.used + 2 || s.is(found.end, Kind::Quote) {
            return None;
        }
        let (speaker, behind) = if found.has_subject {
            (None, found.end)
        } else {
            let (span, end) = self.phrase_after(found.end)?;
            (Some(span), end)
        };
        // Peter Lind, the head of the port, said …: a comma that closes an apposition.
        let clause = s.table.bare && (found.end..behind).any(|at| self.is_verbal(at));
        if clause || self.closes_apposition(stop) || !self.ends_here(behind) {
            return None;
        }
        let content = Span::new(self.content_start()?, s.token(stop)?.span.start()).trim(s.text);
        self.push(content, speaker, found);
        Some(())
    }

    /// Whether a comma closes what another one opened soon after the head of the sentence.
    pub(super) fn closes_apposition(&self, comma: usize) -> bool {
        let s = self.sentence;
        let first = (self.used..comma).find(|at| s.is(*at, Kind::Comma));
        first.is_some_and(|first| {
            first - self.used <= 5
                && !(self.used..first).any(|at| self.opens(at) || self.is_verbal(at))
        })
    }

    /// More of the same speaker's words: "…," she added, "…".
    pub(super) fn goes_on(&mut self, behind: usize, speaker: Option<Span>, found: &Found<'_>) {
        let s = self.sentence;
        let mut at = behind;
        while matches!(
            s.kind(at),
            Some(Kind::Comma | Kind::Dash | Kind::Stop | Kind::Colon)
        ) || (s.is(at, Kind::Word) && s.table.prefixes.contains(&*s.lower(at)))
        {
            at += 1;
        }
        if let Some(token) = s
            .token(at)
            .filter(|token| token.kind == Kind::Quote && at > behind)
        {
            self.push(token.span, speaker, found);
            self.used = at + 1;
        }
    }

    /// The quotation alone where it opens its clause, else the clause up to its end.
    pub(super) fn content_up_to(&self, quote: usize) -> Option<Span> {
        let s = self.sentence;
        let token = s.token(quote)?;
        let before = quote.checked_sub(1);
        let opens = before.is_none_or(|at| {
            at < self.used && self.used > 0
                || matches!(
                    s.kind(at),
                    Some(Kind::Comma | Kind::Colon | Kind::Dash | Kind::Quote | Kind::Stop)
                )
                || (0..quote).all(|at| s.table.openers.contains(&*s.lower(at)))
        });
        if opens {
            return Some(token.span);
        }
        let start = self.content_start()?;
        Some(Span::new(start.min(token.span.start()), token.span.end()))
    }

    /// Where content that stands before its verb begins.
    pub(super) fn content_start(&self) -> Option<usize> {
        let s = self.sentence;
        let mut at = self.used;
        while matches!(s.kind(at), Some(Kind::Comma | Kind::Stop | Kind::Semicolon))
            || s.table.conjunctions.contains(&*s.lower(at))
        {
            at += 1;
        }
        if self.used == 0 && at == 0 {
            return Some(s.span.start());
        }
        s.token(at).map(|token| token.span.start())
    }

    /// Whether a word that may open a sentence before its subject stands here.
    pub(super) fn opens(&self, at: usize) -> bool {
        self.sentence
            .table
            .openers
            .contains(&*self.sentence.lower(at))
    }

    /// Whether the sentence ends here, but for time and place.
    pub(super) fn ends_here(&self, at: usize) -> bool {
        let s = self.sentence;
        let time = s.table.trailers.starting(s.rest(at)).is_some() && !self.has_long_rest(at);
        // Vale said Tuesday she would veto it: a clause follows.
        let clause = s.table.bare && (at + 1..s.tokens.len()).any(|at| self.is_verbal(at));
        self.is_close(at) || (time && !clause)
    }

    pub(super) fn has_long_rest(&self, at: usize) -> bool {
        self.sentence.tokens.len().saturating_sub(at) > CLAUSE + 2
    }

    /// Whether nothing follows but stops.
    pub(super) fn is_close(&self, at: usize) -> bool {
        let s = self.sentence;
        s.tokens
            .iter()
            .skip(at)
            .all(|token| matches!(token.kind, Kind::Stop | Kind::Dash))
    }

    /// «Было холодно, — добавила она, — и никто не пришёл»: the verb stands inside the marks.
    pub(super) fn inside_marks(&mut self, at: usize) {
        let s = self.sentence;
        let Some(token) = s.token(at) else { return };
        let words = token.span.of(s.text);
        for (dash, _) in words.match_indices([',', '!', '?', '…', '.']) {
            let after = words.get(dash + 1..).unwrap_or_default();
            let Some(rest) = after.trim_start().strip_prefix(['—', '–']) else {
                continue;
            };
            let rest = rest.trim_start();
            let start = token.span.end() - rest.len();
            let Some((length, cue)) = s.table.cues.starting(rest) else {
                continue;
            };
            let behind = rest.get(length..).unwrap_or_default();
            let Some(end) = behind.find([',', '.', '—', '–', '»']) else {
                continue;
            };
            let speaker = Span::new(start + length, start + length + end).trim(s.text);
            self.found.push(Report {
                content: token.span,
                speaker: (!speaker.is_empty()).then_some(speaker),
                cue: Some(Span::new(start, start + length)),
                strength: cue.strength,
            });
            self.used = at + 1;
            return;
        }
    }
}
