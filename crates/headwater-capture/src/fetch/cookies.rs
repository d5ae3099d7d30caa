//! Cookies, kept for one capture and no longer.

use std::cell::RefCell;

use cookie_store::CookieStore;
use url::Url;

use crate::warc::Fields;

/// The cookies of one capture.
#[derive(Debug, Default)]
pub(super) struct Cookies {
    store: RefCell<CookieStore>,
}

impl Cookies {
    /// What is sent to an address.
    pub(super) fn of(&self, url: &Url) -> Option<String> {
        let store = self.store.borrow();
        let pairs: Vec<String> = store
            .get_request_values(url)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let sent = pairs.join("; ");
        (!sent.is_empty()).then_some(sent)
    }

    /// Keeps what an answer sets.
    pub(super) fn learn(&self, url: &Url, fields: &Fields) {
        let mut store = self.store.borrow_mut();
        for set in fields.all("Set-Cookie").filter(|set| !is_for_many(set)) {
            // What a site may not set is passed over, as a browser does.
            let _ = store.parse(set, url);
        }
    }
}

/// Whether a cookie is for all sites under a public suffix, such as `.co.uk`.
fn is_for_many(set: &str) -> bool {
    let domain = set.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_domain = name.trim().eq_ignore_ascii_case("domain");
        is_domain.then(|| value.trim().trim_matches('.').to_ascii_lowercase())
    });
    domain.is_some_and(|domain| psl::suffix_str(&domain) == Some(domain.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_back_to_the_site_that_set_them_and_to_no_other() {
        let cookies = Cookies::default();
        let url = |text: &str| Url::parse(text).expect("an address");
        let fields = Fields::parse(
            b"Set-Cookie: a=1; Path=/\r\nset-cookie: b=2; Domain=paper.co.uk\r\nSet-Cookie: c=3; Domain=co.uk\r\n",
        );
        cookies.learn(&url("https://www.paper.co.uk/x"), &fields);
        let sent = cookies
            .of(&url("https://www.paper.co.uk/y"))
            .expect("cookies");
        let mut pairs: Vec<&str> = sent.split("; ").collect();
        pairs.sort_unstable();
        assert_eq!(pairs, ["a=1", "b=2"]);
        assert_eq!(
            cookies.of(&url("https://paper.co.uk/")).as_deref(),
            Some("b=2")
        );
        assert_eq!(cookies.of(&url("https://post.co.uk/")), None);
    }
}
