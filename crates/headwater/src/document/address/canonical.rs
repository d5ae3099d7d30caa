//! One form for all addresses of a page: without what only tells where its reader came from, and
//! the same for its telephone form and its copy in a cache or an archive.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;
use url::Url;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    tracking: Tracking,
    amp: Amp,
    hosts: Hosts,
    share: Share,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tracking {
    exact: Vec<String>,
    prefix: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Amp {
    parameters: Vec<String>,
    pairs: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    mobile: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
    starts: Vec<String>,
}

const SOURCE: &str = include_str!("../../../data/mul/addresses.toml");

/// A table that is malformed counts as empty; a test finds it.
static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());

/// What stands before the address of the page in one of an archive: `web.archive.org/web/2031…/`.
const ARCHIVES: [&str; 3] = [
    "web.archive.org/web/",
    "archive.org/web/",
    "wayback.archive.org/web/",
];
/// Copies of copies are followed so far.
const MOST_WRAPPED: usize = 4;

/// The one form of an absolute web address: `https`, the host in small ASCII letters (punycode)
/// without `www.` and the names that telephones are sent to, no fragment, no tracking parameters,
/// no slash at the end, and no cache or archive around it.
///
/// It is for comparing and may not answer; what was written does. `None` for what is no web address.
#[must_use]
pub fn canonical(address: &str) -> Option<String> {
    let url = Url::parse(&original(address.trim())).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = host(url.host_str()?);
    let port = url.port().map(|port| format!(":{port}"));
    let path = path(url.path());
    let query: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !tells_nothing(parameter))
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!(
        "https://{host}{}{path}{mark}{}",
        port.unwrap_or_default(),
        query.join("&")
    ))
}

/// The page's own address, without the cache or archive around it.
pub(crate) fn original(address: &str) -> Cow<'_, str> {
    let mut address = Cow::Borrowed(address);
    for _ in 0..MOST_WRAPPED {
        match unwrapped(&address) {
            Some(page) => address = Cow::Owned(page),
            None => break,
        }
    }
    address
}

/// An address as people read it: the host in its own script, the path decoded. `None` where that
/// is nothing else than the canonical form.
pub(crate) fn shown(canonical: &str) -> Option<String> {
    let url = Url::parse(canonical).ok()?;
    let ascii = url.host_str()?;
    let (host, valid) = idna::domain_to_unicode(ascii);
    let host = valid.map_or_else(|_| ascii.to_owned(), |()| host);
    let (_, rest) = canonical.split_once(ascii)?;
    let rest = percent_encoding::percent_decode_str(rest).decode_utf8();
    let plain = |text: &str| !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let rest = rest.ok().filter(|rest| plain(rest))?;
    let shown = format!("https://{host}{rest}");
    (shown != canonical).then_some(shown)
}

/// Whether an address leads to a form that shares a page.
pub(crate) fn shares(address: &str) -> bool {
    let place = without_scheme(address).to_ascii_lowercase();
    let place = place.strip_prefix("www.").unwrap_or(&place);
    let mut starts = TABLE.share.starts.iter();
    starts.any(|start| place.starts_with(start.as_str()))
}

/// The page inside an address of an archive or of a cache.
fn unwrapped(address: &str) -> Option<String> {
    let place = without_scheme(address);
    let place = place.strip_prefix("www.").unwrap_or(place);
    for archive in ARCHIVES {
        if let Some((_, page)) = place
            .strip_prefix(archive)
            .and_then(|rest| rest.split_once('/'))
        {
            return Some(with_scheme(page, "https"));
        }
    }
    let (host, path) = place.split_once('/')?;
    let cached = match path.strip_prefix("amp/") {
        Some(path) if host.starts_with("google.") => path,
        _ if host.ends_with(".cdn.ampproject.org") => path.split_once('/')?.1,
        _ => return None,
    };
    let secure = cached.strip_prefix("s/");
    let page = secure.unwrap_or(cached);
    page.split('/').next()?.contains('.').then_some(())?;
    Some(with_scheme(
        page,
        if secure.is_some() { "https" } else { "http" },
    ))
}

fn with_scheme(page: &str, scheme: &str) -> String {
    if page.starts_with("http://") || page.starts_with("https://") {
        page.to_owned()
    } else {
        format!("{scheme}://{page}")
    }
}

fn without_scheme(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}

/// A host without `www.` and without a name for telephones before the site's own name.
fn host(host: &str) -> Cow<'_, str> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let Some(site) = psl::domain_str(host) else {
        return Cow::Borrowed(host);
    };
    let before = host.strip_suffix(site).unwrap_or_default();
    let mobile = &TABLE.hosts.mobile;
    let kept: Vec<&str> = before
        .split_terminator('.')
        .filter(|label| !mobile.iter().any(|name| name == label))
        .collect();
    if kept.is_empty() {
        Cow::Borrowed(site)
    } else {
        Cow::Owned(format!("{}.{site}", kept.join(".")))
    }
}

/// A path without the steps that ask for the telephone form, and without a slash at its end;
/// escapes of characters that need none are undone.
fn path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for step in path
        .split('/')
        .filter(|step| !step.eq_ignore_ascii_case("amp"))
    {
        let step = step.strip_suffix(".amp").unwrap_or(step);
        let step = match step.strip_suffix(".amp.html") {
            Some(name) => Cow::Owned(format!("{name}.html")),
            None => Cow::Borrowed(step),
        };
        out.push_str(&unescaped(&step));
        out.push('/');
    }
    out.trim_end_matches('/').to_owned()
}

/// `%7E` as `~`, and all other escapes in capitals.
fn unescaped(step: &str) -> String {
    let mut out = String::with_capacity(step.len());
    let mut parts = step.split('%');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let code = part
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let rest = part.get(2..).unwrap_or_default();
        match code {
            Some(c) if c.is_ascii_alphanumeric() || b"-._~".contains(&c) => {
                out.push(char::from(c));
                out.push_str(rest);
            }
            Some(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{c:02X}{rest}");
            }
            None => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}

/// Whether a parameter tells no page from another.
fn tells_nothing(parameter: &str) -> bool {
    let parameter = parameter.to_ascii_lowercase();
    let name = parameter.split('=').next().unwrap_or_default();
    let Table { tracking, amp, .. } = &*TABLE;
    tracking
        .exact
        .iter()
        .chain(&amp.parameters)
        .any(|known| known == name)
        || tracking
            .prefix
            .iter()
            .any(|prefix| name.starts_with(prefix.as_str()))
        || amp.pairs.contains(&parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let table: Table = toml::from_str(SOURCE).expect("a table that can be read");
        let lists = [
            &table.tracking.exact,
            &table.tracking.prefix,
            &table.amp.parameters,
            &table.amp.pairs,
            &table.hosts.mobile,
            &table.share.starts,
        ];
        for list in lists {
            assert!(!list.is_empty());
            assert!(list.iter().all(|word| *word == word.to_ascii_lowercase()));
        }
    }

    #[test]
    fn all_addresses_of_a_page_are_one() {
        let page = "https://post.example/dam/held.html?id=3";
        for address in [
            "HTTP://WWW.post.example:80/dam/held.html?utm_medium=x&id=3#top",
            "https://m.post.example/dam/held.html?id=3&fbclid=abc",
            "https://amp.post.example/dam/held.amp.html?id=3",
            "https://user:secret@post.example/dam/held.html/?id=3&outputType=amp",
            "https://post.example/amp/dam/held.html?id=3&amp=1",
            "https://www.google.com/amp/s/www.post.example/dam/held.html?id=3",
            "https://www-post-example.cdn.ampproject.org/v/s/www.post.example/dam/held.html?id=3&amp_js_v=0.1",
            "https://web.archive.org/web/20310502000000id_/https://post.example/dam/held.html?id=3",
            "https://post.example/%64am/held.html?id=3",
        ] {
            assert_eq!(canonical(address).as_deref(), Some(page), "{address}");
        }
        assert_eq!(
            canonical("https://en.m.wiki.example/Dam"),
            canonical("http://en.wiki.example/Dam/")
        );
    }

    #[test]
    fn pages_that_differ_stay_apart() {
        let all = [
            "https://post.example/dam",
            "https://post.example/Dam",
            "https://post.example/dam?id=3",
            "https://post.example/dam?id=4",
            "https://post.example:8080/dam",
            "https://news.post.example/dam",
            "https://m.example/dam",
            "https://post.example/dam%2Fheld",
        ];
        let forms: std::collections::BTreeSet<_> = all.iter().map(|url| canonical(url)).collect();
        assert_eq!(forms.len(), all.len(), "{forms:?}");
        assert!(!forms.contains(&None));
    }

    #[test]
    fn what_is_no_web_address_has_no_form() {
        for address in [
            "",
            "dam.html",
            "mailto:a@b.example",
            "https://",
            "javascript:1",
        ] {
            assert_eq!(canonical(address), None, "{address}");
        }
    }

    #[test]
    fn hosts_in_other_scripts_are_shown_both_ways() {
        let ascii = canonical("https://水坝.example/消息?a=1").expect("a web address");
        assert_eq!(ascii, "https://xn--mfsv89b.example/%E6%B6%88%E6%81%AF?a=1");
        assert_eq!(
            shown(&ascii).as_deref(),
            Some("https://水坝.example/消息?a=1")
        );
        assert_eq!(shown("https://post.example/dam"), None);
        assert_eq!(shown("https://post.example/a%0Ab"), None);
    }

    #[test]
    fn forms_that_share_a_page() {
        for address in [
            "https://www.facebook.com/sharer/sharer.php?u=https://post.example/dam",
            "https://twitter.com/intent/tweet?url=x",
            "http://service.weibo.com/share/share.php?url=x",
        ] {
            assert!(shares(address), "{address}");
        }
        assert!(!shares("https://twitter.com/annaberg/status/1"));
        assert!(!shares("https://www.facebook.com/riveroffice"));
    }
}
