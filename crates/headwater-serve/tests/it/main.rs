//! The service as a browser, and as somebody who means it harm, meets it.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test that fails should say where, and a table of cases is as long as it is"
)]

mod along;
mod api;
mod backup;
mod client;
mod desk;
mod fetched;
mod hostile;
mod rate;
mod readers;
mod story;
