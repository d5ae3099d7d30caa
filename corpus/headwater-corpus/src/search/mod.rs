//! Search by words and by meaning, in all languages at once.
//!
//! Words rank documents (`words`, BM25), meaning ranks sentences (`meaning`, cosines), and a document stands where its
//! nearest sentence does. Both lists are joined by reciprocal rank fusion (Cormack, Clarke and Büttcher, "Reciprocal Rank
//! Fusion outperforms Condorcet and individual Rank Learning Methods", 2009): a document scores 1 / (60 + its rank) in
//! each. Scores of two kinds are never added.

mod answer;
pub(crate) mod best;
pub(crate) mod fetch;
mod filter;
pub(crate) mod meaning;
pub(crate) mod terms;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{SessionContext, col, lit};
use headwater::align::Embedder;
use headwater::language::detect;

pub use answer::{Answer, Hit, Language, Passage, SCHEMA, Standing, Way};
pub(crate) use answer::{rounded, tell_languages};
pub use filter::Filter;
pub use meaning::{FLOOR, LANGUAGES};
pub use terms::MOST_TERMS;

use crate::Error;
use crate::rows::shown;
use crate::store::{Limits, Store};
use best::Scored;
use fetch::{Document, Sentence};
use meaning::ByMeaning;
use terms::Terms;
use words::ByWords;

/// A query has at most so many bytes: 4 KiB.
pub const LONGEST: usize = 4096;
/// So many documents at most are given.
pub const MOST_HITS: usize = 1_000;
/// What is added to a rank before it is divided by: the value of the paper.
const RANK: f64 = 60.0;
/// A Latin text of fewer letters does not tell its language.
const TELLING: usize = 60;

/// What is searched for.
#[derive(Debug, Clone)]
pub struct Query {
    text: String,
    language: Option<String>,
    filter: Filter,
    most: usize,
}

impl Query {
    /// Searches all documents for a text, and gives ten.
    ///
    /// # Errors
    /// Where the text has nothing to search for, or is longer than [`LONGEST`].
    pub fn new(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(Error::new(format!(
                "a query has at most {LONGEST} bytes, this one has {}",
                text.len()
            )));
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(Error::new("the query has no words"));
        }
        Ok(Self {
            text: text.to_owned(),
            language: None,
            filter: Filter::new(),
            most: 10,
        })
    }

    /// The language of the text, a BCP 47 tag, where it is known.
    #[must_use]
    pub fn language(mut self, tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        self.language = Some(primary.trim().to_lowercase());
        self
    }

    /// Searches only some documents.
    #[must_use]
    pub fn within(mut self, filter: Filter) -> Self {
        self.filter = filter;
        self
    }

    /// Gives up to so many documents, at most [`MOST_HITS`].
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = most.clamp(1, MOST_HITS);
        self
    }

    /// What is searched for.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether the sentence model reads the query.
    pub(crate) fn reading(&self) -> Reading {
        let hint = self.language.as_deref().unwrap_or("en");
        let detected = detect(&self.text, Some(hint));
        let tag = self
            .language
            .as_deref()
            .unwrap_or(detected.tag())
            .to_owned();
        if tag == "und" || meaning::reads(&tag) {
            return Reading {
                tag,
                is_read: true,
                note: None,
            };
        }
        let letters = self.text.chars().filter(|c| c.is_alphabetic());
        let (latin, others): (Vec<char>, Vec<char>) = letters.partition(|c| *c < '\u{0250}');
        let is_short = latin.len() > others.len() && latin.len() < TELLING;
        let is_guess = self.language.is_none() && is_short;
        let note = if is_guess {
            format!(
                "the query may be of the language {tag}, which the sentence model does not read; if it is, what was found by meaning means little"
            )
        } else {
            format!("the sentence model does not read the language {tag}: searched by words alone")
        };
        Reading {
            tag,
            is_read: is_guess,
            note: Some(note),
        }
    }
}

/// What the sentence model can make of a query.
pub(crate) struct Reading {
    pub(crate) tag: String,
    pub(crate) is_read: bool,
    pub(crate) note: Option<String>,
}

/// Searches a store.
///
/// # Errors
/// Where the store cannot be read, or more memory is needed than the limits allow.
pub async fn search(
    store: &Store,
    model: &dyn Embedder,
    query: &Query,
    limits: &Limits,
) -> Result<Answer, Error> {
    // A document's nearest sentence may stand behind several of another one.
    const SENTENCES_A_DOCUMENT: usize = 20;
    let session = store.session(limits)?;
    let terms = Arc::new(Terms::of(&query.text)?);
    let deep = query.most.saturating_mul(4).max(100);
    let by_words = words::search(&session, &query.filter, &terms, deep, limits).await?;
    let reading = query.reading();
    let vector = reading.is_read.then(|| meaning::vector(model, &query.text));
    let most = deep * SENTENCES_A_DOCUMENT;
    let by_meaning = meaning::search(&session, &query.filter, vector, most, limits).await?;
    let hits = hits(&session, query.most, &terms, &by_words, &by_meaning, limits).await?;
    Ok(Answer {
        schema: SCHEMA,
        query: query.text.clone(),
        query_language: reading.tag,
        note: reading.note,
        looked_in: looked_in(&session, query, &by_meaning).await?,
        without_date: without_date(&session, query).await?,
        joined_by: "reciprocal rank fusion (k 60)",
        words: Way::words(&terms, &by_words),
        meaning: Way::meaning(reading.is_read, &by_meaning),
        found: hits,
    })
}

/// A document in either list.
#[derive(Debug, Default, Clone, Copy)]
struct Ranks {
    words: Option<(usize, Scored)>,
    meaning: Option<(usize, Scored)>,
}

impl Ranks {
    fn score(&self) -> f64 {
        let ranks = [self.words, self.meaning].into_iter().flatten();
        ranks.map(|(rank, _)| 1.0 / (RANK + rank as f64)).sum()
    }
}

/// Both lists as one, best first.
fn fused(by_words: &[Scored], by_meaning: &[Scored]) -> Vec<(i64, Ranks)> {
    let mut all: BTreeMap<i64, Ranks> = BTreeMap::new();
    for (found, rank) in by_words.iter().zip(1..) {
        all.entry(found.document).or_default().words = Some((rank, *found));
    }
    let mut rank = 0;
    for found in by_meaning {
        let ranks = all.entry(found.document).or_default();
        if ranks.meaning.is_none() {
            rank += 1;
            ranks.meaning = Some((rank, *found));
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by(|(_, a), (_, b)| b.score().total_cmp(&a.score()));
    all
}

async fn hits(
    session: &SessionContext,
    most: usize,
    terms: &Terms,
    by_words: &ByWords,
    by_meaning: &ByMeaning,
    limits: &Limits,
) -> Result<Vec<Hit>, Error> {
    let mut best = fused(&by_words.best, &by_meaning.best);
    best.truncate(most);
    let ids: Vec<i64> = best.iter().map(|(document, _)| *document).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let documents = fetch::documents(session, &ids, limits).await?;
    let sentences = fetch::sentences(session, &ids, limits).await?;
    let hits = best.iter().filter_map(|(id, ranks)| {
        let document = documents.get(id)?;
        let sentences = sentences.get(id).map_or(&[][..], Vec::as_slice);
        Some(hit(document, sentences, ranks, terms, &by_words.weights))
    });
    Ok(hits.collect())
}

fn hit(
    document: &Document,
    sentences: &[Sentence],
    ranks: &Ranks,
    terms: &Terms,
    weights: &[f64],
) -> Hit {
    let passage = |sentence: &Sentence| Passage {
        sentence: sentence.sentence,
        start: sentence.start,
        end: sentence.end,
        text: sentence.text.clone(),
    };
    let with_words = || {
        let weighed = sentences.iter().map(|sentence| {
            let weight = weight(terms, weights, &sentence.text);
            (weight, sentence)
        });
        let best = weighed.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.filter(|(weight, _)| *weight > 0.0)
            .map(|(_, sentence)| passage(sentence))
    };
    let near = |found: Scored| {
        let sentence = sentences
            .iter()
            .find(|sentence| sentence.sentence == found.sentence);
        sentence.map(passage)
    };
    Hit {
        document: shown(document.document),
        title: document.title.clone(),
        site: document.site.clone(),
        language: document.language.clone(),
        published: document.published.clone(),
        url: document.url.clone(),
        location: document.location.clone(),
        score: answer::rounded(ranks.score()),
        by_words: ranks
            .words
            .map(|(rank, found)| answer::Standing::of(rank, found, with_words())),
        by_meaning: ranks
            .meaning
            .map(|(rank, found)| answer::Standing::of(rank, found, near(found))),
    }
}

/// How much the terms that stand in a text count.
pub(crate) fn weight(terms: &Terms, weights: &[f64], text: &str) -> f64 {
    let counts = terms.count([text]).counts;
    let there = weights.iter().zip(&counts).filter(|(_, count)| **count > 0);
    there.map(|(weight, _)| weight).sum()
}

/// The languages of the documents that were looked in.
pub(crate) async fn looked_in(
    session: &SessionContext,
    query: &Query,
    by_meaning: &ByMeaning,
) -> Result<Vec<Language>, Error> {
    let documents = query.filter.documents(session).await?;
    let counted = documents.aggregate(vec![col("language")], vec![count(lit(1))])?;
    let mut all = BTreeMap::new();
    for batch in counted.collect().await? {
        let tags = batch.column(0).as_string::<i32>();
        let counts = batch.column(1).as_primitive::<Int64Type>();
        for (tag, documents) in tags.iter().zip(counts.values()) {
            let tag = tag.unwrap_or_default().to_owned();
            let sentences = by_meaning.sentences.get(&tag).copied().unwrap_or_default();
            all.insert(
                tag.clone(),
                Language {
                    by_meaning: meaning::reads(&tag),
                    language: tag,
                    documents: documents.cast_unsigned(),
                    sentences: sentences.all,
                    without_vector: by_meaning.is_done.then_some(sentences.without_vector),
                },
            );
        }
    }
    Ok(all.into_values().collect())
}

/// How many documents were not looked in because they do not say when they were published.
pub(crate) async fn without_date(session: &SessionContext, query: &Query) -> Result<u64, Error> {
    if !query.filter.wants_day() {
        return Ok(0);
    }
    let undated = query.filter.undated(session).await?.count().await?;
    Ok(undated as u64)
}

#[cfg(test)]
mod tests;
