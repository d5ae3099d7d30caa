//! Which passage of which source a sentence of the article rests on.

mod agreement;
mod candidates;
mod citation;
mod embed;
mod embedded;
mod lexical;
mod likeness;
mod neighbours;
mod overlap;
mod passage;
mod products;
mod within;
mod words;

pub(crate) use agreement::{Agreement, Counterparts, agreements};
pub use agreement::{Pieces, WordEmbedder};
pub(crate) use citation::{Cited, Cites, scope};
pub use embed::{Embedder, Models, Vectors};
pub(crate) use embedded::Embedded;
pub(crate) use likeness::{Likeness, Wording, beginning};
pub(crate) use overlap::Overlap;
pub(crate) use passage::{Annotated, Passage, Side, passages};
pub(crate) use within::{Pair, near_each_other, retellings};
pub(crate) use words::{in_order, placed, words};
