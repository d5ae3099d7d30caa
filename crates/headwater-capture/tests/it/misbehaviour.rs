//! Servers that do what they should not, and names that lead where they should not: each ends in a status that says what
//! happened, within the limits, and nothing private is asked for.

use std::io::Write;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use headwater_capture::{Addresses, Note, Resolver};

use crate::common::{Case, Names, STORY, crawl, statuses};
use crate::server::{Connection, Server, answer, missing, page, redirect};

const HOST: &str = "paper.example";

/// What came of one page of a server.
fn fetched(server: &Server, path: &str) -> Note {
    let case = Case::new();
    let started = Instant::now();
    let mut notes = case.cited(crawl(&[HOST]), &[&server.url(HOST, path)]);
    assert!(
        started.elapsed() < Duration::from_secs(15),
        "{path}: {:?}",
        started.elapsed()
    );
    assert_eq!(case.archive().broken(), [], "{path}");
    notes.remove(0)
}

/// Gzip of so many megabytes of zeros.
fn zeros(megabytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..megabytes {
        encoder
            .write_all(&vec![0; 1024 * 1024])
            .expect("no error in memory");
    }
    encoder.finish().expect("no error in memory")
}

fn send(out: &mut dyn Connection, bytes: impl AsRef<[u8]>) {
    let _ = out.write_all(bytes.as_ref());
}

/// Sends the same bytes until nobody listens any more.
fn without_end(out: &mut dyn Connection, bytes: &[u8], pause: Duration) {
    let started = Instant::now();
    while out.write_all(bytes).and_then(|()| out.flush()).is_ok() {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "nobody hung up"
        );
        sleep(pause);
    }
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

fn misbehaving() -> Server {
    Server::start(|asked, out| {
        let story = || page(STORY);
        match asked.path.as_str() {
            "/robots.txt" => send(out, missing()),
            // Answers that are none.
            "/hang-up" => out.hang_up(),
            "/empty" => {}
            "/nonsense" => send(out, "\0\x01\x02 220 mail.example ESMTP\r\n\r\n"),
            "/old-http" => send(out, STORY),
            "/no-status" => send(out, "HTTP/1.1 OK\r\n\r\n"),
            "/status-999" => send(out, answer("999 Who Knows", HTML, STORY)),
            "/two-lengths" => send(
                out,
                format!(
                    "HTTP/1.1 200 OK\r\n{HTML}Content-Length: 5\r\nContent-Length: 700\r\n\r\n{STORY}"
                ),
            ),
            "/wrong-length" => send(
                out,
                format!("HTTP/1.1 200 OK\r\n{HTML}Content-Length: 99999\r\n\r\n{STORY}"),
            ),
            "/negative-length" => send(
                out,
                format!("HTTP/1.1 200 OK\r\n{HTML}Content-Length: -1\r\n\r\n{STORY}"),
            ),
            "/half-head" => send(out, "HTTP/1.1 200 OK\r\nContent-Type: te"),
            "/early-hints" => {
                send(
                    out,
                    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n",
                );
                send(out, story());
            }
            "/early-without-end" => {
                without_end(out, b"HTTP/1.1 100 Continue\r\n\r\n", Duration::ZERO);
            }
            // Too much, too slow.
            "/fields-without-end" => {
                send(out, "HTTP/1.1 200 OK\r\n");
                without_end(
                    out,
                    b"X-Field: more and more and more of it\r\n",
                    Duration::ZERO,
                );
            }
            "/field-without-end" => {
                send(out, "HTTP/1.1 200 OK\r\nX-Field: ");
                without_end(out, &[b'x'; 4096], Duration::ZERO);
            }
            "/body-without-end" => {
                send(out, format!("HTTP/1.1 200 OK\r\n{HTML}\r\n{STORY}"));
                without_end(out, STORY.as_bytes(), Duration::ZERO);
            }
            "/chunks-without-end" => {
                send(
                    out,
                    format!("HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\n"),
                );
                let chunk = format!("{:x}\r\n{STORY}\r\n", STORY.len());
                without_end(out, chunk.as_bytes(), Duration::ZERO);
            }
            "/chunk-line-without-end" => {
                send(
                    out,
                    format!("HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\n5;"),
                );
                without_end(out, &[b'x'; 4096], Duration::ZERO);
            }
            "/chunk-of-nonsense" => send(
                out,
                format!("HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\nzz\r\n{STORY}"),
            ),
            "/chunk-of-everything" => send(
                out,
                format!(
                    "HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{STORY}"
                ),
            ),
            "/chunks-cut-off" => send(
                out,
                format!(
                    "HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\nffff\r\n{STORY}"
                ),
            ),
            "/chunks" => send(
                out,
                format!(
                    "HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{STORY}\r\n0\r\n\r\n",
                    STORY.len()
                ),
            ),
            "/slow-head" => without_end(out, b"H", Duration::from_millis(100)),
            "/slow-body" => {
                send(out, format!("HTTP/1.1 200 OK\r\n{HTML}\r\n{STORY}"));
                without_end(out, b" ", Duration::from_millis(100));
            }
            "/silence" => sleep(Duration::from_secs(4)),
            // Encodings.
            "/bomb" => send(
                out,
                answer(
                    "200 OK",
                    &format!("{HTML}Content-Encoding: gzip\r\n"),
                    zeros(100),
                ),
            ),
            "/bomb-in-a-bomb" => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(&zeros(100)).expect("no error in memory");
                let bomb = encoder.finish().expect("no error in memory");
                send(
                    out,
                    answer(
                        "200 OK",
                        &format!("{HTML}Content-Encoding: gzip, gzip\r\n"),
                        bomb,
                    ),
                );
            }
            "/no-gzip" => send(
                out,
                answer(
                    "200 OK",
                    &format!("{HTML}Content-Encoding: gzip\r\n"),
                    STORY,
                ),
            ),
            "/gzip-cut-off" => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
                encoder
                    .write_all(STORY.as_bytes())
                    .expect("no error in memory");
                let bytes = encoder.finish().expect("no error in memory");
                let (first, _) = bytes.split_at(bytes.len() - 20);
                send(
                    out,
                    answer(
                        "200 OK",
                        &format!("{HTML}Content-Encoding: gzip\r\n"),
                        first,
                    ),
                );
            }
            // Redirects.
            "/loop" => send(out, redirect("/loop")),
            "/ping" => send(out, redirect("/pong")),
            "/pong" => send(out, redirect("/ping")),
            "/to-nowhere" => send(out, redirect("http://")),
            "/to-file" => send(out, redirect("file:///etc/passwd")),
            "/to-script" => send(out, redirect("javascript:alert(1)")),
            "/to-data" => send(out, redirect("data:text/html,<p>x</p>")),
            "/to-loopback" => send(out, redirect("http://127.0.0.1:80/secret")),
            "/to-loopback-by-number" => send(out, redirect("http://2130706433:80/secret")),
            "/to-loopback-in-octal" => send(out, redirect("http://0177.0.0.1/secret")),
            "/to-loopback-6" => send(out, redirect("http://[::1]/secret")),
            "/to-loopback-mapped" => send(out, redirect("http://[::ffff:127.0.0.1]/secret")),
            "/to-loopback-nat64" => send(out, redirect("http://[64:ff9b::7f00:1]/secret")),
            "/to-metadata" => send(out, redirect("http://169.254.169.254/latest/meta-data/")),
            "/to-metadata-6" => send(out, redirect("http://[fd00:ec2::254]/latest/meta-data/")),
            "/to-private" => send(out, redirect("http://192.168.1.1/")),
            "/to-anywhere" => send(out, redirect("http://0.0.0.0/")),
            "/to-mail-port" => send(out, redirect("http://post.example:25/")),
            "/to-credentials" => send(
                out,
                redirect(&format!(
                    "http://me:secret@{HOST}:{}/story",
                    asked
                        .field("Host")
                        .and_then(|host| host.split(':').nth(1))
                        .unwrap_or_default()
                )),
            ),
            "/front" => send(out, redirect("/")),
            "/to-consent" => send(out, redirect("/consent?back=/story")),
            "/without-location" => send(out, answer("302 Found", HTML, STORY)),
            // Statuses and kinds.
            "/blocked" => send(out, answer("403 Forbidden", HTML, "no")),
            "/for-legal-reasons" => {
                send(out, answer("451 Unavailable For Legal Reasons", HTML, "no"));
            }
            "/gone" => send(out, answer("410 Gone", HTML, "gone")),
            "/broken" => send(out, answer("500 Internal Server Error", HTML, "oh")),
            "/picture" => send(
                out,
                answer(
                    "200 OK",
                    "Content-Type: image/png\r\n",
                    b"\x89PNG\r\n\x1a\n",
                ),
            ),
            "/program" => send(
                out,
                answer(
                    "200 OK",
                    HTML,
                    b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0",
                ),
            ),
            "/nothing" => send(out, answer("200 OK", HTML, "")),
            "/shell" => send(out, page("<title>Dam</title><div id=root></div>")),
            "/paywall" => send(
                out,
                page(format!("{STORY}<div>Subscribe to continue reading.</div>")),
            ),
            "/field-injection" => send(
                out,
                format!(
                    "HTTP/1.1 200 OK\r\n{HTML}X-A: b\r\n WARC-Type: metadata\r\nContent-Length: {}\r\n\r\n{STORY}",
                    STORY.len()
                ),
            ),
            "/nul" => send(
                out,
                format!(
                    "HTTP/1.1 200 OK\r\nX-A: a\0b\r\n{HTML}Content-Length: {}\r\n\r\n{STORY}",
                    STORY.len()
                ),
            ),
            _ => send(out, story()),
        }
    })
}

/// Each way to misbehave, and the statuses that say what happened.
const CASES: &[(&str, &[&str])] = &[
    ("/hang-up", &["unreachable"]),
    ("/empty", &["unreachable"]),
    ("/nonsense", &["unreachable"]),
    ("/old-http", &["unreachable"]),
    ("/no-status", &["unreachable"]),
    ("/status-999", &["server-error"]),
    ("/two-lengths", &["unreachable"]),
    ("/wrong-length", &["unreachable"]),
    ("/negative-length", &["unreachable"]),
    ("/half-head", &["unreachable"]),
    ("/early-hints", &["read"]),
    ("/early-without-end", &["timed-out", "unreachable"]),
    ("/fields-without-end", &["unreachable"]),
    ("/field-without-end", &["unreachable"]),
    ("/body-without-end", &["too-large"]),
    ("/chunks-without-end", &["too-large"]),
    (
        "/chunk-line-without-end",
        &["unreachable", "needs-browser", "timed-out"],
    ),
    ("/chunk-of-nonsense", &["unreachable", "needs-browser"]),
    ("/chunk-of-everything", &["unreachable"]),
    ("/chunks-cut-off", &["unreachable"]),
    ("/chunks", &["read"]),
    ("/slow-head", &["timed-out", "unreachable"]),
    ("/slow-body", &["timed-out"]),
    ("/silence", &["timed-out"]),
    ("/bomb", &["not-text"]),
    ("/bomb-in-a-bomb", &["not-text"]),
    ("/no-gzip", &["read"]),
    ("/gzip-cut-off", &["read"]),
    ("/loop", &["redirect-loop"]),
    ("/ping", &["redirect-loop"]),
    ("/to-nowhere", &["server-error"]),
    ("/to-file", &["address-refused"]),
    ("/to-script", &["address-refused"]),
    ("/to-data", &["address-refused"]),
    ("/to-loopback", &["address-refused"]),
    ("/to-loopback-by-number", &["address-refused"]),
    ("/to-loopback-in-octal", &["address-refused"]),
    ("/to-loopback-6", &["address-refused"]),
    ("/to-loopback-mapped", &["address-refused"]),
    ("/to-loopback-nat64", &["address-refused"]),
    ("/to-metadata", &["address-refused"]),
    ("/to-metadata-6", &["address-refused"]),
    ("/to-private", &["address-refused"]),
    ("/to-anywhere", &["address-refused"]),
    ("/to-mail-port", &["address-refused"]),
    ("/to-credentials", &["read"]),
    ("/front", &["moved"]),
    ("/to-consent", &["consent-wall"]),
    ("/without-location", &["server-error"]),
    ("/blocked", &["blocked"]),
    ("/for-legal-reasons", &["blocked"]),
    ("/gone", &["dead"]),
    ("/broken", &["server-error"]),
    ("/picture", &["not-text"]),
    ("/program", &["not-text"]),
    ("/nothing", &["needs-browser"]),
    ("/shell", &["needs-browser"]),
    ("/paywall", &["paywall"]),
    ("/field-injection", &["read", "unreachable"]),
    ("/nul", &["read", "unreachable"]),
];

#[test]
fn every_way_to_misbehave_ends_in_a_status_that_says_what_happened() {
    let server = misbehaving();
    let case = Case::new();
    let urls: Vec<String> = CASES
        .iter()
        .map(|(path, _)| server.url(HOST, path))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let started = Instant::now();
    let notes = case.cited(crawl(&[HOST]), &urls);
    assert_eq!(notes.len(), CASES.len());
    let wrong: Vec<String> = CASES
        .iter()
        .zip(&notes)
        .filter(|((_, wanted), note)| !wanted.contains(&note.status().as_str()))
        .map(|((path, wanted), note)| {
            format!(
                "{path}: {} ({}), not {wanted:?}",
                note.status().as_str(),
                note.detail()
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        started.elapsed() < Duration::from_mins(2),
        "{:?}",
        started.elapsed()
    );
    let archive = case.archive();
    assert_eq!(archive.broken(), []);
    let verified = headwater_capture::verify(case.path(), &[], &[]).expect("an archive");
    assert_eq!(verified.faults(), [] as [String; 0]);
    // What a server put into its fields became no record of ours, and no credentials were sent or kept.
    assert_eq!(archive.notes().count(), CASES.len() + 1);
    assert!(
        server
            .asked()
            .iter()
            .all(|asked| !asked.head.contains("secret") && asked.field("Authorization").is_none())
    );
    assert!(
        archive
            .captures()
            .iter()
            .all(|capture| !capture.url().contains("secret"))
    );
}

#[test]
fn a_busy_server_is_asked_again_after_the_time_that_it_names() {
    for (fields, least) in [("Retry-After: 0\r\n", 0), ("", 10)] {
        let times = AtomicUsize::new(0);
        let server = Server::start(move |asked, out| {
            let is_page = asked.path == "/story";
            let is_busy = is_page && times.fetch_add(1, Ordering::SeqCst) < 2;
            send(
                out,
                if is_busy {
                    answer("429 Too Many Requests", fields, "")
                } else {
                    page(STORY)
                },
            );
        });
        assert_eq!(fetched(&server, "/story").status().as_str(), "read");
        assert_eq!(server.count("/story"), 3);
        let asked = server.asked();
        let pause = asked[asked.len() - 1].at - asked[asked.len() - 2].at;
        assert!(pause >= Duration::from_millis(least), "{pause:?}");
    }
    // One that wants to be left alone for an hour is.
    let server = Server::start(|_, out| send(out, answer("503 Busy", "Retry-After: 3600\r\n", "")));
    let note = fetched(&server, "/story");
    assert_eq!(note.status().as_str(), "robots");
    assert_eq!(
        (server.count("/robots.txt"), server.count("/story")),
        (1, 0)
    );
}

#[test]
fn what_a_site_forbids_is_not_asked_for_unless_the_user_says_so() {
    let site = || {
        Server::start(|asked, out| {
            let rules = "User-agent: other\nDisallow:\n\nUser-agent: *\nDisallow: /private\nAllow: /private/open\n";
            let bytes = match asked.path.as_str() {
                "/robots.txt" => answer("200 OK", "Content-Type: text/plain\r\n", rules),
                "/there" => redirect("/private/there"),
                _ => page(STORY),
            };
            send(out, bytes);
        })
    };
    let paths = ["/open", "/private/a", "/private/open/b", "/there"];
    let server = site();
    let urls = paths.map(|path| server.url(HOST, path));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let notes = Case::new().cited(crawl(&[HOST]), &urls);
    assert_eq!(statuses(&notes), ["read", "robots", "read", "robots"]);
    assert_eq!(notes[1].detail(), "robots.txt says Disallow: /private");
    assert_eq!(
        (server.count("/private/a"), server.count("/private/there")),
        (0, 0)
    );

    let server = site();
    let urls = paths.map(|path| server.url(HOST, path));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let case = Case::new();
    let notes = case.cited(crawl(&[HOST]).ignore_robots(true), &urls);
    assert_eq!(statuses(&notes), ["read"; 4]);
    assert_eq!(server.count("/robots.txt"), 0);
}

#[test]
fn a_site_whose_rules_cannot_be_had_is_left_alone() {
    for (status, wanted) in [
        ("500 Oh", "robots"),
        ("404 None", "read"),
        ("403 No", "read"),
        ("429 Busy", "robots"),
    ] {
        let server = Server::start(move |asked, out| {
            let is_rules = asked.path == "/robots.txt";
            send(
                out,
                if is_rules {
                    answer(status, "", "")
                } else {
                    page(STORY)
                },
            );
        });
        assert_eq!(
            fetched(&server, "/story").status().as_str(),
            wanted,
            "{status}"
        );
    }
}

#[test]
fn names_lead_nowhere_private() {
    let server = misbehaving();
    let names = Names::default()
        .with("mapped.example", &["::ffff:127.0.0.1"])
        .with("six.example", &["::1"])
        .with("metadata.example", &["169.254.169.254"])
        .with("many.example", &["10.0.0.1", "fd00::1", "0.0.0.0"])
        .with("empty.example", &[]);
    let hosts = [
        ("private.example", "address-refused"),
        ("mapped.example", "address-refused"),
        ("six.example", "address-refused"),
        ("metadata.example", "address-refused"),
        ("many.example", "address-refused"),
        ("empty.example", "host-unknown"),
        ("not.nowhere.example", "host-unknown"),
    ];
    let urls = hosts.map(|(host, _)| server.url(host, "/story"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let crawl = crawl(&[]).resolver(names).allow_port(server.port());
    let notes = Case::new().cited(crawl, &urls);
    assert_eq!(statuses(&notes), hosts.map(|(_, wanted)| wanted));
    assert_eq!(server.asked().len(), 0);
}

/// A name that is public when it is looked at and private when it is connected to would get through a check of the name.
struct Rebinding(Arc<AtomicUsize>);

impl Resolver for Rebinding {
    fn resolve(&self, _: &str) -> Addresses {
        let times = self.0.fetch_add(1, Ordering::SeqCst);
        // Nobody answers at the first address, which is reserved for documentation and refused in any case; the others
        // are private.
        let address: IpAddr = if times == 0 {
            [198, 51, 100, 1].into()
        } else {
            [127, 0, 0, 1].into()
        };
        Box::pin(async move { Ok(vec![address]) })
    }
}

#[test]
fn a_name_that_changes_its_mind_is_looked_at_each_time() {
    let server = misbehaving();
    let times = Arc::new(AtomicUsize::new(0));
    let crawl = crawl(&[])
        .resolver(Rebinding(Arc::clone(&times)))
        .allow_port(server.port());
    let urls = [
        server.url("a.example", "/story"),
        server.url("a.example", "/other"),
    ];
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let notes = Case::new().cited(crawl, &urls);
    assert_eq!(statuses(&notes), ["address-refused"; 2]);
    assert_eq!(server.asked().len(), 0);
}

#[test]
fn an_allowed_host_is_allowed_by_its_name_and_port_alone() {
    let (open, other) = (misbehaving(), misbehaving());
    let named = format!("paper.example:{}", open.port());
    let urls = [
        open.url(HOST, "/story"),
        other.url(HOST, "/story"),
        open.url("post.example", "/story"),
    ];
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let notes = Case::new().cited(crawl(&[&named]), &urls);
    assert_eq!(
        statuses(&notes),
        ["read", "address-refused", "address-refused"]
    );
    assert_eq!(other.asked().len(), 0);
}

#[test]
fn a_server_of_ipv6_is_as_good_as_any() {
    // Where the machine has no IPv6 there is nothing to test.
    if std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        return;
    }
    let server = Server::start_at(IpAddr::V6(Ipv6Addr::LOCALHOST), |_, out| {
        send(out, page(STORY));
    });
    let url = server.url("[::1]", "/story");
    let notes = Case::new().cited(crawl(&["::1"]), &[&url]);
    assert_eq!(statuses(&notes), ["read"]);
    let notes = Case::new().cited(crawl(&[]).allow_port(server.port()), &[&url]);
    assert_eq!(statuses(&notes), ["address-refused"]);
}

#[test]
fn a_host_is_asked_no_faster_than_it_should_be_and_another_does_not_wait_for_it() {
    let server = misbehaving();
    let apart = Duration::from_millis(100);
    let urls: Vec<String> = (0..6)
        .map(|page| server.url(HOST, &format!("/story{page}")))
        .chain([server.url("post.example", "/story")])
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    Case::new().cited(crawl(&[HOST, "post.example"]).apart(apart), &urls);
    let asked = server.asked();
    let of = |host: &str| -> Vec<Instant> {
        asked
            .iter()
            .filter(|asked| {
                asked
                    .field("Host")
                    .is_some_and(|name| name.starts_with(host))
            })
            .map(|asked| asked.at)
            .collect()
    };
    let slow = of(HOST);
    assert_eq!(slow.len(), 7);
    // A request may arrive a little later than it is sent.
    let least = apart.mul_f64(6.0 * 0.8);
    assert!(slow[6] - slow[0] >= least, "{:?}", slow[6] - slow[0]);
    let other = of("post.example");
    assert!(other[1] < slow[6], "the other host waited");
}

#[test]
fn cookies_are_kept_within_a_case_and_go_to_their_own_site() {
    let server = Server::start(|asked, out| {
        let is_known = asked
            .field("Cookie")
            .is_some_and(|cookie| cookie.contains("seen=1"));
        let bytes = match asked.path.as_str() {
            "/story" if !is_known => answer(
                "302 Found",
                "Location: /story\r\nSet-Cookie: seen=1; Path=/\r\n",
                "",
            ),
            "/robots.txt" => missing(),
            _ => page(STORY),
        };
        send(out, bytes);
    });
    let urls = [
        server.url(HOST, "/story"),
        server.url("post.example", "/other"),
    ];
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let notes = Case::new().cited(crawl(&[HOST, "post.example"]), &urls);
    assert_eq!(statuses(&notes), ["read", "read"]);
    let asked = server.asked();
    let strange = asked.iter().filter(|asked| asked.path == "/other");
    assert!(strange.clone().all(|asked| asked.field("Cookie").is_none()));
    // The next case knows nothing of it.
    Case::new().cited(crawl(&[HOST]), &[urls[0]]);
    assert_eq!(server.count("/story"), 4);
}
