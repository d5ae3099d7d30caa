//! The report as a part of a larger page, with places for what that page adds.

use super::{article, frame, overview, page, sources, timeline};
use crate::report::{MessageLanguage, Trace, words};
use crate::text::Span;
use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

/// The beginning and the end of a place. No text of a document can make either: its `<` is escaped.
const OPEN: &str = "<!--place ";
const CLOSE: &str = "-->";

/// A part of the report, or a place where a page around it may add something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Piece {
    /// Markup, as it is.
    Html(String),
    /// Below what is said of a sentence; counted from 1.
    Sentence(usize),
    /// In the line that names a passage: the source's number, counted from 1, and the passage's code points in its text.
    Passage(usize, usize, usize),
    /// In the row of a source; counted from 1.
    Source(usize),
}

/// The report without a page around it, for a page that has one of its own and uses [`style()`](super::style): its
/// headline is an `h1`, its sections have an `h2` each.
#[must_use]
pub fn html_pieces(trace: &Trace, language: MessageLanguage) -> Vec<Piece> {
    let words = language.words();
    let title = words::article_title(trace.article());
    let report = html! {
        (frame::header(trace, &title, words))
        (overview::toolbar(trace, words))
        (article::section(trace, words, Places::Kept))
        (sources::section(trace, words, Places::Kept))
        (timeline::section(trace, words))
        (frame::key(words))
        (frame::footer(trace, words))
    };
    cut(&report.into_string())
}

/// The page that [`html()`](crate::report::html()) gives, with places for what is to go with it. Its style sheet, by whose hash alone
/// it lets itself be styled, draws a `div.judge` in a sentence's place, with an `ol.history` of what readers think.
#[must_use]
pub fn html_page_pieces(trace: &Trace, language: MessageLanguage) -> Vec<Piece> {
    cut(&page(trace, language, Places::Kept))
}

fn cut(report: &str) -> Vec<Piece> {
    let mut parts = report.split(OPEN);
    let first = parts.next().unwrap_or_default();
    let mut pieces = vec![Piece::Html(first.to_owned())];
    for part in parts {
        let (place, rest) = part.split_once(CLOSE).unwrap_or((part, ""));
        pieces.extend(serde_json::from_str::<Piece>(place));
        pieces.push(Piece::Html(rest.to_owned()));
    }
    pieces
}

/// Whether places are kept for a page around the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Places {
    None,
    Kept,
}

impl Places {
    pub(super) fn sentence(self, index: usize) -> Markup {
        self.keep(|| Piece::Sentence(index + 1))
    }

    pub(super) fn passage(self, source: usize, span: Span, text: &str) -> Markup {
        self.keep(|| {
            let before = Span::new(0, span.start()).of(text).chars().count();
            Piece::Passage(source + 1, before, before + span.of(text).chars().count())
        })
    }

    pub(super) fn source(self, index: usize) -> Markup {
        self.keep(|| Piece::Source(index + 1))
    }

    fn keep(self, piece: impl FnOnce() -> Piece) -> Markup {
        match self {
            Self::None => PreEscaped(String::new()),
            Self::Kept => {
                let place = serde_json::to_string(&piece()).unwrap_or_default();
                PreEscaped([OPEN, &place, CLOSE].concat())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, html};
    use proptest::prelude::*;

    fn joined(pieces: &[Piece]) -> String {
        let html = pieces.iter().filter_map(|piece| match piece {
            Piece::Html(html) => Some(html.as_str()),
            _ => None,
        });
        html.collect()
    }

    #[test]
    fn every_sentence_every_passage_and_every_source_has_its_place() {
        let trace = fixture::trace();
        let pieces = html_pieces(&trace, MessageLanguage::English);
        let sentences = pieces.iter().filter_map(|piece| match piece {
            Piece::Sentence(number) => Some(*number),
            _ => None,
        });
        assert!(sentences.eq(1..=trace.sentences().len()));
        let sources = pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Source(_)));
        assert_eq!(sources.count(), trace.sources().len());
        let mut passages = 0;
        for piece in &pieces {
            let Piece::Passage(source, start, end) = piece else {
                continue;
            };
            let source = trace
                .sources()
                .get(source - 1)
                .expect("a source of the trace");
            let text = source.document().expect("it was read").text();
            let passage: String = text.chars().skip(*start).take(end - start).collect();
            assert_eq!(passage.chars().count(), end - start);
            assert_eq!(passage.trim(), passage);
            passages += 1;
        }
        assert_eq!(
            passages,
            joined(&pieces).matches("<figcaption><a href=\"#s").count()
        );
        assert!(passages > 0);
    }

    #[test]
    fn the_pieces_are_those_of_the_page() {
        let trace = fixture::trace();
        let pieces = joined(&html_pieces(&trace, MessageLanguage::Japanese));
        let page = html(&trace, MessageLanguage::Japanese);
        let section = |text: &str| {
            let start = text.find("<section id=\"article\"").expect("it is there");
            text.get(start..)
                .and_then(|rest| rest.split("<section class=\"key\"").next())
                .map(str::to_owned)
        };
        assert_eq!(section(&pieces), section(&page));
    }

    #[test]
    fn a_page_whose_places_stay_empty_is_the_page() {
        let trace = fixture::trace();
        for language in MessageLanguage::ALL {
            let pieces = html_page_pieces(&trace, language);
            assert!(pieces.contains(&Piece::Sentence(1)));
            assert_eq!(joined(&pieces), html(&trace, language));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_place(trace in fixture::any_trace()) {
            let pieces = html_pieces(&trace, MessageLanguage::English);
            let sentences = pieces.iter().filter(|piece| matches!(piece, Piece::Sentence(_)));
            prop_assert_eq!(sentences.count(), trace.sentences().len());
            prop_assert!(!joined(&pieces).contains("<!--"));
        }
    }
}
