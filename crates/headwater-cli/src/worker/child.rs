//! The side of a worker.

use std::io::{BufRead, Write};
use std::path::Path;

use headwater::document::{Document, Hints};
use headwater::language::Reading;
use headwater::report;
use headwater_capture::{Archive, Capture};

use super::{Answer, Task};
use crate::failure::Failure;
use crate::input;

/// Answers tasks on standard input, one a line, until it ends.
pub(crate) fn serve() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?) {
            Ok(task) => answer(&task),
            Err(error) => Err(error.to_string()),
        };
        let line =
            serde_json::to_string(&answer).map_err(|error| Failure::new(error.to_string()))?;
        writeln!(out, "{line}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(task: &Task) -> Answer {
    let mut hints = Hints::new(task.path.to_string_lossy()).explain(task.explain);
    if let Some(url) = &task.url {
        hints = hints.url(url);
    }
    let document = match &task.capture {
        Some(capture) => captured(&task.path, capture, hints),
        None => input::read(&task.path, &hints),
    };
    let document = document.map_err(|failure| failure.to_string())?;
    Ok(report::document_json_line(&Reading::of(document)))
}

/// One page of the archive at a path.
fn captured(path: &Path, capture: &Capture, hints: Hints) -> Result<Document, Failure> {
    let payload = Archive::payload_at(path, capture)?;
    Ok(headwater_capture::document(&payload, capture, hints)?)
}
