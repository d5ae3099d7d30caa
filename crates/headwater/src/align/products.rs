//! The cosines of all article sentences with all source sentences, a block at a time.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice, linalg::general_mat_mul};

/// How many sentences of each side are compared at a time: their products fill 4 MB. A multiple of
/// [`LANES`].
const AT_A_TIME: usize = 1024;
/// How many products are looked at together, since nearly all can be passed over.
pub(super) const LANES: usize = 16;

/// Products side by side; those that there are none of count as infinitely far.
pub(super) type Lanes = [f32; LANES];

/// The products of some article sentences with some source sentences.
pub(super) struct Block<'p> {
    /// Places of the article sentences.
    pub(super) rows: Range<usize>,
    /// Places of the source sentences.
    pub(super) columns: Range<usize>,
    products: ArrayView2<'p, f32>,
    /// The place of the first row that has products: one before `rows` if there is one.
    first: usize,
}

impl<'p> Block<'p> {
    /// The products of an article sentence with the source sentences of the block, and with what was
    /// asked for behind it. Empty for a sentence that is not in the block.
    pub(super) fn row(&self, at: usize) -> &'p [f32] {
        let row = at.checked_sub(self.first);
        let row = row.filter(|row| *row < self.products.nrows());
        row.and_then(|row| self.products.index_axis_move(Axis(0), row).to_slice())
            .unwrap_or_default()
    }

    /// The place of the sentence before this one of the block, and the products of both.
    pub(super) fn pair(&self, at: usize) -> Option<(usize, [&'p [f32]; 2])> {
        let before = at.checked_sub(1)?;
        Some((before, [self.row(before), self.row(at)]))
    }

    /// The source sentences, by places in a row, [`LANES`] at a time.
    pub(super) fn runs(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.columns.len()).step_by(LANES)
    }
}

/// Some products of a row.
pub(super) fn lanes(row: &[f32], start: usize) -> Lanes {
    let rest = row.get(start..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut lanes = [f32::NEG_INFINITY; LANES];
        for (lane, product) in lanes.iter_mut().zip(rest) {
            *lane = *product;
        }
        lanes
    })
}

/// Whether one of some products is above a bar. Counting does without a branch for each.
pub(super) fn any_above(products: &Lanes, bar: f32) -> bool {
    let above = products.iter().map(|product| u32::from(*product > bar));
    above.sum::<u32>() > 0
}

/// Visits all blocks: for each block of source sentences those of the article in order. The rows go on
/// for up to `beyond` source sentences behind a block.
pub(super) fn each_block(
    article: &ArrayView2<'_, f32>,
    sources: &ArrayView2<'_, f32>,
    beyond: usize,
    mut visit: impl FnMut(&Block<'_>),
) {
    let size = |all: usize, more: usize| all.min(AT_A_TIME + more);
    let mut room = Array2::zeros((size(article.nrows(), 1), size(sources.nrows(), beyond)));
    for columns in blocks(sources.nrows()) {
        let reach = (columns.end + beyond).min(sources.nrows());
        let some = sources.slice_axis(Axis(0), Slice::from(columns.start..reach));
        for rows in blocks(article.nrows()) {
            let first = rows.start.saturating_sub(1);
            let asked = article.slice_axis(Axis(0), Slice::from(first..rows.end));
            let mut products = room.view_mut();
            products.slice_axis_inplace(Axis(0), Slice::from(..asked.nrows()));
            products.slice_axis_inplace(Axis(1), Slice::from(..some.nrows()));
            general_mat_mul(1.0, &asked, &some.t(), 0.0, &mut products);
            visit(&Block {
                rows,
                columns: columns.clone(),
                products: products.view(),
                first,
            });
        }
    }
}

fn blocks(count: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..count).step_by(AT_A_TIME);
    starts.map(move |start| start..(start + AT_A_TIME).min(count))
}
