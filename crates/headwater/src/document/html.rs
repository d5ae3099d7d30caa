//! HTML pages: their main content as pieces.
//!
//! A page is pruned, its main content found by Readability's rules (the `dom_smoothie` crate),
//! and that content walked tag by tag. Where little is found the whole page is read.

use std::collections::BTreeMap;

use dom_smoothie::{Config, Readability};

use super::draft::{Draft, Piece};
use super::metadata::{self, Metadata};
use super::prune::{is_block, prune};
use super::tokens::{Tag, Token, Tokens, decode, is_void};
use super::{BlockKind, address, references};

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
/// Reads a page into pieces. `address` is where it came from.
pub(super) fn read(html: &str, address: Option<&str>) -> (Vec<Piece>, Metadata) {
    let pruned = prune(html);
    let (metadata, base) = metadata::read(&pruned, address);
    let base = base.as_deref();
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
        references::add_lost_notes(&mut main, &whole);
        let found = Weight::of(&main);
        if found.text > 0 && found.prose() * 5 >= weight.prose() {
            return (main, metadata);
        }
    }
    if weight.text > 0 {
        return (whole, metadata);
    }
    (walk(&pruned.html, base, Part::Everything), metadata)
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

/// What part of a page is walked, which says how much of it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The main content, as it was found.
    Content,
    /// A whole page, of which the parts that are plainly no content are dropped.
    Page,
    /// All text there is.
    Everything,
}

fn walk(html: &str, base: Option<&str>, part: Part) -> Vec<Piece> {
    let mut walker = Walker::new(base.map(str::to_owned));
    walker.part = part;
    walker.html(html);
    let mut pieces = walker.finish();
    drop_repeats(&mut pieces);
    pieces
}

/// Pages show the same words twice, once for wide screens and once for narrow ones: of long
/// pieces only the first stays.
fn drop_repeats(pieces: &mut Vec<Piece>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in std::mem::take(pieces) {
        let text = piece.joined().text;
        let long = text.chars().nth(SHORTEST_REPEAT).is_some();
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

/// Goes through tags one by one and writes what they hold into a draft.
pub(super) struct Walker {
    draft: Draft,
    base: Option<String>,
    part: Part,
    depth: usize,
    /// The depth at which an element began that is dropped with all in it.
    dropped: Option<usize>,
    quotes: usize,
    items: usize,
    captions: usize,
    /// The depth at which an element began that is a caption by its class.
    captioned: Option<usize>,
    pre: usize,
    row: bool,
}

impl Walker {
    /// A walker that makes links absolute by `base` and drops nothing but what is hidden.
    pub(super) fn new(base: Option<String>) -> Self {
        Self {
            draft: Draft::default(),
            base,
            part: Part::Everything,
            depth: 0,
            dropped: None,
            quotes: 0,
            items: 0,
            captions: 0,
            captioned: None,
            pre: 0,
            row: false,
        }
    }

    /// What is being written.
    pub(super) fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// The pieces that were written.
    pub(super) fn finish(self) -> Vec<Piece> {
        self.draft.finish()
    }

    /// Walks a stretch of HTML.
    pub(super) fn html(&mut self, html: &str) {
        for token in Tokens::new(html) {
            match token {
                Token::Start(tag) => {
                    self.depth += usize::from(!is_void(tag.name()));
                    if self.dropped.is_none() {
                        self.start(&tag);
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
                Token::Text(_) | Token::JsonLd(_) => {}
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

    fn start(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        if !is_void(name) && drops(tag, self.part) {
            self.dropped = Some(self.depth);
            if is_block(name) {
                self.open();
            }
            return;
        }
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
            }
            "b" | "strong" => self.draft.bold(true),
            "sup" => self.draft.raised(true),
            "img" => self.image(tag),
            "td" | "th" if self.row => self.draft.cell(),
            "tr" => {
                self.draft.open(BlockKind::TableRow);
                self.row = true;
            }
            _ if is_block(name) => self.block(tag),
            _ => {}
        }
        let named = tag
            .get("id")
            .or_else(|| tag.get("name").filter(|_| name == "a"));
        if let Some(id) = named {
            self.draft.id(id.into_owned());
        }
    }

    fn block(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        if self.captioned.is_none() && matches!(name, "p" | "div") && is_named(tag, &["caption"]) {
            self.captioned = Some(self.depth);
        }
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
        if self.captioned == Some(self.depth) {
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
            _ => {}
        }
    }
}

/// The level of a heading's tag.
fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Whether an element holds nothing of the content.
fn drops(tag: &Tag<'_>, part: Part) -> bool {
    let name = tag.name();
    if matches!(name, "head" | "title" | "button") || is_hidden(tag) {
        return true;
    }
    match part {
        Part::Everything => false,
        Part::Page => {
            matches!(
                name,
                "nav" | "footer" | "aside" | "form" | "dialog" | "menu"
            ) || (!matches!(name, "html" | "body" | "main" | "article") && is_aside(tag))
                || matches!(
                    tag.raw("role"),
                    Some(
                        "navigation"
                            | "contentinfo"
                            | "complementary"
                            | "dialog"
                            | "search"
                            | "banner"
                    )
                )
        }
        Part::Content => matches!(name, "nav" | "footer" | "dialog" | "menu") || is_aside(tag),
    }
}

/// Whether nobody sees the element.
fn is_hidden(tag: &Tag<'_>) -> bool {
    let style = tag.raw("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    tag.raw("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// Words in an element's class or id that say: share buttons, related stories, advertisement.
const ASIDE: [&str; 41] = [
    "ad",
    "addthis",
    "ads",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "carousel",
    "comment",
    "commentlist",
    "comments",
    "cookie",
    "disqus",
    "gallery",
    "newsletter",
    "outbrain",
    "pager",
    "pagination",
    "popular",
    "promo",
    "promos",
    "readmore",
    "recirc",
    "recommendations",
    "recommended",
    "related",
    "relatedposts",
    "respond",
    "share",
    "sharebar",
    "sharing",
    "signup",
    "slideshow",
    "sns",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "subscribe",
    "taboola",
    "trending",
];

/// Whether an element's class or id says that it holds no content.
fn is_aside(tag: &Tag<'_>) -> bool {
    if !is_block(tag.name()) && tag.name() != "span" {
        return false;
    }
    is_named(tag, &ASIDE)
}

/// Whether one of the words stands in an element's class or id.
fn is_named(tag: &Tag<'_>, words: &[&str]) -> bool {
    let named = [tag.raw("class"), tag.raw("id")];
    named.into_iter().flatten().any(|names| {
        let lower = names.to_ascii_lowercase();
        lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| words.contains(&word))
    })
}
