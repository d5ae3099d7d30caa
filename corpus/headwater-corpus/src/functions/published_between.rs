//! `published_between(published, from, to)`: whether a day of publication can lie between two days, both included.
//!
//! All three are ISO 8601 or EDTF: a day, a month or a year, what stands behind a day is left out. Of two that are not
//! equally fine, only what both say is compared: `2022-01` can lie behind `2022-01-10`, and the end `2022` is the
//! end of that year. An end that is NULL or empty is open. Where nothing is known of the publication, NULL; an end that
//! is no date is an error.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::ScalarUDF;

use super::{of_texts, rows, text, texts};

pub(super) fn function() -> ScalarUDF {
    of_texts("published_between", 3, DataType::Boolean, published_between)
}

fn published_between(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (published, from, to) = (texts(arrays, 0)?, texts(arrays, 1)?, texts(arrays, 2)?);
    let answers = (0..rows(arrays)).map(|row| {
        let (from, to) = (end(text(from, row))?, end(text(to, row))?);
        let Some(published) = text(published, row).and_then(day) else {
            return Ok(None);
        };
        let is_behind = from.is_none_or(|from| both(published, from, |day, end| day >= end));
        let is_before = to.is_none_or(|to| both(published, to, |day, end| day <= end));
        Ok(Some(is_behind && is_before))
    });
    let answers: Result<BooleanArray> = answers.collect();
    Ok(Arc::new(answers?))
}

fn end(said: Option<&str>) -> Result<Option<&str>> {
    let Some(said) = said.filter(|said| !said.is_empty()) else {
        return Ok(None);
    };
    match day(said) {
        None => {
            exec_err!("published_between: {said:?} is no date such as 2022, 2022-01 or 2022-01-10")
        }
        day => Ok(day),
    }
}

/// The year, month or day at the beginning of a date.
pub(super) fn day(said: &str) -> Option<&str> {
    const DAY: usize = "2022-01-10".len();
    let head = said.get(..DAY.min(said.len()))?;
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = head.split('-');
    let is_year = digits(parts.next()?, 4);
    let is_rest = parts.all(|part| digits(part, 2));
    (is_year && is_rest).then_some(head)
}

fn both(day: &str, end: &str, is_right: impl Fn(&str, &str) -> bool) -> bool {
    let finest = day.len().min(end.len());
    let (day, end) = (day.get(..finest), end.get(..finest));
    is_right(day.unwrap_or_default(), end.unwrap_or_default())
}
