//! What both kernels share: a product goes panel by panel of the matrix's columns, and tiles of a few
//! rows run down a panel.

#![expect(
    clippy::inline_always,
    reason = "what `vectorize` and `dispatch!` call must be inlined into them, or it is compiled \
              for the oldest processor"
)]

/// Columns of a panel.
pub(crate) const PANEL: usize = 16;
/// Most rows of a tile: with two vectors of eight each, twelve of the sixteen registers.
const TILE: usize = 6;

/// The product of rows and one panel.
pub(crate) trait Product {
    /// Multiplies the rows from `first` on, as many as the tile is high.
    fn multiply_tile<const HEIGHT: usize>(&mut self, first: usize);
}

/// Multiplies `count` rows, in tiles of nearly equal height: a tile of one row would wait for its own
/// sums.
#[inline(always)]
pub(crate) fn multiply(mut product: impl Product, count: usize) {
    let tiles = count.div_ceil(TILE).max(1);
    for tile in 0..tiles {
        let first = count * tile / tiles;
        match count * (tile + 1) / tiles - first {
            0 => {}
            1 => product.multiply_tile::<1>(first),
            2 => product.multiply_tile::<2>(first),
            3 => product.multiply_tile::<3>(first),
            4 => product.multiply_tile::<4>(first),
            5 => product.multiply_tile::<5>(first),
            _ => product.multiply_tile::<TILE>(first),
        }
    }
}
