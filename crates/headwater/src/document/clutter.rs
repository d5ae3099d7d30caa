//! What a page says between and around its paragraphs that is no part of them: bylines, links to
//! the paper's other stories, requests to subscribe, who the author is.
//!
//! Elements that say by their class what they are have been left out before. Here the words, the
//! links and the place of a piece decide.

use super::draft::{Line, Piece, ends_sentence};
use super::notices::NOTICES;
use super::{BlockKind, address, dates};

/// A paragraph of the story has at least so many bytes and ends as a sentence.
const SHORTEST_BODY: usize = 75;
/// Bylines, labels and requests are shorter than this, in characters.
const LONGEST_LINE: usize = 120;
const LONGEST_CALL: usize = 320;
const LONGEST_BIOGRAPHY: usize = 500;
/// Above the first paragraph shorter pieces than this, in bytes, say nothing.
const SHORTEST_ABOVE: usize = 40;
/// Where less than one part in this many would stay, all stays: then it is no article.
const LEAST_KEPT: usize = 2;

/// Where people follow a paper.
const NETWORKS: [&str; 14] = [
    "bluesky",
    "facebook",
    "instagram",
    "linkedin",
    "mastodon",
    "pinterest",
    "telegram",
    "threads",
    "tiktok",
    "twitter",
    "weibo",
    "whatsapp",
    "youtube",
    "vkontakte",
];

/// Leaves out the pieces of a page that are no part of its story. `own` is the page's address.
pub(super) fn clear(pieces: Vec<Piece>, own: Option<&str>, authors: &[String]) -> Vec<Piece> {
    let lines: Vec<Line> = pieces.iter().map(Piece::joined).collect();
    let page = Page {
        pieces: &pieces,
        lines: &lines,
        own,
        authors,
    };
    let clutter = page.clutter();
    let weight = |kept: &dyn Fn(usize) -> bool| -> usize {
        let lines = lines.iter().enumerate();
        lines
            .filter(|(at, line)| kept(*at) && !line.is_all_links())
            .map(|(_, line)| line.text.len())
            .sum()
    };
    let stays = |at: usize| !clutter.get(at).copied().unwrap_or(false);
    if weight(&stays) * LEAST_KEPT < weight(&|_| true) {
        return pieces;
    }
    let pieces = pieces.into_iter().enumerate();
    pieces
        .filter(|(at, _)| stays(*at))
        .map(|(_, piece)| piece)
        .collect()
}

/// The pieces of a page, each with all its lines as one.
struct Page<'p> {
    pieces: &'p [Piece],
    lines: &'p [Line],
    own: Option<&'p str>,
    authors: &'p [String],
}

impl Page<'_> {
    /// Which pieces are clutter.
    fn clutter(&self) -> Vec<bool> {
        let body: Vec<bool> = (0..self.lines.len()).map(|at| self.is_body(at)).collect();
        let first = body.iter().position(|body| *body);
        let last = body.iter().rposition(|body| *body);
        let mut clutter: Vec<bool> = (0..self.lines.len())
            .map(|at| {
                self.never_goes(at).is_none()
                    && (self.leads_on(at)
                        || self.credits_a_picture(at)
                        || first.is_some_and(|first| at < first) && self.stands_above(at)
                        || last.is_some_and(|last| at > last) && self.stands_below(at)
                        || self.asks(at))
            })
            .collect();
        self.headings_of_nothing(&mut clutter);
        clutter
    }

    fn never_goes(&self, at: usize) -> Option<()> {
        let piece = self.pieces.get(at)?;
        let protected = piece.note.is_some()
            || matches!(
                piece.kind,
                BlockKind::Code
                    | BlockKind::TableRow
                    | BlockKind::Reference
                    | BlockKind::Repost
                    | BlockKind::Disclaimer
                    | BlockKind::Lead
            );
        (protected || self.line(at)?.text.is_empty()).then_some(())
    }

    fn line(&self, at: usize) -> Option<&Line> {
        self.lines.get(at)
    }

    fn kind(&self, at: usize) -> Option<BlockKind> {
        self.pieces.get(at).map(|piece| piece.kind)
    }

    /// Whether a piece is a paragraph of the story beyond doubt.
    fn is_body(&self, at: usize) -> bool {
        let (Some(line), Some(kind)) = (self.line(at), self.kind(at)) else {
            return false;
        };
        let prose = matches!(
            kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::Lead
        );
        prose
            && line.text.len() >= SHORTEST_BODY
            && ends_sentence(&line.text)
            && !line.is_all_links()
            && !self.asks(at)
            && !self.is_biography(at)
            && !is_contribution(line)
            && !is_copyright(line)
    }

    /// Links to other stories of the same paper: "Related: …", or a headline as a link.
    fn leads_on(&self, at: usize) -> bool {
        let (Some(line), Some(kind)) = (self.line(at), self.kind(at)) else {
            return false;
        };
        let stays_here = line.anchors.iter().all(|anchor| self.is_own(&anchor.url));
        match kind {
            BlockKind::FurtherReading => stays_here,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading(_) => {
                line.is_all_links() && stays_here && !ends_sentence(&line.text)
            }
            _ => false,
        }
    }

    fn is_own(&self, url: &str) -> bool {
        if !address::is_absolute(url) {
            return true;
        }
        let same = |own| address::site(own) == address::site(url);
        self.own.is_some_and(same)
    }

    /// "(Image credit: …)" as a piece of its own.
    fn credits_a_picture(&self, at: usize) -> bool {
        let Some(line) = self.line(at) else {
            return false;
        };
        let text = line.text.trim();
        let short = text.chars().count() <= LONGEST_LINE;
        let inner = text
            .strip_prefix(['(', '（', '[', '［', '【'])
            .and_then(|text| text.strip_suffix([')', '）', ']', '］', '】']));
        let lower = inner.unwrap_or(text).trim().to_lowercase();
        let labelled = NOTICES.image.starts(&lower).is_some_and(|word| {
            let rest = lower.get(word..).unwrap_or_default().trim_start();
            rest.starts_with([':', '：', '/', '／', '©']) || inner.is_some()
        });
        let pictured = matches!(
            self.kind(at),
            Some(BlockKind::Paragraph | BlockKind::Caption)
        );
        short && pictured && (labelled || lower.starts_with('©') || is_count(&lower))
    }

    /// Above the story: who wrote it and when, and words too short to be any of it.
    fn stands_above(&self, at: usize) -> bool {
        let (Some(line), Some(kind)) = (self.line(at), self.kind(at)) else {
            return false;
        };
        if kind == BlockKind::Credit {
            return true;
        }
        let text = line.text.trim();
        if !matches!(kind, BlockKind::Paragraph | BlockKind::ListItem) || ends_sentence(text) {
            return false;
        }
        let short = text.len() < SHORTEST_ABOVE && kind == BlockKind::Paragraph;
        short || is_stamp(text)
    }

    /// Below the story: credits, copyright, who the author is, what else there is to do.
    fn stands_below(&self, at: usize) -> bool {
        let (Some(line), Some(kind)) = (self.line(at), self.kind(at)) else {
            return false;
        };
        let all_links = line.is_all_links() && !ends_sentence(&line.text);
        matches!(kind, BlockKind::Credit | BlockKind::Footer)
            || self.is_biography(at)
            || is_contribution(line)
            || is_copyright(line)
            || (kind == BlockKind::Paragraph && is_stamp(line.text.trim()))
            || has_mail(&line.text)
            || (all_links && line.anchors.iter().all(|anchor| self.is_own(&anchor.url)))
    }

    /// A request to the reader: to subscribe, to follow, to write.
    fn asks(&self, at: usize) -> bool {
        let (Some(line), Some(kind)) = (self.line(at), self.kind(at)) else {
            return false;
        };
        let plain = matches!(kind, BlockKind::Paragraph | BlockKind::Heading(_));
        let lower = line.text.to_lowercase();
        let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
        let words = lower.split_whitespace().count();
        let networks = NETWORKS
            .iter()
            .filter(|name| lower.contains(**name))
            .count();
        plain
            && lower.chars().count() <= LONGEST_CALL
            && (NOTICES.call.starts(lower).is_some()
                || NOTICES.appeal.find(lower).is_some()
                || NOTICES.footer.has(lower.trim())
                || (NOTICES.follow.starts(lower).is_some() && networks > 0)
                || (networks > 1 && words <= 2 * networks && !ends_sentence(lower)))
    }

    /// "Anna Berg is a reporter …" below a story by Anna Berg.
    fn is_biography(&self, at: usize) -> bool {
        let Some(line) = self.line(at) else {
            return false;
        };
        let is_last = at * 2 > self.lines.len();
        let named = self.authors.iter().any(|author| {
            author.contains(' ') && line.text.trim_start().starts_with(author.as_str())
        });
        is_last && named && line.text.chars().count() <= LONGEST_BIOGRAPHY
    }

    /// Headings and labels of what was left out, and headings at the very end.
    fn headings_of_nothing(&self, clutter: &mut [bool]) {
        let mut next: Option<BlockKind> = None;
        // Whether something was left out before the next piece that stays.
        let mut lost = false;
        for at in (0..self.lines.len()).rev() {
            let (Some(kind), Some(line)) = (self.kind(at), self.line(at)) else {
                continue;
            };
            if clutter.get(at).copied().unwrap_or(false) {
                lost = true;
                continue;
            }
            let opens_nothing = match kind {
                BlockKind::Heading(_) => {
                    at > 0
                        && (next.is_none() || lost && matches!(next, Some(BlockKind::Heading(_))))
                }
                BlockKind::Paragraph => lost && is_label(line),
                _ => false,
            };
            if opens_nothing {
                if let Some(slot) = clutter.get_mut(at) {
                    *slot = true;
                }
                lost = true;
                continue;
            }
            next = Some(kind);
            lost = false;
        }
    }
}

/// Whether a short line opens a list of links.
fn is_label(line: &Line) -> bool {
    let text = line.text.trim();
    let lower = text.to_lowercase();
    let short = text.chars().count() <= LONGEST_LINE / 2;
    short && (text.ends_with([':', '：']) || NOTICES.further.starts(&lower).is_some())
}

/// Whether a line is nothing but a day or a time with a name or a label: a line over a story.
fn is_stamp(text: &str) -> bool {
    let time = || {
        text.match_indices(':').any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + 1..).unwrap_or_default();
            let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
            before.ends_with(|c: char| c.is_ascii_digit())
                && digits(after)
                && after.get(1..).is_some_and(digits)
        })
    };
    text.chars().count() <= LONGEST_LINE
        && !ends_sentence(text)
        && (time() || !dates::find(text, false).is_empty())
}

/// A short line with an address for letters.
fn has_mail(text: &str) -> bool {
    let is_address = |word: &str| {
        let (name, host) = word.split_once('@').unwrap_or_default();
        !name.is_empty() && host.trim_end_matches('.').contains('.')
    };
    text.chars().count() <= LONGEST_LINE * 2 && text.split_whitespace().any(is_address)
}

/// "Image 1 of 5", in lower case.
fn is_count(lower: &str) -> bool {
    let Some(word) = NOTICES.image.starts(lower) else {
        return false;
    };
    let rest = lower.get(word..).unwrap_or_default();
    let figures = rest.split(|c: char| !c.is_ascii_digit());
    let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
    figures.filter(|figure| !figure.is_empty()).count() == 2 && letters <= 3
}

/// "Additional reporting by …".
fn is_contribution(line: &Line) -> bool {
    let lower = line.text.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    lower.chars().count() <= LONGEST_LINE * 2
        && (NOTICES.contribution.starts(lower).is_some()
            || (lower.chars().count() <= LONGEST_LINE
                && NOTICES.contribution.find(lower).is_some()))
}

/// A notice of copyright.
fn is_copyright(line: &Line) -> bool {
    let lower = line.text.trim().to_lowercase();
    let signed =
        lower.starts_with('©') || lower.starts_with("(c)") || lower.starts_with("copyright");
    lower.chars().count() <= LONGEST_CALL && (signed || lower.contains('©'))
}

#[cfg(test)]
mod tests {
    use crate::document::{Hints, read};

    const STORY: &str = "<p>The dam above Orlin held through the night, the river office said on Monday morning.</p>";
    const END: &str =
        "<p>The gates will be opened again on Thursday, when the water has fallen far enough.</p>";

    /// The text of a page with these parts above, between and below two paragraphs of a story.
    fn rest(above: &str, between: &str, below: &str) -> Vec<String> {
        let page = format!(
            "<meta name=author content='Anna Berg'><article>{above}{STORY}{between}{END}{below}</article>"
        );
        let hints = Hints::new("a.html").url("https://news.post.example/dam");
        let document = read(page.as_bytes(), &hints).expect("a document");
        let blocks = document.blocks().iter();
        blocks
            .map(|block| block.span().of(document.text()).to_owned())
            .filter(|text| !STORY.contains(text.as_str()) && !END.contains(text.as_str()))
            .collect()
    }

    #[test]
    fn bylines_and_scraps_above_the_story_go() {
        for above in [
            "<p>By Anna Berg</p>",
            "<p>Updated Nov 19, 2023, 9:41 AM; posted Nov 18, 8:19 PM</p>",
            "<p>Hafenstadt Redaktion | 19.11.2023, 08:57</p>",
            "<p>Print this</p>",
        ] {
            assert_eq!(rest(above, "", ""), Vec::<String>::new(), "{above}");
        }
        assert_eq!(rest("<p>Is it safe?</p>", "", ""), ["Is it safe?"]);
    }

    #[test]
    fn links_to_other_stories_of_the_same_paper_go() {
        for between in [
            "<p>Related: <a href='/old'>The dam in pictures</a></p>",
            "<p><a href='https://www.post.example/old'><b>THE DAM IN PICTURES</b></a></p>",
            "<h3>More of our stories</h3><ul><li><a href='/a'>The dam in pictures</a><li><a href='/b'>Who built it</a></ul><h3></h3>",
        ] {
            let left = rest("", between, "");
            assert!(!left.concat().contains("pictures"), "{left:?}");
        }
        for between in [
            "<p>Related: <a href='https://river.example/report'>The report of the river office</a></p>",
            "<p><a href='/old'>The office said on Friday that the dam would hold.</a></p>",
        ] {
            assert_eq!(rest("", between, "").len(), 1, "{between}");
        }
    }

    #[test]
    fn requests_and_words_about_the_author_below_the_story_go() {
        for below in [
            "<p>Follow us on our channels.</p>",
            "<p><i>Anna Berg is a reporter of the Post. She has written about rivers for ten years.</i></p>",
            "<p>(Additional reporting by Tom Reyes)</p>",
            "<p>© 2023 The Post. All rights reserved.</p>",
            "<h3>Comments</h3>",
            "<p>Jetzt abonnieren und jeden Morgen lesen.</p>",
            "<p>関連記事</p><ul><li><a href='/a'>ダムの写真集</a></ul>",
        ] {
            assert_eq!(rest("", "", below), Vec::<String>::new(), "{below}");
        }
        let below = "<p>Anna Lind is the head of the office, and she has the last word in it.</p>";
        assert_eq!(rest("", "", below).len(), 1);
    }

    #[test]
    fn a_page_that_is_all_clutter_stays_whole() {
        let page = "<p>Sign up for the letter.</p><p>Follow us on our channels.</p>";
        let document = read(page.as_bytes(), &Hints::new("a.html")).expect("a document");
        assert_eq!(document.blocks().len(), 2);
    }
}
