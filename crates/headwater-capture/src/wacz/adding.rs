//! One file more in a WACZ file, which stays what it was in all else.

use std::fs::File;
use std::io::{self, BufReader, Seek, Write};
use std::path::Path;

use serde_json::{Map, Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{PACKAGE, PACKAGE_DIGEST};
use crate::archive::{is_wacz, member};
use crate::{Error, digest};

/// A list of files beyond this is none of ours: 64 MiB.
const LARGEST_LIST: u64 = 64 * 1024 * 1024;
/// What `datapackage-digest.json` holds of an archive that nobody vouches for.
const PLAIN_DIGEST: [&str; 2] = ["path", "hash"];

/// A copy of a WACZ file with a further file at its root, which its list of files names, as the specification wants it of
/// files that it does not know. All else is there byte for byte, so that every record stays in its place. Where there is a
/// file of that name, the new one is called `name-2.json`, and so on.
///
/// `None` where a file more would break something: the archive is signed, or an authority said when it was there, or it has
/// no list of files. The copy is a file without a name, at its beginning; it is gone with the last who has it.
///
/// # Errors
///
/// The archive cannot be read, or the copy not be written.
pub fn with_file(path: &Path, name: &str, bytes: &[u8]) -> Result<Option<File>, Error> {
    let added = if is_wacz(path) {
        add(path, name, bytes)
    } else {
        Ok(None)
    };
    added.map_err(|error| Error::new(format!("{}: {error}", path.display())))
}

fn add(path: &Path, name: &str, bytes: &[u8]) -> io::Result<Option<File>> {
    let mut zip = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)?;
    let Some(mut package) = object(&mut zip, PACKAGE)? else {
        return Ok(None);
    };
    let digest = object(&mut zip, PACKAGE_DIGEST)?.unwrap_or_default();
    if digest
        .keys()
        .any(|key| !PLAIN_DIGEST.contains(&key.as_str()))
    {
        return Ok(None);
    }
    let Some(Value::Array(resources)) = package.get_mut("resources") else {
        return Ok(None);
    };
    let name = free_name(&zip, name);
    resources.push(json!({
        "name": name, "path": name, "hash": digest::labelled(bytes), "bytes": bytes.len(),
    }));
    let package = serde_json::to_vec_pretty(&package)?;
    let digest = json!({"path": PACKAGE, "hash": digest::labelled(&package)});
    let digest = serde_json::to_vec_pretty(&digest)?;

    let mut out = ZipWriter::new(tempfile::tempfile()?);
    for at in 0..zip.len() {
        let file = zip.by_index_raw(at).map_err(io::Error::other)?;
        let is_list = file
            .name()
            .is_ok_and(|name| name == PACKAGE || name == PACKAGE_DIGEST);
        if !is_list {
            out.raw_copy_file(file).map_err(io::Error::other)?;
        }
    }
    // The same in every file, as in those that a capture makes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let lists = [
        (&*name, bytes),
        (PACKAGE, &package),
        (PACKAGE_DIGEST, &digest),
    ];
    for (name, bytes) in lists {
        out.start_file(name, options).map_err(io::Error::other)?;
        out.write_all(bytes)?;
    }
    let mut file = out.finish().map_err(io::Error::other)?;
    file.rewind()?;
    Ok(Some(file))
}

fn object(
    zip: &mut ZipArchive<BufReader<File>>,
    name: &str,
) -> io::Result<Option<Map<String, Value>>> {
    let bytes = member(zip, name, LARGEST_LIST)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// The name, with a number where there is such a file.
fn free_name(zip: &ZipArchive<BufReader<File>>, name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let further = (2..).map(|number: u32| format!("{stem}-{number}.{ending}"));
    let mut names = std::iter::once(name.to_owned()).chain(further);
    names
        .find(|name| zip.index_for_name(name).is_none())
        .unwrap_or_default()
}
