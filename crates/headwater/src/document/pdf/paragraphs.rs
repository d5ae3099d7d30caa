//! From lines to paragraphs and headings.

use std::collections::BTreeMap;

use super::super::BlockKind;
use super::super::draft::{Draft, Piece};
use super::lines::Line;

/// Lines at the top and at the foot of a page that may be its head or foot.
const EDGE: usize = 2;
/// Larger type than that of the text by this makes a heading.
const LARGER: f64 = 1.2;
/// Headings are no longer than this: in characters.
const LONGEST_HEADING: usize = 200;
/// Levels of headings that are told apart by their size.
const LEVELS: u8 = 3;

/// The pieces of a document, page after page.
pub(super) fn of(mut pages: Vec<Vec<Line>>) -> Vec<Piece> {
    drop_edges(&mut pages);
    let sizes = Sizes::of(&pages);
    let mut paragraphs: Vec<Vec<Line>> = Vec::new();
    let mut last: Option<Place> = None;
    for (page, lines) in pages.into_iter().enumerate() {
        let columns = Columns::of(&lines);
        for line in lines {
            let place = Place::new(page, &line, &columns);
            let begins = last.as_ref().is_none_or(|last| place.begins(last));
            last = Some(place);
            match paragraphs.last_mut() {
                Some(paragraph) if !begins => paragraph.push(line),
                _ => paragraphs.push(vec![line]),
            }
        }
    }
    let mut draft = Draft::default();
    for paragraph in &paragraphs {
        draft.open(sizes.kind(paragraph));
        write(&mut draft, paragraph);
    }
    draft.finish()
}

/// Writes lines as one, words that were parted at their ends joined.
fn write(draft: &mut Draft, lines: &[Line]) {
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        let text = line.text.trim_end();
        let goes_on = lines
            .peek()
            .and_then(|next| next.text.trim_start().chars().next());
        let Some(next) = goes_on else {
            draft.text(text);
            return;
        };
        let parted = text
            .strip_suffix(['-', '\u{2010}'])
            .filter(|word| word.ends_with(char::is_alphabetic));
        match (text.strip_suffix('\u{AD}'), parted) {
            (Some(word), _) => draft.text(word),
            (None, Some(word)) if next.is_lowercase() => draft.text(word),
            // A hyphen that belongs to its word.
            (None, Some(_)) => draft.text(text),
            (None, None) => {
                draft.text(text);
                draft.line_break(false);
            }
        }
    }
}

/// What a line shows of the place that it has on its pages: figures differ from page to page.
fn edge_key(line: &Line) -> String {
    let mut key = String::new();
    for c in line.text.chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_numeric() { '#' } else { c };
        if c != '#' || !key.ends_with('#') {
            key.push(c);
        }
    }
    key
}

/// The places of the lines at the top and at the foot of a page.
fn edges(lines: &[Line]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..lines.len()).collect();
    let height = |at: &usize| lines.get(*at).map_or(0.0, |line| line.y);
    places.sort_by(|a, b| height(b).total_cmp(&height(a)));
    let count = places.len();
    let places = places.into_iter().enumerate();
    places
        .filter(|(rank, _)| *rank < EDGE || *rank + EDGE >= count)
        .map(|(_, at)| at)
        .collect()
}

/// Takes away heads, feet and page numbers: what stands at the edge of several pages.
fn drop_edges(pages: &mut [Vec<Line>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for lines in pages.iter() {
        let mut keys: Vec<String> = edges(lines)
            .into_iter()
            .filter_map(|at| lines.get(at).map(edge_key))
            .collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    // Heads of left and right pages differ, and the first page often has none.
    let enough = (pages.len() / 3).max(2);
    // What stands alone on its page is what the page is there for.
    for lines in pages.iter_mut().filter(|lines| lines.len() > 1) {
        let edges = edges(lines);
        let mut at = 0;
        lines.retain(|line| {
            let is_edge = edges.contains(&at);
            at += 1;
            let count = counts.get(&edge_key(line)).copied().unwrap_or(0);
            !(is_edge && count >= enough)
        });
    }
}

/// The sizes of type in a document.
struct Sizes {
    text: i64,
    /// Those of headings, the largest first.
    larger: Vec<i64>,
}

/// A size in tenths, for counting.
#[expect(
    clippy::cast_possible_truncation,
    reason = "sizes that are not sane were left out"
)]
fn tenths(size: f64) -> i64 {
    (size * 10.0).round() as i64
}

impl Sizes {
    fn of(pages: &[Vec<Line>]) -> Self {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for line in pages.iter().flatten() {
            *counts.entry(tenths(line.size)).or_default() += line.text.len();
        }
        let most = counts.iter().max_by_key(|(_, count)| **count);
        let text = most.map_or(0, |(size, _)| *size);
        let larger = counts.keys().rev().copied();
        let larger = larger.filter(|size| *size as f64 >= text as f64 * LARGER);
        Self {
            text,
            larger: larger.collect(),
        }
    }

    fn kind(&self, lines: &[Line]) -> BlockKind {
        let length: usize = lines.iter().map(|line| line.text.chars().count()).sum();
        let size = lines.first().map_or(self.text, |line| tenths(line.size));
        let rank = self.larger.iter().position(|larger| *larger == size);
        let has_words = |line: &Line| line.text.chars().any(char::is_alphabetic);
        match rank {
            Some(rank) if length <= LONGEST_HEADING && lines.iter().any(has_words) => {
                let level = u8::try_from(rank + 1).unwrap_or(LEVELS);
                BlockKind::Heading(level.min(LEVELS))
            }
            _ => BlockKind::Paragraph,
        }
    }
}

/// The edges of the columns of a page, and the usual way from line to line.
struct Columns {
    edges: BTreeMap<Option<usize>, (f64, f64)>,
    leading: f64,
}

impl Columns {
    fn of(lines: &[Line]) -> Self {
        let mut edges: BTreeMap<Option<usize>, (f64, f64)> = BTreeMap::new();
        for line in lines {
            let edge = edges.entry(line.column).or_insert((line.left, line.right));
            *edge = (edge.0.min(line.left), edge.1.max(line.right));
        }
        let mut ways: Vec<f64> = lines
            .iter()
            .zip(lines.iter().skip(1))
            .filter(|(a, b)| a.column == b.column && same_size(a.size, b.size))
            .map(|(a, b)| a.y - b.y)
            .filter(|way| *way > 0.0)
            .collect();
        ways.sort_by(f64::total_cmp);
        // Below the middle, since on a page of short paragraphs most ways are between these.
        let leading = ways.get(ways.len() / 3).copied().unwrap_or(0.0);
        Self { edges, leading }
    }
}

fn same_size(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.1 * a.max(b)
}

/// What tells whether a line goes on where another ends.
struct Place {
    page: usize,
    column: Option<usize>,
    y: f64,
    size: f64,
    /// How far it stands in at the left, and stops short at the right.
    indent: f64,
    short: f64,
    leading: f64,
    ends: bool,
}

impl Place {
    fn new(page: usize, line: &Line, columns: &Columns) -> Self {
        const ENDS: [char; 12] = [
            '.', '!', '?', '…', '。', '！', '？', '؟', ':', '：', '"', '”',
        ];
        let edges = columns.edges.get(&line.column).copied();
        let (left, right) = edges.unwrap_or((line.left, line.right));
        Self {
            page,
            column: line.column,
            y: line.y,
            size: line.size,
            indent: line.left - left,
            short: right - line.right,
            leading: columns.leading,
            ends: line.text.trim_end().ends_with(ENDS),
        }
    }

    /// Whether a new paragraph begins here, behind the line that stands last.
    fn begins(&self, last: &Self) -> bool {
        if !same_size(self.size, last.size) {
            return true;
        }
        let is_indented =
            self.indent > 0.8 * self.size && last.indent < self.indent - 0.5 * self.size;
        if self.page != last.page || self.column != last.column {
            // A sentence goes on over the gap.
            return last.ends || is_indented;
        }
        let way = last.y - self.y;
        let is_far = way > self.leading * 1.3 + 0.5 || way < 0.0;
        let is_short = last.ends && last.short > 3.0 * self.size;
        is_far || is_indented || is_short
    }
}
