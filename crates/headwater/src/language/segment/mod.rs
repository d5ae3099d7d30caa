//! Where sentences end.
//!
//! A text is cut at blank lines, each piece at the marks that end a sentence, and a sentence that
//! is still too long at its clauses. Quotations and brackets hold together up to 400 characters:
//! a stop inside one ends nothing, and the mark that closes it stays with what it closes.
//!
//! Two rules decide at a mark: `spaced.rs` for the marks that need a space after them, `unspaced.rs`
//! for 。！？ and their kind. Which words end in a stop without ending a sentence is in each
//! language's `data/<tag>/sentences.toml`.

mod quotes;
mod spaced;
mod table;
mod unspaced;

use crate::language::{Language, script};
use crate::text::{Span, next_sign};
use quotes::is_opener;
use table::Table;

/// The longest sentence, in code points. What is longer is cut at a clause or a space.
const LONGEST: usize = 2000;

/// The sentences of a text, in order, without the white space around them.
///
/// They do not overlap, and every character that is not white space is in exactly one. A blank
/// line ends a sentence and a single line break does not. The time grows with the length of the
/// text, whatever is in it, and no sentence is longer than 2,000 code points.
#[must_use]
pub fn sentences(text: &str, language: Language) -> Vec<Span> {
    let mut found = Vec::new();
    for paragraph in paragraphs(text) {
        let cuts = Cutter::new(paragraph.of(text), language).cut();
        let whole = join_wordless(paragraph.of(text), &cuts);
        for span in whole {
            found.extend(bounded(text, span.shift(paragraph.start())));
        }
    }
    found
}

/// The stretches between blank lines.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut line_start = 0;
    for (at, _) in text.match_indices('\n') {
        let line = Span::new(line_start, at);
        line_start = at + 1;
        if line.trim(text).is_empty() && line.start() > start {
            found.push(Span::new(start, line.start()));
            start = line_start;
        }
    }
    found.push(Span::new(start, text.len()));
    found
}

/// Marks of closing and the like alone are no sentence: they go to the one before.
fn join_wordless(text: &str, pieces: &[Span]) -> Vec<Span> {
    let mut whole: Vec<Span> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match whole.last_mut() {
            Some(last) if !piece.of(text).chars().any(char::is_alphanumeric) => {
                *last = last.cover(*piece);
            }
            _ => whole.push(*piece),
        }
    }
    whole
}

/// The span in pieces of at most [`LONGEST`] code points.
fn bounded(text: &str, span: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut rest = span;
    // A piece is at least half of the longest, so the walks add up to twice the text at most.
    while let Some(cut) = (rest.len() > LONGEST)
        .then(|| place_to_cut(rest.of(text)))
        .flatten()
    {
        let cut = rest.start() + cut;
        pieces.push(Span::new(rest.start(), cut).trim(text));
        rest = Span::new(cut, rest.end()).trim(text);
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where to cut a text of more than [`LONGEST`] code points: after the last clause mark in the
/// second half of so many, else after a space there, else after the last of them.
fn place_to_cut(text: &str) -> Option<usize> {
    let (mut clause, mut space) = (None, None);
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count == LONGEST {
            return clause.or(space).or(Some(at));
        }
        let end = at + c.len_utf8();
        match c {
            _ if count < LONGEST / 2 => {}
            '，' | '、' | ',' | ';' | '；' | '،' | '؛' => clause = Some(end),
            _ if c.is_whitespace() => space = Some(end),
            _ => {}
        }
    }
    None
}

/// Whether a mark ends a sentence without a space after it.
const fn is_full_width_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡' | '‼' | '⁇' | '⁈' | '⁉')
}

/// Whether a mark may end a sentence.
const fn is_stop(c: char) -> bool {
    is_full_width_stop(c) || matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '‥')
}

/// What closed just before the place that is judged.
#[derive(Clone, Copy)]
struct Closed {
    /// A bracket, not a quotation mark.
    bracket: bool,
    /// The sentence began with what was closed.
    opened_sentence: bool,
    /// A colon or a comma stood before it.
    introduced: bool,
}

/// A place where a sentence may end.
struct Stop<'t> {
    /// The sentence so far, up to the marks.
    before: &'t str,
    /// The marks: `.`, `?!`, `……`.
    marks: &'t str,
    /// Whether something closed after the marks.
    closes: bool,
    /// What closed, where it was short enough to hold together.
    closed: Option<Closed>,
    /// The text after the marks and all that closes there.
    after: &'t str,
}

impl Stop<'_> {
    /// What follows, without the white space before it.
    fn next(&self) -> &str {
        self.after.trim_start()
    }

    /// Whether a word of speaking stands in the clause that follows.
    fn is_followed_by_speech(&self, table: &Table) -> bool {
        const FAR: usize = 120;
        let near = script::prefix(self.next(), FAR);
        let clause = near
            .split(|c: char| is_stop(c) || "，、,;；：:「“\"«".contains(c))
            .next()
            .unwrap_or_default();
        table.speech.iter().any(|verb| {
            if verb.chars().all(script::is_unspaced) {
                clause.contains(verb.as_str())
            } else {
                clause.split_whitespace().any(|word| word == verb)
            }
        })
    }

    /// Whether what follows a closed quotation can only carry the sentence on.
    fn is_carried_on(&self, table: &Table) -> bool {
        let next = self.next();
        table
            .continues
            .iter()
            .any(|word| next.starts_with(word.as_str()))
    }
}

/// Cuts one paragraph.
struct Cutter<'t> {
    text: &'t str,
    language: Language,
    table: &'static Table,
    /// Where the current sentence starts.
    start: usize,
    pieces: Vec<Span>,
}

impl<'t> Cutter<'t> {
    fn new(text: &'t str, language: Language) -> Self {
        Self {
            text,
            language,
            table: Table::of(language),
            start: 0,
            pieces: Vec::new(),
        }
    }

    /// The sentences of the paragraph, trimmed, none empty.
    fn cut(mut self) -> Vec<Span> {
        let held = quotes::held_together(self.text);
        let mut held = held.iter().copied().peekable();
        let mut at = 0;
        // Whether the current sentence has begun: the white space before it is no part of it.
        let mut begun = false;
        while let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            while held.peek().is_some_and(|span| span.start() < at) {
                held.next();
            }
            if !begun && !c.is_whitespace() {
                begun = true;
                self.start = at;
            }
            let judged = if let Some(span) = held.next_if(|span| span.start() == at) {
                at = self.end_of_closers(span.end());
                self.stop_in(span, at)
            } else if is_stop(c) {
                let end = self.end_of_run(at, is_stop);
                let marks = Span::new(at, end);
                at = self.end_of_closers(end);
                Some(self.stop_at(marks, at, None))
            } else {
                at += c.len_utf8();
                if begun {
                    at = next_sign(self.text, at);
                }
                None
            };
            if judged.is_some_and(|stop| self.ends_sentence(&stop)) {
                self.finish(at);
                begun = false;
            }
        }
        self.finish(self.text.len());
        self.pieces
    }

    fn finish(&mut self, end: usize) {
        let piece = Span::new(self.start, end).trim(self.text);
        if !piece.is_empty() {
            self.pieces.push(piece);
        }
        self.start = end;
    }

    fn ends_sentence(&self, stop: &Stop<'_>) -> bool {
        // More marks follow what closed: they are judged instead.
        if stop.after.chars().next().is_some_and(is_stop) {
            return false;
        }
        if stop.next().is_empty() {
            return true;
        }
        if unspaced::applies(stop, self.language) {
            unspaced::ends(stop, self.table)
        } else {
            spaced::ends(stop, self.table, self.language)
        }
    }

    fn stop_at(&self, marks: Span, after: usize, closed: Option<Closed>) -> Stop<'t> {
        Stop {
            before: Span::new(self.start, marks.start()).of(self.text),
            marks: marks.of(self.text),
            closes: closed.is_some() || after > marks.end(),
            closed,
            after: self.text.get(after..).unwrap_or_default(),
        }
    }

    /// The stop inside a quotation or a bracket, right before its end.
    fn stop_in(&self, held: Span, after: usize) -> Option<Stop<'t>> {
        let inner = held
            .of(self.text)
            .trim_end_matches(|c: char| quotes::is_closer(c) || c.is_whitespace());
        let marks_end = held.start() + inner.len();
        let marks_start = held.start() + inner.trim_end_matches(is_stop).len();
        if marks_start == marks_end {
            return None;
        }
        let opener = held.of(self.text).chars().next()?;
        let bracket = matches!(opener, '(' | '（' | '[' | '［' | '〔' | '【' | '《' | '〈');
        let opened_sentence = self.start == held.start();
        // A remark in brackets inside a sentence may end as it likes.
        if bracket && !opened_sentence {
            return None;
        }
        let before = Span::new(self.start, held.start()).of(self.text).trim_end();
        let closed = Closed {
            bracket,
            opened_sentence,
            introduced: before.ends_with(['：', '，', ':', ',', '،', '、']),
        };
        let marks = Span::new(marks_start, marks_end);
        Some(self.stop_at(marks, after, Some(closed)))
    }

    /// Where a run of such characters that starts at `at` ends.
    fn end_of_run(&self, at: usize, belongs: impl Fn(char) -> bool) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + (rest.len() - rest.trim_start_matches(belongs).len())
    }

    /// Where the closing marks that start at `at` end, and the footnote numbers behind them.
    fn end_of_closers(&self, at: usize) -> usize {
        let closes = |c| quotes::is_closer(c) && !matches!(c, '“' | '‘' | '«' | '»' | '"' | '\'');
        let mut end = self.end_of_run(at, closes);
        // These may open as well as close: they close where a space or nothing follows.
        let german = self.language == Language::German;
        let either = self.end_of_run(end, |c| {
            matches!(c, '‘' | '«' | '»' | '"' | '\'') || (c == '“' && german)
        });
        let rest = self.text.get(either..).unwrap_or_default();
        if rest.chars().next().is_none_or(char::is_whitespace) {
            end = either;
        } else if let Some(spaced) = self.french_closer(end) {
            end = spaced;
        }
        self.end_of_footnotes(end)
    }

    /// French puts a space before the mark that closes: `Vite ! »`.
    fn french_closer(&self, at: usize) -> Option<usize> {
        let rest = self
            .text
            .get(at..)?
            .strip_prefix(['\u{a0}', '\u{202f}', ' '])?;
        let end = self.text.len() - rest.strip_prefix('»')?.len();
        let after = self.text.get(end..)?.chars().next();
        after.is_none_or(char::is_whitespace).then_some(end)
    }

    /// Where the numbers of footnotes that start at `at` end: `[1][23]`.
    fn end_of_footnotes(&self, at: usize) -> usize {
        const DIGITS: usize = 3;
        let mut end = at;
        loop {
            let rest = self.text.get(end..).unwrap_or_default();
            let note = rest.strip_prefix('[').and_then(|inner| {
                let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
                let closes = inner.as_bytes().get(digits) == Some(&b']');
                (closes && (1..=DIGITS).contains(&digits)).then_some(digits + 2)
            });
            match note {
                Some(length) => end += length,
                None => return end,
            }
        }
    }
}

#[cfg(test)]
mod tests;
