//! One document as Markdown, for `headwater read`.

use super::escape::{clean, markdown, web_url};
use crate::document::{Block, BlockKind, Document, Field, Link, LinkKind};
use crate::language::Reading;
use crate::text::Span;
use std::fmt::Write as _;

/// One document as it was read, as Markdown: what it says of itself as front matter in YAML, and
/// its blocks with their links and images. Read again, it gives the same text, but for the numbers of
/// references whose list is not whole. Its text cannot become other markup than the markup of its blocks and
/// links.
#[must_use]
pub fn document_markdown(reading: &Reading) -> String {
    let document = reading.document();
    let mut out = front_matter(reading);
    let mut links = document.links().iter().peekable();
    let mut last = None;
    let mut blocks = document.blocks().iter().peekable();
    while let Some(block) = blocks.next() {
        let kind = block.kind();
        let before = images_before(*block, &mut links);
        let text = match kind {
            BlockKind::Code => fenced(block.span().of(document.text())),
            BlockKind::TableRow => {
                let mut rows = vec![*block];
                while let Some(row) = blocks.next_if(|next| next.kind() == kind) {
                    rows.push(*row);
                }
                table(document, &rows, &mut links)
            }
            _ => line(kind, &linked(document, block.span(), &mut links)),
        };
        // Items of one list stand together; everything else is parted by a blank line.
        let goes_on = is_item(kind) && last.is_some_and(is_item) && before.is_empty();
        if last.is_some() && !goes_on {
            out.push('\n');
        }
        out.push_str(&before);
        out.push_str(&text);
        out.push('\n');
        last = Some(kind);
    }
    for image in links.filter_map(image) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{image}\n");
    }
    out
}

/// What the document says of itself, where it says anything.
fn front_matter(reading: &Reading) -> String {
    let document = reading.document();
    let said = |field| {
        document
            .fact(field)
            .map(|fact| vec![fact.value().to_owned()])
    };
    let one = |text: Option<&str>| text.map(|text| vec![text.to_owned()]);
    let authors = document.authors().to_vec();
    let fields = [
        ("title", one(document.title())),
        ("subtitle", said(Field::Subtitle)),
        ("author", Some(authors).filter(|all| !all.is_empty())),
        ("date", one(reading.published())),
        ("lastmod", said(Field::Modified)),
        ("site", one(document.publisher())),
        ("section", said(Field::Section)),
        ("lang", one(Some(reading.tag()).filter(|tag| *tag != "und"))),
        ("url", one(document.url())),
        ("repost_of", one(document.repost_of())),
        ("license", said(Field::Licence)),
    ];
    let mut out = String::from("---\n");
    for (name, values) in fields {
        let Some(values) = values else { continue };
        // A string of JSON is one of YAML.
        let mut quoted: Vec<String> = values
            .iter()
            .map(|value| serde_json::Value::from(clean(value)).to_string())
            .collect();
        let shown = match (quoted.pop(), quoted.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                quoted.extend(last);
                format!("[{}]", quoted.join(", "))
            }
        };
        let _ = writeln!(out, "{name}: {shown}");
    }
    out.push_str("---\n\n");
    out
}

fn is_item(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::ListItem | BlockKind::Reference)
}

/// A block that is one line.
fn line(kind: BlockKind, text: &str) -> String {
    match kind {
        BlockKind::Heading(level) => {
            format!("{} {text}", "#".repeat(usize::from(level.clamp(1, 6))))
        }
        BlockKind::Lead => format!("**{text}**"),
        BlockKind::Quote => format!("> {text}"),
        _ if is_item(kind) => format!("- {text}"),
        _ => text.to_owned(),
    }
}

/// Code between fences that are longer than any in it.
fn fenced(code: &str) -> String {
    let runs = code.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

type Links<'d, I> = std::iter::Peekable<I>;

/// Rows as a table, of which the first stands at its head.
fn table<'d>(
    document: &Document,
    rows: &[Block],
    links: &mut Links<'d, impl Iterator<Item = &'d Link>>,
) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let cells = row.span().of(document.text()).split('\t');
            let mut at = row.span().start();
            let spans = cells.map(|cell| {
                let span = Span::new(at, at + cell.len());
                at = span.end() + 1;
                span
            });
            let spans: Vec<Span> = spans.collect();
            let mut cell = |span: Span| linked(document, span, links);
            spans.into_iter().map(&mut cell).collect()
        })
        .collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut shown = Vec::new();
    for mut row in rows {
        row.resize(width, String::new());
        shown.push(format!("| {} |", row.join(" | ")));
        if shown.len() == 1 {
            shown.push(format!("|{}", " --- |".repeat(width)));
        }
    }
    shown.join("\n")
}

/// An image, where it leads to the web.
fn image(link: &Link) -> Option<String> {
    let is_image = link.kind() == LinkKind::Image && link.span().is_empty();
    let url = web_url(link.url()).filter(|_| is_image)?;
    Some(format!("![]({url})"))
}

/// The images that stand between a block and the one before it.
fn images_before<'d>(
    block: Block,
    links: &mut Links<'d, impl Iterator<Item = &'d Link>>,
) -> String {
    let mut out = String::new();
    while let Some(link) = links.next_if(|link| link.span().end() < block.span().start()) {
        if let Some(image) = image(link) {
            let _ = write!(out, "{image}\n\n");
        }
    }
    out
}

/// The text of a stretch with its links and images. Takes from `links` those that begin before its end.
fn linked<'d>(
    document: &Document,
    span: Span,
    links: &mut Links<'d, impl Iterator<Item = &'d Link>>,
) -> String {
    let text = document.text();
    let mut parts = Vec::new();
    let mut from = span.start();
    while let Some(link) = links.next_if(|link| link.span().start() < span.end()) {
        let words = link.span();
        let shown = image(link).or_else(|| {
            let url = web_url(link.url())?;
            let some = span.contains(words) && !words.trim(text).is_empty();
            some.then(|| format!("[{}]({url})", markdown(words.of(text))))
        });
        if let Some(shown) = shown.filter(|_| words.start() >= from) {
            parts.push(spaced(Span::new(from, words.start()).of(text)));
            parts.push(shown);
            from = words.end();
        }
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
    use crate::document::{Hints, read};
    use crate::report::fixture;
    use proptest::prelude::*;

    #[test]
    fn a_document_as_markdown() {
        insta::assert_snapshot!(document_markdown(fixture::trace().article()));
    }

    #[test]
    fn an_empty_document_is_only_its_location() {
        assert_eq!(
            document_markdown(fixture::empty().article()),
            "---\n---\n\n"
        );
    }

    /// A document, and the same as Markdown read again.
    fn twice(text: &str, name: &str) -> Option<(Document, Document)> {
        let first = read(text.as_bytes(), &Hints::new(name)).ok()?;
        let markdown = document_markdown(&Reading::of(first.clone()));
        let again = read(markdown.as_bytes(), &Hints::new("again.md")).ok()?;
        Some((first, again))
    }

    #[test]
    fn what_is_written_is_read_again_with_its_frame_its_blocks_and_its_links() {
        let page = "<html lang=en><title>The dam</title><meta name=author content='Anna Berg'>\
            <meta property=article:published_time content='2023-05-04T10:00:00+02:00'>\
            <h1>The dam: #1</h1><p>It <a href='https://a.example/x_y?a=1&b=2'>held *fast*</a>. 3 > 2 & so on.</p>\
            <ul><li>- one<li>2. two</ul><table><tr><th>Gate<th>Metres<tr><td>a | b<td>3</table>\
            <pre>x = ```1```;\n  y</pre><blockquote>It held.</blockquote><img src='https://a.example/i.png'><p>End.</p>";
        let (first, again) = twice(page, "a.html").expect("a document");
        assert_eq!(again.text(), first.text());
        assert_eq!(again.title(), Some("The dam"));
        assert_eq!(again.authors(), first.authors());
        assert_eq!(again.published(), first.published());
        let kinds = |document: &Document| -> Vec<BlockKind> {
            document.blocks().iter().map(|block| block.kind()).collect()
        };
        assert_eq!(kinds(&again), kinds(&first));
        let urls = |document: &Document| -> Vec<String> {
            document
                .links()
                .iter()
                .filter_map(Link::canonical)
                .collect()
        };
        assert_eq!(urls(&again), urls(&first));
    }

    proptest! {
        #[test]
        fn any_page_gives_markdown_that_gives_the_same_text(
            text in "(<p>|</p>|<li>|<h2>|<b>|</b>|<br>|<td>|<tr>|<table>|</table>|<pre>|</pre>|<blockquote>|<a href='https://b.example/'>|</a>|<img src='https://c.example/'>|[-+=#>*_`\\[\\]()!|~$^:./@ 0-9a-c\n報。é]|&amp;|&lt;){0,60}"
        ) {
            if let Some((first, again)) = twice(&text, "a.html") {
                prop_assert_eq!(again.text(), first.text());
            }
        }

        #[test]
        fn any_markdown_gives_markdown_that_gives_the_same_text(
            text in "([-+=#>*_`\\[\\]()!|~^:./@ 0-9a-c\n報。é]|\n\n|https://a\\.example|\\]\\(https://b\\.example\\)|\n- |\n> ){0,60}"
        ) {
            if let Some((first, again)) = twice(&text, "a.md") {
                prop_assert_eq!(again.text(), first.text());
            }
        }
    }
}
