//! The program as a user meets it: each file is one kind of story.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it passed over"
)]

mod archives;
mod assistant;
mod bad_input;
mod captured;
mod cases;
mod commands;
mod common;
mod corpus;
mod demo;
mod many;
mod served;
#[expect(
    dead_code,
    clippy::expect_used,
    reason = "the server of the tests of capture, which ask more of it"
)]
#[path = "../../../headwater-capture/tests/it/server.rs"]
mod server;
