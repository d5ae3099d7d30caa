//! What a capture keeps.

use headwater_capture::{Capture, Input, Role, UserFile};

use crate::common::{Case, STORY, crawl, statuses};
use crate::server::{Server, answer, missing, page, redirect};

fn site() -> Server {
    Server::start(|asked, out| {
        let article = format!(
            "<html><head><title>Dam holds</title></head><body><article><h1>Dam holds</h1>\
             <p>The dam above Orlin <a href='/report'>held through the night</a>, and its keepers were \
             <a href='http://post.example:{0}/old'>pleased</a> with it. Nobody \
             <a href='/gone'>was hurt</a>, the river office said on Monday morning.</p>\
             <img src='/dam.png' alt='The dam'></article></body></html>",
            asked
                .field("Host")
                .and_then(|host| host.split(':').nth(1))
                .unwrap_or_default()
        );
        let bytes = match asked.path.as_str() {
            "/article" => page(article),
            "/report" | "/new" => page(STORY),
            "/old" => redirect("/new"),
            "/dam.png" => answer("200 OK", "Content-Type: image/png\r\n", b"\x89PNG\r\n"),
            _ => missing(),
        };
        let _ = out.write_all(&bytes);
    })
}

#[test]
fn an_article_is_kept_with_what_it_cites_and_shows() {
    let server = site();
    let case = Case::new();
    let seed = Input::Page(server.url("paper.example", "/article"));
    let crawl = crawl(&["paper.example", "post.example"]);
    let notes = crawl
        .run(vec![seed], Vec::new(), &case.path(), &mut |_| {})
        .expect("a capture");
    let roles: Vec<Role> = notes.iter().map(headwater_capture::Note::role).collect();
    assert_eq!(
        roles,
        [
            Role::Article,
            Role::Source,
            Role::Source,
            Role::Source,
            Role::Image
        ]
    );
    assert_eq!(statuses(&notes), ["read", "read", "read", "dead", "read"]);
    assert_eq!(notes[0].title(), Some("Dam holds"));
    assert_eq!(notes[2].url(), server.url("post.example", "/old"));
    assert_eq!(notes[2].fetched_from(), server.url("post.example", "/new"));
    assert_eq!(notes[3].detail(), "the server answered 404");

    let archive = case.archive();
    assert_eq!(archive.broken(), []);
    assert_eq!(archive.notes().cloned().collect::<Vec<_>>(), notes);
    let report = archive.noted(&notes[1]).expect("a capture");
    let payload = archive.payload(report).expect("a payload");
    assert_eq!(payload.bytes(), STORY.as_bytes());
    // The same bytes at another address are kept once.
    let again = archive.noted(&notes[2]).expect("a capture");
    assert_eq!(archive.payload(again).expect("a payload"), payload);
    let lengths = |capture: &Capture| capture.place().length.expect("a length");
    assert_ne!(lengths(report), lengths(again));
    assert_eq!(report.digest(), again.digest());
    assert_eq!(
        report.digest(),
        Some(format!("sha256:{}", payload.sha256()).as_str())
    );
    // Nothing else is left in the folder.
    assert_eq!(
        std::fs::read_dir(case.folder()).expect("a folder").count(),
        1
    );
}

#[test]
fn a_server_learns_who_asks_and_is_asked_for_what_it_forbids_first() {
    let server = site();
    let case = Case::new();
    case.cited(
        crawl(&["paper.example"]),
        &[&server.url("paper.example", "/report")],
    );
    let asked = server.asked();
    assert_eq!(asked[0].path, "/robots.txt");
    let agent = asked[1].field("User-Agent").expect("a name");
    assert!(
        agent.starts_with("headwater/") && agent.ends_with("(+https://desk.example/contact)"),
        "{agent}"
    );
}

#[test]
fn files_of_the_user_are_kept_by_their_names_alone() {
    let case = Case::new();
    let article = UserFile::new("article.md", b"# The dam\n\nIt held.".to_vec());
    let source =
        UserFile::new("report.html", STORY.into()).cited_as("https://paper.example/report");
    let notes = crawl(&[])
        .run(
            vec![Input::File(article)],
            vec![Input::File(source)],
            &case.path(),
            &mut |_| {},
        )
        .expect("a capture");
    assert_eq!(statuses(&notes), ["read", "read"]);
    assert_eq!(notes[1].file_name().as_deref(), Some("report.html"));
    assert_eq!(notes[1].cited_as(), Some("https://paper.example/report"));
    let archive = case.archive();
    let kept = archive.noted(&notes[1]).expect("a capture");
    assert_eq!(
        archive.payload(kept).expect("a payload").bytes(),
        STORY.as_bytes()
    );
}
