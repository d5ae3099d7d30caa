//! The trace as W3C Web Annotations, for tools that mark up the article where it stands.
//!
//! Follows the Web Annotation Data Model (W3C Recommendation, 23 February 2017): a collection of
//! one page, one annotation a claim, and one a headline that the article contradicts.

use super::catalogue::Words;
use super::escape::web_url;
use super::json::{pretty, text_id};
use super::{MessageLanguage, Source, Trace, TracedSentence, words};
use crate::check::{Contradiction, Departure, Evidence, Verdict};
use crate::text::{CodePoints, Span};
use serde::Serialize;

/// How many code points of context a quotation carries on each side.
const CONTEXT: usize = 32;

/// The trace as an `AnnotationCollection` in JSON-LD: one `assessing` annotation for each sentence
/// that has a verdict.
///
/// Its target is the sentence, by its words (`TextQuoteSelector`) and its place
/// (`TextPositionSelector`, in code points of the article's text as Headwater read it). Its bodies
/// are the verdict (purpose `classifying`), a comment for an editor and one for each departure
/// (`commenting`), in words of `language`, and the passages that it rests on (`linking`). What it says
/// against another sentence of the article is a comment, too, with the place in that one; for that alone,
/// a headline has an annotation.
///
/// A text is named by its address where it has one, else by its hash as a `nih` URI (RFC 6920).
#[must_use]
pub fn annotations(trace: &Trace, language: MessageLanguage) -> String {
    let document = trace.article().document();
    let id = hash_uri(document.text());
    let texts = Texts::of(trace);
    let words = language.words();
    let items: Vec<_> = trace
        .sentences()
        .iter()
        .enumerate()
        .filter_map(|(index, sentence)| {
            let body = body(trace, sentence, &texts, words)?;
            let target = texts.article.place(sentence.span());
            Some(annotation(&id, index, body, target))
        })
        .collect();
    pretty(&Collection {
        context: "http://www.w3.org/ns/anno.jsonld",
        id: id.clone(),
        kind: "AnnotationCollection",
        label: words::article_title(trace.article()),
        generator: Generator {
            kind: "Software",
            name: "Headwater",
        },
        total: items.len(),
        first: Page {
            id: format!("{id}#page-1"),
            kind: "AnnotationPage",
            start_index: 0,
            items,
        },
    })
}

#[derive(Serialize)]
struct Collection<'t> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: String,
    generator: Generator,
    total: usize,
    first: Page<'t>,
}

#[derive(Serialize)]
struct Generator {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'t> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    start_index: usize,
    items: Vec<Annotation<'t>>,
}

#[derive(Serialize)]
struct Annotation<'t> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    body: Vec<Body<'t>>,
    target: Resource<'t>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Body<'t> {
    TextualBody {
        value: String,
        purpose: &'static str,
        format: &'static str,
        language: &'static str,
    },
    SpecificResource {
        purpose: &'static str,
        #[serde(flatten)]
        place: Resource<'t>,
    },
}

#[derive(Serialize)]
struct Resource<'t> {
    source: String,
    selector: [Selector<'t>; 2],
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector<'t> {
    TextQuoteSelector {
        exact: &'t str,
        prefix: &'t str,
        suffix: &'t str,
    },
    TextPositionSelector {
        start: usize,
        end: usize,
    },
}

/// A text that annotations point into.
struct Text<'t> {
    uri: String,
    whole: &'t str,
    points: CodePoints<'t>,
}

impl<'t> Text<'t> {
    fn new(url: Option<&str>, text: &'t str) -> Self {
        let uri = url.and_then(web_url).unwrap_or_else(|| hash_uri(text));
        Self {
            uri,
            whole: text,
            points: CodePoints::new(text),
        }
    }

    fn place(&self, span: Span) -> Resource<'t> {
        let (start, end) = self.points.span(span);
        let before = Span::new(0, span.start()).of(self.whole);
        let after = Span::new(span.end(), self.whole.len()).of(self.whole);
        let prefix = before
            .char_indices()
            .rev()
            .take(CONTEXT)
            .last()
            .map_or(0, |(at, _)| at);
        let suffix = after
            .char_indices()
            .nth(CONTEXT)
            .map_or(after.len(), |(at, _)| at);
        let quote = Selector::TextQuoteSelector {
            exact: span.of(self.whole),
            prefix: before.get(prefix..).unwrap_or_default(),
            suffix: after.get(..suffix).unwrap_or_default(),
        };
        Resource {
            source: self.uri.clone(),
            selector: [quote, Selector::TextPositionSelector { start, end }],
        }
    }
}

struct Texts<'t> {
    article: Text<'t>,
    /// `None` where a source has no text.
    sources: Vec<Option<Text<'t>>>,
}

impl<'t> Texts<'t> {
    fn of(trace: &'t Trace) -> Self {
        let article = trace.article().document();
        let text = |source: &'t Source| {
            let document = source.document()?;
            Some(Text::new(source.url().or(document.url()), document.text()))
        };
        Self {
            article: Text::new(article.url(), article.text()),
            sources: trace.sources().iter().map(text).collect(),
        }
    }
}

/// The hash of a text as a URI that people can read (RFC 6920, section 7).
fn hash_uri(text: &str) -> String {
    text_id(text).replace("sha256:", "nih:sha-256;")
}

fn annotation<'t>(
    collection: &str,
    index: usize,
    body: Vec<Body<'t>>,
    target: Resource<'t>,
) -> Annotation<'t> {
    Annotation {
        id: format!("{collection}#sentence-{}", index + 1),
        kind: "Annotation",
        motivation: "assessing",
        body,
        target,
    }
}

/// What is said of a sentence; `None` for one without a verdict that says nothing against another.
fn body<'t>(
    trace: &Trace,
    sentence: &TracedSentence,
    texts: &Texts<'t>,
    words: &Words,
) -> Option<Vec<Body<'t>>> {
    let finding = sentence.finding();
    let verdict = finding.verdict();
    if verdict.is_none() && sentence.contradictions().is_empty() {
        return None;
    }
    let comment = |value| Body::TextualBody {
        value,
        purpose: "commenting",
        format: "text/plain",
        language: words.tag(),
    };
    let departure = |departure: &Departure| {
        let heading = words.departure.of(departure.kind());
        let message = words.message(trace, departure);
        comment([heading, &words.join.stop, &message].concat())
    };
    let contradiction = |found: &Contradiction| {
        let message = words.contradiction(trace, found);
        comment([&*words.within.heading, &words.join.stop, &message].concat())
    };
    let judgement = verdict.map(|verdict| {
        [
            // The word that JSON has too: English, whatever the language of the comments.
            Body::TextualBody {
                value: verdict.as_str().to_owned(),
                purpose: "classifying",
                format: "text/plain",
                language: "en",
            },
            comment(judged(sentence, verdict, words)),
        ]
    });
    let mut body: Vec<Body<'t>> = judgement.into_iter().flatten().collect();
    body.extend(finding.departures().iter().map(departure));
    let elsewhere = words.elsewhere(trace, sentence);
    body.extend(elsewhere.map(|remark| comment(remark.to_owned())));
    let evidence = finding.evidence().iter();
    body.extend(evidence.filter_map(|evidence| passage(*evidence, texts)));
    let contradictions = sentence.contradictions().iter();
    for found in contradictions {
        body.push(contradiction(found));
        body.push(Body::SpecificResource {
            purpose: "linking",
            place: texts.article.place(found.there().span()),
        });
    }
    Some(body)
}

/// The verdict and what it means, or why there is none.
fn judged(sentence: &TracedSentence, verdict: Verdict, words: &Words) -> String {
    let meaning = match verdict {
        Verdict::Unchecked => words.remark(sentence).unwrap_or_default(),
        verdict => words.meaning.of(verdict),
    };
    [words.verdict.of(verdict), &words.join.stop, meaning].concat()
}

fn passage<'t>(evidence: Evidence, texts: &Texts<'t>) -> Option<Body<'t>> {
    let text = texts.sources.get(evidence.source())?.as_ref()?;
    Some(Body::SpecificResource {
        purpose: "linking",
        place: text.place(evidence.span()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use serde_json::Value;

    #[test]
    fn the_trace_as_annotations() {
        insta::assert_snapshot!(annotations(&fixture::trace(), MessageLanguage::English));
    }

    #[test]
    fn there_is_one_annotation_a_claim_and_its_quotation_is_found_in_the_article() {
        let trace = fixture::trace();
        let text = trace.article().document().text();
        let root: Value =
            serde_json::from_str(&annotations(&trace, MessageLanguage::English)).unwrap();
        let items = root["first"]["items"].as_array().unwrap();
        let against =
            |s: &&TracedSentence| s.finding().verdict().is_none() && !s.contradictions().is_empty();
        let headlines = trace.sentences().iter().filter(against).count();
        assert_eq!(items.len(), trace.summary().claims() + headlines);
        for item in items {
            let quote = &item["target"]["selector"][0];
            let part = |name: &str| quote[name].as_str().unwrap();
            let whole = [part("prefix"), part("exact"), part("suffix")].concat();
            assert!(text.contains(&whole), "{whole}");
            assert!(part("prefix").chars().count() <= CONTEXT);
        }
    }
}
