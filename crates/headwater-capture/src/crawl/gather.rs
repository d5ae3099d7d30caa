//! What is to be fetched: articles, what they cite and show, and what the user names beside that.

use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;

use headwater::document::{self, Document, Hints, LinkKind, canonical_address};
use headwater::report::FetchStatus;
use jiff::Timestamp;
use tokio::task::JoinSet;
use url::Url;

use super::visit::{Visit, Wanted};
use super::{Follow, Input, Progress, UserFile, journal};
use crate::archive;
use crate::fetch::clean;
use crate::note::{Note, Role, file_address};

/// Pages that one article may cite.
const MOST_SOURCES: usize = 2_000;
/// Pictures that one article may show.
const MOST_IMAGES: usize = 200;

/// A capture on its way.
pub(super) struct Gathering<'p> {
    pub(super) visit: Rc<Visit>,
    follow: Follow,
    pub(super) notes: Vec<Note>,
    counted: Progress,
    progress: &'p mut dyn FnMut(&Progress),
}

impl<'p> Gathering<'p> {
    pub(super) fn new(
        visit: Visit,
        follow: Follow,
        progress: &'p mut dyn FnMut(&Progress),
    ) -> Self {
        Self {
            visit: Rc::new(visit),
            follow,
            notes: Vec::new(),
            counted: Progress {
                done: 0,
                total: 0,
                last: None,
            },
            progress,
        }
    }

    pub(super) async fn all(
        &mut self,
        articles: Vec<Input>,
        sources: Vec<Input>,
    ) -> io::Result<()> {
        let mut list = List::default();
        self.counted.total = articles.len();
        (self.progress)(&self.counted);
        let mut given = Vec::new();
        for source in sources {
            match source {
                Input::File(file) => {
                    let (note, _) = self.file(Role::Source, &file)?;
                    // What the user has is not fetched.
                    list.leave_out(note.cited_as());
                    given.push(note);
                }
                Input::Page(url) => match Self::seed(Role::Source, &url) {
                    Ok(wanted) => list.add(wanted),
                    Err(note) => given.push(*note),
                },
            }
        }
        for article in articles {
            let (note, document) = match article {
                Input::File(file) => self.file(Role::Article, &file)?,
                Input::Page(url) => self.article(&url).await,
            };
            self.count(&note);
            if let Some(document) = document.as_ref().filter(|_| self.follow.cited) {
                list.leave_out(document.url());
                self.want(document, &note.url, &mut list);
            }
            self.notes.push(note);
        }
        self.notes.append(&mut given);
        self.counted.total += list.pages.len();
        (self.progress)(&self.counted);
        self.fetch(list.pages).await;
        Ok(())
    }

    fn count(&mut self, note: &Note) {
        self.counted.done += 1;
        self.counted.last = Some((note.url.clone(), note.status));
        (self.progress)(&self.counted);
    }

    fn file(&self, role: Role, file: &UserFile) -> io::Result<(Note, Option<Document>)> {
        let url = file_address(&file.name);
        let record = self.visit.fetcher.keeper.keep_file(&url, &file.bytes)?;
        let document = document::read(&file.bytes, &Hints::new(&file.name)).ok();
        let status = match document {
            Some(_) => FetchStatus::Read,
            None => FetchStatus::NotText,
        };
        let title = document.as_ref().and_then(Document::title);
        let note = Note {
            record: Some(record),
            cited_as: file.cited_as.clone(),
            title: title.map(str::to_owned),
            ..Note::new(role, &url, status, journal::now())
        };
        Ok((note, document))
    }

    /// A page that the user names, or what is said of an address that is none.
    fn seed(role: Role, url: &str) -> Result<Wanted, Box<Note>> {
        let url = Url::parse(url).map_err(|error| {
            let refused = Note::new(role, url, FetchStatus::AddressRefused, journal::now());
            let detail = error.to_string();
            Box::new(Note { detail, ..refused })
        })?;
        Ok(Wanted {
            role,
            url: clean(url),
            via: Vec::new(),
            near: Timestamp::now(),
        })
    }

    async fn article(&self, url: &str) -> (Note, Option<Document>) {
        match Self::seed(Role::Article, url) {
            Ok(wanted) => self.visit.page(&wanted).await,
            Err(note) => (*note, None),
        }
    }

    /// What an article cites and shows, each page once.
    fn want(&self, article: &Document, via: &str, list: &mut List) {
        let day = article.published().and_then(archive::timestamp);
        let near = day.unwrap_or_else(Timestamp::now);
        let (mut sources, mut images) = (0, 0);
        for link in article.links() {
            let role = match link.kind() {
                LinkKind::Citation | LinkKind::Reference => Role::Source,
                LinkKind::Image if self.follow.images => Role::Image,
                _ => continue,
            };
            let Ok(url) = Url::parse(link.url()).map(clean) else {
                continue;
            };
            let count = match role {
                Role::Image => (&mut images, MOST_IMAGES),
                _ => (&mut sources, MOST_SOURCES),
            };
            let is_web = matches!(url.scheme(), "http" | "https");
            if is_web && *count.0 < count.1 {
                *count.0 += 1;
                list.add(Wanted {
                    role,
                    url,
                    via: vec![via.to_owned()],
                    near,
                });
            }
        }
    }

    /// Fetches all that is wanted, several at the same time, and keeps its order.
    async fn fetch(&mut self, wanted: Vec<Wanted>) {
        let mut tasks = JoinSet::new();
        for (at, wanted) in wanted.into_iter().enumerate() {
            let visit = Rc::clone(&self.visit);
            tasks.spawn_local(async move {
                let (note, _) = visit.page(&wanted).await;
                (at, wanted.via, note)
            });
        }
        let mut fetched = Vec::new();
        while let Some(done) = tasks.join_next().await {
            // A task ends in an error only where it panics, and then its page has no note.
            let Ok((at, via, note)) = done else { continue };
            self.count(&note);
            fetched.push((at, via, note));
        }
        fetched.sort_by_key(|(at, ..)| *at);
        for (_, via, note) in fetched {
            let others = via.into_iter().skip(1).map(|via| Note {
                via: Some(via),
                ..note.clone()
            });
            let others: Vec<Note> = others.collect();
            self.notes.push(note);
            self.notes.extend(others);
        }
    }
}

/// What is to be fetched, each page once.
#[derive(Default)]
struct List {
    pages: Vec<Wanted>,
    /// The places of the pages by what all their addresses have in common; `None` for what is not fetched.
    known: BTreeMap<String, Option<usize>>,
}

impl List {
    /// Adds a page, or who else cites one that is there. What the user named is for all articles.
    fn add(&mut self, wanted: Wanted) {
        match self.known.get(&wanted.name()) {
            None => {
                self.known.insert(wanted.name(), Some(self.pages.len()));
                self.pages.push(wanted);
            }
            Some(None) => {}
            Some(Some(at)) => {
                let page = self.pages.get_mut(*at).filter(|page| !page.via.is_empty());
                if let Some(page) = page {
                    let new = wanted.via.into_iter();
                    let new: Vec<String> = new.filter(|via| !page.via.contains(via)).collect();
                    page.via.extend(new);
                }
            }
        }
    }

    /// Leaves out a page, where there is an address.
    fn leave_out(&mut self, url: Option<&str>) {
        self.known
            .extend(url.and_then(canonical_address).map(|name| (name, None)));
    }
}
