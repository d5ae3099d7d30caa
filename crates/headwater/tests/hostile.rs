//! Pages that are made to hang a reader, to fill the memory or to overflow the stack give a document
//! or a clear error, each within 2 seconds of processor time and 500 MB. What was cut is said.
//!
//! Each case runs in a process of its own, which measures itself. A build without optimisation gets more
//! time; `cargo test --release -p headwater --test hostile -- --nocapture` holds to the 2 seconds and
//! prints what each case takes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints what it measures"
)]

use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use headwater::document::{Condition, Hints, read};

/// Processor time of one case, in seconds.
const LONGEST: f64 = if cfg!(debug_assertions) { 20.0 } else { 2.0 };
/// Memory of the process, the case's own bytes included.
const MOST_MEMORY: u64 = 500 * 1000 * 1000;
const MEGABYTE: usize = 1024 * 1024;
const STORY: &str =
    "<p>The dam above Orlin held through the night, the river office said on Monday.</p>";

/// Pieces made one by one, as one text.
fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        text.push_str(&piece(at));
        text
    })
}

/// The processor time that this thread has taken; the time of day where the system does not say.
fn processor_time(started: Instant) -> f64 {
    const TICKS: f64 = 100.0;
    let Ok(stat) = fs::read_to_string("/proc/thread-self/stat") else {
        return started.elapsed().as_secs_f64();
    };
    // The name in brackets may hold anything; what follows it are figures.
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / TICKS
}

/// The most memory that the process has held; `None` where the system does not say.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Reads a case and holds it to the bounds.
fn measure(case: &Case) {
    let bytes = (case.bytes)();
    let started = Instant::now();
    let before = processor_time(started);
    let document = read(&bytes, &Hints::new(case.name));
    let time = processor_time(started) - before;
    let memory = peak();
    println!(
        "{:45} {time:5.2} s {:4} MB {}",
        case.what,
        memory.unwrap_or(0) / 1_000_000,
        document.map_or_else(|error| error.to_string(), |_| "a document".to_owned())
    );
    assert!(time < LONGEST, "{} took {time} s", case.what);
    assert!(
        memory.is_none_or(|memory| memory < MOST_MEMORY),
        "{} took {memory:?} bytes",
        case.what
    );
}

/// Something that is made to be hard to read.
struct Case {
    what: &'static str,
    name: &'static str,
    bytes: Box<dyn Fn() -> Vec<u8>>,
}

fn case(what: &'static str, name: &'static str, text: impl Fn() -> String + 'static) -> Case {
    let bytes = Box::new(move || text().into_bytes());
    Case { what, name, bytes }
}

fn page(what: &'static str, text: impl Fn() -> String + 'static) -> Case {
    case(what, "a.html", text)
}

fn article(what: &'static str, text: impl Fn() -> String + 'static) -> Case {
    case(what, "a.md", text)
}

fn nested(depth: usize) -> String {
    "<div>".repeat(depth) + "text" + &"</div>".repeat(depth)
}

fn script(json: &str) -> String {
    format!("<script type=application/ld+json>{json}</script>{STORY}")
}

fn unclosed(tags: &str) -> String {
    tags.repeat(MEGABYTE / tags.len())
}

fn references() -> String {
    let marks = many(20_000, |at| {
        format!("<p>It held.<a href='#n{at}'>[{at}]</a></p>")
    });
    marks
        + &many(20_000, |at| {
            format!("<p id=n{at}>{at}. <a href='https://r{at}.example/'>r</a></p>")
        })
}

/// Lists that each hold the one before nine times.
fn growing_yaml() -> String {
    let name = |at: usize| char::from(b'a' + u8::try_from(at).unwrap());
    let lists = many(9, |at| {
        let items = vec![format!("*{}", name(at)); 9].join(",");
        format!("{0}: &{0} [{items}]\n", name(at + 1))
    });
    format!("---\na: &a [x,x,x,x,x,x,x,x,x]\n{lists}---\ntext")
}

fn pages() -> Vec<Case> {
    vec![
        page("100 MB of nested div", || "<div>".repeat(20 * MEGABYTE)),
        page("60 MB of nested div", || "<div>".repeat(12 * MEGABYTE)),
        page("5,000 deep", || nested(5_000)),
        page("20,000 deep", || nested(20_000)),
        page("200,000 deep", || nested(200_000)),
        page("200,000 bold in bold", || "<b>".repeat(200_000) + "x"),
        page("unclosed tags", || unclosed("<p><div><span>x")),
        page("unclosed formatting", || {
            unclosed("<p><b><i><font color=x>y")
        }),
        page("unclosed links, drawings and comments", || {
            unclosed("<a href=x><svg><!--")
        }),
        page("unclosed tables", || unclosed("<table><tr><td>")),
        page("200,000 attributes", || {
            format!(
                "<p {}>x</p>{STORY}",
                many(200_000, |at| format!("a{at}=1 "))
            )
        }),
        page("an attribute of 50 MB", || {
            format!("<p title='{}'>It held.</p>", "x".repeat(50 * MEGABYTE))
        }),
        page("a picture of 50 MB in the page", || {
            format!("<img src='data:{}'>{STORY}", "x".repeat(50 * MEGABYTE))
        }),
        page("1.2 million entities", || {
            format!("<p>{}", "&amp;".repeat(1_200_000))
        }),
        page("20 MB of text in one element", || {
            format!("<p>{}", "The dam held. ".repeat(20 * MEGABYTE / 14))
        }),
        page("JSON-LD 100,000 deep", || script(&"[".repeat(100_000))),
        page("JSON-LD objects 50,000 deep", || {
            script(&"{\"@graph\":[".repeat(50_000))
        }),
        page("JSON-LD that is broken", || {
            script(&format!("{{\"author\": {}", "\"x\" ".repeat(250_000)))
        }),
        page("10,000 JSON-LD scripts", || {
            script("{\"@type\":\"Article\",\"headline\":\"x\"}").repeat(10_000)
        }),
        page("100,000 links", || {
            many(100_000, |at| format!("<a href='/a{at}'>link {at}</a> "))
        }),
        page("100,000 links in paragraphs", || {
            many(100_000, |at| {
                format!("<p><a href='https://x{at}.example/'>to {at}</a>")
            })
        }),
        page("4 million links", || "<a href=x>b</a>".repeat(4_000_000)),
        page("a million pictures in a line", || {
            many(1_000_000, |at| format!("<img src='/a{at}'>"))
        }),
        page("100,000 headings", || {
            many(100_000, |at| format!("<h2>Heading {at}</h2>"))
        }),
        page("100,000 cells in a row", || {
            format!("<table><tr>{}", "<td>c".repeat(100_000))
        }),
        page("a million line breaks", || {
            format!("<p>a{}b", "<br>".repeat(1_000_000))
        }),
        page("200,000 lists", || "<ul><li>item</ul>".repeat(200_000)),
        page("just few enough elements to be weighed", || {
            STORY.repeat(59_000)
        }),
        page("500 deep again and again", || {
            format!("{}{STORY}{}", "<div>".repeat(500), "</div>".repeat(500)).repeat(118)
        }),
        page("20,000 references", references),
        page("NULs", || STORY.replace("held", "h\0e\0ld").repeat(1000)),
        Case {
            what: "bytes that are no UTF-8",
            name: "a.html",
            bytes: Box::new(|| {
                b"<meta charset=utf-8><p>\xff\xfe\x80\xc3\x28 held.\xe2\x82".repeat(10_000)
            }),
        },
    ]
}

fn articles() -> Vec<Case> {
    vec![
        article("quotations in quotations", || "> ".repeat(100_000) + "x"),
        article("lists in lists", || {
            many(2_000, |at| " ".repeat(at % 1000 * 2) + "- x\n")
        }),
        article("open brackets", || "[".repeat(MEGABYTE)),
        article("links that never close", || "[a](b ".repeat(150_000)),
        article("emphasis that never closes", || "**a _b ".repeat(150_000)),
        article("backticks", || many(50_000, |at| "`".repeat(at % 50) + "a")),
        article("a table of 300,000 columns", || {
            format!("{}\n{}\n", "|a".repeat(300_000), "|-".repeat(300_000))
        }),
        article("100,000 footnotes", || {
            many(100_000, |at| format!("x[^{at}]\n\n[^{at}]: n\n\n"))
        }),
        article("100,000 headings", || "# h\n\n".repeat(100_000)),
        article("20 MB of list items", || "- a\n".repeat(5 * MEGABYTE)),
        article("front matter of 10 MB", || {
            format!("---\nt: {}\n---\ntext", "y".repeat(10 * MEGABYTE))
        }),
        article("YAML that grows", growing_yaml),
        article("YAML 50,000 deep", || {
            format!("---\na: {}\n---\ntext", "[".repeat(50_000))
        }),
        article("TOML 50,000 deep", || {
            format!("+++\na = {}\n+++\ntext", "[".repeat(50_000))
        }),
        article("JSON 50,000 deep", || {
            format!("{{\"title\": {}\n\ntext", "[".repeat(50_000))
        }),
        case("open templates", "a.wiki", || "{{".repeat(MEGABYTE / 2)),
        case("open links", "a.wiki", || "[[".repeat(MEGABYTE / 2)),
        case("80,000 references", "a.wiki", || {
            "<ref>a</ref>".repeat(80_000)
        }),
        case("one line of 20 MB", "a.txt", || {
            "word ".repeat(4 * MEGABYTE)
        }),
        case("half an address again and again", "a.txt", || {
            "http".repeat(MEGABYTE)
        }),
        case("ten million paragraphs", "a.txt", || {
            "a\n\n".repeat(10_000_000)
        }),
    ]
}

/// Which case a process is to measure.
const CASE: &str = "HEADWATER_HOSTILE_CASE";

fn cases() -> Vec<Case> {
    let mut cases = pages();
    cases.extend(articles());
    cases
}

/// What a process of its own runs; nothing where no case is named.
#[test]
fn one_case() {
    let named = env::var(CASE)
        .ok()
        .and_then(|case| case.parse::<usize>().ok());
    if let Some(case) = named {
        measure(&cases()[case]);
    }
}

#[test]
fn hostile_input_takes_bounded_time_and_memory() {
    for (at, case) in cases().iter().enumerate() {
        let out = Command::new(env::current_exe().unwrap())
            .args(["--exact", "one_case", "--nocapture"])
            .env(CASE, at.to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        let line = said.lines().find(|line| line.contains(case.what));
        println!(
            "{}",
            line.unwrap_or_default()
                .trim_start_matches("test one_case ... ")
        );
        // A process that measured nothing succeeds as well.
        assert!(
            out.status.success() && line.is_some(),
            "{}: {said}{}",
            case.what,
            String::from_utf8_lossy(&out.stderr)
        );
    }
}

#[test]
fn what_is_over_the_limit_is_an_error_that_says_so() {
    let page = "<div>".repeat(20 * MEGABYTE);
    let error = read(page.as_bytes(), &Hints::new("a.html")).unwrap_err();
    assert!(error.is_too_large(), "{error}");
}

#[test]
fn what_was_cut_is_said() {
    let conditions = |name: &str, text: &str| {
        let document = read(text.as_bytes(), &Hints::new(name)).unwrap();
        document.conditions().to_vec()
    };
    let deep = format!("{}{STORY}", "<div>".repeat(600));
    assert_eq!(conditions("a.html", &deep), [Condition::CutNesting]);
    let attributes = format!("<p {}>x</p>{STORY}", many(300, |at| format!("a{at}=1 ")));
    assert_eq!(
        conditions("a.html", &attributes),
        [Condition::CutAttributes]
    );
    let elements = format!("{STORY}{}", "<i>a</i>".repeat(1_000_001));
    assert_eq!(conditions("a.html", &elements), [Condition::CutElements]);
    let markup = "- a\n".repeat(3 * MEGABYTE);
    assert!(conditions("a.md", &markup).contains(&Condition::CutMarkup));
    let lines = "a\n\n".repeat(400_000);
    assert_eq!(conditions("a.txt", &lines), [Condition::CutLines]);
    let linked = "[a](https://a.example/) b\n\n".repeat(200_000)
        + &"![](https://a.example/)\n\n".repeat(110_000);
    assert!(conditions("a.md", &linked).contains(&Condition::CutLinks));
    assert_eq!(conditions("a.html", STORY), []);
}
