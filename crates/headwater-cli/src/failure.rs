use std::{fmt, io, path::Path};

use crate::output::plain;

/// Why a command could not be done: one line that says what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    broken_pipe: bool,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            broken_pipe: false,
        }
    }

    /// What the system said about a path, in words that say what to do.
    pub(crate) fn at(path: &Path, error: &io::Error) -> Self {
        let shown = path.display();
        Self::new(match error.kind() {
            io::ErrorKind::NotFound => format!("{shown}: no such file or folder; check the path"),
            io::ErrorKind::PermissionDenied => format!("{shown}: no permission; check its mode"),
            io::ErrorKind::IsADirectory => format!("{shown}: is a folder; name a file in it"),
            _ => format!("{shown}: {error}"),
        })
    }

    /// Whether the reader of the output went away, which is no fault of anybody's.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path or a page's words may hold control characters; an error is one plain line.
        f.write_str(&plain(&self.message))
    }
}

impl From<headwater::Error> for Failure {
    fn from(error: headwater::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<headwater_capture::Error> for Failure {
    fn from(error: headwater_capture::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<headwater_serve::Error> for Failure {
    fn from(error: headwater_serve::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// For writing to standard output and reading from standard input.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Self {
            message: format!("standard input or output: {error}"),
            broken_pipe,
        }
    }
}
