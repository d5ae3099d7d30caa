//! What a reader may take along of a case.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path as FilePath;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use headwater::report::{Format, MessageLanguage};
use serde_json::{Value, json};

use super::pages::case::find;
use super::{App, Language, Trouble, blocking};
use crate::Error;
use crate::cases::{CaseId, Cases, Judgement, Opinion, State as CaseState};
use crate::kept_trace::KeptTrace;
use crate::work::shown;

/// One of the files that a case can be taken along as, by its name.
pub(super) async fn file(
    State(desk): State<App>,
    language: Language,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (id, entry) = find(&desk, language, &id).await?;
    let wanted = Wanted::named(&name).ok_or_else(|| Trouble::not_found(language))?;
    if entry.state != CaseState::Done {
        return Err(Trouble::not_finished(language));
    }
    let kind = wanted.media_type();
    let bytes = blocking(&desk, language, move |desk| wanted.bytes(&desk.cases, &id)).await?;
    // The names are our own: nothing of the case stands in them.
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok((
        [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, &disposition)],
        bytes,
    )
        .into_response())
}

enum Wanted {
    Written(Format, MessageLanguage),
    Trace,
    Archive,
    Findings,
    Judgements,
    ClaimReviews,
}

impl Wanted {
    fn named(name: &str) -> Option<Self> {
        match name {
            "trace.json" => return Some(Self::Trace),
            "case.wacz" => return Some(Self::Archive),
            "findings.csv" => return Some(Self::Findings),
            "judgements.json" => return Some(Self::Judgements),
            "claim-reviews.jsonld" => return Some(Self::ClaimReviews),
            "annotations.jsonld" => {
                return Some(Self::Written(Format::Annotations, MessageLanguage::English));
            }
            _ => {}
        }
        let mut parts = name.split('.');
        let (kind, tag, ending) = (parts.next()?, parts.next()?, parts.next()?);
        let format = match (kind, ending, parts.next()) {
            ("report", "html", None) => Format::Html,
            ("trace", "md", None) => Format::Markdown,
            _ => return None,
        };
        let language = MessageLanguage::ALL
            .into_iter()
            .find(|language| language.tag() == tag)?;
        Some(Self::Written(format, language))
    }

    const fn media_type(&self) -> &'static str {
        match self {
            Self::Written(format, _) => format.media_type(),
            Self::Trace | Self::Judgements => "application/json",
            Self::Archive => "application/wacz",
            Self::Findings => "text/csv; charset=utf-8",
            Self::ClaimReviews => "application/ld+json",
        }
    }

    fn bytes(&self, cases: &Cases, id: &CaseId) -> Result<Vec<u8>, Error> {
        let folder = cases.folder(id);
        match self {
            Self::Written(format, language) => {
                shown::written(&folder, *format, *language).map(String::into_bytes)
            }
            Self::Trace => whole(&folder.join("trace.json")),
            Self::Archive => whole(&folder.join("case.wacz")),
            Self::Findings => Ok(findings(&KeptTrace::open(&folder)?).into_bytes()),
            Self::ClaimReviews => {
                let reviews = claim_reviews(&KeptTrace::open(&folder)?, &cases.judgements(id)?);
                let json = serde_json::to_vec_pretty(&reviews);
                json.map_err(|error| Error::new(error.to_string()))
            }
            Self::Judgements => {
                let json = serde_json::to_vec_pretty(&cases.judgements(id)?);
                json.map_err(|error| Error::new(error.to_string()))
            }
        }
    }
}

/// The findings that somebody confirmed under a rating, as schema.org has them. The latest judgement of a finding counts, and
/// what nobody rated is nobody's to publish.
fn claim_reviews(trace: &KeptTrace, judgements: &[Judgement]) -> Value {
    let mut latest = BTreeMap::new();
    for judgement in judgements {
        latest.insert((judgement.sentence, judgement.departure), judgement);
    }
    let confirmed = latest
        .into_values()
        .filter(|judgement| judgement.opinion == Opinion::Agree && !judgement.rating.is_empty());
    let review = |judgement: &Judgement| {
        let sentence = trace.sentences.get(judgement.sentence.checked_sub(1)?)?;
        let departure = judgement
            .departure
            .and_then(|at| sentence.departures.get(at.checked_sub(1)?));
        let said = departure.map(|departure| departure.message.as_str());
        let body = [said.unwrap_or_default(), &judgement.note].join(" ");
        Some(json!({
            "@type": "ClaimReview",
            "claimReviewed": sentence.text,
            "reviewBody": body.trim(),
            "reviewRating": {"@type": "Rating", "alternateName": judgement.rating},
            "author": {"@type": "Person", "name": judgement.name},
            "datePublished": judgement.time,
            "itemReviewed": {
                "@type": "Claim",
                "appearance": {
                    "@type": "CreativeWork",
                    "name": trace.article.title,
                    "url": trace.article.url,
                    "datePublished": trace.article.published,
                },
            },
        }))
    };
    json!({
        "@context": "https://schema.org",
        "@graph": confirmed.filter_map(review).collect::<Vec<Value>>(),
    })
}

fn whole(path: &FilePath) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| Error::at(path, &error))
}

/// One line a departure, and one a sentence without any (RFC 4180).
fn findings(trace: &KeptTrace) -> String {
    let head = [
        "sentence",
        "verdict",
        "reason",
        "support",
        "text",
        "source",
        "evidence",
        "departure",
        "article_says",
        "source_says",
        "message",
    ];
    let mut out = line(head.iter());
    for sentence in trace
        .sentences
        .iter()
        .filter(|sentence| sentence.verdict.is_some())
    {
        let evidence = sentence.evidence.first();
        let number = sentence.id.to_string();
        let support = sentence
            .support
            .map(|support| support.to_string())
            .unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (verdict, reason) = (text(&sentence.verdict), text(&sentence.reason));
        let begin = [
            number.as_str(),
            &verdict,
            &reason,
            &support,
            &sentence.text,
            evidence.map_or("", |evidence| &evidence.source),
            evidence.map_or("", |evidence| &evidence.text),
        ];
        for departure in &sentence.departures {
            let there = departure.source.as_ref().map_or("", |place| &place.text);
            let end = [
                &departure.kind,
                &departure.article.text,
                there,
                &departure.message,
            ];
            out.push_str(&line(begin.iter().chain(&end)));
        }
        if sentence.departures.is_empty() {
            out.push_str(&line(begin.iter().chain(&[""; 4])));
        }
    }
    out
}

fn line<'f>(fields: impl Iterator<Item = &'f &'f str>) -> String {
    let fields: Vec<String> = fields.map(|text| field(text)).collect();
    fields.join(",") + "\r\n"
}

/// A field in quotation marks. A table program takes what begins with one of these signs for a formula and runs it, so
/// an apostrophe stands before them.
fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{Wanted, field};

    #[test]
    fn a_field_is_text_to_a_table_program() {
        assert_eq!(field("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(field("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
    }

    #[test]
    fn only_the_files_of_a_case_have_names() {
        for name in [
            "trace.json",
            "report.zh-Hant.html",
            "trace.ja.md",
            "claim-reviews.jsonld",
            "case.wacz",
        ] {
            assert!(Wanted::named(name).is_some(), "{name}");
        }
        for name in [
            "order.json",
            "../headwater.sqlite3",
            "report.xx.html",
            "report.en.html.bak",
            "shown.zip",
        ] {
            assert!(Wanted::named(name).is_none(), "{name}");
        }
    }
}
