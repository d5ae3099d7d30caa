//! Members of a gzip file, unpacked several at once.
//!
//! Where a member ends is known once it is unpacked, but it can be guessed: before the next place that looks like the
//! beginning of one. A guess is right if the eight bytes before that place are the checksum and the size of what comes
//! out. What cannot be guessed is left to be unpacked as a stream. The stream may refuse a member that is right here:
//! there are two codes for a length that no encoder may use, and only zlib minds them.

use std::io::{self, BufRead, Read};
use std::mem;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use libdeflater::{Decompressor, crc32};
use memchr::memmem;

/// What a member begins with.
pub(super) const GZIP: &[u8] = b"\x1F\x8B\x08";
/// The bits of a member's flags that stand for nothing yet and have to be zero.
const RESERVED: u8 = 0xE0;
/// Bytes that are read at first, since often one record is wanted alone, and at most: 2 MiB.
const FIRST: usize = 64 * 1024;
const MOST: usize = 2 * 1024 * 1024;
/// What is unpacked at once takes no more: 8 MiB.
const ROOM: usize = 8 * 1024 * 1024;
/// To unpack fewer bytes is not worth one more thread.
const WORTH_A_THREAD: usize = 128 * 1024;
/// More threads than these do not help, since one alone goes through what they unpack.
const MOST_THREADS: usize = 8;

/// A member whose end is guessed.
struct Member {
    /// How many bytes it takes in the file.
    packed: usize,
    /// How many it unpacks to.
    unpacked: usize,
}

/// A stretch of a file, and what the members that it begins with unpack to.
#[derive(Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    members: Vec<Member>,
    unpacked: Vec<u8>,
    /// Whether one of its guesses is wrong.
    has_wrong: bool,
}

impl Batch {
    /// Each member and what it unpacks to.
    pub(super) fn members(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let mut rest = self.unpacked.as_slice();
        self.members.iter().map_while(move |member| {
            let (unpacked, behind) = rest.split_at_checked(member.unpacked)?;
            rest = behind;
            Some((member.packed as u64, unpacked))
        })
    }

    /// Takes a stretch of at most so many bytes in place of what was here.
    fn load(&mut self, input: &mut impl BufRead, window: usize) -> io::Result<()> {
        self.bytes.clear();
        input
            .by_ref()
            .take(window as u64)
            .read_to_end(&mut self.bytes)?;
        self.members = guess(&self.bytes, self.bytes.len() < window);
        Ok(())
    }

    fn unpack(&mut self, threads: usize) {
        let room = self.members.iter().map(|member| member.unpacked).sum();
        self.unpacked.resize(self.unpacked.len().max(room), 0);
        let threads = threads.min(room / WORTH_A_THREAD + 1);
        let right = unpack(&self.members, &self.bytes, &mut self.unpacked, threads);
        self.has_wrong = right < self.members.len();
        self.members.truncate(right);
    }
}

/// Reads ahead in a file, the more at once the longer all goes well.
pub(super) struct Ahead {
    window: usize,
    most: usize,
    threads: usize,
    now: Batch,
}

impl Ahead {
    pub(super) fn new() -> Self {
        Self::up_to(MOST)
    }

    /// Leaves all to be unpacked as a stream.
    #[cfg(test)]
    pub(super) fn never() -> Self {
        Self::up_to(0)
    }

    fn up_to(most: usize) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            window: FIRST.min(most),
            most,
            threads: threads.min(MOST_THREADS),
            now: Batch::default(),
        }
    }

    /// Something was broken: what is read ahead may be read again.
    pub(super) fn falter(&mut self) {
        self.window = FIRST.min(self.most);
    }

    /// The members that follow one another from where the input stands, as far as their ends can be guessed.
    /// The input then stands anywhere.
    pub(super) fn read(&mut self, input: &mut impl BufRead) -> io::Result<&Batch> {
        self.now.load(input, self.window)?;
        self.now.unpack(self.threads);
        if self.now.has_wrong {
            self.falter();
        } else {
            self.window = self.most.min(self.window * 2);
        }
        Ok(&self.now)
    }
}

/// What may be members, one behind the other, until what they unpack to is too much.
fn guess(bytes: &[u8], is_last: bool) -> Vec<Member> {
    let starts = memmem::find_iter(bytes, GZIP).filter(|start| {
        let flags = bytes.get(start + GZIP.len());
        flags.is_some_and(|flags| flags & RESERVED == 0)
    });
    let ends = starts.chain(is_last.then_some(bytes.len()));
    let (mut begin, mut room) = (0, ROOM);
    let mut guesses = Vec::new();
    for end in ends.filter(|end| *end > 0) {
        let trailer = bytes.get(begin..end).and_then(trailer);
        let size = trailer.map_or(usize::MAX, |(_, size)| size);
        let Some(left) = room.checked_sub(size) else {
            break;
        };
        guesses.push(Member {
            packed: end - begin,
            unpacked: size,
        });
        (begin, room) = (end, left);
    }
    guesses
}

/// The checksum and the size in the last bytes of a member.
fn trailer(member: &[u8]) -> Option<(u32, usize)> {
    let (rest, size) = member.split_last_chunk()?;
    let checksum = rest.last_chunk()?;
    let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
    Some((u32::from_le_bytes(*checksum), size))
}

/// Unpacks all that is guessed, one behind the other, and says how many of the guesses are right before the first that
/// is wrong.
fn unpack(guesses: &[Member], bytes: &[u8], unpacked: &mut [u8], threads: usize) -> usize {
    let (mut from, mut to) = (bytes, unpacked);
    let each = guesses.iter().enumerate().map_while(move |(turn, guess)| {
        let (member, behind) = from.split_at_checked(guess.packed)?;
        let (room, left) = mem::take(&mut to).split_at_mut_checked(guess.unpacked)?;
        (from, to) = (behind, left);
        Some((turn, member, room))
    });
    let each = Mutex::new(each);
    // What comes behind a wrong one is not worth the work.
    let wrong = AtomicUsize::new(guesses.len());
    let work = || {
        let mut decompressor = Decompressor::new();
        loop {
            let next = each.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((turn, member, room)) = next else {
                return;
            };
            if turn > wrong.load(Ordering::Relaxed) {
                return;
            }
            if !is_right(&mut decompressor, member, room) {
                wrong.fetch_min(turn, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        let others = threads.min(guesses.len()).saturating_sub(1);
        // Where there is no thread to be had, this one does it all.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (0..others).filter_map(spawn).collect();
        work();
        // They are waited for until nothing of them is left, which the end of the scope does not do.
        for other in others {
            let _ = other.join();
        }
    });
    wrong.into_inner()
}

/// Unpacks a member and says whether it fills the room and its trailer fits.
fn is_right(decompressor: &mut Decompressor, member: &[u8], room: &mut [u8]) -> bool {
    let made = decompressor.gzip_decompress(member, room);
    made == Ok(room.len()) && trailer(member) == Some((crc32(room), room.len()))
}
