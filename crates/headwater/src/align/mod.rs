//! Which passage of which source a sentence of the article rests on.

mod embed;

pub use embed::{Embedder, Vectors};
