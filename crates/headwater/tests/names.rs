//! How well names are known again across languages, on pairs of well-known names that were written
//! before the rules and tables were.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints what it measured"
)]

use std::collections::BTreeMap;

use headwater::language::Language;
use headwater::language::values::name::match_score;

/// One pair of `names/pairs.toml`.
struct Pair {
    languages: [Language; 2],
    names: [String; 2],
    same: bool,
}

fn pairs() -> Vec<Pair> {
    let lists: BTreeMap<String, String> = toml::from_str(include_str!("names/pairs.toml")).unwrap();
    let mut pairs = Vec::new();
    for (list, lines) in lists {
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let [languages, a, b] = line.split(" | ").collect::<Vec<_>>()[..] else {
                panic!("not a pair: {line}");
            };
            let tags: Vec<&str> = languages.split(' ').collect();
            pairs.push(Pair {
                languages: [tags[0], tags[1]].map(|tag| Language::from_tag(tag).unwrap()),
                names: [a.to_owned(), b.to_owned()],
                same: list == "same",
            });
        }
    }
    pairs
}

#[test]
fn nine_in_ten_pairs_of_known_names_are_told_rightly() {
    let pairs = pairs();
    assert!(pairs.len() >= 400, "{}", pairs.len());
    let mut right = 0;
    let (mut different, mut false_matches) = (0, 0);
    for pair in &pairs {
        let [a, b] = &pair.names;
        let [language_a, language_b] = pair.languages.map(Some);
        let said = match_score(a, b, language_a, language_b) >= 0.5;
        right += usize::from(said == pair.same);
        different += usize::from(!pair.same);
        false_matches += usize::from(said && !pair.same);
    }
    let accuracy = right as f64 / pairs.len() as f64;
    let false_match = false_matches as f64 / different as f64;
    println!(
        "{} pairs: accuracy {accuracy:.3}, false match {false_match:.3}",
        pairs.len()
    );
    assert!(accuracy >= 0.90, "{accuracy:.3}");
    assert!(false_match <= 0.05, "{false_match:.3}");
}

#[test]
fn every_language_is_among_the_pairs() {
    let pairs = pairs();
    for language in Language::ALL {
        assert!(
            pairs.iter().any(|pair| pair.languages.contains(&language)),
            "{language}"
        );
    }
}
