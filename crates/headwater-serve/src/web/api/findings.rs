use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query as InAddress, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use headwater::report::{Format, MessageLanguage};

use super::cases::find;
use super::{Problem, of_cases};
use crate::Error;
use crate::cases::{CaseId, Cases, State as CaseState};
use crate::exchange::{Page, Paged, Trace};
use crate::kept_trace::{KeptTrace, Sentence, Source};
use crate::web::App;
use crate::work::shown;

/// Findings on one page.
const FINDINGS: usize = 100;

/// What is read of a case that has a trace.
async fn of_trace<T: Send + 'static>(
    desk: &App,
    id: &str,
    read: impl FnOnce(&Cases, &CaseId) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let (id, entry) = find(desk, id).await?;
    if entry.state != CaseState::Done {
        return Err(Problem::not_finished());
    }
    of_cases(desk, move |cases| read(cases, &id)).await
}

/// The trace of a case, whole.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/trace", operation_id = "getTrace",
    params(("id" = String, Path, description = "The name of the case")),
    responses(
        (status = 200, description = "The trace", body = Trace),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has no trace yet", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn trace(
    State(desk): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let read = |cases: &Cases, id: &CaseId| {
        let path = cases.folder(id).join("trace.json");
        std::fs::read(&path).map_err(|error| Error::at(&path, &error))
    };
    let trace = of_trace(&desk, &id, read).await?;
    Ok(([(CONTENT_TYPE, "application/json")], trace).into_response())
}

/// The sources of a case, with where each is kept, without their texts.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/sources", operation_id = "listSources",
    params(("id" = String, Path, description = "The name of the case"), Paged),
    responses(
        (status = 200, description = "A page of 100 sources", body = Page<Source>),
        (status = 400, description = "A page that is none", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has no trace yet", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn sources(
    State(desk): State<App>,
    Path(id): Path<String>,
    paged: Result<InAddress<Paged>, QueryRejection>,
) -> Result<Json<Page<Source>>, Problem> {
    let InAddress(paged) = paged?;
    let mut sources = of_trace(&desk, &id, |cases, id| {
        Ok(KeptTrace::open(&cases.folder(id))?.sources)
    })
    .await?;
    for source in &mut sources {
        source.text = None;
    }
    Ok(Json(Page::of(sources, paged.page, FINDINGS)))
}

/// The claims of an article, in its order: each with its verdict, the passages that it rests on, and its departures.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/findings", operation_id = "listFindings",
    params(("id" = String, Path, description = "The name of the case"), Paged),
    responses(
        (status = 200, description = "A page of 100 findings", body = Page<Sentence>),
        (status = 400, description = "A page that is none", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has no trace yet", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn findings(
    State(desk): State<App>,
    Path(id): Path<String>,
    paged: Result<InAddress<Paged>, QueryRejection>,
) -> Result<Json<Page<Sentence>>, Problem> {
    let InAddress(paged) = paged?;
    let sentences = of_trace(&desk, &id, |cases, id| {
        Ok(KeptTrace::open(&cases.folder(id))?.sentences)
    })
    .await?;
    let claims = sentences
        .into_iter()
        .filter(|sentence| sentence.verdict.is_some());
    Ok(Json(Page::of(claims.collect(), paged.page, FINDINGS)))
}

/// The findings as W3C Web Annotations.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/annotations", operation_id = "getAnnotations",
    params(("id" = String, Path, description = "The name of the case")),
    responses(
        (status = 200, description = "An annotation collection", body = Object, content_type = "application/ld+json"),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has no trace yet", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn annotations(
    State(desk): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let read = |cases: &Cases, id: &CaseId| {
        shown::written(
            &cases.folder(id),
            Format::Annotations,
            MessageLanguage::English,
        )
    };
    let annotations = of_trace(&desk, &id, read).await?;
    Ok((
        [(CONTENT_TYPE, Format::Annotations.media_type())],
        annotations,
    )
        .into_response())
}
