//! Megabytes of news text read for values a second, on one core, in each language.
//!
//! `cargo bench --manifest-path bench/Cargo.toml --bench values`

use divan::{Bencher, counter::BytesCount};
use headwater::language::{
    Language,
    values::{self, Reference},
};

/// One invented report in all languages, with a value in every few words.
const REPORTS: [(Language, &str); 9] = [
    (Language::Arabic, include_str!("../texts/news/ar.txt")),
    (Language::German, include_str!("../texts/news/de.txt")),
    (Language::English, include_str!("../texts/news/en.txt")),
    (Language::Spanish, include_str!("../texts/news/es.txt")),
    (Language::French, include_str!("../texts/news/fr.txt")),
    (Language::Japanese, include_str!("../texts/news/ja.txt")),
    (Language::Korean, include_str!("../texts/news/ko.txt")),
    (Language::Russian, include_str!("../texts/news/ru.txt")),
    (Language::Chinese, include_str!("../texts/news/zh.txt")),
];
/// One invented story in three languages, with few values and much talk.
const STORIES: [(Language, &str); 3] = [
    (Language::English, include_str!("../texts/story/en.txt")),
    (Language::Japanese, include_str!("../texts/story/ja.txt")),
    (Language::Chinese, include_str!("../texts/story/zh.txt")),
];
/// About as long as a long page.
const LENGTH: usize = 100_000;

fn main() {
    divan::main();
}

#[divan::bench(args = REPORTS.map(|(language, _)| language))]
fn report(bencher: Bencher, language: Language) {
    find(bencher, language, &REPORTS);
}

#[divan::bench(args = STORIES.map(|(language, _)| language))]
fn story(bencher: Bencher, language: Language) {
    find(bencher, language, &STORIES);
}

fn find(bencher: Bencher, language: Language, texts: &[(Language, &str)]) {
    let of_language = texts.iter().find(|(found, _)| *found == language);
    let (_, text) = of_language.unwrap();
    let text = text.repeat(LENGTH / text.len());
    let reference = Reference::parse("2026-02-12").unwrap();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| values::find(&text, language, Some(&reference)));
}
