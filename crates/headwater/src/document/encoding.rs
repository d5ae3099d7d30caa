//! Bytes to text.
//!
//! In this order: a byte order mark, what the caller knows (an HTTP header), what the page says
//! (`meta charset`, an XML declaration), valid UTF-8, and else a guess from the bytes.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::Error;

/// How far from the beginning a page may name its encoding.
const HEAD: usize = 4096;
/// How much is looked at to guess an encoding.
const SAMPLE: usize = 256 * 1024;

/// Kinds of file that people take for documents, by their first bytes.
const MAGIC: [(&[u8], &str, &str); 13] = [
    (b"\x89PNG", "a PNG image", "give the page that it stands on"),
    (
        b"\xFF\xD8\xFF",
        "a JPEG image",
        "give the page that it stands on",
    ),
    (b"GIF8", "a GIF image", "give the page that it stands on"),
    (b"RIFF", "a media file", "give the page that it stands on"),
    (
        b"PK\x03\x04",
        "a ZIP archive or an office document",
        "unpack it, or save the document as .html or .txt",
    ),
    (
        b"\x1F\x8B",
        "a gzip archive inside others",
        "unpack it with gunzip",
    ),
    (b"BZh", "a bzip2 archive", "unpack it with bunzip2"),
    (b"\xFD7zXZ", "an xz archive", "unpack it with unxz"),
    (
        b"\x28\xB5\x2F\xFD",
        "a zstd archive",
        "unpack it with unzstd",
    ),
    (b"7z\xBC\xAF", "a 7z archive", "unpack it"),
    (
        b"\xD0\xCF\x11\xE0",
        "an old office document",
        "save it as .html or .txt",
    ),
    (
        b"\x7FELF",
        "a program",
        "give a Markdown, HTML or text file",
    ),
    (
        b"SQLite format 3",
        "a database",
        "give a Markdown, HTML or text file",
    ),
];

/// The text of a document's bytes.
///
/// `charset` is what the caller knows; `location` is named in the error.
pub(super) fn decode<'b>(
    bytes: &'b [u8],
    charset: Option<&str>,
    location: &str,
) -> Result<Cow<'b, str>, Error> {
    let marked = Encoding::for_bom(bytes);
    if marked.is_none() {
        refuse_binary(bytes, location)?;
    }
    let (encoding, skip) = marked
        .or_else(|| named(charset?).map(|encoding| (encoding, 0)))
        .unwrap_or_else(|| (declared_or_guessed(bytes), 0));
    let body = bytes.get(skip..).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(body);
    if text
        .trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}')
        .is_empty()
    {
        return Err(Error::empty(format!(
            "{location} holds no text; give a file that has some"
        )));
    }
    Ok(text)
}

/// An encoding by its name. UTF-16 that is only said, not marked, is never true of a page that
/// could say it.
fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes()).filter(|found| *found != encoding_rs::REPLACEMENT)
}

fn declared_or_guessed(bytes: &[u8]) -> &'static Encoding {
    let wide = wide(bytes);
    if let Some(encoding) = wide {
        return encoding;
    }
    // ISO-2022-JP is made of ASCII bytes and so looks like UTF-8 too.
    let japanese = bytes.windows(3).any(|w| matches!(w, b"\x1B$B" | b"\x1B$@"));
    let is_utf8 = !japanese && std::str::from_utf8(bytes).is_ok();
    let declared = declared(bytes).filter(|found| *found != UTF_16LE && *found != UTF_16BE);
    match declared {
        // Pages that were converted to UTF-8 often still name their old encoding.
        Some(found) if !(is_utf8 && found != UTF_8 && !bytes.is_ascii()) => found,
        _ if is_utf8 => UTF_8,
        _ => guess(bytes),
    }
}

/// UTF-16 without a mark: every other byte of Western text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let zeros = |at: usize| {
        sample
            .chunks_exact(2)
            .filter(|pair| pair.get(at) == Some(&0))
            .count()
    };
    let pairs = (sample.len() / 2).max(1);
    let (high, low) = (zeros(0), zeros(1));
    if low * 3 > pairs && high * 10 < pairs {
        Some(UTF_16LE)
    } else if high * 3 > pairs && low * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding that a page names in its first 4 KB.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let head: String = head
        .iter()
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect();
    let xml = head.trim_start().starts_with("<?xml").then(|| {
        let end = head.find("?>").unwrap_or(head.len());
        let declaration = head.get(..end).unwrap_or_default();
        value_after(declaration, "encoding")
    });
    let meta = head.match_indices("<meta").find_map(|(at, _)| {
        let tag = head.get(at..)?.split('>').next()?;
        value_after(tag, "charset").and_then(named)
    });
    meta.or_else(|| xml.flatten().and_then(named))
}

/// What stands behind `key=`, with or without quotation marks.
fn value_after<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('=')?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
    rest.get(..end.unwrap_or(rest.len()))
}

/// A guess from how the bytes follow one another.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, sample.len() == bytes.len());
    let utf8 = if sample.len() == bytes.len() {
        Utf8Detection::Deny
    } else {
        Utf8Detection::Allow
    };
    detector.guess(None, utf8)
}

/// Errs where the bytes are not text at all.
fn refuse_binary(bytes: &[u8], location: &str) -> Result<(), Error> {
    if let Some((_, what, then)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        let printable = bytes
            .iter()
            .take(512)
            .all(|b| matches!(b, b'\t' | b'\n' | b'\r' | 32..=126));
        if !printable {
            return Err(Error::not_text(format!(
                "{location} is {what}, not text; {then}"
            )));
        }
    }
    if wide(bytes).is_some() {
        return Ok(());
    }
    let sample = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or_default();
    let count = |is: fn(&u8) -> bool| sample.iter().copied().filter(is).count();
    let zeros = count(|b| *b == 0);
    // Escape opens the sequences of ISO-2022-JP.
    let controls = count(|b| matches!(b, 1..=8 | 14..=26 | 28..=31 | 127));
    if zeros * 100 > sample.len() || controls * 20 > sample.len() {
        return Err(Error::not_text(format!(
            "{location} is binary, not text; give a Markdown, HTML or text file"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        decode(bytes, None, "a.txt").expect("text").into_owned()
    }

    #[test]
    fn a_byte_order_mark_decides() {
        assert_eq!(read(b"\xEF\xBB\xBFabc"), "abc");
        assert_eq!(read(b"\xFF\xFEa\0\xE9\0"), "aé");
        assert_eq!(read(b"\xFE\xFF\0a\0b"), "ab");
    }

    #[test]
    fn utf_16_without_a_mark_is_seen() {
        let bytes: Vec<u8> = "The river rose."
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&bytes), "The river rose.");
    }

    #[test]
    fn what_the_page_says_decides_before_a_guess() {
        assert_eq!(
            read(b"<meta charset=windows-1251>\xCC\xE8\xF0"),
            "<meta charset=windows-1251>Мир"
        );
        assert!(
            read(b"<meta http-equiv=x content='text/html; charset=GBK'>\xB1\xB1").ends_with('北')
        );
        assert!(read(b"<?xml version='1.0' encoding=\"Shift_JIS\"?>\x93\xFA").ends_with('日'));
    }

    #[test]
    fn utf_8_that_says_to_be_something_else_is_utf_8() {
        assert!(read("<meta charset=gb2312>北".as_bytes()).ends_with('北'));
    }

    #[test]
    fn what_the_caller_knows_decides_before_the_page() {
        let text = decode(b"\xE9t\xE9", Some("iso-8859-1"), "a").expect("text");
        assert_eq!(text, "été");
    }

    #[test]
    fn legacy_encodings_are_guessed() {
        let cases = [
            (
                encoding_rs::GB18030,
                "河水在夜里上涨，堤坝已经关闭，居民被要求离开低洼地区。市长说情况仍在控制之中。",
            ),
            (
                encoding_rs::BIG5,
                "河水在夜裡上漲，堤壩已經關閉，居民被要求離開低窪地區。市長說情況仍在控制之中。",
            ),
            (
                encoding_rs::SHIFT_JIS,
                "川の水位は夜のうちに上がり、市は住民に避難を求めました。橋は閉鎖されています。",
            ),
            (
                encoding_rs::EUC_JP,
                "川の水位は夜のうちに上がり、市は住民に避難を求めました。橋は閉鎖されています。",
            ),
            (
                encoding_rs::ISO_2022_JP,
                "川の水位は夜のうちに上がり、市は住民に避難を求めました。",
            ),
            (
                encoding_rs::EUC_KR,
                "밤사이 강물이 불어나 시는 주민들에게 대피를 요청했습니다. 다리는 폐쇄되었습니다.",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Ночью уровень воды в реке поднялся, и мост был закрыт для движения.",
            ),
            (
                encoding_rs::KOI8_R,
                "Ночью уровень воды в реке поднялся, и мост был закрыт для движения.",
            ),
            (
                encoding_rs::WINDOWS_1252,
                "La rivière a débordé pendant la nuit, et le pont a été fermé à la circulation.",
            ),
            (
                encoding_rs::WINDOWS_1256,
                "ارتفع منسوب النهر خلال الليل وأغلق الجسر أمام حركة المرور.",
            ),
        ];
        for (encoding, text) in cases {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(read(&bytes), text, "{}", encoding.name());
        }
    }

    #[test]
    fn files_that_are_no_text_are_named() {
        for (bytes, word) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], "PNG"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"\x1F\x8B\x08\0", "gzip"),
            (b"\x01\x02\x03\x04abc\x05\x06", "binary"),
            (b"\0\0\0\0\0\0abc", "binary"),
        ] {
            let error = decode(bytes, None, "a.bin").expect_err("an error");
            assert!(
                error.is_not_text() && error.to_string().contains(word),
                "{error}"
            );
        }
        assert!(
            decode(b" \n\t\r\n", None, "a")
                .expect_err("an error")
                .is_empty()
        );
        assert!(decode(b"", None, "a").expect_err("an error").is_empty());
    }
}
