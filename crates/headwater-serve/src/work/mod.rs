//! The work on cases, by a few threads of its own, so that the pages answer meanwhile.

mod job;
pub(crate) mod shown;
mod stage;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use headwater_embed::{Model, WordModel};

use crate::{CaseId, Cases, Error, Fetching};
pub(crate) use stage::{Board, Stage};

/// How far the work steps back behind what is to be answered, as `nice` counts.
#[cfg(target_os = "linux")]
const LOW: i32 = 15;
/// How often a worker looks for a case that nobody told it of.
const LOOK: Duration = Duration::from_secs(5);

/// What all workers share.
pub(crate) struct Office {
    cases: Arc<Cases>,
    board: Board,
    sentences: Model,
    words: WordModel,
    fetching: Fetching,
    /// How many cases came to an end, and how long that took.
    worked: Mutex<(u64, Duration)>,
    /// Whether to stop, and a bell for those that wait.
    closed: Mutex<bool>,
    bell: Condvar,
}

impl Office {
    /// Loads the models, which takes a moment and some 200 MB.
    pub(crate) fn open(cases: Arc<Cases>, fetching: Fetching) -> Result<Self, Error> {
        Ok(Self {
            cases,
            board: Board::default(),
            sentences: Model::embedded()?,
            words: WordModel::embedded()?,
            fetching,
            worked: Mutex::default(),
            closed: Mutex::new(false),
            bell: Condvar::new(),
        })
    }

    /// Who looks on.
    pub(crate) fn board(&self) -> &Board {
        &self.board
    }

    /// Tells the workers that there is something to do.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// How many cases came to an end since the start, and the seconds that they took.
    pub(crate) fn worked(&self) -> (u64, f64) {
        let (ended, time) = *self.worked.lock().unwrap_or_else(PoisonError::into_inner);
        (ended, time.as_secs_f64())
    }

    /// Has so many threads work from now on.
    pub(crate) fn work(self: &Arc<Self>, threads: usize) -> Result<Workers, Error> {
        let start = |number: usize| {
            let office = Arc::clone(self);
            let name = format!("case-{number}");
            thread::Builder::new()
                .name(name)
                .spawn(move || office.run())
        };
        let threads: Result<_, _> = (0..threads).map(start).collect();
        let threads =
            threads.map_err(|error| Error::new(format!("a thread for the cases: {error}")))?;
        Ok(Workers {
            office: Arc::clone(self),
            threads,
        })
    }

    fn run(&self) {
        step_back();
        while !self.is_closed() {
            match self.cases.take() {
                Ok(Some(id)) => self.one(&id),
                // Where the list cannot be read now, it may be later.
                Ok(None) | Err(_) => self.wait(),
            }
        }
    }

    /// A case from its order to its trace, or to why there is none.
    fn one(&self, id: &CaseId) {
        let begin = Instant::now();
        self.board.put(id, Stage::Reading);
        let done = catch_unwind(AssertUnwindSafe(|| job::run(self, id)));
        let done = done.unwrap_or_else(|_| {
            Err(Error::new(
                "the program failed at this case; that is a fault of ours",
            ))
        });
        let kept = done.and_then(|outcome| self.cases.finish(id, &outcome));
        if let Err(why) = kept {
            // What cannot be written down now is taken up at the next start.
            let _ = self.cases.fail(id, &why.to_string());
        }
        self.board.end(id);
        let mut worked = self.worked.lock().unwrap_or_else(PoisonError::into_inner);
        worked.0 += 1;
        worked.1 += begin.elapsed();
    }

    fn wait(&self) {
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if !*closed {
            let _ = self.bell.wait_timeout(closed, LOOK);
        }
    }

    fn is_closed(&self) -> bool {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the threads that answer go first: who reads a page is not to wait for somebody's trace.
#[cfg(target_os = "linux")]
fn step_back() {
    // To Linux a priority is a thread's own. Where it cannot be lowered, the work is as important as all else.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), LOW);
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

/// The threads that work on cases.
pub(crate) struct Workers {
    office: Arc<Office>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Has each worker stop behind the case that it is at, and waits so long for them. What is not done by then is taken
    /// up at the next start.
    pub(crate) fn stop(self, patience: Duration) {
        *self
            .office
            .closed
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.office.bell.notify_all();
        let tick = Duration::from_millis(20);
        let mut left = patience;
        while !self.threads.iter().all(JoinHandle::is_finished) && !left.is_zero() {
            thread::sleep(tick.min(left));
            left = left.saturating_sub(tick);
        }
    }
}
