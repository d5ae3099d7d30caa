//! A field of a document's frame: what it says, where that stands, and what is said elsewhere.

/// A field of a document's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// The article's title, without the site's name.
    Title,
    /// The line under the title.
    Subtitle,
    /// Who wrote it, people or groups.
    Authors,
    /// When it was first published: an ISO 8601 date, or date and time with the zone where it is known.
    Published,
    /// When it was last changed, in the same form.
    Modified,
    /// The site, paper or blog, by the name that readers know.
    Site,
    /// Who answers for the site.
    Publisher,
    /// The part of the site.
    Section,
    /// The language that the document says it is in, as a BCP 47 tag.
    Language,
    /// The document's own address.
    Url,
    /// The news agency whose report it is.
    Agency,
    /// Where a repost was first published: an address.
    RepostOf,
    /// Under which licence it may be used: an address or words.
    Licence,
    /// Whether all of it can be read without paying: `true` or `false`, as in schema.org.
    AccessibleForFree,
}

impl Field {
    /// The name in output for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Authors => "authors",
            Self::Published => "published",
            Self::Modified => "modified",
            Self::Site => "site",
            Self::Publisher => "publisher",
            Self::Section => "section",
            Self::Language => "language",
            Self::Url => "url",
            Self::Agency => "agency",
            Self::RepostOf => "repost_of",
            Self::Licence => "licence",
            Self::AccessibleForFree => "accessible_for_free",
        }
    }
}

/// What one place says of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    pub(super) values: Vec<String>,
    pub(super) origin: String,
}

impl Saying {
    /// What it says; several values only of [`Field::Authors`].
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Where it stands: `json-ld:headline`, `meta:og:title`, `microdata:datepublished`,
    /// `front-matter:title`, `element:h1`, `class:byline`, `link:canonical`, `address`, `text`, `given`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether another place says the same, upper case, white space and the exactness of times aside.
    fn agrees(&self, other: &Self, field: Field) -> bool {
        let plain = |saying: &Self| -> Vec<String> {
            let mut all: Vec<String> = saying
                .values
                .iter()
                .map(|value| match field {
                    Field::Published | Field::Modified => value.chars().take(10).collect(),
                    Field::Language => value.chars().take_while(|c| *c != '-').collect(),
                    _ => value.to_lowercase(),
                })
                .collect();
            all.sort_unstable();
            all
        };
        plain(self) == plain(other)
    }
}

/// Why one place was believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ruling {
    /// No other place says anything.
    Only,
    /// The others say the same.
    Agreed,
    /// Others say otherwise; this is the surest place of all that were looked at.
    Surest,
    /// The page shows it to its readers, and others repeat it with more around it.
    Shown,
    /// A time in UTC falls on the next day; the page or its address has the day where the paper is.
    LocalDay,
}

impl Ruling {
    /// The reason as one word, as it stands in output for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Only => "only",
            Self::Agreed => "agreed",
            Self::Surest => "surest",
            Self::Shown => "shown",
            Self::LocalDay => "local-day",
        }
    }
}

/// What is taken for true of a field, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    field: Field,
    taken: Saying,
    ruling: Ruling,
    others: Vec<Saying>,
}

impl Fact {
    /// The first of the sayings is taken; `ruling` says why where it is not the surest for its place.
    pub(super) fn of(field: Field, said: Vec<Saying>, ruling: Option<Ruling>) -> Option<Self> {
        let mut said = said.into_iter();
        let taken = said.next()?;
        let alone = said.len() == 0;
        let others: Vec<Saying> = said.filter(|other| !taken.agrees(other, field)).collect();
        let ruling = match ruling {
            _ if alone => Ruling::Only,
            _ if others.is_empty() => Ruling::Agreed,
            Some(ruling) => ruling,
            None => Ruling::Surest,
        };
        Some(Self {
            field,
            taken,
            ruling,
            others,
        })
    }

    /// Which field it is.
    #[must_use]
    pub fn field(&self) -> Field {
        self.field
    }

    /// What is taken for true.
    #[must_use]
    pub fn taken(&self) -> &Saying {
        &self.taken
    }

    /// The first value that is taken for true.
    #[must_use]
    pub fn value(&self) -> &str {
        self.taken.values.first().map_or("", String::as_str)
    }

    /// Why it is, where others say otherwise.
    #[must_use]
    pub fn ruling(&self) -> Ruling {
        self.ruling
    }

    /// What else is said, the surest first.
    #[must_use]
    pub fn others(&self) -> &[Saying] {
        &self.others
    }
}
