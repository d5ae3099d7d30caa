//! The main job: an article and its sources in, a [`Trace`] out.
//!
//! This is the one file that calls every room.

mod within;

use std::collections::BTreeMap;

use crate::align::{self, Embedded, Models, Side};
use crate::check::{self, Finding, Reason, Verdict};
use crate::document::{Block, BlockKind, Document, is_pointer};
use crate::language::Reading;
use crate::language::values::{self, Speech, Value, ValueKind};
use crate::report::{
    Captured, SentenceKind, Source, SourceStatus, TimelineEntry, Trace, TracedSentence,
};
use crate::text::Span;

/// A source to trace to: a document, or the reason why there is none.
#[derive(Debug, Clone)]
pub struct SourceInput {
    location: String,
    url: Option<String>,
    document: Result<Document, Reason>,
    captured: Option<Captured>,
}

impl SourceInput {
    /// A source that was read. It is tied to the citations that name its own address.
    #[must_use]
    pub fn read(document: Document) -> Self {
        let (location, url) = (
            document.location().to_owned(),
            document.url().map(str::to_owned),
        );
        Self {
            location,
            url,
            document: Ok(document),
            captured: None,
        }
    }

    /// A source that could not be read, and why.
    #[must_use]
    pub fn missing(location: impl Into<String>, reason: Reason) -> Self {
        Self {
            location: location.into(),
            url: None,
            document: Err(reason),
            captured: None,
        }
    }

    /// Ties the source to the citations that name this address, whatever it says of itself.
    #[must_use]
    pub fn cited_as(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Says where its bytes are kept, and what came of fetching it.
    #[must_use]
    pub fn captured(mut self, captured: Captured) -> Self {
        self.captured = Some(captured);
        self
    }
}

/// Traces an article to its sources.
///
/// Deterministic: the same documents and the same models give the same trace. Time grows with
/// the number of article sentences times the number of source sentences, memory with their sum.
#[must_use]
pub fn trace(article: Document, sources: Vec<SourceInput>, models: Models<'_>) -> Trace {
    let article = Reading::of(article);
    let sources: Vec<Source> = sources.into_iter().map(source).collect();
    let (sentences, timeline) = {
        let own = Side::of(&article);
        // Only what was read takes part; `places` leads back to the list of all sources.
        let (places, sides): (Vec<usize>, Vec<Side<'_>>) = sources
            .iter()
            .enumerate()
            .filter(|(_, source)| source.status() == SourceStatus::Read)
            .filter_map(|(place, source)| Some((place, Side::of(source.reading()?))))
            .unzip();
        let sentences = sentences(&own, &sources, &places, &sides, models);
        let timeline = timeline(&own, &places, &sides, &sentences);
        (sentences, timeline)
    };
    Trace {
        article,
        article_captured: None,
        sources,
        sentences,
        timeline,
    }
}

fn source(input: SourceInput) -> Source {
    let (reading, status) = match input.document {
        Ok(document) => {
            let reading = Reading::of(document);
            let status = if !reading.document().says_something() {
                SourceStatus::Missing(Reason::Unreadable)
            } else if reading.language().is_none() {
                SourceStatus::Missing(Reason::UnsupportedLanguage)
            } else {
                SourceStatus::Read
            };
            (Some(reading), status)
        }
        Err(reason) => (None, SourceStatus::Missing(reason)),
    };
    Source {
        location: input.location,
        url: input.url,
        status,
        reading,
        captured: input.captured,
    }
}

fn sentences(
    own: &Side<'_>,
    sources: &[Source],
    places: &[usize],
    sides: &[Side<'_>],
    models: Models<'_>,
) -> Vec<TracedSentence> {
    let article = own.reading;
    let spans = article.sentences();
    let kinds = kinds(article);
    let cites = align::scope(article, &cited(sources));
    let wanted: Vec<bool> = kinds
        .iter()
        .map(|kind| kind.is_claim() && article.language().is_some())
        .collect();
    let leanings: Vec<Vec<usize>> = cites
        .iter()
        .map(|cites| {
            let read = cites.sources.iter();
            read.filter_map(|source| places.iter().position(|place| place == source))
                .collect()
        })
        .collect();
    let is_wanted = |at: usize| wanted.get(at).copied().unwrap_or(false);
    let claims = Embedded::of(own, is_wanted, models.sentences);
    let contradictions = within::contradictions(own, &kinds, &claims, models);
    let passages = align::passages(own, &claims, &leanings, sides, models.sentences);
    drop(claims);
    let passages: Vec<_> = passages.into_iter().map(check::cited_first).collect();
    let asked: Vec<_> = passages
        .iter()
        .map(|some| check::is_possible(some).then(|| check::others(some)))
        .collect();
    let agreements = models.words.map_or_else(
        || vec![None; passages.len()],
        |words| align::agreements(own, &asked, &passages, sides, words),
    );
    let found = own.sentences.iter().zip(&passages).zip(&agreements).map(
        |((sentence, passages), agreement)| {
            check::judge(own, sentence, passages, agreement.as_ref(), sides, places)
        },
    );
    let mut said = speeches(article).into_iter().peekable();
    spans
        .iter()
        .zip(kinds)
        .zip(cites)
        .zip(found)
        .zip(contradictions)
        .map(
            |((((span, kind), cites), found), contradictions)| TracedSentence {
                span: *span,
                kind,
                finding: finding(kind, article, sources, &cites, found),
                contradictions,
                speeches: std::iter::from_fn(|| {
                    said.next_if(|speech| speech.content().start() < span.end())
                })
                .collect(),
                cites: cites.sources,
                explained: false,
            },
        )
        .collect()
}

/// What is known of the sources that citations may lead to.
fn cited(sources: &[Source]) -> Vec<align::Cited<'_>> {
    let sources = sources.iter();
    sources
        .map(|source| align::Cited {
            address: source.url(),
            document: source.document(),
        })
        .collect()
}

/// What is reported in the article, in the order in which it begins.
fn speeches(article: &Reading) -> Vec<Speech> {
    let text = article.document().text();
    let values = article
        .language()
        .map(|language| values::quotations(text, language));
    let values = values.into_iter().flatten();
    values.filter_map(Value::into_speech).collect()
}

/// What is said of a sentence in the end: what was found, or why nothing could be.
fn finding(
    kind: SentenceKind,
    article: &Reading,
    sources: &[Source],
    cites: &align::Cites,
    found: Finding,
) -> Finding {
    if !kind.is_claim() {
        return Finding::not_a_claim();
    }
    if article.language().is_none() {
        return Finding::unchecked(Reason::UnsupportedLanguage);
    }
    let carried = matches!(found.verdict(), Some(Verdict::Supported | Verdict::Differs));
    match is_elsewhere(sources, cites, &found) {
        true if carried => return found.in_other_source(),
        false if !found.evidence().is_empty() => return found,
        _ => {}
    }
    reason_unchecked(sources, cites).map_or(found, Finding::unchecked)
}

/// Whether what was found stands in another source than the sentence leans on, which has nothing that may
/// be it. A source without an address may be the very page that a sentence cites and that is not among the
/// sources.
fn is_elsewhere(sources: &[Source], cites: &align::Cites, found: &Finding) -> bool {
    let mut considered = found.explanation().considered().iter();
    if considered.any(|one| cites.sources.contains(&one.source()) && check::may_be(one.score())) {
        return false;
    }
    let mut found_in = found.evidence().iter().map(|evidence| evidence.source());
    found_in.all(|place| {
        let own = cites.sources.contains(&place);
        let known = || {
            sources
                .get(place)
                .is_some_and(|source| source.url().is_some())
        };
        !own && (!cites.sources.is_empty() || (cites.elsewhere && known()))
    })
}

/// Why a sentence for which nothing was found has not been checked: there was no source, or what
/// it cites could not be read, or not to its end. `None` where the sources that count were read.
fn reason_unchecked(sources: &[Source], cites: &align::Cites) -> Option<Reason> {
    if sources.is_empty() {
        return Some(Reason::NoSourceGiven);
    }
    // What is not in the part that was read may be in the rest.
    let missing = |source: &Source| match source.status() {
        SourceStatus::Read if source.document().is_some_and(Document::is_partial) => {
            Some(Reason::Unreadable)
        }
        SourceStatus::Read => None,
        SourceStatus::Missing(reason) => Some(reason),
    };
    let leaned_on = || cites.sources.iter().filter_map(|place| sources.get(*place));
    if let Some(reason) = leaned_on().find_map(missing) {
        return Some(reason);
    }
    if cites.elsewhere && cites.sources.is_empty() {
        return Some(Reason::NotFetched);
    }
    let read = sources.iter().any(|source| missing(source).is_none());
    if read {
        None
    } else {
        sources.iter().find_map(missing)
    }
}

/// What each sentence of the article is for.
fn kinds(article: &Reading) -> Vec<SentenceKind> {
    let document = article.document();
    let blocks = document.blocks();
    let mut at = 0;
    article
        .sentences()
        .iter()
        .map(|sentence| {
            while blocks
                .get(at)
                .is_some_and(|block| block.span().end() <= sentence.start())
            {
                at += 1;
            }
            blocks.get(at).map_or(SentenceKind::Other, |block| {
                kind(document, *block, *sentence)
            })
        })
        .collect()
}

fn kind(document: &Document, block: Block, sentence: Span) -> SentenceKind {
    let text = sentence.of(document.text());
    match block.kind() {
        BlockKind::Heading(_) => SentenceKind::Headline,
        BlockKind::Caption => SentenceKind::Caption,
        BlockKind::Credit | BlockKind::Repost => SentenceKind::Credit,
        BlockKind::Reference => SentenceKind::Reference,
        BlockKind::FurtherReading => SentenceKind::FurtherReading,
        BlockKind::Disclaimer => SentenceKind::Disclaimer,
        BlockKind::Footer | BlockKind::Code => SentenceKind::Other,
        _ if !text.chars().any(char::is_alphabetic) || is_pointer(text) => SentenceKind::Other,
        // A page often repeats its own title at the top of the body.
        _ if block.span() == sentence && document.title() == Some(text) => SentenceKind::Headline,
        BlockKind::Lead => SentenceKind::Lead,
        BlockKind::Quote => SentenceKind::Quotation,
        _ if is_mostly_quoted(text) => SentenceKind::Quotation,
        _ => SentenceKind::Claim,
    }
}

fn is_mostly_quoted(text: &str) -> bool {
    let mut inside = false;
    let (mut quoted, mut all) = (0_usize, 0_usize);
    for character in text.chars() {
        match character {
            '“' | '„' | '«' | '「' | '『' => inside = true,
            '”' | '»' | '」' | '』' => inside = false,
            '"' => inside = !inside,
            _ if character.is_alphanumeric() => {
                all += 1;
                quoted += usize::from(inside);
            }
            _ => {}
        }
    }
    quoted * 5 > all * 3
}

/// The dates that the article's claims and their evidence name, in order of time.
fn timeline(
    own: &Side<'_>,
    places: &[usize],
    sides: &[Side<'_>],
    sentences: &[TracedSentence],
) -> Vec<TimelineEntry> {
    let mut entries: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (place, sentence) in sentences.iter().enumerate() {
        if !sentence.kind.is_claim() {
            continue;
        }
        for date in dates(own, sentence.span) {
            entries.entry(date).or_default().0.push(place);
        }
        for evidence in sentence.finding.evidence() {
            let side = places.binary_search(&evidence.source()).ok();
            let Some(side) = side.and_then(|side| sides.get(side)) else {
                continue;
            };
            for date in dates(side, evidence.span()) {
                entries.entry(date).or_default().1.push(evidence.source());
            }
        }
    }
    entries
        .into_iter()
        .map(|(date, (mut sentences, mut sources))| {
            sentences.dedup();
            sources.sort_unstable();
            sources.dedup();
            TimelineEntry {
                date,
                sentences,
                sources,
            }
        })
        .collect()
}

/// The days and months that the sentences in a stretch of a document name; a time of day is left
/// off.
fn dates(side: &Side<'_>, span: Span) -> Vec<String> {
    let first = side
        .sentences
        .partition_point(|sentence| sentence.span.start() < span.start());
    let inside = side.sentences.iter().skip(first);
    inside
        .take_while(|sentence| sentence.span.end() <= span.end())
        .flat_map(|sentence| &sentence.values)
        .filter(|value| matches!(value.kind(), ValueKind::Date | ValueKind::DateTime))
        .filter_map(|value| value.value()?.split('T').next())
        .filter(|date| date.len() >= "2031-05".len() && !date.contains(['X', '/']))
        .map(str::to_owned)
        .collect()
}
