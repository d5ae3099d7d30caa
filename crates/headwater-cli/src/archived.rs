//! Pages that were kept in web archives.

use std::path::Path;

use headwater::document::{Document, Hints, LinkKind, canonical_address, read};
use headwater::{SourceInput, check::Reason};
use headwater_capture::{Archive, Capture, Payload};

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
    let hints = hints.url(capture.url()).media_type(payload.media_type());
    Ok(read(payload.bytes(), &hints)?)
}

/// The pages of an archive that an article cites, each as it was nearest to the article's day; all its pages where the
/// article has no links to any.
pub(crate) fn sources(
    path: &Path,
    article: &Document,
    settings: Settings,
) -> Result<Vec<SourceInput>, Failure> {
    let archive = Archive::open(path)?;
    for broken in broken(&archive) {
        settings.warn(format!("{}: {broken}", path.display()));
    }
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
    if cited.is_empty() {
        settings.warn(format!("{}: there are no pages in it", path.display()));
    }
    let sources = cited.into_iter().map(|(url, page)| {
        let hints = Hints::new(path.to_string_lossy());
        let payload = archive.payload(page).map_err(Failure::from);
        let document = payload.and_then(|payload| read_as(&payload, page, hints));
        let source = match document {
            Ok(document) => SourceInput::read(document),
            Err(failure) => {
                settings.warn(format!("{}: {url}: {failure}", path.display()));
                SourceInput::missing(path.to_string_lossy(), Reason::Unreadable)
            }
        };
        source.cited_as(url)
    });
    Ok(sources.collect())
}
