//! The table of embeddings: 128,010 rows of 512 values of 6 bits, each row Huffman-coded for
//! itself, so that a row is unpacked when it is needed and never the whole table.

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
    /// What each value stands for.
    meaning: [f32; SYMBOLS],
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
            .map(|(lengths, (scale, low))| {
                let mut meaning = [0.0; SYMBOLS];
                for (value, symbol) in meaning.iter_mut().zip(0_u8..) {
                    *value = f32::from(symbol) * scale + low;
                }
                Some(Part {
                    lookup: lookup(lengths)?,
                    meaning,
                })
            })
            .collect::<Option<_>>()
            .ok_or_else(damaged)?;
        Ok(Self {
            rows,
            offsets,
            parts,
        })
    }

    /// Writes row `id` to `out`; zeros if there is no such row.
    pub(crate) fn row(&self, id: u32, out: &mut [f32; Self::WIDTH]) {
        let index = id as usize;
        let start = self.offsets.u32(index).unwrap_or(u32::MAX) as usize;
        let (Some(bytes), Some(part)) = (
            self.rows.bytes().get(start..),
            self.parts.get(index % PARTS),
        ) else {
            out.fill(0.0);
            return;
        };
        part.decode(bytes, out);
    }
}

impl Part {
    /// Decodes as many values as `out` holds; behind the end of `bytes` stand zeros.
    fn decode(&self, bytes: &[u8], out: &mut [f32; Table::WIDTH]) {
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
                *out = self
                    .meaning
                    .get(usize::from(entry >> 4))
                    .copied()
                    .unwrap_or_default();
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
#[expect(clippy::float_cmp, reason = "the values are copied, not computed")]
mod tests {
    use super::*;

    fn lengths(sizes: &[u8]) -> [u8; SYMBOLS] {
        let mut lengths = [0; SYMBOLS];
        lengths[..sizes.len()].copy_from_slice(sizes);
        lengths
    }

    #[test]
    fn a_row_is_read_from_its_code_words() {
        let mut meaning = [0.0; SYMBOLS];
        meaning[..3].copy_from_slice(&[10.0, 20.0, 30.0]);
        // Value 1 is 0, value 0 is 10, value 2 is 11.
        let lookup = lookup(&lengths(&[2, 1, 2])).unwrap();
        let part = Part { lookup, meaning };
        let mut out = [0.0; Table::WIDTH];
        part.decode(&[0b0101_1011, 0b1000_0000], &mut out);
        assert_eq!(out[..7], [20.0, 10.0, 30.0, 20.0, 30.0, 10.0, 20.0]);
        // Behind the end there are only zero bits.
        assert_eq!(out[511], 20.0);
    }

    #[test]
    fn long_rows_are_read_to_their_end() {
        // 512 code words of 11 bits are 704 bytes; the value is the number of the word mod 8.
        let lookup = lookup(&lengths(&[11; 8])).unwrap();
        let meaning = std::array::from_fn(|symbol| symbol as f32);
        let mut bytes = vec![0_u8; 704];
        for word in 0..512 {
            for bit in (0..3).filter(|bit| (word % 8) >> (2 - bit) & 1 == 1) {
                let at = word * 11 + 8 + bit;
                bytes[at / 8] |= 128 >> (at % 8);
            }
        }
        let mut out = [0.0; Table::WIDTH];
        Part { lookup, meaning }.decode(&bytes, &mut out);
        for (word, value) in out.iter().enumerate() {
            assert_eq!(*value, (word % 8) as f32, "word {word}");
        }
    }

    #[test]
    fn lengths_that_are_no_code_are_refused() {
        assert!(lookup(&lengths(&[1, 1, 1])).is_none());
        assert!(lookup(&lengths(&[1, 12])).is_none());
        assert!(lookup(&lengths(&[0; 64])).is_some());
    }
}
