//! PDF (ISO 32000): files that were made from text. Pictures of pages are left to others.
//!
//! The `hayro-syntax` crate reads the file's objects. What the strings of a page show, in which order they
//! are read and where paragraphs begin is found here: strings (`content.rs`) become lines (`lines.rs`), and
//! lines paragraphs (`paragraphs.rs`).

mod cmap;
mod content;
mod font;
mod info;
mod lines;
mod names;
mod paragraphs;
mod stream;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::{LoadPdfError, Pdf};

use super::Condition;
use super::draft::Piece;
use super::metadata::{Field, Metadata, first_heading};
use crate::Error;

/// Pages beyond this are not read.
const MOST_PAGES: usize = 2000;
/// Lines beyond this are not read.
const MOST_LINES: usize = 300_000;
/// Letters of a page beside its picture that may be a stamp or a number.
const STAMP: usize = 20;

/// Whether these are the bytes of a PDF file.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    start.trim_ascii_start().starts_with(b"%PDF-")
}

/// A file as it was read.
pub(super) struct File {
    pub(super) pieces: Vec<Piece>,
    /// What it says of itself.
    pub(super) metadata: Metadata,
    pub(super) conditions: Vec<Condition>,
}

/// Reads a file; `name` is named in the error.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<File, Error> {
    if stream::is_bomb(bytes) {
        let limit = stream::MOST_UNPACKED / 1024 / 1024;
        return Err(Error::too_large(format!(
            "{name} is a PDF file of more than {limit} MB once it is unpacked; split it"
        )));
    }
    // The parser is young, and its tests with made-up input have found slips of an index.
    let read = catch_unwind(AssertUnwindSafe(|| opened(bytes, name)));
    read.unwrap_or_else(|_| Err(broken(name)))
}

fn broken(name: &str) -> Error {
    Error::not_text(format!(
        "{name} is a PDF file that cannot be read; get it again, or save its text as .txt or .html"
    ))
}

fn opened(bytes: &[u8], name: &str) -> Result<File, Error> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Error::not_text(format!(
            "{name} is a PDF file that is locked by a password; save a copy without one"
        )),
        LoadPdfError::Invalid => broken(name),
    })?;
    let mut reader = content::Reader::new();
    let mut pages = Vec::new();
    let mut count = 0;
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let lines = lines::of(reader.page(page));
        count += lines.len();
        pages.push(lines);
        if reader.is_full() || count > MOST_LINES {
            break;
        }
    }
    refuse_scan(&reader, pages.len(), name)?;
    let read = pages.len();
    let mut metadata = info::read(pdf.metadata());
    let pieces = paragraphs::of(pages);
    if pieces.is_empty() {
        return Err(Error::empty(format!(
            "{name} holds no text; give a file that has some"
        )));
    }
    metadata.say(Field::Title, "element:h1", first_heading(&pieces));
    let is_cut = pdf.pages().len() > read || reader.is_full();
    Ok(File {
        pieces,
        metadata,
        conditions: is_cut.then_some(Condition::CutPages).into_iter().collect(),
    })
}

/// Errs where there is nothing but pictures of text, or shapes that nothing says the meaning of.
fn refuse_scan(reader: &content::Reader, count: usize, name: &str) -> Result<(), Error> {
    if reader.unknown > reader.known {
        return Err(Error::scan(format!(
            "{name} is a PDF file whose fonts do not say which letters they show; recognise its text first"
        )));
    }
    let is_scan = reader.images >= count && reader.known < STAMP * count;
    if reader.images > 0 && (reader.known == 0 || is_scan) {
        return Err(Error::scan(format!(
            "{name} is a scan: pictures of pages without text; recognise its text first"
        )));
    }
    Ok(())
}
