//! Matrix products in whole numbers: rows of 16-bit numbers times a matrix of signed bytes.
//!
//! The weights are signed bytes with one scale a matrix. The rows on the left are floats that
//! were rounded to 16-bit numbers with one scale a row ([`Rounded`]), few enough steps that no sum
//! leaves 32 bits. So the products and sums are exact: they do not depend on the order of the
//! terms, on the other rows of the call, or on the processor. And one instruction of AVX2
//! (`vpmaddwd`) does sixteen multiply-adds, twice as many as with floats.
//!
//! The weights are widened to 16 bits once, when the model is opened. A product goes panel by panel
//! of 16 columns, small enough to stay in the nearest cache; tiles of up to six rows run down the
//! panel, their 6 × 16 sums in registers.

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
    tiles::{self, PANEL},
};

/// A matrix of 16-bit numbers, times a scale.
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    /// Panel after panel, row after row; rows that stand [`PAIRS`] apart in a block are joined.
    pairs: Vec<i32>,
    scale: f32,
    most: i16,
}

/// A matrix as it stands in the model file.
pub(crate) struct PackedMatrix {
    section: Section,
}

/// Where a product goes: row `i` to `values[i * stride + column..]`.
pub(crate) struct Target<'a> {
    pub(crate) values: &'a mut [f32],
    pub(crate) stride: usize,
    pub(crate) column: usize,
}

impl PackedMatrix {
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

    /// The rows are as many equal parts as there are factors. Gives the sum of the parts, each
    /// times its factor, and all times `scale`. A part must have a multiple of 16 rows, and the
    /// factors must not be larger than 255 together.
    pub(crate) fn sum_of_parts(&self, factors: &[i16], scale: f32) -> Matrix {
        let level = Level::new();
        let rows = self.section.rows / factors.len().max(1);
        let columns = self.section.columns;
        let mut pairs = vec![0; rows / 2 * columns];
        let mut sums = vec![0; rows * PANEL];
        let mut reach = 0;
        let panels = self
            .section
            .bytes()
            .chunks_exact((self.section.rows * PANEL).max(1));
        for (panel, pairs) in panels.zip(pairs.chunks_exact_mut((rows / 2 * PANEL).max(1))) {
            sums.fill(0);
            let parts = panel.chunks_exact((rows * PANEL).max(1)).zip(factors);
            for (part, &factor) in parts.filter(|(_, factor)| **factor != 0) {
                dispatch!(level, simd => add_part(simd, &mut sums, part, factor));
            }
            reach = dispatch!(level, simd => largest_column(simd, &sums)).max(reach);
            dispatch!(level, simd => join_rows(simd, &sums, pairs));
        }
        let most = i32::MAX.cast_unsigned() / reach.max(1);
        Matrix {
            rows,
            columns,
            pairs,
            scale: self.section.scale * scale,
            most: most.try_into().unwrap_or(i16::MAX),
        }
    }
}

/// Adds the weights of a part of a panel, times a factor.
#[inline(always)]
fn add_part<S: Simd>(_simd: S, sums: &mut [i16], part: &[u8], factor: i16) {
    for (sum, weight) in sums.iter_mut().zip(part) {
        *sum += i16::from(weight.cast_signed()) * factor;
    }
}

/// The largest sum of the absolute values in one column of a panel.
#[inline(always)]
fn largest_column<S: Simd>(_simd: S, panel: &[i16]) -> u32 {
    let mut reaches = [0_u32; PANEL];
    for row in panel.as_chunks::<PANEL>().0 {
        for (reach, weight) in reaches.iter_mut().zip(row) {
            *reach += u32::from(weight.unsigned_abs());
        }
    }
    reaches.into_iter().fold(0, u32::max)
}

/// Joins the rows of a panel that stand [`PAIRS`] apart in a block.
#[inline(always)]
fn join_rows<S: Simd>(_simd: S, panel: &[i16], pairs: &mut [i32]) {
    let (blocks, _) = panel.as_chunks::<{ BLOCK * PANEL }>();
    for (block, pairs) in blocks.iter().zip(pairs.chunks_exact_mut(PAIRS * PANEL)) {
        let (lower, upper) = block.split_at(PAIRS * PANEL);
        for ((pair, &lower), &upper) in pairs.iter_mut().zip(lower).zip(upper) {
            *pair = join(lower, upper);
        }
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
        let packed = PackedMatrix::read(file, name, rows, columns)?;
        Ok(packed.sum_of_parts(&[1], 1.0))
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// The largest whole number that may stand in a row on the left: with it no sum leaves 32
    /// bits.
    pub(crate) fn most(&self) -> i16 {
        self.most
    }

    /// `rows` times the matrix.
    pub(crate) fn multiply(&self, level: Level, rows: &Rounded, mut target: Target) {
        let size = self.rows / 2 * PANEL;
        for panel in self.pairs.chunks_exact(size.max(1)) {
            multiply_panel(level, rows, panel, self.scale, &mut target);
            target.column += PANEL;
        }
    }
}

/// `rows` times a panel, times `scale`, to the columns of `target` from its first on.
fn multiply_panel(level: Level, rows: &Rounded, pairs: &[i32], scale: f32, target: &mut Target) {
    let count = rows.scales.len();
    let panel = Panel {
        rows,
        pairs,
        scale,
        target,
    };
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = level.as_avx2() {
        avx2.vectorize(
            #[inline(always)]
            || {
                let product = Product(
                    avx2,
                    panel,
                    #[inline(always)]
                    |sum: i32x8<_>, a: i32x8<_>, b: i32x8<_>| {
                        avx2::add_products(avx2, sum.into(), a.into(), b.into()).simd_into(avx2)
                    },
                );
                tiles::multiply(product, count);
            },
        );
        return;
    }
    dispatch!(level, simd => tiles::multiply(Product(simd, panel, add_products), count));
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

/// Rows, a panel, and where their product goes.
struct Panel<'a, 'b> {
    rows: &'a Rounded,
    pairs: &'a [i32],
    scale: f32,
    target: &'a mut Target<'b>,
}

/// The product of rows and one panel, with what adds to each sum two products.
struct Product<'a, 'b, S, A>(S, Panel<'a, 'b>, A);

impl<S: Simd, A> tiles::Product for Product<'_, '_, S, A>
where
    A: Fn(i32x8<S>, i32x8<S>, i32x8<S>) -> i32x8<S>,
{
    #[expect(
        clippy::indexing_slicing,
        reason = "the indices are below the lengths by construction, and a check in the inner \
                  loop would halve its speed"
    )]
    #[inline(always)]
    fn multiply_tile<const HEIGHT: usize>(&mut self, first: usize) {
        let Self(
            simd,
            Panel {
                rows,
                pairs,
                scale,
                target,
            },
            add,
        ) = self;
        let simd = *simd;
        let depth = pairs.len() / PANEL;
        let numbers: [&[i32]; HEIGHT] = std::array::from_fn(|i| {
            let start = (first + i) * depth;
            &rows.pairs[start..start + depth]
        });
        let mut sums = [[i32x8::splat(simd, 0); 2]; HEIGHT];
        for (k, weights) in pairs.chunks_exact(PANEL).enumerate() {
            let left = i32x8::from_slice(simd, &weights[..8]);
            let right = i32x8::from_slice(simd, &weights[8..]);
            for i in 0..HEIGHT {
                let pair = i32x8::splat(simd, numbers[i][k]);
                sums[i][0] = add(sums[i][0], pair, left);
                sums[i][1] = add(sums[i][1], pair, right);
            }
        }
        for (i, sums) in sums.into_iter().enumerate() {
            let row = first + i;
            let scale = rows.scales[row] * *scale;
            let at = row * target.stride + target.column;
            let out = &mut target.values[at..at + PANEL];
            for (out, sums) in out.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
                *out = <[i32; 8]>::from(sums).map(|sum| sum as f32 * scale);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole numbers and halves are exact")]
pub(crate) mod tests {
    use std::borrow::Cow;

    use super::*;

    /// A matrix of the given shape, whose entry at (row, column) is `value(row, column) * 0.5`.
    pub(crate) fn matrix(
        rows: usize,
        columns: usize,
        value: impl Fn(usize, usize) -> i8,
    ) -> PackedMatrix {
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
        PackedMatrix::read(&file, "m", rows, columns).unwrap()
    }

    /// Whole numbers that are rounded to themselves.
    fn exact_row(row: usize, matrix: &Matrix) -> Vec<f32> {
        let values = (0..matrix.rows()).map(|k| ((row + k) % 9) as f32 - 4.0);
        let largest = f32::from(matrix.most());
        values.skip(1).chain([largest]).collect()
    }

    fn multiply(level: Level, matrix: &Matrix, rows: &[Vec<f32>]) -> Vec<f32> {
        let mut rounded = Rounded::default();
        for row in rows {
            rounded.push_row(level, row, matrix.most());
        }
        let mut out = vec![f32::NAN; rows.len() * (matrix.columns() + 8)];
        let target = Target {
            values: &mut out,
            stride: matrix.columns() + 8,
            column: 4,
        };
        matrix.multiply(level, &rounded, target);
        let mut inside = Vec::new();
        for row in out.chunks_exact(matrix.columns() + 8) {
            let (before, row) = row.split_at(4);
            let (row, behind) = row.split_at(matrix.columns());
            assert!(before.iter().chain(behind).all(|value| value.is_nan()));
            inside.extend_from_slice(row);
        }
        inside
    }

    #[test]
    fn a_product_is_the_sum_of_products_for_any_number_of_rows() {
        let value =
            |row: usize, column: usize| i8::try_from((row * 7 + column * 3) % 11).unwrap() - 5;
        let matrix = matrix(48, 32, value).sum_of_parts(&[1], 1.0);
        // The processor's own instructions, and those that every one has.
        for level in [Level::new(), Level::baseline()] {
            for count in 1..=20 {
                let rows: Vec<Vec<f32>> = (0..count).map(|row| exact_row(row, &matrix)).collect();
                let out = multiply(level, &matrix, &rows);
                for (row, out) in rows.iter().zip(out.chunks_exact(32)) {
                    for (column, &found) in out.iter().enumerate() {
                        let terms = row.iter().enumerate();
                        let terms = terms.map(|(k, x)| x * f32::from(value(k, column)) * 0.5);
                        assert_eq!(found, terms.sum::<f32>(), "column {column} of {count} rows");
                    }
                }
            }
        }
    }

    #[test]
    fn parts_are_summed_with_their_factors() {
        let packed = matrix(32, 16, |row, column| {
            i8::try_from(row).unwrap() - i8::try_from(column).unwrap()
        });
        let matrix = packed.sum_of_parts(&[3, -2], 0.25);
        assert_eq!(matrix.rows(), 16);
        let mut row = vec![0.0; 16];
        row[5] = f32::from(matrix.most());
        let out = multiply(Level::new(), &matrix, &[row]);
        for (column, found) in out.into_iter().enumerate() {
            let expected = (3 * 5 - 2 * (16 + 5)) as f32 - column as f32;
            assert_eq!(
                found,
                expected * 0.125 * f32::from(matrix.most()),
                "column {column}"
            );
        }
    }

    #[test]
    fn the_largest_sum_fits() {
        let packed = matrix(1280, 16, |_, _| -128);
        for (factors, reach) in [(&[1][..], 128 * 1280), (&[1, 2, 4, 8, 16], 128 * 31 * 256)] {
            let matrix = packed.sum_of_parts(factors, 1.0);
            assert_eq!(i32::from(matrix.most()), i32::MAX / reach);
            for sign in [-1.0, 1.0] {
                let row = vec![sign; matrix.rows()];
                let found = multiply(Level::new(), &matrix, &[row])[0];
                let expected = sign * -0.5 * reach as f32;
                assert!((found / expected - 1.0).abs() < 1e-5, "{found}");
            }
        }
    }
}
