//! The model file: named sections behind a directory (`models/README.md` has the layout).

use std::{borrow::Cow, ops::Range, sync::Arc};

use headwater::Error;

const MAGIC: &[u8] = b"HEADWMDL";
const FORMAT: u32 = 1;
const ENTRY: usize = 48;
/// More sections than any model has; a larger number means a damaged file.
const MOST_SECTIONS: usize = 1024;

/// An opened model file.
pub(crate) struct ModelFile {
    bytes: Arc<Cow<'static, [u8]>>,
    sections: Vec<Entry>,
}

struct Entry {
    name: Vec<u8>,
    kind: Kind,
    rows: usize,
    columns: usize,
    scale: f32,
    at: Range<usize>,
}

/// What the bytes of a section are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Bytes that only their reader understands; their number is not tied to rows and columns.
    Bytes,
    /// Little-endian 32-bit unsigned integers.
    U32,
    /// Little-endian 32-bit floats.
    F32,
    /// A matrix of signed bytes in panels of 16 columns, to be multiplied by the scale.
    Panels,
    /// A matrix of 4-bit numbers in panels of 16 columns, with a 16-bit float as the scale of each
    /// 32 rows of a column.
    Nibbles,
}

/// One section: its shape and its bytes, which stay where they are in the file.
#[derive(Clone)]
pub(crate) struct Section {
    bytes: Arc<Cow<'static, [u8]>>,
    at: Range<usize>,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) scale: f32,
}

impl ModelFile {
    /// Reads the directory and checks that each section lies inside the file and has the size
    /// that its shape asks for.
    pub(crate) fn open(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let mut reader = Reader(&bytes);
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(Error::model(
                "not a Headwater model file; the scripts in models/ write them",
            ));
        }
        if reader.u32() != Some(FORMAT) {
            return Err(Error::model(
                "the model file is of another format than this program reads; \
                 write it again with the script in models/",
            ));
        }
        let count = reader.size().filter(|&count| count <= MOST_SECTIONS);
        let sections = count
            .and_then(|count| (0..count).map(|_| reader.entry(bytes.len())).collect())
            .ok_or_else(damaged)?;
        Ok(Self {
            bytes: Arc::new(bytes),
            sections,
        })
    }

    /// The section of that name and kind.
    pub(crate) fn section(&self, name: &str, kind: Kind) -> Result<Section, Error> {
        self.sections
            .iter()
            .find(|entry| entry.name == name.as_bytes() && entry.kind == kind)
            .map(|entry| Section {
                bytes: Arc::clone(&self.bytes),
                at: entry.at.clone(),
                rows: entry.rows,
                columns: entry.columns,
                scale: entry.scale,
            })
            .ok_or_else(|| Error::model(format!("the model file has no usable section “{name}”")))
    }

    /// The section of that name, kind and shape.
    pub(crate) fn shaped(
        &self,
        name: &str,
        kind: Kind,
        rows: usize,
        columns: usize,
    ) -> Result<Section, Error> {
        let section = self.section(name, kind)?;
        if (section.rows, section.columns) == (rows, columns) {
            Ok(section)
        } else {
            Err(Error::model(format!(
                "section “{name}” of the model file is {} × {}, not {rows} × {columns}",
                section.rows, section.columns
            )))
        }
    }

    /// A short vector of floats, copied out.
    pub(crate) fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, Error> {
        Ok(self.shaped(name, Kind::F32, 1, length)?.floats().collect())
    }
}

impl Section {
    /// All bytes of the section.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(self.at.clone()).unwrap_or_default()
    }

    /// The integer at `index` of a section of integers.
    pub(crate) fn u32(&self, index: usize) -> Option<u32> {
        let at = index.checked_mul(4)?;
        let word = self.bytes().get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes(*word))
    }

    /// The float at `index` of a section of floats.
    pub(crate) fn f32(&self, index: usize) -> Option<f32> {
        self.u32(index).map(f32::from_bits)
    }

    /// All integers of a section of integers.
    pub(crate) fn integers(&self) -> impl Iterator<Item = u32> {
        let (words, _) = self.bytes().as_chunks();
        words.iter().map(|word| u32::from_le_bytes(*word))
    }

    /// All floats of a section of floats.
    pub(crate) fn floats(&self) -> impl Iterator<Item = f32> {
        self.integers().map(f32::from_bits)
    }
}

/// The error for a file whose parts do not fit together.
pub(crate) fn damaged() -> Error {
    Error::model(
        "the model file is damaged or cut short; write it again with the script in models/",
    )
}

/// Takes values off the front of the bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*word))
    }

    fn size(&mut self) -> Option<usize> {
        self.u32()?.try_into().ok()
    }

    fn size64(&mut self) -> Option<usize> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        u64::from_le_bytes(*word).try_into().ok()
    }

    /// One entry of the directory of a file of `length` bytes.
    fn entry(&mut self, length: usize) -> Option<Entry> {
        let mut reader = Reader(self.take(ENTRY)?);
        let name = reader.take(16)?;
        let name = name.split(|&byte| byte == 0).next()?.to_vec();
        let kind = match reader.u32()? {
            0 => Kind::Bytes,
            1 => Kind::U32,
            2 => Kind::F32,
            3 => Kind::Panels,
            4 => Kind::Nibbles,
            _ => return None,
        };
        let (rows, columns) = (reader.size()?, reader.size()?);
        let scale = f32::from_bits(reader.u32()?);
        let start = reader.size64()?;
        let size = reader.size64()?;
        let end = start.checked_add(size).filter(|&end| end <= length)?;
        let cells = rows.checked_mul(columns)?;
        let fits = match kind {
            Kind::Bytes => true,
            Kind::U32 | Kind::F32 => Some(size) == cells.checked_mul(4),
            Kind::Panels => size == cells && columns.is_multiple_of(16),
            Kind::Nibbles => {
                let whole = rows.is_multiple_of(32) && columns.is_multiple_of(16);
                whole && Some(size) == (cells / 32).checked_mul(18)
            }
        };
        fits.then_some(Entry {
            name,
            kind,
            rows,
            columns,
            scale,
            at: start..end,
        })
    }
}
