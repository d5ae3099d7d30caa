//! The door: connections in, and an end that lets what was begun be finished.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::guests::Guests;
use super::rate::Peer;
use crate::Error;

/// Connections at the same time; those beyond wait to be let in.
const MOST_CONNECTIONS: usize = 1024;
/// The fields of a request have to be there by then.
const FIELDS: Duration = Duration::from_secs(15);
/// How a connection in HTTP/2 begins (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Between two looks at how a connection begins.
const LOOK: Duration = Duration::from_millis(20);
/// What was begun when the service is to end has so long to be finished.
const GRACE: Duration = Duration::from_secs(5);

/// A service that answers until it is stopped or dropped.
pub(crate) struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // One that panicked has said so.
            let _ = thread.join();
        }
    }
}

/// Answers at an address, on threads of its own. Of an answer something has to be taken within this time.
pub(crate) fn listen(
    address: SocketAddr,
    limit: Duration,
    router: impl FnOnce(SocketAddr) -> Router,
) -> Result<Running, Error> {
    let failed = |error: std::io::Error| Error::new(format!("{address}: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_name("pages")
        .enable_all()
        .build()
        .map_err(failed)?;
    let listener = runtime
        .block_on(TcpListener::bind(address))
        .map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let router = router(address);
    let (stop, stopped) = oneshot::channel();
    let serve = move || runtime.block_on(accept(listener, router, limit, stopped));
    let thread = thread::Builder::new()
        .name("door".to_owned())
        .spawn(serve)
        .map_err(failed)?;
    Ok(Running {
        address,
        stop: Some(stop),
        thread: Some(thread),
    })
}

async fn accept(
    listener: TcpListener,
    router: Router,
    limit: Duration,
    mut stopped: oneshot::Receiver<()>,
) {
    let door = Arc::new(Door::new(router, limit));
    let guests = Arc::new(Guests::default());
    let open = GracefulShutdown::new();
    let (closing, _) = watch::channel(());
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            break;
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        let Ok((stream, from)) = accepted else {
            // Too many open files, most likely: some are closed soon.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Who has too many open is hung up on at once.
        let Some(guest) = guests.enter(from.ip()) else {
            continue;
        };
        let (door, watcher, mut closed) = (Arc::clone(&door), open.watcher(), closing.subscribe());
        tokio::spawn(async move {
            tokio::select! {
                begun = is_http2(&stream) => if let Some(is_http2) = begun {
                    door.serve(stream, Peer(from.ip()), is_http2, watcher).await;
                },
                // Who has not even begun is not waited for.
                _ = closed.changed() => {}
            }
            drop((guest, place));
        });
    }
    drop(listener);
    drop(closing);
    let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
}

/// Whether a connection speaks HTTP/2, by how it begins; `None` for one that does not begin in time. The server would
/// look by itself, but wait for ever.
async fn is_http2(stream: &TcpStream) -> Option<bool> {
    let begun = async {
        let mut first = [0; PREFACE.len()];
        loop {
            let count = stream.peek(&mut first).await.ok()?;
            let given = first.get(..count).filter(|given| !given.is_empty())?;
            if !PREFACE.starts_with(given) || given.len() == PREFACE.len() {
                return Some(PREFACE.starts_with(given));
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(FIELDS, begun).await.ok().flatten()
}

/// What every connection meets.
struct Door {
    router: Router,
    one: Builder<TokioExecutor>,
    two: Builder<TokioExecutor>,
    limit: Duration,
}

impl Door {
    fn new(router: Router, limit: Duration) -> Self {
        let mut one = Builder::new(TokioExecutor::new()).http1_only();
        one.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(FIELDS);
        let mut two = Builder::new(TokioExecutor::new()).http2_only();
        two.http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(FIELDS);
        Self {
            router,
            one,
            two,
            limit,
        }
    }

    async fn serve(&self, stream: TcpStream, peer: Peer, is_http2: bool, watcher: Watcher) {
        let _ = stream.set_nodelay(true);
        let known = move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            request
        };
        let service = TowerToHyperService::new(self.router.clone().map_request(known));
        // Whoever asks and then reads nothing of the answer is not waited for, either.
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limit));
        let builder = if is_http2 { &self.two } else { &self.one };
        let connection = builder
            .serve_connection(TokioIo::new(Box::pin(stream)), service)
            .into_owned();
        // Whoever hangs up in the middle wants no answer.
        let _ = watcher.watch(connection).await;
    }
}
