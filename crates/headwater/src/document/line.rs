//! A line of a document while it is being read: its text, and what stands in it.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use super::invisible::Invisible;
use super::references::Mark;
use super::{LinkKind, address};

/// A link's words within a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) url: String,
    /// The types of the link, as the page has them: `nofollow sponsored`.
    pub(super) rel: String,
    pub(super) kind: LinkKind,
}

impl Anchor {
    pub(super) fn citation(start: usize, end: usize, url: String) -> Self {
        Self {
            start,
            end,
            url,
            rel: String::new(),
            kind: LinkKind::Citation,
        }
    }
}

/// A line of a piece: what stands between two line breaks.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) anchors: Vec<Anchor>,
    /// Marks of references, such as `[1]`.
    pub(super) marks: Vec<Mark>,
    /// Images, each with the place in the line where it stands.
    pub(super) images: Vec<(usize, String)>,
    /// Whether the line break after it was asked for (`<br>`, two spaces in Markdown).
    pub(super) hard: bool,
    /// Whether some letters are set in bold, and whether some are not.
    pub(super) has_bold: bool,
    pub(super) has_plain: bool,
    /// What was left out of it because nobody sees it.
    pub(super) invisible: Invisible,
}

/// Whether a script of this character is written without spaces, so that a line break in the
/// source stands for nothing.
fn joins_without_space(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF1F}' | '\u{FF3B}'..='\u{FF65}' | '\u{20000}'..='\u{323AF}')
}

/// Whether a line that ends so has come to the end of a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', '」', '』', ')', '）']);
    text.ends_with([
        '.', '!', '?', '…', '。', '！', '？', '؟', ':', '：', ';', '；',
    ])
}

impl Line {
    /// Whether there is neither text nor image.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.images.is_empty()
    }

    /// Whether there are images and no text.
    pub(super) fn is_image(&self) -> bool {
        self.text.is_empty() && !self.images.is_empty()
    }

    /// Adds another line behind this one, with a space between where the script has spaces.
    pub(super) fn join(&mut self, next: &Line, between: Option<char>) {
        let tight = match (self.text.chars().next_back(), next.text.chars().next()) {
            (Some(a), Some(b)) => joins_without_space(a) && joins_without_space(b),
            _ => true,
        };
        match between {
            Some(c) => self.text.push(c),
            None if !tight => self.text.push(' '),
            None => {}
        }
        let by = self.text.len();
        self.text.push_str(&next.text);
        for anchor in &next.anchors {
            let moved = Anchor {
                start: anchor.start + by,
                end: anchor.end + by,
                ..anchor.clone()
            };
            self.add(moved);
        }
        self.marks
            .extend(next.marks.iter().map(|mark| mark.clone().shift(by)));
        self.images
            .extend(next.images.iter().map(|(at, url)| (at + by, url.clone())));
        self.has_bold |= next.has_bold;
        self.has_plain |= next.has_plain;
        self.hard = next.hard;
        self.invisible += next.invisible;
    }

    /// Makes some of its words a link.
    pub(super) fn link(&mut self, start: usize, end: usize, url: String) {
        let place = self.anchors.partition_point(|anchor| anchor.start <= start);
        self.anchors
            .insert(place, Anchor::citation(start, end, url));
    }

    /// Adds a link; one that goes on where the last one ended, to the same place, is that link.
    pub(super) fn add(&mut self, anchor: Anchor) {
        if let Some(last) = self.anchors.last_mut() {
            let gap = self.text.get(last.end..anchor.start).unwrap_or("?");
            if last.url == anchor.url && gap.trim().is_empty() {
                last.end = anchor.end;
                return;
            }
        }
        self.anchors.push(anchor);
    }

    /// Whether the text is nothing but links, with no letter or figure outside them.
    pub(super) fn is_all_links(&self) -> bool {
        let mut at = 0;
        let mut outside = self.anchors.iter().map(|anchor| {
            let before = self.text.get(at..anchor.start);
            at = anchor.end;
            before
        });
        let clean = |text: Option<&str>| !text.unwrap_or_default().contains(char::is_alphanumeric);
        !self.anchors.is_empty() && outside.all(clean) && clean(self.text.get(at..))
    }

    /// Drops white space at the end, and moves what stood in it.
    pub(super) fn trim_end(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        for (at, _) in &mut self.images {
            *at = end.min(*at);
        }
        for anchor in &mut self.anchors {
            anchor.start = end.min(anchor.start);
            anchor.end = end.min(anchor.end);
        }
        for mark in &mut self.marks {
            mark.start = end.min(mark.start);
            mark.end = end.min(mark.end);
        }
        self.anchors.retain(|anchor| anchor.start < anchor.end);
    }

    /// Brings the text into Unicode NFC and moves the places in it along.
    pub(super) fn compose(&mut self) {
        if is_nfc(&self.text) {
            return;
        }
        let mut cuts: Vec<usize> = self
            .anchors
            .iter()
            .flat_map(|anchor| [anchor.start, anchor.end])
            .chain(self.marks.iter().flat_map(|mark| [mark.start, mark.end]))
            .chain(self.images.iter().map(|(at, _)| *at))
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut composed = String::with_capacity(self.text.len());
        let mut moved: Vec<(usize, usize)> = Vec::with_capacity(cuts.len());
        let mut from = 0;
        for cut in cuts {
            // A mark that belongs to the character before the cut stays with it.
            let rest = self.text.get(cut..).unwrap_or_default();
            let to = rest
                .char_indices()
                .find(|(_, c)| starts_afresh(*c))
                .map_or(self.text.len(), |(at, _)| cut + at)
                .max(from);
            composed.extend(self.text.get(from..to).unwrap_or_default().nfc());
            from = to;
            moved.push((cut, composed.len()));
        }
        composed.extend(self.text.get(from..).unwrap_or_default().nfc());
        let place = |at: usize| match moved.binary_search_by_key(&at, |(cut, _)| *cut) {
            Ok(found) => moved.get(found).map_or(at, |(_, to)| *to),
            Err(_) => at,
        };
        for anchor in &mut self.anchors {
            anchor.start = place(anchor.start);
            anchor.end = place(anchor.end);
        }
        for mark in &mut self.marks {
            mark.start = place(mark.start);
            mark.end = place(mark.end);
        }
        for (at, _) in &mut self.images {
            *at = place(*at);
        }
        self.text = composed;
    }

    /// Makes links of addresses that are written out in the text.
    pub(super) fn find_addresses(&mut self) {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find("http")) {
            let start = from + at;
            let rest = self.text.get(start..).unwrap_or_default();
            let end = rest
                .find(|c: char| {
                    c.is_whitespace() || joins_without_space(c) || "<>\"“”|`{}".contains(c)
                })
                .unwrap_or(rest.len());
            let url = rest.get(..end).unwrap_or_default();
            let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ']', '*', '_']);
            let url = match url.strip_suffix(')') {
                Some(inner) if !inner.contains('(') => inner,
                _ => url,
            };
            from = start + url.len().max(4);
            if address::is_absolute(url) {
                found.push((start, start + url.len(), url.to_owned()));
            }
        }
        let links = std::mem::take(&mut self.anchors);
        found.retain(|(start, end, _)| {
            let next = links.partition_point(|link| link.end <= *start);
            links.get(next).is_none_or(|link| link.start >= *end)
        });
        let found = found.into_iter();
        self.anchors = links;
        self.anchors
            .extend(found.map(|(start, end, url)| Anchor::citation(start, end, url)));
        self.anchors.sort_by_key(|anchor| anchor.start);
    }
}

/// Whether no character before this one can grow together with it in NFC.
pub(super) fn starts_afresh(c: char) -> bool {
    canonical_combining_class(c) == 0
        && matches!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes)
}
