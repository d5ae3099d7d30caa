//! A folder of cases: each in a folder of its own, with a list of them and of what readers think.
//!
//! ```text
//! headwater.sqlite3     the list, and the judgements
//! cases/ID/order.json   what was asked for
//! cases/ID/given/       the files that were given, until they are in the archive
//! cases/ID/case.wacz    the article and its sources as they were fetched or given
//! cases/ID/trace.json   the trace; report.html is the same to read, shown.zip what the pages show
//! coming/               cases on their way in, or out; nothing here counts
//! ```
//!
//! A case is there once its folder stands under `cases`, which is one renaming. All else that is in the list can be found
//! again from the folders, but for the judgements.

mod id;
mod judgements;
mod list;
mod order;
mod queue;
#[cfg(test)]
mod tests;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::Error;
pub use id::CaseId;
pub use judgements::{Judgement, Opinion};
pub(crate) use list::{Catalogue, PAGE};
pub use list::{Entry, Listing, Query, Shown, State};
pub use order::{Given, Order, Upload};
pub(crate) use order::{Inputs, Wanted, inputs, wanted};
pub(crate) use queue::{Added, Outcome};

/// The list.
pub(crate) const LIST: &str = "headwater.sqlite3";
/// What keeps other programs from the folder.
pub(crate) const LOCK: &str = "lock";
/// The folders of the cases.
pub(crate) const CASES: &str = "cases";
/// Cases on their way in or out.
pub(crate) const COMING: &str = "coming";
/// The end of the name of a folder that is being deleted.
pub(crate) const GONE: &str = ".gone";

pub(crate) const SCHEMA: &str = include_str!("schema.sql");
/// The number of [`SCHEMA`], as `PRAGMA user_version` has it.
pub(crate) const VERSION: i64 = 1;
/// Connections that read at the same time.
const READERS: usize = 4;

/// The cases of one folder. Every call may wait for the disk.
#[derive(Debug)]
pub struct Cases {
    folder: PathBuf,
    readers: [Mutex<Connection>; READERS],
    /// Closed behind those that read: who closes the list last has to be able to write, or it leaves the log there, and a
    /// copy of the list alone would be an empty one.
    writer: Mutex<Connection>,
    next_reader: AtomicUsize,
    changes: AtomicU64,
    /// Held by who asks under a key.
    keys: Mutex<()>,
    /// Keeps other programs from the folder while this one has it.
    _lock: File,
}

impl Cases {
    /// Opens a folder, or makes one. Takes in what a broken-off run left behind: cases without a line in the list get one,
    /// and work that was begun waits again.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let at = |error| Error::at(folder, &error);
        fs::create_dir_all(folder.join(CASES)).map_err(at)?;
        let lock = File::create(folder.join(LOCK)).map_err(at)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::new(format!(
                "{}: another program serves this folder",
                folder.display()
            )),
            TryLockError::Error(error) => at(error),
        })?;
        let path = folder.join(LIST);
        let mut writer = Connection::open(&path)?;
        prepare(&mut writer, &path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = || -> Result<_, Error> {
            let reader = Connection::open_with_flags(&path, flags)?;
            reader.busy_timeout(Duration::from_secs(10))?;
            Ok(Mutex::new(reader))
        };
        let cases = Self {
            folder: folder.to_owned(),
            writer: Mutex::new(writer),
            readers: [reader()?, reader()?, reader()?, reader()?],
            next_reader: AtomicUsize::new(0),
            changes: AtomicU64::new(0),
            keys: Mutex::new(()),
            _lock: lock,
        };
        cases.clear()?;
        cases.take_up()?;
        Ok(cases)
    }

    /// The folder of a case.
    #[must_use]
    pub fn folder(&self, id: &CaseId) -> PathBuf {
        self.folder.join(CASES).join(id.as_str())
    }

    fn coming(&self, id: &CaseId) -> PathBuf {
        self.folder.join(COMING).join(id.as_str())
    }

    /// Goes up with each change of anything that a page may show.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// The connection that writes. Whoever has it may have changed something.
    fn write(&self) -> Writing<'_> {
        Writing {
            connection: lock(&self.writer),
            changes: &self.changes,
        }
    }

    /// One of those that read.
    fn read(&self) -> MutexGuard<'_, Connection> {
        if let Some(free) = self
            .readers
            .iter()
            .find_map(|reader| reader.try_lock().ok())
        {
            return free;
        }
        let turn = self.next_reader.fetch_add(1, Ordering::Relaxed);
        let [first, rest @ ..] = &self.readers;
        lock(rest.get(turn % READERS).unwrap_or(first))
    }
}

/// A connection after a thread that had it panicked is as good as before: a transaction that was not ended is undone.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The connection that writes, until it is given back.
struct Writing<'c> {
    connection: MutexGuard<'c, Connection>,
    changes: &'c AtomicU64,
}

impl std::ops::Deref for Writing<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl std::ops::DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.changes.fetch_add(1, Ordering::Release);
    }
}

/// Sets a connection up, and the tables of a new file.
fn prepare(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            let transaction = connection.transaction()?;
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            Ok(transaction.commit()?)
        }
        VERSION => Ok(()),
        _ => Err(Error::new(format!(
            "{}: was written by a newer version of this program",
            path.display()
        ))),
    }
}
