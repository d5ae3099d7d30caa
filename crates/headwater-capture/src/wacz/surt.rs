//! The key of an address in an index: Sort-friendly URI Reordering Transform, as replay programs look it up.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};
use url::Url;

/// What is escaped in a key: white space, `#`, and all that is no ASCII.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'%');
/// Escapes within escapes beyond this stay.
const MOST_ESCAPES: usize = 5;
/// Parameters that hold no more than who is reading, with the length of their value.
const SESSIONS: [(&str, usize); 3] = [("jsessionid", 32), ("phpsessid", 32), ("sid", 32)];

/// The key: the host turned round, without `www`, then the path and the sorted query in small letters.
pub(super) fn key(address: &str) -> String {
    let Some(url) = Url::parse(address).ok() else {
        return address.to_lowercase().replace(' ', "%20");
    };
    let Some(host) = url.host_str() else {
        let rest = url.path().to_lowercase();
        return format!("{}:{rest}", url.scheme());
    };
    let host = host.trim_matches(['[', ']', '.']);
    let host = without_www(host);
    let mut parts: Vec<&str> = host.split('.').collect();
    parts.reverse();
    let port = url.port().map(|port| format!(":{port}"));
    let path = path(url.path());
    let query = url.query().map(query).filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}"));
    let (host, port, query) = (
        parts.join(","),
        port.unwrap_or_default(),
        query.unwrap_or_default(),
    );
    format!("{host}{port}){path}{query}")
}

fn without_www(host: &str) -> &str {
    let rest = host
        .strip_prefix("www")
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.and_then(|rest| rest.strip_prefix('.')).unwrap_or(host)
}

fn path(path: &str) -> String {
    let plain = unescaped(path);
    let steps = plain.split(|byte| *byte == b'/');
    let steps: Vec<&[u8]> = steps.filter(|step| !step.is_empty()).collect();
    let joined = [b"/".as_slice(), &steps.join(&b'/')].concat();
    escaped(&joined)
}

fn query(query: &str) -> String {
    let plain = escaped(&unescaped(query));
    let mut pairs: Vec<(&str, Option<&str>)> = plain
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        })
        .collect();
    pairs.retain(|(name, value)| {
        let is_session = |(session, length): &(&str, usize)| {
            name == session && value.is_some_and(|value| value.len() == *length)
        };
        !SESSIONS.iter().any(is_session)
    });
    pairs.sort_unstable();
    let pairs = pairs.into_iter().map(|(name, value)| match value {
        Some(value) => format!("{name}={value}"),
        None => name.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The bytes that escapes stand for, also those that were escaped twice.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..MOST_ESCAPES {
        let text = String::from_utf8_lossy(&bytes);
        let plain: Vec<u8> = percent_decode_str(&text).collect();
        if plain == bytes {
            break;
        }
        bytes = plain;
    }
    bytes
}

fn escaped(bytes: &[u8]) -> String {
    percent_encode(bytes, ESCAPED)
        .to_string()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_are_those_that_other_programs_look_for() {
        // By the Python package surt 0.3.1.
        for (address, wanted) in [
            (
                "https://www.Paper.example/Dam?B=2&a=1#x",
                "example,paper)/dam?a=1&b=2",
            ),
            ("http://127.0.0.1:8080/a/", "1,0,0,127:8080)/a"),
            ("http://[::1]:81/x", "::1:81)/x"),
            ("https://a.example:8443", "example,a:8443)/"),
            ("https://a.example/a//b/../c", "example,a)/a/c"),
            (
                "https://münchen.example/%7Ea/%C3%BC?q=%20x",
                "example,xn--mnchen-3ya)/~a/%c3%bc?q=%20x",
            ),
            ("file:///article.md", "file:/article.md"),
            ("https://www2.a.example/?", "example,a)/"),
            (
                "https://a.example/x?sid=0123456789abcdef0123456789abcdef&b=1",
                "example,a)/x?b=1",
            ),
            ("http://a.example/a b", "example,a)/a%20b"),
            ("urn:x:y", "urn:x:y"),
            ("http://a.example/?a&b=", "example,a)/?a&b="),
            ("http://a.example/%25/|", "example,a)/%25/|"),
        ] {
            assert_eq!(key(address), wanted, "{address}");
        }
    }
}
