//! Style, script and sign: our own, from the program itself.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The report's style, and what the pages have beside it.
static STYLE: LazyLock<String> =
    LazyLock::new(|| [headwater::report::style(), include_str!("style.css")].concat());
const SCRIPT: &str = include_str!("desk.js");
const ICON: &str = include_str!("icon.svg");

/// The address of the style; another one where the style is another.
pub(super) static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| address("style", &STYLE, "css"));
/// The same of the script.
pub(super) static SCRIPT_ADDRESS: LazyLock<String> =
    LazyLock::new(|| address("desk", SCRIPT, "js"));

/// The same of the sign that browsers show beside the title.
pub(super) static ICON_ADDRESS: LazyLock<String> = LazyLock::new(|| address("icon", ICON, "svg"));

fn address(name: &str, text: &str, ending: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let hash = HEXLOWER.encode(hash.get(..8).unwrap_or_default());
    format!("/assets/{name}-{hash}.{ending}")
}

pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let path = format!("/assets/{name}");
    let (kind, text) = if path == *STYLE_ADDRESS {
        ("text/css; charset=utf-8", STYLE.as_str())
    } else if path == *SCRIPT_ADDRESS {
        ("text/javascript; charset=utf-8", SCRIPT)
    } else if path == *ICON_ADDRESS {
        ("image/svg+xml", ICON)
    } else {
        return StatusCode::NOT_FOUND.into_response();
    };
    (
        [
            (CONTENT_TYPE, kind),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        text,
    )
        .into_response()
}
