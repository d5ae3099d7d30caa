//! Pages that the service fetches.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use headwater_capture::Crawl;
use headwater_serve::Fetching;

use crate::client::Part;
use crate::desk::Desk;

const REPORT: &str = "<html lang=\"en\"><head><title>River office</title></head><body><article><h1>Dam above Orlin held</h1>\
    <p>The dam above Orlin held through the night, the river office said on Monday. The water rose by 40 centimetres \
    in an hour. Nobody was hurt, and the road to the valley stays open.</p></article></body></html>";

/// A site of one report, on loopback, that answers as long as the test runs.
fn site() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut line = String::new();
            let _ = BufReader::new(&stream).read_line(&mut line);
            let (status, body) = if line.starts_with("GET /report ") {
                ("200 OK", REPORT)
            } else {
                ("404 Not Found", "")
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn fetching(allowed: Option<SocketAddr>) -> Fetching {
    Fetching::by(move || {
        let crawl = Crawl::new("https://desk.example/contact")
            .apart(Duration::ZERO)
            .mementos(None, None);
        match allowed {
            Some(address) => crawl
                .allow_host(address.to_string())
                .allow_port(address.port()),
            None => crawl,
        }
    })
}

#[test]
fn what_an_article_cites_is_fetched_and_kept() {
    let site = site();
    let desk = Desk::open(fetching(Some(site)));
    let article = format!(
        "# Dam held\n\nThe dam above Orlin held, [the river office](http://{site}/report) said on Monday. \
                           The water rose by 60 centimetres in an hour, [it said](http://{site}/report)."
    );
    let parts = [
        Part {
            name: "text",
            file: None,
            bytes: article.as_bytes(),
        },
        Part {
            name: "fetch",
            file: None,
            bytes: b"yes",
        },
    ];
    let (case, page) = desk.finished(&desk.upload(&parts));
    assert!(page.body.contains("40 centimetres"), "{}", page.body);
    assert!(
        page.body.contains("Number differs.") || page.body.contains("Quantity differs."),
        "{}",
        page.body
    );
    let captured = desk.get(&format!("{case}/captured/1"));
    assert!(
        captured.body.contains("<h1>Dam above Orlin held</h1>"),
        "as it was fetched: {}",
        captured.body
    );
}

#[test]
fn an_address_alone_is_an_article() {
    let site = site();
    let desk = Desk::open(fetching(Some(site)));
    let address = format!("http://{site}/report");
    let (_, page) = desk.finished(&desk.upload(&[Part {
        name: "address",
        file: None,
        bytes: address.as_bytes(),
    }]));
    assert!(page.body.contains("Dam above Orlin held"), "{}", page.body);
}

/// What leads into the house, or nowhere, is not asked for; the reader is told.
#[test]
fn no_address_leads_into_the_house() {
    let site = site();
    let desk = Desk::open(fetching(None));
    for address in [
        &*format!("http://{site}/report"),
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "gopher://paper.example/",
        "javascript:alert(1)",
        "not an address",
    ] {
        let (_, page) = desk.finished(&desk.upload(&[Part {
            name: "address",
            file: None,
            bytes: address.as_bytes(),
        }]));
        assert!(
            page.body.contains("This case came to no trace."),
            "{address}: {}",
            page.body
        );
        assert!(!page.body.contains("Dam above Orlin"), "{address}");
        assert!(!page.body.contains("root:"), "{address}");
    }
}
