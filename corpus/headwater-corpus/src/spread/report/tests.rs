use std::collections::BTreeMap;

use super::{graphml, json, text};
use crate::spread::time::Time;
use crate::spread::{Edge, Family, Kind, Node, SentencePair, Spread};

fn node(document: i64, title: &str, published: Option<&str>) -> Node {
    Node {
        document,
        title: Some(title.to_owned()),
        site: Some(format!("paper-{document}.example")),
        url: None,
        location: format!("{document}.md"),
        language: "en".to_owned(),
        time: Time::new(published.map(str::to_owned), published.map(|_| 19_002)),
        agency: (document == 1).then(|| "AP & <sons>".to_owned()),
    }
}

fn spread() -> Spread {
    let first = node(1, "Ferries stop", Some("2022-01-10T08:00:00Z"));
    let second = node(
        2,
        "Fe\u{202E}rries\u{1B}[31m \"stop\"",
        Some("2022-01-10T09:00:00Z"),
    );
    let pair = SentencePair {
        a: 3,
        b: 2,
        likeness: 0.876_54,
    };
    Spread {
        nodes: BTreeMap::from([(1, first), (2, second)]),
        edges: vec![Edge {
            from: 1,
            to: 2,
            kind: Kind::NearCopy,
            is_directed: true,
            share_of_from: 0.5,
            share_of_to: 0.912_34,
            carried: 1,
            pairs: vec![pair],
        }],
        families: vec![Family {
            documents: vec![1, 2],
            first: Some(1),
            agencies: vec!["AP & <sons>".to_owned()],
            is_capped: false,
        }],
    }
}

#[test]
fn people_see_who_carried_whom_and_no_hidden_signs() {
    let text = text(&spread());
    assert!(text.starts_with("1 families, 0 quotations"), "{text}");
    assert!(text.contains("2 documents, by AP & <sons>\n"), "{text}");
    assert!(
        text.contains("(near-copy, 91 % from paper-1.example)"),
        "{text}"
    );
    assert!(!text.contains(['\u{202E}', '\u{1B}']), "{text}");
}

#[test]
fn programs_get_every_sentence_pair() {
    let data: serde_json::Value = serde_json::from_str(&json(&spread()).unwrap()).unwrap();
    assert_eq!(data["schema"], "headwater.corpus-spread/1");
    let edge = &data["edges"][0];
    assert_eq!(
        (&edge["from"], &edge["to"]),
        (&"0000000000000001".into(), &"0000000000000002".into())
    );
    assert_eq!(edge["pairs"][0]["from"], 3);
    assert_eq!(edge["kind"], "near-copy");
    assert_eq!(data["families"][0]["first"], "0000000000000001");
}

#[test]
fn graphs_are_well_formed_whatever_a_title_says() {
    let xml = graphml(&spread());
    assert!(xml.contains("AP &amp; &lt;sons&gt;"), "{xml}");
    assert!(
        xml.contains(r#"source="n0000000000000001" target="n0000000000000002""#),
        "{xml}"
    );
    assert!(!xml.contains('\u{1B}'), "{xml}");
}
