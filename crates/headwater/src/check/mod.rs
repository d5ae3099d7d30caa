//! What a sentence's evidence says of it: a verdict, how sure it is, and each departure.

mod finding;
mod rules;
mod support;

pub use finding::{
    ArticlePlace, Departure, DepartureKind, Evidence, Finding, Reason, SourcePlace, Verdict,
};

use crate::align::{Annotated, Passage, Side};

/// From this on, a passage is taken to be what the sentence rests on. Above one half, since to pass
/// a sentence that no source carries is worse than to doubt one that is there.
const FOUND: f32 = 0.6;

/// Judges one sentence by the passages that it may rest on, best first.
///
/// `places[i]` is the place of `sources[i]` in the trace's list of sources.
pub(crate) fn judge(
    article: &Side<'_>,
    sentence: &Annotated,
    passages: &[Passage],
    sources: &[Side<'_>],
    places: &[usize],
) -> Finding {
    let scored = || {
        passages
            .iter()
            .map(|passage| (passage, support::found(passage)))
    };
    // What the sentence cites is looked at first; only where nothing is found there do the other
    // sources count.
    let mut cited = scored().filter(|(passage, found)| passage.cited && *found >= FOUND);
    let best = cited.next().or_else(|| scored().next());
    let Some((passage, found)) = best.filter(|(_, found)| *found >= FOUND) else {
        return Finding::unsupported(best.map_or(0.0, |(_, found)| found));
    };
    let (Some(source), Some(place)) = (sources.get(passage.side), places.get(passage.side)) else {
        return Finding::unsupported(0.0);
    };
    let case = rules::Case {
        article,
        sentence,
        source_place: *place,
        source,
        passage: passage.sentences.clone(),
    };
    let departures = rules::departures(&case);
    let overlap = article.overlap(sentence, source, passage);
    let support = support::support(found, overlap, &departures);
    Finding {
        verdict: Some(if !departures.is_empty() {
            Verdict::Differs
        } else if support < support::line(overlap) {
            Verdict::Unsupported
        } else {
            Verdict::Supported
        }),
        reason: None,
        support: Some(support),
        evidence: vec![Evidence {
            source: *place,
            span: passage.span,
            score: found,
            overlap,
        }],
        departures,
    }
}

impl Finding {
    /// The sources were read, and none carries the sentence. `closest` is the support of the best
    /// passage, which was not enough.
    fn unsupported(closest: f32) -> Self {
        Self {
            verdict: Some(Verdict::Unsupported),
            support: Some(closest),
            ..Self::silent()
        }
    }

    /// It could not be checked.
    pub(crate) fn unchecked(reason: Reason) -> Self {
        Self {
            verdict: Some(Verdict::Unchecked),
            reason: Some(reason),
            ..Self::silent()
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
        }
    }
}
