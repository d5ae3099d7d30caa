//! A connection that remembers the first bytes of what goes through it, as they went.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The first bytes of both directions.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    sent: Arc<Mutex<Vec<u8>>>,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Seen {
    pub(super) fn sent(&self) -> Vec<u8> {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn received(&self) -> Vec<u8> {
        self.received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The connection.
#[derive(Debug)]
pub(super) struct Tee<T> {
    inner: T,
    seen: Seen,
    most: usize,
}

impl<T> Tee<T> {
    /// Remembers `most` bytes of each direction.
    pub(super) fn new(inner: T, most: usize) -> (Self, Seen) {
        let seen = Seen::default();
        let tee = Self {
            inner,
            seen: seen.clone(),
            most,
        };
        (tee, seen)
    }
}

fn remember(memory: &Mutex<Vec<u8>>, bytes: &[u8], most: usize) {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    let room = most.saturating_sub(memory.len());
    memory.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
}

impl<T: AsyncRead + Unpin> AsyncRead for Tee<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        let new = buffer.filled().get(before..).unwrap_or_default();
        remember(&self.seen.received, new, self.most);
        polled
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Tee<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = &polled {
            let went = bytes.get(..*count).unwrap_or_default();
            remember(&self.seen.sent, went, self.most);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
