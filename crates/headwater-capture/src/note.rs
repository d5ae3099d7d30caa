//! What a capture says of each thing that it was to fetch, in a `metadata` record of its own.

use headwater::report::FetchStatus;

use crate::warc::{Draft, Fields};

const ROLE: &str = "headwater-role";
const STATUS: &str = "headwater-status";
const DETAIL: &str = "headwater-detail";
const FETCHED_FROM: &str = "headwater-fetched-from";
const FETCHED_AT: &str = "headwater-fetched-at";
const RECORD: &str = "headwater-record";
const MEMENTO: &str = "headwater-memento";
const CITED_AS: &str = "headwater-cited-as";
const TITLE: &str = "title";
const VIA: &str = "via";
const HOPS: &str = "hopsFromSeed";

/// What something is to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// The text under examination.
    Article,
    /// A page that it cites, or a document that the user gave.
    Source,
    /// A picture that it shows.
    Image,
}

impl Role {
    const ALL: [Self; 3] = [Self::Article, Self::Source, Self::Image];

    /// The word used in archives.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Source => "source",
            Self::Image => "image",
        }
    }
}

/// What came of one thing that a capture was to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub(crate) role: Role,
    /// The address by which it was asked for.
    pub(crate) url: String,
    pub(crate) status: FetchStatus,
    pub(crate) detail: String,
    pub(crate) fetched_from: String,
    pub(crate) fetched_at: String,
    /// The identifier of the record that has it.
    pub(crate) record: Option<String>,
    /// When another archive made the copy that stands in for the page.
    pub(crate) memento: Option<String>,
    /// The address by which the article cites a file that the user gave.
    pub(crate) cited_as: Option<String>,
    pub(crate) title: Option<String>,
    /// The address of the article.
    pub(crate) via: Option<String>,
}

impl Note {
    /// What came of an address at a time.
    pub(crate) fn new(role: Role, url: &str, status: FetchStatus, time: String) -> Self {
        Self {
            role,
            url: url.to_owned(),
            status,
            detail: String::new(),
            fetched_from: url.to_owned(),
            fetched_at: time,
            record: None,
            memento: None,
            cited_as: None,
            title: None,
            via: None,
        }
    }

    /// What it is to the case.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The address by which it was asked for; of a user's file a `file:` address with its name alone.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came of it. A page that another archive stands in for keeps the status of its own.
    #[must_use]
    pub fn status(&self) -> FetchStatus {
        self.status
    }

    /// What more there is to say of the status, in English.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The address that it was fetched from in the end.
    #[must_use]
    pub fn fetched_from(&self) -> &str {
        &self.fetched_from
    }

    /// When it was fetched: ISO 8601 in UTC.
    #[must_use]
    pub fn fetched_at(&self) -> &str {
        &self.fetched_at
    }

    /// When another archive made the copy that stands in for the page.
    #[must_use]
    pub fn memento(&self) -> Option<&str> {
        self.memento.as_deref()
    }

    /// The address by which the article cites it.
    #[must_use]
    pub fn cited_as(&self) -> Option<&str> {
        self.cited_as.as_deref()
    }

    /// The address of the article that cites or shows it; `None` for what the user named.
    #[must_use]
    pub fn via(&self) -> Option<&str> {
        self.via.as_deref()
    }

    /// The title of the page.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Whether there is a text: of the page, of its beginning, or of a copy of it.
    #[must_use]
    pub fn has_text(&self) -> bool {
        let is_text = matches!(
            self.status,
            FetchStatus::Read
                | FetchStatus::Paywall
                | FetchStatus::TooLarge
                | FetchStatus::TimedOut
                | FetchStatus::Unreachable
        );
        // What came too late, or not to its end, has a record only where its beginning came.
        self.memento.is_some() || is_text && self.record.is_some()
    }

    /// The name of a file that the user gave.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        let name = self.url.strip_prefix(FILE)?;
        let name = percent_encoding::percent_decode_str(name);
        Some(name.decode_utf8_lossy().into_owned())
    }

    /// The record of this.
    pub(crate) fn draft(&self, time: &str, warcinfo: &str) -> Draft {
        let hops = match self.role {
            Role::Article => "0",
            Role::Source | Role::Image => "1",
        };
        let always = [
            (ROLE, self.role.as_str().to_owned()),
            (STATUS, self.status.as_str().to_owned()),
            (FETCHED_FROM, self.fetched_from.clone()),
            (FETCHED_AT, self.fetched_at.clone()),
            (HOPS, hops.to_owned()),
        ];
        let detail = (!self.detail.is_empty()).then(|| self.detail.clone());
        let sometimes = [
            (DETAIL, detail),
            (RECORD, self.record.clone()),
            (MEMENTO, self.memento.clone()),
            (CITED_AS, self.cited_as.clone()),
            (TITLE, self.title.clone()),
            (VIA, self.via.clone()),
        ];
        let sometimes = sometimes
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Draft::new("metadata", time)
            .field("WARC-Target-URI", &self.url)
            .field("WARC-Warcinfo-ID", warcinfo)
            .field_if("WARC-Concurrent-To", self.record.as_ref())
            .lines(always.into_iter().chain(sometimes))
    }

    /// Reads a record of this; `None` for metadata of another kind.
    pub(crate) fn of(url: &str, lines: &[u8]) -> Option<Self> {
        let fields = Fields::parse(lines);
        let field = |name: &str| fields.get(name).map(str::to_owned);
        let role = fields.get(ROLE)?;
        Some(Self {
            role: Role::ALL.into_iter().find(|known| known.as_str() == role)?,
            url: url.to_owned(),
            status: FetchStatus::from_word(fields.get(STATUS)?)?,
            detail: field(DETAIL).unwrap_or_default(),
            fetched_from: field(FETCHED_FROM)?,
            fetched_at: field(FETCHED_AT)?,
            record: field(RECORD),
            memento: field(MEMENTO),
            cited_as: field(CITED_AS),
            title: field(TITLE),
            via: field(VIA),
        })
    }
}

const FILE: &str = "file:///";

/// The address under which a user's file is kept: by its name alone, since a folder may tell whose it is.
pub(crate) fn file_address(name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    // Names stay readable.
    let name = name.to_string().replace("%2E", ".").replace("%2D", "-");
    format!("{FILE}{}", name.replace("%5F", "_"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::ControlFlow;

    use super::*;
    use crate::warc::{Item, Writer, scan};

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let note = Note {
            role: Role::Source,
            url: file_address("日 本/a-b_c.html"),
            status: FetchStatus::Dead,
            detail: "the server answered 404".to_owned(),
            fetched_from: "https://archive.example/2031/https://paper.example/dam".to_owned(),
            fetched_at: "2031-05-04T10:00:00Z".to_owned(),
            record: Some("<urn:uuid:1>".to_owned()),
            memento: Some("2031-05-01T00:00:00Z".to_owned()),
            cited_as: None,
            title: Some("The dam: a story".to_owned()),
            via: Some("https://post.example/".to_owned()),
        };
        let mut writer = Writer::new(Vec::new(), 0);
        let draft = note.draft("2031-05-04T10:00:01Z", "<urn:uuid:2>");
        writer.write(&[draft]).expect("no error in memory");
        let mut read = Vec::new();
        let mut visit = |item| {
            if let Item::Record(record) = item {
                let url = record.fields.get("WARC-Target-URI").unwrap_or_default();
                read.extend(Note::of(url, &record.block));
            }
            ControlFlow::Continue(())
        };
        let mut bytes = Cursor::new(writer.into_inner());
        scan(&mut bytes, u64::MAX, &mut visit).expect("no error in memory");
        assert_eq!(read, [note]);
        assert_eq!(read[0].file_name().as_deref(), Some("日 本/a-b_c.html"));
        assert_eq!(Note::of("https://a.example/", b"via: x\r\n"), None);
    }
}
