//! A copy of the folder is a backup: made while the service works or when it is at rest, and told from one that is broken.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::SystemTime;

use headwater_serve::{Cases, Fetching, Given, Opinion, Order, Query, Upload, back_up, check};
use rusqlite::Connection;

use crate::client::{Answer, Part};
use crate::desk::{Desk, Folder};

const ARTICLE: &str = "# Dam held\n\nThe dam above Orlin held on Monday, the river office said. The water rose by 60 \
    centimetres in an hour.";
const REPORT: &str = "The dam above Orlin held on Monday, the river office said. The water rose by 40 centimetres in an hour.";

fn post(desk: &Desk, number: usize) -> Answer {
    let article = format!("{ARTICLE} It was flood {number}.");
    let part = |name, file, text: &'static str| Part {
        name,
        file: Some(file),
        bytes: text.as_bytes(),
    };
    let mut parts = [
        part("file", "story.md", ""),
        part("source-files", "report.md", REPORT),
    ];
    parts[0].bytes = article.as_bytes();
    desk.upload(&parts)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().expect("the end of an address")
}

/// A folder with a case that is done and judged twice, and the case's name. The service is at rest.
fn at_rest() -> (Folder, String) {
    let desk = Desk::open(Fetching::none());
    let (case, _) = desk.finished(&post(&desk, 0));
    for opinion in ["agree", "disagree"] {
        let fields = format!("sentence=3&opinion={opinion}&note=40&name=Ada");
        assert_eq!(
            desk.submit(&format!("{case}/judgements"), &fields).status,
            303
        );
    }
    (desk.into_folder(), name(&case).to_owned())
}

fn plain_copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            plain_copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("copied");
        }
    }
}

/// Every file and folder, with its bytes and when it was changed.
fn tree(folder: &Path) -> BTreeMap<PathBuf, (Option<Vec<u8>>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let changed = path.metadata().and_then(|about| about.modified());
        let bytes = if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            open.extend(entries.map(|entry| entry.expect("an entry").path()));
            None
        } else {
            Some(fs::read(&path).expect("a file"))
        };
        found.insert(path, (bytes, changed.expect("a time")));
    }
    found
}

#[test]
fn a_plain_copy_of_a_folder_at_rest_holds_and_is_left_as_it_is() {
    let (folder, _) = at_rest();
    assert!(
        !folder.path().join("headwater.sqlite3-wal").exists(),
        "the list is one file"
    );
    let copy = folder.path().join("copy");
    plain_copy(&folder.path().join("cases"), &copy.join("cases"));
    for file in ["headwater.sqlite3", "lock"] {
        fs::copy(folder.path().join(file), copy.join(file)).expect("copied");
    }
    let before = tree(&copy);
    let checked = check(&copy, &[]).expect("it is read");
    assert_eq!(checked.faults(), [""; 0]);
    assert_eq!((checked.cases(), checked.judgements()), (1, 2));
    assert!(tree(&copy) == before, "nothing was changed");
}

/// A program that was killed leaves a part of the list in a log beside it. It counts, and is left where it is.
#[test]
fn what_a_kill_left_in_the_log_counts_and_stays_there() {
    let (folder, case) = at_rest();
    let cases = Cases::open(folder.path()).expect("it opens");
    let id = case.parse().expect("a name");
    let judgement = headwater_serve::Judgement::now(3, None, Opinion::Agree);
    assert!(cases.judge(&id, &judgement).expect("kept"));
    // As it lies on the disk while the program has it open.
    let copy = tempfile::tempdir().expect("a folder");
    plain_copy(folder.path(), copy.path());
    let log = fs::metadata(copy.path().join("headwater.sqlite3-wal")).expect("the log");
    assert!(log.len() > 0);
    let before = tree(copy.path());
    let checked = check(copy.path(), &[]).expect("it is read");
    assert_eq!(checked.faults(), [""; 0]);
    assert_eq!(checked.judgements(), 3);
    assert!(tree(copy.path()) == before, "nothing was changed");
    let served = check(folder.path(), &[]).expect_err("it is in use");
    assert!(served.to_string().contains("another program"), "{served}");
}

/// Copies are made while cases come in, are worked on, judged and deleted. Each holds, and is served as it is.
#[test]
fn copies_made_while_the_service_works_hold() {
    let desk = Desk::with(|settings| settings.rate(0), Fetching::none());
    let (judged, _) = desk.finished(&post(&desk, 0));
    let copies = tempfile::tempdir().expect("a folder");
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 1;
            while !is_done.load(Ordering::Relaxed) {
                let taken = post(&desk, number);
                let path = taken.field("location").expect("where it is");
                let fields = format!("sentence=3&opinion=agree&note={number}");
                desk.submit(&format!("{judged}/judgements"), &fields);
                match number % 4 {
                    0 => desk.submit(&format!("{path}/delete"), ""),
                    1 => desk.submit(&format!("{judged}/again"), ""),
                    _ => desk.get(path),
                };
                number += 1;
            }
        });
        let mut judgements = 0;
        for number in 0..8 {
            let copy = copies.path().join(number.to_string());
            let count = back_up(desk.folder(), &copy).expect("it is copied");
            let checked = check(&copy, &[]).expect("it is read");
            assert_eq!(checked.faults(), [""; 0], "copy {number}");
            assert!(count >= 1 && checked.cases() >= 1);
            assert!(checked.judgements() >= judgements, "none is lost");
            judgements = checked.judgements();
            let cases = Cases::open(&copy).expect("the copy is served");
            let words = |words: &str| Query {
                words: words.to_owned(),
                ..Query::default()
            };
            let listed = cases.list(&words("")).expect("listed");
            assert!(listed.total >= 1 && listed.total <= count + 1, "{listed:?}");
            let found = cases.list(&words("river office")).expect("found");
            assert!(found.total >= 1, "the words lead to the cases");
        }
        is_done.store(true, Ordering::Relaxed);
        assert!(judgements > 0);
    });
}

#[test]
fn a_copy_goes_to_a_new_folder_and_comes_from_one_of_cases() {
    let (folder, _) = at_rest();
    let full = tempfile::tempdir().expect("a folder");
    fs::write(full.path().join("mine.txt"), "kept").expect("a file");
    let error = back_up(folder.path(), full.path()).expect_err("it is not empty");
    assert!(error.to_string().contains("not empty"), "{error}");
    let empty = tempfile::tempdir().expect("a folder");
    let error = back_up(full.path(), empty.path()).expect_err("there are no cases");
    assert!(error.to_string().contains("no folder of cases"), "{error}");
    assert_eq!(fs::read_dir(empty.path()).expect("a folder").count(), 0);
}

/// Something that happens to a copy.
type Harm<'h> = Box<dyn Fn(&Path) + 'h>;

/// Whatever happened to a copy, it is said of what, and nothing else is found wrong.
#[test]
fn what_does_not_hold_is_named() {
    let (folder, case) = at_rest();
    let place = |root: &Path| root.join("cases").join(&case);
    let sql = |root: &Path, sql: &str| {
        let list = Connection::open(root.join("headwater.sqlite3")).expect("the list");
        list.execute_batch(sql).expect("changed");
    };
    let edit = |path: PathBuf, from: &str, to: &str| {
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).expect("written");
    };
    let flip = |path: PathBuf, at: usize| {
        let mut bytes = fs::read(&path).expect("a file");
        bytes[at] ^= 1;
        fs::write(path, bytes).expect("written");
    };
    let harms: Vec<(&str, Harm<'_>)> = vec![
        (
            "its folder is missing",
            Box::new(|root| fs::remove_dir_all(place(root)).expect("gone")),
        ),
        (
            "/order.json: ",
            Box::new(|root| fs::remove_file(place(root).join("order.json")).expect("gone")),
        ),
        (
            "/case.wacz: ",
            Box::new(|root| fs::remove_file(place(root).join("case.wacz")).expect("gone")),
        ),
        (
            "/trace.json: ",
            Box::new(|root| fs::remove_file(place(root).join("trace.json")).expect("gone")),
        ),
        (
            "/report.html: ",
            Box::new(|root| fs::remove_file(place(root).join("report.html")).expect("gone")),
        ),
        (
            "/shown.zip: ",
            Box::new(|root| fs::write(place(root).join("shown.zip"), "no zip").expect("written")),
        ),
        (
            "/case.wacz: ",
            Box::new(|root| flip(place(root).join("case.wacz"), 200)),
        ),
        (
            "/trace.json: ",
            Box::new(|root| fs::write(place(root).join("trace.json"), "{").expect("written")),
        ),
        (
            "is not that of its text",
            Box::new(|root| {
                edit(
                    place(root).join("trace.json"),
                    "It was flood 0.",
                    "It was flood 1.",
                );
            }),
        ),
        (
            "does not say where the article is kept",
            Box::new(|root| {
                edit(place(root).join("trace.json"), "\"record\":", "\"was\":");
            }),
        ),
        (
            "is not in the list, and has no order.json",
            Box::new(|root| {
                fs::create_dir(root.join("cases/aaaaaaaaaaaaaaaa")).expect("a folder");
            }),
        ),
        (
            "judgements could be changed",
            Box::new(|root| sql(root, "DROP TRIGGER judgements_are_never_changed")),
        ),
        (
            "has lines of cases that are not in the list",
            Box::new(|root| {
                sql(
                    root,
                    "PRAGMA foreign_keys = off; UPDATE cases SET id = 'aaaaaaaaaaaaaaaa'",
                );
                fs::rename(place(root), root.join("cases/aaaaaaaaaaaaaaaa")).expect("renamed");
            }),
        ),
        (
            "only 1 were counted",
            Box::new(|root| sql(root, "UPDATE sqlite_sequence SET seq = 1")),
        ),
        (
            "more judgements than changes",
            Box::new(|root| sql(root, "UPDATE cases SET version = 2")),
        ),
        (
            "is the name of no case",
            Box::new(|root| {
                sql(
                    root,
                    "INSERT INTO cases (id, created, title, state) VALUES ('../x', '', '', 'done')",
                );
            }),
        ),
        (
            "another version of this program",
            Box::new(|root| sql(root, "PRAGMA user_version = 99")),
        ),
        (
            "headwater.sqlite3: ",
            Box::new(|root| fs::write(root.join("headwater.sqlite3"), "no list").expect("written")),
        ),
        (
            "headwater.sqlite3: ",
            Box::new(|root| {
                let path = root.join("headwater.sqlite3");
                let mut bytes = fs::read(&path).expect("the list");
                bytes[4096..8192].fill(0xFF);
                fs::write(path, bytes).expect("written");
            }),
        ),
    ];
    let copies = tempfile::tempdir().expect("a folder");
    for (number, (what, harm)) in harms.iter().enumerate() {
        let copy = copies.path().join(number.to_string());
        back_up(folder.path(), &copy).expect("it is copied");
        harm(&copy);
        let before = tree(&copy);
        let checked = check(&copy, &[]).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(
            checked.faults().iter().any(|fault| fault.contains(what)),
            "{what}: {:?}",
            checked.faults()
        );
        let shown = copy.display().to_string();
        assert!(
            checked.faults().iter().all(|fault| !fault.contains(&shown)),
            "{:?}",
            checked.faults()
        );
        assert!(tree(&copy) == before, "{what}: nothing was changed");
    }
}

/// A case may be at any point of its way, and a copy of it holds: what is on its way is no fault.
#[test]
fn cases_on_their_way_are_no_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let order = |name: &str| {
        let file = |name: &str| {
            Given::File(Upload {
                name: name.to_owned(),
                bytes: b"no archive".to_vec(),
            })
        };
        Order {
            article: file(name),
            sources: vec![file("report.md")],
            fetch: false,
        }
    };
    let [waiting, archive, leaving, unlisted] = {
        let cases = Cases::open(folder.path()).expect("it opens");
        ["story.md", "story.wacz", "gone.md", "new.md"]
            .map(|name| cases.add(&order(name)).expect("taken in"))
    };
    let place = |id: &headwater_serve::CaseId| folder.path().join("cases").join(id.as_str());
    let gone = folder.path().join("coming").join(format!("{leaving}.gone"));
    fs::rename(place(&leaving), gone).expect("a deletion begins like this");
    let list = Connection::open(folder.path().join("headwater.sqlite3")).expect("the list");
    list.execute("DELETE FROM cases WHERE id = ?", [unlisted.as_str()])
        .expect("gone from the list");
    drop(list);
    let checked = check(folder.path(), &[]).expect("it is read");
    assert_eq!(checked.faults(), [""; 0]);
    assert_eq!(checked.cases(), 3);
    let unchecked = checked.unchecked().join("\n");
    assert!(
        unchecked.contains(&format!("{leaving}: is being deleted")),
        "{unchecked}"
    );
    assert!(
        unchecked.contains(&format!("{unlisted}: is not in the list yet")),
        "{unchecked}"
    );
    fs::remove_file(place(&waiting).join("given/1")).expect("gone");
    fs::remove_file(place(&archive).join("case.wacz")).expect("gone");
    let checked = check(folder.path(), &[]).expect("it is read");
    assert_eq!(checked.faults().len(), 2, "{:?}", checked.faults());
}
