//! One of the three branches of the encoder: two convolutions over windows of n tokens.

use headwater::Error;

use crate::{
    file::ModelFile,
    known::Known,
    matrix::{Matrix, Target, Workspace},
    rounded::Rounded,
    table::Table,
    vector,
};

/// The length of a projected token in one branch.
pub(crate) const STATE: usize = 256;
/// Window lengths of the branches, and how many tokens of the window stand before its own.
pub(crate) const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// The length of a projected token in all branches.
pub(crate) const STATES: usize = STATE * BRANCHES.len();
/// Slots in the windows of all branches.
pub(crate) const PLACES: usize = 2 + 3 + 5;
/// Rows of zeros that keep the windows of neighbouring texts apart.
const GAP: usize = 2;

pub(crate) struct Branch {
    pub(crate) order: usize,
    before: usize,
    /// The branch's first column among the states, and among the products of a token.
    pub(crate) state: usize,
    pub(crate) product: usize,
    pub(crate) projection: Matrix,
    pub(crate) projection_bias: Vec<f32>,
    pub(crate) first: Matrix,
    first_bias: Vec<f32>,
    second: Matrix,
    second_bias: Vec<f32>,
}

/// Room for the results between the convolutions.
#[derive(Default)]
pub(crate) struct Hidden {
    values: Vec<f32>,
    windows: Rounded,
}

impl Branch {
    /// Reads all branches.
    pub(crate) fn read_all(file: &ModelFile) -> Result<Vec<Self>, Error> {
        let mut product = 0;
        let mut branches = Vec::new();
        for (index, (order, before)) in BRANCHES.into_iter().enumerate() {
            branches.push(Self::read(file, order, before, index * STATE, product)?);
            product += order * STATE;
        }
        Ok(branches)
    }

    fn read(
        file: &ModelFile,
        order: usize,
        before: usize,
        state: usize,
        product: usize,
    ) -> Result<Self, Error> {
        let matrix = |kind: &str, rows| Matrix::read(file, &format!("{kind}{order}"), rows, STATE);
        let vector = |kind: &str| file.vector(&format!("{kind}{order}"), STATE);
        Ok(Self {
            order,
            before,
            state,
            product,
            projection: matrix("proj", Table::WIDTH)?,
            projection_bias: vector("proj_b")?,
            first: matrix("w1_", order * STATE)?,
            first_bias: vector("b1_")?,
            second: matrix("w2_", order * STATE)?,
            second_bias: vector("b2_")?,
        })
    }

    /// Runs both convolutions over texts of the given lengths, whose tokens stand at `places` of
    /// `known`, and writes a row for each token to the columns of `features` from `column` on.
    pub(crate) fn convolve(
        &self,
        lengths: &[usize],
        places: &[usize],
        known: &Known,
        hidden: &mut Hidden,
        mut features: Target,
        workspace: &mut Workspace,
    ) {
        self.first_layer(lengths, places, known, hidden, workspace);
        self.second
            .multiply(&hidden.windows, features.reborrow(), workspace);
        let Target {
            stride,
            column,
            values,
        } = features;
        let rows = values.chunks_exact_mut(stride);
        for (features, residual) in rows.zip(hidden.values.chunks_exact(STATE)) {
            let out = features.get_mut(column..column + STATE).unwrap_or_default();
            vector::relu_residual(workspace.level(), out, &self.second_bias, residual);
        }
    }

    /// The first convolution: the products of the tokens in the window, added up.
    fn first_layer(
        &self,
        lengths: &[usize],
        places: &[usize],
        known: &Known,
        hidden: &mut Hidden,
        workspace: &Workspace,
    ) {
        hidden.values.resize(places.len() * STATE, 0.0);
        hidden.windows.clear();
        let mut rest = places;
        let mut rows = hidden.values.as_mut_slice();
        for &length in lengths {
            let (text, later) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            let (values, later_rows) = rows.split_at_mut(text.len() * STATE);
            for ((token, &place), out) in text.iter().enumerate().zip(values.chunks_mut(STATE)) {
                let terms = (0..self.order).filter_map(|slot| {
                    let neighbour = (token + slot).checked_sub(self.before)?;
                    Some(known.product(self, *text.get(neighbour)?, slot))
                });
                let state = known.state(self, place);
                vector::sum_relu_residual(workspace.level(), out, terms, &self.first_bias, state);
            }
            hidden.windows.push_windows(
                workspace.level(),
                values,
                STATE,
                self.before,
                GAP,
                self.order * STATE,
            );
            rest = later;
            rows = later_rows;
        }
    }
}
