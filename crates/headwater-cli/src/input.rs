//! Files and folders, as the library wants them: bytes.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use headwater::document::{self, Document, Hints};
use headwater_capture::is_archive;

use crate::failure::Failure;

/// More than any news page; what is over it is an error rather than a long wait.
const LIMIT: u64 = document::LARGEST as u64;
/// How many folders deep a folder of sources is looked through.
const DEPTH: usize = 16;

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    // One byte over the limit is enough for the library to say so.
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LIMIT + 1)
            .read_to_end(&mut bytes)?;
    } else {
        bytes = up_to(path, LIMIT + 1)?;
    }
    Ok(bytes)
}

/// The first bytes of a file.
pub(crate) fn up_to(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        return Err(Failure::new(format!(
            "{}: is a folder; name a file in it",
            path.display()
        )));
    }
    let at = |error| Failure::at(path, &error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(at)?;
    file.take(limit).read_to_end(&mut bytes).map_err(at)?;
    Ok(bytes)
}

/// One document from a file, or from standard input for `-`.
pub(crate) fn document(path: &Path, url: Option<&str>) -> Result<Document, Failure> {
    let mut hints = Hints::new(path.to_string_lossy());
    if let Some(url) = url {
        hints = hints.url(url);
    }
    read(path, &hints)
}

/// One document, with what is known of it.
pub(crate) fn read(path: &Path, hints: &Hints) -> Result<Document, Failure> {
    Ok(document::read(&bytes(path)?, hints)?)
}

/// The files that a `--source` names: itself, or the documents in a folder, in order of name.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        // Tells "no such file" now, before any work is done.
        std::fs::metadata(path).map_err(|error| Failure::at(path, &error))?;
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut open = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| Failure::at(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Failure::at(&folder, &error))?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // The entry's own type: a link to a folder is not followed, so there are no loops.
            let kind = entry
                .file_type()
                .map_err(|error| Failure::at(&entry.path(), &error))?;
            if hidden {
                continue;
            }
            if kind.is_dir() && depth < DEPTH {
                open.push((entry.path(), depth + 1));
            } else if !kind.is_dir() && (is_document(&entry.path()) || is_archive(&entry.path())) {
                found.push(entry.path());
            }
        }
    }
    if found.is_empty() {
        let shown = path.display();
        let message = format!(
            "{shown}: no documents in this folder; put .md, .html, .pdf, .wiki, .txt, .warc.gz or .wacz there"
        );
        return Err(Failure::new(message));
    }
    found.sort();
    Ok(found)
}

fn is_document(path: &Path) -> bool {
    const ENDINGS: [&str; 12] = [
        "md",
        "markdown",
        "html",
        "htm",
        "xhtml",
        "mhtml",
        "mht",
        "pdf",
        "txt",
        "wiki",
        "wikitext",
        "mediawiki",
    ];
    let inside = path.with_extension("");
    let is_compressed = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let path = if is_compressed { &inside } else { path };
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Parts `URL=FILE` into the two, and knows a URL alone from a path alone.
///
/// Both may hold `=`, so the file is what follows the first `=` after which a file is there, and
/// what follows the last one where there is none.
pub(crate) fn address_and_path(given: &str) -> (Option<&str>, Option<&str>) {
    if !is_address(given) {
        return (None, Some(given));
    }
    let parts = || {
        given
            .match_indices('=')
            .filter_map(|(at, _)| given.split_at_checked(at))
    };
    let parts = || parts().filter_map(|(url, rest)| Some((url, rest.strip_prefix('=')?)));
    let there = parts().find(|(_, path)| Path::new(path).exists());
    match there.or_else(|| {
        parts()
            .next_back()
            .filter(|(_, path)| looks_like_path(path))
    }) {
        Some((url, path)) => (Some(url), Some(path)),
        None => (Some(given), None),
    }
}

/// Whether a name is the address of a page.
pub(crate) fn is_address(given: &str) -> bool {
    given.starts_with("http://") || given.starts_with("https://")
}

/// Whether what follows `=` is meant as a file rather than as the value of a query.
fn looks_like_path(text: &str) -> bool {
    text.contains(['/', '\\', '.'])
}

/// Whether two paths lead to one file.
pub(crate) fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::address_and_path;

    #[test]
    fn a_url_is_told_from_a_path_and_from_both() {
        assert_eq!(
            address_and_path("reports/a=b.md"),
            (None, Some("reports/a=b.md"))
        );
        let page = "https://news.example/story?id=7";
        assert_eq!(address_and_path(page), (Some(page), None));
        let tied = format!("{page}=saved/page.html");
        assert_eq!(
            address_and_path(&tied),
            (Some(page), Some("saved/page.html"))
        );
    }
}
