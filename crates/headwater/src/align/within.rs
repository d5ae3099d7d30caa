//! Which sentences of an article may tell again what other sentences of it tell.

use ndarray::ArrayView2;

use super::neighbours::UNRELATED;
use super::passage::among;
use super::products::each_block;
use super::{Embedded, Passage, Side, Vectors};

/// How many of the nearest sentences a sentence is held against.
const KEPT: usize = 3;

/// The passages of the body that each sentence of headline and lead may tell again, best first.
pub(crate) fn retellings(
    top: &Side<'_>,
    asked: &Embedded,
    body: &Side<'_>,
    told: &Embedded,
) -> Vec<Vec<Passage>> {
    let places: Vec<_> = told.places.iter().map(|place| (0, *place)).collect();
    let body = std::slice::from_ref(body);
    among(top, asked, &[], body, &places, &told.vectors)
}

/// Two sentences of one text that are near each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    /// Their places.
    pub(crate) earlier: usize,
    pub(crate) later: usize,
    pub(crate) cosine: f32,
    /// The cosine over the mean of those with the sentences that are the next nearest.
    pub(crate) margin: f32,
}

/// The pairs among some sentences of a text each of which is among the nearest to the other, in the
/// order of the later ones. There are at most three times as many as sentences.
pub(crate) fn near_each_other(told: &Embedded) -> Vec<Pair> {
    let nearest = nearest(&told.vectors);
    let kept = |row: usize| nearest.get(row).into_iter().flatten().take(KEPT);
    let mut pairs: Vec<Pair> = Vec::new();
    for row in 0..nearest.len() {
        for (cosine, other) in kept(row).copied().filter(|(_, other)| *other < row) {
            let places = (told.places.get(other), told.places.get(row));
            if let (Some(earlier), Some(later)) = places
                && kept(other).any(|(_, back)| *back == row)
            {
                pairs.push(Pair {
                    earlier: *earlier,
                    later: *later,
                    cosine,
                    margin: cosine
                        / f32::midpoint(beside(&nearest, row, other), beside(&nearest, other, row)),
                });
            }
        }
    }
    pairs.sort_by_key(|pair| (pair.later, pair.earlier));
    pairs
}

/// The mean cosine of a row with its nearest but one of them.
fn beside(nearest: &[Vec<(f32, usize)>], row: usize, but: usize) -> f32 {
    let all = nearest.get(row).into_iter().flatten();
    let others = all
        .filter(|(_, at)| *at != but)
        .map(|(cosine, _)| cosine.max(UNRELATED));
    let nearest = others.chain(std::iter::repeat(UNRELATED)).take(KEPT);
    nearest.sum::<f32>() / KEPT as f32
}

/// The nearest other rows of each row, nearest first, one more than are kept.
fn nearest(vectors: &Vectors) -> Vec<Vec<(f32, usize)>> {
    const SEEN: usize = KEPT + 1;
    let mut all: Vec<Vec<(f32, usize)>> = vec![Vec::with_capacity(SEEN + 1); vectors.len()];
    let shape = (vectors.len(), vectors.dimensions());
    let Ok(view) = ArrayView2::from_shape(shape, vectors.as_slice()) else {
        return all;
    };
    let bar = |near: &[(f32, usize)]| {
        let last = near.get(SEEN - 1);
        last.map_or(f32::NEG_INFINITY, |(cosine, _)| *cosine)
    };
    each_block(&view, &view, 0, |block| {
        for at in block.rows.clone() {
            let Some(near) = all.get_mut(at) else {
                continue;
            };
            let mut least = bar(near);
            for (cosine, other) in block.row(at).iter().zip(block.columns.clone()) {
                if *cosine > least && other != at {
                    let place = near.partition_point(|(there, _)| there >= cosine);
                    near.insert(place, (*cosine, other));
                    near.truncate(SEEN);
                    least = bar(near);
                }
            }
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn embedded(rows: &[[f32; 2]]) -> Embedded {
        Embedded {
            places: (0..rows.len()).map(|row| row * 10).collect(),
            vectors: Vectors::new(2, rows.concat()),
        }
    }

    #[test]
    fn what_tells_the_same_is_nearer_than_what_stands_beside_it() {
        let pairs = near_each_other(&embedded(&[[1.0, 0.0], [0.0, 1.0], [0.99, 0.14]]));
        let near: Vec<_> = pairs.iter().filter(|pair| pair.cosine > 0.9).collect();
        assert_eq!(near.len(), 1, "{pairs:?}");
        assert_eq!((near[0].earlier, near[0].later), (0, 20));
        assert!(near[0].margin > 2.0, "{pairs:?}");
    }

    #[test]
    fn one_sentence_is_near_no_other() {
        assert!(near_each_other(&embedded(&[[1.0, 0.0]])).is_empty());
        assert!(near_each_other(&embedded(&[])).is_empty());
    }

    proptest! {
        #[test]
        fn no_sentence_has_more_than_three(angles in prop::collection::vec(0.0f32..1.5, 0..40)) {
            let rows: Vec<_> = angles.iter().map(|angle| [angle.cos(), angle.sin()]).collect();
            let pairs = near_each_other(&embedded(&rows));
            for place in (0..rows.len()).map(|row| row * 10) {
                let own = pairs.iter().filter(|p| p.earlier == place || p.later == place);
                prop_assert!(own.count() <= KEPT);
            }
            prop_assert!(pairs.iter().all(|pair| pair.earlier < pair.later));
        }
    }
}
