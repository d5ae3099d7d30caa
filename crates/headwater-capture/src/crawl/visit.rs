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
use crate::fetch::{Answer, Fetcher, Followed};
use crate::note::{Note, Role};

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
        let (followed, judged) = read(wanted.url.clone(), followed).await;
        let mut note = note(wanted, &followed, judged.status, judged.detail);
        let mut document = judged.document;
        drop(followed);
        if stands_in(judged.status)
            && let Some(memento) = self
                .mementos
                .nearest(&self.fetcher, &wanted.url, wanted.near)
                .await
        {
            let Memento { followed, time } = memento;
            let (followed, judged) = read(followed.url.clone(), followed).await;
            let has_text = judged.status == FetchStatus::Read;
            if let (true, Ok(answer)) = (has_text, &followed.answer) {
                note.fetched_from = followed.url.to_string();
                keep(&mut note, answer);
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
async fn read(wanted: Url, followed: Followed) -> (Followed, Judged) {
    let done = spawn_blocking(move || {
        let judged = catch_unwind(AssertUnwindSafe(|| judge(&wanted, &followed)));
        (followed, judged.unwrap_or_else(|_| Judged::failed()))
    });
    match done.await {
        Ok(read) => read,
        Err(error) => resume_unwind(error.into_panic()),
    }
}

fn note(wanted: &Wanted, followed: &Followed, status: FetchStatus, detail: String) -> Note {
    let mut note = Note {
        detail,
        fetched_from: followed.url.to_string(),
        via: wanted.via.first().cloned(),
        ..Note::new(wanted.role, wanted.url.as_str(), status, journal::now())
    };
    if let Ok(answer) = &followed.answer {
        keep(&mut note, answer);
    }
    note
}

/// Says in a note when an answer came, and which record has it.
fn keep(note: &mut Note, answer: &Answer) {
    note.fetched_at.clone_from(&answer.time);
    note.record = Some(answer.record.clone());
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
    note(wanted, followed, status, detail)
}
