//! Any bytes as a model file, and any text for the model that is built in.

#![no_main]

use std::sync::LazyLock;

use headwater::align::Embedder;
use headwater_embed::Model;
use libfuzzer_sys::fuzz_target;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Model::from_bytes(bytes.to_vec()) {
        model.embed(&["The ferry was late."]);
    }
    let text = String::from_utf8_lossy(bytes);
    let vectors = MODEL.embed(&[&text]);
    let length: f32 = vectors.row(0).iter().map(|value| value * value).sum();
    assert!((length - 1.0).abs() < 1e-3);
});
