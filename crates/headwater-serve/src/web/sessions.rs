//! Those who came in by a browser with their token.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::readers::Reader;

/// Browsers that are known at the same time; the one that came first has to come in again.
const MOST: usize = 10_000;

/// Readers by what their browsers were given. A service that starts anew knows none.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    readers: HashMap<String, Reader>,
    order: VecDeque<String>,
}

impl Sessions {
    /// Lets a reader in; gives what the browser is to show from now on.
    pub(super) fn begin(&self, reader: Reader) -> String {
        let session = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.readers.insert(session.clone(), reader);
        kept.order.push_back(session.clone());
        if kept.order.len() > MOST
            && let Some(first) = kept.order.pop_front()
        {
            kept.readers.remove(&first);
        }
        session
    }

    pub(super) fn reader(&self, session: &str) -> Option<Reader> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.readers.get(session).cloned()
    }

    pub(super) fn end(&self, session: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.readers.remove(session);
        kept.order.retain(|one| one != session);
    }
}
