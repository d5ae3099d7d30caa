//! `CommonMark` with GitHub's tables, strike-through, footnotes and task lists, and with front
//! matter in YAML or TOML.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use super::draft::{Draft, Piece};
use super::html::Walker;
use super::metadata::{Metadata, first_heading};
use super::{BlockKind, address, dates};

/// Reads a Markdown text into pieces. `base` makes its links absolute.
pub(super) fn read(text: &str, base: Option<&str>) -> (Vec<Piece>, Metadata) {
    let (front, body) = front_matter(text);
    let mut metadata = front
        .map(|front| from_front_matter(&front))
        .unwrap_or_default();
    let base = metadata.url.clone().or_else(|| base.map(str::to_owned));
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::new(base);
    for event in Parser::new_ext(body, options) {
        reader.event(event);
    }
    let pieces = reader.finish();
    if metadata.title.is_none() {
        metadata.title = first_heading(&pieces);
    }
    (pieces, metadata)
}

/// The front matter's fields, and the text after it. What cannot be read stays in the text.
fn front_matter(text: &str) -> (Option<Value>, &str) {
    for (fence, ends) in [("---", ["---", "..."]), ("+++", ["+++", "+++"])] {
        let Some((inner, rest)) = fenced(text, fence, &ends) else {
            continue;
        };
        let fields = if fence == "---" {
            yaml(inner)
        } else {
            toml::from_str::<toml::Table>(inner)
                .ok()
                .and_then(|table| serde_json::to_value(table).ok())
        };
        if let Some(fields) = fields.filter(Value::is_object) {
            return (Some(fields), rest);
        }
    }
    (None, text)
}

/// What stands between a first line `fence` and the next line that ends it, and what follows.
fn fenced<'t>(text: &'t str, fence: &str, ends: &[&str]) -> Option<(&'t str, &'t str)> {
    let first = text.find('\n')?;
    if text.get(..first)?.trim_end() != fence {
        return None;
    }
    let start = first + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        let next = at + line.len();
        if ends.contains(&line.trim_end()) {
            return Some((text.get(start..at)?, text.get(next..)?));
        }
        at = next;
    }
    None
}

/// YAML, or else lines of `key: value`: a title with a colon in it is common and is no YAML.
fn yaml(text: &str) -> Option<Value> {
    if let Ok(value @ Value::Object(_)) = serde_saphyr::from_str::<Value>(text) {
        return Some(value);
    }
    let mut fields = serde_json::Map::new();
    for line in text.lines() {
        let goes_on = line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
        if goes_on {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let word = |c: char| c.is_alphanumeric() || "_- ".contains(c);
        if !key.chars().all(word) {
            return None;
        }
        let value = value.trim().trim_matches(['"', '\'']);
        fields.insert(key.trim().to_owned(), Value::String(value.to_owned()));
    }
    (!fields.is_empty()).then_some(Value::Object(fields))
}

/// The metadata that front matter gives, under the names that site generators use.
fn from_front_matter(fields: &Value) -> Metadata {
    let field = |names: &[&str]| {
        names.iter().find_map(|name| {
            let object = fields.as_object()?;
            let (_, value) = object
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            words(value).into_iter().next()
        })
    };
    let authors = ["author", "authors", "by", "作者"].iter().find_map(|name| {
        let found = words(fields.get(*name)?);
        (!found.is_empty()).then_some(found)
    });
    let date = field(&[
        "date",
        "published",
        "pubdate",
        "publishdate",
        "publish_date",
        "datePublished",
        "created",
        "日期",
    ]);
    let url = field(&[
        "canonical",
        "canonical_url",
        "url",
        "permalink",
        "source_url",
        "source",
        "link",
    ]);
    Metadata {
        title: field(&["title", "headline", "标题", "標題"]),
        published: date.and_then(|date| dates::metadata(&date, false)),
        language: field(&["lang", "language", "locale"]),
        publisher: field(&["publisher", "site", "site_name", "publication"]),
        authors: authors.unwrap_or_default(),
        url: url.filter(|url| address::is_absolute(url)),
    }
}

/// The texts in a value: itself, the items of a list, the names in a table, one level down.
fn words(value: &Value) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object
            .get("name")
            .or_else(|| object.get("$__toml_private_datetime"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(plain).collect(),
        other => plain(other).into_iter().collect(),
    }
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
