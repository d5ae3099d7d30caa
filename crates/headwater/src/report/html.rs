//! The trace as one self-contained page: no script, no request to anywhere.
//!
//! `maud` escapes every string; the only string that goes in as it is is our own style sheet. A
//! content security policy says the same to the browser: nothing may load, and no style but that
//! sheet, known by its hash, applies.

mod article;
mod frame;
mod overview;
mod places;
mod sources;
mod timeline;

use super::escape::clean;
use super::template::{Part, Template};
use super::{MessageLanguage, Trace, words};
use crate::check::Verdict;
use crate::language::Reading;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use places::Places;
pub use places::{Piece, html_page_pieces, html_pieces};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const STYLE: &str = include_str!("html/style.css");

/// `default-src 'none'` and the hash of [`STYLE`].
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = base64(&Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
});

/// The trace as a page of HTML in words of `language`: the article on the left, what its sources say on the right, the
/// differing words marked on both sides; then the sources and the dates.
///
/// The page needs no script and loads nothing. It follows the reader's choice of light or dark,
/// fits a phone and prints.
#[must_use]
pub fn html(trace: &Trace, language: MessageLanguage) -> String {
    page(trace, language, Places::None)
}

fn page(trace: &Trace, language: MessageLanguage, places: Places) -> String {
    let words = language.words();
    let title = words::article_title(trace.article());
    let page = html! {
        (DOCTYPE)
        html lang=(words.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(*POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (words.page.title.fill(&[("title", &*title)])) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#article" { (words.page.skip) }
                (frame::header(trace, &title, words))
                main {
                    (overview::toolbar(trace, words))
                    (article::section(trace, words, places))
                    (sources::section(trace, words, places))
                    (timeline::section(trace, words))
                    (frame::key(words))
                }
                (frame::footer(trace, words))
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

/// A verdict as the report shows it: its shape, which [`style()`] colours, and its word.
#[must_use]
pub fn verdict_mark(verdict: Verdict, language: MessageLanguage) -> String {
    html! { (icon(verdict)) " " (language.words().verdict.of(verdict)) }.into_string()
}

/// The style sheet of the report.
#[must_use]
pub const fn style() -> &'static str {
    STYLE
}

/// A sentence of the catalogue with markup in its places.
fn filled(template: &Template, place: impl Fn(&str) -> Markup) -> Markup {
    html! {
        @for part in template.parts() {
            @match part {
                Part::Words(words) => (words),
                Part::Place(name) => (place(name)),
            }
        }
    }
}

/// A sentence of the catalogue, in which a `*word*` stands out.
fn emphasised(text: &str) -> Markup {
    html! {
        @for (at, words) in text.split('*').enumerate() {
            @if at % 2 == 1 { b { (words) } } @else { (words) }
        }
    }
}

/// The `lang` of a text, where its tag is one that may stand in an attribute.
fn lang(reading: &Reading) -> Option<String> {
    let tag = reading.tag();
    let is_tag = !tag.is_empty()
        && tag.len() <= 35
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_tag && tag != "und").then(|| match reading.script() {
        Some(script) => format!("{tag}-{}", script.code()),
        None => tag.to_owned(),
    })
}

/// The `dir` of a text: a text in a language that runs from right to left runs so even where a
/// sentence begins with a Latin name; in any other, each sentence decides by its first letter.
fn dir(reading: &Reading) -> &'static str {
    match reading.tag() {
        "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" => "rtl",
        _ => "auto",
    }
}

/// The class by which a style sheet and the filter know a verdict.
const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "v-supported",
        Verdict::Differs => "v-differs",
        Verdict::Unsupported => "v-unsupported",
        Verdict::Unchecked => "v-unchecked",
    }
}

/// A verdict as a shape: a ring with a tick, a filled diamond with an unequal sign, a square with a
/// cross, a broken ring with a dot.
fn icon(verdict: Verdict) -> Markup {
    html! {
        svg class={ "icon " (class(verdict)) } viewBox="0 0 20 20" width="16" height="16"
            aria-hidden="true" focusable="false" {
            @match verdict {
                Verdict::Supported => {
                    circle.line cx="10" cy="10" r="8.2" {}
                    path.line d="M6.2 10.4l2.7 2.6 4.9-5.6" {}
                }
                Verdict::Differs => {
                    path.solid d="M10 .6L19.4 10 10 19.4.6 10z" {}
                    path.knock d="M6.4 8.3h7.2M6.4 11.7h7.2M11.9 5.9l-3.8 8.2" {}
                }
                Verdict::Unsupported => {
                    rect.line x="2" y="2" width="16" height="16" rx="1.5" {}
                    path.line d="M6.5 6.5l7 7M13.5 6.5l-7 7" {}
                }
                Verdict::Unchecked => {
                    circle.line.broken cx="10" cy="10" r="8.2" {}
                    circle.solid cx="10" cy="10" r="1.9" {}
                }
            }
        }
    }
}

/// The first words of a text, in code points.
fn excerpt(text: &str, length: usize) -> String {
    let text = clean(text.trim());
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// Base64 with padding (RFC 4648, section 4), as content security policies want hashes.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| chunk.get(at).copied().map_or(0, u32::from);
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = group >> (18 - 6 * place) & 63;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use dom_smoothie::Readability;
    use proptest::prelude::*;
    use std::{env, fs};

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_trace_as_a_page() {
        let page = html(&fixture::trace(), MessageLanguage::English);
        let (hash, rest) = page
            .split_once("sha256-")
            .unwrap()
            .1
            .split_once('\'')
            .unwrap();
        assert_eq!(
            rest.matches(hash).count(),
            0,
            "the hash of the style stands once"
        );
        // One element a line, and the style sheet left out: a change to it is no change to this.
        let page = page
            .replace(STYLE, "…")
            .replace(hash, "…")
            .replace("><", ">\n<");
        insta::assert_snapshot!(page);
    }

    /// Every element with its attributes, as a browser's parser sees them.
    fn elements(page: &str) -> Vec<(String, Vec<(String, String)>)> {
        let page = Readability::new(page, None, None).unwrap();
        page.doc
            .root()
            .descendants_it()
            .filter_map(|node| {
                let name = node.node_name()?.to_string();
                let attributes = node.attrs();
                let pairs = attributes
                    .iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()));
                Some((name, pairs.collect()))
            })
            .collect()
    }

    /// What in a page could run, load, or lead elsewhere than to the web.
    fn dangers(page: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (name, attributes) in elements(page) {
            let named = |key: &str| attributes.iter().find(|a| a.0 == key).map(|a| a.1.as_str());
            let loads = [
                "script",
                "link",
                "img",
                "image",
                "iframe",
                "object",
                "embed",
                "use",
                "base",
                "form",
                "video",
                "audio",
                "source",
                "template",
                "foreignobject",
            ];
            if loads.contains(&name.to_lowercase().as_str()) {
                found.push(format!("<{name}>"));
            }
            for (key, value) in &attributes {
                let is_bad = match key.as_str() {
                    "href" => {
                        let leads_out = ["http://", "https://"]
                            .iter()
                            .any(|scheme| value.to_lowercase().starts_with(scheme));
                        let is_shy = named("rel") == Some("noreferrer noopener");
                        let is_fine =
                            value.starts_with('#') || (name == "a" && leads_out && is_shy);
                        !is_fine
                    }
                    "src" | "srcset" | "style" | "action" | "background" | "poster" | "data" => {
                        true
                    }
                    "http-equiv" => value != "Content-Security-Policy",
                    key => key.starts_with("on"),
                };
                if is_bad {
                    found.push(format!("<{name} {key}={value:?}>"));
                }
            }
        }
        found
    }

    #[test]
    fn the_guard_sees_dangers() {
        let page =
            "<p onclick=x><img src=y><a href='javascript:z'>q</a><a href='https://a.example'>";
        assert_eq!(dangers(page).len(), 5);
    }

    #[test]
    fn hostile_texts_become_nothing_but_text() {
        let page = html(&fixture::trace(), MessageLanguage::English);
        assert_eq!(dangers(&page), [""; 0]);
        assert!(!page.contains("<script"));
        assert!(page.contains("&lt;script&gt;alert('x')&lt;/script&gt;"));
        assert!(!page.contains(['\u{202E}', '\u{1b}']));
    }

    #[test]
    fn the_style_sheet_loads_nothing_and_ends_where_it_should() {
        for words in ["url(", "@import", "http", "</", "image-set("] {
            assert!(!STYLE.contains(words), "{words} in the style sheet");
        }
        assert!(POLICY.starts_with("default-src 'none';"));
    }

    #[test]
    fn every_link_inside_the_page_leads_somewhere_and_every_id_is_one() {
        let all = elements(&html(&fixture::trace(), MessageLanguage::English));
        let values = |key: &str| -> Vec<String> {
            let attributes = all.iter().flat_map(|element| &element.1);
            attributes
                .filter(|a| a.0 == key)
                .map(|a| a.1.clone())
                .collect()
        };
        let ids = values("id");
        for link in values("href")
            .iter()
            .filter_map(|link| link.strip_prefix('#'))
        {
            assert!(ids.iter().any(|id| id == link), "#{link} leads nowhere");
        }
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len());
    }

    #[test]
    fn every_sentence_is_in_the_page_with_its_verdict() {
        let trace = fixture::trace();
        let page = html(&trace, MessageLanguage::English);
        let rows = page.matches("<div class=\"row").count();
        assert_eq!(rows, trace.sentences().len());
        for verdict in Verdict::ALL {
            let shown = page
                .matches(&format!("<div class=\"row {}", class(verdict)))
                .count();
            assert_eq!(shown, trace.summary().count(verdict), "{verdict:?}");
        }
    }

    #[test]
    fn texts_say_in_which_language_and_direction_they_are() {
        let page = html(&fixture::trace(), MessageLanguage::English);
        assert!(page.contains("<h1 lang=\"zh-Hans\" dir=\"auto\">"));
        assert!(page.contains("<blockquote lang=\"ar\" dir=\"rtl\">"));
        assert!(page.contains("<blockquote lang=\"ja\" dir=\"auto\">"));
    }

    /// A browser drops the second of two attributes of one name without a word.
    #[test]
    fn no_element_has_an_attribute_twice() {
        let page = html(&fixture::trace(), MessageLanguage::English);
        for tag in page.split('<').filter_map(|rest| rest.split('>').next()) {
            assert!(tag.matches(" class=").count() <= 1, "{tag}");
        }
    }

    proptest! {
        #[test]
        fn no_text_becomes_more_than_text(trace in fixture::any_trace()) {
            for language in MessageLanguage::ALL {
                prop_assert_eq!(dangers(&html(&trace, language)), [""; 0]);
            }
        }
    }

    /// Writes the fixture's page, to look at it:
    /// `HEADWATER_PAGE=/tmp/report.html cargo test -p headwater writes_the_page -- --ignored`
    #[test]
    #[ignore = "writes a file, for people to look at"]
    fn writes_the_page() {
        let path = env::var("HEADWATER_PAGE").expect("HEADWATER_PAGE names the file to write");
        fs::write(&path, html(&fixture::trace(), MessageLanguage::English)).unwrap();
    }
}
