//! The service as programs meet it.

use std::thread;
use std::time::{Duration, Instant};

use headwater_serve::Fetching;
use serde_json::{Value, json};

use crate::client::{Answer, request};
use crate::desk::Desk;

const CASES: &str = "/api/v1/cases";

fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

fn send(desk: &Desk, line: &str, fields: &str, body: &Value) -> Answer {
    let fields = format!("Content-Type: application/json\r\n{fields}");
    let request = request(desk.address(), line, &fields, body.to_string().as_bytes());
    desk.send(&request).expect("an answer")
}

/// An article with a number that its source does not have.
fn dam() -> Value {
    json!({
        "article": {"kind": "text", "text": "# Dam held\n\nThe dam above Orlin held on Monday, the river office said. \
                                             The water rose by 60 centimetres in an hour."},
        "sources": [{"kind": "file", "name": "report.txt", "base64": "VGhlIGRhbSBhYm92ZSBPcmxpbiBoZWxkIG9uIE1vbmRheSwgdGhlIHJpdmVyIG9mZmljZSBzYWlkLiBUaGUgd2F0ZXIgcm9zZSBieSA0MCBjZW50aW1ldHJlcyBpbiBhbiBob3VyLg=="}]
    })
}

/// The address of a case once it has come to its end.
fn finished(desk: &Desk, created: &Answer) -> String {
    let place = created.field("location").expect("where it is").to_owned();
    let begin = Instant::now();
    while matches!(
        body(&desk.get(&place))["state"].as_str(),
        Some("waiting" | "working")
    ) {
        assert!(begin.elapsed() < Duration::from_mins(1));
        thread::sleep(Duration::from_millis(20));
    }
    place
}

#[test]
fn a_program_makes_a_case_and_reads_what_was_found() {
    let desk = Desk::open(Fetching::none());
    let created = send(&desk, &format!("POST {CASES}"), "", &dam());
    assert_eq!(created.status, 201, "{created:?}");
    let place = finished(&desk, &created);
    let case = desk.get(&place);
    assert_eq!(
        body(&case)["verdicts"],
        json!({"supported": 1, "differs": 1, "unsupported": 0, "unchecked": 0})
    );

    let trace = body(&desk.get(&format!("{place}/trace")));
    assert_eq!(trace["schema"], "headwater.trace/1");
    let findings = body(&desk.get(&format!("{place}/findings")));
    assert_eq!(findings["total"], 2);
    assert_eq!(
        findings["items"][1]["departures"][0]["article"]["text"],
        "60 centimetres"
    );
    let sources = body(&desk.get(&format!("{place}/sources")));
    assert_eq!(sources["items"][0]["location"], "report.txt");
    assert!(sources["items"][0].get("text").is_none());
    assert!(
        desk.get(&format!("{place}/annotations"))
            .field("content-type")
            .expect("a kind")
            .contains("ld+json")
    );

    let judgement = json!({"sentence": 3, "departure": 1, "opinion": "agree", "note": "the report says 40", "name": "Ada"});
    let kept = send(&desk, &format!("POST {place}/judgements"), "", &judgement);
    assert_eq!(kept.status, 201, "{kept:?}");
    // The case is there: it is the judgement that does not fit it.
    let nowhere = json!({"sentence": 3, "departure": 9, "opinion": "agree"});
    let refused = send(&desk, &format!("POST {place}/judgements"), "", &nowhere);
    assert_eq!(refused.status, 422, "{}", refused.body);
    let judgements = body(&desk.get(&format!("{place}/judgements")));
    assert_eq!(judgements[0]["note"], "the report says 40");

    // What has not changed is not sent again; what was judged since has.
    let tag = format!(
        "If-None-Match: {}\r\n",
        desk.get(&place).field("etag").expect("a tag")
    );
    assert_eq!(
        send(&desk, &format!("GET {place}"), &tag, &Value::Null).status,
        304
    );
    send(&desk, &format!("POST {place}/judgements"), "", &judgement);
    assert_eq!(
        send(&desk, &format!("GET {place}"), &tag, &Value::Null).status,
        200
    );

    assert_eq!(
        send(&desk, &format!("DELETE {place}"), "", &Value::Null).status,
        204
    );
    assert_eq!(desk.get(&place).status, 404);
    assert_eq!(body(&desk.get(CASES))["total"], 0);
}

/// A program that does not know whether its request arrived asks again.
#[test]
fn what_is_asked_for_twice_under_one_key_is_made_once() {
    let desk = Desk::open(Fetching::none());
    let ask = |key: &str, case: &Value| {
        let field = format!("Idempotency-Key: {key}\r\n");
        send(&desk, &format!("POST {CASES}"), &field, case)
    };
    let first = ask("a", &dam());
    let second = ask("a", &dam());
    assert_eq!((first.status, second.status), (201, 200));
    assert_eq!(body(&first)["id"], body(&second)["id"]);
    assert_eq!(
        ask(
            "a",
            &json!({"article": {"kind": "text", "text": "another"}})
        )
        .status,
        409
    );
    assert_eq!(ask("b", &dam()).status, 201);
    assert_eq!(ask("", &dam()).status, 400);
    assert_eq!(body(&desk.get(CASES))["total"], 2);
}

#[test]
fn the_list_has_pages() {
    let desk = Desk::open(Fetching::none());
    for number in 0..52 {
        let case = json!({"article": {"kind": "text", "text": format!("Flood {number}"), "name": format!("flood {number}.md")}});
        assert_eq!(send(&desk, &format!("POST {CASES}"), "", &case).status, 201);
    }
    let first = body(&desk.get(CASES));
    assert_eq!(
        (first["items"].as_array().map(Vec::len), &first["next"]),
        (Some(50), &json!(1))
    );
    let second = body(&desk.get(&format!("{CASES}?page=1")));
    assert_eq!(
        (second["items"].as_array().map(Vec::len), &second["next"]),
        (Some(2), &Value::Null)
    );
}

#[test]
fn what_does_not_work_is_said_as_a_problem() {
    let desk = Desk::open(Fetching::none());
    let get = |path: &str| desk.get(path);
    let post = |case: &Value| send(&desk, &format!("POST {CASES}"), "", case);
    let no_case = format!("{CASES}/aaaaaaaaaaaaaaaa");
    for (answer, status) in [
        (get(&no_case), 404),
        (get(&format!("{CASES}/../../etc/passwd")), 404),
        (get("/api/v1/nothing"), 404),
        (get(&format!("{CASES}?page=-1")), 400),
        (
            get(&format!("{CASES}?show=all&page=99999999999999999999")),
            400,
        ),
        (send(&desk, &format!("PUT {CASES}"), "", &Value::Null), 405),
        (
            send(&desk, &format!("DELETE {no_case}"), "", &Value::Null),
            404,
        ),
        (
            send(
                &desk,
                &format!("DELETE {no_case}"),
                "Origin: https://evil.example\r\n",
                &Value::Null,
            ),
            403,
        ),
        (
            desk.post(CASES, "Content-Type: application/json\r\n", b"{"),
            400,
        ),
        (desk.post(CASES, "Content-Type: text/plain\r\n", b"{}"), 415),
        (post(&json!({})), 422),
        (post(&json!({"article": {"kind": "text", "text": ""}})), 422),
        (
            post(&json!({"article": {"kind": "file", "name": "a.pdf", "base64": "not base64"}})),
            422,
        ),
        (
            post(&json!({"article": {"kind": "text", "text": "a"}, "unknown": 1})),
            422,
        ),
        (
            post(&json!({"article": {"kind": "page", "url": "https://paper.example/"}})),
            409,
        ),
    ] {
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(
            answer.field("content-type"),
            Some("application/problem+json"),
            "{answer:?}"
        );
        assert_eq!(body(&answer)["status"], status);
    }
}

/// Every reference in the document leads to something, and every address in it answers.
#[test]
fn the_document_describes_what_there_is() {
    let desk = Desk::open(Fetching::none());
    let answer = desk.get("/api/v1/openapi.json");
    let document = body(&answer);
    assert_eq!(
        document["openapi"]
            .as_str()
            .and_then(|version| version.get(..4)),
        Some("3.1.")
    );
    let mut references = 0;
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        if let Some(reference) = value["$ref"].as_str() {
            let place = reference.strip_prefix('#').expect("within the document");
            assert!(document.pointer(place).is_some(), "{reference}");
            references += 1;
        }
        match value {
            Value::Object(fields) => open.extend(fields.values()),
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    assert!(references > 40, "{references}");
    assert!(document["components"]["schemas"]["Trace"]["properties"]["sentences"].is_object());
    for path in document["paths"].as_object().expect("paths").keys() {
        assert_ne!(
            desk.get(&path.replace("{id}", "aaaaaaaaaaaaaaaa")).status,
            500,
            "{path}"
        );
    }
}

/// The limit holds for JSON as for forms, and a body just within it is taken in with its file whole.
#[test]
fn a_large_file_in_json_comes_in_whole_and_a_larger_one_is_refused() {
    let desk = Desk::open(Fetching::none());
    let file = |mebibytes: usize| {
        let base64 = "YWJj".repeat(mebibytes * 1024 * 1024 / 4);
        json!({"article": {"kind": "file", "name": "story.bin", "base64": base64}})
    };
    let refused = send(&desk, &format!("POST {CASES}"), "", &file(64));
    assert_eq!(refused.status, 413, "{}", refused.head);
    let taken = send(&desk, &format!("POST {CASES}"), "", &file(63));
    assert_eq!(taken.status, 201, "{taken:?}");
    assert_eq!(desk.get("/").status, 200);
}
