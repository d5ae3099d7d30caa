//! A service for one test.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use headwater_serve::{CaseId, Fetching, Service, Settings};
use tempfile::TempDir;

use crate::client::{Answer, Part, form, request, send};

pub(crate) struct Desk {
    service: Service,
    folder: Folder,
}

/// A folder of cases in a place of its own, so that nothing that comes out of it goes unseen.
pub(crate) struct Folder {
    place: TempDir,
    path: PathBuf,
}

impl Folder {
    fn new() -> Self {
        let place = tempfile::tempdir().expect("a folder for the test");
        let path = place.path().join("outer").join("folder");
        Self { place, path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What lies in the place and is none of the service's, links before all. It may be at work meanwhile.
    pub(crate) fn strays(&self) -> Vec<PathBuf> {
        let mut strays = Vec::new();
        let mut open = vec![self.place.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if !self.is_ours(&path) || kind.is_symlink() {
                    strays.push(path);
                } else if kind.is_dir() {
                    open.push(path);
                }
            }
        }
        strays
    }

    fn is_ours(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.path) else {
            return self.path.starts_with(path);
        };
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        let is_id = |name: &str| name.parse::<CaseId>().is_ok();
        match parts.as_deref() {
            Some([] | ["cases" | "coming" | "lock"] | ["cases", _, "given"]) => true,
            Some([list]) => list.starts_with("headwater.sqlite3"),
            Some(["cases", id]) => is_id(id),
            Some(["coming", id, ..]) => is_id(id.trim_end_matches(".gone")),
            Some(["cases", _, "given", number]) => number.parse::<usize>().is_ok(),
            Some(["cases", _, file]) => {
                let files = ["order.json", "trace.json", "report.html", "shown.zip"];
                // Its own files on their way to their place have such names.
                files.contains(file) || file.starts_with("case.") || file.starts_with('.')
            }
            _ => false,
        }
    }
}

impl Desk {
    pub(crate) fn open(fetching: Fetching) -> Self {
        Self::with(|settings| settings, fetching)
    }

    /// One with further settings.
    pub(crate) fn with(further: impl FnOnce(Settings) -> Settings, fetching: Fetching) -> Self {
        let folder = Folder::new();
        let settings = Settings::new(folder.path())
            .address(SocketAddr::from(([127, 0, 0, 1], 0)))
            .workers(2)
            .fetching(fetching);
        Self {
            service: Service::start(further(settings)).expect("it starts"),
            folder,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.service.address()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the service, and leaves its folder.
    pub(crate) fn into_folder(self) -> Folder {
        drop(self.service);
        self.folder
    }

    /// What the service left outside of its folder, or in it where nothing belongs.
    pub(crate) fn strays(&self) -> Vec<PathBuf> {
        self.folder.strays()
    }

    pub(crate) fn send(&self, request: &[u8]) -> Option<Answer> {
        send(self.address(), request)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let request = request(self.address(), &format!("GET {path}"), "", b"");
        self.send(&request).expect("an answer")
    }

    pub(crate) fn post(&self, path: &str, fields: &str, body: &[u8]) -> Answer {
        let request = request(self.address(), &format!("POST {path}"), fields, body);
        self.send(&request).expect("an answer")
    }

    /// A form of names and values, sent from a page of the service.
    pub(crate) fn submit(&self, path: &str, fields: &str) -> Answer {
        let from = format!(
            "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://{}\r\n",
            self.address()
        );
        self.post(path, &from, fields.as_bytes())
    }

    pub(crate) fn upload(&self, parts: &[Part<'_>]) -> Answer {
        let (kind, body) = form(parts);
        self.post("/cases", kind, &body)
    }

    /// The address of a case that was taken in, once it has come to its end, and its page.
    pub(crate) fn finished(&self, taken_in: &Answer) -> (String, Answer) {
        assert_eq!(taken_in.status, 303, "{taken_in:?}");
        let path = taken_in
            .field("location")
            .expect("where the case is")
            .to_owned();
        let begin = Instant::now();
        loop {
            let page = self.get(&path);
            if !page.body.contains("data-progress") {
                return (path, page);
            }
            assert!(begin.elapsed() < Duration::from_mins(2), "{}", page.body);
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The address of a case made of this text alone, and its page.
    pub(crate) fn text(&self, file: &str, bytes: &[u8]) -> (String, Answer) {
        let part = Part {
            name: "file",
            file: Some(file),
            bytes,
        };
        self.finished(&self.upload(&[part]))
    }

    /// The case that is made of the demo.
    pub(crate) fn demo(&self) -> (String, Answer) {
        let article = fs::read(demo().join("article.md")).expect("the demo");
        let mut sources: Vec<(String, Vec<u8>)> = Vec::new();
        for entry in fs::read_dir(demo().join("sources")).expect("the demo") {
            let path = entry.expect("a file").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            sources.push((name, fs::read(&path).expect("the demo")));
        }
        sources.sort();
        let mut parts = vec![Part {
            name: "file",
            file: Some("article.md"),
            bytes: &article,
        }];
        parts.extend(sources.iter().map(|(name, bytes)| Part {
            name: "source-files",
            file: Some(name),
            bytes,
        }));
        self.finished(&self.upload(&parts))
    }
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")
}
