//! What leans on a source: according to NP, CONTENT · CONTENT, according to NP.

use super::super::{Kind, Report, Strength};
use super::{LONGEST, Reader};
use crate::text::Span;

impl Reader<'_, '_> {
    /// The length of a phrase like "according to" here: in Arabic also وبحسب, and according.
    pub(super) fn leans(&self, at: usize) -> Option<usize> {
        let s = self.sentence;
        let rest = s.rest(at);
        let here = |text: &str| s.table.according.starting(text).map(|(length, ())| length);
        here(rest).or_else(|| {
            let bare = rest.strip_prefix('و').filter(|_| s.table.verb_first)?;
            here(bare).map(|length| length + 'و'.len_utf8())
        })
    }

    /// بحسب ما قال القبطان: the verb that "according to what" leads to.
    pub(super) fn verb_behind_what(&self, at: usize) -> bool {
        let s = self.sentence;
        s.lower(at) == "ما" && s.table.cues.starting(s.rest(at + 1)).is_some()
    }

    pub(super) fn according(&mut self, at: usize, length: usize, inside: bool) -> Option<usize> {
        let s = self.sentence;
        let cue = Span::new(
            s.token(at)?.span.start(),
            s.token(at)?.span.start() + length,
        );
        let mut cue = cue;
        let mut first = s.token_at(cue.end());
        if self.verb_behind_what(first) {
            cue = s.token(first + 1)?.span;
            first += 2;
        }
        let opening = (0..at)
            .all(|before| s.table.openers.contains(&*s.lower(before)) || s.is(before, Kind::Comma));
        let (mut speaker, behind) = self.source_after(first, opening)?;
        if s.table.verb_first {
            speaker = without_li(s.text, speaker);
        }
        let leans = |content: Span| Report {
            content,
            speaker: Some(speaker),
            cue: Some(cue),
            strength: Strength::Neutral,
        };
        if opening {
            let start = if s.is(behind, Kind::Comma) {
                behind + 1
            } else {
                behind
            };
            let content = Span::new(s.token(start)?.span.start(), s.end());
            self.found.push(leans(content.trim(s.text)));
            self.used = start;
            return Some(s.token_at(content.end()).min(start + 1));
        }
        if inside {
            return Some(behind);
        }
        let mut end = at;
        while end > 0 && matches!(s.kind(end - 1), Some(Kind::Comma | Kind::Dash)) {
            end -= 1;
        }
        let start = s.token(self.used)?.span.start();
        let start = if self.used == 0 {
            s.span.start()
        } else {
            start
        };
        let before = Span::new(start, s.token(end.checked_sub(1)?)?.span.end().max(start));
        self.found.push(leans(before.trim(s.text)));
        let goes_on = s.is(behind, Kind::Comma) && !self.is_close(behind);
        if let Some(next) = s.token(behind + 1).filter(|_| goes_on) {
            let after = Span::new(next.span.start(), s.end().max(next.span.start()));
            self.found.push(leans(after));
        }
        Some(s.tokens.len())
    }

    /// The noun phrase behind "according to".
    pub(super) fn source_after(&self, first: usize, opening: bool) -> Option<(Span, usize)> {
        let s = self.sentence;
        if s.table.particles.is_empty() {
            return self.phrase(first, opening);
        }
        // Laut Polizei wurden …: no comma, and the finite verb ends the phrase.
        let mut nouns = 0;
        let mut end = first;
        while s.is(end, Kind::Word) && end < first + LONGEST {
            let word = s.lower(end);
            let capital = s
                .token(end)?
                .span
                .of(s.text)
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            let next_capital = s.token(end + 1).is_some_and(|token| {
                token.kind == Kind::Word && token.span.of(s.text).starts_with(char::is_uppercase)
            });
            if capital {
                nouns += 1;
            } else if nouns > 0
                && !(s.table.particles.contains(&*word)
                    || (word.ends_with("en")
                        && next_capital
                        && s.table.particles.contains(&*s.lower(end - 1))))
            {
                break;
            }
            end += 1;
        }
        Some((
            s.span_of(first, end.checked_sub(1)?)
                .filter(|_| end > first)?,
            end,
        ))
    }

    /// Einem Beamten zufolge …
    pub(super) fn according_after(&mut self, at: usize) -> Option<usize> {
        let s = self.sentence;
        let cue = s.token(at)?.span;
        let floor = at.saturating_sub(LONGEST);
        let first = (floor..at)
            .rev()
            .find(|place| !s.is(*place, Kind::Word))
            .map_or(floor, |stop| stop + 1);
        let speaker = s.span_of(first, at.checked_sub(1)?)?;
        let next = if s.is(at + 1, Kind::Comma) {
            at + 2
        } else {
            at + 1
        };
        let content = if first == 0 {
            Span::new(s.token(next)?.span.start(), s.end())
        } else {
            Span::new(s.span.start(), s.token(first.checked_sub(2)?)?.span.end())
        };
        self.found.push(Report {
            content: content.trim(s.text),
            speaker: Some(speaker),
            cue: Some(cue),
            strength: Strength::Neutral,
        });
        Some(s.tokens.len())
    }
}

/// Arabic writes its preposition on the noun: وفقا للوزارة, وفقا لوزير.
fn without_li(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let bare = words
        .strip_prefix("لـ")
        .or_else(|| words.strip_prefix("لل"))
        .or_else(|| words.strip_prefix('ل'));
    bare.filter(|bare| !bare.is_empty()).map_or(span, |bare| {
        Span::new(span.end() - bare.len(), span.end()).trim(text)
    })
}
