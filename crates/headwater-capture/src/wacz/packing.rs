//! The making of a WACZ file.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{
    INDEX, PACKAGE, PACKAGE_DIGEST, PAGES, Package, PackageDigest, Page, Resource, Stamp, surt,
};
use crate::archive::{Capture, Kind};
use crate::digest;

/// Files within it beyond this need the long form of ZIP.
const LARGEST_SHORT: u64 = u32::MAX as u64;

/// What else is known of a file that is packed.
#[derive(Debug, Clone, Default)]
pub(crate) struct About<'a> {
    pub(crate) title: Option<&'a str>,
    pub(crate) main_page: Option<&'a Page>,
    pub(crate) created: &'a str,
}

/// A WACZ file while it is being made. It comes into its place once it is whole.
pub(crate) struct Packing {
    zip: ZipWriter<BufWriter<NamedTempFile>>,
    resources: Vec<Resource>,
}

impl Packing {
    /// Begins one that will stand in a folder.
    pub(crate) fn begin(folder: &Path) -> io::Result<Self> {
        let file = tempfile::Builder::new()
            .prefix(".headwater-")
            .tempfile_in(folder)?;
        Ok(Self {
            zip: ZipWriter::new(BufWriter::new(file)),
            resources: Vec::new(),
        })
    }

    /// Adds a file of so many bytes.
    pub(crate) fn add(&mut self, path: &str, bytes: &mut dyn Read, length: u64) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            // The same in every file: what was captured when stands in the records.
            .last_modified_time(DateTime::default())
            .large_file(length > LARGEST_SHORT);
        self.zip
            .start_file(path, options)
            .map_err(io::Error::other)?;
        let mut hashed = Hashed {
            out: &mut self.zip,
            hasher: Sha256::new(),
            bytes: 0,
        };
        io::copy(&mut bytes.take(length), &mut hashed)?;
        let (hash, bytes) = (hashed.hasher.finalize(), hashed.bytes);
        self.resources.push(Resource {
            name: path.rsplit('/').next().unwrap_or_default().to_owned(),
            path: path.to_owned(),
            hash: digest::label(&hash),
            bytes,
        });
        Ok(())
    }

    fn add_bytes(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.add(path, &mut { bytes }, bytes.len() as u64)
    }

    /// Adds index, pages and the list of files.
    pub(crate) fn seal<'c>(
        mut self,
        captures: impl Iterator<Item = (&'c str, &'c Capture)>,
        pages: &[Page],
        about: &About<'_>,
    ) -> io::Result<Sealed> {
        self.add_bytes(INDEX, index(captures).as_bytes())?;
        self.add_bytes(PAGES, page_list(pages)?.as_bytes())?;
        let package = Package {
            profile: "data-package".to_owned(),
            wacz_version: "1.1.1".to_owned(),
            software: crate::SOFTWARE.to_owned(),
            created: about.created.to_owned(),
            title: about.title.map(str::to_owned),
            main_page_url: about.main_page.map(|page| page.url.clone()),
            main_page_date: about.main_page.map(|page| page.ts.clone()),
            resources: std::mem::take(&mut self.resources),
        };
        let package = serde_json::to_vec_pretty(&package)?;
        self.add_bytes(PACKAGE, &package)?;
        Ok(Sealed {
            packing: self,
            package,
        })
    }
}

/// A WACZ file that lacks only the hash of its list of files.
pub(crate) struct Sealed {
    packing: Packing,
    /// The list of files, by whose hash all of it is known.
    pub(crate) package: Vec<u8>,
}

impl Sealed {
    /// Puts the file in its place.
    pub(crate) fn put(mut self, path: &Path, timestamp: Option<Stamp>) -> io::Result<()> {
        let digest = PackageDigest {
            path: PACKAGE.to_owned(),
            hash: digest::labelled(&self.package),
            timestamp,
        };
        self.packing
            .add_bytes(PACKAGE_DIGEST, &serde_json::to_vec_pretty(&digest)?)?;
        let out = self.packing.zip.finish().map_err(io::Error::other)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        readable(file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A file made for a moment is its owner's alone; this one is to be read as any other.
fn readable(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

struct Hashed<W> {
    out: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[derive(Serialize)]
struct IndexLine<'c> {
    url: &'c str,
    mime: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'c str>,
    length: String,
    offset: String,
    filename: &'c str,
}

/// The sorted index (CDXJ): key, time, and where the record lies.
fn index<'c>(captures: impl Iterator<Item = (&'c str, &'c Capture)>) -> String {
    let mut lines: Vec<String> = captures
        .filter_map(|(file, capture)| {
            let line = IndexLine {
                url: &capture.url,
                mime: match capture.kind {
                    Kind::Revisit => "warc/revisit",
                    _ => capture.essence(),
                },
                status: capture.status.map(|status| status.to_string()),
                digest: capture.digest.as_deref(),
                length: capture.place.length?.to_string(),
                offset: capture.place.offset.to_string(),
                filename: file.rsplit('/').next().unwrap_or(file),
            };
            let figures = capture.time.chars().filter(char::is_ascii_digit).take(14);
            let time: String = figures.collect();
            let line = serde_json::to_string(&line).ok()?;
            Some(format!("{} {time} {line}\n", surt::key(&capture.url)))
        })
        .collect();
    lines.sort_unstable();
    lines.concat()
}

fn page_list(pages: &[Page]) -> serde_json::Result<String> {
    let mut text = String::from(
        "{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All Pages\",\"hasText\":false}\n",
    );
    for page in pages {
        text.push_str(&serde_json::to_string(page)?);
        text.push('\n');
    }
    Ok(text)
}
