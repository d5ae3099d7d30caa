//! `CommonMark` with GitHub's tables, strike-through, footnotes and task lists, and with front
//! matter.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::draft::{Draft, Piece};
use super::html::Walker;
use super::metadata::{self, Field, Metadata, first_heading};
use super::{BlockKind, Credit, address};

/// Reads a Markdown text into pieces. `base` makes its links absolute.
pub(super) fn read(text: &str, base: Option<&str>) -> (Vec<Piece>, Metadata, Vec<Credit>) {
    let (front, body) = metadata::split_front_matter(text);
    let credits = front.as_ref().map(metadata::credits).unwrap_or_default();
    let front = front.as_ref().map(Metadata::from_front_matter);
    let mut metadata = front.unwrap_or_default();
    let own = metadata.value(Field::Url).or(base);
    let base = own.map(str::to_owned);
    let mut reader = Reader::new(base);
    for event in Parser::new_ext(body, options()) {
        reader.event(event);
    }
    let pieces = reader.finish();
    metadata.say(Field::Title, "element:h1", first_heading(&pieces));
    (pieces, metadata, credits)
}

/// What is read beyond `CommonMark`.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
}

/// Turns events into pieces.
struct Reader {
    walker: Walker,
    base: Option<String>,
    /// Depth of lists and of block quotations, which give paragraphs in them their kind.
    items: usize,
    quotes: usize,
    /// Within an image's own words, which are no text of the document.
    images: usize,
    /// Within a footnote's definition.
    footnote: bool,
    /// A block of HTML, which comes line by line.
    html: Option<String>,
}

impl Reader {
    fn new(base: Option<String>) -> Self {
        Self {
            walker: Walker::new(base.clone()),
            base,
            items: 0,
            quotes: 0,
            images: 0,
            footnote: false,
            html: None,
        }
    }

    fn draft(&mut self) -> &mut Draft {
        self.walker.draft()
    }

    fn finish(self) -> Vec<Piece> {
        self.walker.finish()
    }

    /// What a paragraph at this place is.
    fn kind(&self) -> BlockKind {
        if self.footnote {
            BlockKind::Reference
        } else if self.items > 0 {
            BlockKind::ListItem
        } else if self.quotes > 0 {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
                if self.images == 0 =>
            {
                self.draft().text(&text);
            }
            Event::Html(html) | Event::InlineHtml(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None => self.walker.html(&html),
            },
            Event::SoftBreak if self.images == 0 => self.draft().line_break(false),
            Event::HardBreak if self.images == 0 => self.draft().line_break(true),
            Event::FootnoteReference(label) if self.images == 0 => {
                self.draft().reference(footnote(&label));
            }
            Event::Rule => self.draft().close(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                let kind = self.kind();
                self.draft().open(kind);
            }
            Tag::FootnoteDefinition(label) => {
                self.draft().close();
                self.footnote = true;
                self.draft().id(format!("^{label}"));
            }
            Tag::HtmlBlock => {
                self.draft().close();
                self.html = Some(String::new());
            }
            Tag::Heading { level, .. } => {
                let level = level_of(level);
                self.draft().open(BlockKind::Heading(level));
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(_) => self.draft().open(BlockKind::Code),
            Tag::Item => {
                self.items += 1;
                let kind = self.kind();
                self.draft().open(kind);
            }
            Tag::TableHead | Tag::TableRow => self.draft().open(BlockKind::TableRow),
            Tag::TableCell => self.draft().cell(),
            Tag::Strong => self.draft().bold(true),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let is_page = link_type != LinkType::Email;
                let url = self.resolve(&dest_url).filter(|_| is_page);
                self.draft().start_link(url);
            }
            Tag::Image { dest_url, .. } => {
                self.images += 1;
                if let Some(url) = address::resolve(self.base.as_deref(), &dest_url) {
                    self.draft().image(url);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => self.draft().close(),
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.walker.html(&html);
                self.draft().close();
            }
            TagEnd::FootnoteDefinition => {
                self.footnote = false;
                self.draft().close();
            }
            TagEnd::Item => {
                self.items = self.items.saturating_sub(1);
                self.draft().close();
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Strong => self.draft().bold(false),
            TagEnd::Link => self.draft().end_link(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    /// Where a link leads.
    fn resolve(&self, url: &str) -> Option<String> {
        let base = self.base.as_deref();
        address::fragment(base, url).or_else(|| address::resolve(base, url))
    }
}

/// The fragment by which a footnote is known; no element of a page has such an id.
fn footnote(label: &str) -> String {
    format!("#^{label}")
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
