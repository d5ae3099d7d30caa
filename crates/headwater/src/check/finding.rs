use super::message::Message;
use super::rules::Named;
use super::weights::Feature;
use crate::language::values::{Basis, Dating, Precision};
use crate::text::Span;

/// What Headwater says of one sentence of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub(crate) verdict: Option<Verdict>,
    pub(crate) reason: Option<Reason>,
    pub(crate) support: Option<f32>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) departures: Vec<Departure>,
    pub(crate) explanation: Explanation,
}

impl Finding {
    /// The verdict; `None` for a sentence that is not a claim.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// Why a sentence is unchecked or has no verdict, or that it was found elsewhere than it says.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// How sure Headwater is that the evidence carries the sentence, 0 to 1; `None` where nothing
    /// was checked.
    #[must_use]
    pub fn support(&self) -> Option<f32> {
        self.support
    }

    /// The passages that the sentence rests on, best first.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// Each place where the sentence departs from its evidence.
    #[must_use]
    pub fn departures(&self) -> &[Departure] {
        &self.departures
    }

    /// Why it is judged so.
    #[must_use]
    pub fn explanation(&self) -> &Explanation {
        &self.explanation
    }
}

/// What a verdict was made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    pub(crate) considered: Vec<Evidence>,
    pub(crate) features: Vec<Feature>,
    pub(crate) names: Vec<Named>,
}

impl Explanation {
    /// The passages that were considered, whether or not one was good enough, best first.
    #[must_use]
    pub fn considered(&self) -> &[Evidence] {
        &self.considered
    }

    /// What the support was weighed from; empty where no passage was good enough to be weighed.
    #[must_use]
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The names of the sentence and of its passage; empty without a word model.
    #[must_use]
    pub fn names(&self) -> &[Named] {
        &self.names
    }
}

/// What the evidence says of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// A source carries the sentence, and nothing departs.
    Supported,
    /// A source carries it, but something departs.
    Differs,
    /// The sources were read and none carries it.
    Unsupported,
    /// It could not be checked; the [`Reason`] says why.
    Unchecked,
}

impl Verdict {
    /// All of them, best first.
    pub const ALL: [Self; 4] = [
        Self::Supported,
        Self::Differs,
        Self::Unsupported,
        Self::Unchecked,
    ];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Differs => "differs",
            Self::Unsupported => "unsupported",
            Self::Unchecked => "unchecked",
        }
    }
}

/// Why a sentence has no verdict, or a source no text; beside a verdict, where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The user gave no source.
    NoSourceGiven,
    /// The sentence cites a page that was not fetched.
    NotFetched,
    /// The page did not answer.
    Unreachable,
    /// The source is there, but no text can be read from it.
    Unreadable,
    /// The article or the source is in a language that Headwater does not read.
    UnsupportedLanguage,
    /// A heading, a credit, a caption: nothing to check.
    NotAClaim,
    /// The sentence has a verdict, but by a source that it does not cite: what it cites does not
    /// have it, or could not be read.
    FoundInOtherSource,
}

impl Reason {
    /// The words used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSourceGiven => "no-source-given",
            Self::NotFetched => "not-fetched",
            Self::Unreachable => "unreachable",
            Self::Unreadable => "unreadable",
            Self::UnsupportedLanguage => "unsupported-language",
            Self::NotAClaim => "not-a-claim",
            Self::FoundInOtherSource => "found-in-other-source",
        }
    }
}

/// A passage of a source that a sentence rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    pub(crate) source: usize,
    pub(crate) span: Span,
    pub(crate) score: f32,
}

impl Evidence {
    /// The place of the source in the trace's list of sources.
    #[must_use]
    pub fn source(self) -> usize {
        self.source
    }

    /// Where the passage stands in the source's text.
    #[must_use]
    pub fn span(self) -> Span {
        self.span
    }

    /// How well it fits the sentence, 0 to 1.
    #[must_use]
    pub fn score(self) -> f32 {
        self.score
    }
}

/// One typed difference between a sentence and its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    pub(crate) kind: DepartureKind,
    pub(crate) article: ArticlePlace,
    pub(crate) source: Option<SourcePlace>,
    pub(crate) message: Message,
}

impl Departure {
    /// What kind of difference it is.
    #[must_use]
    pub fn kind(&self) -> DepartureKind {
        self.kind
    }

    /// What the article says.
    #[must_use]
    pub fn article(&self) -> &ArticlePlace {
        &self.article
    }

    /// What the source says instead; `None` where it says nothing of the kind.
    #[must_use]
    pub fn source(&self) -> Option<&SourcePlace> {
        self.source.as_ref()
    }

    /// What there is to say of it; [`report::message`](crate::report::message()) has the words.
    #[must_use]
    pub fn message(&self) -> Message {
        self.message
    }
}

/// What a departure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DepartureKind {
    /// Another number, percentage, amount or quantity.
    Number,
    /// Another date or time.
    Date,
    /// Another person, place or body.
    Name,
    /// Other words inside quotation marks.
    Quote,
    /// Another speaker.
    Attribution,
    /// A denial turned round.
    Negation,
    /// A hedge that was dropped or added.
    Certainty,
}

impl DepartureKind {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
            Self::Quote => "quote",
            Self::Attribution => "attribution",
            Self::Negation => "negation",
            Self::Certainty => "certainty",
        }
    }
}

/// A place in the article and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticlePlace {
    pub(crate) span: Span,
    pub(crate) value: Option<String>,
    pub(crate) dating: Dating,
}

impl ArticlePlace {
    /// Where it stands in the article's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What it means, with its unit.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where the parts of a date come from; `None` for what is no date.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.dating.basis
    }

    /// How finely a date is said; `None` for what is no date.
    #[must_use]
    pub fn precision(&self) -> Option<Precision> {
        self.dating.precision
    }
}

/// A place in a source and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    pub(crate) source: usize,
    pub(crate) span: Span,
    pub(crate) value: Option<String>,
    pub(crate) dating: Dating,
}

impl SourcePlace {
    /// The place of the source in the trace's list of sources.
    #[must_use]
    pub fn source(&self) -> usize {
        self.source
    }

    /// Where it stands in the source's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What it means, with its unit.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where the parts of a date come from; `None` for what is no date.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.dating.basis
    }

    /// How finely a date is said; `None` for what is no date.
    #[must_use]
    pub fn precision(&self) -> Option<Precision> {
        self.dating.precision
    }
}
