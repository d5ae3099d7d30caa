//! Headwater traces what a news article says to what its sources say.
//!
//! The rooms, in the order in which data goes through them:
//! [`text`] and [`error`], [`document`], [`language`], [`align`], [`check`], [`report`], and
//! [`trace`](mod@trace), the one file that calls every other room. A room imports only from the
//! rooms before it.

pub mod align;
pub mod check;
pub mod document;
pub mod error;
pub mod language;
pub mod report;
pub mod text;
pub mod trace;

pub use error::Error;
pub use trace::{SourceInput, trace};
