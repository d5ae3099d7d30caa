//! Feeds given as files: RSS, Atom and JSON Feed. An entry is a document, by what the feed has of it.

use std::io::{self, Read};
use std::path::Path;

use feed_rs::model::Entry;
use feed_rs::parser;
use headwater::document::Hints;

use super::{Found, Item, LARGEST, Unread, folder, unpacked};
use crate::rows::Given;

/// The entries of a feed. A file that is none is read as one document.
pub(super) fn documents(path: &Path, name: &str) -> Box<dyn Iterator<Item = Item>> {
    let Ok(bytes) = read(path) else {
        return folder::document(path, name);
    };
    match parser::parse(bytes.as_slice()) {
        Ok(feed) => {
            let name = name.to_owned();
            let entries = feed.entries.into_iter().zip(1..);
            Box::new(entries.map(move |(entry, place)| found(entry, format!("{name}#{place}"))))
        }
        Err(_) => folder::document(path, name),
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    unpacked(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn found(entry: Entry, name: String) -> Item {
    let body = entry.content.and_then(|content| content.body);
    let summary = entry.summary.map(|summary| summary.content);
    let Some(html) = body.or(summary).filter(|html| !html.trim().is_empty()) else {
        return Err(Unread::new(
            name,
            "the feed has nothing of it but its title",
        ));
    };
    let url = entry.links.into_iter().next().map(|link| link.href);
    let location = url.clone().unwrap_or_else(|| format!("{name}.html"));
    let mut hints = Hints::new(location)
        .media_type("text/html")
        .charset("utf-8");
    if let Some(url) = url {
        hints = hints.url(url);
    }
    Ok(Found {
        bytes: html.into_bytes(),
        hints,
        given: Given {
            published: entry
                .published
                .or(entry.updated)
                .map(|time| time.to_rfc3339()),
            title: entry.title.map(|title| title.content),
            authors: entry
                .authors
                .into_iter()
                .filter_map(|author| author.name)
                .collect(),
            ..Given::default()
        },
        name,
    })
}
