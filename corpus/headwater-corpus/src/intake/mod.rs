//! What goes into a corpus: folders, web archives, JSON Lines and feeds, one document after the other.
//!
//! What cannot be read is named and passed over: it does not end an addition.

mod archive;
mod feed;
mod folder;
mod json_lines;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use headwater::document::Hints;

use crate::rows::Given;

/// Of a JSON line or a feed no more is read: 64 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A document that was found, not yet read.
#[derive(Debug)]
pub struct Found {
    bytes: Vec<u8>,
    hints: Hints,
    given: Given,
    name: String,
}

impl Found {
    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is known of them.
    #[must_use]
    pub fn hints(&self) -> &Hints {
        &self.hints
    }

    /// What was said of the document beside them.
    #[must_use]
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// What people would call it: a path, a line of a file, an address.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Something that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    name: String,
    why: String,
}

impl Unread {
    pub(crate) fn new(name: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self {
            name: name.into(),
            why: why.to_string(),
        }
    }

    /// What it is: a path, a line of a file, an address.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it could not be read.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }
}

/// A document, or what stands in its place.
pub type Item = Result<Found, Unread>;

/// All documents of inputs, in their order: files, folders with all that is in them, and `-` for JSON Lines from the
/// standard input. Of a folder the files come in the order of their names.
pub fn documents(inputs: &[PathBuf]) -> impl Iterator<Item = Item> {
    let files = inputs.iter().flat_map(|input| folder::files(input));
    files.flat_map(|file| match file {
        Ok(file) => of_file(&file.path, &file.name),
        Err(unread) => Box::new(std::iter::once(Err(unread))),
    })
}

/// The documents of one file, which is called so.
fn of_file(path: &Path, name: &str) -> Box<dyn Iterator<Item = Item>> {
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_suffix(".gz").unwrap_or(&lower);
    let is_named = |endings: &[&str]| endings.iter().any(|ending| bare.ends_with(ending));
    if name == "-" || is_named(&[".jsonl", ".ndjson", ".jsonlines"]) {
        json_lines::documents(path, name)
    } else if headwater_capture::is_archive(path) {
        archive::documents(path, name)
    } else if is_named(&[".rss", ".atom", ".xml", ".json"]) {
        feed::documents(path, name)
    } else {
        folder::document(path, name)
    }
}

/// A file as it is, or what comes out of it where it is packed by gzip.
fn unpacked(path: &Path) -> io::Result<Box<dyn BufRead>> {
    const GZIP: &[u8] = b"\x1F\x8B";
    let mut file = BufReader::new(File::open(path)?);
    let is_gzip = file.fill_buf()?.starts_with(GZIP);
    Ok(if is_gzip {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}
