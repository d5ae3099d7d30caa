//! From bytes to a [`Document`]: one normalised text, its blocks and links, and its frame.
//!
//! Reading never fails on content: a page can be wrong in any way and still gives a document.
//! Only "nothing in it", "not text" and "over the limit" are errors.

/// One topic's tables of all languages, English first.
macro_rules! tables {
    ($topic:literal) => {
        tables!($topic: "en" "ar" "de" "es" "fr" "ja" "ko" "ru" "zh")
    };
    ($topic:literal: $($tag:literal)+) => {
        [$(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"), "/data/", $tag, "/", $topic, ".toml"
        ))),+]
    };
}

mod address;
mod agency;
mod block;
mod clutter;
mod condition;
mod container;
mod credits;
mod dates;
mod draft;
mod encoding;
mod explain;
mod format;
mod frame;
mod html;
mod invisible;
mod line;
mod link;
mod markdown;
mod metadata;
mod notices;
mod omission;
mod origin;
mod pdf;
mod plain;
mod prune;
mod read;
mod references;
mod roles;
#[cfg(test)]
mod tests;
mod tokens;
mod wikitext;

pub use address::canonical as canonical_address;
pub(crate) use address::shown as shown_address;
pub use block::{Block, BlockKind};
pub use condition::Condition;
pub use credits::Credit;
pub use explain::{Fate, LONGEST_OMITTED, Part};
pub use invisible::Invisible;
pub(crate) use link::is_pointer;
pub use link::{Link, LinkKind};
pub use metadata::{Fact, Field, Ruling, Saying};
pub use omission::Omission;
pub use origin::Origin;
pub use read::{Decoded, Hints, LARGEST, decoded, read};

use crate::text::Span;

/// An article or a source, once read.
///
/// Every span in it points into [`text`](Self::text).
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub(crate) location: String,
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) declared_language: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) authors: Vec<String>,
    pub(crate) credits: Vec<Credit>,
    pub(crate) repost_of: Option<String>,
    pub(crate) disclaimer: Option<String>,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) links: Vec<Link>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) parts: Vec<Part>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) invisible: Invisible,
    pub(crate) origins: origin::Origins,
}

/// A mark in the text, such as `[1]`, that leads to a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Where the mark stood; it is no part of the text.
    pub(crate) at: usize,
    /// The note, in the same text.
    pub(crate) note: Span,
}

impl Document {
    /// Where the bytes came from, as the user would name it: a path or a URL.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The document's own address: canonical link, `og:url`, or what the caller said.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The article's title, without the site's name.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The language that the document says it is in, as a BCP 47 tag. Pages lie: the language
    /// room decides.
    #[must_use]
    pub fn declared_language(&self) -> Option<&str> {
        self.declared_language.as_deref()
    }

    /// When it was published, by its own metadata: an ISO 8601 date or date and time.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// Who published it: the site or the paper.
    #[must_use]
    pub fn publisher(&self) -> Option<&str> {
        self.publisher.as_deref()
    }

    /// What it says of itself, field by field: where each is said, and what other places say.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// What it says of itself in one field.
    #[must_use]
    pub fn fact(&self, field: Field) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.field() == field)
    }

    /// Who wrote it, people or groups, in the order given.
    #[must_use]
    pub fn authors(&self) -> &[String] {
        &self.authors
    }

    /// Who else worked on it: proofreader, editor, translator, photographer, publisher.
    #[must_use]
    pub fn credits(&self) -> &[Credit] {
        &self.credits
    }

    /// Where a repost says that it was first published.
    #[must_use]
    pub fn repost_of(&self) -> Option<&str> {
        self.repost_of.as_deref()
    }

    /// The disclaimer, where there is one.
    #[must_use]
    pub fn disclaimer(&self) -> Option<&str> {
        self.disclaimer.as_deref()
    }

    /// The text that everything points into: the blocks in reading order, a blank line between.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks in reading order. They do not overlap.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The links in reading order.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// What a reader of the page should know of it, such as that there are more pages.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The characters that show nothing and were left out of the text.
    #[must_use]
    pub fn invisible(&self) -> Invisible {
        self.invisible
    }

    /// Where a stretch of the text stands in the file that was read, once that is decoded: from the first letter
    /// that is found there to the last, with all that stands between them. `None` in PDF files, in files of more
    /// than 8 MiB, and where the words are not found or stand in another order.
    #[must_use]
    pub fn origin(&self, span: Span) -> Option<Origin> {
        self.origins.of(&self.text, span)
    }

    /// Whether there is more of it than was read.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.conditions
            .iter()
            .any(|condition| condition.advice().is_some())
    }

    /// All parts of the page in its order, kept or left out, where [`Hints::explain`] asked for them.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether it says anything: a page that is all navigation has only links and notices.
    #[must_use]
    pub fn says_something(&self) -> bool {
        let mut links = self.links.iter().map(Link::span).peekable();
        self.blocks.iter().any(|block| {
            let mut inside = Vec::new();
            while let Some(link) = links.next_if(|link| link.start() < block.span.end()) {
                inside.push(link);
            }
            !block.kind.is_around_the_text() && !is_menu(&self.text, block.span, &inside)
        })
    }
}

/// Whether a block has no words but those of links, and they are no sentence.
fn is_menu(text: &str, block: Span, links: &[Span]) -> bool {
    const ENDS: [char; 8] = ['.', '!', '?', '…', '。', '！', '？', '؟'];
    let starts = [block.start()]
        .into_iter()
        .chain(links.iter().map(|link| link.end()));
    let ends = links.iter().map(|link| link.start()).chain([block.end()]);
    let between = starts.zip(ends).filter_map(|(from, to)| text.get(from..to));
    !between.flat_map(str::chars).any(char::is_alphanumeric)
        && !block.of(text).trim_end().ends_with(ENDS)
}
