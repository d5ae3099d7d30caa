//! Numbers, percents, amounts and quantities in sentences of ours, language by language: the files
//! of `tests/numbers`.
//!
//! A file names its language and the date of the document, and lists its cases. A case is a
//! `text`, the `values` that a reader finds in it, in order, and a `gap` where the program does
//! not read it rightly yet: why. A value is written as its kind, what it means, its unit, what is
//! said of its exactness (`about`, `at-least`, `at-most`), and after `=` the words that it stands
//! in:
//!
//! ```toml
//! { text = "More than 40 boats sank.",
//!   values = ["quantity 40 boats at-least = 40 boats"] }
//! ```
//!
//! The outermost readings count alone: the amount, not the number in it. Dates, durations and
//! quotations may stand in a sentence and are not listed.

use headwater::language::Language;
use headwater::language::values::{Bound, Reference, Value, find, maximal};
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

const KINDS: [&str; 6] = [
    "number", "ordinal", "percent", "currency", "quantity", "score",
];

/// A value as the files write it.
fn written(value: &Value, text: &str) -> String {
    let mut said = vec![value.kind().as_str(), value.value().unwrap_or("?")];
    said.extend(value.unit());
    said.extend(value.is_approximate().then_some("about"));
    said.extend(match value.bound() {
        Bound::AtLeast => Some("at-least"),
        Bound::AtMost => Some("at-most"),
        _ => None,
    });
    format!("{} = {}", said.join(" "), value.span().of(text))
}

#[test]
fn numbers_are_read_as_their_writers_meant_them() {
    let mut wrong = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/numbers");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), Language::ALL.len());
    for file in files {
        let set: Set = toml::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let language = Language::from_tag(&set.language).unwrap();
        let reference = Reference::parse(&set.reference).unwrap();
        for case in &set.cases {
            let said: Vec<String> = maximal(find(&case.text, language, Some(&reference)))
                .iter()
                .filter(|value| KINDS.contains(&value.kind().as_str()))
                .map(|value| written(value, &case.text))
                .collect();
            match (said == case.values, &case.gap) {
                (true, Some(gap)) => wrong.push(format!("no gap any more ({gap}): {}", case.text)),
                (false, None) => wrong.push(format!(
                    "{}: {}\n  wanted {:?}\n  read   {said:?}",
                    set.language, case.text, case.values
                )),
                _ => {}
            }
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{}\n{count} wrong", wrong.join("\n"));
}
