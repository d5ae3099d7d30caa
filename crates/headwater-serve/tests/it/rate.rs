//! What clients who ask too often get, and that others are answered all the while.

use headwater_serve::{Fetching, Readers};
use serde_json::Value;

use crate::client::{Answer, request};
use crate::desk::Desk;

fn ask(desk: &Desk, line: &str, fields: &str) -> Answer {
    desk.send(&request(desk.address(), line, fields, b""))
        .expect("an answer")
}

/// Asks until it is told to wait; the number of answers before, and what it was told.
fn until_told(desk: &Desk, line: &str, fields: &str) -> (usize, Answer) {
    for count in 0..1_000 {
        let answer = ask(desk, line, fields);
        if answer.status == 429 {
            return (count, answer);
        }
    }
    panic!("{line}: there is no limit");
}

fn wait(answer: &Answer) -> u64 {
    let seconds = answer.field("retry-after").expect("how long to wait");
    seconds.parse().expect("whole seconds")
}

#[test]
fn who_asks_too_often_is_told_to_wait_on_a_page_in_their_language() {
    let desk = Desk::with(|settings| settings.rate(1), Fetching::none());
    let (count, told) = until_told(&desk, "GET /", "Accept-Language: ja\r\n");
    assert!((20..40).contains(&count), "{count}");
    assert_eq!(wait(&told), 1);
    assert!(told.body.contains("しばらく待ってから"), "{}", told.body);
    assert!(told.field("content-security-policy").is_some());
    for (language, words) in [
        ("en", "Wait a moment"),
        ("zh-Hans", "请稍候再试"),
        ("zh-Hant", "請稍候再試"),
    ] {
        let field = format!("Accept-Language: {language}\r\n");
        let (_, told) = until_told(&desk, "GET /?q=dam", &field);
        assert!(told.body.contains(words), "{}", told.body);
        assert!(wait(&told) >= 1);
    }
    assert_eq!(
        desk.get("/healthz").status,
        200,
        "whoever watches is answered"
    );
}

#[test]
fn programs_are_told_as_a_problem_and_how_long_a_change_has_to_wait() {
    let desk = Desk::with(|settings| settings.rate(1), Fetching::none());
    let (count, told) = until_told(&desk, "DELETE /api/v1/cases/aaaaaaaaaaaaaaaa", "");
    assert!((2..5).contains(&count), "{count}");
    assert!((2..=10).contains(&wait(&told)), "{told:?}");
    assert_eq!(told.field("content-type"), Some("application/problem+json"));
    let problem: Value = serde_json::from_str(&told.body).expect("JSON");
    assert_eq!(problem["status"], 429);
    assert_eq!(problem["title"], "Too Many Requests");
}

/// Behind a proxy all come from one address: each is counted by the name that the proxy says.
#[test]
fn one_reader_of_many_behind_a_proxy_keeps_no_other_out() {
    let readers = Readers::default().by_proxy("X-User", ["ada@paper.example".to_owned()]);
    let desk = Desk::with(
        |settings| settings.readers(readers).rate(1),
        Fetching::none(),
    );
    until_told(&desk, "GET /", "X-User: ada@paper.example\r\n");
    let ben = ask(&desk, "GET /", "X-User: ben@paper.example\r\n");
    assert_eq!(ben.status, 200);
    assert_eq!(
        ask(&desk, "GET /", "").status,
        401,
        "nor one that is not named"
    );
}

/// Guessing tokens costs what a change costs, and whoever guesses keeps no reader out.
#[test]
fn who_guesses_tokens_is_told_to_wait_and_readers_are_not() {
    let readers = Readers::from_list("edit Ada ada-0123456789abcdefghij").expect("a list");
    let desk = Desk::with(
        |settings| settings.readers(readers).rate(1),
        Fetching::none(),
    );
    let (count, _) = until_told(
        &desk,
        "POST /api/v1/cases",
        "Authorization: Bearer guessed\r\n",
    );
    assert!((2..5).contains(&count), "{count}");
    let ada = ask(
        &desk,
        "GET /",
        "Authorization: Bearer ada-0123456789abcdefghij\r\n",
    );
    assert_eq!(ada.status, 200);
}

/// A page of another site that has the reader's browser ask and ask does not keep the reader out.
#[test]
fn another_site_does_not_use_up_what_a_reader_may_ask_for() {
    let desk = Desk::with(|settings| settings.rate(1), Fetching::none());
    until_told(&desk, "GET /?q=dam", "Sec-Fetch-Site: cross-site\r\n");
    for _ in 0..30 {
        assert_eq!(
            ask(&desk, "POST /cases", "Origin: https://evil.example\r\n").status,
            403
        );
    }
    assert_eq!(desk.get("/").status, 200);
}

#[test]
fn without_a_limit_all_are_answered() {
    let desk = Desk::with(|settings| settings.rate(0), Fetching::none());
    for _ in 0..100 {
        assert_eq!(desk.get("/?q=dam").status, 200);
    }
}
