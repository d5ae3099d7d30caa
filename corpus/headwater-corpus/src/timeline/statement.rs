//! The dated sentences that a query finds.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use datafusion::prelude::SessionContext;
use serde::Deserialize;

use super::when::When;
use crate::Error;
use crate::search::fetch::{self, Cut, Document, Sentence};
use crate::search::meaning::ByMeaning;
use crate::search::terms::Terms;
use crate::search::weight;
use crate::search::words::ByWords;
use crate::signature::Words;
use crate::store::{Limits, Table};

/// A sentence is of the query if it has so much of its words, by how rare they are.
const SHARE: f64 = 0.5;
/// So many documents at a time are held with their texts.
const DOCUMENTS: usize = 50;

/// A date and the sentence that states it.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) document: i64,
    pub(crate) sentence: Sentence,
    /// The words of the sentence.
    pub(crate) text: String,
    pub(crate) when: When,
    /// The words of the date.
    pub(crate) said: String,
    /// How near the sentence is to the query, by the better of both ways, 0 to 1.
    pub(crate) score: f64,
    pub(crate) shingles: HashSet<u64>,
    pub(crate) figures: Figures,
    pub(crate) vector: Option<Vec<u8>>,
}

/// The amounts and numbers of a sentence, by what they are of.
pub(crate) type Figures = BTreeMap<(String, Option<String>), BTreeSet<String>>;

/// Where a statement was read.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) location: String,
    pub(crate) url: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) language: String,
    pub(crate) published: Option<String>,
    pub(crate) title: Option<String>,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    /// The best ones, in no order that counts.
    pub(crate) all: Vec<Statement>,
    pub(crate) sources: BTreeMap<i64, Source>,
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
        let documents: BTreeSet<i64> = told.keys().map(|(document, _)| *document).collect();
        let documents: Vec<i64> = documents.into_iter().collect();
        let mut statements = Statements::default();
        for some in documents.chunks(DOCUMENTS) {
            let sentences = fetch::sentences(session, some, limits).await?;
            let texts = fetch::documents(session, some, limits).await?;
            for document in texts.into_values() {
                let sentences = sentences
                    .get(&document.document)
                    .map_or(&[][..], Vec::as_slice);
                self.look(&document, sentences, &told, &near, &mut statements);
            }
        }
        statements.cut(most);
        statements.add_vectors(session, limits).await?;
        Ok(statements)
    }

    /// The values of the sentences that may be meant.
    async fn told(
        &self,
        session: &SessionContext,
        near: &BTreeMap<Place, f64>,
        limits: &Limits,
    ) -> Result<BTreeMap<Place, Told>, Error> {
        const COLUMNS: [&str; 6] = ["document", "sentence", "kind", "text", "value", "unit"];
        let with_words = self.by_words.best.iter().map(|found| found.document);
        let with_words: BTreeSet<i64> = with_words.collect();
        let documents: BTreeSet<i64> = near.keys().map(|(document, _)| *document).collect();
        let documents: Vec<i64> = documents.union(&with_words).copied().collect();
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
        fetch::each(session, Table::Values, &documents, &COLUMNS, limits, add).await?;
        told.retain(|_, told| !told.dates.is_empty() || told.open > 0);
        Ok(told)
    }

    /// Takes the dated sentences of a document that are of the query.
    fn look(
        &self,
        document: &Document,
        sentences: &[Sentence],
        told: &BTreeMap<Place, Told>,
        near: &BTreeMap<Place, f64>,
        statements: &mut Statements,
    ) {
        let all = self.by_words.weights.iter().sum::<f64>();
        let cut = Cut::of(&document.text);
        for sentence in sentences {
            let place = (document.document, sentence.sentence);
            let Some(told) = told.get(&place) else {
                continue;
            };
            let text = cut.sentence(sentence);
            let share =
                weight(self.terms, &self.by_words.weights, text) / all.max(f64::MIN_POSITIVE);
            let by_meaning = near.get(&place).copied();
            if share < SHARE && by_meaning.is_none() {
                continue;
            }
            statements.open += told.open;
            let source = || Source::of(document);
            statements
                .sources
                .entry(document.document)
                .or_insert_with(source);
            let shingles = Words::of(text).shingles();
            statements
                .all
                .extend(told.dates.iter().map(|(when, said)| Statement {
                    document: document.document,
                    sentence: *sentence,
                    text: text.to_owned(),
                    when: *when,
                    said: said.clone(),
                    score: share.max(by_meaning.unwrap_or(0.0)),
                    shingles: shingles.clone(),
                    figures: told.figures.clone(),
                    vector: None,
                }));
        }
    }
}

impl Source {
    fn of(document: &Document) -> Self {
        Self {
            location: document.location.clone(),
            url: document.url.clone(),
            site: document.site.clone(),
            language: document.language.clone(),
            published: document.published.clone(),
            title: document.title.clone(),
        }
    }
}

impl Statement {
    pub(crate) fn place(&self) -> Place {
        (self.document, self.sentence.sentence)
    }
}

impl Statements {
    /// Keeps the best so many.
    fn cut(&mut self, most: usize) {
        self.all.sort_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then_with(|| (a.place(), a.when).cmp(&(b.place(), b.when)))
        });
        self.left_out = self.all.len().saturating_sub(most);
        self.all.truncate(most);
    }

    async fn add_vectors(
        &mut self,
        session: &SessionContext,
        limits: &Limits,
    ) -> Result<(), Error> {
        #[derive(Deserialize)]
        struct Row {
            document: i64,
            sentence: i32,
            #[serde(with = "serde_bytes")]
            vector: Option<Vec<u8>>,
        }
        let wanted: BTreeSet<Place> = self.all.iter().map(Statement::place).collect();
        let documents: BTreeSet<i64> = wanted.iter().map(|(document, _)| *document).collect();
        let documents: Vec<i64> = documents.into_iter().collect();
        if documents.is_empty() {
            return Ok(());
        }
        let mut vectors = BTreeMap::new();
        let columns = ["document", "sentence", "vector"];
        let add = |row: Row| {
            let place = (row.document, row.sentence);
            if wanted.contains(&place) {
                vectors.insert(place, row.vector);
            }
        };
        fetch::each(session, Table::Sentences, &documents, &columns, limits, add).await?;
        for statement in &mut self.all {
            statement.vector = vectors.get(&statement.place()).cloned().flatten();
        }
        Ok(())
    }
}
