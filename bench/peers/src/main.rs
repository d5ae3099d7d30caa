//! What other crates make of the pages of a folder, as JSON Lines: `headwater-peers READER FOLDER`.
//!
//! The crates take text and decode nothing, so each page is given to them as UTF-8.

use std::error::Error;
use std::io::{BufWriter, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::{env, fs, io};

use dom_smoothie::Readability;
use serde_json::json;
use trafilatura::{ExtractionFocus, Options};

type Read = fn(&str) -> Option<String>;

const READERS: [(&str, Read); 5] = [
    ("trafilatura", |page| {
        let read = trafilatura::extract(page, &Options::default()).ok()?;
        Some(read.content_text)
    }),
    ("trafilatura-precision", |page| {
        let options = Options::default()
            .with_fallback(true)
            .with_focus(ExtractionFocus::FavorPrecision);
        Some(trafilatura::extract(page, &options).ok()?.content_text)
    }),
    ("dom_smoothie", |page| {
        let mut reader = Readability::new(page, None, None).ok()?;
        Some(reader.parse().ok()?.text_content.to_string())
    }),
    ("rs-trafilatura", |page| {
        Some(rs_trafilatura::extract(page).ok()?.content_text)
    }),
    ("readability", |page| {
        let url = "https://paper.example/".parse().ok()?;
        let read = readability::extractor::extract(&mut page.as_bytes(), &url).ok()?;
        Some(read.text)
    }),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(name), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: headwater-peers READER FOLDER".into());
    };
    let known = READERS.iter().find(|(known, _)| *known == name);
    let (_, read) = known.ok_or_else(|| format!("there is no reader {name:?}"))?;
    let entries = fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    // Some of them panic on some pages, which then count as empty.
    panic::set_hook(Box::new(|_| {}));
    let mut out = BufWriter::new(io::stdout().lock());
    for path in paths {
        let page = fs::read(&path)?;
        let page = String::from_utf8_lossy(&page);
        let text = panic::catch_unwind(AssertUnwindSafe(|| read(&page)));
        let line = json!({ "location": path, "text": text.ok().flatten() });
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}
