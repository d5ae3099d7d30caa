//! A copy of a folder of cases, also while it is served, and whether a copy holds.
//!
//! Of a folder that nobody serves a plain copy is a backup. While it is served, SQLite writes to `headwater.sqlite3` and
//! its `-wal` in turn, and whoever copies one after the other can get two that do not fit: so the list is copied by
//! SQLite itself, at one moment, and the cases after it. What a case has by then, the list may not know of yet; that is
//! as after a kill, and taken up by whoever opens the copy.

mod check;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::Error;
use crate::cases::{CASES, COMING, CaseId, GONE, LIST};
pub use check::{Checked, check};

/// How often a case is copied anew because it changed meanwhile.
const ATTEMPTS: usize = 100;

/// Whether a folder is one of cases, or a backup of one.
#[must_use]
pub fn is_folder_of_cases(folder: &Path) -> bool {
    folder.join(LIST).is_file()
}

/// Copies a folder of cases to another, which is made and has to be empty. Says how many cases were copied. The list is
/// put in place last: a folder without it is no backup.
pub fn back_up(folder: &Path, copy: &Path) -> Result<usize, Error> {
    let at = |error| Error::at(copy, &error);
    if copy.exists() && copy.read_dir().map_err(at)?.next().is_some() {
        let shown = copy.display();
        return Err(Error::new(format!(
            "{shown}: is not empty; name a folder that is new"
        )));
    }
    let list = folder.join(LIST);
    if !is_folder_of_cases(folder) {
        let shown = folder.display();
        return Err(Error::new(format!("{shown}: is no folder of cases")));
    }
    for room in [CASES, COMING] {
        fs::create_dir_all(copy.join(room)).map_err(at)?;
    }
    let coming = copy.join(COMING).join(LIST);
    let mut cases = copied_list(&list, &coming)?;
    cases.extend(listed(&folder.join(CASES))?);
    let mut count = 0;
    for id in &cases {
        count += usize::from(copied_case(folder, copy, id)?);
    }
    fs::rename(&coming, copy.join(LIST)).map_err(at)?;
    for changed in [copy.join(CASES), copy.to_owned()] {
        File::open(changed)
            .and_then(|folder| folder.sync_all())
            .map_err(at)?;
    }
    Ok(count)
}

/// Copies the list as it is at one moment, page by page: the words to search by lean on the numbers of its rows, which
/// `VACUUM INTO` may change. Gives the cases in it.
fn copied_list(list: &Path, copy: &Path) -> Result<BTreeSet<CaseId>, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let list = Connection::open_with_flags(list, flags)?;
    list.busy_timeout(Duration::from_secs(10))?;
    let mut copied = Connection::open(copy)?;
    // All pages in one step: between two, whoever writes would have it begin again.
    Backup::new(&list, &mut copied)?.step(-1)?;
    // Whatever is left in a log of its own goes into the file, which stands alone then.
    copied.pragma_update(None, "journal_mode", "delete")?;
    let ids = {
        let mut statement = copied.prepare("SELECT id FROM cases")?;
        let ids = statement.query_map([], |row| row.get::<_, String>(0))?;
        ids.collect::<rusqlite::Result<Vec<_>>>()?
    };
    drop(copied);
    let file = File::open(copy).and_then(|file| file.sync_all());
    file.map_err(|error| Error::at(copy, &error))?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// The cases that stand in a folder.
fn listed(cases: &Path) -> Result<BTreeSet<CaseId>, Error> {
    let at = |error| Error::at(cases, &error);
    let mut found = BTreeSet::new();
    for entry in cases.read_dir().map_err(at)? {
        let name = entry.map_err(at)?.file_name();
        found.extend(name.to_str().and_then(|name| name.parse().ok()));
    }
    Ok(found)
}

/// Copies one case, and says whether it is there still. Files come and go while it is worked on, each whole: where one
/// went meanwhile, the case is copied anew.
fn copied_case(folder: &Path, copy: &Path, id: &CaseId) -> Result<bool, Error> {
    let from = folder.join(CASES).join(id.as_str());
    let to = copy.join(CASES).join(id.as_str());
    for _ in 0..ATTEMPTS {
        match copied_files(&from, &to) {
            Ok(()) => return Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::remove_dir_all(&to).or_else(ignore_missing)
            }
            Err(error) => Err(error),
        }
        .map_err(|error| Error::at(&from, &error))?;
        if !from.exists() {
            // It was deleted meanwhile. The list of the copy has it still: this has whoever opens that end the deletion.
            let gone = copy.join(COMING).join(format!("{id}{GONE}"));
            fs::create_dir_all(&gone).map_err(|error| Error::at(&gone, &error))?;
            return Ok(false);
        }
    }
    let shown = from.display();
    Err(Error::new(format!(
        "{shown}: changes faster than it can be copied"
    )))
}

fn ignore_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

/// Copies the files of a case and of the folders in it, and has them on the disk. Nothing else than files and folders is
/// in one; a link would lead out of it, and is left out.
fn copied_files(from: &Path, to: &Path) -> io::Result<()> {
    let mut folders = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        let entries = from.read_dir()?.collect::<io::Result<Vec<_>>>()?;
        fs::create_dir_all(&to)?;
        for entry in entries {
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push((from, to));
            } else if kind.is_file() {
                fs::copy(&from, &to)?;
                File::open(&to)?.sync_all()?;
            }
        }
        File::open(&to)?.sync_all()?;
    }
    Ok(())
}
