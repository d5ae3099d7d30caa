//! Web archives as input: pages by their addresses, and what is broken named.

use std::fs;

use serde_json::Value;

use crate::common::{Folder, headwater, headwater_with};

fn response(url: &str, http: &str, body: &str) -> String {
    let block = format!("HTTP/1.1 {http}\r\n\r\n{body}");
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-05-04T10:00:00Z\r\n\
         Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

const HTML: &str = "200 OK\r\nContent-Type: text/html; charset=utf-8";

fn archive() -> String {
    [
        response(
            "https://post.example/dam",
            HTML,
            "<p>The dam above Orlin held through the night, the river office said on Monday.</p>\
             <p>The water rose by 40 centimetres in an hour, more than ever before.</p>",
        ),
        response(
            "https://post.example/old",
            "301 Moved\r\nLocation: /dam",
            "",
        ),
        response(
            "https://post.example/i.png",
            "200 OK\r\nContent-Type: image/png",
            "PNG",
        ),
        response(
            "https://post.example/shops",
            HTML,
            "<p>The shops of the harbour stay shut until the end of the week, the mayor said.</p>",
        ),
    ]
    .concat()
}

#[test]
fn every_page_of_an_archive_is_read_with_its_address() {
    let folder = Folder::new();
    let path = folder.path().join("case.warc");
    fs::write(&path, archive()).unwrap();
    let out = headwater(&["read", path.to_str().unwrap()]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let urls: Vec<String> = out
        .stdout
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["url"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        urls,
        ["https://post.example/dam", "https://post.example/shops"]
    );
}

#[test]
fn a_list_may_name_an_archive_in_either_form() {
    let folder = Folder::new();
    let path = folder.path().join("case.warc");
    fs::write(&path, archive()).unwrap();
    let path = path.to_str().unwrap();
    let entry = serde_json::json!({ "path": path });
    for list in [path.to_owned(), entry.to_string()] {
        let out = headwater_with(&["read", "--batch"], format!("{list}\n").as_bytes());
        assert_eq!(out.code, 0, "{}", out.stderr);
        assert_eq!(out.stdout.lines().count(), 2, "{list}");
    }
}

#[test]
fn what_is_broken_in_an_archive_is_said_and_the_rest_is_read() {
    let folder = Folder::new();
    let path = folder.path().join("case.warc");
    let broken = archive().replacen("Content-Length", "Content-Width", 1);
    fs::write(&path, broken).unwrap();
    let out = headwater(&["read", path.to_str().unwrap()]);
    assert_eq!(out.code, 2, "{}", out.stderr);
    assert_eq!(out.stdout.lines().count(), 2, "{}", out.stdout);
    assert!(
        out.stderr
            .contains("byte 0: the record has no Content-Length"),
        "{}",
        out.stderr
    );
}

#[test]
fn an_article_is_traced_to_the_pages_of_an_archive_that_it_cites() {
    let folder = Folder::new();
    let path = folder.path().join("case.warc");
    fs::write(&path, archive()).unwrap();
    let article = folder.path().join("article.md");
    let text = "The dam above Orlin [held through the night](https://post.example/old), the river office said on \
        Monday. The water rose by 50 centimetres in an hour.";
    fs::write(&article, text).unwrap();
    let sources = |text: &str| {
        fs::write(&article, text).unwrap();
        let (article, path) = (article.to_str().unwrap(), path.to_str().unwrap());
        let out = headwater(&["trace", article, "--source", path, "--format", "json"]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let trace: Value = serde_json::from_str(&out.stdout).unwrap();
        let urls = trace["sources"].as_array().unwrap().iter();
        let urls: Vec<String> = urls
            .map(|source| source["url"].as_str().unwrap().to_owned())
            .collect();
        (urls, trace)
    };
    // The redirect leads to the page, and the page is no other source.
    let (urls, trace) = sources(text);
    assert_eq!(urls, ["https://post.example/old"]);
    assert_eq!(trace["summary"]["differs"], 1, "{}", trace["summary"]);
    // Without a link to any, all pages may be meant.
    let (urls, _) = sources("The dam above Orlin held through the night.");
    assert_eq!(
        urls,
        ["https://post.example/dam", "https://post.example/shops"]
    );
}
