use std::sync::LazyLock;

use serde::Deserialize;

use super::Departure;
use crate::align::{Overlap, Passage};

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

/// From this on, a passage in the sentence's language carries it: chosen on Wikipedia's claims, see
/// `bench/README.md`.
const CARRIED: f32 = 0.4;

/// How sure it is that the passage carries the sentence: across languages what [`found`] says,
/// within one what the two have in common; less what departs.
pub(crate) fn support(found: f32, overlap: Option<Overlap>, departures: &[Departure]) -> f32 {
    let carried = overlap.map_or(found, |overlap| WITHIN_ONE.of(overlap));
    if departures.is_empty() {
        carried
    } else {
        carried * DEPARTED
    }
}

/// The least support of a sentence that passes.
pub(crate) fn line(overlap: Option<Overlap>) -> f32 {
    overlap.map_or(0.0, |_| CARRIED)
}

/// Fitted by `models/support/train.py`. A table that cannot be read would let nothing pass; a test
/// forbids one.
static WITHIN_ONE: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(WITHIN_ONE_TABLE).unwrap_or_default());

const WITHIN_ONE_TABLE: &str = include_str!("../../../../models/support/within.toml");

/// How much each thing in common counts for the chance that a passage carries a sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    words: f32,
    order: f32,
    names: f32,
    numbers: f32,
    bias: f32,
}

impl Weights {
    fn of(&self, overlap: Overlap) -> f32 {
        logistic(
            self.bias
                + self.words * overlap.words()
                + self.order * overlap.order()
                + self.names * overlap.names()
                + self.numbers * overlap.numbers(),
        )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_source_says_word_for_word_passes_and_what_it_lacks_does_not() {
        toml::from_str::<Weights>(WITHIN_ONE_TABLE).expect("weights");
        let overlap = |words, order, names, numbers| {
            Some(Overlap {
                words,
                order,
                names,
                numbers,
            })
        };
        let passes = |overlap| support(0.9, overlap, &[]) >= line(overlap);
        assert!(passes(overlap(1.0, 1.0, 1.0, 1.0)));
        assert!(!passes(overlap(0.3, 0.05, 0.5, 0.0)));
        assert!(passes(None));
    }
}
