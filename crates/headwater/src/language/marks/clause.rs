//! Where the clauses of a text begin and end.

use super::pattern::{Folded, ends_clause};
use super::table::Table;

/// The places at which one clause ends and the next begins, in order.
pub(super) struct Clauses {
    bounds: Vec<Bound>,
}

#[derive(Clone, Copy)]
struct Bound {
    /// Where the clause before it ends.
    end: usize,
    /// Where the next one begins: after the punctuation, or with the word that opens it.
    start: usize,
}

impl Clauses {
    pub(super) fn of(text: &Folded, table: &Table) -> Self {
        let bounds = (0..text.len()).filter_map(|at| {
            if is_end(text, at) {
                return Some(Bound {
                    end: at,
                    start: at + 1,
                });
            }
            let opens = table.breaks.starting(text, at).is_some();
            opens.then_some(Bound { end: at, start: at })
        });
        Self {
            bounds: bounds.collect(),
        }
    }

    /// Where the clause begins in which the place `at` stands.
    pub(super) fn start_before(&self, at: usize) -> usize {
        let place = self.bounds.partition_point(|bound| bound.start <= at);
        let last = place
            .checked_sub(1)
            .and_then(|place| self.bounds.get(place));
        last.map_or(0, |bound| bound.start)
    }

    /// Where the clause ends that goes on at `at`. A comma right there only sets the mark apart
    /// from what it applies to: "Reportedly, the pier sank".
    pub(super) fn end_after(&self, text: &Folded, at: usize) -> usize {
        let place = self.bounds.partition_point(|bound| bound.end < at);
        let mut following = self.bounds.iter().skip(place).map(|bound| bound.end);
        let first = following.next().unwrap_or(text.len());
        let comma = matches!(text.get(first), Some(',' | '，' | '、' | '،'));
        if comma && first == at {
            following.next().unwrap_or(text.len())
        } else {
            first
        }
    }
}

/// Whether a clause ends at a character: not at the point or comma of a number.
fn is_end(text: &Folded, at: usize) -> bool {
    let Some(c) = text.get(at).filter(|c| ends_clause(*c)) else {
        return false;
    };
    let digit = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(|c| c.is_ascii_digit())
    };
    !(matches!(c, '.' | ',' | ':') && digit(at.checked_sub(1)) && digit(Some(at + 1)))
}
