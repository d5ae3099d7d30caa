//! What the patterns find in a text, level by level.

use super::category::Category;
use super::level::Level;
use super::lexicon::Lexicon;
use super::pattern::{Kinds, Match, Parts, Symbol};
use super::token::Token;
use std::cmp::Reverse;

/// Everything that the patterns found, by the token that it begins at.
pub(super) struct Chart<'t> {
    tokens: &'t [Token],
    /// All that each token can be, with the parts that begin at it.
    kinds: Vec<Kinds>,
    /// The tokens that may begin any pattern: few, in a text that names few dates.
    beginnings: Vec<usize>,
    /// By the part that they are.
    parts: [Findings; Symbol::ALL.len()],
    /// Ranges, sets and points together.
    all: Findings,
}

impl<'t> Chart<'t> {
    pub(super) fn new(tokens: &'t [Token], lexicon: &Lexicon) -> Self {
        let kinds: Vec<Kinds> = (0..tokens.len()).map(|at| Kinds::of(tokens, at)).collect();
        // parts begin where a pattern began, so that they open no other beginning
        let levels = lexicon.levels().into_iter();
        let begins = levels.fold(Kinds::default(), |all, level| all.join(level.begins()));
        let beginning = kinds
            .iter()
            .enumerate()
            .filter(|(_, kinds)| kinds.meets(begins));
        let mut chart = Self {
            tokens,
            beginnings: beginning.map(|(at, _)| at).collect(),
            kinds,
            parts: Default::default(),
            all: Findings::default(),
        };
        chart.add(Symbol::Date, &lexicon.calendar);
        chart.add(Symbol::Time, &lexicon.clock);
        chart.add(Symbol::Span, &lexicon.length);
        chart.add(Symbol::Point, &lexicon.point);
        chart.all = chart.take_all(lexicon);
        chart
    }

    /// What can begin at a token, the longest first.
    pub(super) fn candidates(&self, at: usize) -> &[Match] {
        self.all.at(at)
    }

    /// Finds the parts that this level's patterns make.
    fn add(&mut self, symbol: Symbol, level: &Level) {
        let found = self.level(level);
        for (at, _) in &found.places {
            if let Some(kinds) = self.kinds.get_mut(*at) {
                *kinds = kinds.with(symbol);
            }
        }
        if let Some(parts) = self.parts.get_mut(symbol as usize) {
            *parts = found;
        }
    }

    /// Ranges, sets and points by the token that they begin at, now that no pattern asks for the
    /// points any more; a word that only tells what follows is no part of them.
    fn take_all(&mut self, lexicon: &Lexicon) -> Findings {
        let mut all = self.level(&lexicon.range).matches;
        all.extend(self.level(&lexicon.set).matches);
        let points = self.parts.get_mut(Symbol::Point as usize);
        all.extend(points.map(std::mem::take).unwrap_or_default().matches);
        // neither is one at the end that would join what did not come
        let joins =
            |token: &Token| token.reading(Category::Of).is_some() && token.readings.len() == 1;
        for found in &mut all {
            while found.end > found.start + 1 && self.tokens.get(found.end - 1).is_some_and(joins) {
                found.end -= 1;
            }
        }
        all.sort_by_key(|found| found.start);
        let mut all = all.into_iter().peekable();
        let mut findings = Findings::default();
        while let Some(at) = all.peek().map(|found| found.start) {
            findings.push(
                at,
                std::iter::from_fn(|| all.next_if(|found| found.start == at)),
            );
        }
        findings
    }

    /// Matches one level's patterns at every token.
    fn level(&self, level: &Level) -> Findings {
        let mut findings = Findings::default();
        let mut here: Vec<Match> = Vec::new();
        let mut room = Vec::new();
        for at in self.beginnings.iter().copied() {
            let kinds = self.kinds(at);
            if !kinds.meets(level.begins()) {
                continue;
            }
            for pattern in level.beginning(kinds, self.kinds(at + 1)) {
                let found = pattern.find(self.tokens, at, self, &mut room);
                // of two that are as long the pattern written first is meant
                let known = |found: &Match| {
                    let mut known = here.iter();
                    known.any(|known| (known.start, known.end) == (found.start, found.end))
                };
                here.extend(found.filter(|found| !known(found)));
            }
            findings.push(at, here.drain(..));
        }
        findings
    }
}

impl Parts for Chart<'_> {
    fn at(&self, symbol: Symbol, token: usize) -> &[Match] {
        let parts = self.parts.get(symbol as usize);
        parts.map_or(&[], |parts| parts.at(token))
    }

    fn kinds(&self, token: usize) -> Kinds {
        self.kinds.get(token).copied().unwrap_or_default()
    }
}

/// Findings by the token that they were looked for at.
#[derive(Default)]
struct Findings {
    matches: Vec<Match>,
    /// The tokens that have any, in order, and one past the last of each.
    places: Vec<(usize, usize)>,
}

impl Findings {
    /// Adds those of a token behind all that have any, the longest first.
    fn push(&mut self, token: usize, found: impl Iterator<Item = Match>) {
        let start = self.matches.len();
        self.matches.extend(found);
        let new = self.matches.get_mut(start..).unwrap_or_default();
        if !new.is_empty() {
            new.sort_by_key(|found| Reverse(found.end));
            self.places.push((token, self.matches.len()));
        }
    }

    fn at(&self, token: usize) -> &[Match] {
        let Ok(place) = self.places.binary_search_by_key(&token, |(at, _)| *at) else {
            return &[];
        };
        let end = |place: usize| self.places.get(place).map(|(_, end)| *end);
        let start = place.checked_sub(1).and_then(end).unwrap_or_default();
        let found = self.matches.get(start..end(place).unwrap_or_default());
        found.unwrap_or_default()
    }
}
