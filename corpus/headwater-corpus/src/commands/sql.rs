use std::io::Write;

use clap::{Args, ValueEnum};
use headwater_corpus::Error;
use headwater_corpus::sql::{self, ask};
use headwater_corpus::store::{Limits, Store};

const FUNCTIONS: &str = "\
The tables are documents, sentences, links and values. Beside the usual functions:
  similarity(a, b)                        the cosine of two vectors of sentences.vector
  carried(a, b)                           what part of text a stands in text b, 0 to 1
  language(t)                             the language of a text
  published_between(published, from, to)  whether it can lie between two days";

#[derive(Debug, Args)]
#[command(after_help = FUNCTIONS)]
pub(crate) struct Arguments {
    /// The corpus: a folder, or an address such as `s3://bucket/folder`
    store: String,
    /// What to ask: one SELECT
    question: String,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many MiB may be held, sorted and joined
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory: u32,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A table, of at most 1,000 rows
    #[default]
    Table,
    /// CSV (RFC 4180)
    Csv,
    /// A JSON object a line
    Json,
}

pub(crate) async fn run(arguments: Arguments, out: &mut dyn Write) -> Result<(), Error> {
    const MIB: usize = 1024 * 1024;
    let store = Store::existing(&arguments.store).await?;
    let memory = usize::try_from(arguments.memory).unwrap_or(usize::MAX);
    let limits = Limits::default().memory(memory.saturating_mul(MIB));
    let format = match arguments.format {
        Format::Table => sql::Format::Table,
        Format::Csv => sql::Format::Csv,
        Format::Json => sql::Format::Json,
    };
    ask(&store, &arguments.question, &limits, format, out).await
}
