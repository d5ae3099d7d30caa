//! Which pairs of documents are worth a comparison, by what their sentences have in common.
//!
//! All of it is a plan in SQL over the tables, so that one machine and a cluster do the same.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::prelude::SessionContext;
use futures_util::TryStreamExt;

use crate::Error;

/// Of the documents that share a band, each is held against the first so many by time. A family of any size then has a
/// number of pairs that grows with its size and not with the square of it.
pub const LEADERS: usize = 16;
/// Where more share it than this, against the first [`FEW_LEADERS`] alone.
const MANY: usize = 64;
const FEW_LEADERS: usize = 2;

/// Each document with the first by time that has the same text, which may be itself.
const ALIKE: &str = "
    SELECT document, day,
        first_value(document) OVER (PARTITION BY sha256 ORDER BY day NULLS LAST, document) AS first
    FROM documents";

/// The documents whose text is that of an earlier one, with that one: exact copies, which need no other look.
const TWINS: &str = "SELECT document, first FROM alike WHERE document <> first";

/// The documents that are no exact copies of an earlier one.
const FIRSTS: &str = "SELECT document, day FROM alike WHERE document = first";

/// The bands of their sentences.
const KEYS: &str = "
    SELECT document, sentence, day, unnest(bands) AS key
    FROM sentences JOIN firsts USING (document)
    WHERE cardinality(bands) > 0";

/// The bands that more than one document has.
const SHARED: &str = "SELECT key FROM keys GROUP BY key HAVING min(document) < max(document)";

/// Their documents in the order of time.
const RANKED: &str = "
    SELECT key, document, sentence, place, count(*) OVER (PARTITION BY key) AS size FROM (
        SELECT key, document, sentence,
            row_number() OVER (PARTITION BY key ORDER BY day NULLS LAST, document, sentence) AS place
        FROM keys LEFT SEMI JOIN shared USING (key)
    )";

/// A pair of documents that may carry the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// The one with the smaller id.
    pub(crate) a: i64,
    /// The other.
    pub(crate) b: i64,
}

impl Candidate {
    pub(crate) fn new(a: i64, b: i64) -> Self {
        Self {
            a: a.min(b),
            b: a.max(b),
        }
    }
}

/// Registers `firsts`, the documents that are compared, and gives the others: exact copies, each with an earlier one.
pub(crate) async fn twins(session: &SessionContext) -> Result<Vec<(i64, i64)>, Error> {
    keep(session, "alike", ALIKE).await?;
    name(session, "firsts", FIRSTS).await?;
    pairs(session, TWINS).await
}

/// Pairs of the documents `firsts` with a sentence that may be the same in both.
pub(crate) async fn copies(session: &SessionContext) -> Result<Vec<Candidate>, Error> {
    name(session, "keys", KEYS).await?;
    name(session, "shared", SHARED).await?;
    keep(session, "ranked", RANKED).await?;
    let plan = format!(
        "SELECT DISTINCT a.document, b.document AS other FROM ranked a JOIN ranked b USING (key)
         WHERE a.place < b.place AND a.document <> b.document
            AND a.place <= CASE WHEN a.size > {MANY} THEN {FEW_LEADERS} ELSE {LEADERS} END"
    );
    let found = pairs(session, &plan).await?;
    for name in ["ranked", "shared", "keys"] {
        session.deregister_table(name)?;
    }
    let mut candidates: Vec<Candidate> =
        found.iter().map(|(a, b)| Candidate::new(*a, *b)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    Ok(candidates)
}

/// Gives a plan a name, by which other plans call it.
async fn name(session: &SessionContext, name: &str, plan: &str) -> Result<(), Error> {
    let plan = session.sql(plan).await?;
    session.register_table(name, plan.into_view())?;
    Ok(())
}

/// Gives the rows of a plan a name. They are made once and held.
pub(super) async fn keep(session: &SessionContext, name: &str, plan: &str) -> Result<(), Error> {
    let rows = session.sql(plan).await?.cache().await?;
    session.register_table(name, rows.into_view())?;
    Ok(())
}

/// The rows of a plan with two columns of numbers.
pub(super) async fn pairs(session: &SessionContext, plan: &str) -> Result<Vec<(i64, i64)>, Error> {
    let mut batches = session.sql(plan).await?.execute_stream().await?;
    let mut found = Vec::new();
    while let Some(batch) = batches.try_next().await? {
        let column = |at: usize| batch.column(at).as_primitive::<Int64Type>().values();
        found.extend(column(0).iter().copied().zip(column(1).iter().copied()));
    }
    Ok(found)
}
