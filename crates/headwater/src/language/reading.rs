use crate::document::Document;
use crate::language::{Language, Script};
use crate::text::Span;

/// A document with its language and its sentences.
#[derive(Debug, Clone)]
pub struct Reading {
    pub(crate) document: Document,
    /// BCP 47 primary subtag of the language found, whether Headwater reads it or not.
    pub(crate) tag: String,
    pub(crate) language: Option<Language>,
    pub(crate) script: Option<Script>,
    pub(crate) published: Option<String>,
    pub(crate) sentences: Vec<Span>,
}

impl Reading {
    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The language found, as a BCP 47 primary subtag; `und` where none could be told.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language, where it is one that Headwater reads.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The script, where the language is written in more than one.
    #[must_use]
    pub fn script(&self) -> Option<Script> {
        self.script
    }

    /// When it was published: by its metadata, else by its date line. ISO 8601.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// The sentences of all blocks, in order. None runs over the end of a block.
    #[must_use]
    pub fn sentences(&self) -> &[Span] {
        &self.sentences
    }
}
