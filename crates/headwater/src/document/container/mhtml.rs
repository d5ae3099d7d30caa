//! MHTML: a page with all that it shows in one file, as browsers save it (RFC 2557).
//!
//! Only the page itself is taken out. The reader is our own: of the crates for mail one panics on some
//! inputs and the other goes down into parts within parts by recursion, and no more is wanted here than one
//! part of a list.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use memchr::memmem;

/// Headers take no more than this; what has longer ones is no saved page.
const LONGEST_HEADERS: usize = 64 * 1024;
/// Parts within parts are looked into so deep.
const DEEPEST: usize = 4;

/// A page as it lay in the file.
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// With its charset, where one is said.
    pub(super) media_type: String,
    pub(super) address: Option<String>,
}

/// The page that an MHTML file holds; `None` for anything else.
pub(super) fn page(bytes: &[u8]) -> Option<Page> {
    let mut part = Part::of(bytes)?;
    part.header("mime-version")?;
    let saved_as = part.header("snapshot-content-location");
    for _ in 0..DEEPEST {
        let kind = part.header("content-type").unwrap_or_default();
        if !essence(&kind).starts_with("multipart/") {
            break;
        }
        let start = parameter(&kind, "start");
        let parts = part.parts(&parameter(&kind, "boundary")?);
        let is_start = |part: &&Part<'_>| start.is_some() && part.header("content-id") == start;
        let may_be = |part: &&Part<'_>| {
            let kind = part.header("content-type").unwrap_or_default();
            let kind = essence(&kind);
            matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
                || kind.starts_with("multipart/")
        };
        let next = parts
            .iter()
            .find(is_start)
            .or_else(|| parts.iter().find(may_be))?;
        part = *next;
    }
    let media_type = part.header("content-type")?;
    let is_page = matches!(
        essence(&media_type).as_str(),
        "text/html" | "application/xhtml+xml"
    );
    is_page.then(|| Page {
        bytes: part.decoded(),
        address: part.header("content-location").or(saved_as),
        media_type,
    })
}

/// `text/html` of `Text/HTML; charset=x`.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A parameter of a header, without quotation marks.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Headers and what follows them.
#[derive(Clone, Copy)]
struct Part<'b> {
    head: &'b [u8],
    body: &'b [u8],
}

impl<'b> Part<'b> {
    /// Parts bytes at the first empty line; `None` where they do not begin with a header.
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
        let bytes = bytes.get(start..)?;
        let name = bytes
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || *b == b'-'))?;
        (bytes.get(name) == Some(&b':')).then_some(())?;
        let near = bytes.get(..bytes.len().min(LONGEST_HEADERS))?;
        let ends = [b"\r\n\r\n".as_slice(), b"\n\n"]
            .into_iter()
            .filter_map(|blank| {
                let at = memmem::find(near, blank)?;
                Some((at, at + blank.len()))
            });
        let (end, body) = ends.min()?;
        Some(Self {
            head: bytes.get(..end)?,
            body: bytes.get(body..)?,
        })
    }

    /// What a header says, lines that were folded joined.
    fn header(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(self.head);
        let mut lines = head.lines().peekable();
        while let Some(line) = lines.next() {
            let named = line
                .split_once(':')
                .filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
            let Some((_, value)) = named else { continue };
            let mut value = value.trim().to_owned();
            while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
                value.push(' ');
                value.push_str(more.trim());
            }
            return Some(value).filter(|value| !value.is_empty());
        }
        None
    }

    /// The parts between lines of the boundary. The last one may be cut short.
    fn parts(&self, boundary: &str) -> Vec<Part<'b>> {
        let line = format!("--{boundary}");
        let mut places = memmem::find_iter(self.body, line.as_bytes())
            .filter(|at| *at == 0 || self.body.get(at - 1) == Some(&b'\n'))
            .peekable();
        let mut parts = Vec::new();
        while let Some(at) = places.next() {
            let start = at + line.len();
            let end = places.peek().copied().unwrap_or(self.body.len());
            let inside = self.body.get(start..end).unwrap_or_default();
            if inside.starts_with(b"--") {
                break;
            }
            parts.extend(Part::of(inside));
        }
        parts
    }

    /// The body without its transfer encoding.
    fn decoded(&self) -> Vec<u8> {
        let encoding = self.header("content-transfer-encoding").unwrap_or_default();
        match encoding.to_ascii_lowercase().as_str() {
            "base64" => base64(self.body),
            "quoted-printable" => quoted_printable(self.body),
            _ => self.body.to_vec(),
        }
    }
}

/// RFC 2045, section 6.8. Ends at what is not of the alphabet.
fn base64(body: &[u8]) -> Vec<u8> {
    let letters = body.iter().copied().filter(|b| !b.is_ascii_whitespace());
    let letters = letters.take_while(|b| b.is_ascii_alphanumeric() || b"+/".contains(b));
    let mut letters: Vec<u8> = letters.collect();
    // One letter too many, or bits that are left over, say nothing.
    letters.truncate(
        letters.len() / 4 * 4 + [0, 0, 2, 3].get(letters.len() % 4).copied().unwrap_or(0),
    );
    STANDARD_NO_PAD.decode(&letters).unwrap_or_else(|_| {
        let whole = letters.get(..letters.len() / 4 * 4).unwrap_or_default();
        STANDARD_NO_PAD.decode(whole).unwrap_or_default()
    })
}

/// RFC 2045, section 6.7. What is no escape stays as it is.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(before);
        let hex = |b: u8| {
            char::from(b)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        rest = match from {
            [_, b'\r', b'\n', rest @ ..] | [_, b'\n', rest @ ..] => rest,
            [_, high, low, rest @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                out.push(hex(*high).unwrap_or(0) * 16 + hex(*low).unwrap_or(0));
                rest
            }
            [equals, rest @ ..] => {
                out.push(*equals);
                rest
            }
            [] => &[],
        };
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Hints, Link, LinkKind, read};

    fn saved(encoding: &str, charset: &str, body: &str) -> String {
        format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://post.example/dam\r\nSubject: Dam\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--=_x\"\r\n\r\n\r\n\
             ----=_x\r\nContent-Type: text/html{charset}\r\nContent-ID: <f@m>\r\nContent-Transfer-Encoding: {encoding}\r\n\
             Content-Location: https://post.example/dam\r\n\r\n{body}\r\n\
             ----=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Location: https://post.example/i.png\r\n\r\niVBORw0KGgo=\r\n----=_x--\r\n"
        )
    }

    #[test]
    fn a_saved_page_is_the_page() {
        let quoted = "<p>It held=2E The <a href=3D\"/river\">river</a> fell=\r\n by 3 cm.</p><img src=3D\"cid:a@b\"><p>=E5=A0=A4</p>";
        let base = "PHA+SXQgaGVsZC4gVGhlIDxhIGhyZWY9Ii9yaXZlciI+cml2ZXI8L2E+IGZlbGwgYnkg\r\nMyBjbS48L3A+PHA+5aCkPC9wPg==";
        for (encoding, body) in [("quoted-printable", quoted), ("base64", base)] {
            let file = saved(encoding, "; charset=utf-8", body);
            let document = read(file.as_bytes(), &Hints::new("dam.mhtml")).expect("a document");
            assert_eq!(document.text(), "It held. The river fell by 3 cm.\n\n堤");
            assert_eq!(document.url(), Some("https://post.example/dam"));
            let links: Vec<&str> = document.links().iter().map(Link::url).collect();
            assert_eq!(links, ["https://post.example/river"]);
            assert!(
                document
                    .links()
                    .iter()
                    .all(|link| link.kind() != LinkKind::Image)
            );
        }
    }

    #[test]
    fn the_charset_of_the_part_counts_and_so_does_what_the_caller_knows() {
        let file = saved(
            "quoted-printable",
            "; charset=gbk",
            "<p>=B1=B1=BD=AD=B4=F3=B0=D3</p>",
        );
        let hints = Hints::new("dam.mht").url("https://other.example/x");
        let document = read(file.as_bytes(), &hints).expect("a document");
        assert_eq!(document.text(), "北江大坝");
        assert_eq!(document.url(), Some("https://other.example/x"));
    }

    #[test]
    fn a_file_without_its_end_or_without_a_page() {
        let file = saved("8bit", "", "<p>The dam held through the night.</p><p>It");
        let cut = file
            .split("\r\n----=_x\r\nContent-Type: image")
            .next()
            .expect("the first part");
        let document = read(cut.as_bytes(), &Hints::new("dam.mhtml")).expect("a document");
        assert_eq!(document.text(), "The dam held through the night.\n\nIt");
        let none = file.replace("text/html", "image/png");
        assert!(page(none.as_bytes()).is_none());
        assert!(page(b"The dam held: a report\n\nMIME-Version: 1.0").is_none());
    }

    proptest! {
        #[test]
        fn any_saved_page_never_panics(text in "(MIME-Version: 1\n|Content-Type: multipart/related;boundary=b\n|Content-Type: text/html\n|Content-Transfer-Encoding: (base64|quoted-printable)\n|\n|\r\n|--b|--|=|=3D|[a-zA-Z+/]|é){0,30}") {
            let _ = page(text.as_bytes());
            let _ = page(format!("MIME-Version: 1.0\n{text}").as_bytes());
        }

        #[test]
        fn quoted_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let quoted = bytes.iter().fold(String::new(), |all, b| all + &format!("={b:02X}"));
            prop_assert_eq!(quoted_printable(quoted.as_bytes()), bytes.clone());
            let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
            prop_assert_eq!(base64(encoded.as_bytes()), bytes);
        }
    }
}
