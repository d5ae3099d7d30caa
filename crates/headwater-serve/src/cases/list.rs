//! The list of cases, and the search in it.

use std::path::Path;

use headwater::check::Verdict;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params_from_iter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CaseId, Cases, LIST};
use crate::Error;

/// Cases on one page of the list.
pub(crate) const PAGE: usize = 50;
/// Letters that a word needs to be found within the texts; a shorter one is looked for in titles.
const SHORTEST: usize = 3;

/// Words that are looked for; those behind them are not. SQLite takes no condition of more than a thousand parts.
const MOST_WORDS: usize = 32;

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its turn comes.
    Waiting,
    /// It is being worked on.
    Working,
    /// Its trace is there.
    Done,
    /// It came to no trace.
    Failed,
}

impl State {
    /// The word used in the list and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Working => "working",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        [Self::Waiting, Self::Working, Self::Done]
            .into_iter()
            .find(|state| state.as_str() == word)
            .unwrap_or(Self::Failed)
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub id: CaseId,
    /// When it was asked for, RFC 3339.
    pub created: String,
    /// The title of its article, or what was given.
    pub title: String,
    /// How far it is.
    pub state: State,
    /// Why it failed.
    pub failure: Option<String>,
    /// The language of the article, BCP 47.
    pub language: Option<String>,
    /// How many sources there are.
    pub sources: usize,
    /// How many sentences there are of each verdict, in the order of [`Verdict::ALL`].
    pub counts: [usize; 4],
    /// Goes up with each change.
    pub version: u64,
}

const FIELDS: &str = "id, created, title, state, failure, language, sources, supported, differs, unsupported, unchecked, version";

impl Entry {
    /// How many sentences there are of a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let counts = Verdict::ALL.iter().zip(self.counts);
        counts
            .filter(|(one, _)| **one == verdict)
            .map(|(_, count)| count)
            .sum()
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let Ok(id) = row.get::<_, String>(0)?.parse() else {
            return Ok(None);
        };
        Ok(Some(Self {
            id,
            created: row.get(1)?,
            title: row.get(2)?,
            state: State::from_word(&row.get::<_, String>(3)?),
            failure: row.get(4)?,
            language: row.get(5)?,
            sources: row.get(6)?,
            counts: [row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?],
            version: row.get(11)?,
        }))
    }
}

/// Which cases to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// All of them.
    #[default]
    All,
    /// Those with a sentence that differs or that nothing supports.
    Trouble,
    /// Those that have no trace yet.
    Unfinished,
}

/// What is looked for in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Words that all have to be in the title or the text of the article or of its sources' titles and addresses.
    pub words: String,
    /// Which cases.
    pub shown: Shown,
    /// The page, counted from 0.
    pub page: usize,
}

/// A page of the list, the latest case first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The cases on this page.
    pub entries: Vec<Entry>,
    /// How many there are on all pages.
    pub total: usize,
}

impl Cases {
    /// One line of the list.
    pub fn entry(&self, id: &CaseId) -> Result<Option<Entry>, Error> {
        let connection = self.read();
        let mut statement =
            connection.prepare_cached(&format!("SELECT {FIELDS} FROM cases WHERE id = ?"))?;
        Ok(statement
            .query_row([id.as_str()], Entry::of)
            .optional()?
            .flatten())
    }

    /// How many cases there are of each state.
    pub(crate) fn counts(&self) -> Result<[(State, usize); 4], Error> {
        let connection = self.read();
        let sql = "SELECT count(*) FROM cases WHERE state = ?";
        let mut statement = connection.prepare_cached(sql)?;
        let mut counts =
            [State::Waiting, State::Working, State::Done, State::Failed].map(|state| (state, 0));
        for (state, count) in &mut counts {
            *count = statement.query_row([state.as_str()], |row| row.get(0))?;
        }
        Ok(counts)
    }

    /// A page of the list.
    pub fn list(&self, query: &Query) -> Result<Listing, Error> {
        list(&self.read(), query)
    }
}

/// The list of a folder to look at, which another program may have.
pub(crate) struct Catalogue(Connection);

impl Catalogue {
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(LIST);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self(Connection::open_with_flags(&path, flags)?))
    }

    pub(crate) fn list(&self, query: &Query) -> Result<Listing, Error> {
        list(&self.0, query)
    }
}

fn list(connection: &Connection, query: &Query) -> Result<Listing, Error> {
    let (condition, mut values) = condition(query);
    let sql = format!("SELECT count(*) FROM cases WHERE {condition}");
    let total = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(&values), |row| row.get(0))?;
    let sql = format!(
        "SELECT {FIELDS} FROM cases WHERE {condition} ORDER BY created DESC, id LIMIT ? OFFSET ?"
    );
    let offset = query.page.saturating_mul(PAGE);
    values.extend(
        [PAGE, offset].map(|number| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map(params_from_iter(&values), Entry::of)?;
    let entries = entries
        .filter_map(Result::transpose)
        .collect::<rusqlite::Result<_>>()?;
    Ok(Listing { entries, total })
}

/// What stands behind WHERE, and its values.
fn condition(query: &Query) -> (String, Vec<Value>) {
    let mut parts = vec![
        match query.shown {
            Shown::All => "true",
            Shown::Trouble => "differs + unsupported > 0",
            Shown::Unfinished => "state != 'done'",
        }
        .to_owned(),
    ];
    let mut values = Vec::new();
    // A NUL would end the query.
    let words = query
        .words
        .split(|letter: char| letter.is_whitespace() || letter.is_control());
    for word in words.filter(|word| !word.is_empty()).take(MOST_WORDS) {
        if word.chars().count() < SHORTEST {
            parts.push("title LIKE ? ESCAPE '\\'".to_owned());
            let word = word
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            values.push(Value::Text(format!("%{word}%")));
        } else {
            parts.push(
                "rowid IN (SELECT rowid FROM case_words WHERE case_words MATCH ?)".to_owned(),
            );
            values.push(Value::Text(format!("\"{}\"", word.replace('"', "\"\""))));
        }
    }
    (parts.join(" AND "), values)
}
