//! Sentences embedded a second on one core: zh, ja and en at 10, 30 and 60 tokens.
//!
//! `cargo bench --manifest-path bench/Cargo.toml --bench embed`

use divan::{Bencher, counter::ItemsCount};
use headwater::align::Embedder;
use headwater_embed::Model;

const TEXTS: [(&str, &str); 9] = [
    ("zh-10", include_str!("../texts/zh-10.txt")),
    ("zh-30", include_str!("../texts/zh-30.txt")),
    ("zh-60", include_str!("../texts/zh-60.txt")),
    ("ja-10", include_str!("../texts/ja-10.txt")),
    ("ja-30", include_str!("../texts/ja-30.txt")),
    ("ja-60", include_str!("../texts/ja-60.txt")),
    ("en-10", include_str!("../texts/en-10.txt")),
    ("en-30", include_str!("../texts/en-30.txt")),
    ("en-60", include_str!("../texts/en-60.txt")),
];
const NAMES: [&str; 9] = [
    "zh-10", "zh-30", "zh-60", "ja-10", "ja-30", "ja-60", "en-10", "en-30", "en-60",
];

fn main() {
    divan::main();
}

fn texts(name: &str) -> Vec<&'static str> {
    let found = TEXTS.iter().find(|(found, _)| *found == name);
    found
        .map(|(_, texts)| texts.lines().collect())
        .unwrap_or_default()
}

/// All texts in one call, by a model that was opened for it.
#[divan::bench(args = NAMES)]
fn batch(bencher: Bencher, name: &str) {
    let texts = texts(name);
    bencher
        .counter(ItemsCount::new(texts.len()))
        .with_inputs(|| Model::embedded().unwrap())
        .bench_values(|model| model.embed(&texts));
}

/// One text a call, by a model in use.
#[divan::bench(args = NAMES)]
fn single(bencher: Bencher, name: &str) {
    let texts = texts(name);
    let model = Model::embedded().unwrap();
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in &texts {
            divan::black_box(model.embed(&[text]));
        }
    });
}

/// Opening the model.
#[divan::bench]
fn open() -> Model {
    Model::embedded().unwrap()
}
