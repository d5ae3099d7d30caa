//! Search by words: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over the titles and texts of
//! documents.
//!
//! There is no index: a plan reads all texts and a function of it counts the terms. Of a document with any of them the
//! counts are held until it is known how rare each is, of up to [`MOST_HELD`] documents; where more have some, the texts
//! are read once more.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeListArray, StringArray, UInt32Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, UInt32Type};
use datafusion::common::exec_datafusion_err;
use datafusion::logical_expr::{ScalarUDF, Volatility};
use datafusion::prelude::{SessionContext, col, create_udf};
use futures_util::TryStreamExt;

use super::best::{Best, Scored};
use super::filter::Filter;
use super::terms::{Counted, Terms};
use crate::Error;
use crate::functions::of_arrays;
use crate::sql::explained;
use crate::store::Limits;

/// How soon more of one term counts no more, and how much a long document counts less: the customary values.
pub(crate) const SATURATION: f64 = 1.2;
/// See [`SATURATION`].
pub(crate) const LENGTH: f64 = 0.75;
/// A document is found that has so much of the query's words, by how rare they are among those that stand anywhere: one that
/// has only the commonest is not.
const SHARE: f64 = 0.25;
/// The counts of up to so many documents are held: some 150 MB for a query of the most terms.
const MOST_HELD: usize = 1 << 20;

/// What a search by words found.
#[derive(Debug, Default)]
pub(crate) struct ByWords {
    /// The best documents, best first.
    pub(crate) best: Vec<Scored>,
    /// How many were found.
    pub(crate) matched: u64,
    /// How much each term counts; none, if it stands nowhere.
    pub(crate) weights: Vec<f64>,
}

/// Searches the documents for terms.
pub(crate) async fn search(
    session: &SessionContext,
    filter: &Filter,
    terms: &Arc<Terms>,
    most: usize,
    limits: &Limits,
) -> Result<ByWords, Error> {
    let mut tally = Tally::new(terms.len(), MOST_HELD);
    each(session, filter, terms, limits, |document, counts| {
        tally.add(document, counts);
    })
    .await?;
    let scores = tally.scores();
    let (mut best, mut matched) = (Best::of(most), 0);
    let mut push = |document, counts: &[u32]| {
        if let Some(score) = scores.of(counts) {
            matched += 1;
            best.push(Scored {
                score,
                document,
                sentence: 0,
            });
        }
    };
    if tally.is_over {
        each(session, filter, terms, limits, push).await?;
    } else {
        let rows = tally.counts.chunks_exact(terms.len() + 1);
        tally
            .held
            .iter()
            .zip(rows)
            .for_each(|(document, counts)| push(*document, counts));
    }
    Ok(ByWords {
        best: best.into_vec(),
        matched,
        weights: scores.weights,
    })
}

/// Shows each document with its length and the counts of all terms.
async fn each(
    session: &SessionContext,
    filter: &Filter,
    terms: &Arc<Terms>,
    limits: &Limits,
    mut look: impl FnMut(i64, &[u32]),
) -> Result<(), Error> {
    let told = |error| explained(error, limits);
    let counts = term_counts(terms).call(vec![col("title"), col("text")]);
    let documents = filter.documents(session).await?;
    let rows = documents.select(vec![col("document"), counts.alias("counts")])?;
    let mut batches = rows.execute_stream().await.map_err(told)?;
    while let Some(batch) = batches.try_next().await.map_err(told)? {
        let documents = batch.column(0).as_primitive::<Int64Type>().values();
        let counts = batch.column(1).as_fixed_size_list().values();
        let counts = counts.as_primitive::<UInt32Type>().values();
        let rows = documents.iter().zip(counts.chunks_exact(terms.len() + 1));
        rows.for_each(|(document, counts)| look(*document, counts));
    }
    Ok(())
}

/// A function of title and text that gives the number of words, and how often each term stands there.
fn term_counts(terms: &Arc<Terms>) -> ScalarUDF {
    let terms = Arc::clone(terms);
    let width = i32::try_from(terms.len() + 1).unwrap_or(i32::MAX);
    let item = Arc::new(Field::new("item", DataType::UInt32, false));
    let list = DataType::FixedSizeList(Arc::clone(&item), width);
    let count = move |arrays: &[ArrayRef]| {
        let texts: Vec<&StringArray> = arrays
            .iter()
            .filter_map(|array| array.as_string_opt())
            .collect();
        let rows = arrays.iter().map(Array::len).max().unwrap_or(0);
        let mut all = Vec::with_capacity(rows * (terms.len() + 1));
        for row in 0..rows {
            let has = |column: &&&StringArray| row < column.len() && column.is_valid(row);
            let counted = terms.count(texts.iter().filter(has).map(|column| column.value(row)));
            let Counted { words, counts } = counted;
            all.push(words);
            all.extend(counts);
        }
        let values = Arc::new(UInt32Array::from(all));
        let lists = FixedSizeListArray::try_new(Arc::clone(&item), width, values, None);
        let lists = lists.map_err(|error| exec_datafusion_err!("{error}"))?;
        Ok(Arc::new(lists) as ArrayRef)
    };
    let texts = vec![DataType::Utf8; 2];
    create_udf(
        "term_counts",
        texts,
        list,
        Volatility::Immutable,
        of_arrays(count),
    )
}

/// What is known once all documents were seen.
struct Tally {
    documents: u64,
    words: u64,
    /// How many documents have each term.
    with: Vec<u64>,
    held: Vec<i64>,
    counts: Vec<u32>,
    most_held: usize,
    is_over: bool,
}

impl Tally {
    fn new(terms: usize, most_held: usize) -> Self {
        Self {
            documents: 0,
            words: 0,
            with: vec![0; terms],
            held: Vec::new(),
            counts: Vec::new(),
            most_held,
            is_over: false,
        }
    }

    fn add(&mut self, document: i64, row: &[u32]) {
        let Some((words, counts)) = row.split_first() else {
            return;
        };
        self.documents += 1;
        self.words += u64::from(*words);
        if counts.iter().all(|count| *count == 0) {
            return;
        }
        for (with, count) in self.with.iter_mut().zip(counts) {
            *with += u64::from(*count > 0);
        }
        if self.is_over || self.held.len() == self.most_held {
            self.is_over = true;
            self.held = Vec::new();
            self.counts = Vec::new();
        } else {
            self.held.push(document);
            self.counts.extend(row);
        }
    }

    fn scores(&self) -> Scores {
        let all = self.documents as f64;
        let weight = |with: &u64| {
            let with = *with as f64;
            let is_there = with > 0.0;
            if is_there {
                (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
            } else {
                0.0
            }
        };
        Scores {
            weights: self.with.iter().map(weight).collect(),
            mean: (self.words as f64 / all.max(1.0)).max(1.0),
        }
    }
}

struct Scores {
    weights: Vec<f64>,
    mean: f64,
}

impl Scores {
    /// The score of a document, if it has enough of the terms.
    fn of(&self, row: &[u32]) -> Option<f32> {
        let (words, counts) = row.split_first()?;
        let length = 1.0 - LENGTH + LENGTH * f64::from(*words) / self.mean;
        let terms = self.weights.iter().zip(counts);
        let there = terms.clone().filter(|(_, count)| **count > 0);
        let covered: f64 = there.map(|(weight, _)| weight).sum();
        if covered < SHARE * self.weights.iter().sum::<f64>() {
            return None;
        }
        let score: f64 = terms
            .map(|(weight, count)| {
                let count = f64::from(*count);
                weight * count * (SATURATION + 1.0) / (count + SATURATION * length)
            })
            .sum();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a score is shown to four digits"
        )]
        let score = score as f32;
        (score > 0.0).then_some(score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_term_in_a_short_document_counts_most() {
        let mut tally = Tally::new(2, 10);
        for (document, row) in [[10, 1, 0], [10, 1, 1], [100, 1, 1], [10, 0, 0]]
            .iter()
            .enumerate()
        {
            tally.add(i64::try_from(document).unwrap(), row);
        }
        let scores = tally.scores();
        let of = |row: &[u32]| scores.of(row).unwrap();
        assert!(of(&[10, 0, 1]) > of(&[10, 1, 0]));
        assert!(of(&[10, 1, 1]) > of(&[100, 1, 1]));
        assert!(of(&[10, 0, 2]) > of(&[10, 0, 1]));
        assert_eq!(scores.of(&[10, 0, 0]), None);
        assert_eq!(tally.held.len(), 3);
    }

    #[test]
    fn of_too_many_documents_no_counts_are_held() {
        let mut tally = Tally::new(1, 10);
        (0..100).for_each(|document| tally.add(document, &[5, 1]));
        assert!(tally.is_over && tally.held.is_empty() && tally.counts.is_empty());
        assert_eq!(tally.with[0], 100);
    }
}
