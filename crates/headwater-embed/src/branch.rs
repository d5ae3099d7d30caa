//! One of the three branches of the encoder: two convolutions over windows of n tokens.

use fearless_simd::Level;
use headwater::Error;

use crate::{
    convolution::{self, Convolution, Tiles},
    file::ModelFile,
    known::Known,
    matrix::{Matrix, PackedMatrix, Target},
    table::Table,
    vector,
};

/// The length of a projected token in one branch.
pub(crate) const STATE: usize = convolution::WIDTH;
/// Window lengths of the branches, and how many tokens of the window stand before its own.
pub(crate) const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// The length of a projected token in all branches.
pub(crate) const STATES: usize = STATE * BRANCHES.len();

pub(crate) struct Branch {
    pub(crate) order: usize,
    before: usize,
    /// The branch's first column among the states.
    pub(crate) state: usize,
    pub(crate) projection: Matrix,
    pub(crate) projection_bias: Vec<f32>,
    /// The weights of the first convolution for each slot of the window.
    pub(crate) first: Vec<Matrix>,
    first_bias: Vec<f32>,
    second: Convolution,
}

/// Room for the results between the convolutions.
#[derive(Default)]
pub(crate) struct Hidden {
    /// The texts with their padding.
    padded: Vec<f32>,
    tiles: Tiles,
}

impl Branch {
    /// Reads all branches.
    pub(crate) fn read_all(file: &ModelFile) -> Result<Vec<Self>, Error> {
        let branches = BRANCHES.iter().enumerate();
        branches
            .map(|(index, &(order, before))| Self::read(file, order, before, index * STATE))
            .collect()
    }

    fn read(file: &ModelFile, order: usize, before: usize, state: usize) -> Result<Self, Error> {
        let vector = |kind: &str| file.vector(&format!("{kind}{order}"), STATE);
        let windows =
            |kind: &str| PackedMatrix::read(file, &format!("{kind}{order}"), order * STATE, STATE);
        let first = windows("w1_")?;
        let slots = (0..order).map(|slot| {
            let factors: Vec<i16> = (0..order).map(|other| i16::from(other == slot)).collect();
            first.sum_of_parts(&factors, 1.0)
        });
        Ok(Self {
            order,
            before,
            state,
            projection: Matrix::read(file, &format!("proj{order}"), Table::WIDTH, STATE)?,
            projection_bias: vector("proj_b")?,
            first: slots.collect(),
            first_bias: vector("b1_")?,
            second: Convolution::new(&windows("w2_")?, order, before, vector("b2_")?),
        })
    }

    /// Runs both convolutions over texts of the given lengths, whose tokens stand at `places` of
    /// `known`, and writes a row for each token to the columns of `features` from `column` on.
    pub(crate) fn convolve(
        &self,
        level: Level,
        lengths: &[usize],
        places: &[usize],
        known: &Known,
        hidden: &mut Hidden,
        features: &mut Target,
    ) {
        hidden.padded.clear();
        let mut rest = places;
        for &length in lengths {
            let (text, later) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            self.first_layer(level, text, known, &mut hidden.padded);
            rest = later;
        }
        let tiles = &mut hidden.tiles;
        self.second
            .apply(level, lengths, &hidden.padded, tiles, features);
    }

    /// The first convolution over a text: the products of the tokens in the window, added up.
    /// Appends its rows with the padding of the second one.
    fn first_layer(&self, level: Level, text: &[usize], known: &Known, padded: &mut Vec<f32>) {
        let padding = self.second.padding(text.len());
        let start = padded.len() + padding.before * STATE;
        padded.resize(padded.len() + padding.rows * STATE, 0.0);
        let rows = padded.get_mut(start..).unwrap_or_default();
        for ((token, &place), out) in text.iter().enumerate().zip(rows.chunks_mut(STATE)) {
            let terms = (0..self.order).filter_map(|slot| {
                let neighbour = (token + slot).checked_sub(self.before)?;
                Some(known.product(self, *text.get(neighbour)?, slot))
            });
            let state = known.state(self, place);
            vector::sum_relu_residual(level, out, terms, &self.first_bias, state);
        }
    }
}
