//! Requests and uploads that mean harm, and what each gets, as tables: a theme a file. After each the service answers, and
//! nothing lies outside of its folder.

mod bodies;
mod files;
mod heads;
mod markup;
mod requests;
mod slow;
mod words;

use std::io::Write;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use headwater_serve::Fetching;

use crate::client::{Answer, request, send};
use crate::desk::Desk;

const TYPED: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const JSON: &str = "Content-Type: application/json\r\n";
/// How the names begin of files that are to come to lie outside of the folder.
const EVIL: &str = "headwater-evil";

/// One service for all of them, with one case: what harms it harms the others, too.
fn desk() -> &'static (Desk, String) {
    static DESK: OnceLock<(Desk, String)> = OnceLock::new();
    DESK.get_or_init(|| {
        // Nobody is to wait here, and what is told to wait is tested elsewhere.
        let desk = Desk::with(|settings| settings.rate(0), Fetching::none());
        let (case, _) = desk.text("story.md", b"# A dam\n\nThe dam held on Monday.");
        (desk, case)
    })
}

/// A name, what is sent, and the status that comes back.
type Harm = (&'static str, Vec<u8>, u16);

/// Sends each and holds what comes back against what is to come.
fn meet(harms: &[Harm]) {
    let (desk, _) = desk();
    let wrong: Vec<String> = harms
        .iter()
        .filter_map(|(name, bytes, status)| {
            let answer = send(desk.address(), bytes);
            unharmed(name);
            match answer {
                None => Some(format!("{name}: no answer")),
                Some(answer) if answer.status != *status => {
                    let body: String = answer.body.chars().take(300).collect();
                    Some(format!("{name}: not {status} but {} {body}", answer.head))
                }
                Some(answer) => {
                    guarded(name, &answer);
                    None
                }
            }
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Whatever the service itself answers, no other site can read it, no browser takes it for what it is not, and nothing
/// that was sent is a field of it.
fn guarded(name: &str, answer: &Answer) {
    let head = answer.head.to_ascii_lowercase();
    assert!(!head.contains("access-control-allow"), "{name}: {head}");
    assert!(!head.contains("x-evil"), "{name}: {head}");
    // What is no request at all is refused before there is anything to say.
    if !answer.body.is_empty() {
        assert!(head.contains("content-security-policy: "), "{name}: {head}");
        assert!(
            head.contains("x-content-type-options: nosniff"),
            "{name}: {head}"
        );
    }
    assert!(
        !answer.body.contains("root:"),
        "{name}: a file of the machine"
    );
}

/// The service answers, its case is still there, and nothing lies where it does not belong.
fn unharmed(name: &str) {
    let (desk, case) = desk();
    assert_eq!(desk.get(case).status, 200, "behind {name}");
    let strays = desk.strays();
    assert!(strays.is_empty(), "behind {name}: {strays:?}");
    for place in [
        std::env::temp_dir(),
        std::env::current_dir().expect("a folder"),
        "/".into(),
    ] {
        for entry in place.read_dir().into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            assert!(
                !file.contains(EVIL),
                "behind {name}: {}",
                entry.path().display()
            );
        }
    }
}

fn get(path: &str) -> Vec<u8> {
    get_with(path, "")
}

fn get_with(path: &str, fields: &str) -> Vec<u8> {
    request(desk().0.address(), &format!("GET {path}"), fields, b"")
}

fn post(path: &str, fields: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    request(
        desk().0.address(),
        &format!("POST {path}"),
        fields,
        body.as_ref(),
    )
}

/// A request as it stands, with `{at}` for the address of the service.
fn raw(text: &str) -> Vec<u8> {
    text.replace("{at}", &desk().0.address().to_string())
        .into_bytes()
}

/// One with a head of its own, and the rest of what a request needs.
fn head(line: &str, fields: &str) -> Vec<u8> {
    raw(&format!(
        "{line} HTTP/1.1\r\nHost: {{at}}\r\nConnection: close\r\n{fields}\r\n"
    ))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("no error in memory");
    encoder.finish().expect("no error in memory")
}
