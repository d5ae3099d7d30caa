//! What happened when, by the dated sentences that a query finds: each event with everybody who states it, in whatever
//! language, and beside it the events that may be the same at another date.
//!
//! Dates are the values of the tables, and so a "today" counts as the day that it means. A sentence is of the query if it
//! has half of its words, by how rare they are, or is near to it in meaning (`search`). What joins sentences, and what
//! does not, is in `events`.
//!
//! The JSON, beside what that of a search has, too:
//!
//! | field | what it is |
//! |---|---|
//! | `matched_documents`, `matched_sentences` | what the query found, of which the best were looked at |
//! | `open_dates`, `left_out` | dates and statements that are not shown |
//! | `events[]` | `id`, `date` (as finely as it is told), `first` and `last` day, `precision`, `sites`, `languages`, `first_published` |
//! | `events[].statements[]` | the document and the passage, the words of the date (`said`) and its `date`, and how it was `joined` (`by` words or meaning, `score`) |
//! | `events[].disagreements[]` | the other `event` with its `date`, by what both are alike (`by`, `score`), and who `says` so |

mod apart;
mod calendar;
mod csv;
mod events;
mod statement;
mod svg;
mod text;
mod when;

use std::collections::BTreeSet;
use std::sync::Arc;

use headwater::align::Embedder;
use serde::Serialize;

pub use events::By;
pub use when::Precision;

use crate::Error;
use crate::rows::shown;
use crate::search::terms::Terms;
use crate::search::{Language, Passage, Query, looked_in, meaning, rounded, without_date, words};
use crate::store::{Limits, Store};
use events::{Group, Grouping, Likeness};
use statement::{Chosen, Statement, Statements};

/// The form of the JSON. Within it fields are added, never renamed or taken away.
pub const SCHEMA: &str = "headwater.corpus-timeline/1";
/// So many documents, the best by words, are looked through.
pub const MOST_DOCUMENTS: usize = 500;
/// So many sentences, the nearest by meaning, are looked at.
pub const MOST_SENTENCES: usize = 2_000;
/// So many dated statements at most are put in order.
pub const MOST_STATEMENTS: usize = 1_000;

/// Events in order of time.
#[derive(Debug, Clone, Serialize)]
pub struct Timeline {
    schema: &'static str,
    query: String,
    query_language: String,
    /// What has to be known of the query's language.
    note: Option<String>,
    looked_in: Vec<Language>,
    without_date: u64,
    /// How many documents and sentences the query found; of more than [`MOST_DOCUMENTS`] and [`MOST_SENTENCES`] the best.
    matched_documents: u64,
    matched_sentences: u64,
    /// How many dates do not say of which year or month they are.
    open_dates: usize,
    /// How many statements were one too many.
    left_out: usize,
    events: Vec<Event>,
}

/// Something that is stated to have happened, or to be going to happen, at a date.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// Names it within the timeline, in order of time: `e1`.
    id: String,
    /// The finest date that is stated: ISO 8601, two days with a stroke between them for a week or a stretch.
    date: String,
    first: String,
    /// The last day, which belongs to it.
    last: String,
    precision: Precision,
    sites: Vec<String>,
    languages: Vec<String>,
    /// The earliest publication of what states it.
    first_published: Option<String>,
    statements: Vec<Stated>,
    disagreements: Vec<Disagreement>,
}

/// A sentence that states an event.
#[derive(Debug, Clone, Serialize)]
pub struct Stated {
    document: String,
    title: Option<String>,
    site: Option<String>,
    language: String,
    published: Option<String>,
    url: Option<String>,
    location: String,
    #[serde(flatten)]
    passage: Passage,
    /// The words of the date, and what they mean.
    said: String,
    date: String,
    /// How like it is to the likest of the other statements; none for the first.
    joined: Option<Joined>,
}

/// How like two sentences are.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Joined {
    by: By,
    score: f64,
}

/// An event that may be the same, at another date.
#[derive(Debug, Clone, Serialize)]
pub struct Disagreement {
    event: String,
    date: String,
    #[serde(flatten)]
    likeness: Joined,
    /// Who says so: sites, or documents without one.
    says: Vec<String>,
}

/// Follows a query through the dated sentences of a store.
///
/// # Errors
/// Where the store cannot be read, or more memory is needed than the limits allow.
pub async fn timeline(
    store: &Store,
    model: &dyn Embedder,
    query: &Query,
    limits: &Limits,
) -> Result<Timeline, Error> {
    let session = store.session(limits)?;
    let terms = Arc::new(Terms::of(query.text())?);
    let by_words = words::search(&session, query.filter(), &terms, MOST_DOCUMENTS, limits).await?;
    let reading = query.reading();
    let vector = reading
        .is_read
        .then(|| meaning::vector(model, query.text()));
    let by_meaning =
        meaning::search(&session, query.filter(), vector, MOST_SENTENCES, limits).await?;
    let chosen = Chosen {
        terms: &terms,
        by_words: &by_words,
        by_meaning: &by_meaning,
    };
    let statements = chosen.statements(&session, MOST_STATEMENTS, limits).await?;
    Ok(Timeline {
        schema: SCHEMA,
        query: query.text().to_owned(),
        query_language: reading.tag,
        note: reading.note,
        looked_in: looked_in(&session, query, &by_meaning).await?,
        without_date: without_date(&session, query).await?,
        matched_documents: by_words.matched,
        matched_sentences: by_meaning.matched,
        open_dates: statements.open,
        left_out: statements.left_out,
        events: events(&statements),
    })
}

fn events(statements: &Statements) -> Vec<Event> {
    let grouping = Grouping::of(&statements.all, &statements.sources);
    let groups = grouping.events();
    let mut events: Vec<Event> = groups
        .iter()
        .zip(1..)
        .filter_map(|(group, number)| event(number, group, statements))
        .collect();
    for (at, group) in groups.iter().enumerate() {
        let others = group.others.iter().filter_map(|(other, likeness)| {
            let event = events.get(*other)?;
            Some(Disagreement {
                event: event.id.clone(),
                date: event.date.clone(),
                likeness: (*likeness).into(),
                says: event.says(),
            })
        });
        let others: Vec<Disagreement> = others.collect();
        if let Some(event) = events.get_mut(at) {
            event.disagreements = others;
        }
    }
    events
}

fn event(number: usize, group: &Group, statements: &Statements) -> Option<Event> {
    let when = statements.all.get(group.members.first()?.statement)?.when;
    let members = group.members.iter().filter_map(|member| {
        let statement = statements.all.get(member.statement)?;
        stated(statement, member.joined, statements)
    });
    let members: Vec<Stated> = members.collect();
    let each = |of: fn(&Stated) -> Option<&String>| {
        let all: BTreeSet<String> = members.iter().filter_map(of).cloned().collect();
        all.into_iter().collect::<Vec<String>>()
    };
    Some(Event {
        id: format!("e{number}"),
        date: when.written(),
        first: when.first.to_string(),
        last: when.last.to_string(),
        precision: when.precision,
        sites: each(|stated| stated.site.as_ref()),
        languages: each(|stated| Some(&stated.language)),
        first_published: each(|stated| stated.published.as_ref()).into_iter().next(),
        statements: members,
        disagreements: Vec::new(),
    })
}

fn stated(
    statement: &Statement,
    joined: Option<Likeness>,
    statements: &Statements,
) -> Option<Stated> {
    let source = statements
        .sources
        .get(&statement.sentence.document)?
        .clone();
    let sentence = &statement.sentence;
    Some(Stated {
        document: shown(statement.sentence.document),
        title: source.title,
        site: source.site,
        language: source.language,
        published: source.published,
        url: source.url,
        location: source.location,
        passage: Passage {
            sentence: sentence.sentence,
            start: sentence.start,
            end: sentence.end,
            text: sentence.text.clone(),
        },
        said: statement.said.clone(),
        date: statement.when.written(),
        joined: joined.map(Joined::from),
    })
}

impl From<Likeness> for Joined {
    fn from(likeness: Likeness) -> Self {
        Self {
            by: likeness.by,
            score: rounded(f64::from(likeness.score)),
        }
    }
}

impl Event {
    fn says(&self) -> Vec<String> {
        let who = self.statements.iter().map(Stated::who);
        let all: BTreeSet<&str> = who.collect();
        all.into_iter().map(str::to_owned).collect()
    }

    /// The statement that names the event: the first.
    fn headline(&self) -> &str {
        self.statements
            .first()
            .map_or("", |stated| stated.passage.text.as_str())
    }
}

impl Stated {
    fn who(&self) -> &str {
        self.site.as_deref().unwrap_or(&self.location)
    }
}

impl Timeline {
    /// As JSON, a line for each field.
    ///
    /// # Errors
    /// None that a caller can bring about.
    pub fn to_json(&self) -> Result<String, Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// The address, where it is one that a reader may follow.
fn web_url(url: Option<&str>) -> Option<&str> {
    let url = url?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    (is_web && url.chars().all(is_plain)).then_some(url)
}

#[cfg(test)]
mod tests;
