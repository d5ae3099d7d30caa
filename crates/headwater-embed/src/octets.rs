//! Rows of floats as signed bytes, for the products of `nibbles`.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, dispatch};

/// So many numbers of a row share a scale.
pub(crate) const BLOCK: usize = 32;
/// Four bytes share one number of 32 bits: those that stand so far apart in a block.
pub(crate) const QUADS: usize = BLOCK / 4;
/// The largest number.
const MOST: f32 = 127.0;
/// The last bit of a float of this size counts ones.
const ROUNDER: f32 = 12_582_912.0;

/// Rows of one length, rounded to signed bytes, block after block.
#[derive(Default)]
pub(crate) struct Octets {
    pub(crate) blocks: Vec<Block>,
}

/// Numbers that share a scale.
#[derive(Default, Clone, Copy)]
pub(crate) struct Block {
    /// The numbers 0, 8, 16 and 24, from the lowest byte up, then 1, 9, 17 and 25, …
    pub(crate) quads: [i32; QUADS],
    /// What the numbers are to be multiplied by.
    pub(crate) scale: f32,
    /// What a sum of products begins with, so that weights that are stored 8 too high count as they
    /// are: in either half of 16 bits, minus four times the sum of the numbers.
    pub(crate) begin: i32,
}

impl Octets {
    /// Rounds `values`, rows of a multiple of 32 floats on end.
    pub(crate) fn fill(&mut self, level: Level, values: &[f32]) {
        self.blocks.resize(values.len() / BLOCK, Block::default());
        dispatch!(level, simd => round(simd, values, &mut self.blocks));
    }
}

#[inline(always)]
fn round<S: Simd>(_simd: S, values: &[f32], blocks: &mut [Block]) {
    for (values, block) in values.as_chunks::<BLOCK>().0.iter().zip(blocks) {
        let size = largest(values) / MOST;
        let in_one = size.recip();
        // Not so for zeros, and for what only a damaged model file can bring about.
        let (scale, steps) = if size.is_normal() && in_one.is_normal() {
            (size, in_one)
        } else {
            (0.0, 0.0)
        };
        let mut whole = [0_i32; BLOCK];
        for (whole, value) in whole.iter_mut().zip(values) {
            let number = (value * steps + ROUNDER).to_bits();
            *whole = number.wrapping_sub(ROUNDER.to_bits()).cast_signed();
        }
        let mut quads = [0_i32; QUADS];
        let mut sums = [0_i32; QUADS];
        for (part, numbers) in whole.as_chunks::<QUADS>().0.iter().enumerate() {
            for ((quad, sum), number) in quads.iter_mut().zip(&mut sums).zip(numbers) {
                *quad |= (number & 0xFF) << (8 * part);
                *sum = sum.wrapping_add(*number);
            }
        }
        let sum = sums.into_iter().fold(0, i32::wrapping_add);
        let half = sum.wrapping_mul(-4) & 0xFFFF;
        *block = Block {
            quads,
            scale,
            begin: half | half << 16,
        };
    }
}

/// The largest absolute value.
#[inline(always)]
fn largest(block: &[f32; BLOCK]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for chunk in block.as_chunks::<8>().0 {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.into_iter().fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(values: &[f32]) -> Octets {
        let mut octets = Octets::default();
        octets.fill(Level::new(), values);
        octets
    }

    #[test]
    fn each_block_has_its_own_steps() {
        let mut values = [0.0; 2 * BLOCK];
        values[0] = 127.0;
        values[8] = -3.4;
        values[17] = 2.6;
        values[BLOCK + 31] = -0.5;
        let octets = rounded(&values);
        assert_eq!(
            octets.blocks[0].quads[0].to_le_bytes().map(u8::cast_signed),
            [127, -3, 0, 0]
        );
        assert_eq!(
            octets.blocks[0].quads[1].to_le_bytes().map(u8::cast_signed),
            [0, 0, 3, 0]
        );
        assert_eq!(
            octets.blocks[1].quads[7].to_le_bytes().map(u8::cast_signed),
            [0, 0, 0, -127]
        );
        let [first, second] = octets.blocks[..] else {
            panic!()
        };
        assert_eq!(
            (first.begin << 16 >> 16, first.begin >> 16),
            (-4 * 127, -4 * 127)
        );
        assert_eq!(
            (second.begin << 16 >> 16, second.begin >> 16),
            (4 * 127, 4 * 127)
        );
        assert!((first.scale - 1.0).abs() < 1e-6);
        assert!((second.scale - 0.5 / 127.0).abs() < 1e-6);
    }

    #[test]
    fn blocks_without_a_size_become_zeros() {
        for value in [0.0, f32::MIN_POSITIVE / 4.0, f32::INFINITY] {
            let octets = rounded(&[value; BLOCK]);
            assert!(octets.blocks[0].scale.abs() < f32::MIN_POSITIVE, "{value}");
        }
    }
}
