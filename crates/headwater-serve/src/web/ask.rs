//! What a request says of who asks: the language, and the reader's name.

use std::convert::Infallible;

use axum::Form;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, IF_NONE_MATCH, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use headwater::report::MessageLanguage;
use serde::Deserialize;

use crate::letters::turns_letters;
use crate::readers::{Reader, Role};
use crate::words::Words;

const LANGUAGE: &str = "language";
const NAME: &str = "name";
/// The cookie of those who came in with a token.
pub(super) const SESSION: &str = "session";
/// Letters of a reader's name, or of another word that readers give.
const LONGEST_LINE: usize = 80;

/// The language that a reader wants: the one that was chosen, or else that of the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Language(pub(super) MessageLanguage);

impl Language {
    pub(super) fn words(self) -> &'static Words {
        Words::of(self.0)
    }

    pub(super) fn tag(self) -> &'static str {
        self.0.tag()
    }

    pub(super) fn of(headers: &HeaderMap) -> Self {
        let chosen = cookie(headers, LANGUAGE).and_then(|tag| MessageLanguage::from_tag(&tag));
        let wanted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        Self(chosen.or_else(|| best(wanted?)).unwrap_or_default())
    }
}

/// The language of ours that comes first in a list with weights (RFC 9110).
fn best(wanted: &str) -> Option<MessageLanguage> {
    let mut ranges: Vec<(f32, &str)> = wanted
        .split(',')
        .map(|range| {
            let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
            (weight.trim().parse().unwrap_or(0.0), tag.trim())
        })
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    ranges.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranges
        .into_iter()
        .find_map(|(_, tag)| MessageLanguage::from_tag(tag))
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// Who asks, as the guard found out.
impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let found = parts.extensions.get::<Self>().cloned();
        Ok(found.unwrap_or(Self {
            name: None,
            role: Role::Read,
        }))
    }
}

/// The name that a reader gave before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReaderName(pub(super) String);

impl<S: Sync> FromRequestParts<S> for ReaderName {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let name = cookie(&parts.headers, NAME);
        let name = name.and_then(|name| BASE64URL_NOPAD.decode(name.as_bytes()).ok());
        Ok(Self(
            name.and_then(|name| String::from_utf8(name).ok())
                .unwrap_or_default(),
        ))
    }
}

/// A name or a word as it may stand: one line, without what turns letters round, of a bearable length.
pub(super) fn tidy_line(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|letter| !letter.is_control() && !turns_letters(*letter));
    letters
        .take(LONGEST_LINE)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The cookie by which a name is known the next time.
pub(super) fn name_cookie(name: &str) -> (HeaderName, String) {
    let name = BASE64URL_NOPAD.encode(name.as_bytes());
    (SET_COOKIE, set(NAME, &name))
}

/// The cookie by which a browser is known until it is closed.
pub(super) fn session_cookie(session: &str) -> (HeaderName, String) {
    (
        SET_COOKIE,
        format!("{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict"),
    )
}

/// The same, taken away.
pub(super) fn forget_cookie() -> (HeaderName, String) {
    (
        SET_COOKIE,
        format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"),
    )
}

fn set(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict")
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(one, _)| *one == name)
        .map(|(_, value)| value.to_owned())
}

/// Whether a browser has what this tag stands for.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let is_it = |one: &str| one.trim().trim_start_matches("W/") == tag;
    known.is_some_and(|known| known.split(',').any(is_it))
}

#[derive(Deserialize)]
pub(super) struct Choice {
    language: String,
}

/// Keeps the language that a reader chooses, and goes back to the page that it was chosen on.
pub(super) async fn choose(headers: HeaderMap, Form(choice): Form<Choice>) -> Response {
    let back = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let back = back
        .and_then(|url| url.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    // Of the address only what is behind the host counts, so that it leads nowhere else. Browsers read a backslash as a
    // slash, and a tab as nothing.
    let is_plain = |path: &str| path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let back = back
        .filter(|path| !path.starts_with("//") && is_plain(path))
        .unwrap_or("/");
    let language = MessageLanguage::from_tag(&choice.language).unwrap_or_default();
    (
        [(SET_COOKIE, set(LANGUAGE, language.tag()))],
        Redirect::to(back),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::{best, tidy_line};
    use headwater::report::MessageLanguage;

    #[test]
    fn the_language_with_the_most_weight_that_there_is_wins() {
        assert_eq!(
            best("de, ja;q=0.8, en;q=0.9"),
            Some(MessageLanguage::English)
        );
        assert_eq!(
            best("zh-TW,zh;q=0.9"),
            Some(MessageLanguage::TraditionalChinese)
        );
        assert_eq!(best("fr;q=0.9, *;q=0.1"), None);
        assert_eq!(best("ja;q=0, en"), Some(MessageLanguage::English));
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(tidy_line("  Ada\r\nB\u{202E} "), "AdaB");
        assert_eq!(tidy_line(&"x".repeat(500)).len(), 80);
    }
}
