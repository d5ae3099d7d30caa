//! Text to ids of pieces: the most probable way to cut the text by a unigram model (T. Kudo,
//! "Subword regularization", 2018), as SentencePiece does it.

use std::ops::Range;

use headwater::Error;

use crate::{
    double_array::DoubleArray,
    file::{Kind, ModelFile, Section},
    normalizer::{MARK, Normalizer},
};

/// A character that no piece has.
pub(crate) const UNKNOWN: u32 = 0;
/// Stands before the first piece.
pub(crate) const BEGIN: u32 = 1;
/// Stands behind the last piece.
pub(crate) const END: u32 = 2;
/// How much less an unknown character counts than the worst piece.
const UNKNOWN_PENALTY: f64 = 10.0;
/// Pieces have at most 16 characters.
const LONGEST_PIECE: usize = 64;

pub(crate) struct Tokenizer {
    normalizer: Normalizer,
    pieces: DoubleArray<Section>,
    scores: Section,
    unknown_score: f64,
}

impl Tokenizer {
    /// The most bytes of normalised text that are read.
    const MOST_BYTES: usize = 32 * 1024;

    pub(crate) fn read(file: &ModelFile) -> Result<Self, Error> {
        let scores = file.section("scores", Kind::F32)?;
        let lowest = scores.floats().fold(f32::INFINITY, f32::min);
        if !lowest.is_finite() {
            return Err(Error::model("the model file has no scores for its pieces"));
        }
        Ok(Self {
            normalizer: Normalizer::read(file)?,
            pieces: DoubleArray::new(file.section("pieces", Kind::U32)?),
            unknown_score: f64::from(lowest) - UNKNOWN_PENALTY,
            scores,
        })
    }

    /// The ids of the text between those of begin and end, `most` in all; what is longer is cut.
    /// A text without pieces has the unknown one, so there are never fewer than three.
    pub(crate) fn ids(&self, text: &str, most: usize) -> Vec<u32> {
        let normalized = self.normalizer.normalize(text, Self::MOST_BYTES);
        let path = self.best_path(&normalized);
        let mut ids: Vec<u32> = path.into_iter().map(|step| step.id).collect();
        if ids.is_empty() {
            ids.push(UNKNOWN);
        }
        ids.truncate(most.saturating_sub(2));
        ids.insert(0, BEGIN);
        ids.push(END);
        ids
    }

    /// At most `most` pieces of the text, in order.
    pub(crate) fn pieces(&self, text: &str, most: usize) -> Vec<Piece> {
        let (normalized, origins) = self
            .normalizer
            .normalize_with_origins(text, Self::MOST_BYTES);
        let path = self.best_path(&normalized).into_iter().take(most);
        path.map(|Step { id, at }| Piece {
            id,
            span: span(at, &normalized, &origins),
        })
        .collect()
    }

    /// The most probable way to cut the text; of two equal ones, that whose last piece is longer.
    fn best_path(&self, text: &[u8]) -> Vec<Step> {
        // For each place, the best way to get there: its score, its last piece and where from.
        let mut ways = vec![
            Way {
                score: f64::NEG_INFINITY,
                from: 0,
                id: UNKNOWN
            };
            text.len() + 1
        ];
        if let Some(start) = ways.first_mut() {
            start.score = 0.0;
        }
        let mut rest = text;
        let mut place = 0;
        while let Some((_, behind)) = rest.split_first() {
            let here = ways.get(place).map_or(f64::NEG_INFINITY, |way| way.score);
            if here > f64::NEG_INFINITY {
                let character = character_length(rest);
                let mut character_known = false;
                let window = rest.get(..LONGEST_PIECE).unwrap_or(rest);
                for (length, id) in self.pieces.prefixes(window) {
                    let Some(score) = self.scores.f32(id as usize) else {
                        continue;
                    };
                    character_known |= length == character;
                    improve(&mut ways, place, length, here + f64::from(score), id);
                }
                if !character_known {
                    let score = here + self.unknown_score;
                    improve(&mut ways, place, character, score, UNKNOWN);
                }
            }
            rest = behind;
            place += 1;
        }
        let mut steps = Vec::new();
        let mut place = text.len();
        while let Some(way) = ways.get(place).filter(|_| place > 0) {
            steps.push(Step {
                id: way.id,
                at: way.from..place,
            });
            place = way.from;
        }
        steps.reverse();
        steps
    }
}

/// A piece of a text.
pub(crate) struct Piece {
    pub(crate) id: u32,
    /// The bytes of the text that it stands for; none if it is only the mark of a space.
    pub(crate) span: Range<usize>,
}

/// A piece of a normalised text, and its bytes there.
struct Step {
    id: u32,
    at: Range<usize>,
}

/// The bytes that the piece at `at` of the normalised text comes from, without the space before.
fn span(at: Range<usize>, normalized: &[u8], origins: &[Range<usize>]) -> Range<usize> {
    let piece = normalized.get(at.clone()).unwrap_or_default();
    let space = if piece.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    let origins = origins.get(at).unwrap_or_default();
    let end = origins.last().map_or(0, |origin| origin.end);
    origins
        .get(space)
        .map_or(end..end, |first| first.start..end)
}

#[derive(Clone)]
struct Way {
    score: f64,
    from: usize,
    id: u32,
}

fn improve(ways: &mut [Way], from: usize, length: usize, score: f64, id: u32) {
    if let Some(way) = ways.get_mut(from + length).filter(|way| score > way.score) {
        *way = Way { score, from, id };
    }
}

/// The bytes up to the next one that starts a character.
fn character_length(text: &[u8]) -> usize {
    let inside = text.iter().skip(1).take_while(|&&byte| byte & 0xC0 == 0x80);
    1 + inside.count()
}
