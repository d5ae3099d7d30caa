//! What a search found, and how it is told.
//!
//! The JSON, a field where nothing is known being `null`:
//!
//! | field | what it is |
//! |---|---|
//! | `schema`, `query`, `query_language` | `headwater.corpus-search/1`, the query, and its language (BCP 47, `und`) |
//! | `note` | what has to be known of that language: that the sentence model does not read it |
//! | `looked_in[]` | each `language` with its `documents` and `sentences`, how many of these are `without_vector`, and whether it is looked at `by_meaning` |
//! | `without_date` | documents that were not looked in because they have no day, where a day was asked for |
//! | `joined_by` | how both ways become one list |
//! | `words`, `meaning` | each way: its `method`, whether it `is_done`, and how many documents, or sentences, `matched`; `terms` and `terms_left_out` of the query |
//! | `found[]` | documents, best first: `document` (16 hexadecimal digits), `title`, `site`, `language`, `published`, `url`, `location`, `score` |
//! | `found[].by_words`, `.by_meaning` | its `rank` and `score` there, BM25 or cosine, and its best `passage` |
//! | `….passage` | `sentence` (from 1), `start` and `end` in code points of the document's text, `text` |

use std::fmt::Write;

use serde::Serialize;

use super::best::Scored;
use super::meaning::{ByMeaning, FLOOR};
use super::terms::Terms;
use super::words::{ByWords, LENGTH, SATURATION};
use crate::plain::{beginning, line};

/// The form of the JSON. Within it fields are added, never renamed or taken away.
pub const SCHEMA: &str = "headwater.corpus-search/1";
/// A sentence for a terminal has at most so many characters.
const MOST_SHOWN: usize = 300;

/// What a search found.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    pub(super) schema: &'static str,
    pub(super) query: String,
    pub(super) query_language: String,
    /// What has to be known of the query's language.
    pub(super) note: Option<String>,
    pub(super) looked_in: Vec<Language>,
    pub(super) without_date: u64,
    pub(super) joined_by: &'static str,
    pub(super) words: Way,
    pub(super) meaning: Way,
    pub(super) found: Vec<Hit>,
}

/// A language of the documents that were looked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the JSON")]
pub struct Language {
    pub(crate) language: String,
    pub(crate) documents: u64,
    pub(crate) sentences: u64,
    /// How many sentences could not be looked at by meaning, for they have no vector; none, if none was looked at.
    pub(crate) without_vector: Option<u64>,
    /// Whether the sentence model reads it.
    pub(crate) by_meaning: bool,
}

/// One of the two ways to search.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    method: String,
    is_done: bool,
    /// How many documents (words) or sentences (meaning) were found.
    matched: u64,
    /// How many different terms were searched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<usize>,
    /// How many of the query's were one too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_left_out: Option<usize>,
}

/// A document that was found.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    pub(super) document: String,
    pub(super) title: Option<String>,
    pub(super) site: Option<String>,
    pub(super) language: String,
    pub(super) published: Option<String>,
    pub(super) url: Option<String>,
    pub(super) location: String,
    pub(super) score: f64,
    pub(super) by_words: Option<Standing>,
    pub(super) by_meaning: Option<Standing>,
}

/// How a document stands in one of the lists.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    rank: usize,
    score: f64,
    /// The best sentence; none, where the words stand in the title alone.
    passage: Option<Passage>,
}

/// A sentence and its place in its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    pub(crate) sentence: i32,
    /// In code points of the document's text.
    pub(crate) start: i32,
    pub(crate) end: i32,
    pub(crate) text: String,
}

impl Way {
    pub(super) fn words(terms: &Terms, found: &ByWords) -> Self {
        Self {
            method: format!("BM25 (k1 {SATURATION}, b {LENGTH})"),
            is_done: terms.len() > 0,
            matched: found.matched,
            terms: Some(terms.len()),
            terms_left_out: Some(terms.left_out()),
        }
    }

    pub(super) fn meaning(is_done: bool, found: &ByMeaning) -> Self {
        Self {
            method: format!("cosine of sentence vectors (at least {FLOOR})"),
            is_done,
            matched: found.matched,
            terms: None,
            terms_left_out: None,
        }
    }
}

impl Standing {
    pub(super) fn of(rank: usize, found: Scored, passage: Option<Passage>) -> Self {
        Self {
            rank,
            score: rounded(f64::from(found.score)),
            passage,
        }
    }
}

impl Answer {
    /// As JSON, a line for each field.
    ///
    /// # Errors
    /// None that a caller can bring about.
    pub fn to_json(&self) -> Result<String, crate::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// For a terminal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (hit, number) in self.found.iter().zip(1..) {
            hit.tell(number, &mut out);
        }
        if self.found.is_empty() {
            out.push_str("Nothing was found.\n\n");
        }
        tell_languages(&self.looked_in, self.without_date, &mut out);
        for note in self.note.iter().cloned().chain(self.left_out()) {
            let _ = writeln!(out, "{}.", line(&note));
        }
        out
    }

    fn left_out(&self) -> Option<String> {
        let left_out = self.words.terms_left_out.filter(|left_out| *left_out > 0)?;
        let terms = self.words.terms.unwrap_or(0);
        Some(format!(
            "Searched for the first {terms} words of the query; {left_out} more were left out"
        ))
    }
}

/// Which languages were looked in, and what could not be.
pub(crate) fn tell_languages(languages: &[Language], without_date: u64, out: &mut String) {
    let told = languages.iter().map(|language| {
        let words_alone = if language.by_meaning {
            ""
        } else {
            ", by words alone"
        };
        format!(
            "{} ({}{words_alone})",
            language.language, language.documents
        )
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        out.push_str("There was no document to look in.\n");
    } else {
        let _ = writeln!(out, "Looked in documents of: {}.", told.join(", "));
    }
    let read = languages.iter().filter(|language| language.by_meaning);
    let without: u64 = read.filter_map(|language| language.without_vector).sum();
    if without > 0 {
        let _ = writeln!(
            out,
            "{without} sentences could not be looked at by meaning: they have no vector."
        );
    }
    if without_date > 0 {
        let _ = writeln!(
            out,
            "{without_date} documents were not looked in: they do not say when they were published."
        );
    }
}

impl Hit {
    fn tell(&self, number: usize, out: &mut String) {
        let title = self.title.as_deref().unwrap_or(&self.location);
        let _ = writeln!(out, "{number}. {}", line(&beginning(title, MOST_SHOWN)));
        let published = self.published.as_deref().unwrap_or("no date");
        let site = self.site.as_deref().unwrap_or("no site");
        let facts = [site, &self.language, published, &self.document].map(line);
        let _ = writeln!(out, "   {}", facts.join(" · "));
        if let Some(url) = &self.url {
            let _ = writeln!(out, "   {}", line(url));
        }
        let standings = [("words", &self.by_words), ("meaning", &self.by_meaning)];
        for (way, standing) in standings {
            let Some(standing) = standing else { continue };
            let passage = standing.passage.as_ref();
            let words = passage.map_or_else(
                || "in the title".to_owned(),
                |passage| {
                    let text = line(&beginning(&passage.text, MOST_SHOWN));
                    format!("[{}] {text}", passage.sentence)
                },
            );
            let _ = writeln!(out, "   {way} {:.2}: {words}", standing.score);
        }
        out.push('\n');
    }
}

/// A score as it is shown: four digits behind the point.
pub(crate) fn rounded(score: f64) -> f64 {
    const STEPS: f64 = 10_000.0;
    (score * STEPS).round() / STEPS
}
