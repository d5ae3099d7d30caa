//! Wikitext from bytes to blocks and links. All people, places and papers are invented.

use crate::document::tests::{blocks, links};
use crate::document::{BlockKind, Document, Hints, LinkKind, read};

const A: &str = "https://a.example/dam";
const B: &str = "https://b.example/dam";

fn wiki(text: &str) -> Document {
    let hints = Hints::new("Dam.wiki").url("https://wiki.example/wiki/Dam");
    read(text.as_bytes(), &hints).expect("a document")
}

/// For each mark the word before it and where it leads.
fn marks(text: &str) -> Vec<(String, String)> {
    let document = wiki(text);
    let links = document.links().iter();
    let marks = links.filter(|link| link.kind() == LinkKind::Reference && link.span().is_empty());
    marks
        .map(|link| {
            let before = document.text().get(..link.span().start()).unwrap();
            let word = before.rsplit([' ', '\n']).next().unwrap();
            (word.to_owned(), link.url().to_owned())
        })
        .collect()
}

fn led(marks: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = marks.iter();
    owned
        .map(|(before, url)| ((*before).to_owned(), (*url).to_owned()))
        .collect()
}

/// The text of the first block.
fn first(text: &str) -> String {
    let document = wiki(text);
    let first = document.blocks().first().expect("a block");
    first.span().of(document.text()).to_owned()
}

#[test]
fn headings_paragraphs_and_lists() {
    use BlockKind::{Heading, ListItem, Paragraph};
    let document = wiki(
        "The '''dam''' held.\nIt was ''old''.\n\nIt rose.\n== History == <!-- x -->\nIt fell.\n\
         * Twelve gates\n** One '''iron''' gate\n# First\n: Set in\n; Term\n=== 1998 ===\nSo.<br>Or so.\n----\nEnd.",
    );
    assert_eq!(
        blocks(&document),
        [
            (Paragraph, "The dam held. It was old."),
            (Paragraph, "It rose."),
            (Heading(2), "History"),
            (Paragraph, "It fell."),
            (ListItem, "Twelve gates"),
            (ListItem, "One iron gate"),
            (ListItem, "First"),
            (ListItem, "Set in"),
            (ListItem, "Term"),
            (Heading(3), "1998"),
            (Paragraph, "So."),
            (Paragraph, "Or so. End."),
        ]
    );
}

#[test]
fn a_title_is_a_first_heading_of_the_first_level() {
    assert_eq!(wiki("= The dam =\nIt held.").title(), Some("The dam"));
    assert_eq!(wiki("It held.\n== The dam ==\nSo.").title(), None);
}

#[test]
fn links_within_the_wiki_are_words_and_no_sources() {
    let document = wiki(
        "The [[Vell Dam|dam]]s of [[Vell]] and [[Orr (river)|]] [[:Category:Dams|held]] at [[Vell#Port|the '''port''']].\n\
         [[Category:Dams]][[de:Damm]]",
    );
    assert_eq!(
        document.text(),
        "The dams of Vell and Orr held at the port."
    );
    assert_eq!(document.links(), []);
}

#[test]
fn pictures_and_categories_are_dropped_in_every_language() {
    for prefix in [
        "File",
        "Image",
        "Datei",
        "Fichier",
        "Archivo",
        "ファイル",
        "文件",
        "檔案",
        "파일",
        "Файл",
        "ملف",
        "Category",
        "Kategorie",
        "Catégorie",
        "Categoría",
        "カテゴリ",
        "分类",
        "분류",
        "Категория",
        "تصنيف",
    ] {
        let text =
            format!("It held.\n[[{prefix}:Dam.jpg|thumb|The [[dam]] in 1998<ref>{A}</ref>]]\nSo.");
        assert_eq!(wiki(&text).text(), "It held. So.", "{prefix}");
    }
}

#[test]
fn links_to_the_web_are_sources() {
    let document = wiki(&format!(
        "See [{A} the ''report''] and {B}. It held [{B}]. Not [x] or [http"
    ));
    assert_eq!(
        document.text(),
        format!("See the report and {B}. It held. Not [x] or [http")
    );
    let found = links(&document, LinkKind::Citation);
    assert_eq!(found, [("the report", A), (B, B)]);
    assert_eq!(links(&document, LinkKind::Reference), [("", B)]);
}

#[test]
fn templates_tables_comments_and_orders_are_dropped() {
    let text = "__NOTOC__{{Infobox dam\n| name = Vell {{nowrap|x}}\n| height = {{convert|40|m}}\n}}\n\
        The dam<!-- really\n\n? --> held{{citation needed|date=May 2031}}.\n\
        {| class=wikitext\n|-\n| 1 || {{x|}} [[y]]\n|}\n<math>a < b</math><gallery>\nDam.jpg|It\n</gallery>\n\
        It rose &amp;&nbsp;fell &ndash; <nowiki>[[so]] '''it'''</nowiki>.";
    assert_eq!(
        wiki(text).text(),
        "The dam held.\n\nIt rose & fell – [[so]] '''it'''."
    );
}

#[test]
fn templates_that_show_text_are_text() {
    let cases = [
        ("{{nowrap|12 gates}} held", "12 gates held"),
        ("{{convert|3|to|5|km|mi}} long", "3 to 5 km long"),
        ("{{Convert|40|m|ft|abbr=on}} high", "40 m high"),
        ("{{lang|de|Der '''Damm'''}}", "Der Damm"),
        ("{{lang-ja|ダム}}だ", "ダムだ"),
        ("{{formatnum:1234}} boats", "1234 boats"),
        ("il mesure {{unité|12|km}}", "il mesure 12 km"),
        ("-{zh-hans:水坝;zh-hant:水壩}-决口", "水坝决口"),
        ("-{H|zh-hans:水坝;zh-hant:水壩}-A-{B}-", "AB"),
    ];
    for (text, wanted) in cases {
        assert_eq!(wiki(&format!("{text}.")).text(), format!("{wanted}."));
    }
}

/// What is never closed takes nothing along but itself.
#[test]
fn what_is_never_closed_stays_text() {
    for (open, shown) in [
        ("{{Infobox|a=", "{{Infobox|a="),
        ("[[Vell", "[[Vell"),
        ("{|\n", "{|"),
        ("<!--", ""),
        ("<ref name=\"x\">", ""),
        ("<math>", ""),
        ("<references>", ""),
        ("{{{", "{{{"),
        ("-{", "-{"),
    ] {
        let document = wiki(&format!("{open} \n\nThe dam held.<ref>{A}</ref>"));
        let (_, last) = blocks(&document)[blocks(&document).len() - 2];
        assert_eq!(last, "The dam held.", "{open}");
        assert_eq!(links(&document, LinkKind::Reference).len(), 2, "{open}");
        assert!(document.text().starts_with(shown.trim()), "{open}");
    }
}

#[test]
fn a_reference_leads_to_what_it_names() {
    let text = format!(
        "It held<ref>Hale, {A}</ref> in 1998.<ref name=\"orr\">[{B} The river], ''Harrow Post''.</ref> \
         It rose.<ref name=orr /><ref group=n>A note without a page.</ref> It fell.<ref name=gone/>"
    );
    assert_eq!(first(&text), "It held in 1998. It rose. It fell.");
    assert_eq!(
        marks(&text),
        led(&[("held", A), ("1998.", B), ("rose.", B)])
    );
    let document = wiki(&text);
    let notes: Vec<&str> = blocks(&document).into_iter().skip(1).map(|b| b.1).collect();
    let hale = format!("Hale, {A}");
    assert_eq!(
        notes,
        [&hale, "The river, Harrow Post.", "A note without a page."]
    );
}

#[test]
fn references_are_defined_in_their_list_or_in_an_infobox() {
    for list in [
        format!("<references>\n<ref name=\"a\">{{{{cite web|url={A}}}}}</ref>\n</references>"),
        format!("{{{{reflist|30em|refs=\n<ref name=a>{{{{Cite web|url={A}}}}}</ref>\n}}}}"),
        format!("{{{{Infobox dam|height=40<ref name = 'a'>{A}</ref>}}}}"),
    ] {
        let text = format!("It held.<ref name=\"a\" /> So.\n\n== References ==\n{list}");
        assert_eq!(first(&text), "It held. So.", "{list}");
        assert_eq!(marks(&text), led(&[("held.", A)]), "{list}");
    }
}

#[test]
fn one_name_in_two_groups_is_two_notes() {
    let text = format!(
        "It held.<ref name=\":0\">{A}</ref> It rose.<ref group=n name=\":0\">{B}</ref> \
         So.<ref name=\":0\" /> Or.<ref name=\":0\" group=\"n\" />"
    );
    let wanted = [("held.", A), ("rose.", B), ("So.", A), ("Or.", B)];
    assert_eq!(marks(&text), led(&wanted));
}

#[test]
fn templates_of_every_wiki_name_their_page() {
    let templates = [
        "{{cite web|url=U|title=T|website=[[Harrow Post]]|date=4 May 2031}}",
        "{{Cite news\n | last = Orr\n | url = U \n | title = T\n}}",
        "{{Internetquelle |url=U |titel=T |werk=Bote |datum=2031-05-04}}",
        "{{Literatur|Autor=Orr|Titel=T|Online=U}}",
        "{{Lien web|url=U|titre=T|site=Le Bac}}",
        "{{Ouvrage|titre=T|lire en ligne=U}}",
        "{{Cita web|url=U|título=T|obra=El Cauce}}",
        "{{Cite web|和書|url=U|title=T|publisher=河口新聞}}",
        "{{웹 인용|url=U|제목=T|출판사=강변일보}}",
        "{{뉴스 인용|제목=T|url=U}}",
        "{{Книга|автор=Орр|заглавие=T|ссылка=U}}",
        "{{Статья|заглавие=T|ссылка=U|издание=Вестник}}",
        "{{استشهاد ويب|مسار=U|عنوان=T|ناشر=صحيفة}}",
        "{{استشهاد بخبر|عنوان=T|مسار=U}}",
        "{{引用网页|网址=U|标题=T}}",
        "{{an unknown one|7=U|title=T}}",
    ];
    for template in templates {
        let template = template
            .replace("=U", &format!("={A}"))
            .replace("= U", &format!("= {A}"));
        let text = format!("It held.<ref>{template}</ref>");
        assert_eq!(marks(&text), led(&[("held.", A)]), "{template}");
        let document = wiki(&text);
        let found = links(&document, LinkKind::Reference);
        assert_eq!(found[1], ("T", A), "{template}");
    }
}

#[test]
fn a_note_tells_who_published_and_where_a_copy_is() {
    let text = format!(
        "It held.<ref>{{{{cite news | last = Orr | url={A}?a=1&amp;b=2 |title=The {{{{lang|de|Damm}}}}|work=Harrow Post\
         |year=2031|archive-url=https://archive.example/dam}}}}</ref>"
    );
    let document = wiki(&text);
    let (kind, note) = blocks(&document)[1];
    assert_eq!(kind, BlockKind::Reference);
    assert_eq!(
        note,
        "Orr, The Damm, Harrow Post, 2031, https://archive.example/dam"
    );
    let with_query = format!("{A}?a=1&b=2");
    assert_eq!(
        marks(&text),
        led(&[
            ("held.", &with_query),
            ("held.", "https://archive.example/dam")
        ])
    );
}

#[test]
fn an_article_known_by_its_number_has_a_page() {
    let text = "It held.<ref>{{cite journal|title=T|doi=10.5555/dam.1}}</ref>";
    assert_eq!(
        marks(text),
        led(&[("held.", "https://doi.org/10.5555/dam.1")])
    );
}

#[test]
fn short_references_lead_to_the_bibliography() {
    let entry = format!("{{{{cite book|last1=Orr|first1=M.|last2=Hale|year=2031|url={B}}}}}");
    let harvid =
        format!("{{{{cite book|title=Dams|ref={{{{harvid|Post|2031}}}}|url={A}|year=2031}}}}");
    let text = format!(
        "It held.{{{{sfn|Orr|Hale|2031|p=5}}}} It rose.<ref>{{{{harvnb|Post|2031}}}}, p. 7</ref>\n\
         == Notes ==\n{{{{reflist}}}}\n== Bibliography ==\n* {entry}\n* {harvid}"
    );
    assert_eq!(marks(&text), led(&[("held.", B), ("rose.", A)]));
    assert_eq!(first(&text), "It held. It rose.");
}

#[test]
fn notes_by_template_and_names_by_template() {
    let text = format!(
        "It held.{{{{efn|name=n|So Hale.<ref name=h>{A}</ref>}}}} It rose.{{{{r|h}}}} It fell.{{{{#tag:ref|{B}|name=o}}}}"
    );
    assert_eq!(first(&text), "It held. It rose. It fell.");
    assert_eq!(
        marks(&text),
        led(&[("held.", A), ("rose.", A), ("fell.", B)])
    );
}

#[test]
fn further_reading_and_external_links_support_nothing() {
    for heading in [
        "External links",
        "Further reading",
        "See also",
        "Weblinks",
        "Liens externes",
        "Enlaces externos",
        "外部链接",
        "外部連結",
        "外部リンク",
        "외부 링크",
        "Ссылки",
        "وصلات خارجية",
    ] {
        let text = format!(
            "It held.<ref>{A}</ref>\n== '''{heading}''' ==\n* [{B} The dam] at the Harrow Post, 2031\n=== More ===\n\
             * {{{{cite web|url={B}|title=T}}}}\n== Legacy ==\nIt [{A} stands]."
        );
        let document = wiki(&text);
        assert_eq!(
            links(&document, LinkKind::FurtherReading),
            [("The dam", B), ("T", B)],
            "{heading}"
        );
        assert_eq!(links(&document, LinkKind::Citation), [("stands", A)]);
        assert_eq!(marks(&text), led(&[("held.", A)]), "{heading}");
    }
}

#[test]
fn notes_stand_where_their_list_is() {
    use BlockKind::{FurtherReading, Heading, Paragraph, Reference};
    let text = format!(
        "It held.<ref>{A}</ref>\n== References ==\n{{{{Reflist}}}}\n== External links ==\n* [{B} x]"
    );
    let document = wiki(&text);
    let kinds: Vec<BlockKind> = blocks(&document).into_iter().map(|b| b.0).collect();

    assert_eq!(
        kinds,
        [
            Paragraph,
            Heading(2),
            Reference,
            FurtherReading,
            FurtherReading
        ]
    );
}
