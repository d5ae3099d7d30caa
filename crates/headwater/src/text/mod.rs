//! Places in a text: byte [`Span`]s, and code points for the edge.

mod code_points;
mod signs;
mod span;

pub use code_points::CodePoints;
pub(crate) use signs::{Sign, next_sign, signs};
pub use span::Span;
