//! Captures from servers that this test starts on loopback.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that fails should say where, and a table of cases is as long as it is"
)]

mod adding;
mod again;
mod capture;
mod common;
mod damaged;
mod encrypted;
mod misbehaviour;
mod server;
mod stamped;
