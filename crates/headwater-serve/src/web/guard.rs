//! What every request has to pass, and what every answer says to the browser.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::ask::{SESSION, cookie};
use super::{App, Desk, LARGEST_REQUEST, Language, Trouble};
use crate::readers::{Reader, Role};

/// No script and no style but our own files, nothing from elsewhere, no frame around a page and none in it but ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) async fn guard(State(desk): State<App>, mut request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let path = request.uri().path().to_owned();
    let answer = match let_in(&desk, language, &request) {
        Err(refused) => refused,
        Ok(reader) => {
            if let Some(reader) = reader {
                request.extensions_mut().insert(reader);
            }
            let answer = tokio::time::timeout(desk.time, next.run(request)).await;
            answer.unwrap_or_else(|_| Trouble::too_slow(language).at(&path))
        }
    };
    desk.answers.count(answer.status());
    told(answer)
}

/// Who asks, if that is known, or what is said to a request that is not to be answered.
#[expect(
    clippy::result_large_err,
    reason = "a refusal is made once a request and handed on at once"
)]
fn let_in(desk: &Desk, language: Language, request: &Request) -> Result<Option<Reader>, Response> {
    let (headers, method, uri) = (request.headers(), request.method(), request.uri());
    let path = uri.path();
    // A page of another site can have a browser ask under a name of that site that leads here (DNS rebinding).
    let host = host(headers, uri);
    let is_known = desk
        .hosts
        .iter()
        .any(|known| host.is_some_and(|host| host.eq_ignore_ascii_case(known)));
    let is_from_here = is_from_here(headers, host);
    if !is_known || (changes(method) && !is_from_here) {
        return Err(Trouble::elsewhere(language).at(path));
    }
    let reader = reader(desk, headers);
    if let Some(peer) = request.extensions().get() {
        let asked = (method, uri);
        let taken = desk.rates.take(reader.as_ref(), *peer, is_from_here, asked);
        taken.map_err(|wait| Trouble::too_often(language, wait, path))?;
    }
    if announced(headers) > LARGEST_REQUEST as u64 {
        return Err(Trouble::too_large(language).at(path));
    }
    match &reader {
        None if !is_open(path) => Err(outside(desk, language, path)),
        Some(reader) if !is_open(path) && changes(method) && reader.role == Role::Read => {
            Err(Trouble::only_reads(language).at(path))
        }
        _ => Ok(reader),
    }
}

/// Who asks: by a token in the request or what a browser was given for one, or by what a proxy says.
fn reader(desk: &Desk, headers: &HeaderMap) -> Option<Reader> {
    if desk.readers.is_anyone() {
        return Some(Reader {
            name: None,
            role: Role::Edit,
        });
    }
    let field = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let token = field("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let by_token = token
        .and_then(|token| desk.readers.by_token(token))
        .cloned();
    by_token
        .or_else(|| desk.sessions.reader(&cookie(headers, SESSION)?))
        .or_else(|| desk.readers.by_field(field))
}

/// What whoever comes may ask for: the way in, and what it looks like.
fn is_open(path: &str) -> bool {
    matches!(
        path,
        "/login" | "/logout" | "/language" | "/healthz" | "/readyz"
    ) || path.starts_with("/assets/")
}

/// To somebody who is not known.
fn outside(desk: &Desk, language: Language, path: &str) -> Response {
    if path.starts_with("/api/") || path == "/metrics" || !desk.readers.has_tokens() {
        let mut refused = Trouble::unknown(language).at(path);
        let way = HeaderValue::from_static("Bearer");
        refused.headers_mut().insert(WWW_AUTHENTICATE, way);
        return refused;
    }
    Redirect::to("/login").into_response()
}

/// The name that is asked for, if there is one, and only one.
fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    let authority = uri.authority().map(axum::http::uri::Authority::as_str);
    // Of two, another program on the way may have gone by the other.
    let mut fields = headers.get_all(HOST).iter();
    let only = fields.next().filter(|_| fields.next().is_none());
    authority.or_else(|| only?.to_str().ok())
}

/// How many bytes a request says that it brings.
fn announced(headers: &HeaderMap) -> u64 {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a page of this service sent it, or no browser at all: browsers say from where a form comes.
fn is_from_here(headers: &HeaderMap, host: Option<&str>) -> bool {
    let said = |name: HeaderName| headers.get(name).map(HeaderValue::as_bytes);
    match said(HeaderName::from_static("sec-fetch-site")) {
        Some(b"same-origin" | b"none") => true,
        Some(_) => false,
        None => match (said(ORIGIN), host) {
            (None, _) => true,
            (Some(origin), Some(host)) => [b"http://".as_slice(), b"https://"]
                .iter()
                .any(|scheme| origin.strip_prefix(*scheme) == Some(host.as_bytes())),
            (Some(_), None) => false,
        },
    }
}

/// Adds what an answer has to say where it does not say it by itself.
fn told(mut answer: Response) -> Response {
    let said: [(HeaderName, &str); 7] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // With none at all, browsers would not say from where a form comes.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "private, no-cache"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in said {
        answer
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    answer
}
