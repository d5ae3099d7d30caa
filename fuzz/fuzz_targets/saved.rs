//! A page as browsers save it: MHTML, or any bytes compressed.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    headwater_fuzz::read(bytes, "page.mhtml");
});
