//! The archive that a capture makes: what it had, and the file of this capture.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::Path;

use super::journal::{self, Journal};
use crate::archive::Archive;
use crate::note::{Note, Role};
use crate::wacz::Page;
use crate::wacz::packing::{About, Packing, Sealed};

/// Makes the archive that is to stand at `output`.
pub(super) fn pack(journal: &Journal, notes: &[Note], output: &Path) -> io::Result<Sealed> {
    let folder = output
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut packing = Packing::begin(folder.unwrap_or(Path::new(".")))?;
    let mut pages = Vec::new();
    let mut count = 0;
    if let Some(earlier) = journal.earlier() {
        pages = earlier.listed_pages()?;
        for file in 0..earlier.file_count() {
            let (name, mut bytes, length) = earlier.file(file)?;
            packing.add(&name, &mut bytes, length)?;
            count += 1;
        }
    }
    let name = match count {
        0 => "archive/data.warc.gz".to_owned(),
        _ => format!("archive/data-{}.warc.gz", count + 1),
    };
    let mut file = File::open(journal.path())?;
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    packing.add(&name, &mut file, length)?;
    let new = Archive::open(journal.path()).map_err(io::Error::other)?;
    let before = journal.earlier().into_iter();
    let before =
        before.flat_map(|archive| archive.captures().iter().map(|c| (archive.file_of(c), c)));
    let captures = before.chain(new.captures().iter().map(|c| (name.as_str(), c)));
    let page = |note: &Note| {
        let is_page = note.has_text() && note.role != Role::Image && note.file_name().is_none();
        let title = note.title.as_deref().unwrap_or(&note.url);
        is_page.then(|| Page::new(&note.fetched_from, &note.fetched_at, title))
    };
    pages.extend(notes.iter().filter_map(page));
    let main = notes.iter().find(|note| note.role == Role::Article);
    let main_page = main.and_then(page);
    let about = About {
        title: main.and_then(|note| note.title.as_deref()),
        main_page: main_page.as_ref(),
        created: &journal::now(),
    };
    packing.seal(captures, &pages, &about)
}
