//! WARC and WACZ files as pages by address and time.

mod capture;
mod lookup;
mod payload;
mod section;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use zip::{CompressionMethod, ZipArchive};

use crate::note::Note;
use crate::warc::{Damage, Item, Record, scan};
use crate::{Error, wacz};
pub use capture::Capture;
pub(crate) use capture::Kind;
use lookup::Lookup;
pub use payload::Payload;
use section::Section;

/// Bytes of a record that are looked at to know what it is.
const HEAD: u64 = 64 * 1024;
/// Bytes of a payload beyond this are cut off: 64 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Captures of one archive beyond this are not known.
const MOST_CAPTURES: usize = 1_000_000;
/// Redirects beyond this are not followed.
const MOST_REDIRECTS: usize = 20;
/// Bytes that are read from the disk at one time.
const BUFFER: usize = 128 * 1024;

/// A WARC or WACZ file.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    files: Vec<Within>,
    captures: Vec<Capture>,
    notes: Vec<(usize, Note)>,
    broken: Vec<Broken>,
    lookup: Lookup,
}

/// A WARC file within an archive, or the archive itself.
#[derive(Debug, Clone)]
struct Within {
    name: String,
    start: u64,
    length: u64,
}

/// A place in an archive that does not hold what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    file: String,
    damage: Damage,
}

impl Broken {
    /// The file within the archive.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Where in that file, and what is wrong.
    #[must_use]
    pub fn damage(&self) -> &Damage {
        &self.damage
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Damage { offset, what } = &self.damage;
        write!(f, "{}, byte {offset}: {what}", self.file)
    }
}

/// Whether a file has a web archive's name: `.warc`, `.wacz`, and a WARC file that is compressed.
#[must_use]
pub fn is_archive(path: &Path) -> bool {
    let ending = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        ending.to_string_lossy().to_ascii_lowercase()
    };
    match ending(path).as_str() {
        "wacz" | "warc" => true,
        "gz" | "zst" => ending(&path.with_extension("")) == "warc",
        _ => false,
    }
}

/// Whether a file has the name of a WACZ file.
pub(crate) fn is_wacz(path: &Path) -> bool {
    let ending = path.extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("wacz"))
}

/// The first bytes of a file in a ZIP file; `None` where there is none of that name.
pub(crate) fn member(
    zip: &mut ZipArchive<BufReader<File>>,
    name: &str,
    most: u64,
) -> io::Result<Option<Vec<u8>>> {
    let Ok(file) = zip.by_name(name) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

impl Archive {
    /// Goes through an archive once and remembers what is in it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let mut archive = Self::unread(path.as_ref())?;
        for file in 0..archive.files.len() {
            let indexed = archive.index(file);
            indexed.map_err(|error| archive.error(&error))?;
        }
        let notes = archive.notes.iter().map(|(_, note)| note);
        archive.lookup = Lookup::of(&archive.captures, notes);
        archive.settle_unchanged();
        Ok(archive)
    }

    /// An archive of which only the files within it are known.
    fn unread(path: &Path) -> Result<Self, Error> {
        let mut archive = Self {
            path: path.to_owned(),
            files: Vec::new(),
            captures: Vec::new(),
            notes: Vec::new(),
            broken: Vec::new(),
            lookup: Lookup::default(),
        };
        let files = if is_wacz(path) {
            archive.within_wacz()
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let size = File::open(path).and_then(|file| file.metadata());
            size.map(|file| {
                vec![Within {
                    name: name.into_owned(),
                    start: 0,
                    length: file.len(),
                }]
            })
        };
        archive.files = files.map_err(|error| archive.error(&error))?;
        Ok(archive)
    }

    fn error(&self, what: &dyn fmt::Display) -> Error {
        Error::new(format!("{}: {what}", self.path.display()))
    }

    /// The WARC files in a WACZ file.
    fn within_wacz(&mut self) -> io::Result<Vec<Within>> {
        let mut zip =
            ZipArchive::new(BufReader::new(File::open(&self.path)?)).map_err(io::Error::other)?;
        let mut found = Vec::new();
        for at in 0..zip.len() {
            let Ok(file) = zip.by_index_raw(at) else {
                continue;
            };
            let Ok(name) = file.name().map(Cow::into_owned) else {
                continue;
            };
            if !name.starts_with("archive/") || !is_archive(Path::new(&name)) {
                continue;
            }
            let place = file
                .data_start()
                .filter(|_| file.compression() == CompressionMethod::Stored);
            if let Some(start) = place {
                found.push(Within {
                    name,
                    start,
                    length: file.compressed_size(),
                });
            } else {
                let what = "is compressed a second time within the WACZ file; pack it anew without"
                    .to_owned();
                let damage = Damage {
                    offset: file.header_start(),
                    what,
                };
                self.broken.push(Broken { file: name, damage });
            }
        }
        if found.is_empty() && self.broken.is_empty() {
            return Err(io::Error::other("there is no WARC file in it"));
        }
        Ok(found)
    }

    fn open_at(
        &self,
        file: usize,
        offset: u64,
        length: Option<u64>,
    ) -> io::Result<BufReader<Section>> {
        let within = self.files.get(file).ok_or(io::ErrorKind::NotFound)?;
        let left = within.length.saturating_sub(offset);
        let length = length.map_or(left, |length| length.min(left));
        let section = Section::new(File::open(&self.path)?, within.start + offset, length)?;
        Ok(BufReader::with_capacity(BUFFER, section))
    }

    /// How many WARC files there are in it.
    pub(crate) fn file_count(&self) -> usize {
        self.files.len()
    }

    /// A WARC file in it: its name, its bytes, and how many these are.
    pub(crate) fn file(
        &self,
        file: usize,
    ) -> io::Result<(String, impl BufRead + Seek + use<>, u64)> {
        let within = self.files.get(file).ok_or(io::ErrorKind::NotFound)?;
        Ok((
            within.name.clone(),
            self.open_at(file, 0, None)?,
            within.length,
        ))
    }

    /// The page that a WACZ file says to begin with.
    #[must_use]
    pub fn main_page(&self) -> Option<&Capture> {
        let package = self.package().ok()??;
        let url = package.main_page_url?;
        let page = self.find(&url, package.main_page_date.as_deref())?;
        Some(page).filter(|page| page.is_page())
    }

    /// The list of its files.
    pub(crate) fn package(&self) -> io::Result<Option<wacz::Package>> {
        let list = self.member(wacz::PACKAGE)?;
        Ok(list.and_then(|list| serde_json::from_slice(&list).ok()))
    }

    /// The bytes of a small file in a WACZ file.
    pub(crate) fn member(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let file = BufReader::new(File::open(&self.path)?);
        let Ok(mut zip) = ZipArchive::new(file) else {
            return Ok(None);
        };
        member(&mut zip, name, LARGEST)
    }

    /// The pages that its list names.
    pub(crate) fn listed_pages(&self) -> io::Result<Vec<wacz::Page>> {
        let list = self.member(wacz::PAGES)?.unwrap_or_default();
        Ok(wacz::pages(&list))
    }

    fn index(&mut self, file: usize) -> io::Result<()> {
        let mut input = self.open_at(file, 0, None)?;
        let name = self
            .files
            .get(file)
            .map(|within| within.name.clone())
            .unwrap_or_default();
        let (captures, notes, broken) = (&mut self.captures, &mut self.notes, &mut self.broken);
        let mut visit = |item| {
            match item {
                Item::Record(record) => {
                    captures.extend(Capture::of(&record, file));
                    notes.extend(note(&record).map(|note| (file, note)));
                }
                Item::Damage(damage) => broken.push(Broken {
                    file: name.clone(),
                    damage,
                }),
            }
            if captures.len() < MOST_CAPTURES {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        scan(&mut input, HEAD, &mut visit)
    }

    /// A capture that says that a page is as it was has the status that the page had.
    fn settle_unchanged(&mut self) {
        let unchanged =
            |(_, c): &(usize, &Capture)| c.kind == Kind::Revisit && c.status == Some(304);
        let settled: Vec<(usize, Option<u16>, String)> = self
            .captures
            .iter()
            .enumerate()
            .filter(unchanged)
            .filter_map(|(at, capture)| {
                let holder = self.holder(capture)?;
                Some((at, holder.status, holder.media_type.clone()))
            })
            .collect();
        for (at, status, media_type) in settled {
            if let Some(capture) = self.captures.get_mut(at) {
                (capture.status, capture.media_type) = (status, media_type);
            }
        }
    }

    /// What the last capture that made this archive says of all that it was to fetch, in the order of the article;
    /// empty for an archive by another program.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        let last = self.notes.last().map(|(file, _)| *file);
        let notes = self.notes.iter();
        notes
            .filter(move |(file, _)| Some(*file) == last)
            .map(|(_, note)| note)
    }

    /// The capture that a note speaks of.
    #[must_use]
    pub fn noted(&self, note: &Note) -> Option<&Capture> {
        self.lookup.record(&self.captures, note.record.as_ref()?)
    }

    /// All captures, in the order in which they lie there.
    #[must_use]
    pub fn captures(&self) -> &[Capture] {
        &self.captures
    }

    /// The places that do not hold what they should.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// The captures that people read, each address and time once.
    pub fn pages(&self) -> impl Iterator<Item = &Capture> {
        let mut seen = BTreeSet::new();
        let pages = self.captures.iter().filter(|capture| capture.is_page());
        pages.filter(move |capture| seen.insert((capture.url.as_str(), capture.time.as_str())))
    }

    /// The capture of an address that is nearest to a time, or the last where none is said. Redirects that were captured
    /// are followed; `None` where they lead to nothing that was.
    #[must_use]
    pub fn find(&self, url: &str, near: Option<&str>) -> Option<&Capture> {
        let mut address = url.to_owned();
        for _ in 0..=MOST_REDIRECTS {
            let found = self.nearest(&address, near)?;
            match found.redirect() {
                Some(next) => address = next,
                None => return Some(found),
            }
        }
        None
    }

    /// The captures of this very address, in the order in which they lie there.
    pub(crate) fn at(&self, url: &str) -> Vec<&Capture> {
        let all = self.lookup.at(&self.captures, url);
        all.filter(|capture| capture.url == url).collect()
    }

    /// The capture of this very address that is nearest to a time, those that were answered first.
    fn nearest(&self, url: &str, near: Option<&str>) -> Option<&Capture> {
        let near = near.and_then(seconds);
        let all = self.lookup.at(&self.captures, url);
        all.min_by_key(|capture| {
            let failed = capture.status.is_some_and(|status| status >= 400);
            let time = seconds(&capture.time);
            let distance = match (near, time) {
                (Some(near), Some(time)) => near.abs_diff(time),
                (None, Some(time)) => u64::MAX - time.unsigned_abs(),
                (_, None) => u64::MAX,
            };
            (failed, capture.url != url, distance)
        })
    }
}

/// What a record says of a thing that was to be fetched.
fn note(record: &Record) -> Option<Note> {
    let kind = record.fields.get("WARC-Type")?;
    let is_metadata = kind.eq_ignore_ascii_case("metadata");
    let url = record
        .fields
        .get("WARC-Target-URI")
        .filter(|_| is_metadata)?;
    Note::of(url, &record.block)
}

/// A time, or a day, in seconds.
fn seconds(time: &str) -> Option<i64> {
    timestamp(time).map(Timestamp::as_second)
}

/// A time, or the begin of a day.
pub(crate) fn timestamp(time: &str) -> Option<Timestamp> {
    let parsed: Option<Timestamp> = time.parse().ok();
    parsed.or_else(|| {
        let day: jiff::civil::Date = time.get(..10)?.parse().ok()?;
        let zoned = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    })
}
