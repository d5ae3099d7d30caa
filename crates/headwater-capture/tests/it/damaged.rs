//! Archives that are damaged by hand, each in a way of its own: what is whole is read, what is not is named.

use std::fs;
use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use headwater_capture::Archive;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A damaged archive.
struct Damaged {
    what: &'static str,
    ending: &'static str,
    bytes: Vec<u8>,
    /// The pages that are whole.
    pages: &'static [&'static str],
    /// What is said of the rest, or of the file; nothing where all can be made sense of.
    said: &'static str,
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("no error in memory");
    encoder.finish().expect("no error in memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

const DATE: &str = "WARC-Date: 2031-05-04T10:00:00Z\r\n";

fn record(kind: &str, url: &str, fields: &str, block: &str) -> String {
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://paper.example/{url}\r\n{fields}Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

/// A page, long enough to be cut.
fn page(name: &str) -> String {
    let body = format!("<p>The page {name} says that the dam above Orlin held.</p>").repeat(4);
    record(
        "response",
        name,
        DATE,
        &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"),
    )
}

fn revisit(name: &str, of: &str, fields: &str) -> String {
    let fields = format!(
        "{DATE}WARC-Refers-To-Target-URI: https://paper.example/{of}\r\nWARC-Refers-To-Date: 2031-05-04T10:00:00Z\r\n{fields}"
    );
    record(
        "revisit",
        name,
        &fields,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    )
}

fn redirect(name: &str, to: &str) -> String {
    record(
        "response",
        name,
        DATE,
        &format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n"),
    )
}

/// The pages a, b and c, of which b is changed.
fn plain(change: impl Fn(String) -> String) -> Vec<u8> {
    [page("a"), change(page("b")), page("c")]
        .concat()
        .into_bytes()
}

/// The same with each in gzip, b changed after it was packed.
fn packed(pack: fn(&[u8]) -> Vec<u8>, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let [a, b, c] = ["a", "b", "c"].map(|name| pack(page(name).as_bytes()));
    [a, change(b), c].concat()
}

/// A ZIP file with these files, all as they are but those that are to be packed.
fn zip(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("room");
        zip.write_all(bytes).expect("room");
    }
    zip.finish().expect("a file").into_inner()
}

fn whole() -> Vec<u8> {
    packed(gzip, |b| b)
}

fn wacz(change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    change(zip(
        &[("archive/data.warc.gz", &whole())],
        CompressionMethod::Stored,
    ))
}

fn replace(from: &'static str, to: &'static str) -> impl Fn(String) -> String {
    move |text| text.replacen(from, to, 1)
}

const ALL: &[&str] = &["a", "b", "c"];
const OTHERS: &[&str] = &["a", "c"];
const LENGTH: &str = "longer or shorter than its Content-Length";

/// Damage to a file of plain records.
fn plain_files() -> Vec<Damaged> {
    let case = |what, bytes, pages, said| Damaged {
        what,
        ending: "warc",
        bytes,
        pages,
        said,
    };
    vec![
        case(
            "too short a length",
            plain(|b| short(&b, -40)),
            OTHERS,
            LENGTH,
        ),
        case(
            "too long a length",
            plain(|b| short(&b, 40)),
            OTHERS,
            LENGTH,
        ),
        case(
            "a length beyond the file",
            plain(|b| short(&b, 9_999_999)),
            OTHERS,
            "cut short",
        ),
        case(
            "a length that is no number",
            plain(replace("Content-Length: ", "Content-Length: x")),
            OTHERS,
            "no Content-Length",
        ),
        case(
            "a negative length",
            plain(replace("Content-Length: ", "Content-Length: -")),
            OTHERS,
            "no Content-Length",
        ),
        case(
            "no length",
            plain(replace("Content-Length", "Content-Weight")),
            OTHERS,
            "no Content-Length",
        ),
        case(
            "two lengths, the first of which holds",
            plain(replace("\r\n\r\nHTTP", "\r\nContent-Length: 5\r\n\r\nHTTP")),
            ALL,
            "",
        ),
        case(
            "no version",
            plain(replace("WARC/1.1\r\n", "")),
            OTHERS,
            "no record begins here",
        ),
        case(
            "a version of the future",
            plain(replace("WARC/1.1", "WARC/9.0")),
            ALL,
            "",
        ),
        case(
            "the version of another format",
            plain(replace("WARC/1.1", "ARC/1.1")),
            OTHERS,
            "no record begins here",
        ),
        case("no date", plain(replace(DATE, "")), ALL, ""),
        case(
            "a date that is none",
            plain(replace("2031-05-04T10:00:00Z", "yesterday")),
            ALL,
            "",
        ),
        case(
            "no type",
            plain(replace("WARC-Type: response\r\n", "")),
            OTHERS,
            "",
        ),
        case(
            "a type that nobody knows",
            plain(replace("WARC-Type: response", "WARC-Type: dream")),
            OTHERS,
            "",
        ),
        case(
            "no address",
            plain(replace("WARC-Target-URI: https://paper.example/b\r\n", "")),
            OTHERS,
            "",
        ),
        case(
            "an address in brackets",
            plain(replace(
                "https://paper.example/b",
                "<https://paper.example/b>",
            )),
            ALL,
            "",
        ),
        case(
            "fields in capitals",
            plain(|b| b.replace("WARC-Target-URI", "WARC-TARGET-URI")),
            ALL,
            "",
        ),
        case(
            "a field that goes on in the next line",
            plain(replace("WARC-Target-URI: ", "WARC-Target-URI:\r\n  ")),
            ALL,
            "",
        ),
        case(
            "a field without a colon",
            plain(replace(DATE, "no colon here\r\n")),
            ALL,
            "",
        ),
        case(
            "no empty line after the fields",
            plain(replace("\r\n\r\nHTTP", "\r\nHTTP")),
            OTHERS,
            LENGTH,
        ),
        case(
            "carriage returns lost in the fields",
            plain(|b| {
                let (head, block) = b.split_once("\r\n\r\n").expect("a head");
                format!("{}\n\n{block}", head.replace("\r\n", "\n"))
            }),
            ALL,
            "",
        ),
        case(
            "carriage returns lost everywhere, and the length with them",
            plain(|b| b.replace("\r\n", "\n")),
            OTHERS,
            LENGTH,
        ),
        case(
            "no empty lines behind the record",
            plain(|b| b.trim_end().to_owned()),
            ALL,
            "",
        ),
        case(
            "ten empty lines behind the record",
            plain(|b| b + &"\r\n".repeat(10)),
            ALL,
            "",
        ),
        case(
            "NULs between records",
            plain(|b| b + &"\0".repeat(512)),
            ALL,
            "",
        ),
        case(
            "rubbish between records",
            plain(|b| b + "what is this?\r\n"),
            ALL,
            "no record begins here",
        ),
        case(
            "rubbish in a record's place",
            plain(|_| "?".repeat(400)),
            OTHERS,
            "no record begins here",
        ),
        case(
            "cut in the midst of a record",
            plain(|b| b).split_at(page("a").len() + 100).0.to_vec(),
            &["a"],
            "cut short",
        ),
        case(
            "cut in the midst of the fields",
            plain(|b| b).split_at(page("a").len() + 20).0.to_vec(),
            &["a"],
            "cut short",
        ),
        case(
            "cut in the first line",
            b"WARC/1".to_vec(),
            &[],
            "cut short",
        ),
        case(
            "a mark of the order of bytes before all",
            [b"\xEF\xBB\xBF".as_slice(), &plain(|b| b)].concat(),
            ALL,
            "no record begins here",
        ),
        case(
            "an answer that is none",
            plain(replace("HTTP/1.1 200 OK", "HTTQ/1.1 200 OK")),
            OTHERS,
            "",
        ),
        case(
            "an answer without an end of its fields",
            plain(|b| {
                b.replacen("text/html\r\n\r\n", "text/html\r\nX: ", 1)
                    .replacen("Content-Length: ", "Content-Length: 0", 1)
            }),
            OTHERS,
            LENGTH,
        ),
        case(
            "an address that is no text",
            plain(|b| b)
                .iter()
                .map(|byte| if *byte == b'b' { 0xFF } else { *byte })
                .collect(),
            &["a", "\u{FFFD}", "c"],
            "",
        ),
        case("nothing but empty lines", b"\r\n\r\n\r\n".to_vec(), &[], ""),
        case("an empty file", Vec::new(), &[], ""),
    ]
}

/// The length of a record changed by so much.
fn short(record: &str, by: i64) -> String {
    let (head, rest) = record.split_once("Content-Length: ").expect("a length");
    let (length, rest) = rest.split_once("\r\n").expect("a line");
    let length: i64 = length.parse().expect("a number");
    format!("{head}Content-Length: {}\r\n{rest}", length + by)
}

/// Records that say what is not so of one another.
fn relations() -> Vec<Damaged> {
    let case = |what, records: &[String], pages| Damaged {
        what,
        ending: "warc",
        bytes: records.concat().into_bytes(),
        pages,
        said: "",
    };
    vec![
        case(
            "a revisit of itself",
            &[page("a"), revisit("b", "b", "")],
            &["a"],
        ),
        case(
            "two revisits of one another",
            &[revisit("a", "b", ""), revisit("b", "a", ""), page("c")],
            &["c"],
        ),
        case(
            "a revisit of what is not there",
            &[page("a"), revisit("b", "z", ""), page("c")],
            OTHERS,
        ),
        case(
            "a revisit whose digest is another's",
            &[
                page("a"),
                revisit("b", "z", "WARC-Payload-Digest: sha1:NONE\r\n"),
            ],
            &["a"],
        ),
        case(
            "a redirect to itself",
            &[redirect("b", "/b"), page("a")],
            &["a"],
        ),
        case(
            "two redirects to one another",
            &[redirect("b", "/d"), redirect("d", "/b"), page("a")],
            &["a"],
        ),
        case(
            "a redirect to what is not there",
            &[redirect("b", "/z"), page("a")],
            &["a"],
        ),
        case("the same record twice", &[page("a"), page("a")], &["a"]),
    ]
}

/// Damage to files that are compressed.
fn packed_files() -> Vec<Damaged> {
    let case = |what, ending, bytes, pages, said| Damaged {
        what,
        ending,
        bytes,
        pages,
        said,
    };
    let cut = |bytes: Vec<u8>| bytes.split_at(bytes.len() - 30).0.to_vec();
    let middle = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes
            .iter_mut()
            .skip(middle)
            .take(4)
            .for_each(|byte| *byte ^= 0xFF);
        bytes
    };
    let last = |mut bytes: Vec<u8>| {
        // The length that gzip writes behind its data.
        let at = bytes.len() - 1;
        bytes[at] ^= 0xFF;
        bytes
    };
    let sum = |mut bytes: Vec<u8>| {
        let at = bytes.len() - 6;
        bytes[at] ^= 0xFF;
        bytes
    };
    let as_a_whole = gzip(&plain(|b| b));
    let half = as_a_whole.split_at(as_a_whole.len() / 2).0.to_vec();
    vec![
        case(
            "a member of gzip that is cut",
            "warc.gz",
            packed(gzip, cut),
            OTHERS,
            "unpacked",
        ),
        case(
            "a member of gzip with other bits",
            "warc.gz",
            packed(gzip, middle),
            OTHERS,
            "unpacked",
        ),
        case(
            "a member of gzip with another sum",
            "warc.gz",
            packed(gzip, sum),
            OTHERS,
            "unpacked",
        ),
        case(
            "a member of gzip with another length",
            "warc.gz",
            packed(gzip, last),
            OTHERS,
            "unpacked",
        ),
        case(
            "a member of gzip that is not there",
            "warc.gz",
            packed(gzip, |_| Vec::new()),
            OTHERS,
            "",
        ),
        case(
            "an empty member of gzip",
            "warc.gz",
            packed(gzip, |_| gzip(b"")),
            OTHERS,
            "",
        ),
        case(
            "a member of gzip with something else in it",
            "warc.gz",
            packed(gzip, |_| gzip(b"<p>The dam held.</p>")),
            OTHERS,
            "no record begins here",
        ),
        case(
            "a member of gzip with two records",
            "warc.gz",
            packed(gzip, |b| {
                [b, gzip([page("d"), page("e")].concat().as_bytes())].concat()
            }),
            &["a", "b", "d", "e", "c"],
            "",
        ),
        case("gzip as a whole, cut", "warc.gz", half, &[], "cut short"),
        case(
            "gzip within gzip",
            "warc.gz",
            gzip(&whole()),
            &[],
            "no record begins here",
        ),
        case(
            "plain records among those in gzip",
            "warc.gz",
            packed(gzip, |_| page("b").into_bytes()),
            ALL,
            "",
        ),
        case(
            "a plain file with the name of one in gzip",
            "warc.gz",
            plain(|b| b),
            ALL,
            "",
        ),
        case("a file in gzip with a plain name", "warc", whole(), ALL, ""),
        case(
            "a frame of zstd that is cut",
            "warc.zst",
            packed(zstd, cut),
            OTHERS,
            "",
        ),
        case(
            "a frame of zstd with other bits",
            "warc.zst",
            packed(zstd, middle),
            OTHERS,
            "",
        ),
    ]
}

/// Damage to WACZ files.
fn wacz_files() -> Vec<Damaged> {
    let case = |what, bytes, pages, said| Damaged {
        what,
        ending: "wacz",
        bytes,
        pages,
        said,
    };
    let stored = CompressionMethod::Stored;
    vec![
        case("no ZIP file", b"PK, but no more".to_vec(), &[], "Zip"),
        case("an empty ZIP file", zip(&[], stored), &[], "no WARC file"),
        case(
            "a ZIP file without its end",
            wacz(|zip| zip.split_at(zip.len() - 30).0.to_vec()),
            &[],
            "Zip",
        ),
        case(
            "rubbish behind the ZIP file",
            wacz(|zip| [zip, vec![b'?'; 100]].concat()),
            ALL,
            "",
        ),
        case(
            "rubbish before the ZIP file",
            wacz(|zip| [vec![b'?'; 100], zip].concat()),
            ALL,
            "",
        ),
        case(
            "a WARC file outside its folder",
            zip(&[("data.warc.gz", &whole())], stored),
            &[],
            "no WARC file",
        ),
        case(
            "a path out of the archive",
            zip(&[("archive/../../../etc/data.warc.gz", &whole())], stored),
            ALL,
            "",
        ),
        case(
            "an index that lies",
            zip(
                &[
                    ("archive/data.warc.gz", &whole()),
                    (
                        "indexes/index.cdx",
                        b"example,paper)/a 2031 {\"offset\": \"999999\"}",
                    ),
                ],
                stored,
            ),
            ALL,
            "",
        ),
        case(
            "a list of files that is no JSON",
            zip(
                &[
                    ("archive/data.warc.gz", &whole()),
                    ("datapackage.json", b"{{{"),
                ],
                stored,
            ),
            ALL,
            "",
        ),
        case(
            "a list of pages that is no JSON",
            zip(
                &[
                    ("archive/data.warc.gz", &whole()),
                    ("pages/pages.jsonl", b"\xFF\xFE{"),
                ],
                stored,
            ),
            ALL,
            "",
        ),
        case(
            "one WARC file of two is broken",
            zip(
                &[
                    ("archive/a.warc.gz", b"?"),
                    ("archive/data.warc.gz", &whole()),
                ],
                stored,
            ),
            ALL,
            "no record begins here",
        ),
        case(
            "a WARC file with broken bytes",
            wacz(|mut zip| {
                // In the midst of the second record.
                let at = zip
                    .windows(3)
                    .enumerate()
                    .filter(|(_, bytes)| bytes == b"\x1F\x8B\x08")
                    .nth(1)
                    .expect("a record")
                    .0;
                zip[at + 60] ^= 0xFF;
                zip
            }),
            OTHERS,
            "unpacked",
        ),
    ]
}

#[test]
fn of_a_damaged_archive_what_is_whole_is_read_and_what_is_not_is_named() {
    let all: Vec<Damaged> = [plain_files(), relations(), packed_files(), wacz_files()]
        .into_iter()
        .flatten()
        .collect();
    assert!(all.len() >= 50, "{}", all.len());
    let folder = TempDir::new().expect("a folder");
    let mut wrong = Vec::new();
    for damaged in all {
        let path = folder.path().join(format!("case.{}", damaged.ending));
        fs::write(&path, &damaged.bytes).expect("room");
        let (pages, said) = match Archive::open(&path) {
            Err(error) => (Vec::new(), error.to_string()),
            Ok(archive) => {
                let readable = archive.pages().filter(|page| archive.payload(page).is_ok());
                let pages: Vec<String> = readable
                    .map(|page| page.url().replace("https://paper.example/", ""))
                    .collect();
                // What leads in a circle is followed to no end.
                for capture in archive.captures() {
                    let _ = archive.find(capture.url(), None);
                }
                let said: Vec<&str> = archive
                    .broken()
                    .iter()
                    .map(|broken| broken.damage().what.as_str())
                    .collect();
                (pages, said.join("; "))
            }
        };
        let is_named = if damaged.said.is_empty() {
            damaged.ending == "warc.zst" || said.is_empty()
        } else {
            said.contains(damaged.said)
        };
        if pages != damaged.pages || !is_named {
            wrong.push(format!("{}: {pages:?}, {said:?}", damaged.what));
        }
        // Nothing is left to say when it is verified but what does not hold.
        let _ = headwater_capture::verify(&path, &[], &[]);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Files as crawlers write them whose pages have much in common: what that is stands in a dictionary before them, packed
/// or not. Made with the Python package zstandard, of pages about the dam above Orlin.
#[test]
fn records_that_lean_on_a_dictionary_are_read_from_the_start_and_from_their_places() {
    let files: [&[u8]; 2] = [
        include_bytes!("data/dictionary.warc.zst"),
        include_bytes!("data/packed-dictionary.warc.zst"),
    ];
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("case.warc.zst");
    for file in files {
        fs::write(&path, file).expect("room");
        let archive = Archive::open(&path).expect("an archive");
        assert_eq!(archive.broken(), []);
        let urls: Vec<&str> = archive
            .pages()
            .map(headwater_capture::Capture::url)
            .collect();
        assert_eq!(
            urls,
            [
                "https://paper.example/1",
                "https://paper.example/2",
                "https://paper.example/3"
            ]
        );
        for (page, number) in archive.pages().zip(1..) {
            let payload = archive.payload(page).expect("a payload");
            let text = String::from_utf8_lossy(payload.bytes());
            assert!(
                text.contains(&format!("The page {number} of the river office says")),
                "{text}"
            );
        }
        // Without it the records are broken, and named.
        fs::write(
            &path,
            &file[file
                .windows(4)
                .position(|four| four == b"\x28\xB5\x2F\xFD")
                .expect("a frame")..],
        )
        .expect("room");
        let archive = Archive::open(&path).expect("an archive");
        assert!(!archive.broken().is_empty());
    }
}
