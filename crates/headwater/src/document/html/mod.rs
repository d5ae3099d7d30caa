//! HTML pages: their main content as pieces.
//!
//! A page is pruned, its main content found by Readability's rules (the `dom_smoothie` crate),
//! and that content walked tag by tag. Where little is found the whole page is read.

use std::collections::BTreeMap;

use dom_smoothie::{Config, Readability};

use super::draft::Piece;
use super::explain::Seen;
use super::metadata::{self, Field, Metadata};
use super::prune::{Pruned, prune};
use super::references;
use super::{BlockKind, Condition};

mod condition;
mod gaps;
mod outline;
mod saved;
mod walk;

use walk::Part;
pub(super) use walk::{Walker, is_archive_bar};

/// Pages beyond this many elements, or bytes of tags and text, are read whole: finding the main
/// content takes several passes over a tree.
const MOST_ELEMENTS: usize = 60_000;
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// So are pages with a stretch of text longer than this, which `html5ever` writes out in
/// quadratic time where it is full of ampersands.
const LONGEST_TEXT: usize = 64 * 1024;
/// A page with no more text than this has no frame worth looking for.
const SHORT_PAGE: usize = 1000;
/// Shorter pieces may well be said twice.
const SHORTEST_REPEAT: usize = 40;
/// Captions are said twice in full and in short: this many characters tell.
const CAPTION_HEAD: usize = 120;

/// A page as it was read.
pub(super) struct Page {
    pub(super) pieces: Vec<Piece>,
    pub(super) metadata: Metadata,
    /// All parts of the page, where they were asked for.
    pub(super) seen: Vec<Seen>,
    pub(super) conditions: Vec<Condition>,
}

/// Reads a page. `address` is where it came from; `explain` asks for all parts of it.
pub(super) fn read(html: &str, address: Option<&str>, explain: bool) -> Page {
    let pruned = prune(html);
    let saved_from = saved::from(html);
    let address = address.or(saved_from.as_deref());
    let (mut metadata, base) = metadata::read(&pruned, address);
    metadata.say(Field::Url, "comment", saved_from.clone());
    let base = base.as_deref();
    let seen = explain.then(|| Walker::seen(&pruned.html, base));
    let pieces = pieces(&pruned, base);
    let own = metadata.value(Field::Url).or(address);
    let mut conditions = condition::of(html, &pruned, &pieces, own);
    conditions.extend(&pruned.cuts);
    Page {
        pieces,
        conditions,
        metadata,
        seen: seen.unwrap_or_default(),
    }
}

/// The pieces of the main content, or of the whole page where there is none.
fn pieces(pruned: &Pruned, base: Option<&str>) -> Vec<Piece> {
    let whole = walk(&pruned.html, base, Part::Page);
    let small = pruned.elements <= MOST_ELEMENTS
        && pruned.html.len() <= MOST_BYTES
        && pruned.longest_text <= LONGEST_TEXT;
    let weight = Weight::of(&whole);
    if small
        && !(weight.is_small()
            && Weight::of(&walk(&pruned.html, base, Part::Everything)).is_small())
    {
        let mut main = main_content(&pruned.html)
            .map(|main| walk(&main, base, Part::Content))
            .unwrap_or_default();
        main = gaps::fill(main, &whole);
        references::add_lost_notes(&mut main, &whole);
        let found = Weight::of(&main);
        if found.text > 0 && found.prose() * 5 >= weight.prose() {
            return main;
        }
    }
    if weight.text > 0 {
        return whole;
    }
    walk(&pruned.html, base, Part::Everything)
}

/// The HTML of the page's main content.
fn main_content(html: &str) -> Option<String> {
    let config = Config {
        keep_classes: true,
        disable_json_ld: true,
        ..Config::default()
    };
    let mut readability = Readability::new(html, None, Some(config)).ok()?;
    let article = readability.parse().ok()?;
    Some(article.content.to_string())
}

/// How much text there is, in characters.
#[derive(Debug, Default)]
struct Weight {
    text: usize,
    linked: usize,
}

impl Weight {
    fn of(pieces: &[Piece]) -> Self {
        let mut weight = Self::default();
        for line in pieces.iter().flat_map(|piece| &piece.lines) {
            weight.text += line.text.chars().count();
            weight.linked += line
                .anchors
                .iter()
                .filter_map(|anchor| line.text.get(anchor.start..anchor.end))
                .map(|words| words.chars().count())
                .sum::<usize>();
        }
        weight
    }

    /// Whether this is a page too short to have much around its text.
    fn is_small(&self) -> bool {
        self.text <= SHORT_PAGE && self.linked * 3 <= self.text
    }

    /// Text outside links.
    fn prose(&self) -> usize {
        self.text - self.linked.min(self.text)
    }
}

fn walk(html: &str, base: Option<&str>, part: Part) -> Vec<Piece> {
    let mut pieces = Walker::pieces(html, base, part);
    drop_repeats(&mut pieces);
    pieces
}

/// Pages show the same words twice, once for wide screens and once for narrow ones: of long
/// pieces only the first stays.
fn drop_repeats(pieces: &mut Vec<Piece>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in std::mem::take(pieces) {
        let mut text = piece.joined().text;
        if piece.kind == BlockKind::Caption {
            text = text.chars().take(CAPTION_HEAD).collect();
        }
        let list = matches!(piece.kind, BlockKind::ListItem | BlockKind::TableRow);
        let long = !list && text.chars().nth(SHORTEST_REPEAT).is_some();
        let first = seen.get(&text).filter(|_| long);
        if let Some(first) = first.and_then(|at| kept.get_mut(*at)) {
            first.ids.extend(piece.ids);
        } else {
            seen.insert(text, kept.len());
            kept.push(piece);
        }
    }
    *pieces = kept;
}
