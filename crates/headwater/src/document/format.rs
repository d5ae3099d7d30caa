//! Which reader a document needs: by its name or media type, or by a look at it.

/// The forms in which documents come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Markdown,
    Html,
    Plain,
}

/// How much of a document is looked at.
const SAMPLE: usize = 64 * 1024;

impl Format {
    /// The format that a file's name says; `None` for one that says nothing, such as `.txt`,
    /// under which people keep Markdown and pages too.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let name = name.split(['?', '#']).next().unwrap_or_default();
        let (_, extension) = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" | "xht" => Some(Self::Html),
            _ => None,
        }
    }

    /// The format that a media type says; `text/plain` says nothing.
    pub(super) fn from_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default();
        match essence.trim().to_ascii_lowercase().as_str() {
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
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
        if looks_like_html(head) {
            Self::Html
        } else if looks_like_markdown(head) {
            Self::Markdown
        } else {
            Self::Plain
        }
    }
}

/// A doctype or a tag at the very beginning, or several tags that only HTML has.
fn looks_like_html(text: &str) -> bool {
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
    if FIRST.iter().any(|tag| start.starts_with(tag)) {
        return true;
    }
    let closing = [
        "</p>", "</div>", "</body>", "</html>", "</h1>", "</h2>", "</li>",
    ];
    closing
        .iter()
        .map(|tag| start.matches(tag).count())
        .sum::<usize>()
        >= 3
}

/// Front matter, headings, links, or emphasis around whole lines.
fn looks_like_markdown(text: &str) -> bool {
    let mut lines = text.lines();
    if let Some(fence) = lines
        .next()
        .map(str::trim_end)
        .filter(|line| ["---", "+++"].contains(line))
        && lines.take(200).any(|line| line.trim_end() == fence)
    {
        return true;
    }
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
        ];
        for (text, want) in cases {
            assert_eq!(Format::sniff(text), want, "{text}");
        }
    }
}
