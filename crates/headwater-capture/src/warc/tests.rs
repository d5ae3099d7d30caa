use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::members::Ahead;
use super::scan::scan_ahead;
use super::{Item, Record, scan};

/// A record with this block.
fn record(url: &str, block: &str) -> Vec<u8> {
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: {url}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
    .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("no error in memory");
    encoder.finish().expect("no error in memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn items(file: &[u8], keep: u64) -> Vec<Item> {
    items_ahead(file, keep, Ahead::new())
}

fn items_ahead(file: &[u8], keep: u64, ahead: Ahead) -> Vec<Item> {
    let mut items = Vec::new();
    let mut visit = |item| {
        items.push(item);
        ControlFlow::Continue(())
    };
    scan_ahead(&mut Cursor::new(file), keep, None, ahead, &mut visit).expect("memory can be read");
    items
}

/// The addresses of the records, and what was said of the rest.
fn read(file: &[u8]) -> (Vec<String>, Vec<String>) {
    let mut found = (Vec::new(), Vec::new());
    for item in items(file, u64::MAX) {
        match item {
            Item::Record(record) => found.0.push(url(&record)),
            Item::Damage(damage) => found.1.push(damage.what),
        }
    }
    found
}

fn url(record: &Record) -> String {
    record
        .fields
        .get("WARC-Target-URI")
        .unwrap_or_default()
        .to_owned()
}

/// Three records that tell each other apart.
fn three() -> [Vec<u8>; 3] {
    ["a", "b", "c"].map(|url| record(url, &format!("the block of {url}, {}", "x".repeat(200))))
}

/// A file in each form that archives come in.
fn forms(records: &[Vec<u8>]) -> [(&'static str, Vec<u8>); 5] {
    let each = |pack: fn(&[u8]) -> Vec<u8>| records.iter().flat_map(|one| pack(one)).collect();
    [
        ("plain", records.concat()),
        ("gzip by record", each(gzip)),
        ("gzip as a whole", gzip(&records.concat())),
        ("zstd by record", each(zstd)),
        ("zstd as a whole", zstd(&records.concat())),
    ]
}

#[test]
fn every_form_of_file_gives_its_records_and_where_they_lie() {
    for (form, file) in forms(&three()) {
        let items = items(&file, u64::MAX);
        assert_eq!(items.len(), 3, "{form}: {items:?}");
        for (item, name) in items.iter().zip(["a", "b", "c"]) {
            let Item::Record(found) = item else {
                panic!("{form}: {item:?}");
            };
            assert_eq!(url(found), name);
            assert!(
                found
                    .block
                    .starts_with(format!("the block of {name}").as_bytes())
            );
            assert_eq!(found.length, found.block.len() as u64);
            // What lies there is that record, and it alone where its length is known.
            let start = usize::try_from(found.place.offset).expect("a small file");
            let end = found.place.length.map_or(file.len(), |length| {
                start + usize::try_from(length).expect("a small file")
            });
            let (alone, damage) = read(file.get(start..end).expect("a part of the file"));
            assert!(damage.is_empty());
            match found.place.length {
                Some(_) => assert_eq!(alone, [name], "{form}"),
                None => assert!(alone.contains(&name.to_owned()), "{form}"),
            }
        }
        let known = items
            .iter()
            .all(|item| matches!(item, Item::Record(one) if one.place.length.is_some()));
        assert_eq!(known, !form.ends_with("whole"), "{form}");
    }
}

#[test]
fn no_more_of_a_block_is_held_than_is_asked_for() {
    for (form, file) in forms(&three()) {
        for item in items(&file, 5) {
            let Item::Record(record) = item else {
                panic!("{form}: {item:?}");
            };
            assert_eq!(
                (record.block.as_slice(), record.length),
                (b"the b".as_slice(), 216)
            );
        }
    }
}

/// A file of three records of which the middle one is changed.
fn with_middle(change: impl Fn(Vec<u8>) -> Vec<u8>, pack: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let [a, b, c] = three();
    [pack(&a), change(pack(&b)), pack(&c)].concat()
}

#[test]
fn of_a_file_with_a_broken_record_the_others_are_read_and_it_is_named() {
    let plain: fn(&[u8]) -> Vec<u8> = <[u8]>::to_vec;
    let replaced = |from: &'static str, to: &'static str| {
        move |bytes: Vec<u8>| {
            String::from_utf8_lossy(&bytes)
                .replace(from, to)
                .into_bytes()
        }
    };
    let packed = |from: &'static str, to: &'static str| {
        let (a, b, c) = {
            let [a, b, c] = three();
            (a, b, c)
        };
        let broken = String::from_utf8_lossy(&b).replace(from, to);
        [gzip(&a), gzip(broken.as_bytes()), gzip(&c)].concat()
    };
    let length = "the record is longer or shorter than its Content-Length";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "too short a length",
            with_middle(replaced("Length: 216", "Length: 100"), plain),
            length,
        ),
        (
            "too long a length",
            with_middle(replaced("Length: 216", "Length: 260"), plain),
            length,
        ),
        (
            "a length beyond the file",
            with_middle(replaced("Length: 216", "Length: 99999"), plain),
            "the record is cut short",
        ),
        (
            "a length beyond all numbers",
            with_middle(
                replaced("Length: 216", "Length: 99999999999999999999"),
                plain,
            ),
            "the record has no Content-Length",
        ),
        (
            "no length",
            with_middle(replaced("Content-Length", "Content-Width"), plain),
            "the record has no Content-Length",
        ),
        (
            "a negative length",
            with_middle(replaced("Length: 216", "Length: -1"), plain),
            "the record has no Content-Length",
        ),
        (
            "no version",
            with_middle(replaced("WARC/1.1\r\n", "HTTP/1.1\r\n"), plain),
            "no record begins here",
        ),
        (
            "rubbish between",
            with_middle(|_| vec![b'?'; 300], plain),
            "no record begins here",
        ),
        (
            "packed with too short a length",
            packed("Length: 216", "Length: 100"),
            length,
        ),
        (
            "packed with too long a length",
            packed("Length: 216", "Length: 999"),
            "the record is cut short",
        ),
        (
            "packed without a length",
            packed("Content-Length", "Content-Width"),
            "the record has no Content-Length",
        ),
    ];
    for (what, file, wanted) in cases {
        let (records, damage) = read(&file);
        assert_eq!(records, ["a", "c"], "{what}: {damage:?}");
        assert_eq!(damage, [wanted], "{what}");
    }
}

#[test]
fn a_compressed_record_that_is_broken_is_passed_over() {
    for pack in [gzip, zstd] {
        let cut = with_middle(
            |bytes| bytes.get(..bytes.len() - 30).unwrap_or_default().to_vec(),
            pack,
        );
        let bits = with_middle(
            |mut bytes| {
                let middle = bytes.len() / 2;
                bytes
                    .iter_mut()
                    .skip(middle)
                    .take(4)
                    .for_each(|byte| *byte ^= 0xFF);
                bytes
            },
            pack,
        );
        for file in [cut, bits] {
            let (records, damage) = read(&file);
            assert_eq!(records, ["a", "c"], "{damage:?}");
            assert!(!damage.is_empty());
        }
    }
}

#[test]
fn lines_that_end_without_a_carriage_return_are_read() {
    let file = String::from_utf8_lossy(&three().concat()).replace("\r\n", "\n");
    assert_eq!(read(file.as_bytes()).0, ["a", "b", "c"]);
}

#[test]
fn of_a_file_that_is_cut_anywhere_all_whole_records_are_read() {
    let [a, b, c] = three();
    let ends = [a.len(), a.len() + b.len()];
    let file = [a, b, c].concat();
    for cut in (0..file.len()).step_by(7) {
        let (records, damage) = read(file.get(..cut).unwrap_or_default());
        // The empty lines at the very end say nothing.
        let whole = ends.iter().filter(|end| cut + 4 >= **end).count();
        assert!(
            records.len() == whole || records.len() + 1 == whole,
            "cut at {cut}: {records:?}"
        );
        assert!(
            records.len() > 2 || damage.len() <= 1,
            "cut at {cut}: {damage:?}"
        );
    }
}

#[test]
fn a_visit_may_end_early() {
    for (form, file) in forms(&three()) {
        let mut seen = 0;
        let mut visit = |_| {
            seen += 1;
            ControlFlow::Break(())
        };
        scan(&mut Cursor::new(file), 0, &mut visit).expect("memory can be read");
        assert_eq!(seen, 1, "{form}");
    }
}

#[test]
fn a_file_of_nothing_but_damage_comes_to_an_end() {
    let one = "WARC/1.0\r\nContent-Length: 900000\r\n\r\n".repeat(60_000);
    assert!(!read(one.as_bytes()).1.is_empty());
    let magic = b"\x1F\x8B\x08\0\0\0\0\0\0\x03".repeat(50_000);
    assert!(read(&magic).0.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_change_of_one_byte_leaves_the_records_before_it(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        form in 0..5_usize,
    ) {
        let mut file = forms(&three()).into_iter().nth(form).map(|(_, file)| file).unwrap_or_default();
        let at = at.index(file.len());
        put(&mut file, at, byte);
        let (records, _) = read(&file);
        prop_assert!(records.len() <= 4);
    }

    /// Records that are compressed one by one are all found, whatever stands between them.
    #[test]
    fn rubbish_between_records_loses_none(rubbish in prop::collection::vec(any::<u8>(), 0..60)) {
        let [a, b, _] = three();
        let file = [gzip(&a), rubbish, gzip(&b)].concat();
        prop_assert_eq!(read(&file).0, ["a", "b"]);
    }

    /// Unpacking several at once is only faster: the same is found at the same places, and what is broken for it is
    /// broken for the stream. The stream refuses some codes that never had to be there and do no harm, so a member may
    /// be whole for one alone: its checksum says that it is.
    #[test]
    fn members_unpacked_ahead_are_those_of_the_stream(
        parts in prop::collection::vec(part(), 0..12),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = parts.concat();
        for (at, byte) in changes.iter().filter(|_| !parts.is_empty()) {
            let at = at.index(file.len().max(1));
            put(&mut file, at, *byte);
        }
        file.truncate(cut.map_or(file.len(), |cut| cut.index(file.len() + 1)));
        let ahead = items(&file, u64::MAX);
        let stream = items_ahead(&file, u64::MAX, Ahead::never());
        prop_assert!(comes_to_the_same(&ahead, &stream), "{} items of {}", ahead.len(), stream.len());
    }
}

/// Whether these are the items of the stream, in their order, but for members that only the stream finds broken.
fn comes_to_the_same(ahead: &[Item], stream: &[Item]) -> bool {
    let (in_stream, only_ahead): (Vec<_>, Vec<_>) =
        ahead.iter().partition(|item| stream.contains(item));
    let (in_ahead, only_stream): (Vec<_>, Vec<_>) =
        stream.iter().partition(|item| ahead.contains(item));
    let is_record = |item: &Item| matches!(item, Item::Record(_));
    let is_refused = |item: &Item| {
        only_stream
            .iter()
            .any(|damage| offset(damage) == offset(item))
    };
    in_stream == in_ahead
        && !only_stream.iter().any(|item| is_record(item))
        && only_ahead
            .iter()
            .all(|item| is_record(item) && is_refused(item))
}

/// Puts a byte in place of the one there.
fn put(file: &mut [u8], at: usize, byte: u8) {
    file.iter_mut().skip(at).take(1).for_each(|old| *old = byte);
}

fn offset(item: &Item) -> u64 {
    match item {
        Item::Record(record) => record.place.offset,
        Item::Damage(damage) => damage.offset,
    }
}

/// There are two ways to say "258 bytes again" that no encoder may use: zlib refuses them, libdeflate does not. What
/// comes out is what went in, as the checksum says, and more of an archive that was damaged is kept.
#[test]
fn every_change_of_one_byte_comes_to_the_same_ahead_and_as_a_stream() {
    let member = gzip(&record("one", &"some text. ".repeat(100)));
    let file = [member.clone(), member.clone()].concat();
    let mut refused = 0;
    for (at, byte) in
        (0..member.len()).flat_map(|at| (0..=u8::MAX).step_by(3).map(move |byte| (at, byte)))
    {
        let mut changed = file.clone();
        put(&mut changed, at, byte);
        let ahead = items(&changed, u64::MAX);
        let stream = items_ahead(&changed, u64::MAX, Ahead::never());
        assert!(comes_to_the_same(&ahead, &stream), "{byte} at {at}");
        refused += usize::from(ahead != stream);
    }
    assert!(refused > 0, "no change is one that only the stream refuses");
}

/// A record of any size in a member of its own, several that share one, or something that is none.
fn part() -> impl Strategy<Value = Vec<u8>> {
    let noise = |size| prop::collection::vec(any::<u8>(), size);
    prop_oneof![
        6 => (0..60_000_usize).prop_map(|size| gzip(&record("one", &"some text. ".repeat(size)))),
        2 => noise(0..100_000).prop_map(|bytes| gzip(&record("two", &String::from_utf8_lossy(&bytes)))),
        1 => Just(gzip(&three().concat())),
        1 => Just(b"\r\n\0".to_vec()),
        1 => noise(0..50),
    ]
}
