//! Runs `tests/cases/**/*.md`; the format is described in `tests/cases/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{headwater, root};
use serde_json::Value;

struct Document {
    language: String,
    date: String,
    url: Option<String>,
    publisher: Option<String>,
    wikitext: bool,
    body: String,
}

struct Case {
    gap: Option<String>,
    article: Document,
    sources: Vec<Document>,
    /// The sentence's number and what is expected of it; a sentence that departs twice has two.
    expected: Vec<(usize, String)>,
    /// The sentence's number and the sources that it cites, by their names in the trace.
    cites: Vec<(usize, String)>,
}

impl Document {
    /// From `Article (zh, 2031-05-02)`, `Article (zh, -, wikitext)`, `Source (en, -, https://…)` or
    /// `Source (en, -, Harrow Post)` and the lines below it.
    fn parse(heading: &str, body: &[&str]) -> Self {
        let inside = heading
            .split_once('(')
            .and_then(|(_, rest)| rest.strip_suffix(')'))
            .unwrap();
        let mut parts = inside.splitn(3, ", ").map(str::to_owned);
        let (language, date) = (parts.next().unwrap(), parts.next().unwrap());
        let (url, publisher) = match parts.next() {
            Some(url) if url.starts_with("https://") => (Some(url), None),
            publisher => (None, publisher),
        };
        Self {
            language,
            date,
            url,
            wikitext: publisher.as_deref() == Some("wikitext"),
            publisher,
            body: body.join("\n").trim_matches('\n').to_owned(),
        }
    }

    fn ending(&self) -> &'static str {
        if self.wikitext { "wiki" } else { "md" }
    }

    /// The text of the file. Wikitext has no front matter.
    fn file(&self) -> String {
        if self.wikitext {
            return format!("{}\n", self.body);
        }
        let date = Some(&self.date).filter(|date| *date != "-");
        let fields = [
            ("lang", Some(&self.language)),
            ("date", date),
            ("url", self.url.as_ref()),
            ("publisher", self.publisher.as_ref()),
        ];
        let lines = fields.map(|(name, value)| value.map(|value| format!("{name}: {value}\n")));
        let front: String = lines.into_iter().flatten().collect();
        format!("---\n{front}---\n\n{}\n", self.body)
    }
}

impl Case {
    fn parse(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let heads: Vec<usize> = (0..lines.len())
            .filter(|at| lines[*at].starts_with("## "))
            .collect();
        let gap = lines
            .iter()
            .find_map(|line| line.strip_prefix("Known gap: "))
            .map(str::to_owned);
        let (mut article, mut sources) = (None, Vec::new());
        let (mut expected, mut cites) = (Vec::new(), Vec::new());
        for (index, head) in heads.iter().enumerate() {
            let end = heads.get(index + 1).copied().unwrap_or(lines.len());
            let (heading, body) = (&lines[*head][3..], &lines[head + 1..end]);
            match heading.split(' ').next().unwrap() {
                "Article" => article = Some(Document::parse(heading, body)),
                "Source" => sources.push(Document::parse(heading, body)),
                "Expected" => {
                    for line in body.iter().filter(|line| !line.is_empty()) {
                        let rest = line.strip_prefix("- sentence ").unwrap();
                        let (number, said) = rest.split_once(": ").unwrap();
                        let (list, number) = match number.strip_suffix(" cites") {
                            Some(number) => (&mut cites, number),
                            None => (&mut expected, number),
                        };
                        list.push((number.parse().unwrap(), said.to_owned()));
                    }
                }
                other => panic!("unknown part {other}"),
            }
        }
        Self {
            gap,
            article: article.unwrap(),
            sources,
            expected,
            cites,
        }
    }

    fn trace(&self, folder: &Path) -> Value {
        let write = |name: &str, document: &Document| {
            let path = folder.join(format!("{name}.{}", document.ending()));
            fs::write(&path, document.file()).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let mut args = vec!["trace".to_owned(), write("article", &self.article)];
        for (index, source) in self.sources.iter().enumerate() {
            args.push("--source".to_owned());
            args.push(write(&format!("source-{index}"), source));
        }
        args.extend(["--format".to_owned(), "json".to_owned()]);
        let out = headwater(&args.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(out.code, 0, "{}", out.stderr);
        serde_json::from_str(&out.stdout).unwrap()
    }

    /// What the trace says otherwise than expected; nothing where the case passes.
    fn complaint(&self, trace: &Value) -> Option<String> {
        let sentences = trace["sentences"].as_array().unwrap();
        let numbered = self
            .expected
            .iter()
            .chain(&self.cites)
            .map(|(number, _)| *number)
            .max()
            .unwrap_or(0);
        if sentences.len() != numbered {
            let texts: Vec<_> = sentences
                .iter()
                .map(|s| s["text"].as_str().unwrap())
                .collect();
            return Some(format!(
                "{} sentences, not {numbered}: {texts:#?}",
                sentences.len()
            ));
        }
        (1..=numbered)
            .find_map(|number| {
                let sentence = &sentences[number - 1];
                let wanted: Vec<&str> = self
                    .expected
                    .iter()
                    .filter(|(at, _)| *at == number)
                    .map(|(_, verdict)| verdict.as_str())
                    .collect();
                let (within, wanted): (Vec<&str>, Vec<&str>) =
                    wanted.iter().partition(|line| line.starts_with("within "));
                let agrees = if wanted.is_empty() {
                    self.cites.iter().any(|(at, _)| *at == number)
                } else {
                    sentence_agrees(trace, sentence, &wanted)
                };
                let right = agrees && contradicts_as(trace, sentence, &within);
                let wanted = [within, wanted].concat();
                (!right).then(|| format!("sentence {number} is not {wanted:?}: {sentence:#}"))
            })
            .or_else(|| self.cites_otherwise(sentences))
    }
}

impl Case {
    /// The first sentence that cites other sources than expected.
    fn cites_otherwise(&self, sentences: &[Value]) -> Option<String> {
        self.cites.iter().find_map(|(number, wanted)| {
            let sentence = &sentences[number - 1];
            let cites = sentence["cites"].as_array().unwrap().iter();
            let cites: Vec<&str> = cites.map(|id| id.as_str().unwrap()).collect();
            let cites = if cites.is_empty() {
                "nothing".to_owned()
            } else {
                cites.join(" ")
            };
            (cites != *wanted)
                .then(|| format!("sentence {number} cites {cites}, not {wanted}: {sentence:#}"))
        })
    }
}

fn sentence_agrees(trace: &Value, sentence: &Value, wanted: &[&str]) -> bool {
    let verdict = sentence["verdict"].as_str().unwrap_or("not-a-claim");
    let departures = sentence["departures"].as_array().unwrap();
    match wanted {
        [one] if !one.starts_with("differs") => {
            let (word, reason) = one.split_once(' ').unwrap_or((one, ""));
            let reason = reason.is_empty() || sentence["reason"] == reason;
            verdict == word && reason && departures.is_empty()
        }
        all => {
            verdict == "differs"
                && departures.len() == all.len()
                && all
                    .iter()
                    .all(|line| departures.iter().any(|d| departs_as(trace, d, line)))
        }
    }
}

/// Whether a sentence says against others of its article what such lines say, and nothing else:
/// `within number “421” ≠ “412”`.
fn contradicts_as(trace: &Value, sentence: &Value, wanted: &[&str]) -> bool {
    let found = sentence["contradictions"].as_array().unwrap();
    let article = trace["article"]["text"].as_str().unwrap();
    let is_meant = |found: &Value, line: &str| {
        let (kind, words) = line["within ".len()..].split_once(" “").unwrap();
        let words = words.strip_suffix('”').unwrap();
        let (here, there) = words.split_once("” ≠ “").unwrap();
        found["kind"] == kind
            && overlaps(&found["here"], article, here)
            && overlaps(&found["there"], article, there)
    };
    let is_found = |line: &&str| found.iter().any(|found| is_meant(found, line));
    found.len() == wanted.len() && wanted.iter().all(is_found)
}

/// Whether a departure is what a line such as `differs number “4.12亿日元” ≠ “312 million yen”` says.
fn departs_as(trace: &Value, departure: &Value, line: &str) -> bool {
    let rest = line.strip_prefix("differs ").unwrap();
    let (kind, rest) = rest.split_once(" “").unwrap();
    let words = rest.strip_suffix('”').unwrap();
    let (ours, theirs) = match words.split_once("” ≠ “") {
        Some((ours, theirs)) => (ours, Some(theirs)),
        None => (words, None),
    };
    let article = trace["article"]["text"].as_str().unwrap();
    departure["kind"] == kind
        && overlaps(&departure["article"], article, ours)
        && match theirs {
            None => departure["source"].is_null(),
            Some(theirs) => trace["sources"].as_array().unwrap().iter().any(|source| {
                source["id"] == departure["source"]["source"]
                    && overlaps(
                        &departure["source"],
                        source["text"].as_str().unwrap(),
                        theirs,
                    )
            }),
        }
}

fn overlaps(place: &Value, text: &str, words: &str) -> bool {
    let Some(at) = text.find(words) else {
        return false;
    };
    let start = text[..at].chars().count() as u64;
    let end = start + words.chars().count() as u64;
    place["start"].as_u64().unwrap() < end && start < place["end"].as_u64().unwrap()
}

const CASES: &str = "tests/cases";
const CITATIONS: &str = "tests/cases/citations";
const DEPARTURES: &str = "tests/cases/departures";
const WITHIN: &str = "tests/cases/within";

fn files_of(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|path| path.is_file() && path.file_name().unwrap() != "README.md");
    files.sort();
    files
}

fn name_of(file: &Path) -> &str {
    file.file_stem().unwrap().to_str().unwrap()
}

fn read(file: &Path) -> Case {
    Case::parse(&fs::read_to_string(file).unwrap())
}

/// The rule that a case of the departures is about, by the first word of its name.
fn rule_of(topic: &str) -> &str {
    match topic {
        "bound" | "duration" | "fraction" | "money" | "ordinal" | "percent" | "range" | "unit" => {
            "number"
        }
        "year" => "date",
        "speaker" => "attribution",
        other => other,
    }
}

#[test]
fn every_case_is_judged_as_an_editor_would() {
    let files = [CASES, CITATIONS, DEPARTURES, WITHIN]
        .map(files_of)
        .concat();
    let (mut failed, mut gaps, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for file in &files {
        let case = read(file);
        let place = tempfile::tempdir().unwrap();
        let complaint = case.complaint(&case.trace(place.path()));
        let name = name_of(file);
        match (complaint, case.gap) {
            (None, None) => {}
            (None, Some(_)) => closed.push(name),
            (Some(_), Some(gap)) => gaps.push(format!("{name}: {gap}")),
            (Some(complaint), None) => failed.push(format!("{name}: {complaint}")),
        }
    }
    println!(
        "{} cases, {} of them known gaps:\n{}",
        files.len(),
        gaps.len(),
        gaps.join("\n")
    );
    assert!(
        closed.is_empty(),
        "no gap any more, take the line out: {closed:?}"
    );
    assert!(
        failed.is_empty(),
        "{} fail:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

/// A rule that is only ever shown what it finds may flag everything, and the other way round.
#[test]
fn every_rule_has_cases_of_both_kinds_and_the_readme_counts_them() {
    const FEWEST: usize = 6;
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for file in files_of(DEPARTURES) {
        let case = read(&file);
        let kinds: BTreeSet<&str> = case
            .expected
            .iter()
            .filter_map(|(_, verdict)| verdict.strip_prefix("differs ")?.split(' ').next())
            .collect();
        let topic = name_of(&file).split('-').next().unwrap();
        let rules = if kinds.is_empty() {
            BTreeSet::from([rule_of(topic)])
        } else {
            kinds.clone()
        };
        for rule in rules {
            let row = counts.entry(rule.to_owned()).or_default();
            row[usize::from(kinds.is_empty())] += 1;
            row[2] += usize::from(case.gap.is_some());
        }
    }
    let mut table = vec![
        "| rule | positive | near miss | known gap |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    for (rule, [positive, near_miss, gap]) in &counts {
        assert!(
            *positive >= FEWEST && *near_miss >= FEWEST,
            "{rule}: {positive} positive, {near_miss} near miss"
        );
        table.push(format!("| `{rule}` | {positive} | {near_miss} | {gap} |"));
    }
    let table = table.join("\n");
    let readme = fs::read_to_string(root().join(CASES).join("README.md")).unwrap();
    assert!(readme.contains(&table), "the README should have\n{table}");
}
