//! What did not work, as programs want it (RFC 9457).

use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::exchange::Unfit;
use crate::log;

/// Why a request was not done.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Problem {
    /// The kind of problem; the status says all there is to it.
    #[schema(example = "about:blank")]
    r#type: &'static str,
    /// The status in words.
    title: String,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What to do about it.
    detail: String,
}

impl Problem {
    pub(in crate::web) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Unknown").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    pub(super) fn no_case() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "there is no such case, or it was deleted",
        )
    }

    pub(super) fn not_finished() -> Self {
        Self::new(StatusCode::CONFLICT, "the case has no trace yet")
    }

    /// A fault of the service, which its log tells.
    pub(super) fn ours(error: &dyn std::fmt::Display) -> Self {
        log::error(error);
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "something went wrong in the service; it was written down",
        )
    }
}

impl From<Unfit> for Problem {
    fn from(unfit: Unfit) -> Self {
        let status = match unfit {
            Unfit::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Unfit::NotFetched => StatusCode::CONFLICT,
        };
        Self::new(status, unfit.message())
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
