//! How near each sentence is to its nearest neighbours on the other side.

use ndarray::ArrayView2;

use super::products::{LANES, Lanes, any_above, each_block, lanes};

/// How many neighbours the margin looks at on either side, as in Artetxe and Schwenk,
/// "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings" (ACL 2019).
const NEIGHBOURS: usize = 4;
/// What stands in for a neighbour where a text has too few sentences, and for one further away than
/// this: about the cosine of two sentences of one story that say different things. Without it a
/// text of one sentence would be its own only neighbour, and every margin would be small.
pub(super) const UNRELATED: f32 = 0.3;

/// The mean cosine of each row with its nearest neighbours on the other side.
pub(super) struct Neighbourhoods {
    pub(super) article: Vec<f32>,
    /// The same for two neighbouring rows of the article taken together, whichever of the two or both
    /// is nearest.
    pub(super) pairs: Vec<f32>,
    pub(super) source: Vec<f32>,
}

impl Neighbourhoods {
    /// `lengths` are those of the sums of two neighbouring rows of the article.
    pub(super) fn of(
        article: &ArrayView2<'_, f32>,
        sources: &ArrayView2<'_, f32>,
        lengths: &[f32],
    ) -> Self {
        let mut near_article = vec![Nearest::NONE; article.nrows()];
        let mut near_pairs = vec![Nearest::NONE; lengths.len()];
        let mut near_source = vec![Nearest::NONE; sources.nrows()];
        let mut bars = vec![UNRELATED; sources.nrows()];
        each_block(article, sources, 0, |block| {
            let theirs = near_source.get_mut(block.columns.clone());
            let bars = bars.get_mut(block.columns.clone());
            let (Some(theirs), Some(bars)) = (theirs, bars) else {
                return;
            };
            for at in block.rows.clone() {
                if let Some(own) = near_article.get_mut(at) {
                    own.add_row(block.row(at), theirs, bars);
                }
                if let Some((before, pair)) = block.pair(at)
                    && let (Some(own), Some(length)) =
                        (near_pairs.get_mut(before), lengths.get(before))
                {
                    for start in block.runs() {
                        let (alone, joint) = alone_and_joint(pair, start, *length);
                        own.add_all(&larger(alone, joint));
                    }
                }
            }
        });
        let means = |all: &[Nearest]| all.iter().map(Nearest::mean).collect();
        Self {
            article: means(&near_article),
            pairs: means(&near_pairs),
            source: means(&near_source),
        }
    }
}

/// For two neighbouring article sentences and some source sentences, the cosine of the nearer one,
/// and that of both together: a translation often makes one sentence of two. `length` is that of
/// their sum.
pub(super) fn alone_and_joint([a, b]: [&[f32]; 2], start: usize, length: f32) -> (Lanes, Lanes) {
    let (a, b) = (lanes(a, start), lanes(b, start));
    let mut joint = a;
    for (joint, b) in joint.iter_mut().zip(b) {
        *joint = (*joint + b) / length;
    }
    (larger(a, b), joint)
}

fn larger(mut some: Lanes, others: Lanes) -> Lanes {
    for (one, other) in some.iter_mut().zip(others) {
        *one = if other > *one { other } else { *one };
    }
    some
}

/// The largest few cosines seen.
#[derive(Clone)]
struct Nearest {
    /// In falling order.
    top: [f32; NEIGHBOURS],
}

impl Nearest {
    const NONE: Self = Self {
        top: [UNRELATED; NEIGHBOURS],
    };

    /// What a cosine must be above to count.
    fn bar(&self) -> f32 {
        let [.., last] = self.top;
        last
    }

    fn add(&mut self, cosine: f32) {
        let mut carried = cosine;
        for slot in &mut self.top {
            if carried > *slot {
                std::mem::swap(&mut carried, slot);
            }
        }
    }

    fn add_all(&mut self, cosines: &Lanes) {
        if any_above(cosines, self.bar()) {
            for cosine in cosines {
                self.add(*cosine);
            }
        }
    }

    /// Adds the cosines of an article sentence to its own and to those of each source sentence, whose
    /// bars stand in `bars`. Nearly all are too small to count for either.
    fn add_row(&mut self, row: &[f32], theirs: &mut [Self], bars: &mut [f32]) {
        let theirs = theirs.chunks_mut(LANES).zip(bars.chunks_mut(LANES));
        for (run, (theirs, bars)) in theirs.enumerate() {
            let cosines = lanes(row, run * LANES);
            let own = self.bar();
            let pairs = cosines.iter().zip(&*bars);
            let counts =
                pairs.map(|(cosine, bar)| u32::from(cosine > bar) + u32::from(*cosine > own));
            if counts.sum::<u32>() == 0 {
                continue;
            }
            for ((cosine, theirs), bar) in cosines.iter().zip(theirs).zip(bars) {
                self.add(*cosine);
                theirs.add(*cosine);
                *bar = theirs.bar();
            }
        }
    }

    fn mean(&self) -> f32 {
        self.top.iter().sum::<f32>() / NEIGHBOURS as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_few_are_the_largest(all in prop::collection::vec(-1.0f32..1.0, 0..60)) {
            let mut nearest = [Nearest::NONE, Nearest::NONE];
            let [one, row] = &mut nearest;
            for x in &all {
                one.add(*x);
            }
            let mut theirs = vec![Nearest::NONE; all.len()];
            row.add_row(&all, &mut theirs, &mut vec![UNRELATED; all.len()]);
            let mut sorted = all.clone();
            sorted.extend([UNRELATED; NEIGHBOURS]);
            sorted.sort_by(|a, b| b.total_cmp(a));
            let mean = sorted.iter().take(NEIGHBOURS).sum::<f32>() / NEIGHBOURS as f32;
            for nearest in nearest {
                prop_assert!((nearest.mean() - mean).abs() < 1e-5);
            }
            for (theirs, x) in theirs.iter().zip(all) {
                prop_assert!((theirs.top[0] - x.max(UNRELATED)).abs() < 1e-6);
            }
        }
    }
}
