//! The way through the tags of a page, which writes what they hold into a draft.

use super::super::address;
use super::super::draft::{Draft, Piece};
use super::super::explain::{Omitted, Seen};
use super::super::prune::is_block;
use super::super::roles::{Role, role};
use super::super::tokens::{Tag, Token, Tokens, decode, is_void};
use super::super::{BlockKind, Omission};
use super::outline::{Element, Outline};

/// A byline or a picture's credit has no more characters than this, markup left out.
const LONGEST_LINE: usize = 240;
/// Words about the author take no more than this.
const LONGEST_BIOGRAPHY: usize = 1200;
/// What stands beside the text has less than one part in so many of it; more is the text itself,
/// whatever it is called.
const ASIDE_SHARE: usize = 3;
/// A paragraph this long is no line over the text any more.
const BODY: usize = 100;

/// What part of a page is walked, which says how much of it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The main content, as it was found.
    Content,
    /// A whole page, of which the parts that are plainly no content are dropped.
    Page,
    /// All text there is.
    Everything,
}

/// Goes through tags one by one and writes what they hold into a draft.
pub(in super::super) struct Walker {
    draft: Draft,
    base: Option<String>,
    part: Part,
    outline: Outline,
    /// How many elements have begun.
    begun: usize,
    depth: usize,
    /// The depth at which an element began that is dropped with all in it.
    dropped: Option<usize>,
    /// What was dropped, each with the number of pieces before it; `None` where nobody asks.
    omitted: Option<Vec<(usize, Omitted)>>,
    quotes: usize,
    items: usize,
    captions: usize,
    /// The depth at which an element began that is a caption by its class.
    captioned: Option<usize>,
    /// The depth at which an element began that shows a box when it is pointed at.
    hovered: Option<usize>,
    pre: usize,
    row: bool,
    /// Whether a paragraph of the body has been seen.
    in_body: bool,
}

impl Walker {
    /// A walker that makes links absolute by `base` and drops nothing but what is hidden.
    pub(in super::super) fn new(base: Option<String>) -> Self {
        Self {
            draft: Draft::default(),
            base,
            part: Part::Everything,
            outline: Outline::default(),
            begun: 0,
            depth: 0,
            dropped: None,
            omitted: None,
            quotes: 0,
            items: 0,
            captions: 0,
            captioned: None,
            hovered: None,
            pre: 0,
            row: false,
            in_body: false,
        }
    }

    /// The pieces of a page, or of the main content of one.
    pub(super) fn pieces(html: &str, base: Option<&str>, part: Part) -> Vec<Piece> {
        let mut walker = Self {
            part,
            outline: Outline::of(html, base),
            ..Self::new(base.map(str::to_owned))
        };
        walker.html(html);
        walker.finish()
    }

    /// All parts of a page in their order, with those that are dropped.
    pub(super) fn seen(html: &str, base: Option<&str>) -> Vec<Seen> {
        let mut walker = Self {
            part: Part::Page,
            outline: Outline::of(html, base),
            omitted: Some(Vec::new()),
            ..Self::new(base.map(str::to_owned))
        };
        walker.html(html);
        let omitted = walker.omitted.take().unwrap_or_default();
        let mut omitted = omitted.into_iter().peekable();
        let mut seen = Vec::new();
        for (at, piece) in walker.finish().into_iter().enumerate() {
            while let Some((_, omitted)) = omitted.next_if(|(before, _)| *before <= at) {
                seen.push(Seen::Omitted(omitted));
            }
            seen.push(Seen::Piece(piece));
        }
        seen.extend(omitted.map(|(_, omitted)| Seen::Omitted(omitted)));
        seen
    }

    /// What is being written.
    pub(in super::super) fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// The pieces that were written.
    pub(in super::super) fn finish(self) -> Vec<Piece> {
        self.draft.finish()
    }

    /// Walks a stretch of HTML.
    pub(in super::super) fn html(&mut self, html: &str) {
        for token in Tokens::new(html) {
            match token {
                Token::Start(tag) => {
                    let element = self.outline.element(self.begun);
                    self.begun += 1;
                    self.depth += usize::from(!is_void(tag.name()));
                    if self.dropped.is_none() {
                        self.start(&tag, element);
                    }
                }
                Token::End(name) => {
                    if self.dropped.is_none() {
                        self.end(&name);
                    } else if self.dropped == Some(self.depth) {
                        self.dropped = None;
                    }
                    self.depth = self.depth.saturating_sub(1);
                }
                Token::Text(text) if self.dropped.is_none() => self.draft.text(&decode(text)),
                Token::Text(text) => {
                    if let Some((_, omitted)) = self.omitted.as_mut().and_then(|all| all.last_mut())
                    {
                        omitted.add(&decode(text));
                    }
                }
                Token::JsonLd(_) => {}
            }
        }
    }

    /// The kind of a paragraph at this place.
    fn kind(&self) -> BlockKind {
        if self.captions > 0 || self.captioned.is_some() {
            BlockKind::Caption
        } else if self.items > 0 {
            BlockKind::ListItem
        } else if self.quotes > 0 {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        }
    }

    fn open(&mut self) {
        self.row = false;
        let kind = if self.pre > 0 {
            BlockKind::Code
        } else {
            self.kind()
        };
        self.draft.open(kind);
    }

    fn start(&mut self, tag: &Tag<'_>, element: Element) {
        let name = tag.name();
        let role = (is_block(name) || name == "span")
            .then(|| role(tag))
            .flatten();
        let omission = drops(tag, self.part).or_else(|| self.clutter(tag, role, element));
        if let Some(why) = omission.filter(|_| !is_void(name)) {
            self.dropped = Some(self.depth);
            if is_block(name) {
                self.open();
            }
            if let Some(omitted) = &mut self.omitted {
                omitted.push((self.draft.pieces(), Omitted::new(why)));
            }
            return;
        }
        let is_caption = role == Some(Role::Caption) && matches!(name, "p" | "div" | "span");
        if is_caption && self.captioned.is_none() {
            self.captioned = Some(self.depth);
            self.open();
        }
        if role == Some(Role::Hover) && !is_void(name) && self.hovered.is_none() {
            self.hovered = Some(self.depth);
        }
        self.in_body |= name == "p" && element.size >= BODY;
        match name {
            "br" => self.draft.line_break(true),
            "wbr" => {}
            "a" => {
                let href = tag.get("href");
                let base = self.base.as_deref();
                let url = href.and_then(|href| {
                    address::fragment(base, &href).or_else(|| address::resolve(base, &href))
                });
                self.draft.start_link(url);
                self.draft.rel(tag.raw("rel").unwrap_or_default());
            }
            "b" | "strong" => self.draft.bold(true),
            "sup" => self.draft.raised(true),
            "img" | "amp-img" => self.image(tag),
            "td" | "th" if self.row => self.draft.cell(),
            "tr" => {
                self.draft.open(BlockKind::TableRow);
                self.row = true;
            }
            _ if is_block(name) => self.block(name),
            _ => {}
        }
        let named = tag
            .get("id")
            .or_else(|| tag.get("name").filter(|_| name == "a"));
        if let Some(id) = named {
            self.draft.id(id.into_owned());
        }
    }

    /// Why an element holds nothing of the content, by its role and its size.
    fn clutter(&self, tag: &Tag<'_>, role: Option<Role>, element: Element) -> Option<Omission> {
        if self.part == Part::Everything {
            return None;
        }
        if element.is_other_story {
            return Some(Omission::OtherStory);
        }
        if matches!(tag.name(), "html" | "body" | "main" | "article") {
            return None;
        }
        let size = element.size;
        let is_small = size * ASIDE_SHARE <= self.outline.size();
        let in_cell = self.row || self.quotes > 0;
        let (goes, why) = match role? {
            Role::Aside => (is_small, Omission::Aside),
            Role::Biography => (
                !in_cell && size <= LONGEST_BIOGRAPHY && is_small,
                Omission::Biography,
            ),
            Role::Byline => (
                !in_cell && !self.in_body && size <= LONGEST_LINE,
                Omission::Byline,
            ),
            Role::Credit => (!in_cell && size <= LONGEST_LINE, Omission::Credit),
            Role::Hover => (self.hovered.is_some(), Omission::Hidden),
            Role::Caption => return None,
        };
        goes.then_some(why)
    }

    fn block(&mut self, name: &str) {
        match name {
            "blockquote" => self.quotes += 1,
            "li" | "dd" | "dt" => self.items += 1,
            "figcaption" | "caption" => self.captions += 1,
            "pre" => self.pre += 1,
            _ => {}
        }
        if let Some(level) = heading(name) {
            self.draft.open(BlockKind::Heading(level));
        } else if !(self.row && self.draft.is_fresh() && name == "p") {
            self.open();
        }
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let source = tag
            .get("src")
            .filter(|src| !src.trim_start().starts_with("data:"));
        let source = source.or_else(|| tag.get("data-src"));
        let url = source.and_then(|src| address::resolve(self.base.as_deref(), &src));
        if let Some(url) = url {
            self.draft.image(url);
        }
    }

    fn end(&mut self, name: &str) {
        if self.hovered == Some(self.depth) {
            self.hovered = None;
        }
        let captioned = self.captioned == Some(self.depth);
        if captioned {
            self.captioned = None;
        }
        match name {
            "a" => self.draft.end_link(),
            "b" | "strong" => self.draft.bold(false),
            "sup" => self.draft.raised(false),
            "td" | "th" => {}
            _ if is_block(name) => {
                let count = match name {
                    "blockquote" => Some(&mut self.quotes),
                    "li" | "dd" | "dt" => Some(&mut self.items),
                    "figcaption" | "caption" => Some(&mut self.captions),
                    "pre" => Some(&mut self.pre),
                    _ => None,
                };
                if let Some(count) = count {
                    *count = count.saturating_sub(1);
                }
                self.open();
            }
            _ if captioned => self.open(),
            _ => {}
        }
    }
}

/// Whether an element is the bar that a web archive puts over the pages that it shows.
pub(in super::super) fn is_archive_bar(tag: &Tag<'_>) -> bool {
    tag.raw("id").is_some_and(|id| id.starts_with("wm-ipp"))
}

/// The level of a heading's tag.
fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Why an element holds nothing of the content, by its name.
fn drops(tag: &Tag<'_>, part: Part) -> Option<Omission> {
    let name = tag.name();
    if matches!(name, "head" | "title") || is_hidden(tag) {
        return Some(Omission::Hidden);
    }
    if matches!(name, "rt" | "rp") {
        return Some(Omission::Pronunciation);
    }
    if is_archive_bar(tag) {
        return Some(Omission::Navigation);
    }
    let role = tag.raw("role").unwrap_or_default();
    let around = match part {
        Part::Everything => false,
        Part::Page => {
            matches!(
                name,
                "nav" | "footer" | "aside" | "form" | "dialog" | "menu"
            ) || matches!(
                role,
                "navigation" | "contentinfo" | "complementary" | "dialog" | "search" | "banner"
            )
        }
        Part::Content => matches!(name, "nav" | "footer" | "dialog" | "menu"),
    };
    (around || name == "button").then_some(Omission::Navigation)
}

/// Classes that hide an element from all but screen readers.
const UNSEEN: [&str; 10] = [
    "assistive-text",
    "element-invisible",
    "off-screen",
    "offscreen",
    "screen-reader-only",
    "screen-reader-text",
    "show-for-sr",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
];

/// Whether nobody sees the element.
fn is_hidden(tag: &Tag<'_>) -> bool {
    let style = tag.raw("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let classes = tag.raw("class").unwrap_or_default();
    tag.raw("hidden").is_some()
        || classes
            .split_whitespace()
            .any(|class| UNSEEN.contains(&class))
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}
