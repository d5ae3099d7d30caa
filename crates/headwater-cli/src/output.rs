//! Results, written whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Writes a result to a file, or to standard output where none is named.
pub(crate) fn write(text: &str, file: Option<&Path>) -> Result<(), Failure> {
    let mut output = Output::open(file)?;
    output.add(text)?;
    output.finish()
}

/// The same to a file.
pub(crate) fn whole_file(text: &str, path: &Path) -> Result<(), Failure> {
    write(text, Some(path))
}

/// A text as one plain line: what comes from elsewhere may hold control characters.
pub(crate) fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}

/// Where a result goes to, piece by piece.
///
/// A file is written beside the one that is named and put in its place by [`finish`](Self::finish), so
/// that whoever reads the file sees the old text or the new one, never half of it. A device or a pipe
/// stays what it is and is written to; of a symbolic link the file is replaced that it leads to.
pub(crate) struct Output {
    sink: Sink,
    path: PathBuf,
}

enum Sink {
    Terminal(BufWriter<Stdout>),
    Device(BufWriter<File>),
    Beside(Box<BufWriter<NamedTempFile>>),
}

impl Output {
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = file else {
            return Ok(Self {
                sink: Sink::Terminal(BufWriter::new(std::io::stdout())),
                path: PathBuf::new(),
            });
        };
        let at = |error: std::io::Error| Failure::at(path, &error);
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let sink = if target.metadata().is_ok_and(|target| !target.is_file()) {
            let device = File::options().write(true).open(&target).map_err(at)?;
            Sink::Device(BufWriter::new(device))
        } else {
            let folder = target
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            let file = tempfile::Builder::new()
                .prefix(".headwater-")
                .permissions_if_supported()
                .tempfile_in(folder)
                .map_err(at)?;
            Sink::Beside(Box::new(BufWriter::new(file)))
        };
        Ok(Self { sink, path: target })
    }

    /// What is written goes to the terminal at once, and to a file in larger pieces.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), Failure> {
        let bytes = text.as_bytes();
        let written = match &mut self.sink {
            Sink::Terminal(out) => {
                out.write_all(bytes)?;
                return Ok(out.flush()?);
            }
            Sink::Device(out) => out.write_all(bytes),
            Sink::Beside(out) => out.write_all(bytes),
        };
        written.map_err(|error| Failure::at(&self.path, &error))
    }

    /// Puts a file in its place.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let at = |error: std::io::Error| Failure::at(&self.path, &error);
        match self.sink {
            Sink::Terminal(_) => Ok(()),
            Sink::Device(mut out) => out.flush().map_err(at),
            Sink::Beside(out) => {
                let file = out.into_inner().map_err(|error| at(error.into_error()))?;
                file.as_file().sync_all().map_err(at)?;
                file.persist(&self.path).map_err(|error| at(error.error))?;
                Ok(())
            }
        }
    }
}

/// A file that others may read, as one made by `File::create` would be.
trait Permissions {
    fn permissions_if_supported(&mut self) -> &mut Self;
}

impl Permissions for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_if_supported(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The umask still applies.
        self.permissions(std::fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_if_supported(&mut self) -> &mut Self {
        self
    }
}
