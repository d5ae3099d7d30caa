//! Paragraphs of the story that the search for the main content took for something else.
//!
//! Readability weighs each element by its links and its class, and so a short paragraph with a
//! link, or a post from elsewhere that the story shows, may go out of the middle of the story.

use std::collections::{BTreeMap, VecDeque};

use super::super::BlockKind;
use super::super::draft::Piece;
use super::super::line::ends_sentence;

/// More pieces than this between two paragraphs that follow each other are something else.
const WIDEST: usize = 6;
/// Shorter pieces, in bytes, may be a label.
const SHORTEST: usize = 40;

/// Puts back into the main content what the whole page has between two neighbours of it.
pub(super) fn fill(main: Vec<Piece>, whole: &[Piece]) -> Vec<Piece> {
    let mut places: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    let mut order = 0;
    for piece in &main {
        let text = piece.joined().text;
        if !text.is_empty() {
            places.entry(text).or_default().push_back(order);
            order += 1;
        }
    }
    let mut lost: BTreeMap<usize, Vec<Piece>> = BTreeMap::new();
    let mut before: Option<usize> = None;
    let mut between: Vec<&Piece> = Vec::new();
    for piece in whole {
        let text = piece.joined().text;
        let place = places.get_mut(&text).and_then(VecDeque::pop_front);
        let Some(place) = place else {
            if !text.is_empty() {
                between.push(piece);
            }
            continue;
        };
        if before.is_some_and(|before| before + 1 == place) && between.len() <= WIDEST {
            let prose = between.iter().filter(|piece| is_prose(piece));
            lost.insert(place, prose.map(|piece| (*piece).clone()).collect());
        }
        before = Some(place);
        between.clear();
    }
    let mut out = Vec::with_capacity(main.len());
    let mut place = 0;
    for piece in main {
        if !piece.joined().text.is_empty() {
            out.extend(lost.remove(&place).unwrap_or_default());
            place += 1;
        }
        out.push(piece);
    }
    out
}

/// Whether a piece is a paragraph beyond doubt.
fn is_prose(piece: &Piece) -> bool {
    let line = piece.joined();
    match piece.kind {
        BlockKind::Quote => !line.is_all_links(),
        BlockKind::Paragraph => {
            line.text.len() >= SHORTEST && ends_sentence(&line.text) && !line.is_all_links()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::walk::{Part, Walker};
    use super::*;

    fn pieces(html: &str) -> Vec<Piece> {
        Walker::pieces(html, None, Part::Page)
    }

    fn filled(main: &str, whole: &str) -> Vec<String> {
        let pieces = fill(pieces(main), &pieces(whole));
        pieces.iter().map(|piece| piece.joined().text).collect()
    }

    const LOST: &str =
        "<p>The report came out in the <a href='/x'>journal of the river office</a>.</p>";

    #[test]
    fn a_paragraph_between_two_neighbours_comes_back() {
        let whole = format!("<p>One.</p>{LOST}<p>Advertisement</p><p>Two.</p>");
        assert_eq!(
            filled("<p>One.</p><p>Two.</p>", &whole),
            [
                "One.",
                "The report came out in the journal of the river office.",
                "Two."
            ]
        );
    }

    #[test]
    fn what_stands_around_the_story_or_fills_a_wide_gap_does_not() {
        let main = "<p>One.</p><p>Two.</p>";
        let around = format!("{LOST}{main}{LOST}");
        assert_eq!(filled(main, &around), ["One.", "Two."]);
        let wide = format!("<p>One.</p>{}<p>Two.</p>", LOST.repeat(WIDEST + 1));
        assert_eq!(filled(main, &wide), ["One.", "Two."]);
    }
}
