//! What one exchange may take.

use std::time::Duration;

/// Bounds of an exchange with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Until a connection is there.
    pub(crate) connect: Duration,
    /// Until the fields of an answer are there.
    pub(crate) answer: Duration,
    /// For all of an exchange.
    pub(crate) exchange: Duration,
    /// Bytes of a body, as they are sent.
    pub(crate) body: u64,
    /// Bytes of the fields of an answer.
    pub(crate) head: usize,
    /// Redirects one after the other.
    pub(crate) redirects: usize,
    /// How often a server that is busy or does not answer is asked.
    pub(crate) attempts: u32,
    /// The longest that a server may ask to wait.
    pub(crate) patience: Duration,
    /// Before a second attempt; twice as long before each one after it.
    pub(crate) pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            exchange: Duration::from_mins(1),
            body: 32 * 1024 * 1024,
            // What is read again of an answer to know what it is.
            head: 60 * 1024,
            redirects: 10,
            attempts: 3,
            patience: Duration::from_mins(2),
            pause: Duration::from_secs(2),
        }
    }
}

impl Limits {
    /// The most bytes of one body.
    #[must_use]
    pub fn body(self, bytes: u64) -> Self {
        Self {
            body: bytes,
            ..self
        }
    }

    /// The longest that one exchange may take; the other times are no longer than this.
    #[must_use]
    pub fn exchange(self, time: Duration) -> Self {
        Self {
            connect: self.connect.min(time),
            answer: self.answer.min(time),
            exchange: time,
            ..self
        }
    }

    /// The pause before a second attempt.
    #[must_use]
    pub fn pause(self, time: Duration) -> Self {
        Self {
            pause: time,
            ..self
        }
    }

    /// The longest that a server may ask to wait.
    #[must_use]
    pub fn patience(self, time: Duration) -> Self {
        Self {
            patience: time,
            ..self
        }
    }
}
