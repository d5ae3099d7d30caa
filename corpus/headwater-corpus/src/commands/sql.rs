use std::io::Write;

use clap::Args;
use headwater_corpus::Error;
use headwater_corpus::sql::ask;
use headwater_corpus::store::{Limits, Store};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The corpus: a folder, or an address such as `s3://bucket/folder`
    store: String,
    /// What to ask of the tables documents, sentences, links and values
    question: String,
}

pub(crate) async fn run(arguments: Arguments, out: &mut dyn Write) -> Result<(), Error> {
    let store = Store::existing(&arguments.store).await?;
    let table = ask(&store, &arguments.question, &Limits::default()).await?;
    writeln!(out, "{table}").map_err(Error::from)
}
