//! Any bytes as the head of a model file: its directory and its small sections. Behind them lies what
//! the sections of weights may point at, so that a file of a few kilobytes can be a whole model.

#![no_main]

use std::sync::LazyLock;

use headwater::align::Embedder;
use headwater_embed::{Model, WordModel};
use libfuzzer_sys::fuzz_target;

/// Where the weights begin; `model_seeds.py` has the same number.
const HEAD: usize = 40_960;
/// As many bytes as the largest section of either model, without the tables of embeddings.
const WEIGHTS: usize = 800_000;

const TEXTS: [&str; 4] = ["", "Ivy keeps 12 bees.", "艾薇养蜂。ﬁ①ﾀﾞ", "\u{301}é 한국 ﷺ"];

/// Floats between -1/4 and 1/4, which are as good as any other bytes for whole numbers.
static POOL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut state = 1_u64;
    let words = (0..WEIGHTS / 4).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let [.., a, b, c, d] = state.to_be_bytes();
        [a, b, c & 0x7f, d & 0x80 | 0x3e]
    });
    words.flatten().collect()
});

fuzz_target!(|input: (bool, &[u8])| {
    let (of_words, head) = input;
    let mut bytes = head.get(..HEAD).unwrap_or(head).to_vec();
    bytes.resize(HEAD, 0);
    bytes.extend_from_slice(&POOL);
    if of_words {
        let Ok(model) = WordModel::from_bytes(bytes) else {
            return;
        };
        for text in TEXTS {
            for token in model.tokens(text) {
                assert!(token.vector().iter().all(|value| value.is_finite()));
                assert!(text.get(token.span()).is_some());
            }
        }
    } else if let Ok(model) = Model::from_bytes(bytes) {
        let vectors = model.embed(&TEXTS);
        assert_eq!(vectors.len(), TEXTS.len());
        assert!(vectors.as_slice().iter().all(|value| value.is_finite()));
    }
});
