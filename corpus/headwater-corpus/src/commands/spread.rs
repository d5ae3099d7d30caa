use std::io::Write;

use clap::{Args, ValueEnum};
use headwater_corpus::Error;
use headwater_corpus::spread::{Spread, report};
use headwater_corpus::store::{Limits, Store};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The corpus: a folder, or an address such as `s3://bucket/folder`
    store: String,
    /// How it is shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs: `headwater.corpus-spread/1`
    Json,
    /// For programs that draw graphs
    Graphml,
}

pub(crate) async fn run(arguments: Arguments, out: &mut dyn Write) -> Result<(), Error> {
    let store = Store::existing(&arguments.store).await?;
    let spread = Spread::of_all(&store, &Limits::default()).await?;
    let shown = match arguments.format {
        Format::Text => report::text(&spread),
        Format::Json => report::json(&spread)?,
        Format::Graphml => report::graphml(&spread),
    };
    out.write_all(shown.as_bytes()).map_err(Error::from)
}
