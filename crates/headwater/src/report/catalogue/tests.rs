use super::*;
use crate::report::{annotations, fixture, html, json, markdown, message, words};
use encoding_rs::{BIG5, GBK, SHIFT_JIS};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const ENGLISH: MessageLanguage = MessageLanguage::English;

/// The sentences of a catalogue by their keys; those for one and for many under one key.
fn sentences(language: MessageLanguage) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let root: toml::Table = language.file().parse().unwrap();
    let mut open: Vec<(String, toml::Value)> = root.into_iter().collect();
    while let Some((key, value)) = open.pop() {
        match value {
            toml::Value::String(text) => {
                let key = key.trim_end_matches("/one").trim_end_matches("/other");
                found.entry(key.to_owned()).or_default().push(text);
            }
            toml::Value::Table(table) => {
                open.extend(table.into_iter().map(|(k, v)| (format!("{key}/{k}"), v)));
            }
            toml::Value::Array(items) => {
                let items = items.into_iter().enumerate();
                open.extend(items.map(|(k, v)| (format!("{key}/{k}"), v)));
            }
            other => panic!("{key}: {other:?}"),
        }
    }
    found
}

fn places(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next()).collect()
}

#[test]
fn every_catalogue_has_every_key_and_no_other() {
    for language in MessageLanguage::ALL {
        let read = toml::from_str::<Words>(language.file());
        assert!(read.is_ok(), "{}: {}", language.tag(), read.unwrap_err());
        let keys = |language| sentences(language).into_keys().collect::<Vec<_>>();
        assert_eq!(keys(language), keys(ENGLISH), "{}", language.tag());
    }
}

#[test]
fn a_sentence_has_the_same_places_in_every_language() {
    let english = sentences(ENGLISH);
    for language in MessageLanguage::ALL {
        for (key, forms) in sentences(language) {
            let wanted = places(&english[&key][0]);
            for text in forms {
                let at = format!("{}, {key}: {text:?}", language.tag());
                assert!(!text.trim().is_empty(), "{at}");
                assert_eq!(places(&text), wanted, "{at}");
                assert_eq!(text.matches('*').count() % 2, 0, "{at}");
                assert_eq!(
                    text.contains('*'),
                    english[&key][0].contains('*'),
                    "words that stand out: {at}"
                );
            }
        }
    }
}

/// Whether a character is in GB 2312, the standard of simplified characters.
fn is_simplified(c: char) -> bool {
    let text = c.to_string();
    let (bytes, _, has_errors) = GBK.encode(&text);
    !has_errors && bytes.iter().all(|byte| *byte < 0x80 || *byte >= 0xA1)
}

/// A translation copied from its neighbour and not gone through looks right at a glance.
#[test]
fn every_catalogue_is_written_in_the_characters_of_its_readers() {
    for language in MessageLanguage::ALL {
        let all = sentences(language).into_values().flatten();
        let text: String = all.collect::<Vec<_>>().join("\n");
        let strange: String = match language {
            ENGLISH => text.chars().filter(|c| *c >= '\u{2E80}').collect(),
            MessageLanguage::SimplifiedChinese => {
                text.chars().filter(|c| !is_simplified(*c)).collect()
            }
            MessageLanguage::TraditionalChinese => unmappable(BIG5, &text),
            MessageLanguage::Japanese => unmappable(SHIFT_JIS, &text),
        };
        assert_eq!(strange, "", "{}", language.tag());
        let found = crate::language::detect(&text, None);
        assert!(
            language.tag().starts_with(found.tag()),
            "{} reads as {}",
            language.tag(),
            found.tag()
        );
    }
}

fn unmappable(encoding: &'static encoding_rs::Encoding, text: &str) -> String {
    // Neither has the middle dot of Latin-1 that stands between the parts of a line.
    let letters = text.chars().filter(|c| *c != '·');
    letters
        .filter(|c| encoding.encode(&c.to_string()).2)
        .collect()
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    for language in MessageLanguage::ALL {
        let (wanted, strange) = match language {
            ENGLISH | MessageLanguage::SimplifiedChinese => ("“”", "「」"),
            MessageLanguage::TraditionalChinese | MessageLanguage::Japanese => ("「」", "“”"),
        };
        for (key, forms) in sentences(language) {
            let text = forms.concat();
            assert!(
                !text.contains(|c| strange.contains(c) || c == '"'),
                "{text}"
            );
            if key.starts_with("message/") {
                assert!(wanted.chars().all(|mark| text.contains(mark)), "{text}");
            }
        }
    }
}

/// Every message about every departure of the fixture, in each language.
#[test]
fn every_message_quotes_the_words_that_it_is_about() {
    let mut trace = fixture::trace();
    let all = trace.sentences.iter().enumerate();
    let (place, _) = all
        .clone()
        .find(|(_, s)| !s.finding.departures.is_empty())
        .unwrap();
    for about in Message::ALL {
        trace.sentences[place].finding.departures[0].message = about;
        let departure = &trace.sentences[place].finding.departures[0];
        let (article, source) = words::quoted(&trace, departure);
        assert!(!article.is_empty() && !source.is_empty());
        let english = message(&trace, departure, ENGLISH);
        for language in MessageLanguage::ALL {
            let said = message(&trace, departure, language);
            assert!(!said.contains(['{', '}']), "{said}");
            assert!(said.ends_with(['.', '。']), "{said}");
            assert!(said.contains(article) || said.contains(source), "{said}");
            for quoted in [article, source] {
                assert_eq!(said.contains(quoted), english.contains(quoted), "{said}");
            }
        }
    }
}

#[test]
fn a_tag_finds_the_nearest_language() {
    let found = |tag| MessageLanguage::from_tag(tag).map(MessageLanguage::tag);
    for (tag, wanted) in [
        ("en", "en"),
        ("EN-gb", "en"),
        ("ja", "ja"),
        ("ja_JP", "ja"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("ZH-hk", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
    ] {
        assert_eq!(found(tag), Some(wanted), "{tag}");
    }
    for tag in [
        "",
        "e",
        "eng",
        "fr",
        "zho",
        "zh-",
        "ja JP",
        "zh-Hant-",
        "-zh",
        "日本語",
    ] {
        assert_eq!(found(tag), None, "{tag}");
    }
    for language in MessageLanguage::ALL {
        assert_eq!(MessageLanguage::from_tag(language.tag()), Some(language));
    }
}

#[test]
fn the_trace_in_each_language() {
    for language in MessageLanguage::ALL.into_iter().skip(1) {
        let report = markdown(&fixture::trace(), language);
        insta::assert_snapshot!(format!("the_trace_in_{}", language.tag()), report);
    }
}

#[test]
fn the_page_says_in_which_language_it_is() {
    for language in MessageLanguage::ALL {
        let page = html(&fixture::trace(), language);
        let tag = language.tag();
        assert!(page.starts_with(&format!("<!DOCTYPE html><html lang=\"{tag}\">")));
        assert!(page.contains(&format!("<span class=\"tag\" lang=\"{tag}\" dir=\"ltr\">")));
    }
}

#[test]
fn json_and_annotations_say_in_which_language_their_messages_are() {
    let trace = fixture::trace();
    let data = |language| -> Value { serde_json::from_str(&json(&trace, language)).unwrap() };
    let (english, japanese) = (data(ENGLISH), data(MessageLanguage::Japanese));
    assert_eq!(japanese["messages"], "ja");
    let departure = |root: &Value| root["sentences"][3]["departures"][0].clone();
    let (here, there) = (departure(&english), departure(&japanese));
    assert_eq!(
        there["message"],
        "記事では「4.12亿元」、出典では「3億1200万元」となっています。"
    );
    assert_eq!(here["kind"], there["kind"]);
    assert_eq!(here["article"], there["article"]);
    let annotated: Value =
        serde_json::from_str(&annotations(&trace, MessageLanguage::Japanese)).unwrap();
    let bodies = &annotated["first"]["items"][1]["body"];
    assert_eq!(bodies[0]["value"], "differs");
    assert_eq!(bodies[0]["language"], "en");
    assert_eq!(bodies[2]["language"], "ja");
    assert_eq!(
        bodies[2]["value"],
        "数値の食い違い。記事では「4.12亿元」、出典では「3億1200万元」となっています。"
    );
}
