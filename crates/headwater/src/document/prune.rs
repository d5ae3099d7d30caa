//! Untidy HTML made fit for a parser that trusts its input.
//!
//! HTML parsers build whatever depth a page asks for, and then walk it by recursion or in
//! quadratic time. This pass stands in front: one look at each byte, every element closed, no
//! deeper than [`DEEPEST`], with the few attributes that anything here reads.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Condition;
use super::tokens::{Tag, Token, Tokens, is_void};

/// Elements inside elements beyond this are dropped; their text stays.
const DEEPEST: usize = 512;
/// Elements open at one time beyond this are only counted.
const MOST_OPEN: usize = 4 * DEEPEST;
/// Elements beyond this are dropped; their text stays.
const MOST_ELEMENTS: usize = 1_000_000;
/// Attributes that reading looks at.
const KEPT: [&str; 24] = [
    "id",
    "class",
    "href",
    "src",
    "data-src",
    "content",
    "name",
    "property",
    "itemprop",
    "itemtype",
    "datetime",
    "pubdate",
    "rel",
    "role",
    "style",
    "hidden",
    "aria-hidden",
    "lang",
    "title",
    "charset",
    "http-equiv",
    "alt",
    "data-testid",
    "aria-label",
];
/// How far up an end tag looks for its start tag.
const WINDOW: usize = 2 * DEEPEST;

/// HTML that is well nested.
#[derive(Debug, Default)]
pub(super) struct Pruned {
    pub(super) html: String,
    /// How many elements it has.
    pub(super) elements: usize,
    /// The bytes of its longest stretch of text between two tags.
    pub(super) longest_text: usize,
    /// The JSON-LD scripts, which are no longer in it.
    pub(super) linked_data: Vec<String>,
    /// What was cut.
    pub(super) cuts: BTreeSet<Condition>,
}

/// An element that is open.
struct Open<'t> {
    name: Cow<'t, str>,
    /// Whether its tags are written.
    kept: bool,
}

/// Whether an element stands for itself on the page, as against words within a line.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "caption"
            | "colgroup"
            | "title"
            | "option"
            | "search"
    )
}

/// Which open elements a start tag closes by itself, and which element stops that.
fn closes(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const LISTS: &[&str] = &["ul", "ol", "menu", "dir", "table"];
    match name {
        "li" => Some((&["li"], LISTS)),
        "dd" | "dt" => Some((&["dd", "dt"], &["dl", "table"])),
        "td" | "th" => Some((&["td", "th"], &["tr", "table"])),
        "tr" => Some((&["tr"], &["tbody", "thead", "tfoot", "table"])),
        "tbody" | "thead" | "tfoot" => Some((&["tbody", "thead", "tfoot"], &["table"])),
        "rt" | "rp" => Some((&["rt", "rp"], &["ruby"])),
        "option" => Some((&["option"], &["select"])),
        "body" => Some((&["head"], &["body"])),
        _ => None,
    }
}

/// Prunes a page.
pub(super) fn prune(html: &str) -> Pruned {
    let mut pruner = Pruner {
        out: Pruned::default(),
        open: Vec::new(),
        kept: 0,
        beyond: 0,
        run: 0,
    };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => pruner.text(text),
            Token::JsonLd(data) => pruner.out.linked_data.push(data.to_owned()),
            Token::Start(tag) => pruner.start(tag),
            Token::End(name) => pruner.end(&name),
        }
    }
    pruner.close(0);
    pruner.out
}

struct Pruner<'t> {
    out: Pruned,
    open: Vec<Open<'t>>,
    kept: usize,
    /// How many more elements are open than [`MOST_OPEN`].
    beyond: usize,
    /// Bytes of text since the last tag.
    run: usize,
}

impl<'t> Pruner<'t> {
    fn text(&mut self, text: &str) {
        self.run += text.len();
        self.out.longest_text = self.out.longest_text.max(self.run);
        for (index, part) in text.split('<').enumerate() {
            if index > 0 {
                self.out.html.push_str("&lt;");
            }
            self.out.html.push_str(part);
        }
    }

    /// Closes all elements that were opened after the first `down_to`.
    fn close(&mut self, down_to: usize) {
        while self.open.len() > down_to {
            let Some(open) = self.open.pop() else { return };
            if open.kept {
                self.kept -= 1;
                self.out.html.push_str("</");
                self.out.html.push_str(&open.name);
                self.out.html.push('>');
            }
        }
    }

    /// The place of the innermost open element that is `wanted`, with none that `stops` within.
    fn find(&self, wanted: impl Fn(&str) -> bool, stops: impl Fn(&str) -> bool) -> Option<usize> {
        let above = self.open.iter().enumerate().rev().take(WINDOW);
        for (index, open) in above {
            if wanted(&open.name) {
                return Some(index);
            }
            if stops(&open.name) {
                return None;
            }
        }
        None
    }

    fn start(&mut self, tag: Tag<'t>) {
        let name = tag.name();
        if is_block(name)
            && let Some(at) = self.find(|open| open == "p", is_block)
        {
            self.close(at);
        }
        if let Some((wanted, stops)) = closes(name)
            && let Some(at) = self.find(|open| wanted.contains(&open), |open| stops.contains(&open))
        {
            self.close(at);
        }
        if name == "a"
            && let Some(at) = self.find(|open| open == "a", |open| open == "td")
            && self.open.len() - at < 4
        {
            self.close(at);
        }
        let proper = name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b':');
        let wanted = proper && !matches!(name, "font" | "nobr" | "plaintext");
        let cuts = [
            (self.kept >= DEEPEST, Condition::CutNesting),
            (self.out.elements >= MOST_ELEMENTS, Condition::CutElements),
        ];
        let cut = cuts.into_iter().find(|(is_over, _)| *is_over);
        let kept = wanted && cut.is_none();
        self.out.cuts.extend(cut.map(|(_, cut)| cut));
        if tag.is_cut() {
            self.out.cuts.insert(Condition::CutAttributes);
        }
        if kept {
            self.write(&tag);
        } else {
            self.out.html.push(' ');
        }
        if is_void(name) {
            return;
        }
        if self.open.len() >= MOST_OPEN {
            self.beyond += 1;
        } else {
            self.kept += usize::from(kept);
            self.open.push(Open {
                name: tag.into_name(),
                kept,
            });
        }
    }

    fn write(&mut self, tag: &Tag<'t>) {
        let html = &mut self.out.html;
        self.out.elements += 1;
        self.run = 0;
        html.push('<');
        html.push_str(tag.name());
        for name in KEPT {
            let Some(value) = tag.raw(name) else { continue };
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            for (index, part) in value.split('"').enumerate() {
                if index > 0 {
                    html.push_str("&quot;");
                }
                html.push_str(part);
            }
            html.push('"');
        }
        html.push('>');
    }

    fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let found = if is_block(name) {
            let table = matches!(
                name,
                "table" | "tr" | "tbody" | "thead" | "tfoot" | "html" | "body"
            );
            self.find(
                |open| open == name,
                |open| !table && matches!(open, "td" | "th" | "table"),
            )
        } else {
            self.find(|open| open == name, is_block)
        };
        match found {
            Some(at) => self.close(at),
            None if name == "br" || name == "p" => self.out.html.push_str("<br>"),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(text: &str) -> String {
        prune(text).html
    }

    #[test]
    fn every_element_is_closed_where_it_ends() {
        assert_eq!(
            html("<p>one<p>two <b>three<div>x"),
            "<p>one</p><p>two <b>three</b></p><div>x</div>"
        );
        assert_eq!(html("<ul><li>a<li>b</ul>"), "<ul><li>a</li><li>b</li></ul>");
        assert_eq!(
            html("<table><tr><td>a<td>b<tr><td>c</table>d"),
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d"
        );
    }

    #[test]
    fn stray_end_tags_are_dropped() {
        assert_eq!(html("<div><b>a</div></b></i>c"), "<div><b>a</b></div>c");
        assert_eq!(html("<div><td></div>x</td>"), "<div><td>x</td></div>");
    }

    #[test]
    fn elements_too_deep_leave_their_text() {
        let deep = "<div>".repeat(100_000) + "text" + &"</div>".repeat(100_000);
        let pruned = prune(&deep);
        assert_eq!(pruned.elements, DEEPEST);
        assert!(pruned.html.contains("text"));
    }

    #[test]
    fn only_attributes_that_are_read_stay() {
        assert_eq!(
            html("<a onclick='x(\"y\")' href='/a\"b'>c</a>"),
            "<a href=\"/a&quot;b\">c</a>"
        );
    }

    proptest! {
        #[test]
        fn pruned_twice_is_pruned_once(text in "(<[/a-d]|<p>|<div>|</div>|<li>|<b>|</b>|<td>|<table>|</table>|[a-z >\"=<&é]){0,40}") {
            let once = html(&text);
            prop_assert_eq!(html(&once), once);
        }
    }
}
