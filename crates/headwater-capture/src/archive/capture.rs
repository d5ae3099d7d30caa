//! What an archive knows of one record without its body.

use serde::{Deserialize, Serialize};

use crate::http::Response;
use crate::warc::{Place, Record};

/// What kind of record holds a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// An HTTP response with all that belongs to it.
    Response,
    /// The same bytes as another record's, which holds them.
    Revisit,
    /// A file without HTTP around it.
    Resource,
}

/// A page or file at one address and one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    pub(crate) kind: Kind,
    /// The identifier of its record.
    pub(crate) id: Option<String>,
    pub(crate) url: String,
    pub(crate) time: String,
    pub(crate) status: Option<u16>,
    pub(crate) media_type: String,
    pub(crate) location: Option<String>,
    pub(crate) digest: Option<String>,
    /// Why its body ends early, where it does.
    pub(crate) cut: Option<String>,
    /// What the server calls this version of it.
    pub(crate) etag: Option<String>,
    /// When the server says that it was changed.
    pub(crate) modified: Option<String>,
    /// What a revisit says of the record that has its bytes: its address and time.
    pub(crate) refers_to: Option<(String, String)>,
    /// Which file within the archive it lies in.
    pub(crate) file: usize,
    pub(crate) place: Place,
}

impl Capture {
    /// What a record says; `None` for one that is no capture.
    pub(crate) fn of(record: &Record, file: usize) -> Option<Self> {
        let field = |name: &str| record.fields.get(name).map(str::to_owned);
        let kind = match record
            .fields
            .get("WARC-Type")?
            .to_ascii_lowercase()
            .as_str()
        {
            "response" => Kind::Response,
            "revisit" => Kind::Revisit,
            "resource" | "conversion" => Kind::Resource,
            _ => return None,
        };
        // WARC 1.0 as some programs write it has the address in brackets.
        let url = field("WARC-Target-URI")?;
        let url = url.trim_matches(['<', '>']).to_owned();
        let response = Response::parse(&record.block).filter(|_| kind != Kind::Resource);
        if kind == Kind::Response && response.is_none() {
            return None;
        }
        let said = |name: &str| response.as_ref()?.fields.get(name).map(str::to_owned);
        let media_type = match kind {
            Kind::Resource => field("Content-Type"),
            _ => said("Content-Type"),
        };
        Some(Self {
            kind,
            id: field("WARC-Record-ID"),
            url,
            time: field("WARC-Date").unwrap_or_default(),
            status: response.as_ref().map(|response| response.status),
            media_type: media_type.unwrap_or_default(),
            location: said("Location"),
            digest: field("WARC-Payload-Digest"),
            cut: field("WARC-Truncated"),
            etag: said("ETag"),
            modified: said("Last-Modified"),
            refers_to: field("WARC-Refers-To-Target-URI")
                .map(|url| (url, field("WARC-Refers-To-Date").unwrap_or_default())),
            file,
            place: record.place,
        })
    }

    /// The address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// When it was captured, as the record has it: ISO 8601 in UTC. Empty where it does not say.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }

    /// The HTTP status; `None` for a file without HTTP around it.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The media type that the server said, with its parameters; empty where it said none.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The digest of its payload as the record has it, such as `sha256:…`.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Whether only the beginning of its body is there.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut.is_some()
    }

    /// Where its record lies in its file.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where it sends its readers, for a redirect.
    pub(crate) fn redirect(&self) -> Option<String> {
        let is_redirect = self
            .status
            .is_some_and(|status| (300..400).contains(&status));
        let location = self.location.as_deref().filter(|_| is_redirect)?;
        let base = url::Url::parse(&self.url).ok()?;
        Some(base.join(location).ok()?.into())
    }

    /// The media type without its parameters.
    pub(crate) fn essence(&self) -> &str {
        self.media_type.split(';').next().unwrap_or_default().trim()
    }

    /// Whether it is something that people read: a page, a PDF file, a text.
    #[must_use]
    pub fn is_page(&self) -> bool {
        let readable = matches!(
            self.essence().to_ascii_lowercase().as_str(),
            "" | "text/html"
                | "application/xhtml+xml"
                | "application/pdf"
                | "text/plain"
                | "text/markdown"
                | "text/x-wiki"
        );
        let is_web = self.url.starts_with("http://") || self.url.starts_with("https://");
        readable && is_web && self.status.is_none_or(|status| status == 200)
    }
}
