//! Many documents in one place: added once, then searched, and followed from one to the next.

pub mod add;
mod error;
pub mod functions;
pub mod intake;
mod plain;
pub mod rows;
pub mod search;
pub mod signature;
pub mod spread;
pub mod sql;
pub mod store;
#[cfg(test)]
mod testing;
pub mod timeline;

pub use error::Error;
