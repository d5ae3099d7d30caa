//! Documents out of the tables, as far as a spread needs them.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::prelude::SessionContext;
use serde::Deserialize;

use super::compare::Text;
use super::time::Time;
use crate::Error;
use crate::search::fetch::each_of;
use crate::store::Limits;

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

/// What a node is made of.
#[derive(Deserialize)]
struct NodeRow {
    document: i64,
    title: Option<String>,
    site: Option<String>,
    url: Option<String>,
    location: String,
    language: String,
    published: Option<String>,
    day: Option<i32>,
    agency: Option<String>,
}

/// The documents of a list, by their ids.
pub(super) async fn nodes(
    session: &SessionContext,
    documents: &[i64],
    limits: &Limits,
) -> Result<BTreeMap<i64, Node>, Error> {
    const PLAN: &str = "
        SELECT document, title, site, url, location, language, published, CAST(day AS INT) AS day, agency
        FROM documents LEFT SEMI JOIN wanted USING (document)";
    want(session, documents)?;
    let mut nodes = BTreeMap::new();
    let add = |row: NodeRow| {
        let node = Node {
            document: row.document,
            title: row.title,
            site: row.site,
            url: row.url,
            location: row.location,
            language: row.language,
            time: Time::new(row.published, row.day),
            agency: row.agency,
        };
        nodes.insert(node.document, node);
    };
    each_of(session.sql(PLAN).await?, limits, add).await?;
    Ok(nodes)
}

/// A sentence of a text.
#[derive(Deserialize)]
struct TextRow {
    document: i64,
    sentence: i32,
    text: String,
    #[serde(default, with = "serde_bytes")]
    vector: Option<Vec<u8>>,
}

/// The sentences of the documents of a list; with vectors those that have one.
pub(super) async fn texts(
    session: &SessionContext,
    documents: &[i64],
    with_vectors: bool,
    limits: &Limits,
) -> Result<BTreeMap<i64, Text>, Error> {
    let (vector, which) = if with_vectors {
        (", vector", "AND vector IS NOT NULL")
    } else {
        ("", "")
    };
    let plan = format!(
        "SELECT document, sentence, text{vector} FROM sentences LEFT SEMI JOIN wanted USING (document)
         WHERE cardinality(bands) > 0 {which} ORDER BY document, sentence"
    );
    want(session, documents)?;
    let mut texts: BTreeMap<i64, Text> = BTreeMap::new();
    let add = |row: TextRow| {
        let text = texts.entry(row.document).or_default();
        text.add(row.sentence, &row.text, row.vector);
    };
    each_of(session.sql(&plan).await?, limits, add).await?;
    Ok(texts)
}
