//! What a sentence's evidence says of it: a verdict, how sure it is, and each departure.

mod finding;
mod joined;
mod message;
mod rules;
mod support;
mod weights;
mod within;

pub use finding::{
    ArticlePlace, Departure, DepartureKind, Evidence, Explanation, Finding, Reason, SourcePlace,
    Verdict,
};

pub(crate) use joined::others;
pub use message::Message;
pub use rules::Named;
pub use weights::Feature;
pub use within::Contradiction;
pub(crate) use within::{may_be_told_otherwise, retold, surely, told_otherwise};

use crate::align::{Agreement, Annotated, Passage, Side};
use joined::Joined;

/// From this on, a passage is taken to be what the sentence rests on. Above one half, since to pass
/// a sentence that no source carries is worse than to doubt one that is there.
const FOUND: f32 = 0.6;
/// From this on it may be, if the words say so.
const POSSIBLE: f32 = 0.15;

/// Two passages of which one is found no more surely than by this may have changed places by chance.
const BY_CHANCE: f32 = 0.1;

/// Puts the passage by which a sentence is judged in front of those that it may rest on.
///
/// What the sentence cites is looked at first; only where nothing is found there do the other sources
/// count. A cited passage that may be the one is not passed over for another that fits no better than
/// by chance.
pub(crate) fn cited_first(mut passages: Vec<Passage>) -> Vec<Passage> {
    let is_cited = |passage: &Passage| passage.cited && support::found(passage) >= FOUND;
    let first = passages.first().map_or(0.0, support::found);
    let is_close = |passage: &Passage| {
        let found = support::found(passage);
        passage.cited && may_be(found) && found >= first - BY_CHANCE
    };
    let cited = passages.iter().position(is_cited);
    let best = cited
        .or_else(|| passages.iter().position(is_close))
        .unwrap_or(0);
    let to_best = passages.get_mut(..=best).into_iter();
    to_best.for_each(|passages| passages.rotate_right(1));
    passages
}

/// Whether the first passage may carry its sentence, so that it is worth a closer look.
pub(crate) fn is_possible(passages: &[Passage]) -> bool {
    let first = passages.first();
    first.is_some_and(|passage| may_be(support::found(passage)))
}

/// Whether a passage that is found as surely as this may be the one.
pub(crate) fn may_be(found: f32) -> bool {
    found >= POSSIBLE
}

/// Judges one sentence by the first of the passages that it may rest on, and by those that carry a part
/// of it which the first does not.
///
/// `places[i]` is the place of `sources[i]` in the trace's list of sources.
pub(crate) fn judge(
    article: &Side<'_>,
    sentence: &Annotated,
    passages: &[Passage],
    agreement: Option<&Agreement>,
    sources: &[Side<'_>],
    places: &[usize],
) -> Finding {
    let evidence = |passage: &Passage| {
        Some(Evidence {
            source: *places.get(passage.side)?,
            span: passage.span,
            score: support::found(passage),
        })
    };
    let considered: Vec<Evidence> = passages.iter().filter_map(evidence).collect();
    let closest = considered.first().map_or(0.0, |first| first.score);
    let mut unsupported = Finding {
        verdict: Some(Verdict::Unsupported),
        support: Some(closest),
        explanation: Explanation {
            considered,
            ..Explanation::default()
        },
        ..Finding::silent()
    };
    let Some(passage) = passages.first().filter(|_| is_possible(passages)) else {
        return unsupported;
    };
    let (Some(source), Some(first)) = (sources.get(passage.side), evidence(passage)) else {
        return unsupported;
    };
    let words = support::words_in_one(passages);
    let overlap = article.overlap(sentence, source, passage);
    let weighed = |departures: &[Departure]| {
        support::carried(first.score, words, overlap, agreement, departures)
    };
    let carried = weighed(&[]);
    unsupported.explanation.features = carried.features;
    if first.score < FOUND && !carried.is_enough {
        return Finding {
            support: Some(carried.chance),
            ..unsupported
        };
    }
    let (departures, names) = rules::departures(&rules::Case {
        article,
        sentence,
        source_place: first.source,
        source,
        passage: passage.sentences.clone(),
        agreement,
    });
    let joined = Joined {
        article,
        sentence,
        passages,
        departures: &departures,
        agreement,
        sources,
    };
    let further = joined.further();
    let excused = |departure: &Departure| further.iter().any(|other| other.excuses(departure));
    let departures: Vec<Departure> = departures
        .iter()
        .filter(|departure| !excused(departure))
        .cloned()
        .collect();
    unsupported.explanation.names = names;
    let mut support = carried.chance;
    if !departures.is_empty() {
        let departed = weighed(&departures);
        support = departed.chance;
        unsupported.explanation.features = departed.features;
    }
    Finding {
        verdict: Some(if !departures.is_empty() {
            Verdict::Differs
        } else if carried.is_enough {
            Verdict::Supported
        } else {
            Verdict::Unsupported
        }),
        support: Some(support),
        evidence: std::iter::once(first)
            .chain(further.iter().filter_map(|other| evidence(other.passage)))
            .collect(),
        departures,
        ..unsupported
    }
}

impl Finding {
    /// It could not be checked.
    pub(crate) fn unchecked(reason: Reason) -> Self {
        Self {
            verdict: Some(Verdict::Unchecked),
            reason: Some(reason),
            ..Self::silent()
        }
    }

    /// It was found, but in a source that the sentence does not cite.
    pub(crate) fn in_other_source(self) -> Self {
        Self {
            reason: Some(Reason::FoundInOtherSource),
            ..self
        }
    }

    /// It is not a claim, so there is nothing to say.
    pub(crate) fn not_a_claim() -> Self {
        Self {
            reason: Some(Reason::NotAClaim),
            ..Self::silent()
        }
    }

    fn silent() -> Self {
        Self {
            verdict: None,
            reason: None,
            support: None,
            evidence: Vec::new(),
            departures: Vec::new(),
            explanation: Explanation::default(),
        }
    }
}
