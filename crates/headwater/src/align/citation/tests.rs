use super::*;
use crate::document::{Document, Hints, read};

/// A source with an address, and perhaps a publisher.
fn source(address: &str, publisher: &str) -> Document {
    Document {
        url: (!address.is_empty()).then(|| address.to_owned()),
        publisher: (!publisher.is_empty()).then(|| publisher.to_owned()),
        ..Document::default()
    }
}

/// What each sentence of an article in Markdown leans on: the places of sources from 1, and `x` for a
/// citation of something else.
fn scopes(article: &str, sources: &[Document]) -> Vec<String> {
    let article = read(article.as_bytes(), &Hints::new("a.md")).expect("a document");
    let cited: Vec<Cited<'_>> = sources
        .iter()
        .map(|source| Cited {
            address: source.url(),
            document: Some(source),
        })
        .collect();
    let all = scope(&Reading::of(article), &cited).into_iter();
    all.map(|cites| {
        let mut parts: Vec<String> = cites
            .sources
            .iter()
            .map(|at| (at + 1).to_string())
            .collect();
        parts.extend(cites.elsewhere.then(|| "x".to_owned()));
        parts.join(" ")
    })
    .collect()
}

const ONE: &str = "https://www.harrowpost.example/dam/";
const TWO: &str = "http://gannet-agency.example/dam?utm_source=x";

fn two() -> [Document; 2] {
    [
        source(ONE, "Harrow Post"),
        source(TWO, "Gannet News Agency"),
    ]
}

fn linked(article: &str) -> Vec<String> {
    let article = article
        .replace("(1)", &format!("({ONE})"))
        .replace("(2)", &format!("({TWO})"))
        .replace("(3)", "(https://other.example/page)");
    scopes(&article, &two())
}

#[test]
fn a_link_reaches_to_the_next_one_and_over_a_paragraph_break() {
    let article = "As [the Harrow Post](1) has it, the dam held all through the night. It was built \
        long ago.\n\nThen it rained for [as long as anybody there can remember](2). The river rose.\n\n\
        The mayor was asleep.";
    assert_eq!(linked(article), ["1", "1", "2", "2", "2"]);
}

#[test]
fn a_heading_ends_what_a_link_reaches() {
    let article =
        "The dam held [through a night of heavy rain](1).\n\n### The ferry\n\nIt was late.";
    assert_eq!(linked(article), ["1", "", ""]);
}

#[test]
fn read_more_covers_the_sentences_of_its_paragraph_that_cite_nothing() {
    let article = "The dam held [through a night of heavy rain](1).\n\nThe ferry was late. Nobody was \
        hurt. [Read more](2)";
    assert_eq!(linked(article)[1..3], ["2", "2"]);
}

#[test]
fn both_links_of_a_sentence_count() {
    assert_eq!(
        linked("It held [in the north](1) and [in the south](2)."),
        ["1 2"]
    );
}

#[test]
fn a_thing_that_is_linked_does_not_take_the_place_of_who_reports() {
    let article = "According to [the Harrow Post](1), the dam held. It will be looked at by \
        [the Delta Board](2) soon. The mayor was asleep.";
    assert_eq!(linked(article), ["1", "1 2", "1"]);
}

#[test]
fn a_page_that_was_not_given_is_said_so() {
    let article = "The dam held [through a night of heavy rain](3). It was built long ago.";
    assert_eq!(linked(article), ["x", "x"]);
}

#[test]
fn the_agency_is_the_last_agency_and_the_paper_the_last_paper() {
    let article = "[The Gannet News Agency](2) reported that the dam held. [The Harrow Post](1) \
        reported that it broke. The agency said nobody was hurt. The newspaper said two were.";
    assert_eq!(linked(article), ["2", "1", "2", "1"]);
}

#[test]
fn a_name_goes_back_over_a_heading_and_further_paragraphs() {
    let article = "[The Harrow Post](1) reported that the dam held.\n\n### The ferry\n\nThe ferry was \
        late. According to the report, nobody was hurt.";
    assert_eq!(linked(article), ["1", "", "", "1"]);
}

#[test]
fn an_outlet_is_known_by_its_publisher_where_it_has_no_address() {
    let sources = [
        source("", "The Harrow Post"),
        source("", "Gannet News Agency"),
    ];
    let article = "The Gannet News Agency reported that the dam held. It is old. According to the \
        Harrow Post, it broke.";
    assert_eq!(scopes(article, &sources), ["2", "2", "1"]);
}

#[test]
fn an_outlet_in_another_language_is_known_by_its_table() {
    let sources = [source("https://www.reuters.com/x", ""), source(ONE, "")];
    let article = "路透社31日报道，大坝没有决口。该社称，无人受伤。";
    assert_eq!(scopes(article, &sources), ["1", "1"]);
}

#[test]
fn an_outlet_that_is_no_source_is_not_taken_for_the_link_before() {
    let article = "The dam held [through a night of heavy rain](1).\n\nThe Morrow Tribune reported that \
        the ferry was late. Nobody was hurt.";
    assert_eq!(linked(article), ["1", "x", "x"]);
    // A file without a name may be just that outlet.
    let sources = [source("", "")];
    assert_eq!(
        scopes("The Morrow Tribune reported that it rained.", &sources),
        [""]
    );
}

#[test]
fn an_outlet_beside_a_link_is_what_the_link_leads_to() {
    let article = "The Tidal Press Agency [reported](2) that the dam held. Then, said [the mayor](1), it \
        rained.\n\nThe Tidal Press Agency said that nobody was hurt.";
    assert_eq!(linked(article), ["2", "1", "2"]);
}

#[test]
fn a_well_known_outlet_beside_a_link_is_what_the_link_leads_to() {
    let article =
        "According to Reuters, [nobody there was hurt at all](2). Reuters said it rained.";
    assert_eq!(linked(article), ["2", "2"]);
}

#[test]
fn a_well_known_outlet_that_is_no_source_is_not_taken_for_the_link_before() {
    let article =
        "The dam held [through a night of heavy rain](1).\n\nReuters said the ferry was late.";
    assert_eq!(linked(article), ["1", "x"]);
}

#[test]
fn an_outlet_that_the_news_is_about_is_no_source() {
    let article =
        "The dam held [through a night of heavy rain](1). The Morrow Tribune was sold for a pound.";
    assert_eq!(linked(article), ["1", "1"]);
}

#[test]
fn a_home_page_is_a_citation_only_beside_a_word_that_reports() {
    let home = "https://harrowpost.example/";
    let article = format!(
        "The dam held [through a night of heavy rain]({TWO}). She founded [the Post]({home}) in 2004. \
         According to [the Post]({home}), it broke."
    );
    assert_eq!(scopes(&article, &two()), ["2", "2", "1"]);
}

#[test]
fn a_reference_mark_covers_what_stands_before_it() {
    let article = format!(
        "The dam held. It is old.[1] It broke.[2] The mayor slept.\n\nIt rained.\n\n### References\n\n\
         1. Hale, The dam. {ONE}\n2. Gannet News Agency. {TWO}\n"
    );
    let found = scopes(&article, &two());
    assert_eq!(found[..5], ["1", "1", "2", "", ""]);
    assert!(found[5..].iter().all(String::is_empty), "{found:?}");
}

#[test]
fn a_note_without_a_link_leads_to_the_source_of_that_title() {
    let mut sources = [source("", ""), source("", "")];
    sources[1].title = Some("The dam of Harrow holds".to_owned());
    let article = "It held.[^a]\n\n[^a]: Hale, M.: “The dam of Harrow holds”, 3 May 2031.";
    assert_eq!(scopes(article, &sources)[0], "2");
}

/// Every document gives one entry a sentence, and every place that it names exists.
mod law {
    use super::*;
    use proptest::prelude::*;

    const PIECES: &str = "(\\[a\\]\\(https://harrowpost.example/dam\\)|\\[the agency\\]\\(#n\\)|\\[1\\]|\
        \\[\\^1\\]|\n\n\\[\\^1\\]: https://gannet-agency.example/dam\n\n|\n\n# |\n\n- | The agency said it\\.|\
        消息称，水。|同紙によると|\n\n\\[1\\] Harrow Post https://x\\.example/|<sup><a href=\"#n\">2</a></sup>|\
        <p id=\"n\">|according to Harrow Post| It fell\\. |。|[é日 .]){0,24}";

    proptest! {
        #[test]
        fn one_entry_a_sentence_and_no_place_that_is_not_there(text in PIECES) {
            let Ok(article) = read(text.as_bytes(), &Hints::new("a.md")) else { return Ok(()) };
            let reading = Reading::of(article);
            let sources = two();
            let cited = sources.each_ref().map(|source| Cited {
                address: source.url(),
                document: Some(source),
            });
            let all = scope(&reading, &cited);
            prop_assert_eq!(all.len(), reading.sentences().len());
            for cites in all {
                prop_assert!(cites.sources.iter().all(|at| *at < sources.len()));
                prop_assert!(cites.sources.is_sorted_by(|a, b| a < b));
            }
        }
    }
}
