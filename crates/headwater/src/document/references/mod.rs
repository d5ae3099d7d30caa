//! References: marks in the text, the notes that they lead to, and the pages that these name.
//!
//! A mark is `[1]` with a list of references in the same document, a link to a place in the same
//! page that holds a note, a footnote of Markdown, or a link whose words are only a number. Its words
//! are taken out of the text, so that no number sticks to a sentence's own.

mod list;
mod mark;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(super) use mark::{Mark, Target};

use super::draft::Piece;
use super::line::{Line, ends_sentence};
use super::{BlockKind, address};

/// The most pages that one note leads to.
const MOST_PAGES: usize = 8;
/// Longer addresses are not followed from a note, so that many marks cannot make much of a few.
const LONGEST_ADDRESS: usize = 2000;

/// The pages that a note names.
#[derive(Debug, Default, Clone)]
pub(super) struct Note {
    pub(super) pages: Vec<String>,
}

/// Finds the notes of a document and resolves the marks that lead to them. `base` is the
/// document's own address: what a note links to on the same site, such as an encyclopedia's entry on
/// a publisher, is no source.
///
/// One look at each piece, mark and note; a note that leads on to another is followed once.
pub(super) fn resolve(pieces: &mut Vec<Piece>, base: Option<&str>) -> Vec<Note> {
    let numbers = list::find(pieces);
    let targets = targets(pieces);
    mark_notes(pieces, &targets);
    let places = number_notes(pieces);
    let notes = notes(pieces, &places, &targets, base);
    let orphans = numbers.is_empty() && has_orphans(pieces);
    let note_of = |at: usize| pieces_note(&places, at);
    for piece in pieces.iter_mut() {
        if matches!(piece.kind, BlockKind::Reference | BlockKind::Code) {
            piece.lines.iter_mut().for_each(|line| line.marks.clear());
            continue;
        }
        for line in &mut piece.lines {
            let mut marks = Vec::new();
            for mark in std::mem::take(&mut line.marks) {
                marks.extend(resolved(&mark, line, |id| note_of(*targets.get(id)?)));
            }
            marks.extend(numbered_links(line));
            let listed = |number| note_of(*numbers.get(&number)?);
            let more = numbered_marks(line, &marks, orphans, listed);
            marks.extend(more);
            if !marks.is_empty() {
                line.take_out(marks);
            }
        }
    }
    notes
}

/// Adds the notes that marks in the main content of a page lead to and that were left out of it.
pub(super) fn add_lost_notes(main: &mut Vec<Piece>, whole: &[Piece]) {
    let here = targets(main);
    let there = targets(whole);
    let marks = main.iter().flat_map(|piece| &piece.lines).flat_map(|line| {
        let marks = line.marks.iter();
        marks.filter(|mark| mark.is_mark(&line.text) && mark.is_set_off(&line.text))
    });
    let mut lost: Vec<usize> = marks
        .filter_map(|mark| match &mark.to {
            Target::Fragment(id) if !here.contains_key(id) => there.get(id).copied(),
            _ => None,
        })
        .collect();
    lost.sort_unstable();
    lost.dedup();
    let lost = lost.into_iter().filter_map(|at| whole.get(at));
    let notes: Vec<Piece> = lost
        .filter(|piece| piece.kind == BlockKind::ListItem)
        .cloned()
        .collect();
    main.extend(notes);
}

/// The note that a piece is, if it is one.
fn pieces_note(places: &BTreeMap<usize, usize>, piece: usize) -> Option<usize> {
    places.get(&piece).copied()
}

/// The pieces that links in the same page lead to, by the fragment.
fn targets(pieces: &[Piece]) -> BTreeMap<String, usize> {
    let mut targets = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        for id in &piece.ids {
            targets.entry(mark::decoded(id)).or_insert(at);
        }
    }
    targets
}

/// What a mark in the text before it leads to is a note, and so is what stands between two notes of
/// a list. A link to a heading is one of a table of contents.
fn mark_notes(pieces: &mut [Piece], targets: &BTreeMap<String, usize>) {
    let mut noted = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        for line in &piece.lines {
            for mark in line.marks.iter().filter(|mark| mark.is_mark(&line.text)) {
                let Target::Fragment(id) = &mark.to else {
                    continue;
                };
                let Some((place, target)) = targets
                    .get(id)
                    .and_then(|place| Some((*place, pieces.get(*place)?)))
                else {
                    continue;
                };
                let listed = matches!(target.kind, BlockKind::ListItem | BlockKind::Reference);
                let heading = matches!(target.kind, BlockKind::Heading(_));
                if place > at && !heading && (listed || mark.is_set_off(&line.text)) {
                    noted.push(place);
                }
            }
        }
    }
    noted.sort_unstable();
    noted.dedup();
    let between = noted.windows(2).filter_map(|pair| match pair {
        [from, to] => Some(*from..*to),
        _ => None,
    });
    let between: Vec<usize> = between
        .filter(|range| {
            let inside = pieces.get(range.clone()).unwrap_or_default();
            inside.iter().all(|piece| piece.kind == BlockKind::ListItem)
        })
        .flatten()
        .collect();
    for at in noted.into_iter().chain(between) {
        if let Some(piece) = pieces.get_mut(at) {
            piece.kind = BlockKind::Reference;
        }
    }
}

/// Numbers the pieces that are notes.
fn number_notes(pieces: &mut [Piece]) -> BTreeMap<usize, usize> {
    let listed = pieces.iter_mut().enumerate();
    let listed = listed.filter(|(_, piece)| piece.kind == BlockKind::Reference);
    listed
        .enumerate()
        .map(|(note, (at, piece))| {
            piece.note = Some(note);
            (at, note)
        })
        .collect()
}

/// The pages of each note; of one without any, those of the note that it leads on to.
fn notes(
    pieces: &[Piece],
    places: &BTreeMap<usize, usize>,
    targets: &BTreeMap<String, usize>,
    base: Option<&str>,
) -> Vec<Note> {
    let own: Vec<Note> = places
        .keys()
        .filter_map(|at| pieces.get(*at))
        .map(|piece| Note {
            pages: pages(piece, base),
        })
        .collect();
    let followed = places.iter().map(|(at, note)| {
        let here = own.get(*note).cloned().unwrap_or_default();
        if !here.pages.is_empty() {
            return here;
        }
        let lines = pieces.get(*at).map(|piece| piece.lines.as_slice());
        let marks = lines
            .unwrap_or_default()
            .iter()
            .flat_map(|line| &line.marks);
        let next = marks.take(MOST_PAGES).find_map(|mark| match &mark.to {
            Target::Fragment(id) => {
                let note = pieces_note(places, *targets.get(id)?)?;
                own.get(note).filter(|note| !note.pages.is_empty())
            }
            _ => None,
        });
        next.cloned().unwrap_or(here)
    });
    followed.collect()
}

fn pages(piece: &Piece, base: Option<&str>) -> Vec<String> {
    let own = base.and_then(address::host);
    let anchors = piece.lines.iter().flat_map(|line| &line.anchors);
    let mut pages: Vec<String> = Vec::new();
    for url in anchors.map(|anchor| &anchor.url) {
        let outside = address::host(url).is_some_and(|host| Some(host) != own);
        if outside && url.len() <= LONGEST_ADDRESS && !pages.contains(url) {
            pages.push(url.clone());
        }
        if pages.len() == MOST_PAGES {
            break;
        }
    }
    pages
}

/// What becomes of a mark that was written as a link: it leads to a note or a page, it is taken out
/// and leads to nothing, or it is a link like any other.
fn resolved(mark: &Mark, line: &mut Line, note: impl Fn(&str) -> Option<usize>) -> Option<Mark> {
    let is_mark = mark.is_mark(&line.text);
    let to = match &mark.to {
        Target::Fragment(id) => note(id).map(Target::Note).or_else(|| {
            let gone = mark.is_set_off(&line.text);
            gone.then_some(Target::Nothing)
        })?,
        Target::Page(url) if !is_mark => {
            line.link(mark.start, mark.end, url.clone());
            return None;
        }
        other => other.clone(),
    };
    is_mark.then(|| mark.leading(to))
}

/// Links whose words are a number, and which are set off as references are: `[[1]](…)`, or behind a
/// word or a sentence. A number that is part of a sentence stays.
fn numbered_links(line: &mut Line) -> Vec<Mark> {
    let (mut marks, mut kept) = (Vec::new(), Vec::new());
    for anchor in std::mem::take(&mut line.anchors) {
        let mark = Mark::to(anchor.start, anchor.end, Target::Page(anchor.url.clone()));
        if mark.is_mark(&line.text)
            && (mark.is_set_off(&line.text) || is_behind(&line.text, anchor.start, anchor.end))
        {
            marks.push(mark);
        } else {
            kept.push(anchor);
        }
    }
    line.anchors = kept;
    marks
}

/// Whether a number is glued to what stands before it, or stands behind a sentence, and no word
/// goes on from it.
fn is_behind(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let glued = before.ends_with(|c: char| !c.is_whitespace() && !"(（\"“「".contains(c));
    let behind = glued || ends_sentence(before.trim_end());
    let more = after
        .trim_start()
        .starts_with(|c: char| c.is_alphanumeric() && !c.is_uppercase());
    !before.is_empty() && behind && !more
}

/// Numbers in brackets that the list of references has, but for those that are `taken` for marks.
fn numbered_marks(
    line: &Line,
    taken: &[Mark],
    orphans: bool,
    note: impl Fn(u32) -> Option<usize>,
) -> Vec<Mark> {
    let links = line.anchors.iter().map(|link| (link.start, link.end));
    let mut taken: Vec<(usize, usize)> = links
        .chain(taken.iter().map(|mark| (mark.start, mark.end)))
        .collect();
    taken.sort_unstable();
    let mut marks = Vec::new();
    for (start, end, numbers) in mark::numbered(&line.text) {
        let next = taken.partition_point(|(_, taken)| *taken <= start);
        if taken.get(next).is_some_and(|(taken, _)| *taken < end) {
            continue;
        }
        let found: Option<Vec<usize>> = numbers.iter().map(|number| note(*number)).collect();
        match found {
            Some(found) => marks.extend(
                found
                    .into_iter()
                    .map(|note| Mark::to(start, end, Target::Note(note))),
            ),
            None if orphans && is_glued(&line.text, start) => {
                marks.push(Mark::to(start, end, Target::Nothing));
            }
            None => {}
        }
    }
    marks
}

fn is_glued(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    before.ends_with(|c: char| !c.is_whitespace())
}

/// Whether a document whose list of references is lost has their marks: `[1]` and another one, each
/// glued to what stands before it.
fn has_orphans(pieces: &[Piece]) -> bool {
    let (mut first, mut other) = (false, false);
    for piece in pieces.iter().filter(|piece| piece.kind != BlockKind::Code) {
        for line in &piece.lines {
            for (start, _, numbers) in mark::numbered(&line.text) {
                let glued = is_glued(&line.text, start);
                first |= glued && numbers.contains(&1);
                other |= glued && numbers.iter().any(|number| *number > 1);
            }
        }
    }
    first && other
}
