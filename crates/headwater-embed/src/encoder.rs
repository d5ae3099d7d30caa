//! The forward pass: from ids of pieces to a vector.
//!
//! An id has an embedding e. Three branches, for windows of n = 2, 3 and 5 tokens, project it to
//! x = e·P + b, with one layer norm over the x of all branches. In each branch
//! h = relu(window(x)·W1 + b1) + x and c = relu(window(h)·W2 + b2) + h, where a window holds n
//! tokens in a row, zeros outside the text. A layer norm over \[e, c2, c3, c5\], the sum over the
//! tokens, a projection, a division by the square root of the number of tokens, and a few dense
//! layers give the vector.
//!
//! Two things save multiplications without changing what is computed. The sum over the tokens
//! comes before the projection, since both are linear. And all that stands before the first relu
//! depends on single tokens: window(x)·W1 is the sum of one product for each slot of the window,
//! so these products are made once for each different token ([`Known`]) and added up
//! where the token occurs.

use fearless_simd::Level;
use headwater::Error;

use crate::{
    branch::{Branch, Hidden, STATES},
    file::ModelFile,
    known::{Known, TokenLayer},
    matrix::{Matrix, Target},
    rounded::Rounded,
    table::Table,
    vector,
};

/// The length of \[e, c2, c3, c5\].
const FEATURES: usize = Table::WIDTH + STATES;
/// Tokens that go through the convolutions together: as many as make the products efficient, and
/// few enough to stay in the cache. A longer text goes alone.
const BLOCK: usize = 384;
/// Texts that go through the last layers together.
const GROUP: usize = 64;

pub(crate) struct Encoder {
    /// The vector instructions that are there.
    level: Level,
    token_layer: TokenLayer,
    branches: Vec<Branch>,
    gain: Vec<f32>,
    bias: Vec<f32>,
    pooled: Matrix,
    pooled_bias: Vec<f32>,
    dense: Dense,
}

/// The last layers: y0 = relu(m·d0), y1 = relu(m·p1 + y0·d1), y2 = relu(y1·d2),
/// z = tanh(y1·p3 + y2·d3).
struct Dense {
    d0: Matrix,
    d1: Matrix,
    d2: Matrix,
    d3: Matrix,
    p1: Matrix,
    p3: Matrix,
}

impl Encoder {
    /// The length of a vector.
    pub(crate) const DIMENSIONS: usize = 512;

    pub(crate) fn read(file: &ModelFile) -> Result<Self, Error> {
        Ok(Self {
            level: Level::new(),
            token_layer: TokenLayer::read(file)?,
            branches: Branch::read_all(file)?,
            gain: file.vector("ln_g", FEATURES)?,
            bias: file.vector("ln_b", FEATURES)?,
            pooled: Matrix::read(file, "cnn_W", FEATURES, 512)?,
            pooled_bias: file.vector("cnn_b", 512)?,
            dense: Dense {
                d0: Matrix::read(file, "d0", 512, 320)?,
                d1: Matrix::read(file, "d1", 320, 320)?,
                d2: Matrix::read(file, "d2", 320, 512)?,
                d3: Matrix::read(file, "d3", 512, Self::DIMENSIONS)?,
                p1: Matrix::read(file, "p1", 512, 320)?,
                p3: Matrix::read(file, "p3", 320, Self::DIMENSIONS)?,
            },
        })
    }

    /// Writes the vector of each text to `out`, one after the other.
    pub(crate) fn encode(
        &self,
        texts: impl Iterator<Item = Vec<u32>>,
        out: &mut [f32],
        work: &mut Work,
    ) {
        let mut out = out.chunks_mut(GROUP * Self::DIMENSIONS);
        for text in texts {
            if work.tokens.len() + text.len() > BLOCK {
                self.convolve(work);
            }
            work.lengths.push(text.len());
            work.tokens.extend(text);
            if work.sums.len() / FEATURES + work.lengths.len() == GROUP {
                self.convolve(work);
                self.finish(work, out.next().unwrap_or_default());
            }
        }
        self.convolve(work);
        self.finish(work, out.next().unwrap_or_default());
    }

    /// Takes the texts of a block to the sums of their tokens' features.
    fn convolve(&self, work: &mut Work) {
        let level = self.level;
        let known = &mut work.known;
        let places = self
            .token_layer
            .look_up(level, &self.branches, &work.tokens, known);
        let features = &mut work.features;
        features.resize(places.len() * FEATURES, 0.0);
        for branch in &self.branches {
            let mut target = Target {
                values: features,
                stride: FEATURES,
                column: Table::WIDTH + branch.state,
            };
            branch.convolve(
                level,
                &work.lengths,
                &places,
                known,
                &mut work.hidden,
                &mut target,
            );
        }
        let mut rest = features.chunks_exact_mut(FEATURES).zip(places);
        for length in work.lengths.drain(..) {
            let start = work.sums.len();
            work.sums.resize(start + FEATURES, 0.0);
            let sum = work.sums.get_mut(start..).unwrap_or_default();
            for (features, place) in rest.by_ref().take(length) {
                let (embedding, _) = features.split_at_mut(Table::WIDTH);
                if let Some(known) = known.embedding(place) {
                    known.unpack(level, embedding);
                }
                vector::add_normalized(level, sum, features);
            }
            for ((sum, gain), bias) in sum.iter_mut().zip(&self.gain).zip(&self.bias) {
                *sum = *sum * gain + length as f32 * bias;
            }
            work.summed.push(length);
        }
        work.tokens.clear();
    }

    /// Takes the sums of a group of texts through the last layers.
    fn finish(&self, work: &mut Work, out: &mut [f32]) {
        let count = work.summed.len();
        let mut mean = product(self.level, &work.sums, &self.pooled, count);
        for (mean, length) in mean.chunks_exact_mut(512).zip(work.summed.drain(..)) {
            let length = length as f32;
            let scale = length.sqrt().recip();
            for (value, bias) in mean.iter_mut().zip(&self.pooled_bias) {
                *value = (*value + length * bias) * scale;
            }
        }
        let z = self.dense.apply(self.level, &mean, count);
        for (out, z) in out
            .chunks_exact_mut(Self::DIMENSIONS)
            .zip(z.chunks_exact(Self::DIMENSIONS))
        {
            vector::unit(z, out);
        }
        work.sums.clear();
    }
}

impl Dense {
    /// The last layers for `count` rows, before they are made unit long.
    fn apply(&self, level: Level, mean: &[f32], count: usize) -> Vec<f32> {
        let relu = |mut values: Vec<f32>| {
            for value in &mut values {
                *value = value.max(0.0);
            }
            values
        };
        let times = |values: &[f32], matrix| product(level, values, matrix, count);
        let sum = |mut a: Vec<f32>, b: Vec<f32>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        let y0 = relu(times(mean, &self.d0));
        let y1 = relu(sum(times(mean, &self.p1), times(&y0, &self.d1)));
        let y2 = relu(times(&y1, &self.d2));
        let mut z = sum(times(&y1, &self.p3), times(&y2, &self.d3));
        for value in &mut z {
            *value = value.tanh();
        }
        z
    }
}

/// What a call works with. It can serve one call after another; then what is known of single
/// tokens need not be made again.
#[derive(Default)]
pub(crate) struct Work {
    known: Known,
    hidden: Hidden,
    features: Vec<f32>,
    /// The texts that wait for the convolutions: their lengths, and their tokens on end.
    lengths: Vec<usize>,
    tokens: Vec<u32>,
    /// The texts that wait for the last layers: their lengths, and the sums of their features.
    summed: Vec<usize>,
    sums: Vec<f32>,
}

/// `count` rows of values times a matrix.
fn product(level: Level, values: &[f32], matrix: &Matrix, count: usize) -> Vec<f32> {
    let mut rows = Rounded::default();
    for row in values.chunks_exact(matrix.rows()) {
        rows.push_row(level, row, matrix.most());
    }
    let mut out = vec![0.0; count * matrix.columns()];
    let target = Target {
        values: &mut out,
        stride: matrix.columns(),
        column: 0,
    };
    matrix.multiply(level, &rows, target);
    out
}
