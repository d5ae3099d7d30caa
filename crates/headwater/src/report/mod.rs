//! A [`Trace`] and the ways to show it.

mod model;

pub use model::{
    SentenceKind, Source, SourceStatus, Summary, TimelineEntry, Trace, TracedSentence,
};
