//! Requests by another name, from other sites, out of the folder, and with ways and fields for an answer.

use super::{JSON, TYPED, desk, get, get_with, head, meet, post, raw};
use crate::client::request;

/// Under another name, as by DNS rebinding, or from a page of another site.
#[test]
fn from_elsewhere() {
    let (_, case) = desk();
    let delete = |field: &str| {
        post(
            &format!("{case}/delete"),
            &format!("{TYPED}{field}\r\n"),
            "",
        )
    };
    let api = format!("/api/v1{case}");
    meet(&[
        (
            "another name",
            raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "another port",
            raw("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n"),
            403,
        ),
        ("no name", raw("GET / HTTP/1.0\r\n\r\n"), 403),
        (
            "no name in HTTP/1.1",
            raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "an empty name",
            raw("GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "two names",
            raw("GET / HTTP/1.1\r\nHost: {at}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "a name before a name",
            raw("GET / HTTP/1.1\r\nHost: {at}@evil.example\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "a name behind a name",
            raw("GET / HTTP/1.1\r\nHost: {at}.evil.example\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "a name that is no text",
            b"GET / HTTP/1.1\r\nHost: \xFF\xFE\r\nConnection: close\r\n\r\n".to_vec(),
            403,
        ),
        (
            "the address of another host",
            raw("GET http://evil.example/ HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "a way through to another host",
            raw("CONNECT evil.example:443 HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n"),
            403,
        ),
        (
            "a name that a proxy is said to have",
            get_with(
                "/",
                "X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n",
            ),
            200,
        ),
        (
            "a form of another site",
            delete("Origin: https://evil.example"),
            403,
        ),
        ("a form of a site that hides", delete("Origin: null"), 403),
        (
            "a form of another port",
            delete("Origin: http://127.0.0.1:1"),
            403,
        ),
        (
            "a form across sites",
            delete("Sec-Fetch-Site: cross-site"),
            403,
        ),
        (
            "a form of a neighbour",
            delete("Sec-Fetch-Site: same-site"),
            403,
        ),
        (
            "a form that lies about its site",
            delete("Sec-Fetch-Site: same-origin, cross-site"),
            403,
        ),
        (
            "JSON of another site",
            request(
                desk().0.address(),
                &format!("DELETE {api}"),
                "Origin: https://evil.example\r\n",
                b"",
            ),
            403,
        ),
        (
            "leave to ask from another site",
            head(
                &format!("OPTIONS {api}"),
                "Origin: https://evil.example\r\nAccess-Control-Request-Method: DELETE\r\n",
            ),
            405,
        ),
        (
            "a page read from another site",
            get_with("/api/v1/cases", "Origin: https://evil.example\r\n"),
            200,
        ),
        ("a deletion by a link", get(&format!("{case}/delete")), 405),
        (
            "a method under another",
            post(
                &api,
                "X-HTTP-Method-Override: DELETE\r\nX-HTTP-Method: DELETE\r\n",
                "",
            ),
            405,
        ),
        (
            "a method in a form",
            post(&format!("{case}?_method=DELETE"), TYPED, "_method=DELETE"),
            405,
        ),
        (
            "a method in a field of the page",
            request(desk().0.address(), &format!("DELETE {case}"), "", b""),
            405,
        ),
    ]);
}

/// Out of the folder, by any writing of the way.
#[test]
fn out_of_the_folder() {
    let (_, case) = desk();
    let file = |name: &str| get(&format!("{case}/files/{name}"));
    meet(&[
        ("dots", get("/cases/../../etc/passwd"), 404),
        ("dots at once", get("/../../../../etc/passwd"), 404),
        ("two slashes", get("//etc/passwd"), 404),
        (
            "coded dots",
            get("/cases/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
            404,
        ),
        (
            "dots coded twice",
            get("/cases/%252e%252e%252fetc%252fpasswd"),
            404,
        ),
        (
            "dots in too many bytes",
            get("/cases/%c0%ae%c0%ae%c0%afetc%c0%afpasswd"),
            400,
        ),
        ("bytes that are no text", get("/cases/%ff%fe"), 400),
        ("half a code", get("/cases/%2"), 404),
        ("backslashes", get("/cases/..%5c..%5cetc%5cpasswd"), 404),
        (
            "dots with a parameter",
            get("/cases/..;/..;/etc/passwd"),
            404,
        ),
        (
            "wide dots and slashes",
            get("/cases/%EF%BC%8E%EF%BC%8E%EF%BC%8Fetc%EF%BC%8Fpasswd"),
            404,
        ),
        ("a file of the folder", file("order.json"), 404),
        ("the packed pages", file("shown.zip"), 404),
        ("what was given", file("given%2f0"), 404),
        ("dots to a file", file("..%2f..%2fheadwater.sqlite3"), 404),
        ("a file from the root", file("%2fetc%2fpasswd"), 404),
        ("a NUL", file("trace.json%00.html"), 404),
        (
            "a line behind a name",
            file("trace.json%0d%0aX-Evil:%201"),
            404,
        ),
        ("a name with a wide dot", file("trace%EF%BC%8Ejson"), 404),
        ("a name with a dot behind", file("trace.json."), 404),
        ("a stream of a file", file("trace.json::$DATA"), 404),
        ("a name in capitals", file("TRACE.JSON"), 404),
        ("a report in a language of dots", file("report...html"), 404),
        ("dots to an asset", get("/assets/..%2fschema.sql"), 404),
        ("a NUL for an asset", get("/assets/%00"), 404),
        (
            "a case in capitals",
            get(&case.to_ascii_uppercase().replace("/CASES", "/cases")),
            404,
        ),
        (
            "a case with a letter that is one only when folded",
            get(&format!(
                "{}%E2%84%AA",
                case.get(..case.len() - 1).expect("letters")
            )),
            404,
        ),
        ("a case with a NUL", get(&format!("{case}%00")), 404),
        ("a case with a space", get(&format!("{case}%20")), 404),
        ("a case that is none", get("/cases/aaaaaaaaaaaaaaaa"), 404),
        (
            "a case that is none, by JSON",
            get("/api/v1/cases/..%2f..%2fx"),
            404,
        ),
        (
            "a source that is none",
            get(&format!("{case}/captured/0")),
            404,
        ),
        (
            "a source far away",
            get(&format!("{case}/sources/18446744073709551615")),
            404,
        ),
        (
            "a source below nothing",
            get(&format!("{case}/captured/-1")),
            400,
        ),
        (
            "a source beyond numbers",
            get(&format!("{case}/captured/99999999999999999999999999")),
            400,
        ),
        (
            "a passage below nothing",
            get(&format!("{case}/sources/1?start=-5")),
            400,
        ),
        (
            "a passage that ends before it begins",
            get(&format!(
                "{case}/sources/1?start=18446744073709551615&end=1"
            )),
            404,
        ),
        ("progress of nothing", get("/cases/..%2f/progress"), 404),
    ]);
}

/// Ways and fields that are smuggled into an answer.
#[test]
fn ways_and_fields_of_an_answer() {
    let (desk, case) = desk();
    for (name, fields, body) in [
        (
            "a way from another site",
            "Referer: https://evil.example//evil.example/",
            "language=ja",
        ),
        (
            "a way that is a script",
            "Referer: javascript:alert(1)",
            "language=ja",
        ),
        (
            "a way with a backslash",
            "Referer: http://x/\\evil.example",
            "language=ja",
        ),
        (
            "a way with a tab",
            "Referer: http://x/\t/evil.example",
            "language=ja",
        ),
        ("no way", "Referer: ", "language=ja"),
        (
            "a field in a form",
            "X: y",
            "language=ja%0d%0aX-Evil:+b%0d%0aSet-Cookie:+a=b",
        ),
        (
            "a way in a form",
            "X: y",
            "language=ja&next=//evil.example&redirect=https://evil.example",
        ),
    ] {
        let answer = desk.post(
            "/language",
            &format!("{TYPED}{fields}\r\n"),
            body.as_bytes(),
        );
        let way = answer.field("location").unwrap_or_default();
        let is_here = way.starts_with('/') && !way.starts_with("//") && !way.contains("evil");
        assert!(
            answer.status == 303 && is_here || answer.status == 400,
            "{name}: {answer:?}"
        );
        assert!(
            answer.head.matches("set-cookie").count() <= 1,
            "{name}: {}",
            answer.head
        );
        super::guarded(name, &answer);
        super::unharmed(name);
    }
    let lines = |path: &str| get(&format!("{path}%0d%0aX-Evil:%201%0d%0a%0d%0a"));
    meet(&[
        ("a line in an address", lines("/"), 404),
        ("a line in a search", lines("/?q="), 200),
        ("a line in the address of a case", lines("/cases/"), 404),
        (
            "a way to come in by",
            get("/login?next=https://evil.example/"),
            200,
        ),
        (
            "a line in a name",
            post(
                &format!("{case}/judgements"),
                TYPED,
                "sentence=2&opinion=agree&name=A%0d%0aX-Evil:+1",
            ),
            303,
        ),
        (
            "a line in a language",
            get_with("/", "Accept-Language: ja\tX-Evil:1\r\n"),
            200,
        ),
        (
            "a line in a cookie",
            get_with(
                "/",
                "Cookie: language=ja%0d%0aX-Evil:1; name=!!!; session=\u{1}\r\n",
            ),
            400,
        ),
        (
            "cookies that are none of ours",
            get_with(
                "/",
                "Cookie: language=xx; name=%%%; session=../../x; ;;==;\r\n",
            ),
            200,
        ),
        (
            "a key with a line",
            post(
                "/api/v1/cases",
                &format!("{JSON}Idempotency-Key: a b\r\n"),
                "{\"article\":{\"kind\":\"text\",\"text\":\"a\"}}",
            ),
            400,
        ),
        (
            "a tag with a line",
            get_with(
                &format!("/api/v1{case}"),
                "If-None-Match: \"\\r\\nX-Evil: 1\"\r\n",
            ),
            200,
        ),
    ]);
}
