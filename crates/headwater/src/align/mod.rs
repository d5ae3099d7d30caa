//! Which passage of which source a sentence of the article rests on.

mod agreement;
mod candidates;
mod citation;
mod embed;
mod lexical;
mod neighbours;
mod overlap;
mod passage;
mod products;
mod words;

pub(crate) use agreement::{Agreement, agreements};
pub use agreement::{Pieces, WordEmbedder};
pub(crate) use citation::{Cites, scope};
pub use embed::{Embedder, Models, Vectors};
pub(crate) use overlap::Overlap;
pub(crate) use passage::{Annotated, Passage, Side, passages};
