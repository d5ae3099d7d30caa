//! Documents read by processes that can be killed: one that is over its time or its memory, or that
//! breaks down, fails alone, and the others go on.
//!
//! A worker is this program, called with the hidden command `worker`. It takes one [`Task`] a line on
//! standard input and answers each with one line; it ends when its input does, and so never outlives
//! the program that started it by more than one document.

mod child;
mod process;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use serde::{Deserialize, Serialize};

pub(crate) use child::serve;
use process::Process;

use crate::failure::Failure;

/// A worker with more memory than this is ended: in bytes.
const MOST_MEMORY: u64 = 2 * 1024 * 1024 * 1024;
/// Answers that wait to be shown, for each worker.
const WAITING: usize = 16;

/// A document to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) path: PathBuf,
    /// The address that it came from.
    #[serde(default)]
    pub(crate) url: Option<String>,
    #[serde(default)]
    pub(crate) explain: bool,
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

/// Reads documents and gives each answer with its place in the list to `take`, as they come. Ends early
/// where that fails.
pub(crate) fn read_all(
    tasks: &[Task],
    limits: Limits,
    mut take: impl FnMut(usize, Answer) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    // No more than there are documents, however many are asked for.
    let workers = limits.workers.min(tasks.len());
    let (answers, answered) = mpsc::sync_channel(workers * WAITING);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (answers, next) = (answers.clone(), &next);
            scope.spawn(move || {
                let mut process = None;
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(at) else { break };
                    let answer = read(&mut process, task, limits.deadline);
                    // Nobody wants it any more.
                    if answers.send((at, answer)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(answers);
        let result = answered
            .iter()
            .try_for_each(|(at, answer)| take(at, answer));
        // What waits for room goes on, and what has not begun does not.
        drop(answered);
        result
    })
}

/// Reads one document in the worker, or in a new one where there is none or it had to be ended.
fn read(process: &mut Option<Process>, task: &Task, deadline: f64) -> Answer {
    let mut running = match process.take() {
        Some(running) => running,
        None => Process::start().map_err(|error| format!("no worker could be started: {error}"))?,
    };
    let answer = running.ask(task, deadline)?;
    *process = Some(running);
    answer
}
