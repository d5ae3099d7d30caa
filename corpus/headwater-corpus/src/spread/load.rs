//! Documents out of the tables, as far as a spread needs them.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Date32Type, Field, Int32Type, Int64Type, Schema};
use datafusion::prelude::SessionContext;
use futures_util::TryStreamExt;

use super::compare::Text;
use super::time::Time;
use crate::Error;

/// A document of a spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub(crate) document: i64,
    pub(crate) title: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) location: String,
    pub(crate) language: String,
    pub(crate) time: Time,
    pub(crate) agency: Option<String>,
}

impl Node {
    /// Its id in the tables.
    #[must_use]
    pub fn document(&self) -> i64 {
        self.document
    }

    /// What people would call it: its title, else its address or location.
    #[must_use]
    pub fn name(&self) -> &str {
        let title = self
            .title
            .as_deref()
            .filter(|title| !title.trim().is_empty());
        title.or(self.url.as_deref()).unwrap_or(&self.location)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Its language, a BCP 47 primary subtag.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The news agency whose report it is, by its agency line.
    #[must_use]
    pub fn agency(&self) -> Option<&str> {
        self.agency.as_deref()
    }

    /// Who published it: the site, else where it was read.
    #[must_use]
    pub fn publisher(&self) -> &str {
        self.site.as_deref().unwrap_or(&self.location)
    }

    /// When it was published.
    #[must_use]
    pub fn time(&self) -> &Time {
        &self.time
    }
}

/// Registers a table `wanted` with the column `document`.
fn want(session: &SessionContext, documents: &[i64]) -> Result<(), Error> {
    let schema = Schema::new(vec![Field::new("document", DataType::Int64, false)]);
    let column = Int64Array::from(documents.to_vec());
    let batch = RecordBatch::try_new(Arc::new(schema), vec![Arc::new(column)])?;
    session.deregister_table("wanted")?;
    session.register_batch("wanted", batch)?;
    Ok(())
}

/// The documents of a list, by their ids.
pub(super) async fn nodes(
    session: &SessionContext,
    documents: &[i64],
) -> Result<BTreeMap<i64, Node>, Error> {
    const PLAN: &str = "
        SELECT document, title, site, url, location, language, published, day, agency
        FROM documents LEFT SEMI JOIN wanted USING (document)";
    want(session, documents)?;
    let mut batches = session.sql(PLAN).await?.execute_stream().await?;
    let mut nodes = BTreeMap::new();
    while let Some(batch) = batches.try_next().await? {
        let ids = batch.column(0).as_primitive::<Int64Type>();
        let days = batch.column(7).as_primitive::<Date32Type>();
        for row in 0..batch.num_rows() {
            let text = |column: usize| maybe(&batch, column, row);
            let day = days.is_valid(row).then(|| days.value(row));
            let node = Node {
                document: ids.value(row),
                title: text(1),
                site: text(2),
                url: text(3),
                location: text(4).unwrap_or_default(),
                language: text(5).unwrap_or_default(),
                time: Time::new(text(6), day),
                agency: text(8),
            };
            nodes.insert(node.document, node);
        }
    }
    Ok(nodes)
}

/// The sentences of the documents of a list.
pub(super) async fn texts(
    session: &SessionContext,
    documents: &[i64],
    with_vectors: bool,
) -> Result<BTreeMap<i64, Text>, Error> {
    let vector = if with_vectors { ", vector" } else { "" };
    let plan = format!(
        "SELECT document, sentence, text{vector} FROM sentences LEFT SEMI JOIN wanted USING (document)
         WHERE cardinality(bands) > 0 ORDER BY document, sentence"
    );
    want(session, documents)?;
    let mut batches = session.sql(&plan).await?.execute_stream().await?;
    let mut texts: BTreeMap<i64, Text> = BTreeMap::new();
    while let Some(batch) = batches.try_next().await? {
        let ids = batch.column(0).as_primitive::<Int64Type>();
        let numbers = batch.column(1).as_primitive::<Int32Type>();
        let vectors = with_vectors.then(|| batch.column(3).as_fixed_size_binary());
        for row in 0..batch.num_rows() {
            let vector = vectors.filter(|vectors| vectors.is_valid(row));
            let text = maybe(&batch, 2, row).unwrap_or_default();
            let place = texts.entry(ids.value(row)).or_default();
            place.add(
                numbers.value(row),
                &text,
                vector.map(|vectors| vectors.value(row)),
            );
        }
    }
    Ok(texts)
}

fn maybe(batch: &RecordBatch, column: usize, row: usize) -> Option<String> {
    let column = batch.column(column).as_string::<i32>();
    column.is_valid(row).then(|| column.value(row).to_owned())
}
