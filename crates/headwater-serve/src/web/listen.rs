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
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tower::ServiceExt;

use super::rate::Peer;
use crate::Error;

/// Connections at the same time; those beyond wait to be let in.
const MOST_CONNECTIONS: usize = 1024;
/// The fields of a request have to be there by then.
const FIELDS: Duration = Duration::from_secs(15);
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

/// Answers at an address, on threads of its own.
pub(crate) fn listen(
    address: SocketAddr,
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
    let serve = move || runtime.block_on(accept(listener, router, stopped));
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

async fn accept(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<()>) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(FIELDS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(FIELDS);
    let open = GracefulShutdown::new();
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
        let _ = stream.set_nodelay(true);
        let peer = Peer(from.ip());
        let known = move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            request
        };
        let service = TowerToHyperService::new(router.clone().map_request(known));
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // Whoever hangs up in the middle wants no answer.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
}
