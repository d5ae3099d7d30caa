//! What goes in and out, by which the document is made.

use std::sync::LazyLock;

use data_encoding::{BASE64, Encoding};
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::cases::{Entry, Given, Order, Shown, State, Upload};
use crate::file_name::file_name;

/// A case as the list has it.
#[derive(Debug, Serialize, ToSchema, JsonSchema)]
pub(crate) struct Case {
    /// Its name, as it stands in addresses.
    #[schema(pattern = "^[a-z2-7]{16}$")]
    id: String,
    /// When it was asked for, RFC 3339.
    #[schema(format = DateTime)]
    created: String,
    /// The title of its article, or what was given.
    title: String,
    state: State,
    /// Why it came to no trace.
    failure: Option<String>,
    /// The language of the article, BCP 47.
    language: Option<String>,
    /// How many sources there are.
    sources: usize,
    /// How many sentences there are of each verdict.
    verdicts: Verdicts,
    /// Goes up with each change.
    version: u64,
}

/// Sentences by their verdict.
#[derive(Debug, Serialize, ToSchema, JsonSchema)]
pub(crate) struct Verdicts {
    supported: usize,
    differs: usize,
    unsupported: usize,
    unchecked: usize,
}

impl From<Entry> for Case {
    fn from(entry: Entry) -> Self {
        let [supported, differs, unsupported, unchecked] = entry.counts;
        Self {
            id: entry.id.into(),
            created: entry.created,
            title: entry.title,
            state: entry.state,
            failure: entry.failure,
            language: entry.language,
            sources: entry.sources,
            verdicts: Verdicts {
                supported,
                differs,
                unsupported,
                unchecked,
            },
            version: entry.version,
        }
    }
}

/// A page of something.
#[derive(Debug, Serialize, ToSchema, JsonSchema)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// How many there are on all pages.
    pub(crate) total: usize,
    /// The number of the next page; null on the last.
    pub(crate) next: Option<usize>,
}

impl<T> Page<T> {
    /// One page of so many of what is all there.
    pub(crate) fn of(all: Vec<T>, number: usize, size: usize) -> Self {
        let total = all.len();
        let begin = number.saturating_mul(size);
        let items = all.into_iter().skip(begin).take(size).collect();
        Self {
            items,
            total,
            next: next(number, size, total),
        }
    }
}

/// The page behind one, where there is one.
pub(crate) fn next(number: usize, size: usize, total: usize) -> Option<usize> {
    let next = number.checked_add(1)?;
    (next.saturating_mul(size) < total).then_some(next)
}

/// The last page that can be asked for.
const LAST_PAGE: usize = 1_000_000;

fn page<'d, D: Deserializer<'d>>(deserializer: D) -> Result<usize, D::Error> {
    let page = usize::deserialize(deserializer)?;
    if page > LAST_PAGE {
        return Err(D::Error::custom(format!("a page beyond {LAST_PAGE}")));
    }
    Ok(page)
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paged {
    /// The page, counted from 0.
    #[serde(default, deserialize_with = "page")]
    #[param(default = 0, minimum = 0, maximum = 1_000_000)]
    pub(crate) page: usize,
}

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// Words that all have to be in the title or the text of the article or of its sources' titles and addresses.
    #[serde(default)]
    #[param(default = "")]
    pub(crate) q: String,
    #[serde(default)]
    #[param(inline)]
    pub(crate) show: Shown,
    /// The page, counted from 0.
    #[serde(default, deserialize_with = "page")]
    #[param(default = 0, minimum = 0, maximum = 1_000_000)]
    pub(crate) page: usize,
}

/// A case to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCase {
    /// The text under examination.
    article: Input,
    /// What it is held against, beside what it cites.
    #[serde(default)]
    #[schema(max_items = 200)]
    sources: Vec<Input>,
    /// Whether to fetch the pages that it cites.
    #[serde(default)]
    fetch: bool,
}

/// An article or a source.
#[derive(Debug, Deserialize, ToSchema, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Input {
    /// A text: Markdown, HTML, wikitext or plain.
    Text {
        #[schema(min_length = 1)]
        text: String,
        /// What to call it.
        #[serde(default)]
        name: Option<String>,
    },
    /// A file, such as a PDF or a web archive.
    File {
        /// Its name, by which its format may be known.
        #[schema(min_length = 1)]
        name: String,
        /// Its bytes in Base64 with padding (RFC 4648).
        #[schema(
            content_encoding = "base64",
            min_length = 4,
            pattern = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
        )]
        base64: String,
    },
    /// A page of the web, to be fetched.
    Page {
        #[schema(format = "uri", pattern = "^https?://[^\\s]+$")]
        url: String,
    },
}

/// Base64 whose last bits may be anything, as most programs read it.
static FORGIVING: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = BASE64.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(BASE64)
});

/// Why something makes no case.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// It is not what a case is made of.
    Wrong(String),
    /// It would have to be fetched, and nothing is.
    NotFetched,
}

impl Unfit {
    fn new(why: impl Into<String>) -> Self {
        Self::Wrong(why.into())
    }

    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Wrong(why) => why,
            Self::NotFetched => {
                "this service was started without --contact and fetches nothing; give texts or files"
            }
        }
    }
}

/// Sources that one case is given.
const MOST_SOURCES: usize = 200;

impl NewCase {
    pub(crate) fn order(self, fetches: bool) -> Result<Order, Unfit> {
        if self.sources.len() > MOST_SOURCES {
            return Err(Unfit::new(format!(
                "give no more than {MOST_SOURCES} sources"
            )));
        }
        let order = Order {
            article: self.article.given("article.md")?,
            sources: self
                .sources
                .into_iter()
                .map(|source| source.given("source.md"))
                .collect::<Result<_, _>>()?,
            fetch: self.fetch,
        };
        let has_page = std::iter::once(&order.article)
            .chain(&order.sources)
            .any(|given| matches!(given, Given::Page(_)));
        if (order.fetch || has_page) && !fetches {
            return Err(Unfit::NotFetched);
        }
        Ok(order)
    }
}

impl Input {
    /// The document that is meant; what has no name is called so.
    pub(crate) fn given(self, called: &str) -> Result<Given, Unfit> {
        let (name, bytes) = match self {
            Self::Page { url } => {
                let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
                let is_address = Url::parse(&url).is_ok_and(|url| is_web(&url));
                let given = is_address.then_some(Given::Page(url));
                return given.ok_or_else(|| Unfit::new("an address that is not http or https"));
            }
            Self::Text { text, name } => {
                (name.unwrap_or_else(|| called.to_owned()), text.into_bytes())
            }
            Self::File { name, .. } if name.is_empty() => {
                return Err(Unfit::new("a file without a name"));
            }
            Self::File { name, base64 } => {
                let bytes = FORGIVING.decode(base64.as_bytes());
                (
                    name,
                    bytes.map_err(|error| {
                        Unfit::new(format!("a file that is no Base64: {error}"))
                    })?,
                )
            }
        };
        if bytes.is_empty() {
            return Err(Unfit::new("a text or a file that is empty"));
        }
        Ok(Given::File(Upload {
            name: file_name(&name),
            bytes,
        }))
    }
}

/// A trace, as the library's own schema describes it.
pub(crate) struct Trace;

impl PartialSchema for Trace {
    fn schema() -> RefOr<Schema> {
        // Another one takes its place once the document is made.
        ObjectBuilder::new().into()
    }
}

impl ToSchema for Trace {}
