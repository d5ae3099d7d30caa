//! What a page says of itself in JSON-LD, well formed or not.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &str| {
    let page = format!("<script type=application/ld+json>{json}</script><p>The dam held.</p>");
    headwater_fuzz::read(page.as_bytes(), "page.html");
});
