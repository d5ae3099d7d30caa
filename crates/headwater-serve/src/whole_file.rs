use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::Error;

/// Puts a file in place whole, or not at all.
pub(crate) fn whole_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    let write = || -> std::io::Result<()> {
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| Error::at(path, &error))
}
