//! Web addresses: made absolute by RFC 3986, section 5; whose they are, and which are of one page.

mod canonical;

pub use canonical::canonical;
pub(crate) use canonical::{original, shares, shown};

/// `href` as an absolute address where `base` is one, and as written otherwise.
///
/// `None` for what leads to no page: `javascript:`, `data:`, `mailto:` and other schemes that are
/// not the web's, a place inside the same page, and nothing at all.
pub(super) fn resolve(base: Option<&str>, href: &str) -> Option<String> {
    let href: String = href
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if c == '\\' { '/' } else { c })
        .collect();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    if let Some(scheme) = scheme(&href) {
        let web = ["http", "https", "ftp"].contains(&scheme.to_ascii_lowercase().as_str());
        return web.then_some(href);
    }
    let Some((head, path)) = base.and_then(split) else {
        return Some(href);
    };
    if href.starts_with("//") {
        let scheme = head.split(':').next().unwrap_or("https");
        return Some(format!("{scheme}:{href}"));
    }
    if href.starts_with('/') {
        return Some(format!("{head}{}", without_dots(&href)));
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if href.starts_with('?') {
        return Some(format!("{head}{path}{href}"));
    }
    let folder = path.rfind('/').and_then(|at| path.get(..=at));
    Some(format!(
        "{head}{}",
        without_dots(&format!("{}{href}", folder.unwrap_or("/")))
    ))
}

/// The place inside the same page that `href` leads to, as `#fragment`.
pub(super) fn fragment(base: Option<&str>, href: &str) -> Option<String> {
    let (page, fragment) = href.trim().split_once('#')?;
    let page_of = |address: &str| address.split('#').next().unwrap_or_default().to_owned();
    let here = page.is_empty()
        || base.is_some_and(|base| {
            let page = resolve(Some(base), page);
            page.is_some_and(|page| page == page_of(base))
        });
    (here && !fragment.is_empty()).then(|| format!("#{fragment}"))
}

/// Whether the address leads to the web by itself.
pub(super) fn is_absolute(address: &str) -> bool {
    split(address).is_some()
}

/// The host of an absolute address, without `www.`.
pub(super) fn host(address: &str) -> Option<&str> {
    let (head, _) = split(address)?;
    let host = head.split("//").nth(1)?.rsplit('@').next()?;
    let host = host.split(':').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// The site that an absolute address belongs to: the part of its host that somebody owns, by the
/// Public Suffix List.
pub(super) fn site(address: &str) -> Option<&str> {
    let host = host(address)?;
    Some(psl::domain_str(host).unwrap_or(host))
}

/// The path of an absolute address with its query and fragment.
pub(super) fn path(address: &str) -> Option<&str> {
    split(address).map(|(_, path)| path)
}

/// The scheme of an address, where it has one.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let goes_on = chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (starts && goes_on).then_some(scheme)
}

/// Scheme with authority, and all that follows.
fn split(address: &str) -> Option<(&str, &str)> {
    let scheme = scheme(address)?;
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return None;
    }
    let start = scheme.len() + 3;
    if address.get(scheme.len()..start)? != "://" {
        return None;
    }
    let rest = address.get(start..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (end > 0).then_some(())?;
    Some((address.get(..start + end)?, rest.get(end..)?))
}

/// A path without its `.` and `..` steps; the query stays as it is.
fn without_dots(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (steps, rest) = path.split_at_checked(end).unwrap_or((path, ""));
    let mut kept: Vec<&str> = Vec::new();
    for step in steps.split('/').skip(1) {
        match step {
            ".." => {
                kept.pop();
            }
            "." => {}
            _ => kept.push(step),
        }
    }
    if steps.ends_with("/..") || steps.ends_with("/.") {
        kept.push("");
    }
    format!("/{}{rest}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_follow_the_base() {
        let base = Some("https://paper.example/world/asia/story.html?page=2");
        let cases = [
            ("https://other.example/x", "https://other.example/x"),
            ("//cdn.example/a.js", "https://cdn.example/a.js"),
            ("/about", "https://paper.example/about"),
            ("next.html", "https://paper.example/world/asia/next.html"),
            (
                "../europe/a?b=../c",
                "https://paper.example/world/europe/a?b=../c",
            ),
            ("../../../../a", "https://paper.example/a"),
            (
                "?page=3",
                "https://paper.example/world/asia/story.html?page=3",
            ),
            ("./", "https://paper.example/world/asia/"),
        ];
        for (href, want) in cases {
            assert_eq!(resolve(base, href).as_deref(), Some(want), "{href}");
        }
    }

    #[test]
    fn what_leads_to_no_page_is_dropped() {
        for href in [
            "",
            "#notes",
            "javascript:void(0)",
            "DATA:text/html,x",
            "mailto:a@b.example",
            "tel:1",
        ] {
            assert_eq!(resolve(Some("https://a.example/"), href), None, "{href}");
        }
    }

    #[test]
    fn without_a_base_an_address_stays_as_written() {
        assert_eq!(resolve(None, "../a.html").as_deref(), Some("../a.html"));
        assert_eq!(resolve(Some("notes/a.md"), "b.md").as_deref(), Some("b.md"));
    }

    #[test]
    fn hosts_and_paths() {
        assert_eq!(
            host("https://www.paper.example:8080/a"),
            Some("paper.example")
        );
        assert_eq!(path("https://paper.example/2021/a?b"), Some("/2021/a?b"));
        assert_eq!(host("paper.example/a"), None);
        assert!(!is_absolute("https:///x"));
    }
}
