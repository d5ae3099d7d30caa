//! The demo case: what the program says of it, beside what a careful editor says in
//! `demo/expected.toml`.

use crate::common::{headwater, root};
use serde_json::Value;

fn demo() -> Value {
    let out = headwater(&[
        "trace",
        "demo/article.md",
        "--source",
        "demo/sources",
        "--format",
        "json",
    ]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

fn expected() -> toml::Table {
    let text = std::fs::read_to_string(root().join("demo/expected.toml")).unwrap();
    text.parse().unwrap()
}

/// The sentence of the trace that holds these words.
fn sentence_with<'t>(trace: &'t Value, words: &str) -> &'t Value {
    let sentences = trace["sentences"].as_array().unwrap();
    let mut with = sentences
        .iter()
        .filter(|s| s["text"].as_str().unwrap().contains(words));
    let found = with
        .next()
        .unwrap_or_else(|| panic!("no sentence holds “{words}”"));
    assert!(with.next().is_none(), "two sentences hold “{words}”");
    found
}

fn overlap(place: &Value, text: &str, words: &str) -> bool {
    let at = text
        .find(words)
        .unwrap_or_else(|| panic!("“{words}” is not in the text"));
    let start = text[..at].chars().count() as u64;
    let end = start + words.chars().count() as u64;
    place["start"].as_u64().unwrap() < end && start < place["end"].as_u64().unwrap()
}

/// Whether the trace says what the editor says of one claim.
fn agrees(trace: &Value, claim: &toml::Value) -> bool {
    let sentence = sentence_with(trace, claim["sentence"].as_str().unwrap());
    let verdict = sentence["verdict"].as_str().unwrap_or_default();
    match claim["truth"].as_str().unwrap() {
        "supported" => verdict != "differs",
        "unsupported" => verdict == "unsupported",
        _ => {
            let departs = &claim["departs"];
            let article = trace["article"]["text"].as_str().unwrap();
            verdict == "differs"
                && sentence["departures"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|departure| {
                        let id = &departure["source"]["source"];
                        let sources = trace["sources"].as_array().unwrap();
                        let source = sources.iter().find(|source| source["id"] == *id).unwrap();
                        departure["kind"] == claim["kind"].as_str().unwrap()
                            && overlap(
                                &departure["article"],
                                article,
                                departs["article"].as_str().unwrap(),
                            )
                            && overlap(
                                &departure["source"],
                                source["text"].as_str().unwrap(),
                                departs["source"].as_str().unwrap(),
                            )
                    })
        }
    }
}

#[test]
fn the_demo_is_traced_as_an_editor_would() {
    let trace = demo();
    let expected = expected();
    let claims = expected["claim"].as_array().unwrap();
    let (mut wrong, mut later) = (Vec::new(), Vec::new());
    for claim in claims.iter().filter(|claim| !agrees(&trace, claim)) {
        let words = claim["sentence"].as_str().unwrap().to_owned();
        if claim["must"].as_bool().unwrap() {
            wrong.push(words);
        } else {
            later.push(words);
        }
    }
    println!("not yet seen: {later:?}");
    assert!(wrong.is_empty(), "{wrong:#?}\n{:#}", trace["sentences"]);
    let claims_traced = trace["summary"]["claims"].as_u64().unwrap();
    assert_eq!(
        claims_traced,
        claims.len() as u64,
        "each claim of the trace is in expected.toml"
    );
}

#[test]
fn most_faithful_sentences_are_found_supported() {
    let trace = demo();
    let expected = expected();
    let faithful: Vec<_> = expected["claim"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|claim| claim["truth"].as_str() == Some("supported"))
        .collect();
    let supported = faithful.iter().filter(|claim| {
        sentence_with(&trace, claim["sentence"].as_str().unwrap())["verdict"] == "supported"
    });
    let (supported, all) = (supported.count(), faithful.len());
    assert!(all >= 10, "the demo has at least ten faithful sentences");
    assert!(
        supported * 10 >= all * 9,
        "only {supported} of {all} are found supported"
    );
}

#[test]
fn what_is_no_claim_gets_no_verdict() {
    let trace = demo();
    for other in expected()["not_claim"].as_array().unwrap() {
        let words = other["text"].as_str().unwrap();
        let sentence = sentence_with(&trace, words);
        assert_eq!(sentence["verdict"], Value::Null, "“{words}”");
        assert_eq!(sentence["reason"], "not-a-claim", "“{words}”");
        assert_eq!(
            sentence["kind"],
            other["kind"].as_str().unwrap(),
            "“{words}”"
        );
    }
}

#[test]
fn the_sources_are_read_as_they_describe_themselves() {
    let trace = demo();
    for wanted in expected()["source"].as_array().unwrap() {
        let file = wanted["file"].as_str().unwrap();
        let sources = trace["sources"].as_array().unwrap();
        let ends = |source: &&Value| source["location"].as_str().unwrap().ends_with(file);
        let source = sources.iter().find(ends).unwrap();
        for field in ["url", "title", "language"] {
            assert_eq!(
                source[field],
                wanted[field].as_str().unwrap(),
                "{field} of {file}"
            );
        }
        let published = source["published"].as_str().unwrap();
        assert!(
            published.starts_with(wanted["published"].as_str().unwrap()),
            "{published}"
        );
        assert_eq!(source["status"], "read");
    }
}

#[test]
fn every_offset_points_at_its_words() {
    let trace = demo();
    let slice = |text: &Value, place: &Value| -> String {
        let (start, end) = (
            place["start"].as_u64().unwrap(),
            place["end"].as_u64().unwrap(),
        );
        let text = text.as_str().unwrap().chars();
        text.skip(usize::try_from(start).unwrap())
            .take(usize::try_from(end - start).unwrap())
            .collect()
    };
    let source_text = |id: &Value| {
        let sources = trace["sources"].as_array().unwrap();
        sources.iter().find(|source| source["id"] == *id).unwrap()["text"].clone()
    };
    let article = &trace["article"]["text"];
    for sentence in trace["sentences"].as_array().unwrap() {
        assert_eq!(slice(article, sentence), sentence["text"].as_str().unwrap());
        for evidence in sentence["evidence"].as_array().unwrap() {
            let text = source_text(&evidence["source"]);
            assert_eq!(slice(&text, evidence), evidence["text"].as_str().unwrap());
        }
        for departure in sentence["departures"].as_array().unwrap() {
            let ours = &departure["article"];
            assert_eq!(slice(article, ours), ours["text"].as_str().unwrap());
            let theirs = &departure["source"];
            let text = source_text(&theirs["source"]);
            assert_eq!(slice(&text, theirs), theirs["text"].as_str().unwrap());
        }
    }
}

/// The whole of what a user sees, in each form. A change here is looked at, then accepted with
/// `cargo insta review`.
#[test]
fn the_demo_in_every_form() {
    for format in ["text", "json", "markdown", "html", "annotations"] {
        looks_as_accepted(&format!("demo.{format}"), &["--format", format]);
    }
}

#[test]
fn the_demo_in_every_language() {
    for language in ["zh-Hans", "zh-Hant", "ja"] {
        let arguments = ["--messages", language, "--explain", "10"];
        looks_as_accepted(&format!("demo.{language}"), &arguments);
    }
}

fn looks_as_accepted(snapshot: &str, arguments: &[&str]) {
    let demo = ["trace", "demo/article.md", "--source", "demo/sources"];
    let out = headwater(&[&demo, arguments].concat());
    assert_eq!(out.code, 0, "{}", out.stderr);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(snapshot, out.stdout);
    });
}
