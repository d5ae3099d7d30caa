//! Capture, the trace of what was captured, and what it says ten years later.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use headwater_capture::{Archive, Capture};
use serde_json::Value;

use crate::common::{Folder, Out, headwater, root};
use crate::server::{Server, missing, page};

const REPORT: &str = "<html lang=en><title>River office report</title><article><h1>River office report</h1>\
    <p>The dam above Orlin held through the night, the river office said on Monday. The water rose by 40 centimetres in \
    an hour, more than ever before.</p></article></html>";

/// A paper with an article, the report that it cites, and a link to nothing.
fn paper() -> Server {
    Server::start(|asked, out| {
        let article = "<html lang=en><title>Dam holds</title><article><h1>Dam holds</h1>\
            <p>The dam above Orlin <a href='/report'>held through the night</a>, the river office said on Monday. The \
            water rose by 50 centimetres in an hour.</p><p>Nobody <a href='/gone'>was hurt</a> by the flood in the \
            harbour, the mayor of the town said.</p></article></html>";
        let bytes = match asked.path.as_str() {
            "/article" => page(article),
            "/report" => page(REPORT),
            _ => missing(),
        };
        let _ = out.write_all(&bytes);
    })
}

/// Fetches from this machine, quickly, and asks no other archive.
fn fetching(args: &[&str]) -> Out {
    let always = [
        "--contact",
        "https://desk.example/contact",
        "--allow-host",
        "127.0.0.1",
        "--delay",
        "0",
        "--time-gate",
        "none",
        "--time-map",
        "none",
    ];
    headwater(&[args, &always].concat())
}

/// The capture of the report that the article cites.
fn report(archive: &Archive) -> &Capture {
    let mut all = archive.captures().iter();
    all.find(|capture| capture.url().ends_with("/report"))
        .unwrap()
}

fn path(folder: &Folder, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn what_came_of_each_page_is_said_and_the_archive_holds() {
    let (server, folder) = (paper(), Folder::new());
    let case = path(&folder, "case.wacz");
    let out = fetching(&[
        "capture",
        &server.url("127.0.0.1", "/article"),
        "--output",
        &case,
    ]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let lines: Vec<&str> = out.stdout.lines().collect();
    assert!(lines[0].starts_with("article  read "), "{}", lines[0]);
    assert!(
        lines[1].starts_with("source   read ") && lines[1].ends_with("/report"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].ends_with("/gone  (the server answered 404)"),
        "{}",
        lines[2]
    );

    let out = headwater(&["verify", &case]);
    assert_eq!((out.code, out.stderr.as_str()), (0, ""), "{}", out.stdout);
    assert!(
        out.stdout.contains("case.wacz: holds: 3 files, "),
        "{}",
        out.stdout
    );

    let out = fetching(&[
        "capture",
        &server.url("127.0.0.1", "/article"),
        "--output",
        &case,
        "--format",
        "json",
    ]);
    let notes: Vec<Value> = out
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(notes[2]["status"], "dead");
    // The archive has both captures now.
    assert_eq!(headwater(&["verify", &case]).code, 0);
}

#[test]
fn an_archive_gives_the_same_trace_again_without_asking_anybody() {
    let (server, folder) = (paper(), Folder::new());
    let case = path(&folder, "case");
    let article = server.url("127.0.0.1", "/article");
    let out = fetching(&[
        "trace", &article, "--fetch", "--case", &case, "--format", "html",
    ]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(
        out.stdout.contains("kept in archive/data.warc.gz at byte"),
        "{}",
        out.stdout
    );
    let kept = fs::read_to_string(Path::new(&case).join("trace.json")).unwrap();
    let asked = server.asked().len();

    let archive = path(&folder, "case/case.wacz");
    let again = headwater(&["trace", &archive, "--format", "json"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(again.stdout, kept);
    assert_eq!(server.asked().len(), asked);

    let trace: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(trace["article"]["location"], article.as_str());
    assert_eq!(trace["summary"]["differs"], 1);
    let sources = &trace["sources"];
    assert_eq!(sources[0]["capture"]["status"], "read");
    assert_eq!(sources[1]["capture"]["status"], "dead");
    assert_eq!(sources[1]["status"], "unreachable");
    // What is said of a record is so.
    let record = &sources[0]["capture"]["record"];
    let opened = Archive::open(&archive).unwrap();
    let capture = report(&opened);
    assert_eq!(record["offset"], capture.place().offset);
    assert_eq!(record["length"], capture.place().length.unwrap());
    let digest = format!(
        "sha256:{}",
        sources[0]["capture"]["sha256"].as_str().unwrap()
    );
    assert_eq!(capture.digest(), Some(digest.as_str()));

    let out = headwater(&["verify", &case]);
    assert_eq!(out.code, 0, "{}", out.stdout);
    // The article, the report, and what was answered in place of the page that is gone.
    assert!(
        out.stdout
            .contains("and 3 places of the trace were checked"),
        "{}",
        out.stdout
    );
}

#[test]
fn what_was_changed_afterwards_is_found_and_not_traced_to() {
    let (server, folder) = (paper(), Folder::new());
    let case = path(&folder, "case");
    fetching(&[
        "trace",
        &server.url("127.0.0.1", "/article"),
        "--fetch",
        "--case",
        &case,
    ]);
    // Somebody who knows the format changes the figure in the source, and no digest.
    let archive = path(&folder, "case/case.wacz");
    let opened = Archive::open(&archive).unwrap();
    let capture = report(&opened);
    let place = capture.place();
    let warc = member(&archive, "archive/data.warc.gz");
    let (start, end) = (
        usize::try_from(place.offset).unwrap(),
        usize::try_from(place.offset + place.length.unwrap()).unwrap(),
    );
    let mut record = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(&warc[start..end]),
        &mut record,
    )
    .unwrap();
    let record = String::from_utf8(record)
        .unwrap()
        .replace("40 centimetres", "50 centimetres");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, record.as_bytes()).unwrap();
    let forged = [&warc[..start], &packed.finish().unwrap(), &warc[end..]].concat();
    let forgery = folder.write("case/case.warc.gz", forged);
    fs::remove_file(&archive).unwrap();

    let out = headwater(&["verify", &case]);
    assert_eq!(out.code, 1, "{}", out.stdout);
    assert!(
        out.stdout
            .contains("/report): its block is not what its digest says"),
        "{}",
        out.stdout
    );
    assert!(
        out.stdout
            .contains("/report): its payload is not what its digest says"),
        "{}",
        out.stdout
    );
    let out = headwater(&["trace", &forgery, "--format", "json"]);
    let trace: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(trace["sources"][0]["status"], "unreadable");
    assert_eq!(trace["summary"]["supported"], 0);
    assert!(
        out.stderr.contains("not those that were captured"),
        "{}",
        out.stderr
    );
}

fn member(archive: &str, name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(fs::File::open(archive).unwrap()).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
    bytes
}

#[test]
fn files_of_the_user_are_traced_from_the_archive_too() {
    let (server, folder) = (paper(), Folder::new());
    let gone = server.url("127.0.0.1", "/gone");
    let article = folder.write(
        "article.md",
        format!(
            "The dam above Orlin [held through the night]({gone}), the river office said on Monday."
        ),
    );
    let report = folder.write("report.html", REPORT);
    let case = path(&folder, "case");
    let tied = format!("{gone}={report}");
    let out = fetching(&[
        "trace", &article, "--source", &tied, "--fetch", "--case", &case, "--format", "json",
    ]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let trace: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(trace["article"]["location"], "article.md");
    assert_eq!(trace["sources"][0]["location"], "report.html");
    assert_eq!(trace["sources"][0]["url"], gone.as_str());
    // What the user has is not fetched.
    assert_eq!(
        (
            trace["sources"].as_array().unwrap().len(),
            server.count("/gone")
        ),
        (1, 0)
    );
    assert_eq!(trace["summary"]["supported"], 1, "{}", trace["summary"]);
    let again = headwater(&[
        "trace",
        &path(&folder, "case/case.wacz"),
        "--format",
        "json",
    ]);
    assert_eq!(again.stdout, out.stdout);
}

#[test]
fn of_several_articles_each_is_traced_to_its_own_sources() {
    let (server, folder) = (paper(), Folder::new());
    let case = path(&folder, "case.wacz");
    let report = server.url("127.0.0.1", "/report");
    let other = folder.write(
        "other.md",
        format!("The dam above Orlin [held through the night]({report})."),
    );
    let third = folder.write(
        "third.md",
        "Nobody cites anything here, the mayor of the town said.",
    );
    let same = folder.write(
        "same.md",
        format!("The river office [said so]({report}) in its report on Monday."),
    );
    let out = fetching(&["capture", &other, &third, &same, "--output", &case]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert_eq!(server.count("/report"), 1);
    let sources = |args: &[&str]| {
        let out = headwater(&[&["trace", &case, "--format", "json"], args].concat());
        let trace: Value = serde_json::from_str(&out.stdout).unwrap_or_default();
        let count = trace["sources"].as_array().map_or(0, Vec::len);
        (
            trace["article"]["location"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            count,
            out,
        )
    };
    let (first, count, out) = sources(&[]);
    assert_eq!((first.as_str(), count), ("other.md", 1));
    assert!(out.stderr.contains("several articles"), "{}", out.stderr);
    let (picked, count, out) = sources(&["--article", "third.md"]);
    assert_eq!(
        (picked.as_str(), count, out.stderr.as_str()),
        ("third.md", 0, "")
    );
    let (picked, count, _) = sources(&["--article", "same.md"]);
    assert_eq!((picked.as_str(), count), ("same.md", 1));
    let (_, _, out) = sources(&["--article", "fourth.md"]);
    assert_eq!(out.code, 2);
    assert!(
        out.stderr.contains("other.md, third.md, same.md"),
        "{}",
        out.stderr
    );
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let folder = Folder::new();
    let case = path(&folder, "case.wacz");
    let article = folder.write("article.md", "It held.");
    let cases: [(&[&str], &str); 6] = [
        (&["capture", &article, "--output", &case], "--contact"),
        (
            &[
                "capture",
                &article,
                "--output",
                "case.zip",
                "--contact",
                "a@b.example",
            ],
            ".wacz",
        ),
        (
            &[
                "capture",
                "none.md",
                "--output",
                &case,
                "--contact",
                "a@b.example",
            ],
            "no such file",
        ),
        (&["trace", "https://paper.example/dam"], "add --fetch"),
        (
            &["trace", &case, "--fetch", "--contact", "a@b.example"],
            "leave --fetch out",
        ),
        (&["verify", &case], "No such file"),
    ];
    for (args, wanted) in cases {
        let out = headwater(args);
        assert_eq!(out.code, 2, "{args:?}: {}", out.stderr);
        assert!(out.stderr.contains(wanted), "{args:?}: {}", out.stderr);
        assert_eq!(out.stderr.lines().count(), 1, "{}", out.stderr);
    }
    // An article that is not there is kept as such, and said.
    let server = paper();
    let out = fetching(&[
        "capture",
        &server.url("127.0.0.1", "/nothing"),
        "--output",
        &case,
    ]);
    assert_eq!(out.code, 2, "{}", out.stderr);
    assert!(out.stdout.starts_with("article  dead "), "{}", out.stdout);
    let out = headwater(&["trace", &case]);
    assert_eq!(out.code, 2);
    assert!(
        out.stderr.contains("the server answered 404"),
        "{}",
        out.stderr
    );
}

/// A capture of what an article cites, without a pause that anybody would notice.
fn quick(article: &str, case: &str) -> Vec<String> {
    let all = [
        "capture",
        article,
        "--output",
        case,
        "--contact",
        "a@desk.example",
        "--allow-host",
        "127.0.0.1",
        "--delay",
        "0.002",
        "--time-gate",
        "none",
        "--time-map",
        "none",
    ];
    all.map(str::to_owned).to_vec()
}

fn run(args: &[String]) -> Out {
    headwater(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

/// How often the program is ended while it captures.
const KILLS: u64 = 200;

#[test]
fn a_capture_that_is_killed_at_any_time_loses_nothing_that_was_whole() {
    let server = Server::start(|asked, out| {
        let text = format!(
            "<p>The page {} of the river office says that the dam held.</p>",
            asked.path
        )
        .repeat(40);
        let bytes = if asked.path == "/robots.txt" {
            missing()
        } else {
            page(text)
        };
        let _ = out.write_all(&bytes);
    });
    let links = |first: u64| -> String {
        let pages = (0..12).map(|at| server.url("127.0.0.1", &format!("/page-{first}-{at}")));
        let lines: Vec<String> = pages
            .map(|url| format!("The dam [held]({url}), they say."))
            .collect();
        lines.join("\n\n")
    };
    // How long a capture takes that nobody kills.
    let folder = Folder::new();
    let article = folder.write("article.md", links(KILLS));
    let started = Instant::now();
    assert_eq!(run(&quick(&article, &path(&folder, "case.wacz"))).code, 0);
    let whole_time = started.elapsed();

    let mut seen_partly = 0;
    for kill in 0..KILLS {
        let folder = Folder::new();
        let article = folder.write("article.md", links(kill));
        let case = path(&folder, "case.wacz");
        let args = quick(&article, &case);
        let mut child = Command::new(env!("CARGO_BIN_EXE_headwater"))
            .args(&args)
            .current_dir(root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Times that are spread over all of it, in an order that tells nothing.
        sleep(whole_time.mul_f64((kill * 79 % KILLS) as f64 / KILLS as f64));
        child.kill().unwrap();
        child.wait().unwrap();

        let partial = path(&folder, "case.partial.warc.gz");
        let whole: Vec<String> = if Path::new(&partial).exists() {
            let archive = Archive::open(&partial).unwrap();
            archive
                .captures()
                .iter()
                .map(|capture| capture.url().to_owned())
                .collect()
        } else {
            Vec::new()
        };
        let pages = whole.iter().filter(|url| url.contains("/page-")).count();
        seen_partly += usize::from((1..12).contains(&pages));
        let done = Path::new(&case).exists();
        let before = server.asked().len();
        let mut again = args;
        again.push("--resume".to_owned());
        let out = run(&again);
        assert_eq!(out.code, 0, "kill {kill}: {}", out.stderr);
        assert_eq!(
            out.stdout.matches("source   read").count(),
            12,
            "kill {kill}: {}",
            out.stdout
        );
        let asked = server.asked();
        for url in whole.iter().filter(|_| !done) {
            let repeated = asked[before..]
                .iter()
                .any(|asked| url.ends_with(&asked.path));
            assert!(
                !repeated,
                "kill {kill}: {url} was whole and asked for again"
            );
        }
        let verified = headwater_capture::verify(&case, &[], &[]).unwrap();
        assert_eq!(verified.faults(), [] as [String; 0], "kill {kill}");
    }
    // Else the test would say nothing.
    assert!(
        seen_partly > 20,
        "only {seen_partly} captures were broken off in their midst"
    );
}
