//! Where the bytes of a source are kept, and what came of fetching it.

use crate::check::Reason;

/// What came of fetching a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FetchStatus {
    /// It is there and was read.
    Read,
    /// The server says that there is no such page (404, 410).
    Dead,
    /// Its address leads to another page now, such as the front page.
    Moved,
    /// The server refuses the page (401, 403, 429, 451).
    Blocked,
    /// The site asks programs not to fetch it (robots.txt).
    Robots,
    /// Only its beginning is shown to those who do not pay or sign in.
    Paywall,
    /// In its place stands the question whether one agrees to be tracked.
    ConsentWall,
    /// There is hardly any text before a browser runs its scripts.
    NeedsBrowser,
    /// The server took too long.
    TimedOut,
    /// It is larger than what is fetched; what was fetched is cut off.
    TooLarge,
    /// It is no text: a picture, a film, a program.
    NotText,
    /// The server could not show that it is the one that the address names.
    BadCertificate,
    /// There is no host of that name.
    HostUnknown,
    /// The address leads into a private network, or to a port or scheme that is not fetched from.
    AddressRefused,
    /// Nobody answered, or not to the end, or not in HTTP.
    Unreachable,
    /// The server says that it has a fault (5xx) or something else that is no page.
    ServerError,
    /// Its redirects never end.
    RedirectLoop,
}

impl FetchStatus {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Read,
        Self::Dead,
        Self::Moved,
        Self::Blocked,
        Self::Robots,
        Self::Paywall,
        Self::ConsentWall,
        Self::NeedsBrowser,
        Self::TimedOut,
        Self::TooLarge,
        Self::NotText,
        Self::BadCertificate,
        Self::HostUnknown,
        Self::AddressRefused,
        Self::Unreachable,
        Self::ServerError,
        Self::RedirectLoop,
    ];

    /// The word used in JSON and in archives.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Dead => "dead",
            Self::Moved => "moved",
            Self::Blocked => "blocked",
            Self::Robots => "robots",
            Self::Paywall => "paywall",
            Self::ConsentWall => "consent-wall",
            Self::NeedsBrowser => "needs-browser",
            Self::TimedOut => "timed-out",
            Self::TooLarge => "too-large",
            Self::NotText => "not-text",
            Self::BadCertificate => "bad-certificate",
            Self::HostUnknown => "host-unknown",
            Self::AddressRefused => "address-refused",
            Self::Unreachable => "unreachable",
            Self::ServerError => "server-error",
            Self::RedirectLoop => "redirect-loop",
        }
    }

    /// The status of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Why a source without a text has none.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Robots | Self::AddressRefused => Reason::NotFetched,
            Self::Read
            | Self::Paywall
            | Self::ConsentWall
            | Self::NeedsBrowser
            | Self::TooLarge
            | Self::NotText => Reason::Unreadable,
            Self::Dead
            | Self::Moved
            | Self::Blocked
            | Self::TimedOut
            | Self::BadCertificate
            | Self::HostUnknown
            | Self::Unreachable
            | Self::ServerError
            | Self::RedirectLoop => Reason::Unreachable,
        }
    }
}

/// Where a record lies in a web archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    file: String,
    offset: u64,
    length: Option<u64>,
}

impl RecordPlace {
    /// A record in a WARC file, named as it is within a WACZ file, from its first byte on; `length` is not known where
    /// it is compressed together with others.
    #[must_use]
    pub fn new(file: impl Into<String>, offset: u64, length: Option<u64>) -> Self {
        Self {
            file: file.into(),
            offset,
            length,
        }
    }

    /// The WARC file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Its first byte there.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many bytes it has there.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }
}

/// What is known of a document that a web archive has, or of the try to fetch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    pub(crate) status: FetchStatus,
    pub(crate) detail: Option<String>,
    pub(crate) url: String,
    pub(crate) time: String,
    pub(crate) record: Option<RecordPlace>,
    pub(crate) digest: Option<String>,
    pub(crate) sha256: Option<String>,
    pub(crate) memento: Option<String>,
}

impl Captured {
    /// What came of fetching an address, redirects followed, at a time in ISO 8601.
    #[must_use]
    pub fn new(status: FetchStatus, url: impl Into<String>, time: impl Into<String>) -> Self {
        Self {
            status,
            detail: None,
            url: url.into(),
            time: time.into(),
            record: None,
            digest: None,
            sha256: None,
            memento: None,
        }
    }

    /// The same of another try to fetch it: what came of that, from where, and when.
    #[must_use]
    pub fn with(
        self,
        status: FetchStatus,
        url: impl Into<String>,
        time: impl Into<String>,
    ) -> Self {
        Self {
            status,
            url: url.into(),
            time: time.into(),
            ..self
        }
    }

    /// Adds what more there is to say of the status, in English.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds where the record with its bytes lies, and the digest of its payload as the record has it.
    #[must_use]
    pub fn record(mut self, place: RecordPlace, digest: Option<String>) -> Self {
        self.record = Some(place);
        self.digest = digest;
        self
    }

    /// Adds the SHA-256 of its bytes, in hexadecimal.
    #[must_use]
    pub fn sha256(mut self, hash: impl Into<String>) -> Self {
        self.sha256 = Some(hash.into());
        self
    }

    /// Says that it is the copy that another web archive made of the page at this time.
    #[must_use]
    pub fn memento(mut self, time: impl Into<String>) -> Self {
        self.memento = Some(time.into());
        self
    }

    /// What came of it.
    #[must_use]
    pub fn status(&self) -> FetchStatus {
        self.status
    }

    /// The SHA-256 of its bytes, in hexadecimal: as they were read, or else as the record has it.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        let recorded = || self.digest.as_deref()?.strip_prefix("sha256:");
        self.sha256.as_deref().or_else(recorded)
    }

    /// When it was fetched, in ISO 8601.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }

    /// The address that it was fetched from in the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_known_by_its_word() {
        for status in FetchStatus::ALL {
            assert_eq!(FetchStatus::from_word(status.as_str()), Some(status));
        }
        assert_eq!(FetchStatus::from_word("true"), None);
    }
}
