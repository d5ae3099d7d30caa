//! Who says what: words in quotation marks, reported speech, and what a sentence leans on.
//!
//! Marks are paired over the whole text (`marks.rs`). Then each sentence is read as words, stops
//! and quotations (`tokens.rs`), and the words of `data/<tag>/speech.toml` say where something is
//! reported: in `spaced.rs` for languages whose verb stands by its subject, in `chinese.rs`, and in
//! `japanese.rs` and `korean.rs` for the two whose verb comes last.
//!
//! Spans follow the annotation of attribution in English news: the content of direct speech has its
//! marks, that of indirect and mixed speech is the clause with its conjunction and without the stop
//! of the sentence; the speaker is the noun phrase with title and apposition, without particles; the
//! cue is the verb with its auxiliaries, or words such as "according to".

mod chinese;
mod japanese;
mod korean;
mod marks;
mod spaced;
mod table;
mod tokens;

use super::{Value, ValueKind};
use crate::language::{Language, segment};
use crate::text::Span;
use marks::Marked;
use std::borrow::Cow;
use table::Table;
use tokens::{Kind, Token};

/// How something is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Form {
    /// The speaker's words in quotation marks.
    Direct,
    /// What was said, in the writer's words.
    Indirect,
    /// In the writer's words, with some of the speaker's in quotation marks.
    Mixed,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Indirect, Self::Mixed];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
        }
    }
}

/// How the writer presents what is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Strength {
    /// Said, told, 表示, according to.
    #[default]
    Neutral,
    /// Claimed, alleged, 声称, утверждает: the writer does not vouch for it.
    Claimed,
    /// Denied, 否认: the speaker says that it is not so.
    Denied,
    /// Admitted, 承认: the speaker would rather not have said it.
    Admitted,
    /// Revealed, 透露: it was not known.
    Revealed,
    /// Believes, hinted: less than a statement.
    Hedged,
}

impl Strength {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Neutral,
        Self::Claimed,
        Self::Denied,
        Self::Admitted,
        Self::Revealed,
        Self::Hedged,
    ];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Claimed => "claimed",
            Self::Denied => "denied",
            Self::Admitted => "admitted",
            Self::Revealed => "revealed",
            Self::Hedged => "hedged",
        }
    }
}

/// Somebody's words or statement in a text: what, whose, and by which word it is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    form: Form,
    strength: Strength,
    content: Span,
    speaker: Option<Span>,
    cue: Option<Span>,
    quoted: Vec<Span>,
    name: Option<String>,
}

impl Speech {
    /// Whether it is in the speaker's words.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// How the writer presents it.
    #[must_use]
    pub fn strength(&self) -> Strength {
        self.strength
    }

    /// What is said: with the marks where it is direct, and the whole clause with its conjunction
    /// otherwise.
    #[must_use]
    pub fn content(&self) -> Span {
        self.content
    }

    /// Who says it, where the text tells: the noun phrase, or a pronoun. It may stand in a sentence
    /// before.
    #[must_use]
    pub fn speaker(&self) -> Option<Span> {
        self.speaker
    }

    /// The word that reports it.
    #[must_use]
    pub fn cue(&self) -> Option<Span> {
        self.cue
    }

    /// The words in quotation marks inside the content, without the marks.
    #[must_use]
    pub fn quoted(&self) -> &[Span] {
        &self.quoted
    }

    /// The speaker as the text last named them: the words of [`speaker`](Self::speaker), or for a
    /// pronoun those of the speaker before, where there is just one whom it can mean.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The same in a text that has `by` more bytes in front.
    pub(crate) fn shift(self, by: usize) -> Self {
        Self {
            content: self.content.shift(by),
            speaker: self.speaker.map(|span| span.shift(by)),
            cue: self.cue.map(|span| span.shift(by)),
            quoted: self.quoted.iter().map(|span| span.shift(by)).collect(),
            ..self
        }
    }
}

/// Something reported, as the rules of a language find it.
#[derive(Debug, Clone, Copy)]
struct Report {
    content: Span,
    speaker: Option<Span>,
    cue: Option<Span>,
    strength: Strength,
}

/// One sentence, or several that a quotation holds together.
#[derive(Clone, Copy)]
struct Sentence<'t> {
    text: &'t str,
    span: Span,
    tokens: &'t [Token],
    table: &'static Table,
    /// A quotation that ends right before and that nobody is known to have said.
    before: Option<Span>,
}

impl Sentence<'_> {
    /// Where the words end, without the stop of the sentence.
    fn end(&self) -> usize {
        let last = self.tokens.iter().rfind(|token| token.kind != Kind::Stop);
        last.map_or(self.span.end(), |token| token.span.end())
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|token| token.kind)
    }

    fn is(&self, at: usize, kind: Kind) -> bool {
        self.kind(at) == Some(kind)
    }

    /// The word at a place in small letters; empty where there is none.
    fn lower(&self, at: usize) -> Cow<'_, str> {
        let token = self.token(at).filter(|token| token.kind == Kind::Word);
        let word = token.map_or("", |token| token.span.of(self.text));
        let is_small = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        if word.bytes().all(is_small) {
            Cow::Borrowed(word)
        } else {
            Cow::Owned(word.to_lowercase())
        }
    }

    /// The text from a token on, to the end of the sentence.
    fn rest(&self, at: usize) -> &str {
        let start = self
            .token(at)
            .map_or(self.span.end(), |token| token.span.start());
        Span::new(start, self.span.end().max(start)).of(self.text)
    }

    /// From the start of one token to the end of another, without stops at its end.
    fn span_of(&self, first: usize, last: usize) -> Option<Span> {
        let (start, end) = (
            self.token(first)?.span.start(),
            self.token(last)?.span.end(),
        );
        (start < end).then(|| Span::new(start, end))
    }

    /// The first token that begins at or after a place in the text.
    fn token_at(&self, place: usize) -> usize {
        self.tokens
            .partition_point(|token| token.span.start() < place)
    }
}

/// The quotations and reports of a text, in order, none over another.
pub(super) fn find(text: &str, language: Language) -> Vec<Value> {
    let marks = marks::find(text);
    let Some(table) = table::table(language) else {
        return Vec::new();
    };
    let mut reader = Reader::default();
    let mut rest = marks.as_slice();
    for span in whole_sentences(text, language, &marks) {
        let inside = rest.partition_point(|marked| marked.outer.end() <= span.end());
        let (own, later) = rest.split_at_checked(inside).unwrap_or((rest, &[]));
        rest = later;
        let own: Vec<Marked> = own
            .iter()
            .copied()
            .filter(|marked| span.contains(marked.outer))
            .collect();
        let tokens = tokens::tokens(text, span, &own, language.is_unspaced());
        let sentence = Sentence {
            text,
            span,
            tokens: &tokens,
            table,
            before: reader.orphan(text, span),
        };
        let reports = match language {
            Language::Chinese => chinese::reports(&sentence),
            Language::Japanese => japanese::reports(&sentence),
            Language::Korean => korean::reports(&sentence),
            _ => spaced::reports(&sentence),
        };
        reader.take(&sentence, &reports, &own);
    }
    reader.into_values(text, &marks)
}

/// The sentences of a text, those as one that a quotation runs over.
fn whole_sentences(text: &str, language: Language, marks: &[Marked]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut marks = marks.iter().peekable();
    for span in segment::sentences(text, language) {
        let Some(last) = found.last_mut() else {
            found.push(span);
            continue;
        };
        while marks
            .next_if(|marked| marked.outer.end() <= last.end())
            .is_some()
        {}
        if marks
            .peek()
            .is_some_and(|marked| marked.outer.start() < last.end())
        {
            *last = last.cover(span);
        } else {
            found.push(span);
        }
    }
    found
}

/// A speaker who was named.
#[derive(Debug, Clone)]
struct Named {
    span: Span,
    name: Option<String>,
}

/// Takes in the reports of one sentence after another.
#[derive(Debug, Default)]
struct Reader {
    speeches: Vec<Speech>,
    /// Whose words were quoted last, with the end of those words.
    quoted: Option<(Option<Named>, usize)>,
    /// The last speaker who was named rather than meant.
    named: Option<String>,
}

impl Reader {
    /// The quotation right before a sentence in its paragraph that has no speaker of its own.
    fn orphan(&self, text: &str, sentence: Span) -> Option<Span> {
        let last = self.speeches.last()?;
        let between = text.get(last.content.end()..sentence.start())?;
        let apart = between.chars().any(char::is_alphanumeric) || between.contains("\n\n");
        (last.cue.is_none() && last.form == Form::Direct && !apart).then_some(last.content)
    }

    fn take(&mut self, sentence: &Sentence<'_>, reports: &[Report], marks: &[Marked]) {
        let mut reports: Vec<Report> = reports
            .iter()
            .copied()
            .filter(|report| !report.content.is_empty())
            .collect();
        reports.sort_by_key(|report| {
            (
                report.content.start(),
                std::cmp::Reverse(report.content.end()),
            )
        });
        for report in reports {
            // A sentence that says who spoke the one before.
            if Some(report.content) == sentence.before {
                self.speeches.pop();
            }
            if self
                .speeches
                .last()
                .is_some_and(|last| report.content.start() < last.content.end())
            {
                continue;
            }
            let speech = self.speech(sentence, report, marks);
            self.speeches.push(speech);
        }
        self.take_unattributed(sentence, marks);
    }

    fn speech(&mut self, sentence: &Sentence<'_>, report: Report, marks: &[Marked]) -> Speech {
        let inside = marks
            .iter()
            .filter(|marked| report.content.contains(marked.outer));
        let mut quoted: Vec<Span> = inside.map(|marked| marked.inner).collect();
        let direct = Some(report.content) == sentence.before
            || marks.iter().any(|marked| marked.outer == report.content);
        if Some(report.content) == sentence.before && quoted.is_empty() {
            quoted.push(inner(sentence.text, report.content));
        }
        let form = match (direct, quoted.is_empty()) {
            (true, _) => Form::Direct,
            (false, true) => Form::Indirect,
            (false, false) => Form::Mixed,
        };
        let name = report.speaker.and_then(|span| {
            let words = span.of(sentence.text);
            if sentence.table.persons.contains(&words.to_lowercase()) {
                return self.named.clone();
            }
            if !sentence.table.pronouns.contains(&words.to_lowercase()) {
                self.named = Some(words.to_owned());
            }
            Some(words.to_owned())
        });
        if direct {
            let named = report.speaker.map(|span| Named {
                span,
                name: name.clone(),
            });
            self.quoted = Some((named, report.content.end()));
        }
        Speech {
            form,
            strength: report.strength,
            content: report.content,
            speaker: report.speaker,
            cue: report.cue,
            quoted,
            name,
        }
    }

    /// A sentence that is a quotation and nothing else, after one whose speaker was told, is theirs.
    fn take_unattributed(&mut self, sentence: &Sentence<'_>, marks: &[Marked]) {
        let [marked] = marks else { return };
        let alone = sentence
            .tokens
            .iter()
            .all(|token| matches!(token.kind, Kind::Quote | Kind::Stop | Kind::Dash));
        if !alone
            || self
                .speeches
                .last()
                .is_some_and(|last| last.content.intersects(marked.outer))
        {
            return;
        }
        let carried = self.quoted.clone().filter(|(_, end)| {
            let between = sentence
                .text
                .get(*end..marked.outer.start())
                .unwrap_or_default();
            let opens_again = between.trim().is_empty();
            between.len() <= NEAR && (!between.contains("\n\n") || opens_again)
        });
        let named = carried.and_then(|(named, _)| named);
        self.speeches.push(Speech {
            form: Form::Direct,
            strength: Strength::Neutral,
            content: marked.outer,
            speaker: named.as_ref().map(|named| named.span),
            cue: None,
            quoted: vec![marked.inner],
            name: named.as_ref().and_then(|named| named.name.clone()),
        });
        self.quoted = Some((named, marked.outer.end()));
    }

    /// Every speech as a value, and what stands in marks and belongs to none.
    fn into_values(self, text: &str, marks: &[Marked]) -> Vec<Value> {
        let mut speeches = self.speeches;
        speeches.sort_by_key(|speech| speech.content.start());
        let mut values = Vec::new();
        let mut speeches = speeches.into_iter().peekable();
        for marked in marks {
            while let Some(speech) =
                speeches.next_if(|speech| speech.content.start() <= marked.outer.start())
            {
                values.push(value(text, speech));
            }
            let taken = values
                .last()
                .is_some_and(|last: &Value| last.span.end() > marked.inner.start());
            if !taken {
                values.push(Value {
                    value: Some(marked.inner.of(text).to_owned()),
                    ..Value::new(ValueKind::Quote, marked.inner)
                });
            }
        }
        values.extend(speeches.map(|speech| value(text, speech)));
        values
    }
}

/// How far behind the words of a speaker, in bytes, more words may stand that are theirs.
const NEAR: usize = 300;

/// A quotation without its marks.
fn inner(text: &str, outer: Span) -> Span {
    let words = outer.of(text);
    let first = words.chars().next().map_or(0, char::len_utf8);
    let last = words.chars().next_back().map_or(0, char::len_utf8);
    let start = outer.start() + first;
    Span::new(start, (outer.end() - last).max(start)).trim(text)
}

fn value(text: &str, speech: Speech) -> Value {
    let span = match (speech.form, speech.quoted.as_slice()) {
        (Form::Direct, [inner]) => *inner,
        _ => speech.content,
    };
    Value {
        value: Some(span.of(text).to_owned()),
        speech: Some(Box::new(speech)),
        ..Value::new(ValueKind::Quote, span)
    }
}

#[cfg(test)]
mod tests;
