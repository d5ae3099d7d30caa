//! The way in for those who have a token.

use std::time::Duration;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use super::frame::{Page, page};
use crate::web::ask::{SESSION, cookie, forget_cookie, session_cookie};
use crate::web::{App, Language};

/// A token that nobody has costs so much time, and no more of them are looked at meanwhile than these.
const WRONG: Duration = Duration::from_secs(1);

pub(in crate::web) async fn show(language: Language) -> Html<String> {
    form(language, false)
}

fn form(language: Language, is_wrong: bool) -> Html<String> {
    let words = &language.words().login;
    page(
        &Page::new(language, &words.title),
        &html! {
            main.narrow #content {
                h1 { (words.title) }
                form.order method="post" action="/login" {
                    label for="token" { (words.token) }
                    input #token type="password" name="token" autocomplete="current-password" required
                        aria-describedby=[is_wrong.then_some("wrong")];
                    @if is_wrong { p.problem #wrong role="alert" { (words.wrong) } }
                    p { button.act type="submit" { (words.enter) } }
                }
            }
        },
    )
}

#[derive(Deserialize)]
pub(in crate::web) struct Given {
    token: String,
}

pub(in crate::web) async fn enter(
    State(desk): State<App>,
    language: Language,
    Form(given): Form<Given>,
) -> Response {
    let Ok(_turn) = desk.guesses.acquire().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    if let Some(reader) = desk.readers.by_token(&given.token) {
        let session = desk.sessions.begin(reader.clone());
        return ([session_cookie(&session)], Redirect::to("/")).into_response();
    }
    tokio::time::sleep(WRONG).await;
    (StatusCode::FORBIDDEN, form(language, true)).into_response()
}

pub(in crate::web) async fn leave(State(desk): State<App>, headers: HeaderMap) -> Response {
    if let Some(session) = cookie(&headers, SESSION) {
        desk.sessions.end(&session);
    }
    ([forget_cookie()], Redirect::to("/login")).into_response()
}
