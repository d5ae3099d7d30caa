//! Recall and precision of the marks in `tests/marks/*.toml`, written by hand in nine languages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints what it measured"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use headwater::language::Language;
use headwater::language::marks::{self, Mark, MarkKind};
use headwater::text::Span;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    sentence: Vec<Sentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    text: String,
    marks: Vec<String>,
}

struct Gold<'t> {
    kind: MarkKind,
    span: Span,
    scope: &'t str,
}

#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    missed: u32,
    extra: u32,
    scopes: u32,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.missed += other.missed;
        self.extra += other.extra;
        self.scopes += other.scopes;
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }

    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.extra).max(1))
    }

    /// Of the marks that were found, how many have the right scope.
    fn scope(self) -> f64 {
        f64::from(self.scopes) / f64::from(self.right.max(1))
    }
}

impl Sentence {
    fn gold(&self) -> Vec<Gold<'_>> {
        fn read<'t>(text: &str, line: &'t str) -> Option<Gold<'t>> {
            let mut parts = line.split(" | ");
            let (kind, words, scope) = (parts.next()?, parts.next()?, parts.next()?);
            let kind = MarkKind::ALL.into_iter().find(|one| one.as_str() == kind)?;
            let start = text.find(scope)? + scope.find(words)?;
            let span = Span::new(start, start + words.len());
            Some(Gold { kind, span, scope })
        }
        let lines = self.marks.iter().map(String::as_str);
        lines
            .map(|line| read(&self.text, line).unwrap_or_else(|| panic!("{line}")))
            .collect()
    }

    /// The score of each kind.
    fn score(&self, language: Language) -> BTreeMap<MarkKind, Score> {
        let mut found: Vec<Mark> = marks::find(&self.text, language);
        let mut scores: BTreeMap<MarkKind, Score> = BTreeMap::new();
        for gold in self.gold() {
            let score = scores.entry(gold.kind).or_default();
            let place = found
                .iter()
                .position(|mark| mark.kind() == gold.kind && mark.span().intersects(gold.span));
            if let Some(mark) = place.map(|place| found.remove(place)) {
                score.right += 1;
                score.scopes += u32::from(bare(mark.scope().of(&self.text)) == bare(gold.scope));
            } else {
                let words = gold.span.of(&self.text);
                println!("missed {} {words:?} in {}", gold.kind.as_str(), self.text);
                score.missed += 1;
            }
        }
        for mark in found {
            println!(
                "extra {} {:?} in {}",
                mark.kind().as_str(),
                mark.span().of(&self.text),
                self.text
            );
            scores.entry(mark.kind()).or_default().extra += 1;
        }
        scores
    }
}

/// A scope without white space and punctuation at its ends.
fn bare(scope: &str) -> &str {
    scope.trim_matches(|c: char| !c.is_alphanumeric())
}

#[test]
fn marks_are_found_as_they_were_written_down_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/marks");
    let mut kinds: BTreeMap<MarkKind, Score> = BTreeMap::new();
    let mut lines = Vec::new();
    for language in Language::ALL {
        let file = fs::read_to_string(folder.join(format!("{language}.toml"))).unwrap();
        let set: Set = toml::from_str(&file).unwrap();
        assert!(set.sentence.len() >= 20, "{language}");
        let mut all = Score::default();
        for sentence in &set.sentence {
            for (kind, score) in sentence.score(language) {
                kinds.entry(kind).or_default().add(score);
                all.add(score);
            }
        }
        lines.push((language.to_string(), all, 0.9));
    }
    for (kind, score) in kinds {
        lines.push((kind.as_str().to_owned(), score, 0.85));
    }
    for (name, score, floor) in lines {
        let (recall, precision) = (score.recall(), score.precision());
        println!(
            "{name}: recall {recall:.3} precision {precision:.3} scope {:.3}",
            score.scope()
        );
        assert!(recall >= floor && precision >= floor, "{name}");
        assert!(score.scope() >= 0.6, "{name}");
    }
}
