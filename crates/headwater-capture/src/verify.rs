//! Whether an archive still holds what it says: every hash, every digest, every place, recomputed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use data_encoding::BASE64;
use serde::Deserialize;
use zip::ZipArchive;

use crate::archive::{Archive, Kind, is_wacz, member};
use crate::fetch::roots;
use crate::http::Response;
use crate::warc::{Item, Place, Record, scan};
use crate::{Error, digest, stamp, wacz};

/// Records beyond this are not held to be hashed: 64 MiB and the fields before them.
const LARGEST: u64 = 64 * 1024 * 1024 + 256 * 1024;
/// Files within a WACZ file that are read as a whole.
const LARGEST_LIST: u64 = 256 * 1024 * 1024;

/// What was looked at in an archive, and what does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    files: usize,
    records: usize,
    digests: usize,
    stamped: Option<(String, String)>,
    faults: Vec<String>,
    unchecked: Vec<String>,
}

impl Verification {
    /// How many files within a WACZ file had their hash recomputed.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files
    }

    /// How many records were gone through.
    #[must_use]
    pub fn records(&self) -> usize {
        self.records
    }

    /// How many digests of records were recomputed.
    #[must_use]
    pub fn digests(&self) -> usize {
        self.digests
    }

    /// The time at which an authority says that the archive was there, in ISO 8601, and the authority's name.
    #[must_use]
    pub fn stamped(&self) -> Option<(&str, &str)> {
        let (time, authority) = self.stamped.as_ref()?;
        Some((time, authority))
    }

    /// What does not hold, a line each.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// What could not be checked, a line each.
    #[must_use]
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }
}

/// What a record was found to be, by its file and its first byte.
type Found = BTreeMap<(String, u64), Entry>;

#[derive(Debug, Clone)]
struct Entry {
    url: String,
    place: Place,
    /// Whether an index should have it.
    is_capture: bool,
    digest: Option<String>,
    /// The SHA-256 of its payload.
    sha256: Option<String>,
}

/// What a trace says of the record of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    name: String,
    file: String,
    offset: u64,
    length: Option<u64>,
    sha256: Option<String>,
}

impl Claim {
    /// That the document of this name has its record in a WARC file from this byte on.
    #[must_use]
    pub fn new(name: impl Into<String>, file: impl Into<String>, offset: u64) -> Self {
        Self {
            name: name.into(),
            file: file.into(),
            offset,
            length: None,
            sha256: None,
        }
    }

    /// A trace with more bytes than this is none of ours: 1 GiB.
    pub const LARGEST_TRACE: u64 = 1024 * 1024 * 1024;

    /// What a trace, as JSON of the schema `headwater.trace/1`, says of the records of its documents: of those that are
    /// kept, in its order, the article first. The name of the trace stands before those of the documents.
    pub fn of_trace(name: &str, trace: &[u8]) -> Result<Vec<Self>, Error> {
        let trace: Trace = serde_json::from_slice(trace)
            .map_err(|error| Error::new(format!("{name}: {error}")))?;
        let sources = trace.sources.into_iter();
        let named = sources.map(|source| (source.id.unwrap_or_default(), source.capture));
        let all = std::iter::once(("article".to_owned(), trace.article.capture)).chain(named);
        let claims = all.filter_map(|(document, capture)| {
            let capture = capture?;
            let record = capture.record?;
            let claim = Self::new(format!("{name}, {document}"), record.file, record.offset);
            Some(claim.length(record.length).sha256(capture.sha256))
        });
        Ok(claims.collect())
    }

    /// Adds how many bytes the record has there, where that is known.
    #[must_use]
    pub fn length(self, length: Option<u64>) -> Self {
        Self { length, ..self }
    }

    /// Adds the SHA-256 of its payload, where that is known.
    #[must_use]
    pub fn sha256(self, sha256: Option<String>) -> Self {
        Self { sha256, ..self }
    }
}

/// What a trace says of where its documents are kept.
#[derive(Deserialize)]
struct Trace {
    article: Document,
    sources: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    id: Option<String>,
    capture: Option<Kept>,
}

#[derive(Deserialize)]
struct Kept {
    record: Option<Named>,
    sha256: Option<String>,
}

/// A record as a trace names it.
#[derive(Deserialize)]
struct Named {
    file: String,
    offset: u64,
    length: Option<u64>,
}

/// Recomputes every hash and digest of an archive and looks at every place that it names, and at those that a trace
/// names. The certificates, in DER, are trusted beside those of the system to say who may stamp a time.
pub fn verify(
    path: impl AsRef<Path>,
    claims: &[Claim],
    trusted: &[Vec<u8>],
) -> Result<Verification, Error> {
    let path = path.as_ref();
    let archive = Archive::open(path)?;
    let at = |error: io::Error| Error::new(format!("{}: {error}", path.display()));
    let mut verification = Verification::default();
    let is_wacz = is_wacz(path);
    if is_wacz {
        package(path, trusted, &mut verification).map_err(at)?;
    }
    let mut found = Found::new();
    for file in 0..archive.file_count() {
        records(&archive, file, &mut verification, &mut found).map_err(at)?;
    }
    references(&archive, &mut verification);
    if is_wacz {
        index(&archive, &found, &mut verification).map_err(at)?;
    }
    for claim in claims {
        held(claim, &found, &mut verification);
    }
    Ok(verification)
}

/// The list of files, its hash, and the hash of each file.
fn package(path: &Path, trusted: &[Vec<u8>], verification: &mut Verification) -> io::Result<()> {
    let mut zip = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)?;
    let Some(bytes) = member(&mut zip, wacz::PACKAGE, LARGEST_LIST)? else {
        verification.fault("datapackage.json is missing");
        return Ok(());
    };
    match member(&mut zip, wacz::PACKAGE_DIGEST, LARGEST_LIST)? {
        None => verification
            .unchecked
            .push("datapackage.json: there is no datapackage-digest.json with its hash".to_owned()),
        Some(said) => match serde_json::from_slice::<wacz::PackageDigest>(&said) {
            Ok(said) => {
                if said.hash != digest::labelled(&bytes) {
                    let what = "its hash is not the one in datapackage-digest.json";
                    verification.fault(format!("datapackage.json: {what}"));
                }
                if let Some(stamp) = &said.timestamp {
                    stamped(stamp, &bytes, trusted, verification);
                }
            }
            Err(error) => verification.fault(format!("datapackage-digest.json: {error}")),
        },
    }
    let package: wacz::Package = match serde_json::from_slice(&bytes) {
        Ok(package) => package,
        Err(error) => {
            verification.fault(format!("datapackage.json: {error}"));
            return Ok(());
        }
    };
    let mut listed = BTreeSet::from([wacz::PACKAGE.to_owned(), wacz::PACKAGE_DIGEST.to_owned()]);
    for resource in &package.resources {
        let name = &resource.path;
        listed.insert(name.clone());
        verification.files += 1;
        let Ok(mut file) = zip.by_name(name) else {
            verification.fault(format!("{name}: is listed and not there"));
            continue;
        };
        match digest::of(&mut file) {
            Ok((hash, bytes)) if hash == resource.hash && bytes == resource.bytes => {}
            Ok((hash, bytes)) => verification.fault(format!(
                "{name}: has {bytes} bytes with the hash {hash}; datapackage.json says {} with {}",
                resource.bytes, resource.hash
            )),
            Err(error) => verification.fault(format!("{name}: cannot be read: {error}")),
        }
    }
    for name in zip.file_names() {
        let Ok(name) = name.map(|name| name.to_string()) else {
            verification.fault("a file in it has a name that is no text");
            continue;
        };
        if !name.ends_with('/') && !listed.contains(&name) {
            verification.fault(format!(
                "{name}: is there and not listed in datapackage.json"
            ));
        }
    }
    Ok(())
}

/// What an authority says of the list of files.
fn stamped(
    stamp: &wacz::Stamp,
    package: &[u8],
    trusted: &[Vec<u8>],
    verification: &mut Verification,
) {
    let answer = BASE64.decode(stamp.token.as_bytes());
    let answer = answer.map_err(|error| error.to_string());
    let checked = answer.and_then(|answer| stamp::check(&answer, package, &roots(trusted)));
    match checked {
        Err(why) => verification.fault(format!("the time stamp of {}: {why}", stamp.authority)),
        Ok(stamped) => match stamped.doubt {
            None => verification.stamped = Some((stamped.time, stamped.authority)),
            Some(doubt) => verification.unchecked.push(format!(
                "the time stamp of {} by {}: nobody whom this system trusts vouches for it ({doubt})",
                stamped.time, stamped.authority
            )),
        },
    }
}

/// The records of a WARC file: each whole, each digest right.
fn records(
    archive: &Archive,
    file: usize,
    verification: &mut Verification,
    found: &mut Found,
) -> io::Result<()> {
    let (name, mut input, _) = archive.file(file)?;
    let mut visit = |item| {
        match item {
            Item::Damage(damage) => {
                verification.fault(format!("{name}, byte {}: {}", damage.offset, damage.what));
            }
            Item::Record(record) => {
                verification.records += 1;
                let entry = entry(&name, &record, verification);
                // Of several in one stretch the first stands for all.
                found
                    .entry((name.clone(), record.place.offset))
                    .or_insert(entry);
            }
        }
        ControlFlow::Continue(())
    };
    scan(&mut input, LARGEST, &mut visit)
}

fn entry(file: &str, record: &Record, verification: &mut Verification) -> Entry {
    let field = |name: &str| record.fields.get(name);
    let kind = field("WARC-Type").unwrap_or_default().to_ascii_lowercase();
    let url = field("WARC-Target-URI").unwrap_or_default();
    let shown = format!("{file}, byte {} ({kind} {url})", record.place.offset);
    let is_capture = matches!(kind.as_str(), "response" | "revisit" | "resource");
    let mut entry = Entry {
        url: url.trim_matches(['<', '>']).to_owned(),
        place: record.place,
        is_capture,
        digest: field("WARC-Payload-Digest").map(str::to_owned),
        sha256: None,
    };
    if record.length > record.block.len() as u64 {
        verification
            .unchecked
            .push(format!("{shown}: is larger than what is hashed"));
        return entry;
    }
    if let Some(said) = field("WARC-Block-Digest") {
        compare(
            said,
            &[&record.block],
            &format!("{shown}: its block"),
            verification,
        );
    }
    let response = Response::parse(&record.block).filter(|_| kind == "response");
    let payload = match &response {
        Some(response) => response.unchunked(),
        None if kind == "resource" => record.block.as_slice().into(),
        None => return entry,
    };
    entry.sha256 = Some(digest::hex(&payload));
    if let Some(said) = field("WARC-Payload-Digest") {
        // Some programs take the pieces of a body for its payload.
        let as_sent = response
            .as_ref()
            .map_or(record.block.as_slice(), Response::as_sent);
        compare(
            said,
            &[&payload, as_sent],
            &format!("{shown}: its payload"),
            verification,
        );
    }
    entry
}

/// Holds a digest against those of the bytes that it may be of.
fn compare(said: &str, bytes: &[&[u8]], what: &str, verification: &mut Verification) {
    let holds = bytes.iter().map(|bytes| digest::matches(said, bytes));
    match holds
        .reduce(|a, b| if a == Some(true) { a } else { b })
        .flatten()
    {
        None => verification
            .unchecked
            .push(format!("{what}: {said} is a digest of an unknown kind")),
        Some(true) => verification.digests += 1,
        Some(false) => {
            verification.digests += 1;
            verification.fault(format!("{what} is not what its digest says ({said})"));
        }
    }
}

/// What records say of one another: each revisit has its bytes, each note its record.
fn references(archive: &Archive, verification: &mut Verification) {
    let revisits = archive
        .captures()
        .iter()
        .filter(|c| c.kind == Kind::Revisit);
    for revisit in revisits.filter(|c| archive.holder(c).is_none()) {
        let (file, offset) = (archive.file_of(revisit), revisit.place.offset);
        let url = &revisit.url;
        verification.fault(format!(
            "{file}, byte {offset} (revisit {url}): the record with its bytes is not there"
        ));
    }
    for note in archive.notes() {
        if note.record.is_some() && archive.noted(note).is_none() {
            verification.fault(format!(
                "{}: the record that its note names is not there",
                note.url
            ));
        }
    }
}

#[derive(Deserialize)]
struct Line {
    url: String,
    #[serde(default)]
    digest: Option<String>,
    #[serde(default)]
    length: Option<String>,
    offset: String,
    filename: String,
}

/// The index: each line leads to the record that it says, and each capture has a line.
fn index(archive: &Archive, found: &Found, verification: &mut Verification) -> io::Result<()> {
    let Some(bytes) = archive.member(wacz::INDEX)? else {
        verification.unchecked.push(
            "there is no indexes/index.cdx; other forms of the index are not looked at".to_owned(),
        );
        return Ok(());
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut indexed = BTreeSet::new();
    let mut before = "";
    for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line)) {
        let at = format!("indexes/index.cdx, line {number}");
        if line < before {
            verification.fault(format!("{at}: does not stand in its order"));
        }
        before = line;
        let parsed = line
            .splitn(3, ' ')
            .nth(2)
            .and_then(|json| serde_json::from_str::<Line>(json).ok());
        let offset = parsed.as_ref().and_then(|line| line.offset.parse().ok());
        let (Some(line), Some(offset)) = (parsed, offset) else {
            verification.fault(format!("{at}: is no line of an index"));
            continue;
        };
        let key = (format!("archive/{}", line.filename), offset);
        let Some(entry) = found.get(&key) else {
            verification.fault(format!(
                "{at}: there is no record at byte {offset} of {}",
                line.filename
            ));
            continue;
        };
        let length = entry.place.length.map(|length| length.to_string());
        let agrees = entry.url == line.url
            && (line.length.is_none() || line.length == length)
            && (line.digest.is_none() || entry.digest.is_none() || line.digest == entry.digest);
        if !agrees {
            verification.fault(format!(
                "{at}: the record at byte {offset} of {} is another",
                line.filename
            ));
        }
        indexed.insert(key);
    }
    for ((file, offset), entry) in found.iter().filter(|(_, entry)| entry.is_capture) {
        let has_place = entry.place.length.is_some();
        if has_place && !indexed.contains(&(file.clone(), *offset)) {
            verification.fault(format!(
                "{file}, byte {offset} ({}): is not in the index",
                entry.url
            ));
        }
    }
    Ok(())
}

/// Whether a record is where a trace says, and has the bytes that were read then.
fn held(claim: &Claim, found: &Found, verification: &mut Verification) {
    let (name, file, offset) = (&claim.name, &claim.file, claim.offset);
    let Some(entry) = found.get(&(file.clone(), offset)) else {
        verification.fault(format!(
            "{name}: there is no record at byte {offset} of {file}"
        ));
        return;
    };
    if claim.length.is_some() && claim.length != entry.place.length {
        verification.fault(format!(
            "{name}: the record at byte {offset} of {file} has another length"
        ));
    }
    if claim.sha256.is_some() && claim.sha256 != entry.sha256 {
        verification.fault(format!("{name}: the record at byte {offset} of {file} has other bytes than those that were read"));
    }
}
