use serde_json::Value;
use tempfile::TempDir;

use super::{Filter, LONGEST, Query, search};
use crate::store::{Limits, Rows, Store};
use crate::testing::{bare_page, model, page, store};

const ENGLISH: &str = "# Harbour closed\n\nThe harbour of Lowmere was closed on 12 January because of the storm. \
    Ferries to the islands will not run until Friday.\n";
const GERMAN: &str = "# Sturm\n\nDer Hafen von Lowmere wurde am 12. Januar wegen des Sturms geschlossen. \
    Der Bäcker verkauft weiter Brot.\n";
const CHINESE: &str = "# 风暴\n\n洛米尔港因风暴于1月12日关闭。卡瓦诺说，渡轮停航。\n";
const BEES: &str =
    "# Bees\n\nMara Olsted sold her bees to a cousin in Vell. The honey was good that year.\n";

fn pages() -> Vec<Rows> {
    vec![
        page(
            "lowmere-post.example",
            "harbour",
            Some("2022-01-12"),
            ENGLISH,
        ),
        page(
            "hafenblatt.example",
            "sturm",
            Some("2022-01-13T08:00:00+01:00"),
            GERMAN,
        ),
        page(
            "news.haibao.example",
            "fengbao",
            Some("2022-02-01"),
            CHINESE,
        ),
        page("lowmere-post.example", "bees", None, BEES),
    ]
}

async fn harbour() -> (TempDir, Store) {
    store(pages()).await
}

async fn json(store: &Store, query: Query) -> Value {
    let answer = search(store, model(), &query, &Limits::default())
        .await
        .unwrap();
    serde_json::from_str(&answer.to_json().unwrap()).unwrap()
}

async fn text(store: &Store, query: Query) -> String {
    let answer = search(store, model(), &query, &Limits::default())
        .await
        .unwrap();
    answer.to_text()
}

fn query(text: &str) -> Query {
    Query::new(text).unwrap()
}

fn languages(answer: &Value) -> Vec<&str> {
    let found = answer["found"].as_array().unwrap().iter();
    found.map(|hit| hit["language"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_query_finds_documents_of_all_languages() {
    let (_folder, store) = harbour().await;
    let answer = json(&store, query("Port of Lowmere closed by the storm")).await;
    assert_eq!(answer["schema"], "headwater.corpus-search/1");
    assert_eq!(languages(&answer), ["en", "de", "zh"]);
    let german = &answer["found"][1];
    assert_eq!(german["by_meaning"]["passage"]["sentence"], 2);
    let said = "Der Hafen von Lowmere wurde am 12. Januar wegen des Sturms geschlossen.";
    assert_eq!(german["by_meaning"]["passage"]["text"], said);
    assert_eq!(
        (&german["site"], &german["title"]),
        (&"hafenblatt.example".into(), &"Sturm".into())
    );
    assert_eq!(answer["found"][2]["by_words"], Value::Null);
}

#[tokio::test]
async fn it_is_said_which_languages_were_looked_in_and_how() {
    let mut pages = pages();
    let finnish = "# Satama\n\nLowmeren satama suljettiin myrskyn vuoksi, ja lautat saarille eivät kulje ennen perjantaita.\n";
    pages.push(page(
        "satama.example",
        "satama",
        Some("2022-01-12"),
        finnish,
    ));
    pages.push(bare_page(
        "lowmere-post.example",
        "bare",
        Some("2022-01-12"),
        BEES,
    ));
    let (_folder, store) = store(pages).await;
    let answer = json(&store, query("harbour")).await;
    let looked_in = answer["looked_in"].as_array().unwrap();
    let told: Vec<_> = looked_in
        .iter()
        .map(|language| {
            (
                language["language"].as_str().unwrap(),
                language["documents"].as_u64().unwrap(),
                language["sentences"].as_u64().unwrap(),
                language["without_vector"].as_u64().unwrap(),
                language["by_meaning"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("de", 1, 3, 0, true),
            ("en", 3, 9, 3, true),
            ("fi", 1, 2, 0, false),
            ("zh", 1, 3, 0, true)
        ]
    );
    let text = text(&store, query("harbour")).await;
    assert!(
        text.contains("Looked in documents of: de (1), en (3), fi (1, by words alone), zh (1)."),
        "{text}"
    );
    assert!(
        text.contains("3 sentences could not be looked at by meaning"),
        "{text}"
    );
}

#[tokio::test]
async fn a_chinese_name_is_found_by_its_characters() {
    let (_folder, store) = harbour().await;
    let answer = json(&store, query("卡瓦诺")).await;
    assert_eq!(
        answer["found"][0]["by_words"]["passage"]["text"],
        "卡瓦诺说，渡轮停航。"
    );
    assert_eq!(answer["words"]["matched"], 1);
}

#[tokio::test]
async fn what_is_in_no_document_is_not_found() {
    let (_folder, store) = harbour().await;
    let nothing = query("quantum chromodynamics lattice");
    let answer = json(&store, nothing.clone()).await;
    assert_eq!(
        (&answer["words"]["matched"], &answer["meaning"]["matched"]),
        (&0.into(), &0.into())
    );
    assert!(
        text(&store, nothing)
            .await
            .starts_with("Nothing was found.")
    );
}

#[tokio::test]
async fn site_language_and_day_bound_the_search() {
    let (_folder, store) = harbour().await;
    let within = |filter| query("Lowmere harbour closed storm").within(filter);
    let new = Filter::new;
    for (filter, expected) in [
        (new().language("de-AT").language("zh"), vec!["de", "zh"]),
        (new().site("www.Lowmere-Post.example"), vec!["en"]),
        (new().site("haibao.example"), vec!["zh"]),
        (new().site("bao.example"), vec![]),
        (new().from("2022-01-13").unwrap(), vec!["de", "zh"]),
        (
            new().from("2022").unwrap().to("2022-01").unwrap(),
            vec!["en", "de"],
        ),
        (new().to("2021").unwrap(), vec![]),
        (new().site("lowmere-post.example").language("de"), vec![]),
    ] {
        let answer = json(&store, within(filter.clone())).await;
        let mut found = languages(&answer);
        found.sort_by_key(|tag| expected.iter().position(|other| other == tag));
        assert_eq!(found, expected, "{filter:?}");
    }
    let dated = json(&store, within(new().from("2022").unwrap())).await;
    assert_eq!(dated["without_date"], 1);
    let told = text(&store, within(new().from("2022").unwrap())).await;
    assert!(
        told.contains("1 documents were not looked in: they do not say when"),
        "{told}"
    );
}

#[tokio::test]
async fn a_query_that_the_model_does_not_read_is_searched_by_words_alone() {
    let (_folder, store) = harbour().await;
    let greek = json(
        &store,
        query("Το λιμάνι Lowmere έκλεισε λόγω της καταιγίδας και τα πλοία δεν φεύγουν"),
    )
    .await;
    assert_eq!(
        (&greek["query_language"], &greek["meaning"]["is_done"]),
        (&"el".into(), &false.into())
    );
    assert_eq!(
        greek["note"],
        "the sentence model does not read the language el: searched by words alone"
    );
    assert_eq!(languages(&greek), ["de", "en"]);
    let said = json(&store, query("Lowmeren satama").language("fi")).await;
    assert_eq!(said["meaning"]["is_done"], false);
    assert_eq!(said["looked_in"][0]["without_vector"], Value::Null);
}

#[tokio::test]
async fn any_query_is_an_answer_or_a_clear_error() {
    let (_folder, store) = harbour().await;
    for nothing in ["", "   ", "\0\0", "\u{202E}", "';--", "%_*"] {
        let refused = Query::new(nothing).unwrap_err().to_string();
        assert_eq!(refused, "the query has no words", "{nothing:?}");
    }
    let long = Query::new(&"a ".repeat(512 * 1024))
        .unwrap_err()
        .to_string();
    assert_eq!(
        long,
        format!("a query has at most {LONGEST} bytes, this one has 1048576")
    );
    for odd in [
        "' OR 1=1; DROP TABLE documents; --",
        "<script>alert(1)</script>",
        "[a](javascript:alert(1)) **b**",
        "Low\0mere \u{202E}erawol\u{1b}[2J",
        &"ferry harbour ".repeat(290),
        "🏴‍☠️ x",
    ] {
        let told = text(&store, query(odd)).await;
        assert!(
            told.contains("Looked in documents of: de (1), en (2), zh (1)."),
            "{odd}: {told}"
        );
        assert!(
            !told.contains(['\0', '\u{202E}', '\u{1b}']),
            "{odd}: {told}"
        );
    }
    let many: Vec<String> = (0..40).map(|number| format!("w{number}")).collect();
    let told = text(&store, query(&many.join(" "))).await;
    assert!(
        told.contains("Searched for the first 32 words of the query; 8 more were left out."),
        "{told}"
    );
}

#[tokio::test]
async fn the_answer_is_the_same_each_time() {
    let (_folder, store) = harbour().await;
    let all = query("Lowmere harbour storm bees").most(1_000);
    let answer = text(&store, all.clone()).await;
    let limits = Limits::default().partitions(1);
    let again = search(&store, model(), &all, &limits).await.unwrap();
    assert_eq!(answer, again.to_text());
}
