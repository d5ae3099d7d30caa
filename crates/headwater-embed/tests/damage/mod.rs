//! A model file, and what becomes of it when it is damaged.

use std::{fs, path::Path};

use headwater::Error;
use proptest::{collection::vec, prelude::*, sample::Index};

/// Texts that try the tokenizer of a damaged model.
pub(crate) const TEXTS: [&str; 4] = ["", "Ivy keeps 12 bees.", "艾薇养蜂。ﬁ①ﾀﾞ", "\u{301}é 한국 ﷺ"];

/// The bytes of one of the models' files.
pub(crate) fn file(name: &str) -> Vec<u8> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    fs::read(models.join(name)).unwrap()
}

/// What is no model file is refused, with what to do.
pub(crate) fn other_kinds_are_refused<M>(open: impl Fn(Vec<u8>) -> Result<M, Error>) {
    for bytes in [&b""[..], b"HEADW", b"PK\x03\x04 some archive", &[0; 4096]] {
        let error = open(bytes.to_vec()).err().unwrap();
        assert!(error.is_model());
        assert!(error.to_string().contains("scripts in models/"), "{error}");
    }
}

/// A file that ends inside its directory or inside its sections is refused.
pub(crate) fn files_cut_short_are_refused<M>(
    file: &[u8],
    open: impl Fn(Vec<u8>) -> Result<M, Error>,
) {
    let size = file.len();
    let directory = *section_starts(file).first().unwrap();
    let head = (0..directory).step_by(37);
    let body = (1..20).map(|i| size / 20 * i);
    for length in head.chain(body).chain([size - 1]) {
        let error = open(file.get(..length).unwrap().to_vec()).err().unwrap();
        assert!(error.is_model(), "{length}");
    }
}

/// A byte to change.
pub(crate) type Flip = (u8, Index, usize, u8);

/// A few bytes to change.
pub(crate) fn flips() -> impl Strategy<Value = Vec<Flip>> {
    vec((0_u8..3, any::<Index>(), 0_usize..600, 1_u8..), 1..6)
}

/// A copy of a file with bytes changed: in the directory, where sections begin, and anywhere.
pub(crate) fn flipped(file: &[u8], flips: Vec<Flip>) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let starts = section_starts(file);
    for (place, index, offset, flip) in flips {
        let at = match place {
            0 => index.index(*starts.first().unwrap()),
            1 => index.get(&starts) + offset,
            _ => index.index(bytes.len()),
        };
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= flip;
        }
    }
    bytes
}

/// Where the sections start, from the directory (`models/README.md`).
fn section_starts(file: &[u8]) -> Vec<usize> {
    let word = |at: usize| file.get(at..).and_then(<[u8]>::first_chunk).copied();
    let sections = u32::from_le_bytes(word(12).unwrap()) as usize;
    // The lower half of a place is enough in a file of less than 4 GB.
    let place = |i: usize| u32::from_le_bytes(word(16 + i * 48 + 32).unwrap()) as usize;
    (0..sections).map(place).collect()
}
