//! The case that an archive holds: an article and its sources, ready to be traced.

use std::cell::RefCell;
use std::fmt::Display;
use std::path::Path;

use headwater::SourceInput;
use headwater::check::Reason;
use headwater::document::{Document, Hints, LinkKind, canonical_address, read};
use headwater::report::{Captured, FetchStatus, RecordPlace};

use crate::{Archive, Capture, Error, Note, Payload, Role};

/// An article with its sources, as an archive has them.
pub struct Case {
    article: Document,
    captured: Captured,
    sources: Vec<SourceInput>,
    warnings: Vec<String>,
}

impl Case {
    /// The case of an archive: by what a capture wrote down, or else its main page and what that cites. `wanted` is the
    /// address or the name of the article where there are several.
    pub fn open(path: &Path, wanted: Option<&str>) -> Result<Self, Error> {
        let kept = Kept::open(path)?;
        let notes: Vec<&Note> = kept.archive.notes().collect();
        let (article, captured, sources) = if notes.iter().any(|note| note.role() == Role::Article)
        {
            kept.with_notes(&notes, wanted)?
        } else {
            kept.without_notes(wanted)?
        };
        Ok(Self {
            article,
            captured,
            sources,
            warnings: kept.warnings.into_inner(),
        })
    }

    /// What is broken or could not be read, a line each.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The article, where its bytes are kept, and its sources.
    #[must_use]
    pub fn into_parts(self) -> (Document, Captured, Vec<SourceInput>) {
        (self.article, self.captured, self.sources)
    }
}

/// The pages of an archive that an article cites, each as it was nearest to the article's day; all its pages where the
/// article has no links to any. With what is broken or could not be read, a line each.
pub fn sources(path: &Path, article: &Document) -> Result<(Vec<SourceInput>, Vec<String>), Error> {
    let kept = Kept::open(path)?;
    let sources = kept.cited_by(article);
    if sources.is_empty() {
        kept.warn("there are no pages in it");
    }
    Ok((sources, kept.warnings.into_inner()))
}

/// What is known of a page of an archive before it is read. Of a user's own file neither address nor media type says
/// anything.
#[must_use]
pub fn hints(payload: &Payload, capture: &Capture, hints: Hints) -> Hints {
    let hints = hints.cut_short(capture.is_cut());
    if capture.url().starts_with("file:") {
        hints
    } else {
        hints.url(capture.url()).media_type(payload.media_type())
    }
}

/// A page of an archive as a document.
pub fn document(
    payload: &Payload,
    capture: &Capture,
    known: Hints,
) -> Result<Document, headwater::Error> {
    read(payload.bytes(), &hints(payload, capture, known))
}

type Parts = (Document, Captured, Vec<SourceInput>);

/// An archive that documents are read from.
struct Kept<'p> {
    path: &'p Path,
    archive: Archive,
    warnings: RefCell<Vec<String>>,
}

impl<'p> Kept<'p> {
    fn open(path: &'p Path) -> Result<Self, Error> {
        let archive = Archive::open(path)?;
        let kept = Self {
            path,
            archive,
            warnings: RefCell::default(),
        };
        for broken in kept.archive.broken() {
            kept.warn(broken);
        }
        Ok(kept)
    }

    fn warn(&self, what: impl Display) {
        let warning = format!("{}: {what}", self.path.display());
        self.warnings.borrow_mut().push(warning);
    }

    fn failed(&self, why: impl Display) -> Error {
        Error::new(format!("{}: {why}", self.path.display()))
    }

    fn with_notes(&self, notes: &[&Note], wanted: Option<&str>) -> Result<Parts, Error> {
        let note = self.article(notes, wanted)?;
        let (article, captured) = self.noted(note);
        let article = article.map_err(|why| {
            let why = Some(note.detail())
                .filter(|detail| !detail.is_empty())
                .unwrap_or(&why);
            self.failed(format_args!("{}: {why}", name(note)))
        })?;
        // What another article of the archive cites is no source of this one.
        let sources = notes.iter().filter(|source| source.role() == Role::Source);
        let sources = sources.filter(|source| source.via().is_none_or(|via| via == note.url()));
        let sources = sources.map(|note| self.source(note)).collect();
        Ok((article, captured, sources))
    }

    /// The article that is wanted, or the first.
    fn article<'n>(&self, notes: &[&'n Note], wanted: Option<&str>) -> Result<&'n Note, Error> {
        let articles = || notes.iter().filter(|note| note.role() == Role::Article);
        let names = || -> Vec<String> { articles().map(|note| name(note)).collect() };
        let is_wanted = |note: &&&Note| {
            wanted.is_none_or(|wanted| wanted == note.url() || wanted == name(note))
        };
        if wanted.is_none() && articles().count() > 1 {
            let names = names().join(", ");
            self.warn(format_args!(
                "has several articles; the first is traced: {names}"
            ));
        }
        articles().find(is_wanted).copied().ok_or_else(|| {
            let names = names().join(", ");
            self.failed(format_args!("has no such article; name one of {names}"))
        })
    }

    fn location(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The document of a capture, and what is known of that. What is not as it was captured is not read.
    fn read(&self, capture: &Capture, hints: Hints) -> Result<(Document, Captured), String> {
        let payload = self
            .archive
            .payload(capture)
            .map_err(|error| error.to_string())?;
        // Of one that names another record, that one has the bytes.
        let held = self.archive.held(capture);
        let captured = self
            .captured(held.as_ref().unwrap_or(capture), FetchStatus::Read)
            .sha256(payload.sha256());
        let said = capture
            .digest()
            .and_then(|digest| digest.strip_prefix("sha256:"));
        if said.is_some_and(|said| said.len() == 64 && !said.eq_ignore_ascii_case(payload.sha256()))
        {
            return Err(
                "its bytes are not those that were captured (the digest differs)".to_owned(),
            );
        }
        let document = document(&payload, capture, hints).map_err(|error| error.to_string())?;
        Ok((document, captured))
    }

    fn captured(&self, capture: &Capture, status: FetchStatus) -> Captured {
        let place = capture.place();
        let place = RecordPlace::new(self.archive.file_of(capture), place.offset, place.length);
        let digest = capture.digest().map(str::to_owned);
        Captured::new(status, capture.url(), capture.time()).record(place, digest)
    }

    /// What a note speaks of: its document or why there is none, and where it is kept.
    fn noted(&self, note: &Note) -> (Result<Document, String>, Captured) {
        let known = |captured: Captured| {
            let captured = captured.with(note.status(), note.fetched_from(), note.fetched_at());
            let captured = match note.detail() {
                "" => captured,
                detail => captured.detail(detail),
            };
            match note.memento() {
                Some(time) => captured.memento(time),
                None => captured,
            }
        };
        let capture = self.archive.noted(note);
        let without = || match capture {
            Some(capture) => self.captured(capture, note.status()),
            None => Captured::new(note.status(), note.fetched_from(), note.fetched_at()),
        };
        if !note.has_text() {
            let why = note.status().as_str().replace('-', " ");
            return (Err(why), known(without()));
        }
        let hints = Hints::new(name(note));
        let read = capture.ok_or_else(|| "its record is not in the archive".to_owned());
        let read = read.and_then(|capture| self.read(capture, hints));
        match read {
            Ok((document, captured)) => (Ok(document), known(captured)),
            Err(why) => (Err(why), known(without())),
        }
    }

    fn source(&self, note: &Note) -> SourceInput {
        let (document, captured) = self.noted(note);
        let location = note.file_name().unwrap_or_else(|| note.url().to_owned());
        let is_file = note.file_name().is_some();
        let source = match document {
            Ok(document) => SourceInput::read(document),
            Err(why) => {
                if note.has_text() {
                    self.warn(format_args!("{location}: {why}"));
                    SourceInput::missing(location, Reason::Unreadable)
                } else {
                    SourceInput::missing(location, note.status().reason())
                }
            }
        };
        let source = source.captured(captured);
        match note.cited_as() {
            Some(url) => source.cited_as(url),
            None if is_file => source,
            None => source.cited_as(note.url()),
        }
    }

    /// The main page of an archive by another program, and what that cites.
    fn without_notes(&self, wanted: Option<&str>) -> Result<Parts, Error> {
        let main = match wanted {
            Some(url) => self.archive.find(url, None),
            None => self
                .archive
                .main_page()
                .or_else(|| self.archive.pages().next()),
        };
        let main = main.ok_or_else(|| self.failed("there is no such page in it"))?;
        let read = self.read(main, Hints::new(main.url()));
        let (article, captured) =
            read.map_err(|why| self.failed(format_args!("{}: {why}", main.url())))?;
        let sources = self.cited_by(&article);
        Ok((article, captured, sources))
    }

    /// The pages that an article cites, each as it was nearest to the article's day; all pages where the article has no
    /// links to any.
    fn cited_by(&self, article: &Document) -> Vec<SourceInput> {
        let archive = &self.archive;
        let mut cited: Vec<(String, &Capture)> = Vec::new();
        let is_cited = |kind| matches!(kind, LinkKind::Citation | LinkKind::Reference);
        for link in article.links().iter().filter(|link| is_cited(link.kind())) {
            let known = cited
                .iter()
                .any(|(url, _)| canonical_address(url) == link.canonical());
            let found = archive.find(link.url(), article.published());
            let found = found.filter(|page| page.is_page() && !known);
            cited.extend(found.map(|page| (link.url().to_owned(), page)));
        }
        if cited.is_empty() {
            let own = article.url().and_then(canonical_address);
            let others = archive
                .pages()
                .filter(|page| own.is_none() || canonical_address(page.url()) != own);
            cited.extend(others.map(|page| (page.url().to_owned(), page)));
        }
        let sources = cited.into_iter().map(|(url, page)| {
            let source = match self.read(page, Hints::new(self.location())) {
                Ok((document, captured)) => SourceInput::read(document).captured(captured),
                Err(why) => {
                    self.warn(format_args!("{url}: {why}"));
                    let captured = self.captured(page, FetchStatus::Read);
                    SourceInput::missing(self.location(), Reason::Unreadable).captured(captured)
                }
            };
            source.cited_as(url)
        });
        sources.collect()
    }
}

/// What a user calls a document: its address, or the name of a file.
fn name(note: &Note) -> String {
    note.file_name().unwrap_or_else(|| note.url().to_owned())
}
