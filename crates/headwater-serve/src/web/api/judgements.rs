use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::cases::find;
use super::{Parsed, Problem, of_cases};
use crate::cases::{Judgement, Opinion};
use crate::readers::Reader;
use crate::web::App;
use crate::web::judged::{Judged, Unjudged};

/// What a reader thinks of a finding.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewJudgement {
    /// The sentence that the finding is about, counted from 1.
    #[schema(minimum = 1)]
    sentence: usize,
    /// Which of its departures, counted from 1; all that is said of the sentence where there is none.
    #[serde(default)]
    #[schema(minimum = 1)]
    departure: Option<usize>,
    opinion: Opinion,
    /// Why, in the reader's words; at most 4,000 letters are kept.
    #[serde(default)]
    note: String,
    /// What the reader calls the finding where it is to be published as a `ClaimReview`; at most 80 letters are kept.
    #[serde(default)]
    rating: String,
    /// The reader, where the token does not say who that is; at most 80 letters are kept.
    #[serde(default)]
    name: String,
}

/// All that was thought of a case, in the order of time. Nothing is ever changed: a later judgement stands beside.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/judgements", operation_id = "listJudgements",
    params(("id" = String, Path, description = "The name of the case")),
    responses(
        (status = 200, description = "The judgements", body = Vec<Judgement>),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(desk): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Judgement>>, Problem> {
    let (id, _) = find(&desk, &id).await?;
    let judgements = of_cases(&desk, move |cases| cases.judgements(&id)).await?;
    Ok(Json(judgements))
}

/// Adds what a reader thinks of a finding.
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/judgements", operation_id = "createJudgement", request_body = NewJudgement,
    params(("id" = String, Path, description = "The name of the case")),
    responses(
        (status = 201, description = "It is kept", body = Judgement),
        (status = 400, description = "No JSON", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such case", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has no trace yet", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not what makes a judgement, or of no finding that the case has", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(desk): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    Parsed(new): Parsed<NewJudgement>,
) -> Result<Response, Problem> {
    let (id, _) = find(&desk, &id).await?;
    let judged = Judged {
        sentence: new.sentence,
        departure: new.departure,
        opinion: new.opinion,
        note: new.note,
        rating: new.rating,
        name: reader.name.unwrap_or(new.name),
    };
    match of_cases(&desk, move |cases| judged.keep(cases, &id)).await? {
        Ok(judgement) => Ok((StatusCode::CREATED, Json(judgement)).into_response()),
        Err(Unjudged::NotFinished) => Err(Problem::not_finished()),
        Err(Unjudged::NoFinding) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the case has no such finding",
        )),
    }
}
