//! Documents read by processes that can be killed: one that is over its time or its memory, or that
//! breaks down, fails alone, and the others go on.
//!
//! A worker is this program, called with the hidden command `worker`. It takes one [`Task`] a line on
//! standard input and answers each with one line; it ends when its input does, and so never outlives
//! the program that started it by more than one document.

mod child;
mod process;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use headwater_capture::Capture;
use serde::{Deserialize, Serialize};

pub(crate) use child::serve;
use process::Process;

use crate::failure::Failure;

/// A worker with more memory than this is ended: in bytes.
const MOST_MEMORY: u64 = 2 * 1024 * 1024 * 1024;
/// Documents that are read ahead of the first that has no answer yet, at most.
const AHEAD: usize = 1000;
/// How long a worker rests that is too far ahead.
const REST: Duration = Duration::from_millis(5);

/// A document to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) path: PathBuf,
    /// The address that it came from.
    #[serde(default)]
    pub(crate) url: Option<String>,
    #[serde(default)]
    pub(crate) explain: bool,
    /// The page of it, where it is an archive.
    #[serde(default)]
    pub(crate) capture: Option<Capture>,
    /// Why it need not be tried.
    #[serde(skip)]
    pub(crate) refused: Option<String>,
}

/// A document as JSON on one line, or why there is none.
pub(crate) type Answer = Result<String, String>;

/// How documents are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Processor time for one document, in seconds.
    pub(crate) deadline: f64,
    /// How many are read at one time.
    pub(crate) workers: usize,
}

/// Where the reading of a list stands, for all who work on it.
#[derive(Default)]
struct Progress {
    /// The first document that nobody has begun.
    next: AtomicUsize,
    /// The first document whose answer has not been taken.
    taken: AtomicUsize,
    /// Nobody wants the rest any more.
    ended: AtomicBool,
}

impl Progress {
    /// The place of the next document, once it is not too far ahead; `None` where there is an end.
    fn begin(&self) -> Option<usize> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        while at > self.taken.load(Ordering::Relaxed) + AHEAD && !self.ended.load(Ordering::Relaxed)
        {
            thread::sleep(REST);
        }
        (!self.ended.load(Ordering::Relaxed)).then_some(at)
    }
}

/// Reads documents and gives each task with its answer to `take`, in the order of the list. Ends early where
/// that fails.
pub(crate) fn read_all(
    tasks: &[Task],
    limits: Limits,
    mut take: impl FnMut(&Task, Answer) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let progress = Progress::default();
    let (answers, answered) = mpsc::channel();
    thread::scope(|scope| {
        // No more than there are documents, however many are asked for.
        for _ in 0..limits.workers.min(tasks.len()) {
            let (answers, progress) = (answers.clone(), &progress);
            scope.spawn(move || {
                let mut process = None;
                while let Some(at) = progress.begin()
                    && let Some(task) = tasks.get(at)
                {
                    let answer = read(&mut process, task, limits.deadline);
                    // An answer that nobody wants any more is dropped.
                    let _ = answers.send((at, answer));
                }
            });
        }
        drop(answers);
        let mut waiting = BTreeMap::new();
        let mut left = tasks.iter().enumerate().peekable();
        let result = answered.iter().try_for_each(|(at, answer)| {
            waiting.insert(at, answer);
            while let Some((at, task)) = left.next_if(|(at, _)| waiting.contains_key(at)) {
                progress.taken.store(at + 1, Ordering::Relaxed);
                waiting
                    .remove(&at)
                    .map_or(Ok(()), |answer| take(task, answer))?;
            }
            Ok(())
        });
        // What has begun is read to its end, and no more.
        progress.ended.store(true, Ordering::Relaxed);
        result
    })
}

/// Reads one document in the worker, or in a new one where there is none or it had to be ended.
fn read(process: &mut Option<Process>, task: &Task, deadline: f64) -> Answer {
    if let Some(refused) = &task.refused {
        return Err(refused.clone());
    }
    let mut running = match process.take().and_then(Process::if_alive) {
        Some(running) => running,
        None => Process::start().map_err(|error| format!("no worker could be started: {error}"))?,
    };
    let answer = running.ask(task, deadline)?;
    *process = Some(running);
    answer
}
