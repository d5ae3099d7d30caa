//! A WARC file: what is read lies in it, and the same archive is read from it twice.

#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;

use headwater_capture::warc::{Item, scan};
use libfuzzer_sys::fuzz_target;

fn items(bytes: &[u8], keep: u64) -> Vec<Item> {
    let mut items = Vec::new();
    let mut visit = |item| {
        items.push(item);
        ControlFlow::Continue(())
    };
    scan(&mut Cursor::new(bytes), keep, &mut visit).expect("memory can be read");
    items
}

fuzz_target!(|bytes: &[u8]| {
    let whole = items(bytes, u64::MAX);
    let heads = items(bytes, 16);
    assert_eq!(whole.len(), heads.len());
    for (whole, head) in whole.iter().zip(&heads) {
        let (Item::Record(whole), Item::Record(head)) = (whole, head) else {
            continue;
        };
        assert_eq!(whole.place, head.place);
        assert!(whole.block.starts_with(&head.block));
        let end = whole.place.offset + whole.place.length.unwrap_or(0);
        assert!(end <= bytes.len() as u64, "{:?}", whole.place);
    }
});
