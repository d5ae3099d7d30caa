//! The departure rules, one a file. The doc comment of each is its manual.

mod bound;
mod certainty;
mod date;
mod day;
mod name;
mod negation;
mod number;
mod pairs;
mod quote;
mod speaker;
mod told;

pub use name::Named;

use std::ops::Range;

use super::{ArticlePlace, Departure, DepartureKind, Message, SourcePlace};
use crate::align::{Agreement, Annotated, Side};
use crate::language::Language;
use crate::language::values::{Dating, Value};
use crate::text::Span;

/// A sentence of the article beside the passage that it rests on.
pub(crate) struct Case<'a> {
    /// The article's text and the sentence in it.
    pub(crate) article: &'a Side<'a>,
    pub(crate) sentence: &'a Annotated,
    /// The source, by its place in the trace's list, and the passage's sentences in it.
    pub(crate) source_place: usize,
    pub(crate) source: &'a Side<'a>,
    pub(crate) passage: Range<usize>,
    /// What the words of both say of each other, where a word model was there.
    pub(crate) agreement: Option<&'a Agreement>,
}

impl<'a> Case<'a> {
    fn passage_sentences(&self) -> &'a [Annotated] {
        self.source
            .sentences
            .get(self.passage.clone())
            .unwrap_or_default()
    }

    /// The passage with `reach` sentences more on either side.
    fn around(&self, reach: usize) -> &'a [Annotated] {
        let start = self.passage.start.saturating_sub(reach);
        let end = (self.passage.end + reach).min(self.source.sentences.len());
        self.source.sentences.get(start..end).unwrap_or_default()
    }

    /// The sentences of the source up to `reach` before and behind the passage.
    fn beside_passage(&self, reach: usize) -> Vec<&'a Annotated> {
        beside(&self.source.sentences, &self.passage, reach)
    }

    /// The sentences of the article up to `reach` before and behind this one.
    fn beside_sentence(&self, reach: usize) -> Vec<&'a Annotated> {
        let all = &self.article.sentences;
        let start = self.sentence.span.start();
        let place = all.partition_point(|sentence| sentence.span.start() < start);
        beside(all, &(place..place + 1), reach)
    }

    /// The languages of the article and of the source, where both are known.
    fn languages(&self) -> Option<(Language, Language)> {
        let article = self.article.reading.language()?;
        Some((article, self.source.reading.language()?))
    }

    fn article_text(&self, span: Span) -> &'a str {
        span.of(self.article.reading.document().text())
    }

    fn source_text(&self, span: Span) -> &'a str {
        span.of(self.source.reading.document().text())
    }

    /// A departure of one place of the sentence from one place of the source.
    fn departure(
        &self,
        kind: DepartureKind,
        article: (Span, Option<String>),
        source: (Span, Option<String>),
        message: Message,
    ) -> Departure {
        Departure {
            kind,
            article: ArticlePlace {
                span: article.0,
                value: article.1,
                dating: Dating::default(),
            },
            source: Some(SourcePlace {
                source: self.source_place,
                span: source.0,
                value: source.1,
                dating: Dating::default(),
            }),
            message,
        }
    }
}

/// The sentences up to `reach` before and behind some.
fn beside<'a>(all: &'a [Annotated], some: &Range<usize>, reach: usize) -> Vec<&'a Annotated> {
    let end = some.end.saturating_add(reach).min(all.len());
    let before = all.get(some.start.saturating_sub(reach)..some.start);
    let behind = all.get(some.end..end);
    let both = [before, behind].into_iter().flatten();
    both.flatten().collect()
}

/// A value with its unit, as it stands in a trace: `412000000 JPY`.
fn shown(value: &Value) -> Option<String> {
    let unit = value
        .unit()
        .map(|unit| format!(" {unit}"))
        .unwrap_or_default();
    value.value().map(|value| format!("{value}{unit}"))
}

/// What a sentence of headline or lead says against the passage of the body that it tells again.
pub(crate) fn retold(case: &Case<'_>) -> Vec<Departure> {
    let mut all = run(
        case,
        &[
            number::find,
            date::find,
            negation::find,
            certainty::retold,
            bound::find,
            speaker::find,
        ],
    );
    all.extend(name::find(case, &name::weigh(case)));
    all.sort_by_key(|departure| (departure.article.span, departure.kind));
    all
}

/// What a sentence of the body says against another that tells the same.
pub(crate) fn told_otherwise(case: &Case<'_>) -> Vec<Departure> {
    run(case, &[number::find, date::find])
}

type Rule = fn(&Case<'_>) -> Vec<Departure>;

fn run(case: &Case<'_>, rules: &[Rule]) -> Vec<Departure> {
    let mut all: Vec<Departure> = rules.iter().flat_map(|rule| rule(case)).collect();
    all.sort_by_key(|departure| (departure.article.span, departure.kind));
    all
}

/// Every departure of the sentence from its passage, in the order in which they stand in the
/// sentence, and what was thought of each name.
pub(crate) fn departures(case: &Case<'_>) -> (Vec<Departure>, Vec<Named>) {
    let mut all = run(
        case,
        &[
            number::find,
            date::find,
            day::find,
            quote::find,
            negation::find,
            certainty::find,
            bound::find,
            speaker::find,
        ],
    );
    let names = name::weigh(case);
    all.extend(name::find(case, &names));
    all.sort_by_key(|departure| (departure.article.span, departure.kind));
    (all, names)
}
