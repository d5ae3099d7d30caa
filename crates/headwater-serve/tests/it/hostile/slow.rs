//! Those who send slowly, or nothing, or read nothing of what they asked for: they are hung up on, and keep nobody waiting.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use headwater_serve::Fetching;

use super::{TYPED, desk, head, raw, unharmed};
use crate::desk::Desk;

/// So long the fields of a request may take, and somewhat more.
const FIELDS: Duration = Duration::from_secs(25);

fn connected(desk: &Desk, first: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
    stream.write_all(first).expect("sent");
    stream
}

/// What comes back until the other side hangs up, which it does within this time.
fn hung_up(mut stream: TcpStream, within: Duration) -> String {
    stream.set_read_timeout(Some(within)).expect("a time limit");
    let mut answer = Vec::new();
    let mut some = [0; 4096];
    loop {
        match stream.read(&mut some) {
            Ok(0) => break,
            Ok(count) => answer.extend(some.iter().take(count)),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("it is not hung up on: {error}"),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Each of these would keep a connection for good. Two hundred of each kind are open at the same time.
#[test]
fn heads_that_never_end() {
    let (desk, case) = desk();
    let kinds: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("one letter", b"G".to_vec()),
        ("the begin of HTTP/2", b"PRI * HT".to_vec()),
        ("half a name", b"GET / HTTP/1.1\r\nHost: ".to_vec()),
        (
            "one field after the other",
            raw("GET / HTTP/1.1\r\nHost: {at}\r\nX: "),
        ),
        (
            "nothing behind a request",
            raw("GET /healthz HTTP/1.1\r\nHost: {at}\r\n\r\n"),
        ),
        (
            "HTTP/2 and nothing more",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        ),
    ];
    let slow: Vec<Vec<TcpStream>> = kinds
        .iter()
        .map(|(_, first)| (0..100).map(|_| connected(desk, first)).collect())
        .collect();
    let begin = Instant::now();
    assert_eq!(desk.get(case).status, 200);
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
    thread::scope(|scope| {
        for ((name, _), streams) in kinds.iter().zip(slow) {
            scope.spawn(move || {
                let last = streams.into_iter().next_back().expect("one of them");
                // HTTP/2 is asked first whether anyone is there.
                let within = FIELDS * if name.starts_with("HTTP/2") { 2 } else { 1 };
                hung_up(last, within);
                unharmed(name);
            });
        }
    });
}

/// A body that comes letter by letter, or not at all, is answered when its time is over.
#[test]
fn bodies_that_never_end() {
    let desk = Desk::with(
        |settings| settings.time_limit(Duration::from_secs(2)),
        Fetching::none(),
    );
    let (case, _) = desk.text("story.md", b"# A dam\n\nThe dam held on Monday.");
    let multipart = "Content-Type: multipart/form-data; boundary=edge\r\n";
    for (name, line, fields) in [
        ("a form", "POST /cases", multipart),
        ("a judgement", &*format!("POST {case}/judgements"), TYPED),
        ("JSON", "POST /api/v1/cases", super::JSON),
    ] {
        let fields = format!("{fields}Content-Length: 1000\r\n");
        let at = desk.address().to_string();
        let first = String::from_utf8(head(line, &fields)).expect("a text");
        let first = first.replace(&super::desk().0.address().to_string(), &at);
        let slow: Vec<TcpStream> = (0..100)
            .map(|_| connected(&desk, first.as_bytes()))
            .collect();
        let begin = Instant::now();
        assert_eq!(desk.get(&case).status, 200, "{name}");
        assert!(
            begin.elapsed() < Duration::from_secs(2),
            "{name}: {:?}",
            begin.elapsed()
        );
        let mut last = slow.into_iter().next_back().expect("one of them");
        for _ in 0..10 {
            last.write_all(b"x").expect("sent");
            thread::sleep(Duration::from_millis(50));
        }
        let answer = hung_up(last, Duration::from_secs(20));
        assert!(answer.starts_with("HTTP/1.1 408 "), "{name}: {answer}");
    }
}

/// Whoever asks and does not read keeps no connection for good.
#[test]
fn answers_that_nobody_reads() {
    let desk = Desk::with(
        |settings| settings.time_limit(Duration::from_secs(2)),
        Fetching::none(),
    );
    let article = format!("# A dam\n\n{}", "The dam held on Monday. ".repeat(200));
    let (case, _) = desk.text("story.md", article.as_bytes());
    let ask = format!("GET {case} HTTP/1.1\r\nHost: {}\r\n\r\n", desk.address());
    // So many answers that no buffer on the way holds them.
    let stream = connected(&desk, ask.repeat(300).as_bytes());
    thread::sleep(Duration::from_secs(6));
    let mut stream = stream;
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a time limit");
    let mut read = 0;
    let mut some = vec![0; 1 << 16];
    while let Ok(count @ 1..) = stream.read(&mut some) {
        read += count;
    }
    let one = desk.get(&case).body.len();
    assert!(
        read < 290 * one,
        "it was hung up on: {read} bytes of answers of {one} each"
    );
    assert_eq!(desk.get(&case).status, 200);
}

/// Streams of HTTP/2 that are opened and given up at once, by the thousand.
#[test]
fn streams_that_are_given_up_at_once() {
    let (desk, _) = desk();
    let frame = |kind: u8, flags: u8, stream: u32, load: &[u8]| {
        let length = u32::try_from(load.len())
            .expect("a short frame")
            .to_be_bytes();
        let mut bytes = length[1..].to_vec();
        bytes.extend([kind, flags]);
        bytes.extend(stream.to_be_bytes());
        bytes.extend(load);
        bytes
    };
    let authority = desk.address().to_string();
    let mut fields = vec![
        0x82,
        0x84,
        0x86,
        0x01,
        u8::try_from(authority.len()).expect("short"),
    ];
    fields.extend(authority.as_bytes());
    let mut all = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    all.extend(frame(4, 0, 0, b""));
    for number in 0..5_000 {
        all.extend(frame(1, 5, 2 * number + 1, &fields));
        all.extend(frame(3, 0, 2 * number + 1, &[0, 0, 0, 8]));
    }
    let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
    let _ = stream.write_all(&all);
    hung_up(stream, FIELDS * 2);
    unharmed("streams that are given up");
    // A head without an end, in pieces.
    let mut endless = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    endless.extend(frame(4, 0, 0, b""));
    endless.extend(frame(1, 1, 1, &fields));
    for _ in 0..2_000 {
        endless.extend(frame(
            9,
            0,
            1,
            &[&[0x00, 0x01, b'x', 0x7F, 0x81, 0x07][..], &[b'y'; 256]].concat(),
        ));
    }
    let mut stream = TcpStream::connect(desk.address()).expect("the service listens");
    let _ = stream.write_all(&endless);
    hung_up(stream, FIELDS * 2);
    unharmed("a head without an end, in pieces");
}
