//! A source of a case: where it comes from, and what is kept of it, in a frame of its own.

use axum::extract::{Path, Query, State};
use axum::response::Html;
use maud::html;

use super::case::find;
use super::frame::{May, Page, page};
use super::list::time;
use crate::kept_trace::KeptTrace;
use crate::readers::Reader;
use crate::web::captured::{PASSAGE, Passage};
use crate::web::{App, Language, Trouble, blocking};
use crate::words::fill;

pub(in crate::web) async fn show(
    State(desk): State<App>,
    language: Language,
    reader: Reader,
    Path((id, number)): Path<(String, usize)>,
    Query(passage): Query<Passage>,
) -> Result<Html<String>, Trouble> {
    let (id, _) = find(&desk, language, &id).await?;
    let folder = desk.cases.folder(&id);
    let trace = blocking(&desk, language, move |_| KeptTrace::open(&folder)).await?;
    let source = trace
        .source(number)
        .ok_or_else(|| Trouble::not_found(language))?;
    let words = &language.words().source;
    let name = source.title.as_deref().unwrap_or(&source.location);
    let title = fill(&words.title, &[("number", &number.to_string())]);
    let Passage { start, end } = passage;
    let is_marked = start < end;
    let address = format!("/cases/{id}/captured/{number}?start={start}&end={end}#{PASSAGE}");
    let original = source.url.as_deref().filter(|url| is_web(url));
    Ok(page(
        &Page::new(language, name).may(May::from(&reader)),
        &html! {
            main.source #content {
                p { a href={ "/cases/" (id) } { (words.back) } }
                p.kicker { (title) }
                h1 lang=[source.language.as_deref()] dir="auto" { (name) }
                dl.facts {
                    @if let Some(url) = original {
                        div { dt { (words.original) } dd { a href=(url) rel="noreferrer noopener" { bdi { (url) } } } }
                    }
                    @if let Some(capture) = &source.capture {
                        div { dt { (words.fetched) } dd { (time(&capture.time)) @if is_web(&capture.url) { " " bdi { (capture.url) } } } }
                        @if let Some(hash) = &capture.sha256 { div { dt { (words.hash) } dd { code { (hash) } } } }
                    }
                }
                @if source.text.is_some() {
                    @if is_marked { p.hint { (words.passage) } }
                    iframe src=(address) title=(words.frame) sandbox referrerpolicy="no-referrer" {}
                } @else {
                    p { (words.not_kept) }
                }
            }
        },
    ))
}

/// Whether an address is one that a browser may be led to.
fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}
