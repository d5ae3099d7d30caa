//! Requests and uploads that mean harm, and what each gets.

use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use headwater_serve::Fetching;

use crate::client::{Part, form, request, send};
use crate::desk::Desk;

/// One service for all of them, with one case: what harms it harms the others, too.
fn desk() -> &'static (Desk, String) {
    static DESK: OnceLock<(Desk, String)> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = Desk::open(Fetching::none());
        let (case, _) = desk.text("story.md", b"# A dam\n\nThe dam held on Monday.");
        (desk, case)
    })
}

#[test]
fn requests_that_mean_harm_are_refused() {
    let (desk, case) = desk();
    let at = desk.address();
    let typed = "Content-Type: application/x-www-form-urlencoded\r\n";
    let get = |path: &str| request(at, &format!("GET {path}"), "", b"");
    let post =
        |path: &str, fields: &str, body: &[u8]| request(at, &format!("POST {path}"), fields, body);
    let judge = |body: &str| post(&format!("{case}/judgements"), typed, body.as_bytes());
    let raw = |text: &str| text.as_bytes().to_vec();
    let elsewhere = |field: &str| {
        post(
            &format!("{case}/delete"),
            &format!("{typed}{field}\r\n"),
            b"",
        )
    };
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        // Under another name, as by DNS rebinding, or from a page of another site.
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
            "a name before a name",
            raw(&format!(
                "GET / HTTP/1.1\r\nHost: {at}@evil.example\r\nConnection: close\r\n\r\n"
            )),
            403,
        ),
        (
            "the address of another host",
            raw(&format!(
                "GET http://evil.example/ HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n"
            )),
            403,
        ),
        (
            "a form of another site",
            elsewhere("Origin: https://evil.example"),
            403,
        ),
        (
            "a form of a site that hides",
            elsewhere("Origin: null"),
            403,
        ),
        (
            "a form of another port",
            elsewhere("Origin: http://127.0.0.1:1"),
            403,
        ),
        (
            "a form across sites",
            elsewhere("Sec-Fetch-Site: cross-site"),
            403,
        ),
        (
            "a form of a neighbour",
            elsewhere("Sec-Fetch-Site: same-site"),
            403,
        ),
        // Out of the folder.
        ("dots", get("/cases/../../etc/passwd"), 404),
        (
            "coded dots",
            get("/cases/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
            404,
        ),
        (
            "a file of the folder",
            get(&format!("{case}/files/order.json")),
            404,
        ),
        (
            "the packed pages",
            get(&format!("{case}/files/shown.zip")),
            404,
        ),
        (
            "dots to a file",
            get(&format!("{case}/files/..%2f..%2fheadwater.sqlite3")),
            404,
        ),
        (
            "a NUL",
            get(&format!("{case}/files/trace.json%00.html")),
            404,
        ),
        ("dots to an asset", get("/assets/..%2fschema.sql"), 404),
        (
            "a case in capitals",
            get(&case.to_ascii_uppercase().replace("/CASES", "/cases")),
            404,
        ),
        ("a case that is none", get("/cases/aaaaaaaaaaaaaaaa"), 404),
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
        // Numbers that are none.
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
        ("a page that is no number", get("/?page=abc"), 400),
        ("a page far away", get("/?page=18446744073709551615"), 200),
        ("a choice that is none", get("/?show=everything"), 400),
        (
            "words that are SQL",
            get("/?q=%27%3B+DROP+TABLE+cases%3B--+%22%00"),
            200,
        ),
        (
            "words that are an address too long",
            get(&format!("/?q={}", "x".repeat(100_000))),
            414,
        ),
        // Judgements of nothing.
        (
            "a sentence that is none",
            judge("sentence=0&opinion=agree"),
            404,
        ),
        (
            "a sentence far away",
            judge("sentence=99999&opinion=agree"),
            404,
        ),
        (
            "a sentence below nothing",
            judge("sentence=-1&opinion=agree"),
            400,
        ),
        (
            "a departure that is none",
            judge("sentence=2&departure=9&opinion=agree"),
            404,
        ),
        (
            "an opinion that is none",
            judge("sentence=2&opinion=maybe"),
            400,
        ),
        ("no opinion", judge("sentence=2"), 400),
        // What is no request.
        (
            "a method that is none",
            request(at, "BREW /cases", "", b""),
            405,
        ),
        (
            "a form by another method",
            request(at, "PUT /cases", "", b""),
            405,
        ),
        ("a deletion by a link", get(&format!("{case}/delete")), 405),
        ("no form", post("/cases", typed, b"text=x"), 400),
        (
            "a form without an edge",
            post("/cases", "Content-Type: multipart/form-data\r\n", b"x"),
            400,
        ),
        (
            "a form that ends early",
            post(
                "/cases",
                "Content-Type: multipart/form-data; boundary=edge\r\n",
                b"--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nabc",
            ),
            400,
        ),
        (
            "fields without an end",
            raw(&format!(
                "GET / HTTP/1.1\r\nHost: {at}\r\n{}\r\n",
                "X: y\r\n".repeat(5_000)
            )),
            431,
        ),
        (
            "a field with a NUL",
            raw(&format!("GET / HTTP/1.1\r\nHost: {at}\r\nX: a\0b\r\n\r\n")),
            400,
        ),
        (
            "two lengths",
            raw(&format!(
                "POST /cases HTTP/1.1\r\nHost: {at}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
            )),
            400,
        ),
        (
            "a gigabyte that is announced",
            raw(&format!(
                "POST /cases HTTP/1.1\r\nHost: {at}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 1073741824\r\n\r\n"
            )),
            413,
        ),
    ];
    for (name, bytes, status) in &cases {
        let answer = send(at, bytes).unwrap_or_else(|| panic!("{name}: no answer"));
        assert_eq!(
            answer.status, *status,
            "{name}: {} {}",
            answer.head, answer.body
        );
        if *status == 403 || *status == 404 {
            assert!(
                answer.field("content-security-policy").is_some() || answer.body.is_empty(),
                "{name}"
            );
        }
    }
    assert_eq!(desk.get(case).status, 200, "the case is still there");
}

/// Nothing that a request says stands in a field of the answer, and nobody is led away from here.
#[test]
fn no_field_and_no_way_is_smuggled_in() {
    let (desk, case) = desk();
    let typed = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (field, body) in [
        (
            "Referer: https://evil.example//evil.example/",
            "language=ja",
        ),
        ("Referer: javascript:alert(1)", "language=ja"),
        ("Referer: http://x/\\evil.example", "language=ja"),
        ("X: y", "language=ja%0d%0aSet-Cookie:+a=b"),
    ] {
        let answer = desk.post("/language", &format!("{typed}{field}\r\n"), body.as_bytes());
        assert_eq!(answer.field("location"), Some("/"), "{field}");
        assert_eq!(
            answer.head.matches("set-cookie").count(),
            1,
            "{}",
            answer.head
        );
    }
    let body = "sentence=2&opinion=agree&name=A%0d%0aX-Evil:+1%E2%80%AEmoc";
    let answer = desk.submit(&format!("{case}/judgements"), body);
    assert_eq!(answer.status, 303);
    assert!(
        !answer.head.to_lowercase().contains("x-evil"),
        "{}",
        answer.head
    );
    assert!(!desk.get(case).body.contains('\u{202E}'));
}

/// Scripts in everything that a page shows stay text, and a captured page can run none.
#[test]
fn no_text_becomes_markup() {
    let (desk, _) = desk();
    let page = b"<html><head><title><script>alert(1)</script></title></head><body><article><h1>\"><img src=x onerror=alert(2)></h1>\
        <p>The dam held, <a href=\"javascript:alert(3)\"><script>alert(4)</script>the office</a> said on Monday. \
        &lt;script&gt;alert(5)&lt;/script&gt; was in its letter of May.</p><script>alert(6)</script></article></body></html>";
    let parts = [
        Part {
            name: "file",
            file: Some("<script>alert(7)</script>.html"),
            bytes: page,
        },
        Part {
            name: "source-files",
            file: Some("<img src=x onerror=alert(8)>.html"),
            bytes: page,
        },
    ];
    let (case, shown) = desk.finished(&desk.upload(&parts));
    desk.submit(
        &format!("{case}/judgements"),
        "sentence=1&opinion=agree&note=%3Cscript%3Ealert(9)%3C%2Fscript%3E&name=%3Cb%3E",
    );
    let source = desk.get(&format!("{case}/sources/1"));
    for page in [&shown, &desk.get(&case), &desk.get("/"), &source] {
        let body = page.body.replace("<script src=\"/assets/", "");
        assert!(
            !body.contains("<script") && !body.contains("<img") && !body.contains("javascript:"),
            "{body}"
        );
    }
    let captured = desk.get(&format!("{case}/captured/1"));
    assert!(
        captured.body.contains("<script>alert(6)</script>"),
        "as it was kept"
    );
    let policy = captured.field("content-security-policy").expect("a policy");
    assert!(
        policy.starts_with("sandbox;")
            && !policy.contains("allow-scripts")
            && !policy.contains("script-src"),
        "{policy}"
    );
    assert!(
        source.body.contains("<iframe src=\"") && source.body.contains(" sandbox "),
        "{}",
        source.body
    );
}

#[test]
fn files_that_mean_harm_come_to_no_trace_or_to_a_sound_one() {
    let (desk, _) = desk();
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("no error in memory");
        encoder.finish().expect("no error in memory")
    };
    let zip = |name: &str, bytes: &[u8], link: bool| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        if link {
            zip.add_symlink(name, "/etc/passwd", options)
                .expect("no error in memory");
        } else {
            zip.start_file(name, options).expect("no error in memory");
            zip.write_all(bytes).expect("no error in memory");
        }
        zip.finish().expect("no error in memory").into_inner()
    };
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><rss><item>&c;&c;&c;</item></rss>";
    let files: Vec<(&str, &str, Vec<u8>)> = vec![
        (
            "bytes that are no text",
            "story.md",
            [0, 159, 146, 150, 0, 255].repeat(200),
        ),
        (
            "a program",
            "story.html",
            [b"\x7FELF".as_slice(), &[7; 4_000]].concat(),
        ),
        (
            "an archive that is none",
            "case.wacz",
            b"no archive".to_vec(),
        ),
        (
            "an archive that is cut",
            "case.wacz",
            zip("archive/data.warc.gz", b"x", false)
                .into_iter()
                .take(40)
                .collect(),
        ),
        (
            "an archive with a link out of the folder",
            "case.wacz",
            zip("archive/data.warc", b"", true),
        ),
        (
            "an archive with dots",
            "case.wacz",
            zip("../../archive/data.warc", b"WARC/1.0\r\n", false),
        ),
        (
            "an archive of zeros",
            "case.wacz",
            zip("archive/data.warc", &vec![0; 50_000_000], false),
        ),
        (
            "a pack of zeros",
            "story.html.gz",
            gzip(&vec![0; 100_000_000]),
        ),
        (
            "ten thousand tags in each other",
            "story.html",
            "<div>".repeat(10_000).into_bytes(),
        ),
        (
            "entities that grow",
            "story.xml",
            laughs.as_bytes().to_vec(),
        ),
        (
            "a name of dots",
            "../../../../tmp/evil.md",
            b"# A dam\n\nThe dam held.".to_vec(),
        ),
        (
            "a name of nothing",
            "",
            b"# A dam\n\nThe dam held.".to_vec(),
        ),
        (
            "letters that turn round",
            "\u{202E}dm.yrots",
            "# A \u{202E}dam\n\nThe dam held.".as_bytes().to_vec(),
        ),
        ("one letter", "a.md", b"a".to_vec()),
        (
            "a PDF that is none",
            "story.pdf",
            b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\n".to_vec(),
        ),
    ];
    for (name, file, bytes) in &files {
        let begin = Instant::now();
        let (case, page) = desk.text(file, bytes);
        assert_eq!(page.status, 200, "{name}: {}", page.body);
        assert!(!page.body.contains("root:"), "{name}: {}", page.body);
        assert!(
            begin.elapsed() < Duration::from_secs(30),
            "{name}: {:?}",
            begin.elapsed()
        );
        assert_eq!(
            desk.submit(&format!("{case}/delete"), "").status,
            303,
            "{name}"
        );
    }
    assert!(!std::path::Path::new("/tmp/evil.md").exists());
    let kept = desk.folder().parent().map(|above| above.join("archive"));
    assert!(
        kept.is_some_and(|kept| !kept.exists()),
        "nothing was unpacked"
    );
}

/// What is sent without an end is cut at the limit, and nobody else waits for it.
#[test]
fn a_body_without_an_end_has_one() {
    let (desk, case) = desk();
    let (kind, _) = form(&[]);
    let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a time limit");
    let head = format!(
        "POST /cases HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n{kind}\r\n",
        desk.address()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let first = b"--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n";
    stream
        .write_all(format!("{:x}\r\n", first.len()).as_bytes())
        .expect("sent");
    stream.write_all(first).expect("sent");
    let chunk = [b"\r\n100000\r\n".as_slice(), &vec![b'x'; 1 << 20]].concat();
    let mut sent = 0;
    while sent < 200 && stream.write_all(&chunk).is_ok() {
        sent += 1;
        if sent == 20 {
            assert_eq!(desk.get(case).status, 200, "others are answered meanwhile");
        }
    }
    assert!(sent < 200, "it was cut");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
}

/// Whoever sends a letter now and then keeps nobody else waiting, and is hung up on.
#[test]
fn those_who_send_slowly_hold_nothing_up() {
    let (desk, case) = desk();
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
            stream
        })
        .collect();
    let begin = Instant::now();
    assert_eq!(desk.get(case).status, 200);
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
    let mut last = slow.into_iter().next_back().expect("one of them");
    last.set_read_timeout(Some(Duration::from_secs(40)))
        .expect("a time limit");
    let mut answer = Vec::new();
    assert!(last.read_to_end(&mut answer).is_ok(), "it is hung up on");
}
