//! What is computed once for each different token, before its neighbours count.

use std::collections::HashMap;

use headwater::Error;

use crate::{
    branch::{BRANCHES, Branch, PLACES, STATE, STATES},
    file::ModelFile,
    matrix::{Target, Workspace},
    rounded::{self, Rounded},
    table::Table,
    vector,
};

/// Different tokens whose results are kept: 4,096 × 10 kB.
const MOST_KNOWN: usize = 4096;

/// Makes what [`Known`] keeps.
pub(crate) struct TokenLayer {
    table: Table,
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// The results for the tokens that were met.
#[derive(Default)]
pub(crate) struct Known {
    places: HashMap<u32, usize>,
    embeddings: Vec<f32>,
    states: Vec<f32>,
    /// Products, rounded to 16-bit numbers so that twice as many stay in the cache, and what each
    /// branch's are to be multiplied by.
    products: Vec<i16>,
    scales: Vec<[f32; BRANCHES.len()]>,
    /// Room to work in.
    rounded: Rounded,
    exact: Vec<f32>,
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
        branches: &[Branch],
        tokens: &[u32],
        known: &mut Known,
        workspace: &mut Workspace,
    ) -> Vec<usize> {
        if known.places.len() + tokens.len() > MOST_KNOWN {
            known.forget();
        }
        let start = known.places.len();
        let mut embedding = [0.0; Table::WIDTH];
        let mut places = Vec::with_capacity(tokens.len());
        for &id in tokens {
            let next = known.places.len();
            let place = *known.places.entry(id).or_insert(next);
            if place == next {
                self.table.row(id, &mut embedding);
                known.embeddings.extend_from_slice(&embedding);
            }
            places.push(place);
        }
        self.project(branches, start, known, workspace);
        for branch in branches {
            known.multiply(branch, start, workspace);
        }
        places
    }

    /// Makes the states of the tokens from number `start` on.
    fn project(
        &self,
        branches: &[Branch],
        start: usize,
        known: &mut Known,
        workspace: &mut Workspace,
    ) {
        let count = known.places.len();
        known.states.resize(count * STATES, 0.0);
        let new = known.states.get_mut(start * STATES..).unwrap_or_default();
        let rows = &mut known.rounded;
        rows.clear();
        let embeddings = known.embeddings.get(start * Table::WIDTH..);
        for embedding in embeddings.unwrap_or_default().chunks_exact(Table::WIDTH) {
            rows.push_row(workspace.level(), embedding, Table::WIDTH);
        }
        for branch in branches {
            let target = Target {
                values: new,
                stride: STATES,
                column: branch.state,
            };
            branch.projection.multiply(rows, target, workspace);
        }
        for state in new.chunks_exact_mut(STATES) {
            for (state, branch) in state.chunks_exact_mut(STATE).zip(branches) {
                vector::add(workspace.level(), state, &branch.projection_bias);
            }
            vector::layer_norm(workspace.level(), state, &self.gain, &self.bias);
        }
    }
}

impl Known {
    /// The embedding of the token at a place.
    pub(crate) fn embedding(&self, place: usize) -> &[f32] {
        row(&self.embeddings, place, Table::WIDTH, 0, Table::WIDTH)
    }

    /// Its projection x in a branch.
    pub(crate) fn state(&self, branch: &Branch, place: usize) -> &[f32] {
        row(&self.states, place, STATES, branch.state, STATE)
    }

    /// What it adds to the first convolution of a branch when it stands in the given slot of the
    /// window: whole numbers, and what they are to be multiplied by.
    pub(crate) fn product(&self, branch: &Branch, place: usize, slot: usize) -> (&[i16], f32) {
        let column = branch.product + slot * STATE;
        let scales = self.scales.get(place).copied().unwrap_or_default();
        (
            row(&self.products, place, PLACES * STATE, column, STATE),
            scales
                .get(branch.state / STATE)
                .copied()
                .unwrap_or_default(),
        )
    }

    /// Makes the products of a branch for the tokens from number `start` on.
    fn multiply(&mut self, branch: &Branch, start: usize, workspace: &mut Workspace) {
        let count = self.places.len();
        self.rounded.clear();
        for place in start..count {
            let state = row(&self.states, place, STATES, branch.state, STATE);
            self.rounded.push_row(workspace.level(), state, STATE);
        }
        let width = branch.order * STATE;
        self.exact.resize((count - start) * width, 0.0);
        for slot in 0..branch.order {
            let target = Target {
                values: &mut self.exact,
                stride: width,
                column: slot * STATE,
            };
            branch
                .first
                .multiply_part(slot * STATE, STATE, &self.rounded, target, workspace);
        }
        self.products.resize(count * PLACES * STATE, 0);
        self.scales.resize(count, [0.0; BRANCHES.len()]);
        let new = self.products.get_mut(start * PLACES * STATE..);
        let new = new.unwrap_or_default().chunks_exact_mut(PLACES * STATE);
        let scales = self.scales.iter_mut().skip(start);
        for ((new, scales), exact) in new.zip(scales).zip(self.exact.chunks_exact(width)) {
            let new = new.get_mut(branch.product..branch.product + width);
            if let Some(scale) = scales.get_mut(branch.state / STATE) {
                *scale = rounded::round(workspace.level(), exact, new.unwrap_or_default());
            }
        }
    }

    /// Makes room for other tokens.
    fn forget(&mut self) {
        self.places.clear();
        self.embeddings.clear();
        self.states.clear();
        self.products.clear();
        self.scales.clear();
    }
}

/// `length` values from `column` on in row `index` of a table of `width` columns.
fn row<T>(values: &[T], index: usize, width: usize, column: usize, length: usize) -> &[T] {
    let start = index * width + column;
    values.get(start..start + length).unwrap_or_default()
}
