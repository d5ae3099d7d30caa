//! Matrix products with weights of eight bits: rows of floats times a matrix of signed bytes.
//!
//! A product goes panel by panel of 16 columns. The panel is widened to floats once, small enough
//! to stay in the nearest cache, and then tiles of up to six rows run down it, their 6 × 16 sums
//! in registers. Each sum is one chain of fused multiply-adds in the order of the rows of the
//! matrix, so a result never depends on which other rows are in the call.
//!
//! The vector instructions are found out when the program runs (AVX-512, AVX2 with FMA, SSE,
//! NEON) by `fearless_simd`.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, SimdBase, SimdFloat, dispatch, f32x8};
use headwater::Error;

use crate::file::{Kind, ModelFile, Section};

/// Columns of a panel.
const PANEL: usize = 16;
/// Most rows of a tile: with two vectors of eight each, twelve of the sixteen registers.
const TILE: usize = 6;

/// A matrix as it stands in the model file.
pub(crate) struct Matrix {
    section: Section,
}

/// The rows on the left of a product: each is a run of values that starts at one of `starts`.
/// Runs may overlap, which makes a convolution of a product.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) starts: &'a [usize],
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
    panel: Vec<f32>,
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
    /// Reads the matrix of that name and shape.
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
    pub(crate) fn multiply(&self, rows: Rows, target: Target, workspace: &mut Workspace) {
        self.multiply_part(0, self.section.rows, rows, target, workspace);
    }

    /// `rows` times the `depth` rows of the matrix from row `first` on.
    pub(crate) fn multiply_part(
        &self,
        first: usize,
        depth: usize,
        rows: Rows,
        mut target: Target,
        workspace: &mut Workspace,
    ) {
        if let &[start] = rows.starts
            && self.section.rows == depth
        {
            let row = rows.values.get(start..start + depth).unwrap_or_default();
            dispatch!(workspace.level, simd => {
                multiply_row(simd, row, self.section.bytes(), self.section.scale, &mut target);
            });
            return;
        }
        workspace.panel.resize(depth * PANEL, 0.0);
        for whole in self.section.bytes().chunks_exact(self.section.rows * PANEL) {
            let part = whole.get(first * PANEL..(first + depth) * PANEL);
            let (widened, weights) = (workspace.panel.as_mut_slice(), part.unwrap_or_default());
            dispatch!(workspace.level, simd => {
                multiply_panel(simd, rows, weights, self.section.scale, widened, &mut target);
            });
            target.column += PANEL;
        }
    }
}

#[inline(always)]
fn multiply_panel<S: Simd>(
    simd: S,
    rows: Rows,
    weights: &[u8],
    scale: f32,
    widened: &mut [f32],
    target: &mut Target,
) {
    for (wide, weight) in widened.iter_mut().zip(weights) {
        *wide = f32::from(weight.cast_signed()) * scale;
    }
    let mut starts = rows.starts;
    let mut row = 0;
    while !starts.is_empty() {
        // Tiles of nearly equal height: a tile of one row would wait for its own sums.
        let height = starts.len().div_ceil(starts.len().div_ceil(TILE));
        let (now, later) = starts.split_at(height);
        let rows = Rows {
            starts: now,
            ..rows
        };
        match height {
            1 => multiply_tile::<S, 1>(simd, rows, widened, row, target),
            2 => multiply_tile::<S, 2>(simd, rows, widened, row, target),
            3 => multiply_tile::<S, 3>(simd, rows, widened, row, target),
            4 => multiply_tile::<S, 4>(simd, rows, widened, row, target),
            5 => multiply_tile::<S, 5>(simd, rows, widened, row, target),
            _ => multiply_tile::<S, TILE>(simd, rows, widened, row, target),
        }
        starts = later;
        row += height;
    }
}

/// The product of a single row: widening is then most of the work, so it is not stored, and four
/// panels go side by side to have enough sums that do not wait for each other.
#[inline(always)]
fn multiply_row<S: Simd>(simd: S, row: &[f32], weights: &[u8], scale: f32, target: &mut Target) {
    const SIDE_BY_SIDE: usize = 4;
    let panel_bytes = (row.len() * PANEL).max(1);
    for panels in weights.chunks(SIDE_BY_SIDE * panel_bytes) {
        let mut sums = [[f32x8::splat(simd, 0.0); 2]; SIDE_BY_SIDE];
        let mut columns: [_; SIDE_BY_SIDE] = std::array::from_fn(|i| {
            let panel = panels.get(i * panel_bytes..).unwrap_or_default();
            panel.as_chunks::<PANEL>().0.iter()
        });
        for &value in row {
            let value = f32x8::splat(simd, value);
            for (sum, columns) in sums.iter_mut().zip(&mut columns) {
                let bytes = columns.next().unwrap_or(&[0; PANEL]);
                let wide = bytes.map(|weight| f32::from(weight.cast_signed()) * scale);
                let (left, right) = wide.split_at(8);
                let [sum_left, sum_right] = sum;
                *sum_left = value.mul_add(f32x8::from_slice(simd, left), *sum_left);
                *sum_right = value.mul_add(f32x8::from_slice(simd, right), *sum_right);
            }
        }
        let out = target.values.get_mut(target.column..).unwrap_or_default();
        let sums = sums.into_iter().take(panels.len() / panel_bytes);
        for ([left, right], out) in sums.zip(out.chunks_exact_mut(PANEL)) {
            let (out_left, out_right) = out.split_at_mut(8);
            left.store_slice(out_left);
            right.store_slice(out_right);
        }
        target.column += SIDE_BY_SIDE * PANEL;
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "the indices are constants below the lengths, and a check in the inner loop would \
              halve its speed"
)]
#[inline(always)]
fn multiply_tile<S: Simd, const HEIGHT: usize>(
    simd: S,
    rows: Rows,
    panel: &[f32],
    first_row: usize,
    target: &mut Target,
) {
    let depth = panel.len() / PANEL;
    let rows: [&[f32]; HEIGHT] = std::array::from_fn(|i| {
        let start = rows.starts[i];
        &rows.values[start..start + depth]
    });
    let zero = f32x8::splat(simd, 0.0);
    let mut sums = [[zero; 2]; HEIGHT];
    for (k, weights) in panel.chunks_exact(PANEL).enumerate() {
        let left = f32x8::from_slice(simd, &weights[..8]);
        let right = f32x8::from_slice(simd, &weights[8..]);
        for i in 0..HEIGHT {
            let value = f32x8::splat(simd, rows[i][k]);
            sums[i][0] = value.mul_add(left, sums[i][0]);
            sums[i][1] = value.mul_add(right, sums[i][1]);
        }
    }
    for (i, [left, right]) in sums.into_iter().enumerate() {
        let at = (first_row + i) * target.stride + target.column;
        let out = &mut target.values[at..at + PANEL];
        left.store_slice(&mut out[..8]);
        right.store_slice(&mut out[8..]);
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "the sums are of small whole numbers and halves, so they are exact"
)]
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

    #[test]
    fn a_product_is_the_sum_of_products_for_any_number_of_rows() {
        let value =
            |row: usize, column: usize| i8::try_from((row * 7 + column * 3) % 11).unwrap() - 5;
        let matrix = matrix(24, 32, value);
        let left: Vec<f32> = (0..400).map(|i| (i % 9) as f32 - 4.0).collect();
        for count in 1..=20 {
            // Rows that overlap, as the windows of a convolution do.
            let starts: Vec<usize> = (0..count).map(|i| i * 8).collect();
            let mut out = vec![f32::NAN; count * 40];
            let rows = Rows {
                values: &left,
                starts: &starts,
            };
            let target = Target {
                values: &mut out,
                stride: 40,
                column: 4,
            };
            matrix.multiply(rows, target, &mut Workspace::default());
            for (i, row) in out.chunks_exact(40).enumerate() {
                assert!(
                    row[3].is_nan() && row[36].is_nan(),
                    "written beside the target"
                );
                for (column, &found) in row[4..36].iter().enumerate() {
                    let terms =
                        (0..24).map(|k| left[i * 8 + k] * f32::from(value(k, column)) * 0.5);
                    assert_eq!(
                        found,
                        terms.sum::<f32>(),
                        "row {i} of {count}, column {column}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_part_of_the_rows_of_a_matrix_can_be_used() {
        let matrix = matrix(4, 16, |row, _| [1, 2, 4, 8][row]);
        let mut out = [0.0; 16];
        let rows = Rows {
            values: &[1.0, 10.0],
            starts: &[0],
        };
        let target = Target {
            values: &mut out,
            stride: 16,
            column: 0,
        };
        matrix.multiply_part(1, 2, rows, target, &mut Workspace::default());
        assert_eq!(out, [21.0; 16]);
    }
}
