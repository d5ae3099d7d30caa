use std::path::Path;
use std::{error, fmt, io};

/// Why the service could not do something: one line that says what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    pub(crate) fn at(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for Error {}

impl From<headwater::Error> for Error {
    fn from(error: headwater::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<headwater_capture::Error> for Error {
    fn from(error: headwater_capture::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(format!("the list of cases: {error}"))
    }
}
