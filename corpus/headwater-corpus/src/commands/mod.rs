//! One command a file.

mod sql;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use headwater_corpus::Error;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask the tables in SQL
    Sql(sql::Arguments),
}

impl Command {
    /// Does it, and says how the program ends: 0 done, 2 wrong use or unreadable input.
    pub(crate) async fn run(self, out: &mut dyn Write) -> Result<ExitCode, Error> {
        match self {
            Self::Sql(arguments) => sql::run(arguments, out).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
