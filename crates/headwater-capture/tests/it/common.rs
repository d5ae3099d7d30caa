//! Captures from servers on loopback, under the names of invented hosts.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::GzDecoder;
use headwater_capture::{
    Addresses, Archive, Crawl, Error, Input, Limits, Note, Resolver, Role, UserFile,
};
use tempfile::TempDir;

pub(crate) const STORY: &str = "<h1>The dam above Orlin held</h1><p>The dam above Orlin held through the night, the river \
    office said on Monday. The water rose by 40 centimetres in an hour, more than ever before.</p>";

/// Every name leads to this machine but those that are known to lead elsewhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    known: BTreeMap<String, Vec<IpAddr>>,
}

impl Names {
    pub(crate) fn with(mut self, host: &str, addresses: &[&str]) -> Self {
        let addresses = addresses
            .iter()
            .map(|address| address.parse().expect("an address"));
        self.known.insert(host.to_owned(), addresses.collect());
        self
    }
}

impl Resolver for Names {
    fn resolve(&self, host: &str) -> Addresses {
        let found = match self.known.get(host) {
            Some(addresses) => Ok(addresses.clone()),
            None if host.ends_with(".nowhere.example") => {
                Err(io::Error::other("Name or service not known"))
            }
            None => Ok(vec![IpAddr::from([127, 0, 0, 1])]),
        };
        Box::pin(async move { found })
    }
}

/// Limits under which a test does not take long.
pub(crate) fn short() -> Limits {
    Limits::default()
        .body(200_000)
        .exchange(Duration::from_millis(2_500))
        .pause(Duration::from_millis(10))
        .patience(Duration::from_millis(500))
}

/// A capture that may go to these hosts on this machine and asks no other archive.
pub(crate) fn crawl(hosts: &[&str]) -> Crawl {
    let crawl = Crawl::new("https://desk.example/contact")
        .resolver(Names::default())
        .apart(Duration::ZERO)
        .limits(short())
        .mementos(None, None);
    hosts
        .iter()
        .fold(crawl, |crawl, host| crawl.allow_host(*host))
}

/// The archive of one test.
pub(crate) struct Case {
    folder: TempDir,
}

impl Case {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a folder"),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("case.wacz")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn archive(&self) -> Archive {
        Archive::open(self.path()).expect("an archive")
    }

    /// Captures what an article of the user's own cites.
    pub(crate) fn cited(&self, crawl: Crawl, urls: &[&str]) -> Vec<Note> {
        let links: Vec<String> = urls
            .iter()
            .enumerate()
            .map(|(at, url)| format!("The office [said so {at} times](<{url}>) on Monday."))
            .collect();
        let article = format!("# The dam\n\n{}\n", links.join("\n\n"));
        self.sources(crawl, "article.md", article.as_bytes())
    }

    /// The same of an article with this name and these bytes.
    pub(crate) fn sources(&self, crawl: Crawl, name: &str, article: &[u8]) -> Vec<Note> {
        self.try_sources(crawl, name, article).expect("a capture")
    }

    pub(crate) fn try_sources(
        &self,
        crawl: Crawl,
        name: &str,
        article: &[u8],
    ) -> Result<Vec<Note>, Error> {
        let file = Input::File(UserFile::new(name, article.to_vec()));
        let notes = crawl.run(vec![file], Vec::new(), &self.path(), &mut |_| {})?;
        Ok(notes
            .into_iter()
            .filter(|note| note.role() == Role::Source)
            .collect())
    }

    /// A file within the archive.
    pub(crate) fn member(&self, name: &str) -> Vec<u8> {
        let file = File::open(self.path()).expect("an archive");
        let mut zip = zip::ZipArchive::new(file).expect("a ZIP file");
        let mut bytes = Vec::new();
        zip.by_name(name)
            .expect("a file")
            .read_to_end(&mut bytes)
            .expect("bytes");
        bytes
    }
}

/// The status of each in words.
pub(crate) fn statuses(notes: &[Note]) -> Vec<&'static str> {
    notes.iter().map(|note| note.status().as_str()).collect()
}

/// The values of a field of all records of an archive, from its bytes: each record is a member of gzip.
pub(crate) fn fields(archive: &[u8], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in archive
        .iter()
        .enumerate()
        .filter(|(at, _)| archive[*at..].starts_with(b"\x1F\x8B\x08"))
    {
        let mut record = Vec::new();
        let read = GzDecoder::new(&archive[start..]).read_to_end(&mut record);
        let text = String::from_utf8_lossy(&record);
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        if read.is_ok() && head.starts_with("WARC/") {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            found.extend(
                lines
                    .filter(|(known, _)| *known == name)
                    .map(|(_, value)| value.to_owned()),
            );
        }
    }
    found
}
