//! Pages as they were last sent: who looks at a case again and again does not have it made again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;

/// Bytes of pages that are kept.
const ROOM: usize = 64 * 1024 * 1024;

/// What a page was made of: one that has changed has another key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// The address with all that the page depends on, the language among it.
    pub(super) address: String,
    /// The version of what it shows.
    pub(super) version: u64,
}

/// Pages by their keys, the oldest given up first.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    pages: HashMap<Key, Bytes>,
    order: VecDeque<Key>,
    size: usize,
}

impl Cache {
    pub(super) fn get(&self, key: &Key) -> Option<Bytes> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pages
            .get(key)
            .cloned()
    }

    pub(super) fn put(&self, key: Key, page: Bytes) {
        if page.len() > ROOM / 8 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.size += page.len();
        if let Some(old) = kept.pages.insert(key.clone(), page) {
            kept.size -= old.len();
        } else {
            kept.order.push_back(key);
        }
        while kept.size > ROOM {
            let Some(oldest) = kept.order.pop_front() else {
                return;
            };
            let gone = kept.pages.remove(&oldest).map_or(0, |page| page.len());
            kept.size -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Key, ROOM};
    use axum::body::Bytes;

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let cache = Cache::default();
        let key = |version| Key {
            address: "/".to_owned(),
            version,
        };
        let page = Bytes::from(vec![0; ROOM / 8]);
        for version in 0..20 {
            cache.put(key(version), page.clone());
        }
        assert_eq!(
            (0..20)
                .filter(|version| cache.get(&key(*version)).is_some())
                .count(),
            8
        );
        assert!(cache.get(&key(19)).is_some());
        cache.put(key(30), Bytes::from(vec![0; ROOM]));
        assert!(cache.get(&key(30)).is_none());
    }
}
