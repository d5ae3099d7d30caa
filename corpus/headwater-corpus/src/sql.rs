//! Questions in SQL.

use datafusion::arrow::util::pretty::pretty_format_batches;

use crate::Error;
use crate::store::{Limits, Store};

/// Asks the tables of a store a question in SQL, and draws the answer as a table.
///
/// # Errors
/// Where the question is wrong, or needs more memory than the limits allow.
pub async fn ask(store: &Store, question: &str, limits: &Limits) -> Result<String, Error> {
    let session = store.session(limits)?;
    let answer = session.sql(question).await?.collect().await?;
    Ok(pretty_format_batches(&answer)?.to_string())
}
