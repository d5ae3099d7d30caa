use ndarray::ArrayView2;

use super::Vectors;
use super::neighbours::{Neighbourhoods, UNRELATED, alone_and_joint};
use super::products::{LANES, Lanes, any_above, each_block, lanes};

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

/// The best passages for each article sentence, best margin first, and behind them the single source
/// sentences that are to be looked at whatever their margin: `wanted[i]` for article sentence `i`.
///
/// `ends[j]` says that a passage may not go on from source sentence `j` to `j + 1`, because a
/// document ends there. Time grows with article × source sentences, memory with their sum.
pub(crate) fn find(
    article: &Vectors,
    sources: &Vectors,
    ends: &[bool],
    wanted: &[Vec<usize>],
) -> Vec<Vec<Candidate>> {
    if article.is_empty() || sources.is_empty() {
        return vec![Vec::new(); article.len()];
    }
    let (Some(article), Some(sources)) = (view(article), view(sources)) else {
        return Vec::new();
    };
    let lengths = lengths_of_pairs(&article);
    let near = Neighbourhoods::of(&article, &sources, &lengths);
    let runs = Runs::of(&sources, ends, &near.source);
    let mut best = vec![Best::default(); article.nrows()];
    each_block(&article, &sources, LONGEST - 1, |block| {
        for at in block.rows.clone() {
            let (row, start) = (block.row(at), block.columns.start);
            let own = near.article.get(at).copied().unwrap_or(UNRELATED);
            if let Some(best) = best.get_mut(at) {
                for offset in block.runs() {
                    runs.score(row, offset, start + offset, own, best);
                }
            }
            if let Some((before, pair)) = block.pair(at)
                && let Some(length) = lengths.get(before)
                && let Some(best) = best.get_mut(before..=at)
            {
                let own = near.pairs.get(before).copied().unwrap_or(UNRELATED);
                for offset in block.runs() {
                    let both = alone_and_joint(pair, offset, *length);
                    runs.score_pair(both, start + offset, own, best);
                }
            }
        }
    });
    let mut found: Vec<_> = best.into_iter().map(|best| best.all).collect();
    for (at, (found, wanted)) in found.iter_mut().zip(wanted).enumerate() {
        let own = near.article.get(at).copied().unwrap_or(UNRELATED);
        for place in wanted.iter().filter(|place| **place < sources.nrows()) {
            let is_it = |other: &Candidate| (other.first, other.count) == (*place, 1);
            if !found.iter().any(is_it) {
                let cosine = article.row(at).dot(&sources.row(*place));
                found.push(runs.single(*place, cosine, own));
            }
        }
    }
    found
}

/// The lengths of the sums of each two neighbouring rows of unit length.
fn lengths_of_pairs(rows: &ArrayView2<'_, f32>) -> Vec<f32> {
    let pairs = rows.outer_iter().zip(rows.outer_iter().skip(1));
    let squared = pairs.map(|(a, b)| 2.0 + 2.0 * a.dot(&b));
    squared.map(|squared| squared.max(1e-6).sqrt()).collect()
}

fn view(vectors: &Vectors) -> Option<ArrayView2<'_, f32>> {
    ArrayView2::from_shape((vectors.len(), vectors.dimensions()), vectors.as_slice()).ok()
}

/// All runs of source sentences that can be a passage, by how many sentences they have, less one.
struct Runs([RunsOfOneLength; LONGEST]);

/// The runs of so many sentences, by the place of their first.
#[derive(Default)]
struct RunsOfOneLength {
    /// The length of the sum of a run's vectors, which have unit length themselves; not a number
    /// where there is no such run.
    lengths: Vec<f32>,
    /// The mean cosine with the nearest neighbours of the most common of its sentences: a mean over
    /// its sentences would reward taking in one that is close to nothing.
    near: Vec<f32>,
}

impl Runs {
    fn of(sources: &ArrayView2<'_, f32>, ends: &[bool], near: &[f32]) -> Self {
        let count = sources.nrows();
        let product = |a: usize, b: usize| {
            if b < count {
                sources.row(a).dot(&sources.row(b))
            } else {
                0.0
            }
        };
        // For each sentence, its products with the next and with the one after.
        let beside: Vec<[f32; 2]> = (0..count)
            .map(|at| [product(at, at + 1), product(at, at + 2)])
            .collect();
        let mut runs: [RunsOfOneLength; LONGEST] = Default::default();
        for first in 0..count {
            let [to_next, to_third] = beside.get(first).copied().unwrap_or_default();
            let [between, _] = beside.get(first + 1).copied().unwrap_or_default();
            let (mut squared, mut nearest, mut open) = (0.0_f32, f32::MIN, true);
            for (offset, (runs, crossed)) in runs
                .iter_mut()
                .zip([0.0, to_next, to_third + between])
                .enumerate()
            {
                let at = first + offset;
                squared += 1.0 + 2.0 * crossed;
                nearest = near.get(at).map_or(nearest, |near| nearest.max(*near));
                let length = squared.max(1e-6).sqrt();
                runs.lengths.push(if open { length } else { f32::NAN });
                runs.near.push(nearest);
                open &= at + 1 < count && !ends.get(at).copied().unwrap_or(true);
            }
        }
        Self(runs)
    }

    /// Scores the runs from `first` on and the next [`LANES`] after it, whose products stand in `row`
    /// from `offset` on.
    fn score(&self, row: &[f32], offset: usize, first: usize, own: f32, best: &mut Best) {
        let bar = best.bar();
        let mut sums = [0.0; LANES];
        let mut any = false;
        let mut counted = [(0, sums, sums); LONGEST];
        for (before, ((count, cosines, margins), runs)) in
            counted.iter_mut().zip(&self.0).enumerate()
        {
            *count = before + 1;
            for (sum, product) in sums.iter_mut().zip(lanes(row, offset + before)) {
                *sum += product;
            }
            *cosines = sums;
            for (cosine, length) in cosines.iter_mut().zip(lanes(&runs.lengths, first)) {
                *cosine /= length;
            }
            *margins = margins_of(*cosines, own, lanes(&runs.near, first));
            any = any || any_above(margins, bar);
        }
        if !any {
            return;
        }
        for lane in 0..LANES {
            for (count, cosines, margins) in &counted {
                if let (Some(cosine), Some(margin)) = (cosines.get(lane), margins.get(lane)) {
                    best.keep(Candidate {
                        first: first + lane,
                        count: *count,
                        cosine: *cosine,
                        margin: *margin,
                    });
                }
            }
        }
    }

    /// One source sentence as a passage.
    fn single(&self, place: usize, cosine: f32, own: f32) -> Candidate {
        let [singles, ..] = &self.0;
        let near = singles.near.get(place).copied().unwrap_or(UNRELATED);
        Candidate {
            first: place,
            count: 1,
            cosine,
            margin: margin(cosine, own, near),
        }
    }

    /// Scores two neighbouring article sentences together for single source sentences from `first`
    /// on.
    fn score_pair(
        &self,
        (alone, joint): (Lanes, Lanes),
        first: usize,
        own: f32,
        best: &mut [Best],
    ) {
        let [singles, ..] = &self.0;
        let margins = margins_of(
            joint.map(|joint| PAIR_WEIGHT * joint),
            own,
            lanes(&singles.near, first),
        );
        let bar = best.iter().map(Best::bar).fold(f32::INFINITY, f32::min);
        if !any_above(&margins, bar) {
            return;
        }
        let scored = margins.into_iter().zip(alone).zip(joint).enumerate();
        for (lane, ((margin, alone), joint)) in scored {
            if joint >= alone + GAIN {
                for best in &mut *best {
                    best.keep(Candidate {
                        first: first + lane,
                        count: 1,
                        cosine: joint,
                        margin,
                    });
                }
            }
        }
    }
}

/// The cosines over the means of both sides' nearest neighbours.
fn margins_of(mut cosines: Lanes, own: f32, near: Lanes) -> Lanes {
    for (cosine, near) in cosines.iter_mut().zip(near) {
        *cosine = margin(*cosine, own, near);
    }
    cosines
}

/// A cosine over the mean of both sides' nearest neighbours.
fn margin(cosine: f32, own: f32, near: f32) -> f32 {
    let mean = 0.5 * (own + near);
    cosine / if mean > 1e-3 { mean } else { 1e-3 }
}

/// The best few candidates of an article sentence.
#[derive(Debug, Clone, Default)]
struct Best {
    all: Vec<Candidate>,
}

impl Best {
    /// What a margin must be above to be among them.
    fn bar(&self) -> f32 {
        let last = self.all.get(KEPT - 1);
        last.map_or(f32::NEG_INFINITY, |last| last.margin)
    }

    /// Puts a candidate where it belongs; of two with one margin the earlier stays first.
    fn keep(&mut self, candidate: Candidate) {
        if candidate.margin > self.bar() {
            let behind = |other: &Candidate| other.margin >= candidate.margin;
            let place = self.all.partition_point(behind);
            self.all.insert(place, candidate);
            self.all.truncate(KEPT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(rows: &[[f32; 4]]) -> Vectors {
        let values = rows.iter().flat_map(|row| {
            let length = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
            row.map(|x| x / length)
        });
        Vectors::new(4, values.collect())
    }

    #[test]
    fn a_wanted_sentence_is_there_once_whatever_its_margin() {
        let article = unit(&[[1.0, 0.0, 0.0, 0.0]]);
        let far = [0.0, 0.1, 1.0, 0.0];
        let sources = unit(&[[[1.0, 0.1, 0.0, 0.0]; 30].as_slice(), &[far]].concat());
        let ends = [true; 31];
        let without = find(&article, &sources, &ends, &[]);
        let found = find(&article, &sources, &ends, &[vec![30, 0, 99]]);
        assert_eq!(found[0][..KEPT], without[0]);
        let added: Vec<_> = found[0][KEPT..].iter().map(|added| added.first).collect();
        assert_eq!(added, [30]);
        assert!(found[0][KEPT].cosine.abs() < 1e-6);
    }

    #[test]
    fn the_same_sentence_comes_first() {
        let rows = [
            [1.0, 0.0, 0.0, 0.1],
            [0.0, 1.0, 0.2, 0.0],
            [0.0, 0.1, 1.0, 0.0],
        ];
        let found = find(&unit(&rows), &unit(&rows), &[false, false, true], &[]);
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
        let best = find(&both, &sources, &[false, false, true], &[])[0][0];
        assert_eq!((best.first, best.count), (0, 2));
        assert!((best.cosine - 1.0).abs() < 1e-5);
        let apart = find(&both, &sources, &[true, false, true], &[]);
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
        let found = find(&article, &sources, &[false, true], &[]);
        for candidates in &found[1..] {
            let best = candidates[0];
            assert_eq!((best.first, best.count), (1, 1));
            assert!((best.cosine - 1.0).abs() < 1e-5, "{best:?}");
        }
        // A neighbour that has nothing to do with it is not carried along.
        assert!(found[0].iter().all(|candidate| candidate.cosine < 0.5));
    }

    /// Rows that are the same in every run and resemble nothing.
    fn scattered(count: usize, mut seed: u32) -> Vectors {
        let rows: Vec<[f32; 4]> = (0..count)
            .map(|_| {
                [0; 4].map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
                })
            })
            .collect();
        unit(&rows)
    }

    fn mean_of_nearest(cosines: impl Iterator<Item = f32>) -> f32 {
        let mut all: Vec<f32> = cosines.chain([UNRELATED; 4]).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all[..4].iter().sum::<f32>() / 4.0
    }

    /// The margins of the candidates of one article sentence, with all cosines at hand.
    fn margins_by_definition(
        at: usize,
        article: &Vectors,
        sources: &Vectors,
        ends: &[bool],
        near_source: &[f32],
    ) -> Vec<f32> {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
        let sum = |rows: Vec<&[f32]>| -> Vec<f32> {
            (0..4)
                .map(|i| rows.iter().map(|row| row[i]).sum())
                .collect()
        };
        let cosine = |a: &[f32], b: &[f32]| dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
        let row = article.row(at);
        let own = mean_of_nearest(sources.rows().map(|other| dot(row, other)));
        let mut margins = Vec::new();
        for first in 0..sources.len() {
            for count in 1..=LONGEST.min(sources.len() - first) {
                let inside = first..first + count;
                if ends[first..inside.end - 1].contains(&true) {
                    break;
                }
                let near = inside
                    .clone()
                    .map(|i| near_source[i])
                    .fold(f32::MIN, f32::max);
                let passage = sum(inside.map(|i| sources.row(i)).collect());
                margins.push(cosine(row, &passage) / f32::midpoint(own, near).max(1e-3));
            }
        }
        for [a, b] in [[at.wrapping_sub(1), at], [at, at + 1]] {
            if a >= article.len() || b >= article.len() {
                continue;
            }
            let (a, b) = (article.row(a), article.row(b));
            let both = sum(vec![a, b]);
            let alone = |other: &[f32]| dot(a, other).max(dot(b, other));
            let own = sources
                .rows()
                .map(|other| cosine(&both, other).max(alone(other)));
            let own = mean_of_nearest(own);
            for (other, near) in sources.rows().zip(near_source) {
                let joint = cosine(&both, other);
                if joint >= alone(other) + GAIN {
                    margins.push(PAIR_WEIGHT * joint / f32::midpoint(own, *near).max(1e-3));
                }
            }
        }
        margins.sort_by(|a, b| b.total_cmp(a));
        margins.truncate(KEPT);
        margins
    }

    /// Blocks and runs of sentences that are looked at together end in the middle of both texts.
    #[test]
    fn margins_are_those_of_the_definition_wherever_a_sentence_stands() {
        for (rows, columns) in [(3, 5), (33, 40), (1_030, 1_049)] {
            let (article, sources) = (scattered(rows, 1), scattered(columns, 2));
            let ends: Vec<bool> = (1..=columns)
                .map(|at| at % 7 == 0 || at == columns)
                .collect();
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
            let near = |row| mean_of_nearest(article.rows().map(|own| dot(own, row)));
            let near: Vec<f32> = sources.rows().map(near).collect();
            let found = find(&article, &sources, &ends, &[]);
            assert_eq!(found.len(), rows);
            let some = (0..rows).filter(|at| rows < 100 || at % 93 == 0 || (1_022..).contains(at));
            for at in some {
                let expected = margins_by_definition(at, &article, &sources, &ends, &near);
                assert_eq!(found[at].len(), expected.len());
                for (candidate, margin) in found[at].iter().zip(expected) {
                    assert!(
                        (candidate.margin - margin).abs() < 1e-4,
                        "{at}: {candidate:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_on_one_side_finds_nothing() {
        let none = Vectors::new(4, Vec::new());
        let one = unit(&[[1.0, 0.0, 0.0, 0.0]]);
        assert_eq!(find(&one, &none, &[], &[]), vec![Vec::new()]);
        assert!(find(&none, &one, &[true], &[]).is_empty());
    }
}
