//! Which sources a sentence leans on.
//!
//! A sentence leans on what it cites itself: its links, the notes that its reference marks lead to, and
//! the sources that it names. Where it has none of these, the paragraph decides:
//!
//! | what | where it reaches |
//! |---|---|
//! | a link | its sentence, and those behind it up to the next one or the end of the paragraph |
//! | a link or a name beside a word that reports ("according to", 消息称) | the same; a link of a few words after it ("talks with [NATO]") is added to its own sentence alone |
//! | a link that is nothing but "read more", at the end | each sentence of its paragraph that has no citation of its own |
//! | the first link of a paragraph | the sentences before it, too |
//! | a reference mark `[1]` | its sentence, and those before it back to the last citation; nothing behind it |
//! | a source named again ("the agency", 据该报道) | as a link; the last one cited, if one fits of that kind of outlet |
//! | a link to a home page | nothing, unless it stands beside a word that reports: then it is a name |
//!
//! A paragraph without any citation goes on with the last one of the paragraph before, unless a
//! heading stands between or that one was a reference mark. A name goes back over headings. A
//! standfirst leans on nothing: it sums up the whole.

mod address;
mod known;
mod paragraph;
#[cfg(test)]
mod tests;

pub(crate) use known::Cited;

use crate::document::{BlockKind, Link};
use crate::language::Reading;
use crate::text::Span;
use known::Known;
use paragraph::Walk;

/// What a sentence of the article leans on, by its citations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cites {
    /// Places in the list of sources, in order.
    pub(crate) sources: Vec<usize>,
    /// Whether it cites a page, or names an outlet, that is not among the sources.
    pub(crate) elsewhere: bool,
}

impl Cites {
    /// What leads to these sources, and elsewhere if there are none.
    fn of(mut sources: Vec<usize>) -> Self {
        sources.sort_unstable();
        sources.dedup();
        let elsewhere = sources.is_empty();
        Self { sources, elsewhere }
    }

    fn add(&mut self, other: &Self) {
        self.sources.extend(&other.sources);
        self.sources.sort_unstable();
        self.sources.dedup();
        self.elsewhere |= other.elsewhere;
    }
}

/// For each sentence of the article, the sources that it leans on.
///
/// Time grows with the length of the article times the number of the sources.
pub(crate) fn scope(article: &Reading, sources: &[Cited<'_>]) -> Vec<Cites> {
    let document = article.document();
    let known = Known::of(document, article.language(), sources);
    let mut walk = Walk::new(article, &known);
    let sentences = article.sentences();
    let mut all = vec![Cites::default(); sentences.len()];
    for block in document.blocks() {
        let places = inside(sentences, block.span());
        if let BlockKind::Heading(_) = block.kind() {
            walk.heading();
        } else if carries(block.kind())
            && let Some(sentences) = sentences.get(places.clone())
            && let Some(slots) = all.get_mut(places)
        {
            for (slot, cites) in slots.iter_mut().zip(walk.paragraph(sentences)) {
                *slot = cites;
            }
        }
    }
    all
}

fn carries(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::TableRow
    )
}

/// The places of the sentences within a block.
fn inside(sentences: &[Span], block: Span) -> std::ops::Range<usize> {
    let first = sentences.partition_point(|sentence| sentence.start() < block.start());
    let end = sentences.partition_point(|sentence| sentence.start() < block.end());
    first..end.max(first)
}

/// The links of a sentence; those without words, such as marks and images, count with what stands
/// before them.
fn links_of(links: &[Link], sentence: Span, first: bool) -> impl Iterator<Item = &Link> {
    let from = links.partition_point(|link| link.span().end() < sentence.start());
    let links = links.get(from..).unwrap_or_default().iter();
    links
        .take_while(move |link| link.span().start() <= sentence.end())
        .filter(move |link| belongs(link.span(), sentence, first))
}

/// Whether a place is one of a sentence: a place without words belongs to what stands before it.
fn belongs(place: Span, sentence: Span, first: bool) -> bool {
    if place.is_empty() {
        let behind = sentence.start() < place.start() && place.start() <= sentence.end();
        behind || (first && place.start() == sentence.start())
    } else {
        place.intersects(sentence)
    }
}
