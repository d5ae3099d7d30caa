//! Which reader a document needs: by its name or media type, or by a look at it.

/// The forms in which documents come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Markdown,
    Html,
    Wikitext,
    Plain,
}

/// How much of a document is looked at.
const SAMPLE: usize = 64 * 1024;

impl Format {
    /// The format that a file's name says; `None` for one that says nothing, such as `.txt`,
    /// under which people keep Markdown and pages too.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let name = name.split(['?', '#']).next().unwrap_or_default();
        let packed = name.rsplit_once('.');
        let name = packed
            .filter(|(_, ending)| ending.eq_ignore_ascii_case("gz"))
            .map_or(name, |(name, _)| name);
        let (_, extension) = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" | "xht" => Some(Self::Html),
            "wiki" | "wikitext" | "mediawiki" => Some(Self::Wikitext),
            _ => None,
        }
    }

    /// The format that a media type says; `text/plain` says nothing.
    pub(super) fn from_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default();
        match essence.trim().to_ascii_lowercase().as_str() {
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/x-wiki" => Some(Self::Wikitext),
            _ => None,
        }
    }

    /// The format that a text looks like.
    pub(super) fn sniff(text: &str) -> Self {
        let mut end = text.len().min(SAMPLE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let head = text.get(..end).unwrap_or(text);
        if begins_as_html(head) {
            Self::Html
        } else if looks_like_wikitext(head) {
            Self::Wikitext
        } else if looks_like_html(head) {
            Self::Html
        } else if looks_like_markdown(head) {
            Self::Markdown
        } else {
            Self::Plain
        }
    }
}

/// A doctype or a tag at the very beginning.
fn begins_as_html(text: &str) -> bool {
    const FIRST: [&str; 14] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<article",
        "<div",
        "<p>",
        "<p ",
        "<h1",
        "<section",
        "<main",
        "<table",
    ];
    let mut start = text.trim_start().to_ascii_lowercase();
    while let Some((skipped, rest)) = ["<!--", "<?xml"].iter().find_map(|open| {
        let close = if *open == "<!--" { "-->" } else { "?>" };
        start.strip_prefix(open)?.split_once(close)
    }) {
        let _ = skipped;
        start = rest.trim_start().to_owned();
    }
    FIRST.iter().any(|tag| start.starts_with(tag))
}

/// Several tags that hardly any text but HTML has.
fn looks_like_html(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let closing = [
        "</p>", "</div>", "</body>", "</html>", "</h1>", "</h2>", "</li>",
    ];
    closing
        .iter()
        .map(|tag| lower.matches(tag).count())
        .sum::<usize>()
        >= 3
}

/// References, headings between equals signs, links in double brackets and so on: two signs of different
/// kinds, since each stands by itself in other texts, too. Code about wikitext is none.
fn looks_like_wikitext(text: &str) -> bool {
    let is_heading = |line: &str| {
        let line = line.trim_end();
        let inside = line
            .strip_prefix("==")
            .and_then(|line| line.strip_suffix("=="));
        inside.is_some_and(|inside| inside.contains(char::is_alphanumeric))
    };
    let reference = ["<ref>", "<ref "].iter().any(|tag| text.contains(tag))
        && ["</ref>", "/>"].iter().any(|end| text.contains(end));
    let template = text.contains("{{") && text.contains("}}");
    let link = text.contains("[[") && text.contains("]]");
    let bold = text.matches("'''").nth(1).is_some();
    let heading = text.lines().any(is_heading);
    let by_heading = heading && (link || bold);
    let by_reference = reference && (link || bold || heading);
    let is_markdown = has_front_matter(text) || text.lines().any(is_only_markdown);
    !is_markdown
        && (reference && template || !looks_like_html(text) && (by_heading || by_reference))
}

/// Whether a line has what is Markdown and no wikitext: a fence, a link, strong words.
fn is_only_markdown(line: &str) -> bool {
    line.starts_with("```") || line.contains("](http") || line.matches("**").nth(1).is_some()
}

/// Whether the first line opens a block that a later line closes.
fn has_front_matter(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().map(str::trim_end);
    let fence = first.filter(|line| ["---", "+++"].contains(line));
    fence.is_some_and(|fence| lines.take(200).any(|line| line.trim_end() == fence))
}

/// Front matter, headings, links, or emphasis around whole lines.
fn looks_like_markdown(text: &str) -> bool {
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        let level = line.len() - rest.len();
        (1..=6).contains(&level) && rest.starts_with(' ')
    };
    let is_strong = |line: &str| {
        let line = line.trim();
        line.len() > 4 && line.starts_with("**") && line.ends_with("**")
    };
    let is_link = |line: &str| {
        let opens = |(at, _): (usize, &str)| {
            let before = line.get(..at).unwrap_or_default();
            let behind = line.get(at + 2..).unwrap_or_default();
            before.contains('[') && behind.contains(')') && !behind.starts_with(')')
        };
        line.match_indices("](").next().is_some_and(opens)
    };
    text.lines()
        .any(|line| is_heading(line) || is_strong(line) || is_link(line))
        || has_front_matter(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_media_types() {
        assert_eq!(Format::from_name("a/b.MD"), Some(Format::Markdown));
        assert_eq!(
            Format::from_name("https://a.example/x.html?y=.md"),
            Some(Format::Html)
        );
        assert_eq!(Format::from_name("notes.txt"), None);
        assert_eq!(Format::from_name("https://a.example"), None);
        assert_eq!(
            Format::from_media_type("Text/HTML; charset=x"),
            Some(Format::Html)
        );
        assert_eq!(Format::from_name("Dam.wikitext"), Some(Format::Wikitext));
        assert_eq!(
            Format::from_media_type("text/x-wiki; charset=UTF-8"),
            Some(Format::Wikitext)
        );
        assert_eq!(Format::from_media_type("text/plain"), None);
    }

    #[test]
    fn a_look_at_the_text() {
        let cases = [
            ("<!-- saved -->\n<!DOCTYPE html><p>x", Format::Html),
            ("\u{feff}Hello\n<p>a</p><p>b</p><p>c</p>", Format::Html),
            ("---\ntitle: x\n---\ntext", Format::Markdown),
            ("Text with [a link](https://a.example).", Format::Markdown),
            ("# Heading\n\ntext", Format::Markdown),
            ("Just #text (and] brackets)", Format::Plain),
            ("a < b\n--- \nc", Format::Plain),
            (
                "It held.<ref>{{cite web|url=x}}</ref>\n# one",
                Format::Wikitext,
            ),
            ("The '''dam''' held.\n\n== History ==\n", Format::Wikitext),
            ("==历史==\n见[[水坝|坝]]。", Format::Wikitext),
            ("<html><p>{{x}}<ref>y</ref> [[z]]\n== h ==", Format::Html),
            ("See <p>[[x]]</p>\n== h ==\n<p>y</p><p>z</p>", Format::Html),
            ("# W\n\n```\n<ref>{{x}}</ref>\n```", Format::Markdown),
            ("==**marked**==\n[[note]] **b** c **d**", Format::Plain),
            ("if a == b: x = '''y''' [[0]]", Format::Plain),
            ("== Report ==\n\nIt held.", Format::Plain),
        ];
        for (text, want) in cases {
            assert_eq!(Format::sniff(text), want, "{text}");
        }
    }
}
