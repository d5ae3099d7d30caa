//! Who carries whose sentences: copies, reposts, translations and quotations, in the order of time.
//!
//! [`candidates`] and [`translations`] find by plans over the tables which pairs of documents are worth a comparison,
//! [`compare`] compares them sentence by sentence, and what is carried becomes an [`Edge`]. Edges but those of single
//! quotations make [`Family`]s.

mod candidates;
mod compare;
mod family;
pub mod functions;
mod load;
pub mod planes;
pub mod report;
pub mod time;
mod translations;

use std::collections::{BTreeMap, BTreeSet};

use datafusion::prelude::SessionContext;

pub use candidates::LEADERS;
pub use compare::SentencePair;
pub use load::Node;

use crate::Error;
use crate::store::{Limits, Store, Table};
use candidates::Candidate;
use compare::{Common, by_meaning, by_words};
use family::Joined;
use load::{nodes, texts};

/// The most sentence pairs that an edge names.
const MOST_PAIRS: usize = 50;
/// Documents that are compared at once: what they hold is in memory.
const AT_ONCE: usize = 10_000;
/// The same with their vectors, which take more.
const AT_ONCE_WITH_VECTORS: usize = 4_000;

/// How one document carries another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// All of its text, to the letter.
    Copy,
    /// Much of it in the same words.
    NearCopy,
    /// Much of it in another language.
    Translation,
    /// Single sentences.
    Quotation,
}

impl Kind {
    /// The name in output for machines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::NearCopy => "near-copy",
            Self::Translation => "translation",
            Self::Quotation => "quotation",
        }
    }
}

/// Two documents of which one carries sentences of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    from: i64,
    to: i64,
    kind: Kind,
    is_directed: bool,
    share_of_from: f32,
    share_of_to: f32,
    carried: usize,
    pairs: Vec<SentencePair>,
}

impl Edge {
    /// The document that was there first, where that is known; else the one with the smaller id.
    #[must_use]
    pub fn from(&self) -> i64 {
        self.from
    }

    /// The other.
    #[must_use]
    pub fn to(&self) -> i64 {
        self.to
    }

    /// How it is carried.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is known which of both was there first.
    #[must_use]
    pub fn is_directed(&self) -> bool {
        self.is_directed
    }

    /// How much of the first, by length, is in the second: 0 to 1.
    #[must_use]
    pub fn share_of_from(&self) -> f32 {
        self.share_of_from
    }

    /// How much of the second is in the first.
    #[must_use]
    pub fn share_of_to(&self) -> f32 {
        self.share_of_to
    }

    /// How many sentences of the first are in the second.
    #[must_use]
    pub fn carried(&self) -> usize {
        self.carried
    }

    /// The sentences to look at, the first of 50; none where all of the text is the same.
    #[must_use]
    pub fn pairs(&self) -> &[SentencePair] {
        &self.pairs
    }
}

/// Documents that carry each other, directly or by others between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    documents: Vec<i64>,
    first: Option<i64>,
    agencies: Vec<String>,
    is_capped: bool,
}

impl Family {
    /// Its documents in the order of time; those without a date last.
    #[must_use]
    pub fn documents(&self) -> &[i64] {
        &self.documents
    }

    /// The first of them, where one is known to be before all others that have a date.
    #[must_use]
    pub fn first(&self) -> Option<i64> {
        self.first
    }

    /// The news agencies that its documents name.
    #[must_use]
    pub fn agencies(&self) -> &[String] {
        &self.agencies
    }

    /// Whether it is so large that its documents were held against the first ones alone.
    #[must_use]
    pub fn is_capped(&self) -> bool {
        self.is_capped
    }
}

/// What a spread says.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    nodes: BTreeMap<i64, Node>,
    edges: Vec<Edge>,
    families: Vec<Family>,
}

impl Spread {
    /// Follows all documents of a store.
    ///
    /// # Errors
    /// Where the store cannot be read, or the limits do not allow it.
    pub async fn of_all(store: &Store, limits: &Limits) -> Result<Self, Error> {
        let session = store.session(limits)?;
        functions::register(&session);
        let twins = candidates::twins(&session).await?;
        let near = candidates::copies(&session).await?;
        let mut found: Vec<Verified> = twins.into_iter().map(Verified::twins).collect();
        found.extend(verify(&session, &near, By::Words, limits).await?);
        let across = translations::translations(&session, store.rows(Table::Sentences)).await?;
        found.extend(verify(&session, &across, By::Meaning, limits).await?);
        Self::from(&session, found, limits).await
    }

    async fn from(
        session: &SessionContext,
        found: Vec<Verified>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let pairs: Vec<Candidate> = found.iter().map(|one| one.pair).collect();
        let nodes = nodes(session, &documents(&pairs), limits).await?;
        let mut edges: Vec<Edge> = found
            .into_iter()
            .filter_map(|one| one.edge(&nodes))
            .collect();
        edges.sort_by_key(|edge| (edge.from, edge.to, edge.kind));
        let families = families(&nodes, &edges);
        Ok(Self {
            nodes,
            edges,
            families,
        })
    }

    /// A document of it.
    #[must_use]
    pub fn node(&self, document: i64) -> Option<&Node> {
        self.nodes.get(&document)
    }

    /// All of its documents, by their ids.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values()
    }

    /// Who carries whom, by the ids of the documents.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The families, by their first documents.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }
}

/// By what two documents are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Words,
    Meaning,
}

/// Two documents, and what they were found to have in common.
struct Verified {
    pair: Candidate,
    kind: Kind,
    common: Common,
}

impl Verified {
    /// Two documents with the same text.
    fn twins((a, b): (i64, i64)) -> Self {
        Self {
            pair: Candidate::new(a, b),
            kind: Kind::Copy,
            common: Common {
                share_of_a: 1.0,
                share_of_b: 1.0,
                pairs: Vec::new(),
            },
        }
    }

    /// What kind of carrying it is, if any.
    fn of(pair: Candidate, by: By, common: Common, smaller: usize) -> Option<Self> {
        /// Documents are copies if so much of one of them is in the other …
        const COPY: f32 = 0.3;
        /// … or translations: single sentences that mean the same are found by chance.
        const TRANSLATION: f32 = 0.5;
        /// … and at least so many sentences; of a copy also all that there are.
        const FEWEST: usize = 3;
        let share = common.share_of_a.max(common.share_of_b);
        let is_enough = common.pairs.len() >= FEWEST.min(smaller.max(1));
        let kind = match by {
            By::Words if share >= COPY && is_enough => Kind::NearCopy,
            By::Words if !common.pairs.is_empty() => Kind::Quotation,
            By::Meaning if share >= TRANSLATION && common.pairs.len() >= FEWEST => {
                Kind::Translation
            }
            _ => return None,
        };
        Some(Self { pair, kind, common })
    }

    fn edge(self, nodes: &BTreeMap<i64, Node>) -> Option<Edge> {
        let Candidate { a, b } = self.pair;
        let (time_of_a, time_of_b) = (nodes.get(&a)?.time(), nodes.get(&b)?.time());
        let is_turned = time_of_b.is_before(time_of_a);
        let mut edge = Edge {
            from: a,
            to: b,
            kind: self.kind,
            is_directed: is_turned || time_of_a.is_before(time_of_b),
            share_of_from: self.common.share_of_a,
            share_of_to: self.common.share_of_b,
            carried: self.common.pairs.len(),
            pairs: self.common.pairs,
        };
        edge.pairs.truncate(MOST_PAIRS);
        if is_turned {
            (edge.from, edge.to) = (b, a);
            (edge.share_of_from, edge.share_of_to) = (edge.share_of_to, edge.share_of_from);
            for pair in &mut edge.pairs {
                (pair.a, pair.b) = (pair.b, pair.a);
            }
        }
        Some(edge)
    }
}

/// Compares pairs of documents, some at a time.
async fn verify(
    session: &SessionContext,
    pairs: &[Candidate],
    by: By,
    limits: &Limits,
) -> Result<Vec<Verified>, Error> {
    let at_once = match by {
        By::Words => AT_ONCE,
        By::Meaning => AT_ONCE_WITH_VECTORS,
    };
    let mut found = Vec::new();
    for group in groups(pairs, at_once) {
        let texts = texts(session, &documents(&group), by == By::Meaning, limits).await?;
        found.extend(group.iter().filter_map(|pair| {
            let (a, b) = (texts.get(&pair.a)?, texts.get(&pair.b)?);
            let common = match by {
                By::Words => by_words(a, b),
                By::Meaning => by_meaning(a, b),
            };
            Verified::of(*pair, by, common, a.len().min(b.len()))
        }));
    }
    Ok(found)
}

/// The documents of some pairs, each once.
fn documents(pairs: &[Candidate]) -> Vec<i64> {
    let documents: BTreeSet<i64> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    documents.into_iter().collect()
}

/// Pairs in groups that have few documents between them: those that are connected stand together.
fn groups(pairs: &[Candidate], at_once: usize) -> Vec<Vec<Candidate>> {
    let mut joined = Joined::of(pairs.iter().map(|pair| (pair.a, pair.b)));
    let mut placed: Vec<(usize, Candidate)> = pairs
        .iter()
        .map(|pair| (joined.root(pair.a), *pair))
        .collect();
    placed.sort_unstable();
    let mut groups: Vec<Vec<Candidate>> = Vec::new();
    let mut documents = BTreeSet::new();
    for (_, pair) in placed {
        if groups.is_empty() || documents.len() + 2 > at_once {
            groups.push(Vec::new());
            documents.clear();
        }
        documents.extend([pair.a, pair.b]);
        if let Some(group) = groups.last_mut() {
            group.push(pair);
        }
    }
    groups
}

/// The families that edges make.
fn families(nodes: &BTreeMap<i64, Node>, edges: &[Edge]) -> Vec<Family> {
    let carrying = edges.iter().filter(|edge| edge.kind != Kind::Quotation);
    let joined = Joined::of(carrying.map(|edge| (edge.from, edge.to)));
    let family = |set: Vec<i64>| {
        let members = set.iter().filter_map(|document| nodes.get(document));
        let mut members: Vec<&Node> = members.collect();
        members.sort_by_key(|node| (node.time.order(), node.document));
        let agencies: BTreeSet<&String> = members
            .iter()
            .filter_map(|node| node.agency.as_ref())
            .collect();
        let first = members.first().filter(|first| {
            let mut dated = members
                .iter()
                .skip(1)
                .filter(|node| node.time.day().is_some());
            first.time.day().is_some() && dated.all(|node| first.time.is_before(&node.time))
        });
        Family {
            first: first.map(|node| node.document),
            agencies: agencies.into_iter().cloned().collect(),
            is_capped: members.len() > LEADERS,
            documents: members.iter().map(|node| node.document).collect(),
        }
    };
    let mut families: Vec<Family> = joined.sets().into_iter().map(family).collect();
    families.sort_by_key(|family| {
        (
            std::cmp::Reverse(family.documents.len()),
            family.documents.clone(),
        )
    });
    families
}
