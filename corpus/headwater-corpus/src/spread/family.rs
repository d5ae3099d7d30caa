//! Documents that carry each other's sentences, joined into families.

use std::collections::BTreeMap;

/// Sets of numbers from 0 that are joined one by one.
#[derive(Debug)]
pub(crate) struct Joined {
    parents: Vec<usize>,
}

impl Joined {
    /// Each of so many by itself.
    pub(crate) fn new(count: usize) -> Self {
        Self {
            parents: (0..count).collect(),
        }
    }

    /// Joins the sets of two.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number stands for the set, so that the order of joining is no matter.
        if let Some(parent) = self.parents.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    /// The number that stands for the set of one.
    pub(crate) fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    /// The sets of more than one, each in order, by their first.
    pub(crate) fn sets(mut self) -> Vec<Vec<usize>> {
        let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for one in 0..self.parents.len() {
            sets.entry(self.root(one)).or_default().push(one);
        }
        sets.into_values().filter(|set| set.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_in_steps_is_one_set() {
        let mut joined = Joined::new(7);
        for (a, b) in [(5, 3), (1, 2), (3, 0), (2, 2)] {
            joined.join(a, b);
        }
        assert_eq!(joined.sets(), [vec![0, 3, 5], vec![1, 2]]);
    }
}
