//! A service for a team: who comes in, and what they may do.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use headwater_serve::{Fetching, Readers, Settings};

use crate::client::{Answer, request};
use crate::desk::Desk;

const ADA: &str = "ada-0123456789abcdefghij";
const BEN: &str = "ben-0123456789abcdefghij";

fn team() -> Desk {
    let readers = Readers::from_list(&format!("edit Ada {ADA}\nread Ben {BEN}")).expect("a list");
    Desk::with(|settings| settings.readers(readers), Fetching::none())
}

fn ask(desk: &Desk, line: &str, fields: &str, body: &[u8]) -> Answer {
    desk.send(&request(desk.address(), line, fields, body))
        .expect("an answer")
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n")
}

#[test]
fn nobody_comes_in_without_a_token() {
    let desk = team();
    for path in ["/", "/new", "/cases/aaaaaaaaaaaaaaaa"] {
        assert_eq!(desk.get(path).field("location"), Some("/login"), "{path}");
    }
    for path in ["/api/v1/cases", "/api/v1/openapi.json", "/metrics"] {
        let refused = desk.get(path);
        assert_eq!(
            (refused.status, refused.field("www-authenticate")),
            (401, Some("Bearer")),
            "{path}"
        );
    }
    assert_eq!(
        ask(
            &desk,
            "GET /api/v1/cases",
            &bearer("ada-0123456789abcdefghik"),
            b""
        )
        .status,
        401
    );
    assert_eq!(desk.submit("/login", "token=guessed").status, 403);
    for path in ["/login", "/healthz", "/readyz"] {
        assert_eq!(desk.get(path).status, 200, "{path}");
    }
}

#[test]
fn those_who_read_change_nothing_and_those_who_edit_stand_by_their_name() {
    let desk = team();
    let case = br#"{"article": {"kind": "text", "text": "A dam. The dam held on Monday."}}"#;
    assert_eq!(
        ask(&desk, "POST /api/v1/cases", &bearer(BEN), case).status,
        403
    );
    let created = ask(&desk, "POST /api/v1/cases", &bearer(ADA), case);
    assert_eq!(created.status, 201, "{created:?}");
    let place = created.field("location").expect("where it is").to_owned();
    while ask(&desk, &format!("GET {place}/trace"), &bearer(BEN), b"").status == 409 {
        // Whoever asks without a pause is told to wait.
        thread::sleep(Duration::from_millis(50));
    }
    let judgement = br#"{"sentence": 1, "opinion": "agree", "name": "Somebody else"}"#;
    assert_eq!(
        ask(
            &desk,
            &format!("POST {place}/judgements"),
            &bearer(BEN),
            judgement
        )
        .status,
        403
    );
    let kept = ask(
        &desk,
        &format!("POST {place}/judgements"),
        &bearer(ADA),
        judgement,
    );
    assert!(
        kept.body.contains("\"Ada\"") && !kept.body.contains("Somebody"),
        "{kept:?}"
    );
    assert_eq!(
        ask(&desk, &format!("DELETE {place}"), &bearer(BEN), b"").status,
        403
    );

    // In a browser: in by a form, out by a button; a page shows no more than its reader may do.
    let page = place.replace("/api/v1", "");
    let entered = desk.submit("/login", &format!("token={BEN}"));
    let session = entered
        .field("set-cookie")
        .expect("a session")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    assert!(
        entered.head.contains("HttpOnly; SameSite=Strict"),
        "{}",
        entered.head
    );
    let cookie = format!("Cookie: {session}\r\n");
    let shown = ask(&desk, &format!("GET {page}"), &cookie, b"");
    assert_eq!(shown.status, 200);
    assert!(
        !shown.body.contains("/judgements\"") && !shown.body.contains("/delete"),
        "{}",
        shown.body
    );
    let refused = ask(&desk, &format!("POST {page}/delete"), &cookie, b"");
    assert_eq!(refused.status, 403);
    let editor = desk.submit("/login", &format!("token={ADA}"));
    let editor = editor
        .field("set-cookie")
        .expect("a session")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    let shown = ask(
        &desk,
        &format!("GET {page}"),
        &format!("Cookie: {editor}\r\n"),
        b"",
    );
    assert!(
        shown.body.contains("/judgements\"") && shown.body.contains("/delete"),
        "not the page of who may only read"
    );
    ask(&desk, "POST /logout", &cookie, b"");
    assert_eq!(
        ask(&desk, "GET /", &cookie, b"").field("location"),
        Some("/login")
    );
}

#[test]
fn a_proxy_in_front_says_who_asks() {
    let readers = Readers::default().by_proxy("X-Forwarded-User", ["ada@paper.example".to_owned()]);
    let open = |settings: Settings| {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
        settings
            .readers(readers)
            .address(everywhere)
            .host("desk.paper.example")
    };
    let desk = Desk::with(open, Fetching::none());
    let at = SocketAddr::from(([127, 0, 0, 1], desk.address().port()));
    let ask = |fields: &str| {
        let request = format!(
            "GET /new HTTP/1.1\r\nHost: desk.paper.example\r\nConnection: close\r\n{fields}\r\n"
        );
        crate::client::send(at, request.as_bytes()).expect("an answer")
    };
    assert_eq!(ask("").status, 401);
    assert_eq!(ask("X-Forwarded-User: ada@paper.example\r\n").status, 200);
    let figures = "GET /metrics HTTP/1.1\r\nHost: desk.paper.example\r\nConnection: close\r\nX-Forwarded-User: ben\r\n\r\n";
    let figures = crate::client::send(at, figures.as_bytes())
        .expect("an answer")
        .body;
    assert!(
        figures.contains("headwater_cases{state=\"done\"} 0"),
        "{figures}"
    );
    assert!(
        figures.contains("headwater_http_responses_total{class=\"4xx\"} 1"),
        "{figures}"
    );
}
