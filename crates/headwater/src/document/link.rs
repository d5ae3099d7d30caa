use super::notices::NOTICES;
use crate::text::Span;

/// A link in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub(crate) span: Span,
    pub(crate) url: String,
    pub(crate) kind: LinkKind,
}

impl Link {
    /// The link's words in the document's text; empty for an image.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where it leads, as written, made absolute where the document's own address is known.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the link is for.
    #[must_use]
    pub fn kind(&self) -> LinkKind {
        self.kind
    }
}

/// Whether words only point at another page, such as "read more" or 阅读更多, and say nothing.
pub(crate) fn is_pointer(words: &str) -> bool {
    let lower = words.to_lowercase();
    NOTICES
        .more
        .has(lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkKind {
    /// A source that the text leans on.
    Citation,
    /// A page that a numbered reference or a footnote leads to. Its mark, such as `[1]`, is no part
    /// of the text: the link has no words and stands where the mark stood.
    Reference,
    /// A list of further reading.
    FurtherReading,
    /// An image, or the page that an image came from.
    Image,
    /// The notice that says where a repost was first published.
    Repost,
    /// Terms, privacy, about, share.
    Footer,
}
