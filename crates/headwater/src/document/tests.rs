//! Whole documents, read from bytes to every field.

use proptest::prelude::*;
use unicode_normalization::is_nfc;

use super::*;

const REPOST: &str = include_str!("../../tests/data/repost.md");

fn markdown(text: &str) -> Document {
    read(text.as_bytes(), &Hints::new("a.md")).expect("a document")
}

fn html(text: &str) -> Document {
    read(text.as_bytes(), &Hints::new("a.html")).expect("a document")
}

pub(super) fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    let text = document.text();
    let blocks = document.blocks().iter();
    blocks
        .map(|block| (block.kind(), block.span().of(text)))
        .collect()
}

fn texts(document: &Document, kind: BlockKind) -> Vec<&str> {
    let blocks = blocks(document).into_iter();
    blocks
        .filter(|(of, _)| *of == kind)
        .map(|(_, text)| text)
        .collect()
}

pub(super) fn links(document: &Document, kind: LinkKind) -> Vec<(&str, &str)> {
    let links = document.links().iter().filter(|link| link.kind() == kind);
    links
        .map(|link| (link.span().of(document.text()), link.url()))
        .collect()
}

/// The laws that hold of every document.
fn lawful(document: &Document) -> Result<(), TestCaseError> {
    let text = document.text();
    let mut end = 0;
    for block in document.blocks() {
        let span = block.span();
        prop_assert!(!span.is_empty());
        prop_assert_eq!(
            text.get(end..span.start()),
            Some(if end == 0 { "" } else { "\n\n" })
        );
        prop_assert!(text.get(span.start()..span.end()).is_some());
        end = span.end();
    }
    prop_assert_eq!(end, text.len());
    let mut start = 0;
    for link in document.links() {
        prop_assert!(text.get(link.span().start()..link.span().end()).is_some());
        prop_assert!(start <= link.span().start());
        start = link.span().start();
    }
    prop_assert!(is_nfc(text));
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "a\\.(md|html|txt|wiki)") {
        if let Ok(document) = read(&bytes, &Hints::new(name)) {
            lawful(&document)?;
        }
    }

    #[test]
    fn any_markdown_keeps_the_laws(
        parts in prop::collection::vec(
            "(\n|\n\n|- |1\\. |> |# |\\*\\*|`|\\[|\\]\\(https://a\\.example\\)|!\\[\\]\\(b\\.png\\)|\\| |<b>|</p>|<br>|  \n|---\n|作者：|转载自|Read more: |\u{301}|[a-z水é ]{1,9})",
            0..40,
        )
    ) {
        lawful(&markdown(&format!("x{}", parts.concat())))?;
    }

    #[test]
    fn any_html_keeps_the_laws(
        parts in prop::collection::vec(
            "(<p>|</p>|<div class=share>|</div>|<a href=/x>|</a>|<img src=y>|<li>|<ul>|</ul>|<td>|<table>|<tr>|</table>|<pre>|<h2>|<br>|<blockquote>|<figcaption>|&amp;|\u{301}|[A-Za-z水é., \n]{1,40})",
            0..60,
        )
    ) {
        lawful(&html(&format!("x{}", parts.concat())))?;
    }

    #[test]
    fn any_wikitext_keeps_the_laws(
        parts in prop::collection::vec(
            "(\n|\n\n|==|\\* |\\{\\{|\\}\\}|\\{\\{\\{|\\{\\||\\|\\}|\\[\\[|\\]\\]|\\[https://a\\.example |\\]|'''|''|<ref>|</ref>|<ref name=x>|<ref name=x/>|<references>|\\{\\{cite web\\|url=https://a\\.example\\|title=|\\{\\{sfn\\|a|\\{\\{efn\\||\\{\\{reflist|-\\{|\\}-|<!--|-->|<nowiki>|</nowiki>|<pre>|<br>|__|\\||=|:|&amp;|\u{301}|[a-z水é ]{1,9})",
            0..60,
        )
    ) {
        let text = format!("x{}", parts.concat());
        lawful(&read(text.as_bytes(), &Hints::new("a.wiki")).expect("a document"))?;
    }
}

#[test]
fn links_know_what_they_are_for_and_whether_they_leave_the_site() {
    let page = "<article><p>The <a rel='NoFollow sponsored' href='https://river.example/r?utm_source=post'>river \
        office</a> spoke, as <a href='/old'>we wrote</a> in <a href='https://www.post.example/dam?fbclid=x'>this \
        report</a>; <a href='https://twitter.com/intent/tweet?url=x'>tell others</a>.</p></article>";
    let hints = Hints::new("a.html").url("https://post.example/dam");
    let document = read(page.as_bytes(), &hints).expect("a document");
    let links: Vec<_> = document
        .links()
        .iter()
        .map(|link| (link.kind(), link.leaves_site()))
        .collect();
    assert_eq!(
        links,
        [
            (LinkKind::Citation, Some(true)),
            (LinkKind::Citation, Some(false)),
            (LinkKind::Itself, Some(false)),
            (LinkKind::Share, Some(true)),
        ]
    );
    let office = &document.links()[0];
    assert_eq!(office.rel().collect::<Vec<_>>(), ["nofollow", "sponsored"]);
    assert_eq!(office.url(), "https://river.example/r?utm_source=post");
    assert_eq!(
        office.canonical().as_deref(),
        Some("https://river.example/r")
    );
    let nowhere = html(page);
    assert_eq!(nowhere.links()[0].leaves_site(), None);
}

#[test]
fn a_repost_is_read_with_its_whole_frame() {
    let document = markdown(REPOST);
    assert_eq!(
        document.title(),
        Some("北岸大坝夜间关闭 两市同意共享水文数据")
    );
    assert_eq!(
        document.repost_of(),
        Some("https://valley.example/zh/4711/")
    );
    assert_eq!(document.authors(), ["北山组"]);
    let credits: Vec<_> = document
        .credits()
        .iter()
        .map(|c| (c.role(), c.name()))
        .collect();
    assert_eq!(
        credits,
        [
            ("author", "北山组｜走遍山河一千里"),
            ("proofreader", "北山组 / 南岸客"),
            ("publisher", "北山组 / 老岸"),
        ]
    );
    assert_eq!(
        document.disclaimer(),
        Some("免责声明：本文内容仅代表作者个人观点，平台不承担任何风险。")
    );
    assert_eq!(document.published(), None);
}

#[test]
fn a_repost_s_pieces_have_their_kinds() {
    use BlockKind::{Caption, Credit, Disclaimer, Footer, FurtherReading, Lead, Paragraph, Repost};
    let document = markdown(REPOST);
    let kinds: Vec<BlockKind> = document.blocks().iter().map(|block| block.kind()).collect();
    assert_eq!(
        kinds,
        [
            Repost,
            Credit,
            Caption,
            Lead,
            Paragraph,
            Paragraph,
            FurtherReading,
            Paragraph,
            FurtherReading,
            Paragraph,
            Credit,
            Credit,
            Credit,
            Disclaimer,
            Footer,
            Footer,
            Footer,
            Footer,
        ]
    );
    assert_eq!(
        texts(&document, Caption),
        ["图片来源（2023年5月2日北岸大坝外的居民）"]
    );
    assert_eq!(
        texts(&document, Credit),
        [
            "作者：北山组｜走遍山河一千里",
            "2023年5月4日",
            "校对：北山组 / 南岸客",
            "发布：北山组 / 老岸",
        ]
    );
    assert!(texts(&document, Lead)[0].starts_with("洛恩市长在大坝关闭后"));
}

#[test]
fn a_repost_s_links_have_their_kinds() {
    let document = markdown(REPOST);
    let urls = |kind| {
        links(&document, kind)
            .into_iter()
            .map(|(_, url)| url)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        links(&document, LinkKind::Citation),
        [
            ("河口日报", "https://daily.example/articles/33fe"),
            ("北方邮报", "https://post.example/dam/905/"),
            ("阅读更多", "https://times.example/dam.html"),
            (
                "两市已从河岸撤走 1,200多件设备，准备在夏季继续商谈",
                "https://fox.example/equipment"
            ),
        ]
    );
    assert_eq!(
        urls(LinkKind::Image),
        [
            "https://img.valley.example/2023/05/dam.png",
            "https://photos.example/a/3000.jpeg",
            "https://img.valley.example/2023/05/qr.jpg",
        ]
    );
    assert_eq!(
        links(&document, LinkKind::Repost),
        [("轉載自河谷週報", "https://valley.example/zh/4711/")]
    );
    assert_eq!(
        urls(LinkKind::FurtherReading),
        [
            "https://economy.example/dam-residents",
            "https://institute.example/water"
        ]
    );
    assert_eq!(links(&document, LinkKind::Footer).len(), 4);
}

#[test]
fn the_same_repost_under_a_text_name_is_seen_to_be_markdown() {
    let document = read(REPOST.as_bytes(), &Hints::new("a.txt")).expect("a document");
    assert_eq!(blocks(&document), blocks(&markdown(REPOST)));
}

#[test]
fn seeds_are_read_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: no seeds");
        return;
    };
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let bytes = std::fs::read(&path).expect("a file");
        let document = read(&bytes, &Hints::new(path.to_string_lossy())).expect("a document");
        lawful(&document).expect("a lawful document");
        if !path.to_string_lossy().contains("000_ff1f44015ba36125") {
            continue;
        }
        let count = |kind| links(&document, kind).len();
        assert_eq!(
            document.title().map(|title| title.chars().count()),
            Some(24)
        );
        assert_eq!(
            document.repost_of().and_then(address::host),
            Some("gnews.org")
        );
        assert_eq!(document.authors().len(), 1);
        let roles: Vec<&str> = document.credits().iter().map(Credit::role).collect();
        assert_eq!(roles, ["author", "proofreader", "publisher"]);
        assert!(document.disclaimer().is_some());
        let kinds = [
            LinkKind::Citation,
            LinkKind::FurtherReading,
            LinkKind::Image,
            LinkKind::Repost,
            LinkKind::Footer,
        ];
        assert_eq!(kinds.map(count), [6, 2, 3, 1, 4]);
        assert_eq!(texts(&document, BlockKind::Lead).len(), 1);
        assert_eq!(texts(&document, BlockKind::Caption).len(), 1);
        assert_eq!(texts(&document, BlockKind::Paragraph).len(), 7);
        assert_eq!(texts(&document, BlockKind::FurtherReading).len(), 2);
        assert_eq!(texts(&document, BlockKind::Credit).len(), 4);
    }
}

#[test]
fn plain_paragraphs_stay_paragraphs() {
    let document =
        markdown("Two cities agree to talk\n\nThe mayors spoke on Monday.\n\nThey will meet.");
    assert_eq!(document.title(), None);
    assert_eq!(texts(&document, BlockKind::Paragraph).len(), 3);
    for sentence in [
        "By Anna Berg",
        "Photo: the dam.",
        "2021-12-31",
        "Disclaimer: none.",
        "See also: the dam.",
        "The dam held.",
    ] {
        let document = markdown(sentence);
        assert_eq!(blocks(&document), [(BlockKind::Paragraph, sentence)]);
        assert!(document.credits().is_empty() && document.disclaimer().is_none());
    }
}

#[test]
fn markdown_keeps_the_kind_of_every_piece() {
    use BlockKind::{Code, Heading, ListItem, Paragraph, Quote, Reference, TableRow};
    let document = markdown(
        "# One\n\nText with `code`, *stress* and ~~this~~in**side** a word.\n\nTwo\n---\n\n> quoted\n> on\n\n- a\n- b\n  - c\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```\nlet a;\n  b\n```\n\nA note.[^1]\n\n[^1]: Below.\n",
    );
    assert_eq!(
        blocks(&document),
        [
            (Heading(1), "One"),
            (Paragraph, "Text with code, stress and thisinside a word."),
            (Heading(2), "Two"),
            (Quote, "quoted on"),
            (ListItem, "a"),
            (ListItem, "b"),
            (ListItem, "c"),
            (TableRow, "x\ty"),
            (TableRow, "1\t2"),
            (Code, "let a;\n  b"),
            (Paragraph, "A note."),
            (Reference, "Below."),
        ]
    );
    assert_eq!(document.title(), Some("One"));
}

#[test]
fn html_inside_markdown_leaves_its_text_and_links() {
    let document = markdown(
        "One <b>bold</b> <a href=\"https://a.example/\">link</a><br>two\n\n<div>\n<p>In a\nblock &amp; more</p>\n<script>no()</script>\n</div>\n",
    );
    assert_eq!(document.text(), "One bold link two\n\nIn a block & more");
    assert_eq!(
        links(&document, LinkKind::Citation),
        [("link", "https://a.example/")]
    );
}

#[test]
fn front_matter_in_yaml_and_toml() {
    let yaml = markdown(
        "---\ntitle: \"A: b\"\ndate: 2023-05-04\nlang: de\nauthors:\n  - Anna Berg\n  - name: Tom Reyes\ncanonical: https://a.example/x\n---\n[b](y)\n",
    );
    let toml = markdown(
        "+++\ntitle = \"A: b\"\ndate = 2023-05-04\nlanguage = \"de\"\nauthor = [\"Anna Berg\", \"Tom Reyes\"]\nurl = \"https://a.example/x\"\n+++\n[b](y)\n",
    );
    for document in [yaml, toml] {
        assert_eq!(document.title(), Some("A: b"));
        assert_eq!(document.published(), Some("2023-05-04"));
        assert_eq!(document.declared_language(), Some("de"));
        assert_eq!(document.authors(), ["Anna Berg", "Tom Reyes"]);
        assert_eq!(document.url(), Some("https://a.example/x"));
        assert_eq!(
            links(&document, LinkKind::Citation),
            [("b", "https://a.example/y")]
        );
    }
}

#[test]
fn front_matter_that_is_no_yaml_is_read_line_by_line_or_is_text() {
    let document = markdown("---\ntitle: Dams: a history\ndate: May 4, 2023\n---\ntext\n");
    assert_eq!(document.title(), Some("Dams: a history"));
    assert_eq!(document.published(), Some("2023-05-04"));
    let document = markdown("---\ntitle: x\n\nIt never ends.\n");
    assert!(document.text().contains("It never ends."));
    let document = markdown("+++\ntitle = = x\n+++\ntext\n");
    assert!(document.text().contains("title = = x"));
}

#[test]
fn links_that_lead_nowhere_are_dropped_and_their_words_kept() {
    let document =
        markdown("[a](javascript:x) [b](mailto:c@d.example) [e](data:,f) [g](#h) <i@j.example>");
    assert_eq!(document.text(), "a b e g i@j.example");
    assert_eq!(document.links(), []);
}

#[test]
fn a_byline_a_date_line_and_a_bold_heading_in_english() {
    use BlockKind::{Credit, Heading, Paragraph};
    let document = markdown(
        "By Anna Berg and Tom Reyes\n\nMay 4, 2023\n\nThe dam was closed at night.\n\n**What comes next**\n\nThe cities will talk.\n\nEditing by Mara Lind: nobody knew.\n",
    );
    let kinds: Vec<BlockKind> = document.blocks().iter().map(|block| block.kind()).collect();
    assert_eq!(
        kinds,
        [Credit, Credit, Paragraph, Heading(3), Paragraph, Paragraph]
    );
    assert_eq!(document.authors(), ["Anna Berg", "Tom Reyes"]);
}

#[test]
fn further_reading_under_a_heading_ends_with_its_links() {
    use BlockKind::{FurtherReading, Heading, Paragraph};
    let document = markdown(
        "# T\n\nText.\n\n## Read more\n\n- [a](https://a.example)\n- [b](https://b.example)\n\nMore text here.\n",
    );
    let kinds: Vec<BlockKind> = document.blocks().iter().map(|block| block.kind()).collect();
    assert_eq!(
        kinds,
        [
            Heading(1),
            Paragraph,
            FurtherReading,
            FurtherReading,
            FurtherReading,
            Paragraph
        ]
    );
    assert_eq!(links(&document, LinkKind::FurtherReading).len(), 2);
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Dam closed at night | The Valley Post</title>
<link rel="canonical" href="https://post.example/dam"><meta property="og:site_name" content="The Valley Post">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
{"@type":"NewsArticle","headline":"Dam closed at night","datePublished":"2023-05-04T21:15:00+02:00","author":[{"@type":"Person","name":"Anna Berg"},{"name":"Tom Reyes"}]}]}</script>
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Dam closed at night</h1><p class="byline">By Anna Berg</p>
<figure><img src="/dam.jpg"><figcaption>The dam. Photo: T. Reyes</figcaption></figure>
<p>The dam above Lornemouth was closed at night, <b>engineers</b> said, after the <a href="/river">river</a> rose by 40&nbsp;centimetres in an hour, more than at any time since the gates were built.</p>
<p>&ldquo;We had no choice,&rdquo; said the mayor, Ada Lorne, who spoke to the mayor of Sandra for forty minutes, and who will meet her again in June, in the port, for three rounds of talks.</p>
<div class="share-bar">Share this on everything</div>
<ul><li>Gates: twelve</li><li>Engineers: forty</li></ul>
<blockquote><p>The water does not wait for us, and neither will the people who live beside it.</p></blockquote>
<p>Residents were asked to leave the low streets, and buses took 1,200 of them to the school on the hill, where the city had put up beds, and where they stayed until morning.</p>
</article><footer><a href="/terms">Terms</a></footer></body></html>"#;

#[test]
fn a_news_page_gives_its_article_and_metadata() {
    let document = html(PAGE);
    assert_eq!(document.title(), Some("Dam closed at night"));
    assert_eq!(document.published(), Some("2023-05-04T21:15:00+02:00"));
    assert_eq!(document.declared_language(), Some("en-GB"));
    assert_eq!(document.publisher(), Some("The Valley Post"));
    assert_eq!(document.url(), Some("https://post.example/dam"));
    assert_eq!(document.authors(), ["Anna Berg", "Tom Reyes"]);
    assert_eq!(
        links(&document, LinkKind::Citation),
        [("river", "https://post.example/river")]
    );
    assert_eq!(
        texts(&document, BlockKind::ListItem),
        ["Gates: twelve", "Engineers: forty"]
    );
    assert_eq!(texts(&document, BlockKind::Quote).len(), 1);
    assert_eq!(
        texts(&document, BlockKind::Caption),
        ["The dam. Photo: T. Reyes"]
    );
    assert!(
        document
            .text()
            .contains("“We had no choice,” said the mayor")
    );
    assert!(document.text().contains("rose by 40 centimetres"));
    assert!(!document.text().contains("Share this") && !document.text().contains("Home"));
}

#[test]
fn a_short_page_written_by_hand_is_read_whole() {
    let document = html("<h1>The dam</h1><p>It held.<p>It was <i>old</i>.<br>Very old.");
    assert_eq!(
        blocks(&document),
        [
            (BlockKind::Heading(1), "The dam"),
            (BlockKind::Paragraph, "It held."),
            (BlockKind::Paragraph, "It was old."),
            (BlockKind::Paragraph, "Very old."),
        ]
    );
    assert_eq!(html("One paragraph only").text(), "One paragraph only");
    assert_eq!(html("<nav>All there is</nav>").text(), "All there is");
}

#[test]
fn dates_of_pages_from_the_surest_place() {
    let url = Hints::new("a.html").url("https://a.example/2023/05/04/dam");
    let body = "<p>The dam was closed on 1 May 2023, and opened on 2 May.</p>";
    let cases = [
        (
            "<meta property='article:published_time' content='2023-05-03T10:00:00Z'>",
            "2023-05-03T10:00:00Z",
        ),
        // The address has the day before: late in the evening where the paper is.
        (
            "<meta property='article:published_time' content='2023-05-05T03:00:00Z'>",
            "2023-05-04",
        ),
        (
            "<script type='application/ld+json'>{\"@type\":\"Article\",\"datePublished\":\"2023-05-03\",}</script>",
            "2023-05-03",
        ),
        (
            "<span itemprop=datePublished content='2023-05-03'>x</span>",
            "2023-05-03",
        ),
        ("", "2023-05-04"),
    ];
    for (head, want) in cases {
        let document = read(format!("{head}{body}").as_bytes(), &url).expect("a document");
        assert_eq!(document.published(), Some(want), "{head}");
    }
    let document = html("<p class=meta>Veröffentlicht am 3. Mai 2023</p><p>Text.</p>");
    assert_eq!(document.published(), Some("2023-05-03"));
    assert_eq!(html("<p>No day at all.</p>").published(), None);
}

#[test]
fn what_is_no_document_is_an_error_that_says_why() {
    let error = |bytes: &[u8]| read(bytes, &Hints::new("in.md")).expect_err("an error");
    assert!(error(b" \n ").is_empty());
    assert!(error(b"%PDF-1.4\n%\xE2\xE3").is_not_text());
    let large = read(b"12345", &Hints::new("in.md").limit(4)).expect_err("an error");
    assert!(large.is_too_large());
    assert_eq!(
        large.to_string(),
        "in.md has 5 bytes, more than the limit of 4; split it or raise the limit"
    );
}

#[test]
fn a_charset_in_the_media_type_counts() {
    let hints = Hints::new("a").media_type("text/html; charset=\"windows-1252\"");
    assert_eq!(
        read(b"<p>\xE9t\xE9</p>", &hints)
            .expect("a document")
            .text(),
        "été"
    );
}
