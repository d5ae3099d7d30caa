//! Any bytes in any encoding and format, of which nothing is known.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    headwater_fuzz::read(bytes, "unknown");
});
