//! A second capture into the same archive, copies in other archives, and captures that were broken off.

use std::fs::{self, File};

use headwater_capture::{Capture, Note};

use crate::common::{Case, STORY, crawl, statuses};
use crate::server::{Asked, Server, answer, missing, page, redirect};

const HOST: &str = "paper.example";
const NEWER: &str = "<h1>The dam broke</h1><p>The dam above Orlin broke at noon, the river office said on Tuesday.</p>";

fn wants_only_news(asked: &Asked) -> bool {
    asked.field("If-None-Match") == Some("\"v1\"")
        && asked.field("If-Modified-Since") == Some("Sun, 04 May 2031 10:00:00 GMT")
}

#[test]
fn a_second_capture_asks_for_what_is_new_and_keeps_what_was_there() {
    let server = Server::start(|asked, out| {
        let fields = "Content-Type: text/html\r\nETag: \"v1\"\r\nLast-Modified: Sun, 04 May 2031 10:00:00 GMT\r\n";
        let bytes = match asked.path.as_str() {
            "/robots.txt" => missing(),
            "/same" if wants_only_news(asked) => {
                b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n".to_vec()
            }
            "/changed" if wants_only_news(asked) => page(NEWER),
            _ => answer("200 OK", fields, STORY),
        };
        let _ = out.write_all(&bytes);
    });
    let case = Case::new();
    let urls = [server.url(HOST, "/same"), server.url(HOST, "/changed")];
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let first = case.cited(crawl(&[HOST]), &urls);
    let second = case.cited(crawl(&[HOST]), &urls);
    assert_eq!(statuses(&second), ["read", "read"]);
    assert_eq!(server.count("/same"), 2);

    let archive = case.archive();
    assert_eq!(archive.broken(), []);
    let body = |note: &Note| {
        let capture = archive.noted(note).expect("a capture");
        String::from_utf8(
            archive
                .payload(capture)
                .expect("a payload")
                .bytes()
                .to_vec(),
        )
        .expect("text")
    };
    assert_eq!([body(&second[0]), body(&second[1])], [STORY, NEWER]);
    assert_eq!([body(&first[0]), body(&first[1])], [STORY, STORY]);
    // The page that is as it was counts as a page, and has its bytes in the first capture.
    let same = archive.noted(&second[0]).expect("a capture");
    assert!(same.is_page());
    let file = |capture: &Capture| archive.file_of(capture).to_owned();
    assert_eq!(file(same), "archive/data-2.warc.gz");
    assert_eq!(
        file(&archive.held(same).expect("a record")),
        "archive/data.warc.gz"
    );
    // What the archive says of its pages is what the second capture says.
    assert_eq!(archive.notes().skip(1).cloned().collect::<Vec<_>>(), second);
    let verified = headwater_capture::verify(case.path(), &[], &[]).expect("an archive");
    assert_eq!(verified.faults(), [] as [String; 0]);
}

/// An archive that has copies of the page of two days, and says so.
fn copies() -> Server {
    Server::start(|asked, out| {
        let host = asked.field("Host").unwrap_or_default();
        let copy = |day: &str, body: &str| {
            answer(
                "200 OK",
                &format!("Content-Type: text/html\r\nMemento-Datetime: {day}\r\n"),
                body,
            )
        };
        let path = asked.path.as_str();
        let bytes = if path == "/robots.txt" {
            missing()
        } else if let Some(page) = path
            .strip_prefix("/gate/")
            .filter(|page| !page.contains("unknown"))
        {
            let near = asked.field("Accept-Datetime").unwrap_or_default();
            let time = if near.contains("2031") {
                "20310504100000"
            } else {
                "20400101000000"
            };
            redirect(&format!("http://{host}/web/{time}/{page}"))
        } else if path.starts_with("/map/") && path.contains("listed") {
            let list = format!(
                "<http://a.example/>; rel=\"original\",\n\
                 <http://{host}/web/20310504100000/listed>; rel=\"first memento\"; datetime=\"Sun, 04 May 2031 10:00:00 GMT\",\n\
                 <http://{host}/web/20400101000000/listed>; rel=\"memento\"; datetime=\"Sun, 01 Jan 2040 00:00:00 GMT\""
            );
            answer("200 OK", "Content-Type: application/link-format\r\n", list)
        } else if path.starts_with("/web/20310504100000id_/") {
            copy("Sun, 04 May 2031 10:00:00 GMT", STORY)
        } else if path.starts_with("/web/") {
            copy("Sun, 01 Jan 2040 00:00:00 GMT", NEWER)
        } else {
            missing()
        };
        let _ = out.write_all(&bytes);
    })
}

#[test]
fn a_page_that_is_gone_is_read_from_the_copy_that_is_nearest_to_the_article() {
    let (server, copies) = (
        Server::start(|_, out| drop(out.write_all(&missing()))),
        copies(),
    );
    let archived = "copies.example";
    let gate = copies.url(archived, "/gate/");
    let map = copies.url(archived, "/map/");
    let article = |day: &str| {
        let links = ["gone", "unknown", "unknown-but-listed"]
            .map(|page| server.url(HOST, &format!("/{page}")));
        let [a, b, c] = links;
        format!(
            "---\ndate: {day}\n---\n# The dam\n\nIt [held]({a}), and [so did](<{b}>) the other, [they say](<{c}>).\n"
        )
    };
    for (day, wanted, text) in [
        ("2031-05-06", "2031-05-04T10:00:00Z", STORY),
        ("2041-01-01", "2040-01-01T00:00:00Z", NEWER),
    ] {
        let case = Case::new();
        let crawl = crawl(&[HOST, archived]).mementos(Some(gate.clone()), Some(map.clone()));
        let notes = case.sources(crawl, "article.md", article(day).as_bytes());
        assert_eq!(statuses(&notes), ["dead"; 3]);
        let times: Vec<Option<&str>> = notes.iter().map(Note::memento).collect();
        assert_eq!(times, [Some(wanted), None, Some(wanted)], "{day}");
        assert!(
            notes[0]
                .fetched_from()
                .starts_with(&copies.url(archived, "/web/20"))
        );
        assert!(notes[0].has_text() && !notes[1].has_text());
        let archive = case.archive();
        let capture = archive.noted(&notes[0]).expect("a capture");
        assert_eq!(
            archive.payload(capture).expect("a payload").bytes(),
            text.as_bytes()
        );
    }
}

#[test]
fn a_capture_that_was_broken_off_at_any_byte_goes_on_without_asking_again() {
    let site = || {
        Server::start(|asked, out| {
            let bytes = match asked.path.as_str() {
                "/robots.txt" => missing(),
                "/old" => redirect("/new"),
                path => page(format!(
                    "{STORY}<p>This page is {path} of the river office.</p>"
                )),
            };
            let _ = out.write_all(&bytes);
        })
    };
    let server = site();
    let urls: Vec<String> = ["/a", "/b", "/old", "/c"]
        .map(|path| server.url(HOST, path))
        .to_vec();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let whole = Case::new();
    let notes = whole.cited(crawl(&[HOST]), &urls);
    assert_eq!(statuses(&notes), ["read"; 4]);
    // The file of the capture before it was packed is the one within the archive.
    let archive = whole.archive();
    let warc = whole.member("archive/data.warc.gz");
    let ends: Vec<u64> = archive
        .captures()
        .iter()
        .filter_map(|capture| {
            Some((
                capture.url().to_owned(),
                capture.place().offset + capture.place().length?,
            ))
        })
        .map(|(_, end)| end)
        .collect();
    for cut in (0..warc.len()).step_by(97).chain([warc.len()]) {
        let case = Case::new();
        let partial = case.path().with_extension("partial.warc.gz");
        fs::write(&partial, &warc[..cut]).expect("room");
        let before = server.asked().len();
        let again = case.cited(crawl(&[HOST]).resume(true), &urls);
        assert_eq!(statuses(&again), ["read"; 4], "cut at {cut}");
        // What was whole is not asked for again; all else is.
        let kept = ends.iter().filter(|end| **end <= cut as u64).count();
        let kept_pages = kept.saturating_sub(usize::from(kept > 0));
        let asked = server.asked().len() - before;
        assert_eq!(asked, ends.len() - 1 - kept_pages, "cut at {cut}");
        assert!(!partial.exists());
        let verified = headwater_capture::verify(case.path(), &[], &[]).expect("an archive");
        assert_eq!(verified.faults(), [] as [String; 0], "cut at {cut}");
    }
}

#[test]
fn what_was_broken_off_is_not_written_over() {
    let case = Case::new();
    let partial = case.path().with_extension("partial.warc.gz");
    File::create(&partial).expect("room");
    let failed = case.try_sources(crawl(&[]), "article.md", b"# The dam\n\nIt held.");
    let message = failed.expect_err("a refusal").to_string();
    assert!(message.contains("--resume"), "{message}");
    assert!(partial.exists());
    // There may be nothing to go on with.
    fs::remove_file(&partial).expect("a file");
    let notes = case.sources(
        crawl(&[]).resume(true),
        "article.md",
        b"# The dam\n\nIt held.",
    );
    assert_eq!(statuses(&notes), [] as [&str; 0]);
}
