//! A capture: an article and all that it cites, fetched once and kept.
//!
//! What is fetched goes into a WARC file beside the archive that is to be made (`journal`), record by record. Once all
//! is there, that file is packed into the archive. A capture that was broken off goes on from the file.

mod gather;
mod journal;
mod judge;
mod memento;
mod pack;
mod visit;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::BASE64;
use headwater::report::FetchStatus;
use tokio::task::LocalSet;
use tokio_rustls::rustls::RootCertStore;
use url::Url;

use crate::archive::Archive;
use crate::fetch::{Fetcher, Limits, Manners, Resolver, SystemResolver};
use crate::note::Note;
use crate::wacz::Stamp;
use crate::{Error, SOFTWARE, stamp};
use gather::Gathering;
use journal::Journal;
use memento::Mementos;
use visit::Visit;

/// Where copies of pages are asked for where nothing else is said.
pub const TIME_GATE: &str = "https://web.archive.org/web/";
/// Where lists of copies are asked for where nothing else is said.
pub const TIME_MAP: &str = "https://web.archive.org/web/timemap/link/";

/// An article or a source that the user names.
#[derive(Debug, Clone)]
pub enum Input {
    /// A page of the web.
    Page(String),
    /// A file of the user's own.
    File(UserFile),
}

/// A file of the user's own.
#[derive(Debug, Clone)]
pub struct UserFile {
    name: String,
    bytes: Vec<u8>,
    cited_as: Option<String>,
}

impl UserFile {
    /// A file by its name, without its folder, and its bytes.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            bytes,
            cited_as: None,
        }
    }

    /// Ties the file to the citations of an address.
    #[must_use]
    pub fn cited_as(mut self, url: impl Into<String>) -> Self {
        self.cited_as = Some(url.into());
        self
    }
}

/// How far a capture is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What was fetched, or could not be.
    pub done: usize,
    /// What is to be fetched, as far as that is known.
    pub total: usize,
    /// The address that came last, and what came of it.
    pub last: Option<(String, FetchStatus)>,
}

/// What of an article is fetched, too.
#[derive(Debug, Clone, Copy)]
struct Follow {
    /// Anything at all.
    cited: bool,
    /// The pictures that it shows.
    images: bool,
}

/// How to capture.
pub struct Crawl {
    contact: String,
    resolver: Box<dyn Resolver>,
    allowed_hosts: Vec<String>,
    allowed_ports: Vec<u16>,
    trusted: Vec<Vec<u8>>,
    ignore_robots: bool,
    apart: Duration,
    limits: Limits,
    mementos: Mementos,
    follow: Follow,
    resume: bool,
    timestamp: Option<String>,
}

impl Crawl {
    /// A capture by somebody whom a site can write to: a mail address, or the address of a page.
    pub fn new(contact: impl Into<String>) -> Self {
        Self {
            contact: contact.into(),
            resolver: Box::new(SystemResolver),
            allowed_hosts: Vec::new(),
            allowed_ports: Vec::new(),
            trusted: Vec::new(),
            ignore_robots: false,
            apart: Duration::from_secs(1),
            limits: Limits::default(),
            mementos: Mementos {
                time_gate: Some(TIME_GATE.to_owned()),
                time_map: Some(TIME_MAP.to_owned()),
            },
            follow: Follow {
                cited: true,
                images: true,
            },
            resume: false,
            timestamp: None,
        }
    }

    /// Asks this for the addresses of hosts instead of the system.
    #[must_use]
    pub fn resolver(mut self, resolver: impl Resolver + 'static) -> Self {
        self.resolver = Box::new(resolver);
        self
    }

    /// Connects to this host, with or without its port, wherever it is.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Connects to this port, too, beside those that pages are usually served from.
    #[must_use]
    pub fn allow_port(mut self, port: u16) -> Self {
        self.allowed_ports.push(port);
        self
    }

    /// Trusts a certificate, in DER, beside those of the system.
    #[must_use]
    pub fn trust(mut self, certificate: Vec<u8>) -> Self {
        self.trusted.push(certificate);
        self
    }

    /// Fetches also what sites ask programs not to fetch. The archive says so.
    #[must_use]
    pub fn ignore_robots(mut self, ignore: bool) -> Self {
        self.ignore_robots = ignore;
        self
    }

    /// The time between two requests to one host; a second where it is not said.
    #[must_use]
    pub fn apart(mut self, time: Duration) -> Self {
        self.apart = time;
        self
    }

    /// What one exchange may take.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What stands before a page's address to ask another archive for its copy nearest to a time (a TimeGate), and what
    /// to ask for the list of copies (a TimeMap). `None` asks nobody.
    #[must_use]
    pub fn mementos(mut self, time_gate: Option<String>, time_map: Option<String>) -> Self {
        self.mementos = Mementos {
            time_gate,
            time_map,
        };
        self
    }

    /// Whether to fetch what the articles cite and show; else only what the user names is kept.
    #[must_use]
    pub fn cited(mut self, fetch: bool) -> Self {
        self.follow.cited = fetch;
        self
    }

    /// Whether to fetch the pictures that the article shows.
    #[must_use]
    pub fn images(mut self, fetch: bool) -> Self {
        self.follow.images = fetch;
        self
    }

    /// Goes on with a capture that was broken off.
    #[must_use]
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// Has this authority (RFC 3161) say when the archive was made. The archive is kept, too, where it does not.
    #[must_use]
    pub fn timestamp(mut self, authority: Option<String>) -> Self {
        self.timestamp = authority;
        self
    }

    /// Captures articles and what they cite, and the files that the user gives as sources, into a WACZ file. An archive
    /// that is there already keeps what it has: this capture is added to it. Gives what came of each.
    pub fn run(
        self,
        articles: Vec<Input>,
        sources: Vec<Input>,
        output: &Path,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Vec<Note>, Error> {
        let at = |error: io::Error| Error::new(format!("{}: {error}", output.display()));
        let earlier = output.exists().then(|| Archive::open(output)).transpose()?;
        let partial = partial_path(output);
        let journal = Journal::open(&partial, self.resume, self.about(), earlier);
        let journal = journal.map_err(|error| broken_off(&partial, &error))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(at)?;
        let user_agent = self.user_agent();
        let manners = Manners {
            resolver: self.resolver,
            allowed_hosts: self.allowed_hosts,
            allowed_ports: self.allowed_ports,
            trusted: self.trusted,
            apart: self.apart,
            limits: self.limits,
            user_agent,
            ignore_robots: self.ignore_robots,
        };
        let visit = Visit {
            fetcher: Fetcher::new(manners, journal),
            mementos: self.mementos,
        };
        let mut gathering = Gathering::new(visit, self.follow, progress);
        let local = LocalSet::new();
        let gathered = local.block_on(&runtime, gathering.all(articles, sources));
        gathered.map_err(at)?;
        let notes = gathering.notes;
        let journal = &gathering.visit.fetcher.keeper;
        journal.note(&notes).map_err(at)?;
        let sealed = pack::pack(journal, &notes, output).map_err(at)?;
        let stamp = self.timestamp.map(|authority| {
            let fetcher = &gathering.visit.fetcher;
            local.block_on(&runtime, stamped(fetcher, authority, &sealed.package))
        });
        let (stamp, unstamped) = match stamp.transpose() {
            Ok(stamp) => (stamp, None),
            Err(why) => (None, Some(why)),
        };
        sealed.put(output, stamp).map_err(at)?;
        std::fs::remove_file(&partial).map_err(at)?;
        match unstamped {
            None => Ok(notes),
            Some(why) => {
                let shown = output.display();
                Err(Error::new(format!(
                    "{shown}: is kept, but has no time stamp: {why}"
                )))
            }
        }
    }

    /// What sites are told of who asks.
    fn user_agent(&self) -> String {
        format!("{SOFTWARE} (+{})", self.contact)
    }

    /// What the archive says of itself.
    fn about(&self) -> Vec<(&'static str, String)> {
        let robots = if self.ignore_robots { "ignore" } else { "obey" };
        vec![
            ("software", SOFTWARE.to_owned()),
            ("format", "WARC File Format 1.1".to_owned()),
            (
                "conformsTo",
                "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
                    .to_owned(),
            ),
            ("operator", self.contact.clone()),
            ("robots", robots.to_owned()),
            ("http-header-user-agent", self.user_agent()),
        ]
    }
}

/// The time stamp of an authority for the list of files.
async fn stamped(
    fetcher: &Fetcher<Journal>,
    authority: String,
    package: &[u8],
) -> Result<Stamp, String> {
    let url = Url::parse(&authority).map_err(|error| format!("{authority}: {error}"))?;
    let query = stamp::Query::new(package).map_err(|error| error.to_string())?;
    let answer = fetcher.send(&url, stamp::QUERY, query.der.clone()).await;
    let answer = answer.map_err(|trouble| format!("{authority}: {}", trouble.detail))?;
    if answer.status != 200 {
        return Err(format!(
            "{authority}: the server answered {}",
            answer.status
        ));
    }
    let held = query.is_answered_by(&answer.body);
    held.and_then(|()| stamp::check(&answer.body, package, &RootCertStore::empty()))
        .map_err(|why| format!("{authority}: {why}"))?;
    Ok(Stamp {
        authority,
        token: BASE64.encode(&answer.body),
    })
}

/// The WARC file of a capture that has not ended: `case.wacz` has `case.partial.warc.gz`.
fn partial_path(output: &Path) -> PathBuf {
    output.with_extension("partial.warc.gz")
}

fn broken_off(partial: &Path, error: &io::Error) -> Error {
    let shown = partial.display();
    Error::new(if error.kind() == io::ErrorKind::AlreadyExists {
        format!("{shown}: a capture was broken off here; go on with --resume, or delete the file")
    } else {
        format!("{shown}: {error}")
    })
}
