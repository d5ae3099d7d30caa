use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query as InAddress, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Parsed, Problem, of_cases};
use crate::cases::{Added, CaseId, Cases, Entry, PAGE, Query};
use crate::exchange::{Case, NewCase, Page, Search, next};
use crate::web::App;
use crate::web::ask::is_known;

/// Letters of a key.
const LONGEST_KEY: usize = 200;

fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The case of an address.
pub(super) async fn find(desk: &App, id: &str) -> Result<(CaseId, Entry), Problem> {
    let id: CaseId = id.parse().map_err(|_| Problem::no_case())?;
    let wanted = id.clone();
    let entry = of_cases(desk, move |cases| cases.entry(&wanted)).await?;
    Ok((id, entry.ok_or_else(Problem::no_case)?))
}

/// Lists and searches cases, the latest first.
#[utoipa::path(
    get, path = "/api/v1/cases", operation_id = "listCases", params(Search),
    responses(
        (status = 200, description = "A page of 50 cases", body = Page<Case>),
        (status = 400, description = "A page or a choice that is none", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(desk): State<App>,
    search: Result<InAddress<Search>, QueryRejection>,
) -> Result<Json<Page<Case>>, Problem> {
    let InAddress(search) = search?;
    let page = search.page;
    let query = Query {
        words: search.q,
        shown: search.show,
        page,
    };
    let listing = of_cases(&desk, move |cases| cases.list(&query)).await?;
    Ok(Json(Page {
        items: listing.entries.into_iter().map(Case::from).collect(),
        total: listing.total,
        next: next(page, PAGE, listing.total),
    }))
}

/// Takes a new case in. Under an `Idempotency-Key` it is taken in once, however often it is asked for.
#[utoipa::path(
    post, path = "/api/v1/cases", operation_id = "createCase", request_body = NewCase,
    params(("Idempotency-Key" = Option<String>, Header, description = "Up to 200 letters that nothing else is asked for under", min_length = 1, max_length = 200, pattern = "^[!-~]+$")),
    responses(
        (status = 201, description = "It was taken in, and waits to be worked on", body = Case,
         headers(("location" = String, description = "Its address"))),
        (status = 200, description = "It was taken in before under the same key", body = Case),
        (status = 400, description = "No JSON", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A page is to be fetched, and this service fetches nothing; or another case was asked for under the same key", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not what makes a case", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(desk): State<App>,
    headers: HeaderMap,
    Parsed(asked): Parsed<NewCase>,
) -> Result<Response, Problem> {
    let key = match headers.get("idempotency-key").map(|key| key.to_str()) {
        None => None,
        Some(Ok(key)) if is_key(key) => Some(key.to_owned()),
        Some(_) => {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "an Idempotency-Key of 1 to 200 visible letters",
            ));
        }
    };
    let fetches = desk.fetches;
    let add = move |cases: &Cases| {
        // The files in it are decoded here, where they may take their time.
        let order = match asked.order(fetches) {
            Ok(order) => order,
            Err(unfit) => return Ok(Err(unfit)),
        };
        let added = match &key {
            Some(key) => cases.add_once(&order, key),
            None => cases.add(&order).map(Added::Now),
        };
        added.map(Ok)
    };
    let added = of_cases(&desk, add).await??;
    let (id, status) = match added {
        Added::Now(id) => (id, StatusCode::CREATED),
        Added::Before(id) => (id, StatusCode::OK),
        Added::Otherwise => {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "something else was asked for under this Idempotency-Key",
            ));
        }
    };
    if status == StatusCode::CREATED {
        desk.ring();
    }
    let (id, entry) = find(&desk, id.as_str()).await?;
    let place = [(LOCATION, format!("/api/v1/cases/{id}"))];
    Ok((status, place, Json(Case::from(entry))).into_response())
}

/// One case. Its ETag is that of its version.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}", operation_id = "getCase",
    params(("id" = String, Path, description = "The name of the case"),
           ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already")),
    responses(
        (status = 200, description = "The case", body = Case, headers(("etag" = String))),
        (status = 304, description = "It is as it was"),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show(
    State(desk): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (_, entry) = find(&desk, &id).await?;
    let tag = format!("\"{}\"", entry.version);
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    Ok(([(ETAG, tag)], Json(Case::from(entry))).into_response())
}

/// Deletes a case with all that was thought of it, for good.
#[utoipa::path(
    delete, path = "/api/v1/cases/{id}", operation_id = "deleteCase",
    params(("id" = String, Path, description = "The name of the case")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn delete(
    State(desk): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (id, _) = find(&desk, &id).await?;
    of_cases(&desk, move |cases| cases.delete(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a case that came to its end traced again, from what is kept.
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/again", operation_id = "traceAgain",
    params(("id" = String, Path, description = "The name of the case")),
    responses(
        (status = 202, description = "It waits to be worked on", body = Case),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn again(
    State(desk): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (case, _) = find(&desk, &id).await?;
    of_cases(&desk, move |cases| cases.again(&case)).await?;
    desk.ring();
    let (_, entry) = find(&desk, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Case::from(entry))).into_response())
}
