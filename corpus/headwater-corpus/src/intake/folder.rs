//! Files and folders.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use headwater::document::{Hints, LARGEST};
use walkdir::WalkDir;

use super::{Found, Item, Unread};
use crate::rows::Given;

/// A file, and what it is called: its path within the input that was named.
pub(super) struct Named {
    pub(super) path: PathBuf,
    pub(super) name: String,
}

/// The files of an input in the order of their names. Links are not followed out of a folder, and what begins with a dot is
/// left out.
pub(super) fn files(input: &Path) -> Box<dyn Iterator<Item = Result<Named, Unread>>> {
    let named = |path: &Path, name: &Path| Named {
        path: path.to_owned(),
        name: name.to_string_lossy().replace('\\', "/"),
    };
    if input.is_file() || input == Path::new("-") {
        let name = input.file_name().map_or(input, Path::new);
        return Box::new(std::iter::once(Ok(named(input, name))));
    }
    let root = input.to_owned();
    let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let entries = WalkDir::new(input).sort_by_file_name().into_iter();
    let entries =
        entries.filter_entry(move |entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    Box::new(entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_file() => {
            let name = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            Some(Ok(named(entry.path(), name)))
        }
        Ok(_) => None,
        Err(error) => {
            let path = error.path().unwrap_or(&root).display().to_string();
            let why = error
                .io_error()
                .map_or_else(|| "cannot be read".to_owned(), ToString::to_string);
            Some(Err(Unread::new(path, why)))
        }
    }))
}

/// A file that is one document.
pub(super) fn document(path: &Path, name: &str) -> Box<dyn Iterator<Item = Item>> {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // One byte more than is read, so that what is too large is seen to be.
        File::open(path)?
            .take(LARGEST as u64 + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let item = read()
        .map_err(|error| Unread::new(name, error))
        .map(|bytes| Found {
            bytes,
            hints: Hints::new(name),
            given: Given::default(),
            name: name.to_owned(),
        });
    Box::new(std::iter::once(item))
}
