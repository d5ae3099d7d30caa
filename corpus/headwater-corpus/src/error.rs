use std::path::Path;
use std::{error, fmt, io};

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use parquet::errors::ParquetError;

/// Why something could not be done with a corpus: one line that says what, and what to do.
#[derive(Debug)]
pub struct Error {
    message: String,
    is_newer: bool,
    is_closed_pipe: bool,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            is_newer: false,
            is_closed_pipe: false,
        }
    }

    pub(crate) fn newer(message: impl Into<String>) -> Self {
        Self {
            is_newer: true,
            ..Self::new(message)
        }
    }

    pub(crate) fn at(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }

    /// Whether the store was written by a newer version of Headwater.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        self.is_newer
    }

    /// Whether nobody reads the output any more: no fault, but the end of the work.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.is_closed_pipe
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for Error {}

/// Errors of the libraries below, each told in its own words.
macro_rules! from {
    ($($error:ty: $what:literal),+ $(,)?) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::new(format!(concat!($what, "{}"), error))
            }
        }
    )+};
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self {
            is_closed_pipe: error.kind() == io::ErrorKind::BrokenPipe,
            ..Self::new(error.to_string())
        }
    }
}

from! {
    csv::Error: "",
    headwater::Error: "",
    headwater_capture::Error: "",
    ArrowError: "the tables: ",
    DataFusionError: "",
    ParquetError: "the tables: ",
    object_store::Error: "the store: ",
    serde_arrow::Error: "the tables: ",
    serde_json::Error: "the store: ",
}
