//! A new case: the form, and what is made of it.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;

use super::frame::{May, Page, page};
use crate::cases::{Given, Order, Upload};
use crate::file_name::file_name;
use crate::readers::Reader;
use crate::web::{App, Language, Trouble, blocking};

/// Sources that one case is given.
const MOST_SOURCES: usize = 200;

pub(in crate::web) async fn show(
    State(desk): State<App>,
    language: Language,
    reader: Reader,
) -> Html<String> {
    let words = language.words();
    let new = &words.new;
    page(
        &Page::new(language, &new.title)
            .here("/new")
            .may(May::from(&reader)),
        &html! {
            main.narrow #content {
                h1 { (new.title) }
                form.order method="post" action="/cases" enctype="multipart/form-data"
                    data-article=(new.taken_article) data-sources=(new.taken_sources) data-nothing=(new.not_taken)
                    data-text=(new.dropped_text) data-remove=(new.remove) {
                    p.hint #drop-hint hidden { (new.drop) }
                    p.taken #taken role="status" {}
                    fieldset {
                        legend { (new.article) }
                        p.hint { (new.article_hint) }
                        label for="text" { (new.text) }
                        textarea #text name="text" rows="10" dir="auto" autocomplete="off" {}
                        label for="file" { (new.file) }
                        input #file type="file" name="file" aria-describedby="file-hint";
                        p.hint #file-hint { (new.file_hint) }
                        @if desk.fetches {
                            label for="address" { (new.address) }
                            input #address type="url" name="address" placeholder="https://" autocomplete="off";
                        }
                    }
                    fieldset {
                        legend { (new.sources) }
                        p.hint { (new.sources_hint) }
                        label for="files" { (new.files) }
                        input #files type="file" name="source-files" multiple;
                        ul.chosen #chosen {}
                        @if desk.fetches {
                            label for="addresses" { (new.addresses) }
                            textarea #addresses name="source-addresses" rows="3" autocomplete="off" {}
                            label.choice {
                                input type="checkbox" name="fetch" value="yes" checked aria-describedby="fetch-hint";
                                " " (new.fetch)
                            }
                            p.hint #fetch-hint { (new.fetch_hint) }
                        } @else {
                            p.hint { (new.fetch_off) }
                        }
                    }
                    button.act type="submit" { (new.start) }
                }
                p.fidelity { (words.frame.fidelity) }
            }
        },
    )
}

pub(in crate::web) async fn take(
    State(desk): State<App>,
    language: Language,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let form = form.map_err(|_| Trouble::bad_request(language))?;
    let order = order(form, language, desk.fetches).await?;
    let id = blocking(&desk, language, move |desk| desk.cases.add(&order)).await?;
    desk.ring();
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}

/// What the fields of the form ask for.
async fn order(mut form: Multipart, language: Language, fetches: bool) -> Result<Order, Trouble> {
    let words = &language.words().trouble;
    let mut articles = Vec::new();
    let mut sources = Vec::new();
    let mut fetch = false;
    let broken = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Trouble::too_large(language)
        } else {
            Trouble::bad_request(language)
        }
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(file_name);
        let bytes = field.bytes().await.map_err(broken)?;
        let text = || String::from_utf8_lossy(&bytes).trim().to_owned();
        let upload = |name: String| {
            Given::File(Upload {
                name,
                bytes: bytes.to_vec(),
            })
        };
        match name.as_str() {
            "text" if !text().is_empty() => articles.push(upload("article.md".to_owned())),
            "file" if !bytes.is_empty() => articles.push(upload(file.unwrap_or_default())),
            "address" if !text().is_empty() => articles.push(Given::Page(text())),
            "source-files" if !bytes.is_empty() => sources.push(upload(file.unwrap_or_default())),
            "source-addresses" => {
                let text = text();
                let addresses = text.lines().map(str::trim).filter(|line| !line.is_empty());
                sources.extend(addresses.map(|line| Given::Page(line.to_owned())));
            }
            "fetch" => fetch = true,
            _ => {}
        }
        if sources.len() > MOST_SOURCES {
            return Err(Trouble::too_large(language));
        }
    }
    let is_page = |given: &Given| matches!(given, Given::Page(_));
    let wants_pages = fetch || articles.iter().chain(&sources).any(is_page);
    let mut articles = articles.into_iter();
    match (articles.next(), articles.next()) {
        (None, _) => Err(Trouble::unfit(language, &words.no_article)),
        (Some(_), Some(_)) => Err(Trouble::unfit(language, &words.two_articles)),
        _ if wants_pages && !fetches => Err(Trouble::unfit(language, &words.fetch_off)),
        (Some(article), None) => Ok(Order {
            article,
            sources,
            fetch,
        }),
    }
}
