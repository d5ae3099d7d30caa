//! Which passage of which source a sentence of the article rests on.

mod candidates;
mod citation;
mod embed;
mod overlap;
mod passage;
mod words;

pub(crate) use citation::{Cites, scope};
pub use embed::{Embedder, Vectors};
pub use overlap::Overlap;
pub(crate) use passage::{Annotated, Passage, Side, passages};
