//! The word model: against the Python package that its weights come from
//! (`models/make_e5_fixture.py`), and what holds for any sentence and any bytes of a model file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;

use std::sync::LazyLock;

use headwater::align::WordEmbedder;
use headwater_embed::{TokenVector, WordModel};
use proptest::prelude::*;

const SENTENCES: &str = include_str!("fixture/sentences.jsonl");
const PIECES: &str = include_str!("fixture/words.txt");
const STATES: &[u8] = include_bytes!("fixture/words.bin");

static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| damage::file("e5.hwm"));
static MODEL: LazyLock<WordModel> = LazyLock::new(|| WordModel::from_bytes(FILE.clone()).unwrap());

fn words<'a>(sentence: &'a str, tokens: &[TokenVector]) -> Vec<&'a str> {
    let spans = tokens.iter().map(TokenVector::span);
    spans.map(|span| sentence.get(span).unwrap()).collect()
}

#[test]
fn pieces_and_vectors_agree_with_those_of_the_package() {
    let sentences: Vec<String> = SENTENCES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut tokens = Vec::new();
    for line in PIECES.lines() {
        let mut numbers = line.split(' ').map(|number| number.parse::<u32>().unwrap());
        let sentence = &sentences[numbers.next().unwrap() as usize];
        let found = MODEL.tokens(sentence);
        let ids: Vec<u32> = found.iter().map(TokenVector::id).collect();
        assert_eq!(ids, numbers.collect::<Vec<u32>>(), "{sentence:?}");
        tokens.extend(found);
    }
    let (expected, rest) = STATES.as_chunks::<{ WordModel::DIMENSIONS }>();
    assert_eq!((expected.len(), rest.len()), (tokens.len().div_ceil(10), 0));
    let cosines = tokens
        .iter()
        .step_by(10)
        .zip(expected)
        .map(|(token, expected)| {
            let expected = expected.map(|byte| f32::from(byte.cast_signed()));
            let length = expected.iter().map(|x| x * x).sum::<f32>().sqrt();
            let pairs = token.vector().iter().zip(&expected);
            pairs.map(|(a, b)| a * b).sum::<f32>() / length
        });
    let lowest = cosines.fold(1.0, f32::min);
    assert!(lowest >= 0.999, "lowest cosine {lowest}");
}

#[test]
fn spans_are_those_of_the_sentence() {
    for (sentence, expected) in [
        ("Mara  sold\tbees.", &["Mara", "sold", "be", "es", "."][..]),
        ("ﬁne １２", &["ﬁ", "ne", "１２"]),
        ("\u{200b}Ivy", &["I", "vy"]),
    ] {
        let found = MODEL.tokens(sentence);
        let found = words(sentence, &found);
        let plain = |words: &[&str]| words.concat();
        assert_eq!(plain(&found), plain(expected), "{found:?}");
    }
}

#[test]
fn no_text_gives_no_token() {
    for sentence in ["", " ", "\t\r\n", "\u{3000}\u{a0}", "\u{200b}", "▁▁"] {
        assert_eq!(MODEL.tokens(sentence), [], "{sentence:?}");
    }
}

/// For each token, the cosine of the nearest one of another sentence.
fn agreement(sentence: &[TokenVector], other: &[TokenVector]) -> Vec<f32> {
    let cosine = |a: &TokenVector, b: &TokenVector| {
        let products = a.vector().iter().zip(b.vector());
        products.map(|(x, y)| x * y).sum::<f32>()
    };
    let nearest = |a| other.iter().map(move |b| cosine(a, b)).fold(-1.0, f32::max);
    sentence.iter().map(nearest).collect()
}

#[test]
fn a_changed_name_agrees_less_than_its_neighbours() {
    let english = "Mara Ellsworthy sold the old ferry to Rosa Quayle in March.";
    for other in [
        "Mara Ellsworthy verkaufte die alte Fähre im März an Tobin Penhallow.",
        "玛拉·埃尔斯沃西三月把旧渡轮卖给了托宾·彭哈洛。",
        "Мара Эллсуорти в марте продала старый паром Тобину Пенхаллоу.",
    ] {
        let tokens = MODEL.tokens(english);
        let values = agreement(&tokens, &MODEL.tokens(other));
        let lowest = |name: &str| {
            let start = english.find(name).unwrap();
            let inside = tokens.iter().zip(&values).filter(|(token, _)| {
                token.span().start < start + name.len() && start < token.span().end
            });
            inside.map(|(_, value)| *value).fold(1.0, f32::min)
        };
        let changed = lowest("Rosa Quayle");
        for same in ["Mara Ellsworthy", "sold", "old", "March"] {
            assert!(
                changed < lowest(same),
                "{changed} and {same}, {} in {other}",
                lowest(same)
            );
        }
    }
}

#[test]
fn a_sentence_agrees_with_itself() {
    let tokens = MODEL.tokens("Nobody had seen the ledger since spring.");
    let same = agreement(&tokens, &tokens);
    assert_eq!(same.len(), tokens.len());
    assert!(same.iter().all(|value| (value - 1.0).abs() < 1e-5));
}

/// Behind 510 pieces begins another window, which does not see the first.
#[test]
fn a_long_sentence_is_read_in_windows() {
    let second = "ferry ".repeat(30);
    let vectors = |text: &str| -> Vec<[f32; WordModel::DIMENSIONS]> {
        MODEL
            .tokens(text)
            .iter()
            .map(|token| *token.vector())
            .collect()
    };
    let first = "bee ".repeat(510 / vectors("bee").len());
    let together = vectors(&format!("{first}{second}"));
    let (before, behind) = together.split_at(510);
    assert_eq!(before, vectors(&first));
    assert_eq!(behind, vectors(&second));
}

#[test]
fn a_very_long_sentence_is_cut() {
    for character in ["a", "啊", "🚢", " ", "\0", "a b "] {
        let tokens = MODEL.tokens(&character.repeat(100_000));
        assert!(tokens.len() <= WordModel::MOST_TOKENS, "{character:?}");
    }
}

#[test]
fn a_file_of_another_kind_is_refused() {
    damage::other_kinds_are_refused(WordModel::from_bytes);
    let sentence_model = damage::file("usem3.hwm");
    let error = WordModel::from_bytes(sentence_model).err().unwrap();
    assert!(error.is_model());
}

#[test]
fn a_file_cut_short_is_refused() {
    damage::files_cut_short_are_refused(&FILE, WordModel::from_bytes);
}

/// Short texts go through the layers together, and must not see each other.
#[test]
fn the_other_texts_of_a_call_do_not_change_a_byte() {
    let long = "ferry ".repeat(700);
    let sentences: Vec<String> = SENTENCES
        .lines()
        .step_by(25)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
    texts.splice(7..7, ["", long.as_str(), " ", "bee"]);
    let together = MODEL.pieces(&texts);
    assert_eq!(together.len(), texts.len());
    for (pieces, text) in together.iter().zip(texts) {
        assert_eq!(MODEL.pieces(&[text]).first(), Some(pieces), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_sentence_has_vectors_of_unit_length_at_its_characters(sentence in ".{0,120}") {
        let mut end = 0;
        for token in MODEL.tokens(&sentence) {
            let span = token.span();
            prop_assert!(sentence.get(span.clone()).is_some_and(|text| !text.is_empty()));
            prop_assert!(end <= span.end);
            end = span.end;
            let length = token.vector().iter().map(|x| x * x).sum::<f32>().sqrt();
            prop_assert!((length - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn damaged_files_never_panic(flips in damage::flips()) {
        match WordModel::from_bytes(damage::flipped(&FILE, flips)) {
            Ok(model) => for sentence in damage::TEXTS {
                for token in model.tokens(sentence) {
                    prop_assert!(token.vector().iter().all(|value| value.is_finite()));
                    prop_assert!(sentence.get(token.span()).is_some());
                }
            },
            Err(error) => prop_assert!(error.is_model()),
        }
    }
}
