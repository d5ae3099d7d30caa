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
    transformer::{Room, Transformer},
    vector,
};

/// The weights, made by `models/make_e5.py`.
static WEIGHTS: &[u8] = include_bytes!("../../../models/e5.hwm");

/// Pieces of several texts that go through the layers together: as many as make the products
/// efficient, and few enough to stay in the cache. A longer text goes alone.
const TOGETHER: usize = 96;

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
        let mut tokens = Vec::new();
        self.read(&[sentence], |_, piece, vector| {
            tokens.push(TokenVector {
                id: piece.id,
                span: piece.span.clone(),
                vector: *vector,
            });
        });
        tokens
    }

    /// Gives each piece of each text, in order, with the place of the text and its own vector.
    fn read(&self, texts: &[&str], mut give: impl FnMut(usize, &Piece, &[f32; Self::DIMENSIONS])) {
        let pieces = texts
            .iter()
            .map(|text| self.tokenizer.pieces(text, Self::MOST_TOKENS));
        let pieces: Vec<Vec<Piece>> = pieces.collect();
        let windows = pieces.iter().enumerate().flat_map(|(text, pieces)| {
            let windows = pieces.chunks(Self::WINDOW);
            windows.map(move |pieces| (text, pieces))
        });
        let windows: Vec<(usize, &[Piece])> = windows.collect();
        let mut room = Room::default();
        let mut rest = windows.as_slice();
        while !rest.is_empty() {
            let (some, behind) = rest.split_at(fitting(rest));
            rest = behind;
            let ids = some.iter().map(|(_, pieces)| {
                let ids = pieces.iter().map(|piece| piece.id);
                [BEGIN].into_iter().chain(ids).chain([END]).collect()
            });
            let states = self.transformer.states(&ids.collect::<Vec<_>>(), &mut room);
            let mut states = states.as_slice();
            for (text, pieces) in some {
                let own = states.split_off(..(pieces.len() + 2) * Self::DIMENSIONS);
                let own = own.unwrap_or_default().chunks_exact(Self::DIMENSIONS);
                let pieces = pieces.iter().zip(own.skip(1));
                for (piece, state) in pieces.filter(|(piece, _)| !piece.span.is_empty()) {
                    let mut vector = [0.0; Self::DIMENSIONS];
                    vector::unit(state, &mut vector);
                    give(*text, piece, &vector);
                }
            }
        }
    }
}

/// How many windows are read together: one, or as many as come to [`TOGETHER`] pieces.
fn fitting(windows: &[(usize, &[Piece])]) -> usize {
    let mut room = TOGETHER;
    let fits = |(_, pieces): &&(usize, &[Piece])| {
        let left = room.checked_sub(pieces.len() + 2);
        room = left.unwrap_or(0);
        left.is_some()
    };
    windows.iter().take_while(fits).count().max(1)
}

impl WordEmbedder for WordModel {
    fn pieces(&self, texts: &[&str]) -> Vec<Pieces> {
        let mut all = vec![(Vec::new(), Vec::new()); texts.len()];
        self.read(texts, |text, piece, vector| {
            if let Some((spans, values)) = all.get_mut(text) {
                spans.push(Span::new(piece.span.start, piece.span.end));
                values.extend_from_slice(vector);
            }
        });
        let pieces = |(spans, values)| Pieces::new(spans, Vectors::new(Self::DIMENSIONS, values));
        all.into_iter().map(pieces).collect()
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
