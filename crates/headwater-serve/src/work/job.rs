//! One case: what is asked for is put into an archive, and the trace is made from that archive alone.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use headwater::align::{Embedder, Models, Pieces, Vectors, WordEmbedder};
use headwater::report::{self, MessageLanguage};
use headwater::trace;
use headwater_capture::{Case, Progress};

use super::{Office, Stage, shown};
use crate::cases::{Inputs, Outcome, inputs};
use crate::whole_file::whole_file;
use crate::{CaseId, Error};

/// Sentences that are embedded between two looks at the board.
const STEP: usize = 64;

pub(super) fn run(office: &Office, id: &CaseId) -> Result<Outcome, Error> {
    let folder = office.cases.folder(id);
    let archive = folder.join("case.wacz");
    if !archive.exists() {
        capture(office, id, &folder, &archive)?;
    }
    tidy(&folder)?;
    office.board.put(id, Stage::Reading);
    let case = Case::open(&archive, None).map_err(|error| brief(&folder, &error))?;
    let (article, captured, sources) = case.into_parts();
    let sentences = Watched {
        office,
        id,
        done: AtomicUsize::new(0),
        total: AtomicUsize::new(0),
    };
    let words = WatchedWords { office, id };
    let models = Models {
        sentences: &sentences,
        words: Some(&words as &dyn WordEmbedder),
    };
    let mut trace = trace(article, sources, models);
    trace.capture_article(captured);
    office.board.put(id, Stage::Checking);
    shown::keep(&trace, &folder)?;
    let json = report::json(&trace, MessageLanguage::English);
    whole_file(&folder.join("trace.json"), json.as_bytes())?;
    let page = report::html(&trace, MessageLanguage::English);
    whole_file(&folder.join("report.html"), page.as_bytes())?;
    Ok(Outcome::of(&trace))
}

/// Fetches what is to be fetched, and keeps it with what was given.
fn capture(office: &Office, id: &CaseId, folder: &Path, archive: &Path) -> Result<(), Error> {
    let Inputs {
        article,
        sources,
        fetch,
    } = inputs(folder).map_err(|error| Error::at(folder, &error))?;
    let crawl = office.fetching.crawl().cited(fetch).resume(true);
    let mut progress = |progress: &Progress| {
        let last = progress.last.as_ref().map(|(url, _)| url.clone());
        let stage = Stage::Fetching(progress.done, progress.total, last.unwrap_or_default());
        office.board.put(id, stage);
    };
    crawl
        .run(vec![article], sources, archive, &mut progress)
        .map_err(|error| brief(folder, &error))?;
    Ok(())
}

/// What was given is in the archive, and not needed twice.
fn tidy(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder.join("given")) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::at(folder, &error)),
        _ => Ok(()),
    }
}

/// An error without the folder, which says nothing to a reader.
fn brief(folder: &Path, error: &dyn std::error::Error) -> Error {
    let message = error.to_string();
    let prefix = format!("{}/case.wacz: ", folder.display());
    Error::new(message.strip_prefix(&prefix).unwrap_or(&message))
}

/// The sentence model, with a board that says how far it is.
struct Watched<'o> {
    office: &'o Office,
    id: &'o CaseId,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Embedder for Watched<'_> {
    fn dimensions(&self) -> usize {
        self.office.sentences.dimensions()
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        let total = self.total.fetch_add(texts.len(), Ordering::Relaxed) + texts.len();
        let mut values = Vec::with_capacity(texts.len() * self.dimensions());
        for chunk in texts.chunks(STEP) {
            values.extend_from_slice(self.office.sentences.embed(chunk).as_slice());
            let done = self.done.fetch_add(chunk.len(), Ordering::Relaxed) + chunk.len();
            self.office.board.put(self.id, Stage::Aligning(done, total));
        }
        Vectors::new(self.dimensions(), values)
    }
}

/// The word model, which is asked once all sentences are compared, and takes the longest; nobody knows beforehand how long.
struct WatchedWords<'o> {
    office: &'o Office,
    id: &'o CaseId,
}

impl WordEmbedder for WatchedWords<'_> {
    fn pieces(&self, texts: &[&str]) -> Vec<Pieces> {
        self.office.board.put(self.id, Stage::Checking);
        self.office.words.pieces(texts)
    }
}
