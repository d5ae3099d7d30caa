//! Stores for tests.

use headwater::align::Embedder;
use headwater::document::{Hints, read};
use headwater_embed::Model;
use std::sync::LazyLock;
use tempfile::TempDir;

use crate::rows::{Given, Prepared};
use crate::store::{Addition, Rows, Store};

pub(crate) fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().unwrap());
    &MODEL
}

/// A page of an invented paper, with what the sentence model makes of it.
pub(crate) fn page(site: &str, name: &str, published: Option<&str>, text: &str) -> Rows {
    prepared(site, name, published, text).embedded(model() as &dyn Embedder)
}

/// The same without vectors.
pub(crate) fn bare_page(site: &str, name: &str, published: Option<&str>, text: &str) -> Rows {
    prepared(site, name, published, text).into_rows()
}

fn prepared(site: &str, name: &str, published: Option<&str>, text: &str) -> Prepared {
    let url = format!("https://www.{site}/{name}");
    let document = read(text.as_bytes(), &Hints::new(format!("{name}.md")).url(url)).unwrap();
    let given = Given {
        published: published.map(str::to_owned),
        ..Given::default()
    };
    Prepared::of(document, given)
}

/// A store of some pages, which is there as long as its folder.
pub(crate) async fn store(pages: impl IntoIterator<Item = Rows>) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let opened = Store::open(place).await.unwrap();
    let mut addition = Addition::begin(opened).await.unwrap();
    for page in pages {
        addition.add(page).await.unwrap();
    }
    addition.publish().await.unwrap();
    let store = Store::existing(place).await.unwrap();
    (folder, store)
}
