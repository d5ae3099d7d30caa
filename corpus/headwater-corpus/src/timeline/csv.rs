//! A timeline as CSV (RFC 4180): a line for each statement. An apostrophe stands before what a table program would take for
//! a formula.

use super::{Event, Stated, Timeline};
use crate::Error;
use crate::plain::field;

const NAMES: [&str; 17] = [
    "event",
    "date",
    "first",
    "last",
    "precision",
    "stated_date",
    "said",
    "sentence",
    "text",
    "document",
    "title",
    "site",
    "language",
    "published",
    "url",
    "joined_by",
    "other_dates",
];

impl Timeline {
    /// As CSV.
    ///
    /// # Errors
    /// None that a caller can bring about.
    pub fn to_csv(&self) -> Result<String, Error> {
        let ends = csv::Terminator::CRLF;
        let mut lines = csv::WriterBuilder::new()
            .terminator(ends)
            .from_writer(Vec::new());
        lines.write_record(NAMES)?;
        for event in &self.events {
            for stated in &event.statements {
                lines.write_record(cells(event, stated).map(|cell| field(&cell)))?;
            }
        }
        let bytes = lines
            .into_inner()
            .map_err(|error| Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn cells(event: &Event, stated: &Stated) -> [String; NAMES.len()] {
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    let joined = stated
        .joined
        .map(|joined| format!("{} {:.2}", joined.by.name(), joined.score));
    let others = event.disagreements.iter();
    let others: Vec<String> = others
        .map(|other| format!("{} ({})", other.date, other.says.join(", ")))
        .collect();
    [
        event.id.clone(),
        event.date.clone(),
        event.first.clone(),
        event.last.clone(),
        event.precision.name().to_owned(),
        stated.date.clone(),
        stated.said.clone(),
        stated.passage.sentence.to_string(),
        stated.passage.text.clone(),
        stated.document.clone(),
        maybe(&stated.title),
        maybe(&stated.site),
        stated.language.clone(),
        maybe(&stated.published),
        maybe(&stated.url),
        joined.unwrap_or_default(),
        others.join("; "),
    ]
}
