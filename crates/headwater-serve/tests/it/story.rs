//! From a text to what is taken along.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use headwater_serve::{Cases, Fetching, Service, Settings};

use crate::client::request;
use crate::desk::Desk;

#[test]
fn an_article_and_its_sources_become_a_trace_that_is_judged_and_taken_along() {
    let desk = Desk::open(Fetching::none());
    assert!(desk.get("/").body.contains("There are no cases yet."));
    let (case, page) = desk.demo();
    assert_eq!(page.status, 200);

    // The trace: every sentence, the departures on both sides, and the way to each passage.
    assert!(page.body.contains("<h1 lang=\"zh-Hans\""), "{}", page.body);
    assert!(page.body.contains("Certainty differs."));
    let passage = page
        .body
        .split("href=\"")
        .find(|rest| rest.starts_with(&format!("{case}/sources/4?")));
    let passage = passage
        .and_then(|rest| rest.split('"').next())
        .expect("a way to a passage")
        .replace("&amp;", "&");

    // The source as it was given, the passage marked, in a frame that can do nothing.
    let source = desk.get(&passage);
    assert_eq!(source.status, 200);
    assert!(source.body.contains("sandbox"), "{}", source.body);
    let captured = desk.get(&passage.replace("/sources/", "/captured/"));
    assert_eq!(captured.status, 200);
    assert!(captured.body.contains("<mark id=\"headwater-passage\">"));
    let policy = captured.field("content-security-policy").expect("a policy");
    assert!(
        policy.starts_with("sandbox; default-src 'none'"),
        "{policy}"
    );

    // A judgement stands beside what the machine says, with its name and note.
    let judged = desk.submit(
        &format!("{case}/judgements"),
        "sentence=10&departure=1&opinion=disagree&note=The+courier+says+so%2C+too&name=Ada+Quill",
    );
    assert_eq!(judged.field("location"), Some(&*format!("{case}#c10")));
    assert!(
        judged
            .field("set-cookie")
            .expect("the name is known next time")
            .contains("SameSite=Strict")
    );
    let page = desk.get(&case).body;
    assert!(page.contains("The courier says so, too") && page.contains("Ada Quill"));
    assert!(
        page.contains("Certainty differs."),
        "the machine's own finding stays"
    );
    let again = desk.submit(
        &format!("{case}/judgements"),
        "sentence=10&opinion=agree&name=Ben",
    );
    assert_eq!(again.status, 303);
    let judgements = desk.get(&format!("{case}/files/judgements.json")).body;
    assert!(
        judgements.contains("\"disagree\"") && judgements.contains("\"agree\""),
        "{judgements}"
    );

    // What somebody confirmed and rated can be published, and nothing else.
    let reviews = |desk: &Desk| desk.get(&format!("{case}/files/claim-reviews.jsonld")).body;
    assert!(
        !reviews(&desk).contains("ClaimReview"),
        "nobody rated anything"
    );
    let rated = "sentence=10&departure=1&opinion=agree&rating=Rumour+told+as+fact&name=Ada+Quill";
    desk.submit(&format!("{case}/judgements"), rated);
    let published = reviews(&desk);
    assert!(
        published.contains("\"alternateName\": \"Rumour told as fact\""),
        "{published}"
    );
    assert!(
        published.contains("伦马克代表团") && published.contains("Ada Quill"),
        "{published}"
    );
    desk.submit(
        &format!("{case}/judgements"),
        "sentence=10&departure=1&opinion=disagree",
    );
    assert!(
        !reviews(&desk).contains("ClaimReview"),
        "somebody thought again"
    );

    // All that can be taken along, each in its own form.
    for (file, begin) in [
        ("trace.json", "{\n  \"schema\": \"headwater.trace/1\""),
        ("report.ja.html", "<!DOCTYPE html><html lang=\"ja\">"),
        ("trace.zh-Hant.md", "# "),
        ("annotations.jsonld", "{"),
        ("findings.csv", "\"sentence\",\"verdict\""),
        ("case.wacz", "PK\u{3}\u{4}"),
    ] {
        let taken = desk.get(&format!("{case}/files/{file}"));
        assert_eq!(taken.status, 200, "{file}");
        assert!(
            taken.body.starts_with(begin),
            "{file}: {}",
            taken.body.get(..80).unwrap_or_default()
        );
        assert!(
            taken
                .field("content-disposition")
                .is_some_and(|field| field.starts_with("attachment"))
        );
    }

    // The list knows it by its words, and the pages in other languages.
    let found = desk.get("/?q=%E7%96%8F%E6%B5%9A%E5%B7%A5%E7%A8%8B").body;
    assert!(found.contains(&case), "{found}");
    assert!(
        desk.get("/?q=elsewhere")
            .body
            .contains("No case has these words.")
    );
    let japanese = desk.send(&request(
        desk.address(),
        &format!("GET {case}"),
        "Accept-Language: ja\r\n",
        b"",
    ));
    assert!(japanese.expect("an answer").body.contains("あなたの判断"));

    // Once more gives the same; then it is deleted for good.
    let before = desk.get(&format!("{case}/files/trace.json")).body;
    let (_, page) = desk.finished(&desk.submit(&format!("{case}/again"), ""));
    assert!(page.body.contains("Ada Quill"), "what was thought stays");
    assert_eq!(desk.get(&format!("{case}/files/trace.json")).body, before);
    assert_eq!(
        desk.submit(&format!("{case}/delete"), "").field("location"),
        Some("/")
    );
    assert_eq!(desk.get(&case).status, 404);
    assert!(
        !desk
            .folder()
            .join("cases")
            .read_dir()
            .expect("the folder")
            .any(|_| true)
    );
}

#[test]
fn a_case_that_comes_to_no_trace_says_why_by_the_name_that_its_file_has() {
    let desk = Desk::open(Fetching::none());
    let (_, page) = desk.text("report.pdf", b"%PDF-1.4 and no more");
    assert!(page.body.contains("report.pdf: not text"), "{}", page.body);
    assert!(!page.body.contains("file:///"));
    assert!(desk.get("/").body.contains("report.pdf: not text"));
}

#[test]
fn whoever_watches_is_told_each_step_and_the_end() {
    let desk = Desk::open(Fetching::none());
    let (case, _) = desk.text("story.md", b"# A dam\n\nThe dam held on Monday.");
    // One that is done says so at once, and the connection ends.
    let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a time limit");
    stream
        .write_all(&request(
            desk.address(),
            &format!("GET {case}/progress"),
            "",
            b"",
        ))
        .expect("sent");
    let mut events = String::new();
    stream.read_to_string(&mut events).expect("it ends");
    assert!(
        events.contains("content-type: text/event-stream"),
        "{events}"
    );
    assert!(events.contains("\"step\":5"), "{events}");
}

#[test]
fn a_page_is_sent_again_only_where_something_changed() {
    let desk = Desk::open(Fetching::none());
    let (case, page) = desk.text("story.md", b"# A dam\n\nThe dam held on Monday.");
    let tag = page.field("etag").expect("a tag").to_owned();
    let ask = || {
        let field = format!("If-None-Match: {tag}\r\n");
        desk.send(&request(
            desk.address(),
            &format!("GET {case}"),
            &field,
            b"",
        ))
        .expect("an answer")
        .status
    };
    assert_eq!(ask(), 304);
    desk.submit(
        &format!("{case}/judgements"),
        "sentence=2&opinion=agree&name=Ada",
    );
    assert_eq!(ask(), 200);
}

/// A service that anyone can reach would give its cases to anyone.
#[test]
fn only_this_machine_is_answered() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let settings = Settings::new(folder.path()).address(SocketAddr::from(([0, 0, 0, 0], 0)));
    let refused = Service::start(settings).err().expect("it does not start");
    assert!(
        refused.to_string().contains("this machine alone"),
        "{refused}"
    );
    // Nothing was made, and the folder is free.
    Cases::open(folder.path()).expect("nobody has it");
}
