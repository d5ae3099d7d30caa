//! How the service fares, for those who run it.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::{App, waited};
use crate::log;

/// Answers by the first figure of their status.
#[derive(Debug, Default)]
pub(super) struct Answers {
    counts: [AtomicU64; 5],
}

impl Answers {
    pub(super) fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(count) = self.counts.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Whether the list of cases can be read.
pub(super) async fn ready(State(desk): State<App>) -> Response {
    match waited(&desk, |desk| desk.cases.counts()).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            log::error(&error);
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the list of cases cannot be read\n",
            )
                .into_response()
        }
    }
}

/// Figures in the text format of Prometheus.
pub(super) async fn metrics(State(desk): State<App>) -> Response {
    let Ok(counts) = waited(&desk, |desk| desk.cases.counts()).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut out = String::new();
    let head = |out: &mut String, name: &str, kind: &str, help: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
    };
    head(
        &mut out,
        "headwater_cases",
        "gauge",
        "Cases by how far they are.",
    );
    for (state, count) in counts {
        let _ = writeln!(
            out,
            "headwater_cases{{state=\"{}\"}} {count}",
            state.as_str()
        );
    }
    head(
        &mut out,
        "headwater_http_responses_total",
        "counter",
        "Answers by the class of their status.",
    );
    for (class, count) in (1..).zip(&desk.answers.counts) {
        let count = count.load(Ordering::Relaxed);
        let _ = writeln!(
            out,
            "headwater_http_responses_total{{class=\"{class}xx\"}} {count}"
        );
    }
    let (ended, seconds) = desk.office.worked();
    head(
        &mut out,
        "headwater_work_seconds",
        "summary",
        "Time from when a case was begun to its end, good or bad.",
    );
    let _ = writeln!(
        out,
        "headwater_work_seconds_sum {seconds}\nheadwater_work_seconds_count {ended}"
    );
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        out,
    )
        .into_response()
}
