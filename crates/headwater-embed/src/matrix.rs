//! Matrix products in whole numbers: rows of 16-bit numbers times a matrix of signed bytes.
//!
//! The weights are signed bytes with one scale a matrix. The rows on the left are floats that
//! were rounded to 16-bit numbers with one scale a row ([`Rounded`]), few enough steps that no sum
//! leaves 32 bits. So the products and sums are exact: they do not depend on the order of the
//! terms, on the other rows of the call, or on the processor. And one instruction of AVX2
//! (`vpmaddwd`) does sixteen multiply-adds, twice as many as with floats.
//!
//! A product goes panel by panel of 16 columns. The panel is widened to 16 bits once, small enough
//! to stay in the nearest cache, and then tiles of up to six rows run down it, their 6 × 16 sums
//! in registers.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` and `vectorize` call must be inlined into them, or it is compiled \
              for the oldest processor"
)]

use fearless_simd::{Level, dispatch, i32x8, prelude::*};
use headwater::Error;

use crate::{
    file::{Kind, ModelFile, Section},
    rounded::{BLOCK, PAIRS, Rounded, join},
};

/// Columns of a panel.
const PANEL: usize = 16;
/// Most rows of a tile: with two vectors of eight each, twelve of the sixteen registers.
const TILE: usize = 6;
/// A matrix as it stands in the model file.
pub(crate) struct Matrix {
    section: Section,
}

/// Where a product goes: row `i` to `values[i * stride + column..]`.
pub(crate) struct Target<'a> {
    pub(crate) values: &'a mut [f32],
    pub(crate) stride: usize,
    pub(crate) column: usize,
}

/// What products need besides their operands; kept to save allocations.
pub(crate) struct Workspace {
    level: Level,
    panel: Vec<i32>,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            level: Level::new(),
            panel: Vec::new(),
        }
    }
}

impl Target<'_> {
    /// The same target, to be used for a while.
    pub(crate) fn reborrow(&mut self) -> Target<'_> {
        Target {
            values: self.values,
            stride: self.stride,
            column: self.column,
        }
    }
}

impl Workspace {
    /// The vector instructions that are there.
    pub(crate) fn level(&self) -> Level {
        self.level
    }
}

impl Matrix {
    /// Reads the matrix of that name and shape; the number of rows must be a multiple of 16.
    pub(crate) fn read(
        file: &ModelFile,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Self, Error> {
        let section = file.shaped(name, Kind::Panels, rows, columns)?;
        if section.scale.is_finite() {
            Ok(Self { section })
        } else {
            Err(Error::model(format!(
                "matrix “{name}” of the model file has no scale"
            )))
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.section.rows
    }

    pub(crate) fn columns(&self) -> usize {
        self.section.columns
    }

    /// `rows` times the matrix.
    pub(crate) fn multiply(&self, rows: &Rounded, target: Target, workspace: &mut Workspace) {
        self.multiply_part(0, self.section.rows, rows, target, workspace);
    }

    /// `rows` times the `depth` rows of the matrix from row `first` on, both multiples of 16.
    pub(crate) fn multiply_part(
        &self,
        first: usize,
        depth: usize,
        rows: &Rounded,
        target: Target,
        workspace: &mut Workspace,
    ) {
        workspace.panel.resize(depth / 2 * PANEL, 0);
        let product = Product {
            weights: self.section.bytes(),
            panel_bytes: self.section.rows * PANEL,
            part: first * PANEL..(first + depth) * PANEL,
            scale: self.section.scale,
            rows,
            target,
            panel: &mut workspace.panel,
        };
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = workspace.level.as_avx2() {
            avx2.vectorize(
                #[inline(always)]
                || {
                    product.run(
                        avx2,
                        #[inline(always)]
                        |sum, a, b| {
                            let sum = avx2::add_products(avx2, sum.into(), a.into(), b.into());
                            sum.simd_into(avx2)
                        },
                    );
                },
            );
            return;
        }
        dispatch!(workspace.level, simd => product.run(simd, add_products));
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{__m256i, _mm256_add_epi32, _mm256_madd_epi16};

    fearless_simd::kernel!(
        /// [`super::add_products`] in two instructions.
        #[inline(always)]
        pub(super) fn add_products(avx2: Avx2, sum: __m256i, a: __m256i, b: __m256i) -> __m256i {
            _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
        }
    );
}

/// Adds to each sum the product of the lower halves and that of the upper halves.
#[inline(always)]
fn add_products<S: Simd>(sum: i32x8<S>, a: i32x8<S>, b: i32x8<S>) -> i32x8<S> {
    sum + (a >> 16) * (b >> 16) + ((a << 16) >> 16) * ((b << 16) >> 16)
}

/// One product, with all that it needs.
struct Product<'a> {
    weights: &'a [u8],
    panel_bytes: usize,
    part: std::ops::Range<usize>,
    scale: f32,
    rows: &'a Rounded,
    target: Target<'a>,
    panel: &'a mut [i32],
}

impl Product<'_> {
    #[inline(always)]
    fn run<S: Simd>(
        mut self,
        simd: S,
        add: impl Fn(i32x8<S>, i32x8<S>, i32x8<S>) -> i32x8<S> + Copy,
    ) {
        for whole in self.weights.chunks_exact(self.panel_bytes.max(1)) {
            widen(whole.get(self.part.clone()).unwrap_or_default(), self.panel);
            self.multiply_panel(simd, add);
            self.target.column += PANEL;
        }
    }

    #[inline(always)]
    fn multiply_panel<S: Simd>(
        &mut self,
        simd: S,
        add: impl Fn(i32x8<S>, i32x8<S>, i32x8<S>) -> i32x8<S> + Copy,
    ) {
        let count = self.rows.starts.len();
        let tiles = count.div_ceil(TILE).max(1);
        // Tiles of nearly equal height: a tile of one row would wait for its own sums.
        for tile in 0..tiles {
            let first = count * tile / tiles;
            match count * (tile + 1) / tiles - first {
                0 => {}
                1 => self.multiply_tile::<S, 1>(simd, add, first),
                2 => self.multiply_tile::<S, 2>(simd, add, first),
                3 => self.multiply_tile::<S, 3>(simd, add, first),
                4 => self.multiply_tile::<S, 4>(simd, add, first),
                5 => self.multiply_tile::<S, 5>(simd, add, first),
                _ => self.multiply_tile::<S, TILE>(simd, add, first),
            }
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "the indices are below the lengths by construction, and a check in the inner \
                  loop would halve its speed"
    )]
    #[inline(always)]
    fn multiply_tile<S: Simd, const HEIGHT: usize>(
        &mut self,
        simd: S,
        add: impl Fn(i32x8<S>, i32x8<S>, i32x8<S>) -> i32x8<S> + Copy,
        first: usize,
    ) {
        let depth = self.panel.len() / PANEL;
        let rows: [&[i32]; HEIGHT] = std::array::from_fn(|i| {
            let start = self.rows.starts[first + i];
            &self.rows.pairs[start..start + depth]
        });
        let mut sums = [[i32x8::splat(simd, 0); 2]; HEIGHT];
        for (k, weights) in self.panel.chunks_exact(PANEL).enumerate() {
            let left = i32x8::from_slice(simd, &weights[..8]);
            let right = i32x8::from_slice(simd, &weights[8..]);
            for i in 0..HEIGHT {
                let pair = i32x8::splat(simd, rows[i][k]);
                sums[i][0] = add(sums[i][0], pair, left);
                sums[i][1] = add(sums[i][1], pair, right);
            }
        }
        for (i, sums) in sums.into_iter().enumerate() {
            let row = first + i;
            let scale = self.rows.scales[row] * self.scale;
            let at = row * self.target.stride + self.target.column;
            let out = &mut self.target.values[at..at + PANEL];
            for (out, sums) in out.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
                *out = <[i32; 8]>::from(sums).map(|sum| sum as f32 * scale);
            }
        }
    }
}

/// Joins the bytes of each pair of rows of a panel to pairs of 16-bit numbers.
#[inline(always)]
fn widen(bytes: &[u8], panel: &mut [i32]) {
    let (blocks, _) = bytes.as_chunks::<{ BLOCK * PANEL }>();
    for (block, panel) in blocks.iter().zip(panel.chunks_exact_mut(PAIRS * PANEL)) {
        let (lower, upper) = block.split_at(PAIRS * PANEL);
        for ((pair, &lower), &upper) in panel.iter_mut().zip(lower).zip(upper) {
            *pair = join(
                i32::from(lower.cast_signed()).cast_unsigned(),
                i32::from(upper.cast_signed()).cast_unsigned(),
            );
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole numbers and halves are exact")]
mod tests {
    use std::borrow::Cow;

    use super::*;

    /// A file with one matrix "m" of the given shape, whose entry at (row, column) is
    /// `value(row, column) * 0.5`.
    fn matrix(rows: usize, columns: usize, value: impl Fn(usize, usize) -> i8) -> Matrix {
        let mut bytes = b"HEADWMDL\x01\0\0\0\x01\0\0\0m".to_vec();
        bytes.extend([0; 15]);
        for number in [3, rows, columns] {
            bytes.extend(u32::try_from(number).unwrap().to_le_bytes());
        }
        bytes.extend(0.5_f32.to_le_bytes());
        for number in [64, rows * columns] {
            bytes.extend((number as u64).to_le_bytes());
        }
        for panel in 0..columns / PANEL {
            for row in 0..rows {
                bytes.extend((0..PANEL).map(|i| value(row, panel * PANEL + i).cast_unsigned()));
            }
        }
        let file = ModelFile::open(Cow::Owned(bytes)).unwrap();
        Matrix::read(&file, "m", rows, columns).unwrap()
    }

    /// Rows of whole numbers that are rounded to themselves.
    fn exact_rows(count: usize, depth: usize, starts: impl Fn(usize) -> usize) -> Rounded {
        let most = i16::MAX as usize;
        let value = |i: usize| {
            if i.is_multiple_of(depth) {
                most as f32
            } else {
                (i % 9) as f32 - 4.0
            }
        };
        let values: Vec<f32> = (0..count * depth).map(value).collect();
        let mut rounded = Rounded::default();
        rounded.push_row(Level::new(), &values, depth);
        assert_eq!(rounded.scales, [1.0]);
        rounded.starts = (0..count).map(starts).collect();
        rounded.scales = vec![1.0; count];
        rounded
    }

    /// The number at place `k` of a row of pairs.
    fn number(pairs: &[i32], k: usize) -> f32 {
        let pair = pairs[k / BLOCK * PAIRS + k % PAIRS];
        (if k % BLOCK < PAIRS {
            pair << 16 >> 16
        } else {
            pair >> 16
        }) as f32
    }

    #[test]
    fn a_product_is_the_sum_of_products_for_any_number_of_rows() {
        let value =
            |row: usize, column: usize| i8::try_from((row * 7 + column * 3) % 11).unwrap() - 5;
        let matrix = matrix(48, 32, value);
        // The processor's own instructions, and those that every one has.
        for level in [Level::new(), Level::baseline()] {
            for count in 1..=20 {
                // Rows that overlap, as the windows of a convolution do.
                let rows = exact_rows(count, 48, |i| i * PAIRS);
                let mut out = vec![f32::NAN; count * 40];
                let target = Target {
                    values: &mut out,
                    stride: 40,
                    column: 4,
                };
                let mut workspace = Workspace {
                    level,
                    panel: Vec::new(),
                };
                matrix.multiply(&rows, target, &mut workspace);
                for (i, row) in out.chunks_exact(40).enumerate() {
                    assert!(
                        row[3].is_nan() && row[36].is_nan(),
                        "written beside the target"
                    );
                    let pairs = &rows.pairs[rows.starts[i]..];
                    for (column, &found) in row[4..36].iter().enumerate() {
                        let term = |k| number(pairs, k) * f32::from(value(k, column)) * 0.5;
                        let expected: f32 = (0..48).map(term).sum();
                        assert_eq!(found, expected, "row {i} of {count}, column {column}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_part_of_the_rows_of_a_matrix_can_be_used() {
        let matrix = matrix(64, 16, |row, _| if (16..32).contains(&row) { 2 } else { 7 });
        let rows = exact_rows(1, 16, |_| 0);
        let expected: f32 = (0..16).map(|k| number(&rows.pairs, k)).sum();
        let mut out = [0.0; 16];
        let target = Target {
            values: &mut out,
            stride: 16,
            column: 0,
        };
        matrix.multiply_part(16, 16, &rows, target, &mut Workspace::default());
        assert_eq!(out, [expected; 16]);
    }

    #[test]
    fn the_largest_sum_fits() {
        for sign in [-1.0, 1.0] {
            let matrix = matrix(1280, 16, |_, _| -128);
            let mut rows = Rounded::default();
            rows.push_row(Level::new(), &[sign; 1280], 1280);
            let mut out = [0.0; 16];
            let target = Target {
                values: &mut out,
                stride: 16,
                column: 0,
            };
            matrix.multiply(&rows, target, &mut Workspace::default());
            assert!(
                (out[0] / (sign * -64.0 * 1280.0) - 1.0).abs() < 1e-5,
                "{}",
                out[0]
            );
        }
    }
}
