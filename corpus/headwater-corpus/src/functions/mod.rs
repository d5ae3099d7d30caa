//! What SQL knows of texts and vectors beside what it always knows. One function a file.
//!
//! | function | what it gives |
//! |---|---|
//! | `similarity(a, b)` | the cosine of two vectors of `sentences.vector` |
//! | `carried(a, b)` | what part of text `a` stands in text `b`, 0 to 1 |
//! | `language(t)` | the language of a text, a BCP 47 primary subtag |
//! | `published_between(published, from, to)` | whether a day of publication can lie between two days |
//!
//! `similarity` is of vectors alone. Two texts have the same words or they do not, which `carried` says both ways; what
//! they mean is in the vectors of the table already, and a function that asked the model of every row anew would be
//! a thousand times slower without anybody seeing why.

mod carried;
mod language;
mod published_between;
pub(crate) mod similarity;

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, StringArray};
use datafusion::common::Result;
use datafusion::functions::utils::make_scalar_function;
use datafusion::logical_expr::function::Hint;
use datafusion::logical_expr::{ScalarFunctionImplementation, Volatility};
use datafusion::prelude::{SessionContext, create_udf};

/// Makes all functions known to a session. The one place in which a type of the query engine is part of what this crate
/// offers: a session of another program is to know the same functions.
pub fn register(session: &SessionContext) {
    session.register_udf(similarity::function());
    session.register_udf(carried::function());
    session.register_udf(language::function());
    session.register_udf(published_between::function());
}

/// A function of arrays, of which each has either all rows or one that stands for all.
pub(crate) fn of_arrays(
    function: impl Fn(&[ArrayRef]) -> Result<ArrayRef> + Send + Sync + 'static,
) -> ScalarFunctionImplementation {
    const MOST_ARGUMENTS: usize = 4;
    let hints = (0..MOST_ARGUMENTS).map(|_| Hint::AcceptsSingular).collect();
    Arc::new(make_scalar_function(function, hints))
}

/// The text of a row, of a column that may be one text for all rows.
fn text(column: &StringArray, row: usize) -> Option<&str> {
    use datafusion::arrow::array::Array;
    let row = if column.len() == 1 { 0 } else { row };
    column.is_valid(row).then(|| column.value(row))
}

/// The texts of an argument.
fn texts(arrays: &[ArrayRef], argument: usize) -> Result<&StringArray> {
    let column = arrays.get(argument).and_then(|array| array.as_string_opt());
    column.ok_or_else(|| datafusion::common::exec_datafusion_err!("a text is wanted here"))
}

/// How many rows there are.
fn rows(arrays: &[ArrayRef]) -> usize {
    arrays.iter().map(|array| array.len()).max().unwrap_or(0)
}

/// A function whose arguments are texts.
fn of_texts(
    name: &str,
    arguments: usize,
    result: datafusion::arrow::datatypes::DataType,
    function: impl Fn(&[ArrayRef]) -> Result<ArrayRef> + Send + Sync + 'static,
) -> datafusion::logical_expr::ScalarUDF {
    let text = datafusion::arrow::datatypes::DataType::Utf8;
    let function = of_arrays(function);
    create_udf(
        name,
        vec![text; arguments],
        result,
        Volatility::Immutable,
        function,
    )
}

#[cfg(test)]
mod tests;
