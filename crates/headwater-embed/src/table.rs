//! The table of embeddings: 128,010 rows of 512 values of 6 bits, each row Huffman-coded for
//! itself, so that a row is unpacked when it is needed and never the whole table.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, dispatch};
use headwater::Error;

use crate::file::{Kind, ModelFile, Section, damaged};

/// The parts that the rows are dealt out to in turn; each has its own code and its own steps.
const PARTS: usize = 17;
/// The values that an entry can have.
const SYMBOLS: usize = 64;
/// The longest code word in bits, and so the width of a look-up.
const LONGEST: u32 = 11;
/// Look-ups in a part.
const STEPS: usize = 1 << LONGEST;

pub(crate) struct Table {
    rows: Section,
    offsets: Section,
    parts: Vec<Part>,
}

struct Part {
    /// For each 11 bits that can come next: the value times 16, plus the bits that it takes.
    lookup: Vec<u16>,
    /// A value v stands for v * scale + low.
    scale: f32,
    low: f32,
}

/// A row of the table, as it is packed there.
#[derive(Clone)]
pub(crate) struct Embedding {
    values: [u8; Table::WIDTH],
    scale: f32,
    low: f32,
}

impl Embedding {
    /// Writes what the values stand for to `out`.
    pub(crate) fn unpack(&self, level: Level, out: &mut [f32]) {
        dispatch!(level, simd => unpack(simd, self, out));
    }
}

#[inline(always)]
fn unpack<S: Simd>(_simd: S, embedding: &Embedding, out: &mut [f32]) {
    for (out, &value) in out.iter_mut().zip(&embedding.values) {
        *out = f32::from(value) * embedding.scale + embedding.low;
    }
}

impl Table {
    /// The length of a row.
    pub(crate) const WIDTH: usize = 512;

    pub(crate) fn read(file: &ModelFile) -> Result<Self, Error> {
        let rows = file.section("rows", Kind::Bytes)?;
        let offsets = file.section("row offsets", Kind::U32)?;
        if rows.columns != Self::WIDTH || rows.rows.checked_add(1) != Some(offsets.columns) {
            return Err(damaged());
        }
        if !offsets.integers().is_sorted()
            || offsets.integers().last().map(|end| end as usize) != Some(rows.bytes().len())
        {
            return Err(damaged());
        }
        let codes = file.shaped("codes", Kind::Bytes, PARTS, SYMBOLS)?;
        let (codes, rest) = codes.bytes().as_chunks::<SYMBOLS>();
        if codes.len() != PARTS || !rest.is_empty() {
            return Err(damaged());
        }
        let scale = file.vector("scale", PARTS)?;
        let low = file.vector("lo", PARTS)?;
        let parts = codes
            .iter()
            .zip(scale.iter().zip(&low))
            .map(|(lengths, (&scale, &low))| {
                let lookup = lookup(lengths)?;
                Some(Part { lookup, scale, low })
            })
            .collect::<Option<_>>()
            .ok_or_else(damaged)?;
        Ok(Self {
            rows,
            offsets,
            parts,
        })
    }

    /// Row `id`; zeros if there is no such row.
    pub(crate) fn row(&self, id: u32) -> Embedding {
        let mut row = Embedding {
            values: [0; Self::WIDTH],
            scale: 0.0,
            low: 0.0,
        };
        let index = id as usize;
        let start = self.offsets.u32(index).unwrap_or(u32::MAX) as usize;
        let bytes = self.rows.bytes().get(start..);
        if let (Some(bytes), Some(part)) = (bytes, self.parts.get(index % PARTS)) {
            part.decode(bytes, &mut row.values);
            (row.scale, row.low) = (part.scale, part.low);
        }
        row
    }
}

impl Part {
    /// Decodes as many values as `out` holds; behind the end of `bytes` stand zeros.
    fn decode(&self, bytes: &[u8], out: &mut [u8; Table::WIDTH]) {
        let Ok(lookup): Result<&[u16; STEPS], _> = self.lookup.as_slice().try_into() else {
            return;
        };
        // The bits not yet used, from the highest down, and how many of them there are.
        let mut bits = 0_u64;
        let mut left = 0_u32;
        let mut bytes = bytes;
        // Five code words of at most 11 bits fit into the 56 bits that a refill leaves at least.
        for out in out.chunks_mut(5) {
            if let Some(word) = bytes.first_chunk() {
                bits |= u64::from_be_bytes(*word) >> left;
                let taken = (63 - left) / 8;
                bytes = bytes.get(taken as usize..).unwrap_or_default();
                left += taken * 8;
            } else {
                while let Some((&byte, rest)) = bytes.split_first().filter(|_| left <= 56) {
                    bits |= u64::from(byte) << (56 - left);
                    left += 8;
                    bytes = rest;
                }
            }
            for out in out {
                // The highest 11 bits of 64 are below the length of the look-up.
                let entry = lookup
                    .get((bits >> (64 - LONGEST)) as usize)
                    .copied()
                    .unwrap_or_default();
                let size = u32::from(entry & 15);
                bits <<= size;
                left = left.saturating_sub(size);
                // At most 63.
                [*out, _] = (entry >> 4).to_le_bytes();
            }
        }
    }
}

/// The look-up of the canonical code with these lengths (RFC 1951, 3.2.2); none if they are not
/// the lengths of a code.
fn lookup(lengths: &[u8; SYMBOLS]) -> Option<Vec<u16>> {
    let mut lookup = Vec::with_capacity(STEPS);
    for size in 1..=u16::try_from(LONGEST).ok()? {
        for (&length, symbol) in lengths.iter().zip(0_u16..) {
            if u16::from(length) == size {
                let room = STEPS >> size;
                lookup.resize(lookup.len() + room, symbol << 4 | size);
            }
        }
    }
    let valid = lookup.len() <= STEPS && lengths.iter().all(|&size| u32::from(size) <= LONGEST);
    // Code words that no value has, read as the value zero.
    lookup.resize(STEPS, 1);
    valid.then_some(lookup)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "halves and quarters are exact")]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_unpacked_by_its_steps() {
        let mut out = [f32::NAN; Table::WIDTH];
        let values = std::array::from_fn(|i| u8::try_from(i % SYMBOLS).unwrap());
        let (scale, low) = (0.25, -8.0);
        Embedding { values, scale, low }.unpack(Level::new(), &mut out);
        assert_eq!(out[..3], [-8.0, -7.75, -7.5]);
        assert_eq!(out[511], 7.75);
    }

    fn lengths(sizes: &[u8]) -> [u8; SYMBOLS] {
        let mut lengths = [0; SYMBOLS];
        lengths[..sizes.len()].copy_from_slice(sizes);
        lengths
    }

    #[test]
    fn a_row_is_read_from_its_code_words() {
        // Value 1 is 0, value 0 is 10, value 2 is 11.
        let lookup = lookup(&lengths(&[2, 1, 2])).unwrap();
        let (scale, low) = (10.0, 10.0);
        let mut out = [0; Table::WIDTH];
        let part = Part { lookup, scale, low };
        part.decode(&[0b0101_1011, 0b1000_0000], &mut out);
        assert_eq!(out[..7], [1, 0, 2, 1, 2, 0, 1]);
        // Behind the end there are only zero bits.
        assert_eq!(out[511], 1);
    }

    #[test]
    fn long_rows_are_read_to_their_end() {
        // 512 code words of 11 bits are 704 bytes; the value is the number of the word mod 8.
        let lookup = lookup(&lengths(&[11; 8])).unwrap();
        let mut bytes = vec![0_u8; 704];
        for word in 0..512 {
            for bit in (0..3).filter(|bit| (word % 8) >> (2 - bit) & 1 == 1) {
                let at = word * 11 + 8 + bit;
                bytes[at / 8] |= 128 >> (at % 8);
            }
        }
        let (scale, low) = (1.0, 0.0);
        let mut out = [0; Table::WIDTH];
        Part { lookup, scale, low }.decode(&bytes, &mut out);
        for (word, value) in out.into_iter().enumerate() {
            assert_eq!(usize::from(value), word % 8, "word {word}");
        }
    }

    #[test]
    fn lengths_that_are_no_code_are_refused() {
        assert!(lookup(&lengths(&[1, 1, 1])).is_none());
        assert!(lookup(&lengths(&[1, 12])).is_none());
        assert!(lookup(&lengths(&[0; 64])).is_some());
    }
}
