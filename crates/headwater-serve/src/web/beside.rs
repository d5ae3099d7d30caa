//! What readers think, put beside what the machine says in each form in which a case is taken along. Nothing that the
//! machine says is changed by it, and where nobody judged, each form is what the command line writes.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use headwater::report::{Piece, markdown_text};
use headwater_capture::with_file;
use maud::html;
use serde::Serialize;
use serde_json::{Value, json};

use super::pages::history::{Histories, history, letter, mark, word};
use crate::Error;
use crate::cases::Judgement;
use crate::kept_trace::KeptTrace;
use crate::words::Words;

/// The name under which they stand in a web archive.
const NAME: &str = "judgements.json";

fn pretty(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string_pretty(value).map_err(|error| Error::new(error.to_string()))
}

/// All of them, as JSON.
pub(super) fn alone(judgements: &[Judgement]) -> Result<Vec<u8>, Error> {
    pretty(&judgements).map(String::into_bytes)
}

/// The self-contained page: under each sentence what was thought of it.
pub(super) fn report(pieces: &[Piece], judgements: &[Judgement], words: &Words) -> String {
    let histories = Histories::of(judgements);
    let mut page = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(html) => page.push_str(html),
            Piece::Sentence(number) if !histories.at(*number).is_empty() => {
                let shown = history(histories.at(*number), words);
                page.push_str(&html! { div.judge { (shown) } }.into_string());
            }
            _ => {}
        }
    }
    page
}

/// Markdown: a section at the end.
pub(super) fn markdown(mut text: String, judgements: &[Judgement], words: &Words) -> String {
    let words = &words.judge;
    if !judgements.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n## {}\n", words.history);
    }
    for judgement in judgements {
        let departure = judgement.departure.map(letter).unwrap_or_default();
        let name = match judgement.name.as_str() {
            "" => &words.anonymous,
            name => name,
        };
        let said = [
            format!("**{}{departure}**", judgement.sentence),
            format!(
                "{} {}",
                mark(judgement.opinion),
                word(judgement.opinion, words)
            ),
            markdown_text(&judgement.rating),
            markdown_text(&judgement.note),
            format!("{}, {}", markdown_text(name), judgement.time),
        ];
        let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "- {}", said.join(" · "));
    }
    text
}

/// The trace: one field more at its end, as its schema has it.
pub(super) fn trace(mut json: String, judgements: &[Judgement]) -> Result<String, Error> {
    if judgements.is_empty() {
        return Ok(json);
    }
    // The trace is not read for it: it may be long, and is to stay what it is to the byte.
    let end = json
        .trim_end()
        .strip_suffix('}')
        .map(|text| text.trim_end().len())
        .ok_or_else(|| Error::new("a trace that does not end as one"))?;
    json.truncate(end);
    let list = pretty(&judgements)?.replace('\n', "\n  ");
    json.extend([",\n  \"judgements\": ", &list, "\n}\n"]);
    Ok(json)
}

/// Web Annotations: one more each, by whom and when, whose target is the annotation of the machine.
pub(super) fn annotations(
    json: String,
    trace: &KeptTrace,
    judgements: &[Judgement],
) -> Result<String, Error> {
    if judgements.is_empty() {
        return Ok(json);
    }
    let broken = || Error::new("a collection of annotations that is none");
    let mut root: Value = serde_json::from_str(&json).map_err(|_| broken())?;
    let id = root.get("id").and_then(Value::as_str).ok_or_else(broken)?;
    let further: Vec<Value> = (1..)
        .zip(judgements)
        .map(|(number, judgement)| annotation(id, number, trace, judgement))
        .collect();
    let items = root
        .pointer_mut("/first/items")
        .and_then(Value::as_array_mut)
        .ok_or_else(broken)?;
    items.extend(further);
    let total = items.len();
    let total_there = root.get_mut("total").ok_or_else(broken)?;
    *total_there = total.into();
    Ok(pretty(&root)? + "\n")
}

fn annotation(id: &str, number: usize, trace: &KeptTrace, judgement: &Judgement) -> Value {
    let departure = judgement.departure.and_then(|at| {
        let sentence = trace.sentences.get(judgement.sentence.checked_sub(1)?)?;
        sentence.departures.get(at.checked_sub(1)?)
    });
    let about = departure.map_or("", |departure| departure.message.as_str());
    let parts = [
        ("classifying", judgement.opinion.as_str()),
        ("identifying", about),
        ("tagging", &judgement.rating),
        ("commenting", &judgement.note),
    ];
    let body: Vec<Value> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(purpose, value)| {
            json!({"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"})
        })
        .collect();
    let mut annotation = json!({
        "id": format!("{id}#judgement-{number}"),
        "type": "Annotation",
        "motivation": "assessing",
        "created": judgement.time,
        "body": body,
        "target": format!("{id}#sentence-{}", judgement.sentence),
    });
    if let Some(annotation) = annotation
        .as_object_mut()
        .filter(|_| !judgement.name.is_empty())
    {
        annotation.insert(
            "creator".to_owned(),
            json!({"type": "Person", "name": judgement.name}),
        );
    }
    annotation
}

/// The web archive: a file more in it. One that somebody signed or an authority stamped stays as it is, since a file more
/// would make that void.
pub(super) fn archive(path: &Path, judgements: &[Judgement]) -> Result<Vec<u8>, Error> {
    let at = |error: std::io::Error| Error::at(path, &error);
    if !judgements.is_empty() {
        let with = with_file(path, NAME, &alone(judgements)?);
        if let Some(mut file) = with.map_err(|error| Error::new(error.to_string()))? {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(at)?;
            return Ok(bytes);
        }
    }
    std::fs::read(path).map_err(at)
}

/// A cell of a table: a line each for what was thought of a departure, and of its sentence as a whole.
pub(super) fn cell(judgements: &[&Judgement], departure: Option<usize>) -> String {
    let about = judgements.iter().filter(|judgement| {
        judgement.departure.is_none() || departure.is_none() || judgement.departure == departure
    });
    let lines = about.map(|judgement| {
        let Judgement {
            opinion,
            rating,
            note,
            name,
            time,
            ..
        } = judgement;
        let parts = [opinion.as_str(), rating, note, name, time];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    });
    lines.collect::<Vec<String>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Judgement, cell, markdown, trace};
    use crate::cases::Opinion;
    use crate::words::Words;
    use headwater::report::MessageLanguage;

    fn judgement(departure: Option<usize>, note: &str) -> Judgement {
        Judgement {
            note: note.to_owned(),
            name: "Ada Quill".to_owned(),
            time: "2031-05-04T10:00:00Z".to_owned(),
            ..Judgement::now(7, departure, Opinion::Disagree)
        }
    }

    #[test]
    fn a_trace_is_what_it_was_with_a_field_more() {
        let bare = "{\n  \"schema\": \"x\",\n  \"summary\": {}\n}\n";
        assert_eq!(trace(bare.to_owned(), &[]).expect("a trace"), bare);
        let with = trace(bare.to_owned(), &[judgement(None, "a\n}")]).expect("a trace");
        assert!(with.starts_with(
            "{\n  \"schema\": \"x\",\n  \"summary\": {},\n  \"judgements\": [\n    {"
        ));
        let read: serde_json::Value = serde_json::from_str(&with).expect("JSON");
        assert_eq!(read["judgements"][0]["note"], "a\n}");
        assert!(trace("[]".to_owned(), &[judgement(None, "")]).is_err());
    }

    #[test]
    fn a_departure_has_what_was_thought_of_it_and_of_its_sentence() {
        let (whole, first) = (judgement(None, "whole"), judgement(Some(1), "first"));
        let all = [&whole, &first];
        assert!(cell(&all, Some(1)).contains("first"));
        assert_eq!(
            cell(&all, Some(2)),
            "disagree · whole · Ada Quill · 2031-05-04T10:00:00Z"
        );
        assert_eq!(cell(&all, None).lines().count(), 2);
        assert_eq!(cell(&[], None), "");
    }

    #[test]
    fn a_note_is_no_markup_in_markdown() {
        let words = Words::of(MessageLanguage::English);
        let hostile = judgement(Some(2), "[x](javascript:y)\n# <b>");
        let text = markdown("# T\n".to_owned(), &[hostile], words);
        assert_eq!(
            text.lines().nth(4),
            Some(
                "- **7b** · ✗ Disagree · \\[x\\](javascript:y) \\#\u{2060} \\<b\\> · Ada Quill, 2031-05-04T10:00:00Z"
            )
        );
        assert_eq!(markdown("# T\n".to_owned(), &[], words), "# T\n");
    }
}
