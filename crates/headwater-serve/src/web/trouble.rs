//! A page that says what did not work.

use std::fmt::Display;
use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;

use super::api::Problem;
use super::pages::frame::{Page, page};
use super::{LARGEST_FORM, LARGEST_REQUEST, Language};
use crate::words::fill;

/// Why a request was not done.
pub(super) struct Trouble {
    status: StatusCode,
    message: String,
    language: Language,
}

impl Trouble {
    pub(super) fn new(status: StatusCode, language: Language, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            language,
        }
    }

    pub(super) fn not_found(language: Language) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            language,
            &*language.words().trouble.not_found,
        )
    }

    pub(super) fn no_case(language: Language) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            language,
            &*language.words().trouble.no_case,
        )
    }

    pub(super) fn not_finished(language: Language) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            language,
            &*language.words().trouble.not_finished,
        )
    }

    pub(super) fn method(language: Language) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            language,
            &*language.words().trouble.method,
        )
    }

    pub(super) fn bad_request(language: Language) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            language,
            &*language.words().trouble.bad_request,
        )
    }

    pub(super) fn too_large(language: Language) -> Self {
        Self::larger(language, LARGEST_REQUEST)
    }

    /// The same of a form without files.
    pub(super) fn too_large_form(language: Language) -> Self {
        Self::larger(language, LARGEST_FORM)
    }

    fn larger(language: Language, limit: usize) -> Self {
        let size = (limit / (1024 * 1024)).to_string();
        let message = fill(&language.words().trouble.too_large, &[("size", &size)]);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, language, message)
    }

    pub(super) fn too_slow(language: Language) -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            language,
            &*language.words().trouble.too_slow,
        )
    }

    /// So much was asked for in a short time that it is to be asked for again after this.
    pub(super) fn too_often(language: Language, wait: Duration, path: &str) -> Response {
        let words = &language.words().trouble;
        let trouble = Self::new(StatusCode::TOO_MANY_REQUESTS, language, &*words.too_often);
        let mut answer = trouble.at(path);
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        if let Ok(seconds) = HeaderValue::try_from(seconds.to_string()) {
            answer.headers_mut().insert(RETRY_AFTER, seconds);
        }
        answer
    }

    /// Somebody who is not known.
    pub(super) fn unknown(language: Language) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            language,
            &*language.words().login.wrong,
        )
    }

    /// Somebody who may not change anything.
    pub(super) fn only_reads(language: Language) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            language,
            &*language.words().login.only_reads,
        )
    }

    /// What was given does not do: the reader can mend it.
    pub(super) fn unfit(language: Language, message: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, language, message)
    }

    pub(super) fn elsewhere(language: Language) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            language,
            &*language.words().trouble.elsewhere,
        )
    }

    /// A fault of the service. The reader is not told what, the log is.
    pub(super) fn ours(language: Language, error: &dyn Display) -> Self {
        crate::log::error(error);
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            language,
            &*language.words().trouble.ours,
        )
    }
}

impl Trouble {
    /// As a page, or as programs want it where it is for one.
    pub(super) fn at(self, path: &str) -> Response {
        if path.starts_with("/api/") {
            Problem::new(self.status, self.message).into_response()
        } else {
            self.into_response()
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let words = self.language.words();
        let shown = page(
            &Page::new(self.language, &words.trouble.title),
            &html! {
                main.narrow #content {
                    h1 { (words.trouble.title) }
                    p.problem role="alert" { (self.message) }
                    p { a href="/" { (words.trouble.back) } }
                }
            },
        );
        (self.status, shown).into_response()
    }
}
