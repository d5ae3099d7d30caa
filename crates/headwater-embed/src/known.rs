//! What is computed once for each different token, before its neighbours count.

use std::collections::HashMap;

use fearless_simd::Level;
use headwater::Error;

use crate::{
    branch::{BRANCHES, Branch, STATE, STATES},
    file::ModelFile,
    matrix::{Matrix, Target},
    rounded::{self, Rounded},
    table::{Embedding, Table},
    vector,
};

/// Different tokens whose results are kept: 8,192 × 7 kB.
const MOST_KNOWN: usize = 8192;

/// Makes what [`Known`] keeps.
pub(crate) struct TokenLayer {
    table: Table,
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// The results for the tokens that were met, each token in a place of its own.
#[derive(Default)]
pub(crate) struct Known {
    places: HashMap<u32, usize>,
    embeddings: Vec<Embedding>,
    branches: [BranchKnown; BRANCHES.len()],
    room: Room,
}

/// What one branch knows, rounded to 16-bit numbers so that more of it stays in the cache.
#[derive(Default)]
struct BranchKnown {
    /// The projections x.
    states: ShortRows,
    /// What a token adds to the first convolution in each slot of the window.
    products: ShortRows,
}

/// Rows of whole numbers, and what each is to be multiplied by.
#[derive(Default)]
struct ShortRows {
    numbers: Vec<i16>,
    scales: Vec<f32>,
}

/// Room to work in.
#[derive(Default)]
struct Room {
    rounded: Rounded,
    states: Vec<f32>,
    products: Vec<f32>,
}

impl TokenLayer {
    pub(crate) fn read(file: &ModelFile) -> Result<Self, Error> {
        let joined = |kind: &str| -> Result<Vec<f32>, Error> {
            let parts = BRANCHES.map(|(order, _)| file.vector(&format!("{kind}{order}"), STATE));
            let parts: Vec<Vec<f32>> = parts.into_iter().collect::<Result<_, _>>()?;
            Ok(parts.concat())
        };
        Ok(Self {
            table: Table::read(file)?,
            gain: joined("ln_g")?,
            bias: joined("ln_b")?,
        })
    }

    /// Where in `known` each token stands, after what was missing was made.
    pub(crate) fn look_up(
        &self,
        level: Level,
        branches: &[Branch],
        tokens: &[u32],
        known: &mut Known,
    ) -> Vec<usize> {
        if known.places.len() + tokens.len() > MOST_KNOWN {
            known.forget();
        }
        let start = known.places.len();
        let mut places = Vec::with_capacity(tokens.len());
        for &id in tokens {
            let next = known.places.len();
            let place = *known.places.entry(id).or_insert(next);
            if place == next {
                known.embeddings.push(self.table.row(id));
            }
            places.push(place);
        }
        let new = known.embeddings.get(start..).unwrap_or_default();
        self.project(level, branches, new, &mut known.room);
        for (branch, known_here) in branches.iter().zip(&mut known.branches) {
            known_here.extend(level, branch, &mut known.room);
        }
        places
    }

    /// Makes the states of tokens in all branches.
    fn project(&self, level: Level, branches: &[Branch], new: &[Embedding], room: &mut Room) {
        room.states.resize(new.len() * STATES, 0.0);
        room.rounded.clear();
        let most = most_of(branches.iter().map(|branch| &branch.projection));
        let mut values = [0.0; Table::WIDTH];
        for embedding in new {
            embedding.unpack(level, &mut values);
            room.rounded.push_row(level, &values, most);
        }
        for branch in branches {
            let target = Target {
                values: &mut room.states,
                stride: STATES,
                column: branch.state,
            };
            branch.projection.multiply(level, &room.rounded, target);
        }
        for state in room.states.chunks_exact_mut(STATES) {
            for (state, branch) in state.chunks_exact_mut(STATE).zip(branches) {
                vector::add(level, state, &branch.projection_bias);
            }
            vector::layer_norm(level, state, &self.gain, &self.bias);
        }
    }
}

impl Known {
    /// The embedding of the token at a place.
    pub(crate) fn embedding(&self, place: usize) -> Option<&Embedding> {
        self.embeddings.get(place)
    }

    /// Its projection x in a branch: whole numbers, and what they are to be multiplied by.
    pub(crate) fn state(&self, branch: &Branch, place: usize) -> (&[i16], f32) {
        self.branch(branch)
            .map(|known| known.states.row(place, STATE, 0))
            .unwrap_or_default()
    }

    /// What it adds to the first convolution of a branch when it stands in the given slot of the
    /// window, in the same way.
    pub(crate) fn product(&self, branch: &Branch, place: usize, slot: usize) -> (&[i16], f32) {
        self.branch(branch)
            .map(|known| {
                known
                    .products
                    .row(place, branch.order * STATE, slot * STATE)
            })
            .unwrap_or_default()
    }

    fn branch(&self, branch: &Branch) -> Option<&BranchKnown> {
        self.branches.get(branch.state / STATE)
    }

    /// Makes room for other tokens.
    fn forget(&mut self) {
        self.places.clear();
        self.embeddings.clear();
        for branch in &mut self.branches {
            branch.states.clear();
            branch.products.clear();
        }
    }
}

impl BranchKnown {
    /// Takes in the tokens whose states were made.
    fn extend(&mut self, level: Level, branch: &Branch, room: &mut Room) {
        let width = branch.order * STATE;
        let states = room.states.chunks_exact(STATES);
        let states = states.filter_map(|state| state.get(branch.state..branch.state + STATE));
        room.rounded.clear();
        let most = most_of(&branch.first);
        for state in states.clone() {
            room.rounded.push_row(level, state, most);
        }
        room.products.resize(room.rounded.scales.len() * width, 0.0);
        for (slot, matrix) in branch.first.iter().enumerate() {
            let target = Target {
                values: &mut room.products,
                stride: width,
                column: slot * STATE,
            };
            matrix.multiply(level, &room.rounded, target);
        }
        for (state, product) in states.zip(room.products.chunks_exact(width)) {
            self.states.push(level, state);
            self.products.push(level, product);
        }
    }
}

/// The largest whole number for rows that all of the matrices are multiplied with.
fn most_of<'m>(matrices: impl IntoIterator<Item = &'m Matrix>) -> i16 {
    let mosts = matrices.into_iter().map(Matrix::most);
    mosts.min().unwrap_or_default()
}

impl ShortRows {
    fn push(&mut self, level: Level, values: &[f32]) {
        let start = self.numbers.len();
        self.numbers.resize(start + values.len(), 0);
        let numbers = self.numbers.get_mut(start..).unwrap_or_default();
        self.scales.push(rounded::round(level, values, numbers));
    }

    /// The numbers of a row of `width` in the [`STATE`] columns from `column` on, with their scale.
    fn row(&self, index: usize, width: usize, column: usize) -> (&[i16], f32) {
        let start = index * width + column;
        let numbers = self.numbers.get(start..start + STATE);
        let scale = self.scales.get(index).copied();
        (numbers.unwrap_or_default(), scale.unwrap_or_default())
    }

    fn clear(&mut self) {
        self.numbers.clear();
        self.scales.clear();
    }
}
