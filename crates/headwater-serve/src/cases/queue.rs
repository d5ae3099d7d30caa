//! From the order of a case to its end.

use std::fs::{self, File};
use std::io;
use std::sync::PoisonError;

use headwater::check::Verdict;
use headwater::report::Trace;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{CASES, COMING, CaseId, Cases, GONE, Order, order};
use crate::Error;

/// Letters of an article by which its case can be found.
const SEARCHED: usize = 20_000;

/// What the list says of a case that is done.
#[derive(Debug)]
pub(crate) struct Outcome {
    title: Option<String>,
    language: String,
    sources: usize,
    counts: [usize; 4],
    words: String,
}

impl Outcome {
    pub(crate) fn of(trace: &Trace) -> Self {
        let article = trace.article();
        let mut words: String = article.document().text().chars().take(SEARCHED).collect();
        for source in trace.sources() {
            for word in [
                source.url(),
                source.document().and_then(|document| document.title()),
            ] {
                words.push('\n');
                words.push_str(word.unwrap_or_default());
            }
        }
        Self {
            title: article.document().title().map(str::to_owned),
            language: article.tag().to_owned(),
            sources: trace.sources().len(),
            counts: Verdict::ALL.map(|verdict| trace.summary().count(verdict)),
            words,
        }
    }
}

/// What came of asking for a case under a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// It was taken in.
    Now(CaseId),
    /// It was taken in before.
    Before(CaseId),
    /// Something else was asked for under that key.
    Otherwise,
}

impl Cases {
    /// Takes a new case in. It is there, and waits to be worked on, once this is back.
    pub fn add(&self, order: &Order) -> Result<CaseId, Error> {
        let id = CaseId::new();
        let created = now();
        let coming = self.coming(&id);
        let folder = self.folder(&id);
        let moved = order
            .keep(&coming, &created)
            .and_then(|()| fs::rename(&coming, &folder))
            .and_then(|()| File::open(self.folder.join(CASES))?.sync_all());
        moved.map_err(|error| Error::at(&folder, &error))?;
        self.enter(&id, &created, order.title())?;
        Ok(id)
    }

    /// The same under a key: where something was asked for under it before, that is given, if it is the same that is
    /// asked for now.
    pub(crate) fn add_once(&self, order: &Order, key: &str) -> Result<Added, Error> {
        let asked = order.hash();
        // Nobody else asks under this key meanwhile.
        let _turn = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let sql = "SELECT asked, case_id FROM keys WHERE key = ?";
        let before = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?));
        let before = self.read().query_row(sql, [key], before).optional()?;
        if let Some((before, id)) = before {
            let id = id.parse().ok().filter(|_| before == asked);
            return Ok(id.map_or(Added::Otherwise, Added::Before));
        }
        let id = self.add(order)?;
        let sql = "INSERT INTO keys (key, asked, case_id) VALUES (?, ?, ?)";
        self.write()
            .execute(sql, params![key, asked, id.as_str()])?;
        Ok(Added::Now(id))
    }

    fn enter(&self, id: &CaseId, created: &str, title: &str) -> Result<(), Error> {
        let mut connection = self.write();
        let transaction = connection.transaction()?;
        let sql = "INSERT INTO cases (id, created, title, state) VALUES (?, ?, ?, 'waiting')";
        transaction.execute(sql, params![id.as_str(), created, title])?;
        let row = transaction.last_insert_rowid();
        let sql = "INSERT INTO case_words (rowid, title, text) VALUES (?, ?, '')";
        transaction.execute(sql, params![row, title])?;
        Ok(transaction.commit()?)
    }

    /// What a run that was broken off left behind.
    pub(super) fn take_up(&self) -> Result<(), Error> {
        self.write().execute(
            "UPDATE cases SET state = 'waiting' WHERE state = 'working'",
            [],
        )?;
        let folder = self.folder.join(CASES);
        for entry in fs::read_dir(&folder).map_err(|error| Error::at(&folder, &error))? {
            let entry = entry.map_err(|error| Error::at(&folder, &error))?;
            let Some(Ok(id)) = entry.file_name().to_str().map(str::parse::<CaseId>) else {
                continue;
            };
            if self.entry(&id)?.is_some() {
                continue;
            }
            // Without its order it is none of ours, or one that was half deleted.
            if let Ok((created, title)) = order::created_and_title(&entry.path()) {
                self.enter(&id, &created, &title)?;
            }
        }
        Ok(())
    }

    /// The case that waits longest, which is then worked on.
    pub(crate) fn take(&self) -> Result<Option<CaseId>, Error> {
        let sql = "UPDATE cases SET state = 'working', version = version + 1 WHERE id = (
                     SELECT id FROM cases WHERE state = 'waiting' ORDER BY created LIMIT 1
                   ) RETURNING id";
        let connection = self.write();
        let id = connection
            .query_row(sql, [], |row| row.get::<_, String>(0))
            .optional()?;
        Ok(id.and_then(|id| id.parse().ok()))
    }

    /// How many cases wait before this one.
    pub(crate) fn waiting_before(&self, id: &CaseId) -> Result<usize, Error> {
        let sql = "SELECT count(*) FROM cases WHERE state = 'waiting' AND created < (
                     SELECT created FROM cases WHERE id = ?)";
        Ok(self
            .read()
            .query_row(sql, [id.as_str()], |row| row.get(0))?)
    }

    pub(crate) fn finish(&self, id: &CaseId, outcome: &Outcome) -> Result<(), Error> {
        let mut connection = self.write();
        let transaction = connection.transaction()?;
        let [supported, differs, unsupported, unchecked] = outcome.counts;
        let sql = "UPDATE cases SET state = 'done', failure = NULL, title = coalesce(?, title), language = ?, sources = ?,
                     supported = ?, differs = ?, unsupported = ?, unchecked = ?, version = version + 1
                   WHERE id = ? RETURNING rowid, title";
        let values = params![
            outcome.title,
            outcome.language,
            outcome.sources,
            supported,
            differs,
            unsupported,
            unchecked,
            id.as_str()
        ];
        let found = transaction
            .query_row(sql, values, |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        // One that was deleted meanwhile has no end.
        if let Some((row, title)) = found {
            let sql = "INSERT OR REPLACE INTO case_words (rowid, title, text) VALUES (?, ?, ?)";
            transaction.execute(sql, params![row, title, outcome.words])?;
        }
        Ok(transaction.commit()?)
    }

    pub(crate) fn fail(&self, id: &CaseId, why: &str) -> Result<(), Error> {
        let sql =
            "UPDATE cases SET state = 'failed', failure = ?, version = version + 1 WHERE id = ?";
        self.write().execute(sql, [why, id.as_str()])?;
        Ok(())
    }

    /// Has a case worked on once more.
    pub fn again(&self, id: &CaseId) -> Result<(), Error> {
        let sql = "UPDATE cases SET state = 'waiting', failure = NULL, version = version + 1
                   WHERE id = ? AND state IN ('done', 'failed')";
        self.write().execute(sql, [id.as_str()])?;
        Ok(())
    }

    /// Takes a case away, with all that was thought of it. Says whether there was one.
    pub fn delete(&self, id: &CaseId) -> Result<bool, Error> {
        let folder = self.folder(id);
        let gone = self.folder.join(COMING).join(format!("{id}{GONE}"));
        // From here on it is deleted: a start that finds the folder there takes it from the list. Whoever is at work on
        // it finds no folder any more.
        match fs::rename(&folder, &gone) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::at(&folder, &error));
            }
            _ => {}
        }
        let is_deleted = self.strike(id)?;
        // What cannot be removed now is removed at the next start.
        let _ = fs::remove_dir_all(&gone);
        Ok(is_deleted)
    }

    /// Takes a case from the list.
    fn strike(&self, id: &CaseId) -> Result<bool, Error> {
        let mut connection = self.write();
        let transaction = connection.transaction()?;
        let sql = "DELETE FROM cases WHERE id = ? RETURNING rowid";
        let row = |row: &Row<'_>| row.get::<_, i64>(0);
        let row = transaction.query_row(sql, [id.as_str()], row).optional()?;
        if let Some(row) = row {
            transaction.execute("DELETE FROM case_words WHERE rowid = ?", [row])?;
        }
        transaction.commit()?;
        Ok(row.is_some())
    }

    /// Ends what was being deleted, and takes away what never came in.
    pub(super) fn clear(&self) -> Result<(), Error> {
        let coming = self.folder.join(COMING);
        let at = |error: io::Error| Error::at(&coming, &error);
        if coming.exists() {
            for entry in fs::read_dir(&coming).map_err(at)? {
                let name = entry.map_err(at)?.file_name();
                let gone = name
                    .to_str()
                    .and_then(|name| name.strip_suffix(GONE)?.parse().ok());
                if let Some(id) = gone {
                    self.strike(&id)?;
                }
            }
            fs::remove_dir_all(&coming).map_err(at)?;
        }
        fs::create_dir(&coming).map_err(at)
    }
}

/// The time, to the microsecond.
pub(super) fn now() -> String {
    format!("{:.6}", Timestamp::now())
}
