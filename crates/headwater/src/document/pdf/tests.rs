use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use crate::document::{BlockKind, Document, Hints, read};

const HELVETICA: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// A file of these objects, the first of which is the catalog; `extra` goes into the trailer.
fn file(objects: &[Vec<u8>], extra: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + 1;
    let trailer =
        format!("trailer\n<</Size {size}/Root 1 0 R{extra}>>\nstartxref\n{start}\n%%EOF\n");
    out.extend_from_slice(table.as_bytes());
    out.extend_from_slice(trailer.as_bytes());
    out
}

fn stream(dict: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("no error in memory");
    encoder.finish().expect("no error in memory")
}

/// A file with a page for each stream of operators. The font is object 3, what is in `more` comes behind it.
fn pages(contents: &[String], font: &str, more: &[Vec<u8>], extra: &str) -> Vec<u8> {
    let first = 4 + more.len();
    let kids: Vec<String> = (0..contents.len())
        .map(|page| format!("{} 0 R", first + 2 * page))
        .collect();
    let kids = kids.join(" ");
    let count = contents.len();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {count}>>").into_bytes(),
        font.as_bytes().to_vec(),
    ];
    objects.extend_from_slice(more);
    for (page, content) in contents.iter().enumerate() {
        let text = first + 2 * page + 1;
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {text} 0 R\
                 /Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>"
            )
            .into_bytes(),
        );
        objects.push(stream("/Filter/FlateDecode", &packed(content.as_bytes())));
    }
    file(&objects, extra)
}

/// Lines of 10 points, 12 apart, from a place downwards.
fn lines(x: u32, y: u32, lines: &[&str]) -> String {
    let mut content = format!("BT /F 10 Tf 12 TL {x} {y} Td\n");
    for line in lines {
        let _ = writeln!(content, "({line}) Tj T*");
    }
    content + "ET\n"
}

fn simple(contents: &[String]) -> Vec<u8> {
    pages(contents, HELVETICA, &[], "")
}

fn document(bytes: &[u8]) -> Document {
    read(bytes, &Hints::new("report.pdf")).expect("a document")
}

fn error(bytes: &[u8]) -> crate::Error {
    read(bytes, &Hints::new("report.pdf")).expect_err("an error")
}

fn blocks(document: &Document) -> Vec<&str> {
    let blocks = document.blocks().iter();
    blocks
        .map(|block| block.span().of(document.text()))
        .collect()
}

#[test]
fn columns_are_read_one_after_the_other_and_hyphens_joined() {
    let left = [
        "The dam above the town of Orlin held through the long-",
        "est night of the flood, and the council of the re-",
        "gion said on Monday that nobody had been hurt in",
        "any of the eleven villages below it. The Varn-",
        "Orlin road stayed closed until the next morning.",
        "   Water stood at four metres at the old bridge.",
        "It had never been so high since the gauge was set",
    ];
    let right = [
        "up in the year of the great fire, the keeper of the",
        "archive said. She had looked it up in the books.",
        "Engineers from the capital came the same evening",
        "and walked along the crest with lamps in hand.",
        "They found two cracks, neither of them longer",
        "than a hand, and closed both with clay and sand.",
        "The gates were opened by a third in the morning.",
    ];
    // Drawn line by line across the page, and the second column a little lower.
    let mut content = lines(180, 760, &["The Night of the Dam"]).replace("/F 10", "/F 20");
    for (at, (left, right)) in (0_u32..).zip(left.iter().zip(right)) {
        content += &lines(50, 700 - 12 * at, &[left]);
        content += &lines(330, 697 - 12 * at, &[right]);
    }
    let document = document(&simple(&[content]));
    assert_eq!(document.title(), Some("The Night of the Dam"));
    assert_eq!(
        document.blocks().first().map(|block| block.kind()),
        Some(BlockKind::Heading(1))
    );
    let text = document.text();
    assert!(
        text.contains("the longest night of the flood, and the council of the region"),
        "{text}"
    );
    assert!(text.contains("The Varn-Orlin road"), "{text}");
    assert!(
        text.contains("since the gauge was set up in the year"),
        "{text}"
    );
    let at = |words| text.find(words).expect("the words");
    assert!(at("gauge was set") < at("Engineers") && at("archive") < at("two cracks"));
}

#[test]
fn heads_feet_and_page_numbers_are_no_text() {
    let page = |number: u32, first: &str| {
        lines(50, 810, &["Orlin Water Board, Report of 2021"])
            + &lines(50, 760, &[first, "and the keeper wrote it down."])
            + &lines(50, 700, &[&format!("{first} again.")])
            + &lines(290, 30, &[&format!("{number} / 3")])
    };
    let document = document(&simple(&[
        page(1, "The water rose by two metres"),
        page(2, "The water fell by one metre"),
        page(3, "The water stood still at last"),
    ]));
    assert_eq!(
        blocks(&document),
        [
            "The water rose by two metres and the keeper wrote it down.",
            "The water rose by two metres again.",
            "The water fell by one metre and the keeper wrote it down.",
            "The water fell by one metre again.",
            "The water stood still at last and the keeper wrote it down.",
            "The water stood still at last again.",
        ]
    );
}

#[test]
fn what_is_marked_as_an_artifact_is_no_text() {
    let content = format!(
        "/Artifact BMC {} EMC /P <</MCID 0>> BDC {} EMC",
        lines(50, 810, &["Water Board"]),
        lines(50, 760, &["It held."])
    );
    assert_eq!(document(&simple(&[content])).text(), "It held.");
}

#[test]
fn a_sentence_goes_on_over_the_page() {
    let document = document(&simple(&[
        lines(50, 700, &["The keeper said that the", "old gate would not"]),
        lines(50, 700, &["open before the morning.", "   It did."]).replace("(   ", "20 0 Td ("),
    ]));
    assert_eq!(
        blocks(&document),
        [
            "The keeper said that the old gate would not open before the morning.",
            "It did."
        ]
    );
}

/// Chinese by codes that mean nothing without the map that stands beside them.
fn chinese(font: &str) -> Vec<u8> {
    let map = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
        4 beginbfchar <0001> <5317> <0002> <6C5F> <0003> <5927> <0004> <575D> endbfchar\n\
        1 beginbfrange <0010> <0011> <3002> endbfrange endcmap";
    let inner = "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000>>";
    let more = [stream("", map), inner.as_bytes().to_vec()];
    let content = "BT /F 12 Tf 14 TL 50 700 Td <00010002> Tj T* <000300040010> Tj ET";
    pages(&[content.to_owned()], font, &more, "")
}

#[test]
fn chinese_by_its_map() {
    let with = "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H\
        /DescendantFonts[5 0 R]/ToUnicode 4 0 R>>";
    assert_eq!(document(&chinese(with)).text(), "北江大坝。");
    let without = with.replace("/ToUnicode 4 0 R", "");
    let error = error(&chinese(&without));
    assert!(error.is_scan() && error.is_not_text(), "{error}");
}

#[test]
fn chinese_and_japanese_by_the_name_of_the_encoding() {
    let cases = [
        ("UniGB-UCS2-H", "531759275E"),
        ("GBK-EUC-H", "B1B1B4F3"),
        ("90ms-RKSJ-H", "966B91E5"),
    ];
    for (name, codes) in cases {
        let font = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/{name}\
             /DescendantFonts[<</Subtype/CIDFontType0/DW 1000>>]>>"
        );
        let codes = if name.starts_with("Uni") {
            "53175927"
        } else {
            codes
        };
        let content = format!("BT /F 12 Tf 50 700 Td <{codes}> Tj ET");
        let bytes = pages(&[content], &font, &[], "");
        assert_eq!(document(&bytes).text(), "北大", "{name}");
    }
}

#[test]
fn what_the_file_says_of_itself() {
    let content = lines(50, 700, &["It held."]);
    let with = |info: &str| {
        let bytes = pages(
            std::slice::from_ref(&content),
            HELVETICA,
            &[info.as_bytes().to_vec()],
            "/Info 4 0 R",
        );
        document(&bytes)
    };
    let said = with(
        "<</Title<FEFF5317006700200031>/Author(Mira Dahl; Jon Vale)/CreationDate(D:20210503081500+02'00)>>",
    );
    assert_eq!(said.title(), Some("北g 1"));
    assert_eq!(said.authors(), ["Mira Dahl", "Jon Vale"]);
    assert_eq!(said.published(), Some("2021-05-03T08:15:00+02:00"));
    let said = with("<</Title(final_2.indd)/Author(Administrator)/CreationDate(D:19000101)>>");
    assert_eq!((said.title(), said.published()), (None, None));
    assert!(said.authors().is_empty());
}

#[test]
fn a_scan_says_that_it_is_one() {
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8",
        b"\0",
    );
    let content = "q 595 0 0 842 0 0 cm /I Do Q".to_owned();
    let bytes = pages(&[content.clone(), content], HELVETICA, &[image], "");
    let error = error(&bytes);
    assert!(
        error.is_scan() && error.to_string().contains("scan"),
        "{error}"
    );
}

#[test]
fn a_file_that_is_cut_short_or_broken() {
    let page = |text| lines(50, 700, &[text]);
    let whole = simple(&[page("The dam held."), page("The bridge did not.")]);
    let place = |words: &[u8]| {
        let found = memchr::memmem::rfind(&whole, words);
        found.expect("the words")
    };
    // Once within the table at the end, and once within the second page.
    let cut = whole.get(..place(b"trailer")).expect("most of it");
    assert_eq!(document(cut).text(), "The dam held.\n\nThe bridge did not.");
    let cut = whole.get(..place(b"endstream") - 30).expect("most of it");
    assert!(document(cut).text().starts_with("The dam held."));
    assert!(error(b"%PDF-1.7\nno object at all").is_not_text());
    assert!(error(b"%PDF-").is_not_text());
    assert!(error(&simple(&[String::new()])).is_empty());
}

#[test]
fn what_unpacks_to_too_much_is_not_unpacked() {
    let bomb = packed(&vec![0; 600 * 1024 * 1024]);
    let bytes = file(&[stream("/Filter/FlateDecode", &bomb)], "");
    assert!(error(&bytes).is_too_large());
}

#[test]
fn pictures_that_never_end_are_not_looked_through_over_and_over() {
    // The end of each is looked for through all that follows: these would take a minute.
    let content = "BI /W 1 ID ".repeat(200_000) + &lines(50, 700, &["It held."]);
    assert!(error(&simple(&[content])).is_scan());
}

#[test]
fn more_pages_than_are_read_are_said() {
    let page = lines(50, 700, &["It held."]);
    let document = document(&simple(&vec![page; 2001]));
    let names: Vec<&str> = document.conditions().iter().map(|cut| cut.name()).collect();
    assert_eq!(names, ["cut-pages"]);
}

#[test]
fn forms_that_show_each_other_come_to_an_end() {
    let form = stream(
        "/Type/XObject/Subtype/Form/Resources<</XObject<</I 4 0 R>>/Font<</F 3 0 R>>>>",
        lines(50, 700, &["It held."])
            .replace("ET", "ET /I Do /I Do /I Do /I Do")
            .as_bytes(),
    );
    let bytes = pages(&["/I Do".to_owned()], HELVETICA, &[form], "");
    assert!(document(&bytes).text().starts_with("It held."));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_behind_the_magic_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&[b"%PDF-1.7\n".as_slice(), &bytes].concat(), &Hints::default());
    }

    #[test]
    fn any_operators_never_panic(
        content in "((\\(a b\\)|<61>|\\[\\(a\\) -300 \\(b\\)\\]|/F|/I|1|-9e9|0) |Tj |TJ |Tf |Td |Tm |cm |q |Q |BT |T\\* |Do |' |BMC |EMC |BI ){0,40}"
    ) {
        let _ = read(&simple(&[content]), &Hints::default());
    }

    #[test]
    fn a_changed_file_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = chinese("<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 4 0 R>>");
        let at = at.index(bytes.len() - 5) + 5;
        if let Some(changed) = bytes.get_mut(at) {
            *changed = byte;
        }
        let _ = read(&bytes, &Hints::default());
    }
}
