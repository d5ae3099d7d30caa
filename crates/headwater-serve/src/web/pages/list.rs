//! The list of cases.

use axum::body::Bytes;
use axum::extract::{Query as InAddress, State};
use axum::http::HeaderMap;
use axum::response::{Html, Response};
use headwater::check::Verdict;
use headwater::report::verdict_mark;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::frame::{May, Page, kept, page};
use crate::cases::{Entry, Listing, PAGE, Query, Shown, State as CaseState};
use crate::readers::Reader;
use crate::web::cache::Key;
use crate::web::{App, Language, Trouble, blocking};
use crate::words::{Words, fill};

/// Letters that are looked for.
const LONGEST_SEARCH: usize = 200;

#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    show: Shown,
    #[serde(default)]
    page: usize,
}

pub(in crate::web) async fn show(
    State(desk): State<App>,
    language: Language,
    reader: Reader,
    asked_with: HeaderMap,
    asked: Result<InAddress<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Trouble> {
    let Ok(InAddress(asked)) = asked else {
        return Err(Trouble::bad_request(language));
    };
    let query = Query {
        words: asked.q.chars().take(LONGEST_SEARCH).collect(),
        shown: asked.show,
        page: asked.page,
    };
    let may = May::from(&reader);
    let key = Key {
        address: format!("/ {} {may:?} {query:?}", language.tag()),
        version: desk.cases.changes(),
    };
    if let Some(page) = desk.cache.get(&key) {
        return Ok(kept(&asked_with, &key, page));
    }
    let made = blocking(&desk, language, move |desk| {
        let listing = desk.cases.list(&query)?;
        Ok(Bytes::from(render(language, may, &query, &listing).0))
    })
    .await?;
    desk.cache.put(key.clone(), made.clone());
    Ok(kept(&asked_with, &key, made))
}

fn render(language: Language, may: May, query: &Query, listing: &Listing) -> Html<String> {
    let words = language.words();
    let list = &words.list;
    page(
        &Page::new(language, &list.title).here("/").may(may),
        &html! {
            main #content {
                div.heading {
                    h1 { (list.title) }
                    @if may.edit { a.act href="/new" { (words.frame.new) } }
                }
                (search(query, words))
                @if listing.entries.is_empty() {
                    p.empty { (if *query == Query::default() { &list.none } else { &list.nothing_found }) }
                } @else {
                    (table(language, listing))
                    (pages(query, listing, words))
                }
                p.fidelity { (words.frame.fidelity) }
            }
        },
    )
}

fn search(query: &Query, words: &Words) -> Markup {
    let list = &words.list;
    let choices = [
        (Shown::All, "all", &list.all),
        (Shown::Trouble, "trouble", &list.trouble),
        (Shown::Unfinished, "unfinished", &list.unfinished),
    ];
    html! {
        form.search role="search" method="get" action="/" {
            label for="q" { (list.search) }
            input #q type="search" name="q" value=(query.words) placeholder=(list.search_hint) autocomplete="off";
            label for="show" { (list.show) }
            select #show name="show" autocomplete="off" {
                @for (shown, word, name) in choices {
                    option value=(word) selected[shown == query.shown] { (name) }
                }
            }
            button type="submit" { (list.find) }
        }
    }
}

fn table(language: Language, listing: &Listing) -> Markup {
    let list = &language.words().list;
    html! {
        table.cases {
            thead {
                tr {
                    th scope="col" { (list.article) }
                    th scope="col" { (list.found) }
                    th scope="col" { (list.sources) }
                    th scope="col" { (list.asked) }
                }
            }
            tbody {
                @for entry in &listing.entries { (row(language, entry)) }
            }
        }
    }
}

fn row(language: Language, entry: &Entry) -> Markup {
    let list = &language.words().list;
    html! {
        tr {
            th scope="row" {
                a href={ "/cases/" (entry.id) } lang=[entry.language.as_deref()] dir="auto" { (entry.title) }
                @if let Some(failure) = &entry.failure { span.failure { (failure) } }
            }
            td data-name=(list.found) { (found(language, entry)) }
            td.count data-name=(list.sources) { @if entry.state == CaseState::Done { (entry.sources) } }
            td.when data-name=(list.asked) { (time(&entry.created)) }
        }
    }
}

/// How far a case is, or how many sentences there are of each verdict.
fn found(language: Language, entry: &Entry) -> Markup {
    let list = &language.words().list;
    let counts = Verdict::ALL
        .into_iter()
        .zip(entry.counts)
        .filter(|(_, count)| *count > 0);
    let counts: Vec<(Verdict, usize)> = counts.collect();
    html! {
        @match entry.state {
            CaseState::Waiting => span.state { (list.waiting) },
            CaseState::Working => span.state.working { (list.working) },
            CaseState::Failed => span.state.failed { (list.failed) },
            CaseState::Done if counts.is_empty() => span.state { (list.no_claims) },
            CaseState::Done => ul.verdicts {
                @for (verdict, count) in counts {
                    li class={ "v-" (verdict.as_str()) } { (PreEscaped(verdict_mark(verdict, language.0))) " " b { (count) } }
                }
            },
        }
    }
}

/// A time in UTC, to the minute; a script shows it in the reader's own.
pub(super) fn time(time: &str) -> Markup {
    let shown = time.get(..16).unwrap_or(time).replace('T', " ");
    html! { time datetime=(time) { (shown) " UTC" } }
}

fn pages(query: &Query, listing: &Listing, words: &Words) -> Markup {
    let list = &words.list;
    let shown = match query.shown {
        Shown::All => "all",
        Shown::Trouble => "trouble",
        Shown::Unfinished => "unfinished",
    };
    let address = |page: usize| {
        let mut address = url::form_urlencoded::Serializer::new(String::from("/?"));
        address
            .append_pair("q", &query.words)
            .append_pair("show", shown)
            .append_pair("page", &page.to_string());
        address.finish()
    };
    let has_older = (query.page + 1).saturating_mul(PAGE) < listing.total;
    html! {
        nav.pages aria-label=(list.title) {
            span { (fill(&list.count, &[("count", &listing.total.to_string())])) }
            @if let Some(page) = query.page.checked_sub(1) { a rel="prev" href=(address(page)) { (list.newer) } }
            @if has_older { a rel="next" href=(address(query.page + 1)) { (list.older) } }
        }
    }
}
