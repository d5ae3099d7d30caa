use std::fs;
use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use tempfile::TempDir;

use super::{CaseId, Cases, Given, Judgement, Opinion, Order, Query, Shown, State, Upload};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn open(folder: &Path) -> Cases {
    Cases::open(folder).expect("the folder opens")
}

fn order(name: &str) -> Order {
    let upload = |name: &str| {
        Given::File(Upload {
            name: name.to_owned(),
            bytes: name.as_bytes().to_vec(),
        })
    };
    Order {
        article: upload(name),
        sources: vec![
            upload("source.md"),
            Given::Page("https://paper.example/a".to_owned()),
        ],
        fetch: true,
    }
}

fn titles(cases: &Cases, words: &str) -> Vec<String> {
    let query = Query {
        words: words.to_owned(),
        ..Query::default()
    };
    let listing = cases.list(&query).expect("the list is read");
    listing
        .entries
        .into_iter()
        .map(|entry| entry.title)
        .collect()
}

fn state(cases: &Cases, id: &CaseId) -> Option<State> {
    cases
        .entry(id)
        .expect("the list is read")
        .map(|entry| entry.state)
}

#[test]
fn cases_wait_in_their_order_and_the_latest_stands_first() {
    let folder = folder();
    let cases = open(folder.path());
    let first = cases.add(&order("one.md")).expect("taken in");
    let second = cases.add(&order("two.md")).expect("taken in");
    assert_eq!(titles(&cases, ""), ["two.md", "one.md"]);
    assert_eq!(cases.waiting_before(&second).expect("counted"), 1);
    assert_eq!(cases.take().expect("taken"), Some(first.clone()));
    assert_eq!(state(&cases, &first), Some(State::Working));
    assert_eq!(cases.take().expect("taken"), Some(second));
    assert_eq!(cases.take().expect("nothing is left"), None);
    cases.fail(&first, "no text").expect("written down");
    assert_eq!(state(&cases, &first), Some(State::Failed));
    cases.again(&first).expect("it waits again");
    assert_eq!(cases.take().expect("taken"), Some(first));
}

/// Whatever a program was at when it was killed, the next one has all cases, and goes on with those that were begun.
#[test]
fn what_was_broken_off_is_taken_up() {
    let folder = folder();
    let (begun, unlisted) = {
        let cases = open(folder.path());
        let begun = cases.add(&order("begun.md")).expect("taken in");
        cases.take().expect("taken");
        let unlisted = cases.add(&order("unlisted.md")).expect("taken in");
        (begun, unlisted)
    };
    // Killed between the folder and the list, and in the middle of a folder.
    let list = Connection::open(folder.path().join("headwater.sqlite3")).expect("the list");
    list.execute("DELETE FROM cases WHERE id = ?", [unlisted.as_str()])
        .expect("gone from the list");
    drop(list);
    fs::create_dir_all(folder.path().join("coming/abc/given")).expect("a folder");
    fs::create_dir_all(folder.path().join("cases/not a case")).expect("a folder");
    fs::create_dir_all(folder.path().join("cases/aaaaaaaaaaaaaaaa"))
        .expect("a folder without an order");
    let cases = open(folder.path());
    assert_eq!(titles(&cases, ""), ["unlisted.md", "begun.md"]);
    assert_eq!(state(&cases, &begun), Some(State::Waiting));
    assert_eq!(state(&cases, &unlisted), Some(State::Waiting));
    assert!(!folder.path().join("coming/abc").exists());
}

/// A deletion that was broken off is ended, and the case does not come back.
#[test]
fn what_was_half_deleted_is_gone() {
    let folder = folder();
    let id = open(folder.path()).add(&order("one.md")).expect("taken in");
    let place = folder.path().join("cases").join(id.as_str());
    let gone = folder.path().join("coming").join(format!("{id}.gone"));
    fs::rename(place, &gone).expect("a deletion begins like this");
    let cases = open(folder.path());
    assert_eq!(state(&cases, &id), None);
    assert!(!gone.exists());
}

#[test]
fn one_program_at_a_time_has_a_folder() {
    let folder = folder();
    let cases = open(folder.path());
    let error = Cases::open(folder.path()).expect_err("it is taken");
    assert!(error.to_string().contains("another program"), "{error}");
    drop(cases);
    open(folder.path());
}

#[test]
fn a_folder_of_a_newer_version_is_left_alone() {
    let folder = folder();
    drop(open(folder.path()));
    let list = Connection::open(folder.path().join("headwater.sqlite3")).expect("the list");
    list.pragma_update(None, "user_version", 99)
        .expect("a later version");
    drop(list);
    let error = Cases::open(folder.path()).expect_err("it cannot be read");
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[test]
fn a_judgement_stays_and_another_stands_beside_it() {
    let folder = folder();
    let cases = open(folder.path());
    let id = cases.add(&order("one.md")).expect("taken in");
    let judge = |opinion, note: &str| {
        let judgement = Judgement {
            note: note.to_owned(),
            name: "Ada".to_owned(),
            ..Judgement::now(3, Some(1), opinion)
        };
        assert!(cases.judge(&id, &judgement).expect("kept"));
    };
    judge(Opinion::Agree, "");
    judge(Opinion::Disagree, "the second report says so, too");
    let kept = cases.judgements(&id).expect("read");
    let opinions: Vec<_> = kept.iter().map(|judgement| judgement.opinion).collect();
    assert_eq!(opinions, [Opinion::Agree, Opinion::Disagree]);
    let list = cases.write();
    assert!(
        list.execute("UPDATE judgements SET note = 'x'", [])
            .is_err()
    );
    assert!(list.execute("DELETE FROM judgements", []).is_err());
    drop(list);
    let nobody = Judgement::now(1, None, Opinion::Agree);
    assert!(
        !cases
            .judge(&CaseId::new(), &nobody)
            .expect("no case, no judgement")
    );
}

#[test]
fn a_case_is_deleted_with_all_that_belongs_to_it() {
    let folder = folder();
    let cases = open(folder.path());
    let id = cases.add(&order("one.md")).expect("taken in");
    let judgement = Judgement::now(1, None, Opinion::Agree);
    cases.judge(&id, &judgement).expect("kept");
    assert!(cases.delete(&id).expect("deleted"));
    assert!(!cases.delete(&id).expect("nothing is left to delete"));
    assert!(!cases.folder(&id).exists());
    assert!(cases.judgements(&id).expect("read").is_empty());
    assert!(titles(&cases, "").is_empty());
}

#[test]
fn a_case_is_found_by_its_words_in_any_script() {
    let folder = folder();
    let cases = open(folder.path());
    for name in [
        "两国部长长谈九小时.md",
        "dredging 100% of the harbour.md",
        "under_score.md",
    ] {
        cases.add(&order(name)).expect("taken in");
    }
    assert_eq!(titles(&cases, "部长长谈"), ["两国部长长谈九小时.md"]);
    assert_eq!(
        titles(&cases, "部长"),
        ["两国部长长谈九小时.md"],
        "two letters are looked for in titles"
    );
    assert_eq!(
        titles(&cases, "HARBOUR dredg"),
        ["dredging 100% of the harbour.md"]
    );
    assert_eq!(titles(&cases, "0%"), ["dredging 100% of the harbour.md"]);
    assert_eq!(
        titles(&cases, "\0harbour\0"),
        ["dredging 100% of the harbour.md"]
    );
    assert_eq!(titles(&cases, "_s"), ["under_score.md"]);
    for nothing in [
        "\"",
        "NOT OR AND",
        "'; DROP TABLE cases; --",
        "title:harbour*",
    ] {
        assert!(titles(&cases, nothing).is_empty(), "{nothing:?}");
    }
}

/// More words than a database takes at once are no fault of the service: the first of them count.
#[test]
fn of_very_many_words_the_first_are_looked_for() {
    let folder = folder();
    let cases = open(folder.path());
    cases.add(&order("the dam of Orlin.md")).expect("taken in");
    let words = |word: &str, count| format!("{word} ").repeat(count);
    assert_eq!(titles(&cases, &words("dam", 50_000)).len(), 1);
    assert_eq!(titles(&cases, &words("a", 50_000)).len(), 1);
    let other = format!("{} nothing", words("dam", 31));
    assert!(titles(&cases, &other).is_empty());
    let beyond = format!("{} nothing", words("dam", 32));
    assert_eq!(titles(&cases, &beyond).len(), 1);
}

/// The time that a list of so many may take is measured elsewhere; here it may take ten times that.
#[test]
fn ten_thousand_cases_are_listed_and_searched_without_a_wait() {
    let folder = folder();
    let cases = open(folder.path());
    {
        let mut list = cases.write();
        let all = list.transaction().expect("begun");
        for number in 0..10_000 {
            let id = CaseId::new();
            let title = format!("Report {number} on the harbour of Sandvarn");
            let sql = "INSERT INTO cases (id, created, title, state, differs) VALUES (?, ?, ?, 'done', ?)";
            let created = format!("2031-05-01T00:00:00.{number:06}Z");
            all.execute(sql, (id.as_str(), created, &title, number % 3))
                .expect("entered");
            let row = all.last_insert_rowid();
            all.execute(
                "INSERT INTO case_words (rowid, title, text) VALUES (?, ?, ?)",
                (row, &title, "a text of some words"),
            )
            .expect("entered");
        }
        all.commit().expect("kept");
    }
    for (words, shown, page, total) in [
        ("", Shown::All, 199, 10_000),
        ("", Shown::Trouble, 0, 6_666),
        ("", Shown::Unfinished, 0, 0),
        ("Report 9999", Shown::All, 0, 1),
        ("harbour", Shown::All, 100, 10_000),
        ("of", Shown::All, 0, 10_000),
    ] {
        let begin = Instant::now();
        let query = Query {
            words: words.to_owned(),
            shown,
            page,
        };
        let listing = cases.list(&query).expect("listed");
        assert_eq!(listing.total, total, "{words}");
        assert_eq!(listing.entries.len(), total.min(50), "{words}");
        assert!(
            begin.elapsed().as_millis() < 500,
            "{words}: {:?}",
            begin.elapsed()
        );
    }
}
