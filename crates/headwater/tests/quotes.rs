//! Who says what, in sentences of nine languages that were written before there were rules for
//! them: exact spans of content, speaker and cue. `quotes/README.md` says how they are marked.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the figures are what one looks at")]
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking, and marks stand at characters"
)]

use std::collections::BTreeSet;

use headwater::language::Language;
use headwater::language::values::{self, ValueKind};
use headwater::text::Span;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    first: Vec<String>,
    #[serde(default)]
    second: Vec<String>,
}

fn sentences(language: Language) -> Sentences {
    let path = format!(
        "{}/tests/quotes/{language}.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

type Spans = BTreeSet<(usize, usize)>;

/// The spans of one text: content, speaker, cue.
#[derive(Default)]
struct Marked([Spans; 3]);

/// Takes the marks `<q>`, `<s>` and `<c>` out of a sentence.
fn unmark(marked: &str) -> (String, Marked) {
    let mut text = String::new();
    let mut spans = Marked::default();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap();
        if let Some(closed) = tag.strip_prefix('/') {
            let (kind, start) = open.pop().unwrap();
            assert_eq!(closed, kind.to_string(), "{marked}");
            let place = "qsc".find(kind).unwrap();
            spans.0[place].insert((start, text.len()));
        } else {
            open.push((tag.chars().next().unwrap(), text.len()));
        }
        rest = after;
    }
    assert!(open.is_empty(), "{marked}");
    text.push_str(rest);
    (text, spans)
}

fn found(text: &str, language: Language) -> Marked {
    let mut spans = Marked::default();
    let values = values::find(text, language, None);
    for value in values
        .iter()
        .filter(|value| value.kind() == ValueKind::Quote)
    {
        let Some(speech) = value.speech() else {
            continue;
        };
        let place = |span: Span| (span.start(), span.end());
        spans.0[0].insert(place(speech.content()));
        spans.0[1].extend(speech.speaker().map(place));
        spans.0[2].extend(speech.cue().map(place));
    }
    spans
}

/// How many spans there are, were found, and are right; for content, speaker and cue.
#[derive(Clone, Copy, Default)]
struct Counts([[usize; 3]; 3]);

impl Counts {
    fn add(&mut self, gold: &Marked, found: &Marked) {
        for place in 0..3 {
            let (gold, found) = (&gold.0[place], &found.0[place]);
            let right = gold.intersection(found).count();
            for (sum, more) in self.0[place]
                .iter_mut()
                .zip([gold.len(), found.len(), right])
            {
                *sum += more;
            }
        }
    }

    fn join(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *mine += theirs;
        }
    }

    fn f1(self, place: usize) -> f64 {
        let [gold, found, right] =
            self.0[place].map(|count| f64::from(u32::try_from(count).unwrap()));
        2.0 * right / (gold + found).max(1.0)
    }

    fn line(self) -> String {
        let [content, speaker, cue] = [0, 1, 2].map(|place| self.f1(place));
        format!("content {content:.3}  speaker {speaker:.3}  cue {cue:.3}")
    }
}

fn measure(part: impl Fn(Sentences) -> Vec<String>) -> Counts {
    let mut all = Counts::default();
    for language in Language::ALL {
        let mut own = Counts::default();
        for marked in part(sentences(language)) {
            let (text, gold) = unmark(&marked);
            let found = found(&text, language);
            if gold.0[..2] != found.0[..2] {
                let show = |marked: &Marked| {
                    marked.0.clone().map(|spans| {
                        spans
                            .iter()
                            .map(|(a, b)| text[*a..*b].to_owned())
                            .collect::<Vec<_>>()
                    })
                };
                println!("{language} {marked}\n   {:?}", show(&found));
            }
            own.add(&gold, &found);
        }
        println!("{language}  {}", own.line());
        all.join(own);
    }
    println!("all {}", all.line());
    all
}

#[test]
fn who_says_what_in_the_sentences_written_before_the_rules() {
    let all = measure(|sentences| sentences.first);
    assert!(all.f1(0) >= 0.97 && all.f1(1) >= 0.97, "{}", all.line());
}

#[test]
fn who_says_what_in_the_sentences_written_after_them() {
    let all = measure(|sentences| sentences.second);
    assert!(all.f1(0) >= 0.94 && all.f1(1) >= 0.94, "{}", all.line());
}
