//! What holds of every trace, whatever the article and the sources are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use headwater::align::{Embedder, Models, Vectors};
use headwater::check::Verdict;
use headwater::document::{self, Document, Hints};
use headwater::report::{Format, MessageLanguage, Trace};
use headwater::{SourceInput, trace};
use proptest::prelude::*;

/// Stands in for the sentence model: texts are close where they share runs of three letters.
struct Letters;

const DIMENSIONS: usize = 256;

const MODELS: Models<'static> = Models {
    sentences: &Letters,
    words: None,
};

impl Embedder for Letters {
    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        let values = texts.iter().flat_map(|text| {
            let mut row = vec![0.0_f32; DIMENSIONS];
            let letters: Vec<u32> = text.chars().map(u32::from).collect();
            for run in letters.windows(3) {
                let hash = run
                    .iter()
                    .fold(7_u32, |hash, c| hash.wrapping_mul(31).wrapping_add(*c));
                let place = usize::try_from(hash).unwrap() % DIMENSIONS;
                row.get_mut(place)
                    .into_iter()
                    .for_each(|count| *count += 1.0);
            }
            let length = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1.0);
            row.into_iter().map(move |x| x / length)
        });
        Vectors::new(DIMENSIONS, values.collect())
    }
}

fn read(text: &str) -> Document {
    document::read(text.as_bytes(), &Hints::new("case.md")).unwrap()
}

fn traced(article: &str, source: &str) -> Trace {
    trace(read(article), vec![SourceInput::read(read(source))], MODELS)
}

/// Claims of one sentence each about a harbour that does not exist, some of them more than once.
fn harbour() -> impl Strategy<Value = Vec<String>> {
    let who = prop::sample::select(vec!["The harbour office", "A ferry captain", "The mayor"]);
    let did = prop::sample::select(vec![
        "closed the pier",
        "paid 40 million yen",
        "saw 12 boats",
    ]);
    let when = prop::sample::select(vec!["on 5 May 2031", "last Monday", "before the storm"]);
    let claim = (who, did, when).prop_map(|(who, did, when)| format!("{who} {did} {when}."));
    prop::collection::vec(claim, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_document_traced_against_itself_is_supported_throughout(claims in harbour()) {
        let text = claims.join("\n\n");
        let trace = traced(&text, &text);
        prop_assert_eq!(trace.summary().claims(), claims.len());
        prop_assert_eq!(trace.summary().count(Verdict::Supported), claims.len());
    }

    /// What the article says against itself changes nothing of what its sources say of it.
    #[test]
    fn a_headline_that_the_article_contradicts_changes_no_verdict(
        claims in harbour(),
        boats in 13_u32..90,
    ) {
        let text = claims.join("\n\n");
        let titled = format!("# The mayor saw {boats} boats on 5 May 2031\n\n{text}");
        let (plain, titled) = (traced(&text, &text), traced(&titled, &text));
        let (_, below) = titled.sentences().split_first().unwrap();
        prop_assert_eq!(below.len(), plain.sentences().len());
        for (with, without) in below.iter().zip(plain.sentences()) {
            prop_assert_eq!(with.finding().verdict(), without.finding().verdict());
            prop_assert_eq!(with.finding().support(), without.finding().support());
            prop_assert_eq!(with.finding().evidence(), without.finding().evidence());
            prop_assert_eq!(with.finding().departures(), without.finding().departures());
        }
    }

    #[test]
    fn what_is_told_again_word_for_word_is_no_contradiction(
        claim in harbour(),
        times in 2_usize..6,
    ) {
        let claim = claim.first().unwrap();
        let text = format!("# {claim}\n\n{}", format!("{claim}\n\n").repeat(times));
        let trace = traced(&text, &text);
        prop_assert_eq!(trace.summary().contradictions(), 0);
    }

    #[test]
    fn both_places_of_a_contradiction_stand_in_their_sentences(
        claims in harbour(),
        boats in 13_u32..90,
    ) {
        let text = format!("# The mayor saw {boats} boats last Monday\n\n{}", claims.join("\n\n"));
        let trace = traced(&text, &text);
        for sentence in trace.sentences() {
            for found in sentence.contradictions() {
                let other = trace.sentences().get(found.sentence()).unwrap();
                prop_assert!(sentence.span().contains(found.here().span()));
                prop_assert!(other.span().contains(found.there().span()));
                prop_assert!(other.span() != sentence.span());
            }
        }
    }

    #[test]
    fn unrelated_text_in_the_place_of_a_source_never_raises_support(claims in harbour()) {
        let text = claims.join("\n\n");
        let unrelated = "Wheat grew well. Nobody wrote a song. A clock struck in the hills.";
        let (own, other) = (traced(&text, &text), traced(&text, unrelated));
        for (with, without) in own.sentences().iter().zip(other.sentences()) {
            prop_assert!(with.finding().support() >= without.finding().support());
        }
    }

    #[test]
    fn any_bytes_give_a_trace_or_a_clear_error(
        article in prop::collection::vec(any::<u8>(), 0..600),
        source in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let hints = Hints::new("bytes");
        if let (Ok(article), Ok(source)) =
            (document::read(&article, &hints), document::read(&source, &hints))
        {
            let trace = trace(article, vec![SourceInput::read(source)], MODELS);
            for format in Format::ALL {
                let written = format.write(&trace, MessageLanguage::English, true);
                prop_assert!(written.ends_with('\n'));
            }
        }
    }

    #[test]
    fn any_markdown_gives_a_trace(
        article in "([#>*`_|~-]{0,3} ?[a-z港0-9「」“”.。\n\\[\\]()<>&]{0,40}\n?){0,12}x",
        source in "([0-9]{1,30} ?(million|亿|%|May|月)? ?[a-z。.]{0,9}\n?){0,12}x",
    ) {
        let trace = traced(&article, &source);
        prop_assert!(trace.summary().claims() <= trace.sentences().len());
    }
}
