//! Streams unpacked within bounds: a few bytes of PDF may stand for any number.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Name, Stream};
use memchr::memmem;

/// All streams of a file together are unpacked to no more than this: 512 MiB.
pub(super) const MOST_UNPACKED: usize = 512 * 1024 * 1024;
/// Bytes of all pages, forms and fonts together, each time that they are looked at: 128 MiB.
const MOST_CONTENT: usize = 128 * 1024 * 1024;
/// Streams that cannot be measured before they are unpacked are read up to this size.
const LARGEST_UNMEASURED: usize = 64 * 1024;

/// What may still be spent on one file.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { left: MOST_CONTENT }
    }

    pub(super) fn spend(&mut self, bytes: usize) {
        // What is empty costs a look, too.
        self.left = self.left.saturating_sub(bytes + 64);
    }

    /// Whether there is nothing left.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// What a stream holds; `None` for pictures, broken ones, and what would be too much.
    pub(super) fn decoded<'a>(&mut self, stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
        let raw = stream.raw_data();
        self.spend(raw.len());
        let filters = filters(stream);
        let size = match filters.as_slice() {
            [] => raw.len(),
            [name] if matches!(&**name, b"FlateDecode" | b"Fl") => unpacked_size(&raw, self.left),
            _ if raw.len() <= LARGEST_UNMEASURED && filters.len() <= 2 => raw.len(),
            _ => return None,
        };
        if self.is_spent() || size >= self.left {
            self.left = 0;
            return None;
        }
        let decoded = stream.decoded_data().ok()?;
        self.spend(decoded.len());
        Some(decoded)
    }
}

/// The names of the ways in which a stream is packed.
fn filters<'a>(stream: &Stream<'a>) -> Vec<Name<'a>> {
    let dict = stream.dict();
    let one = dict.get::<Name<'_>>(b"Filter");
    let several = dict.get::<Array<'_>>(b"Filter");
    let several = several.iter().flat_map(Array::iter::<Name<'_>>).take(8);
    one.into_iter().chain(several).collect()
}

/// How many bytes there are in a zlib stream, up to a limit.
fn unpacked_size(bytes: &[u8], limit: usize) -> usize {
    count(ZlibDecoder::new(bytes), limit)
}

fn count(mut reader: impl Read, limit: usize) -> usize {
    let mut buffer = [0; 16 * 1024];
    let mut size = 0;
    while size < limit {
        match reader.read(&mut buffer) {
            Ok(read) if read > 0 => size += read,
            _ => break,
        }
    }
    size
}

/// Whether all compressed streams of a file together unpack to more than [`MOST_UNPACKED`]. Those that hold
/// the file's own objects are unpacked by the parser before anybody can ask how large they are.
pub(super) fn is_bomb(bytes: &[u8]) -> bool {
    let mut left = MOST_UNPACKED;
    // Streams that lie within each other must not be looked at over and over.
    let mut input = bytes.len().saturating_mul(4);
    for at in memmem::find_iter(bytes, b"stream") {
        let rest = bytes.get(at + 6..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        if !is_zlib(rest) {
            continue;
        }
        let mut decoder = ZlibDecoder::new(rest);
        let mut head = [0; 2];
        let begun = decoder.read(&mut head).unwrap_or(0);
        let mut size = begun + count(&mut decoder, left);
        if is_zlib(&head) {
            size += count(ZlibDecoder::new(ZlibDecoder::new(rest)), left);
        }
        let used = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
        left = left.saturating_sub(size);
        input = input.saturating_sub(used);
        if left == 0 || input == 0 {
            return true;
        }
    }
    false
}

/// The two bytes that a zlib stream begins with (RFC 1950).
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [method, flags, ..]
        if method & 0x0F == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0)
}
