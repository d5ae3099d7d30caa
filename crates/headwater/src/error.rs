//! What can go wrong with the tool. What is wrong with an article is a finding, not an error.

use std::{error, fmt};

/// Why something could not be done.
///
/// The message is one line, names the thing and says what to do. Ask the `is_…` questions rather
/// than read the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    NotText,
    Scan,
    TooLarge,
    Model,
    Usage,
}

impl Error {
    /// The input holds no text at all.
    pub fn empty(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Empty,
            message: message.into(),
        }
    }

    /// The input is not text that can be read.
    pub fn not_text(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::NotText,
            message: message.into(),
        }
    }

    /// The input shows text, but only as pictures or as shapes without meaning.
    pub fn scan(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Scan,
            message: message.into(),
        }
    }

    /// The input is over a limit.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::TooLarge,
            message: message.into(),
        }
    }

    /// A model file is not what it should be.
    pub fn model(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Model,
            message: message.into(),
        }
    }

    /// The arguments do not fit together.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Usage,
            message: message.into(),
        }
    }

    /// Whether the input held nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind == Kind::Empty
    }

    /// Whether the input was not text that can be read; a scan is none.
    #[must_use]
    pub fn is_not_text(&self) -> bool {
        matches!(self.kind, Kind::NotText | Kind::Scan)
    }

    /// Whether the input was pictures of text, which has to be recognised first.
    #[must_use]
    pub fn is_scan(&self) -> bool {
        self.kind == Kind::Scan
    }

    /// Whether the input was over a limit.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// Whether a model file was at fault.
    #[must_use]
    pub fn is_model(&self) -> bool {
        self.kind == Kind::Model
    }

    /// Whether the arguments were at fault.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.kind == Kind::Usage
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for Error {}
