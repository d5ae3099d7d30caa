use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::cases::Cases;
use crate::web::{self, Bounds, Desk, FASTEST, Running};
use crate::work::{Office, Workers};
use crate::{Error, Fetching, Readers, log};

/// What is at work when the service ends has so long to come to its end; else it is taken up at the next start.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pages a second for each client, where readers have names: more than a reader has time to look at.
const RATE: u32 = 50;
/// The same for the one who uses this machine: a limit for programs that run wild, and for no other.
const OWN_RATE: u32 = 1_000;

/// A request has to be there, and its answer begun, by then.
const TIME_LIMIT: Duration = Duration::from_mins(2);

/// How to serve.
#[derive(Clone)]
pub struct Settings {
    folder: PathBuf,
    address: SocketAddr,
    fetching: Fetching,
    workers: usize,
    readers: Readers,
    hosts: Vec<String>,
    rate: Option<u32>,
    time_limit: Duration,
}

impl Settings {
    /// The cases of a folder, at port 8765 of this machine alone, without fetching.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            folder: folder.into(),
            address: SocketAddr::from(([127, 0, 0, 1], 8765)),
            fetching: Fetching::none(),
            workers: processors.saturating_sub(1).max(1),
            readers: Readers::default(),
            hosts: Vec::new(),
            rate: None,
            time_limit: TIME_LIMIT,
        }
    }

    /// The address to answer at. Port 0 takes any that is free.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// How to fetch pages.
    #[must_use]
    pub fn fetching(mut self, fetching: Fetching) -> Self {
        self.fetching = fetching;
        self
    }

    /// Who may come in. Only with some may another address than one of this machine alone be answered at.
    #[must_use]
    pub fn readers(mut self, readers: Readers) -> Self {
        self.readers = readers;
        self
    }

    /// One more name under which the service is asked for, with its port where that is not the usual one.
    #[must_use]
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// How many pages a second a client may ask for over some time, at most a million; 0 for any number. A search counts
    /// as 5 of them, a change as 10, and whoever was quiet may ask for those of 20 seconds at once. A client is a reader
    /// with a name, or else an address, of IPv6 a network of 64 bits. Without this it is 50, and 1,000 where only this
    /// machine is answered and nobody has a name.
    #[must_use]
    pub fn rate(mut self, rate: u32) -> Self {
        self.rate = Some(rate.min(FASTEST));
        self
    }

    /// How long a request may take until all of it is there and its answer begins, and how long whoever asked may take
    /// nothing of that answer; 2 minutes without this.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// How many cases are worked on at the same time.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }
}

/// A service at work. It ends when it is dropped: what is being answered is answered, and what is being traced is traced
/// at the next start.
pub struct Service {
    running: Option<Running>,
    workers: Option<Workers>,
    address: SocketAddr,
}

impl Service {
    /// Opens the folder and begins to answer.
    pub fn start(settings: Settings) -> Result<Self, Error> {
        if !settings.address.ip().is_loopback() && settings.readers.is_anyone() {
            let address = settings.address;
            return Err(Error::new(format!(
                "{address}: anyone who reaches it could read and change the cases; say who may come in, or take an \
                 address of this machine alone, such as 127.0.0.1:8765"
            )));
        }
        let cases = Arc::new(Cases::open(&settings.folder)?);
        let fetches = settings.fetching.is_on();
        let office = Arc::new(Office::open(Arc::clone(&cases), settings.fetching)?);
        let at_work = Arc::clone(&office);
        let usual = if settings.readers.is_anyone() {
            OWN_RATE
        } else {
            RATE
        };
        let rate = settings.rate.unwrap_or(usual);
        let running = web::listen(settings.address, settings.time_limit, |address| {
            let hosts = hosts(address).into_iter().chain(settings.hosts).collect();
            let bounds = Bounds {
                rate,
                time: settings.time_limit,
            };
            let desk = Desk::new(cases, office, fetches, hosts, settings.readers, bounds);
            web::router(Arc::new(desk))
        })?;
        let workers = at_work.work(settings.workers)?;
        log::info(&format_args!("answers at http://{}/", running.address()));
        Ok(Self {
            address: running.address(),
            running: Some(running),
            workers: Some(workers),
        })
    }

    /// Waits until the program is told to stop: by an interrupt, or as service managers do it.
    pub fn wait_for_signal(&self) -> Result<(), Error> {
        let failed = |error: std::io::Error| Error::new(format!("waiting for a signal: {error}"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        runtime.block_on(told_to_stop()).map_err(failed)?;
        log::info(&"stops");
        Ok(())
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(workers) = self.workers.take() {
            workers.stop(PATIENCE);
        }
    }
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// The names by which a browser on this machine asks for an address.
fn hosts(address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let own = match address.ip() {
        IpAddr::V4(ip) => format!("{ip}:{port}"),
        IpAddr::V6(ip) => format!("[{ip}]:{port}"),
    };
    vec![own, format!("localhost:{port}")]
}
