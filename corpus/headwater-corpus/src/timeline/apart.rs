//! Which of some things may not be together, also when they are joined to others.

/// For each two of some things whether they are to stay apart. It has the square of their number in bytes.
#[derive(Debug)]
pub(crate) struct Apart {
    number: usize,
    cells: Vec<bool>,
    /// The thing that stands for those that were joined to it.
    stands_for: Vec<usize>,
}

impl Apart {
    /// So many things, any two of which may be together.
    pub(crate) fn of(number: usize) -> Self {
        Self {
            number,
            cells: vec![false; number * number],
            stands_for: (0..number).collect(),
        }
    }

    /// Keeps two apart.
    pub(crate) fn keep(&mut self, a: usize, b: usize) {
        for at in [a * self.number + b, b * self.number + a] {
            if let Some(cell) = self.cells.get_mut(at) {
                *cell = true;
            }
        }
    }

    /// The thing that stands for all that one is joined to.
    pub(crate) fn group(&self, thing: usize) -> usize {
        let mut at = thing;
        while let Some(above) = self
            .stands_for
            .get(at)
            .copied()
            .filter(|above| *above != at)
        {
            at = above;
        }
        at
    }

    /// Joins the groups of two, unless some of theirs are to stay apart.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.group(a), self.group(b));
        let are_apart = self.cells.get(a * self.number + b).copied().unwrap_or(true);
        if a == b || are_apart {
            return;
        }
        let (stays, goes) = (a.min(b), a.max(b));
        let row = goes * self.number..(goes + 1) * self.number;
        let row: Vec<bool> = self.cells.get(row).unwrap_or_default().to_vec();
        let others = row.iter().enumerate().filter(|(_, are_apart)| **are_apart);
        others.for_each(|(other, _)| self.keep(stays, other));
        if let Some(above) = self.stands_for.get_mut(goes) {
            *above = stays;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_stay_apart_does_so_over_all_chains() {
        let mut apart = Apart::of(5);
        apart.keep(0, 3);
        apart.join(0, 1);
        apart.join(2, 3);
        apart.join(1, 2);
        apart.join(3, 4);
        apart.join(4, 0);
        let groups: Vec<usize> = (0..5).map(|thing| apart.group(thing)).collect();
        assert_eq!(groups, [0, 0, 2, 2, 2]);
    }
}
