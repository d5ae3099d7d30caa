//! A corpus as its users ask it: by the program.

#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::io::Read;
use std::process::{Command, Output, Stdio};

use headwater::document::{Hints, read};
use headwater_corpus::rows::{Given, Prepared};
use headwater_corpus::store::{Addition, Store};
use headwater_embed::Model;
use tempfile::TempDir;

const PAGES: [(&str, &str, &str); 3] = [
    (
        "lowmere-post.example",
        "2022-01-13",
        "# Harbour closed\n\nThe harbour of Lowmere was closed on 12 January because of the storm.\n",
    ),
    (
        "hafenblatt.example",
        "2022-01-14",
        "# Sturm\n\nDer Hafen von Lowmere wurde am 12. Januar wegen des Sturms geschlossen.\n",
    ),
    (
        "diario.example",
        "2022-01-16",
        "# Tormenta\n\nEl puerto de Lowmere fue cerrado el 14 de enero a causa de la tormenta.\n",
    ),
];

#[tokio::main(flavor = "current_thread")]
async fn harbour() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let model = Model::embedded().unwrap();
    let store = Store::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut addition = Addition::begin(store).await.unwrap();
    for (site, published, text) in PAGES {
        let hints = Hints::new("page.md".to_owned()).url(format!("https://{site}/page"));
        let given = Given {
            published: Some(published.to_owned()),
            ..Given::default()
        };
        let document = read(text.as_bytes(), &hints).unwrap();
        addition
            .add(Prepared::of(document, given).embedded(&model))
            .await
            .unwrap();
    }
    addition.publish().await.unwrap();
    folder
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_headwater-corpus"))
}

fn run(command: &str, folder: &TempDir, arguments: &[&str]) -> Output {
    program()
        .arg(command)
        .arg(folder.path())
        .args(arguments)
        .output()
        .unwrap()
}

fn said(command: &str, folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(command, folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_story_is_searched_put_in_order_and_counted() {
    let folder = harbour();
    let found = said(
        "search",
        &folder,
        &[
            "harbour closed by a storm",
            "--language",
            "de",
            "--from",
            "2022",
        ],
    );
    assert!(
        found.starts_with("1. Sturm\n   hafenblatt.example · de · 2022-01-14 · "),
        "{found}"
    );
    assert!(
        found.ends_with("Looked in documents of: de (1).\n"),
        "{found}"
    );
    let json = said(
        "search",
        &folder,
        &[
            "harbour closed by a storm",
            "--format",
            "json",
            "--most",
            "2",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["found"].as_array().unwrap().len(), 2);

    let query = "the harbour of Lowmere closed because of the storm";
    let told = said("timeline", &folder, &[query]);
    assert!(
        told.contains("≠ 2022-01-14 (e2) by diario.example"),
        "{told}"
    );
    for (format, begin) in [
        ("json", "{\n  \"schema\": \"headwater.corpus-timeline/1\""),
        ("csv", "event,date,first,last,"),
        ("ics", "BEGIN:VCALENDAR\r\n"),
        ("svg", "<svg xmlns="),
    ] {
        let told = said("timeline", &folder, &[query, "--format", format]);
        assert!(told.starts_with(begin), "{told}");
    }

    let question =
        "SELECT language, count(*) AS n FROM documents GROUP BY language ORDER BY language";
    let counted = said("sql", &folder, &[question, "--format", "csv"]);
    assert_eq!(counted, "language,n\r\nde,1\r\nen,1\r\nes,1\r\n");
}

#[test]
fn what_cannot_be_done_is_one_clear_line() {
    let folder = harbour();
    let empty = tempfile::tempdir().unwrap();
    for (command, folder, arguments, expected) in [
        ("search", &folder, &["  "][..], "the query has no words"),
        (
            "search",
            &folder,
            &["ferry", "--from", "May"],
            "\"May\" is no date such as 2022, 2022-01",
        ),
        (
            "timeline",
            &empty,
            &["ferry"],
            "there is no corpus; headwater corpus add makes one",
        ),
        (
            "sql",
            &folder,
            &["DROP TABLE documents"],
            "a question only reads the tables",
        ),
        (
            "sql",
            &folder,
            &["SELECT nothing FROM documents"],
            "nothing",
        ),
    ] {
        let output = run(command, folder, arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(
            errors.starts_with("headwater corpus: ") && errors.contains(expected),
            "{errors}"
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_fault() {
    let folder = harbour();
    let question = "SELECT value FROM generate_series(1, 3000000)";
    let mut child = program()
        .args([
            "sql",
            folder.path().to_str().unwrap(),
            question,
            "--format",
            "json",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 12];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"{\"value\":1}\n");
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}
