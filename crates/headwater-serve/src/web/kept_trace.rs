//! What a page needs to know of a trace beside what it shows of it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;

/// The trace of a case, as far as it is needed here.
#[derive(Debug, Deserialize)]
pub(super) struct KeptTrace {
    pub(super) article: Text,
    pub(super) sources: Vec<Source>,
    pub(super) sentences: Vec<Sentence>,
}

/// What is known of the article.
#[derive(Debug, Deserialize)]
pub(super) struct Text {
    pub(super) title: Option<String>,
}

/// A document that the article is held against.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Source {
    pub(super) location: String,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) capture: Option<Capture>,
    /// The text as it was read, where it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
}

/// Where its bytes are kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Capture {
    pub(super) url: String,
    pub(super) time: String,
    pub(super) record: Option<Record>,
    pub(super) sha256: Option<String>,
}

/// A record of the web archive of the case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Record {
    pub(super) file: String,
    pub(super) offset: u64,
}

/// A sentence of the article and what was found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Sentence {
    pub(super) id: usize,
    pub(super) text: String,
    pub(super) verdict: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) support: Option<f64>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) departures: Vec<Departure>,
}

/// A passage that it rests on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Evidence {
    pub(super) source: String,
    pub(super) text: String,
}

/// One place where it departs from its evidence.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Departure {
    pub(super) kind: String,
    pub(super) article: Place,
    pub(super) source: Option<Place>,
    pub(super) message: String,
}

/// The words of one side.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Place {
    pub(super) text: String,
}

impl KeptTrace {
    /// That of the case in a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("trace.json");
        let bytes = fs::read(&path).map_err(|error| Error::at(&path, &error))?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Error::new(format!("{}: {error}", path.display())))
    }

    /// A source, counted from 1.
    pub(super) fn source(&self, number: usize) -> Option<&Source> {
        self.sources.get(number.checked_sub(1)?)
    }
}
