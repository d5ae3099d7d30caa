//! Web addresses as citations have them: when two are one page, and whose they are.

use std::borrow::Cow;

use crate::document::canonical_address;

/// An address reduced to what tells pages apart. One without a scheme is a web address.
pub(super) fn key(address: &str) -> String {
    let address = address.trim();
    let whole = if address.contains("://") {
        Cow::Borrowed(address)
    } else {
        Cow::Owned(format!("https://{address}"))
    };
    let canonical = canonical_address(&whole);
    let page = canonical
        .as_deref()
        .and_then(|page| page.strip_prefix("https://"));
    page.unwrap_or(address).to_owned()
}

/// The host of an address in small letters, without `www.` and the like.
pub(super) fn host(address: &str) -> Option<String> {
    let page = canonical_address(address)?;
    let host = page.strip_prefix("https://")?.split(['/', '?']).next()?;
    let host = host.split(':').next()?;
    (!host.is_empty()).then(|| host.to_owned())
}

/// The part of a host that is a name: `harrowpost` of `news.harrowpost.co.example`.
pub(super) fn label(host: &str) -> Option<&str> {
    const GENERAL: [&str; 12] = [
        "co", "com", "or", "ne", "ac", "go", "gov", "org", "net", "edu", "gob", "gouv",
    ];
    let mut labels = host.rsplit('.');
    labels.next()?;
    labels.find(|label| !GENERAL.contains(label) && label.len() > 1)
}

/// Whether an address leads to a whole site and to no page of it.
pub(super) fn is_home(address: &str) -> bool {
    let page = key(address);
    let path = page.split_once('/').map_or("", |(_, path)| path);
    !page.contains('?') && matches!(path, "" | "index.html" | "index.htm" | "index.php" | "home")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_in_nothing_that_matters_are_one() {
        assert_eq!(
            key("HTTP://WWW.a.example/B/?utm_medium=x&id=3#top"),
            key("a.example/B?id=3")
        );
        assert_ne!(key("a.example/B?id=3"), key("a.example/b?id=3"));
        assert_ne!(key("a.example/B?id=3"), key("a.example/B?id=4"));
    }

    #[test]
    fn a_copy_in_an_archive_is_the_page() {
        let page = "https://a.example/b?id=3";
        let copy = format!("https://web.archive.org/web/20310502000000/{page}");
        assert_eq!(key(&copy), key(page));
        assert_eq!(host(&copy).as_deref(), Some("a.example"));
    }

    #[test]
    fn a_site_is_told_from_its_pages() {
        assert!(is_home("https://www.harrow.example/"));
        assert!(is_home("https://harrow.example/?utm_source=x"));
        assert!(!is_home("https://harrow.example/dam"));
        assert_eq!(label("news.harrow-post.co.example"), Some("harrow-post"));
        assert_eq!(label("harrowpost.example"), Some("harrowpost"));
        assert_eq!(label("localhost"), None);
    }
}
