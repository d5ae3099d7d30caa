//! Locality-sensitive hashing by random hyperplanes (Charikar 2002): vectors in nearly the same direction lie on the same
//! side of most of them.
//!
//! The planes are the rows of two Hadamard transforms with random signs before each. They are as good as independent ones and
//! take 9 additions a plane, not 512 multiplications.

use headwater_embed::Model;

use crate::signature::mix;

/// The length of a vector, and how many planes there are.
pub const PLANES: usize = Model::DIMENSIONS;

/// Means are kept in parts of this: one signed byte a dimension, no part of a mean being larger than a quarter.
pub const MEAN_UNIT: f32 = 512.0;

/// On which sides of all planes a vector lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    values: [f32; PLANES],
}

impl Sides {
    /// Those of a vector, seen from the mean of its language in parts of [`MEAN_UNIT`], so that what all its sentences
    /// have in common does not count.
    #[must_use]
    pub fn of(vector: &[u8], mean: &[u8]) -> Self {
        let mut values = [0.0; PLANES];
        let length = length(vector);
        for ((value, byte), mean) in values.iter_mut().zip(vector).zip(mean) {
            *value = signed(*byte) / length - signed(*mean) / MEAN_UNIT;
        }
        for round in 0..2 {
            change_signs(&mut values, round);
            transform(&mut values);
        }
        Self { values }
    }

    /// The sides of `bits` planes from `first` on as a number; planes that do not exist count as zero.
    #[must_use]
    pub fn code(&self, first: usize, bits: usize) -> i64 {
        let sides = self.values.iter().skip(first).take(bits.min(63));
        sides.fold(0, |code, value| code << 1 | i64::from(*value > 0.0))
    }
}

/// The length of a vector of signed bytes; 1 where it has none.
pub(crate) fn length(vector: &[u8]) -> f32 {
    let squares = vector.iter().map(|byte| signed(*byte).powi(2));
    let length = squares.sum::<f32>().sqrt();
    if length > 0.0 { length } else { 1.0 }
}

fn signed(byte: u8) -> f32 {
    f32::from(byte.cast_signed())
}

fn change_signs(values: &mut [f32; PLANES], round: u64) {
    for (words, turn) in values.chunks_exact_mut(64).zip(0_u64..) {
        let signs = mix(round << 32 | turn);
        for (value, bit) in words.iter_mut().zip(0..) {
            *value = if signs >> bit & 1 == 1 {
                -*value
            } else {
                *value
            };
        }
    }
}

/// The fast Walsh–Hadamard transform, without a scale.
fn transform(values: &mut [f32; PLANES]) {
    let mut half = 1;
    while half < PLANES {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vector that depends on a number alone.
    fn vector(seed: u64) -> Vec<u8> {
        (0..PLANES as u64)
            .map(|at| (mix(seed << 16 | at) & 0xFF) as u8)
            .collect()
    }

    fn mixed(a: &[u8], b: &[u8], share: f32) -> Vec<u8> {
        let both = a
            .iter()
            .zip(b)
            .map(|(a, b)| signed(*a) * share + signed(*b) * (1.0 - share));
        let values: Vec<f32> = both.collect();
        crate::signature::quantised(&values)
    }

    fn cosine(a: &[u8], b: &[u8]) -> f32 {
        let product: f32 = a.iter().zip(b).map(|(a, b)| signed(*a) * signed(*b)).sum();
        product / length(a) / length(b)
    }

    #[test]
    fn the_share_of_planes_between_two_vectors_is_their_angle() {
        let nowhere = vec![0; PLANES];
        for (seed, share) in [(1, 0.9), (2, 0.7), (3, 0.5), (4, 0.1)] {
            let (a, other) = (vector(seed), vector(seed + 100));
            let b = mixed(&a, &other, share);
            let (of_a, of_b) = (Sides::of(&a, &nowhere), Sides::of(&b, &nowhere));
            let apart = (0..PLANES)
                .filter(|at| of_a.code(*at, 1) != of_b.code(*at, 1))
                .count();
            let angle = cosine(&a, &b).acos() / std::f32::consts::PI;
            let measured = apart as f32 / PLANES as f32;
            assert!(
                (measured - angle).abs() < 0.06,
                "{measured} of planes, {angle} of half a turn"
            );
        }
    }

    #[test]
    fn planes_that_do_not_exist_are_left_out() {
        let sides = Sides::of(&vector(1), &[0; PLANES]);
        assert_eq!(sides.code(PLANES, 8), 0);
        assert!(sides.code(0, 64) >= 0);
        assert_eq!(Sides::of(&[], &[]).code(0, 16), 0);
    }
}
