//! The best of many, of which no more is held than is wanted.

use std::cmp::Ordering;

/// Something with a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) score: f32,
    pub(crate) document: i64,
    /// 0 where the whole document is meant.
    pub(crate) sentence: i32,
}

impl Scored {
    /// The better one first; of two alike that with the smaller id, so that the order is always the same.
    fn order(&self, other: &Self) -> Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then_with(|| (self.document, self.sentence).cmp(&(other.document, other.sentence)))
    }
}

/// Keeps the best of what it is given.
#[derive(Debug)]
pub(crate) struct Best {
    most: usize,
    kept: Vec<Scored>,
    /// What is below this is not among the best.
    floor: f32,
}

impl Best {
    pub(crate) fn of(most: usize) -> Self {
        Self {
            most,
            kept: Vec::new(),
            floor: f32::NEG_INFINITY,
        }
    }

    pub(crate) fn push(&mut self, scored: Scored) {
        if scored.score < self.floor {
            return;
        }
        self.kept.push(scored);
        if self.kept.len() >= self.most.saturating_mul(2).max(64) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.kept.sort_unstable_by(Scored::order);
        self.kept.truncate(self.most);
        if self.kept.len() == self.most
            && let Some(last) = self.kept.last()
        {
            self.floor = last.score;
        }
    }

    /// The best, best first.
    pub(crate) fn into_vec(mut self) -> Vec<Scored> {
        self.cut();
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_the_same_in_whatever_order_they_come() {
        let all: Vec<Scored> = (0..1_000_i16)
            .map(|number| Scored {
                score: f32::from(number % 40),
                document: i64::from(number),
                sentence: 0,
            })
            .collect();
        let of = |all: &mut dyn Iterator<Item = &Scored>| {
            let mut best = Best::of(30);
            all.for_each(|scored| best.push(*scored));
            best.into_vec()
        };
        let best = of(&mut all.iter());
        assert_eq!(best, of(&mut all.iter().rev()));
        assert_eq!(
            (best.len(), best[0].document, best[24].document),
            (30, 39, 999)
        );
        assert_eq!((best[25].score, best[25].document), (38.0, 38));
    }
}
