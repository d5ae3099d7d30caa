//! Search by meaning: the cosine of the query's vector and those of the sentences, in whatever languages they are.
//!
//! There is no index here either: all vectors are read and multiplied, which takes as long as reading them.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{Float32Type, Int32Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::prelude::{SessionContext, col, lit};
use futures_util::TryStreamExt;
use headwater::align::Embedder;

use super::best::{Best, Scored};
use super::filter::Filter;
use crate::Error;
use crate::functions::similarity;
use crate::signature::quantised;
use crate::sql::explained;
use crate::store::{Limits, Table};

/// A sentence less near than this is not found. Of 298 headlines of news, 71 % have a sentence nearer than this in the
/// translated report below them; of 2,000 everyday sentences about nothing that any report told, 18 % had one that near
/// among the 7,496 of all reports. With 0.4 it is 84 and 36 %, with 0.5 it is 54 and 8 %.
pub const FLOOR: f32 = 0.45;

/// The languages that the sentence model reads.
pub const LANGUAGES: [&str; 15] = [
    "ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh",
];

/// What a search by meaning found.
#[derive(Debug, Default)]
pub(crate) struct ByMeaning {
    /// Whether there was a vector to search for.
    pub(crate) is_done: bool,
    /// The best sentences, best first.
    pub(crate) best: Vec<Scored>,
    /// How many sentences are as near as they have to be.
    pub(crate) matched: u64,
    /// The sentences of each language.
    pub(crate) sentences: BTreeMap<String, Sentences>,
}

/// The sentences of a language.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Sentences {
    pub(crate) all: u64,
    pub(crate) without_vector: u64,
}

/// Whether vectors of this language say anything.
pub(crate) fn reads(tag: &str) -> bool {
    LANGUAGES.contains(&tag)
}

/// The vector of a text as the tables have it.
pub(crate) fn vector(model: &dyn Embedder, text: &str) -> Vec<u8> {
    quantised(model.embed(&[text]).row(0))
}

/// Searches the sentences for those near a vector. Without one they are counted.
pub(crate) async fn search(
    session: &SessionContext,
    filter: &Filter,
    vector: Option<Vec<u8>>,
    most: usize,
    limits: &Limits,
) -> Result<ByMeaning, Error> {
    let told = |error| explained(error, limits);
    let is_done = vector.is_some();
    let cosine = match vector {
        Some(vector) => {
            let size = i32::try_from(vector.len()).unwrap_or(i32::MAX);
            let vector = lit(ScalarValue::FixedSizeBinary(size, Some(vector)));
            similarity::function().call(vec![vector, col("vector")])
        }
        None => lit(ScalarValue::Float32(None)),
    };
    let columns = vec![
        col("document"),
        col("sentence"),
        col("language"),
        cosine.alias("cosine"),
    ];
    let sentences = filter.rows(session, Table::Sentences).await?;
    let rows = sentences.select(columns)?;
    let mut found = ByMeaning {
        is_done,
        ..ByMeaning::default()
    };
    let mut best = Best::of(most);
    let mut batches = rows.execute_stream().await.map_err(told)?;
    while let Some(batch) = batches.try_next().await.map_err(told)? {
        let documents = batch.column(0).as_primitive::<Int64Type>();
        let numbers = batch.column(1).as_primitive::<Int32Type>();
        let languages = batch.column(2).as_string::<i32>();
        let cosines = batch.column(3).as_primitive::<Float32Type>();
        let mut of_language = Language::default();
        for row in 0..batch.num_rows() {
            of_language.turn(languages.value(row), &mut found.sentences);
            of_language.counted.all += 1;
            if cosines.is_null(row) {
                of_language.counted.without_vector += 1;
            } else if of_language.is_read && cosines.value(row) >= FLOOR {
                found.matched += 1;
                best.push(Scored {
                    score: cosines.value(row),
                    document: documents.value(row),
                    sentence: numbers.value(row),
                });
            }
        }
        of_language.turn("", &mut found.sentences);
    }
    found.best = best.into_vec();
    Ok(found)
}

/// The language of a run of rows: a document's sentences stand together, and few turns are made.
#[derive(Default)]
struct Language {
    tag: String,
    is_read: bool,
    counted: Sentences,
}

impl Language {
    fn turn(&mut self, tag: &str, all: &mut BTreeMap<String, Sentences>) {
        if self.tag == tag {
            return;
        }
        let counted = std::mem::take(&mut self.counted);
        if counted.all > 0 {
            let sum = all.entry(std::mem::take(&mut self.tag)).or_default();
            sum.all += counted.all;
            sum.without_vector += counted.without_vector;
        }
        self.is_read = reads(tag);
        tag.clone_into(&mut self.tag);
    }
}
