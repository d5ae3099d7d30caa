//! One line a happening, as JSON on standard error. No text of a case, no name and no secret stands in it.

use std::fmt::Display;
use std::io::Write;

use jiff::Timestamp;
use serde_json::json;

/// Something that the service could not do.
pub(crate) fn error(what: &dyn Display) {
    write("error", &what.to_string());
}

/// Something that whoever runs the service wants to know.
pub(crate) fn info(what: &dyn Display) {
    write("info", &what.to_string());
}

fn write(level: &str, message: &str) {
    let line = json!({ "time": Timestamp::now().to_string(), "level": level, "message": message });
    // Where nobody reads the log there is no one to tell.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
