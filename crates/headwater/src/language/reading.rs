use std::borrow::Cow;

use crate::document::{BlockKind, Document};
use crate::language::{Language, Script, detect, segment};
use crate::text::Span;

/// A document with its language and its sentences.
#[derive(Debug, Clone)]
pub struct Reading {
    pub(crate) document: Document,
    /// BCP 47 primary subtag of the language found, whether Headwater reads it or not.
    pub(crate) tag: String,
    pub(crate) language: Option<Language>,
    pub(crate) script: Option<Script>,
    pub(crate) published: Option<String>,
    pub(crate) sentences: Vec<Span>,
}

/// The marks that end sentences where the language is not one that Headwater reads.
const FALLBACK: Language = Language::English;

/// The longest paragraph that may be a date line, in code points.
const DATE_LINE: usize = 60;

/// A text with fewer bytes says little of its language.
const SHORT: usize = 400;

/// A text that says in which language a document is: its own, with the title where it is short.
fn sample(document: &Document) -> Cow<'_, str> {
    let text = document.text();
    let title = document.title().filter(|_| text.len() < SHORT);
    match title {
        Some(title) if !text.contains(title) => format!("{title}\n\n{text}").into(),
        _ => text.into(),
    }
}

impl Reading {
    /// Finds the language of a document and the sentences of its blocks.
    ///
    /// The language is that of the whole document, by its text; what the document declares is a
    /// hint. Every visible character of a block is in exactly one sentence. A document in a
    /// language that Headwater does not read is cut by the rules that most languages share.
    #[must_use]
    pub fn of(document: Document) -> Self {
        let found = detect(&sample(&document), document.declared_language());
        let language = found.language();
        let mut sentences = Vec::new();
        for block in document.blocks() {
            let text = block.span().of(document.text());
            let inside = segment::sentences(text, language.unwrap_or(FALLBACK));
            sentences.extend(
                inside
                    .into_iter()
                    .map(|span| span.shift(block.span().start())),
            );
        }
        let published = document
            .published()
            .map(str::to_owned)
            .or_else(|| date_line(&document));
        Self {
            tag: found.tag().to_owned(),
            language,
            script: found.script(),
            published,
            sentences,
            document,
        }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The language found, as a BCP 47 primary subtag; `und` where none could be told.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language, where it is one that Headwater reads.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The script, where the language is written in more than one.
    #[must_use]
    pub fn script(&self) -> Option<Script> {
        self.script
    }

    /// When it was published: by its metadata, else by its date line. ISO 8601.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// The sentences of all blocks, in order. None runs over the end of a block.
    #[must_use]
    pub fn sentences(&self) -> &[Span] {
        &self.sentences
    }
}

/// The date of a document that carries it in its text: a credit, or a short first or last
/// paragraph, that has a day, a month and a year in figures. ISO 8601.
fn date_line(document: &Document) -> Option<String> {
    const ENDS: usize = 3;
    let blocks = document.blocks();
    let last = blocks.len().saturating_sub(ENDS);
    let candidates = blocks.iter().enumerate().filter(|(place, block)| {
        block.kind() == BlockKind::Credit
            || (block.kind() == BlockKind::Paragraph && (*place < ENDS || *place >= last))
    });
    candidates
        .map(|(_, block)| block.span().of(document.text()))
        .filter(|text| text.chars().count() <= DATE_LINE)
        .find_map(date_in_figures)
}

/// Year, month and day as figures in this order, whatever stands between them:
/// `2021-12-31`, `2021年12月31日`, `2021. 12. 31.`, `2021/12/31`.
fn date_in_figures(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    parts.windows(3).find_map(|window| {
        let [year, month, day] = window else {
            return None;
        };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return None;
        }
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        Some(date.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Block;
    use crate::text::Span;

    /// A document of such blocks.
    fn document(blocks: &[(BlockKind, &str)]) -> Document {
        let mut document = Document::default();
        for (kind, text) in blocks {
            if !document.text.is_empty() {
                document.text.push_str("\n\n");
            }
            let start = document.text.len();
            document.text.push_str(text);
            let span = Span::new(start, document.text.len());
            document.blocks.push(Block { kind: *kind, span });
        }
        document
    }

    #[test]
    fn the_title_of_a_short_text_tells_its_language_too() {
        let mut short = document(&[(BlockKind::Paragraph, "09 Jun 2020, Orlin Post|")]);
        short.title =
            Some("The bridge of Harrow is closed, and here is all that we know".to_owned());
        assert_eq!(Reading::of(short).tag(), "en");
    }

    #[test]
    fn no_sentence_runs_over_the_end_of_a_block() {
        let reading = Reading::of(document(&[
            (BlockKind::Heading(1), "The bridge of Harrow"),
            (BlockKind::Paragraph, "It is old. It will be closed"),
            (BlockKind::Paragraph, "and then repaired."),
        ]));
        let text = reading.document().text();
        let found: Vec<&str> = reading
            .sentences()
            .iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(
            found,
            [
                "The bridge of Harrow",
                "It is old.",
                "It will be closed",
                "and then repaired."
            ]
        );
        assert_eq!(reading.language(), Some(Language::English));
    }

    #[test]
    fn a_heading_in_kanji_alone_does_not_make_a_japanese_document_chinese() {
        let reading = Reading::of(document(&[
            (BlockKind::Heading(1), "首相会談延期発表"),
            (
                BlockKind::Paragraph,
                "首相は会談を延期すると発表した。理由は述べていない。",
            ),
        ]));
        assert_eq!(reading.tag(), "ja");
        assert_eq!(reading.sentences().len(), 3);
    }

    #[test]
    fn a_document_in_an_unread_language_still_has_sentences() {
        let reading = Reading::of(document(&[(
            BlockKind::Paragraph,
            "Il sindaco ha detto che il ponte è chiuso. Nessuno sa perché.",
        )]));
        assert_eq!((reading.tag(), reading.language()), ("it", None));
        assert_eq!(reading.sentences().len(), 2);
    }

    #[test]
    fn the_date_comes_from_the_metadata_else_from_the_date_line() {
        let blocks = [
            (
                BlockKind::Paragraph,
                "桥已关闭。2019年1月2日开始修。这是一段很长的正文，讲的是桥为什么关闭，以及什么时候会再次开放，还有市民怎样绕行，需要多长时间，费用是多少。",
            ),
            (BlockKind::Credit, "2020年5月7日"),
        ];
        let mut with_metadata = document(&blocks);
        assert_eq!(
            Reading::of(with_metadata.clone()).published(),
            Some("2020-05-07")
        );
        with_metadata.published = Some("2021-01-01".to_owned());
        assert_eq!(Reading::of(with_metadata).published(), Some("2021-01-01"));
        let impossible = document(&[(BlockKind::Credit, "2020-13-45")]);
        assert_eq!(Reading::of(impossible).published(), None);
    }
}
