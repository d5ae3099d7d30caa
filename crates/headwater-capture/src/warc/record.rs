//! One record: its fields, and the bytes of its block.

use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};

use super::Fields;

/// The fields of a record take no more bytes than this.
const LONGEST_HEAD: usize = 64 * 1024;

/// Room that is made for a block before any of it was seen.
const MOST_ROOM: usize = 1024 * 1024;

/// What a record begins with.
pub(super) const PLAIN: &[u8] = b"WARC/";

/// Where a record lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The first byte of the record, or of the compressed stretch that it is in.
    pub offset: u64,
    /// How many bytes it has in the file; `None` where it shares its stretch with others.
    pub length: Option<u64>,
    /// How many bytes stand before it in what that stretch unpacks to.
    pub within: u64,
}

/// A record as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its named fields: `WARC-Type`, `WARC-Target-URI` and so on.
    pub fields: Fields,
    /// The bytes of its block, or the first of them where only these were asked for.
    pub block: Vec<u8>,
    /// How many bytes the block has.
    pub length: u64,
    /// Where it lies.
    pub place: Place,
}

/// What is wrong with a record.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Its end is missing.
    Cut,
    /// It does not begin as a record does, its fields never end or have no length.
    Head(&'static str),
    /// What follows the block is no end of a record.
    Length,
    /// It cannot be unpacked.
    Packing(io::Error),
}

impl Trouble {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Cut => "the record is cut short".to_owned(),
            Self::Head(what) => (*what).to_owned(),
            Self::Length => "the record is longer or shorter than its Content-Length".to_owned(),
            Self::Packing(error) => format!("the record cannot be unpacked: {error}"),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Cut
        } else {
            Self::Packing(error)
        }
    }
}

/// The fields of a record, and how many bytes they take with the empty line behind them.
pub(super) fn head(input: &mut impl BufRead) -> Result<(Fields, u64, u64), Trouble> {
    let mut lines: Vec<u8> = Vec::new();
    let mut version = 0;
    loop {
        let room = (LONGEST_HEAD - lines.len()) as u64;
        let before = lines.len();
        let read = input.by_ref().take(room).read_until(b'\n', &mut lines)?;
        let line = lines.get(before..).unwrap_or_default();
        if read == 0 {
            let is_full = lines.len() >= LONGEST_HEAD;
            let full = Trouble::Head("the fields of the record never end");
            return Err(if is_full { full } else { Trouble::Cut });
        }
        if before == 0 {
            if !line.starts_with(PLAIN) {
                return Err(Trouble::Head("no record begins here"));
            }
            version = line.len();
        } else if matches!(line, b"\r\n" | b"\n") {
            break;
        }
    }
    let fields = Fields::parse(lines.get(version..).unwrap_or_default());
    let length = fields
        .get("Content-Length")
        .and_then(|length| length.parse().ok());
    let length = length.ok_or(Trouble::Head("the record has no Content-Length"))?;
    Ok((fields, length, lines.len() as u64))
}

/// So many bytes, or those that are left.
pub(super) fn first(input: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
    // A length is only what a record says: room for more is made as it comes.
    let room = usize::try_from(length).unwrap_or(usize::MAX);
    let mut bytes = Vec::with_capacity(room.min(MOST_ROOM));
    input.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first `keep` bytes of a block of so many, the rest of which is passed over.
pub(super) fn block(input: &mut impl BufRead, length: u64, keep: u64) -> Result<Vec<u8>, Trouble> {
    let block = first(input, length.min(keep))?;
    let rest = length - length.min(keep);
    let passed = io::copy(&mut input.by_ref().take(rest), &mut io::sink())?;
    let whole = block.len() as u64 + passed == length;
    if whole { Ok(block) } else { Err(Trouble::Cut) }
}

/// Steps over the empty lines behind a block and counts their bytes. There are two of them, or a record follows, or
/// the input ends.
pub(super) fn end(input: &mut impl BufRead) -> Result<u64, Trouble> {
    let mut lines: Vec<u8> = Vec::new();
    let mut passed = 0;
    loop {
        let next = input.fill_buf()?;
        match next.first() {
            Some(byte @ (b'\r' | b'\n')) => {
                // Two lines tell enough.
                lines.extend((passed < 4).then_some(*byte));
                input.consume(1);
                passed += 1;
            }
            None => return Ok(passed),
            Some(_) => {
                let is_end = lines.starts_with(b"\r\n\r\n") || lines.starts_with(b"\n\n");
                let follows = passed > 0 && begins_like(next, PLAIN) || next.starts_with(PLAIN);
                return if is_end || follows {
                    Ok(passed)
                } else {
                    Err(Trouble::Length)
                };
            }
        }
    }
}

/// Whether `wanted` may begin here; the buffer may end early.
pub(super) fn begins_like(next: &[u8], wanted: &[u8]) -> bool {
    let most = next.len().min(wanted.len());
    next.get(..most) == wanted.get(..most)
}
