//! WACZ 1.1.1: WARC files in one ZIP file with an index, the list of pages, and the hash of each.

mod adding;
pub(crate) mod packing;
mod surt;

use serde::{Deserialize, Serialize};

use crate::digest;
pub use adding::with_file;

pub(crate) const PACKAGE: &str = "datapackage.json";
pub(crate) const PACKAGE_DIGEST: &str = "datapackage-digest.json";
pub(crate) const PAGES: &str = "pages/pages.jsonl";
pub(crate) const INDEX: &str = "indexes/index.cdx";

/// A page that a reader of the archive begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) ts: String,
    pub(crate) title: String,
}

impl Page {
    pub(crate) fn new(url: &str, time: &str, title: &str) -> Self {
        let mut id = digest::hex(format!("{time} {url}").as_bytes());
        id.truncate(16);
        Self {
            id,
            url: url.to_owned(),
            ts: time.to_owned(),
            title: title.to_owned(),
        }
    }
}

/// What the list of files says of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) hash: String,
    pub(crate) bytes: u64,
}

/// The list of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Package {
    pub(crate) profile: String,
    #[serde(rename = "wacz_version")]
    pub(crate) wacz_version: String,
    pub(crate) software: String,
    pub(crate) created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(
        default,
        rename = "mainPageURL",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) main_page_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) main_page_date: Option<String>,
    pub(crate) resources: Vec<Resource>,
}

/// The hash of the list of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PackageDigest {
    pub(crate) path: String,
    pub(crate) hash: String,
    /// When an authority saw the list of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<Stamp>,
}

/// The token of an authority (RFC 3161) for the bytes of the list of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    /// The address of the authority.
    pub(crate) authority: String,
    /// Its answer in DER, as Base64.
    pub(crate) token: String,
}

/// The pages that a list names.
pub(crate) fn pages(list: &[u8]) -> Vec<Page> {
    let lines = list.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}
