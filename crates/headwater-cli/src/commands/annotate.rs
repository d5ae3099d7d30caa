use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use headwater::language::values::{self, Basis, Precision, Reference, Speech, Value};
use headwater::language::{self, Language, Reading};
use headwater::text::{CodePoints, Span};
use serde::{Deserialize, Serialize};

use super::batch;
use crate::args::{Annotate, ListFormat};
use crate::failure::Failure;
use crate::{input, output};

#[derive(Deserialize)]
struct Question {
    id: serde_json::Value,
    text: String,
    language: Option<String>,
    reference: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    values: Vec<Found>,
}

/// A value with its place in code points.
#[derive(Serialize)]
struct Found {
    kind: &'static str,
    start: usize,
    end: usize,
    text: String,
    value: Option<String>,
    unit: Option<String>,
    approximate: bool,
    /// Of dates, times, lengths and sets alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<&'static str>,
    #[serde(flatten)]
    speech: Option<Said>,
}

/// Who says what: the fields that a `quote` has more where the text tells.
#[derive(Serialize)]
struct Said {
    form: &'static str,
    strength: &'static str,
    content: Place,
    speaker: Option<Place>,
    cue: Option<Place>,
    name: Option<String>,
}

/// A stretch of the text in code points.
#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
    text: String,
}

pub(super) fn run(args: &Annotate) -> Result<ExitCode, Failure> {
    if args.batch {
        return batch::answer(|question: Question| {
            let reference = question.reference.as_deref().and_then(Reference::parse);
            let detected = || language::detect(&question.text, None).language();
            let language = question.language.as_deref().and_then(Language::from_tag);
            let values = match language.or_else(detected) {
                Some(language) => values::find(&question.text, language, reference.as_ref()),
                None => Vec::new(),
            };
            Answer {
                id: Some(question.id),
                values: shown(&question.text, &values),
            }
        });
    }
    let found = one(args)?;
    let text = match args.format {
        ListFormat::Json => serde_json::to_string_pretty(&Answer {
            id: None,
            values: found,
        })
        .map_err(|error| Failure::new(error.to_string()))?,
        ListFormat::Text => table(&found),
    };
    output::write(&format!("{text}\n"), None)?;
    Ok(ExitCode::SUCCESS)
}

/// The values of one document.
fn one(args: &Annotate) -> Result<Vec<Found>, Failure> {
    let path: PathBuf = args.input.clone().unwrap_or_else(|| PathBuf::from("-"));
    let reading = Reading::of(input::document(Path::new(&path), None)?);
    let language = match args.language.as_deref() {
        Some(tag) => Some(Language::from_tag(tag).ok_or_else(|| unread(tag))?),
        None => reading.language(),
    };
    let language = language.ok_or_else(|| unread(reading.tag()))?;
    let reference = match args.reference.as_deref() {
        Some(date) => Some(Reference::parse(date).ok_or_else(|| {
            Failure::new(format!(
                "--reference {date}: not an ISO 8601 date, such as 2031-05-12"
            ))
        })?),
        None => reading.published().and_then(Reference::parse),
    };
    let text = reading.document().text();
    let values = values::find(text, language, reference.as_ref());
    Ok(shown(text, &values))
}

fn unread(tag: &str) -> Failure {
    let known: Vec<_> = Language::ALL
        .iter()
        .map(|language| language.tag())
        .collect();
    Failure::new(format!(
        "language {tag}: not one that is read; name one of {}",
        known.join(" ")
    ))
}

fn shown(text: &str, values: &[Value]) -> Vec<Found> {
    let index = CodePoints::new(text);
    let found = |value: &Value| {
        let span: Span = value.span();
        let (start, end) = index.span(span);
        Found {
            kind: value.kind().as_str(),
            start,
            end,
            text: span.of(text).to_owned(),
            value: value.value().map(str::to_owned),
            unit: value.unit().map(str::to_owned),
            approximate: value.is_approximate(),
            basis: value.basis().map(Basis::as_str),
            precision: value.precision().map(Precision::as_str),
            speech: value.speech().map(|speech| said(text, speech, &index)),
        }
    };
    values.iter().map(found).collect()
}

fn said(text: &str, speech: &Speech, index: &CodePoints<'_>) -> Said {
    let place = |span: Span| {
        let (start, end) = index.span(span);
        let text = span.of(text).to_owned();
        Place { start, end, text }
    };
    Said {
        form: speech.form().as_str(),
        strength: speech.strength().as_str(),
        content: place(speech.content()),
        speaker: speech.speaker().map(place),
        cue: speech.cue().map(place),
        name: speech.name().map(str::to_owned),
    }
}

fn table(found: &[Found]) -> String {
    let mut lines = String::new();
    for Found {
        kind,
        text,
        value,
        unit,
        approximate,
        ..
    } in found
    {
        let about = if *approximate { "about " } else { "" };
        let value = value.as_deref().unwrap_or("?");
        let unit = unit
            .as_deref()
            .map(|unit| format!(" {unit}"))
            .unwrap_or_default();
        let plain: String = text.chars().filter(|c| !c.is_control()).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{kind:<9} {about}{value}{unit}  ← {plain}");
    }
    lines.truncate(lines.trim_end().len());
    lines
}
