//! Web addresses as citations have them: when two are one page, and whose they are.

/// What stands before the address of the page in one of an archive: `web.archive.org/web/2031…/`.
const ARCHIVES: [&str; 3] = [
    "web.archive.org/web/",
    "archive.org/web/",
    "wayback.archive.org/web/",
];

/// An address reduced to what tells pages apart: no scheme, no `www.`, no fragment, no tracking
/// parameters, no slash at the end, and no archive around it.
pub(super) fn key(address: &str) -> String {
    let address = unarchived(without_scheme(address.trim()));
    let address = address.split('#').next().unwrap_or_default();
    let (place, query) = address.split_once('?').unwrap_or((address, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|p| !p.is_empty() && !is_tracking(p))
        .collect();
    let mut key = format!("{}/{}", without_www(host), path.trim_end_matches('/'));
    if !kept.is_empty() {
        key.push('?');
        key.push_str(&kept.join("&"));
    }
    key
}

/// The host of an address in small letters, without `www.`.
pub(super) fn host(address: &str) -> Option<String> {
    let (_, rest) = address.trim().split_once("://")?;
    let host = unarchived(rest).split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| without_www(host))
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
    let Some((_, path)) = key(address)
        .split_once('/')
        .map(|(h, p)| (h.len(), p.to_owned()))
    else {
        return false;
    };
    matches!(
        path.as_str(),
        "" | "index.html" | "index.htm" | "index.php" | "home"
    )
}

fn without_scheme(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}

/// The address of the page itself where this is one of its copies in an archive.
fn unarchived(address: &str) -> &str {
    let archived = ARCHIVES
        .iter()
        .find_map(|archive| address.strip_prefix(archive));
    let page = archived.and_then(|rest| rest.split_once('/'));
    page.map_or(address, |(_, page)| without_scheme(page))
}

fn without_www(host: &str) -> String {
    let host = host.to_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    name.starts_with("utm_") || matches!(name, "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "igshid")
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
