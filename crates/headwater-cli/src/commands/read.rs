use headwater::language::Reading;
use headwater::report;

use crate::args::{Read, ReadFormat};
use crate::failure::Failure;
use crate::{input, output};

pub(super) fn run(args: &Read) -> Result<(), Failure> {
    let document = input::document(&args.input, args.url.as_deref())?;
    let reading = Reading::of(document);
    let text = match args.format {
        ReadFormat::Json => report::document_json(&reading),
        ReadFormat::Markdown => report::document_markdown(&reading),
        ReadFormat::Text => format!("{}\n", reading.document().text()),
    };
    output::write(&text, args.output.as_deref())
}
