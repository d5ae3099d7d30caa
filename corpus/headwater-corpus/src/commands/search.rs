use std::io::Write;

use clap::{Args, ValueEnum};
use headwater_corpus::Error;
use headwater_corpus::search::search;
use headwater_corpus::store::{Limits, Store};
use headwater_embed::Model;

use super::asked::Asked;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// How many documents to give, at most 1,000
    #[arg(long, value_name = "N", default_value_t = 10)]
    most: usize,
    /// How to write them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Text,
    /// JSON (headwater.corpus-search/1)
    Json,
}

pub(crate) async fn run(arguments: Arguments, out: &mut dyn Write) -> Result<(), Error> {
    let query = arguments.asked.query()?.most(arguments.most);
    let store = Store::existing(&arguments.asked.store).await?;
    let model = Model::embedded()?;
    let answer = search(&store, &model, &query, &Limits::default()).await?;
    let told = match arguments.format {
        Format::Text => answer.to_text(),
        Format::Json => answer.to_json()?,
    };
    Ok(out.write_all(told.as_bytes())?)
}
