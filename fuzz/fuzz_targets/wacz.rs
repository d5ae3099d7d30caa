//! A WACZ file: what is read of it is read twice alike, and it can be verified.

#![no_main]

use std::fs;

use headwater_capture::{Archive, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("headwater-fuzz-{}.wacz", std::process::id()));
    fs::write(&path, bytes).expect("room for a small file");
    if let Ok(archive) = Archive::open(&path) {
        for capture in archive.captures() {
            let payload = archive.payload(capture).ok();
            assert_eq!(payload, archive.payload(capture).ok());
            let _ = archive.find(capture.url(), Some(capture.time()));
        }
        let notes: Vec<_> = archive.notes().cloned().collect();
        for note in &notes {
            let _ = (archive.noted(note), note.file_name());
        }
        let _ = verify(&path, &[], &[]);
    }
});
