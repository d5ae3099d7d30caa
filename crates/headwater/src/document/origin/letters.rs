//! The letters of a file: all that it shows, white space left out, each with its place in the file.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use unicode_normalization::UnicodeNormalization;

use super::super::format::Format;
use super::super::invisible::Invisible;
use super::super::line::starts_afresh;
use super::super::tokens::{Token, Tokens, decode};
use super::super::{markdown, metadata};
use crate::text::Span;

/// Bytes of a letter with its marks beyond this are taken apart.
const LONGEST_CLUSTER: usize = 256;
/// Bytes of a character reference, `&` and `;` included.
const LONGEST_REFERENCE: usize = 40;

/// Letters that follow each other in the file too.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// Where it begins among the letters.
    at: u32,
    /// Where it stands in the file.
    start: u32,
    end: u32,
    /// Whether the file has the same bytes.
    copied: bool,
}

/// Where a letter stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) span: Span,
    /// Whether the file has the same bytes there, and not a character reference or a letter that is composed
    /// otherwise.
    pub(super) copied: bool,
}

/// All letters of a text, in Unicode NFC.
#[derive(Debug, Default)]
pub(super) struct Letters {
    text: String,
    stretches: Vec<Stretch>,
    /// A letter whose marks may still follow, and where it stands.
    cluster: String,
    start: usize,
    end: usize,
}

impl Letters {
    /// The letters that a file shows.
    pub(super) fn of(file: &str, format: Format) -> Self {
        let mut letters = Self::default();
        match format {
            Format::Html => letters.html(file, 0),
            Format::Markdown => letters.markdown(file),
            Format::Wikitext | Format::Plain => letters.copy(file, 0),
        }
        letters.flush();
        letters
    }

    /// The letters of a part of a text.
    pub(super) fn within(text: &str, span: Span) -> Self {
        let mut letters = Self::default();
        letters.copy(span.of(text), span.start());
        letters.flush();
        letters
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The places of the letters from byte `from` to byte `to`.
    pub(super) fn places(&self, from: usize, to: usize) -> impl Iterator<Item = Place> {
        let first = self
            .stretches
            .partition_point(|stretch| stretch.at as usize <= from);
        let mut stretches = self.stretches.get(first.saturating_sub(1)..).unwrap_or(&[]);
        let part = self.text.get(from..to).unwrap_or_default();
        part.char_indices().filter_map(move |(at, c)| {
            let at = from + at;
            while let [_, next, ..] = stretches
                && next.at as usize <= at
            {
                stretches = stretches.get(1..).unwrap_or(&[]);
            }
            let stretch = stretches.first()?;
            let span = if stretch.copied {
                let start = stretch.start as usize + (at - stretch.at as usize);
                Span::new(start, start + c.len_utf8())
            } else {
                Span::new(stretch.start as usize, stretch.end as usize)
            };
            let copied = stretch.copied;
            Some(Place { span, copied })
        })
    }

    /// Adds text that stands in the file as it is.
    fn copy(&mut self, text: &str, start: usize) {
        for (at, c) in text.char_indices() {
            self.push(c, start + at, start + at + c.len_utf8());
        }
    }

    /// Adds a stretch of HTML.
    fn html(&mut self, html: &str, start: usize) {
        let mut tokens = Tokens::new(html);
        // Within a title or what says how ideographs are spoken, none of which is text of the page.
        let mut unread = 0usize;
        let is_unread = |name: &str| matches!(name, "title" | "rt" | "rp");
        while let Some(token) = tokens.next() {
            match token {
                Token::Start(tag) => unread += usize::from(is_unread(tag.name())),
                Token::End(name) => unread = unread.saturating_sub(usize::from(is_unread(&name))),
                Token::Text(text) if unread == 0 => {
                    self.references(text, start + tokens.at() - text.len());
                }
                Token::Text(_) | Token::JsonLd(_) => {}
            }
        }
    }

    /// Adds text with character references.
    fn references(&mut self, text: &str, start: usize) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let before = rest.find('&').unwrap_or(rest.len());
            let (plain, rest) = rest.split_at_checked(before).unwrap_or((rest, ""));
            self.copy(plain, start + at);
            at += plain.len();
            if rest.is_empty() {
                break;
            }
            let near = rest.bytes().take(LONGEST_REFERENCE);
            let end = near.take_while(|b| *b != b'<').position(|b| b == b';');
            let written = rest.get(..end.map_or(1, |end| end + 1)).unwrap_or("&");
            let meant = decode(written);
            if meant == written {
                self.copy("&", start + at);
                at += 1;
            } else {
                self.say(&meant, start + at, start + at + written.len());
                at += written.len();
            }
        }
    }

    /// Adds the text of Markdown without its front matter.
    fn markdown(&mut self, file: &str) {
        let (_, body) = metadata::split_front_matter(file);
        let start = file.len() - body.len();
        let mut images = 0usize;
        // A block of HTML is read as one, though it comes line by line.
        let mut block = false;
        for (event, range) in Parser::new_ext(body, markdown::options()).into_offset_iter() {
            let (from, to) = (start + range.start, start + range.end);
            let written = file.get(from..to).unwrap_or_default();
            match event {
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images = images.saturating_sub(1),
                Event::Start(Tag::HtmlBlock) => {
                    self.html(written, from);
                    block = true;
                }
                Event::End(TagEnd::HtmlBlock) => block = false,
                Event::InlineHtml(_) if !block => self.html(written, from),
                Event::Text(text)
                | Event::Code(text)
                | Event::InlineMath(text)
                | Event::DisplayMath(text)
                    if images == 0 =>
                {
                    // The range of code has its marks in it too.
                    match written.find(&*text) {
                        Some(at) => self.copy(&text, from + at),
                        None => self.say(&text, from, to),
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds text that the file writes in another way.
    fn say(&mut self, text: &str, start: usize, end: usize) {
        for c in text.chars() {
            self.push(c, start, end);
        }
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        if Invisible::default().takes(c) {
            return;
        }
        if starts_afresh(c) || self.cluster.len() > LONGEST_CLUSTER {
            self.flush();
        }
        if self.cluster.is_empty() {
            self.start = start;
        }
        self.cluster.push(c);
        self.end = end;
    }

    /// Writes the letter that is waiting.
    fn flush(&mut self) {
        let mut cluster = std::mem::take(&mut self.cluster);
        let mut alone = cluster.chars();
        let copied = match (alone.next(), alone.next()) {
            (Some(c), None) => starts_afresh(c) && c.len_utf8() == self.end - self.start,
            _ => false,
        };
        if copied {
            self.letters(cluster.chars(), copied);
        } else {
            self.letters(cluster.nfc(), copied);
        }
        cluster.clear();
        self.cluster = cluster;
    }

    fn letters(&mut self, letters: impl Iterator<Item = char>, copied: bool) {
        for c in letters.filter(|c| !c.is_whitespace()) {
            let last = self.stretches.last_mut().filter(|last| {
                if copied {
                    last.copied && last.end as usize == self.start
                } else {
                    last.start as usize == self.start && last.end as usize == self.end
                }
            });
            if let Some(last) = last {
                last.end = short(self.end);
            } else {
                self.stretches.push(Stretch {
                    at: short(self.text.len()),
                    start: short(self.start),
                    end: short(self.end),
                    copied,
                });
            }
            self.text.push(c);
        }
    }
}

/// A place in a file, which is no longer than [`LARGEST`](super::LARGEST).
fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The letters with what the file has in their place.
    fn shown(file: &str, format: Format) -> Vec<(char, &str)> {
        let letters = Letters::of(file, format);
        let places = letters.places(0, letters.text().len());
        let written = places.map(|place| place.span.of(file));
        letters.text().chars().zip(written).collect()
    }

    #[test]
    fn letters_stand_for_references_and_for_marks_apart() {
        let found = shown("<title>T</title><p>a &amp; e\u{301}&lt", Format::Html);
        let wanted = [
            ('a', "a"),
            ('&', "&amp;"),
            ('é', "e\u{301}"),
            ('&', "&"),
            ('l', "l"),
            ('t', "t"),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn marks_of_markdown_are_no_letters() {
        let found = shown(
            "---\na: b\n---\n**c**\\* [d](/e) `f` &lt; <i>g</i> ![h](i)",
            Format::Markdown,
        );
        let letters: String = found.iter().map(|(c, _)| *c).collect();
        assert_eq!(letters, "c*df<g");
        assert_eq!(found[4], ('<', "&lt;"));
        assert!(
            found
                .iter()
                .all(|(c, place)| place.contains(*c) || *c == '<')
        );
    }
}
