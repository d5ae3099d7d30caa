//! What stands around an article: who wrote it, where it first appeared, what else to read.
//!
//! The readers give pieces in reading order; this gives each its kind, and picks out of them
//! the authors, credits, repost notice and disclaimer.

use super::draft::Piece;
use super::line::{Line, ends_sentence};
use super::notices::NOTICES;
use super::{BlockKind, Credit, LinkKind, credits, dates};

/// A notice is short; anything longer is a paragraph of the article.
const LONGEST_NOTICE: usize = 300;
/// Bold paragraphs shorter than this are headings, if anything.
const SHORTEST_LEAD: usize = 40;
/// How far from the top a byline without a colon is looked for.
const BYLINE_PIECES: usize = 8;

/// What the frame of a document says.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) pieces: Vec<Piece>,
    pub(super) authors: Vec<String>,
    pub(super) credits: Vec<Credit>,
    pub(super) repost_of: Option<String>,
    pub(super) disclaimer: Option<String>,
}

/// What a line is by its words alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    Credit,
    Repost,
    FurtherReading,
    Disclaimer,
}

/// Gives every piece its kind, and its links theirs.
pub(super) fn arrange(pieces: Vec<Piece>) -> Frame {
    let pieces: Vec<Piece> = pieces.into_iter().flat_map(parted).collect();
    let mut walk = Walk::default();
    let total = pieces.len();
    for (index, piece) in pieces.iter().enumerate() {
        walk.piece(index, piece.clone(), total);
    }
    let mut frame = walk.frame;
    find_lead(&mut frame.pieces);
    find_footer(&mut frame.pieces);
    if frame.pieces.iter().any(is_body) || !pieces.iter().any(is_body) {
        for piece in &mut frame.pieces {
            mark_links(piece);
        }
        return frame;
    }
    // Nothing but a frame: then it is no frame.
    Frame {
        pieces,
        ..Frame::default()
    }
}

/// Whether a piece carries what the document says.
fn is_body(piece: &Piece) -> bool {
    use BlockKind::{Code, Lead, ListItem, Paragraph, Quote, TableRow};
    let body = matches!(
        piece.kind,
        Paragraph | ListItem | Quote | TableRow | Code | Lead
    );
    body && piece.lines.iter().any(|line| !line.text.is_empty())
}

/// Lines that say something by themselves become pieces of their own, and so do lines that were
/// broken on purpose at the end of a sentence.
pub(super) fn parted(piece: Piece) -> Vec<Piece> {
    let kind = piece.kind;
    if !matches!(kind, BlockKind::Paragraph | BlockKind::ListItem) || piece.lines.len() < 2 {
        return vec![piece];
    }
    let alone: Vec<bool> = piece
        .lines
        .iter()
        .map(|line| line.is_image() || notice(line).is_some())
        .collect();
    let last = alone.len() - 1;
    let stands = |at: usize| alone.get(at).copied().unwrap_or(false);
    let mut out: Vec<Piece> = Vec::new();
    let mut fresh = true;
    for (at, line) in piece.lines.into_iter().enumerate() {
        // In the middle of wrapped text a line may begin with any word by chance.
        let edge = at == 0 || at == last || stands(at - 1) || stands(at + 1);
        let part = stands(at) && (edge || line.is_image());
        let hard = line.hard && ends_sentence(&line.text);
        match out.last_mut() {
            Some(open) if !part && !fresh => open.lines.push(line),
            _ => out.push(Piece {
                kind,
                lines: vec![line],
                ids: Vec::new(),
                note: None,
            }),
        }
        fresh = part || hard;
    }
    out
}

/// What a line is by its words; `None` for ordinary text.
fn notice(line: &Line) -> Option<Notice> {
    let text = line.text.trim();
    let length = text.chars().count();
    if length == 0 {
        return None;
    }
    let lower = text.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some(word) = NOTICES.disclaimer.starts(lower)
        && (is_label(lower, word) || word == lower.len())
    {
        return Some(Notice::Disclaimer);
    }
    if length > LONGEST_NOTICE {
        return None;
    }
    if let Some(word) = NOTICES.further.starts(lower) {
        let rest = lower.get(word..).unwrap_or_default();
        let linked = line
            .anchors
            .first()
            .is_some_and(|a| a.start <= text.len() - rest.len() + 4);
        let only_links = line.is_all_links();
        if is_label(lower, word) || (linked && (only_links || !ends_sentence(text))) {
            return Some(Notice::FurtherReading);
        }
    }
    if dates::line(text).is_some() || !credits::in_line(text).is_empty() {
        return Some(Notice::Credit);
    }
    if line.anchors.is_empty() && !text.contains([':', '：', '|', '｜']) {
        return None;
    }
    let (start, end) = NOTICES.repost.find(lower)?;
    let early = lower
        .get(..start)
        .is_some_and(|before| before.chars().count() <= 60);
    let named = !line.anchors.is_empty() || is_label(lower.get(start..)?, end - start);
    (early && named && length <= 200).then_some(Notice::Repost)
}

/// Whether a word at the beginning is set off by a colon.
fn is_label(lower: &str, word: usize) -> bool {
    let rest = lower.get(word..).unwrap_or_default().trim_start();
    rest.starts_with([':', '：', '|', '｜', '】'])
}

/// The way through the pieces.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says where in the page the walk is"
)]
struct Walk {
    frame: Frame,
    /// The last piece was an image, or ended in one.
    after_image: bool,
    /// Under a heading for further reading.
    under_further: bool,
    /// Under a heading for a disclaimer.
    under_disclaimer: bool,
    /// A paragraph of the body has been seen.
    in_body: bool,
}

impl Walk {
    fn piece(&mut self, index: usize, mut piece: Piece, total: usize) {
        let line = piece.joined();
        if line.text.is_empty() {
            self.after_image = true;
            self.frame.pieces.push(piece);
            return;
        }
        let pictured = self.after_image || line.images.first().is_some_and(|(at, _)| *at == 0);
        let plain = matches!(
            piece.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote
        );
        if let BlockKind::Heading(_) = piece.kind {
            self.heading(&mut piece, &line);
        } else if plain {
            piece.kind = self.kind(index, &piece, &line, pictured, total);
        }
        if is_body(&piece) {
            self.in_body = true;
        }
        self.after_image = line
            .images
            .last()
            .is_some_and(|(at, _)| *at == line.text.len());
        self.frame.pieces.push(piece);
    }

    /// A heading may open a list of further reading or a disclaimer.
    fn heading(&mut self, piece: &mut Piece, line: &Line) {
        let lower = line.text.to_lowercase();
        let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
        self.under_further = NOTICES.further.has(lower);
        self.under_disclaimer = NOTICES.disclaimer.has(lower);
        if self.under_further {
            piece.kind = BlockKind::FurtherReading;
        } else if self.under_disclaimer {
            piece.kind = BlockKind::Disclaimer;
        }
    }

    fn kind(
        &mut self,
        index: usize,
        piece: &Piece,
        line: &Line,
        pictured: bool,
        total: usize,
    ) -> BlockKind {
        if pictured && is_image_source(line) {
            return BlockKind::Caption;
        }
        if std::mem::take(&mut self.under_disclaimer) {
            self.frame.disclaimer = Some(line.text.clone());
            return BlockKind::Disclaimer;
        }
        match notice(line) {
            Some(Notice::Disclaimer) => {
                self.under_disclaimer = NOTICES.disclaimer.has(&line.text.to_lowercase());
                self.frame
                    .disclaimer
                    .get_or_insert_with(|| line.text.clone());
                BlockKind::Disclaimer
            }
            Some(Notice::FurtherReading) => {
                // A label without links of its own opens a list.
                self.under_further = line.anchors.is_empty();
                BlockKind::FurtherReading
            }
            Some(Notice::Repost) => {
                let url = repost_address(line);
                self.frame.repost_of = self.frame.repost_of.take().or(url);
                BlockKind::Repost
            }
            Some(Notice::Credit) => {
                self.credit(line);
                BlockKind::Credit
            }
            None => self.ordinary(index, piece, line, total),
        }
    }

    fn credit(&mut self, line: &Line) {
        for credit in credits::in_line(&line.text) {
            if credit.role == "author" {
                self.frame.authors.extend(credits::people(&credit.name));
            }
            self.frame.credits.push(credit);
        }
    }

    fn ordinary(&mut self, index: usize, piece: &Piece, line: &Line, total: usize) -> BlockKind {
        self.under_further &= line.is_all_links();
        if self.under_further {
            return BlockKind::FurtherReading;
        }
        let near_top = index < BYLINE_PIECES && !self.in_body && total > 1;
        if near_top && let Some(name) = credits::byline(&line.text) {
            self.frame.authors.extend(credits::people(name));
            self.frame.credits.push(Credit {
                role: "author".to_owned(),
                name: name.to_owned(),
            });
            return BlockKind::Credit;
        }
        let lower = line.text.to_lowercase();
        if line.is_all_links() && NOTICES.more.has(lower.trim()) {
            return BlockKind::FurtherReading;
        }
        piece.kind
    }
}

/// Whether a short text right after an image says where the image is from.
fn is_image_source(line: &Line) -> bool {
    let lower = line.text.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(word) = NOTICES.image.starts(lower) else {
        return false;
    };
    let rest = lower.get(word..).unwrap_or_default().trim_start();
    let set_off = rest.is_empty() || rest.starts_with(|c: char| ":：/／（(©|-–—".contains(c));
    let short = line.text.chars().count() <= LONGEST_NOTICE;
    short && (set_off || line.is_all_links())
}

/// The address that a repost notice gives: of the link with the notice's words, or behind them.
fn repost_address(line: &Line) -> Option<String> {
    let (start, _) = NOTICES.repost.find(&line.text.to_lowercase())?;
    let behind = line.anchors.iter().find(|anchor| anchor.end > start);
    behind
        .or(line.anchors.last())
        .map(|anchor| anchor.url.clone())
}

/// A bold paragraph before the body is the lead; a short one between paragraphs is a heading.
fn find_lead(pieces: &mut [Piece]) {
    let bold: Vec<bool> = pieces
        .iter()
        .map(|piece| {
            piece.kind == BlockKind::Paragraph
                && piece.lines.iter().all(|line| !line.has_plain)
                && piece.lines.iter().any(|line| line.has_bold)
        })
        .collect();
    let is_plain = |at: usize, piece: &Piece| {
        piece.kind == BlockKind::Paragraph
            && !bold.get(at).copied().unwrap_or(false)
            && !piece.joined().text.is_empty()
    };
    let plain: Vec<bool> = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| is_plain(at, piece))
        .collect();
    let Some(last_plain) = plain.iter().rposition(|plain| *plain) else {
        return;
    };
    let mut seen_plain = false;
    for (at, piece) in pieces.iter_mut().enumerate() {
        seen_plain |= plain.get(at).copied().unwrap_or(false);
        if !bold.get(at).copied().unwrap_or(false) || at > last_plain {
            continue;
        }
        let text = piece.joined().text;
        let long = text.chars().count() >= SHORTEST_LEAD || ends_sentence(&text);
        if !seen_plain && long {
            piece.kind = BlockKind::Lead;
        } else if !long {
            piece.kind = BlockKind::Heading(3);
        }
    }
}

/// Links alone at the very end, and lines of copyright, are the footer.
fn find_footer(pieces: &mut [Piece]) {
    let ended = |piece: &Piece| {
        matches!(
            piece.kind,
            BlockKind::Disclaimer | BlockKind::Credit | BlockKind::Footer | BlockKind::Reference
        )
    };
    let candidate = |piece: &Piece| {
        let line = piece.joined();
        let plain = matches!(piece.kind, BlockKind::Paragraph | BlockKind::ListItem);
        line.text.is_empty() || (plain && (line.is_all_links() || is_footer_word(&line.text)))
    };
    let from = pieces
        .iter()
        .rposition(|piece| !candidate(piece))
        .map_or(0, |at| at + 1);
    let Some((before, tail)) = pieces.split_at_mut_checked(from) else {
        return;
    };
    let known = tail
        .iter()
        .any(|piece| is_footer_word(&piece.joined().text));
    if before.last().is_some_and(ended) || known {
        for piece in tail.iter_mut().filter(|piece| is_body(piece)) {
            piece.kind = BlockKind::Footer;
        }
    }
}

/// Whether a short text is a footer's: terms, privacy, a notice of copyright.
fn is_footer_word(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let notice = lower.starts_with('©') || lower.starts_with("copyright");
    notice || NOTICES.footer.has(&lower)
}

/// A link's kind follows from where it stands.
fn mark_links(piece: &mut Piece) {
    let kind = match piece.kind {
        BlockKind::Caption => LinkKind::Image,
        BlockKind::Repost => LinkKind::Repost,
        BlockKind::FurtherReading => LinkKind::FurtherReading,
        BlockKind::Reference => LinkKind::Reference,
        BlockKind::Footer | BlockKind::Disclaimer | BlockKind::Credit => LinkKind::Footer,
        _ => return,
    };
    for anchor in piece.lines.iter_mut().flat_map(|line| &mut line.anchors) {
        anchor.kind = kind;
    }
}
