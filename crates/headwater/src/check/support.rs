use super::Departure;
use crate::align::Passage;

/// How sure it is that a passage is what a sentence rests on, 0 to 1.
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

/// What is left of the support when something departs.
const DEPARTED: f32 = 0.4;

/// How sure it is that the passage carries the sentence: what [`found`] says, less what departs.
pub(crate) fn support(found: f32, departures: &[Departure]) -> f32 {
    if departures.is_empty() {
        found
    } else {
        found * DEPARTED
    }
}

fn logistic(x: f32) -> f32 {
    // Through f64 and rounded, so that the last bit of `exp` on some machine is never printed.
    let p = 1.0 / (1.0 + (-f64::from(x)).exp());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a probability of four digits"
    )]
    let rounded = ((p * 1e4).round() / 1e4) as f32;
    rounded
}
