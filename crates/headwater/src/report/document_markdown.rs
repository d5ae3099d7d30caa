//! One document as Markdown, for `headwater read`.

use super::escape::{markdown, web_url};
use super::{MessageLanguage, words};
use crate::document::{Block, BlockKind, Document, Link};
use crate::language::Reading;
use crate::text::Span;
use std::fmt::Write as _;

/// One document as it was read, as Markdown: its title, where it came from, and its blocks with
/// their links. Its text cannot become other markup than the markup of its blocks and links.
#[must_use]
pub fn document_markdown(reading: &Reading) -> String {
    let document = reading.document();
    let mut out = String::new();
    let title = markdown(&words::article_title(reading));
    let starts_with_title = document.blocks().first().is_some_and(|block| {
        matches!(block.kind(), BlockKind::Heading(1))
            && markdown(block.span().of(document.text())) == title
    });
    if !starts_with_title {
        // Writing to a string cannot fail.
        let _ = write!(out, "# {title}\n\n");
    }
    out.push_str(&frame(reading));
    let mut links = document.links().iter().peekable();
    let mut last = None;
    for block in document.blocks() {
        let kind = block.kind();
        let text = linked(document, *block, &mut links);
        if text.is_empty() {
            continue;
        }
        // Items of one list stand together; everything else is parted by a blank line.
        if last.is_some() && !(kind == BlockKind::ListItem && last == Some(kind)) {
            out.push('\n');
        }
        out.push_str(&prefix(kind));
        out.push_str(&text);
        out.push('\n');
        last = Some(kind);
    }
    out
}

/// Publisher, date, authors and address on one line, where there are any.
fn frame(reading: &Reading) -> String {
    let document = reading.document();
    let mut parts = Vec::new();
    parts.extend(document.publisher().map(markdown));
    let words = MessageLanguage::English.words();
    let published = reading.published();
    parts.extend(published.map(|date| markdown(&words.date(date))));
    parts.extend(document.authors().iter().map(|name| markdown(name)));
    parts.extend(
        document
            .url()
            .and_then(web_url)
            .map(|url| format!("<{url}>")),
    );
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}\n\n", parts.join(" · "))
    }
}

fn prefix(kind: BlockKind) -> String {
    match kind {
        BlockKind::Heading(level) => format!("{} ", "#".repeat(usize::from(level.clamp(1, 6)))),
        BlockKind::ListItem => "- ".to_owned(),
        BlockKind::Quote => "> ".to_owned(),
        _ => String::new(),
    }
}

/// The text of a block with its links. Takes from `links` those that begin before its end.
fn linked<'d>(
    document: &Document,
    block: Block,
    links: &mut std::iter::Peekable<impl Iterator<Item = &'d Link>>,
) -> String {
    let (text, span) = (document.text(), block.span());
    let mut parts = Vec::new();
    let mut from = span.start();
    while let Some(link) = links.next_if(|link| link.span().start() < span.end()) {
        let words = link.span();
        let Some(url) = web_url(link.url()) else {
            continue;
        };
        if words.start() < from || !span.contains(words) || words.trim(text).is_empty() {
            continue;
        }
        parts.push(spaced(Span::new(from, words.start()).of(text)));
        parts.push(format!("[{}]({url})", markdown(words.of(text))));
        from = words.end();
    }
    parts.push(spaced(Span::new(from, span.end()).of(text)));
    parts.concat().trim().to_owned()
}

/// The text escaped, with one space at each end where it had any: links stand beside it.
fn spaced(text: &str) -> String {
    let space = |is_there: bool| if is_there { " " } else { "" };
    let inner = markdown(text);
    if inner.is_empty() {
        return space(!text.is_empty()).to_owned();
    }
    let before = space(text.starts_with(char::is_whitespace));
    let after = space(text.ends_with(char::is_whitespace));
    format!("{before}{inner}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_document_as_markdown() {
        insta::assert_snapshot!(document_markdown(fixture::trace().article()));
    }

    #[test]
    fn an_empty_document_is_only_its_location() {
        assert_eq!(
            document_markdown(fixture::empty().article()),
            "# empty.md\n\n"
        );
    }
}
