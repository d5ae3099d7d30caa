//! Work grows as ARCHITECTURE.md says that it does, and no faster: counted, or as the ratio of a case
//! to one four times as large, since the machine's speed is nobody's to promise.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::cell::Cell;
use std::time::{Duration, Instant};

use headwater::align::{Embedder, Models, Pieces, Vectors, WordEmbedder};
use headwater::check::Verdict;
use headwater::document::{self, Document, Hints};
use headwater::report::Trace;
use headwater::text::Span;
use headwater::{SourceInput, trace};

const DIMENSIONS: usize = 16;

/// Stands in for both models, and counts what is asked of it.
#[derive(Default)]
struct Counting {
    texts: Cell<usize>,
    longest: Cell<usize>,
    words: Cell<usize>,
}

impl Counting {
    fn vector(text: &str) -> impl Iterator<Item = f32> {
        let mut counts = [0.0_f32; DIMENSIONS];
        for byte in text.bytes() {
            counts[usize::from(byte) % DIMENSIONS] += 1.0;
        }
        let length = counts.iter().map(|x| x * x).sum::<f32>().sqrt().max(1.0);
        counts.into_iter().map(move |x| x / length)
    }
}

impl Embedder for Counting {
    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        self.texts.update(|count| count + texts.len());
        let longest = texts.iter().map(|text| text.chars().count()).max();
        self.longest.update(|most| most.max(longest.unwrap_or(0)));
        let values = texts.iter().flat_map(|text| Self::vector(text));
        Vectors::new(DIMENSIONS, values.collect())
    }
}

impl WordEmbedder for Counting {
    fn pieces(&self, texts: &[&str]) -> Vec<Pieces> {
        self.words.update(|count| count + texts.len());
        let pieces = |text: &&str| {
            let vectors = Vectors::new(DIMENSIONS, Self::vector(text).collect());
            Pieces::new(vec![Span::new(0, text.len())], vectors)
        };
        texts.iter().map(pieces).collect()
    }
}

fn read(text: &str) -> Document {
    document::read(text.as_bytes(), &Hints::new("case.md")).unwrap()
}

fn traced(article: &str, source: &str) -> (Trace, Counting, Duration) {
    let (article, source) = (read(article), SourceInput::read(read(source)));
    let models = Counting::default();
    let started = Instant::now();
    let both = Models {
        sentences: &models,
        words: Some(&models),
    };
    let trace = trace(article, vec![source], both);
    let took = started.elapsed();
    (trace, models, took)
}

const SENTENCE: &str = "The old lighthouse of Brannow burned down on Monday night.";

/// A case four times as large takes less than eight times as long: halfway between what grows with the size
/// and what grows by the square. Other work on the machine only ever adds to a time, so the best of at least
/// three tries is compared.
fn assert_linear(time: impl Fn(usize) -> Duration) {
    let (mut once, mut four_times) = (Duration::MAX, Duration::MAX);
    let is_linear = (1..=12).any(|round| {
        once = once.min(time(1));
        four_times = four_times.min(time(4));
        round >= 3 && four_times < 8 * once
    });
    assert!(is_linear, "{once:?} and {four_times:?}");
}

#[test]
fn ten_thousand_identical_sentences_are_supported_by_themselves() {
    let text = format!("{SENTENCE}\n\n").repeat(10_000);
    let (trace, asked, _) = traced(&text, &text);
    assert_eq!(trace.summary().count(Verdict::Supported), 10_000);
    assert_eq!(asked.texts.get(), 20_000);
    // 64 sentences at a time, of which each is asked for once.
    assert!(
        asked.words.get() <= 10_000 / 64 + 1,
        "{}",
        asked.words.get()
    );
}

/// Comparing is article × sources. All else must not be, or a long case would never end.
#[test]
fn a_source_four_times_as_long_takes_four_times_the_time() {
    assert_linear(|count| {
        let source = format!("{SENTENCE} ").repeat(2_000 * count);
        traced(SENTENCE, &source).2
    });
}

/// The article against itself: every sentence is embedded once, words are asked for of headline and lead
/// alone, and a sentence is held against three others at most, however many are like it.
#[test]
fn an_article_of_sentences_alike_is_held_against_itself_once() {
    let sentences = 4_000;
    let boats = (0..sentences).map(|at| {
        format!(
            "The port office of Vell counted {} boats in the old harbour.\n\n",
            at + 100
        )
    });
    let article = format!("# Boats of Vell\n\n{}", boats.collect::<String>());
    let (trace, asked, _) = traced(&article, SENTENCE);
    assert_eq!(trace.sentences().len(), sentences + 1);
    // the headline and the one sentence of the source
    assert_eq!(asked.texts.get(), sentences + 2);
    let found = trace.sentences().iter().map(|s| s.contradictions().len());
    assert!(found.max().unwrap() <= 3);
}

#[test]
fn a_sentence_of_fifty_thousand_characters_is_cut_on_either_side() {
    let spaced = format!("The keeper {}slept.", "lit the lamp and ".repeat(3_000));
    let solid = format!("The keeper said {}.", "a".repeat(50_000));
    let unspaced = format!("{}。", "看守人点了灯又数了船".repeat(5_000));
    for long in [spaced, solid, unspaced] {
        for (article, source) in [(&*long, SENTENCE), (SENTENCE, &*long), (&*long, &*long)] {
            let (trace, asked, _) = traced(article, source);
            assert!(asked.longest.get() <= 2_000, "{}", asked.longest.get());
            assert!(trace.sentences().len() <= 60, "{}", trace.sentences().len());
            assert!(asked.texts.get() <= 120);
        }
    }
}

#[test]
fn a_sentence_four_times_as_long_takes_four_times_the_time() {
    assert_linear(|count| {
        let lamps = "lit 12 lamps in May and ".repeat(500 * count);
        let long = format!("The keeper {lamps}slept.");
        traced(&long, &long).2
    });
}

/// Wikitext whose brackets, braces and tags nest without end, or open and never close.
#[test]
fn wikitext_four_times_as_long_takes_four_times_the_time() {
    let cases = [
        "{{{",
        "{{a|",
        "[[a|",
        "{|\n",
        "-{a;",
        "<ref>",
        "<ref name=\"x",
        "<ref/>",
        "<references>",
        "<math>",
        "<!--",
        "[https://a.example ",
        "{{efn|a",
        "{{nowrap|'''",
        "x<ref>{{cite web|url=https://a.example",
        "__A",
        "''",
        "}} |} ]] }- </ref>",
    ];
    for case in cases {
        println!("{case}");
        assert_linear(|count| {
            let open = case.repeat(6_000 * count);
            // Of what closes, too, much of it is closed.
            let text = format!("x {open} y {}", "}}]]</ref>".repeat(6_000 * count));
            let started = Instant::now();
            document::read(text.as_bytes(), &Hints::new("case.wiki")).unwrap();
            started.elapsed()
        });
    }
}
