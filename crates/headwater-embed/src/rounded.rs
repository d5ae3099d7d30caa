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

/// Rows rounded to pairs of 16-bit numbers: row i is the run of pairs that starts at `starts[i]`,
/// times `scales[i]`. Runs may overlap, which makes a convolution of a product.
#[derive(Default)]
pub(crate) struct Rounded {
    pub(crate) pairs: Vec<i32>,
    pub(crate) starts: Vec<usize>,
    pub(crate) scales: Vec<f32>,
}

impl Rounded {
    pub(crate) fn clear(&mut self) {
        self.pairs.clear();
        self.starts.clear();
        self.scales.clear();
    }

    /// Rounds `values` as one row, to be multiplied by `depth` rows of a matrix.
    pub(crate) fn push_row(&mut self, level: Level, values: &[f32], depth: usize) {
        let (start, scale) = self.append(level, values, depth);
        self.starts.push(start);
        self.scales.push(scale);
    }

    /// Rounds `values` in rows of `width`, which share a scale, and makes windows of the last
    /// `before` rows, the row itself, and those behind it that `depth` still holds. Zeros stand
    /// for `gap` rows on either side.
    pub(crate) fn push_windows(
        &mut self,
        level: Level,
        values: &[f32],
        width: usize,
        before: usize,
        gap: usize,
        depth: usize,
    ) {
        let half = width / 2;
        self.pairs.resize(self.pairs.len() + gap * half, 0);
        let (start, scale) = self.append(level, values, depth);
        self.pairs.resize(self.pairs.len() + gap * half, 0);
        for row in 0..values.len() / width {
            self.starts.push(start + row * half - before * half);
            self.scales.push(scale);
        }
    }

    /// Appends `values`, rounded so finely that no sum over `depth` products with signed bytes
    /// leaves 32 bits. Gives their place, and what they are to be multiplied by.
    fn append(&mut self, level: Level, values: &[f32], depth: usize) -> (usize, f32) {
        let start = self.pairs.len();
        self.pairs.resize(start + values.len() / 2, 0);
        let pairs = self.pairs.get_mut(start..).unwrap_or_default();
        let most = (i32::MAX as usize / 128 / depth.max(1)).min(i16::MAX as usize);
        let steps = Steps::fit(level, values, most as f32);
        dispatch!(level, simd => round_to_pairs(simd, values, steps.in_one, pairs));
        (start, steps.size)
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
        let [low, high, ..] = whole(value * steps).to_le_bytes();
        *out = i16::from_le_bytes([low, high]);
    }
}

/// The whole number nearest to `value`, the even one from halfway, in two's complement in the low
/// 16 bits.
#[inline(always)]
fn whole(value: f32) -> u32 {
    // The last bit of a float of this size counts ones.
    const ROUNDER: f32 = 12_582_912.0;
    (value + ROUNDER).to_bits()
}

/// Two numbers of 16 bits in one.
#[inline(always)]
pub(crate) fn join(lower: u32, upper: u32) -> i32 {
    (lower & 0xFFFF | upper << 16).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_rounded_to_the_nearest_steps() {
        let mut rounded = Rounded::default();
        let values: Vec<f32> = (0..16).map(|i| (i as f32 - 8.0) / 8.0).collect();
        rounded.push_row(Level::new(), &values, 256);
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
    fn rows_for_deep_products_have_fewer_steps() {
        let mut rounded = Rounded::default();
        rounded.push_row(Level::new(), &[1.0; 1280], 1280);
        assert_eq!(rounded.pairs[0] & 0xFFFF, i32::MAX / 128 / 1280);
    }

    #[test]
    fn rows_without_a_size_become_zeros() {
        for value in [0.0, f32::MIN_POSITIVE / 4.0, f32::INFINITY] {
            let mut rounded = Rounded::default();
            rounded.push_row(Level::new(), &[value; 16], 256);
            assert_eq!(rounded.scales, [0.0], "{value}");
        }
    }

    #[test]
    fn windows_overlap_and_end_in_zeros() {
        let mut rounded = Rounded::default();
        let values = [[1.0; 16], [0.5; 16]].concat();
        rounded.push_windows(Level::new(), &values, 16, 2, 2, 5 * 16);
        assert_eq!(rounded.starts, [0, 8]);
        assert_eq!(rounded.pairs.len(), 6 * 8);
        let firsts: Vec<i32> = rounded.pairs.chunks(8).map(|row| row[0] & 0xFFFF).collect();
        assert_eq!(firsts, [0, 0, 32767, 16384, 0, 0]);
    }
}
