mod many;

use std::path::Path;
use std::process::ExitCode;

use headwater::document::Hints;
use headwater::language::Reading;
use headwater::report;
use headwater_capture::is_archive;

use crate::args::{Read, ReadFormat};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::{input, output};

pub(super) fn run(args: &Read, settings: Settings) -> Result<ExitCode, Failure> {
    match args.inputs.as_slice() {
        [input] if !(args.batch || args.deadline.is_some() || has_many(input)) => {
            one(input, args, settings)?;
            Ok(ExitCode::SUCCESS)
        }
        _ => many::run(args, settings),
    }
}

/// Whether it holds several documents: a folder, a web archive.
fn has_many(input: &Path) -> bool {
    input.is_dir() || is_archive(input)
}

/// One document in the form that is asked for.
fn one(input: &Path, args: &Read, settings: Settings) -> Result<(), Failure> {
    let mut hints = Hints::new(input.to_string_lossy()).explain(args.explain);
    if let Some(url) = &args.url {
        hints = hints.url(url);
    }
    let document = input::read(input, &hints)?;
    settings.warn_of_conditions(&document);
    let reading = Reading::of(document);
    let text = match args.format.unwrap_or(ReadFormat::Text) {
        ReadFormat::Json => report::document_json(&reading),
        ReadFormat::Markdown => report::document_markdown(&reading),
        ReadFormat::Text if args.explain => report::document_parts(reading.document()),
        ReadFormat::Text => format!("{}\n", reading.document().text()),
    };
    output::write(&text, args.output.as_deref())
}
