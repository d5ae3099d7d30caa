//! One page: fetched, read, and looked for in other archives where it is not there.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use headwater::document::{Document, canonical_address};
use headwater::report::FetchStatus;
use jiff::Timestamp;
use tokio::task::spawn_blocking;
use url::Url;

use super::journal::{self, Journal};
use super::judge::{Judged, judge};
use super::memento::{Memento, Mementos};
use crate::case::{Note, Role};
use crate::fetch::{Fetcher, Followed};

/// Something to fetch.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) role: Role,
    pub(super) url: Url,
    /// The addresses of the articles that cite it; none for what the user named.
    pub(super) via: Vec<String>,
    /// The day of the article, which a copy should be near to.
    pub(super) near: Timestamp,
}

impl Wanted {
    /// What all addresses of the page have in common.
    pub(super) fn name(&self) -> String {
        canonical_address(self.url.as_str()).unwrap_or_else(|| self.url.to_string())
    }
}

/// What every fetch needs.
pub(super) struct Visit {
    pub(super) fetcher: Fetcher<Journal>,
    pub(super) mementos: Mementos,
}

impl Visit {
    /// Fetches a page, or the copy that another archive has of it. How long that takes is bounded by what one exchange may
    /// take and by how many there may be; what a page waits for its host to be free counts against none of them.
    pub(super) async fn page(&self, wanted: &Wanted) -> (Note, Option<Document>) {
        let followed = self.fetcher.follow(&wanted.url, &[]).await;
        if wanted.role == Role::Image {
            return (image(wanted, &followed), None);
        }
        let (followed, judged) = judged(wanted.url.clone(), followed).await;
        let mut note = note(wanted, &followed.url, judged.status, judged.detail);
        if let Ok(answer) = &followed.answer {
            (note.fetched_at, note.record) = (answer.time.clone(), Some(answer.record.clone()));
        }
        let mut document = judged.document;
        drop(followed);
        if stands_in(judged.status)
            && let Some(memento) = self
                .mementos
                .nearest(&self.fetcher, &wanted.url, wanted.near)
                .await
        {
            let Memento { followed, time } = memento;
            let (followed, judged) = judged_as(followed).await;
            let has_text = judged.status == FetchStatus::Read;
            if let (true, Ok(answer)) = (has_text, &followed.answer) {
                note.fetched_from = followed.url.to_string();
                (note.fetched_at, note.record) = (answer.time.clone(), Some(answer.record.clone()));
                note.memento = Some(time);
                document = judged.document;
            }
        }
        note.title = document
            .as_ref()
            .and_then(Document::title)
            .map(str::to_owned);
        (note, document)
    }
}

/// Whether a copy in another archive may have what is missing here.
fn stands_in(status: FetchStatus) -> bool {
    !matches!(
        status,
        FetchStatus::Read
            | FetchStatus::Robots
            | FetchStatus::AddressRefused
            | FetchStatus::NotText
            | FetchStatus::TooLarge
    )
}

/// Reads a page where that holds nobody up. Should reading fail, only this page has no text.
async fn judged(wanted: Url, followed: Followed) -> (Followed, Judged) {
    let read = spawn_blocking(move || {
        let judged = catch_unwind(AssertUnwindSafe(|| judge(&wanted, &followed)));
        (followed, judged.unwrap_or_else(|_| Judged::failed()))
    });
    match read.await {
        Ok(read) => read,
        Err(error) => resume_unwind(error.into_panic()),
    }
}

/// The same of a copy, which is what was asked for wherever it is.
async fn judged_as(followed: Followed) -> (Followed, Judged) {
    judged(followed.url.clone(), followed).await
}

fn note(wanted: &Wanted, reached: &Url, status: FetchStatus, detail: String) -> Note {
    Note {
        detail,
        fetched_from: reached.to_string(),
        via: wanted.via.first().cloned(),
        ..Note::new(wanted.role, wanted.url.as_str(), status, journal::now())
    }
}

fn image(wanted: &Wanted, followed: &Followed) -> Note {
    let (status, detail) = match &followed.answer {
        Ok(answer) if answer.status == 200 => (FetchStatus::Read, String::new()),
        Ok(answer) => (
            FetchStatus::Dead,
            format!("the server answered {}", answer.status),
        ),
        Err(trouble) => (trouble.status, trouble.detail.clone()),
    };
    let mut note = note(wanted, &followed.url, status, detail);
    if let Ok(answer) = &followed.answer {
        (note.fetched_at, note.record) = (answer.time.clone(), Some(answer.record.clone()));
    }
    note
}
