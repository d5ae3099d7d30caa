//! What a page needs to know of a trace beside what it shows of it.

use std::fs;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;

/// The trace of a case, as far as it is needed here.
#[derive(Debug, Deserialize)]
pub(crate) struct KeptTrace {
    pub(crate) article: Text,
    pub(crate) sources: Vec<Source>,
    pub(crate) sentences: Vec<Sentence>,
}

/// What is known of the article.
#[derive(Debug, Deserialize)]
pub(crate) struct Text {
    pub(crate) url: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) title: Option<String>,
}

/// A document that the article is held against.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Source {
    pub(crate) location: String,
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) capture: Option<Capture>,
    /// The text as it was read, where it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

/// Where its bytes are kept.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Capture {
    pub(crate) url: String,
    pub(crate) time: String,
    pub(crate) record: Option<Record>,
    pub(crate) sha256: Option<String>,
}

/// A record of the web archive of the case.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Record {
    pub(crate) file: String,
    pub(crate) offset: u64,
}

/// A sentence of the article and what was found.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Sentence {
    pub(crate) id: usize,
    pub(crate) text: String,
    pub(crate) verdict: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) support: Option<f64>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) departures: Vec<Departure>,
}

/// A passage that it rests on.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Evidence {
    pub(crate) source: String,
    pub(crate) text: String,
}

/// One place where it departs from its evidence.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Departure {
    pub(crate) kind: String,
    pub(crate) article: Place,
    pub(crate) source: Option<Place>,
    pub(crate) message: String,
}

/// The words of one side.
#[derive(Debug, Serialize, Deserialize, ToSchema, JsonSchema)]
pub(crate) struct Place {
    pub(crate) text: String,
}

impl KeptTrace {
    /// That of the case in a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("trace.json");
        let bytes = fs::read(&path).map_err(|error| Error::at(&path, &error))?;
        Self::of(&bytes).map_err(|error| Error::new(format!("{}: {error}", path.display())))
    }

    /// That of a trace as the library writes it.
    pub(crate) fn of(json: &[u8]) -> Result<Self, Error> {
        serde_json::from_slice(json).map_err(|error| Error::new(error.to_string()))
    }

    /// A source, counted from 1.
    pub(crate) fn source(&self, number: usize) -> Option<&Source> {
        self.sources.get(number.checked_sub(1)?)
    }
}
