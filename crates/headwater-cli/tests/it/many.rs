//! Many documents at one go: what a folder of saved pages becomes.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::{Folder, Out, headwater, headwater_with};

/// The lines of JSON that the program wrote.
fn lines(out: &Out) -> Vec<Value> {
    let lines = out.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn page(story: &str) -> String {
    format!("<html lang=en><h1>Orlin</h1><p>{story}</p></html>")
}

#[test]
fn a_folder_becomes_a_line_a_document_in_order_of_their_names() {
    let folder = Folder::new();
    for name in ["c", "a", "b"] {
        folder.write(&format!("{name}.html"), page(&format!("Gate {name} held.")));
    }
    folder.write("d.png", "no document");
    let out = headwater(&["read", folder.path().to_str().unwrap(), "--jobs", "2"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let texts: Vec<String> = lines(&out)
        .iter()
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        texts,
        [
            "Orlin\n\nGate a held.",
            "Orlin\n\nGate b held.",
            "Orlin\n\nGate c held."
        ]
    );
}

#[test]
fn what_cannot_be_read_is_listed_at_the_end_and_stops_nothing() {
    let folder = Folder::new();
    let good = folder.write("good.md", "It held.");
    let empty = folder.write("empty.md", " ");
    let missing = format!("{}/missing.md", folder.path().display());
    let out = headwater(&["read", &missing, &empty, &good]);
    assert_eq!(out.code, 2);
    let lines = lines(&out);
    assert_eq!(lines[0]["location"], missing.as_str());
    assert!(lines[0]["error"].as_str().unwrap().contains("no such file"));
    assert!(
        lines[1]["error"]
            .as_str()
            .unwrap()
            .contains("holds no text")
    );
    assert_eq!(lines[2]["text"], "It held.");
    let said: Vec<&str> = out.stderr.lines().collect();
    assert_eq!(said.len(), 3, "{}", out.stderr);
    assert!(said[2].contains("2 of 3 documents could not be read"));
}

#[test]
fn a_list_on_standard_input_names_documents_and_where_they_came_from() {
    let folder = Folder::new();
    let one = folder.write("one.md", "[a](/b) held.");
    let two = folder.write("two.md", "It fell.");
    let listed = serde_json::json!({ "path": one, "url": "https://post.example/x" });
    let out = headwater_with(
        &["read", "--batch"],
        format!("{listed}\n\n{{broken\n{two}\n").as_bytes(),
    );
    assert_eq!(out.code, 2, "one entry is broken: {}", out.stderr);
    let lines = lines(&out);
    assert!(
        lines[1]["error"]
            .as_str()
            .unwrap()
            .contains("no entry of a list")
    );
    assert_eq!(lines[0]["links"][0]["url"], "https://post.example/b");
    assert_eq!(lines[2]["text"], "It fell.");
}

#[test]
fn a_document_over_its_deadline_fails_and_the_others_are_read() {
    let folder = Folder::new();
    let good = folder.write("good.md", "It held.");
    // Takes a second and more on any machine.
    let link = |at: usize| format!("<p><a href='https://x{at}.example/'>to page {at}</a>");
    let page: Vec<String> = (0..100_000).map(link).collect();
    let slow = folder.write("slow.html", page.concat());
    let out = headwater(&[
        "read",
        &slow,
        &good,
        &slow,
        &good,
        "--jobs",
        "1",
        "--deadline",
        "0.4",
    ]);
    assert_eq!(out.code, 2, "{}", out.stderr);
    let read = lines(&out);
    for at in [0, 2] {
        assert!(
            read[at]["error"].as_str().unwrap().contains("0.4 seconds"),
            "{}",
            read[at]
        );
    }
    assert_eq!(read[1]["text"], "It held.");
    assert_eq!(read[3]["text"], "It held.");
}

#[test]
fn a_worker_ends_when_nobody_asks_it_any_more() {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_headwater"))
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    drop(worker.stdin.take());
    let started = Instant::now();
    while worker.try_wait().unwrap().is_none() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "the worker goes on"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn several_documents_have_one_form_and_can_be_kept_in_a_file() {
    let folder = Folder::new();
    let one = folder.write("one.md", "It held.");
    let out = headwater(&["read", &one, &one, "--format", "text"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("one a line"), "{}", out.stderr);
    let kept = format!("{}/kept.jsonl", folder.path().display());
    let out = headwater(&["read", &one, &one, "--output", &kept]);
    assert_eq!((out.code, out.stdout.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(kept).unwrap().lines().count(), 2);
}
