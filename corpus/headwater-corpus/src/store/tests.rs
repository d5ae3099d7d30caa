use std::fs;
use std::path::Path;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use headwater::align::{Embedder, Vectors};
use headwater::document::{Hints, read};
use tempfile::TempDir;

use super::{Addition, Limits, Rows, Store, Table, VECTOR};
use crate::rows::{Given, Prepared};

/// A model that knows nothing but the length of a text.
struct Lengths;

impl Embedder for Lengths {
    fn dimensions(&self) -> usize {
        VECTOR
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        let rows = texts.iter().flat_map(|text| {
            let mut row = vec![0.0; VECTOR];
            row[text.len() % VECTOR] = 1.0;
            row
        });
        Vectors::new(VECTOR, rows.collect())
    }
}

fn page(name: &str, text: &str) -> Rows {
    let url = format!("https://www.lowmere-post.example/{name}");
    let document = read(text.as_bytes(), &Hints::new(format!("{name}.md")).url(url)).unwrap();
    let given = Given {
        published: Some("2022-01-10T08:00:00Z".into()),
        ..Given::default()
    };
    Prepared::of(document, given).embedded(&Lengths)
}

const FERRIES: &str = "# Ferries stop\n\nThe harbour of Lowmere closes on 12 January. \
    “It will cost 3.2 million euros”, said [the mayor](https://mayor.example/says).\n";

fn folder() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("corpus").to_str().unwrap().to_owned();
    (folder, place)
}

async fn add(place: &str, pages: &[Rows]) -> (Store, u64) {
    let mut addition = Addition::begin(Store::open(place).await.unwrap())
        .await
        .unwrap();
    for page in pages {
        addition.add(page.clone()).await.unwrap();
    }
    let (store, added) = addition.publish().await.unwrap();
    (store, added.documents())
}

async fn number(store: &Store, question: &str) -> i64 {
    let session = store.session(&Limits::default()).unwrap();
    let batches = session
        .sql(question)
        .await
        .unwrap()
        .collect()
        .await
        .unwrap();
    batches[0].column(0).as_primitive::<Int64Type>().value(0)
}

#[tokio::test]
async fn what_is_added_can_be_asked_for() {
    let (_folder, place) = folder();
    let (_, added) = add(&place, &[page("ferries", FERRIES)]).await;
    assert_eq!(added, 1);
    let store = Store::existing(&place).await.unwrap();
    let rows = Table::ALL.map(|table| store.rows(table));
    assert_eq!(rows[0], 1);
    assert_eq!(
        number(
            &store,
            "SELECT count(*) FROM documents WHERE site = 'lowmere-post.example'"
        )
        .await,
        1
    );
    assert_eq!(
        number(
            &store,
            "SELECT count(*) FROM sentences WHERE vector IS NOT NULL"
        )
        .await,
        3
    );
    assert_eq!(
        number(&store, "SELECT count(*) FROM links WHERE sentence = 3").await,
        1
    );
    assert_eq!(
        number(
            &store,
            "SELECT count(*) FROM values WHERE value = '2022-01-12'"
        )
        .await,
        1
    );
    let cut = "SELECT count(*) FROM sentences s JOIN documents d USING (document) \
        WHERE substr(d.text, s.start + 1, s.\"end\" - s.start) LIKE 'The harbour of Lowmere closes on 12 January.'";
    assert_eq!(number(&store, cut).await, 1);
}

#[tokio::test]
async fn the_same_once_more_adds_nothing() {
    let (_folder, place) = folder();
    let ferries = page("ferries", FERRIES);
    add(&place, &[ferries.clone(), ferries.clone()]).await;
    let (store, added) = add(&place, &[ferries]).await;
    assert_eq!(
        (added, store.manifests().len(), store.rows(Table::Documents)),
        (0, 1, 1)
    );
    let (store, added) = add(&place, &[page("other", FERRIES)]).await;
    assert_eq!(
        (added, store.manifests().len(), store.rows(Table::Documents)),
        (1, 2, 2)
    );
}

#[tokio::test]
async fn of_two_additions_at_once_both_stay() {
    let (_folder, place) = folder();
    let begin = async || {
        Addition::begin(Store::open(&place).await.unwrap())
            .await
            .unwrap()
    };
    let (mut first, mut second, mut third) = (begin().await, begin().await, begin().await);
    first.add(page("one", FERRIES)).await.unwrap();
    second.add(page("two", FERRIES)).await.unwrap();
    third.add(page("two", FERRIES)).await.unwrap();
    first.publish().await.unwrap();
    second.publish().await.unwrap();
    let twin = third.publish().await.err().unwrap().to_string();
    assert!(twin.contains("another addition has put 1"), "{twin}");
    let store = Store::existing(&place).await.unwrap();
    assert_eq!(
        (store.manifests().len(), store.rows(Table::Documents)),
        (2, 2)
    );
}

#[tokio::test]
async fn what_was_not_published_is_not_there() {
    let (_folder, place) = folder();
    add(&place, &[page("one", FERRIES)]).await;
    let mut addition = Addition::begin(Store::open(&place).await.unwrap())
        .await
        .unwrap();
    addition.add(page("two", FERRIES)).await.unwrap();
    addition.write("2022-01").await.unwrap();
    drop(addition);
    let store = Store::existing(&place).await.unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM documents").await, 1);
}

async fn refusal(place: &str) -> super::Error {
    Store::existing(place).await.err().unwrap()
}

#[tokio::test]
async fn a_store_that_is_not_whole_is_refused() {
    let (folder, place) = folder();
    assert!(
        refusal(&place)
            .await
            .to_string()
            .contains("there is no corpus")
    );
    add(&place, &[page("one", FERRIES)]).await;
    add(&place, &[page("two", FERRIES)]).await;
    let store = Store::existing(&place).await.unwrap();
    let path = store.files(Table::Sentences).next().unwrap().path.clone();
    let file = Path::new(&place).join(&path);
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let half = refusal(&place).await.to_string();
    assert!(half.contains("not whole") && half.contains(&path), "{half}");
    fs::remove_file(&file).unwrap();
    assert!(refusal(&place).await.to_string().contains("is missing"));
    fs::write(&file, bytes).unwrap();
    Store::existing(&place).await.unwrap();
    fs::remove_file(Path::new(&place).join("manifests/00000001.json")).unwrap();
    let gap = refusal(&place).await.to_string();
    assert!(gap.contains("00000001.json is missing"), "{gap}");
    drop(folder);
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_named_as_such() {
    let (_folder, place) = folder();
    add(&place, &[page("one", FERRIES)]).await;
    let manifest = Path::new(&place).join("manifests/00000001.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(
        &manifest,
        text.replace("headwater.corpus/1", "headwater.corpus/2"),
    )
    .unwrap();
    let newer = refusal(&place).await;
    assert!(newer.is_newer(), "{newer}");
    fs::write(&manifest, "{").unwrap();
    let damaged = refusal(&place).await;
    assert!(
        !damaged.is_newer() && damaged.to_string().contains("damaged"),
        "{damaged}"
    );
}
