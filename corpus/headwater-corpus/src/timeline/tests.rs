use serde_json::Value;
use tempfile::TempDir;

use super::{Timeline, timeline};
use crate::search::{Filter, Query};
use crate::store::{Limits, Rows, Store};
use crate::testing::{bare_page, model, page, store};

const ENGLISH: &str = "# Harbour closed\n\nThe harbour of Lowmere was closed on 12 January because of the storm. \
    Ferries to the islands will run again on 20 January.\n";
const GERMAN: &str = "# Sturm\n\nDer Hafen von Lowmere wurde heute wegen des Sturms geschlossen.\n";
const EVENING: &str =
    "# Sturm\n\nDer Hafen von Lowmere wurde am 12. Januar wegen des Sturms geschlossen.\n";
const CHINESE: &str = "# 风暴\n\n1月12日，因风暴Lowmere港口被关闭。\n";
const SPANISH: &str =
    "# Tormenta\n\nEl puerto de Lowmere fue cerrado el 14 de enero a causa de la tormenta.\n";
const BEES: &str = "# Bees\n\nMara Olsted sold her bees on 12 January to a cousin in Vell.\n";

fn pages() -> Vec<Rows> {
    vec![
        page(
            "lowmere-post.example",
            "harbour",
            Some("2022-01-13"),
            ENGLISH,
        ),
        page(
            "hafenblatt.example",
            "sturm",
            Some("2022-01-12T18:00:00+01:00"),
            GERMAN,
        ),
        page("abendpost.example", "sturm", Some("2022-01-14"), EVENING),
        page("haibao.example", "fengbao", Some("2022-01-15"), CHINESE),
        page("diario.example", "tormenta", Some("2022-01-16"), SPANISH),
        page("lowmere-post.example", "bees", Some("2022-01-14"), BEES),
    ]
}

async fn harbour() -> (TempDir, Store) {
    store(pages()).await
}

async fn of(store: &Store, query: Query) -> Timeline {
    timeline(store, model(), &query, &Limits::default())
        .await
        .unwrap()
}

async fn closed(store: &Store) -> Timeline {
    of(
        store,
        Query::new("the harbour of Lowmere closed because of the storm").unwrap(),
    )
    .await
}

fn json(timeline: &Timeline) -> Value {
    serde_json::from_str(&timeline.to_json().unwrap()).unwrap()
}

fn list<'v>(value: &'v Value, field: &str) -> Vec<&'v str> {
    let all = value.as_array().unwrap().iter();
    all.map(|one| one[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_event_is_joined_across_languages() {
    let (_folder, store) = harbour().await;
    let found = json(&closed(&store).await);
    assert_eq!(found["schema"], "headwater.corpus-timeline/1");
    let closed = &found["events"][0];
    assert_eq!(closed["date"], "2022-01-12");
    assert_eq!(closed["languages"], serde_json::json!(["de", "en", "zh"]));
    assert_eq!(closed["first_published"], "2022-01-12T18:00:00+01:00");
    let statements = &closed["statements"];
    assert_eq!(
        list(statements, "said"),
        ["heute", "12 January", "12. Januar", "1月12日"]
    );
    assert_eq!(statements[0]["joined"], Value::Null);
    assert_eq!(statements[1]["joined"]["by"], "meaning");
    assert!(statements[1]["joined"]["score"].as_f64().unwrap() >= 0.65);
}

#[tokio::test]
async fn another_date_for_the_same_event_stands_beside_it() {
    let (_folder, store) = harbour().await;
    let found = json(&closed(&store).await);
    let events = found["events"].as_array().unwrap();
    let spanish = events
        .iter()
        .find(|event| event["date"] == "2022-01-14")
        .unwrap();
    assert_eq!(spanish["disagreements"][0]["date"], "2022-01-12");
    assert_eq!(spanish["disagreements"][0]["event"], events[0]["id"]);
    let says = &events[0]["disagreements"][0]["says"];
    assert_eq!(says, &serde_json::json!(["diario.example"]));
}

#[tokio::test]
async fn what_only_has_the_day_in_common_is_not_joined() {
    let (_folder, store) = harbour().await;
    let all = of(
        &store,
        Query::new("Lowmere harbour Vell bees Mara Olsted storm").unwrap(),
    )
    .await;
    for event in json(&all)["events"].as_array().unwrap() {
        let texts = list(&event["statements"], "text");
        let bees = texts.iter().filter(|text| text.contains("bees")).count();
        assert!(bees == 0 || texts.len() == 1, "{texts:?}");
    }
}

#[tokio::test]
async fn other_amounts_part_two_sentences_of_one_day() {
    let fined = |amount: u32| {
        format!(
            "# Fine\n\nOn 3 May 2021 the court in Lowmere fined the ferry line {amount} euros.\n"
        )
    };
    let day = Some("2021-05-04");
    let (_folder, store) = store([
        page("a.example", "fine", day, &fined(5_000)),
        page("b.example", "fine", day, &fined(9_000)),
        page("c.example", "fine", day, &fined(9_000)),
    ])
    .await;
    let found = json(&of(&store, Query::new("court fined the ferry line").unwrap()).await);
    let events = found["events"].as_array().unwrap();
    let mut sizes: Vec<usize> = events
        .iter()
        .map(|event| event["statements"].as_array().unwrap().len())
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
    assert!(
        events
            .iter()
            .all(|event| event["disagreements"].as_array().unwrap().is_empty())
    );
}

#[tokio::test]
async fn what_comes_again_is_no_disagreement() {
    let met = "# Council\n\nThe town council of Lowmere met on Monday to talk about the harbour.\n";
    let (_folder, store) = store([
        page("a.example", "met-1", Some("2022-01-11"), met),
        page("b.example", "met-2", Some("2022-01-18"), met),
    ])
    .await;
    let found = json(&of(&store, Query::new("town council of Lowmere met").unwrap()).await);
    assert_eq!(list(&found["events"], "date"), ["2022-01-10", "2022-01-17"]);
    assert_eq!(found["events"][0]["disagreements"], serde_json::json!([]));
}

#[tokio::test]
async fn sentences_without_vectors_are_joined_by_their_words() {
    let told = "# Opening\n\nThe new pier of Lowmere was opened to the public on 3 May 2021.\n";
    let (_folder, store) = store([
        bare_page("a.example", "pier", Some("2021-05-04"), told),
        bare_page(
            "b.example",
            "pier",
            None,
            &told.replace("new pier", "NEW pier"),
        ),
    ])
    .await;
    let found = of(&store, Query::new("pier opened").unwrap()).await;
    let events = json(&found)["events"].clone();
    assert_eq!(events[0]["statements"][1]["joined"]["by"], "words");
    let told = found.to_text();
    assert!(
        told.contains("4 sentences could not be looked at by meaning"),
        "{told}"
    );
}

#[tokio::test]
async fn what_is_not_shown_is_told() {
    let undated = "# Fair\n\nThe fair of Lowmere begins on the 12th, and ends on 3 May 2021.\n";
    let (_folder, store) = store([bare_page("a.example", "fair", None, undated)]).await;
    let query = Query::new("fair of Lowmere").unwrap();
    let told = of(&store, query.clone()).await.to_text();
    assert!(
        told.contains("1 dates are not shown: they do not say of which month or year"),
        "{told}"
    );
    let since = query.clone().within(Filter::new().from("2020").unwrap());
    let told = of(&store, since).await.to_text();
    assert!(told.starts_with("No dated sentence was found."), "{told}");
    assert!(
        told.contains("1 documents were not looked in: they do not say when"),
        "{told}"
    );
    let nothing = of(&store, Query::new("quantum chromodynamics").unwrap()).await;
    for empty in [
        nothing.to_csv().unwrap(),
        nothing.to_calendar(),
        nothing.to_svg(),
    ] {
        assert!(!empty.contains("fair of Lowmere begins"), "{empty}");
    }
}

#[tokio::test]
async fn a_terminal_shows_who_says_what() {
    let (_folder, store) = harbour().await;
    let told = closed(&store).await.to_text();
    assert!(
        told.contains(
            "2022-01-12 (day) · e1 · 4 statements · de, en, zh · first published 2022-01-12T18:00:00+01:00"
        ),
        "{told}"
    );
    assert!(
        told.contains("haibao.example · zh · 2022-01-15 · "),
        "{told}"
    );
    assert!(
        told.contains("“1月12日” is 2022-01-12 · joined by meaning 0."),
        "{told}"
    );
    assert!(
        told.contains("≠ 2022-01-14 (e2) by diario.example: perhaps the same event (meaning 0."),
        "{told}"
    );
}

#[tokio::test]
async fn the_calendar_has_whole_days_and_short_lines() {
    let (_folder, store) = harbour().await;
    let calendar = closed(&store).await.to_calendar();
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    assert!(
        calendar
            .split_terminator("\r\n")
            .all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])),
        "{calendar}"
    );
    let unfolded = calendar.replace("\r\n ", "");
    assert!(
        unfolded.contains("DTSTART;VALUE=DATE:20220112\r\n"),
        "{unfolded}"
    );
    assert!(
        unfolded.contains("DTEND;VALUE=DATE:20220113\r\n"),
        "{unfolded}"
    );
    assert!(
        unfolded.contains("DTSTAMP:20220115T000000Z\r\n"),
        "{unfolded}"
    );
    assert!(
        unfolded.contains(
            "SUMMARY:≠ Der Hafen von Lowmere wurde heute wegen des Sturms geschlossen.\r\n"
        ),
        "{unfolded}"
    );
    assert!(
        unfolded.contains("Perhaps the same event at another date: 2022-01-14 by diario.example"),
        "{unfolded}"
    );
}

const HOSTILE: &str = "# </text></svg><script>alert(1)</script>\n\n\
    =cmd|'/c calc'!A1 the harbour of Lowmere was closed on 12 January\\, 2022;BEGIN:VEVENT <b>&amp;\u{202E}\u{1b}[2J\".\n";

#[tokio::test]
async fn a_hostile_page_is_text_in_every_form() {
    let (_folder, store) =
        store([page("evil.example", "a\"><x>", Some("2022-01-13"), HOSTILE)]).await;
    let found = of(
        &store,
        Query::new("<script>alert(1)</script> harbour of Lowmere closed").unwrap(),
    )
    .await;
    assert_eq!(json(&found)["events"][0]["date"], "2022-01-12");
    let text = found.to_text();
    assert!(!text.contains(['\u{1b}', '\u{202E}']), "{text}");
    let svg = found.to_svg();
    assert!(
        !svg.contains("<script") && !svg.contains("<b>") && !svg.contains(['\u{1b}', '\u{202E}']),
        "{svg}"
    );
    let csv = found.to_csv().unwrap();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let row = rows.records().next().unwrap().unwrap();
    assert!(row[8].starts_with("'=cmd|") && row.len() == 17, "{row:?}");
    let calendar = found.to_calendar();
    assert_eq!(
        calendar.matches("\r\nBEGIN:VEVENT\r\n").count(),
        1,
        "{calendar}"
    );
    assert!(!calendar.contains(['\u{1b}', '\u{202E}']), "{calendar}");
}

#[tokio::test]
async fn the_same_store_gives_the_same_bytes() {
    let (_folder, store) = harbour().await;
    let (one, other) = (closed(&store).await, closed(&store).await);
    assert_eq!(one.to_json().unwrap(), other.to_json().unwrap());
    assert_eq!(one.to_calendar(), other.to_calendar());
    assert_eq!(one.to_svg(), other.to_svg());
}
