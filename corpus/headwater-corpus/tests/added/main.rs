//! A corpus as its users fill it and follow it: by the program.

#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder of a test, with a store in it that is filled by the program.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn program(&self, command: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_headwater-corpus"));
        program.arg(command).arg(self.at("store"));
        program
    }

    fn add(&self, inputs: &[&Path]) -> Output {
        let mut program = self.program("add");
        program
            .args(["--vectors", "none"])
            .args(inputs)
            .output()
            .unwrap()
    }

    /// What is said of an addition that has to go well.
    fn added(&self, inputs: &[&Path]) -> String {
        said(&self.add(inputs))
    }

    fn number(&self, question: &str) -> u64 {
        let output = self
            .program("sql")
            .args([question, "--format", "csv"])
            .output()
            .unwrap();
        let text = said(&output);
        text.lines().last().unwrap().parse().unwrap()
    }

    fn spread(&self) -> Value {
        let output = self
            .program("spread")
            .args(["--format", "json"])
            .output()
            .unwrap();
        serde_json::from_str(&said(&output)).unwrap()
    }
}

fn said(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

const FERRIES: [&str; 5] = [
    "The harbour of Lowmere will be closed to ferries from Monday until the middle of May.",
    "Engineers found cracks in the northern pier during an inspection on 12 January, the port said.",
    "Repairs are expected to cost 3.2 million euros, of which the county pays about half.",
    "The ferry company Brant Line is moving its boats to the old quay in Tarrow until then.",
    "Fishermen of the bay fear that they will lose the best weeks of the whole season.",
];

const BRIDGE: [&str; 4] = [
    "The council of Harrower has voted against a new bridge over the river for the third time.",
    "Its members say that the money is needed for schools and for the roof of the town hall.",
    "A group of citizens wants to collect signatures for a vote of all who live in the town.",
    "The old bridge, built in 1911, has been closed to heavy lorries since the flood of June.",
];

fn page(url: &str, published: &str, sentences: &[&str]) -> String {
    json!({"url": url, "published": published, "text": sentences.join("\n\n")}).to_string()
}

#[test]
fn folders_json_lines_feeds_and_archives_are_read() {
    let desk = Desk::new();
    desk.write(
        "pages/ferries.md",
        format!("# Ferries stop\n\n{}\n", FERRIES.join(" ")),
    );
    desk.write(
        "pages/deep/bridge.html",
        format!("<h1>No bridge</h1><p>{}</p>", BRIDGE.join(" ")),
    );
    desk.write(
        "pages/.hidden/secret.md",
        "# Hidden\n\nWhat begins with a dot is left out.",
    );
    let lines = desk.write(
        "news.jsonl",
        page("https://post.example/1", "2022-01-10", &FERRIES),
    );
    let rss = format!(
        "<rss version='2.0'><channel><title>Post</title><item><title>Pier</title><link>https://feed.example/1</link>\
         <pubDate>Mon, 10 Jan 2022 08:00:00 GMT</pubDate><description>{}</description></item></channel></rss>",
        FERRIES.join(" ")
    );
    let feed = desk.write("news.rss", rss);
    let body = format!(
        "<html><title>Bridge</title><p>{}</p></html>",
        BRIDGE.join(" ")
    );
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:2f1f9a0e-0000-4000-8000-000000000001>\r\n\
         WARC-Date: 2022-01-11T00:00:00Z\r\nWARC-Target-URI: https://warc.example/bridge\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let warc = desk.write("case.warc", record);
    let said = desk.added(&[&desk.at("pages"), &lines, &feed, &warc]);
    assert_eq!(
        said,
        "5 added, 0 already there, 0 without text, 0 unreadable\n"
    );
    assert_eq!(
        desk.number("SELECT count(*) FROM documents WHERE month = '2022-01'"),
        2
    );
    let fetched = "SELECT count(*) FROM documents WHERE fetched = '2022-01-11T00:00:00Z' AND site = 'warc.example'";
    assert_eq!(desk.number(fetched), 1);
    let again = desk.added(&[&desk.at("pages"), &lines, &feed, &warc]);
    assert_eq!(
        again,
        "0 added, 5 already there, 0 without text, 0 unreadable\n"
    );
    assert_eq!(desk.number("SELECT count(*) FROM documents"), 5);
}

#[test]
fn the_rows_are_the_same_however_many_threads_there_are() {
    let lines = |count: usize| -> String {
        let page = |at| {
            page(
                &format!("https://post.example/{at}"),
                "2022-01-10",
                &FERRIES[at % 4..],
            )
        };
        (0..count).map(|at| page(at) + "\n").collect()
    };
    let rows = |threads: &str| {
        let desk = Desk::new();
        let input = desk.write("news.jsonl", lines(60));
        let mut program = desk.program("add");
        let output = program
            .args(["--vectors", "none", "--threads", threads])
            .arg(input)
            .output()
            .unwrap();
        said(&output);
        let all = desk
            .program("sql")
            .args(["SELECT * FROM sentences", "--format", "csv"])
            .output()
            .unwrap();
        said(&all)
    };
    assert_eq!(rows("1"), rows("4"));
}

#[test]
fn what_cannot_be_read_is_named_and_passed_over() {
    let desk = Desk::new();
    let wrong_dates = ["0000-00-00", "9999-12-31", "2022-13-45", "yesterday"];
    let mut lines = String::from("{\"url\": 1\n[]\n{\"title\": \"no text\"}\n{\"text\": \" \"}\n");
    lines += &"[".repeat(100_000);
    lines += "\n";
    for (at, date) in wrong_dates.iter().enumerate() {
        lines += &page(&format!("https://post.example/{at}"), date, &FERRIES);
        lines.push('\n');
    }
    let lines = desk.write("news.jsonl", lines);
    let bytes = desk.write("bytes.txt", b"\0\0\xFF\xFE\x00 broken \xC3\x28 bytes");
    let cut = desk.write("cut.warc.gz", b"\x1F\x8B\x08\x00\x00");
    let laughs = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><item>\
        <description>&b;</description></item></channel></rss>";
    let laughs = desk.write("laughs.rss", laughs);
    let output = desk.add(&[&lines, &bytes, &cut, &laughs, &desk.at("missing")]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = said(&output);
    assert!(
        said.starts_with("4 added") || said.starts_with("5 added"),
        "{said}{errors}"
    );
    for named in [
        "news.jsonl:1",
        "news.jsonl:2",
        "news.jsonl:3",
        "news.jsonl:4",
        "news.jsonl:5",
        "missing",
    ] {
        assert!(errors.contains(named), "{named}: {errors}");
    }
    assert_eq!(
        desk.number("SELECT count(*) FROM documents WHERE day IS NOT NULL"),
        0
    );
    assert_eq!(
        desk.number("SELECT count(*) FROM documents WHERE month = 'unknown'"),
        desk.number("SELECT count(*) FROM documents")
    );
}

#[test]
fn copies_and_quotations_are_followed_in_the_order_of_time() {
    let desk = Desk::new();
    let mut reworded = FERRIES.map(|sentence| sentence.replace("is", "was"));
    reworded.reverse();
    let reworded: Vec<&str> = reworded[..3]
        .iter()
        .map(String::as_str)
        .chain(BRIDGE[..1].iter().copied())
        .collect();
    let quoting = [
        BRIDGE[1],
        BRIDGE[2],
        BRIDGE[3],
        BRIDGE[0],
        "The mayor called it a disgrace for all of the valley.",
        FERRIES[2],
    ];
    let lines = [
        page("https://later.example/copy", "2022-01-12", &FERRIES),
        page(
            "https://first.example/ferries",
            "2022-01-10T06:00:00Z",
            &FERRIES,
        ),
        page(
            "https://other.example/reworded",
            "2022-01-10T09:00:00Z",
            &reworded,
        ),
        page("https://far.example/bridge", "2022-01-11", &quoting),
        page(
            "https://alone.example/",
            "2022-01-11",
            &["A kite festival on the dunes of Selby drew some forty children and their parents."],
        ),
    ];
    let input = desk.write("news.jsonl", lines.join("\n"));
    desk.added(&[&input]);
    let spread = desk.spread();
    let id = |url: &str| {
        let documents = spread["documents"].as_array().unwrap();
        let found = documents.iter().find(|document| document["url"] == url);
        found.unwrap_or_else(|| panic!("{url}: {documents:?}"))["id"].clone()
    };
    let edge = |from: &str, to: &str| {
        let (from, to) = (id(from), id(to));
        let edges = spread["edges"].as_array().unwrap();
        let edge = edges
            .iter()
            .find(|edge| edge["from"] == from && edge["to"] == to);
        edge.unwrap_or_else(|| panic!("{edges:?}")).clone()
    };
    let copy = edge(
        "https://first.example/ferries",
        "https://later.example/copy",
    );
    assert_eq!(
        (&copy["kind"], &copy["directed"]),
        (&json!("copy"), &json!(true))
    );
    let near = edge(
        "https://first.example/ferries",
        "https://other.example/reworded",
    );
    assert_eq!(
        (&near["kind"], &near["sentences"]),
        (&json!("near-copy"), &json!(3))
    );
    let quoted = edge(
        "https://first.example/ferries",
        "https://far.example/bridge",
    );
    assert_eq!(
        (&quoted["kind"], &quoted["sentences"]),
        (&json!("quotation"), &json!(1))
    );
    let family = &spread["families"][0];
    assert_eq!(family["first"], id("https://first.example/ferries"));
    assert_eq!(family["documents"].as_array().unwrap().len(), 3);
    let urls: Vec<&str> = spread["documents"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["url"].as_str())
        .collect();
    assert!(!urls.contains(&"https://alone.example/"), "{urls:?}");
}

/// Many copies of one text are one family, and their number of edges does not grow with its square.
#[test]
fn many_copies_of_one_document_are_followed_in_linear_time() {
    const COPIES: usize = 3_000;
    let desk = Desk::new();
    let page = |at: usize| {
        page(
            &format!("https://site-{at}.example/"),
            "2022-01-10",
            &FERRIES,
        ) + "\n"
    };
    let input = desk.write("news.jsonl", (0..COPIES).map(page).collect::<String>());
    desk.added(&[&input]);
    let spread = desk.spread();
    let family = &spread["families"][0];
    assert_eq!(family["documents"].as_array().unwrap().len(), COPIES);
    assert_eq!(family["capped"], true);
    assert!(spread["edges"].as_array().unwrap().len() < 2 * COPIES);
}

/// The program is killed 100 times at times spread over an addition. The store holds whole additions alone, and the next one
/// completes it.
#[cfg(unix)]
#[test]
fn an_addition_that_is_killed_is_not_there() {
    const KILLS: u32 = 100;
    let desk = Desk::new();
    let whole = Desk::new();
    let page = |at: usize| {
        page(
            &format!("https://site-{at}.example/"),
            "2022-01-10",
            &FERRIES[at % 3..],
        ) + "\n"
    };
    let lines: String = (0..200).map(page).collect();
    let begin = Instant::now();
    whole.added(&[&whole.write("news.jsonl", &lines)]);
    let usual = begin.elapsed();
    let input = desk.write("news.jsonl", &lines);
    let first = desk.write("first.jsonl", page(500));
    desk.added(&[&first]);
    for kill in 0..KILLS {
        let mut program = desk.program("add");
        program.args(["--vectors", "none"]).arg(&input);
        let mut child = program
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(usual * kill / KILLS + Duration::from_millis(1));
        child.kill().unwrap();
        child.wait().unwrap();
        // To open it is to look at every file that is listed.
        let is_done = fs::read_dir(desk.at("store/manifests")).unwrap().count() > 1;
        if is_done || kill % 10 == 0 {
            let documents = desk.number("SELECT count(*) FROM documents");
            assert_eq!(documents, if is_done { 201 } else { 1 });
        }
        if is_done {
            fs::remove_dir_all(desk.at("store")).unwrap();
            desk.added(&[&first]);
        }
    }
    desk.added(&[&input]);
    assert_eq!(desk.number("SELECT count(*) FROM documents"), 201);
    assert_eq!(
        desk.number("SELECT count(DISTINCT document) FROM documents"),
        201
    );
}
