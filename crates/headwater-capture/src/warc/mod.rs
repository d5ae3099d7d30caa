//! WARC files (ISO 28500, versions 1.0 and 1.1) record by record: plain, compressed by gzip or by zstd, each record
//! by itself or the file as a whole.
//!
//! What is whole is read, what is not is named. A file is gone through once from its start to its end, and no more of a
//! record is held than is asked for. Why the reader is our own is in ARCHITECTURE.md.

mod fields;
mod members;
mod record;
mod scan;
mod write;

pub use fields::Fields;
pub use record::{Place, Record};
pub use scan::{Damage, Item, scan};
pub(crate) use scan::{dictionary, is_zstd, scan_with};
pub use write::{Draft, Writer};

#[cfg(test)]
mod tests;
