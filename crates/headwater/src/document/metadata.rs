//! What a page says about itself: title, date, language, address, site, authors.
//!
//! From JSON-LD, Open Graph, Dublin Core, Parse.ly, microdata, `time` elements and, where there
//! is nothing better, its address and the dates in its text.

use super::draft::Piece;
use super::linked_data::LinkedData;
use super::notices::NOTICES;
use super::prune::Pruned;
use super::tokens::{Tag, Token, Tokens, decode, is_void};
use super::{BlockKind, address, credits, dates};

/// What is known about a document but its text.
#[derive(Debug, Default, Clone)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) language: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) url: Option<String>,
}

/// Names of `meta` elements that give the day of publication, the surest first.
const PUBLISHED: [&str; 46] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "og:pubdate",
    "og:publish_date",
    "parsely-pub-date",
    "sailthru.date",
    "rnews:datepublished",
    "bt:pubdate",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication-date",
    "publication_date",
    "article.published",
    "published-date",
    "published_date",
    "published_time",
    "publishedat",
    "displaydate",
    "display_date",
    "originalpublicationdate",
    "article_date_original",
    "article:post_date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "dcterms.created",
    "dcterms.available",
    "date",
    "datecreated",
    "created",
    "creation_date",
    "article.created",
    "dc.created",
    "last-published",
    "weibo:article:create_at",
    "apub:time",
];
/// Names of `meta` elements that give the day of the last change.
const MODIFIED: [&str; 9] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmodified",
    "last-modified",
    "revision_date",
    "modified",
];
/// Text of one element that is kept.
const LONGEST: usize = 400;
/// Bytes of a page's text in which dates are looked for.
const TOP: usize = 60_000;

/// Reads the metadata of a pruned page. Also gives the address that its links lean on.
pub(super) fn read(page: &Pruned, location: Option<&str>) -> (Metadata, Option<String>) {
    let mut facts = Facts::default();
    facts.collect(&page.html);
    let linked = LinkedData::read(&page.linked_data);
    let from = location.filter(|url| address::is_absolute(url));
    let url = facts
        .canonical
        .clone()
        .or_else(|| facts.meta(&["og:url"]))
        .and_then(|url| address::resolve(from, &url))
        .filter(|url| address::is_absolute(url))
        .filter(|url| !is_front_page(url) || from.is_none_or(is_front_page))
        .or_else(|| from.map(str::to_owned));
    let base = match &facts.base {
        Some(base) => address::resolve(url.as_deref(), base),
        None => from.map(str::to_owned).or_else(|| url.clone()),
    };
    let language = facts
        .language
        .clone()
        .or_else(|| facts.meta(&["content-language", "language", "dc.language", "og:locale"]))
        .or_else(|| linked.language.clone());
    let publisher = facts
        .meta(&[
            "og:site_name",
            "application-name",
            "dc.publisher",
            "publisher",
        ])
        .or_else(|| linked.publisher.clone())
        .filter(|name| !name.contains("://"));
    let metadata = Metadata {
        title: facts.title(&linked, publisher.as_deref()),
        published: facts.published(&linked, from.or(url.as_deref()), language.as_deref()),
        authors: facts.authors(&linked),
        language: language.map(|tag| tag.replace('_', "-")),
        publisher,
        url,
    };
    (metadata, base)
}

/// Whether an address is that of a whole site.
fn is_front_page(url: &str) -> bool {
    address::path(url).is_none_or(|path| path.trim_matches('/').is_empty())
}

/// What an element's text is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Title,
    Heading,
    Author,
    /// An element that says that its date is that of publication.
    Published,
    /// A `time` element or one whose class speaks of a date.
    Date,
}

/// An element whose text is being gathered.
#[derive(Debug)]
struct Capture {
    wanted: Wanted,
    depth: usize,
    text: String,
    /// The machine's form of it, where the tag has one.
    value: Option<String>,
}

/// What the tags of a page say.
#[derive(Debug, Default)]
struct Facts {
    metas: Vec<(String, String)>,
    canonical: Option<String>,
    base: Option<String>,
    language: Option<String>,
    found: Vec<Capture>,
    text: String,
    captures: Vec<Capture>,
    depth: usize,
    unseen: Option<usize>,
}

impl Facts {
    fn collect(&mut self, html: &str) {
        for token in Tokens::new(html) {
            match token {
                Token::Start(tag) => self.start(&tag),
                Token::End(_) => self.end(),
                Token::Text(text) => self.words(text),
                Token::JsonLd(_) => {}
            }
        }
        self.found.append(&mut self.captures);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        match name {
            "meta" => self.meta_tag(tag),
            "link" => self.link_tag(tag),
            "base" if self.base.is_none() => self.base = attribute(tag, "href"),
            "html" if self.language.is_none() => self.language = attribute(tag, "lang"),
            _ => {}
        }
        let wanted = wanted(tag);
        if is_void(name) {
            if let (Some(wanted), Some(value)) = (wanted, attribute(tag, "content")) {
                self.found.push(Capture {
                    wanted,
                    depth: 0,
                    text: String::new(),
                    value: Some(value),
                });
            }
            return;
        }
        self.depth += 1;
        let text_end = self.text.len();
        if !self.text.ends_with(['\n', ' ']) && text_end < TOP {
            self.text.push(' ');
        }
        if self.unseen.is_none() && matches!(name, "head" | "nav" | "footer" | "aside") {
            self.unseen = Some(self.depth);
        }
        if let Some(wanted) = wanted
            && self.captures.len() < 8
        {
            let value = ["datetime", "content", "title"]
                .into_iter()
                .find_map(|name| attribute(tag, name));
            self.captures.push(Capture {
                wanted,
                depth: self.depth,
                text: String::new(),
                value,
            });
        }
    }

    fn end(&mut self) {
        let depth = self.depth;
        while self
            .captures
            .last()
            .is_some_and(|capture| capture.depth >= depth)
        {
            self.found.extend(self.captures.pop());
        }
        if self.unseen == Some(depth) {
            self.unseen = None;
        }
        self.depth = depth.saturating_sub(1);
    }

    fn words(&mut self, text: &str) {
        if self.captures.is_empty() && (self.unseen.is_some() || self.text.len() >= TOP) {
            return;
        }
        let text = decode(text);
        for capture in &mut self.captures {
            if capture.text.len() < LONGEST {
                capture.text.extend(text.chars().take(LONGEST));
            }
        }
        if self.unseen.is_none() && self.text.len() < TOP {
            self.text.extend(text.chars().take(TOP));
        }
    }

    fn meta_tag(&mut self, tag: &Tag<'_>) {
        let Some(content) = attribute(tag, "content") else {
            return;
        };
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(key) = attribute(tag, name) {
                self.metas.push((key.to_lowercase(), content.clone()));
            }
        }
    }

    fn link_tag(&mut self, tag: &Tag<'_>) {
        let rel = tag.raw("rel").unwrap_or_default();
        if rel.eq_ignore_ascii_case("canonical") && self.canonical.is_none() {
            self.canonical = attribute(tag, "href");
        }
    }

    /// The content of the first `meta` element that has one of the names, in their order.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let (_, content) = self.metas.iter().find(|(key, _)| key == name)?;
            Some(content.clone())
        })
    }

    /// The texts of the elements that were wanted for this.
    fn texts(&self, wanted: Wanted) -> impl Iterator<Item = String> {
        let found = self
            .found
            .iter()
            .filter(move |capture| capture.wanted == wanted);
        found
            .map(|capture| squeeze(&capture.text))
            .filter(|text| !text.is_empty())
    }

    fn title(&self, linked: &LinkedData, site: Option<&str>) -> Option<String> {
        let tag = self.texts(Wanted::Title).next();
        let said = self
            .meta(&["og:title"])
            .or_else(|| linked.title.clone())
            .or_else(|| {
                self.meta(&[
                    "twitter:title",
                    "dc.title",
                    "dcterms.title",
                    "parsely-title",
                ])
            })
            .or_else(|| tag.clone());
        let heading = self.texts(Wanted::Heading).find(|heading| {
            let known = |title: &Option<String>| {
                title
                    .as_deref()
                    .is_some_and(|title| squeeze(title).contains(heading.as_str()))
            };
            heading.chars().count() >= 8 && (known(&said) || known(&tag))
        });
        let title = heading.or_else(|| said.map(|said| without_site(&squeeze(&said), site)));
        title.or_else(|| self.texts(Wanted::Heading).next())
    }

    fn authors(&self, linked: &LinkedData) -> Vec<String> {
        if !linked.authors.is_empty() {
            return linked.authors.clone();
        }
        let names = [
            "author",
            "article:author",
            "parsely-author",
            "dc.creator",
            "dcterms.creator",
            "sailthru.author",
        ];
        let said = names.iter().find_map(|name| {
            let content = self.meta(&[name])?;
            (!content.contains("://") && !content.starts_with('@')).then_some(content)
        });
        let name = said.or_else(|| {
            let short = |text: &String| text.chars().count() <= 60;
            self.texts(Wanted::Author).find(short)
        });
        let name = name.unwrap_or_default();
        credits::people(credits::byline(&name).unwrap_or(&name))
    }

    /// The day of publication, by the surest of the places that name one.
    fn published(
        &self,
        linked: &LinkedData,
        url: Option<&str>,
        language: Option<&str>,
    ) -> Option<String> {
        let american = language
            .is_some_and(|tag| matches!(tag.to_lowercase().as_str(), "en" | "en-us" | "en_us"));
        let date = |text: &str| dates::metadata(text, american);
        let said = |names: &[&str]| {
            names.iter().find_map(|name| {
                let mut named = self.metas.iter().filter(|(key, _)| key == name);
                named.find_map(|(_, content)| date(content))
            })
        };
        let marked = |wanted: Wanted| {
            let mut found = self
                .found
                .iter()
                .filter(move |capture| capture.wanted == wanted);
            found.find_map(|capture| {
                let value = capture.value.as_deref().and_then(date);
                value.or_else(|| date(&squeeze(&capture.text)))
            })
        };
        let path = url.and_then(address::path).unwrap_or_default();
        let addressed = dates::address(path).map(|day| day.to_string());
        said(&PUBLISHED[..1])
            .or_else(|| linked.published.as_deref().and_then(date))
            .or_else(|| said(&PUBLISHED))
            .map(|stamp| local_day(stamp, addressed.as_deref()))
            .or_else(|| marked(Wanted::Published))
            .or_else(|| addressed.clone())
            .or_else(|| marked(Wanted::Date))
            .or_else(|| self.named_date(american))
            .or_else(|| said(&MODIFIED))
            .or_else(|| linked.modified.as_deref().and_then(date))
            .or_else(|| self.first_date(american))
    }

    /// A date in the text right behind a word such as "published".
    fn named_date(&self, american: bool) -> Option<String> {
        let found = dates::find(&self.text, american);
        let day = found.iter().find(|found| {
            let before = self.text.get(..found.span.start()).unwrap_or_default();
            let tail: String = before.chars().rev().take(30).collect();
            let tail: String = tail.chars().rev().collect::<String>().to_lowercase();
            NOTICES.published.find(&tail).is_some()
        });
        day.map(|found| found.date.to_string())
    }

    /// The first date in the text.
    fn first_date(&self, american: bool) -> Option<String> {
        let found = dates::find(&self.text, american);
        found.first().map(|found| found.date.to_string())
    }
}

/// A time stamp in UTC may fall on the day after the one on which the paper says it came out; an
/// address with the day before in it knows better.
fn local_day(stamp: String, addressed: Option<&str>) -> String {
    let is_utc = stamp.ends_with('Z') || stamp.ends_with("+00:00") || stamp.ends_with("+0000");
    let day = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    let next = addressed.and_then(day).and_then(|day| day.tomorrow().ok());
    match addressed {
        Some(address) if is_utc && next.is_some() && next == day(&stamp) => address.to_owned(),
        _ => stamp,
    }
}

/// An attribute that holds something.
fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    let value = tag.get(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// What the text of an element is wanted for, by its name and its attributes.
fn wanted(tag: &Tag<'_>) -> Option<Wanted> {
    match tag.name() {
        "title" => return Some(Wanted::Title),
        "h1" => return Some(Wanted::Heading),
        "meta" | "html" | "body" | "link" => return None,
        _ => {}
    }
    let property = tag.raw("itemprop").unwrap_or_default().to_ascii_lowercase();
    let property = property.as_str();
    if property.contains("datepublished") || tag.raw("pubdate").is_some() {
        return Some(Wanted::Published);
    }
    if property == "author" || tag.raw("rel") == Some("author") {
        return Some(Wanted::Author);
    }
    let names = [tag.raw("class"), tag.raw("id")];
    let names = names
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| names.contains(word));
    if has(&[
        "comment", "related", "update", "modif", "sidebar", "widget", "event",
    ]) {
        return None;
    }
    if has(&[
        "publish",
        "pubdate",
        "entry-date",
        "post-date",
        "posted-on",
        "article-date",
        "post__date",
        "article__date",
    ]) {
        return Some(Wanted::Published);
    }
    if tag.name() == "time" || has(&["date", "datum", "fecha", "time", "byline", "meta", "posted"])
    {
        return Some(Wanted::Date);
    }
    has(&["author", "byline"]).then_some(Wanted::Author)
}

/// One space for any run of white space.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title without " | The Site" behind it, or before it.
fn without_site(title: &str, site: Option<&str>) -> String {
    const MARKS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", "_"];
    for mark in MARKS {
        let Some((before, after)) = title.rsplit_once(mark) else {
            continue;
        };
        let same =
            |part: &str| site.is_some_and(|site| part.trim().eq_ignore_ascii_case(site.trim()));
        if same(after) || (mark == " | " && before.chars().count() > after.chars().count()) {
            return before.trim().to_owned();
        }
        if let Some((first, rest)) = title.split_once(mark)
            && same(first)
        {
            return rest.trim().to_owned();
        }
    }
    title.to_owned()
}

/// A heading of the first level before anything else names the document.
pub(super) fn first_heading(pieces: &[Piece]) -> Option<String> {
    let first = pieces
        .iter()
        .find(|piece| !piece.joined().text.is_empty())?;
    (first.kind == BlockKind::Heading(1)).then(|| first.joined().text)
}
