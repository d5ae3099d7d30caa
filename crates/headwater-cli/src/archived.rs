//! Pages that were kept in web archives.

use std::path::Path;

use headwater::document::{Document, Hints, LinkKind, canonical_address, read};
use headwater::report::{Captured, FetchStatus, RecordPlace};
use headwater::{SourceInput, check::Reason};
use headwater_capture::{Archive, Capture, Note, Payload, Role};

use crate::failure::Failure;
use crate::settings::Settings;

impl From<headwater_capture::Error> for Failure {
    fn from(error: headwater_capture::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// What one archive has to be read.
pub(crate) struct Pages {
    /// Each with the record that has its bytes.
    pub(crate) captures: Vec<Capture>,
    /// What is broken, a line each.
    pub(crate) broken: Vec<String>,
}

/// The pages of an archive.
pub(crate) fn pages(path: &Path) -> Result<Pages, Failure> {
    let archive = Archive::open(path)?;
    Ok(Pages {
        captures: archive
            .pages()
            .filter_map(|page| archive.held(page))
            .collect(),
        broken: broken(&archive),
    })
}

fn broken(archive: &Archive) -> Vec<String> {
    let broken = archive.broken().iter().map(|broken| {
        let (file, damage) = (broken.file(), broken.damage());
        format!("{file}, byte {}: {}", damage.offset, damage.what)
    });
    broken.collect()
}

/// One page of the archive at a path.
pub(crate) fn document(path: &Path, capture: &Capture, hints: Hints) -> Result<Document, Failure> {
    read_as(&Archive::payload_at(path, capture)?, capture, hints)
}

fn read_as(payload: &Payload, capture: &Capture, hints: Hints) -> Result<Document, Failure> {
    // Of a user's own file neither address nor media type says anything.
    let hints = if capture.url().starts_with("file:") {
        hints
    } else {
        hints.url(capture.url()).media_type(payload.media_type())
    };
    Ok(read(payload.bytes(), &hints.cut_short(capture.is_cut()))?)
}

/// An article with its sources, as an archive has them.
pub(crate) struct Case {
    pub(crate) article: Document,
    pub(crate) captured: Captured,
    pub(crate) sources: Vec<SourceInput>,
}

/// The case that an archive holds: by what a capture wrote down, or else its main page and what that cites. `wanted` is
/// the address or the name of the article where there are several.
pub(crate) fn case(path: &Path, wanted: Option<&str>, settings: Settings) -> Result<Case, Failure> {
    let kept = Kept::open(path, settings)?;
    let notes: Vec<&Note> = kept.archive.notes().collect();
    if !notes.iter().any(|note| note.role() == Role::Article) {
        return kept.without_notes(wanted);
    }
    let note = kept.article(&notes, wanted)?;
    let (article, captured) = kept.noted(note);
    let article = article.map_err(|why| {
        let why = Some(note.detail())
            .filter(|detail| !detail.is_empty())
            .unwrap_or(&why);
        Failure::new(format!("{}: {}: {why}", path.display(), note.url()))
    })?;
    // What another article of the archive cites is no source of this one.
    let sources = notes.iter().filter(|source| source.role() == Role::Source);
    let sources = sources.filter(|source| source.via().is_none_or(|via| via == note.url()));
    let sources = sources.map(|note| kept.source(note)).collect();
    Ok(Case {
        article,
        captured,
        sources,
    })
}

/// An archive that documents are read from.
struct Kept<'p> {
    path: &'p Path,
    archive: Archive,
    settings: Settings,
}

impl<'p> Kept<'p> {
    /// Says what is broken in it.
    fn open(path: &'p Path, settings: Settings) -> Result<Self, Failure> {
        let archive = Archive::open(path)?;
        for broken in broken(&archive) {
            settings.warn(format!("{}: {broken}", path.display()));
        }
        Ok(Self {
            path,
            archive,
            settings,
        })
    }

    /// The article that is wanted, or the first.
    fn article<'n>(&self, notes: &[&'n Note], wanted: Option<&str>) -> Result<&'n Note, Failure> {
        let articles = || notes.iter().filter(|note| note.role() == Role::Article);
        let names = || -> Vec<String> { articles().map(|note| name(note)).collect() };
        let is_wanted = |note: &&&Note| {
            wanted.is_none_or(|wanted| wanted == note.url() || wanted == name(note))
        };
        if wanted.is_none() && articles().count() > 1 {
            let names = names().join(", ");
            let shown = self.path.display();
            self.settings.warn(format!(
                "{shown}: has several articles; the first is traced: {names}"
            ));
        }
        articles().find(is_wanted).copied().ok_or_else(|| {
            let names = names().join(", ");
            Failure::new(format!(
                "{}: has no such article; name one of {names}",
                self.path.display()
            ))
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
        let document = read_as(&payload, capture, hints).map_err(|failure| failure.to_string())?;
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
            return (Err(note.status().as_str().to_owned()), known(without()));
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
                    self.settings
                        .warn(format!("{}: {location}: {why}", self.path.display()));
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
    fn without_notes(&self, wanted: Option<&str>) -> Result<Case, Failure> {
        let main = match wanted {
            Some(url) => self.archive.find(url, None),
            None => self
                .archive
                .main_page()
                .or_else(|| self.archive.pages().next()),
        };
        let shown = self.path.display();
        let main =
            main.ok_or_else(|| Failure::new(format!("{shown}: there is no such page in it")))?;
        let read = self.read(main, Hints::new(main.url()));
        let (article, captured) =
            read.map_err(|why| Failure::new(format!("{shown}: {}: {why}", main.url())))?;
        let sources = self.cited_by(&article);
        Ok(Case {
            article,
            captured,
            sources,
        })
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
                    self.settings
                        .warn(format!("{}: {url}: {why}", self.path.display()));
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

/// The pages of an archive that an article cites, each as it was nearest to the article's day; all its pages where the
/// article has no links to any.
pub(crate) fn sources(
    path: &Path,
    article: &Document,
    settings: Settings,
) -> Result<Vec<SourceInput>, Failure> {
    let sources = Kept::open(path, settings)?.cited_by(article);
    if sources.is_empty() {
        settings.warn(format!("{}: there are no pages in it", path.display()));
    }
    Ok(sources)
}
