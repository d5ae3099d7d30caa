//! What the tags of a page say, gathered in one pass and in linear time.

use super::super::html::is_archive_bar;
use super::super::tokens::{Tag, Token, Tokens, decode, is_void};
use super::super::{credits, dates};
use super::squeeze;

/// Text of one element that is kept.
const LONGEST: usize = 400;
/// Bytes of a page's text in which dates are looked for.
const TOP: usize = 60_000;
/// Elements within elements whose text is gathered at one time.
const MOST_OPEN: usize = 8;
/// A stretch of text with so many bytes belongs to the story.
const PROSE: usize = 200;
/// Lines of more bytes are no bylines.
const LONGEST_BYLINE: usize = 100;
/// Elements whose text is kept at all.
const MOST_FOUND: usize = 10_000;

/// What an element's text is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Title,
    Heading,
    /// An element that is marked as the headline.
    Headline,
    Subtitle,
    Author,
    /// The name of somebody who has an account, over the story: who wrote it, in a forum.
    Account,
    /// An element that says that its date is that of publication.
    Published,
    /// An element that says that its date is that of the last change.
    Modified,
    /// A `time` element or one whose class speaks of a date.
    Date,
    Section,
    Licence,
    AccessibleForFree,
}

/// An element whose text was gathered.
#[derive(Debug)]
pub(super) struct Capture {
    wanted: Wanted,
    origin: String,
    depth: usize,
    text: String,
    /// The machine's form of it, where the tag has one.
    value: Option<String>,
}

impl Capture {
    /// Where it stands, as [`Saying::origin`](super::Saying::origin) has it.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The machine's form of what it says.
    pub(super) fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Its words.
    pub(super) fn text(&self) -> String {
        squeeze(&self.text)
    }
}

/// What the tags of a page say.
#[derive(Debug, Default)]
pub(super) struct Tags {
    metas: Vec<(String, String)>,
    pub(super) canonical: Option<String>,
    pub(super) base: Option<String>,
    pub(super) language: Option<String>,
    /// The text at the top of the page, without what stands around it.
    pub(super) text: String,
    /// The name in a line over the story that gives the day and the author.
    pub(super) byline: Option<String>,
    found: Vec<Capture>,
    captures: Vec<Capture>,
    depth: usize,
    unseen: Option<usize>,
    /// Whether the last words were a date.
    dated: bool,
    /// The depth of a link to the page of a person, and the words of the last one.
    person: Option<usize>,
    named: Option<String>,
    /// Whether a heading has begun, and whether some of the story has been seen.
    headed: bool,
    in_story: bool,
}

impl Tags {
    /// Gathers what the tags of a pruned page say.
    pub(super) fn of(html: &str) -> Self {
        let mut tags = Self::default();
        for token in Tokens::new(html) {
            match token {
                Token::Start(tag) => tags.start(&tag),
                Token::End(_) => tags.end(),
                Token::Text(text) => tags.words(text),
                Token::JsonLd(_) => {}
            }
        }
        tags.found.append(&mut tags.captures);
        tags
    }

    /// The `meta` elements that have one of the names, in the order of the names.
    pub(super) fn metas<'t>(
        &'t self,
        names: &'t [&str],
    ) -> impl Iterator<Item = (&'t str, &'t str)> {
        names.iter().flat_map(|name| {
            let with_it = self.metas.iter().filter(move |(key, _)| key == name);
            with_it.map(|(key, content)| (key.as_str(), content.as_str()))
        })
    }

    /// The elements that were wanted for this, in the order in which they end.
    pub(super) fn found(&self, wanted: Wanted) -> impl Iterator<Item = &Capture> {
        let found = self.found.iter();
        found.filter(move |capture| capture.wanted == wanted)
    }

    /// The first element that was wanted for this behind the first heading.
    pub(super) fn under_heading(&self, wanted: Wanted) -> Option<&Capture> {
        let mut found = self.found.iter();
        found.find(|capture| capture.wanted == Wanted::Heading)?;
        found.find(|capture| capture.wanted == wanted)
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        match name {
            "meta" => self.meta_tag(tag),
            "link" => self.link_tag(tag),
            "base" if self.base.is_none() => self.base = attribute(tag, "href"),
            "html" if self.language.is_none() => {
                self.language = attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang"));
            }
            _ => {}
        }
        let mut wanted = wanted(tag);
        if self.found.len() >= MOST_FOUND {
            wanted.clear();
        }
        self.headed |= matches!(name, "h1" | "h2");
        let over_story = self.headed && !self.in_story && self.unseen.is_none();
        wanted.retain(|(wanted, _)| *wanted != Wanted::Account || over_story);
        if is_void(name) {
            for (wanted, origin) in wanted {
                let value = value(tag, wanted);
                self.found.extend(value.map(|value| Capture {
                    wanted,
                    origin,
                    depth: 0,
                    text: String::new(),
                    value: Some(value),
                }));
            }
            return;
        }
        self.depth += 1;
        if !self.text.ends_with(['\n', ' ']) && self.text.len() < TOP {
            self.text.push(' ');
        }
        let unseen = matches!(name, "head" | "nav" | "footer" | "aside" | "rt" | "rp");
        if self.unseen.is_none() && (unseen || is_archive_bar(tag)) {
            self.unseen = Some(self.depth);
        }
        if name == "a" && tag.raw("href").is_some_and(leads_to_person) {
            self.person = Some(self.depth);
        }
        wanted.extend(self.name_within(tag).filter(|_| wanted.is_empty()));
        for (wanted, origin) in wanted {
            if self.captures.len() >= MOST_OPEN {
                break;
            }
            self.captures.push(Capture {
                value: value(tag, wanted),
                wanted,
                origin,
                depth: self.depth,
                text: String::new(),
            });
        }
    }

    /// The name of an author within all that is said of him.
    fn name_within(&self, tag: &Tag<'_>) -> Option<(Wanted, String)> {
        let mut open = self.captures.iter().rev();
        let around = open.find(|capture| capture.wanted == Wanted::Author)?;
        let class = tag.raw("class").unwrap_or_default();
        let is_name = tag.raw("itemprop") == Some("name")
            || tag.name() == "a"
            || class
                .split_ascii_whitespace()
                .any(|class| matches!(class, "fn" | "name"));
        is_name.then(|| (Wanted::Author, around.origin.clone()))
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
        if self.person == Some(depth) {
            self.person = None;
        }
        self.depth = depth.saturating_sub(1);
    }

    fn words(&mut self, text: &str) {
        if self.captures.is_empty() && (self.unseen.is_some() || self.text.len() >= TOP) {
            return;
        }
        let text = decode(text);
        if self.unseen.is_none() {
            self.byline_in(text.trim());
        }
        for capture in &mut self.captures {
            if capture.text.len() < LONGEST {
                capture.text.extend(text.chars().take(LONGEST));
            }
        }
        if self.unseen.is_none() && self.text.len() < TOP {
            self.text.extend(text.chars().take(TOP));
        }
    }

    /// Looks for the author in words that stand by themselves between two tags.
    fn byline_in(&mut self, words: &str) {
        self.in_story |= words.len() >= PROSE;
        let over_story = self.headed && !self.in_story;
        if words.is_empty() || !over_story || self.byline.is_some() {
            return;
        }
        let is_short = words.len() <= LONGEST_BYLINE;
        let has_figure = is_short && words.contains(|c: char| c.is_ascii_digit());
        let is_date = has_figure && dates::line(words).is_some();
        let is_person = is_short && self.person.is_some();
        let named = if self.dated && is_person {
            Some(words)
        } else if self.dated {
            credits::byline(words)
        } else if is_date {
            self.named.as_deref()
        } else if has_figure {
            credits::stamped(words)
        } else {
            None
        };
        self.byline = named.map(str::to_owned);
        // Strokes may stand between a name and a date.
        if words.contains(char::is_alphanumeric) {
            self.dated = is_date;
            self.named = is_person.then(|| words.to_owned());
        }
    }

    fn meta_tag(&mut self, tag: &Tag<'_>) {
        let Some(content) = attribute(tag, "content") else {
            return;
        };
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(key) = attribute(tag, name)
                && self.metas.len() < MOST_FOUND
            {
                self.metas.push((key_of(&key), content.clone()));
            }
        }
    }

    fn link_tag(&mut self, tag: &Tag<'_>) {
        let rel = tag.raw("rel").unwrap_or_default();
        if rel.eq_ignore_ascii_case("canonical") && self.canonical.is_none() {
            self.canonical = attribute(tag, "href");
        }
    }
}

/// Whether a link leads to the page of a person: `/author/anna-berg`, `/members/anna.7/`, `?user=7`.
fn leads_to_person(href: &str) -> bool {
    const WORDS: [&str; 8] = [
        "author", "authors", "autor", "member", "members", "profile", "user", "users",
    ];
    let mut parts = href.split(['/', '?', '&', '=', '-', '.']);
    parts.any(|part| WORDS.contains(&part))
}

/// A name as the lists of names have it: `DC:Title` as `dc.title`, `schema:author` as `author`.
fn key_of(name: &str) -> String {
    let name = name.to_lowercase();
    for (prefix, as_written) in [("dc:", "dc."), ("dcterms:", "dcterms."), ("schema:", "")] {
        if let Some(rest) = name.strip_prefix(prefix) {
            return format!("{as_written}{rest}");
        }
    }
    name
}

/// An attribute that holds something.
fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    let value = tag.get(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The machine's form of what an element says.
fn value(tag: &Tag<'_>, wanted: Wanted) -> Option<String> {
    let names: &[&str] = match wanted {
        Wanted::Licence | Wanted::Author => &["content", "href"],
        _ if is_void(tag.name()) => &["content"],
        _ => &["datetime", "content", "title"],
    };
    names.iter().find_map(|name| attribute(tag, name))
}

/// What the text of an element is wanted for, and how the place is called.
fn wanted(tag: &Tag<'_>) -> Vec<(Wanted, String)> {
    let element = |wanted| vec![(wanted, format!("element:{}", tag.name()))];
    match tag.name() {
        "title" => return element(Wanted::Title),
        "h1" => return element(Wanted::Heading),
        "meta" | "html" | "body" => return Vec::new(),
        _ => {}
    }
    let marked = marked(tag).or_else(|| related(tag));
    if marked.is_some() || tag.name() == "link" {
        return marked.into_iter().collect();
    }
    if tag.raw("pubdate").is_some() {
        return element(Wanted::Published);
    }
    let classed = classed(tag);
    if classed.is_empty() && tag.name() == "time" {
        return element(Wanted::Date);
    }
    classed
}

/// By what a link says of the page that it leads to.
fn related(tag: &Tag<'_>) -> Option<(Wanted, String)> {
    let mut rels = tag.raw("rel").unwrap_or_default().split_ascii_whitespace();
    let is_link = tag.name() == "link";
    rels.find_map(|rel| match rel.to_ascii_lowercase().as_str() {
        "author" if !is_link => Some((Wanted::Author, "rel:author".to_owned())),
        "license" => Some((Wanted::Licence, "rel:license".to_owned())),
        _ => None,
    })
}

/// By microdata (`itemprop`) or `RDFa` (`property`).
fn marked(tag: &Tag<'_>) -> Option<(Wanted, String)> {
    let marks = [("itemprop", "microdata"), ("property", "rdfa")];
    marks.into_iter().find_map(|(attribute, kind)| {
        let names = tag.raw(attribute)?.to_ascii_lowercase();
        names.split_ascii_whitespace().find_map(|name| {
            let wanted = match key_of(name).as_str() {
                "datepublished" | "dc.date" | "dcterms.date" | "dcterms.issued"
                | "dcterms.created" | "dc.created" => Wanted::Published,
                "datemodified" | "dcterms.modified" | "dc.modified" => Wanted::Modified,
                "headline" | "dc.title" | "dcterms.title" => Wanted::Headline,
                "alternativeheadline" => Wanted::Subtitle,
                "author" | "dc.creator" | "dcterms.creator" => Wanted::Author,
                "articlesection" => Wanted::Section,
                "license" | "cc:license" | "dcterms.license" => Wanted::Licence,
                "isaccessibleforfree" => Wanted::AccessibleForFree,
                _ => return None,
            };
            Some((wanted, format!("{kind}:{name}")))
        })
    })
}

/// By class and id: the words of microformats (hAtom, h-entry) and those that site builders use.
fn classed(tag: &Tag<'_>) -> Vec<(Wanted, String)> {
    let names = [tag.raw("class"), tag.raw("id")];
    let names = names
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let of = |wanted, words: &[&str]| {
        let word = words.iter().find(|word| names.contains(**word))?;
        Some((wanted, format!("class:{word}")))
    };
    let is = |wanted, words: &[&str]| {
        let mut tokens = names.split_ascii_whitespace();
        let word = tokens.find(|token| words.contains(token))?;
        Some((wanted, format!("class:{word}")))
    };
    let known = is(Wanted::Headline, &["entry-title", "p-name"])
        .or_else(|| is(Wanted::Subtitle, &SUBTITLES))
        .or_else(|| is(Wanted::Author, &["p-author", "aut"]))
        .or_else(|| of(Wanted::Account, &["username", "accountname"]))
        .or_else(|| is(Wanted::Published, &["dt-published"]))
        .or_else(|| is(Wanted::Modified, &["dt-updated"]));
    if known.is_some() {
        return known.into_iter().collect();
    }
    if NOT_THE_STORY.iter().any(|word| names.contains(word)) {
        return Vec::new();
    }
    let words = ["date", "datum", "fecha", "time", "byline", "meta", "posted"];
    let date = of(Wanted::Published, &PUBLISHED).or_else(|| of(Wanted::Date, &words));
    // A line over a story has both.
    let author = of(Wanted::Author, &["author", "byline"]);
    date.into_iter().chain(author).collect()
}

/// What else has dates and names.
const NOT_THE_STORY: [&str; 7] = [
    "comment", "related", "update", "modif", "sidebar", "widget", "event",
];
const PUBLISHED: [&str; 8] = [
    "publish",
    "pubdate",
    "entry-date",
    "post-date",
    "posted-on",
    "article-date",
    "post__date",
    "article__date",
];
const SUBTITLES: [&str; 11] = [
    "subtitle",
    "sub-title",
    "subheadline",
    "sub-headline",
    "standfirst",
    "dek",
    "article-subtitle",
    "article__subtitle",
    "entry-subtitle",
    "post-subtitle",
    "deck",
];
