//! What the pages show of a trace, in every language, in one file: a trace is in memory only while it is made.

use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use headwater::report::{self, Format, MessageLanguage, Piece, Trace};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::Error;
use crate::whole_file::whole_file;

const NAME: &str = "shown.zip";
/// No member of the file is larger: 64 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;
/// What a reader may take along, beside the trace itself.
const FORMATS: [Format; 2] = [Format::Markdown, Format::Annotations];

/// Where the pieces of a report are put together.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View {
    /// In a page of ours.
    Page,
    /// In a page of its own, to be taken along.
    Report,
}

/// Writes it into the folder of a case.
pub(super) fn keep(trace: &Trace, folder: &Path) -> Result<(), Error> {
    let mut members = Vec::new();
    for language in MessageLanguage::ALL {
        for (view, pieces) in [
            (View::Page, report::html_pieces(trace, language)),
            (View::Report, report::html_page_pieces(trace, language)),
        ] {
            let pieces =
                serde_json::to_string(&pieces).map_err(|error| Error::new(error.to_string()))?;
            members.push((pieces_name(view, language), pieces));
        }
        for format in FORMATS {
            members.push((
                format_name(format, language),
                format.write(trace, language, false),
            ));
        }
    }
    let packed = pack(&members).map_err(|error| Error::new(format!("{NAME}: {error}")))?;
    whole_file(&folder.join(NAME), &packed)
}

fn pack(members: &[(String, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The report of a case, with the places for what is added to it.
pub(crate) fn pieces(
    folder: &Path,
    view: View,
    language: MessageLanguage,
) -> Result<Vec<Piece>, Error> {
    let text = member(folder, &pieces_name(view, language))?;
    serde_json::from_str(&text).map_err(|error| Error::new(format!("{NAME}: {error}")))
}

/// The trace of a case in a format that [`FORMATS`] has.
pub(crate) fn written(
    folder: &Path,
    format: Format,
    language: MessageLanguage,
) -> Result<String, Error> {
    member(folder, &format_name(format, language))
}

/// Whether all of it can be read.
pub(crate) fn sound(folder: &Path) -> Result<(), Error> {
    for language in MessageLanguage::ALL {
        for view in [View::Page, View::Report] {
            pieces(folder, view, language)?;
        }
        for format in FORMATS {
            written(folder, format, language)?;
        }
    }
    Ok(())
}

fn member(folder: &Path, name: &str) -> Result<String, Error> {
    let path = folder.join(NAME);
    let file = File::open(&path).map_err(|error| Error::at(&path, &error))?;
    let read = || -> zip::result::ZipResult<String> {
        let mut zip = ZipArchive::new(file)?;
        let mut text = String::new();
        zip.by_name(name)?.take(LARGEST).read_to_string(&mut text)?;
        Ok(text)
    };
    read().map_err(|error| Error::new(format!("{}: {name}: {error}", path.display())))
}

fn pieces_name(view: View, language: MessageLanguage) -> String {
    let view = match view {
        View::Page => "page",
        View::Report => "report",
    };
    format!("{view}.{}.json", language.tag())
}

fn format_name(format: Format, language: MessageLanguage) -> String {
    format!("{}.{}", format.name(), language.tag())
}
