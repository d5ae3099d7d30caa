use std::io::{BufRead, Write};

use headwater::align::Embedder;

use super::model;
use crate::args::{Embed, EmbedFormat};
use crate::failure::Failure;

/// How many lines are embedded at a time: enough for one matrix product to pay.
const STEP: usize = 256;

pub(super) fn run(args: &Embed) -> Result<(), Failure> {
    let model = model::load(args.model.as_deref())?;
    let EmbedFormat::Jsonl = args.format;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut lines = std::io::stdin().lock().split(b'\n');
    loop {
        let chunk: Vec<Vec<u8>> = lines.by_ref().take(STEP).collect::<Result<_, _>>()?;
        if chunk.is_empty() {
            break;
        }
        let texts: Vec<_> = chunk
            .iter()
            .map(|line| String::from_utf8_lossy(line))
            .collect();
        let texts: Vec<&str> = texts
            .iter()
            .map(|text| text.trim_end_matches('\r'))
            .collect();
        for row in model.embed(&texts).rows() {
            serde_json::to_writer(&mut out, row)
                .map_err(|error| Failure::from(std::io::Error::from(error)))?;
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}
