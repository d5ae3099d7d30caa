//! Products of rows of signed bytes and a matrix of 4-bit numbers, as in the format `Q4_0` of
//! llama.cpp: each 32 weights of a column share a scale, and each 32 numbers of a row ([`Octets`]).
//!
//! Sums over 32 terms are exact; they are multiplied by both scales and added as floats, in an
//! order that the matrix alone sets. So a product does not depend on the other rows of the call, or
//! on the processor. Two instructions of AVX2 (`vpmaddubsw`, `vpaddw`) do thirty-two multiply-adds:
//! no sum of products of a weight up to 15 and a number up to 127 leaves 16 bits before it is
//! widened. A weight of zero is stored as 8, and what that adds to a sum is what the sum begins below
//! zero with.
//!
//! The weights stay at 4 bits where the model file lies. A product goes panel by panel of 16
//! columns; the panel is widened to bytes, small enough to stay in the nearest cache, and tiles of
//! up to six rows run down it.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` and `vectorize` call must be inlined into them, or it is compiled \
              for the oldest processor"
)]

use fearless_simd::{Level, dispatch, f32x8, i32x8, prelude::*};
use headwater::Error;

use crate::{
    file::{Kind, ModelFile, Section},
    octets::{BLOCK, Block, Octets, QUADS},
    tiles::{self, PANEL},
};

/// Bytes of a block's scales in a panel.
const SCALES: usize = 2 * PANEL;
/// Bytes of a block's weights in a panel.
const WEIGHTS: usize = BLOCK * PANEL / 2;
/// Weights of a block in a panel, four to a number of 32 bits.
const WIDE: usize = QUADS * PANEL;

/// A matrix of 4-bit numbers with a bias: what is put through it is multiplied by the one, and the
/// other is added.
pub(crate) struct Linear {
    rows: usize,
    /// Panel after panel, block after block: scales, then weights.
    section: Section,
    /// All scales, widened.
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// Reads the matrix of that name and shape, and its bias.
    pub(crate) fn read(
        file: &ModelFile,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Self, Error> {
        let section = file.shaped(name, Kind::Nibbles, rows, columns)?;
        let (blocks, _) = section.bytes().as_chunks::<{ SCALES + WEIGHTS }>();
        let scales = blocks.iter().flat_map(|block| {
            let scales = block.as_chunks::<2>().0.iter().take(PANEL);
            scales.map(|bits| widen_half(u16::from_le_bytes(*bits)))
        });
        Ok(Self {
            rows,
            scales: scales.collect(),
            bias: file.vector(&format!("{name}_b"), columns)?,
            section,
        })
    }

    /// Puts `rows` through the matrix, to `out`, row after row. `weights` is room to work in.
    pub(crate) fn apply(
        &self,
        level: Level,
        rows: &Octets,
        weights: &mut Vec<i32>,
        out: &mut [f32],
    ) {
        let depth = self.rows / BLOCK;
        let packed = self.section.bytes();
        let panels = packed.chunks_exact((depth * (SCALES + WEIGHTS)).max(1));
        let scales = self.scales.chunks_exact((depth * PANEL).max(1));
        let biases = self.bias.as_chunks::<PANEL>().0;
        weights.resize(depth * WIDE, 0);
        for (panel, ((packed, scales), bias)) in panels.zip(scales).zip(biases).enumerate() {
            dispatch!(level, simd => widen(simd, packed, weights));
            let panel = Panel {
                rows,
                depth,
                weights,
                scales,
                bias,
                out: &mut *out,
                stride: self.bias.len(),
                column: panel * PANEL,
            };
            multiply_panel(level, panel);
        }
    }
}

/// A finite float of 16 bits (IEEE 754 binary16).
pub(crate) fn widen_half(bits: u16) -> f32 {
    const FRACTION: u32 = 10;
    let bits = u32::from(bits);
    let sign = (bits >> 15) << 31;
    let magnitude = bits & 0x7FFF;
    // Moved to its place in a wider float, the exponent is too low by the difference of the biases.
    let wider = f32::from_bits(magnitude << (f32::MANTISSA_DIGITS - 1 - FRACTION));
    let value = wider * f32::from_bits((127 + 127 - 15) << 23);
    f32::from_bits(value.to_bits() | sign)
}

/// Widens the weights of a panel to bytes.
#[inline(always)]
fn widen<S: Simd>(_simd: S, packed: &[u8], weights: &mut [i32]) {
    let (blocks, _) = packed.as_chunks::<{ SCALES + WEIGHTS }>();
    for (block, weights) in blocks.iter().zip(weights.as_chunks_mut::<WIDE>().0) {
        let (_, packed) = block.split_at(SCALES);
        let (low, high) = weights.split_at_mut(WIDE / 2);
        for ((word, low), high) in packed.as_chunks().0.iter().zip(low).zip(high) {
            let word = i32::from_le_bytes(*word);
            *low = word & 0x0F0F_0F0F;
            *high = (word >> 4) & 0x0F0F_0F0F;
        }
    }
}

/// The sum of two halves of 16 bits that are equal.
#[inline(always)]
fn add_halves<S: Simd>(halves: i32x8<S>) -> i32x8<S> {
    let half = (halves << 16) >> 16;
    half + half
}

/// Adds to each sum the products of four weights and four numbers.
#[inline(always)]
fn add_products<S: Simd>(sum: i32x8<S>, weights: i32x8<S>, numbers: i32x8<S>) -> i32x8<S> {
    let first = ((weights << 24) >> 24) * ((numbers << 24) >> 24);
    let second = ((weights << 16) >> 24) * ((numbers << 16) >> 24);
    let third = ((weights << 8) >> 24) * ((numbers << 8) >> 24);
    let fourth = (weights >> 24) * (numbers >> 24);
    sum + (first + second) + (third + fourth)
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi16, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi16,
    };

    fearless_simd::kernel!(
        /// [`super::add_products`], with the sums of the first two and the last two products apart.
        #[inline(always)]
        pub(super) fn add_products(
            avx2: Avx2,
            sum: __m256i,
            weights: __m256i,
            numbers: __m256i,
        ) -> __m256i {
            _mm256_add_epi16(sum, _mm256_maddubs_epi16(weights, numbers))
        }
    );

    fearless_simd::kernel!(
        /// Brings both sums together.
        #[inline(always)]
        pub(super) fn widen(avx2: Avx2, sum: __m256i) -> __m256i {
            _mm256_madd_epi16(sum, _mm256_set1_epi16(1))
        }
    );
}

/// Rows, a panel, and where their product goes.
struct Panel<'a> {
    rows: &'a Octets,
    /// Blocks in a row.
    depth: usize,
    weights: &'a [i32],
    scales: &'a [f32],
    bias: &'a [f32; PANEL],
    /// Row `i` goes to `out[i * stride + column..]`.
    out: &'a mut [f32],
    stride: usize,
    column: usize,
}

fn multiply_panel(level: Level, panel: Panel) {
    let count = panel.rows.blocks.len() / panel.depth.max(1);
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = level.as_avx2() {
        avx2.vectorize(
            #[inline(always)]
            || {
                let sums = Sums(
                    std::convert::identity,
                    #[inline(always)]
                    |sum: i32x8<_>, a: i32x8<_>, b: i32x8<_>| {
                        avx2::add_products(avx2, sum.into(), a.into(), b.into()).simd_into(avx2)
                    },
                    #[inline(always)]
                    |sum: i32x8<_>| avx2::widen(avx2, sum.into()).simd_into(avx2),
                );
                tiles::multiply(Product(avx2, panel, sums), count);
            },
        );
        return;
    }
    dispatch!(level, simd => {
        let sums = Sums(add_halves, add_products, std::convert::identity);
        tiles::multiply(Product(simd, panel, sums), count);
    });
}

/// How the products of a block are added up: what makes a sum of what it begins with in two halves,
/// what adds the products of four weights and four numbers to each sum, and what makes a whole number
/// of each in the end.
struct Sums<B, A, W>(B, A, W);

/// The product of rows and one panel.
struct Product<'a, S, B, A, W>(S, Panel<'a>, Sums<B, A, W>);

impl<S: Simd, B, A, W> tiles::Product for Product<'_, S, B, A, W>
where
    B: Fn(i32x8<S>) -> i32x8<S>,
    A: Fn(i32x8<S>, i32x8<S>, i32x8<S>) -> i32x8<S>,
    W: Fn(i32x8<S>) -> i32x8<S>,
{
    #[expect(
        clippy::indexing_slicing,
        reason = "the indices are below the lengths by construction, and a check in the inner \
                  loop would halve its speed"
    )]
    #[inline(always)]
    fn multiply_tile<const HEIGHT: usize>(&mut self, first: usize) {
        let Self(simd, panel, Sums(begin, add, widen)) = self;
        let (simd, depth) = (*simd, panel.depth);
        let rows: [&[Block]; HEIGHT] = std::array::from_fn(|i| {
            let start = (first + i) * depth;
            &panel.rows.blocks[start..start + depth]
        });
        let [left, right] = [&panel.bias[..8], &panel.bias[8..]];
        let bias = [
            f32x8::from_slice(simd, left),
            f32x8::from_slice(simd, right),
        ];
        let mut results = [bias; HEIGHT];
        let blocks = panel.weights.as_chunks::<WIDE>().0.iter();
        let blocks = blocks.zip(panel.scales.as_chunks::<PANEL>().0);
        for (block, (weights, scales)) in blocks.enumerate() {
            let numbers: [&Block; HEIGHT] = std::array::from_fn(|i| &rows[i][block]);
            let mut sums: [[i32x8<S>; 2]; HEIGHT] =
                std::array::from_fn(|i| [begin(i32x8::splat(simd, numbers[i].begin)); 2]);
            for (quad, weights) in weights.as_chunks::<PANEL>().0.iter().enumerate() {
                let left = i32x8::from_slice(simd, &weights[..8]);
                let right = i32x8::from_slice(simd, &weights[8..]);
                for i in 0..HEIGHT {
                    let numbers = i32x8::splat(simd, numbers[i].quads[quad]);
                    sums[i][0] = add(sums[i][0], left, numbers);
                    sums[i][1] = add(sums[i][1], right, numbers);
                }
            }
            let left = f32x8::from_slice(simd, &scales[..8]);
            let right = f32x8::from_slice(simd, &scales[8..]);
            for i in 0..HEIGHT {
                let scale = f32x8::splat(simd, numbers[i].scale);
                let [first, second] = sums[i];
                let [first, second] = [widen(first), widen(second)];
                results[i][0] += f32x8::float_from(first) * (scale * left);
                results[i][1] += f32x8::float_from(second) * (scale * right);
            }
        }
        for (i, [left, right]) in results.into_iter().enumerate() {
            let at = (first + i) * panel.stride + panel.column;
            left.store_slice(&mut panel.out[at..at + 8]);
            right.store_slice(&mut panel.out[at + 8..at + PANEL]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const ROWS: usize = 64;
    const COLUMNS: usize = 32;

    /// A weight from -8 to 7, as it is stored.
    fn weight(row: usize, column: usize) -> u8 {
        u8::try_from((row * 7 + column * 3) % 16).unwrap()
    }

    /// A matrix with such weights whose scale is 0.5 in the first 32 rows and 2 in the others, and
    /// whose bias is the number of the column.
    fn linear(weight: impl Fn(usize, usize) -> u8) -> Linear {
        let mut packed = Vec::new();
        for panel in 0..COLUMNS / PANEL {
            for (block, half) in [0x3800_u16, 0x4000].into_iter().enumerate() {
                packed.extend([half.to_le_bytes(); PANEL].concat());
                let weights: Vec<u8> = (0..BLOCK * PANEL)
                    .map(|i| {
                        let (quad, column, part) = (i / 4 / PANEL, i / 4 % PANEL, i % 4);
                        weight(block * BLOCK + quad + part * QUADS, panel * PANEL + column)
                    })
                    .collect();
                let (low, high) = weights.split_at(WEIGHTS);
                packed.extend(low.iter().zip(high).map(|(low, high)| low | high << 4));
            }
        }
        let bias = (0..COLUMNS).flat_map(|column| (column as f32).to_le_bytes());
        let bias: Vec<u8> = bias.collect();
        let entry = |name: &[u8], numbers: [usize; 3], start: usize, size: usize| {
            let mut entry = name.to_vec();
            entry.resize(16, 0);
            for number in numbers.into_iter().chain([0]) {
                entry.extend(u32::try_from(number).unwrap().to_le_bytes());
            }
            entry.extend(
                [start, size]
                    .map(|number| (number as u64).to_le_bytes())
                    .concat(),
            );
            entry
        };
        let start = 16 + 2 * 48;
        let bytes = [
            b"HEADWMDL\x01\0\0\0\x02\0\0\0".to_vec(),
            entry(b"m", [4, ROWS, COLUMNS], start, packed.len()),
            entry(b"m_b", [2, 1, COLUMNS], start + packed.len(), bias.len()),
            packed,
            bias,
        ];
        let file = ModelFile::open(Cow::Owned(bytes.concat())).unwrap();
        Linear::read(&file, "m", ROWS, COLUMNS).unwrap()
    }

    /// Whole numbers that are rounded to themselves.
    fn row(index: usize) -> Vec<f32> {
        let value = |k: usize| {
            if k % BLOCK == 3 {
                127.0
            } else {
                ((index * 5 + k) % 9) as f32 - 4.0
            }
        };
        (0..ROWS).map(value).collect()
    }

    fn apply(level: Level, linear: &Linear, rows: &[Vec<f32>]) -> Vec<f32> {
        let mut octets = Octets::default();
        octets.fill(level, &rows.concat());
        let mut out = vec![f32::NAN; rows.len() * COLUMNS];
        linear.apply(level, &octets, &mut Vec::new(), &mut out);
        out
    }

    #[test]
    fn a_product_is_the_sum_of_products_for_any_number_of_rows() {
        let linear = linear(weight);
        // The processor's own instructions, and those that every one has.
        for level in [Level::new(), Level::baseline()] {
            for count in 1..=20 {
                let rows: Vec<Vec<f32>> = (0..count).map(row).collect();
                let out = apply(level, &linear, &rows);
                for (row, out) in rows.iter().zip(out.chunks_exact(COLUMNS)) {
                    for (column, &found) in out.iter().enumerate() {
                        let terms = row.iter().enumerate().map(|(k, x)| {
                            let scale = if k < BLOCK { 0.5 } else { 2.0 };
                            x * (f32::from(weight(k, column)) - 8.0) * scale
                        });
                        let expected = column as f32 + terms.sum::<f32>();
                        assert!((found - expected).abs() < 1e-2, "{found} for {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_largest_sums_fit() {
        for (stored, number) in [(15, 127.0), (15, -127.0), (0, 127.0), (0, -127.0)] {
            let linear = linear(|_, _| stored);
            for level in [Level::new(), Level::baseline()] {
                let found = apply(level, &linear, &[vec![number; ROWS]])[0];
                let expected = (f32::from(stored) - 8.0) * number * 32.0 * 2.5;
                assert!(
                    (found / expected - 1.0).abs() < 1e-5,
                    "{found} for {expected}"
                );
            }
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "widening is exact")]
    fn halves_are_widened() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x0001, 2.0_f32.powi(-24)),
            (0x0400, 2.0_f32.powi(-14)),
            (0x3C00, 1.0),
            (0xC100, -2.5),
            (0x7BFF, 65504.0),
        ] {
            assert_eq!(widen_half(bits), value, "{bits:x}");
        }
    }
}
