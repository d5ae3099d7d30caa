//! A trie of bytes in two columns of one array, in the layout of Darts-clone, which SentencePiece
//! uses too: J. Aoe, "An efficient digital search algorithm by using a double-array structure",
//! 1989.

use crate::file::Section;

/// Keys are byte strings, values are 31-bit numbers.
///
/// A unit is 32 bits. Bits 0 to 7 are the label, and bit 31 is set in a unit that holds a value
/// instead. Bit 8 says that a key ends here. From bit 10 on stands the offset, shifted left by 8
/// if bit 9 is set; the unit's place xored with it is the base of its children. The child for
/// byte b is at base xor b, the value of a key at the base itself.
pub(crate) struct DoubleArray<U> {
    units: U,
}

/// Something that units can be read from.
pub(crate) trait Units {
    /// The unit at `index`, if there is one.
    fn unit(&self, index: usize) -> Option<u32>;
}

impl Units for Section {
    fn unit(&self, index: usize) -> Option<u32> {
        self.u32(index)
    }
}

impl<U: Units> DoubleArray<U> {
    pub(crate) fn new(units: U) -> Self {
        Self { units }
    }

    /// Where the units are read from.
    pub(crate) fn units(&self) -> &U {
        &self.units
    }

    /// The keys that `text` starts with, shortest first, as (length in bytes, value).
    pub(crate) fn prefixes<'a>(&'a self, text: &'a [u8]) -> Prefixes<'a, U> {
        let root = self.units.unit(0).unwrap_or_default();
        Prefixes {
            units: &self.units,
            rest: text.iter(),
            length: 0,
            base: offset(root),
        }
    }
}

/// See [`DoubleArray::prefixes`].
pub(crate) struct Prefixes<'a, U> {
    units: &'a U,
    rest: std::slice::Iter<'a, u8>,
    length: usize,
    base: usize,
}

impl<U: Units> Iterator for Prefixes<'_, U> {
    type Item = (usize, u32);

    fn next(&mut self) -> Option<(usize, u32)> {
        loop {
            let byte = *self.rest.next()?;
            let place = self.base ^ usize::from(byte);
            let unit = self.units.unit(place)?;
            if unit & 0x8000_00FF != u32::from(byte) {
                self.rest = [].iter();
                return None;
            }
            self.base = place ^ offset(unit);
            self.length += 1;
            if unit & 0x100 != 0 {
                let value = self.units.unit(self.base)? & 0x7FFF_FFFF;
                return Some((self.length, value));
            }
        }
    }
}

fn offset(unit: u32) -> usize {
    // At most 29 bits, which every usize that can hold the file holds.
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}
