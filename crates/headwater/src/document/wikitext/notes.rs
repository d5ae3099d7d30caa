//! The notes of a wikitext: where each is defined, and which of them the text has led to.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use super::pairs::{Kind, Pairs, tag};

/// Notes in the order in which they are met.
#[derive(Debug, Default)]
pub(super) struct Notes<'t> {
    all: Vec<Note>,
    by_place: BTreeMap<usize, usize>,
    /// By group and name; one that is asked for in a group that lacks it is taken from any.
    by_group: BTreeMap<(&'t str, &'t str), usize>,
    by_name: BTreeMap<&'t str, usize>,
    /// Those that a mark leads to and that are not written yet.
    waiting: VecDeque<usize>,
}

#[derive(Debug)]
struct Note {
    inner: Range<usize>,
    marked: bool,
}

impl<'t> Notes<'t> {
    /// The notes of all `<ref>` tags, also of those within what is dropped: an infobox often defines
    /// what the text only names.
    pub(super) fn of(text: &'t str, pairs: &Pairs<'t>) -> Self {
        let mut notes = Self::default();
        let mut bare = Vec::new();
        for pair in pairs.of_kind(Kind::Reference) {
            let Some(tag) = tag(text, pair.start, pair.end) else {
                continue;
            };
            let inner = pairs.inner(pair);
            let (group, name) = (tag.attribute("group"), tag.attribute("name"));
            let is_bare = text
                .get(inner.clone())
                .unwrap_or_default()
                .trim()
                .is_empty();
            if is_bare {
                bare.push((pair.start, group, name));
            } else {
                let note = notes.define(inner, group, name);
                notes.by_place.insert(pair.start, note);
            }
        }
        for (place, group, name) in bare {
            if let Some(note) = notes.named(group, name) {
                notes.by_place.insert(place, note);
            }
        }
        notes
    }

    /// Adds a note, but for one whose name is taken.
    pub(super) fn define(
        &mut self,
        inner: Range<usize>,
        group: Option<&'t str>,
        name: Option<&'t str>,
    ) -> usize {
        let key = name.map(|name| (group.unwrap_or_default(), name));
        if let Some(known) = key.and_then(|key| self.by_group.get(&key)) {
            return *known;
        }
        let note = self.all.len();
        self.all.push(Note {
            inner,
            marked: false,
        });
        if let Some((group, name)) = key {
            self.by_group.insert((group, name), note);
            self.by_name.entry(name).or_insert(note);
        }
        note
    }

    /// The note of the tag that opens here.
    pub(super) fn defined_at(&self, place: usize) -> Option<usize> {
        self.by_place.get(&place).copied()
    }

    pub(super) fn named(&self, group: Option<&'t str>, name: Option<&'t str>) -> Option<usize> {
        let name = name?;
        let exact = self.by_group.get(&(group.unwrap_or_default(), name));
        exact.or_else(|| self.by_name.get(name)).copied()
    }

    /// Notes that a mark leads to this note.
    pub(super) fn mark(&mut self, note: usize) {
        if let Some(found) = self.all.get_mut(note)
            && !std::mem::replace(&mut found.marked, true)
        {
            self.waiting.push_back(note);
        }
    }

    /// The next note to write, with its place in the text.
    pub(super) fn next(&mut self) -> Option<(usize, Range<usize>)> {
        let note = self.waiting.pop_front()?;
        Some((note, self.all.get(note)?.inner.clone()))
    }
}
