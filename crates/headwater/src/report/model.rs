use super::Captured;
use crate::check::{Contradiction, Finding, Reason, Verdict};
use crate::document::Document;
use crate::language::Reading;
use crate::language::values::Speech;
use crate::text::Span;

/// An article with its sources, sentences, verdicts, evidence and departures.
///
/// Spans are bytes of the article's or the source's text; the formats turn them into code points.
#[derive(Debug, Clone)]
pub struct Trace {
    pub(crate) article: Reading,
    pub(crate) article_captured: Option<Captured>,
    pub(crate) sources: Vec<Source>,
    pub(crate) sentences: Vec<TracedSentence>,
    pub(crate) timeline: Vec<TimelineEntry>,
}

impl Trace {
    /// The article as it was read.
    #[must_use]
    pub fn article(&self) -> &Reading {
        &self.article
    }

    /// Says where the article's bytes are kept, and what came of fetching it.
    pub fn capture_article(&mut self, captured: Captured) {
        self.article_captured = Some(captured);
    }

    /// Where the article is kept; `None` for a file of the user's own.
    #[must_use]
    pub fn article_captured(&self) -> Option<&Captured> {
        self.article_captured.as_ref()
    }

    /// The sources in the order given.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The article's sentences in order.
    #[must_use]
    pub fn sentences(&self) -> &[TracedSentence] {
        &self.sentences
    }

    /// Asks the reports to say why this sentence, counted from 0, got its verdict.
    pub fn explain(&mut self, sentence: usize) {
        if let Some(sentence) = self.sentences.get_mut(sentence) {
            sentence.explained = true;
        }
    }

    /// The dates that sentences and their evidence name, in order of time.
    #[must_use]
    pub fn timeline(&self) -> &[TimelineEntry] {
        &self.timeline
    }

    /// How many claims there are, and what was said of them.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |verdict| {
            self.sentences
                .iter()
                .filter(|s| s.finding.verdict() == Some(verdict))
                .count()
        };
        Summary {
            claims: self
                .sentences
                .iter()
                .filter(|s| s.finding.verdict().is_some())
                .count(),
            supported: count(Verdict::Supported),
            differs: count(Verdict::Differs),
            unsupported: count(Verdict::Unsupported),
            unchecked: count(Verdict::Unchecked),
            contradictions: self
                .sentences
                .iter()
                .filter(|s| !s.contradictions.is_empty())
                .count(),
        }
    }
}

/// A source of a trace: what was given, and what came of it.
#[derive(Debug, Clone)]
pub struct Source {
    pub(crate) location: String,
    pub(crate) url: Option<String>,
    pub(crate) status: SourceStatus,
    pub(crate) reading: Option<Reading>,
    pub(crate) captured: Option<Captured>,
}

impl Source {
    /// The name used in JSON and in reports: `s1` for the first.
    #[must_use]
    pub fn id(index: usize) -> String {
        format!("s{}", index + 1)
    }

    /// The path or URL that the user gave.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The address by which the article cites it.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Whether it could be read.
    #[must_use]
    pub fn status(&self) -> SourceStatus {
        self.status
    }

    /// Where it is kept, and what came of fetching it; `None` for a file of the user's own.
    #[must_use]
    pub fn captured(&self) -> Option<&Captured> {
        self.captured.as_ref()
    }

    /// The text, where it could be read.
    #[must_use]
    pub fn reading(&self) -> Option<&Reading> {
        self.reading.as_ref()
    }

    /// The document, where it could be read.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        self.reading.as_ref().map(Reading::document)
    }
}

/// What came of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceStatus {
    /// Its text was read.
    Read,
    /// It has no text, for this reason.
    Missing(Reason),
}

impl SourceStatus {
    /// The word used in JSON: `read`, or the reason.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Missing(reason) => reason.as_str(),
        }
    }
}

/// One sentence of the article and what was found.
#[derive(Debug, Clone)]
pub struct TracedSentence {
    pub(crate) span: Span,
    pub(crate) kind: SentenceKind,
    /// Places of the cited sources in the trace's list.
    pub(crate) cites: Vec<usize>,
    pub(crate) finding: Finding,
    /// What it says against other sentences of the article.
    pub(crate) contradictions: Vec<Contradiction>,
    /// What is reported in it, as it begins.
    pub(crate) speeches: Vec<Speech>,
    /// Whether the reports say why it got its verdict.
    pub(crate) explained: bool,
}

impl TracedSentence {
    /// Whether the reports say why it got its verdict.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        self.explained
    }

    /// Where it stands in the article's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What kind of sentence it is.
    #[must_use]
    pub fn kind(&self) -> SentenceKind {
        self.kind
    }

    /// The sources that it leans on, by their place in the trace's list.
    #[must_use]
    pub fn cites(&self) -> &[usize] {
        &self.cites
    }

    /// What somebody is reported to have said, where it begins in this sentence. It may run on into
    /// the next, and its speaker may stand in one before.
    #[must_use]
    pub fn speeches(&self) -> &[Speech] {
        &self.speeches
    }

    /// Where it says otherwise than another sentence of the article: one of headline or lead than the
    /// body, one of the body than an earlier one. It changes nothing of what was found.
    #[must_use]
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// What was found.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        &self.finding
    }
}

/// What a sentence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SentenceKind {
    /// A title or heading.
    Headline,
    /// Part of the standfirst.
    Lead,
    /// It says something that a source can carry.
    Claim,
    /// Most of it is in quotation marks.
    Quotation,
    /// Under or over an image.
    Caption,
    /// Who made it; the date line; the repost notice.
    Credit,
    /// A note, or an entry of the list of references.
    Reference,
    /// Links that support nothing.
    FurtherReading,
    /// A disclaimer.
    Disclaimer,
    /// Anything else that says nothing: footers, "read more".
    Other,
}

impl SentenceKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Headline,
        Self::Lead,
        Self::Claim,
        Self::Quotation,
        Self::Caption,
        Self::Credit,
        Self::Reference,
        Self::FurtherReading,
        Self::Disclaimer,
        Self::Other,
    ];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Lead => "lead",
            Self::Claim => "claim",
            Self::Quotation => "quotation",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Reference => "reference",
            Self::FurtherReading => "further-reading",
            Self::Disclaimer => "disclaimer",
            Self::Other => "other",
        }
    }

    /// Whether it gets a verdict.
    #[must_use]
    pub const fn is_claim(self) -> bool {
        matches!(self, Self::Lead | Self::Claim | Self::Quotation)
    }
}

/// A date, and who names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// ISO 8601 / EDTF.
    pub(crate) date: String,
    /// Places of the article's sentences that name it.
    pub(crate) sentences: Vec<usize>,
    /// Places of the sources whose evidence names it.
    pub(crate) sources: Vec<usize>,
}

impl TimelineEntry {
    /// The date, as ISO 8601 / EDTF.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The article's sentences that name it, by their place in the trace.
    #[must_use]
    pub fn sentences(&self) -> &[usize] {
        &self.sentences
    }

    /// The sources whose evidence names it, by their place in the trace.
    #[must_use]
    pub fn sources(&self) -> &[usize] {
        &self.sources
    }
}

/// How many claims there are, and what was said of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub(crate) claims: usize,
    pub(crate) supported: usize,
    pub(crate) differs: usize,
    pub(crate) unsupported: usize,
    pub(crate) unchecked: usize,
    pub(crate) contradictions: usize,
}

impl Summary {
    /// Sentences that got a verdict.
    #[must_use]
    pub fn claims(self) -> usize {
        self.claims
    }

    /// Sentences, claims or not, that say otherwise than another sentence of the article.
    #[must_use]
    pub fn contradictions(self) -> usize {
        self.contradictions
    }

    /// How many got this verdict.
    #[must_use]
    pub fn count(self, verdict: Verdict) -> usize {
        match verdict {
            Verdict::Supported => self.supported,
            Verdict::Differs => self.differs,
            Verdict::Unsupported => self.unsupported,
            Verdict::Unchecked => self.unchecked,
        }
    }
}
