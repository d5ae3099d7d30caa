//! Any bytes as a document of any format: an error or a text whose blocks and links lie inside it.

#![no_main]

use headwater::document::{self, Hints};
use headwater::language::Reading;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = [
    "page.html",
    "article.md",
    "report.txt",
    "unknown",
    "entry.wiki",
];

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    let name = NAMES[usize::from(choice) % NAMES.len()];
    let hints = Hints::new(name).url("https://paper.example/story");
    let Ok(document) = document::read(bytes, &hints) else {
        return;
    };
    let text = document.text().to_owned();
    let blocks = document.blocks().iter().map(|block| block.span());
    let links = document.links().iter().map(|link| link.span());
    for span in blocks.chain(links) {
        assert!(text.get(span.start()..span.end()).is_some(), "{span:?}");
    }
    for sentence in Reading::of(document).sentences() {
        assert!(!sentence.of(&text).trim().is_empty());
    }
});
