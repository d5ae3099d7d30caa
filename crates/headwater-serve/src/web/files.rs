//! What a reader may take along of a case.

use std::collections::BTreeMap;
use std::fs;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use headwater::report::{Format, MessageLanguage};
use serde_json::{Value, json};

use super::pages::case::find;
use super::pages::history::Histories;
use super::{App, Language, Trouble, beside, blocking};
use crate::Error;
use crate::cases::{CaseId, Cases, Judgement, Opinion, State as CaseState};
use crate::kept_trace::KeptTrace;
use crate::words::Words;
use crate::work::shown::{self, View};

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
    Report(MessageLanguage),
    Markdown(MessageLanguage),
    Annotations,
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
            "annotations.jsonld" => return Some(Self::Annotations),
            _ => {}
        }
        let mut parts = name.split('.');
        let (kind, tag, ending) = (parts.next()?, parts.next()?, parts.next()?);
        let language = MessageLanguage::ALL
            .into_iter()
            .find(|language| language.tag() == tag)?;
        match (kind, ending, parts.next()) {
            ("report", "html", None) => Some(Self::Report(language)),
            ("trace", "md", None) => Some(Self::Markdown(language)),
            _ => None,
        }
    }

    const fn media_type(&self) -> &'static str {
        match self {
            Self::Report(_) => Format::Html.media_type(),
            Self::Markdown(_) => Format::Markdown.media_type(),
            Self::Annotations => Format::Annotations.media_type(),
            Self::Trace | Self::Judgements => "application/json",
            Self::Archive => "application/wacz",
            Self::Findings => "text/csv; charset=utf-8",
            Self::ClaimReviews => "application/ld+json",
        }
    }

    /// With what readers think beside it.
    fn bytes(&self, cases: &Cases, id: &CaseId) -> Result<Vec<u8>, Error> {
        let folder = cases.folder(id);
        let judgements = cases.judgements(id)?;
        let text = match self {
            Self::Report(language) => {
                let pieces = shown::pieces(&folder, View::Report, *language)?;
                beside::report(&pieces, &judgements, Words::of(*language))
            }
            Self::Markdown(language) => {
                let text = shown::written(&folder, Format::Markdown, *language)?;
                beside::markdown(text, &judgements, Words::of(*language))
            }
            Self::Annotations => {
                let english = MessageLanguage::English;
                let text = shown::written(&folder, Format::Annotations, english)?;
                beside::annotations(text, &KeptTrace::open(&folder)?, &judgements)?
            }
            Self::Trace => {
                let path = folder.join("trace.json");
                let text = fs::read_to_string(&path).map_err(|error| Error::at(&path, &error))?;
                beside::trace(text, &judgements)?
            }
            Self::Archive => return beside::archive(&folder.join("case.wacz"), &judgements),
            Self::Findings => findings(&KeptTrace::open(&folder)?, &judgements),
            Self::ClaimReviews => {
                let reviews = claim_reviews(&KeptTrace::open(&folder)?, &judgements);
                let json = serde_json::to_string_pretty(&reviews);
                json.map_err(|error| Error::new(error.to_string()))?
            }
            Self::Judgements => return beside::alone(&judgements),
        };
        Ok(text.into_bytes())
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

/// One line a departure, and one a sentence without any (RFC 4180).
fn findings(trace: &KeptTrace, judgements: &[Judgement]) -> String {
    let histories = Histories::of(judgements);
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
        "judgements",
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
        let history = histories.at(sentence.id);
        for (number, departure) in (1..).zip(&sentence.departures) {
            let there = departure.source.as_ref().map_or("", |place| &place.text);
            let end = [
                &departure.kind,
                &departure.article.text,
                there,
                &departure.message,
                &beside::cell(history, Some(number)),
            ];
            out.push_str(&line(begin.iter().chain(&end)));
        }
        if sentence.departures.is_empty() {
            let end = ["", "", "", "", &beside::cell(history, None)];
            out.push_str(&line(begin.iter().chain(&end)));
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
