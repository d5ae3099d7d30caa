//! The forward pass: from ids of pieces to a vector.
//!
//! An id has an embedding e. Three branches, for windows of n = 2, 3 and 5 tokens, project it to
//! x = e·P + b, with one layer norm over the x of all branches. In each branch
//! h = relu(window(x)·W1 + b1) + x and c = relu(window(h)·W2 + b2) + h, where a window holds n
//! tokens in a row, zeros outside the text. A layer norm over \[e, c2, c3, c5\], the sum over the
//! tokens divided by the square root of their number, and a few dense layers give the vector.
//!
//! Two things save multiplications without changing what is computed. Sum and projection are
//! swapped, since both are linear. And all that stands before the first relu depends on single
//! tokens: `window(x)·W1` is the sum of one product for each place in the window, so these
//! products are made once for each different token of a call ([`Known`]) and added up after that.

use std::collections::HashMap;

use fearless_simd::{Simd, dispatch};
use headwater::Error;

use crate::{
    file::ModelFile,
    matrix::{Matrix, Rows, Target, Workspace},
    table::Table,
};

/// The length of a projected token in one branch.
const STATE: usize = 256;
/// Window lengths of the branches, and how many tokens of the window stand before its own.
const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// The length of a projected token in all branches.
const STATES: usize = STATE * BRANCHES.len();
/// The length of [e, c2, c3, c5].
const FEATURES: usize = Table::WIDTH + STATES;
/// Places in the windows of all branches.
const PLACES: usize = 2 + 3 + 5;
/// Rows of zeros that keep the windows of neighbouring texts apart.
const GAP: usize = 2;
/// Added to a variance before its root is taken.
const EPSILON: f32 = 1e-12;

/// Tokens that go through the convolutions together: as many as make the products efficient, and
/// few enough to stay in the cache. A longer text goes alone.
const BLOCK: usize = 512;
/// Texts that go through the last layers together.
const GROUP: usize = 64;
/// Different tokens whose products are kept: 4,096 × 15 kB.
const MOST_KNOWN: usize = 4096;

pub(crate) struct Encoder {
    table: Table,
    branches: [Branch; 3],
    /// Gain and bias of the layer norm over the states, then of that over the features.
    state_norm: [Vec<f32>; 2],
    feature_norm: [Vec<f32>; 2],
    pooled: Matrix,
    pooled_bias: Vec<f32>,
    dense: Dense,
}

struct Branch {
    order: usize,
    before: usize,
    projection: Matrix,
    projection_bias: Vec<f32>,
    first: Matrix,
    first_bias: Vec<f32>,
    second: Matrix,
    second_bias: Vec<f32>,
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
        let [first, second, third] = BRANCHES;
        let joined = |kind: &str| -> Result<Vec<f32>, Error> {
            let parts = BRANCHES.map(|(order, _)| file.vector(&format!("{kind}{order}"), STATE));
            parts.into_iter().try_fold(Vec::new(), |mut all, part| {
                all.extend(part?);
                Ok(all)
            })
        };
        Ok(Self {
            table: Table::read(file)?,
            branches: [
                Branch::read(file, first)?,
                Branch::read(file, second)?,
                Branch::read(file, third)?,
            ],
            state_norm: [joined("ln_g")?, joined("ln_b")?],
            feature_norm: [
                file.vector("ln_g", FEATURES)?,
                file.vector("ln_b", FEATURES)?,
            ],
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
    pub(crate) fn encode(&self, texts: impl Iterator<Item = Vec<u32>>, out: &mut [f32]) {
        let mut work = Work::new();
        let mut group = Group::default();
        let mut block: Vec<Vec<u32>> = Vec::new();
        let mut tokens = 0;
        let mut out = out.chunks_mut(GROUP * Self::DIMENSIONS);
        for text in texts {
            if tokens + text.len() > BLOCK {
                self.convolve(&mut block, &mut work, &mut group);
                tokens = 0;
            }
            tokens += text.len();
            block.push(text);
            if group.lengths.len() + block.len() == GROUP {
                self.convolve(&mut block, &mut work, &mut group);
                tokens = 0;
                self.finish(&mut group, &mut work, out.next().unwrap_or_default());
            }
        }
        self.convolve(&mut block, &mut work, &mut group);
        self.finish(&mut group, &mut work, out.next().unwrap_or_default());
    }

    /// Takes the texts of a block to the sums of their tokens' features.
    fn convolve(&self, block: &mut Vec<Vec<u32>>, work: &mut Work, group: &mut Group) {
        if block.is_empty() {
            return;
        }
        let places = self.look_up(block, work);
        let tokens: usize = block.iter().map(Vec::len).sum();
        work.features.resize(tokens * FEATURES, 0.0);
        for (index, branch) in self.branches.iter().enumerate() {
            self.convolve_branch(index, branch, block, &places, work);
        }
        let mut first = 0;
        for text in block.drain(..) {
            let last = first + text.len();
            let mut sum = vec![0.0; FEATURES];
            let features = work.features.get_mut(first * FEATURES..last * FEATURES);
            let known = places.get(first..last).unwrap_or_default();
            for (features, &place) in features
                .unwrap_or_default()
                .chunks_exact_mut(FEATURES)
                .zip(known)
            {
                let (embedding, _) = features.split_at_mut(Table::WIDTH);
                embedding.copy_from_slice(row(&work.known.embeddings, place, Table::WIDTH));
                let [gain, bias] = &self.feature_norm;
                dispatch!(work.workspace.level(), simd => norm(simd, features, gain, bias));
                add(&mut sum, features);
            }
            group.sums.extend(sum);
            group.lengths.push(text.len());
            first = last;
        }
    }

    /// Where in [`Known`] each token of the block stands, after what was missing was made.
    fn look_up(&self, block: &[Vec<u32>], work: &mut Work) -> Vec<usize> {
        let tokens: usize = block.iter().map(Vec::len).sum();
        if work.known.places.len() + tokens > MOST_KNOWN {
            work.known = Known::default();
        }
        let known = &mut work.known;
        let start = known.places.len();
        let mut embedding = [0.0; Table::WIDTH];
        let places = block
            .iter()
            .flatten()
            .map(|&id| {
                let next = known.places.len();
                *known.places.entry(id).or_insert_with(|| {
                    self.table.row(id, &mut embedding);
                    known.embeddings.extend_from_slice(&embedding);
                    next
                })
            })
            .collect();
        self.project(start, work);
        places
    }

    /// Makes the states and products of the known tokens from number `start` on.
    fn project(&self, start: usize, work: &mut Work) {
        let known = &mut work.known;
        let count = known.places.len();
        known.states.resize(count * STATES, 0.0);
        known.products.resize(count * PLACES * STATE, 0.0);
        let starts = |width: usize, offset: usize| -> Vec<usize> {
            (start..count).map(|i| i * width + offset).collect()
        };
        let embeddings = Rows {
            values: &known.embeddings,
            starts: &starts(Table::WIDTH, 0),
        };
        let new = known.states.get_mut(start * STATES..).unwrap_or_default();
        for (index, branch) in self.branches.iter().enumerate() {
            let target = Target {
                values: new,
                stride: STATES,
                column: index * STATE,
            };
            branch
                .projection
                .multiply(embeddings, target, &mut work.workspace);
        }
        let bias = self
            .branches
            .iter()
            .flat_map(|branch| &branch.projection_bias);
        for state in new.chunks_exact_mut(STATES) {
            for (value, bias) in state.iter_mut().zip(bias.clone()) {
                *value += bias;
            }
            let [gain, bias] = &self.state_norm;
            dispatch!(work.workspace.level(), simd => norm(simd, state, gain, bias));
        }
        let new = start * PLACES * STATE;
        let mut column = 0;
        for (index, branch) in self.branches.iter().enumerate() {
            let states = Rows {
                values: &known.states,
                starts: &starts(STATES, index * STATE),
            };
            for place in 0..branch.order {
                let target = Target {
                    values: known.products.get_mut(new..).unwrap_or_default(),
                    stride: PLACES * STATE,
                    column,
                };
                let first = place * STATE;
                branch
                    .first
                    .multiply_part(first, STATE, states, target, &mut work.workspace);
                column += STATE;
            }
        }
    }

    /// Runs the two convolutions of a branch and writes their result to its columns of the
    /// features.
    fn convolve_branch(
        &self,
        index: usize,
        branch: &Branch,
        block: &[Vec<u32>],
        places: &[usize],
        work: &mut Work,
    ) {
        let before: usize = BRANCHES.iter().take(index).map(|(order, _)| order).sum();
        let branch_products = before * STATE;
        work.hidden.clear();
        work.hidden
            .resize((places.len() + GAP * (block.len() + 1)) * STATE, 0.0);
        work.starts.clear();
        let mut first = 0;
        let mut line = GAP;
        for text in block {
            let places = places.get(first..first + text.len()).unwrap_or_default();
            first += text.len();
            for token in 0..places.len() {
                let hidden = row_mut(&mut work.hidden, line, STATE);
                dispatch!(work.workspace.level(), simd => branch.first_layer(
                    simd, &work.known, places, token, branch_products, index * STATE, hidden
                ));
                work.starts.push((line - branch.before) * STATE);
                line += 1;
            }
            line += GAP;
        }
        let rows = Rows {
            values: &work.hidden,
            starts: &work.starts,
        };
        let column = Table::WIDTH + index * STATE;
        let target = Target {
            values: &mut work.features,
            stride: FEATURES,
            column,
        };
        branch.second.multiply(rows, target, &mut work.workspace);
        for (features, start) in work.features.chunks_exact_mut(FEATURES).zip(&work.starts) {
            let hidden = start + branch.before * STATE;
            let hidden = work.hidden.get(hidden..hidden + STATE).unwrap_or_default();
            let out = features.get_mut(column..column + STATE).unwrap_or_default();
            for ((out, bias), hidden) in out.iter_mut().zip(&branch.second_bias).zip(hidden) {
                *out = (*out + bias).max(0.0) + hidden;
            }
        }
    }

    /// Takes the sums of a group of texts through the last layers.
    fn finish(&self, group: &mut Group, work: &mut Work, out: &mut [f32]) {
        let count = group.lengths.len();
        if count == 0 {
            return;
        }
        let mut mean = product(&group.sums, &self.pooled, count, &mut work.workspace);
        for (mean, &length) in mean
            .chunks_exact_mut(self.pooled.columns())
            .zip(&group.lengths)
        {
            let length = length as f32;
            let scale = length.sqrt().recip();
            for (value, bias) in mean.iter_mut().zip(&self.pooled_bias) {
                *value = (*value + length * bias) * scale;
            }
        }
        let z = self.dense.apply(&mean, count, &mut work.workspace);
        for (out, z) in out
            .chunks_exact_mut(Self::DIMENSIONS)
            .zip(z.chunks_exact(Self::DIMENSIONS))
        {
            unit(z, out);
        }
        group.sums.clear();
        group.lengths.clear();
    }
}

impl Branch {
    fn read(file: &ModelFile, (order, before): (usize, usize)) -> Result<Self, Error> {
        let matrix = |kind: &str, rows| Matrix::read(file, &format!("{kind}{order}"), rows, STATE);
        let vector = |kind: &str| file.vector(&format!("{kind}{order}"), STATE);
        Ok(Self {
            order,
            before,
            projection: matrix("proj", Table::WIDTH)?,
            projection_bias: vector("proj_b")?,
            first: matrix("w1_", order * STATE)?,
            first_bias: vector("b1_")?,
            second: matrix("w2_", order * STATE)?,
            second_bias: vector("b2_")?,
        })
    }

    /// h of one token, from the products of its window.
    #[inline(always)]
    fn first_layer<S: Simd>(
        &self,
        _simd: S,
        known: &Known,
        places: &[usize],
        token: usize,
        first_product: usize,
        first_state: usize,
        hidden: &mut [f32],
    ) {
        hidden.copy_from_slice(&self.first_bias);
        for slot in 0..self.order {
            let neighbour = (token + slot).checked_sub(self.before);
            if let Some(&place) = neighbour.and_then(|token| places.get(token)) {
                let products = row(&known.products, place, PLACES * STATE);
                let start = first_product + slot * STATE;
                add(
                    hidden,
                    products.get(start..start + STATE).unwrap_or_default(),
                );
            }
        }
        let Some(&place) = places.get(token) else {
            return;
        };
        let state = row(&known.states, place, STATES);
        let state = state
            .get(first_state..first_state + STATE)
            .unwrap_or_default();
        for (hidden, state) in hidden.iter_mut().zip(state) {
            *hidden = hidden.max(0.0) + state;
        }
    }
}

impl Dense {
    /// The last layers for `count` rows, before they are made unit long.
    fn apply(&self, mean: &[f32], count: usize, workspace: &mut Workspace) -> Vec<f32> {
        let relu = |values: &mut [f32]| {
            for value in values {
                *value = value.max(0.0);
            }
        };
        let mut y0 = product(mean, &self.d0, count, workspace);
        relu(&mut y0);
        let mut y1 = product(mean, &self.p1, count, workspace);
        add(&mut y1, &product(&y0, &self.d1, count, workspace));
        relu(&mut y1);
        let mut y2 = product(&y1, &self.d2, count, workspace);
        relu(&mut y2);
        let mut z = product(&y1, &self.p3, count, workspace);
        add(&mut z, &product(&y2, &self.d3, count, workspace));
        for value in &mut z {
            *value = value.tanh();
        }
        z
    }
}

/// What was computed for single tokens in this call.
#[derive(Default)]
struct Known {
    places: HashMap<u32, usize>,
    embeddings: Vec<f32>,
    states: Vec<f32>,
    products: Vec<f32>,
}

/// The sums of texts that wait for the last layers.
#[derive(Default)]
struct Group {
    sums: Vec<f32>,
    lengths: Vec<usize>,
}

/// Room to work in, kept through a call.
struct Work {
    workspace: Workspace,
    known: Known,
    hidden: Vec<f32>,
    features: Vec<f32>,
    starts: Vec<usize>,
}

impl Work {
    fn new() -> Self {
        Self {
            workspace: Workspace::new(),
            known: Known::default(),
            hidden: Vec::new(),
            features: Vec::new(),
            starts: Vec::new(),
        }
    }
}

/// `count` rows of values times a matrix.
fn product(values: &[f32], matrix: &Matrix, count: usize, workspace: &mut Workspace) -> Vec<f32> {
    let width = values.len() / count.max(1);
    let starts: Vec<usize> = (0..count).map(|i| i * width).collect();
    let mut out = vec![0.0; count * matrix.columns()];
    let rows = Rows {
        values,
        starts: &starts,
    };
    let target = Target {
        values: &mut out,
        stride: matrix.columns(),
        column: 0,
    };
    matrix.multiply(rows, target, workspace);
    out
}

fn row(values: &[f32], index: usize, width: usize) -> &[f32] {
    values
        .get(index * width..(index + 1) * width)
        .unwrap_or_default()
}

fn row_mut(values: &mut [f32], index: usize, width: usize) -> &mut [f32] {
    values
        .get_mut(index * width..(index + 1) * width)
        .unwrap_or_default()
}

#[inline(always)]
fn add(sum: &mut [f32], values: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += value;
    }
}

/// Layer norm: mean 0 and variance 1, then gain and bias.
#[inline(always)]
fn norm<S: Simd>(_simd: S, values: &mut [f32], gain: &[f32], bias: &[f32]) {
    let count = values.len() as f32;
    let mean = lane_sum(values, |value| value) / count;
    for value in values.iter_mut() {
        *value -= mean;
    }
    let variance = lane_sum(values, |value| value * value) / count;
    let scale = (variance + EPSILON).sqrt().recip();
    for ((value, gain), bias) in values.iter_mut().zip(gain).zip(bias) {
        *value = *value * scale * gain + bias;
    }
}

/// The sum over sixteen running sums, which vector instructions add side by side.
#[inline(always)]
fn lane_sum(values: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; 16];
    let (chunks, rest) = values.as_chunks::<16>();
    for chunk in chunks {
        for (sum, &value) in sums.iter_mut().zip(chunk) {
            *sum += f(value);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|&value| f(value)).sum::<f32>()
}

/// Writes the values at unit length; zeros if they have none, as with a damaged model file.
fn unit(values: &[f32], out: &mut [f32]) {
    let length = lane_sum(values, |value| value * value).sqrt();
    if length.is_finite() && length > 0.0 {
        for (out, value) in out.iter_mut().zip(values) {
            *out = value / length;
        }
    } else {
        out.fill(0.0);
    }
}
