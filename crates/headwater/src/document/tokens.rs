//! HTML cut into tags and text, in one pass and in linear time, whatever the input.
//!
//! This is not a parser: it knows nothing of how elements nest. It stands in front of one, and
//! behind it. Names and quotation marks in attributes follow the HTML standard, section 13.2.5.
//! What no reader sees is left out: comments, scripts, styles, drawings, form fields.

use std::borrow::Cow;

/// Attributes of one tag that are looked at.
const MOST_ATTRIBUTES: usize = 256;
/// Bytes of one attribute's value that are kept.
const LONGEST_VALUE: usize = 16 * 1024;
/// Elements whose whole content is dropped.
const UNSEEN: [&str; 15] = [
    "script", "style", "noscript", "template", "svg", "math", "iframe", "textarea", "select",
    "canvas", "xmp", "noembed", "noframes", "object", "datalist",
];
/// The place of `script` in [`UNSEEN`].
const SCRIPT: &str = "script";

/// A piece of HTML.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// A start tag.
    Start(Tag<'t>),
    /// An end tag's name in lower case.
    End(Cow<'t, str>),
    /// Text as written, with its character references.
    Text(&'t str),
    /// The body of a JSON-LD script.
    JsonLd(&'t str),
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'t> {
    name: Cow<'t, str>,
    attributes: Vec<(&'t str, &'t str)>,
    /// Whether it has more attributes than are looked at.
    is_cut: bool,
}

impl<'t> Tag<'t> {
    /// Whether it has more attributes, or longer ones, than are looked at.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The name in lower case.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name in lower case, without the attributes.
    pub(super) fn into_name(self) -> Cow<'t, str> {
        self.name
    }

    /// An attribute's value as written; empty where it has none.
    pub(super) fn raw(&self, name: &str) -> Option<&'t str> {
        self.attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// An attribute's value with its character references resolved.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'t, str>> {
        self.raw(name).map(decode)
    }
}

/// Text with its character references resolved.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    html_escape::decode_html_entities(text)
}

/// Whether the element never has content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
            | "basefont"
            | "bgsound"
            | "keygen"
    )
}

/// The tokens of a text.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// Elements of which no end tag follows any more, so that nobody looks for it twice.
    endless: Vec<&'static str>,
    /// Quotation marks of which none follows any more.
    no_double: bool,
    no_single: bool,
}

impl<'t> Tokens<'t> {
    /// Starts at the beginning of `text`.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            endless: Vec::new(),
            no_double: false,
            no_single: false,
        }
    }

    /// The place behind the last token.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The place of `needle` at or after `from`.
    fn seek(&self, needle: &str, from: usize) -> Option<usize> {
        self.text.get(from..)?.find(needle).map(|at| from + at)
    }

    /// The first place at or after `from` where `wanted` no longer holds.
    fn after(&self, from: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        from + rest.iter().position(|b| !wanted(*b)).unwrap_or(rest.len())
    }

    /// Text from here to the next thing that opens like a tag.
    fn text_token(&mut self) -> Token<'t> {
        let start = self.at;
        let mut end = start + usize::from(self.byte(start) == Some(b'<'));
        loop {
            end = self.seek("<", end).unwrap_or(self.text.len());
            let opens = self
                .byte(end + 1)
                .is_none_or(|b| b.is_ascii_alphabetic() || b"/!?".contains(&b));
            if opens {
                break;
            }
            end += 1;
        }
        self.at = end;
        Token::Text(self.slice(start, end))
    }

    /// Steps over `<!-- … -->`, `<!doctype …>`, `<? … >` and `</ …>` without a name.
    fn skip_markup(&mut self) {
        let (needle, from) = if self.slice(self.at, self.at + 4) == "<!--" {
            // `<!-->` is a whole comment.
            ("-->", self.at + 2)
        } else if self.slice(self.at, self.at + 9) == "<![CDATA[" {
            ("]]>", self.at + 9)
        } else {
            (">", self.at + 2)
        };
        self.at = self
            .seek(needle, from)
            .map_or(self.text.len(), |at| at + needle.len());
    }

    /// The end of a value that opens with a quotation mark at `from - 1`.
    fn closing(&mut self, quote: u8, from: usize) -> Option<usize> {
        let (gone, mark) = if quote == b'"' {
            (&mut self.no_double, "\"")
        } else {
            (&mut self.no_single, "'")
        };
        if *gone {
            return None;
        }
        let found = self.text.get(from..).and_then(|rest| rest.find(mark));
        *gone = found.is_none();
        found.map(|at| from + at)
    }

    /// The value that starts at `at` and the place after it.
    fn value(&mut self, at: usize) -> (&'t str, usize) {
        let quote = self.byte(at).filter(|b| b"\"'".contains(b));
        if let Some(end) = quote.and_then(|quote| self.closing(quote, at + 1)) {
            return (self.slice(at + 1, end), end + 1);
        }
        let end = self.after(at, |b| !b.is_ascii_whitespace() && b != b'>');
        (self.slice(at, end), end)
    }

    /// Reads the attributes of a tag from `at` on and gives the place behind it; `None` where the tag
    /// never ends.
    fn attributes(&mut self, mut at: usize, tag: &mut Tag<'t>) -> Option<usize> {
        loop {
            at = self.after(at, |b| b.is_ascii_whitespace() || b == b'/');
            if self.byte(at)? == b'>' {
                return Some(at + 1);
            }
            // A name may begin with "=", by the standard.
            let end = self.after(at + 1, |b| !b.is_ascii_whitespace() && !b"/>=".contains(&b));
            let name = self.slice(at, end);
            let mut value = "";
            let equals = self.after(end, |b| b.is_ascii_whitespace());
            at = end;
            if self.byte(equals) == Some(b'=') {
                let start = self.after(equals + 1, |b| b.is_ascii_whitespace());
                (value, at) = self.value(start);
            }
            let is_data = value.trim_start().starts_with("data:");
            if tag.attributes.len() < MOST_ATTRIBUTES && value.len() <= LONGEST_VALUE {
                tag.attributes.push((name, value));
            } else if !is_data {
                tag.is_cut = true;
            }
        }
    }

    /// The body of an element up to its end tag, which is stepped over.
    fn body(&mut self, name: &'static str) -> &'t str {
        let start = self.at;
        if self.endless.contains(&name) {
            return "";
        }
        let mut at = start;
        while let Some(open) = self.seek("</", at) {
            let end = open + 2 + name.len();
            if self.slice(open + 2, end).eq_ignore_ascii_case(name)
                && self.byte(end).is_none_or(|b| !b.is_ascii_alphanumeric())
            {
                self.at = self.seek(">", end).map_or(self.text.len(), |at| at + 1);
                return self.slice(start, open);
            }
            at = open + 2;
        }
        self.endless.push(name);
        // A script that never ends is no text; any other element is taken for a stray tag.
        if matches!(name, "script" | "style") {
            self.at = self.text.len();
        }
        ""
    }

    /// The tag that opens at the present place; `None` where nothing comes of it.
    fn tag(&mut self) -> Option<Token<'t>> {
        let closes = self.byte(self.at + 1) == Some(b'/');
        let start = self.at + 1 + usize::from(closes);
        if !self.byte(start).is_some_and(|b| b.is_ascii_alphabetic()) {
            self.skip_markup();
            return None;
        }
        let end = self.after(start, |b| !b.is_ascii_whitespace() && !b"/>".contains(&b));
        let mut tag = Tag {
            name: lower(self.slice(start, end)),
            attributes: Vec::new(),
            is_cut: false,
        };
        let Some(next) = self.attributes(end, &mut tag) else {
            self.at = self.text.len();
            return None;
        };
        self.at = next;
        if closes {
            return Some(Token::End(tag.name));
        }
        let Some(unseen) = UNSEEN.into_iter().find(|unseen| *unseen == tag.name) else {
            return Some(Token::Start(tag));
        };
        let is_data = unseen == SCRIPT
            && tag
                .raw("type")
                .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
        let body = self.body(unseen);
        is_data.then_some(Token::JsonLd(body))
    }
}

/// A name in lower case.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        while self.at < self.text.len() {
            let opens = self.byte(self.at) == Some(b'<')
                && self
                    .byte(self.at + 1)
                    .is_some_and(|b| b.is_ascii_alphabetic() || b"/!?".contains(&b));
            if !opens {
                return Some(self.text_token());
            }
            if let Some(token) = self.tag() {
                return Some(token);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(html: &str) -> String {
        Tokens::new(html)
            .filter_map(|token| match token {
                Token::Text(text) => Some(decode(text).into_owned()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn scripts_styles_and_comments_are_no_text() {
        assert_eq!(
            words("a<script>if (x < y) '<b>'</SCRIPT >b<style>p{}</style>c<!-- <p>d --><!>e"),
            "abce"
        );
    }

    #[test]
    fn a_script_that_never_ends_is_no_text_but_a_drawing_is_a_stray_tag() {
        assert_eq!(words("a<script>b"), "a");
        assert_eq!(words("a<svg>b<svg>c"), "abc");
    }

    #[test]
    fn a_less_than_sign_is_text() {
        assert_eq!(words("1 < 2 &lt; 3 <4 <"), "1 < 2 < 3 <4 <");
    }

    #[test]
    fn attributes_are_read_with_any_quotation_marks_or_none() {
        let html = r#"<A HREF="/a?b=1&amp;c=2" title='x > "y"' hidden class=big>"#;
        let Some(Token::Start(tag)) = Tokens::new(html).next() else {
            panic!("no tag");
        };
        assert_eq!(tag.name(), "a");
        assert_eq!(tag.get("href").as_deref(), Some("/a?b=1&c=2"));
        assert_eq!(tag.raw("title"), Some("x > \"y\""));
        assert_eq!(tag.raw("hidden"), Some(""));
        assert_eq!(tag.raw("class"), Some("big"));
    }

    #[test]
    fn linked_data_is_kept() {
        let html = "<script type='application/ld+json'>{\"a\": 1}</script>";
        assert_eq!(Tokens::new(html).next(), Some(Token::JsonLd("{\"a\": 1}")));
    }

    #[test]
    fn a_quotation_mark_that_never_closes_ends_with_its_tag() {
        assert_eq!(words("<a href=\"x>one</a> two"), "one two");
    }

    proptest! {
        #[test]
        fn any_text_comes_to_an_end(text in "[<>/!a-c\"'= é-]{0,80}") {
            prop_assert!(Tokens::new(&text).count() <= text.len());
        }
    }
}
