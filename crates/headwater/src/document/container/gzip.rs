//! `page.html.gz`: RFC 1952, one member or several.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::super::Hints;
use crate::Error;

/// Whether these are the first bytes of a gzip file with the only method there is.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1F\x8B\x08")
}

/// What is in a gzip file. Of one that is cut short or broken, what comes before.
pub(super) fn unpack(bytes: &[u8], hints: &Hints) -> Result<Vec<u8>, Error> {
    let limit = hints.limit as u64;
    let mut unpacked = Vec::new();
    // One byte over the limit is enough to know.
    let mut reader = MultiGzDecoder::new(bytes).take(limit + 1);
    // What was read before an error stays.
    let broken = reader.read_to_end(&mut unpacked).is_err();
    let name = hints.name();
    if unpacked.len() > hints.limit {
        return Err(Error::too_large(format!(
            "{name} has more than {limit} bytes once it is unpacked; split it or raise the limit"
        )));
    }
    if broken && unpacked.is_empty() {
        return Err(Error::not_text(format!(
            "{name} is a gzip archive that cannot be unpacked; get it again"
        )));
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use crate::document::{Document, Hints, read};

    const PAGE: &str = "<h1>Dam</h1><p>The dam above Orlin held through the night.</p>";

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("no error in memory");
        encoder.finish().expect("no error in memory")
    }

    fn page(bytes: &[u8]) -> Result<Document, crate::Error> {
        read(bytes, &Hints::new("page.html.gz"))
    }

    #[test]
    fn a_compressed_page_is_the_page() {
        let once = packed(PAGE.as_bytes());
        let twice = packed(&once);
        let parts = PAGE.as_bytes().split_at(20);
        let members = [packed(parts.0), packed(parts.1)].concat();
        for bytes in [once, twice, members] {
            let document = page(&bytes).expect("a document");
            assert_eq!(
                document.text(),
                "Dam\n\nThe dam above Orlin held through the night."
            );
            assert_eq!(document.location(), "page.html.gz");
        }
        let markdown = read(&packed(b"*It held.*"), &Hints::new("a.md.gz")).expect("a document");
        assert_eq!(markdown.text(), "It held.");
    }

    #[test]
    fn of_a_file_that_is_cut_short_what_is_there_is_read() {
        let bytes = packed(PAGE.repeat(2000).as_bytes());
        let half = bytes.get(..bytes.len() / 2).expect("half of it");
        assert!(page(half).expect("a document").text().starts_with("Dam"));
        let error = page(b"\x1F\x8B\x08\0\0").expect_err("an error");
        assert!(error.is_not_text(), "{error}");
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bytes = packed(&vec![b'a'; 3_000_000]);
        assert!(bytes.len() < 30_000);
        let hints = Hints::new("a.txt.gz").limit(1_000_000);
        assert!(read(&bytes, &hints).expect_err("an error").is_too_large());
        // Three layers are one too many.
        let deep = packed(&packed(&packed(PAGE.as_bytes())));
        assert!(page(&deep).expect_err("an error").is_not_text());
    }

    proptest! {
        #[test]
        fn any_bytes_behind_the_first_three_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = page(&[b"\x1F\x8B\x08".as_slice(), &bytes].concat());
        }
    }
}
