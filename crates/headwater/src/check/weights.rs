use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One thing that speaks for or against something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    name: &'static str,
    value: f32,
    weight: f32,
}

impl Feature {
    /// What it is, in one word of `models/support/README.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// How much of it there is.
    #[must_use]
    pub fn value(self) -> f32 {
        self.value
    }

    /// How much it counts: weight times value goes into the logistic function.
    #[must_use]
    pub fn weight(self) -> f32 {
        self.weight
    }
}

/// How likely something is, and why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weighed {
    /// From 0 to 1.
    pub(crate) chance: f32,
    /// Whether that is enough to go by.
    pub(crate) is_enough: bool,
    pub(crate) features: Vec<Feature>,
}

/// The logistic regressions of `models/support/train.py`. Tables that cannot be read would let
/// nothing pass; a test forbids them.
pub(crate) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

const FILE: &str = include_str!("../../../../models/support/weights.toml");

/// How much each feature counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    /// That a passage in another language carries a sentence, from the sentence model alone.
    pub(crate) across: Table,
    /// The same with the word model.
    pub(crate) across_words: Table,
    /// That a passage in its language carries a sentence, from the words in common.
    pub(crate) within: Table,
    /// The same with the word model.
    pub(crate) within_words: Table,
    /// That a name of the article is not in the source.
    pub(crate) named_here: Table,
    /// That a name of the passage is not in the article's sentence, where it ought to be.
    pub(crate) named_there: Table,
}

/// A logistic regression: `bias` and the weight of each feature, and from which chance on it says
/// yes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    bias: f32,
    line: f32,
    weights: BTreeMap<String, f32>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            bias: f32::NEG_INFINITY,
            line: 1.0,
            weights: BTreeMap::new(),
        }
    }
}

impl Table {
    /// Weighs what is known, by name; what the table does not know counts nothing.
    pub(crate) fn weigh(&self, known: &[(&'static str, f32)]) -> Weighed {
        let bias = Feature {
            name: "bias",
            value: 1.0,
            weight: self.bias,
        };
        let known = known.iter().map(|(name, value)| Feature {
            name,
            value: *value,
            weight: self.weights.get(*name).copied().unwrap_or(0.0),
        });
        let features: Vec<Feature> = known.chain([bias]).collect();
        let parts = features
            .iter()
            .map(|feature| feature.value * feature.weight);
        let chance = logistic(parts.sum());
        Weighed {
            chance,
            is_enough: chance >= self.line,
            features,
        }
    }
}

/// The logistic function, to four digits.
pub(crate) fn logistic(x: f32) -> f32 {
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
    fn the_tables_can_be_read() {
        toml::from_str::<Weights>(FILE).expect("weights");
    }

    #[test]
    fn what_no_table_knows_counts_nothing_and_a_missing_table_says_no() {
        let weighed = Table::default().weigh(&[("words", 1.0)]);
        assert!(!weighed.is_enough && weighed.chance <= 0.0);
        let words = weighed.features.first();
        assert!(words.is_some_and(|words| words.weight() == 0.0));
    }
}
