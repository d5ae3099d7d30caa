//! The way through a file of records.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use flate2::bufread::GzDecoder;
use memchr::memchr3_iter;
use ruzstd::decoding::{Dictionary, FrameDecoder, StreamingDecoder};

use super::members::{Ahead, GZIP};
use super::record::{self, PLAIN, Place, Record, Trouble, begins_like};

/// What is read again behind a record that is broken takes no more than so many times the file.
const PASSES: u64 = 4;
/// Nor more places than this.
const MOST_DAMAGE: usize = 10_000;
/// Bytes in which a next record is looked for at one time.
const STRETCH: usize = 64 * 1024;
/// A zstd stretch that needs a larger window is not unpacked: 32 MiB.
const LARGEST_WINDOW: u64 = 32 * 1024 * 1024;
/// The line with a record's version takes no more bytes than this.
const LONGEST_VERSION: usize = 12;
/// What a frame of zstd begins with.
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";
/// What a dictionary for the frames behind it begins with.
const DICTIONARY: &[u8] = b"\x5D\x2A\x4D\x18";
/// Dictionaries beyond this are not read: 8 MiB.
const LARGEST_DICTIONARY: u64 = 8 * 1024 * 1024;
/// The last three bytes of what zstd passes over.
const SKIPPABLE: &[u8] = b"\x2A\x4D\x18";

/// A place where a file does not hold what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The first byte of what is broken.
    pub offset: u64,
    /// What is wrong with it.
    pub what: String,
}

/// What stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A record that is whole.
    Record(Record),
    /// Something that is none.
    Damage(Damage),
}

/// Goes through a file from its start and hands each record to `visit`, with the first `keep` bytes of its block, and
/// each place where something is broken. Ends early where `visit` says so, and with an error only where the file itself
/// cannot be read.
pub fn scan(
    input: &mut (impl BufRead + Seek),
    keep: u64,
    visit: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> io::Result<()> {
    let dictionary = dictionary(input)?;
    scan_with(input, keep, dictionary.as_deref(), visit)
}

/// The dictionary that a file in zstd begins with: what its records have in common stands there and not in them.
pub(crate) fn dictionary(input: &mut (impl BufRead + Seek)) -> io::Result<Option<Vec<u8>>> {
    input.rewind()?;
    let mut head = Vec::new();
    input.by_ref().take(8).read_to_end(&mut head)?;
    let Some((DICTIONARY, size)) = head.split_at_checked(4) else {
        return Ok(None);
    };
    let size = size.try_into().map_or(0, u32::from_le_bytes);
    let mut bytes = Vec::new();
    let room = u64::from(size).min(LARGEST_DICTIONARY);
    input.by_ref().take(room).read_to_end(&mut bytes)?;
    if !is_zstd(&bytes) {
        return Ok(Some(bytes));
    }
    let mut unpacked = Vec::new();
    let decoder = StreamingDecoder::new_with_max_window_size(bytes.as_slice(), LARGEST_WINDOW);
    let read = decoder.map(|decoder| decoder.take(LARGEST_DICTIONARY).read_to_end(&mut unpacked));
    // What cannot be unpacked is none, and each record that needs it is named as broken.
    Ok(read.is_ok_and(|read| read.is_ok()).then_some(unpacked))
}

/// Whether a stretch in zstd begins here.
pub(crate) fn is_zstd(bytes: &[u8]) -> bool {
    bytes.starts_with(ZSTD)
}

/// The same from any place of a file whose dictionary is known.
pub(crate) fn scan_with(
    input: &mut (impl BufRead + Seek),
    keep: u64,
    dictionary: Option<&[u8]>,
    visit: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> io::Result<()> {
    scan_ahead(input, keep, dictionary, Ahead::new(), visit)
}

pub(super) fn scan_ahead(
    input: &mut (impl BufRead + Seek),
    keep: u64,
    dictionary: Option<&[u8]>,
    mut ahead: Ahead,
    visit: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> io::Result<()> {
    let size = input.seek(SeekFrom::End(0))?;
    input.rewind()?;
    let mut frames = FrameDecoder::new();
    frames.set_max_window_size(LARGEST_WINDOW);
    if let Some(dictionary) = dictionary.and_then(|raw| Dictionary::decode_dict(raw).ok()) {
        // It has one name; two of one name cannot be.
        let _ = frames.add_dict(dictionary);
    }
    let mut scan = Scan { keep, visit, size };
    let (mut wasted, mut damaged) = (0, 0);
    loop {
        let mut start = skip_padding(input)?;
        let first = peek(input, start)?;
        let found = if first.is_empty() {
            return Ok(());
        } else if first.starts_with(GZIP) {
            let (found, begin) = scan.members(input, start, &mut ahead)?;
            start = begin;
            found
        } else if is_zstd(&first) {
            match StreamingDecoder::new_with_decoder(input.by_ref(), &mut frames) {
                Ok(decoder) => {
                    let found = scan.stretch(buffered(decoder), start);
                    let length = input.stream_position()? - start;
                    found.map(|flow| scan.hand_out(flow, length))
                }
                Err(error) => Err(Trouble::Packing(io::Error::other(error.to_string()))),
            }
        } else if first.get(1..4) == Some(SKIPPABLE) {
            skip_frame(input, start)?;
            continue;
        } else {
            scan.plain(input, start)
        };
        let reached = input.stream_position()?;
        match found {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => return Ok(()),
            Err(trouble) => {
                ahead.falter();
                damaged += 1;
                wasted += reached.saturating_sub(start);
                let offset = start;
                let what = trouble.message();
                if (scan.visit)(Item::Damage(Damage { offset, what })).is_break() {
                    return Ok(());
                }
                if wasted > size * PASSES || damaged == MOST_DAMAGE {
                    let what = "too much of the file is broken; the rest was not read".to_owned();
                    let offset = reached;
                    let _ = (scan.visit)(Item::Damage(Damage { offset, what }));
                    return Ok(());
                }
                let Some(next) = next_record(input, start + 1, &mut frames)? else {
                    return Ok(());
                };
                input.seek(SeekFrom::Start(next))?;
            }
        }
    }
}

/// Whether to go on, and the last record, which has not been handed out.
enum Flow {
    On(Option<Record>),
    Stop,
}

/// Whether to go on, or what is broken.
type Found = Result<ControlFlow<()>, Trouble>;

struct Scan<'v> {
    keep: u64,
    visit: &'v mut dyn FnMut(Item) -> ControlFlow<()>,
    size: u64,
}

impl Scan<'_> {
    /// The record that is alone in its stretch, now that the length of that is known.
    fn hand_out(&mut self, flow: Flow, length: u64) -> ControlFlow<()> {
        match flow {
            Flow::On(Some(mut record)) => {
                record.place.length = Some(length);
                (self.visit)(Item::Record(record))
            }
            Flow::On(None) => ControlFlow::Continue(()),
            Flow::Stop => ControlFlow::Break(()),
        }
    }

    /// The records of gzip members that follow one another, until one is broken or `visit` wants no more; and where the
    /// last of them begins. The input then stands behind it.
    fn members(
        &mut self,
        input: &mut (impl BufRead + Seek),
        start: u64,
        ahead: &mut Ahead,
    ) -> io::Result<(Found, u64)> {
        let batch = ahead.read(input)?;
        let (mut begin, mut end) = (start, start);
        let mut found = Ok(ControlFlow::Continue(()));
        for (length, unpacked) in batch.members() {
            begin = end;
            end += length;
            let flow = self.stretch(unpacked, begin);
            found = flow.map(|flow| self.hand_out(flow, length));
            if !matches!(found, Ok(ControlFlow::Continue(()))) {
                break;
            }
        }
        input.seek(SeekFrom::Start(end))?;
        if end == start {
            let flow = self.stretch(buffered(GzDecoder::new(input.by_ref())), start);
            let length = input.stream_position()? - start;
            found = flow.map(|flow| self.hand_out(flow, length));
        }
        Ok((found, begin))
    }

    /// A record that is not compressed.
    fn plain(&mut self, input: &mut (impl BufRead + Seek), start: u64) -> Found {
        let (fields, length, taken) = record::head(input)?;
        let end = start.saturating_add(taken).saturating_add(length);
        if end > self.size {
            return Err(Trouble::Cut);
        }
        let block = record::first(input, length.min(self.keep))?;
        let rest = length - block.len() as u64;
        input.seek_relative(i64::try_from(rest).unwrap_or(i64::MAX))?;
        record::end(input)?;
        let place = Place {
            offset: start,
            length: Some(taken + length),
            within: 0,
        };
        let record = Record {
            fields,
            block,
            length,
            place,
        };
        Ok((self.visit)(Item::Record(record)))
    }

    /// The records of a compressed stretch.
    fn stretch(&mut self, mut unpacked: impl BufRead, start: u64) -> Result<Flow, Trouble> {
        let mut within = 0;
        let mut first = None;
        loop {
            within += skip_lines(&mut unpacked)?;
            if unpacked.fill_buf()?.is_empty() {
                return Ok(Flow::On(first));
            }
            if let Some(record) = first.take()
                && (self.visit)(Item::Record(record)).is_break()
            {
                return Ok(Flow::Stop);
            }
            match self.one(&mut unpacked, start, within) {
                Ok((record, taken)) => {
                    // Of a record that is alone the length is known once its stretch has ended.
                    if within == 0 {
                        first = Some(record);
                    } else if (self.visit)(Item::Record(record)).is_break() {
                        return Ok(Flow::Stop);
                    }
                    within += taken;
                }
                Err(trouble @ (Trouble::Cut | Trouble::Packing(_))) => return Err(trouble),
                Err(trouble) => {
                    let what = trouble.message();
                    let damage = Item::Damage(Damage {
                        offset: start,
                        what,
                    });
                    if (self.visit)(damage).is_break() {
                        return Ok(Flow::Stop);
                    }
                    within += skip_to_record(&mut unpacked)?;
                    // What comes now is not alone in its stretch.
                    within = within.max(1);
                }
            }
        }
    }

    /// One record of a compressed stretch, and how many bytes it takes there.
    fn one(
        &mut self,
        input: &mut impl BufRead,
        start: u64,
        within: u64,
    ) -> Result<(Record, u64), Trouble> {
        let (fields, length, taken) = record::head(input)?;
        let block = record::block(input, length, self.keep)?;
        let behind = record::end(input)?;
        let place = Place {
            offset: start,
            length: None,
            within,
        };
        let record = Record {
            fields,
            block,
            length,
            place,
        };
        Ok((record, taken + length + behind))
    }
}

fn buffered<R: Read>(unpacked: R) -> BufReader<R> {
    BufReader::with_capacity(STRETCH, unpacked)
}

/// Steps over empty lines and counts their bytes.
fn skip_lines(input: &mut impl BufRead) -> io::Result<u64> {
    let mut passed = 0;
    while matches!(input.fill_buf()?.first(), Some(b'\r' | b'\n')) {
        input.consume(1);
        passed += 1;
    }
    Ok(passed)
}

/// Steps over lines until one begins like a record, and counts their bytes.
fn skip_to_record(input: &mut impl BufRead) -> io::Result<u64> {
    let mut passed = 0;
    loop {
        let line = input.skip_until(b'\n')? as u64;
        passed += line;
        if line == 0 || begins_like(input.fill_buf()?, PLAIN) {
            return Ok(passed);
        }
    }
}

/// Steps over empty lines and NULs between records; gives the place behind them.
fn skip_padding(input: &mut (impl BufRead + Seek)) -> io::Result<u64> {
    loop {
        let buffer = input.fill_buf()?;
        let padding = buffer.iter().take_while(|b| matches!(b, b'\r' | b'\n' | 0));
        let (count, all) = (padding.count(), buffer.len());
        input.consume(count);
        if count < all || all == 0 {
            return input.stream_position();
        }
    }
}

/// The first bytes at a place, where the input stays.
fn peek(input: &mut (impl BufRead + Seek), at: u64) -> io::Result<Vec<u8>> {
    let buffer = input.fill_buf()?;
    if let Some(first) = buffer.get(..PLAIN.len()) {
        return Ok(first.to_vec());
    }
    let mut first = Vec::new();
    input
        .by_ref()
        .take(PLAIN.len() as u64)
        .read_to_end(&mut first)?;
    input.seek(SeekFrom::Start(at))?;
    Ok(first)
}

/// Steps over a frame of zstd that holds no data of the file.
fn skip_frame(input: &mut (impl BufRead + Seek), at: u64) -> io::Result<()> {
    let mut head = Vec::new();
    input.by_ref().take(8).read_to_end(&mut head)?;
    let size = head.get(4..8).and_then(|size| size.try_into().ok());
    let size = size.map_or(0, u32::from_le_bytes);
    input.seek(SeekFrom::Start(at + 8 + u64::from(size)))?;
    Ok(())
}

/// The next place from `from` on where a record begins: a version, or a stretch that unpacks to one.
fn next_record(
    input: &mut (impl BufRead + Seek),
    from: u64,
    frames: &mut FrameDecoder,
) -> io::Result<Option<u64>> {
    let mut at = from;
    loop {
        input.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(STRETCH);
        input
            .by_ref()
            .take(STRETCH as u64)
            .read_to_end(&mut bytes)?;
        let is_last = bytes.len() < STRETCH;
        // What begins in the last bytes is looked at with those behind them.
        let known = bytes.len() - if is_last { 0 } else { LONGEST_VERSION };
        for found in memchr3_iter(b'W', 0x1F, 0x28, &bytes).take_while(|found| *found < known) {
            let rest = bytes.get(found..).unwrap_or_default();
            let place = at + found as u64;
            let packed = rest.starts_with(GZIP) || is_zstd(rest);
            if is_version(rest) || packed && unpacks(input, place, frames)? {
                return Ok(Some(place));
            }
        }
        if is_last {
            return Ok(None);
        }
        at += known as u64;
    }
}

/// Whether a line with the version of a record begins here.
fn is_version(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(PLAIN) else {
        return false;
    };
    let figures = rest
        .iter()
        .take_while(|b| b.is_ascii_digit() || **b == b'.');
    let figures = figures.count();
    (3..LONGEST_VERSION - PLAIN.len()).contains(&figures)
        && matches!(rest.get(figures), Some(b'\r' | b'\n'))
}

/// Whether what stands here unpacks to something that begins like a record.
fn unpacks(
    input: &mut (impl BufRead + Seek),
    at: u64,
    frames: &mut FrameDecoder,
) -> io::Result<bool> {
    input.seek(SeekFrom::Start(at))?;
    let is_gzip = peek(input, at)?.starts_with(GZIP);
    let mut first = Vec::new();
    let wanted = PLAIN.len() as u64;
    // What cannot be unpacked is none.
    let _ = if is_gzip {
        GzDecoder::new(input).take(wanted).read_to_end(&mut first)
    } else {
        match StreamingDecoder::new_with_decoder(input, frames) {
            Ok(decoder) => decoder.take(wanted).read_to_end(&mut first),
            Err(_) => Ok(0),
        }
    };
    Ok(first == PLAIN)
}
