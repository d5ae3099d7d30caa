//! A page or an article, written as Markdown and read again: the text is the same. References are left
//! aside: of a list that is not whole some numbers are text, and which depends on what stands around it.

#![no_main]

use headwater::document::BlockKind;
use headwater::language::Reading;
use headwater::report::document_markdown;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, &str)| {
    let (is_page, text) = input;
    let name = if is_page { "page.html" } else { "article.md" };
    let Some(document) = headwater_fuzz::read(text.as_bytes(), name) else {
        return;
    };
    let mut blocks = document.blocks().iter();
    if blocks.any(|block| block.kind() == BlockKind::Reference) {
        return;
    }
    let text = document.text().to_owned();
    let markdown = document_markdown(&Reading::of(document));
    let again = headwater_fuzz::read(markdown.as_bytes(), "again.md");
    assert_eq!(again.map(|again| again.text().to_owned()), Some(text));
});
