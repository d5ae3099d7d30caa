//! Text to ids of pieces: the most probable way to cut the text by a unigram model (T. Kudo,
//! "Subword regularization", 2018), as SentencePiece does it.

use headwater::Error;

use crate::{
    double_array::DoubleArray,
    file::{Kind, ModelFile, Section},
    normalizer::Normalizer,
};

/// A character that no piece has.
const UNKNOWN: u32 = 0;
/// Stands before the first piece.
const BEGIN: u32 = 1;
/// Stands behind the last piece.
const END: u32 = 2;
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
        let mut ids = self.best_path(&normalized);
        if ids.is_empty() {
            ids.push(UNKNOWN);
        }
        ids.truncate(most.saturating_sub(2));
        ids.insert(0, BEGIN);
        ids.push(END);
        ids
    }

    /// The ids of the most probable way to cut the text; of two equal ones, that whose last piece
    /// is longer.
    fn best_path(&self, text: &[u8]) -> Vec<u32> {
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
        let mut ids = Vec::new();
        let mut place = text.len();
        while let Some(way) = ways.get(place).filter(|_| place > 0) {
            ids.push(way.id);
            place = way.from;
        }
        ids.reverse();
        ids
    }
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
