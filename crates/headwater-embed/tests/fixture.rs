//! The model against the Python package that its weights come from: 1,000 invented sentences in
//! nine languages, made and measured by `models/make_fixture.py`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use headwater::align::Embedder;
use headwater_embed::Model;

const SENTENCES: &str = include_str!("fixture/sentences.jsonl");
const TOKENS: &str = include_str!("fixture/tokens.txt");
const VECTORS: &[u8] = include_bytes!("fixture/vectors.bin");

fn sentences() -> Vec<String> {
    SENTENCES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn tokens_equal_those_of_the_package() {
    let model = Model::embedded().unwrap();
    let sentences = sentences();
    assert_eq!(sentences.len(), 1000);
    for (sentence, expected) in sentences.iter().zip(TOKENS.lines()) {
        let expected: Vec<u32> = expected.split(' ').map(|id| id.parse().unwrap()).collect();
        assert_eq!(model.tokens(sentence), expected, "{sentence:?}");
    }
}

#[test]
fn vectors_agree_with_those_of_the_package() {
    let model = Model::embedded().unwrap();
    let sentences = sentences();
    let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let vectors = model.embed(&texts);
    let (expected, rest) = VECTORS.as_chunks::<516>();
    assert_eq!((vectors.len(), expected.len(), rest.len()), (1000, 1000, 0));
    let mut lowest = f64::INFINITY;
    for ((vector, expected), text) in vectors.rows().zip(expected).zip(texts) {
        let (_scale, steps) = expected.split_first_chunk::<4>().unwrap();
        let steps: Vec<f64> = steps.iter().map(|&b| f64::from(b.cast_signed())).collect();
        let vector: Vec<f64> = vector.iter().copied().map(f64::from).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let cosine = dot(&vector, &steps) / (dot(&vector, &vector) * dot(&steps, &steps)).sqrt();
        assert!(cosine >= 0.9999, "cosine {cosine} for {text:?}");
        assert!(
            (dot(&vector, &vector) - 1.0).abs() < 1e-5,
            "length of {text:?}"
        );
        lowest = lowest.min(cosine);
    }
    println!("lowest cosine {lowest}");
}
