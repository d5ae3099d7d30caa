//! An article in Markdown, with front matter or without.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    headwater_fuzz::read(text.as_bytes(), "article.md");
});
