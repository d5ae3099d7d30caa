//! The service, killed in the middle of what it does, and told to stop.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use headwater_serve::{Cases, Query, State};
use serde_json::Value;

use crate::common::{Folder, headwater};

const ARTICLE: &str = "# Dam held\n\nThe dam above Orlin held through the night, the river office said on Monday. \
    The water rose by 60 centimetres in an hour, more than ever before. Nobody was hurt.";
const REPORT: &str = "The dam above Orlin held through the night, the river office said on Monday. The water rose by \
    40 centimetres in an hour, more than ever before.";

/// A service of this folder, and where it answers.
fn serve(folder: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_headwater"))
        .args(["serve", "--listen", "127.0.0.1:0", "--quiet"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("http://")
        .and_then(|rest| rest.strip_suffix('/'));
    (
        child,
        address.unwrap_or_else(|| panic!("{line:?}")).to_owned(),
    )
}

/// The name of a case that the service says it has taken in; `None` where it was killed before.
fn post(address: &str, number: usize) -> Option<String> {
    let part = |head: &str, text: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name={head}\r\n\r\n{text}\r\n")
    };
    let article = part(
        "\"file\"; filename=\"article.md\"",
        &format!("{ARTICLE} It was flood {number}."),
    );
    let report = part("\"source-files\"; filename=\"report.md\"", REPORT);
    let body = format!("{article}{report}--edge--\r\n");
    let length = body.len();
    let request = format!(
        "POST /cases HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (_, case) = answer.split_once("location: /cases/")?;
    case.split("\r\n").next().map(str::to_owned)
}

/// Whatever was said to be taken in is there after any kill, whole or waiting, and comes to its trace once a service
/// lives long enough.
#[test]
fn a_hundred_kills_lose_no_case() {
    let folder = Folder::new();
    let mut taken = Vec::new();
    // How long a case takes that nobody kills.
    let whole = {
        let (mut child, address) = serve(folder.path());
        let begin = Instant::now();
        let case = post(&address, 0).unwrap();
        let trace = folder.path().join("cases").join(&case).join("report.html");
        while !trace.exists() {
            assert!(begin.elapsed() < Duration::from_mins(1));
            sleep(Duration::from_millis(5));
        }
        taken.push(case);
        child.kill().unwrap();
        child.wait().unwrap();
        begin.elapsed()
    };
    for kill in 0..100 {
        let (mut child, address) = serve(folder.path());
        taken.extend(post(&address, kill + 1));
        // Over the time of a case, a little beyond it, and in no order.
        sleep(whole.mul_f64(f64::from(u32::try_from(kill * 37 % 100).unwrap()) / 80.0));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(taken.len() > 90, "{}", taken.len());
    let (child, _) = serve(folder.path());
    let begin = Instant::now();
    while !taken.iter().all(|case| {
        folder
            .path()
            .join("cases")
            .join(case)
            .join("report.html")
            .exists()
    }) {
        assert!(begin.elapsed() < Duration::from_mins(2));
        sleep(Duration::from_millis(50));
    }
    stop(child);
    let cases = Cases::open(folder.path()).unwrap();
    for case in &taken {
        let entry = cases.entry(&case.parse().unwrap()).unwrap().unwrap();
        assert_eq!(entry.state, State::Done, "{case}");
        let place = cases.folder(&entry.id);
        let trace: Value =
            serde_json::from_slice(&fs::read(place.join("trace.json")).unwrap()).unwrap();
        assert_eq!(trace["summary"]["differs"], 1, "{case}");
        assert!(
            !place.join("given").exists(),
            "{case}: what was given is in the archive"
        );
    }
    let listed = cases.list(&Query::default()).unwrap().total;
    assert_eq!(
        listed,
        cases
            .folder(&taken[0].parse().unwrap())
            .parent()
            .unwrap()
            .read_dir()
            .unwrap()
            .count()
    );
    let verified = headwater(&[
        "verify",
        cases.folder(&taken[50].parse().unwrap()).to_str().unwrap(),
    ]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
}

/// Told to stop as service managers do it, it does so by itself.
fn stop(mut child: Child) {
    let told = Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return;
        }
        assert!(
            begin.elapsed() < Duration::from_secs(20),
            "it does not stop"
        );
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_address_that_is_taken_or_open_to_all_is_refused() {
    let folder = Folder::new();
    let path = folder.path().to_str().unwrap();
    let open = headwater(&["serve", path, "--listen", "0.0.0.0:0"]);
    assert_eq!(open.code, 2);
    assert!(
        open.stderr.contains("this machine alone"),
        "{}",
        open.stderr
    );
    let (child, address) = serve(folder.path());
    let other = Folder::new();
    let taken = headwater(&[
        "serve",
        other.path().to_str().unwrap(),
        "--listen",
        &address,
    ]);
    assert_eq!(taken.code, 2);
    assert!(taken.stderr.contains("in use"), "{}", taken.stderr);
    let same = headwater(&["serve", path, "--listen", "127.0.0.1:0"]);
    assert!(
        same.stderr.contains("another program serves this folder"),
        "{}",
        same.stderr
    );
    stop(child);
}

/// A backup made while the service works holds, and goes on where it was; one that was changed does not hold, and says so.
#[test]
fn a_backup_is_made_while_the_service_works_and_is_checked() {
    let folder = Folder::new();
    let copies = Folder::new();
    let copy = copies.path().join("monday");
    let (from, to) = (folder.path().to_str().unwrap(), copy.to_str().unwrap());
    let (child, address) = serve(folder.path());
    let cases: Vec<String> = (0..3).map(|case| post(&address, case).unwrap()).collect();
    let made = headwater(&["backup", from, to]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.stdout, format!("{to}: 3 cases\n"));
    let served = headwater(&["verify", from]);
    assert_eq!(served.code, 2);
    assert!(
        served.stderr.contains("headwater backup"),
        "{}",
        served.stderr
    );
    stop(child);
    let holds = headwater(&["verify", to]);
    assert_eq!(holds.code, 0, "{}{}", holds.stdout, holds.stderr);
    assert_eq!(
        holds.stdout,
        format!("{to}: holds: 3 cases and 0 judgements were checked\n")
    );
    assert_eq!(
        headwater(&["backup", from, to]).code,
        2,
        "it is not written over"
    );

    // The copy is served, and what was on its way in it comes to its end.
    let (child, _) = serve(&copy);
    let place = |case: &str| copy.join("cases").join(case);
    let begin = Instant::now();
    while !cases
        .iter()
        .all(|case| place(case).join("report.html").exists())
    {
        assert!(begin.elapsed() < Duration::from_mins(1));
        sleep(Duration::from_millis(20));
    }
    stop(child);
    fs::remove_file(place(&cases[1]).join("order.json")).unwrap();
    let broken = headwater(&["verify", to]);
    assert_eq!(broken.code, 1, "{}{}", broken.stdout, broken.stderr);
    let fault = format!("{to}: cases/{}/order.json: ", cases[1]);
    assert!(broken.stdout.starts_with(&fault), "{}", broken.stdout);
    assert!(
        broken.stdout.contains("does not hold: 1 fault; 3 cases"),
        "{}",
        broken.stdout
    );
}
