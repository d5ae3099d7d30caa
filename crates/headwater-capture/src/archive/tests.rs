use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Archive, Broken, Capture, is_archive};

const MAY: &str = "2023-05-04T10:00:00Z";
const JUNE: &str = "2023-06-04T10:00:00Z";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("no error in memory");
    encoder.finish().expect("no error in memory")
}

fn record(kind: &str, url: &str, time: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {time}\r\n{fields}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(url: &str, time: &str, http: &str, body: &[u8]) -> Vec<u8> {
    let block = [http.as_bytes(), b"\r\n\r\n", body].concat();
    record(
        "response",
        url,
        time,
        "WARC-Payload-Digest: sha1:ABC\r\n",
        &block,
    )
}

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8";

/// An archive with a page at two times, redirects, a revisit, a picture and a page that is gone.
fn records() -> Vec<Vec<u8>> {
    let packed = format!("{PAGE}\r\nContent-Encoding: gzip");
    let to = |url: &str| format!("HTTP/1.1 301 Moved\r\nLocation: {url}");
    vec![
        record("warcinfo", "", MAY, "", b"software: by hand\r\n"),
        response("https://paper.example/dam", MAY, PAGE, b"<p>It held.</p>"),
        response(
            "https://paper.example/dam",
            JUNE,
            &packed,
            &gzip(b"<p>It broke.</p>"),
        ),
        response("https://paper.example/old", MAY, &to("/dam"), b""),
        response("https://paper.example/round", MAY, &to("/about"), b""),
        response("https://paper.example/about", MAY, &to("round"), b""),
        record(
            "revisit",
            "https://copy.example/dam",
            JUNE,
            "WARC-Refers-To-Target-URI: https://paper.example/dam\r\nWARC-Refers-To-Date: 2023-06-04T10:00:00Z\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        ),
        response(
            "https://paper.example/i.png",
            MAY,
            "HTTP/1.1 200 OK\r\nContent-Type: image/png",
            b"\x89PNG",
        ),
        response(
            "https://paper.example/gone",
            MAY,
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html",
            b"gone",
        ),
        record(
            "request",
            "https://paper.example/dam",
            MAY,
            "",
            b"GET /dam HTTP/1.1\r\n\r\n",
        ),
        record(
            "resource",
            "https://paper.example/note",
            MAY,
            "Content-Type: text/plain\r\n",
            b"A note.",
        ),
    ]
}

/// A WACZ file around a WARC file.
fn wacz(warc: &[u8], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    zip.start_file("datapackage.json", options).expect("room");
    zip.write_all(b"{}").expect("room");
    zip.start_file("archive/data.warc.gz", options)
        .expect("room");
    zip.write_all(warc).expect("room");
    zip.finish().expect("a file").into_inner()
}

/// Files in every form with the same records.
fn archives(folder: &TempDir) -> Vec<PathBuf> {
    let packed: Vec<u8> = records().iter().flat_map(|record| gzip(record)).collect();
    let files = [
        ("a.warc", records().concat()),
        ("b.warc.gz", packed.clone()),
        ("c.warc.gz", gzip(&records().concat())),
        ("d.wacz", wacz(&packed, CompressionMethod::Stored)),
    ];
    let written = files.into_iter().map(|(name, bytes)| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("room on the disk");
        path
    });
    written.collect()
}

fn text(archive: &Archive, url: &str, near: Option<&str>) -> Option<String> {
    let capture = archive.find(url, near)?;
    let payload = archive.payload(capture).expect("a payload");
    Some(String::from_utf8_lossy(payload.bytes()).into_owned())
}

#[test]
fn pages_are_found_by_address_and_time_through_redirects_and_revisits() {
    let folder = TempDir::new().expect("a folder");
    for path in archives(&folder) {
        let archive = Archive::open(&path).expect("an archive");
        assert!(
            archive.broken().is_empty(),
            "{path:?}: {:?}",
            archive.broken()
        );
        let found = |url: &str, near| text(&archive, url, near);
        let page = "https://paper.example/dam";
        assert_eq!(
            found(page, Some("2023-05-09")).as_deref(),
            Some("<p>It held.</p>")
        );
        assert_eq!(
            found(page, Some("2023-06-01T00:00:00+02:00")).as_deref(),
            Some("<p>It broke.</p>")
        );
        assert_eq!(found(page, None).as_deref(), Some("<p>It broke.</p>"));
        assert_eq!(
            found("http://www.paper.example/dam?utm_source=x", Some(MAY)).as_deref(),
            Some("<p>It held.</p>")
        );
        assert_eq!(
            found("https://paper.example/old", Some(MAY)).as_deref(),
            Some("<p>It held.</p>")
        );
        assert_eq!(
            found("https://copy.example/dam", None).as_deref(),
            Some("<p>It broke.</p>")
        );
        assert_eq!(
            found("https://paper.example/note", None).as_deref(),
            Some("A note.")
        );
        assert_eq!(found("https://paper.example/round", None), None);
        assert_eq!(found("https://paper.example/never", None), None);
        assert_eq!(
            archive
                .find("https://paper.example/gone", None)
                .and_then(Capture::status),
            Some(404)
        );
    }
}

#[test]
fn pages_are_what_people_read_each_address_and_time_once() {
    let folder = TempDir::new().expect("a folder");
    for path in archives(&folder) {
        let archive = Archive::open(&path).expect("an archive");
        let pages: Vec<(&str, &str)> = archive
            .pages()
            .map(|page| (page.url(), page.time()))
            .collect();
        let wanted = [
            ("https://paper.example/dam", MAY),
            ("https://paper.example/dam", JUNE),
            ("https://copy.example/dam", JUNE),
            ("https://paper.example/note", MAY),
        ];
        assert_eq!(pages, wanted, "{path:?}");
    }
}

#[test]
fn what_is_broken_is_named_with_its_file() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("a.wacz");
    let packed: Vec<u8> = records().iter().flat_map(|record| gzip(record)).collect();
    let mut bytes = wacz(&packed, CompressionMethod::Stored);
    let middle = bytes.len() / 2;
    bytes
        .iter_mut()
        .skip(middle)
        .take(8)
        .for_each(|byte| *byte = !*byte);
    fs::write(&path, bytes).expect("room on the disk");
    let archive = Archive::open(&path).expect("an archive");
    assert_eq!(
        archive.broken().first().map(Broken::file),
        Some("archive/data.warc.gz")
    );
    assert!(
        archive.captures().len() >= 5,
        "{}",
        archive.captures().len()
    );
}

#[test]
fn what_is_no_archive_is_an_error_that_names_it() {
    let folder = TempDir::new().expect("a folder");
    for (name, bytes) in [
        ("a.wacz", b"no zip".as_slice()),
        ("b.wacz", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("room on the disk");
        let error = Archive::open(&path).expect_err("an error").to_string();
        assert!(error.contains(name), "{error}");
    }
    assert!(Archive::open(folder.path().join("none.warc")).is_err());
}

#[test]
fn archives_are_known_by_their_names() {
    for name in ["a.warc", "a.WARC.GZ", "a.warc.zst", "a.wacz"] {
        assert!(is_archive(name.as_ref()), "{name}");
    }
    for name in ["a.gz", "warc", "a.html.gz", "a.warc.txt"] {
        assert!(!is_archive(name.as_ref()), "{name}");
    }
}

/// A search through all records for each revisit would take hours here.
#[test]
fn an_archive_of_nothing_but_revisits_is_read_in_time_that_grows_with_its_length() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("many.warc");
    let seconds = |count: usize| {
        let records: Vec<u8> = (0..count)
            .flat_map(|at| {
                let refers = format!(
                    "WARC-Refers-To-Target-URI: https://paper.example/{at}/none\r\nWARC-Refers-To-Date: {MAY}\r\nWARC-Payload-Digest: sha1:{at}\r\n"
                );
                let url = format!("https://paper.example/{at}");
                record("revisit", &url, MAY, &refers, b"HTTP/1.1 304 Not Modified\r\n\r\n")
            })
            .collect();
        fs::write(&path, records).expect("room on the disk");
        let started = std::time::Instant::now();
        let archive = Archive::open(&path).expect("an archive");
        assert_eq!(archive.captures().len(), count);
        let lost = archive
            .captures()
            .iter()
            .filter(|revisit| archive.held(revisit).is_none());
        assert_eq!(lost.count(), count);
        started.elapsed().as_secs_f64()
    };
    let (some, many) = (seconds(5_000), seconds(20_000));
    // Four times as many; twice that, and half a second, for what else the machine does.
    assert!(many < 8.0 * some + 0.5, "{some} s, {many} s");
}
