//! Documents that carry each other's sentences, joined into families.

use std::collections::{BTreeMap, BTreeSet};

/// Sets of documents that are joined one by one.
#[derive(Debug)]
pub(crate) struct Joined {
    /// In order.
    documents: Vec<i64>,
    /// For each the place of one that stands for it, or its own.
    parents: Vec<usize>,
}

impl Joined {
    /// All documents of these pairs, each pair joined.
    pub(crate) fn of(pairs: impl Iterator<Item = (i64, i64)> + Clone) -> Self {
        let documents: BTreeSet<i64> = pairs.clone().flat_map(|(a, b)| [a, b]).collect();
        let mut joined = Self {
            parents: (0..documents.len()).collect(),
            documents: documents.into_iter().collect(),
        };
        for (a, b) in pairs {
            joined.join(a, b);
        }
        joined
    }

    fn join(&mut self, a: i64, b: i64) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number stands for the set, so that the order of joining is no matter.
        if let Some(parent) = self.parents.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    /// A number that all documents of a set have, and no others.
    pub(crate) fn root(&mut self, document: i64) -> usize {
        let mut at = self.documents.binary_search(&document).unwrap_or_default();
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    /// The sets, each in order, by their first.
    pub(crate) fn sets(mut self) -> Vec<Vec<i64>> {
        let mut sets: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for document in self.documents.clone() {
            sets.entry(self.root(document)).or_default().push(document);
        }
        sets.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_in_steps_is_one_set() {
        let pairs = [(5, 3), (1, 2), (3, 0), (2, 2)];
        let joined = Joined::of(pairs.into_iter());
        assert_eq!(joined.sets(), [vec![0, 3, 5], vec![1, 2]]);
    }
}
