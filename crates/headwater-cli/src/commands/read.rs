use headwater::document::Hints;
use headwater::language::Reading;
use headwater::report;

use crate::args::{Read, ReadFormat};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::{input, output};

pub(super) fn run(args: &Read, settings: Settings) -> Result<(), Failure> {
    let mut hints = Hints::new(args.input.to_string_lossy()).explain(args.explain);
    if let Some(url) = &args.url {
        hints = hints.url(url);
    }
    let document = input::read(&args.input, &hints)?;
    settings.warn_of_conditions(&document);
    let reading = Reading::of(document);
    let text = match args.format {
        ReadFormat::Json => report::document_json(&reading),
        ReadFormat::Markdown => report::document_markdown(&reading),
        ReadFormat::Text if args.explain => report::document_parts(reading.document()),
        ReadFormat::Text => format!("{}\n", reading.document().text()),
    };
    output::write(&text, args.output.as_deref())
}
