//! The pages: rendered here, with small scripts that only improve what works without them.

mod api;
mod ask;
mod assets;
mod beside;
mod cache;
mod captured;
mod files;
mod guard;
mod guests;
mod health;
mod judged;
mod listen;
mod live;
mod pages;
mod rate;
mod sessions;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::routing::{get, post};

use crate::Error;
use crate::cases::Cases;
use crate::readers::Readers;
use crate::work::Office;
use ask::Language;
use cache::Cache;
use health::Answers;
pub(crate) use listen::{Running, listen};
pub(crate) use rate::FASTEST;
use rate::Rates;
use sessions::Sessions;
use tokio::sync::Semaphore;
use trouble::Trouble;

/// What one request may bring: 64 MiB.
pub(crate) const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

/// What a form without files may bring: 1 MiB. Some are open to everyone, and each is in memory whole.
const LARGEST_FORM: usize = 1024 * 1024;

/// Tokens that are looked at at the same time.
const MOST_GUESSES: usize = 4;

/// What one client may take of the service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Pages a second; any number where it is 0.
    pub(crate) rate: u32,
    /// Until a request is there, and its answer begun.
    pub(crate) time: Duration,
}

/// What all pages share.
pub(crate) struct Desk {
    cases: Arc<Cases>,
    office: Arc<Office>,
    fetches: bool,
    /// The names under which the service is asked for, with their ports.
    hosts: Vec<String>,
    readers: Readers,
    sessions: Sessions,
    rates: Rates,
    /// A request has to be there, and its answer begun, by then.
    time: Duration,
    /// Tokens that are looked at at the same time.
    guesses: Semaphore,
    answers: Answers,
    cache: Cache,
}

impl Desk {
    /// One that answers to these names.
    pub(crate) fn new(
        cases: Arc<Cases>,
        office: Arc<Office>,
        fetches: bool,
        hosts: Vec<String>,
        readers: Readers,
        bounds: Bounds,
    ) -> Self {
        Self {
            cases,
            office,
            fetches,
            hosts,
            readers,
            sessions: Sessions::default(),
            rates: Rates::new(bounds.rate),
            time: bounds.time,
            guesses: Semaphore::new(MOST_GUESSES),
            answers: Answers::default(),
            cache: Cache::default(),
        }
    }

    /// Tells whoever works on cases that there is one.
    fn ring(&self) {
        self.office.ring();
    }
}

type App = Arc<Desk>;

/// Every address there is.
pub(crate) fn router(desk: App) -> Router {
    let forms = Router::new()
        .route("/cases/{id}/judgements", post(pages::case::judge))
        .route("/cases/{id}/again", post(pages::case::again))
        .route("/cases/{id}/delete", post(pages::case::delete))
        .route("/login", get(pages::login::show).post(pages::login::enter))
        .route("/logout", post(pages::login::leave))
        .route("/language", post(ask::choose))
        .layer(DefaultBodyLimit::max(LARGEST_FORM));
    Router::new()
        .route("/", get(pages::list::show))
        .route("/new", get(pages::new::show))
        .route("/cases", post(pages::new::take))
        .route("/cases/{id}", get(pages::case::show))
        .route("/cases/{id}/progress", get(live::progress))
        .route("/cases/{id}/files/{name}", get(files::file))
        .route("/cases/{id}/sources/{number}", get(pages::source::show))
        .route("/cases/{id}/captured/{number}", get(captured::show))
        .route("/assets/{name}", get(assets::asset))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(forms)
        .merge(api::router())
        .fallback(|language: Language, uri: Uri| async move {
            Trouble::not_found(language).at(uri.path())
        })
        .method_not_allowed_fallback(|language: Language, uri: Uri| async move {
            Trouble::method(language).at(uri.path())
        })
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&desk),
            guard::guard,
        ))
        .with_state(desk)
}

/// Runs what may wait for the disk or the processor on a thread that may.
async fn waited<T: Send + 'static>(
    desk: &App,
    work: impl FnOnce(&Desk) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let desk = App::clone(desk);
    let done = tokio::task::spawn_blocking(move || work(&desk)).await;
    done.unwrap_or_else(|error| Err(Error::new(error.to_string())))
}

/// The same for a page.
async fn blocking<T: Send + 'static>(
    desk: &App,
    language: Language,
    work: impl FnOnce(&Desk) -> Result<T, Error> + Send + 'static,
) -> Result<T, Trouble> {
    let done = waited(desk, work).await;
    done.map_err(|error| Trouble::ours(language, &error))
}
