//! Captures by address, by time, by digest and by record, found without going through all of them.

use std::collections::{BTreeMap, BTreeSet};

use headwater::document::canonical_address;

use super::{Capture, Kind};
use crate::note::Note;

/// The places of captures in the list of all.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// By what all forms of an address have in common.
    addresses: BTreeMap<String, Vec<usize>>,
    /// Those with bytes of their own, in order of address and time.
    names: Vec<usize>,
    /// The same that have a digest, in order of that.
    digests: Vec<usize>,
    /// Those that notes speak of.
    records: BTreeMap<String, usize>,
}

impl Lookup {
    pub(super) fn of<'n>(captures: &[Capture], notes: impl Iterator<Item = &'n Note>) -> Self {
        let mut lookup = Self::default();
        let wanted: BTreeSet<&String> = notes.filter_map(|note| note.record.as_ref()).collect();
        for (at, capture) in captures.iter().enumerate() {
            let address = address_of(&capture.url);
            lookup.addresses.entry(address).or_default().push(at);
            if capture.kind == Kind::Response {
                lookup.names.push(at);
                lookup
                    .digests
                    .extend(capture.digest.is_some().then_some(at));
            }
            if let Some(id) = capture.id.as_ref().filter(|id| wanted.contains(id)) {
                lookup.records.insert(id.clone(), at);
            }
        }
        // Of those that are alike the first in the archive stays the first.
        lookup.names.sort_by_key(|at| captures.get(*at).map(name));
        lookup
            .digests
            .sort_by_key(|at| captures.get(*at).map(digest));
        lookup
    }

    /// The captures of an address in any of its forms, in the order in which they lie in the archive.
    pub(super) fn at<'c>(
        &self,
        captures: &'c [Capture],
        url: &str,
    ) -> impl DoubleEndedIterator<Item = &'c Capture> + use<'_, 'c> {
        let places = self.addresses.get(&address_of(url));
        places
            .into_iter()
            .flatten()
            .filter_map(|at| captures.get(*at))
    }

    /// The one with bytes of this very address and time.
    pub(super) fn named<'c>(
        &self,
        captures: &'c [Capture],
        url: &str,
        time: &str,
    ) -> Option<&'c Capture> {
        let wanted = (url, time);
        first(&self.names, captures, |capture| name(capture).cmp(&wanted))
    }

    /// One with bytes of this digest.
    pub(super) fn same<'c>(&self, captures: &'c [Capture], wanted: &str) -> Option<&'c Capture> {
        first(&self.digests, captures, |capture| {
            digest(capture).cmp(&Some(wanted))
        })
    }

    /// The one in the record with this identifier, where a note speaks of it.
    pub(super) fn record<'c>(&self, captures: &'c [Capture], id: &str) -> Option<&'c Capture> {
        captures.get(*self.records.get(id)?)
    }
}

/// The first of the places, which stand in order, at which the comparison finds neither less nor more.
fn first<'c>(
    places: &[usize],
    captures: &'c [Capture],
    compare: impl Fn(&Capture) -> std::cmp::Ordering,
) -> Option<&'c Capture> {
    let is_before = |at: &usize| {
        captures
            .get(*at)
            .is_some_and(|capture| compare(capture).is_lt())
    };
    let found = captures.get(*places.get(places.partition_point(is_before))?)?;
    compare(found).is_eq().then_some(found)
}

fn name(capture: &Capture) -> (&str, &str) {
    (&capture.url, &capture.time)
}

fn digest(capture: &Capture) -> Option<&str> {
    capture.digest.as_deref()
}

/// What two ways to write one address have in common.
fn address_of(url: &str) -> String {
    canonical_address(url).unwrap_or_else(|| url.to_owned())
}
