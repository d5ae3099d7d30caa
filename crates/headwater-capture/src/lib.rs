//! Web archives for [`headwater`]: what was captured, and where it lies.
//!
//! A [`Crawl`] captures an article and all that it cites, and [`verify()`] tells whether an archive still holds what it
//! says:
//!
//! ```no_run
//! use headwater_capture::{Crawl, Input, verify};
//!
//! let article = Input::Page("https://post.example/story".to_owned());
//! let crawl = Crawl::new("https://desk.example/contact");
//! for note in crawl.run(vec![article], Vec::new(), "case.wacz".as_ref(), &mut |_| {})? {
//!     println!("{}: {}", note.url(), note.status().as_str());
//! }
//! assert!(verify("case.wacz", &[], &[])?.faults().is_empty());
//! # Ok::<(), headwater_capture::Error>(())
//! ```
//!
//! An [`Archive`] is a WARC file or a WACZ file. It knows the pages in it by their addresses and times, and gives the
//! bytes of each as a server sent them, with its encodings undone:
//!
//! ```no_run
//! use headwater::document::{self, Hints};
//! use headwater_capture::Archive;
//!
//! let archive = Archive::open("case.wacz")?;
//! if let Some(capture) = archive.find("https://paper.example/dam", Some("2023-05-04T10:00:00Z")) {
//!     let payload = archive.payload(capture)?;
//!     let hints = Hints::new("case.wacz").url(capture.url()).media_type(payload.media_type());
//!     println!("{}", document::read(payload.bytes(), &hints)?.text());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod archive;
mod case;
mod crawl;
mod digest;
mod error;
mod fetch;
mod http;
mod note;
mod stamp;
mod verify;
mod wacz;
pub mod warc;

pub use archive::{Archive, Broken, Capture, Payload, is_archive};
pub use case::{Case, document, hints, sources};
pub use crawl::{Crawl, Input, Progress, TIME_GATE, TIME_MAP, UserFile};
pub use error::Error;
pub use fetch::{Addresses, Limits, Resolver, SystemResolver, certificates};
pub use note::{Note, Role};
pub use verify::{Claim, Verification, verify};
pub use wacz::with_file;

/// The name and the version of this program, as they stand in what it writes and sends.
pub(crate) const SOFTWARE: &str = concat!("headwater/", env!("CARGO_PKG_VERSION"));
