//! The dated sentences that a query finds.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use datafusion::prelude::SessionContext;
use serde::Deserialize;

use super::when::When;
use crate::Error;
use crate::search::fetch::{self, Document, Sentence};
use crate::search::meaning::ByMeaning;
use crate::search::terms::Terms;
use crate::search::weight;
use crate::search::words::ByWords;
use crate::signature::Words;
use crate::store::{Limits, Table};

/// A sentence is of the query if it has so much of its words, by how rare they are.
const SHARE: f64 = 0.5;
/// A date and the sentence that states it.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sentence: Sentence,
    pub(crate) when: When,
    /// The words of the date.
    pub(crate) said: String,
    /// How near the sentence is to the query, by the better of both ways, 0 to 1.
    pub(crate) score: f64,
    pub(crate) shingles: HashSet<u64>,
    pub(crate) figures: Figures,
}

/// The amounts and numbers of a sentence, by what they are of.
pub(crate) type Figures = BTreeMap<(String, Option<String>), BTreeSet<String>>;

/// The columns of a sentence with its vector.
const COLUMNS: [&str; 6] = ["document", "sentence", "start", "end", "text", "vector"];

/// What was gathered.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    /// The best ones, best first.
    pub(crate) all: Vec<Statement>,
    pub(crate) sources: BTreeMap<i64, Document>,
    /// How many were one too many.
    pub(crate) left_out: usize,
    /// How many dates of such sentences do not say of which year, or month, they are.
    pub(crate) open: usize,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the columns")]
struct Value {
    document: i64,
    sentence: i32,
    kind: String,
    text: String,
    value: Option<String>,
    unit: Option<String>,
}

/// What the values of a sentence say.
#[derive(Default)]
struct Told {
    dates: Vec<(When, String)>,
    open: usize,
    figures: Figures,
}

impl Told {
    fn add(&mut self, row: Value) {
        match row.kind.as_str() {
            "date" | "datetime" => match row
                .value
                .as_deref()
                .and_then(|value| When::parse(value, &row.text))
            {
                Some(when) if self.dates.iter().any(|(other, _)| *other == when) => {}
                Some(when) => self.dates.push((when, row.text)),
                None => self.open += 1,
            },
            "number" | "percent" | "currency" | "quantity" => {
                let of = self.figures.entry((row.kind, row.unit)).or_default();
                of.extend(row.value);
            }
            _ => {}
        }
    }
}

type Place = (i64, i32);

/// What a query found, by which dated sentences are chosen.
pub(crate) struct Chosen<'s> {
    pub(crate) terms: &'s Terms,
    pub(crate) by_words: &'s ByWords,
    pub(crate) by_meaning: &'s ByMeaning,
}

impl Chosen<'_> {
    /// Gathers up to so many statements.
    pub(crate) async fn statements(
        &self,
        session: &SessionContext,
        most: usize,
        limits: &Limits,
    ) -> Result<Statements, Error> {
        let near = self.by_meaning.best.iter();
        let near: BTreeMap<Place, f64> = near
            .map(|found| ((found.document, found.sentence), f64::from(found.score)))
            .collect();
        let told = self.told(session, &near, limits).await?;
        let mut statements = Statements::default();
        let documents = ids(told.keys());
        if documents.is_empty() {
            return Ok(statements);
        }
        let look = |sentence: Sentence| {
            let place = (sentence.document, sentence.sentence);
            if let Some(told) = told.get(&place) {
                self.look(&sentence, told, near.get(&place).copied(), &mut statements);
            }
            if statements.all.len() > 4 * most {
                statements.cut(most);
            }
        };
        fetch::each(
            session,
            Table::Sentences,
            &documents,
            &COLUMNS,
            limits,
            look,
        )
        .await?;
        statements.cut(most);
        let documents = ids(statements
            .all
            .iter()
            .map(Statement::place)
            .collect::<Vec<_>>()
            .iter());
        statements.sources = fetch::documents(session, &documents, limits).await?;
        Ok(statements)
    }

    /// The values of the sentences that may be meant.
    async fn told(
        &self,
        session: &SessionContext,
        near: &BTreeMap<Place, f64>,
        limits: &Limits,
    ) -> Result<BTreeMap<Place, Told>, Error> {
        const VALUES: [&str; 6] = ["document", "sentence", "kind", "text", "value", "unit"];
        let with_words = self.by_words.best.iter().map(|found| found.document);
        let with_words: BTreeSet<i64> = with_words.collect();
        let documents = ids(near.keys());
        let documents: BTreeSet<i64> = with_words.iter().copied().chain(documents).collect();
        let documents: Vec<i64> = documents.into_iter().collect();
        let mut told: BTreeMap<Place, Told> = BTreeMap::new();
        if documents.is_empty() {
            return Ok(told);
        }
        let add = |row: Value| {
            let place = (row.document, row.sentence);
            if with_words.contains(&row.document) || near.contains_key(&place) {
                told.entry(place).or_default().add(row);
            }
        };
        fetch::each(session, Table::Values, &documents, &VALUES, limits, add).await?;
        told.retain(|_, told| !told.dates.is_empty() || told.open > 0);
        Ok(told)
    }

    /// Takes a dated sentence, if it is of the query.
    fn look(
        &self,
        sentence: &Sentence,
        told: &Told,
        by_meaning: Option<f64>,
        statements: &mut Statements,
    ) {
        let all = self.by_words.weights.iter().sum::<f64>();
        let words = weight(self.terms, &self.by_words.weights, &sentence.text);
        let share = words / all.max(f64::MIN_POSITIVE);
        if share < SHARE && by_meaning.is_none() {
            return;
        }
        statements.open += told.open;
        let statement = |(when, said): &(When, String)| Statement {
            when: *when,
            said: said.clone(),
            score: share.max(by_meaning.unwrap_or(0.0)),
            shingles: Words::of(&sentence.text).shingles(),
            figures: told.figures.clone(),
            sentence: sentence.clone(),
        };
        statements.all.extend(told.dates.iter().map(statement));
    }
}

/// The documents of some sentences, each once.
fn ids<'p>(places: impl Iterator<Item = &'p Place>) -> Vec<i64> {
    let documents: BTreeSet<i64> = places.map(|(document, _)| *document).collect();
    documents.into_iter().collect()
}

impl Statement {
    pub(crate) fn place(&self) -> Place {
        (self.sentence.document, self.sentence.sentence)
    }
}

impl Statements {
    /// Keeps the best so many.
    fn cut(&mut self, most: usize) {
        self.all.sort_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then_with(|| (a.place(), a.when).cmp(&(b.place(), b.when)))
        });
        self.left_out += self.all.len().saturating_sub(most);
        self.all.truncate(most);
    }
}
