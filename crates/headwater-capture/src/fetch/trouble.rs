//! Why an exchange with a server did not come to its end.

use std::error::Error;
use std::io;

use headwater::report::FetchStatus;

/// What went wrong, and what that makes of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) status: FetchStatus,
    pub(crate) detail: String,
    /// Whether it may go better the next time.
    pub(crate) passing: bool,
}

impl Trouble {
    pub(crate) fn new(status: FetchStatus, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            passing: false,
        }
    }

    pub(crate) fn passing(self) -> Self {
        Self {
            passing: true,
            ..self
        }
    }

    pub(crate) fn slow(what: &str) -> Self {
        Self::new(FetchStatus::TimedOut, what).passing()
    }

    /// What a connection says, once it is there or before.
    pub(crate) fn connecting(error: &io::Error) -> Self {
        if is_certificate(error) {
            return Self::new(FetchStatus::BadCertificate, error.to_string());
        }
        Self::new(FetchStatus::Unreachable, error.to_string()).passing()
    }

    /// What the HTTP library says of an exchange.
    pub(crate) fn speaking(error: &hyper::Error) -> Self {
        let mut detail = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            detail = format!("{detail}: {inner}");
            cause = inner.source();
        }
        let trouble = Self::new(FetchStatus::Unreachable, detail);
        if error.is_parse() {
            trouble
        } else {
            trouble.passing()
        }
    }
}

/// Whether TLS found the other side not to be the one that the address names.
fn is_certificate(error: &io::Error) -> bool {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>());
    matches!(
        inner,
        Some(tokio_rustls::rustls::Error::InvalidCertificate(_))
    )
}
