//! Which statements are of one event, and which of one event with another date.
//!
//! A false joining is worse than two entries, so everything has to speak for one: a statement joins an event only if its date
//! agrees with that of every statement there, and its sentence says the same as one of them and is like all of them. "The
//! harbour closes today" is farther from "the harbour closed on 12 January" than that is from its translation, so not all
//! have to be near each other; but none is farther from another than [`SLACK`] allows, whatever chain leads there.
//!
//! Two sentences say the same if one has nearly all shingles of the other, or if their vectors are near. How near was found
//! on translated news (NTREX-128): across languages, 0.65 keeps 79 % of the sentences' translations and takes 0.7 of a
//! thousand other sentences of the same report for one; within one language it would take 5, and 0.75 takes 0.5. Amounts
//! of one kind of which none is in both sentences part them.

use fearless_simd::Level;
use serde::Serialize;

use super::apart::Apart;
use super::statement::Statement;
use super::when::When;
use crate::functions::similarity::cosine;
use crate::search::fetch::Document;
use std::collections::BTreeMap;

/// Vectors of sentences that say the same are so near, across languages …
const NEAR: f32 = 0.65;
/// … and within one.
const NEAR_WITHIN: f32 = 0.75;
/// All sentences of an event are so near, less this.
const SLACK: f32 = 0.15;
/// Of two events with different dates the nearest sentences have to be nearer by so much: both are the same event only if
/// one of the dates is wrong.
const NEARER: f32 = 0.05;
/// One of two sentences in the same words has so much of the other.
const SAME_WORDS: f64 = 0.8;
/// Sentences of fewer shingles say too little to be the same words.
const FEWEST: usize = 4;
/// News is told within so many days.
const FRESH: i32 = 2;

/// By what two sentences say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum By {
    /// The nearness of their vectors.
    Meaning,
    /// The words in common.
    Words,
}

impl By {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meaning => "meaning",
            Self::Words => "words",
        }
    }
}

/// How like two sentences are that may be of one event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likeness {
    pub(crate) by: By,
    pub(crate) score: f32,
    /// By how much it is more than it has to be for both to say the same; less than nothing if they do not.
    margin: f32,
}

impl Likeness {
    fn is_less(&self, other: &Self) -> bool {
        (self.by, self.margin) < (other.by, other.margin)
    }
}

/// Statements that are of one event; the first has the finest date.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) members: Vec<Member>,
    /// Events that may be the same one at another date.
    pub(crate) others: Vec<(usize, Likeness)>,
}

/// A statement of an event.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its place among all statements.
    pub(crate) statement: usize,
    /// How like it is to the likest of the others; none for the first.
    pub(crate) joined: Option<Likeness>,
}

/// Compares statements.
pub(crate) struct Grouping<'s> {
    statements: &'s [Statement],
    sources: &'s BTreeMap<i64, Document>,
    level: Level,
}

impl<'s> Grouping<'s> {
    pub(crate) fn of(statements: &'s [Statement], sources: &'s BTreeMap<i64, Document>) -> Self {
        Self {
            statements,
            sources,
            level: Level::new(),
        }
    }

    /// The events in order of time.
    pub(crate) fn events(&self) -> Vec<Group> {
        let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let apart = self.joined();
        for at in 0..self.statements.len() {
            together.entry(apart.group(at)).or_default().push(at);
        }
        let mut groups: Vec<Group> = together.into_values().map(|all| self.group(all)).collect();
        groups.sort_by_key(|group| {
            let first = self.first(group)?;
            Some((first.when.first, first.when.last, self.rank(first)))
        });
        self.add_others(&mut groups);
        groups
    }

    /// Joins the likest two first, and never any that are not alike.
    fn joined(&self) -> Apart {
        let mut apart = Apart::of(self.statements.len());
        let mut alike = Vec::new();
        for (at, one) in self.statements.iter().enumerate() {
            for (place, other) in self.statements.iter().enumerate().take(at) {
                let agrees = one.when.agrees(other.when);
                match agrees.then(|| self.likeness(one, other)).flatten() {
                    Some(likeness) if likeness.margin >= 0.0 => alike.push((likeness, place, at)),
                    Some(_) => {}
                    None => apart.keep(place, at),
                }
            }
        }
        alike.sort_by(|(a, ..), (b, ..)| b.by.cmp(&a.by).then(b.margin.total_cmp(&a.margin)));
        for (_, one, other) in alike {
            apart.join(one, other);
        }
        apart
    }

    /// Some statements as an event: that with the finest date first, then by publication.
    fn group(&self, mut all: Vec<usize>) -> Group {
        all.sort_by_key(|at| {
            let statement = self.statements.get(*at)?;
            Some((statement.when.days(), self.rank(statement)))
        });
        let members = all.iter().enumerate().map(|(place, statement)| Member {
            statement: *statement,
            joined: (place > 0).then(|| self.likest(*statement, &all)).flatten(),
        });
        Group {
            members: members.collect(),
            others: Vec::new(),
        }
    }

    fn likest(&self, statement: usize, all: &[usize]) -> Option<Likeness> {
        let this = self.statements.get(statement)?;
        let others = all.iter().filter(|other| **other != statement);
        let likenesses = others.filter_map(|at| self.likeness(this, self.statements.get(*at)?));
        likenesses.reduce(|best, next| if best.is_less(&next) { next } else { best })
    }

    /// What was published first comes first.
    fn rank<'a>(&'a self, statement: &'a Statement) -> (bool, Option<&'a str>, (i64, i32), When) {
        let source = self.sources.get(&statement.sentence.document);
        let published = source.and_then(|source| source.published.as_deref());
        (
            published.is_none(),
            published,
            statement.place(),
            statement.when,
        )
    }

    fn first(&self, group: &Group) -> Option<&'s Statement> {
        self.statements.get(group.members.first()?.statement)
    }

    fn members<'g>(&'g self, group: &'g Group) -> impl Iterator<Item = &'s Statement> + Clone + 'g {
        group
            .members
            .iter()
            .filter_map(|member| self.statements.get(member.statement))
    }

    /// How like two sentences are, if they may be of one event.
    fn likeness(&self, a: &Statement, b: &Statement) -> Option<Likeness> {
        if a.place() == b.place() || !figures_agree(a, b) {
            return None;
        }
        if let Some(score) = words_in_common(a, b) {
            return Some(Likeness {
                by: By::Words,
                score,
                margin: score,
            });
        }
        let (one, other) = (a.sentence.vector.as_deref()?, b.sentence.vector.as_deref()?);
        let score = cosine(self.level, one, other)?;
        let is_one_language = self.language(a) == self.language(b);
        let margin = score - if is_one_language { NEAR_WITHIN } else { NEAR };
        (margin >= -SLACK).then_some(Likeness {
            by: By::Meaning,
            score,
            margin,
        })
    }

    fn language(&self, statement: &Statement) -> Option<&str> {
        let source = self.sources.get(&statement.sentence.document)?;
        Some(source.language.as_str())
    }

    /// Finds the events that may be the same one at another date.
    fn add_others(&self, groups: &mut [Group]) {
        for at in 1..groups.len() {
            let (before, behind) = groups.split_at_mut(at);
            let Some(this) = behind.first_mut() else {
                continue;
            };
            for (place, other) in before.iter_mut().enumerate() {
                if let Some(likeness) = self.differ_in_date(this, other) {
                    this.others.push((place, likeness));
                    other.others.push((at, likeness));
                }
            }
        }
    }

    fn differ_in_date(&self, a: &Group, b: &Group) -> Option<Likeness> {
        let (first, second) = (self.first(a)?, self.first(b)?);
        if first.when.agrees(second.when) {
            return None;
        }
        let mut best: Option<Likeness> = None;
        for one in self.members(a) {
            for other in self.members(b) {
                // A text that tells both dates tells two events.
                if one.sentence.document == other.sentence.document
                    || self.are_both_fresh(one, other)
                {
                    return None;
                }
                let likeness = self.likeness(one, other)?;
                if best.is_none_or(|best| best.is_less(&likeness)) {
                    best = Some(likeness);
                }
            }
        }
        best.filter(|best| best.margin >= NEARER)
    }

    /// Whether each was told on its own day: then they are two events of one kind, such as a council's weekly session.
    fn are_both_fresh(&self, a: &Statement, b: &Statement) -> bool {
        let is_fresh = |statement: &Statement| {
            let source = self.sources.get(&statement.sentence.document)?;
            let published = When::parse(source.published.as_deref()?.get(..10)?, "")?;
            let age = (published.first - statement.when.first).get_days();
            Some((0..=FRESH).contains(&age))
        };
        let gap = (a.when.first - b.when.first).get_days().abs();
        gap > FRESH && is_fresh(a) == Some(true) && is_fresh(b) == Some(true)
    }
}

/// Whether no amounts part two sentences.
fn figures_agree(a: &Statement, b: &Statement) -> bool {
    a.figures.iter().all(|(of, values)| {
        let others = b.figures.get(of);
        others.is_none_or(|others| {
            others.is_empty() || values.is_empty() || !values.is_disjoint(others)
        })
    })
}

/// What part of the shorter of two sentences stands in the other, if it is nearly all.
fn words_in_common(a: &Statement, b: &Statement) -> Option<f32> {
    let (short, long) = if a.shingles.len() <= b.shingles.len() {
        (a, b)
    } else {
        (b, a)
    };
    if short.shingles.len() < FEWEST {
        return None;
    }
    let common = short.shingles.intersection(&long.shingles).count() as f64;
    let share = common / short.shingles.len() as f64;
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
    let score = share as f32;
    (share >= SAME_WORDS).then_some(score)
}
