use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use headwater_capture::{Claim, verify};
use rusqlite::{Connection, OpenFlags};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use url::Url;

use crate::Error;
use crate::cases::{
    CASES, COMING, CaseId, GONE, LIST, LOCK, SCHEMA, State, VERSION, Wanted, wanted,
};
use crate::work::shown;

/// What is wrong with the list is told so often, at most.
const MOST_FAULTS: u32 = 100;

/// What was looked at in a folder of cases, and what does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    cases: usize,
    judgements: usize,
    faults: Vec<String>,
    unchecked: Vec<String>,
}

impl Checked {
    /// How many cases there are.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.cases
    }

    /// How many judgements there are.
    #[must_use]
    pub fn judgements(&self) -> usize {
        self.judgements
    }

    /// What does not hold, a line each.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// What could not be checked, or is set right by the next start, a line each.
    #[must_use]
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }
}

/// Whether a folder of cases holds what it says: the list is sound, and nothing was taken from what readers thought; each
/// case in it has its folder, each folder its line; each archive holds by [`headwater_capture::verify`], and each trace
/// is that of the article in it. Nothing in the folder is changed. The certificates are those of `verify`.
///
/// A judgement that somebody took out with another program, with all that tells of it, is not missed: there is nothing
/// beside the list to hold it against.
pub fn check(folder: &Path, trusted: &[Vec<u8>]) -> Result<Checked, Error> {
    let _lock = nobody_serves(folder)?;
    let mut checked = Checked::default();
    let (_place, list) = open(folder)?;
    let rows = match of_list(&list, &mut checked) {
        Ok(rows) => rows,
        Err(error) => {
            checked.fault(format!("{LIST}: {error}"));
            return Ok(checked);
        }
    };
    checked.cases = rows.len();
    let leaving = leaving(&folder.join(COMING));
    let mut folders = folders(folder, &mut checked)?;
    for (id, state) in rows {
        let place = folder.join(CASES).join(id.as_str());
        if folders.remove(&id) {
            let mut case = Case {
                name: format!("{CASES}/{id}"),
                place: &place,
                checked: &mut checked,
            };
            case.look(state, trusted);
        } else if leaving.contains(&id) {
            let what = "is being deleted; the next start ends that";
            checked.unchecked.push(format!("{CASES}/{id}: {what}"));
        } else {
            checked.fault(format!(
                "{CASES}/{id}: is in the list, and its folder is missing"
            ));
        }
    }
    for id in folders {
        let name = format!("{CASES}/{id}");
        if wanted(&folder.join(CASES).join(id.as_str())).is_ok() {
            let what = "is not in the list yet; the next start takes it in";
            checked.unchecked.push(format!("{name}: {what}"));
        } else {
            checked.fault(format!(
                "{name}: is not in the list, and has no order.json to take it in by"
            ));
        }
    }
    Ok(checked)
}

/// A folder that is written to meanwhile cannot be told from one that is broken.
fn nobody_serves(folder: &Path) -> Result<Option<File>, Error> {
    let path = folder.join(LOCK);
    let Ok(lock) = File::open(&path) else {
        return Ok(None);
    };
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Err(Error::new(format!(
            "{}: another program serves this folder; check a copy that `headwater backup` makes",
            folder.display()
        ))),
        // Where files cannot be locked, nobody could have taken it either.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(lock)),
    }
}

/// The list, to read. Where a program was killed, a part of it stands in a log, which SQLite would bring in: that is done
/// to a copy.
fn open(folder: &Path) -> Result<(Option<TempDir>, Connection), Error> {
    let path = folder.join(LIST);
    let at = |error: io::Error| Error::at(&path, &error);
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    File::open(&path).map_err(at)?;
    let log = folder.join(format!("{LIST}-wal"));
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        let place = tempfile::tempdir().map_err(at)?;
        let copy = place.path().join(LIST);
        fs::copy(&path, &copy).map_err(at)?;
        fs::copy(&log, place.path().join(format!("{LIST}-wal"))).map_err(at)?;
        let list = Connection::open_with_flags(&copy, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        return Ok((Some(place), list));
    }
    let absolute = std::path::absolute(&path).map_err(at)?;
    let mut address = Url::from_file_path(absolute)
        .map_err(|()| Error::new(format!("{}: has no address", path.display())))?;
    // Not even what readers leave for each other beside the file.
    address.set_query(Some("immutable=1"));
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY;
    Ok((None, Connection::open_with_flags(address.as_str(), flags)?))
}

/// The cases of the list, once it was looked at itself.
fn of_list(list: &Connection, checked: &mut Checked) -> Result<BTreeMap<CaseId, State>, Error> {
    let sql = format!("PRAGMA integrity_check({MOST_FAULTS})");
    for what in texts(list, &sql)? {
        if what != "ok" {
            checked.fault(format!("{LIST}: {what}"));
        }
    }
    let version: i64 = list.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != VERSION {
        return Err(Error::new(format!(
            "was written by another version of this program: {version} is not {VERSION}"
        )));
    }
    for table in texts(
        list,
        "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check",
    )? {
        checked.fault(format!(
            "{LIST}: {table} has lines of cases that are not in the list"
        ));
    }
    judgements(list, checked)?;
    let mut statement = list.prepare("SELECT id, state FROM cases")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut cases = BTreeMap::new();
    for row in rows {
        let (id, state) = row?;
        match id.parse() {
            Ok(id) => {
                cases.insert(id, State::from_word(&state));
            }
            Err(_) => checked.fault(format!("{LIST}: {id:?} is the name of no case")),
        }
    }
    Ok(cases)
}

/// What readers thought is only ever added to: the list refuses all else, and counts on.
fn judgements(list: &Connection, checked: &mut Checked) -> Result<(), Error> {
    let sql = "SELECT name || sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
    let meant = Connection::open_in_memory()?;
    meant.execute_batch(SCHEMA)?;
    if texts(list, sql)? != texts(&meant, sql)? {
        checked.fault(format!(
            "{LIST}: judgements could be changed; the rules against that are gone or others"
        ));
    }
    let sql = "SELECT count(*), coalesce(max(number), 0) FROM judgements";
    let (count, highest): (usize, i64) =
        list.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    checked.judgements = count;
    let sql = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'judgements'";
    let counted: i64 = list.query_row(sql, [], |row| row.get(0))?;
    if counted < highest {
        checked.fault(format!(
            "{LIST}: judgement {highest} is there, and only {counted} were counted"
        ));
    }
    // Each judgement is a change of its case.
    let sql = "SELECT id FROM cases WHERE version <= (SELECT count(*) FROM judgements WHERE case_id = id) ORDER BY id";
    for id in texts(list, sql)? {
        checked.fault(format!("{LIST}: {id} has more judgements than changes"));
    }
    Ok(())
}

fn texts(list: &Connection, sql: &str) -> Result<Vec<String>, Error> {
    let mut statement = list.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The cases whose deletion was begun.
fn leaving(coming: &Path) -> BTreeSet<CaseId> {
    let entries = coming.read_dir().into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter_map(|name| name.strip_suffix(GONE)?.parse().ok())
        .collect()
}

/// The folders of cases.
fn folders(folder: &Path, checked: &mut Checked) -> Result<BTreeSet<CaseId>, Error> {
    let cases = folder.join(CASES);
    let at = |error| Error::at(&cases, &error);
    let mut found = BTreeSet::new();
    let mut others = BTreeSet::new();
    for entry in cases.read_dir().map_err(at)? {
        let entry = entry.map_err(at)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.parse() {
            Ok(id) if entry.file_type().map_err(at)?.is_dir() => {
                found.insert(id);
            }
            _ => {
                others.insert(name);
            }
        }
    }
    let what = "is the folder of no case; nobody looks at it";
    let others = others.iter().map(|name| format!("{CASES}/{name}: {what}"));
    checked.unchecked.extend(others);
    Ok(found)
}

/// One case that has its folder.
struct Case<'c> {
    name: String,
    place: &'c Path,
    checked: &'c mut Checked,
}

impl Case<'_> {
    fn look(&mut self, state: State, trusted: &[Vec<u8>]) {
        let wanted = match wanted(self.place) {
            Ok(wanted) => wanted,
            Err(error) => return self.fault("order.json", &error),
        };
        let archive = self.place.join("case.wacz");
        match state {
            State::Done => {
                let claims = self.trace();
                self.archive(&archive, &claims, trusted);
                if let Err(error) = shown::sound(self.place) {
                    self.fault("shown.zip", &error);
                }
                if let Err(error) = File::open(self.place.join("report.html")) {
                    self.fault("report.html", &error);
                }
            }
            // What a reader gave may never have held, and that may be why there is no trace.
            _ if wanted.is_archive => {
                if let Err(error) = File::open(&archive) {
                    self.fault("case.wacz", &error);
                }
            }
            _ if archive.exists() => self.archive(&archive, &[], trusted),
            _ => self.given(&wanted),
        }
    }

    /// What an error says of a file, whose folder is said once and for all.
    fn fault(&mut self, file: &str, why: &dyn std::fmt::Display) {
        let why = why.to_string();
        let path = format!("{}: ", self.place.join(file).display());
        let why = why.strip_prefix(&path).unwrap_or(&why);
        self.checked.fault(format!("{}/{file}: {why}", self.name));
    }

    /// The files that it is to be made of.
    fn given(&mut self, wanted: &Wanted) {
        for file in &wanted.files {
            if let Err(error) = File::open(self.place.join(file)) {
                self.fault(file, &error);
            }
        }
    }

    fn archive(&mut self, path: &Path, claims: &[Claim], trusted: &[Vec<u8>]) {
        let name = format!("{}/case.wacz", self.name);
        match verify(path, claims, trusted) {
            Ok(verified) => {
                let told = |what: &String| format!("{name}: {what}");
                let faults = verified.faults().iter().map(told);
                self.checked.faults.extend(faults);
                let unchecked = verified.unchecked().iter().map(told);
                self.checked.unchecked.extend(unchecked);
            }
            Err(error) => self.fault("case.wacz", &error),
        }
    }

    /// The trace is of the text that it says, and says where the bytes of that are kept.
    fn trace(&mut self) -> Vec<Claim> {
        let read = || -> Result<(Trace, Vec<Claim>), Error> {
            let bytes = up_to(&self.place.join("trace.json"), Claim::LARGEST_TRACE);
            let bytes = bytes.map_err(|error| Error::new(error.to_string()))?;
            let trace = serde_json::from_slice(&bytes);
            let trace = trace.map_err(|error| Error::new(error.to_string()))?;
            Ok((trace, Claim::of_trace("trace.json", &bytes)?))
        };
        match read() {
            Err(error) => {
                self.fault("trace.json", &error);
                Vec::new()
            }
            Ok((Trace { article }, claims)) => {
                let hash = HEXLOWER.encode(&Sha256::digest(article.text.as_bytes()));
                if article.id != format!("sha256:{hash}") {
                    self.fault(
                        "trace.json",
                        &"the hash of the article is not that of its text",
                    );
                }
                if article
                    .capture
                    .is_none_or(|capture| capture.record.is_none())
                {
                    self.fault("trace.json", &"does not say where the article is kept");
                }
                claims
            }
        }
    }
}

fn up_to(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[derive(Deserialize)]
struct Trace {
    article: Article,
}

#[derive(Deserialize)]
struct Article {
    id: String,
    text: String,
    capture: Option<Kept>,
}

#[derive(Deserialize)]
struct Kept {
    record: Option<serde::de::IgnoredAny>,
}
