//! Where each letter of a document's text stands in what was read.
//!
//! Reading takes a page apart and puts it together again, through a parser that keeps no places. So the text is
//! found in the file afterwards: both are reduced to their letters in Unicode NFC, without white space and what
//! nobody sees, and the blocks of one looked for in the other.

mod align;
mod letters;

use super::Block;
use super::format::Format;
use crate::text::{CodePoints, Span};
use letters::{Letters, Place};

/// In larger files nothing is found again: 8 MiB.
pub(super) const LARGEST: usize = 8 * 1024 * 1024;

/// Where a text is so broken up that it takes more stretches, the rest of it is not found again.
const MOST_RUNS: usize = 500_000;

/// A place in a file, once it is decoded and its byte order mark is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    bytes: Span,
    code_points: (usize, usize),
}

impl Origin {
    /// Its bytes, with the file in UTF-8.
    #[must_use]
    pub fn bytes(self) -> Span {
        self.bytes
    }

    /// Where it begins and ends, in Unicode code points.
    #[must_use]
    pub fn code_points(self) -> (usize, usize) {
        self.code_points
    }
}

/// Text that stands in the file as it is, but for white space of one byte, or that is there written in another way.
#[derive(Debug, Clone, Copy)]
struct Run {
    text: Span,
    file: Span,
    copied: bool,
    /// Code points of the file before its start and before its end.
    points: (usize, usize),
}

/// The places of a text's letters in a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    /// In the order of the text.
    runs: Vec<Run>,
}

impl Origins {
    /// Finds the blocks of a text in the decoded file that they come from.
    pub(super) fn find(text: &str, blocks: &[Block], file: &str, format: Format) -> Self {
        let mut origins = Self::default();
        if file.len() > LARGEST {
            return origins;
        }
        let whole = Letters::of(file, format);
        let blocks: Vec<Letters> = blocks
            .iter()
            .map(|block| Letters::within(text, block.span))
            .collect();
        let texts: Vec<&str> = blocks.iter().map(Letters::text).collect();
        let found = align::find(&texts, whole.text());
        for (block, found) in blocks.iter().zip(found) {
            for part in found {
                let ours = block.places(part.at, part.at + part.len);
                let theirs = whole.places(part.to, part.to + part.len);
                for (ours, theirs) in ours.zip(theirs) {
                    origins.add(ours, theirs);
                }
            }
        }
        origins.runs.shrink_to_fit();
        let points = CodePoints::new(file);
        for run in &mut origins.runs {
            run.points = points.span(run.file);
        }
        origins
    }

    /// Adds a letter behind the last one.
    fn add(&mut self, ours: Place, theirs: Place) {
        if let Some(last) = self.runs.last_mut() {
            let (text, file) = (last.text.end(), last.file.end());
            // The marks of a letter stand where it does.
            let Some(gap) = ours.span.start().checked_sub(text) else {
                return;
            };
            let goes_on = if theirs.copied {
                last.copied && gap <= 1 && theirs.span.start() == file + gap
            } else {
                last.file == theirs.span && gap == 0
            };
            if goes_on {
                last.text = Span::new(last.text.start(), ours.span.end());
                last.file = Span::new(last.file.start(), theirs.span.end());
                return;
            }
        }
        if self.runs.len() == MOST_RUNS {
            return;
        }
        self.runs.push(Run {
            text: ours.span,
            file: theirs.span,
            copied: theirs.copied,
            points: (0, 0),
        });
    }

    /// Where a stretch of the text stands: from its first letter that was found to its last. `None` where
    /// none was found, or where they stand in another order.
    pub(super) fn of(&self, text: &str, span: Span) -> Option<Origin> {
        let first = self
            .runs
            .partition_point(|run| run.text.end() <= span.start());
        let runs = self.runs.get(first..)?;
        let count = runs.partition_point(|run| run.text.start() < span.end());
        let runs = runs.get(..count)?;
        let in_order = runs
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a.file.start() <= b.file.start()));
        let (first, last) = (runs.first()?, runs.last()?);
        if !in_order {
            return None;
        }
        let (start, from) = first.start(text, span.start());
        let (end, to) = last.end(text, span.end());
        Some(Origin {
            bytes: Span::new(start, end),
            code_points: (from, to),
        })
    }
}

impl Run {
    /// Where its text from byte `at` on begins in the file, in bytes and in code points.
    fn start(&self, text: &str, at: usize) -> (usize, usize) {
        let skipped = Span::new(self.text.start(), at);
        if !self.copied || skipped.is_empty() {
            return (self.file.start(), self.points.0);
        }
        let points = skipped.of(text).chars().count();
        (self.file.start() + skipped.len(), self.points.0 + points)
    }

    /// Where its text up to byte `at` ends in the file, in bytes and in code points.
    fn end(&self, text: &str, at: usize) -> (usize, usize) {
        let skipped = Span::new(at, self.text.end());
        if !self.copied || skipped.is_empty() {
            return (self.file.end(), self.points.1);
        }
        let points = skipped.of(text).chars().count();
        (self.file.end() - skipped.len(), self.points.1 - points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Hints, read};
    use proptest::prelude::*;

    /// Pages of a heading and paragraphs with markup, references and letters in several forms.
    fn pages() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            4 => "[A-Za-z]{1,9}",
            1 => "[а-я]{1,6}",
            1 => "[水位上升警告]{1,5}",
            1 => Just("cafe\u{301}".to_owned()),
            1 => Just("Ru\u{ad}he".to_owned()),
            1 => Just("&eacute;t&#233;".to_owned()),
            1 => Just("R&amp;D".to_owned()),
            1 => Just("<b>bo</b>ld".to_owned()),
            1 => Just("<ruby>漢<rt>kan</rt></ruby>".to_owned()),
            1 => Just("<a href='/b'>a link</a><sup><a href='#n'>[1]</a></sup>".to_owned()),
            1 => Just("3&nbsp;000,5".to_owned()),
        ];
        let paragraph = prop::collection::vec(word, 4..40).prop_map(|words| words.join(" "));
        prop::collection::vec(paragraph, 1..8).prop_map(|paragraphs| {
            let body: Vec<String> = paragraphs
                .iter()
                .map(|words| format!("<p>{words}.</p>\n"))
                .collect();
            format!(
                "<title>A page</title><nav><a href='/'>Home</a></nav><h1>A page</h1>{}",
                body.concat()
            )
        })
    }

    fn document(file: &str, name: &str) -> Document {
        read(file.as_bytes(), &Hints::new(name)).expect("a document")
    }

    /// What the file has where its document has these words.
    fn written<'f>(document: &Document, file: &'f str, words: &str) -> Option<&'f str> {
        let start = document.text().find(words).expect("the words");
        let span = Span::new(start, start + words.len());
        let origin = document.origin(span)?;
        let (from, to) = origin.code_points();
        let cut: String = file.chars().skip(from).take(to - from).collect();
        let found = origin.bytes().of(file);
        assert_eq!(found, cut, "bytes and code points are the same place");
        Some(found)
    }

    #[test]
    fn words_of_a_page_are_found_in_its_source() {
        let page = "<html><head><title>The dam</title></head><body><h1>The dam</h1>\n<p>The <b>dam</b>\n \
            held&nbsp;at Orlin &amp; cafe\u{301} <i>Ru\u{ad}he</i><sup><a href='#1'>[1]</a></sup>.</p></body></html>";
        let document = document(page, "a.html");
        assert_eq!(
            document.text(),
            "The dam\n\nThe dam held at Orlin & café Ruhe."
        );
        let found = |words| written(&document, page, words);
        assert_eq!(found("dam held"), Some("dam</b>\n held"));
        assert_eq!(found("ld at Or"), Some("ld&nbsp;at Or"));
        assert_eq!(found("& caf"), Some("&amp; caf"));
        assert_eq!(found("café"), Some("cafe\u{301}"));
        assert_eq!(
            found("Ruhe."),
            Some("Ru\u{ad}he</i><sup><a href='#1'>[1]</a></sup>.")
        );
    }

    #[test]
    fn words_of_any_text_are_found_in_its_source() {
        let cases = [
            (
                "a.txt",
                "\u{feff}水位\n上升。\n\nIt  held.",
                "位上升",
                "位\n上升",
            ),
            (
                "a.txt",
                "One two\nthree.\n\nIt held.",
                "two three",
                "two\nthree",
            ),
            (
                "a.md",
                "---\ntitle: T\n---\nThe [dam *held*](/b) &amp; `stood`\\*.",
                "held & stood*",
                "held*](/b) &amp; `stood`\\*",
            ),
            (
                "a.md",
                "<p>The <b>dam</b>\nheld</p>\n\nx",
                "dam held",
                "dam</b>\nheld",
            ),
            ("a.md", "> The dam\n> held", "dam held", "dam\n> held"),
            (
                "a.wiki",
                "The ''dam'' at [[Orlin (town)|Orlin]] held.",
                "dam at",
                "dam'' at",
            ),
        ];
        for (name, file, words, wanted) in cases {
            let document = document(file, name);
            let file = file.trim_start_matches('\u{feff}');
            assert_eq!(written(&document, file, words), Some(wanted), "{file}");
        }
    }

    #[test]
    fn a_large_file_is_not_searched() {
        let file = "It held. ".repeat(super::LARGEST / 9 + 1);
        let document = document(&file, "a.txt");
        assert_eq!(document.origin(document.blocks()[0].span()), None);
    }

    proptest! {
        /// Reading neither loses nor makes up letters of what it keeps: all of a block is found again, in its order.
        #[test]
        fn every_letter_of_a_block_stands_in_its_file(page in pages()) {
            let document = document(&page, "a.html");
            for block in document.blocks() {
                let shown = block.span().of(document.text());
                let origin = document.origin(block.span());
                prop_assert!(origin.is_some(), "{shown:?} of {page}");
                let part = Letters::of(origin.map_or("", |origin| origin.bytes().of(&page)), Format::Html);
                let mut there = part.text().chars();
                for c in shown.chars().filter(|c| !c.is_whitespace()) {
                    prop_assert!(there.any(|other| other == c), "{c:?} of {shown:?} in {page}");
                }
            }
        }
    }
}
