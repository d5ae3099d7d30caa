//! What a user can ask for, and what comes back.

use std::fs;

use crate::common::{headwater, headwater_with, root};
use serde_json::Value;

fn trace(args: &[&str]) -> crate::common::Out {
    let mut all = vec!["trace", "demo/article.md", "--source", "demo/sources"];
    all.extend(args);
    headwater(&all)
}

#[test]
fn fail_on_decides_the_exit_code() {
    assert_eq!(trace(&[]).code, 0);
    assert_eq!(trace(&["--fail-on", "differs"]).code, 1);
    assert_eq!(trace(&["--fail-on", "unsupported,differs"]).code, 1);
    assert_eq!(
        headwater(&["trace", "demo/article.md", "--fail-on", "differs"]).code,
        0
    );
    assert_eq!(
        headwater(&["trace", "demo/article.md", "--fail-on", "unchecked"]).code,
        1
    );
    assert_eq!(trace(&["--fail-on", "lies"]).code, 2);
    assert_eq!(trace(&["--fail-on", "contradicts"]).code, 0);
}

#[test]
fn each_passage_that_a_sentence_joins_is_shown_whatever_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let article = write(
        "article.md",
        "The ferry Halden has 221 seats for passengers and was launched at the Orrin shipyard in 1987.\n",
    );
    let (seats, launch) = (
        "The ferry Halden, which was overhauled in 2029, has 212 seats for passengers.",
        "She was launched at the Orrin shipyard in 1987 by the wife of the mayor.",
    );
    let between = "Tickets can be bought on board from the purser. Dogs must be kept on a leash.";
    let source = write("source.md", &format!("{seats} {between} {launch}\n"));
    let out = |format| headwater(&["trace", &article, "--source", &source, "--format", format]);
    let trace: Value = serde_json::from_str(&out("json").stdout).unwrap();
    let sentence = &trace["sentences"][0];
    let evidence = sentence["evidence"].as_array().unwrap();
    let texts: Vec<_> = evidence
        .iter()
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, [seats, launch]);
    let departures = sentence["departures"].as_array().unwrap();
    assert_eq!(departures.len(), 1, "{departures:?}");
    assert_eq!(departures[0]["article"]["text"], "221 seats");
    for format in ["text", "markdown", "html", "annotations"] {
        let shown = out(format).stdout;
        for words in ["which was overhauled in 2029", "by the wife of the mayor"] {
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(shown.contains(words), "{format}: {words}\n{shown}");
        }
    }
}

#[test]
fn an_article_that_contradicts_itself_says_so_without_any_source() {
    let folder = tempfile::tempdir().unwrap();
    let article = folder.path().join("flood.md");
    let text = "# Flood at Brannow: 421 people moved to the school\n\nThe bridge was closed at dawn.\n\n\
        The council moved 412 people to the school in Brannow on the night of the flood.\n";
    std::fs::write(&article, text).unwrap();
    let path = article.to_str().unwrap();
    let out = headwater(&[
        "trace",
        path,
        "--fail-on",
        "contradicts",
        "--format",
        "json",
    ]);
    assert_eq!(out.code, 1, "{}", out.stderr);
    let trace: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(trace["summary"]["contradictions"], 1);
    let found = &trace["sentences"][0]["contradictions"][0];
    assert_eq!(found["within"], "article");
    assert_eq!(
        (&found["here"]["text"], &found["there"]["text"]),
        (&"421 people".into(), &"412 people".into())
    );
    assert_eq!(found["sentence"], 3);
    assert_eq!(trace["sentences"][2]["verdict"], "unchecked");
    for format in ["text", "markdown", "html", "annotations"] {
        let shown = headwater(&["trace", path, "--format", format]).stdout;
        assert!(
            shown.contains("The article says otherwise of itself"),
            "{format}: {shown}"
        );
    }
}

#[test]
fn without_sources_every_claim_is_unchecked_and_says_why() {
    let out = headwater(&["trace", "demo/article.md", "--format", "json"]);
    let trace: Value = serde_json::from_str(&out.stdout).unwrap();
    let claims: Vec<&Value> = trace["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| !s["verdict"].is_null())
        .collect();
    assert!(claims.len() > 15);
    for claim in claims {
        assert_eq!(claim["verdict"], "unchecked");
        assert_eq!(claim["reason"], "no-source-given");
        assert_eq!(claim["support"], Value::Null);
    }
}

#[test]
fn a_case_keeps_the_trace_and_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("deep/case");
    let out = trace(&["--case", case.to_str().unwrap(), "--format", "json"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert_eq!(
        fs::read_to_string(case.join("trace.json")).unwrap(),
        out.stdout
    );
    let report = fs::read_to_string(case.join("report.html")).unwrap();
    assert!(report.starts_with("<!DOCTYPE html>") && report.trim_end().ends_with("</html>"));
    let left: Vec<_> = fs::read_dir(&case)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "nothing else is left behind: {left:?}");
}

#[test]
fn a_verdict_is_explained_on_request() {
    let shown = trace(&["--explain", "8"]).stdout;
    for part in [
        "Support is weighed from",
        "carried_tenth",
        "Passages considered",
        "Names, and how",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert_eq!(shown.matches("Passages considered").count(), 1);
    let explained = |args: &[&str]| -> Vec<bool> {
        let trace: Value = serde_json::from_str(&trace(args).stdout).unwrap();
        let sentences = trace["sentences"].as_array().unwrap();
        sentences
            .iter()
            .map(|s| s["explanation"].is_object())
            .collect()
    };
    let one = explained(&["--format", "json", "--explain", "8"]);
    assert!(one[7] && one.iter().filter(|explained| **explained).count() == 1);
    assert!(
        explained(&["--format", "json", "--explain", "all"])
            .iter()
            .all(|explained| *explained)
    );
    assert!(!explained(&["--format", "json"]).contains(&true));
    assert_eq!(trace(&["--explain", "0"]).code, 2);
    assert_eq!(trace(&["--explain", "99"]).code, 0);
}

#[test]
fn the_report_speaks_the_language_asked_for() {
    let quick = ["--word-model", "none", "--format", "html", "--messages"];
    for (asked, spoken) in [
        ("ja", "ja"),
        ("ZH-hk", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("en-GB", "en"),
    ] {
        let out = trace(&[&quick[..], &[asked]].concat());
        let opening = format!("<!DOCTYPE html><html lang=\"{spoken}\">");
        assert!(out.stdout.starts_with(&opening), "{asked}: {}", out.stderr);
    }
    let unknown = trace(&[&quick[..], &["tlh"]].concat());
    assert_eq!(unknown.code, 2);
    for spoken in ["tlh", "en", "zh-Hans", "zh-Hant", "ja"] {
        assert!(unknown.stderr.contains(spoken), "{}", unknown.stderr);
    }
    assert!(headwater(&["trace", "--help"]).stdout.contains("zh-Hant"));
}

#[test]
fn a_case_is_kept_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().to_str().unwrap();
    let out = trace(&["--word-model", "none", "--messages", "ja", "--case", case]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let kept = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    let data: Value = serde_json::from_str(&kept("trace.json")).unwrap();
    assert_eq!(data["messages"], "ja");
    assert!(kept("report.html").contains("<html lang=\"ja\">"));
}

#[test]
fn without_a_word_model_the_demo_is_still_traced() {
    let shown = trace(&["--word-model", "none"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(shown.stdout.contains("312 million yen"));
    assert_eq!(trace(&["--word-model", "demo/article.md"]).code, 2);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(
        trace(&["--format", "json"]).stdout,
        trace(&["--format", "json"]).stdout
    );
}

#[test]
fn a_source_is_tied_to_a_citation_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let url = "https://news.example.com/story?id=7&page=2";
    let article = write(
        "article.md",
        &format!(
            "The [Courier]({url}) says that the old lighthouse of Brannow burned down on Monday night.\n"
        ),
    );
    let source = write(
        "saved.txt",
        "The old lighthouse of Brannow burned down on Monday night.\n",
    );
    let tied = format!("{url}={source}");
    let out = headwater(&["trace", &article, "--source", &tied, "--format", "json"]);
    let trace: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(trace["sources"][0]["url"], url);
    assert_eq!(trace["sentences"][0]["cites"][0], "s1");
    assert_eq!(trace["sentences"][0]["verdict"], "supported");
    // The same page, not given: nothing can be said of the sentence, and that is said.
    let other = write(
        "other.txt",
        "A cooking contest took place in the village hall of Umbrel.\n",
    );
    let out = headwater(&["trace", &article, "--source", &other, "--format", "json"]);
    let trace: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(trace["sentences"][0]["verdict"], "unchecked");
    assert_eq!(trace["sentences"][0]["reason"], "not-fetched");
}

#[test]
fn the_terminal_gets_colour_only_when_asked_or_on_a_terminal() {
    assert!(!trace(&[]).stdout.contains('\u{1b}'));
    assert!(trace(&["--color", "always"]).stdout.contains('\u{1b}'));
}

#[test]
fn read_shows_a_document_in_three_forms() {
    let page = "demo/sources/strait-courier.html";
    let json = headwater(&["read", page, "--format", "json"]);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["language"], "en");
    let text = headwater(&["read", page]).stdout;
    assert_eq!(document["text"].as_str().unwrap().trim(), text.trim());
    assert!(
        headwater(&["read", page, "--format", "markdown"])
            .stdout
            .contains("Sandvarn")
    );
}

#[test]
fn read_explains_what_it_kept_and_what_it_left_out() {
    let page = "demo/sources/strait-courier.html";
    let text = headwater(&["read", page, "--explain"]).stdout;
    assert!(text.lines().any(|line| line.starts_with("+ paragraph ")));
    assert!(text.lines().any(|line| line.starts_with("- navigation ")));
    let json = headwater(&["read", page, "--explain", "--format", "json"]);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    let parts = document["parts"].as_array().unwrap();
    assert_eq!(parts.len(), text.lines().count());
    let reasons: Vec<&Value> = parts.iter().map(|part| &part["reason"]).collect();
    assert!(reasons.iter().any(|reason| *reason == "navigation"));
    assert!(reasons.iter().any(|reason| reason.is_null()));
}

#[test]
fn read_takes_standard_input() {
    let out = headwater_with(&["read", "-"], "港口在五月开放。\n".as_bytes());
    assert_eq!(out.stdout, "港口在五月开放。\n");
}

#[test]
fn annotate_answers_line_by_line_and_says_what_it_could_not_read() {
    let input = "{\"id\": 7, \"text\": \"停工45天，支付4.12亿日元\", \"language\": \"zh\", \"reference\": \"2031-05-02\"}\n\nnot json\n{\"id\": \"b\", \"text\": \"\", \"language\": null, \"reference\": null}\n";
    let out = headwater_with(
        &["annotate", "--batch", "--format", "json"],
        input.as_bytes(),
    );
    assert_eq!(out.code, 2);
    let lines: Vec<Value> = out
        .stdout
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["id"], 7);
    let values = lines[0]["values"].as_array().unwrap();
    let with = |kind: &str| values.iter().find(|v| v["kind"] == kind).unwrap();
    assert_eq!(with("duration")["value"], "P45D");
    let money = with("currency");
    assert_eq!(
        (&money["value"], &money["unit"]),
        (&"412000000".into(), &"JPY".into())
    );
    assert_eq!((&money["start"], &money["end"]), (&8.into(), &15.into()));
    assert!(lines[1]["error"].as_str().unwrap().contains("line 3"));
    assert_eq!(lines[2]["values"], Value::Array(Vec::new()));
}

#[test]
fn annotate_reads_a_document_by_its_own_date() {
    let page = "---\nlang: en\ndate: 2031-05-02\n---\n\nThe talks ended yesterday.\n";
    let out = headwater_with(&["annotate", "--format", "json"], page.as_bytes());
    let found: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(found["values"][0]["value"], "2031-05-01");
    let out = headwater_with(
        &["annotate", "--format", "json", "-r", "2032-03-01"],
        page.as_bytes(),
    );
    let found: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(found["values"][0]["value"], "2032-02-29");
}

#[test]
fn names_are_compared_across_scripts() {
    let score = |a: &str, b: &str| -> f64 {
        let out = headwater(&["names", a, b, "--format", "json"]);
        serde_json::from_str::<Value>(&out.stdout).unwrap()["score"]
            .as_f64()
            .unwrap()
    };
    assert!(score("Oldquist", "オルドクヴィスト") >= 0.5);
    assert!(score("Oldquist", "Trassen") < 0.5);
    assert!((score("Verrell", "Verrell") - 1.0).abs() < 1e-9);
}

#[test]
fn embed_gives_a_unit_vector_a_line() {
    let out = headwater_with(
        &["embed"],
        "The harbour is closed.\n\n港口关闭了。".as_bytes(),
    );
    let rows: Vec<Vec<f64>> = out
        .stdout
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(rows.len(), 3);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    assert!((dot(&rows[0], &rows[0]) - 1.0).abs() < 1e-3);
    assert!(dot(&rows[0], &rows[2]) > 0.5, "a translation is close");
}

#[test]
fn help_completions_and_the_manual_are_there() {
    assert!(headwater(&["--help"]).stdout.contains("never truth"));
    assert!(
        headwater(&["completions", "bash"])
            .stdout
            .contains("headwater")
    );
    assert!(headwater(&["man"]).stdout.contains(".TH headwater"));
    assert_eq!(headwater(&["--version"]).code, 0);
}

/// The article that the project began with. It is not part of the project.
#[test]
fn the_seed_is_traced_without_sources() {
    let seeds = root().join("../shared/seeds");
    let Ok(entries) = fs::read_dir(&seeds) else {
        println!("skipped: no seeds");
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let out = headwater(&["trace", path.to_str().unwrap(), "--format", "json"]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let trace: Value = serde_json::from_str(&out.stdout).unwrap();
        assert_eq!(trace["article"]["language"], "zh");
        assert_eq!(trace["article"]["published"], "2021-12-31");
        assert!(
            trace["article"]["repost_of"]
                .as_str()
                .unwrap()
                .starts_with("https://")
        );
        assert!(trace["article"]["disclaimer"].is_string());
        let credits = trace["article"]["credits"].as_array().unwrap();
        let roles: Vec<_> = credits
            .iter()
            .map(|credit| credit["role"].as_str().unwrap())
            .collect();
        assert_eq!(roles, ["author", "proofreader", "publisher"]);
        assert!(!trace["article"]["authors"].as_array().unwrap().is_empty());
        let claims = trace["sentences"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|s| !s["verdict"].is_null());
        let reasons: Vec<_> = claims
            .map(|s| s["reason"].as_str().unwrap_or_default())
            .collect();
        assert!(reasons.len() > 20, "{}", reasons.len());
        assert!(reasons.iter().all(|reason| *reason == "no-source-given"));
    }
}

/// What leans on the date line of that article, and what does not.
#[test]
fn the_values_of_the_seed_are_read() {
    let seeds = root().join("../shared/seeds");
    let Ok(entries) = fs::read_dir(&seeds) else {
        println!("skipped: no seeds");
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let read = headwater(&["read", path.to_str().unwrap(), "--format", "json"]);
        let document: Value = serde_json::from_str(&read.stdout).unwrap();
        let asked = serde_json::json!({
            "id": "seed",
            "text": document["text"],
            "language": document["language"],
            "reference": document["published"],
        });
        let out = headwater_with(
            &["annotate", "--batch", "--format", "json"],
            format!("{asked}\n").as_bytes(),
        );
        let answer: Value = serde_json::from_str(&out.stdout).unwrap();
        let letters: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        let place = |field: &Value| usize::try_from(field.as_u64().unwrap()).unwrap();
        let found: Vec<(String, String)> = answer["values"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|value| value["kind"] != "number")
            .map(|value| {
                let text = &letters[place(&value["start"])..place(&value["end"])];
                let value = value["value"].as_str().unwrap_or_default();
                (text.iter().collect(), value.to_owned())
            })
            .collect();
        for (text, value) in [
            ("31日", "2021-12-31"),
            ("5天前", "2021-12-26"),
            ("12月23日", "2021-12-23"),
            ("30日", "2021-12-30"),
            ("2022年1月10日", "2022-01-10"),
            ("12日", "2022-01-12"),
            ("13日", "2022-01-13"),
            ("近一个小时", "PT1H"),
            ("10,000多名士兵", "10000"),
        ] {
            let pair = (text.to_owned(), value.to_owned());
            assert!(found.contains(&pair), "{pair:?} is not among {found:?}");
        }
        assert!(found.iter().any(|(_, value)| value == "PT50M"));
    }
}
