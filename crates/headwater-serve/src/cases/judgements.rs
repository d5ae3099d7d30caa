//! What readers think of the findings, beside what the machine says and never over it.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::queue::now;
use super::{CaseId, Cases};
use crate::Error;

/// What a reader thinks of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Opinion {
    /// It is right.
    Agree,
    /// It is wrong.
    Disagree,
    /// Neither, or no more what was thought before.
    None,
}

impl Opinion {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Agree, Self::Disagree, Self::None];

    /// The word used in addresses and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::None => "none",
        }
    }

    /// The opinion of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|opinion| opinion.as_str() == word)
    }
}

/// One thing that a reader thought once. It is never changed: what is thought later stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Judgement {
    /// The sentence that the finding is about, counted from 1.
    pub sentence: usize,
    /// Which of its departures, counted from 1; all that is said of the sentence where there is none.
    pub departure: Option<usize>,
    /// What was thought.
    pub opinion: Opinion,
    /// Why, in the reader's words.
    pub note: String,
    /// What the reader calls the finding where it is to be published, such as "misquoted"; empty where it is not.
    pub rating: String,
    /// The reader.
    pub name: String,
    /// When, RFC 3339.
    pub time: String,
}

impl Judgement {
    /// One of now, that says nothing more.
    #[must_use]
    pub fn now(sentence: usize, departure: Option<usize>, opinion: Opinion) -> Self {
        Self {
            sentence,
            departure,
            opinion,
            note: String::new(),
            rating: String::new(),
            name: String::new(),
            time: now(),
        }
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let opinion: String = row.get(2)?;
        Ok(Self {
            sentence: row.get(0)?,
            departure: row.get(1)?,
            opinion: Opinion::from_word(&opinion).unwrap_or(Opinion::None),
            note: row.get(3)?,
            rating: row.get(4)?,
            name: row.get(5)?,
            time: row.get(6)?,
        })
    }
}

impl Cases {
    /// Adds what a reader thinks. Says whether there is such a case.
    pub fn judge(&self, id: &CaseId, judgement: &Judgement) -> Result<bool, Error> {
        let mut connection = self.write();
        let transaction = connection.transaction()?;
        let sql = "UPDATE cases SET version = version + 1 WHERE id = ?";
        let is_there = transaction.execute(sql, [id.as_str()])? == 1;
        if is_there {
            let sql =
                "INSERT INTO judgements (case_id, sentence, departure, opinion, note, rating, name, time)
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
            let Judgement {
                sentence,
                departure,
                opinion,
                note,
                rating,
                name,
                time,
            } = judgement;
            let values = params![
                id.as_str(),
                sentence,
                departure,
                opinion.as_str(),
                note,
                rating,
                name,
                time
            ];
            transaction.execute(sql, values)?;
        }
        transaction.commit()?;
        Ok(is_there)
    }

    /// All that was thought of a case, in the order of time.
    pub fn judgements(&self, id: &CaseId) -> Result<Vec<Judgement>, Error> {
        let connection = self.read();
        let sql = "SELECT sentence, departure, opinion, note, rating, name, time FROM judgements WHERE case_id = ? ORDER BY number";
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([id.as_str()], Judgement::of)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
