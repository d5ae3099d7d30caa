//! What holds for any text and for any bytes given as a model file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;

use std::{num::NonZeroUsize, sync::LazyLock};

use headwater::align::Embedder;
use headwater_embed::Model;
use proptest::{collection::vec, prelude::*, sample::Index};

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().unwrap());
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| damage::file("usem3.hwm"));

fn embed(text: &str) -> Vec<f32> {
    MODEL.embed(&[text]).as_slice().to_vec()
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|value| value * value).sum::<f32>().sqrt()
}

#[test]
fn no_text_gives_no_vector() {
    let vectors = MODEL.embed(&[]);
    assert!(vectors.is_empty());
    assert_eq!(vectors.dimensions(), 512);
}

#[test]
fn a_text_without_pieces_has_the_vector_of_one_unknown_character() {
    let empty = embed("");
    assert!((length(&empty) - 1.0).abs() < 1e-5);
    for text in [" ", "\t\r\n", "\u{3000}\u{a0}", "\u{200b}\u{feff}", "▁▁"] {
        assert_eq!(MODEL.tokens(text), [1, 0, 2], "{text:?}");
        assert_eq!(embed(text), empty, "{text:?}");
    }
}

#[test]
fn white_space_around_and_between_words_does_not_count() {
    let plain = MODEL.tokens("Mara sold the bees.");
    assert_eq!(
        MODEL.tokens("\n  Mara\u{3000} sold\tthe   bees. \r\n"),
        plain
    );
}

#[test]
fn nul_characters_are_like_any_other() {
    assert!((length(&embed("\0\0\0")) - 1.0).abs() < 1e-5);
    assert!((length(&embed("a\0b")) - 1.0).abs() < 1e-5);
}

/// A text may be a whole file on one line. Only the beginning of it counts, so that time and
/// memory stay bounded.
#[test]
fn a_very_long_text_is_cut() {
    for character in ["a", "啊", "\u{301}", "🚢", " ", "\u{200b}", "\0", "a b "] {
        let text = character.repeat(1_000_000);
        let tokens = MODEL.tokens(&text);
        assert!(tokens.len() <= Model::MOST_TOKENS, "{character:?}");
        assert_eq!((tokens.first(), tokens.last()), (Some(&1), Some(&2)));
        assert!((length(&embed(&text)) - 1.0).abs() < 1e-5, "{character:?}");
    }
    // 2,046 words and the marks of begin and end fill the cap; a word more changes nothing.
    let full = "bee ".repeat(2046);
    assert_eq!(MODEL.tokens(&full).len(), Model::MOST_TOKENS);
    assert_eq!(MODEL.tokens(&format!("{full}ferry")), MODEL.tokens(&full));
}

#[test]
fn a_translation_is_nearer_than_another_sentence() {
    let texts = [
        "The mayor resigned on Friday after the flood.",
        "洪水过后，市长周五辞职了。",
        "洪水のあと、市長は金曜日に辞任した。",
        "시장은 홍수 이후 금요일에 사임했습니다.",
        "После наводнения мэр в пятницу подал в отставку.",
        "Nach dem Hochwasser trat der Bürgermeister am Freitag zurück.",
        "Le maire a démissionné vendredi après l’inondation.",
        "El alcalde dimitió el viernes tras la inundación.",
        "استقال العمدة يوم الجمعة بعد الفيضان.",
    ];
    let vectors = MODEL.embed(&texts);
    let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let other = embed("Nobody had seen the ledger since spring.");
    for (row, text) in vectors.rows().zip(texts) {
        let near = cosine(row, vectors.row(0));
        let far = cosine(row, &other);
        assert!(near > far + 0.25, "{near} against {far} for {text}");
    }
}

#[test]
fn threads_do_not_change_a_byte() {
    let texts: Vec<String> = (0..150)
        .map(|i| format!("Ferry {i} sails at {i}."))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let threads = NonZeroUsize::new(4).unwrap();
    let threaded = Model::embedded().unwrap().with_threads(threads);
    assert_eq!(threaded.embed(&texts), MODEL.embed(&texts));
    assert_eq!(threaded.embed(&texts[..2]), MODEL.embed(&texts[..2]));
    assert!(threaded.embed(&[]).is_empty());
}

/// More different tokens than are kept: what was known is given up on the way.
#[test]
fn many_different_tokens_do_not_change_a_byte() {
    let texts: Vec<String> = (0x4e00..0x7000)
        .step_by(32)
        .map(|first| (first..first + 32).filter_map(char::from_u32).collect())
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = Model::embedded().unwrap().embed(&texts);
    for (row, text) in together.rows().zip(&texts).step_by(17) {
        assert_eq!(row, embed(text), "{text}");
    }
}

#[test]
fn a_model_from_a_file_equals_the_one_in_the_program() {
    let model = Model::from_bytes(FILE.clone()).unwrap();
    let texts = ["Ivy keeps bees.", "艾薇养蜂。"];
    assert_eq!(model.embed(&texts), MODEL.embed(&texts));
}

#[test]
fn a_file_of_another_kind_is_refused_with_what_to_do() {
    damage::other_kinds_are_refused(Model::from_bytes);
    let mut later = FILE.clone();
    later[8] = 2;
    let error = Model::from_bytes(later).err().unwrap();
    assert!(error.to_string().contains("another format"), "{error}");
}

#[test]
fn a_file_cut_short_is_refused() {
    damage::files_cut_short_are_refused(&FILE, Model::from_bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_has_a_vector_of_unit_length(text in ".{0,200}") {
        prop_assert!((length(&embed(&text)) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_vector_does_not_depend_on_the_other_texts(
        texts in vec("[ -~]{0,60}|[\u{4e00}-\u{4fff}]{0,300}|\\PC{0,40}", 1..90),
        chosen in any::<Index>(),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let chosen = chosen.index(texts.len());
        let together = Model::embedded().unwrap().embed(&texts);
        prop_assert_eq!(together.row(chosen), embed(texts[chosen]));
    }

    #[test]
    fn damaged_files_never_panic(flips in damage::flips()) {
        match Model::from_bytes(damage::flipped(&FILE, flips)) {
            Ok(model) => {
                let vectors = model.embed(&damage::TEXTS);
                prop_assert_eq!(vectors.len(), damage::TEXTS.len());
                prop_assert!(vectors.as_slice().iter().all(|value| value.is_finite()));
            }
            Err(error) => prop_assert!(error.is_model()),
        }
    }
}
