//! The same as the pages give, for programs: JSON under `/api/v1`, described by an OpenAPI document.

mod cases;
mod findings;
mod judgements;
mod parsed;
mod problem;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{App, waited};
use crate::Error;
use crate::cases::Cases;
use parsed::Parsed;
pub(super) use problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Headwater",
        description = "Cases, their traces, and what readers think of each finding. It judges fidelity to the cited \
                       source, never truth.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/")),
    components(schemas(crate::exchange::Trace, Problem))
)]
struct Document;

/// Every address under `/api/v1`.
pub(super) fn router() -> Router<App> {
    let (router, document) = OpenApiRouter::<App>::with_openapi(Document::openapi())
        .routes(routes!(cases::list, cases::create))
        .routes(routes!(cases::show, cases::delete))
        .routes(routes!(cases::again))
        .routes(routes!(findings::trace))
        .routes(routes!(findings::sources))
        .routes(routes!(findings::findings))
        .routes(routes!(findings::annotations))
        .routes(routes!(judgements::list, judgements::create))
        .split_for_parts();
    let document = with_trace(&document);
    router.route(
        "/api/v1/openapi.json",
        get(|| async move { ([(CONTENT_TYPE, "application/json")], document).into_response() }),
    )
}

/// Runs on the cases what may wait for the disk.
async fn of_cases<T: Send + 'static>(
    desk: &App,
    work: impl FnOnce(&Cases) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let done = waited(desk, move |desk| work(&desk.cases)).await;
    done.map_err(|error| Problem::ours(&error))
}

/// The document with the schema of traces, which the library makes of its own types.
fn with_trace(document: &utoipa::openapi::OpenApi) -> String {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    tell_of_the_limit(&mut document);
    let trace: Value = serde_json::from_str(&headwater::report::json_schema()).unwrap_or_default();
    let mut trace = moved(trace);
    let parts = trace
        .as_object_mut()
        .and_then(|trace| trace.remove("$defs"));
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    if let Some(schemas) = schemas {
        for name in ["$schema", "$id"] {
            trace.as_object_mut().map(|trace| trace.remove(name));
        }
        schemas.insert("Trace".to_owned(), trace);
        let parts = parts
            .as_ref()
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        schemas.extend(
            parts
                .into_iter()
                .map(|(name, part)| (format!("Trace{name}"), part)),
        );
    }
    document.to_string()
}

/// Adds to every operation what whoever asks too often is told.
fn tell_of_the_limit(document: &mut Value) {
    let told = json!({
        "description": "Too much was asked for in a short time",
        "headers": {"retry-after": {
            "description": "Seconds to wait",
            "schema": {"type": "integer", "minimum": 1},
        }},
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    });
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|path| path.values_mut());
    for operation in operations {
        let answers = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        if let Some(answers) = answers {
            answers.insert("429".to_owned(), told.clone());
        }
    }
}

/// A schema whose references lead to where its parts stand in the document.
fn moved(schema: Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let moved =
                fields
                    .into_iter()
                    .map(|(name, value)| match (name.as_str(), value.as_str()) {
                        ("$ref", Some(place)) => {
                            let part = place.trim_start_matches("#/$defs/");
                            (
                                name,
                                Value::String(format!("#/components/schemas/Trace{part}")),
                            )
                        }
                        _ => (name, moved(value)),
                    });
            Value::Object(moved.collect::<Map<_, _>>())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(moved).collect()),
        other => other,
    }
}
