//! The word model as its users see it.

use std::{borrow::Cow, ops::Range};

use headwater::{
    Error,
    align::{Pieces, Vectors, WordEmbedder},
    text::Span,
};

use crate::{
    attention::STATE,
    file::ModelFile,
    tokenizer::{BEGIN, END, Piece, Tokenizer},
    transformer::Transformer,
    vector,
};

/// The weights, made by `models/make_e5.py`.
static WEIGHTS: &[u8] = include_bytes!("../../../models/e5.hwm");

/// A model of the words of a sentence: a vector for each piece of a word, made in sight of the whole
/// sentence. Pieces that mean the same have near vectors, whatever languages they are in, which tells
/// which words of a sentence have no counterpart in another.
///
/// The weights are those of `models/e5.hwm`: multilingual-e5-small (Wang et al., 2024,
/// [arXiv:2402.05672](https://arxiv.org/abs/2402.05672)) at 4 bits, its first ten layers. The file
/// stays as it is in memory, 48 MB; opening adds 3 MB, and a call at most some 15 MB.
pub struct WordModel {
    tokenizer: Tokenizer,
    transformer: Transformer,
}

/// A piece of a sentence with its vector.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenVector {
    id: u32,
    span: Range<usize>,
    vector: [f32; WordModel::DIMENSIONS],
}

impl TokenVector {
    /// The number of the piece in the vocabulary; 0 is an unknown character.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Its bytes in the sentence.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Its vector, of unit length.
    #[must_use]
    pub fn vector(&self) -> &[f32; WordModel::DIMENSIONS] {
        &self.vector
    }
}

impl WordModel {
    /// The length of a vector.
    pub const DIMENSIONS: usize = STATE;

    /// The most pieces of a sentence that count; what is behind them is left out. It bounds the
    /// time that one sentence can take to about a second.
    pub const MOST_TOKENS: usize = 2048;

    /// The most pieces that see each other, with the marks of begin and end around them. A longer
    /// sentence is cut into such windows, each for itself.
    const WINDOW: usize = Transformer::MOST_PIECES - 2;

    /// The model whose weights are part of the program.
    ///
    /// # Errors
    /// None, unless the program was built with a damaged `models/e5.hwm`.
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

    fn open(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let file = ModelFile::open(bytes)?;
        Ok(Self {
            tokenizer: Tokenizer::read(&file)?,
            transformer: Transformer::read(&file)?,
        })
    }

    /// The pieces of a sentence in order, with their vectors; none for an empty one. A piece that
    /// stands only for a space is left out.
    #[must_use]
    pub fn tokens(&self, sentence: &str) -> Vec<TokenVector> {
        let pieces = self.tokenizer.pieces(sentence, Self::MOST_TOKENS);
        let windows = pieces.chunks(Self::WINDOW);
        windows.flat_map(|pieces| self.vectors(pieces)).collect()
    }

    /// The pieces of a window that stand for text, with their vectors.
    fn vectors(&self, pieces: &[Piece]) -> Vec<TokenVector> {
        let ids = pieces.iter().map(|piece| piece.id);
        let ids: Vec<u32> = [BEGIN].into_iter().chain(ids).chain([END]).collect();
        let states = self.transformer.states(&ids);
        let states = states.chunks_exact(Self::DIMENSIONS).skip(1);
        let with_text = pieces
            .iter()
            .zip(states)
            .filter(|(piece, _)| !piece.span.is_empty());
        with_text
            .map(|(piece, state)| {
                let mut vector = [0.0; Self::DIMENSIONS];
                vector::unit(state, &mut vector);
                TokenVector {
                    id: piece.id,
                    span: piece.span.clone(),
                    vector,
                }
            })
            .collect()
    }
}

impl WordEmbedder for WordModel {
    fn pieces(&self, texts: &[&str]) -> Vec<Pieces> {
        let pieces = |text: &&str| {
            let tokens = self.tokens(text);
            let spans = tokens.iter().map(|t| Span::new(t.span.start, t.span.end));
            let values = tokens.iter().flat_map(|token| token.vector).collect();
            Pieces::new(spans.collect(), Vectors::new(Self::DIMENSIONS, values))
        };
        texts.iter().map(pieces).collect()
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::Level;

    use super::*;

    #[test]
    fn the_instructions_of_the_processor_do_not_change_a_byte() {
        let mut model = WordModel::embedded().unwrap();
        let sentences = ["Mara sold 12 bees in Vell.", "渡轮周一停航。", "Ж"];
        let tokens = sentences.map(|sentence| model.tokens(sentence));
        model.transformer.level = Level::baseline();
        assert_eq!(sentences.map(|sentence| model.tokens(sentence)), tokens);
    }
}
