//! Feeds given as files: RSS, Atom and JSON Feed. An entry is a document, by what the feed has of it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use feed_rs::model::Entry;
use feed_rs::parser;
use flate2::read::MultiGzDecoder;
use headwater::document::Hints;

use super::{Found, Item, LARGEST, Unread, folder};
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

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    const GZIP: &[u8] = b"\x1F\x8B";
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    if !bytes.starts_with(GZIP) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes.as_slice())
        .take(LARGEST)
        .read_to_end(&mut unpacked)?;
    Ok(unpacked)
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
