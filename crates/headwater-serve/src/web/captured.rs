//! A source as it was kept, for a frame: no script, no request to anywhere, an origin of its own.

use std::path::Path as FilePath;

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, X_FRAME_OPTIONS};
use axum::response::{IntoResponse, Response};
use headwater::document::{Hints, Origin, decoded, read};
use headwater::text::Span;
use headwater_capture::{Archive, Capture as Kept, hints};
use maud::html;
use serde::Deserialize;

use super::pages::case::find;
use super::{App, Language, Trouble, blocking};
use crate::Error;
use crate::kept_trace::{KeptTrace, Source};

/// The sandbox gives the page an origin of its own and takes away scripts, forms and all ways out; its own styles may
/// draw it, and nothing is loaded.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'self'";
/// The place of the passage, for the end of the address.
pub(super) const PASSAGE: &str = "headwater-passage";

/// A stretch of a source's text, in code points.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Passage {
    #[serde(default)]
    pub(super) start: usize,
    #[serde(default)]
    pub(super) end: usize,
}

pub(super) async fn show(
    State(desk): State<App>,
    language: Language,
    Path((id, number)): Path<(String, usize)>,
    Query(passage): Query<Passage>,
) -> Result<Response, Trouble> {
    let (id, _) = find(&desk, language, &id).await?;
    let shown = blocking(&desk, language, move |desk| {
        let folder = desk.cases.folder(&id);
        let trace = KeptTrace::open(&folder)?;
        let source = trace.source(number).filter(|source| source.text.is_some());
        source
            .map(|source| page(&folder.join("case.wacz"), source, passage))
            .transpose()
    })
    .await?;
    let shown = shown.ok_or_else(|| Trouble::not_found(language))?;
    let said = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, "SAMEORIGIN"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    Ok((said, shown).into_response())
}

/// The page as it was kept, the passage marked; the text alone of what is no page, or is not kept.
fn page(archive: &FilePath, source: &Source, passage: Passage) -> Result<String, Error> {
    let text = source.text.as_deref().unwrap_or_default();
    let in_text = Span::new(
        byte_of(text, passage.start),
        byte_of(text, passage.end.max(passage.start)),
    );
    let archive = Archive::open(archive)?;
    let Some(capture) = capture_of(&archive, source) else {
        return Ok(plain(text, Some(in_text)));
    };
    let payload = archive.payload(capture)?;
    let hints = hints(&payload, capture, Hints::new(&source.location));
    let origin = read(payload.bytes(), &hints)?
        .origin(in_text)
        .map(Origin::bytes);
    let file = decoded(payload.bytes(), &hints)?;
    Ok(match file {
        Some(file) if file.is_html() => marked(file.text(), origin),
        Some(file) if origin.is_some() => plain(file.text(), origin),
        _ => plain(text, Some(in_text)),
    })
}

/// The record that a source was read from.
fn capture_of<'a>(archive: &'a Archive, source: &Source) -> Option<&'a Kept> {
    let record = source.capture.as_ref()?.record.as_ref()?;
    let is_it = |capture: &&Kept| {
        capture.place().offset == record.offset && archive.file_of(capture) == record.file
    };
    archive.captures().iter().find(is_it)
}

/// The byte before which there are so many code points.
fn byte_of(text: &str, points: usize) -> usize {
    text.char_indices()
        .nth(points)
        .map_or(text.len(), |(at, _)| at)
}

/// A text that is no page.
fn plain(text: &str, passage: Option<Span>) -> String {
    let passage = passage.filter(|passage| !passage.is_empty());
    let (before, inside, behind) = match passage.and_then(|passage| cut(text, passage)) {
        Some(parts) => parts,
        None => (text, "", ""),
    };
    let page = html! {
        (maud::DOCTYPE)
        meta charset="utf-8";
        style { "body{font:1.05rem/1.7 serif;max-width:42rem;margin:1.5rem auto;padding:0 1rem;white-space:pre-wrap;overflow-wrap:anywhere}" }
        body dir="auto" { (before) @if !inside.is_empty() { mark id=(PASSAGE) { (inside) } } (behind) }
    };
    page.into_string()
}

fn cut(text: &str, span: Span) -> Option<(&str, &str, &str)> {
    Some((
        text.get(..span.start())?,
        text.get(span.start()..span.end())?,
        text.get(span.end()..)?,
    ))
}

/// A page with the words of a stretch marked. Nothing of the page is changed: marks are put around what stands between
/// its tags.
fn marked(page: &str, passage: Option<Span>) -> String {
    let passage = passage.filter(|passage| !passage.is_empty());
    let Some((before, inside, behind)) = passage.and_then(|passage| cut(page, passage)) else {
        return page.to_owned();
    };
    let mut out = String::with_capacity(page.len() + 256);
    out.push_str(before);
    let mut rest = inside;
    let mut is_first = true;
    while !rest.is_empty() {
        let words = rest.find('<').unwrap_or(rest.len());
        let (text, tagged) = rest.split_at(words);
        if text.trim().is_empty() {
            out.push_str(text);
        } else {
            let id = if is_first {
                format!(" id=\"{PASSAGE}\"")
            } else {
                String::new()
            };
            is_first = false;
            out.extend(["<mark", &id, ">", text, "</mark>"]);
        }
        let (tag, behind) = tagged.split_at(unmarkable(tagged));
        out.push_str(tag);
        rest = behind;
    }
    out.push_str(behind);
    out
}

/// How many bytes from a `<` on hold no words of the page: a tag, a comment, a script or a style.
fn unmarkable(tagged: &str) -> usize {
    let lower = tagged.get(..8).unwrap_or(tagged).to_ascii_lowercase();
    let end = if lower.starts_with("<!--") {
        "-->"
    } else if lower.starts_with("<script") {
        "</script>"
    } else if lower.starts_with("<style") {
        "</style>"
    } else {
        ">"
    };
    tagged.find(end).map_or(tagged.len(), |at| at + end.len())
}

#[cfg(test)]
mod tests {
    use super::{marked, plain};
    use headwater::text::Span;

    fn mark(page: &str, words: (&str, &str)) -> String {
        let start = page.find(words.0).expect("it is there");
        let end = page.find(words.1).expect("it is there") + words.1.len();
        marked(page, Some(Span::new(start, end)))
    }

    #[test]
    fn the_words_of_a_passage_are_marked_and_no_tag() {
        let page = "<p>The dam <b>burst</b> on <!-- a > b --> Monday.</p>";
        assert_eq!(
            mark(page, ("dam", "Monday")),
            "<p>The <mark id=\"headwater-passage\">dam </mark><b><mark>burst</mark></b><mark> on </mark><!-- a > b --><mark> Monday</mark>.</p>"
        );
        assert_eq!(marked(page, None), page);
        assert_eq!(marked("é", Some(Span::new(1, 2))), "é");
    }

    #[test]
    fn what_is_no_page_is_text_alone() {
        let page = plain("a <script>alert(1)</script> b", Some(Span::new(0, 1)));
        assert!(page.contains("<mark id=\"headwater-passage\">a</mark> &lt;script&gt;"));
    }
}
