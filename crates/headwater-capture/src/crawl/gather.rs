//! What is to be fetched: articles, what they cite and show, and what the user names beside that.

use std::collections::BTreeSet;
use std::io;
use std::rc::Rc;

use headwater::document::{self, Document, Hints, LinkKind, canonical_address};
use headwater::report::FetchStatus;
use jiff::Timestamp;
use tokio::task::JoinSet;
use url::Url;

use super::visit::{Visit, Wanted};
use super::{Input, Progress, UserFile, journal};
use crate::archive;
use crate::case::{Note, Role, file_address};
use crate::fetch::clean;

/// Pages that one article may cite.
const MOST_SOURCES: usize = 2_000;
/// Pictures that one article may show.
const MOST_IMAGES: usize = 200;

/// A capture on its way.
pub(super) struct Gathering<'p> {
    pub(super) visit: Rc<Visit>,
    images: bool,
    pub(super) notes: Vec<Note>,
    counted: Progress,
    progress: &'p mut dyn FnMut(&Progress),
}

impl<'p> Gathering<'p> {
    pub(super) fn new(visit: Visit, images: bool, progress: &'p mut dyn FnMut(&Progress)) -> Self {
        Self {
            visit: Rc::new(visit),
            images,
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
        let mut wanted = Vec::new();
        let mut known = BTreeSet::new();
        self.counted.total = articles.len();
        (self.progress)(&self.counted);
        for article in articles {
            let (note, document) = match article {
                Input::File(file) => self.file(Role::Article, &file)?,
                Input::Page(url) => self.article(&url).await,
            };
            self.count(&note);
            let own = document.as_ref().and_then(Document::url);
            known.extend(own.and_then(canonical_address));
            if let Some(document) = &document {
                self.want(document, &note.url, &mut wanted, &mut known);
            }
            self.notes.push(note);
        }
        let mut given = Vec::new();
        for source in sources {
            match source {
                Input::File(file) => self.notes.push(self.file(Role::Source, &file)?.0),
                Input::Page(url) => match Self::seed(Role::Source, &url) {
                    Ok(wanted) => given.push(wanted),
                    Err(note) => self.notes.push(*note),
                },
            }
        }
        let names: BTreeSet<String> = given.iter().map(Wanted::name).collect();
        wanted.retain(|cited| !names.contains(&cited.name()));
        wanted.splice(0..0, given);
        self.counted.total += wanted.len();
        (self.progress)(&self.counted);
        self.fetch(wanted).await;
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
            via: None,
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
    fn want(
        &self,
        article: &Document,
        via: &str,
        wanted: &mut Vec<Wanted>,
        known: &mut BTreeSet<String>,
    ) {
        let day = article.published().and_then(archive::timestamp);
        let near = day.unwrap_or_else(Timestamp::now);
        let (mut sources, mut images) = (0, 0);
        for link in article.links() {
            let role = match link.kind() {
                LinkKind::Citation | LinkKind::Reference => Role::Source,
                LinkKind::Image if self.images => Role::Image,
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
            let page = Wanted {
                role,
                url,
                via: Some(via.to_owned()),
                near,
            };
            if is_web && *count.0 < count.1 && known.insert(page.name()) {
                *count.0 += 1;
                wanted.push(page);
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
                (at, note)
            });
        }
        let mut notes = Vec::new();
        while let Some(done) = tasks.join_next().await {
            // A task ends in an error only where it panics, and then its page has no note.
            let Ok((at, note)) = done else { continue };
            self.count(&note);
            notes.push((at, note));
        }
        notes.sort_by_key(|(at, _)| *at);
        self.notes.extend(notes.into_iter().map(|(_, note)| note));
    }
}
