//! A document while it is being read: pieces, and the lines in them.
//!
//! The readers of Markdown, HTML, wikitext and plain text all write into a [`Draft`]. It normalises the
//! text as it comes: Unicode NFC, no invisible characters, one space for any run of white space.

use super::line::{Anchor, Line};
use super::references::Mark;
use super::{BlockKind, Condition};

/// A paragraph, heading, list item and so on.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) lines: Vec<Line>,
    /// The fragments by which links in the same page lead here, without `#`.
    pub(super) ids: Vec<String>,
    /// Which of the document's notes this is.
    pub(super) note: Option<usize>,
}

/// Takes away the lines without text at both ends of some code; their images stand beside the rest.
fn move_images_inside(lines: &mut Vec<Line>) {
    let has_text = |line: &Line| !line.text.is_empty();
    let Some(last) = lines.iter().rposition(has_text) else {
        return;
    };
    let under = lines.split_off(last + 1);
    let first = lines.iter().position(has_text).unwrap_or(0);
    let mut over: Vec<(usize, String)> = Vec::new();
    for line in lines.drain(..first) {
        over.extend(line.images);
    }
    if let Some(line) = lines.first_mut() {
        line.images.splice(0..0, over);
    }
    if let Some(line) = lines.last_mut() {
        let end = line.text.len();
        let images = under.into_iter().flat_map(|line| line.images);
        line.images.extend(images.map(|(_, url)| (end, url)));
    }
}

impl Piece {
    /// All lines as one.
    pub(super) fn joined(&self) -> Line {
        let between = (self.kind == BlockKind::Code).then_some('\n');
        let mut lines = self.lines.iter();
        let mut whole = lines.next().cloned().unwrap_or_default();
        for line in lines {
            whole.join(line, between);
        }
        whole
    }
}

/// A link that has begun.
#[derive(Debug)]
struct OpenLink {
    url: String,
    rel: String,
    /// Where its words begin in the line, once it has some.
    start: Option<usize>,
}

/// Lines of one document beyond this are not kept apart.
const MOST_LINES: usize = 300_000;
/// Links, images and marks beyond this are not kept; their words are.
const MOST_LINKS: usize = 300_000;

/// An image that is the same as one of so many before it is shown once.
const NEAR: usize = 8;

/// What was cut of these pieces.
pub(super) fn cuts(pieces: &[Piece]) -> impl Iterator<Item = Condition> {
    let (mut lines, mut places) = (0, 0);
    for line in pieces.iter().flat_map(|piece| &piece.lines) {
        lines += 1;
        places += line.anchors.len() + line.images.len() + line.marks.len();
    }
    let cuts = [
        (lines >= MOST_LINES, Condition::CutLines),
        (places >= MOST_LINKS, Condition::CutLinks),
    ];
    cuts.into_iter()
        .filter_map(|(is_cut, cut)| is_cut.then_some(cut))
}

/// What the readers write into.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pieces: Vec<Piece>,
    kind: Option<BlockKind>,
    lines: Vec<Line>,
    line: Line,
    space: bool,
    link: Option<OpenLink>,
    bold: usize,
    /// Within raised type.
    raised: usize,
    /// The fragments that lead to the piece that is being written.
    ids: Vec<String>,
    /// How many lines, and how many links, images and marks there are.
    written: usize,
    linked: usize,
}

impl Draft {
    /// Ends the piece that is being written; what comes next is of this kind.
    pub(super) fn open(&mut self, kind: BlockKind) {
        self.close();
        self.kind = Some(kind);
    }

    /// Ends the piece that is being written.
    pub(super) fn close(&mut self) {
        self.end_line(false);
        let mut lines = std::mem::take(&mut self.lines);
        // Images alone are no code.
        let has_text = lines.iter().any(|line| !line.text.is_empty());
        let kind = self.kind.take().filter(|_| has_text);
        let kind = kind.unwrap_or(BlockKind::Paragraph);
        if kind == BlockKind::Code {
            move_images_inside(&mut lines);
        }
        while lines.last().is_some_and(Line::is_empty) {
            lines.pop();
        }
        let first = lines.iter().position(|line| !line.is_empty());
        lines.drain(..first.unwrap_or(lines.len()));
        if !lines.is_empty() {
            self.pieces.push(Piece {
                kind,
                lines,
                ids: std::mem::take(&mut self.ids),
                note: None,
            });
        }
    }

    /// How many pieces have been written.
    pub(super) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// Whether nothing stands in the piece that is being written.
    pub(super) fn is_fresh(&self) -> bool {
        self.line.is_empty() && self.lines.iter().all(Line::is_empty)
    }

    /// Adds text. In [`BlockKind::Code`] it keeps its line breaks and spaces.
    pub(super) fn text(&mut self, text: &str) {
        let code = self.kind == Some(BlockKind::Code);
        for c in text.chars() {
            if self.line.invisible.takes(c) {
                continue;
            }
            if code && c == '\n' {
                self.end_line(true);
            } else if code && (c == ' ' || c == '\t') {
                self.line.text.push(c);
            } else if c.is_whitespace() {
                self.space = !self.line.text.is_empty() && !self.line.text.ends_with('\t');
            } else {
                self.push(c);
            }
        }
    }

    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.space) {
            self.line.text.push(' ');
        }
        if let Some(link) = &mut self.link {
            link.start.get_or_insert(self.line.text.len());
        }
        if c.is_alphanumeric() {
            let bold = self.bold > 0;
            self.line.has_bold |= bold;
            self.line.has_plain |= !bold;
        }
        self.line.text.push(c);
    }

    /// Begins a new cell in a row of a table.
    pub(super) fn cell(&mut self) {
        if self.line.text.is_empty() {
            return;
        }
        // A heading that began within the row is none of its cells.
        let in_row = self.kind == Some(BlockKind::TableRow);
        self.space = !in_row;
        if in_row {
            self.line.text.push('\t');
        }
    }

    /// A line break, asked for or only in the source.
    pub(super) fn line_break(&mut self, hard: bool) {
        if hard && self.line.is_empty() && !self.lines.is_empty() {
            // Two line breaks in a row part paragraphs.
            let kind = self.kind.unwrap_or(BlockKind::Paragraph);
            let link = self.link.take();
            self.open(kind);
            self.link = link;
        } else if !self.is_fresh() {
            self.end_line(hard);
        }
    }

    fn end_line(&mut self, hard: bool) {
        // A link that is open goes on in the next line.
        if let Some(mut link) = self.link.take() {
            if let Some(start) = link.start.take() {
                self.add_anchor(start, link.url.clone(), link.rel.clone());
            }
            self.link = Some(link);
        }
        self.space = false;
        let mut line = std::mem::take(&mut self.line);
        line.hard = hard;
        let code = self.kind == Some(BlockKind::Code);
        line.trim_end();
        line.compose();
        if !code {
            line.find_addresses();
        }
        if code || !line.is_empty() {
            self.push_line(line);
        }
    }

    /// Adds a line to the piece, or to the last line there is where there are too many.
    fn push_line(&mut self, line: Line) {
        self.written += 1;
        if self.written > MOST_LINES {
            let before = self
                .pieces
                .last_mut()
                .and_then(|piece| piece.lines.last_mut());
            if let Some(last) = self.lines.last_mut().or(before) {
                last.join(&line, None);
                return;
            }
        }
        self.lines.push(line);
    }

    /// Whether there is room for one more link, image or mark.
    fn has_room(&mut self) -> bool {
        self.linked += 1;
        self.linked <= MOST_LINKS
    }

    fn add_anchor(&mut self, start: usize, url: String, rel: String) {
        if !self.has_room() {
            return;
        }
        let end = self.line.text.len();
        let raised = self.raised > 0;
        if raised || url.starts_with('#') {
            let mark = Mark::new(start, end, url, raised);
            return self.line.add_mark(mark);
        }
        let anchor = Anchor::citation(start, end, url);
        self.line.add(Anchor { rel, ..anchor });
    }

    /// Words from here to [`end_link`](Self::end_link) lead to `url`.
    pub(super) fn start_link(&mut self, url: Option<String>) {
        self.end_link();
        self.link = url.map(|url| OpenLink {
            url,
            rel: String::new(),
            start: None,
        });
    }

    /// The types of the link that is open.
    pub(super) fn rel(&mut self, rel: &str) {
        if let Some(link) = &mut self.link {
            link.rel = rel.to_ascii_lowercase();
        }
    }

    /// Ends the link that is open. One around nothing but an image is kept as an image.
    pub(super) fn end_link(&mut self) {
        let Some(link) = self.link.take() else {
            return;
        };
        if let Some(start) = link.start {
            self.add_anchor(start, link.url, link.rel);
        } else if !self.line.images.is_empty() && !link.url.starts_with('#') {
            self.image(link.url);
        }
    }

    /// An image.
    pub(super) fn image(&mut self, url: String) {
        let at = self.line.text.len();
        let mut near = self.line.images.iter().rev().take(NEAR);
        if !near.any(|(_, known)| *known == url) && self.has_room() {
            self.line.images.push((at, url));
        }
    }

    /// A mark without words that leads to a note.
    pub(super) fn reference(&mut self, fragment: String) {
        let at = self.line.text.len();
        if self.has_room() {
            self.line.add_mark(Mark::new(at, at, fragment, true));
        }
    }

    /// A fragment that leads to the piece that is being written.
    pub(super) fn id(&mut self, fragment: String) {
        self.ids.push(fragment);
    }

    /// Begins or ends raised type.
    pub(super) fn raised(&mut self, on: bool) {
        self.raised = if on {
            self.raised + 1
        } else {
            self.raised.saturating_sub(1)
        };
    }

    /// Begins or ends bold type.
    pub(super) fn bold(&mut self, on: bool) {
        self.bold = if on {
            self.bold + 1
        } else {
            self.bold.saturating_sub(1)
        };
    }

    /// The pieces that were written.
    pub(super) fn finish(mut self) -> Vec<Piece> {
        self.link = self.link.take().filter(|link| link.start.is_some());
        self.close();
        self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    fn one(write: impl FnOnce(&mut Draft)) -> Line {
        let mut draft = Draft::default();
        write(&mut draft);
        let pieces = draft.finish();
        assert_eq!(pieces.len(), 1, "{pieces:?}");
        pieces[0].joined()
    }

    /// The words of the first link.
    fn words_of(line: &Line) -> &str {
        let anchor = &line.anchors[0];
        line.text.get(anchor.start..anchor.end).expect("words")
    }

    #[test]
    fn white_space_is_one_space_and_invisible_characters_are_gone() {
        let line = one(|draft| draft.text("  a\u{a0}\n b\u{ad}c\u{200b}\u{202e} \u{7}d \u{feff} "));
        assert_eq!(line.text, "a bc d");
    }

    #[test]
    fn line_breaks_vanish_between_ideographs_only() {
        let line = one(|draft| {
            for text in ["水位", "上升", "in May", "again", "한국", "말"] {
                draft.text(text);
                draft.line_break(false);
            }
        });
        assert_eq!(line.text, "水位上升 in May again 한국 말");
    }

    #[test]
    fn a_link_across_lines_and_formatting_is_one_link() {
        let line = one(|draft| {
            draft.text("see ");
            draft.start_link(Some("u".into()));
            draft.text(" the long");
            draft.line_break(false);
            draft.bold(true);
            draft.text("report ");
            draft.bold(false);
            draft.end_link();
            draft.text("now");
        });
        assert_eq!(line.text, "see the long report now");
        assert_eq!(line.anchors.len(), 1);
        assert_eq!(words_of(&line), "the long report");
    }

    #[test]
    fn a_mark_after_a_link_stays_with_its_letter() {
        let line = one(|draft| {
            draft.start_link(Some("u".into()));
            draft.text("cafe");
            draft.end_link();
            draft.text("\u{301} x");
        });
        assert_eq!(line.text, "café x");
        assert_eq!(words_of(&line), "café");
    }

    #[test]
    fn addresses_in_the_text_are_links() {
        let line =
            one(|draft| draft.text("见https://a.example/b，(and http://c.example/d). https:/x"));
        let urls: Vec<&str> = line.anchors.iter().map(|a| a.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/b", "http://c.example/d"]);
    }

    #[test]
    fn code_keeps_its_lines() {
        let line = one(|draft| {
            draft.open(BlockKind::Code);
            draft.text("if x\n    y  z\n\n");
        });
        assert_eq!(line.text, "if x\n    y  z");
    }

    proptest! {
        #[test]
        fn anchors_stay_on_characters(parts in prop::collection::vec("[a\u{301}\u{327} \u{ad}가\u{1161}\u{11a8}日\n]{0,6}", 1..8)) {
            let mut draft = Draft::default();
            for (i, part) in parts.iter().enumerate() {
                if i % 2 == 0 { draft.start_link(Some(format!("u{i}"))); }
                draft.text(part);
                if i % 2 == 0 { draft.end_link(); }
            }
            for piece in draft.finish() {
                let line = piece.joined();
                prop_assert!(is_nfc(&line.text));
                for anchor in &line.anchors {
                    prop_assert!(line.text.get(anchor.start..anchor.end).is_some());
                }
            }
        }
    }
}
