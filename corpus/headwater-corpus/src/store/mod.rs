//! A corpus as it is kept: Parquet files, parted by month of publication, and a list of them for each addition.
//!
//! ```text
//! STORE/manifests/00000001.json                     the files of the first addition
//! STORE/documents/month=2022-01/00000001-….parquet  their rows
//! STORE/sentences/ …  links/ …  values/ …
//! ```
//!
//! Files are written once and never changed. They count from the moment at which the manifest that lists them is put in
//! place, which object stores and file systems do in one step and only if there is none of its number. What an addition that was
//! killed left behind is in no list and is never read.

mod addition;
mod manifest;
mod session;
mod tables;

use std::collections::BTreeMap;
use std::path::Path as LocalPath;
use std::sync::Arc;
use std::{env, fs};

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use url::Url;

pub use addition::{Added, Addition, Rows};
pub use manifest::{File, Manifest};
pub use session::Limits;
pub use tables::{CreditRow, DocumentRow, LinkRow, SentenceRow, Table, VECTOR, ValueRow};
pub(crate) use tables::{VECTOR_TYPE, VECTOR_WIDTH};

use crate::Error;

/// The folder of the lists.
const MANIFESTS: &str = "manifests";

/// A corpus.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    base: Path,
    url: Url,
    manifests: Vec<Manifest>,
}

impl Store {
    /// Opens the store at a path or an address (`s3://bucket/folder`, with what the environment says of it in the usual
    /// variables `AWS_…`). Where nothing is yet, it is empty.
    ///
    /// # Errors
    /// Where it cannot be reached, is not of a corpus, was written by a newer version ([`Error::is_newer`]), or is not
    /// whole: every file that is listed has to be there, with all of its bytes.
    pub async fn open(place: &str) -> Result<Self, Error> {
        let url = address(place)?;
        let (objects, base) = object_store::parse_url_opts(&url, settings())?;
        let mut store = Self {
            objects: Arc::from(objects),
            base,
            url,
            manifests: Vec::new(),
        };
        let there = store.listing().await?;
        store.read_manifests(&there).await?;
        store.expect_whole(&there)?;
        Ok(store)
    }

    /// Opens the store to ask it something: there has to be one.
    ///
    /// # Errors
    /// As [`open`](Self::open), and where there is nothing.
    pub async fn existing(place: &str) -> Result<Self, Error> {
        let store = Self::open(place).await?;
        if store.manifests.is_empty() {
            let hint = "headwater corpus add makes one";
            return Err(Error::new(format!("{place}: there is no corpus; {hint}")));
        }
        Ok(store)
    }

    /// The additions, in their order.
    #[must_use]
    pub fn manifests(&self) -> &[Manifest] {
        &self.manifests
    }

    /// How many rows a table has.
    #[must_use]
    pub fn rows(&self, table: Table) -> u64 {
        let rows = self.manifests.iter().map(|manifest| manifest.rows(table));
        rows.sum()
    }

    /// The files of a table.
    pub fn files(&self, table: Table) -> impl Iterator<Item = &File> {
        self.manifests
            .iter()
            .flat_map(move |manifest| manifest.files(table))
    }

    /// Everything in the store, with its size.
    async fn listing(&self) -> Result<BTreeMap<String, u64>, Error> {
        let prefix = Some(&self.base);
        let listed = self.objects.list(prefix);
        let sizes = listed.map_ok(|object| (self.within(&object.location), object.size));
        match sizes.try_collect().await {
            Ok(sizes) => Ok(sizes),
            Err(object_store::Error::NotFound { .. }) => Ok(BTreeMap::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// The manifests, of which none may be missing before the last.
    async fn read_manifests(&mut self, there: &BTreeMap<String, u64>) -> Result<(), Error> {
        let is_manifest = |path: &&String| {
            let name = path.strip_prefix(MANIFESTS);
            name.is_some_and(|name| LocalPath::new(name).extension() == Some("json".as_ref()))
        };
        let listed = there.keys().filter(is_manifest);
        for (path, number) in listed.zip(1..) {
            if *path != manifest_path(number) {
                let missing = manifest_path(number);
                return Err(Error::new(format!(
                    "this store is not whole: {missing} is missing before {path}"
                )));
            }
            let bytes = self.objects.get(&self.at(path)).await?.bytes().await?;
            self.manifests.push(Manifest::parse(path, &bytes)?);
        }
        Ok(())
    }

    fn expect_whole(&self, there: &BTreeMap<String, u64>) -> Result<(), Error> {
        for file in Table::ALL.into_iter().flat_map(|table| self.files(table)) {
            let path = &file.path;
            let wrong = match there.get(path) {
                Some(bytes) if *bytes == file.bytes => continue,
                Some(bytes) => format!("{path} has {bytes} bytes of {}", file.bytes),
                None => format!("{path} is missing"),
            };
            return Err(Error::new(format!(
                "this store is not whole: {wrong}; copy it once more"
            )));
        }
        Ok(())
    }

    /// Puts a manifest in place as the next one, if there is none of its number yet.
    async fn publish(&mut self, manifest: Manifest) -> Result<bool, Error> {
        let bytes = serde_json::to_vec_pretty(&manifest)?;
        let path = self.at(&manifest_path(manifest.number()));
        let only_if_new = PutOptions::from(PutMode::Create);
        match self
            .objects
            .put_opts(&path, bytes.into(), only_if_new)
            .await
        {
            Ok(_) => {
                self.manifests.push(manifest);
                Ok(true)
            }
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// A path within the store, as the object store has it.
    fn at(&self, path: &str) -> Path {
        path.split('/').fold(self.base.clone(), Path::join)
    }

    fn within(&self, location: &Path) -> String {
        let parts = location.prefix_match(&self.base);
        let parts = parts.into_iter().flatten();
        let names: Vec<String> = parts.map(|part| part.as_ref().to_owned()).collect();
        names.join("/")
    }
}

fn manifest_path(number: u64) -> String {
    format!("{MANIFESTS}/{number:08}.json")
}

/// The address of a store: as it is, or that of a folder, which is made where there is none.
fn address(place: &str) -> Result<Url, Error> {
    if place.contains("://") {
        return Url::parse(place).map_err(|error| Error::new(format!("{place}: {error}")));
    }
    let path = LocalPath::new(place);
    fs::create_dir_all(path).map_err(|error| Error::at(path, &error))?;
    let whole = fs::canonicalize(path).map_err(|error| Error::at(path, &error))?;
    Url::from_directory_path(&whole)
        .map_err(|()| Error::new(format!("{place}: no address can be made of this path")))
}

/// What the environment says of object stores.
fn settings() -> Vec<(String, String)> {
    let said = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let ours = said.filter(|(name, _)| name.starts_with("AWS_"));
    ours.map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect()
}

#[cfg(test)]
mod tests;
