//! How fast one host is asked: two requests at once at most, and a time between the starts of two.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Requests to one host at the same time.
const AT_ONCE: usize = 2;

/// The turns of all hosts.
#[derive(Debug)]
pub(super) struct Pace {
    apart: Duration,
    hosts: RefCell<BTreeMap<String, Rc<Host>>>,
}

#[derive(Debug)]
struct Host {
    free: Arc<Semaphore>,
    next: RefCell<Instant>,
}

impl Pace {
    pub(super) fn new(apart: Duration) -> Self {
        Self {
            apart,
            hosts: RefCell::default(),
        }
    }

    fn host(&self, name: &str) -> Rc<Host> {
        let mut hosts = self.hosts.borrow_mut();
        let host = hosts.entry(name.to_owned()).or_insert_with(|| {
            Rc::new(Host {
                free: Arc::new(Semaphore::new(AT_ONCE)),
                next: RefCell::new(Instant::now()),
            })
        });
        Rc::clone(host)
    }

    /// Waits until a host may be asked. It counts as being asked until what is given back is dropped.
    pub(super) async fn turn(&self, name: &str) -> Option<OwnedSemaphorePermit> {
        let host = self.host(name);
        // `None` only of a semaphore that is closed, which none is.
        let permit = Arc::clone(&host.free).acquire_owned().await.ok();
        let start = {
            let mut next = host.next.borrow_mut();
            let start = (*next).max(Instant::now());
            *next = start + self.apart;
            start
        };
        sleep_until(start).await;
        permit
    }

    /// Leaves a host alone for a time.
    pub(super) fn rest(&self, name: &str, time: Duration) {
        let host = self.host(name);
        let mut next = host.next.borrow_mut();
        *next = (*next).max(Instant::now() + time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        runtime.expect("a runtime").block_on(work)
    }

    #[test]
    fn one_host_is_asked_twice_at_once_and_no_more_often_than_it_should() {
        run(async {
            let apart = Duration::from_millis(300);
            let pace = Pace::new(apart);
            let start = Instant::now();
            let first = pace.turn("a.example").await;
            let second = pace.turn("a.example").await;
            assert!(start.elapsed() >= apart);
            // The third has to wait for one of them to end; another host has not.
            let third = pace.turn("a.example");
            let third = tokio::time::timeout(apart * 2, third).await;
            assert!(third.is_err());
            let before = Instant::now();
            assert!(pace.turn("b.example").await.is_some());
            assert!(before.elapsed() < apart);
            drop((first, second));
            assert!(pace.turn("a.example").await.is_some());
        });
    }

    #[test]
    fn a_host_that_asks_for_it_is_left_alone() {
        run(async {
            let pace = Pace::new(Duration::ZERO);
            let start = Instant::now();
            pace.rest("a.example", Duration::from_millis(60));
            let _turn = pace.turn("a.example").await;
            assert!(start.elapsed() >= Duration::from_millis(60));
        });
    }
}
