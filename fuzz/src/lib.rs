//! What holds of any document, whatever bytes it was read from.

use headwater::document::{self, Document, Hints};
use headwater::language::Reading;

/// Reads bytes, and panics where a law of documents does not hold. `None` where they are no document.
pub fn read(bytes: &[u8], name: &str) -> Option<Document> {
    let hints = Hints::new(name)
        .url("https://paper.example/story")
        .explain(true);
    let document = document::read(bytes, &hints).ok()?;
    let text = document.text();
    let blocks = document.blocks().iter().map(|block| block.span());
    let links = document.links().iter().map(|link| link.span());
    for span in blocks.chain(links) {
        assert!(text.get(span.start()..span.end()).is_some(), "{span:?}");
        if let Some(origin) = document.origin(span) {
            let (start, end) = origin.code_points();
            assert!(end - start <= origin.bytes().len(), "{origin:?}");
        }
    }
    for sentence in Reading::of(document.clone()).sentences() {
        assert!(!sentence.of(text).trim().is_empty());
    }
    Some(document)
}
