use std::sync::Arc;

use headwater_capture::Crawl;

/// How the service fetches pages, if it does.
#[derive(Clone, Default)]
pub struct Fetching {
    crawl: Option<Arc<dyn Fn() -> Crawl + Send + Sync>>,
}

impl Fetching {
    /// Fetches nothing: there is nobody to whom a site could write.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Fetches for each case by one of these.
    #[must_use]
    pub fn by(crawl: impl Fn() -> Crawl + Send + Sync + 'static) -> Self {
        Self {
            crawl: Some(Arc::new(crawl)),
        }
    }

    /// Whether anything is fetched.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.crawl.is_some()
    }

    /// Without one, what is made keeps what was given and asks nobody.
    pub(crate) fn crawl(&self) -> Crawl {
        self.crawl
            .as_ref()
            .map_or_else(|| Crawl::new("nobody"), |crawl| crawl())
    }
}
