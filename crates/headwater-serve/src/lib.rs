//! Headwater in a browser: a folder of cases, the pages that show them, and what readers think of each finding.
//!
//! ```no_run
//! use headwater_capture::Crawl;
//! use headwater_serve::{Fetching, Service, Settings};
//!
//! let fetching = Fetching::by(|| Crawl::new("https://desk.example/contact"));
//! let settings = Settings::new("cases").fetching(fetching);
//! let service = Service::start(settings)?;
//! println!("http://{}/", service.address());
//! # Ok::<(), headwater_serve::Error>(())
//! ```
//!
//! The rooms: `cases`, the folder and the list; `work`, the threads that make a trace of what was asked for; `web`, the
//! pages; `words`, what these say in each language; `backup`, copies of the folder and whether they hold.

mod backup;
mod cases;
mod error;
mod exchange;
mod fetching;
mod file_name;
mod kept_trace;
mod letters;
mod log;
mod mcp;
mod readers;
mod service;
mod web;
mod whole_file;
mod words;
mod work;

pub use backup::{Checked, back_up, check, is_folder_of_cases};
pub use cases::{
    CaseId, Cases, Entry, Given, Judgement, Listing, Opinion, Order, Query, Shown, State, Upload,
};
pub use error::Error;
pub use fetching::Fetching;
pub use mcp::serve_mcp;
pub use readers::{Readers, Role};
pub use service::{Service, Settings};
