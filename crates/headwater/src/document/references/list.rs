//! Where a document lists its references, and which number each has.

use std::collections::{BTreeMap, BTreeSet};

use super::super::BlockKind;
use super::super::draft::Piece;
use super::super::line::Line;
use super::super::notices::NOTICES;
use super::mark::{number, numbered};

/// An entry without a link is no longer than this, in characters.
const LONGEST_ENTRY: usize = 500;

/// Marks the pieces that list references, and gives the piece of each number.
pub(super) fn find(pieces: &mut Vec<Piece>) -> BTreeMap<u32, usize> {
    *pieces = std::mem::take(pieces)
        .into_iter()
        .flat_map(parted)
        .collect();
    let mut entries = BTreeMap::new();
    under_headings(pieces, &mut entries);
    at_the_end(pieces, &mut entries);
    entries
}

/// Whether a heading or a line by itself says that references follow.
fn is_label(text: &str) -> bool {
    // An encyclopedia has "[edit]" behind each heading.
    let lower = text.split('[').next().unwrap_or_default().to_lowercase();
    NOTICES
        .references
        .has(lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The number in brackets that a text begins with: `[3] Hale, …`.
fn bracketed(text: &str) -> Option<u32> {
    let near = text.get(..text.floor_char_boundary(12))?;
    match numbered(near).first() {
        Some((0, _, numbers)) if numbers.len() == 1 => numbers.first().copied(),
        _ => None,
    }
}

/// The number that an entry of a list begins with: also `3.` and `3)`.
fn listed(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (figure, rest) = text.split_at_checked(digits)?;
    let ends = rest.starts_with(['.', ')', '．', '、', '）']);
    bracketed(text).or_else(|| number(figure).filter(|_| ends))
}

/// Plain text and Markdown run the entries of a list together, each on its own line.
fn parted(piece: Piece) -> Vec<Piece> {
    let begins = |line: &Line| bracketed(&line.text).is_some() || is_label(&line.text);
    let entries = piece.lines.iter().filter(|line| begins(line)).count();
    let plain = matches!(piece.kind, BlockKind::Paragraph | BlockKind::ListItem);
    if !plain || entries < 2 {
        return vec![piece];
    }
    let (kind, mut ids) = (piece.kind, piece.ids);
    let mut out: Vec<Piece> = Vec::new();
    for line in piece.lines {
        let fresh = begins(&line) || out.last().is_none_or(is_label_piece);
        match out.last_mut() {
            Some(open) if !fresh => open.lines.push(line),
            _ => out.push(Piece {
                kind,
                lines: vec![line],
                ids: std::mem::take(&mut ids),
                note: None,
            }),
        }
    }
    out
}

fn is_label_piece(piece: &Piece) -> bool {
    matches!(piece.lines.as_slice(), [line] if is_label(&line.text))
}

/// What stands under "References" until something else begins.
fn under_headings(pieces: &mut [Piece], entries: &mut BTreeMap<u32, usize>) {
    let mut under = false;
    let mut count = 0;
    for (at, piece) in pieces.iter_mut().enumerate() {
        let text = piece.joined().text;
        if let BlockKind::Heading(_) = piece.kind {
            (under, count) = (is_label(&text), 0);
        } else if is_label_piece(piece) && !under {
            (under, count) = (true, 0);
            piece.kind = BlockKind::Reference;
        } else if under && !text.is_empty() {
            under = is_entry(piece, &text);
            if under {
                count += 1;
                piece.kind = BlockKind::Reference;
                entries.entry(listed(&text).unwrap_or(count)).or_insert(at);
            }
        }
    }
}

fn is_entry(piece: &Piece, text: &str) -> bool {
    let short = text.chars().nth(LONGEST_ENTRY).is_none();
    let linked = piece.lines.iter().any(|line| !line.anchors.is_empty());
    match piece.kind {
        BlockKind::ListItem | BlockKind::Reference | BlockKind::TableRow => true,
        BlockKind::Paragraph => listed(text).is_some() || (short && (linked || has_year(text))),
        _ => false,
    }
}

/// Whether a year stands in a text: titles without an address have one.
fn has_year(text: &str) -> bool {
    let mut figures = text.split(|c: char| !c.is_ascii_digit());
    figures.any(|figure| figure.len() == 4 && figure.starts_with(['1', '2']))
}

/// Paragraphs that begin with `[1]`, `[2]` … one after the other are a list where the text before
/// them has the mark of one of them.
fn at_the_end(pieces: &mut [Piece], entries: &mut BTreeMap<u32, usize>) {
    let mut told = BTreeSet::new();
    let mut run = Run::default();
    let mut accepted = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let plain = matches!(piece.kind, BlockKind::Paragraph | BlockKind::ListItem);
        let text = piece.joined().text;
        if let Some(number) = bracketed(&text).filter(|_| plain) {
            run.entries.push((at, number));
            run.linked |= piece.lines.iter().any(|line| !line.anchors.is_empty());
        } else if !text.is_empty() {
            accepted.extend(std::mem::take(&mut run).accepted(&told));
            told.extend(numbered(&text).into_iter().flat_map(|(_, _, all)| all));
        }
    }
    accepted.extend(run.accepted(&told));
    for (at, number) in accepted {
        if let Some(piece) = pieces.get_mut(at) {
            piece.kind = BlockKind::Reference;
            entries.entry(number).or_insert(at);
        }
    }
}

/// Pieces that begin with a number in brackets, one after the other.
#[derive(Default)]
struct Run {
    entries: Vec<(usize, u32)>,
    linked: bool,
}

impl Run {
    /// Its entries, if it is a list of references to the numbers that were told before it.
    fn accepted(self, told: &BTreeSet<u32>) -> Vec<(usize, u32)> {
        let known = self.entries.iter().any(|(_, number)| told.contains(number));
        let listed = self.linked || self.entries.len() > 1;
        let rising = self.entries.is_sorted_by(|(_, a), (_, b)| a < b);
        if known && listed && rising {
            self.entries
        } else {
            Vec::new()
        }
    }
}
