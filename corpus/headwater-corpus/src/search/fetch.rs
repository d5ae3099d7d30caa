//! What is shown of the documents and sentences that were found.

use std::collections::BTreeMap;

use datafusion::logical_expr::expr_fn::in_list;
use datafusion::prelude::{DataFrame, Expr, SessionContext, col, lit};
use futures_util::TryStreamExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::sql::explained;
use crate::store::{Limits, Table};

/// A document.
#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Document {
    pub(crate) document: i64,
    pub(crate) location: String,
    pub(crate) url: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) language: String,
    pub(crate) published: Option<String>,
    pub(crate) title: Option<String>,
}

/// A sentence, with its place in code points of its document's text.
#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Sentence {
    pub(crate) document: i64,
    pub(crate) sentence: i32,
    pub(crate) start: i32,
    pub(crate) end: i32,
    pub(crate) text: String,
    /// What the sentence model makes of it, where that was asked for.
    #[serde(default, with = "serde_bytes")]
    pub(crate) vector: Option<Vec<u8>>,
}

/// Documents by their ids.
pub(crate) async fn documents(
    session: &SessionContext,
    ids: &[i64],
    limits: &Limits,
) -> Result<BTreeMap<i64, Document>, Error> {
    const COLUMNS: [&str; 7] = [
        "document",
        "location",
        "url",
        "site",
        "language",
        "published",
        "title",
    ];
    let mut found = BTreeMap::new();
    let add = |row: Document| drop(found.insert(row.document, row));
    each(session, Table::Documents, ids, &COLUMNS, limits, add).await?;
    Ok(found)
}

/// All sentences of some documents, in order.
pub(crate) async fn sentences(
    session: &SessionContext,
    ids: &[i64],
    limits: &Limits,
) -> Result<BTreeMap<i64, Vec<Sentence>>, Error> {
    let columns = ["document", "sentence", "start", "end", "text"];
    let mut found: BTreeMap<i64, Vec<Sentence>> = BTreeMap::new();
    let add = |row: Sentence| found.entry(row.document).or_default().push(row);
    each(session, Table::Sentences, ids, &columns, limits, add).await?;
    for sentences in found.values_mut() {
        sentences.sort_unstable_by_key(|sentence| sentence.sentence);
    }
    Ok(found)
}

/// Shows the rows of a table that are of some documents, one after the other.
pub(crate) async fn each<R: DeserializeOwned>(
    session: &SessionContext,
    table: Table,
    ids: &[i64],
    columns: &[&str],
    limits: &Limits,
    look: impl FnMut(R),
) -> Result<(), Error> {
    let rows = session.table(table.name()).await?;
    let rows = rows.filter(one_of(ids))?.select_columns(columns)?;
    each_of(rows, limits, look).await
}

/// Shows the rows of an answer, one after the other.
pub(crate) async fn each_of<R: DeserializeOwned>(
    answer: DataFrame,
    limits: &Limits,
    mut look: impl FnMut(R),
) -> Result<(), Error> {
    let told = |error| explained(error, limits);
    let mut batches = answer.execute_stream().await.map_err(told)?;
    while let Some(batch) = batches.try_next().await.map_err(told)? {
        let read: Vec<R> = serde_arrow::from_record_batch(&batch)?;
        read.into_iter().for_each(&mut look);
    }
    Ok(())
}

fn one_of(ids: &[i64]) -> Expr {
    in_list(
        col("document"),
        ids.iter().map(|id| lit(*id)).collect(),
        false,
    )
}
