//! Captures from servers that this test starts on loopback.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should say where"
)]

mod again;
mod capture;
mod common;
mod damaged;
mod encrypted;
mod misbehaviour;
mod server;
