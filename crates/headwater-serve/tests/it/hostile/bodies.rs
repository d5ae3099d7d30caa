//! Bodies that are too large, have no end, or are not made as a form is.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::{JSON, TYPED, desk, gzip, head, meet, post, raw, unharmed};
use crate::client::Part;

const FORM: &str = "Content-Type: multipart/form-data; boundary=edge\r\n";

#[test]
fn a_gigabyte_that_is_announced() {
    let (_, case) = desk();
    let gigabyte =
        |line: &str, fields: &str| head(line, &format!("{fields}Content-Length: 1073741824\r\n"));
    meet(&[
        ("a form", gigabyte("POST /cases", FORM), 413),
        (
            "a judgement",
            gigabyte(&format!("POST {case}/judgements"), TYPED),
            413,
        ),
        ("JSON", gigabyte("POST /api/v1/cases", JSON), 413),
        ("a token", gigabyte("POST /login", TYPED), 413),
        ("a page", gigabyte("GET /", ""), 413),
        (
            "an address that is none",
            gigabyte("POST /nothing", ""),
            413,
        ),
        (
            "one that waits to be asked for it",
            gigabyte("POST /cases", &format!("{FORM}Expect: 100-continue\r\n")),
            413,
        ),
        (
            "a length as large as numbers go",
            head(
                "POST /cases",
                &format!("{FORM}Content-Length: 18446744073709551614\r\n"),
            ),
            431,
        ),
        (
            "one byte more than there may be",
            head(
                "POST /cases",
                &format!("{FORM}Content-Length: {}\r\n", 64 * 1024 * 1024 + 1),
            ),
            413,
        ),
    ]);
}

/// A form without files is small, also one that is open to everyone.
#[test]
fn forms_that_are_too_large() {
    let (_, case) = desk();
    let field = |name: &str| format!("{name}={}", "x".repeat(2_000_000));
    meet(&[
        (
            "a token of 2 MB",
            post("/login", TYPED, field("token")),
            413,
        ),
        (
            "a language of 2 MB",
            post("/language", TYPED, field("language")),
            413,
        ),
        (
            "a note of 2 MB",
            post(&format!("{case}/judgements"), TYPED, field("note")),
            413,
        ),
        (
            "a token of 2 MB in chunks",
            chunked(
                "POST /login",
                TYPED,
                &format!("1e8480\r\n{}\r\n0\r\n\r\n", "x".repeat(2_000_000)),
            ),
            413,
        ),
    ]);
}

#[test]
fn forms_that_are_none() {
    let field = |name: &str, more: &str, text: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
    };
    let form = |parts: &str| post("/cases", FORM, format!("{parts}--edge--\r\n"));
    let edge = "e".repeat(100_000);
    meet(&[
        ("no form", post("/cases", TYPED, b"text=x"), 400),
        (
            "a form without an edge",
            post("/cases", "Content-Type: multipart/form-data\r\n", b"x"),
            400,
        ),
        (
            "an edge of nothing",
            post(
                "/cases",
                "Content-Type: multipart/form-data; boundary=\r\n",
                b"----\r\n",
            ),
            422,
        ),
        (
            "an edge of 100 KB",
            post(
                "/cases",
                &format!("Content-Type: multipart/form-data; boundary={edge}\r\n"),
                format!("--{edge}--"),
            ),
            422,
        ),
        (
            "a form that ends early",
            post(
                "/cases",
                FORM,
                "--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nabc",
            ),
            400,
        ),
        (
            "a form in a form",
            post(
                "/cases",
                "Content-Type: multipart/form-data; boundary=edge; boundary=other\r\n",
                "--other--",
            ),
            400,
        ),
        ("a form of nothing", form(""), 422),
        (
            "no article",
            form(&field("source-files", "; filename=\"a.md\"", "a")),
            422,
        ),
        (
            "an article of nothing",
            form(&field("text", "", " \n ")),
            422,
        ),
        (
            "two articles",
            form(&[field("text", "", "a"), field("text", "", "b")].concat()),
            422,
        ),
        (
            "an article and its address",
            form(
                &[
                    field("text", "", "a"),
                    field("address", "", "http://evil.example/"),
                ]
                .concat(),
            ),
            422,
        ),
        (
            "an address, where nothing is fetched",
            form(&field("address", "", "file:///etc/passwd")),
            422,
        ),
        (
            "ten thousand sources",
            form(&field("source-files", "; filename=\"a.md\"", "a").repeat(10_000)),
            413,
        ),
        (
            "ten thousand addresses in one",
            form(&field(
                "source-addresses",
                "",
                &"http://evil.example/\n".repeat(10_000),
            )),
            413,
        ),
        (
            "a hundred thousand parts that mean nothing",
            form(&field("x", "", "").repeat(100_000)),
            422,
        ),
        (
            "a part with a field of 1 MB",
            form(&field(
                "text",
                &format!("; x=\"{}\"", "y".repeat(1_000_000)),
                "a",
            )),
            303,
        ),
        (
            "a part with 10,000 fields",
            form(&format!("--edge\r\n{}\r\na\r\n", "X: y\r\n".repeat(10_000))),
            400,
        ),
        (
            "a part without a name",
            form("--edge\r\nContent-Disposition: form-data\r\n\r\na\r\n"),
            422,
        ),
        ("a part without fields", form("--edge\r\n\r\na\r\n"), 400),
        (
            "a form that is packed",
            post(
                "/cases",
                &format!("{FORM}Content-Encoding: gzip\r\n"),
                gzip(&vec![0; 50_000_000]),
            ),
            400,
        ),
        (
            "a chunk larger than numbers",
            chunked("POST /cases", FORM, "fffffffffffffffff\r\nx"),
            400,
        ),
        (
            "a chunk with a mebibyte of notes",
            chunked(
                "POST /cases",
                FORM,
                &format!("1;{}\r\nx\r\n", "n".repeat(1 << 20)),
            ),
            400,
        ),
    ]);
}

fn chunked(line: &str, fields: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {{at}}\r\nConnection: close\r\n{fields}Transfer-Encoding: chunked\r\n\r\n"
    );
    [raw(&head), body.as_bytes().to_vec()].concat()
}

/// What is sent without an end is cut at the limit, and nobody else waits for it.
#[test]
fn bodies_without_an_end() {
    let (desk, case) = desk();
    let begin = "--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n";
    let judgements = format!("POST {case}/judgements");
    for (name, line, fields, first) in [
        ("a form", "POST /cases", FORM, begin),
        ("JSON", "POST /api/v1/cases", JSON, "{\"article\":\""),
        ("a judgement", judgements.as_str(), TYPED, "note="),
    ] {
        let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
        let limit = Some(Duration::from_secs(30));
        stream.set_read_timeout(limit).expect("a time limit");
        stream.set_write_timeout(limit).expect("a time limit");
        let first = format!("{:x}\r\n{first}", first.len());
        stream
            .write_all(&chunked(line, fields, &first))
            .expect("sent");
        let chunk = [b"\r\n100000\r\n".as_slice(), &vec![b'x'; 1 << 20]].concat();
        let mut sent = 0;
        while sent < 200 && stream.write_all(&chunk).is_ok() {
            sent += 1;
            if sent == 20 {
                assert_eq!(desk.get(case).status, 200, "others are answered meanwhile");
            }
        }
        assert!(sent < 200, "{name} was cut");
        let _ = stream.read_to_end(&mut Vec::new());
        unharmed(name);
    }
}

/// Names of files are names and nothing else: the files themselves stand under numbers.
#[test]
fn names_of_files() {
    let (desk, _) = desk();
    for (name, shown) in [
        ("../../../../tmp/headwater-evil.md", "headwater-evil.md"),
        ("..\\..\\headwater-evil.md", "headwater-evil.md"),
        ("/tmp/headwater-evil.md", "headwater-evil.md"),
        ("C:\\headwater-evil.md", "headwater-evil.md"),
        (
            "\\\\evil.example\\share\\headwater-evil.md",
            "headwater-evil.md",
        ),
        ("file:///tmp/headwater-evil.md", "headwater-evil.md"),
        ("%2e%2e%2fheadwater-evil.md", "%2e%2e%2fheadwater-evil.md"),
        ("..%c0%afheadwater-evil.md", "..%c0%afheadwater-evil.md"),
        ("．．／headwater-evil.md", "．．／headwater-evil.md"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("CON", "CON"),
        ("-rf", "-rf"),
        ("$(touch headwater-evil)", "$(touch headwater-evil)"),
        ("a\u{202E}dm.yrots", "adm.yrots"),
        ("a\u{2066}b.md", "ab.md"),
    ] {
        let part = Part {
            name: "file",
            file: Some(name),
            // Of nothing that has a title, so that the name is shown.
            bytes: b"a",
        };
        let taken = desk.upload(&[part]);
        assert_eq!(taken.status, 303, "{name:?}");
        let (case, page) = desk.finished(&taken);
        let heading = page
            .body
            .split("<h1")
            .nth(1)
            .and_then(|rest| rest.split('<').next());
        let heading = heading
            .and_then(|rest| rest.split('>').nth(1))
            .unwrap_or_default();
        assert_eq!(heading, shown.replace('&', "&amp;"), "{name:?}");
        unharmed(name);
        desk.submit(&format!("{case}/delete"), "");
    }
}

/// What stands behind a name in the field of a part is no field of its own, and no second name.
#[test]
fn names_that_go_on() {
    let field = |file: &str| {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; {file}\r\n\r\na\r\n--edge--\r\n"
        );
        post("/cases", FORM, head)
    };
    meet(&[
        (
            "a line in a name",
            field("filename=\"a\r\nX-Evil: 1\""),
            303,
        ),
        ("a NUL in a name", field("filename=\"a\0b.md\""), 400),
        ("a bell in a name", field("filename=\"a\u{7}b.md\""), 400),
        (
            "a name in code",
            field("filename*=UTF-8''..%2f..%2fheadwater-evil.md"),
            303,
        ),
        (
            "a name in a charset that is none",
            field("filename*=evil''%ff"),
            303,
        ),
        (
            "two names",
            field("filename=\"a.md\"; filename=\"../headwater-evil.md\""),
            303,
        ),
        (
            "a name that ends in the middle",
            field("filename=\"a\"b\".md\""),
            303,
        ),
        (
            "a name of 1 MB",
            field(&format!("filename=\"{}\"", "n".repeat(1_000_000))),
            303,
        ),
        (
            "a name of 10 KB",
            field(&format!("filename=\"{}\"", "n".repeat(10_000))),
            303,
        ),
    ]);
}
