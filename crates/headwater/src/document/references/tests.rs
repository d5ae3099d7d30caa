//! References from bytes to links.

use std::time::{Duration, Instant};

use crate::document::{BlockKind, Document, Hints, LinkKind, read};

fn document(text: &str, name: &str) -> Document {
    read(text.as_bytes(), &Hints::new(name)).expect("a document")
}

/// The text of the first block, and for each mark what stands before it and where it leads.
fn marks(document: &Document) -> (String, Vec<(String, String)>) {
    let text = document.text();
    let first = document.blocks().first().expect("a block").span().of(text);
    let links = document.links().iter();
    let marks = links.filter(|link| link.kind() == LinkKind::Reference && link.span().is_empty());
    let before = |at: usize| {
        let before = text.get(..at).unwrap();
        before.rsplit([' ', '\n']).next().unwrap().to_owned()
    };
    let marks = marks.map(|link| (before(link.span().start()), link.url().to_owned()));
    (first.to_owned(), marks.collect())
}

fn found(text: &str, name: &str) -> (String, Vec<(String, String)>) {
    marks(&document(text, name))
}

fn led(marks: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = marks.iter();
    owned
        .map(|(before, url)| ((*before).to_owned(), (*url).to_owned()))
        .collect()
}

fn references(document: &Document) -> Vec<&str> {
    let blocks = document.blocks().iter();
    blocks
        .filter(|block| block.kind() == BlockKind::Reference)
        .map(|block| block.span().of(document.text()))
        .collect()
}

const A: &str = "https://a.example/dam";
const B: &str = "https://b.example/dam";

#[test]
fn a_footnote_of_markdown_leads_to_its_links() {
    let text =
        format!("It held[^x] in 1998[^3].\n\n[^x]: Hale, {A}\n[^3]: [Orr]({B}) and\n    {A}\n");
    let (first, marks) = found(&text, "a.md");
    assert_eq!(first, "It held in 1998.");
    assert_eq!(marks, led(&[("held", A), ("1998", B), ("1998", A)]));
    assert_eq!(references(&document(&text, "a.md")).len(), 2);
}

#[test]
fn a_list_of_references_gives_the_numbers_their_pages() {
    let text = format!(
        "It held in 1998[2]. It rose [1, 2].\n\nReferences\n\n[1] Hale, The dam, {A}\n[2] Orr. {B}\n"
    );
    for name in ["a.md", "a.txt"] {
        let (first, marks) = found(&text, name);
        assert_eq!(first, "It held in 1998. It rose.", "{name}");
        assert_eq!(
            marks,
            led(&[("1998", B), ("rose", A), ("rose", B)]),
            "{name}"
        );
        let document = document(&text, name);
        assert!(references(&document).len() >= 2, "{:?}", document.blocks());
    }
}

#[test]
fn a_list_at_the_end_needs_no_heading_in_any_language() {
    let cases = [
        ("大坝没有决口[1]。", "大坝没有决口。"),
        ("ダムは決壊しなかった［1］。", "ダムは決壊しなかった。"),
        ("Der Damm hielt [1].", "Der Damm hielt."),
        ("Плотина устояла[1].", "Плотина устояла."),
    ];
    for (text, wanted) in cases {
        let whole = format!("{text}\n\n[1] Hale: {A}\n\n[2] Orr: {B}\n");
        let (first, marks) = found(&whole, "a.txt");
        assert_eq!(first, wanted);
        assert_eq!(marks.len(), 1, "{text}");
        assert_eq!(marks[0].1, A);
    }
}

#[test]
fn headings_of_references_are_known_in_every_language() {
    let headings = [
        "References",
        "参考资料",
        "參考文獻",
        "出典",
        "참고 문헌",
        "Einzelnachweise",
        "Notes et références",
        "Fuentes",
        "Примечания",
        "المراجع",
    ];
    for heading in headings {
        let text = format!("It held[1].\n\n## {heading}\n\n1. Hale {A}\n2. Orr {B}\n");
        let document = document(&text, "a.md");
        assert_eq!(references(&document).len(), 2, "{heading}");
        assert_eq!(marks(&document).1, led(&[("held", A)]), "{heading}");
    }
}

/// An encyclopedia's page: raised marks, a list of notes with links back, a short note that leads
/// on, and links within the site, which are no sources.
#[test]
fn an_encyclopedia_page_leads_from_mark_to_page() {
    let text = format!(
        "<p>The dam held in 1998<sup id=\"cite_ref-1\" class=\"reference\"><a href=\"#cite_note-1\">[1]</a></sup> \
         and rose.<sup class=reference><a href=\"#cite_note-2\">[note 2]</a></sup></p>\
         <h2>References</h2><ol class=references>\
         <li id=\"cite_note-1\"><b><a href=\"#cite_ref-1\">^</a></b> <a href=\"/wiki/Harrow_Post\">Harrow Post</a>, \
         <a href=\"{A}\">The dam</a></li>\
         <li id=\"cite_note-2\"><a href=\"#cite_ref-2\">^</a> <a href=\"#CITEREFOrr\">Orr 2031</a>, p. 5</li></ol>\
         <ul><li><cite id=\"CITEREFOrr\">Orr, M. <a href=\"{B}\">Rivers</a></cite></li></ul>"
    );
    let hints = Hints::new("a.html").url("https://wiki.example/wiki/Dam");
    let document = read(text.as_bytes(), &hints).expect("a document");
    let (first, marks) = marks(&document);
    assert_eq!(first, "The dam held in 1998 and rose.");
    assert_eq!(marks, led(&[("1998", A), ("rose.", B)]));
}

/// Wikis write an id in raw characters and lead to it with percent signs, or the other way round.
#[test]
fn a_fragment_leads_to_its_id_in_raw_characters_or_with_percent_signs() {
    for (fragment, id) in [
        ("cite_note-%E6%97%A5-1", "cite_note-日-1"),
        ("cite_note-日-1", "cite_note-%E6%97%A5-1"),
        ("a%b%+1", "a%b%+1"),
        ("%ff", "%ff"),
    ] {
        let mark = format!("It held<sup><a href=\"#{fragment}\">[1]</a></sup>.");
        let list = format!("<ol><li id=\"{id}\">Hale, <a href=\"{A}\">The dam</a></li></ol>");
        for (text, name) in [
            (format!("<p>{mark}</p>{list}"), "a.html"),
            (format!("{mark}\n\n{list}\n"), "a.md"),
        ] {
            let (first, marks) = found(&text, name);
            assert_eq!(first, "It held.", "{fragment} {name}");
            assert_eq!(marks, led(&[("held", A)]), "{fragment} {name}");
        }
    }
}

#[test]
fn a_link_whose_words_are_a_number_is_a_reference_behind_a_word_or_sentence() {
    let (first, marks) = found(&format!("It held [[1]]({A}). It rose.[2]({B}) So."), "a.md");
    assert_eq!(first, "It held. It rose. So.");
    assert_eq!(marks, led(&[("held", A), ("rose.", B)]));
    let (first, marks) = found(&format!("They found [12]({A}) dams."), "a.md");
    assert_eq!((first.as_str(), marks.len()), ("They found 12 dams.", 0));
}

#[test]
fn what_looks_like_a_reference_and_is_none_stays() {
    for text in [
        "He said he “was their [sic] friend” in [1992].",
        "The array[0] and its [second] part [7].",
        "See the <a href=\"#dam\">dam</a> below.",
    ] {
        let plain = text.replace("<a href=\"#dam\">", "").replace("</a>", "");
        assert_eq!(found(text, "a.md"), (plain, Vec::new()));
    }
}

#[test]
fn a_numbered_list_that_is_no_bibliography_stays() {
    let text = "What to bring:\n\n1. A lamp.\n2. Two oars.\n\nIt rained.";
    let document = document(text, "a.md");
    assert_eq!(references(&document), [""; 0]);
    assert_eq!(document.blocks().len(), 4);
}

#[test]
fn marks_whose_list_was_lost_do_not_stick_to_the_numbers() {
    assert_eq!(
        found("It held in 1998[1] and rose.[2]", "a.txt").0,
        "It held in 1998 and rose."
    );
}

#[test]
fn a_table_of_contents_is_no_list_of_notes() {
    let text = "<ul><li><a href=\"#one\">1</a></li><li><a href=\"#two\">2</a></li></ul>\
        <h2 id=one>One</h2><p>It held.</p><h2 id=two>Two</h2><p>It rose.</p>";
    let document = document(text, "a.html");
    assert_eq!(references(&document), [""; 0]);
}

/// Notes that lead to each other, many marks for one long note, and many notes.
#[test]
fn hostile_notes_take_linear_time_and_space() {
    let circle = "a<sup><a href=\"#x\">1</a></sup><ol><li id=x><a href=\"#y\">1</a></li>\
        <li id=y><a href=\"#x\">1</a></li></ol>";
    document(circle, "a.html");
    let many = |count: usize| {
        let marks = "It rose.<sup><a href=\"#n\">[1]</a></sup> ".repeat(count);
        let links = format!("<a href=\"{A}{}\">x</a> ", "y".repeat(1000)).repeat(count / 10);
        format!("<p>{marks}</p><ol><li id=n>{links}</li></ol>")
    };
    let own = |count: usize| {
        let body: Vec<String> = (0..count).map(|n| format!("It rose[^{n}].\n")).collect();
        let notes: Vec<String> = (0..count).map(|n| format!("[^{n}]: {A}/{n}\n\n")).collect();
        format!("{}\n\n{}", body.concat(), notes.concat())
    };
    for (text, name) in [(many(20_000), "a.html"), (own(20_000), "a.md")] {
        let start = Instant::now();
        let document = document(&text, name);
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{name} took {:?}",
            start.elapsed()
        );
        assert!(
            document.links().len() <= 110_000,
            "{}",
            document.links().len()
        );
    }
}
