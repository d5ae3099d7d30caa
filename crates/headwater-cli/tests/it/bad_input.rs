//! Whatever is given, the program says in one line what to do, or does something sensible.

use std::fs;
use std::time::{Duration, Instant};

use crate::common::{Folder, Out, headwater};
use serde_json::Value;

/// The one line of a refusal.
fn refusal(out: &Out) -> &str {
    assert_eq!(out.code, 2, "{}", out.stderr);
    assert_eq!(out.stderr.lines().count(), 1, "one line: {}", out.stderr);
    assert!(out.stdout.is_empty(), "nothing on standard output");
    out.stderr.trim_end()
}

fn json(out: &Out) -> Value {
    assert_eq!(out.code, 0, "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

const ARTICLE: &str = "The old lighthouse of Brannow burned down on Monday night.\n";

#[test]
fn a_missing_file_is_named() {
    let out = headwater(&["trace", "/nowhere/article.md"]);
    assert!(refusal(&out).contains("/nowhere/article.md: no such file"));
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let out = headwater(&["trace", &article, "--source", "/nowhere/source.md"]);
    assert!(refusal(&out).contains("/nowhere/source.md: no such file"));
}

#[test]
fn a_folder_where_a_file_is_wanted_and_a_folder_without_documents() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let out = headwater(&["trace", folder.path().to_str().unwrap()]);
    assert!(refusal(&out).contains("is a folder"));
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    fs::write(empty.join("picture.png"), b"\x89PNG").unwrap();
    let out = headwater(&["trace", &article, "--source", empty.to_str().unwrap()]);
    assert!(refusal(&out).contains("no documents in this folder"));
}

#[test]
fn an_empty_article_and_a_binary_one_are_refused() {
    let folder = Folder::new();
    for (name, bytes) in [
        ("empty.md", b"".as_slice()),
        ("blank.txt", b" \n\t\n"),
        ("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        (
            "program.txt",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
        ),
        ("paper.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    ] {
        let path = folder.write(name, bytes);
        let out = headwater(&["trace", &path]);
        assert!(refusal(&out).contains(name), "{}", out.stderr);
    }
}

#[test]
fn a_source_that_cannot_be_read_is_said_and_stops_nothing() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let broken = folder.write("broken.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let out = headwater(&["trace", &article, "--source", &broken, "--format", "json"]);
    let trace = json(&out);
    assert!(out.stderr.contains("broken.md"));
    assert_eq!(trace["sources"][0]["status"], "unreadable");
    assert_eq!(trace["sentences"][0]["verdict"], "unchecked");
    assert_eq!(trace["sentences"][0]["reason"], "unreadable");
}

#[test]
fn broken_and_old_encodings_are_read() {
    let folder = Folder::new();
    let source = folder.write("source.md", ARTICLE);
    let broken = folder.write(
        "broken.md",
        b"The old lighthouse of Brannow\xff burned down on Monday night.\n",
    );
    let trace = json(&headwater(&[
        "trace", &broken, "--source", &source, "--format", "json",
    ]));
    assert_eq!(trace["sentences"][0]["verdict"], "supported");
    // "The lighthouse of Brannow burned down." in Russian, in KOI8-R, with its page saying so.
    let text = b"<html><head><meta charset=koi8-r><title>x</title></head><body><p>\xed\xc1\xd1\xcb \xd7 \xe2\xd2\xc1\xce\xce\xcf\xd7\xc5 \xd3\xc7\xcf\xd2\xc5\xcc \xce\xcf\xde\xd8\xc0 \xd7 \xd0\xcf\xce\xc5\xc4\xc5\xcc\xd8\xce\xc9\xcb.</p></body></html>";
    let page = folder.write("old.html", text);
    let document = json(&headwater(&["read", &page, "--format", "json"]));
    assert!(
        document["text"]
            .as_str()
            .unwrap()
            .contains("Маяк в Бранове")
            || document["text"].as_str().unwrap().contains("Маяк в Бранно")
    );
    assert_eq!(document["language"], "ru");
}

#[test]
fn two_sources_with_one_url_both_count() {
    let folder = Folder::new();
    let url = "https://news.example.com/a";
    let article = folder.write(
        "article.md",
        format!("[It]({url}) says: the old lighthouse of Brannow burned down on Monday night.\n"),
    );
    let one = format!(
        "{url}={}",
        folder.write("one.txt", "A cooking contest was held in Umbrel.\n")
    );
    let two = format!("{url}={}", folder.write("two.txt", ARTICLE));
    let trace = json(&headwater(&[
        "trace", &article, "-s", &one, "-s", &two, "--format", "json",
    ]));
    assert_eq!(
        trace["sentences"][0]["cites"],
        serde_json::json!(["s1", "s2"])
    );
    assert_eq!(trace["sentences"][0]["verdict"], "supported");
}

#[test]
fn the_article_is_not_its_own_source() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let out = headwater(&["trace", &article, "--source", &article]);
    assert!(refusal(&out).contains("is given as its source"));
    // In a folder of sources it is passed over.
    folder.write("other.md", ARTICLE);
    let trace = json(&headwater(&[
        "trace",
        &article,
        "--source",
        folder.path().to_str().unwrap(),
        "--format",
        "json",
    ]));
    assert_eq!(trace["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn a_url_that_was_not_fetched_is_kept_apart() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let out = headwater(&[
        "trace",
        &article,
        "--source",
        "https://news.example.com/a",
        "--format",
        "json",
    ]);
    let trace = json(&out);
    assert!(out.stderr.contains("not fetched"));
    assert_eq!(trace["sources"][0]["status"], "not-fetched");
    assert_eq!(trace["sentences"][0]["reason"], "not-fetched");
}

/// A confident verdict on a language that is not read would be the worst that could be said.
#[test]
fn a_language_that_is_not_read_gets_no_verdict_and_that_is_said_plainly() {
    let folder = Folder::new();
    let source = folder.write("source.md", ARTICLE);
    for (tag, text) in [
        (
            "fi",
            "Brannowin vanha majakka paloi maanantaiyönä, ja palokunta saapui paikalle vasta \
             aamulla. Asukkaat kertoivat nähneensä liekit kaukaa mereltä.\n",
        ),
        (
            "hi",
            "ब्रानोव का पुराना प्रकाशस्तंभ सोमवार की रात जलकर राख हो गया। दमकल सुबह तक नहीं पहुँची।\n",
        ),
        (
            "th",
            "ประภาคารเก่าของบรานโนว์ถูกไฟไหม้เมื่อคืนวันจันทร์ และนักดับเพลิงมาถึงในตอนเช้า\n",
        ),
    ] {
        let article = folder.write("article.md", text);
        let out = headwater(&["trace", &article, "--source", &source, "--format", "json"]);
        let trace = json(&out);
        for sentence in trace["sentences"].as_array().unwrap() {
            assert_eq!(sentence["verdict"], "unchecked", "{tag}");
            assert_eq!(sentence["reason"], "unsupported-language", "{tag}");
        }
        assert_eq!(trace["summary"]["unchecked"], trace["summary"]["claims"]);
        let said = format!("its language ({tag}) is not one that Headwater reads");
        assert!(out.stderr.contains(&said), "{}", out.stderr);
        assert!(out.stderr.contains("none of its sentences is checked"));
        let shown = headwater(&["trace", &article, "--source", &source]).stdout;
        assert!(shown.contains("in a language that Headwater does not read"));
        // The other way round, too.
        let out = headwater(&["trace", &source, "--source", &article, "--format", "json"]);
        assert_eq!(json(&out)["sentences"][0]["reason"], "unsupported-language");
        assert!(out.stderr.contains(&said), "{}", out.stderr);
    }
}

#[test]
fn what_is_not_in_the_part_that_a_paywall_shows_is_not_said_to_be_missing() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let page = "<h1>Bakers</h1><p>Bakers in Orlin have begun to use rye from their own valley.</p>\
        <p>Subscribe to continue reading.</p>";
    let source = folder.write("stub.html", page);
    let out = headwater(&["trace", &article, "--source", &source, "--format", "json"]);
    let trace = json(&out);
    assert_eq!(trace["sources"][0]["status"], "read");
    assert_eq!(trace["sentences"][0]["verdict"], "unchecked");
    assert_eq!(trace["sentences"][0]["reason"], "unreadable");
    assert!(out.stderr.contains("only the beginning"), "{}", out.stderr);
    let whole = folder.write(
        "whole.html",
        page.replace("Subscribe to continue reading.", "They grow it."),
    );
    let out = headwater(&["trace", &article, "--source", &whole, "--format", "json"]);
    assert_eq!(json(&out)["sentences"][0]["verdict"], "unsupported");
}

#[test]
fn a_source_without_text_or_with_links_alone_checks_nothing() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let pages = [
        "Home",
        "News",
        "Sport",
        "Weather",
        "Culture",
        "Contact",
        "Subscribe",
    ];
    let link = |page: &&str| format!("<a href=\"/{page}\">{page}</a>");
    let links: Vec<String> = pages.iter().map(link).collect();
    let page = |body: &str| {
        format!("<html><head><title>The Brannow Post</title></head><body>{body}</body></html>")
    };
    let list = format!("<nav><ul><li>{}</li></ul></nav>", links.join("</li><li>"));
    let paragraph = format!("<p>{}</p>", links.join(" | "));
    let markdown = pages.map(|page| format!("- [{page}](/{page})\n")).concat();
    for (name, bytes) in [
        ("empty.md", String::new()),
        ("list.html", page(&list)),
        ("line.html", page(&paragraph)),
        ("list.md", markdown),
    ] {
        let source = folder.write(name, bytes);
        let out = headwater(&["trace", &article, "--source", &source, "--format", "json"]);
        let trace = json(&out);
        assert_eq!(trace["sources"][0]["status"], "unreadable", "{name}");
        assert_eq!(trace["sentences"][0]["verdict"], "unchecked", "{name}");
        assert_eq!(trace["sentences"][0]["reason"], "unreadable", "{name}");
        assert!(out.stderr.contains(name), "{}", out.stderr);
    }
    // A sentence that is a link is text.
    let linked = format!("[{}](https://news.example.com/a)\n", ARTICLE.trim_end());
    let source = folder.write("linked.md", linked);
    let trace = json(&headwater(&[
        "trace", &article, "--source", &source, "--format", "json",
    ]));
    assert_eq!(trace["sentences"][0]["verdict"], "supported");
}

#[test]
fn an_article_and_its_source_in_each_others_place_are_judged_all_the_same() {
    let folder = Folder::new();
    let more = "Firefighters came in the morning. Nobody was hurt. The keeper, Odda Venn, had left \
                the tower at nine. The harbour office will put up a lamp on a mast.\n";
    let article = folder.write("article.md", ARTICLE);
    let source = folder.write("source.md", format!("{}{more}", ARTICLE.replace('\n', " ")));
    let verdicts = |article: &str, source: &str| -> Vec<Value> {
        let trace = json(&headwater(&[
            "trace", article, "--source", source, "--format", "json",
        ]));
        let sentences = trace["sentences"].as_array().unwrap().clone();
        sentences
            .into_iter()
            .map(|sentence| sentence["verdict"].clone())
            .collect()
    };
    assert_eq!(verdicts(&article, &source), ["supported"]);
    let swapped = verdicts(&source, &article);
    assert_eq!(swapped.len(), 5);
    assert_eq!(swapped[0], "supported");
    assert!(
        swapped[1..].iter().all(|verdict| verdict == "unsupported"),
        "{swapped:?}"
    );
}

#[test]
fn output_is_whole_or_not_there() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let out = headwater(&["trace", &article, "--output", "/nowhere/trace.json"]);
    assert!(refusal(&out).contains("/nowhere"));
    let kept = folder.write("trace.json", "what was there before");
    let out = headwater(&["trace", "/nowhere/article.md", "--output", &kept]);
    refusal(&out);
    assert_eq!(fs::read_to_string(&kept).unwrap(), "what was there before");
}

/// A result must not take the place of `/dev/null`, of a pipe or of a link.
#[cfg(unix)]
#[test]
fn output_to_what_is_no_plain_file_is_written_there() {
    use std::os::unix::fs::{FileTypeExt, symlink};

    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    let out = headwater(&["read", &article, "--output", pipe.to_str().unwrap()]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(reader.join().unwrap().contains("lighthouse"));
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());

    let file = folder.write("kept.txt", "what was there before");
    let link = folder.path().join("link.txt");
    symlink(&file, &link).unwrap();
    let out = headwater(&["read", &article, "--output", link.to_str().unwrap()]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().contains("lighthouse"));
}

#[test]
fn a_model_that_is_none_is_refused() {
    let folder = Folder::new();
    let article = folder.write("article.md", ARTICLE);
    for bytes in [b"".as_slice(), b"HWM", &[0xff; 4096]] {
        let model = folder.write("model.bin", bytes);
        let out = headwater(&[
            "trace",
            &article,
            "--source",
            "demo/sources",
            "--model",
            &model,
        ]);
        assert!(refusal(&out).contains("model.bin"), "{}", out.stderr);
    }
}

/// Inputs made to be slow. The bound is generous: a build without optimisation on a busy machine
/// passes it, quadratic time does not.
#[test]
fn hostile_sizes_end_in_time() {
    let folder = Folder::new();
    let deep_list: Vec<String> = (0..10_000)
        .map(|depth| " ".repeat(2 * (depth % 500)) + "- x")
        .collect();
    let nested_list = format!("{}x\n", "- ".repeat(10_000));
    let deep_html = format!(
        "<html><body>{}x{}",
        "<div>".repeat(200_000),
        "</div>".repeat(200_000)
    );
    let inputs: [(&str, String); 7] = [
        ("headings.md", "# A heading\n\n".repeat(100_000)),
        ("list.md", deep_list.join("\n")),
        ("nested.md", nested_list),
        ("quotes.md", format!("{}x\n", "> ".repeat(10_000))),
        (
            "front.md",
            format!("---\ntitle: {}\n", "a: b\n".repeat(100_000)),
        ),
        ("brackets.md", "[".repeat(100_000)),
        ("deep.html", deep_html),
    ];
    for (name, text) in inputs {
        let path = folder.write(name, text);
        let started = Instant::now();
        let out = headwater(&["trace", &path, "--format", "json"]);
        assert!(
            out.code == 0 || out.code == 2,
            "{name}: {} {}",
            out.code,
            out.stderr
        );
        assert!(
            started.elapsed() < Duration::from_mins(1),
            "{name}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn one_line_of_fifty_megabytes_is_read() {
    let folder = Folder::new();
    let path = folder.write("line.txt", "wind and waves, ".repeat(50_000_000 / 16));
    let started = Instant::now();
    let out = headwater(&["read", &path, "--format", "json"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(
        started.elapsed() < Duration::from_mins(2),
        "{:?}",
        started.elapsed()
    );
    let path = folder.write("over.txt", "wind and waves, ".repeat(70_000_000 / 16));
    assert!(refusal(&headwater(&["read", &path])).contains("over.txt"));
}
