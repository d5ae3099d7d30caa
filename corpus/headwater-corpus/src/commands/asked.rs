//! What `search` and `timeline` have in common.

use clap::Args;
use headwater_corpus::Error;
use headwater_corpus::search::{Filter, Query};

/// What is searched for, and in which documents.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The corpus: a folder, or an address such as `s3://bucket/folder`
    pub(crate) store: String,
    /// Words, or what a sentence would say, in any language
    query: String,
    /// The language of the query, where it is too short to tell (BCP 47)
    #[arg(long, value_name = "TAG")]
    query_language: Option<String>,
    /// Only documents of this site and of those below it; may be given several times
    #[arg(long, value_name = "HOST")]
    site: Vec<String>,
    /// Only documents of this language (BCP 47); may be given several times
    #[arg(long, value_name = "TAG")]
    language: Vec<String>,
    /// Only documents published on this day or later: 2022, 2022-01 or 2022-01-10
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only documents published by this day
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
}

impl Asked {
    pub(crate) fn query(&self) -> Result<Query, Error> {
        let mut filter = Filter::new();
        filter = self
            .site
            .iter()
            .fold(filter, |filter, site| filter.site(site));
        filter = self
            .language
            .iter()
            .fold(filter, |filter, tag| filter.language(tag));
        if let Some(day) = &self.from {
            filter = filter.from(day)?;
        }
        if let Some(day) = &self.to {
            filter = filter.to(day)?;
        }
        let query = Query::new(&self.query)?.within(filter);
        Ok(match &self.query_language {
            Some(tag) => query.language(tag),
            None => query,
        })
    }
}
