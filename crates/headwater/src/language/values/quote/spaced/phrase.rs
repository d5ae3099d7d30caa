//! Where the noun phrase of a speaker begins and ends.

use super::super::Kind;
use super::{Found, LONGEST, REACH, Reader};
use crate::text::Span;

impl Reader<'_, '_> {
    /// The subject before a verb.
    pub(super) fn subject_before(&self, found: &Found<'_>) -> Option<Span> {
        let s = self.sentence;
        let end = found.subject_end;
        let floor = self.used.max(end.saturating_sub(REACH));
        let stop = (floor..end)
            .rev()
            .find(|at| {
                matches!(
                    s.kind(*at),
                    Some(Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Quote)
                )
            })
            .map_or(floor, |stop| stop + 1);
        let commas: Vec<usize> = (stop..end).filter(|at| s.is(*at, Kind::Comma)).collect();
        if s.is(end.checked_sub(1)?, Kind::Comma) {
            return self.with_apposition(stop, &commas);
        }
        let first = commas.last().map_or(stop, |comma| comma + 1);
        let last_word = s.lower(end - 1);
        if s.table.relatives.contains(&*last_word) && end > 1 {
            // Lind, who said …
            let last = if s.is(end - 2, Kind::Comma) {
                end - 2
            } else {
                end - 1
            };
            let first = commas
                .iter()
                .rev()
                .find(|comma| **comma < last)
                .map_or(stop, |comma| comma + 1);
            return self.clean_subject(first, last);
        }
        if s.table.conjunctions.contains(&*last_word) {
            // X called it “a hoax” and said that …: still X.
            if let Some(last) = self.found.last() {
                return last.speaker;
            }
            return self.leading_phrase(stop, end);
        }
        self.clean_subject(first, end)
    }

    /// Peter Lind, the head of the port authority, said …
    pub(super) fn with_apposition(&self, stop: usize, commas: &[usize]) -> Option<Span> {
        let (last, rest) = commas.split_last()?;
        let Some(open) = rest.last() else {
            return self.clean_subject(stop, *last);
        };
        let head_first = rest
            .len()
            .checked_sub(2)
            .and_then(|at| rest.get(at))
            .map_or(stop, |comma| comma + 1);
        let head = self.clean_subject(head_first, *open);
        let inside = self.sentence.lower(open + 1);
        let aside = self.sentence.table.relatives.contains(&*inside)
            || self.opens(open + 1)
            || self.sentence.table.bare && inside.ends_with("ing");
        let Some(head) = head else {
            return self.clean_subject(open + 1, *last);
        };
        let end = self.sentence.token(last.checked_sub(1)?)?.span.end();
        Some(if aside {
            head
        } else {
            Span::new(head.start(), end)
        })
    }

    /// A subject without what stands before it: But on Tuesday the mayor.
    pub(super) fn clean_subject(&self, first: usize, end: usize) -> Option<Span> {
        let s = self.sentence;
        let mut first = first;
        let mut end = end;
        if let Some(cut) = (first..end)
            .rev()
            .find(|at| s.table.breaks.contains(&*s.lower(*at)) && at + 1 < end)
        {
            first = cut + 1;
        }
        // Der Rat hat am Dienstag gesagt: the subject ends before the auxiliary.
        if let Some(cut) = (first + 1..end).find(|at| s.table.auxiliaries.contains(&*s.lower(*at)))
        {
            end = cut;
        }
        let weekday = |at: usize| {
            s.table.weekdays.is_empty()
                || !s.table.articles.contains(&*s.lower(at))
                || s.table.weekdays.contains(&*s.lower(at + 1))
        };
        while first < end
            && (self.opens(first) && weekday(first)
                || s.is(first, Kind::Comma)
                || s.is(first, Kind::Stop))
        {
            first += 1;
        }
        let proper = end > first && end - first <= LONGEST;
        let whole = s.span_of(first, end.checked_sub(1)?).filter(|_| proper)?;
        whole
            .of(s.text)
            .chars()
            .any(char::is_alphabetic)
            .then_some(whole)
    }

    /// The noun phrase that a sentence begins with: for a second verb of its subject.
    pub(super) fn leading_phrase(&self, first: usize, end: usize) -> Option<Span> {
        let s = self.sentence;
        let mut at = first;
        while at < end && (self.opens(at) || s.is(at, Kind::Comma)) {
            at += 1;
        }
        if s.table.pronouns.contains(&*s.lower(at)) {
            return s.span_of(at, at);
        }
        let start = at;
        if s.table.articles.contains(&*s.lower(at)) {
            at += 1;
        }
        let capital = |at: usize| {
            s.token(at).is_some_and(|token| {
                token.span.of(s.text).starts_with(char::is_uppercase) || token.kind == Kind::Stop
            })
        };
        if capital(at) {
            while at + 1 < end && capital(at + 1) {
                at += 1;
            }
        }
        s.span_of(start, at).filter(|_| at < end)
    }

    /// The noun phrase behind a verb: where it stands, and the token behind it.
    pub(super) fn phrase_after(&self, first: usize) -> Option<(Span, usize)> {
        self.phrase(first, false)
    }

    pub(super) fn phrase(&self, first: usize, opening: bool) -> Option<(Span, usize)> {
        let s = self.sentence;
        let mut first = first;
        while s.table.adverbs.contains(&*s.lower(first)) {
            first += 1;
        }
        let mut end = first;
        while end < first + LONGEST
            && (self.in_phrase(end, first) || opening && s.is(end, Kind::Word))
        {
            end += 1;
        }
        if first >= s.tokens.len() || s.table.trailers.starting(s.rest(first)).is_some() {
            return None;
        }
        if s.is(end, Kind::Comma) && self.is_apposition(end + 1) {
            let mut after = end + 1;
            while after < first + LONGEST && self.in_phrase(after, end + 1) {
                after += 1;
            }
            // At the head of a sentence an apposition is closed by a comma, or it is none:
            // According to the mayor, the bridge is safe.
            let closed = s.is(after, Kind::Comma);
            let ends = !s.is(after, Kind::Word)
                || s.table.relatives.contains(&*s.lower(after))
                || s.table.trailers.starting(s.rest(after)).is_some();
            if closed || (ends && !opening) {
                end = after;
            }
        }
        let behind = end;
        while end > first + 1 && s.table.prefixes.contains(&*s.lower(end - 1)) {
            end -= 1;
        }
        let span = s
            .span_of(first, end.checked_sub(1)?)
            .filter(|_| end > first)?;
        Some((span, behind))
    }

    /// Whether the phrase that began at `first` goes on at `at`.
    pub(super) fn in_phrase(&self, at: usize, first: usize) -> bool {
        let s = self.sentence;
        match s.kind(at) {
            Some(Kind::Word) => {
                at == first
                    || !(self.is_that(at)
                        || s.table.relatives.contains(&*s.lower(at))
                            && !s.table.articles.contains(&*s.lower(at))
                        || s.table.trailers.starting(s.rest(at)).is_some())
            }
            // A stop that shortens: Mr. Lind, J. Lind. One that ends nothing is followed by a word.
            Some(Kind::Stop) => s.is(at + 1, Kind::Word) && self.is_short(at.wrapping_sub(1)),
            Some(Kind::Quote) => at > first && s.is(at - 1, Kind::Word) && self.is_name_marks(at),
            _ => false,
        }
    }

    /// The name of a paper or a firm in marks: газета «Вестник».
    pub(super) fn is_name_marks(&self, at: usize) -> bool {
        let s = self.sentence;
        !s.table.bare
            && s.token(at).is_some_and(|token| {
                token.span.len() <= 60 && !token.span.of(s.text).contains(['.', ',', '!', '?'])
            })
    }

    pub(super) fn is_short(&self, at: usize) -> bool {
        let word = self.sentence.lower(at);
        (1..=4).contains(&word.chars().count())
    }

    /// Whether behind a comma the same person is named in other words.
    pub(super) fn is_apposition(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let age = digit(&word) || (word.chars().count() <= 2 && digit(&s.lower(at + 1)));
        s.is(at, Kind::Word)
            && (age || s.table.articles.contains(&*word))
            && !s.table.pronouns.contains(&*word)
            && !self.is_that(at)
    }
}
