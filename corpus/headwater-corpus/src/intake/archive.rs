//! Web archives: every page that was captured, with when and where.

use std::path::Path;

use headwater::document::Hints;
use headwater_capture::{Archive, Capture};

use super::{Found, Item, Unread};
use crate::rows::Given;

/// The pages of a WARC or WACZ file, and what of it is broken.
pub(super) fn documents(path: &Path, name: &str) -> Box<dyn Iterator<Item = Item>> {
    let archive = match Archive::open(path) {
        Ok(archive) => archive,
        Err(error) => return Box::new(std::iter::once(Err(Unread::new(name, error)))),
    };
    let broken = archive.broken().iter();
    let broken: Vec<Unread> = broken
        .map(|broken| {
            Unread::new(
                name,
                format!("byte {}: {}", broken.damage().offset, broken.damage().what),
            )
        })
        .collect();
    let is_answer = |capture: &&Capture| {
        capture
            .status()
            .is_none_or(|status| (200..300).contains(&status))
    };
    let pages: Vec<Capture> = archive.pages().filter(is_answer).cloned().collect();
    let pages = pages
        .into_iter()
        .map(move |capture| page(&archive, &capture));
    Box::new(pages.chain(broken.into_iter().map(Err)))
}

fn page(archive: &Archive, capture: &Capture) -> Item {
    let payload = archive.payload(capture);
    let payload = payload.map_err(|error| Unread::new(capture.url(), error))?;
    let hints = Hints::new(capture.url())
        .url(capture.url())
        .media_type(payload.media_type())
        .cut_short(capture.is_cut());
    Ok(Found {
        bytes: payload.bytes().to_vec(),
        hints,
        given: Given {
            fetched: Some(capture.time().to_owned()).filter(|time| !time.is_empty()),
            ..Given::default()
        },
        name: capture.url().to_owned(),
    })
}
