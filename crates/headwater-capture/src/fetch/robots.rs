//! What sites ask of programs (robots.txt, RFC 9309).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use headwater::report::FetchStatus;
use robotxt::AccessResult;
use tokio::sync::OnceCell;
use url::Url;

use super::{Answer, Fetcher, Keeper, Trouble};
use crate::http;

/// The name that a site calls this program by.
const NAME: &str = "headwater";
/// Bytes of the file that are read, as the standard has it.
const LARGEST: u64 = 500 * 1024;
/// Redirects of the file that are followed.
const MOST_REDIRECTS: usize = 5;

/// What each site asks, once it was asked.
#[derive(Debug)]
pub(super) struct Robots {
    ignored: bool,
    sites: RefCell<BTreeMap<String, Rc<OnceCell<Asked>>>>,
}

/// What a site asks for, and its status where it did not say; or why it could not be asked.
type Asked = Result<(robotxt::Robots, Option<u16>), Trouble>;

impl Robots {
    pub(super) fn new(ignored: bool) -> Self {
        Self {
            ignored,
            sites: RefCell::default(),
        }
    }

    /// Ends in trouble where the site does not want an address to be fetched.
    pub(super) async fn ask<K: Keeper>(
        &self,
        fetcher: &Fetcher<K>,
        url: &Url,
    ) -> Result<(), Trouble> {
        if self.ignored {
            return Ok(());
        }
        let Ok(file) = url.join("/robots.txt") else {
            return Ok(());
        };
        let site = {
            let mut sites = self.sites.borrow_mut();
            Rc::clone(sites.entry(file.to_string()).or_default())
        };
        let asked = site.get_or_init(|| read(fetcher, &file)).await;
        match asked {
            Err(trouble) => Err(trouble.clone()),
            Ok((robots, _)) if robots.is_url_allowed(url) => Ok(()),
            Ok((_, Some(status))) => {
                let detail =
                    format!("robots.txt cannot be had (status {status}), and that counts as a no");
                Err(Trouble::new(FetchStatus::Robots, detail))
            }
            Ok((robots, None)) => {
                let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
                let rule = robots.matching_rule(target);
                let rule = rule.map(|rule| format!("robots.txt says Disallow: {}", rule.pattern()));
                Err(Trouble::new(FetchStatus::Robots, rule.unwrap_or_default()))
            }
        }
    }
}

async fn read<K: Keeper>(fetcher: &Fetcher<K>, file: &Url) -> Asked {
    let mut url = file.clone();
    for _ in 0..=MOST_REDIRECTS {
        let answer = match fetcher.held(&url).await {
            Some(held) => held,
            None => fetcher.patiently(&url, &[]).await?,
        };
        match answer.redirect() {
            Some(next) => url = next,
            None => return Ok(rules(&answer)),
        }
    }
    let open = AccessResult::TooManyRedirects;
    Ok((robotxt::Robots::from_access(open, NAME), None))
}

fn rules(answer: &Answer) -> (robotxt::Robots, Option<u16>) {
    let body = http::decoded(&answer.fields, answer.body.clone(), LARGEST);
    let (access, silent) = match answer.status {
        200..300 => (AccessResult::Successful(&body), None),
        // Too many requests is no word about the file.
        429 | 500.. => (AccessResult::Unreachable, Some(answer.status)),
        _ => (AccessResult::Unavailable, None),
    };
    (robotxt::Robots::from_access(access, NAME), silent)
}
