//! A PDF file: any bytes behind its magic.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = bytes.strip_prefix(b"%PDF-1.7\n").unwrap_or(bytes);
    headwater_fuzz::read(&[b"%PDF-1.7\n", file].concat(), "report.pdf");
});
