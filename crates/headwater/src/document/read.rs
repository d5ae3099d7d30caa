use std::collections::BTreeMap;

use super::draft::{self, Piece};
use super::explain::{self, Seen};
use super::format::Format;
use super::link::Whereabouts;
use super::metadata::{Field, Metadata};
use super::origin::Origins;
use super::references::{self, Note, Target};
use super::{
    Block, Condition, Document, Link, LinkKind, Mention, Omission, address, agency, clutter,
    container, encoding, frame, html, markdown, pdf, plain, wikitext,
};
use crate::Error;
use crate::text::Span;

/// Documents beyond this are not read: 64 MiB.
pub const LARGEST: usize = 64 * 1024 * 1024;
/// Markdown and wikitext beyond this are read as plain text, since their readers keep a tree or a
/// list of all marks: 8 MiB.
const LARGEST_MARKUP: usize = 8 * 1024 * 1024;
/// Marks of references beyond this many lead to their notes alone, and not to the pages that these
/// name: each mark has its own copy of the addresses.
const MOST_FOLLOWED: usize = 10_000;

/// What the caller knows of a document's bytes. All of it may be left out.
#[derive(Debug, Clone)]
pub struct Hints {
    location: String,
    url: Option<String>,
    media_type: Option<String>,
    charset: Option<String>,
    pub(super) limit: usize,
    explain: bool,
    cut_short: bool,
}

impl Default for Hints {
    fn default() -> Self {
        Self {
            location: String::new(),
            url: None,
            media_type: None,
            charset: None,
            limit: LARGEST,
            explain: false,
            cut_short: false,
        }
    }
}

impl Hints {
    /// Hints for bytes from `location`: a path or a URL, as the user would name it. Its extension
    /// tells the format.
    pub fn new(location: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            ..Self::default()
        }
    }

    /// The address that the bytes were taken from. Links are made absolute by it.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The media type, as an HTTP header gives it; a `charset` in it counts too.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The encoding, by any label of the WHATWG Encoding Standard. An unknown label is ignored.
    #[must_use]
    pub fn charset(mut self, charset: impl Into<String>) -> Self {
        self.charset = Some(charset.into());
        self
    }

    /// The most bytes that are read; 64 MiB if nothing is said.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Asks for [`Document::parts`]: what was kept of a page, and why the rest was left out.
    #[must_use]
    pub fn explain(mut self, explain: bool) -> Self {
        self.explain = explain;
        self
    }

    /// Says that only the beginning of the bytes is there.
    #[must_use]
    pub fn cut_short(mut self, cut: bool) -> Self {
        self.cut_short = cut;
        self
    }

    /// The address, where it is a whole one: as said, or the location itself.
    pub(super) fn address(&self) -> Option<&str> {
        let said = self.url.as_deref().or(Some(self.location.as_str()));
        said.filter(|url| address::is_absolute(url))
    }

    /// The encoding, as said by itself or within the media type.
    fn encoding(&self) -> Option<&str> {
        self.charset.as_deref().or_else(|| {
            let (_, charset) = self.media_type.as_deref()?.split_once("charset=")?;
            Some(charset.split(';').next()?.trim_matches(['"', '\'', ' ']))
        })
    }

    /// The format that the name or the media type says.
    fn format(&self) -> Option<Format> {
        let typed = self.media_type.as_deref().and_then(Format::from_media_type);
        typed.or_else(|| Format::from_name(&self.location))
    }

    /// What an error calls the document.
    pub(super) fn name(&self) -> &str {
        let known = Some(self.location.as_str()).filter(|name| !name.is_empty());
        known.or(self.url.as_deref()).unwrap_or("the input")
    }
}

/// Reads a document: Markdown, HTML, wikitext or plain text, in any encoding in common use, or PDF, also where it
/// is compressed by gzip or saved as MHTML.
///
/// The format is told by the media type or the file's name, and otherwise by a look at the text.
/// A page that is wrong in any way still gives a document.
///
/// ```
/// use headwater::document::{Hints, read};
///
/// let document = read(b"# The dam holds\n\nIt *held*.", &Hints::new("dam.md"))?;
/// assert_eq!(document.title(), Some("The dam holds"));
/// assert_eq!(document.text(), "The dam holds\n\nIt held.");
/// # Ok::<(), headwater::Error>(())
/// ```
///
/// # Errors
///
/// Where there is nothing but white space ([`Error::is_empty`]), where the bytes are not text
/// ([`Error::is_not_text`]; of a PDF file that is only pictures of pages also [`Error::is_scan`]), or where
/// there are more than [`Hints::limit`] ([`Error::is_too_large`]).
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Document, Error> {
    if bytes.len() > hints.limit {
        let name = hints.name();
        let (size, limit) = (bytes.len(), hints.limit);
        return Err(Error::too_large(format!(
            "{name} has {size} bytes, more than the limit of {limit}; split it or raise the limit"
        )));
    }
    let (bytes, hints) = &container::open(bytes, hints)?;
    let mut document = uncut(bytes, hints)?;
    let cut = hints.cut_short.then_some(Condition::CutShort);
    document.conditions.extend(cut);
    Ok(document)
}

/// The text of a file, unpacked and decoded as [`read()`] does it, in which [`Document::origin`] counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    text: String,
    is_html: bool,
}

impl Decoded {
    /// The text, its markup included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is read as HTML.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.is_html
    }
}

/// The text of a file before it is read; `None` for a PDF file, which has none of its own.
pub fn decoded(bytes: &[u8], hints: &Hints) -> Result<Option<Decoded>, Error> {
    let (bytes, hints) = &container::open(bytes, hints)?;
    if pdf::is_pdf(bytes) {
        return Ok(None);
    }
    let text = encoding::decode(bytes, hints.encoding(), hints.name())?;
    let text = text.trim_start_matches('\u{FEFF}');
    let format = hints.format().unwrap_or_else(|| Format::sniff(text));
    Ok(Some(Decoded {
        text: text.to_owned(),
        is_html: matches!(format, Format::Html),
    }))
}

/// The document, as if all of its bytes were there.
fn uncut(bytes: &[u8], hints: &Hints) -> Result<Document, Error> {
    let mut conditions = Vec::new();
    if pdf::is_pdf(bytes) {
        let file = pdf::read(bytes, hints.name())?;
        conditions.extend(file.conditions);
        conditions.extend(draft::cuts(&file.pieces));
        let (pieces, metadata) = (file.pieces, file.metadata);
        let mut document = assemble(pieces, metadata, hints, Format::Plain, Vec::new());
        document.conditions = conditions;
        return Ok(document);
    }
    let text = encoding::decode(bytes, hints.encoding(), hints.name())?;
    let text = text.trim_start_matches('\u{FEFF}');
    let mut format = hints.format().unwrap_or_else(|| Format::sniff(text));
    let mut seen = Vec::new();
    let has_marks = matches!(format, Format::Markdown | Format::Wikitext);
    if has_marks && text.len() > LARGEST_MARKUP {
        format = Format::Plain;
        conditions.push(Condition::CutMarkup);
    }
    let mut credits = Vec::new();
    let (pieces, metadata) = match format {
        Format::Markdown => {
            let (pieces, metadata, stated) = markdown::read(text, hints.address());
            credits = stated;
            (pieces, metadata)
        }
        Format::Html => {
            let page = html::read(text, hints.address(), hints.explain);
            seen = page.seen;
            conditions = page.conditions;
            (page.pieces, page.metadata)
        }
        Format::Wikitext => wikitext::read(text, hints.address()),
        Format::Plain => (plain::read(text), Metadata::default()),
    };
    conditions.extend(draft::cuts(&pieces));
    let mut document = assemble(pieces, metadata, hints, format, seen);
    document.conditions = conditions;
    document.origins = Origins::find(&document.text, &document.blocks, text, format);
    document.credits.splice(0..0, credits);
    Ok(document)
}

/// Puts the pieces into one text and the frame into its fields.
fn assemble(
    mut pieces: Vec<Piece>,
    mut metadata: Metadata,
    hints: &Hints,
    format: Format,
    seen: Vec<Seen>,
) -> Document {
    let given = hints.address().map(str::to_owned);
    metadata.say(Field::Url, "given", given);
    let own = metadata.value(Field::Url).map(str::to_owned);
    let own = own.as_deref();
    let notes = references::resolve(&mut pieces, own);
    let frame = frame::arrange(pieces);
    let authors = [metadata.values(Field::Authors), &frame.authors].concat();
    for (place, agency) in agency::find(&frame.pieces, &authors) {
        metadata.say(Field::Agency, place, Some(agency));
    }
    let signers = agency::signers(&frame.pieces);
    let omissions = if format == Format::Html {
        clutter::of(&frame.pieces, own, &authors)
    } else {
        vec![None; frame.pieces.len()]
    };
    let pieces: Vec<(Piece, Option<Omission>)> = frame.pieces.into_iter().zip(omissions).collect();
    let parts = if hints.explain {
        explain::parts(seen, &pieces)
    } else {
        Vec::new()
    };
    let kept = pieces
        .into_iter()
        .filter(|(_, omission)| omission.is_none());
    let pieces: Vec<Piece> = kept.map(|(piece, _)| piece).collect();
    metadata.say_all(Field::Authors, "byline", frame.authors);
    metadata.say_repost("notice", frame.repost_of, own);
    metadata.say_all(Field::Authors, "text:end", signers);
    metadata.sign_by_agency(own);
    let said = |field| metadata.value(field).map(str::to_owned);
    let mut document = Document {
        location: hints.location.clone(),
        url: said(Field::Url),
        title: said(Field::Title),
        declared_language: said(Field::Language),
        published: said(Field::Published),
        publisher: metadata.publisher().map(str::to_owned),
        authors: metadata.values(Field::Authors).to_vec(),
        repost_of: said(Field::RepostOf),
        credits: frame.credits,
        disclaimer: frame.disclaimer,
        parts,
        ..Document::default()
    };
    document.facts = metadata.facts();
    let whereabouts = Whereabouts::of(document.url());
    let mut mentions = Vec::new();
    for piece in &pieces {
        append(&mut document, piece, &notes, &whereabouts, &mut mentions);
    }
    document.mentions = mentioned(&document, &pieces, mentions);
    document
}

/// Ties the marks, each a place and a note, to the places of the notes in the text.
fn mentioned(document: &Document, pieces: &[Piece], marks: Vec<(usize, usize)>) -> Vec<Mention> {
    // Pieces without text have no block.
    let texts = pieces
        .iter()
        .filter(|piece| piece.lines.iter().any(|line| !line.text.is_empty()));
    let notes: BTreeMap<usize, Span> = texts
        .zip(&document.blocks)
        .filter_map(|(piece, block)| Some((piece.note?, block.span)))
        .collect();
    let marks = marks.into_iter();
    marks
        .filter_map(|(at, note)| {
            let note = *notes.get(&note)?;
            Some(Mention { at, note })
        })
        .collect()
}

/// Adds a piece to the text, and to `mentions` each mark with the note that it leads to.
fn append(
    document: &mut Document,
    piece: &Piece,
    notes: &[Note],
    whereabouts: &Whereabouts,
    mentions: &mut Vec<(usize, usize)>,
) {
    let line = piece.joined();
    if !line.text.is_empty() && !document.text.is_empty() {
        document.text.push_str("\n\n");
    }
    let start = document.text.len();
    document.invisible += line.invisible;
    document.text.push_str(&line.text);
    if !line.text.is_empty() {
        document.blocks.push(Block {
            kind: piece.kind,
            span: Span::new(start, document.text.len()),
        });
    }
    let images = line.images.into_iter().map(|(at, url)| {
        let place = Span::new(start + at, start + at);
        whereabouts.link(place, url, LinkKind::Image)
    });
    let anchors = line.anchors.into_iter().map(|anchor| {
        let words = Span::new(start + anchor.start, start + anchor.end);
        Link {
            rel: anchor.rel,
            ..whereabouts.link(words, anchor.url, anchor.kind)
        }
    });
    let mut marked = Vec::new();
    for mark in line.marks {
        let at = start + mark.start;
        let pages = match mark.to {
            Target::Page(url) => vec![url],
            Target::Note(note) => {
                mentions.push((at, note));
                let pages = notes.get(note).map(|note| note.pages.clone());
                pages
                    .filter(|_| mentions.len() <= MOST_FOLLOWED)
                    .unwrap_or_default()
            }
            Target::Fragment(_) | Target::Nothing => Vec::new(),
        };
        let place = Span::new(at, at);
        let links = pages.into_iter();
        marked.extend(links.map(|url| whereabouts.link(place, url, LinkKind::Reference)));
    }
    let mut links: Vec<Link> = images.chain(anchors).chain(marked).collect();
    links.sort_by_key(|link| link.span);
    document.links.append(&mut links);
}
