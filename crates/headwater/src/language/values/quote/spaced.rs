//! Reported speech where words have spaces and the verb stands by its subject: English, German,
//! French, Spanish, Russian, and Arabic, where the verb comes first.
//!
//! Each word that reports is looked at from left to right. What stands on its two sides decides
//! which of these it is, in this order:
//!
//! 1. "…", said NP · "…", NP said · CONTENT, NP said. — the content came before;
//! 2. according to NP, CONTENT · CONTENT, according to NP;
//! 3. NP said that CONTENT · NP said: "…" · said NP that CONTENT — the content follows.

use super::table::Cue;
use super::{Kind, Report, Sentence, Strength};
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
    let mut at = 0;
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
            s.token(at).is_some_and(|token| last.content.contains(token.span))
        });
        if let Some(length) = self.leans(at) {
            return self.according(at, length, inside).unwrap_or(at + 1);
        }
        if s.table.according_after.starting(s.rest(at)).is_some() {
            return self.according_after(at).unwrap_or(at + 1);
        }
        let Some(found) = self.cue(at) else { return at + 1 };
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
            let bare = rest.strip_prefix(['و', 'ف']).filter(|_| s.table.verb_first)?;
            skipped = rest.len() - bare.len();
            s.table.cues.starting(bare)
        });
        let (length, cue) = starting
            .map(|(length, cue)| (length + skipped, cue))
            .or_else(|| {
                let word = token.span.of(s.text);
                let clitic = s.table.clitics.iter().find(|clitic| word.ends_with(clitic.as_str()))?;
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
        while let Some(before) = subject_end.checked_sub(1).filter(|before| *before >= self.used) {
            let word = s.lower(before);
            if s.table.auxiliaries.contains(&word) {
                first = before;
                clitic |= s.table.clitics.iter().any(|ending| word.ends_with(ending.as_str()));
            } else if !s.table.adverbs.contains(&word) {
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

    // --- the content came before ---------------------------------------------------------------

    /// "…", said NP. "…", NP said. CONTENT, NP said.
    fn content_before(&mut self, found: &Found<'_>) -> Option<()> {
        let s = self.sentence;
        if self.has_clause(found.end) {
            return None;
        }
        let before = found.subject_end.checked_sub(1);
        // The verb right behind a quotation, or behind its comma: the subject follows.
        let gap = before.map_or(0, |before| {
            usize::from(matches!(s.kind(before), Some(Kind::Comma | Kind::Dash)))
                + usize::from(before > 0 && s.is(before, Kind::Dash) && s.is(before - 1, Kind::Comma))
        });
        let quote = found.subject_end.checked_sub(1 + gap).filter(|at| s.is(*at, Kind::Quote));
        if let Some(quote) = quote.filter(|_| !s.is(found.end, Kind::Quote)) {
            let speaker = if found.has_subject { None } else { self.phrase_after(found.end) };
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
    fn subject_then_verb(&mut self, found: &Found<'_>) -> Option<bool> {
        let s = self.sentence;
        let floor = self.used.max(found.subject_end.saturating_sub(LONGEST));
        let stop = (floor..found.subject_end).rev().find(|at| {
            matches!(s.kind(*at), Some(Kind::Comma | Kind::Quote | Kind::Dash | Kind::Semicolon))
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
        let quote = if s.is(stop, Kind::Quote) { Some(stop) } else { stop.checked_sub(1) };
        let content = match quote.filter(|at| s.is(*at, Kind::Quote)) {
            Some(quote) => self.content_up_to(quote)?,
            // "In Tarn, the mayor said" reports nothing before it.
            None if stop < self.used + 3 || self.opens(self.used) && stop < self.used + 8 => return None,
            None => Span::new(self.content_start()?, s.token(stop)?.span.start()).trim(s.text),
        };
        self.push(content, Some(subject), found);
        self.goes_on(found.end, Some(subject), found);
        Some(true)
    }

    /// "…," Ana Sorel, 43, recalled.
    fn quote_and_apposition(&self, found: &Found<'_>) -> Option<(Span, Span)> {
        let s = self.sentence;
        let comma = found.subject_end.checked_sub(1).filter(|at| s.is(*at, Kind::Comma))?;
        let floor = self.used.max(comma.saturating_sub(LONGEST));
        let quote = (floor..comma).rev().find(|at| s.is(*at, Kind::Quote))?;
        let inside = (quote + 1..comma).filter(|at| s.is(*at, Kind::Comma)).count();
        let named = quote + 1 < comma && !s.is(quote + 1, Kind::Comma) && inside <= 2 && inside > 0;
        let subject = s.span_of(quote + 1, comma - 1).filter(|_| named && self.ends_here(found.end))?;
        Some((self.content_up_to(quote)?, subject))
    }

    /// A sentence that has a subject and a verb and no content, behind a quotation without a speaker.
    fn of_sentence_before(&mut self, found: &Found<'_>, ends: bool) -> Option<bool> {
        let s = self.sentence;
        let content = s.before.filter(|_| ends && found.subject_end > 0)?;
        let subject = self.clean_subject(0, found.subject_end)?;
        self.push(content, Some(subject), found);
        self.goes_on(found.end, Some(subject), found);
        Some(true)
    }

    /// La caisse est vide, a indiqué le trésorier.
    fn inverted_without_marks(&mut self, found: &Found<'_>, gap: usize) -> Option<()> {
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
        if !self.is_close(behind) {
            return None;
        }
        let content = Span::new(self.content_start()?, s.token(stop)?.span.start()).trim(s.text);
        self.push(content, speaker, found);
        Some(())
    }

    /// More of the same speaker's words: "…," she added, "…".
    fn goes_on(&mut self, behind: usize, speaker: Option<Span>, found: &Found<'_>) {
        let s = self.sentence;
        let mut at = behind;
        while matches!(s.kind(at), Some(Kind::Comma | Kind::Dash | Kind::Stop | Kind::Colon))
            || (s.is(at, Kind::Word) && s.table.prefixes.contains(&s.lower(at)))
        {
            at += 1;
        }
        if let Some(token) = s.token(at).filter(|token| token.kind == Kind::Quote && at > behind) {
            self.push(token.span, speaker, found);
            self.used = at + 1;
        }
    }

    /// The quotation alone where it opens its clause, else the clause up to its end.
    fn content_up_to(&self, quote: usize) -> Option<Span> {
        let s = self.sentence;
        let token = s.token(quote)?;
        let before = quote.checked_sub(1);
        let opens = before.is_none_or(|at| {
            at < self.used && self.used > 0
                || matches!(s.kind(at), Some(Kind::Comma | Kind::Colon | Kind::Dash | Kind::Quote | Kind::Stop))
                || (0..quote).all(|at| s.table.openers.contains(&s.lower(at)))
        });
        if opens {
            return Some(token.span);
        }
        let start = self.content_start()?;
        Some(Span::new(start.min(token.span.start()), token.span.end()))
    }

    /// Where content that stands before its verb begins.
    fn content_start(&self) -> Option<usize> {
        let s = self.sentence;
        let mut at = self.used;
        while matches!(s.kind(at), Some(Kind::Comma | Kind::Stop | Kind::Semicolon))
            || s.table.conjunctions.contains(&s.lower(at))
        {
            at += 1;
        }
        if self.used == 0 && at == 0 {
            return Some(s.span.start());
        }
        s.token(at).map(|token| token.span.start())
    }

    /// Whether a word that may open a sentence before its subject stands here.
    fn opens(&self, at: usize) -> bool {
        self.sentence.table.openers.contains(&self.sentence.lower(at))
    }

    /// Whether the sentence ends here, but for time and place.
    fn ends_here(&self, at: usize) -> bool {
        let s = self.sentence;
        self.is_close(at) || (s.table.trailers.starting(s.rest(at)).is_some() && !self.has_long_rest(at))
    }

    fn has_long_rest(&self, at: usize) -> bool {
        self.sentence.tokens.len().saturating_sub(at) > CLAUSE + 2
    }

    /// Whether nothing follows but stops.
    fn is_close(&self, at: usize) -> bool {
        let s = self.sentence;
        s.tokens.iter().skip(at).all(|token| matches!(token.kind, Kind::Stop | Kind::Dash))
    }

    // --- according to --------------------------------------------------------------------------

    /// The length of a phrase like "according to" here: in Arabic also وبحسب, and according.
    fn leans(&self, at: usize) -> Option<usize> {
        let s = self.sentence;
        let rest = s.rest(at);
        let here = |text: &str| s.table.according.starting(text).map(|(length, ())| length);
        here(rest).or_else(|| {
            let bare = rest.strip_prefix('و').filter(|_| s.table.verb_first)?;
            here(bare).map(|length| length + 'و'.len_utf8())
        })
    }

    /// بحسب ما قال القبطان: the verb that "according to what" leads to.
    fn verb_behind_what(&self, at: usize) -> bool {
        let s = self.sentence;
        s.lower(at) == "ما" && s.table.cues.starting(s.rest(at + 1)).is_some()
    }

    fn according(&mut self, at: usize, length: usize, inside: bool) -> Option<usize> {
        let s = self.sentence;
        let cue = Span::new(s.token(at)?.span.start(), s.token(at)?.span.start() + length);
        let mut cue = cue;
        let mut first = s.token_at(cue.end());
        if self.verb_behind_what(first) {
            cue = s.token(first + 1)?.span;
            first += 2;
        }
        let opening = (0..at).all(|before| {
            s.table.openers.contains(&s.lower(before)) || s.is(before, Kind::Comma)
        });
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
            let start = if s.is(behind, Kind::Comma) { behind + 1 } else { behind };
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
        let start = if self.used == 0 { s.span.start() } else { start };
        let before = Span::new(start, s.token(end.checked_sub(1)?)?.span.end().max(start));
        self.found.push(leans(before.trim(s.text)));
        if s.is(behind, Kind::Comma) && !self.is_close(behind) {
            if let Some(next) = s.token(behind + 1) {
                let after = Span::new(next.span.start(), s.end().max(next.span.start()));
                self.found.push(leans(after));
            }
        }
        Some(s.tokens.len())
    }

    /// The noun phrase behind "according to".
    fn source_after(&self, first: usize, opening: bool) -> Option<(Span, usize)> {
        let s = self.sentence;
        if s.table.particles.is_empty() {
            return self.phrase(first, opening);
        }
        // Laut Polizei wurden …: no comma, and the finite verb ends the phrase.
        let mut nouns = 0;
        let mut end = first;
        while s.is(end, Kind::Word) && end < first + LONGEST {
            let word = s.lower(end);
            let capital = s.token(end)?.span.of(s.text).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            let next_capital = s
                .token(end + 1)
                .is_some_and(|token| token.kind == Kind::Word && token.span.of(s.text).starts_with(char::is_uppercase));
            if capital {
                nouns += 1;
            } else if nouns > 0 && !(s.table.particles.contains(&word) || (word.ends_with("en") && next_capital && s.table.particles.contains(&s.lower(end - 1)))) {
                break;
            }
            end += 1;
        }
        Some((s.span_of(first, end.checked_sub(1)?).filter(|_| end > first)?, end))
    }

    /// Einem Beamten zufolge …
    fn according_after(&mut self, at: usize) -> Option<usize> {
        let s = self.sentence;
        let cue = s.token(at)?.span;
        let floor = at.saturating_sub(LONGEST);
        let first = (floor..at).rev().find(|place| !s.is(*place, Kind::Word)).map_or(floor, |stop| stop + 1);
        let speaker = s.span_of(first, at.checked_sub(1)?)?;
        let next = if s.is(at + 1, Kind::Comma) { at + 2 } else { at + 1 };
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

    // --- the content follows -------------------------------------------------------------------

    /// NP said that CONTENT. NP said: "…". Said NP that CONTENT.
    fn content_after(&mut self, found: &Found<'_>) -> Option<()> {
        let s = self.sentence;
        let before = if found.has_subject { None } else { self.subject_before(found) };
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
    fn may_begin_with_verb(&self, found: &Found<'_>) -> bool {
        let s = self.sentence;
        if s.table.bare {
            return false;
        }
        let from = (self.used..found.subject_end)
            .rev()
            .find(|at| matches!(s.kind(*at), Some(Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Stop)))
            .map_or(self.used, |stop| stop + 1);
        (from..found.subject_end).all(|at| self.opens(at) || s.table.weekdays.contains(&s.lower(at)))
    }

    fn is_that(&self, at: usize) -> bool {
        let s = self.sentence;
        s.is(at, Kind::Word)
            && (s.table.that.starting(s.rest(at)).is_some()
                || s.table.elided.iter().any(|elided| s.lower(at).starts_with(elided.as_str())))
    }

    /// Whether a conjunction of a reported clause, or a colon, follows soon.
    fn has_clause(&self, at: usize) -> bool {
        let s = self.sentence;
        let mut place = at;
        while place < at + CLAUSE {
            match s.kind(place) {
                Some(Kind::Word) if self.is_that(place) => return true,
                Some(Kind::Word) => {}
                Some(Kind::Comma) if self.is_that(place + 1) => return true,
                Some(Kind::Comma) if s.table.prefixes.is_empty() => return false,
                Some(Kind::Comma) => {}
                Some(Kind::Colon) => return true,
                _ => return false,
            }
            place += 1;
        }
        false
    }

    /// What is reported behind a verb and its subject.
    fn clause_after(&self, from: usize, found: &Found<'_>) -> Option<Span> {
        let s = self.sentence;
        for at in from..from + CLAUSE {
            if self.is_that(at) {
                return self.to_end(at);
            }
            match s.kind(at) {
                Some(Kind::Quote) if at == from || !s.table.bare => return self.quoted(at),
                Some(Kind::Colon) => return self.quoted(at + 1),
                Some(Kind::Comma) if s.is(at + 1, Kind::Quote) => return self.quoted(at + 1),
                Some(Kind::Comma) if s.table.comma_bare && !found.cue.weak && s.is(at + 1, Kind::Word) && !self.is_that(at + 1) => {
                    return self.to_end(at + 1);
                }
                Some(Kind::Word | Kind::Comma) => {}
                _ => break,
            }
        }
        let infinitive = s.table.infinitives.iter().any(|end| s.lower(from).ends_with(end.as_str()));
        let bare = s.table.bare || infinitive;
        if found.cue.reported || (bare && !found.cue.weak) {
            return self.bare(from, found.cue);
        }
        None
    }

    /// She said she would wait. He promised to wait. They denied the reports.
    fn bare(&self, from: usize, cue: &Cue) -> Option<Span> {
        let s = self.sentence;
        let mut at = from;
        if cue.addressed {
            // Past the hearer: told reporters she …, told the paper it …
            at += 1;
            while s.is(at, Kind::Word) && at < from + 6 && !self.starts_phrase(at) && s.lower(at) != "to" {
                at += 1;
            }
        } else if s.table.trailers.starting(s.rest(at)).is_some() {
            at += 1;
            while s.is(at, Kind::Word) && at < from + 8 && !(at > from + 1 && self.starts_phrase(at)) {
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
    fn starts_phrase(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        let capital = s.token(at).is_some_and(|token| token.span.of(s.text).starts_with(char::is_uppercase));
        s.table.pronouns.contains(&word)
            || s.table.articles.contains(&word)
            || matches!(word.as_str(), "there" | "this" | "these" | "those" | "no" | "some" | "many" | "nobody")
            || (capital && !s.table.openers.contains(&word))
    }

    /// A quotation, or what follows a colon; with the words that follow where the sentence goes on.
    fn quoted(&self, at: usize) -> Option<Span> {
        let s = self.sentence;
        if !s.is(at, Kind::Quote) {
            return self.to_end(at);
        }
        let token = s.token(at)?;
        let mixed = s.is(at + 1, Kind::Word)
            && !s.is(at.checked_sub(1)?, Kind::Colon)
            && !self.is_break(at + 1);
        if mixed { self.to_end(at) } else { Some(token.span) }
    }

    fn is_break(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        s.table.breaks.contains(&word)
            || s.table.conjunctions.contains(&word)
            || s.table.trailers.starting(s.rest(at)).is_some()
    }

    fn to_end(&self, at: usize) -> Option<Span> {
        let s = self.sentence;
        let start = s.token(at)?.span.start();
        (start < s.end()).then(|| Span::new(start, s.end()).trim(s.text))
    }

    /// X said that A and added that B: the second verb has the first one's subject, and the first
    /// content ends before it.
    fn chained(&mut self, found: &Found<'_>) {
        let s = self.sentence;
        let Some(stop) = found.subject_end.checked_sub(1) else { return };
        let comma = s.is(stop, Kind::Comma);
        let and = s.table.conjunctions.contains(&s.lower(stop));
        let participle = comma && s.lower(found.first).ends_with("ing");
        if !(participle || and && s.table.bare || and && self.has_clause(found.end)) {
            return;
        }
        let Some(last) = self.found.last().copied() else { return };
        let after = if participle || and { self.clause_with_marks(found) } else { None };
        let Some(content) = after else { return };
        let cut = if and && stop > 0 && s.is(stop - 1, Kind::Comma) { stop - 1 } else { stop };
        let Some(end) = s.token(cut).map(|token| token.span.start()) else { return };
        if end <= last.content.start() {
            return;
        }
        if let Some(last) = self.found.last_mut() {
            last.content = Span::new(last.content.start(), end).trim(s.text);
        }
        self.push(content, last.speaker, found);
    }

    /// A clause that says by a conjunction or marks that it is one.
    fn clause_with_marks(&self, found: &Found<'_>) -> Option<Span> {
        let s = self.sentence;
        let marked = self.has_clause(found.end) || s.is(found.end, Kind::Quote)
            || (s.is(found.end, Kind::Comma) && s.is(found.end + 1, Kind::Quote));
        if marked { self.clause_after(found.end, found) } else { None }
    }

    // --- noun phrases --------------------------------------------------------------------------

    /// The subject before a verb.
    fn subject_before(&self, found: &Found<'_>) -> Option<Span> {
        let s = self.sentence;
        let end = found.subject_end;
        let floor = self.used.max(end.saturating_sub(REACH));
        let stop = (floor..end)
            .rev()
            .find(|at| matches!(s.kind(*at), Some(Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Quote)))
            .map_or(floor, |stop| stop + 1);
        let commas: Vec<usize> = (stop..end).filter(|at| s.is(*at, Kind::Comma)).collect();
        if s.is(end.checked_sub(1)?, Kind::Comma) {
            return self.with_apposition(stop, &commas);
        }
        let first = commas.last().map_or(stop, |comma| comma + 1);
        let last_word = s.lower(end - 1);
        if s.table.relatives.contains(&last_word) && end > 1 {
            // Lind, who said …
            let last = if s.is(end - 2, Kind::Comma) { end - 2 } else { end - 1 };
            let first = commas.iter().rev().find(|comma| **comma < last).map_or(stop, |comma| comma + 1);
            return self.clean_subject(first, last);
        }
        if s.table.conjunctions.contains(&last_word) {
            return self.leading_phrase(stop, end);
        }
        self.clean_subject(first, end)
    }

    /// Peter Lind, the head of the port authority, said …
    fn with_apposition(&self, stop: usize, commas: &[usize]) -> Option<Span> {
        let (last, rest) = commas.split_last()?;
        let Some(open) = rest.last() else {
            return self.clean_subject(stop, *last);
        };
        let head_first = rest.len().checked_sub(2).and_then(|at| rest.get(at)).map_or(stop, |comma| comma + 1);
        let head = self.clean_subject(head_first, *open);
        let inside = self.sentence.lower(open + 1);
        let aside = self.sentence.table.relatives.contains(&inside)
            || self.opens(open + 1)
            || self.sentence.table.bare && inside.ends_with("ing");
        let Some(head) = head else {
            return self.clean_subject(open + 1, *last);
        };
        let end = self.sentence.token(last.checked_sub(1)?)?.span.end();
        Some(if aside { head } else { Span::new(head.start(), end) })
    }

    /// A subject without what stands before it: But on Tuesday the mayor.
    fn clean_subject(&self, first: usize, end: usize) -> Option<Span> {
        let s = self.sentence;
        let mut first = first;
        let mut end = end;
        if let Some(cut) = (first..end).rev().find(|at| s.table.breaks.contains(&s.lower(*at)) && at + 1 < end) {
            first = cut + 1;
        }
        // Der Rat hat am Dienstag gesagt: the subject ends before the auxiliary.
        if let Some(cut) = (first + 1..end).find(|at| s.table.auxiliaries.contains(&s.lower(*at))) {
            end = cut;
        }
        let weekday = |at: usize| s.table.weekdays.is_empty() || !s.table.articles.contains(&s.lower(at)) || s.table.weekdays.contains(&s.lower(at + 1));
        while first < end && (self.opens(first) && weekday(first) || s.is(first, Kind::Comma) || s.is(first, Kind::Stop)) {
            first += 1;
        }
        let proper = end > first && end - first <= LONGEST;
        let whole = s.span_of(first, end.checked_sub(1)?).filter(|_| proper)?;
        whole.of(s.text).chars().any(char::is_alphabetic).then_some(whole)
    }

    /// The noun phrase that a sentence begins with: for a second verb of its subject.
    fn leading_phrase(&self, first: usize, end: usize) -> Option<Span> {
        let s = self.sentence;
        let mut at = first;
        while at < end && (self.opens(at) || s.is(at, Kind::Comma)) {
            at += 1;
        }
        if s.table.pronouns.contains(&s.lower(at)) {
            return s.span_of(at, at);
        }
        let start = at;
        if s.table.articles.contains(&s.lower(at)) {
            at += 1;
        }
        let capital = |at: usize| s.token(at).is_some_and(|token| token.span.of(s.text).starts_with(char::is_uppercase) || token.kind == Kind::Stop);
        if capital(at) {
            while at + 1 < end && capital(at + 1) {
                at += 1;
            }
        }
        s.span_of(start, at).filter(|_| at < end)
    }

    /// The noun phrase behind a verb: where it stands, and the token behind it.
    fn phrase_after(&self, first: usize) -> Option<(Span, usize)> {
        self.phrase(first, false)
    }

    fn phrase(&self, first: usize, opening: bool) -> Option<(Span, usize)> {
        let s = self.sentence;
        let mut first = first;
        while s.table.adverbs.contains(&s.lower(first)) {
            first += 1;
        }
        let mut end = first;
        while end < first + LONGEST && self.in_phrase(end, first) {
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
            let ends = !matches!(s.kind(after), Some(Kind::Word));
            if closed || (ends && !opening) {
                end = after;
            }
        }
        let behind = end;
        while end > first + 1 && s.table.prefixes.contains(&s.lower(end - 1)) {
            end -= 1;
        }
        let span = s.span_of(first, end.checked_sub(1)?).filter(|_| end > first)?;
        Some((span, behind))
    }

    /// Whether the phrase that began at `first` goes on at `at`.
    fn in_phrase(&self, at: usize, first: usize) -> bool {
        let s = self.sentence;
        match s.kind(at) {
            Some(Kind::Word) => {
                at == first
                    || !(self.is_that(at)
                        || s.table.relatives.contains(&s.lower(at)) && !s.table.articles.contains(&s.lower(at))
                        || s.table.trailers.starting(s.rest(at)).is_some())
            }
            // A stop that shortens: Mr. Lind, J. Lind. One that ends nothing is followed by a word.
            Some(Kind::Stop) => s.is(at + 1, Kind::Word) && self.is_short(at.wrapping_sub(1)),
            Some(Kind::Quote) => at > first && s.is(at - 1, Kind::Word) && self.is_name_marks(at),
            _ => false,
        }
    }

    /// The name of a paper or a firm in marks: газета «Вестник».
    fn is_name_marks(&self, at: usize) -> bool {
        let s = self.sentence;
        !s.table.bare
            && s.token(at).is_some_and(|token| {
                token.span.len() <= 60 && !token.span.of(s.text).contains(['.', ',', '!', '?'])
            })
    }

    fn is_short(&self, at: usize) -> bool {
        let word = self.sentence.lower(at);
        (1..=4).contains(&word.chars().count())
    }

    /// Whether behind a comma the same person is named in other words.
    fn is_apposition(&self, at: usize) -> bool {
        let s = self.sentence;
        let word = s.lower(at);
        let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let age = digit(&word) || (word.chars().count() <= 2 && digit(&s.lower(at + 1)));
        s.is(at, Kind::Word)
            && (age || s.table.articles.contains(&word))
            && !s.table.pronouns.contains(&word)
            && !self.is_that(at)
    }

    // --- inside marks --------------------------------------------------------------------------

    /// «Было холодно, — добавила она, — и никто не пришёл»: the verb stands inside the marks.
    fn inside_marks(&mut self, at: usize) {
        let s = self.sentence;
        let Some(token) = s.token(at) else { return };
        let words = token.span.of(s.text);
        for (dash, _) in words.match_indices([',', '!', '?', '…', '.']) {
            let after = words.get(dash + 1..).unwrap_or_default();
            let Some(rest) = after.trim_start().strip_prefix(['—', '–']) else { continue };
            let rest = rest.trim_start();
            let start = token.span.end() - rest.len();
            let Some((length, cue)) = s.table.cues.starting(rest) else { continue };
            let behind = rest.get(length..).unwrap_or_default();
            let Some(end) = behind.find([',', '.', '—', '–', '»']) else { continue };
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

/// Arabic writes its preposition on the noun: وفقا للوزارة, وفقا لوزير.
fn without_li(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let bare = words.strip_prefix("لـ").or_else(|| words.strip_prefix("لل")).or_else(|| words.strip_prefix('ل'));
    bare.filter(|bare| !bare.is_empty())
        .map_or(span, |bare| Span::new(span.end() - bare.len(), span.end()).trim(text))
}
