//! Reads a document and prints what was read as JSON: `read FILE [--url URL]`.
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::{env, fs};

use headwater::document::{Hints, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("usage: read FILE [--url URL]")?;
    let mut hints = Hints::new(&path);
    if arguments.next().as_deref() == Some("--url")
        && let Some(url) = arguments.next()
    {
        hints = hints.url(url);
    }
    let document = read(&fs::read(&path)?, &hints)?;
    let blocks: Vec<_> = document
        .blocks()
        .iter()
        .map(|block| format!("{:?}: {}", block.kind(), block.span().of(document.text())))
        .collect();
    let links: Vec<_> = document
        .links()
        .iter()
        .map(|link| {
            format!(
                "{:?}: {} -> {}",
                link.kind(),
                link.span().of(document.text()),
                link.url()
            )
        })
        .collect();
    let json = serde_json::json!({
        "text": document.text(),
        "title": document.title(),
        "published": document.published(),
        "language": document.declared_language(),
        "url": document.url(),
        "publisher": document.publisher(),
        "authors": document.authors(),
        "credits": document.credits().iter().map(|c| format!("{}: {}", c.role(), c.name())).collect::<Vec<_>>(),
        "repost_of": document.repost_of(),
        "disclaimer": document.disclaimer(),
        "blocks": blocks,
        "links": links,
    });
    println!("{json}");
    Ok(())
}
