use super::address;
use super::notices::NOTICES;
use crate::text::Span;

/// A link in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub(crate) span: Span,
    pub(crate) url: String,
    pub(crate) kind: LinkKind,
    pub(crate) rel: String,
    pub(crate) leaves_site: Option<bool>,
}

impl Link {
    pub(crate) fn new(span: Span, url: String, kind: LinkKind) -> Self {
        Self {
            span,
            url,
            kind,
            rel: String::new(),
            leaves_site: None,
        }
    }

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

    /// The one form of all addresses of the page that it leads to: without tracking parameters, the
    /// telephone form, a cache or an archive, the host in ASCII. `None` for what is no web address.
    #[must_use]
    pub fn canonical(&self) -> Option<String> {
        address::canonical(&self.url)
    }

    /// The link's types (`rel`), such as `nofollow` and `sponsored`, in small letters.
    pub fn rel(&self) -> impl Iterator<Item = &str> {
        self.rel.split_ascii_whitespace()
    }

    /// Whether it leads to another site than the document's; `None` where one of them is not known.
    #[must_use]
    pub fn leaves_site(&self) -> Option<bool> {
        self.leaves_site
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
    /// A form that shares the page with others.
    Share,
    /// The page itself.
    Itself,
    /// Terms, privacy, about.
    Footer,
}

impl LinkKind {
    /// The name in output for machines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Citation => "citation",
            Self::Reference => "reference",
            Self::FurtherReading => "further-reading",
            Self::Image => "image",
            Self::Repost => "repost",
            Self::Share => "share",
            Self::Itself => "self",
            Self::Footer => "footer",
        }
    }
}

/// Gives links their kind and tells whether they leave the site, by the document's own address.
#[derive(Debug)]
pub(super) struct Whereabouts {
    site: Option<String>,
    page: Option<String>,
}

impl Whereabouts {
    pub(super) fn of(own: Option<&str>) -> Self {
        Self {
            site: own.and_then(address::site).map(str::to_owned),
            page: own.and_then(address::canonical),
        }
    }

    /// A link whose kind is `kind` by the place where it stands.
    pub(super) fn link(&self, span: Span, url: String, kind: LinkKind) -> Link {
        let own_page = || self.page.is_some() && address::canonical(&url) == self.page;
        let kind = match kind {
            LinkKind::Citation | LinkKind::FurtherReading | LinkKind::Footer
                if address::shares(&url) =>
            {
                LinkKind::Share
            }
            LinkKind::Citation if own_page() => LinkKind::Itself,
            kind => kind,
        };
        let own = self.site.as_deref();
        let leaves_site = match address::site(&url) {
            Some(site) => own.map(|own| !own.eq_ignore_ascii_case(site)),
            // What was not made absolute stays on the site.
            None => Some(false),
        };
        Link {
            leaves_site,
            ..Link::new(span, url, kind)
        }
    }
}
