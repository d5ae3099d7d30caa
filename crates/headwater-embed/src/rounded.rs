//! Rows of floats as 16-bit numbers, for the products of `matrix`.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, dispatch};

/// Two numbers of 16 bits share one of 32: in each block of 16 numbers, the first eight are the
/// lower halves and the last eight the upper ones.
pub(crate) const BLOCK: usize = 16;
/// Pairs in a block.
pub(crate) const PAIRS: usize = BLOCK / 2;

/// Rows of one length, rounded to pairs of 16-bit numbers: row i is the i-th run of pairs times
/// `scales[i]`.
#[derive(Default)]
pub(crate) struct Rounded {
    pub(crate) pairs: Vec<i32>,
    pub(crate) scales: Vec<f32>,
}

impl Rounded {
    pub(crate) fn clear(&mut self) {
        self.pairs.clear();
        self.scales.clear();
    }

    /// Rounds `values`, as many as a multiple of 16, as one more row of whole numbers up to
    /// `most`.
    pub(crate) fn push_row(&mut self, level: Level, values: &[f32], most: i16) {
        let start = self.pairs.len();
        self.pairs.resize(start + values.len() / 2, 0);
        let pairs = self.pairs.get_mut(start..).unwrap_or_default();
        let steps = Steps::fit(level, values, f32::from(most));
        dispatch!(level, simd => round_to_pairs(simd, values, steps.in_one, pairs));
        self.scales.push(steps.size);
    }
}

/// Rounds `values` to 16-bit numbers, and gives what they are to be multiplied by.
pub(crate) fn round(level: Level, values: &[f32], out: &mut [i16]) -> f32 {
    let steps = Steps::fit(level, values, f32::from(i16::MAX));
    dispatch!(level, simd => round_to(simd, values, steps.in_one, out));
    steps.size
}

/// Equal steps from zero on.
struct Steps {
    in_one: f32,
    size: f32,
}

impl Steps {
    /// Such that the largest of `values` is `most` steps.
    fn fit(level: Level, values: &[f32], most: f32) -> Self {
        let largest = dispatch!(level, simd => largest(simd, values));
        let in_one = most / largest;
        // Not so for zeros, and for what only a damaged model file can bring about.
        if in_one.is_normal() && largest.is_normal() {
            let size = largest / most;
            Self { in_one, size }
        } else {
            let (in_one, size) = (0.0, 0.0);
            Self { in_one, size }
        }
    }
}

/// The largest absolute value.
#[inline(always)]
fn largest<S: Simd>(_simd: S, values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 32];
    let (chunks, rest) = values.as_chunks::<32>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    let values = lanes
        .into_iter()
        .chain(rest.iter().map(|value| value.abs()));
    values.fold(0.0, f32::max)
}

/// Rounds `values * steps` to pairs of 16-bit numbers.
#[inline(always)]
fn round_to_pairs<S: Simd>(_simd: S, values: &[f32], steps: f32, pairs: &mut [i32]) {
    let (blocks, _) = values.as_chunks::<BLOCK>();
    for (block, pairs) in blocks.iter().zip(pairs.as_chunks_mut::<PAIRS>().0) {
        let (lower, upper) = block.split_at(PAIRS);
        for ((pair, &lower), &upper) in pairs.iter_mut().zip(lower).zip(upper) {
            *pair = join(whole(lower * steps), whole(upper * steps));
        }
    }
}

/// Rounds `values * steps` to 16-bit numbers.
#[inline(always)]
fn round_to<S: Simd>(_simd: S, values: &[f32], steps: f32, out: &mut [i16]) {
    for (out, value) in out.iter_mut().zip(values) {
        *out = whole(value * steps);
    }
}

/// The whole number nearest to `value`, the even one from halfway.
#[inline(always)]
fn whole(value: f32) -> i16 {
    // The last bit of a float of this size counts ones, so its low half is the number.
    const ROUNDER: f32 = 12_582_912.0;
    let [low, high, ..] = (value + ROUNDER).to_bits().to_le_bytes();
    i16::from_le_bytes([low, high])
}

/// Two numbers of 16 bits in one.
#[inline(always)]
pub(crate) fn join(lower: i16, upper: i16) -> i32 {
    i32::from(lower) & 0xFFFF | i32::from(upper) << 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_rounded_to_the_nearest_steps() {
        let mut rounded = Rounded::default();
        let values: Vec<f32> = (0..16).map(|i| (i as f32 - 8.0) / 8.0).collect();
        rounded.push_row(Level::new(), &values, i16::MAX);
        let [scale] = rounded.scales[..] else {
            panic!()
        };
        for (i, value) in values.iter().enumerate() {
            let pair = rounded.pairs[i % 8];
            let step = if i < 8 { pair << 16 >> 16 } else { pair >> 16 };
            assert!(
                (step as f32 * scale - value).abs() <= scale / 2.0,
                "{value}: {step}"
            );
        }
        assert_eq!(rounded.pairs[0] << 16 >> 16, -32767);
    }

    #[test]
    fn single_numbers_are_rounded_like_pairs() {
        let mut out = [0; 4];
        let scale = round(Level::new(), &[-2.0, 0.0, 0.25, 1.999_99], &mut out);
        assert_eq!(out, [-32767, 0, 4096, 32767]);
        assert!((scale * 32767.0 - 2.0).abs() < 1e-6);
    }

    #[test]
    fn no_number_is_above_the_most() {
        let mut rounded = Rounded::default();
        rounded.push_row(Level::new(), &[0.3; 1280], 13_107);
        assert_eq!(rounded.pairs[0], join(13_107, 13_107));
    }

    #[test]
    fn rows_without_a_size_become_zeros() {
        for value in [0.0, f32::MIN_POSITIVE / 4.0, f32::INFINITY] {
            let mut rounded = Rounded::default();
            rounded.push_row(Level::new(), &[value; 16], i16::MAX);
            assert_eq!(rounded.scales, [0.0], "{value}");
        }
    }
}
