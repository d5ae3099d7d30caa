//! The WARC file of a capture while it grows: what it holds is all that a capture which was broken off needs to go on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use url::Url;

use crate::archive::{Archive, Capture, Kind};
use crate::digest;
use crate::fetch::{Answer, Cut, Exchange, Keeper};
use crate::http::Response;
use crate::note::Note;
use crate::warc::{Draft, Fields, Item, Writer, scan};

const SAME_PAYLOAD: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

/// The file.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    writer: RefCell<Writer<File>>,
    warcinfo: String,
    /// What is in the file since before the capture was broken off.
    held: Option<Archive>,
    /// What was captured before, in the archive that this capture is added to.
    earlier: Option<Archive>,
    /// The records that have a payload, by its digest.
    payloads: RefCell<BTreeMap<String, Original>>,
}

/// A record that others may refer to.
#[derive(Debug, Clone)]
struct Original {
    id: Option<String>,
    url: String,
    time: String,
}

impl Original {
    fn of(capture: &Capture) -> Self {
        Self {
            id: capture.id.clone(),
            url: capture.url.clone(),
            time: capture.time.clone(),
        }
    }
}

impl Journal {
    /// Begins a file with what is said of all of it, or goes on with one that was broken off.
    pub(crate) fn open(
        path: &Path,
        resume: bool,
        about: Vec<(&'static str, String)>,
        earlier: Option<Archive>,
    ) -> io::Result<Self> {
        let mut payloads = BTreeMap::new();
        let mut known = |archive: &Archive| {
            let whole = archive
                .captures()
                .iter()
                .filter(|c| c.kind == Kind::Response);
            let digests = whole.filter_map(|c| Some((c.digest.clone()?, Original::of(c))));
            payloads.extend(digests);
        };
        earlier.iter().for_each(&mut known);
        let held = if resume { broken_off(path)? } else { None };
        held.iter().for_each(&mut known);
        let mut file = if held.is_some() {
            File::options().write(true).open(path)?
        } else {
            File::create_new(path)?
        };
        let position = file.seek(SeekFrom::End(0))?;
        let warcinfo = Draft::new("warcinfo", &now()).lines(about);
        let mut writer = Writer::new(file, position);
        writer.write(std::slice::from_ref(&warcinfo))?;
        Ok(Self {
            path: path.to_owned(),
            writer: RefCell::new(writer),
            warcinfo: warcinfo.id().to_owned(),
            held,
            earlier,
            payloads: RefCell::new(payloads),
        })
    }

    /// Keeps a file of the user's own and gives the identifier of its record.
    pub(crate) fn keep_file(&self, url: &str, bytes: &[u8]) -> io::Result<String> {
        let held = self.held.iter().flat_map(Archive::captures);
        let digest = digest::labelled(bytes);
        let same = |c: &&Capture| {
            c.kind == Kind::Resource && c.url == url && c.digest.as_ref() == Some(&digest)
        };
        if let Some(id) = held.clone().find(same).and_then(|held| held.id.clone()) {
            return Ok(id);
        }
        let record = Draft::new("resource", &now())
            .field("WARC-Target-URI", url)
            .field("WARC-Warcinfo-ID", &self.warcinfo)
            .field("WARC-Payload-Digest", digest)
            .block("application/octet-stream", bytes.to_vec());
        self.write(std::slice::from_ref(&record))?;
        Ok(record.id().to_owned())
    }

    /// Writes down what came of all that was to be fetched.
    pub(crate) fn note(&self, notes: &[Note]) -> io::Result<()> {
        let time = now();
        let drafts: Vec<Draft> = notes
            .iter()
            .map(|note| note.draft(&time, &self.warcinfo))
            .collect();
        self.write(&drafts)
    }

    /// The archive that this capture is added to.
    pub(crate) fn earlier(&self) -> Option<&Archive> {
        self.earlier.as_ref()
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn write(&self, drafts: &[Draft]) -> io::Result<()> {
        self.writer.borrow_mut().write(drafts).map(|_| ())
    }

    /// The last whole page that was captured at this address before.
    fn before(&self, url: &Url) -> Option<&Capture> {
        let mut all = self.earlier.as_ref()?.at(url.as_str()).into_iter();
        all.rfind(|c| c.status == Some(200) && c.cut.is_none())
    }

    /// An answer without a body says that the page is as it was; what it was then stands in the archive.
    fn unchanged(&self, exchange: &Exchange) -> Option<(Original, Vec<u8>, Fields)> {
        if exchange.status != 304 {
            return None;
        }
        let capture = self.before(&exchange.url)?;
        let archive = self.earlier.as_ref()?;
        let (fields, body) = archive.raw(capture).ok()?;
        Some((Original::of(capture), body, fields))
    }
}

impl Keeper for Journal {
    fn held(&self, url: &Url) -> Option<Answer> {
        let archive = self.held.as_ref()?;
        let mut all = archive.at(url.as_str()).into_iter();
        let capture = all.rfind(|c| c.kind != Kind::Resource)?;
        let raw = archive.raw(capture).ok();
        // What it has may stand in what was captured before.
        let (fields, body) = raw.or_else(|| {
            let earlier = self.earlier.as_ref()?;
            earlier.raw(earlier.holder(capture)?).ok()
        })?;
        let status = capture.status?;
        Some(Answer {
            url: url.clone(),
            time: capture.time.clone(),
            status: if status == 304 { 200 } else { status },
            fields,
            body,
            cut: capture.cut.as_deref().and_then(Cut::from_word),
            record: capture.id.clone()?,
            hold: None,
        })
    }

    fn conditions(&self, url: &Url) -> Vec<(&'static str, String)> {
        let Some(before) = self.before(url) else {
            return Vec::new();
        };
        let tag = before.etag.clone().map(|tag| ("If-None-Match", tag));
        let day = before.modified.clone();
        let day = day.map(|day| ("If-Modified-Since", day));
        tag.into_iter().chain(day).collect()
    }

    fn keep(&self, exchange: Exchange) -> io::Result<Answer> {
        let time = second(exchange.time);
        let url = exchange.url.as_str();
        let unchanged = self.unchanged(&exchange);
        let digest = match &unchanged {
            Some((_, body, _)) => digest::labelled(body),
            None => digest::labelled(&exchange.body),
        };
        let same = match &unchanged {
            Some((original, ..)) => Some((original.clone(), NOT_MODIFIED)),
            None if exchange.body.is_empty() || exchange.cut.is_some() => None,
            None => {
                let payloads = self.payloads.borrow();
                payloads
                    .get(&digest)
                    .cloned()
                    .map(|same| (same, SAME_PAYLOAD))
            }
        };
        let kind = if same.is_some() {
            "revisit"
        } else {
            "response"
        };
        let mut answer = Draft::new(kind, &time)
            .field("WARC-Target-URI", url)
            .field("WARC-Warcinfo-ID", &self.warcinfo)
            .field("WARC-IP-Address", exchange.peer.to_string())
            .field(
                "WARC-Protocol",
                if exchange.is_http2 { "h2" } else { "http/1.1" },
            )
            .field("WARC-Payload-Digest", &digest)
            .field_if("WARC-Truncated", exchange.cut.map(Cut::as_str));
        if let Some(tls) = &exchange.tls {
            answer = answer
                .field("WARC-Protocol", tls.version)
                .field("WARC-Cipher-Suite", &tls.suite);
        }
        let mut block = exchange.head;
        if let Some((original, profile)) = same {
            answer = answer
                .field("WARC-Profile", profile)
                .field("WARC-Refers-To-Target-URI", &original.url)
                .field("WARC-Refers-To-Date", &original.time)
                .field_if("WARC-Refers-To", original.id);
        } else {
            block.extend_from_slice(&exchange.body);
        }
        let answer = answer.block("application/http; msgtype=response", block);
        let request = Draft::new("request", &time)
            .field("WARC-Target-URI", url)
            .field("WARC-Warcinfo-ID", &self.warcinfo)
            .field("WARC-Concurrent-To", answer.id())
            .block("application/http; msgtype=request", exchange.request);
        let record = answer.id().to_owned();
        self.write(&[answer, request])?;
        if kind == "response" && exchange.cut.is_none() {
            let original = Original {
                id: Some(record.clone()),
                url: url.to_owned(),
                time: time.clone(),
            };
            self.payloads.borrow_mut().entry(digest).or_insert(original);
        }
        let (status, fields, body) = match unchanged {
            Some((_, body, fields)) => (200, fields, body),
            None => (exchange.status, exchange.fields, exchange.body),
        };
        Ok(Answer {
            url: exchange.url,
            time,
            status,
            fields,
            body,
            cut: exchange.cut,
            record,
            hold: None,
        })
    }
}

/// What a capture that was broken off left, without what is not whole at its end; `None` where there is nothing.
fn broken_off(path: &Path) -> io::Result<Option<Archive>> {
    let file = match File::options().read(true).write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut end = 0;
    let mut visit = |item| match item {
        Item::Record(record) => {
            end = record.place.offset + record.place.length.unwrap_or_default();
            ControlFlow::Continue(())
        }
        Item::Damage(_) => ControlFlow::Break(()),
    };
    scan(&mut BufReader::new(&file), 0, &mut visit)?;
    file.set_len(end)?;
    Archive::open(path).map(Some).map_err(io::Error::other)
}

/// Now, as records have it.
pub(crate) fn now() -> String {
    second(Timestamp::now())
}

/// A time to the second: ISO 8601 in UTC.
fn second(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Archive {
    /// The fields of an answer and its body in the encoding in which it came; of a revisit those of the record that it
    /// names.
    fn raw(&self, capture: &Capture) -> Result<(Fields, Vec<u8>), crate::Error> {
        let block = self.block(capture)?;
        let response = Response::parse(&block);
        let response = response.ok_or_else(|| crate::Error::new("there is no answer in it"))?;
        Ok((response.fields.clone(), response.unchunked().into_owned()))
    }
}
