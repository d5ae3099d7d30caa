//! The names of the sources: publisher, site, host, and the words by which the article links to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::address::{host, key, label};
use crate::document::{Document, LinkKind};
use crate::language::Language;
use crate::language::namings::{OutletKind, outlet_kind};
use crate::text::Span;

/// Words of a link are a name of what they lead to up to this length, in characters.
const LONGEST_NAME: usize = 40;
/// The words of a name in a script with spaces.
const MOST_WORDS: usize = 5;
/// Shorter names, in letters, are found by chance.
const SHORTEST_NAME: usize = 2;
/// So are titles shorter than this.
const SHORTEST_TITLE: usize = 12;
/// The most names of one source: an article may link to it with other words each time.
const MOST_NAMES: usize = 64;
/// How much of a note is looked at, in bytes.
const NOTE: usize = 2000;

/// What is known of a source that may be cited.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cited<'s> {
    /// The address by which it is cited.
    pub(crate) address: Option<&'s str>,
    /// Its text, where it was read.
    pub(crate) document: Option<&'s Document>,
}

/// The names of all sources, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct Known {
    addresses: BTreeMap<String, Vec<usize>>,
    hosts: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, BTreeSet<usize>>,
    titles: Vec<(String, usize)>,
    /// Which sources have no address.
    unaddressed: Vec<bool>,
    kinds: Vec<Option<OutletKind>>,
    /// How many names each source has.
    counts: Vec<usize>,
    /// Whether each source has a name or an address, so that none may be just anything.
    pub(super) all_named: bool,
}

impl Known {
    pub(super) fn of(
        article: &Document,
        language: Option<Language>,
        sources: &[Cited<'_>],
    ) -> Self {
        let mut known = Self {
            kinds: vec![None; sources.len()],
            counts: vec![0; sources.len()],
            all_named: !sources.is_empty(),
            ..Self::default()
        };
        for (at, source) in sources.iter().enumerate() {
            let publisher = source.document.and_then(Document::publisher);
            let address = source.address;
            known.unaddressed.push(address.is_none());
            known.all_named &= publisher.is_some() || address.is_some();
            if let Some(address) = address {
                known.addresses.entry(key(address)).or_default().push(at);
            }
            if let Some(host) = address.and_then(host) {
                if let Some(label) = label(&host) {
                    known.add_name(label, at, language);
                }
                known.hosts.entry(host).or_default().push(at);
            }
            if let Some(publisher) = publisher {
                known.add_name(publisher, at, language);
            }
            let title = source.document.and_then(Document::title).map(squashed);
            let long = title.filter(|title| title.chars().nth(SHORTEST_TITLE).is_some());
            known.titles.extend(long.map(|title| (title, at)));
        }
        let citations = article.links().iter();
        for link in citations.filter(|link| link.kind() == LinkKind::Citation) {
            let words = link.span().of(article.text());
            let short = words.chars().nth(LONGEST_NAME).is_none();
            let named = known.addresses.get(&key(link.url())).filter(|_| short);
            for at in named.cloned().unwrap_or_default() {
                known.add_name(words, at, language);
            }
        }
        known
    }

    fn add_name(&mut self, name: &str, source: usize, language: Option<Language>) {
        let Some(count) = self
            .counts
            .get_mut(source)
            .filter(|count| **count < MOST_NAMES)
        else {
            return;
        };
        *count += 1;
        let own = squashed(name);
        let family = OUTLETS.of(&own).iter().map(String::as_str);
        let mut all: Vec<&str> = family.collect();
        all.push(&own);
        for name in all {
            if name.chars().nth(SHORTEST_NAME - 1).is_some() {
                self.names
                    .entry(name.to_owned())
                    .or_default()
                    .insert(source);
            }
        }
        let kind = [language, Some(Language::English)].into_iter().flatten();
        let kind = kind
            .into_iter()
            .find_map(|language| outlet_kind(name, language));
        if let Some(slot) = self.kinds.get_mut(source) {
            *slot = slot.or(kind);
        }
    }

    /// The sources that an address leads to.
    pub(super) fn page(&self, address: &str) -> &[usize] {
        let found = self.addresses.get(&key(address));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The sources of the site that an address is of.
    pub(super) fn site(&self, address: &str) -> Vec<usize> {
        let found = host(address).and_then(|host| self.hosts.get(&host));
        found.cloned().unwrap_or_default()
    }

    /// What kind of outlet one of the sources is.
    pub(super) fn kind(&self, sources: &[usize]) -> Option<OutletKind> {
        let mut kinds = sources
            .iter()
            .filter_map(|at| self.kinds.get(*at).copied().flatten());
        kinds.next()
    }

    /// The names of sources and of well-known outlets in a sentence, each with the sources that it is
    /// a name of.
    pub(super) fn named_in(
        &self,
        text: &str,
        language: Option<Language>,
    ) -> Vec<(Span, Vec<usize>)> {
        let mut found: Vec<(Span, Vec<usize>)> = Vec::new();
        let words = words(text);
        for first in 0..words.len() {
            let mut joined = String::new();
            let mut best = None;
            for word in words.iter().skip(first).take(MOST_WORDS) {
                joined.push_str(&squashed(word.of(text)));
                if let Some(sources) = self.inflected(&joined, language) {
                    best = Some((word.end(), sources.iter().copied().collect()));
                } else if best.is_none() && OUTLETS.is_name(&joined, language) {
                    best = Some((word.end(), Vec::new()));
                }
            }
            if let (Some((end, sources)), Some(word)) = (best, words.get(first)) {
                let span = Span::new(word.start(), end);
                let small = text
                    .get(word.start()..)
                    .is_some_and(|t| t.starts_with(char::is_lowercase));
                let other = sources.is_empty() && small;
                if !other && !found.iter().any(|(other, _)| other.contains(span)) {
                    found.push((span, sources));
                }
            }
        }
        let own = self
            .names
            .iter()
            .filter(|(name, _)| name.contains(is_unspaced));
        let own = own.map(|(name, sources)| (name, sources.iter().copied().collect()));
        let others = OUTLETS.unspaced.iter().map(|name| (name, Vec::new()));
        let others = others.filter(|(name, _)| !self.names.contains_key(*name));
        for (name, sources) in own.chain(others) {
            let sources: Vec<usize> = sources;
            for (at, _) in text.match_indices(name.as_str()) {
                let span = Span::new(at, at + name.len());
                found.retain(|(other, _)| !span.contains(*other));
                if !found.iter().any(|(other, _)| other.intersects(span)) {
                    found.push((span, sources.clone()));
                }
            }
        }
        found.sort_by_key(|(span, _)| *span);
        found
    }

    /// The sources that have a name, which may stand in the sentence with an ending or a particle.
    fn inflected(&self, word: &str, language: Option<Language>) -> Option<&BTreeSet<usize>> {
        self.names.get(word).or_else(|| {
            stems(word, language).find_map(|stem| {
                let exact = self.names.get(stem);
                // A Russian name has endings of its own.
                let other = || {
                    let mut near = self.names.range(stem.to_owned()..);
                    near.next().filter(|(name, _)| {
                        language == Some(Language::Russian)
                            && name
                                .strip_prefix(stem)
                                .is_some_and(|rest| rest.chars().count() <= 2)
                    })
                };
                exact.or_else(|| other().map(|(_, sources)| sources))
            })
        })
    }

    /// The sources that a note or the words of a link name, by title or by outlet. A page of the same
    /// outlet at another address is another one, so that a name is only enough for sources without
    /// an address.
    pub(super) fn in_note(&self, note: &str, language: Option<Language>) -> Vec<usize> {
        let note = note.get(..note.floor_char_boundary(NOTE)).unwrap_or(note);
        let plain = squashed(note);
        let titled = self
            .titles
            .iter()
            .filter(|(title, _)| plain.contains(title.as_str()));
        let titled: Vec<usize> = titled.map(|(_, at)| *at).collect();
        if !titled.is_empty() {
            return titled;
        }
        let named = self.named_in(note, language);
        let mut named: Vec<usize> = named.into_iter().flat_map(|(_, sources)| sources).collect();
        named.retain(|at| self.unaddressed.get(*at).copied().unwrap_or(false));
        named.sort_unstable();
        named.dedup();
        named
    }

    /// Whether it can be told that an outlet is none of the sources: it is known by all its names, or
    /// some source has a name in the same script.
    pub(super) fn can_tell(&self, outlet: &str) -> bool {
        let script = script(outlet);
        let known = !OUTLETS.of(&squashed(outlet)).is_empty();
        known
            || self
                .names
                .keys()
                .any(|name| script.is_some() && self::script(name) == script)
    }
}

/// A name without case, spaces and punctuation, and without an English article.
pub(super) fn squashed(name: &str) -> String {
    let lower = name.to_lowercase();
    let lower = lower.trim().strip_prefix("the ").unwrap_or(&lower);
    lower.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A word without what may be an ending or a particle.
fn stems(word: &str, language: Option<Language>) -> impl Iterator<Item = &str> {
    let endings = match language {
        Some(Language::Korean) => 3,
        Some(Language::Russian) => 2,
        Some(Language::German) => 1,
        _ => 0,
    };
    let ends = word.char_indices().rev().take(endings);
    let stems = ends.filter_map(|(end, _)| word.get(..end));
    stems.filter(|stem| stem.chars().nth(1).is_some())
}

/// The words of a text in scripts with spaces.
fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() && !is_unspaced(c);
        match open {
            Some(start) if !inside => {
                words.push(Span::new(start, at));
                open = None;
            }
            None if inside => open = Some(at),
            _ => {}
        }
    }
    words
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

/// The script of a name, by its first letter.
fn script(name: &str) -> Option<u8> {
    let first = name.chars().find(|c| c.is_alphabetic())?;
    Some(match first {
        'А'..='ӿ' => 1,
        '\u{600}'..='\u{6FF}' => 2,
        '가'..='힣' => 3,
        first if is_unspaced(first) => 4,
        _ => 0,
    })
}

/// Outlets by all their names.
#[derive(Debug, Default)]
struct Outlets {
    all: Vec<Vec<String>>,
    by_name: BTreeMap<String, usize>,
    /// The names in scripts without spaces, long ones first.
    unspaced: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    outlets: Vec<Vec<String>>,
}

static OUTLETS: LazyLock<Outlets> = LazyLock::new(|| {
    let text = include_str!("../../../data/mul/outlets.toml");
    let file: File = toml::from_str(text).unwrap_or_default();
    let mut outlets = Outlets::default();
    for (at, names) in file.outlets.iter().enumerate() {
        let names: Vec<String> = names.iter().map(|name| squashed(name)).collect();
        for name in &names {
            outlets.by_name.insert(name.clone(), at);
        }
        outlets.all.push(names);
    }
    let names = outlets.by_name.keys();
    outlets.unspaced = names
        .filter(|name| name.contains(is_unspaced))
        .cloned()
        .collect();
    outlets
        .unspaced
        .sort_by_key(|name| std::cmp::Reverse(name.len()));
    outlets
});

impl Outlets {
    /// Whether a word is the name of an outlet, perhaps with an ending.
    fn is_name(&self, word: &str, language: Option<Language>) -> bool {
        let mut forms = std::iter::once(word).chain(stems(word, language));
        forms.any(|form| self.by_name.contains_key(form))
    }

    /// All names of the outlet that has this name.
    fn of(&self, name: &str) -> &[String] {
        let names = self.by_name.get(name).and_then(|at| self.all.get(*at));
        names.map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_outlets_is_well_formed_and_no_name_is_of_two() {
        let text = include_str!("../../../data/mul/outlets.toml");
        let file: File = toml::from_str(text).expect("a table");
        let mut seen = BTreeSet::new();
        for name in file.outlets.iter().flatten() {
            assert_eq!(*name, name.to_lowercase());
            // A name and its spelling without "the" or spaces may be one.
            seen.insert(squashed(name));
        }
        let count: usize = OUTLETS
            .all
            .iter()
            .map(|names| {
                let distinct: BTreeSet<_> = names.iter().collect();
                distinct.len()
            })
            .sum();
        assert_eq!(count, seen.len());
    }
}
