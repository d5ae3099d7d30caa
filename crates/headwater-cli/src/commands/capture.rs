use std::fmt::Write as _;
use std::process::ExitCode;

use headwater_capture::{Input, Note, Role};
use serde_json::json;

use crate::args::{Capture as Args, ListFormat};
use crate::failure::Failure;
use crate::fetching;
use crate::output::{self, plain};
use crate::settings::Settings;

pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    if args
        .output
        .extension()
        .is_none_or(|ending| !ending.eq_ignore_ascii_case("wacz"))
    {
        let shown = args.output.display();
        return Err(Failure::new(format!(
            "{shown}: name the archive with the ending .wacz"
        )));
    }
    let articles = named(&args.articles)?;
    let sources = named(&args.sources)?;
    let notes = fetching::capture(articles, sources, &args.output, &args.fetching, settings)?;
    let written = match args.format {
        ListFormat::Text => text(&notes),
        ListFormat::Json => lines(&notes),
    };
    output::write(&written, None)?;
    let is_lost = |note: &&Note| note.role() == Role::Article && !note.has_text();
    Ok(match notes.iter().find(is_lost) {
        Some(_) => ExitCode::from(2),
        None => ExitCode::SUCCESS,
    })
}

fn named(given: &[String]) -> Result<Vec<Input>, Failure> {
    given.iter().map(|given| fetching::named(given)).collect()
}

/// One JSON object a line.
fn lines(notes: &[Note]) -> String {
    let objects = notes.iter().map(object);
    objects.fold(String::new(), |mut lines, object| {
        let _ = writeln!(lines, "{object}");
        lines
    })
}

fn object(note: &Note) -> serde_json::Value {
    json!({
        "role": note.role().as_str(),
        "url": note.url(),
        "status": note.status().as_str(),
        "detail": note.detail(),
        "fetched_from": note.fetched_from(),
        "fetched_at": note.fetched_at(),
        "memento": note.memento(),
        "title": note.title(),
    })
}

/// A line for each page, and what was not read with the reason.
fn text(notes: &[Note]) -> String {
    let mut text = String::new();
    for note in notes {
        let url = plain(note.url());
        let _ = write!(
            text,
            "{:<8} {:<15} {url}",
            note.role().as_str(),
            note.status().as_str()
        );
        if !note.detail().is_empty() {
            let _ = write!(text, "  ({})", plain(note.detail()));
        }
        if let Some(time) = note.memento() {
            let day = time.split('T').next().unwrap_or_default();
            let _ = write!(text, "  read from the copy of {day} in a web archive");
        }
        text.push('\n');
    }
    text
}
