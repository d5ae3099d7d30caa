//! The convolution over windows of tokens, with fewer multiplications than its windows have
//! weights.
//!
//! The m outputs of n slots each that stand in a row rest on m + n - 1 = 6 tokens. Seen as
//! polynomials, outputs, tokens and weights are known from their values at six points, and a value
//! of the product is one product of values (Toom and Cook; S. Winograd, "Arithmetic complexity of
//! computations", 1980; Lavin and Gray, 2016, [arXiv:1509.09308](https://arxiv.org/abs/1509.09308)).
//! So six products of a matrix give m rows of output instead of m · n: for n = 2, 3 and 5, six
//! instead of ten, twelve and ten.
//!
//! The points are 0, 1, -1, 2, -2 and infinity. At these the weights, signed bytes, become whole
//! numbers of at most 13 bits, exactly; what fractions there are go into the scale.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::{
    matrix::{Matrix, PackedMatrix, Target},
    rounded::Rounded,
    vector,
};

/// Rows that a tile of outputs rests on, and points that stand for them.
const POINTS: usize = 6;
/// The points but the last, which is infinity.
const FINITE: [i16; POINTS - 1] = [0, 1, -1, 2, -2];
/// One over the product of the distances from each point to the other finite ones.
const SHARES: [f32; POINTS] = [
    1.0 / 4.0,
    -1.0 / 6.0,
    -1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 24.0,
    1.0,
];

/// The length of a row.
pub(crate) const WIDTH: usize = 256;

/// max(window · weights + bias, 0) + the row in the window's own slot, for each row of a text.
pub(crate) struct Convolution {
    /// Slots of the window before its own.
    before: usize,
    /// Rows of output in a tile.
    outputs: usize,
    /// The weights at each point.
    weights: [Matrix; POINTS],
    /// For each output of a tile, what the product at each point counts.
    factors: Vec<[f32; POINTS]>,
    bias: Vec<f32>,
}

/// Room to work in.
pub(crate) struct Tiles {
    /// One tile at all points.
    values: [[f32; WIDTH]; POINTS],
    /// All tiles, for each point.
    rounded: [Rounded; POINTS],
    products: [Vec<f32>; POINTS],
}

impl Default for Tiles {
    fn default() -> Self {
        Self {
            values: [[0.0; WIDTH]; POINTS],
            rounded: Default::default(),
            products: Default::default(),
        }
    }
}

impl Convolution {
    /// The convolution with windows of `order` rows, `before` of which stand before the row of the
    /// output. The matrix has the weights of the first slot in its first rows, and so on.
    pub(crate) fn new(matrix: &PackedMatrix, order: usize, before: usize, bias: Vec<f32>) -> Self {
        let outputs = POINTS + 1 - order;
        let weights = std::array::from_fn(|point| {
            let factors: Vec<i16> = (0..order).map(|slot| power(point, slot, order)).collect();
            let share = SHARES.get(point).copied().unwrap_or_default();
            matrix.sum_of_parts(&factors, share)
        });
        let factors = (0..outputs)
            .map(|output| std::array::from_fn(|point| power(point, output, outputs).into()))
            .collect();
        Self {
            before,
            outputs,
            weights,
            factors,
            bias,
        }
    }

    /// Where the rows of a text stand among those of the padded text, which has zeros around them.
    pub(crate) fn padding(&self, length: usize) -> Padding {
        Padding {
            before: self.before,
            rows: length.div_ceil(self.outputs) * self.outputs + POINTS - self.outputs,
        }
    }

    /// Reads the padded texts of those lengths, which stand on end, and writes their rows of
    /// output, without padding, to `target`.
    pub(crate) fn apply(
        &self,
        level: Level,
        lengths: &[usize],
        padded: &[f32],
        tiles: &mut Tiles,
        target: &mut Target,
    ) {
        for text in self.texts(lengths, padded) {
            self.evaluate(level, text, tiles);
        }
        self.multiply(level, tiles);
        let mut first_tile = 0;
        let mut outputs = target.values.chunks_exact_mut(target.stride);
        for (&length, text) in lengths.iter().zip(self.texts(lengths, padded)) {
            let rows = text.chunks_exact(WIDTH).skip(self.before);
            for (row, (residual, out)) in rows.zip(outputs.by_ref().take(length)).enumerate() {
                let tile = first_tile + row / self.outputs;
                let out = out.get_mut(target.column..target.column + WIDTH);
                let out = out.unwrap_or_default();
                self.combine(level, tiles, (tile, row % self.outputs), out);
                vector::relu_residual(level, out, &self.bias, residual);
            }
            first_tile += length.div_ceil(self.outputs);
        }
    }

    /// The texts of those lengths among the rows on end.
    fn texts<'a>(&self, lengths: &[usize], padded: &'a [f32]) -> impl Iterator<Item = &'a [f32]> {
        let sizes = lengths
            .iter()
            .map(|&length| self.padding(length).rows * WIDTH);
        sizes.scan(padded, |rest, size| {
            let (text, later) = rest.split_at_checked(size)?;
            *rest = later;
            Some(text)
        })
    }

    /// Adds the values of a text's tiles at each point.
    fn evaluate(&self, level: Level, text: &[f32], tiles: &mut Tiles) {
        let mut rest = text.as_chunks::<WIDTH>().0;
        while let Some(rows) = rest.first_chunk() {
            dispatch!(level, simd => evaluate(simd, rows, &mut tiles.values));
            let values = tiles.values.iter().zip(&mut tiles.rounded);
            for ((values, rounded), weights) in values.zip(&self.weights) {
                rounded.push_row(level, values, weights.most());
            }
            rest = rest.get(self.outputs..).unwrap_or_default();
        }
    }

    /// Multiplies all values with the weights.
    fn multiply(&self, level: Level, tiles: &mut Tiles) {
        let operands = self.weights.iter().zip(&mut tiles.rounded);
        for ((weights, rounded), products) in operands.zip(&mut tiles.products) {
            products.resize(rounded.scales.len() * WIDTH, 0.0);
            let target = Target {
                values: products,
                stride: WIDTH,
                column: 0,
            };
            weights.multiply(level, rounded, target);
            rounded.clear();
        }
    }

    /// Writes an output of a tile: the sum of the tile's products, each times its factor.
    fn combine(
        &self,
        level: Level,
        tiles: &Tiles,
        (tile, output): (usize, usize),
        out: &mut [f32],
    ) {
        let factors = self.factors.get(output).copied().unwrap_or_default();
        out.fill(0.0);
        for (products, factor) in tiles.products.iter().zip(factors) {
            let product = products.get(tile * WIDTH..(tile + 1) * WIDTH);
            vector::add_scaled(level, out, product.unwrap_or_default(), factor);
        }
    }
}

/// Where the rows of a text stand in its padded form.
pub(crate) struct Padding {
    /// Rows of zeros before them.
    pub(crate) before: usize,
    /// Rows in all.
    pub(crate) rows: usize,
}

/// The point's power, among `count` powers; the last one alone counts at infinity.
fn power(point: usize, exponent: usize, count: usize) -> i16 {
    match FINITE.get(point) {
        Some(base) => (0..exponent).fold(1, |power, _| power * base),
        None => i16::from(exponent + 1 == count),
    }
}

/// The values at the points of the polynomial that has the rows of a tile for the dual of its
/// coefficients: row i of what comes out is the sum of the rows times the coefficients of the
/// product of (x - p) over all finite points p but point i.
#[expect(
    clippy::indexing_slicing,
    reason = "all arrays are as long as the loop, so nothing is checked when it runs"
)]
#[inline(always)]
fn evaluate<S: Simd>(
    _simd: S,
    [d0, d1, d2, d3, d4, d5]: &[[f32; WIDTH]; POINTS],
    [zero, one, minus_one, two, minus_two, infinity]: &mut [[f32; WIDTH]; POINTS],
) {
    for i in 0..WIDTH {
        zero[i] = 4.0 * d0[i] - 5.0 * d2[i] + d4[i];
        let (even, odd) = (d4[i] - 4.0 * d2[i], d3[i] - 4.0 * d1[i]);
        one[i] = even + odd;
        minus_one[i] = even - odd;
        let (even, odd) = (d4[i] - d2[i], 2.0 * (d3[i] - d1[i]));
        two[i] = even + odd;
        minus_two[i] = even - odd;
        infinity[i] = 4.0 * d1[i] - 5.0 * d3[i] + d5[i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::tests::matrix;

    #[test]
    fn it_is_the_sum_over_the_windows() {
        let weight =
            |row: usize, column: usize| i8::try_from((row * 31 + column * 17) % 255).unwrap_or(-1);
        let value = |row: usize, column: usize| (row * 7 + column * 5) as f32 % 13.0 - 6.0;
        for (order, before) in [(2, 0), (3, 1), (5, 2)] {
            let matrix = matrix(order * WIDTH, WIDTH, weight);
            let bias = vec![50.0; WIDTH];
            let convolution = Convolution::new(&matrix, order, before, bias);
            for lengths in [vec![1], vec![2, 9], vec![3, 1, 4, 5, 6]] {
                let mut padded = Vec::new();
                for &length in &lengths {
                    let padding = convolution.padding(length);
                    for row in 0..padding.rows {
                        let inside = row >= padding.before && row < padding.before + length;
                        padded.extend((0..WIDTH).map(|column| {
                            if inside {
                                value(length + row - padding.before, column)
                            } else {
                                0.0
                            }
                        }));
                    }
                }
                let count: usize = lengths.iter().sum();
                let mut out = vec![0.0; count * WIDTH];
                let mut target = Target {
                    values: &mut out,
                    stride: WIDTH,
                    column: 0,
                };
                let mut tiles = Tiles::default();
                convolution.apply(Level::new(), &lengths, &padded, &mut tiles, &mut target);
                let rows = lengths
                    .iter()
                    .flat_map(|&length| (0..length).map(move |row| (length, row)));
                for ((length, row), out) in rows.zip(out.chunks_exact(WIDTH)) {
                    for column in [0, 100, WIDTH - 1] {
                        let mut sum = 50.0;
                        for slot in 0..order {
                            let Some(near) = (row + slot).checked_sub(before) else {
                                continue;
                            };
                            if near < length {
                                sum += (0..WIDTH)
                                    .map(|k| {
                                        let weight = weight(slot * WIDTH + k, column);
                                        value(length + near, k) * f32::from(weight) * 0.5
                                    })
                                    .sum::<f32>();
                            }
                        }
                        let expected = sum.max(0.0) + value(length + row, column);
                        let error = (out[column] - expected).abs();
                        assert!(
                            error < 8.0,
                            "{} for {expected}, row {row} of {lengths:?}, window of {order}",
                            out[column],
                        );
                    }
                }
            }
        }
    }
}
