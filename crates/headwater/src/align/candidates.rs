use ndarray::{ArrayView1, ArrayView2, Axis, Slice};

use super::Vectors;

/// How many neighbours the margin looks at on either side, as in Artetxe and Schwenk,
/// "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings" (ACL 2019).
const NEIGHBOURS: usize = 4;
/// What stands in for a neighbour where a text has too few sentences, and for one further away than
/// this: about the cosine of two sentences of one story that say different things. Without it a
/// text of one sentence would be its own only neighbour, and every margin would be small.
const UNRELATED: f32 = 0.3;
/// How many source sentences are compared at a time: with 2,000 article sentences, 32 MB.
const COLUMNS: usize = 4096;
/// How much closer two article sentences must be together than each alone, to be looked for
/// together: less is chance.
const GAIN: f32 = 0.03;
/// What the margin of two sentences taken together counts: they had more chances to fit.
const PAIR_WEIGHT: f32 = 0.97;
/// A passage is at most this many consecutive sentences.
const LONGEST: usize = 3;
/// How many candidates are kept a sentence.
const KEPT: usize = 8;

/// A run of consecutive source sentences that an article sentence may rest on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    /// Place of the first sentence in the list of all source sentences.
    pub(crate) first: usize,
    /// How many sentences.
    pub(crate) count: usize,
    /// Cosine of the article sentence with the sum of the passage's sentences.
    pub(crate) cosine: f32,
    /// The cosine over the mean of both sides' nearest neighbours: above 1 where the two are
    /// closer to each other than to anything else.
    pub(crate) margin: f32,
}

/// The best passages for each article sentence, best margin first.
///
/// `ends[j]` says that a passage may not go on from source sentence `j` to `j + 1`, because a
/// document ends there. Time grows with article × source sentences, memory with their sum.
pub(crate) fn find(article: &Vectors, sources: &Vectors, ends: &[bool]) -> Vec<Vec<Candidate>> {
    if article.is_empty() || sources.is_empty() {
        return vec![Vec::new(); article.len()];
    }
    let (Some(article), Some(sources)) = (view(article), view(sources)) else {
        return Vec::new();
    };
    let lengths = lengths_of_pairs(&article);
    let near = Neighbourhoods::of(&article, &sources, &lengths);
    let beside = products_with_followers(&sources);
    let mut best = vec![Vec::new(); article.nrows()];
    for start in (0..sources.nrows()).step_by(COLUMNS) {
        let end = (start + COLUMNS).min(sources.nrows());
        // Passages may run past the block: two more columns let them be scored whole.
        let reach = (end + LONGEST - 1).min(sources.nrows());
        let products = article.dot(&sources.slice_axis(Axis(0), Slice::from(start..reach)).t());
        for ((row, own), kept) in products
            .axis_iter(Axis(0))
            .zip(&near.article)
            .zip(best.iter_mut())
        {
            for first in start..end {
                let passages = passages_from(first, row.iter().skip(first - start), ends, &beside);
                for (count, cosine) in passages {
                    // The most common of its sentences speaks for a passage: a mean would
                    // reward taking in a sentence that is close to nothing.
                    let members = near.source.iter().skip(first).take(count);
                    let theirs = members.fold(f32::MIN, |most, near| most.max(*near));
                    let margin = cosine / f32::midpoint(*own, theirs).max(1e-3);
                    keep(
                        kept,
                        Candidate {
                            first,
                            count,
                            cosine,
                            margin,
                        },
                    );
                }
            }
        }
        for (at, (pair, length)) in pairs(&products.view()).zip(&lengths).enumerate() {
            let own = near.pairs.get(at).copied().unwrap_or(UNRELATED);
            for (first, (alone, joint)) in (start..end).zip(joint_cosines(pair, *length)) {
                if joint < alone + GAIN {
                    continue;
                }
                let theirs = near.source.get(first).copied().unwrap_or(UNRELATED);
                let candidate = Candidate {
                    first,
                    count: 1,
                    cosine: joint,
                    margin: PAIR_WEIGHT * joint / f32::midpoint(own, theirs).max(1e-3),
                };
                for kept in best.iter_mut().skip(at).take(2) {
                    keep(kept, candidate);
                }
            }
        }
    }
    best
}

/// Each two neighbouring rows.
fn pairs<'m>(
    rows: &'m ArrayView2<'_, f32>,
) -> impl Iterator<Item = (ArrayView1<'m, f32>, ArrayView1<'m, f32>)> {
    rows.outer_iter().zip(rows.outer_iter().skip(1))
}

/// The lengths of the sums of each two neighbouring rows of unit length.
fn lengths_of_pairs(rows: &ArrayView2<'_, f32>) -> Vec<f32> {
    let squared = pairs(rows).map(|(a, b)| 2.0 + 2.0 * a.dot(&b));
    squared.map(|squared| squared.max(1e-6).sqrt()).collect()
}

/// For two neighbouring article sentences and each source sentence, the cosine of the nearer one,
/// and that of both together: a translation often makes one sentence of two. `a` and `b` hold
/// their products, `length` is that of their sum.
fn joint_cosines<'p>(
    (a, b): (ArrayView1<'p, f32>, ArrayView1<'p, f32>),
    length: f32,
) -> impl Iterator<Item = (f32, f32)> {
    let cosines = a.into_iter().zip(b);
    cosines.map(move |(a, b)| (a.max(*b), (a + b) / length))
}

fn view(vectors: &Vectors) -> Option<ArrayView2<'_, f32>> {
    ArrayView2::from_shape((vectors.len(), vectors.dimensions()), vectors.as_slice()).ok()
}

/// The mean cosine of each row with its nearest neighbours on the other side.
struct Neighbourhoods {
    article: Vec<f32>,
    /// The same for two neighbouring rows of the article taken together.
    pairs: Vec<f32>,
    source: Vec<f32>,
}

impl Neighbourhoods {
    fn of(
        article: &ArrayView2<'_, f32>,
        sources: &ArrayView2<'_, f32>,
        lengths_of_pairs: &[f32],
    ) -> Self {
        let mut near_article = vec![Nearest::none(); article.nrows()];
        let mut near_pairs = vec![Nearest::none(); lengths_of_pairs.len()];
        let mut near_source = vec![Nearest::none(); sources.nrows()];
        for (block, nearest) in sources
            .axis_chunks_iter(Axis(0), COLUMNS)
            .zip(near_source.chunks_mut(COLUMNS))
        {
            let products = article.dot(&block.t());
            for (row, own) in products.axis_iter(Axis(0)).zip(near_article.iter_mut()) {
                for (cosine, theirs) in row.iter().zip(nearest.iter_mut()) {
                    own.add(*cosine);
                    theirs.add(*cosine);
                }
            }
            for ((pair, length), own) in pairs(&products.view())
                .zip(lengths_of_pairs)
                .zip(&mut near_pairs)
            {
                for (alone, joint) in joint_cosines(pair, *length) {
                    own.add(joint.max(alone));
                }
            }
        }
        let means = |all: &[Nearest]| all.iter().map(Nearest::mean).collect();
        Self {
            article: means(&near_article),
            pairs: means(&near_pairs),
            source: means(&near_source),
        }
    }
}

/// The largest few numbers seen.
#[derive(Clone)]
struct Nearest {
    /// In falling order.
    top: [f32; NEIGHBOURS],
}

impl Nearest {
    fn none() -> Self {
        Self {
            top: [UNRELATED; NEIGHBOURS],
        }
    }

    fn add(&mut self, cosine: f32) {
        let mut carried = cosine;
        for slot in &mut self.top {
            if carried > *slot {
                std::mem::swap(&mut carried, slot);
            }
        }
    }

    fn mean(&self) -> f32 {
        self.top.iter().sum::<f32>() / NEIGHBOURS as f32
    }
}

/// For each source sentence, its products with the next and with the one after.
fn products_with_followers(sources: &ArrayView2<'_, f32>) -> Vec<[f32; 2]> {
    let product = |a: usize, b: usize| {
        if b < sources.nrows() {
            sources.row(a).dot(&sources.row(b))
        } else {
            0.0
        }
    };
    (0..sources.nrows())
        .map(|at| [product(at, at + 1), product(at, at + 2)])
        .collect()
}

/// The cosines of an article sentence with the passages of 1, 2 and 3 sentences that begin at
/// `first`. `row` gives the sentence's cosines with `first` and those after it. The vectors have
/// unit length, so the length of a sum follows from the products between its parts.
fn passages_from<'a>(
    first: usize,
    row: impl Iterator<Item = &'a f32>,
    ends: &[bool],
    beside: &[[f32; 2]],
) -> impl Iterator<Item = (usize, f32)> {
    let mut sum = 0.0;
    let mut length_squared = 0.0;
    let mut open = true;
    row.take(LONGEST)
        .enumerate()
        .map_while(move |(offset, cosine)| {
            if !open {
                return None;
            }
            let at = first + offset;
            open = !ends.get(at).copied().unwrap_or(true);
            let crossed: f32 = match offset {
                0 => 0.0,
                1 => product(beside, first, 0),
                _ => product(beside, first, 1) + product(beside, first + 1, 0),
            };
            length_squared += 1.0 + 2.0 * crossed;
            sum += cosine;
            Some((offset + 1, sum / length_squared.max(1e-6).sqrt()))
        })
}

fn product(beside: &[[f32; 2]], at: usize, gap: usize) -> f32 {
    beside
        .get(at)
        .and_then(|pair| pair.get(gap))
        .copied()
        .unwrap_or(0.0)
}

/// Puts a candidate where it belongs among the best; of two with one margin the earlier stays
/// first, so that the order never depends on the block size.
fn keep(best: &mut Vec<Candidate>, candidate: Candidate) {
    let place = best.partition_point(|other| other.margin >= candidate.margin);
    if place < KEPT {
        best.insert(place, candidate);
        best.truncate(KEPT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unit(rows: &[[f32; 4]]) -> Vectors {
        let values = rows.iter().flat_map(|row| {
            let length = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
            row.map(|x| x / length)
        });
        Vectors::new(4, values.collect())
    }

    #[test]
    fn the_same_sentence_comes_first() {
        let rows = [
            [1.0, 0.0, 0.0, 0.1],
            [0.0, 1.0, 0.2, 0.0],
            [0.0, 0.1, 1.0, 0.0],
        ];
        let found = find(&unit(&rows), &unit(&rows), &[false, false, true]);
        for (at, candidates) in found.iter().enumerate() {
            let best = candidates[0];
            assert_eq!((best.first, best.count), (at, 1));
            assert!((best.cosine - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_sentence_that_joins_two_facts_finds_both() {
        let sources = unit(&[
            [1.0, 0.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ]);
        let both = unit(&[[1.0, 1.0, 0.0, 0.0]]);
        let best = find(&both, &sources, &[false, false, true])[0][0];
        assert_eq!((best.first, best.count), (0, 2));
        assert!((best.cosine - 1.0).abs() < 1e-5);
        let apart = find(&both, &sources, &[true, false, true]);
        assert!(apart[0].iter().all(|c| (c.first, c.count) != (0, 2)));
    }

    #[test]
    fn two_sentences_of_which_the_source_makes_one_both_find_it() {
        let article = unit(&[
            [0.0, 0.0, 1.0, 0.0],
            [1.0, 0.2, 0.0, 0.0],
            [0.2, 1.0, 0.0, 0.0],
        ]);
        let sources = unit(&[[0.0, 0.0, 0.0, 1.0], [1.0, 1.0, 0.0, 0.0]]);
        let found = find(&article, &sources, &[false, true]);
        for candidates in &found[1..] {
            let best = candidates[0];
            assert_eq!((best.first, best.count), (1, 1));
            assert!((best.cosine - 1.0).abs() < 1e-5, "{best:?}");
        }
        // A neighbour that has nothing to do with it is not carried along.
        assert!(found[0].iter().all(|candidate| candidate.cosine < 0.5));
    }

    #[test]
    fn nothing_on_one_side_finds_nothing() {
        let none = Vectors::new(4, Vec::new());
        let one = unit(&[[1.0, 0.0, 0.0, 0.0]]);
        assert_eq!(find(&one, &none, &[]), vec![Vec::new()]);
        assert!(find(&none, &one, &[true]).is_empty());
    }

    proptest! {
        #[test]
        fn the_nearest_few_are_the_largest(all in prop::collection::vec(-1.0f32..1.0, 0..30)) {
            let mut nearest = Nearest::none();
            for x in &all {
                nearest.add(*x);
            }
            let mut sorted = all.clone();
            sorted.extend([UNRELATED; NEIGHBOURS]);
            sorted.sort_by(|a, b| b.total_cmp(a));
            let mean = sorted.iter().take(NEIGHBOURS).sum::<f32>() / NEIGHBOURS as f32;
            prop_assert!((nearest.mean() - mean).abs() < 1e-5);
        }
    }
}
