//! One command a file.

mod add;
mod asked;
mod search;
mod spread;
mod sql;
mod timeline;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use headwater_corpus::Error;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Put documents into a corpus, which is made where there is none
    Add(add::Arguments),
    /// Search by words and by meaning, in all languages at once
    Search(search::Arguments),
    /// Follow sentences from document to document: copies, translations, quotations
    Spread(spread::Arguments),
    /// What happened when, by the dated sentences that a query finds
    Timeline(timeline::Arguments),
    /// Ask the tables in SQL
    Sql(sql::Arguments),
}

impl Command {
    /// Does it, and says how the program ends: 0 done, 2 wrong use or unreadable input.
    pub(crate) async fn run(self, out: &mut dyn Write) -> Result<ExitCode, Error> {
        match self {
            Self::Add(arguments) => add::run(arguments, out).await?,
            Self::Search(arguments) => search::run(arguments, out).await?,
            Self::Timeline(arguments) => timeline::run(arguments, out).await?,
            Self::Spread(arguments) => spread::run(arguments, out).await?,
            Self::Sql(arguments) => sql::run(arguments, out).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
