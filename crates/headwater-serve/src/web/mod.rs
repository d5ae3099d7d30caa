//! The pages: rendered here, with small scripts that only improve what works without them.

mod ask;
mod assets;
mod cache;
mod captured;
mod files;
mod guard;
mod kept_trace;
mod listen;
mod live;
mod pages;
mod trouble;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::cases::Cases;
use crate::work::Office;
use ask::Language;
pub(crate) use cache::Cache;
pub(crate) use listen::{Running, listen};
use trouble::Trouble;

/// What one request may bring: 64 MiB.
pub(crate) const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

/// What all pages share.
pub(crate) struct Desk {
    pub(crate) cases: Arc<Cases>,
    pub(crate) office: Arc<Office>,
    pub(crate) fetches: bool,
    /// The names under which the service is asked for, with their ports.
    pub(crate) hosts: Vec<String>,
    pub(crate) cache: Cache,
}

type App = Arc<Desk>;

/// Every address there is.
pub(crate) fn router(desk: App) -> Router {
    Router::new()
        .route("/", get(pages::list::show))
        .route("/new", get(pages::new::show))
        .route("/cases", post(pages::new::take))
        .route("/cases/{id}", get(pages::case::show))
        .route("/cases/{id}/progress", get(live::progress))
        .route("/cases/{id}/judgements", post(pages::case::judge))
        .route("/cases/{id}/again", post(pages::case::again))
        .route("/cases/{id}/delete", post(pages::case::delete))
        .route("/cases/{id}/files/{name}", get(files::file))
        .route("/cases/{id}/sources/{number}", get(pages::source::show))
        .route("/cases/{id}/captured/{number}", get(captured::show))
        .route("/language", post(ask::choose))
        .route("/assets/{name}", get(assets::asset))
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(|language: Language| async move { Trouble::not_found(language) })
        .method_not_allowed_fallback(|language: Language| async move { Trouble::method(language) })
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&desk),
            guard::guard,
        ))
        .with_state(desk)
}

/// Runs what may wait for the disk or the processor on a thread that may.
async fn blocking<T: Send + 'static>(
    language: Language,
    work: impl FnOnce() -> Result<T, crate::Error> + Send + 'static,
) -> Result<T, Trouble> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Trouble::ours(language, &error)),
        Err(error) => Err(Trouble::ours(language, &error)),
    }
}
