//! What a page says between and around its paragraphs that is no part of them: bylines, links to
//! the paper's other stories, requests to subscribe, who the author is.
//!
//! Elements that say by their class what they are have been left out before. Here the words, the
//! links and the place of a piece decide.

use super::draft::Piece;
use super::line::{Line, ends_sentence};
use super::notices::NOTICES;
use super::{BlockKind, Omission, address, dates};

/// A paragraph of the story has at least so many bytes and ends as a sentence.
const SHORTEST_BODY: usize = 75;
/// Bylines, labels and requests are shorter than this, in characters.
const LONGEST_LINE: usize = 120;
const LONGEST_CALL: usize = 320;
const LONGEST_BIOGRAPHY: usize = 500;
/// Above and below the story shorter pieces than this, in bytes, say nothing.
const LONGEST_SCRAP: usize = 40;
/// A line is a list of links where they hold this share of its text: three of four parts.
const MOSTLY_LINKS: (usize, usize) = (3, 4);
/// More scraps than this below the story may be a part of it: results, say.
const MOST_SCRAPS: usize = 3;
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

/// Why each piece of a page is no part of its story, or that it is. `own` is the page's address.
pub(super) fn of(pieces: &[Piece], own: Option<&str>, authors: &[String]) -> Vec<Option<Omission>> {
    let lines: Vec<Line> = pieces.iter().map(Piece::joined).collect();
    let page = Page {
        pieces,
        lines: &lines,
        own,
        authors,
    };
    let clutter = page.clutter();
    let words = || {
        let all = lines.iter().zip(&clutter);
        all.filter(|(line, _)| !line.is_all_links())
    };
    let whole: usize = words().map(|(line, _)| line.text.len()).sum();
    let kept = words().filter(|(_, omission)| omission.is_none());
    let kept: usize = kept.map(|(line, _)| line.text.len()).sum();
    if kept * LEAST_KEPT < whole {
        return vec![None; pieces.len()];
    }
    clutter
}

/// The pieces of a page, each with all its lines as one.
struct Page<'p> {
    pieces: &'p [Piece],
    lines: &'p [Line],
    own: Option<&'p str>,
    authors: &'p [String],
}

impl Page<'_> {
    fn clutter(&self) -> Vec<Option<Omission>> {
        let body: Vec<bool> = (0..self.lines.len()).map(|at| self.is_body(at)).collect();
        let first = body.iter().position(|body| *body);
        let last = body.iter().rposition(|body| *body);
        let mut clutter: Vec<Option<Omission>> = (0..self.lines.len())
            .map(|at| {
                let above = first.is_some_and(|first| at < first);
                let below = last.is_some_and(|last| at > last);
                self.omission(at, above, below)
            })
            .collect();
        self.headings_of_nothing(&mut clutter);
        if let Some(last) = last {
            self.scraps_below(last, &mut clutter);
        }
        clutter
    }

    /// Why a piece goes that stands above or below the story, or in it.
    fn omission(&self, at: usize, above: bool, below: bool) -> Option<Omission> {
        if self.never_goes(at) {
            return None;
        }
        if self.leads_on(at) {
            return Some(Omission::FurtherReading);
        }
        if self.credits_a_picture(at) {
            return Some(Omission::Credit);
        }
        let around = match (above, below) {
            (true, _) => self.above(at),
            (_, true) => self.below(at),
            _ => None,
        };
        around.or_else(|| self.asks(at).then_some(Omission::Request))
    }

    /// A few words too short to be part of the story at its end: "Post a comment (+)".
    fn scraps_below(&self, last: usize, clutter: &mut [Option<Omission>]) {
        let rest: Vec<usize> = (last + 1..self.lines.len())
            .filter(|at| clutter.get(*at).is_some_and(Option::is_none))
            .collect();
        let is_scrap = |at: &usize| {
            self.kind(*at) == Some(BlockKind::Paragraph)
                && !self.never_goes(*at)
                && self.line(*at).is_some_and(is_scrap)
        };
        if rest.len() > MOST_SCRAPS || !rest.iter().all(is_scrap) {
            return;
        }
        for at in rest {
            omit(clutter, at, Omission::Scrap);
        }
    }

    fn never_goes(&self, at: usize) -> bool {
        let (Some(piece), Some(line)) = (self.pieces.get(at), self.line(at)) else {
            return true;
        };
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
        protected || line.text.is_empty()
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
                (line.is_all_links() || is_mostly_links(line))
                    && stays_here
                    && !ends_sentence(&line.text)
            }
            _ => false,
        }
    }

    /// Items of a list below the story, each with a link to another story of the same paper.
    fn lists_stories(&self, at: usize) -> bool {
        let Some(line) = self.line(at) else {
            return false;
        };
        let mut links = line.anchors.iter();
        self.kind(at) == Some(BlockKind::ListItem)
            && !line.anchors.is_empty()
            && links.all(|anchor| self.is_own(&anchor.url))
            && !line.text.trim_end().ends_with(['.', '。'])
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
    fn above(&self, at: usize) -> Option<Omission> {
        let (line, kind) = (self.line(at)?, self.kind(at)?);
        if kind == BlockKind::Credit {
            return Some(Omission::Byline);
        }
        let text = line.text.trim();
        if !matches!(kind, BlockKind::Paragraph | BlockKind::ListItem) || ends_sentence(text) {
            return None;
        }
        if is_stamp(text) {
            return Some(Omission::Byline);
        }
        (kind == BlockKind::Paragraph && is_scrap(line)).then_some(Omission::Scrap)
    }

    /// Below the story: credits, copyright, who the author is, what else there is to do.
    fn below(&self, at: usize) -> Option<Omission> {
        let (line, kind) = (self.line(at)?, self.kind(at)?);
        let stays_here = || line.anchors.iter().all(|anchor| self.is_own(&anchor.url));
        if kind == BlockKind::Credit || is_contribution(line) || is_copyright(line) {
            return Some(Omission::Credit);
        }
        if kind == BlockKind::Footer {
            return Some(Omission::Navigation);
        }
        if self.is_biography(at) {
            return Some(Omission::Biography);
        }
        if kind == BlockKind::Paragraph && is_stamp(line.text.trim()) {
            return Some(Omission::Byline);
        }
        if has_mail(&line.text) {
            return Some(Omission::Request);
        }
        let leads_on = line.is_all_links() && !ends_sentence(&line.text) && stays_here();
        (leads_on || self.lists_stories(at)).then_some(Omission::FurtherReading)
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
    fn headings_of_nothing(&self, clutter: &mut [Option<Omission>]) {
        let mut next: Option<BlockKind> = None;
        // Whether something was left out before the next piece that stays.
        let mut lost = false;
        for at in (0..self.lines.len()).rev() {
            let (Some(kind), Some(line)) = (self.kind(at), self.line(at)) else {
                continue;
            };
            if clutter.get(at).is_some_and(Option::is_some) {
                lost = true;
                continue;
            }
            let opens_nothing = match kind {
                BlockKind::Heading(_) => {
                    at > 0
                        && (next.is_none()
                            || lost && matches!(next, Some(BlockKind::Heading(_)))
                            || lost && is_label(line))
                }
                BlockKind::Paragraph => lost && is_label(line),
                _ => false,
            };
            if opens_nothing {
                omit(clutter, at, Omission::EmptyHeading);
                lost = true;
                continue;
            }
            next = Some(kind);
            lost = false;
        }
    }
}

fn omit(clutter: &mut [Option<Omission>], at: usize, why: Omission) {
    if let Some(slot) = clutter.get_mut(at) {
        *slot = Some(why);
    }
}

/// Whether a line is a few words, no sentence and no source in brackets.
fn is_scrap(line: &Line) -> bool {
    let text = line.text.trim();
    text.len() < LONGEST_SCRAP && !ends_sentence(text) && !text.starts_with('[')
}

/// Whether a line is several links and little else.
fn is_mostly_links(line: &Line) -> bool {
    let linked: usize = line.anchors.iter().map(|a| a.end - a.start).sum();
    line.anchors.len() > 1 && linked * MOSTLY_LINKS.1 >= line.text.len() * MOSTLY_LINKS.0
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
    fn lists_of_other_stories_below_the_story_go_and_lists_of_the_story_stay() {
        let below = "<div>More great stories</div><ul><li>Who built it? <a href='/b'>A search</a>\
            <li>The dam <a href='https://post.example/a'>in pictures</a></ul>";
        assert_eq!(rest("", "", below), Vec::<String>::new());
        let below =
            "<ul><li>Gate one<li>Gate two, built by <a href='https://o.example/'>Orlin</a></ul>";
        assert_eq!(rest("", "", below).len(), 2);
        let line = "<p><b>DON'T MISS</b></p><p><a href='/a'>The dam in pictures</a> [VIDEO] | \
            <a href='/b'>Who built the dam</a></p>";
        assert_eq!(rest("", line, ""), Vec::<String>::new());
    }

    #[test]
    fn a_few_words_below_the_story_go_and_results_stay() {
        assert_eq!(
            rest(
                "",
                "",
                "<p>Filed under: rivers |</p><p>Post a comment (+)</p>"
            ),
            Vec::<String>::new()
        );
        assert_eq!(rest("", "", "<p>[River law, p. 41]</p>").len(), 1);
        let results = "<p>Orlin 3, Varnow 2</p><p>Brannow 1, Hafen 1</p>".repeat(3);
        assert_eq!(rest("", "", &results).len(), 6);
    }

    #[test]
    fn a_page_that_is_all_clutter_stays_whole() {
        let page = "<p>Sign up for the letter.</p><p>Follow us on our channels.</p>";
        let document = read(page.as_bytes(), &Hints::new("a.html")).expect("a document");
        assert_eq!(document.blocks().len(), 2);
    }
}
