//! A [`Trace`] and the ways to show it: one output format a file.
//!
//! Every format is a pure function from a trace and a [language](MessageLanguage) to a string, and
//! the same trace gives the same bytes. All of them treat the texts as hostile: nothing that stands in an article or a source
//! can become markup, a link or an escape sequence of a report.

mod annotation;
mod captured;
mod catalogue;
mod document_json;
mod document_markdown;
mod document_parts;
mod escape;
#[cfg(test)]
mod fixture;
mod format;
mod html;
mod json;
mod kept;
mod leaning;
mod markdown;
mod model;
mod passage;
mod pieces;
mod template;
mod terminal;
mod words;

pub use annotation::annotations;
pub use captured::{Captured, FetchStatus, RecordPlace};
pub use catalogue::MessageLanguage;
pub use document_json::{DOCUMENT_SCHEMA, document_json, document_json_line, document_json_schema};
pub use document_markdown::document_markdown;
pub use document_parts::document_parts;
pub use escape::markdown as markdown_text;
pub use format::Format;
pub use html::{Piece, html, html_page_pieces, html_pieces, style, verdict_mark};
pub use json::{SCHEMA, json, json_schema};
pub use markdown::markdown;
pub use model::{
    SentenceKind, Source, SourceStatus, Summary, TimelineEntry, Trace, TracedSentence,
};
pub use terminal::terminal;
pub use words::{contradiction, message};
