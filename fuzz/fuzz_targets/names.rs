//! Any two names in any languages: a score between 0 and 1 that does not depend on their order,
//! and a name is itself.

#![no_main]

use headwater::language::{Language, values::name};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, &str, &str)| {
    let (choice_a, choice_b, a, b) = input;
    let language = |choice: u8| Language::ALL[usize::from(choice) % Language::ALL.len()];
    let (in_a, in_b) = (language(choice_a), language(choice_b));
    for text in [a, b] {
        for span in name::find(text, in_a) {
            assert!(!span.of(text).is_empty());
        }
    }
    let score = name::match_score(a, b, Some(in_a), Some(in_b));
    assert!((0.0..=1.0).contains(&score));
    let turned = name::match_score(b, a, Some(in_b), Some(in_a));
    assert!((score - turned).abs() < 1e-6, "{score} but {turned}");
});
