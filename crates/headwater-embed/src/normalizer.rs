//! The text as the tokenizer wants it: Unicode's NFKC with a few changes of its own (the rule
//! `nmt_nfkc` of SentencePiece, carried in the model file as a compiled table), white space
//! collapsed to single marks U+2581, one mark in front, none behind.

use std::ops::Range;

use headwater::Error;

use crate::{
    double_array::{DoubleArray, Units},
    file::{Kind, ModelFile, Section, damaged},
};

/// U+2581 LOWER ONE EIGHTH BLOCK, which stands for a space.
pub(crate) const MARK: &[u8] = "\u{2581}".as_bytes();
/// No entry of the compiled table is as long as this many bytes.
const LONGEST_KEY: usize = 64;

pub(crate) struct Normalizer {
    replacements: DoubleArray<CompiledMap>,
}

/// The section: the size of the double array in bytes, the double array, and the replacements,
/// each ended by a zero byte. Values are places in the replacements.
struct CompiledMap {
    section: Section,
    units_end: usize,
}

impl Normalizer {
    pub(crate) fn read(file: &ModelFile) -> Result<Self, Error> {
        let section = file.section("normalizer", Kind::Bytes)?;
        let size = section.u32(0).ok_or_else(damaged)?;
        let units_end = usize::try_from(size)
            .ok()
            .and_then(|size| size.checked_add(4))
            .filter(|&end| end <= section.bytes().len() && end % 4 == 0)
            .ok_or_else(damaged)?;
        Ok(Self {
            replacements: DoubleArray::new(CompiledMap { section, units_end }),
        })
    }

    /// The normalised form of `text`, cut to at most `limit` bytes at a character; empty if
    /// nothing but white space and characters without meaning is in it. UTF-8 unless the model
    /// file is damaged. What lies behind the limit is not read.
    pub(crate) fn normalize(&self, text: &str, limit: usize) -> Vec<u8> {
        self.normalize_from(text, limit, |_, _| {})
    }

    /// The same, with the bytes of `text` that each byte of it comes from; the mark in front comes
    /// from none.
    pub(crate) fn normalize_with_origins(
        &self,
        text: &str,
        limit: usize,
    ) -> (Vec<u8>, Vec<Range<usize>>) {
        let mut origins = vec![0..0; MARK.len()];
        let normalized = self.normalize_from(text, limit, |origin, end| {
            origins.resize(end, origin);
        });
        origins.truncate(normalized.len());
        (normalized, origins)
    }

    /// Calls `note` with the place of each piece of `text` and the length of what is written when
    /// its own form is.
    fn normalize_from(
        &self,
        text: &str,
        limit: usize,
        mut note: impl FnMut(Range<usize>, usize),
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(limit.min(text.len() * 2 + MARK.len()));
        let mut rest = text;
        let mut after_space = true;
        out.extend_from_slice(MARK);
        while !rest.is_empty() && out.len() <= limit {
            let (piece, behind) = self.first(rest);
            let origin = text.len() - rest.len()..text.len() - behind.len();
            rest = behind;
            let piece = if after_space {
                trim_spaces(piece)
            } else {
                piece
            };
            if let Some(&last) = piece.last() {
                after_space = last == b' ';
            }
            for &byte in piece {
                match byte {
                    b' ' => out.extend_from_slice(MARK),
                    _ => out.push(byte),
                }
            }
            note(origin, out.len());
        }
        if out.len() > limit {
            let is_start = |byte: &u8| byte & 0xC0 != 0x80;
            let cut = out.iter().take(limit + 1).rposition(is_start);
            out.truncate(cut.unwrap_or_default());
        }
        while out.ends_with(MARK) {
            out.truncate(out.len() - MARK.len());
        }
        out
    }

    /// What the longest known beginning of `text` becomes, or else its first character, and what
    /// is left.
    fn first<'a>(&'a self, text: &'a str) -> (&'a [u8], &'a str) {
        let bytes = text.as_bytes();
        let bytes = bytes.get(..LONGEST_KEY).unwrap_or(bytes);
        let known = self
            .replacements
            .prefixes(bytes)
            .last()
            .and_then(|(length, value)| {
                // The keys of a damaged table may end inside a character.
                Some((
                    self.replacements.units().replacement(value)?,
                    text.get(length..)?,
                ))
            });
        known.unwrap_or_else(|| {
            let length = text.chars().next().map_or(0, char::len_utf8);
            let (first, rest) = text.split_at_checked(length).unwrap_or((text, ""));
            (first.as_bytes(), rest)
        })
    }
}

impl CompiledMap {
    fn replacement(&self, value: u32) -> Option<&[u8]> {
        let start = self.units_end.checked_add(value.try_into().ok()?)?;
        let bytes = self.section.bytes().get(start..)?;
        bytes
            .split(|&byte| byte == 0)
            .next()
            .filter(|_| !bytes.is_empty())
    }
}

impl Units for CompiledMap {
    fn unit(&self, index: usize) -> Option<u32> {
        let index = index.checked_add(1)?;
        self.section
            .u32(index)
            .filter(|_| index * 4 < self.units_end)
    }
}

fn trim_spaces(bytes: &[u8]) -> &[u8] {
    let spaces = bytes.iter().take_while(|&&byte| byte == b' ').count();
    bytes.get(spaces..).unwrap_or_default()
}
