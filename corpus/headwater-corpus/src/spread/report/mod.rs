//! Ways to show a spread, one a file.

mod graphml;
mod json;
mod text;

pub use graphml::graphml;
pub use json::json;
pub use text::text;

#[cfg(test)]
mod tests;
