//! Values in sentences of ours, language by language: the files of `tests/values`.
//!
//! A file names its language and the date of the document, and lists its cases. A case is a
//! `text`, the `values` that a reader finds in it, in order, and a `gap` where the program does
//! not read it rightly yet: why. A value is written as its kind and what it means, `about` where
//! it is not exact, and after `=` the words that it stands in:
//!
//! ```toml
//! { text = "The ferry sank about two weeks ago.",
//!   values = ["date 2031-04-30 about = about two weeks ago"] }
//! ```
//!
//! Dates, times, lengths and sets have to be all that is found. Numbers, percents and amounts count
//! where the case names one of their kind and they are no part of a date; an amount's currency stands behind it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use headwater::language::Language;
use headwater::language::values::{Reference, Value, ValueKind, find};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    language: String,
    reference: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    values: Vec<String>,
    /// Why it is not read rightly yet; the test fails once it is.
    gap: Option<String>,
}

/// The kinds that never hold one another, so that all of a sentence can be listed.
const DATES: [&str; 5] = ["date", "datetime", "time", "duration", "set"];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/values");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    files
}

fn kind(written: &str) -> &str {
    written.split(' ').next().unwrap_or(written)
}

/// A value as the files write it.
fn written(value: &Value, text: &str) -> String {
    let read = value.value().unwrap_or("?");
    let unit = match (value.kind(), value.unit()) {
        (ValueKind::Currency, Some(unit)) => format!(" {unit}"),
        _ => String::new(),
    };
    let is_date = DATES.contains(&value.kind().as_str());
    let about = if is_date && value.is_approximate() {
        " about"
    } else {
        ""
    };
    let words = value.span().of(text);
    format!("{} {read}{unit}{about} = {words}", value.kind().as_str())
}

/// Whether a value is the one wanted, which may leave open in which words it stands.
fn is_wanted(said: &str, wanted: &str) -> bool {
    let meaning = || said.split(" = ").next().unwrap_or(said);
    if wanted.contains(" = ") {
        said == wanted
    } else {
        meaning() == wanted
    }
}

/// What is found of the kinds that the case speaks of.
fn said(case: &Case, language: Language, reference: &Reference) -> Vec<String> {
    let found = find(&case.text, language, Some(reference));
    let is_date = |value: &Value| DATES.contains(&value.kind().as_str());
    let is_held = |value: &Value| {
        let holds = |date: &Value| is_date(date) && date.span().intersects(value.span());
        found.iter().any(holds)
    };
    let named = |value: &Value| {
        let said = value.kind().as_str();
        let wanted = || case.values.iter().any(|wanted| kind(wanted) == said);
        is_date(value) || wanted() && !is_held(value)
    };
    found
        .iter()
        .filter(|value| named(value))
        .map(|value| written(value, &case.text))
        .collect()
}

#[test]
fn values_are_read_as_their_writers_meant_them() {
    let mut wrong = Vec::new();
    for file in files() {
        let set: Set = toml::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let language = Language::from_tag(&set.language).unwrap();
        let reference = Reference::parse(&set.reference).unwrap();
        let (mut hits, mut wanted, mut found) = (0, 0, 0);
        for case in &set.cases {
            let said = said(case, language, &reference);
            let mut left = said.clone();
            for value in &case.values {
                if let Some(at) = left.iter().position(|said| is_wanted(said, value)) {
                    left.remove(at);
                    hits += 1;
                }
            }
            wanted += case.values.len();
            found += said.len();
            let right = left.is_empty() && said.len() == case.values.len();
            match (right, &case.gap) {
                (true, Some(gap)) => wrong.push(format!("no gap any more ({gap}): {}", case.text)),
                (false, None) => wrong.push(format!(
                    "{}: {}\n  wanted {:?}\n  read   {said:?}",
                    set.language, case.text, case.values
                )),
                _ => {}
            }
        }
        let name = file.file_stem().unwrap_or_default().display();
        let f1 = 2.0 * f64::from(hits) / (wanted + found).max(1) as f64;
        println!("{name}: F1 {f1:.3} of {} sentences", set.cases.len());
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{}\n{count} wrong", wrong.join("\n"));
}
