//! What readers think goes with a case wherever it is taken.

use std::fs;
use std::io::{Cursor, Read};

use headwater_capture::verify;
use headwater_serve::Fetching;
use serde_json::Value;

use crate::client::Part;
use crate::desk::Desk;

const FILES: [&str; 5] = [
    "report.ja.html",
    "trace.json",
    "trace.en.md",
    "annotations.jsonld",
    "findings.csv",
];

#[test]
fn judgements_go_with_the_case_beside_the_verdict_and_never_over_it() {
    let desk = Desk::open(Fetching::none());
    let (case, _) = desk.demo();
    let taken = |name: &str| desk.get(&format!("{case}/files/{name}"));
    let bare = FILES.map(|name| taken(name).body);
    let archive = taken("case.wacz").bytes;
    assert!(
        !bare[1].contains("\"judgements\""),
        "nobody judged, so the trace is what the command line writes"
    );

    let judge = |form: &str| {
        let judged = desk.submit(&format!("{case}/judgements"), form);
        assert_eq!(judged.status, 303, "{form}");
    };
    judge("sentence=10&departure=1&opinion=disagree&note=The+courier+<b>+says+so&name=Ada+Quill");
    judge("sentence=10&opinion=agree&rating=Rumour&name=Ben+Orley");

    // All of it, in every form, and what the machine says as it was.
    for (name, bare) in FILES.iter().zip(&bare) {
        let with = taken(name).body;
        for words in ["Ada Quill", "Ben Orley", "Rumour", "The courier"] {
            assert!(with.contains(words), "{name}: {words}");
        }
        assert!(!bare.contains("Ada Quill"), "{name}");
    }
    let report = taken("report.ja.html").body;
    assert!(report.contains("The courier &lt;b&gt; says so"));
    let without = |page: &str| -> String {
        let (before, behind) = page.split_once("<div class=\"judge\">").expect("a place");
        [before, behind.split_once("</ol></div>").expect("its end").1].concat()
    };
    assert_eq!(without(&report), bare[0]);

    let trace = taken("trace.json").body;
    let begin = bare[1].trim_end().trim_end_matches('}').trim_end();
    assert!(trace.starts_with(begin));
    let trace: Value = serde_json::from_str(&trace).expect("JSON");
    assert_eq!(trace["judgements"][0]["opinion"], "disagree");
    assert_eq!(trace["judgements"][1]["name"], "Ben Orley");

    let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let (before, with) = (read(&bare[3]), read(&taken("annotations.jsonld").body));
    let items = |root: &Value| root["first"]["items"].as_array().expect("items").clone();
    let count = items(&before).len();
    assert_eq!(items(&with)[..count], items(&before)[..]);
    assert_eq!(with["total"], count + 2);
    let own = &items(&with)[count];
    assert_eq!(own["creator"]["name"], "Ada Quill");
    assert!(
        items(&before)
            .iter()
            .any(|machine| machine["id"] == own["target"]),
        "it speaks of what the machine says: {own}"
    );

    // The archive holds, and another desk makes the same trace of it.
    let with = taken("case.wacz").bytes;
    assert_ne!(with, archive);
    let path = desk.folder().join("taken.wacz");
    fs::write(&path, &with).expect("written");
    let verified = verify(&path, &[], &[]).expect("an archive");
    assert_eq!(verified.faults(), [] as [String; 0]);
    let mut zip = zip::ZipArchive::new(Cursor::new(&with)).expect("a ZIP file");
    let mut kept = String::new();
    zip.by_name("judgements.json")
        .expect("it is there")
        .read_to_string(&mut kept)
        .expect("text");
    assert_eq!(read(&kept), trace["judgements"]);
    let (again, _) = desk.finished(&desk.upload(&[Part {
        name: "file",
        file: Some("taken.wacz"),
        bytes: &with,
    }]));
    let again = desk.get(&format!("{again}/files/trace.json")).body;
    assert_eq!(again, bare[1], "byte for byte");
}
