use std::io::Write;

use clap::{Args, ValueEnum};
use headwater_corpus::Error;
use headwater_corpus::store::{Limits, Store};
use headwater_corpus::timeline::timeline;
use headwater_embed::Model;

use super::asked::Asked;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// How to write the events
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Text,
    /// JSON (headwater.corpus-timeline/1)
    Json,
    /// CSV (RFC 4180), a line for each statement
    Csv,
    /// iCalendar (RFC 5545)
    Ics,
    /// A picture
    Svg,
}

pub(crate) async fn run(arguments: Arguments, out: &mut dyn Write) -> Result<(), Error> {
    let query = arguments.asked.query()?;
    let store = Store::existing(&arguments.asked.store).await?;
    let model = Model::embedded()?;
    let found = timeline(&store, &model, &query, &Limits::default()).await?;
    let told = match arguments.format {
        Format::Text => found.to_text(),
        Format::Json => found.to_json()?,
        Format::Csv => found.to_csv()?,
        Format::Ics => found.to_calendar(),
        Format::Svg => found.to_svg(),
    };
    Ok(out.write_all(told.as_bytes())?)
}
