use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::CaseId;

/// How far the work on a case is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// So many cases come before it.
    Waiting(usize),
    /// So many of so many pages are there, and the last of them.
    Fetching(usize, usize, String),
    /// The article and its sources are read.
    Reading,
    /// So many of so many sentences were compared.
    Aligning(usize, usize),
    /// What was found is written down.
    Checking,
    /// It came to an end, good or bad.
    Ended,
}

/// The cases that are worked on, for whoever watches.
#[derive(Debug, Default)]
pub(crate) struct Board {
    stages: Mutex<HashMap<CaseId, watch::Sender<Stage>>>,
}

impl Board {
    /// What there is to see of a case from now on; `None` for one that nothing is done for.
    pub(crate) fn watch(&self, id: &CaseId) -> Option<watch::Receiver<Stage>> {
        self.stages().get(id).map(watch::Sender::subscribe)
    }

    /// Says how far a case is.
    pub(crate) fn put(&self, id: &CaseId, stage: Stage) {
        if let Some(sender) = self.stages().get(id) {
            sender.send_replace(stage);
        } else {
            self.stages().insert(id.clone(), watch::Sender::new(stage));
        }
    }

    /// Nothing more is done for a case. Whoever watches is told.
    pub(crate) fn end(&self, id: &CaseId) {
        if let Some(sender) = self.stages().remove(id) {
            sender.send_replace(Stage::Ended);
        }
    }

    fn stages(&self) -> MutexGuard<'_, HashMap<CaseId, watch::Sender<Stage>>> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
