//! The trace as data, schema `headwater.trace/1`.
//!
//! The types here are the schema: field names, their order, and the JSON Schema that is kept in
//! `schema/headwater.trace.1.json` all come from them. Fields are added, never renamed or taken
//! away, while the schema's number stays.

pub(super) mod schema;

pub use schema::json_schema;

use super::catalogue::Words;
use super::{Captured, MessageLanguage, Source, SourceStatus, Trace, TracedSentence};
use crate::check::{
    ArticlePlace, Contradiction, Departure, Evidence, Feature, Finding, Named, Reason, Verdict,
};
use crate::document::Document;
use crate::language::Reading;
use crate::language::values::{Basis, Precision, Speech};
use crate::text::{CodePoints, Span};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The name of the schema that [`json()`] follows.
pub const SCHEMA: &str = "headwater.trace/1";

/// The trace as JSON of schema [`SCHEMA`], indented, with a newline at its end. Every `message` is in
/// words of `language`; all else is the same in every language.
///
/// Offsets count Unicode code points of the `text` that they point into. Scores are rounded to
/// three decimals.
#[must_use]
pub fn json(trace: &Trace, language: MessageLanguage) -> String {
    pretty(&TraceJson::of(trace, language))
}

/// Any of our types as JSON on one line, with a newline at its end.
pub(super) fn line(value: &impl Serialize) -> String {
    let mut out = serde_json::to_string(value).unwrap_or_default();
    out.push('\n');
    out
}

/// Any of our types as indented JSON with a newline at its end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Only maps with keys that are not strings and writers can fail; there are none here.
    let mut out = serde_json::to_string_pretty(value).unwrap_or_default();
    out.push('\n');
    out
}

/// `sha256:` and the hash of a text in hexadecimal.
pub(super) fn text_id(text: &str) -> String {
    let mut id = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

/// A share rounded to three decimals, in 0 to 1.
fn rounded(share: f32) -> f64 {
    decimals(share.clamp(0.0, 1.0))
}

/// A number rounded to three decimals; 0 for one that is none.
fn decimals(number: f32) -> f64 {
    let number = if number.is_finite() { number } else { 0.0 };
    (f64::from(number) * 1000.0).round() / 1000.0
}

/// An article with its sources, sentences, verdicts, evidence and departures, as Headwater
/// writes them. Every offset counts Unicode code points of the `text` it points into.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Headwater trace, version 1", transform = schema::add_judgements)]
struct TraceJson<'t> {
    /// The name and major version of this schema.
    #[schemars(extend("const" = SCHEMA))]
    schema: &'static str,
    generator: GeneratorJson,
    /// The language of every `message`, BCP 47.
    #[schemars(extend("enum" = schema::message_languages()))]
    messages: &'static str,
    article: ArticleJson<'t>,
    /// In the order given.
    sources: Vec<SourceJson<'t>>,
    /// The sentences of the article, in order.
    sentences: Vec<SentenceJson<'t>>,
    /// The dates that sentences and their evidence name, in order of time.
    timeline: Vec<TimelineJson<'t>>,
    summary: SummaryJson,
}

/// What wrote the trace.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Generator")]
struct GeneratorJson {
    name: &'static str,
    version: &'static str,
}

/// The text under examination.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Article")]
struct ArticleJson<'t> {
    /// `sha256:` and the hash of `text` in UTF-8, in hexadecimal.
    #[schemars(extend("pattern" = "^sha256:[0-9a-f]{64}$"))]
    id: String,
    /// The path or URL that was given.
    location: &'t str,
    /// Its own address, where it names one.
    url: Option<&'t str>,
    title: Option<&'t str>,
    /// BCP 47; `und` where no language could be told.
    language: &'t str,
    /// ISO 8601.
    published: Option<&'t str>,
    publisher: Option<&'t str>,
    authors: Vec<&'t str>,
    credits: Vec<CreditJson<'t>>,
    /// Where a repost says that it was first published.
    repost_of: Option<&'t str>,
    disclaimer: Option<&'t str>,
    /// Where its bytes are kept; null for a file that is in no web archive.
    capture: Option<CaptureJson<'t>>,
    /// The text as it was read; every offset of a sentence points into it.
    text: &'t str,
}

/// What came of fetching a document, and where its bytes are kept.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Capture")]
struct CaptureJson<'t> {
    #[schemars(extend("enum" = schema::fetch_statuses()))]
    status: &'static str,
    /// What more there is to say of the status, in English.
    detail: Option<&'t str>,
    /// The address that it was fetched from, redirects followed.
    url: &'t str,
    /// When: ISO 8601.
    time: &'t str,
    /// Where a copy that another web archive made stands in for the page: when that was made, in ISO 8601.
    memento: Option<&'t str>,
    /// Null where nothing was answered.
    record: Option<RecordJson<'t>>,
    /// The digest of the payload, as the record has it.
    digest: Option<&'t str>,
    /// The SHA-256 of the payload as it was read: the body in the encoding in which it came.
    sha256: Option<&'t str>,
}

/// A record of a web archive (WARC).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Record")]
struct RecordJson<'t> {
    /// The WARC file, as it is named within a WACZ file.
    file: &'t str,
    /// Its first byte in that file.
    offset: u64,
    /// How many bytes it has there; null where it is compressed together with others.
    length: Option<u64>,
}

impl<'t> CaptureJson<'t> {
    fn of(captured: &'t Captured) -> Self {
        Self {
            status: captured.status.as_str(),
            detail: captured.detail.as_deref(),
            url: &captured.url,
            time: &captured.time,
            memento: captured.memento.as_deref(),
            record: captured.record.as_ref().map(|place| RecordJson {
                file: place.file(),
                offset: place.offset(),
                length: place.length(),
            }),
            digest: captured.digest.as_deref(),
            sha256: captured.sha256.as_deref(),
        }
    }
}

/// Somebody who worked on the article.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Credit")]
pub(super) struct CreditJson<'t> {
    role: &'t str,
    name: &'t str,
}

/// A document that the article cites or that the user gave.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Source")]
struct SourceJson<'t> {
    /// `s1` for the first.
    id: String,
    /// The path or URL that was given.
    location: &'t str,
    url: Option<&'t str>,
    title: Option<&'t str>,
    /// BCP 47.
    language: Option<&'t str>,
    /// ISO 8601.
    published: Option<&'t str>,
    publisher: Option<&'t str>,
    /// `read`, or why there is no text.
    #[schemars(extend("enum" = schema::statuses()))]
    status: &'static str,
    /// Why there is no text; null where it was read.
    #[schemars(extend("enum" = schema::reasons()))]
    reason: Option<&'static str>,
    /// Where its bytes are kept; null for a file that is in no web archive.
    capture: Option<CaptureJson<'t>>,
    /// The text as it was read; every offset of evidence points into it.
    text: Option<&'t str>,
}

/// One sentence of the article and what was found.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Sentence")]
struct SentenceJson<'t> {
    /// Counted from 1.
    id: usize,
    start: usize,
    end: usize,
    text: &'t str,
    #[schemars(extend("enum" = schema::kinds()))]
    kind: &'static str,
    /// The ids of the sources that it leans on.
    cites: Vec<String>,
    /// Null for what is not a claim.
    #[schemars(extend("enum" = schema::verdicts()))]
    verdict: Option<&'static str>,
    /// Why it is unchecked, or has no verdict.
    #[schemars(extend("enum" = schema::reasons()))]
    reason: Option<&'static str>,
    /// How sure Headwater is that the evidence carries the sentence, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    support: Option<f64>,
    /// Best first.
    evidence: Vec<EvidenceJson<'t>>,
    departures: Vec<DepartureJson<'t>>,
    /// Where it says otherwise than another sentence of the article; that changes no verdict.
    contradictions: Vec<ContradictionJson<'t>>,
    /// What somebody is reported to have said, where it begins in this sentence.
    quotes: Vec<QuoteJson<'t>>,
    /// Only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationJson<'t>>,
}

/// Somebody's words or statement in the article.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Quote")]
struct QuoteJson<'t> {
    #[schemars(extend("enum" = schema::forms()))]
    form: &'static str,
    /// How the article presents it.
    #[schemars(extend("enum" = schema::strengths()))]
    strength: &'static str,
    /// With the marks where it is direct, else the whole clause.
    content: PlaceJson<'t>,
    /// The words for the speaker; null where the article does not say.
    speaker: Option<PlaceJson<'t>>,
    /// The words that report it, such as "said" or "according to".
    cue: Option<PlaceJson<'t>>,
    /// The speaker's name where `speaker` is a pronoun and it is sure whom it means, else the words.
    name: Option<&'t str>,
}

/// A stretch of the article's text.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Place")]
struct PlaceJson<'t> {
    start: usize,
    end: usize,
    text: &'t str,
}

/// A passage of a source that the sentence rests on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
struct EvidenceJson<'t> {
    /// The id of the source.
    source: String,
    start: usize,
    end: usize,
    text: &'t str,
    /// How well it fits the sentence, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    score: f64,
}

/// Why a sentence got its verdict, where that was asked for.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Explanation")]
struct ExplanationJson<'t> {
    /// The passages that were considered, best first.
    considered: Vec<EvidenceJson<'t>>,
    /// What the support was weighed from; empty where no passage was good enough to be weighed.
    features: Vec<FeatureJson>,
    /// The names of the sentence and of its passage; empty without a word model.
    names: Vec<NamedJson<'t>>,
}

/// A name, and how likely it is that the other side does not have it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Named")]
struct NamedJson<'t> {
    text: &'t str,
    /// Whether it stands in the article, not in the source.
    in_article: bool,
    /// How likely it is that the other side does not have it.
    #[schemars(range(min = 0.0, max = 1.0))]
    missing: f64,
    features: Vec<FeatureJson>,
}

/// One thing that speaks for or against a passage: value times weight goes into a logistic function.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Feature")]
struct FeatureJson {
    name: &'static str,
    value: f64,
    weight: f64,
}

/// One place where the sentence departs from its evidence.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Departure")]
struct DepartureJson<'t> {
    #[schemars(extend("enum" = schema::departure_kinds()))]
    kind: &'static str,
    /// What the article departs from.
    #[schemars(extend("const" = "source"))]
    within: &'static str,
    article: ArticlePlaceJson<'t>,
    /// Null where the source says nothing of the kind.
    source: Option<SourcePlaceJson<'t>>,
    /// One sentence for an editor, in the language that `messages` names.
    message: String,
}

/// One place where the sentence says otherwise than another sentence of the article.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Contradiction")]
struct ContradictionJson<'t> {
    #[schemars(extend("enum" = schema::departure_kinds()))]
    kind: &'static str,
    /// Both places are in the article.
    #[schemars(extend("const" = "article"))]
    within: &'static str,
    /// The place in this sentence.
    here: ArticlePlaceJson<'t>,
    /// The id of the other sentence.
    sentence: usize,
    /// The place in the other sentence.
    there: ArticlePlaceJson<'t>,
    /// One sentence for an editor, in the language that `messages` names.
    message: String,
}

/// What the article says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ArticlePlace")]
struct ArticlePlaceJson<'t> {
    start: usize,
    end: usize,
    text: &'t str,
    /// What it means, with its unit.
    value: Option<&'t str>,
    /// Where a date comes from: its own words, the document's date or a date named before; null
    /// for what is no date.
    #[schemars(extend("enum" = schema::bases()))]
    basis: Option<&'static str>,
    /// The smallest unit that the words of a date name; null for what is no date.
    #[schemars(extend("enum" = schema::precisions()))]
    precision: Option<&'static str>,
}

/// What the source says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SourcePlace")]
struct SourcePlaceJson<'t> {
    /// The id of the source.
    source: String,
    start: usize,
    end: usize,
    text: &'t str,
    /// What it means, with its unit.
    value: Option<&'t str>,
    /// Where a date comes from: its own words, the document's date or a date named before; null
    /// for what is no date.
    #[schemars(extend("enum" = schema::bases()))]
    basis: Option<&'static str>,
    /// The smallest unit that the words of a date name; null for what is no date.
    #[schemars(extend("enum" = schema::precisions()))]
    precision: Option<&'static str>,
}

/// A date, and who names it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TimelineEntry")]
struct TimelineJson<'t> {
    /// ISO 8601 / EDTF; the end of an interval is exclusive.
    date: &'t str,
    /// The ids of the article's sentences that name it.
    sentences: Vec<usize>,
    /// The ids of the sources whose evidence names it.
    sources: Vec<String>,
}

/// How many claims there are, and what was said of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
struct SummaryJson {
    claims: usize,
    supported: usize,
    differs: usize,
    unsupported: usize,
    unchecked: usize,
    /// Sentences that say otherwise than another sentence of the article.
    contradictions: usize,
}

/// A text and its index from bytes to code points.
struct Indexed<'t> {
    text: &'t str,
    points: CodePoints<'t>,
}

impl<'t> Indexed<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            points: CodePoints::new(text),
        }
    }

    /// Start, end and text of a span.
    fn place(&self, span: Span) -> (usize, usize, &'t str) {
        let (start, end) = self.points.span(span);
        (start, end, span.of(self.text))
    }
}

/// The texts of a trace, each indexed once, and the words for what is said of them.
struct Texts<'t> {
    trace: &'t Trace,
    words: &'static Words,
    article: Indexed<'t>,
    sources: Vec<Indexed<'t>>,
}

impl<'t> Texts<'t> {
    fn of(trace: &'t Trace, language: MessageLanguage) -> Self {
        let text = |source: &'t Source| source.document().map_or("", Document::text);
        Self {
            trace,
            words: language.words(),
            article: Indexed::new(trace.article().document().text()),
            sources: trace
                .sources()
                .iter()
                .map(|s| Indexed::new(text(s)))
                .collect(),
        }
    }

    fn in_source(&self, source: usize, span: Span) -> (usize, usize, &'t str) {
        self.sources
            .get(source)
            .map_or((0, 0, ""), |text| text.place(span))
    }
}

impl<'t> TraceJson<'t> {
    fn of(trace: &'t Trace, language: MessageLanguage) -> Self {
        let texts = Texts::of(trace, language);
        Self {
            schema: SCHEMA,
            generator: GeneratorJson {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            messages: language.tag(),
            article: ArticleJson::of(trace.article(), trace.article_captured()),
            sources: trace
                .sources()
                .iter()
                .enumerate()
                .map(SourceJson::of)
                .collect(),
            sentences: trace
                .sentences()
                .iter()
                .enumerate()
                .map(|(index, sentence)| SentenceJson::of(index, sentence, &texts))
                .collect(),
            timeline: trace
                .timeline()
                .iter()
                .map(|entry| TimelineJson {
                    date: entry.date(),
                    sentences: entry.sentences().iter().map(|index| index + 1).collect(),
                    sources: entry
                        .sources()
                        .iter()
                        .map(|index| Source::id(*index))
                        .collect(),
                })
                .collect(),
            summary: SummaryJson::of(trace),
        }
    }
}

impl<'t> ArticleJson<'t> {
    fn of(article: &'t Reading, captured: Option<&'t Captured>) -> Self {
        let document = article.document();
        Self {
            id: text_id(document.text()),
            location: document.location(),
            url: document.url(),
            title: document.title(),
            language: article.tag(),
            published: article.published(),
            publisher: document.publisher(),
            authors: document.authors().iter().map(String::as_str).collect(),
            credits: CreditJson::all(document),
            repost_of: document.repost_of(),
            disclaimer: document.disclaimer(),
            capture: captured.map(CaptureJson::of),
            text: document.text(),
        }
    }
}

impl<'t> CreditJson<'t> {
    pub(super) fn all(document: &'t Document) -> Vec<Self> {
        let credits = document.credits().iter();
        credits
            .map(|c| Self {
                role: c.role(),
                name: c.name(),
            })
            .collect()
    }
}

impl<'t> SourceJson<'t> {
    fn of((index, source): (usize, &'t Source)) -> Self {
        let document = source.document();
        Self {
            id: Source::id(index),
            location: source.location(),
            url: source.url().or(document.and_then(Document::url)),
            title: document.and_then(Document::title),
            language: source.reading().map(Reading::tag),
            published: source.reading().and_then(Reading::published),
            publisher: document.and_then(Document::publisher),
            status: source.status().as_str(),
            reason: match source.status() {
                SourceStatus::Read => None,
                SourceStatus::Missing(reason) => Some(reason.as_str()),
            },
            capture: source.captured().map(CaptureJson::of),
            text: document.map(Document::text),
        }
    }
}

impl<'t> SentenceJson<'t> {
    fn of(index: usize, sentence: &'t TracedSentence, texts: &Texts<'t>) -> Self {
        let (start, end, text) = texts.article.place(sentence.span());
        let finding = sentence.finding();
        let reason = match finding.verdict() {
            None => Some(finding.reason().unwrap_or(Reason::NotAClaim)),
            Some(_) => finding.reason(),
        };
        let departures = finding.departures().iter();
        Self {
            id: index + 1,
            start,
            end,
            text,
            kind: sentence.kind().as_str(),
            cites: sentence
                .cites()
                .iter()
                .map(|index| Source::id(*index))
                .collect(),
            verdict: finding.verdict().map(Verdict::as_str),
            reason: reason.map(Reason::as_str),
            support: finding.support().map(rounded),
            evidence: finding
                .evidence()
                .iter()
                .map(|e| EvidenceJson::of(*e, texts))
                .collect(),
            departures: departures.map(|d| DepartureJson::of(d, texts)).collect(),
            contradictions: sentence
                .contradictions()
                .iter()
                .map(|found| ContradictionJson::of(found, texts))
                .collect(),
            quotes: sentence
                .speeches()
                .iter()
                .map(|speech| QuoteJson::of(speech, &texts.article))
                .collect(),
            explanation: sentence
                .is_explained()
                .then(|| ExplanationJson::of(finding, texts)),
        }
    }
}

impl<'t> QuoteJson<'t> {
    fn of(speech: &'t Speech, article: &Indexed<'t>) -> Self {
        let place = |span| {
            let (start, end, text) = article.place(span);
            PlaceJson { start, end, text }
        };
        Self {
            form: speech.form().as_str(),
            strength: speech.strength().as_str(),
            content: place(speech.content()),
            speaker: speech.speaker().map(place),
            cue: speech.cue().map(place),
            name: speech.name(),
        }
    }
}

impl<'t> ExplanationJson<'t> {
    fn of(finding: &Finding, texts: &Texts<'t>) -> Self {
        let explanation = finding.explanation();
        let considered = explanation.considered().iter();
        let source = finding.evidence().first().map(|evidence| evidence.source());
        let named = |named: &Named| NamedJson {
            text: match source {
                Some(source) if !named.is_here() => texts.in_source(source, named.span()).2,
                _ => texts.article.place(named.span()).2,
            },
            in_article: named.is_here(),
            missing: rounded(named.missing()),
            features: named.features().iter().map(FeatureJson::of).collect(),
        };
        Self {
            considered: considered.map(|e| EvidenceJson::of(*e, texts)).collect(),
            features: explanation.features().iter().map(FeatureJson::of).collect(),
            names: explanation.names().iter().map(named).collect(),
        }
    }
}

impl FeatureJson {
    fn of(feature: &Feature) -> Self {
        Self {
            name: feature.name(),
            value: decimals(feature.value()),
            weight: decimals(feature.weight()),
        }
    }
}

impl<'t> EvidenceJson<'t> {
    fn of(evidence: Evidence, texts: &Texts<'t>) -> Self {
        let (start, end, text) = texts.in_source(evidence.source(), evidence.span());
        Self {
            source: Source::id(evidence.source()),
            start,
            end,
            text,
            score: rounded(evidence.score()),
        }
    }
}

impl<'t> DepartureJson<'t> {
    fn of(departure: &'t Departure, texts: &Texts<'t>) -> Self {
        Self {
            kind: departure.kind().as_str(),
            within: "source",
            article: ArticlePlaceJson::of(departure.article(), &texts.article),
            source: departure.source().map(|place| {
                let (start, end, text) = texts.in_source(place.source(), place.span());
                let source = Source::id(place.source());
                SourcePlaceJson {
                    source,
                    start,
                    end,
                    text,
                    value: place.value(),
                    basis: place.basis().map(Basis::as_str),
                    precision: place.precision().map(Precision::as_str),
                }
            }),
            message: texts.words.message(texts.trace, departure),
        }
    }
}

impl<'t> ContradictionJson<'t> {
    fn of(found: &'t Contradiction, texts: &Texts<'t>) -> Self {
        Self {
            kind: found.kind().as_str(),
            within: "article",
            here: ArticlePlaceJson::of(found.here(), &texts.article),
            sentence: found.sentence() + 1,
            there: ArticlePlaceJson::of(found.there(), &texts.article),
            message: texts.words.contradiction(texts.trace, found),
        }
    }
}

impl<'t> ArticlePlaceJson<'t> {
    fn of(place: &'t ArticlePlace, article: &Indexed<'t>) -> Self {
        let (start, end, text) = article.place(place.span());
        Self {
            start,
            end,
            text,
            value: place.value(),
            basis: place.basis().map(Basis::as_str),
            precision: place.precision().map(Precision::as_str),
        }
    }
}

impl SummaryJson {
    fn of(trace: &Trace) -> Self {
        let summary = trace.summary();
        Self {
            claims: summary.claims(),
            supported: summary.count(Verdict::Supported),
            differs: summary.count(Verdict::Differs),
            unsupported: summary.count(Verdict::Unsupported),
            unchecked: summary.count(Verdict::Unchecked),
            contradictions: summary.contradictions(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use proptest::prelude::*;
    use serde_json::Value;

    /// Checks that an object's `text` is what its offsets cut out of the whole.
    fn cuts_its_text(whole: &str, place: &Value) {
        let offset = |name: &str| usize::try_from(place[name].as_u64().unwrap()).unwrap();
        let (start, end) = (offset("start"), offset("end"));
        let cut: String = whole.chars().skip(start).take(end - start).collect();
        assert_eq!(cut, place["text"].as_str().unwrap());
    }

    fn every_place_cuts_its_text(trace: &Trace) {
        let root: Value = serde_json::from_str(&json(trace, MessageLanguage::English)).unwrap();
        let article = root["article"]["text"].as_str().unwrap();
        let source = |id: &Value| {
            let number: usize = id
                .as_str()
                .unwrap()
                .trim_start_matches('s')
                .parse()
                .unwrap();
            root["sources"][number - 1]["text"].as_str().unwrap()
        };
        for sentence in root["sentences"].as_array().unwrap() {
            cuts_its_text(article, sentence);
            for evidence in sentence["evidence"].as_array().unwrap() {
                cuts_its_text(source(&evidence["source"]), evidence);
            }
            for found in sentence["contradictions"].as_array().unwrap() {
                cuts_its_text(article, &found["here"]);
                cuts_its_text(article, &found["there"]);
            }
            for departure in sentence["departures"].as_array().unwrap() {
                cuts_its_text(article, &departure["article"]);
                if !departure["source"].is_null() {
                    let place = &departure["source"];
                    cuts_its_text(source(&place["source"]), place);
                }
            }
        }
    }

    #[test]
    fn the_trace_as_json() {
        insta::assert_snapshot!(json(&fixture::trace(), MessageLanguage::English));
    }

    #[test]
    fn offsets_cut_the_text_that_stands_beside_them() {
        every_place_cuts_its_text(&fixture::trace());
    }

    proptest! {
        #[test]
        fn offsets_cut_their_text_whatever_the_text(trace in fixture::any_trace()) {
            every_place_cuts_its_text(&trace);
        }
    }

    #[test]
    fn what_is_not_a_claim_has_no_verdict_and_says_why() {
        let root: Value =
            serde_json::from_str(&json(&fixture::trace(), MessageLanguage::English)).unwrap();
        let heading = &root["sentences"][0];
        assert_eq!(heading["kind"], "headline");
        assert_eq!(heading["verdict"], Value::Null);
        assert_eq!(heading["reason"], "not-a-claim");
    }

    #[test]
    fn shares_are_rounded_and_stay_between_nought_and_one() {
        assert_eq!(rounded(0.912_34).to_string(), "0.912");
        assert_eq!(rounded(0.3).to_string(), "0.3");
        assert_eq!(rounded(1.000_1).to_string(), "1");
        assert_eq!(rounded(f32::NAN).to_string(), "0");
    }
}
