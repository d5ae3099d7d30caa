//! Any text in any language: values lie inside it, in order, and those of a kind never overlap.

#![no_main]

use headwater::language::{
    Language, segment,
    values::{self, Reference},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let language = Language::ALL[usize::from(choice) % Language::ALL.len()];
    let reference = (choice & 0x80 == 0).then(|| Reference::parse("2026-02-12").unwrap());

    let found = values::find(text, language, reference.as_ref());
    assert!(found.is_sorted_by_key(|value| value.span().start()));
    for (i, value) in found.iter().enumerate() {
        assert!(!value.span().of(text).is_empty());
        let rest = found.iter().skip(i + 1);
        for other in rest.take_while(|other| other.span().start() < value.span().end()) {
            assert_ne!(other.kind(), value.kind(), "{value:?} overlaps {other:?}");
        }
    }
    let joined: usize = segment::sentences(text, language)
        .iter()
        .map(|span| span.len())
        .sum();
    assert!(joined <= text.len());
});
