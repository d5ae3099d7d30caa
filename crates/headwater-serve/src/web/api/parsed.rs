use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;

use super::Problem;
/// The JSON of a request. It is parsed where it keeps no other request waiting: 64 MiB of it take a while.
#[derive(Debug)]
pub(super) struct Parsed<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send + 'static> FromRequest<S> for Parsed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "say that it is JSON: Content-Type: application/json",
            ));
        }
        // No more of it is taken than the limit of the router allows.
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(JsonRejection::from)?;
        let parsed = spawn_blocking(move || Json::from_bytes(&bytes)).await;
        let Json(parsed) = parsed.map_err(|error| Problem::ours(&error))??;
        Ok(Self(parsed))
    }
}

/// Whether it is said to be JSON, or what is written in JSON (RFC 6839).
fn is_json(request: &Request) -> bool {
    let said = request.headers().get(CONTENT_TYPE);
    let kind = said.and_then(|said| said.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    let kind = kind.strip_prefix("application/");
    kind.is_some_and(|kind| kind == "json" || kind.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use std::thread::{self, ThreadId};

    use axum::body::Body;
    use axum::extract::{FromRequest, Request};
    use serde::{Deserialize, Deserializer};

    use super::{Parsed, is_json};

    /// The thread that it was parsed on.
    struct ParsedOn(ThreadId);

    impl<'d> Deserialize<'d> for ParsedOn {
        fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
            <()>::deserialize(deserializer)?;
            Ok(Self(thread::current().id()))
        }
    }

    fn said(kind: &str) -> Request {
        let request = Request::builder().header("content-type", kind);
        request.body(Body::from("null")).expect("a request")
    }

    /// A runtime of one thread answers here; what is parsed here would keep everyone waiting.
    #[test]
    fn json_is_parsed_where_nobody_waits_for_it() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.expect("a runtime");
        let parsed = Parsed::<ParsedOn>::from_request(said("application/json"), &());
        let Parsed(ParsedOn(thread)) = runtime.block_on(parsed).expect("it is parsed");
        assert_ne!(thread, thread::current().id());
    }

    #[test]
    fn json_is_what_is_said_to_be_json() {
        for kind in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/problem+json",
        ] {
            assert!(is_json(&said(kind)), "{kind}");
        }
        for kind in [
            "",
            "text/json",
            "application/jsonp",
            "json",
            "text/plain; application/json",
        ] {
            assert!(!is_json(&said(kind)), "{kind}");
        }
    }
}
