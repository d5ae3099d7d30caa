//! Questions in SQL, which read the tables of the store and nothing else.
//!
//! A question is one `SELECT`, with all that goes into one, or the `EXPLAIN` of one. What would write a file, read another
//! one, or change the session is refused before anything runs.

use std::io::Write;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use futures_util::TryStreamExt;
use std::sync::Arc;

use crate::Error;
use crate::plain::{beginning, field, lines};
use crate::store::{Limits, Store};

/// A question has at most so many bytes: 1 MiB.
pub const LONGEST: usize = 1024 * 1024;
/// A table for a terminal has at most so many rows …
pub const MOST_ROWS: usize = 1_000;
/// … and a cell of it so many characters. The other forms have everything.
pub const MOST_CHARACTERS: usize = 500;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// A table for a terminal, of at most [`MOST_ROWS`] rows.
    #[default]
    Table,
    /// CSV (RFC 4180) with the names of the columns, row by row. An apostrophe stands before a text that a table program would
    /// take for a formula.
    Csv,
    /// A JSON object for each row, on a line of its own. A value that is missing is left out.
    Json,
}

/// Asks the tables of a store a question in SQL, and writes the answer as it comes.
///
/// # Errors
/// Where the question is wrong or would do more than read, where it needs more memory than the limits allow, and where
/// the answer cannot be written ([`Error::is_closed_pipe`]).
pub async fn ask(
    store: &Store,
    question: &str,
    limits: &Limits,
    format: Format,
    out: &mut dyn Write,
) -> Result<(), Error> {
    if question.len() > LONGEST {
        return Err(Error::new(format!(
            "a question has at most {LONGEST} bytes, this one has {}",
            question.len()
        )));
    }
    let session = store.session(limits)?;
    let only_reads = SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false);
    let told = |error| explained(error, limits);
    let asked = session.sql_with_options(question, only_reads).await;
    let answer = asked.map_err(told)?.execute_stream().await.map_err(told)?;
    let schema = answer.schema();
    let mut answer = Answer {
        batches: answer,
        limits,
    };
    match format {
        Format::Table => table(&schema, &mut answer, out).await,
        Format::Csv => csv(&schema, &mut answer, out).await,
        Format::Json => json(&mut answer, out).await,
    }
}

/// An answer under way.
struct Answer<'l> {
    batches: SendableRecordBatchStream,
    limits: &'l Limits,
}

impl Answer<'_> {
    async fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let next = self.batches.try_next().await;
        next.map_err(|error| explained(error, self.limits))
    }
}

/// An error as whoever asked can do something about it.
pub(crate) fn explained(error: DataFusionError, limits: &Limits) -> Error {
    const MIB: usize = 1024 * 1024;
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => {
            let memory = limits.bytes() / MIB;
            Error::new(format!(
                "this needs more than {memory} MiB of memory; ask for fewer rows or columns, or allow more memory"
            ))
        }
        DataFusionError::Plan(what) if what.contains("not supported: ") => Error::new(format!(
            "{what}: a question only reads the tables documents, sentences, links and values"
        )),
        _ => error.into(),
    }
}

async fn table(
    schema: &SchemaRef,
    answer: &mut Answer<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let is_plan = schema.column_with_name("plan_type").is_some();
    let most = if is_plan { usize::MAX } else { MOST_CHARACTERS };
    let names = schema.fields().iter();
    let fields: Vec<Field> = names
        .map(|field| Field::new(lines(field.name()), DataType::Utf8, true))
        .collect();
    let shown = Arc::new(Schema::new(fields));
    let (mut batches, mut rows) = (vec![RecordBatch::new_empty(Arc::clone(&shown))], 0);
    let mut is_whole = true;
    while let Some(batch) = answer.next().await? {
        let left = MOST_ROWS - rows;
        is_whole = batch.num_rows() <= left;
        let batch = batch.slice(0, batch.num_rows().min(left));
        rows += batch.num_rows();
        batches.push(cut(&shown, &batch, most)?);
        if !is_whole {
            break;
        }
    }
    writeln!(out, "{}", pretty_format_batches(&batches)?)?;
    if !is_whole {
        writeln!(
            out,
            "the first {MOST_ROWS} rows; --format csv or json gives all"
        )?;
    }
    Ok(())
}

/// Rows as texts of at most so many characters.
fn cut(schema: &SchemaRef, batch: &RecordBatch, most: usize) -> Result<RecordBatch, Error> {
    if batch.num_columns() == 0 {
        return Ok(RecordBatch::new_empty(Arc::clone(schema)));
    }
    let columns = batch.columns().iter().map(|column| {
        let shown = formatter(column)?;
        let cells = (0..column.len()).map(|row| {
            let cell = lines(&shown.value(row).to_string());
            Some(beginning(&cell, most))
        });
        Ok(Arc::new(cells.collect::<StringArray>()) as ArrayRef)
    });
    let columns: Result<Vec<ArrayRef>, Error> = columns.collect();
    Ok(RecordBatch::try_new(Arc::clone(schema), columns?)?)
}

fn formatter(column: &ArrayRef) -> Result<ArrayFormatter<'_>, Error> {
    const OPTIONS: FormatOptions<'static> = FormatOptions::new();
    Ok(ArrayFormatter::try_new(column.as_ref(), &OPTIONS)?)
}

async fn csv(
    schema: &SchemaRef,
    answer: &mut Answer<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut lines = csv_lines();
    lines.write_record(schema.fields().iter().map(|column| field(column.name())))?;
    flush(lines, out)?;
    while let Some(batch) = answer.next().await? {
        let mut lines = csv_lines();
        let columns: Result<Vec<_>, Error> = batch.columns().iter().map(formatter).collect();
        let columns = columns?;
        for row in 0..batch.num_rows() {
            let cells = columns.iter().zip(batch.columns()).map(|(shown, column)| {
                let cell = shown.value(row).to_string();
                if column.data_type().is_numeric() {
                    cell
                } else {
                    field(&cell)
                }
            });
            lines.write_record(cells)?;
        }
        flush(lines, out)?;
    }
    Ok(())
}

fn csv_lines() -> csv::Writer<Vec<u8>> {
    let ends = csv::Terminator::CRLF;
    csv::WriterBuilder::new()
        .terminator(ends)
        .from_writer(Vec::new())
}

fn flush(lines: csv::Writer<Vec<u8>>, out: &mut dyn Write) -> Result<(), Error> {
    let bytes = lines.into_inner();
    let bytes = bytes.map_err(|error| Error::from(error.into_error()))?;
    Ok(out.write_all(&bytes)?)
}

async fn json(answer: &mut Answer<'_>, out: &mut dyn Write) -> Result<(), Error> {
    while let Some(batch) = answer.next().await? {
        let mut lines = LineDelimitedWriter::new(Vec::new());
        lines.write(&batch)?;
        lines.finish()?;
        out.write_all(&lines.into_inner())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
