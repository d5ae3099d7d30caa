//! Putting documents into a store: read by several threads, written in the order in which they were found.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use headwater::align::Embedder;
use headwater::document::read;

use crate::Error;
use crate::intake::{Found, Item, Unread, documents};
use crate::rows::{Prepared, document_id};
use crate::store::{Added, Addition, Rows, Store};

/// So many documents are read at a time …
const BATCH: usize = 512;
/// … or as many as have so many bytes together: 64 MiB.
const BATCH_BYTES: usize = 64 * 1024 * 1024;

/// How documents are added.
#[derive(Clone, Copy)]
pub struct Adding<'m> {
    model: Option<&'m (dyn Embedder + Sync)>,
    threads: usize,
}

impl<'m> Adding<'m> {
    /// By so many threads, with vectors of a model, or with none: what means the same in other languages is then not found.
    #[must_use]
    pub fn new(model: Option<&'m (dyn Embedder + Sync)>, threads: usize) -> Self {
        Self {
            model,
            threads: threads.max(1),
        }
    }

    /// Adds all documents of the inputs to a store in one step, and tells `said` of each that was gone through.
    ///
    /// What goes wrong with one document does not end the addition.
    ///
    /// # Errors
    /// Where the store cannot be read or written. Nothing is added then.
    pub async fn add(
        &self,
        store: Store,
        inputs: &[PathBuf],
        mut said: impl FnMut(&Outcome),
    ) -> Result<Added, Error> {
        let mut addition = Addition::begin(store).await?;
        let mut found = documents(inputs).peekable();
        while found.peek().is_some() {
            let batch = take_batch(&mut found);
            for outcome in self.read_all(&batch, addition.stored()) {
                said(&outcome);
                match outcome {
                    Outcome::Read(rows) => addition.add(*rows).await?,
                    Outcome::Known => addition.pass_over(),
                    Outcome::Empty(_) | Outcome::Unread(_) => {}
                }
            }
        }
        let (_, added) = addition.publish().await?;
        Ok(added)
    }

    /// Reads a batch, each document by whichever thread is free.
    fn read_all(&self, batch: &[Item], stored: &[i64]) -> Vec<Outcome> {
        let next = AtomicUsize::new(0);
        let read: Mutex<Vec<(usize, Outcome)>> = Mutex::new(Vec::with_capacity(batch.len()));
        let work = || {
            while let Some((place, item)) = {
                let place = next.fetch_add(1, Ordering::Relaxed);
                batch.get(place).map(|item| (place, item))
            } {
                let outcome = self.outcome(item, stored);
                read.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((place, outcome));
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.threads.min(batch.len()) {
                scope.spawn(work);
            }
            work();
        });
        let mut read = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        read.sort_unstable_by_key(|(place, _)| *place);
        read.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn outcome(&self, item: &Item, stored: &[i64]) -> Outcome {
        let found = match item {
            Ok(found) => found,
            Err(unread) => return Outcome::Unread(unread.clone()),
        };
        // A fault of ours in one document must not lose the others.
        let rows = catch_unwind(AssertUnwindSafe(|| self.rows(found, stored)));
        rows.unwrap_or_else(|_| {
            Outcome::Unread(Unread::new(
                found.name(),
                "reading it failed; please report it",
            ))
        })
    }

    fn rows(&self, found: &Found, stored: &[i64]) -> Outcome {
        let document = match read(found.bytes(), found.hints()) {
            Ok(document) => document,
            Err(error) => return Outcome::Unread(Unread::new(found.name(), error)),
        };
        if !document.says_something() {
            return Outcome::Empty(found.name().to_owned());
        }
        if stored.binary_search(&document_id(&document)).is_ok() {
            return Outcome::Known;
        }
        let prepared = Prepared::of(document, found.given().clone());
        Outcome::Read(Box::new(match self.model {
            Some(model) => prepared.embedded(model),
            None => prepared.into_rows(),
        }))
    }
}

/// The next documents that are read together.
fn take_batch(found: &mut impl Iterator<Item = Item>) -> Vec<Item> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let Some(item) = found.next() else {
            break;
        };
        bytes += item.as_ref().map_or(0, |found| found.bytes().len());
        batch.push(item);
    }
    batch
}

/// What came of one document.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// It was read.
    Read(Box<Rows>),
    /// It was in the store already.
    Known,
    /// It has no text.
    Empty(String),
    /// It could not be read.
    Unread(Unread),
}
