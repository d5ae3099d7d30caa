use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use clap::{Args, ValueEnum};
use headwater::align::Embedder;
use headwater_corpus::Error;
use headwater_corpus::add::{Adding, Outcome};
use headwater_corpus::store::Store;
use headwater_embed::Model;

/// So many documents that could not be read are named.
const NAMED: u64 = 20;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The corpus: a folder, or an address such as `s3://bucket/folder`; made where there is none
    store: String,
    /// Folders, WARC and WACZ files, JSON Lines, feeds, documents; `-` is JSON Lines from the standard input
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Whether sentences get vectors, by which translations are found
    #[arg(long, value_enum, default_value_t = Vectors::Model)]
    vectors: Vectors,
    /// How many threads read; all processors if nothing is said
    #[arg(long)]
    threads: Option<NonZero<usize>>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Vectors {
    /// Those of the sentence model
    Model,
    /// None: faster, and translations are not found
    None,
}

pub(crate) async fn run(arguments: Arguments, out: &mut dyn Write) -> Result<(), Error> {
    let model = match arguments.vectors {
        Vectors::Model => Some(Model::embedded()?),
        Vectors::None => None,
    };
    let threads = arguments
        .threads
        .or_else(|| thread::available_parallelism().ok());
    let model = model.as_ref().map(|model| model as &(dyn Embedder + Sync));
    let adding = Adding::new(model, threads.map_or(1, NonZero::get));
    let store = Store::open(&arguments.store).await?;
    let (mut empty, mut unread) = (0_u64, 0_u64);
    let said = |outcome: &Outcome| match outcome {
        Outcome::Empty(_) => empty += 1,
        Outcome::Unread(one) => {
            unread += 1;
            if unread <= NAMED {
                anstream::eprintln!(
                    "{}: {}",
                    one.name().escape_debug(),
                    one.why().escape_debug()
                );
            }
        }
        _ => {}
    };
    let added = adding.add(store, &arguments.inputs, said).await?;
    writeln!(
        out,
        "{} added, {} already there, {empty} without text, {unread} unreadable",
        added.documents(),
        added.known(),
    )
    .map_err(Error::from)
}
