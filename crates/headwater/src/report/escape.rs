//! What keeps the texts of strangers from becoming markup, links or escape sequences.
//!
//! HTML needs nothing here but [`web_url`] and [`clean`]: `maud` escapes every string.

use std::fmt::Write as _;

/// Whether a character can steer a terminal or reorder what stands around it without being seen:
/// controls, the bidirectional marks and overrides, interlinear marks and tag characters.
fn is_hidden_control(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The text without [hidden controls](is_hidden_control), every line break or tab a space.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                Some(' ')
            }
            c if is_hidden_control(c) => None,
            c => Some(c),
        })
        .collect()
}

/// The address, where it is one that a reader may follow: `http` or `https`. Every character that
/// has no place in an address, or that could end one in HTML or Markdown, is percent-encoded.
pub(super) fn web_url(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !is_web || rest.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Some(out)
}

/// The text as Markdown that reads as the same text and is nothing else: no emphasis, code, link,
/// HTML, table cell, list, heading, mention or formula can begin in it. It stays on one line.
///
/// `CommonMark` lets any ASCII punctuation be escaped; only what can begin something is, so that
/// the source stays readable. Bare addresses and mentions are not a matter of escapes to those
/// who render them: a word joiner stands inside.
#[must_use]
pub fn markdown(text: &str) -> String {
    const JOINER: char = '\u{2060}';
    let text = clean(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut only_digits = true;
    let mut after_www = 0;
    for (at, c) in text.char_indices() {
        let next = text.get(at + c.len_utf8()..).unwrap_or_default();
        let escaped = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '!' | '&'
            | '$' | '^' | '#' => true,
            '-' | '+' | '=' | ':' => at == 0,
            '.' | ')' => at > 0 && only_digits && !next.starts_with(|c: char| !c.is_whitespace()),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
        // `https:` + joiner, `www.` + joiner, `@` + joiner, `#` + joiner.
        if matches!(c, '@' | '#')
            || (c == ':' && next.starts_with('/'))
            || (c == '.' && after_www == 3)
        {
            out.push(JOINER);
        }
        after_www = if matches!(c, 'w' | 'W') {
            after_www + 1
        } else {
            0
        };
        only_digits &= c.is_ascii_digit();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn escape_sequences_and_bidi_controls_are_dropped() {
        assert_eq!(clean("a\u{1b}[31mb\u{202E}c\u{2067}d\ne"), "a[31mbcd e");
    }

    #[test]
    fn joiners_that_scripts_need_are_kept() {
        assert_eq!(clean("می\u{200C}خواهم"), "می\u{200C}خواهم");
    }

    #[test]
    fn only_web_addresses_are_addresses() {
        assert_eq!(web_url("javascript:alert(1)//https://a.example"), None);
        assert_eq!(web_url("data:text/html,x"), None);
        assert_eq!(web_url("//a.example"), None);
        assert_eq!(web_url("https://"), None);
        assert_eq!(
            web_url(" HTTPS://a.example/(x)\"<y>\n報").as_deref(),
            Some("HTTPS://a.example/%28x%29%22%3Cy%3E%0A%E5%A0%B1")
        );
    }

    /// The text that Markdown shows, or what it found in it that is not text.
    fn shown(markdown: &str) -> Result<String, String> {
        let mut text = String::new();
        // Smart punctuation changes the text on purpose.
        let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => return Err(format!("{other:?} in {markdown:?}")),
            }
        }
        Ok(text)
    }

    #[test]
    fn markup_in_a_text_is_shown_as_text() {
        for text in [
            "](javascript:alert(1)) <img src=x onerror=y> **b** `c`",
            "1. one",
            "1) one",
            "- a",
            "+ a",
            "# a",
            "> a",
            "---",
            "===",
            "a | b",
            "$x$",
            "![i](u)",
            "&lt;",
            "~~a~~",
            "[^1]",
            "[x]: https://a.example",
            "<https://a.example>",
        ] {
            let shown = shown(&markdown(text)).unwrap();
            assert_eq!(shown.replace('\u{2060}', ""), text);
        }
    }

    #[test]
    fn addresses_and_mentions_are_broken() {
        assert_eq!(markdown("https://a.example"), "https:\u{2060}//a.example");
        assert_eq!(
            markdown("www.a.example @mara #12"),
            "www.\u{2060}a.example @\u{2060}mara \\#\u{2060}12"
        );
    }

    proptest! {
        #[test]
        fn any_text_stays_text(text in "[-+=#>*_`\\[\\]()<>!|~$&^\\\\:./@ 0-9a-cw\n\t報]{0,40}") {
            prop_assert!(shown(&markdown(&text)).is_ok(), "{:?}", shown(&markdown(&text)));
        }
    }
}
