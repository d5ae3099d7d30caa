//! The sentence model of Headwater: texts of sixteen languages become vectors, and the cosine of
//! two vectors says how near the texts are in meaning, whatever languages they are in.
//!
//! The model is the Universal Sentence Encoder, multilingual, version 3 (Yang et al., 2019,
//! [arXiv:1907.04307](https://arxiv.org/abs/1907.04307)), in the convolutional form; its weights
//! are in `models/usem3.hwm` and are compiled into the program. `models/README.md` says where
//! they come from.
//!
//! ```
//! use headwater::align::Embedder;
//! use headwater_embed::Model;
//!
//! # fn main() -> Result<(), headwater::Error> {
//! let model = Model::embedded()?;
//! let vectors = model.embed(&["The ferry was late.", "渡轮晚点了。", "She sold her bees."]);
//! let cosine = |a: usize, b: usize| -> f32 {
//!     vectors.row(a).iter().zip(vectors.row(b)).map(|(x, y)| x * y).sum()
//! };
//! assert!(cosine(0, 1) > cosine(0, 2) + 0.3);
//! # Ok(())
//! # }
//! ```
//!
//! A second model, [`WordModel`] (`models/e5.hwm`), gives a vector for each piece of a sentence's words.
//!
//! The way through: [`Model`] (`model.rs`) asks the `tokenizer` for ids, and the `encoder` turns
//! ids into vectors with the `table` of embeddings and the `matrix` kernel. [`WordModel`]
//! (`word_model.rs`) asks the same tokenizer, and the `transformer` turns ids into vectors with
//! `attention` and the `nibbles` kernel. `file` reads the model file for all of them.

mod attention;
mod branch;
mod convolution;
mod double_array;
mod encoder;
mod file;
mod known;
mod matrix;
mod model;
mod nibbles;
mod normalizer;
mod octets;
mod rounded;
mod table;
mod tiles;
mod tokenizer;
mod transformer;
mod vector;
mod word_model;

pub use model::Model;
pub use word_model::{TokenVector, WordModel};
