//! Which parts of a page were kept, and why the others were left out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::draft::Piece;
use super::{BlockKind, Omission, frame};

/// A part of a page in the order of the page, kept in the document or left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub(super) text: String,
    pub(super) fate: Fate,
}

/// What became of a part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is a block of the document.
    Kept(BlockKind),
    /// It is not in the document.
    LeftOut(Omission),
}

impl Part {
    /// Its words; of what was left out with a whole element only the first
    /// [`LONGEST_OMITTED`] characters.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What became of it.
    #[must_use]
    pub fn fate(&self) -> Fate {
        self.fate
    }
}

/// So many characters are kept of an element that was left out.
pub const LONGEST_OMITTED: usize = 200;

/// The words of an element that is being left out.
#[derive(Debug, Clone)]
pub(super) struct Omitted {
    pub(super) why: Omission,
    text: String,
    length: usize,
}

impl Omitted {
    pub(super) fn new(why: Omission) -> Self {
        Self {
            why,
            text: String::new(),
            length: 0,
        }
    }

    /// Adds words, with one space for any run of white space.
    pub(super) fn add(&mut self, text: &str) {
        for word in text.split_whitespace() {
            if self.length > 0 {
                self.push(' ');
            }
            word.chars().for_each(|c| self.push(c));
            if self.length == LONGEST_OMITTED {
                return;
            }
        }
    }

    fn push(&mut self, c: char) {
        if self.length < LONGEST_OMITTED {
            self.text.push(c);
            self.length += 1;
        }
    }
}

/// A part of a page as it was walked, before anything was chosen.
#[derive(Debug)]
pub(super) enum Seen {
    Piece(Piece),
    Omitted(Omitted),
}

/// What became of all that was seen. `pieces` are those of the main content, each with the reason
/// why it was left out after all; where nothing was seen they are all there is.
pub(super) fn parts(seen: Vec<Seen>, pieces: &[(Piece, Option<Omission>)]) -> Vec<Part> {
    let chosen: Vec<Part> = pieces
        .iter()
        .map(|(piece, omission)| Part {
            text: piece.joined().text,
            fate: omission.map_or(Fate::Kept(piece.kind), Fate::LeftOut),
        })
        .filter(|part| !part.text.is_empty())
        .collect();
    if seen.is_empty() {
        return chosen;
    }
    let mut fates: BTreeMap<&str, VecDeque<Fate>> = BTreeMap::new();
    for part in &chosen {
        let fates = fates.entry(&part.text).or_default();
        fates.push_back(part.fate);
    }
    let mut said = BTreeSet::new();
    let mut fate = |text: &str| {
        let fate = fates.get_mut(text).and_then(VecDeque::pop_front);
        let again = !said.insert(text.to_owned());
        fate.unwrap_or(Fate::LeftOut(if again {
            Omission::Repeated
        } else {
            Omission::OutsideMainContent
        }))
    };
    let mut parts = Vec::new();
    for seen in seen {
        match seen {
            Seen::Piece(piece) => parts.extend(frame::parted(piece).iter().map(|piece| {
                let text = piece.joined().text;
                let fate = fate(&text);
                Part { text, fate }
            })),
            Seen::Omitted(omitted) => parts.push(Part {
                text: omitted.text,
                fate: Fate::LeftOut(omitted.why),
            }),
        }
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Hints, read};

    fn explained(page: &str, name: &str) -> Vec<(String, Fate)> {
        let document = read(page.as_bytes(), &Hints::new(name).explain(true)).expect("a document");
        let parts = document.parts().iter();
        parts.map(|part| (part.text.clone(), part.fate)).collect()
    }

    #[test]
    fn every_part_of_a_page_has_its_fate_in_the_order_of_the_page() {
        let one = "The dam above Orlin held through the night, the river office said on Monday. "
            .repeat(6);
        let two =
            "The gates will be opened again on Thursday, when the water has fallen. ".repeat(6);
        let page = format!(
            "<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Dam holds</h1>\
             <p style='display:none'>Hidden words</p><p>{one}</p><div class=share-bar>Share this</div>\
             <p>{two}</p><p>{two}</p><p>Sign up for our letter.</p></article>"
        );
        let fates: Vec<Fate> = explained(&page, "a.html")
            .into_iter()
            .map(|(_, fate)| fate)
            .collect();
        assert_eq!(
            fates,
            [
                Fate::LeftOut(Omission::Navigation),
                Fate::Kept(BlockKind::Heading(1)),
                Fate::LeftOut(Omission::Hidden),
                Fate::Kept(BlockKind::Paragraph),
                Fate::LeftOut(Omission::Aside),
                Fate::Kept(BlockKind::Paragraph),
                Fate::LeftOut(Omission::Repeated),
                Fate::LeftOut(Omission::Request),
            ]
        );
    }

    #[test]
    fn of_what_is_left_out_the_beginning_is_shown() {
        let page = format!(
            "<p>The dam held.</p><nav>{}</nav>",
            "Home \n <b>News</b> ".repeat(100)
        );
        let parts = explained(&page, "a.html");
        let (text, _) = parts.last().expect("a part");
        assert!(text.starts_with("Home News Home News"));
        assert_eq!(text.chars().count(), LONGEST_OMITTED);
    }

    #[test]
    fn a_text_has_only_what_was_kept_and_nobody_is_told_who_does_not_ask() {
        let kept = Fate::Kept(BlockKind::Paragraph);
        assert_eq!(
            explained("The dam held.", "a.txt"),
            [("The dam held.".to_owned(), kept)]
        );
        let document = read(b"<p>The dam held.", &Hints::new("a.html")).expect("a document");
        assert!(document.parts().is_empty());
    }
}
