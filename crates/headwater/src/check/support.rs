use super::weights::{WEIGHTS, Weighed, logistic};
use super::{Departure, DepartureKind};
use crate::align::{Agreement, Overlap, Passage};

/// How sure it is that a passage is what a sentence rests on, 0 to 1, before its words are looked at.
///
/// A logistic function of the cosine and the ratio margin of the two vectors and, within one
/// language, of the words in common. What is nearly word for word is found however common it is:
/// a sentence that a source repeats is close to many, and its margin small.
pub(crate) fn found(passage: &Passage) -> f32 {
    let (bias, cosine, margin, words) = match passage.coverage {
        None => ACROSS,
        Some(_) => WITHIN,
    };
    let coverage = passage.coverage.unwrap_or(0.0);
    let by_margin = bias + cosine * passage.cosine + margin * passage.margin + words * coverage;
    logistic(by_margin).max(((passage.cosine - LITERAL) / (1.0 - LITERAL)).clamp(0.0, 1.0))
}

/// Bias, then the weights of cosine, margin and words in common: across languages, fitted on news
/// documents in four languages over English from some of which sentences had been taken out; see
/// `bench/README.md`.
const ACROSS: (f32, f32, f32, f32) = (-14.6, 0.2, 13.0, 0.0);
/// The same within one language. Nothing was there to fit it on: the words got their weight by hand.
const WITHIN: (f32, f32, f32, f32) = (-15.0, 0.2, 13.0, 1.0);
/// From this cosine on, two texts begin to be one.
const LITERAL: f32 = 0.9;

/// What is left of the support when something departs across languages, where nothing was there to fit it on.
const DEPARTED: f32 = 0.4;

/// The largest part of a sentence's words that one source sentence has, of all that it may rest on in its
/// own language, rare words counting more.
pub(super) fn words_in_one(passages: &[Passage]) -> f32 {
    let single = passages
        .iter()
        .filter(|passage| passage.sentences.len() == 1);
    single
        .filter_map(|passage| passage.coverage)
        .fold(0.0, f32::max)
}

/// How sure it is that a passage carries a sentence: from how well they fit, within one language
/// what they have in common and what departs, and what their words say of each other.
pub(crate) fn carried(
    found: f32,
    words: f32,
    overlap: Option<Overlap>,
    agreement: Option<&Agreement>,
    departures: &[Departure],
) -> Weighed {
    let mut known = vec![("found", log_odds(found))];
    if let Some(overlap) = overlap {
        let departs = |kind| f32::from(departures.iter().any(|one| one.kind() == kind));
        known.extend([
            ("words", words),
            ("order", overlap.order()),
            ("names", overlap.names()),
            ("numbers", overlap.numbers()),
            ("departs_number", departs(DepartureKind::Number)),
            ("departs_date", departs(DepartureKind::Date)),
            ("departs_name", departs(DepartureKind::Name)),
            ("departs_negation", departs(DepartureKind::Negation)),
        ]);
    }
    if let Some(Agreement {
        sentence,
        passage,
        together,
        ..
    }) = agreement
    {
        known.extend([
            ("carried", sentence.mean()),
            ("carried_tenth", sentence.quantile(0.1)),
            ("carried_fifth", sentence.quantile(0.2)),
            ("together", together.mean()),
            ("together_tenth", together.quantile(0.1)),
            ("together_fifth", together.quantile(0.2)),
            ("carries", passage.mean()),
            ("carries_tenth", passage.quantile(0.1)),
            ("carries_fifth", passage.quantile(0.2)),
        ]);
    }
    let table = match (overlap, agreement) {
        (None, None) => &WEIGHTS.across,
        (None, Some(_)) => &WEIGHTS.across_words,
        (Some(_), None) => &WEIGHTS.within,
        (Some(_), Some(_)) => &WEIGHTS.within_words,
    };
    let mut weighed = table.weigh(&known);
    if overlap.is_none() && !departures.is_empty() {
        weighed.chance *= DEPARTED;
    }
    weighed
}

/// The logarithm of the odds, kept within a thousand to one.
fn log_odds(chance: f32) -> f32 {
    let chance = chance.clamp(0.001, 0.999);
    (chance / (1.0 - chance)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_source_says_word_for_word_passes_and_what_it_lacks_does_not() {
        let passes = |words, order, names, numbers| {
            carried(
                0.9,
                words,
                Some(Overlap::new(order, names, numbers)),
                None,
                &[],
            )
            .is_enough
        };
        assert!(passes(1.0, 1.0, 1.0, 1.0));
        assert!(!passes(0.3, 0.05, 0.5, 0.0));
    }

    #[test]
    fn across_languages_what_is_found_passes() {
        assert!(carried(0.9, 0.0, None, None, &[]).is_enough);
        assert!(!carried(0.3, 0.0, None, None, &[]).is_enough);
    }
}
