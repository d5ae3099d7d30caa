//! A passage cut where marks begin and end.

use crate::text::Span;

/// A stretch of a passage that is marked throughout or not at all.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) is_marked: bool,
    /// The labels of the marks that end where this piece ends.
    pub(super) ends: Vec<usize>,
}

/// Cuts the passage of `text` at the ends of the marks, each a span of `text` and a label. The
/// pieces joined give the passage. Marks may overlap; what lies outside the passage, is empty, or
/// does not lie on character boundaries, marks nothing.
pub(super) fn pieces<'t>(text: &'t str, passage: Span, marks: &[(Span, usize)]) -> Vec<Piece<'t>> {
    let mut opens = Vec::new();
    let mut closes = Vec::new();
    for (span, label) in marks {
        let start = span.start().max(passage.start());
        let span = Span::new(start, span.end().min(passage.end()));
        if !span.of(text).is_empty() {
            opens.push(span.start());
            closes.push((span.end(), *label));
        }
    }
    opens.sort_unstable();
    closes.sort_unstable();
    let mut cuts: Vec<usize> = opens
        .iter()
        .copied()
        .chain(closes.iter().map(|c| c.0))
        .collect();
    cuts.push(passage.end());
    cuts.sort_unstable();
    cuts.dedup();

    let (mut opens, mut closes) = (opens.into_iter().peekable(), closes.into_iter().peekable());
    let mut depth = 0_usize;
    let mut from = passage.start();
    let mut out = Vec::with_capacity(cuts.len());
    for cut in cuts {
        while opens.next_if(|open| *open <= from).is_some() {
            depth += 1;
        }
        let is_marked = depth > 0;
        let mut ends = Vec::new();
        while let Some((_, label)) = closes.next_if(|close| close.0 <= cut) {
            depth = depth.saturating_sub(1);
            ends.push(label);
        }
        let piece = Span::new(from, cut).of(text);
        if !piece.is_empty() {
            out.push(Piece {
                text: piece,
                is_marked,
                ends,
            });
        }
        from = cut;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn overlapping_marks_are_cut_at_every_end() {
        let marks = [
            (Span::new(1, 4), 7),
            (Span::new(2, 6), 8),
            (Span::new(3, 3), 9),
        ];
        let found: Vec<_> = pieces("abcdefgh", Span::new(0, 8), &marks)
            .into_iter()
            .map(|p| (p.text, p.is_marked, p.ends))
            .collect();
        assert_eq!(
            found,
            [
                ("a", false, vec![]),
                ("b", true, vec![]),
                ("cd", true, vec![7]),
                ("ef", true, vec![8]),
                ("gh", false, vec![]),
            ]
        );
    }

    #[test]
    fn a_mark_inside_a_character_or_outside_the_passage_marks_nothing() {
        let marks = [(Span::new(1, 3), 0), (Span::new(9, 12), 1)];
        let found = pieces("日本", Span::new(0, 6), &marks);
        assert_eq!(
            found,
            [Piece {
                text: "日本",
                is_marked: false,
                ends: vec![]
            }]
        );
    }

    proptest! {
        #[test]
        fn the_pieces_joined_give_the_passage(
            text in "[a報ب ]{0,30}",
            ends in proptest::collection::vec((0_usize..90, 0_usize..90), 0..6),
        ) {
            let marks: Vec<_> = ends.iter().map(|(a, b)| (Span::new(*a, *b), 0)).collect();
            let whole = Span::new(0, text.len());
            let joined: String = pieces(&text, whole, &marks).iter().map(|p| p.text).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
