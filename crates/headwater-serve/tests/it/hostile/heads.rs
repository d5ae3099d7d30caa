//! Heads that are no request, that are too large, or that are two in one.

use super::{TYPED, desk, head, meet, raw};
use crate::client::request;

/// Bytes that are no request, or two in one.
#[test]
fn no_requests() {
    let at = desk().0.address();
    let many = |count: usize, field: &str| head("GET /", &field.repeat(count));
    let long = |length: usize| head("GET /", &format!("X: {}\r\n", "x".repeat(length)));
    meet(&[
        (
            "a method that is none",
            request(at, "BREW /cases", "", b""),
            405,
        ),
        (
            "a method in small letters",
            request(at, "get /", "", b""),
            405,
        ),
        (
            "a trace of the request",
            request(at, "TRACE /", "X-Evil: 1\r\n", b""),
            405,
        ),
        (
            "a form by another method",
            request(at, "PUT /cases", "", b""),
            405,
        ),
        ("all there is", head("OPTIONS *", ""), 404),
        (
            "a version that is none",
            raw("GET / HTTP/9.9\r\nHost: {at}\r\n\r\n"),
            400,
        ),
        ("a line that is none", raw("\0\0\0\0\r\n\r\n"), 400),
        (
            "a greeting of TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
            400,
        ),
        (
            "a field with a NUL",
            raw("GET / HTTP/1.1\r\nHost: {at}\r\nX: a\0b\r\n\r\n"),
            400,
        ),
        (
            "a field in two lines",
            raw("GET / HTTP/1.1\r\nHost: {at}\r\nX: a\r\n b\r\n\r\n"),
            400,
        ),
        (
            "a space before a colon",
            raw("GET / HTTP/1.1\r\nHost: {at}\r\nX : a\r\n\r\n"),
            400,
        ),
        (
            "a line that ends early",
            raw("GET / HTTP/1.1\r\nHost: {at}\r\nX: a\rX-Evil: b\r\n\r\n"),
            400,
        ),
        ("fields without an end", many(5_000, "X: y\r\n"), 431),
        (
            "a hundred fields more than there may be",
            many(200, "Accept: a\r\n"),
            431,
        ),
        ("a field of 300 KB", long(300_000), 200),
        ("a field of 1 MB", long(1_000_000), 431),
        (
            "a cookie of 1 MB",
            head(
                "GET /",
                &format!("Cookie: session={}\r\n", "x".repeat(1_000_000)),
            ),
            431,
        ),
        (
            "a hundred thousand cookies in one",
            head("GET /", &format!("Cookie: {}\r\n", "a=b;".repeat(90_000))),
            200,
        ),
        (
            "ten thousand languages",
            head(
                "GET /",
                &format!("Accept-Language: {}\r\n", "xx;q=0.5,".repeat(10_000)),
            ),
            200,
        ),
        (
            "weights that are no numbers",
            head(
                "GET /",
                "Accept-Language: ja;q=NaN,zh;q=inf,en;q=-1,xx;q=1e999\r\n",
            ),
            200,
        ),
        (
            "ten thousand ranges",
            head(
                "GET /",
                &format!("Range: bytes={}\r\n", "0-0,".repeat(10_000)),
            ),
            200,
        ),
        (
            "ten thousand tags",
            head(
                "GET /",
                &format!("If-None-Match: {}\r\n", "\"a\",".repeat(10_000)),
            ),
            200,
        ),
        (
            "another protocol",
            head("GET /", "Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n"),
            200,
        ),
        (
            "two lengths",
            raw(
                "POST /cases HTTP/1.1\r\nHost: {at}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            ),
            400,
        ),
        (
            "a length below nothing",
            raw("POST /cases HTTP/1.1\r\nHost: {at}\r\nContent-Length: -1\r\n\r\n"),
            400,
        ),
        (
            "a length beyond numbers",
            raw(
                "POST /cases HTTP/1.1\r\nHost: {at}\r\nContent-Length: 99999999999999999999\r\n\r\n",
            ),
            400,
        ),
        (
            "chunks of no size",
            raw(
                "POST /language HTTP/1.1\r\nHost: {at}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            ),
            415,
        ),
        (
            "a coding that is none",
            raw("POST /cases HTTP/1.1\r\nHost: {at}\r\nTransfer-Encoding: xchunked\r\n\r\n"),
            400,
        ),
    ]);
}

/// A length and chunks at once: whatever stands behind the first request of two is not one that the other side of a proxy
/// did not see.
#[test]
fn two_requests_in_one() {
    let (desk, case) = desk();
    for (name, fields) in [
        (
            "chunks and a length",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        ),
        (
            "a length and chunks",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        ),
        (
            "chunks behind a space",
            "Content-Length: 5\r\nTransfer-Encoding:  chunked\r\n",
        ),
        (
            "chunks twice",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        ),
    ] {
        let smuggled = format!(
            "POST /language HTTP/1.1\r\nHost: {{at}}\r\n{TYPED}Connection: close\r\n{fields}\r\n0\r\n\r\nPOST {case}/delete \
             HTTP/1.1\r\nHost: {{at}}\r\nContent-Length: 0\r\n\r\n"
        );
        let answer = desk.send(&raw(&smuggled));
        let answers = answer.map_or(0, |answer| 1 + answer.body.matches("HTTP/1.1 ").count());
        assert_eq!(answers, 1, "{name}");
        super::unharmed(name);
    }
}
