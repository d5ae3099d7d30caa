//! An HTTP message as archives keep it: status, fields, and the body with its encodings undone.

use std::borrow::Cow;
use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use memchr::memmem;
use ruzstd::decoding::StreamingDecoder;

use crate::warc::Fields;

/// Encodings within encodings beyond this are left as they are.
const MOST_ENCODINGS: usize = 3;
/// Bytes that the decoder of Brotli reads at one time.
const BUFFER: usize = 4096;

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response<'b> {
    pub(crate) status: u16,
    pub(crate) fields: Fields,
    body: &'b [u8],
}

impl<'b> Response<'b> {
    /// Reads the bytes of a response; `None` where they do not begin like one.
    pub(crate) fn parse(bytes: &'b [u8]) -> Option<Self> {
        let line = bytes.get(..memchr::memchr(b'\n', bytes)?)?;
        let line = String::from_utf8_lossy(line);
        let mut words = line.split_ascii_whitespace();
        words
            .next()
            .filter(|version| version.starts_with("HTTP/"))?;
        let status = words.next()?.parse().ok()?;
        let ends = [b"\r\n\r\n".as_slice(), b"\n\n"];
        let end = ends
            .iter()
            .filter_map(|end| Some(memmem::find(bytes, end)? + end.len()))
            .min();
        let end = end.unwrap_or(bytes.len());
        let head = bytes.get(line.len() + 1..end).unwrap_or_default();
        Some(Self {
            status,
            fields: Fields::parse(head),
            body: bytes.get(end..).unwrap_or_default(),
        })
    }

    /// The body without its transfer and content encodings, at most `limit` bytes of it. Where an encoding is said that
    /// the bytes do not have, they are what was meant: some programs undo it and leave the field.
    pub(crate) fn body(&self, limit: u64) -> Vec<u8> {
        decoded(&self.fields, self.unchunked().into_owned(), limit)
    }

    /// The body as it was sent, pieces and all.
    pub(crate) fn as_sent(&self) -> &[u8] {
        self.body
    }

    /// The body in one piece, its content encodings left as they are.
    pub(crate) fn unchunked(&self) -> Cow<'b, [u8]> {
        let transfer = self.fields.get("Transfer-Encoding").unwrap_or_default();
        let is_chunked = transfer.to_ascii_lowercase().contains("chunked");
        let whole = is_chunked.then(|| unchunk(self.body)).flatten();
        whole.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }
}

/// A body without its content encodings, at most `limit` bytes of it.
pub(crate) fn decoded(fields: &Fields, mut body: Vec<u8>, limit: u64) -> Vec<u8> {
    let encodings = fields.get("Content-Encoding").unwrap_or_default();
    for encoding in encodings.rsplit(',').take(MOST_ENCODINGS) {
        let decoded = decode(&encoding.trim().to_ascii_lowercase(), &body, limit);
        body = decoded.unwrap_or(body);
    }
    body.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    body
}

/// A time as HTTP writes it. Some servers are wrong about the day of the week.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    let parser = DateTimeParser::new().relaxed_weekday(true);
    parser.parse_timestamp(text).ok()
}

/// The bytes of all chunks; of a body that is cut short those that are there. `None` where there is not one.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let mut chunks = 0;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = String::from_utf8_lossy(rest.get(..end)?);
        let size = line.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            break;
        };
        chunks += 1;
        let start = end + 1;
        let chunk = rest.get(start..).unwrap_or_default();
        let chunk = chunk.get(..size).unwrap_or(chunk);
        body.extend_from_slice(chunk);
        rest = rest.get(start + chunk.len()..).unwrap_or_default();
        rest = rest
            .strip_prefix(b"\r\n")
            .or(rest.strip_prefix(b"\n"))
            .unwrap_or(rest);
        if size == 0 {
            break;
        }
    }
    (chunks > 0).then_some(body)
}

/// What bytes in an encoding stand for; of those that are broken what comes before. `None` where nothing does.
fn decode(encoding: &str, bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let read = |reader: &mut dyn Read| {
        let mut out = Vec::new();
        // What was read before an error stays.
        let result = reader.take(limit).read_to_end(&mut out);
        (result.is_ok() || !out.is_empty()).then_some(out)
    };
    match encoding {
        "gzip" | "x-gzip" => read(&mut MultiGzDecoder::new(bytes)),
        // The name stands for zlib, and some servers send it without its head.
        "deflate" => {
            read(&mut ZlibDecoder::new(bytes)).or_else(|| read(&mut DeflateDecoder::new(bytes)))
        }
        "br" => read(&mut Decompressor::new(bytes, BUFFER)),
        "zstd" => read(&mut StreamingDecoder::new(bytes).ok()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const PAGE: &[u8] = b"<p>The dam above Orlin held through the night.</p>";

    fn body(fields: &str, bytes: &[u8]) -> Vec<u8> {
        let message = [format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), bytes].concat();
        Response::parse(&message).expect("a response").body(10_000)
    }

    #[test]
    fn a_status_and_fields_are_read_with_any_line_ends() {
        for ends in ["\r\n", "\n"] {
            let message = format!("HTTP/1.0 301 Moved{ends}location: /b{ends}{ends}gone");
            let response = Response::parse(message.as_bytes()).expect("a response");
            assert_eq!(response.status, 301);
            assert_eq!(response.fields.get("Location"), Some("/b"));
            assert_eq!(response.body(100), b"gone");
        }
        assert_eq!(Response::parse(b"<html>"), None);
        assert_eq!(Response::parse(b"HTTP/1.1 OK\r\n\r\n"), None);
    }

    #[test]
    fn encodings_are_undone() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        for encoder in [&mut gzip as &mut dyn Write, &mut zlib, &mut deflate] {
            encoder.write_all(PAGE).expect("no error in memory");
        }
        let gzip = gzip.finish().expect("no error in memory");
        let cases = [
            ("gzip", gzip.clone()),
            ("deflate", zlib.finish().expect("no error in memory")),
            ("deflate", deflate.finish().expect("no error in memory")),
            ("zstd", compress_to_vec(PAGE, CompressionLevel::Fastest)),
            // It says so and is not.
            ("br", PAGE.to_vec()),
            ("gzip", PAGE.to_vec()),
            ("identity", PAGE.to_vec()),
        ];
        for (name, bytes) in cases {
            assert_eq!(
                body(&format!("Content-Encoding: {name}\r\n"), &bytes),
                PAGE,
                "{name}"
            );
        }
        // The words "It held." in Brotli.
        let brotli = b"\x8b\x03\x80It held.\x03";
        assert_eq!(body("Content-Encoding: br\r\n", brotli), b"It held.");
        let (a, b) = gzip.split_at(20);
        let chunks = [
            format!("{:x};x=y\r\n", a.len()).as_bytes(),
            a,
            b"\r\n",
            format!("{:X}\r\n", b.len()).as_bytes(),
            b,
            b"\r\n0\r\n\r\n",
        ]
        .concat();
        let fields = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n";
        assert_eq!(body(fields, &chunks), PAGE);
        assert_eq!(body("Transfer-Encoding: chunked\r\n", PAGE), PAGE);
        assert_eq!(
            body("Transfer-Encoding: chunked\r\n", b"fff\r\nIt held"),
            b"It held"
        );
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder
            .write_all(&vec![0; 2_000_000])
            .expect("no error in memory");
        let bomb = encoder.finish().expect("no error in memory");
        assert_eq!(body("Content-Encoding: gzip\r\n", &bomb).len(), 10_000);
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), encoding in "(gzip|deflate|br|zstd)(, (gzip|br))?") {
            let _ = body(&format!("Transfer-Encoding: chunked\r\nContent-Encoding: {encoding}\r\n"), &bytes);
        }
    }
}
