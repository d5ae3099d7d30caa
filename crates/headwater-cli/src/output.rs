//! Results, written whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::failure::Failure;

/// Writes a result to a file, or to standard output where none is named.
pub(crate) fn write(text: &str, file: Option<&Path>) -> Result<(), Failure> {
    if let Some(path) = file {
        return whole_file(text, path);
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes beside the file first and then puts it in place, so that whoever reads the file sees
/// the old text or the new one, never half of it. A device or a pipe stays what it is and is
/// written to; of a symbolic link the file is replaced that it leads to.
pub(crate) fn whole_file(text: &str, path: &Path) -> Result<(), Failure> {
    let at = |error: std::io::Error| Failure::at(path, &error);
    let target = path.canonicalize();
    let target = target.as_deref().unwrap_or(path);
    if target.metadata().is_ok_and(|target| !target.is_file()) {
        return std::fs::write(target, text).map_err(at);
    }
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".headwater-")
        .permissions_if_supported()
        .tempfile_in(folder)
        .map_err(at)?;
    file.write_all(text.as_bytes()).map_err(at)?;
    file.as_file().sync_all().map_err(at)?;
    file.persist(target).map_err(|error| at(error.error))?;
    Ok(())
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
