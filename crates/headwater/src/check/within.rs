//! What an article says against itself.

mod same;

use super::message::Message;
use super::rules::{self, Case};
use super::{ArticlePlace, Departure, DepartureKind, FOUND, support};
use crate::align::{Agreement, Annotated, Likeness, Pair, Passage, Side, Wording};
use crate::language::values::{Value, ValueKind};
use crate::text::Span;
use same::{Told, is_of_one_thing};

/// A place where a sentence of an article says otherwise than another sentence of it.
///
/// It changes no verdict: that is by the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    pub(crate) kind: DepartureKind,
    pub(crate) here: ArticlePlace,
    pub(crate) there: ArticlePlace,
    pub(crate) sentence: usize,
    pub(crate) message: Message,
}

impl Contradiction {
    /// What kind of difference it is.
    #[must_use]
    pub fn kind(&self) -> DepartureKind {
        self.kind
    }

    /// What this sentence says.
    #[must_use]
    pub fn here(&self) -> &ArticlePlace {
        &self.here
    }

    /// What the other sentence says instead.
    #[must_use]
    pub fn there(&self) -> &ArticlePlace {
        &self.there
    }

    /// The other sentence, by its place in the trace.
    #[must_use]
    pub fn sentence(&self) -> usize {
        self.sentence
    }

    /// What there is to say of it;
    /// [`report::contradiction`](crate::report::contradiction()) has the words.
    #[must_use]
    pub fn message(&self) -> Message {
        self.message
    }

    /// From a departure of one part of an article from another; `whole` are its sentences, by which the
    /// other one is known.
    fn of(departure: Departure, whole: &Side<'_>) -> Option<Self> {
        let there = departure.source?;
        let start = there.span.start();
        let after = whole
            .sentences
            .partition_point(|sentence| sentence.span.start() <= start);
        Some(Self {
            kind: departure.kind,
            here: departure.article,
            there: ArticlePlace {
                span: there.span,
                value: there.value,
                dating: there.dating,
            },
            sentence: after.checked_sub(1)?,
            message: departure.message,
        })
    }
}

/// How near a sentence of headline or lead has to be to the one that it tells again.
const RETOLD: f32 = 0.5;
/// What part of its words has to stand there, for a figure or a date to be that one's.
const RETOLD_WORDS: f32 = 0.5;
/// The same for a name, a denial or a speaker, where more depends on what the rest says.
const RETOLD_FIRMLY: f32 = 0.6;
/// What part of the other sentence's words has to be told again, for a name, a denial or a speaker.
const RETOLD_REST: f32 = 0.5;
/// The same for two sentences of the body, which nothing else says tell one thing.
const TWICE: f32 = 0.6;
const TWICE_MARGIN: f32 = 1.3;
const TWICE_WORDS: f32 = 0.6;
/// How many words two sentences of the body have in common at least: two entries of a list of sources
/// differ in nothing but the date.
const TWICE_COMMON: usize = 5;

/// The one sentence of the body that a sentence of headline or lead surely tells again, out of all
/// passages that it may.
pub(crate) fn surely(passages: Vec<Passage>) -> Vec<Passage> {
    let is_sure = |passage: &Passage| {
        passage.sentences.len() == 1 && passage.cosine >= RETOLD && support::found(passage) >= FOUND
    };
    passages.into_iter().find(is_sure).into_iter().collect()
}

/// What a sentence of headline or lead says against the sentence of the body that it tells again.
pub(crate) fn retold(
    (top, sentence): (&Side<'_>, &Annotated),
    (body, passage): (&Side<'_>, &Passage),
    agreement: Option<&Agreement>,
    wording: &Wording,
    whole: &Side<'_>,
) -> Vec<Contradiction> {
    let Some(other) = body.sentences.get(passage.sentences.start) else {
        return Vec::new();
    };
    let case = Case {
        article: top,
        sentence,
        source_place: 0,
        source: body,
        passage: passage.sentences.clone(),
        agreement,
    };
    let (ours, theirs) = (Told::of(top, sentence), Told::of(body, other));
    let is_meant = |departure: &Departure| {
        let places = places(departure);
        let likeness = || {
            let without: Vec<Span> = values([sentence, other]).chain(places).collect();
            wording.likeness((top, sentence), (body, other), &without)
        };
        match departure.kind {
            DepartureKind::Certainty if departure.message != Message::LimitLost => true,
            DepartureKind::Number | DepartureKind::Date => {
                enough(&likeness(), RETOLD_WORDS)
                    && is_of_one_thing(&ours, &theirs, places, true)
                    && !stands_in(body, &ours, places)
            }
            _ => {
                let likeness = likeness();
                enough(&likeness, RETOLD_FIRMLY) && likeness.of_longer >= RETOLD_REST
            }
        }
    };
    let departures = rules::retold(&case).into_iter();
    departures
        .filter(|departure| departure.source.is_some() && is_meant(departure))
        .filter_map(|departure| Contradiction::of(departure, whole))
        .collect()
}

/// What the later sentence of two that are near each other says against the earlier one, where both
/// tell one thing.
pub(crate) fn told_otherwise(
    body: &Side<'_>,
    pair: &Pair,
    wording: &Wording,
    whole: &Side<'_>,
) -> Vec<Contradiction> {
    let (Some(sentence), Some(other)) = (
        body.sentences.get(pair.later),
        body.sentences.get(pair.earlier),
    ) else {
        return Vec::new();
    };
    if pair.cosine < TWICE || pair.margin < TWICE_MARGIN {
        return Vec::new();
    }
    let without: Vec<Span> = values([sentence, other]).collect();
    let likeness = wording.likeness((body, sentence), (body, other), &without);
    let is_alike = likeness.of_shorter >= TWICE_WORDS && likeness.common >= TWICE_COMMON;
    if !is_alike || !likeness.has_names {
        return Vec::new();
    }
    // What stands beside one of them must not be the other.
    let without = |place: usize, but: usize| -> Vec<usize> {
        let near = place.saturating_sub(1)..=place.saturating_add(1);
        near.filter(|at| *at != but).collect()
    };
    let beside = without(pair.earlier, pair.later);
    let Some(place) = beside.iter().position(|at| *at == pair.earlier) else {
        return Vec::new();
    };
    let (here, there) = (
        body.part(&without(pair.later, pair.earlier)),
        body.part(&beside),
    );
    let departures = rules::told_otherwise(&Case {
        article: &here,
        sentence,
        source_place: 0,
        source: &there,
        passage: place..place + 1,
        agreement: None,
    });
    let [departure] = departures.as_slice() else {
        return Vec::new();
    };
    let (ours, theirs) = (Told::of(body, sentence), Told::of(body, other));
    let is_meant = is_of_one_thing(&ours, &theirs, places(departure), false);
    let found = Contradiction::of(departure.clone(), whole);
    found
        .filter(|_| is_meant && ours.tells_as(&theirs))
        .into_iter()
        .collect()
}

/// Whether a sentence of the body has a figure or a date that another may have otherwise, in running
/// text: no row of a table, no item of a list, no question.
pub(crate) fn may_be_told_otherwise(body: &Side<'_>, sentence: &Annotated) -> bool {
    same::is_running_text(body, sentence) && sentence.values.iter().any(same::is_comparable)
}

/// Whether two sentences have enough words in common.
fn enough(likeness: &Likeness, share: f32) -> bool {
    /// Fewer words say nothing, however few the shorter sentence has.
    const FEWEST: usize = 3;
    likeness.of_shorter >= share && likeness.common >= FEWEST
}

/// The places of a departure in its two sentences.
fn places(departure: &Departure) -> [Span; 2] {
    let here = departure.article.span;
    [
        here,
        departure.source.as_ref().map_or(here, |there| there.span),
    ]
}

/// The figures and dates of some sentences.
fn values(sentences: [&Annotated; 2]) -> impl Iterator<Item = Span> {
    let values = sentences.into_iter().flat_map(|sentence| &sentence.values);
    values
        .filter(|value| value.kind() != ValueKind::Quote)
        .map(Value::span)
}

/// Whether the value of the first place stands anywhere in the body: then it is told from there.
fn stands_in(body: &Side<'_>, ours: &Told<'_>, places: [Span; 2]) -> bool {
    let Some(value) = ours.value_at(places[0]) else {
        return true;
    };
    let mut all = body.sentences.iter().flat_map(|sentence| &sentence.values);
    all.any(|other| same::may_be_one(value, other))
}
