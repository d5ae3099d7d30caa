use std::path::Path;

use headwater::align::{Embedder, Vectors};
use headwater_embed::{Model, WordModel};
use indicatif::ProgressBar;

use crate::failure::Failure;
use crate::settings::Settings;

/// The sentence model: the one inside the program, or the one in a file.
pub(crate) fn load(file: Option<&Path>) -> Result<Model, Failure> {
    match file {
        None => Ok(Model::embedded()?),
        Some(path) => from_file(path, Model::from_bytes),
    }
}

/// The word model: the one inside the program, the one in a file, or none.
pub(crate) fn load_words(file: Option<&Path>) -> Result<Option<WordModel>, Failure> {
    match file {
        None => Ok(Some(WordModel::embedded()?)),
        Some(path) if path == Path::new("none") => Ok(None),
        Some(path) => from_file(path, WordModel::from_bytes).map(Some),
    }
}

fn from_file<M>(
    path: &Path,
    open: impl FnOnce(Vec<u8>) -> Result<M, headwater::Error>,
) -> Result<M, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::at(path, &error))?;
    open(bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// An embedder that shows how far it has come.
pub(crate) struct Watched {
    model: Model,
    bar: ProgressBar,
}

/// How many texts are embedded between two looks at the bar.
const STEP: usize = 256;

impl Watched {
    pub(crate) fn new(model: Model, settings: Settings) -> Self {
        let bar = settings.bar(0, "reading sentences {wide_bar} {pos}/{len} {eta}");
        Self { model, bar }
    }
}

impl Embedder for Watched {
    fn dimensions(&self) -> usize {
        self.model.dimensions()
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        self.bar.inc_length(texts.len() as u64);
        let mut values = Vec::with_capacity(texts.len() * self.dimensions());
        for chunk in texts.chunks(STEP) {
            values.extend_from_slice(self.model.embed(chunk).as_slice());
            self.bar.inc(chunk.len() as u64);
        }
        Vectors::new(self.dimensions(), values)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
