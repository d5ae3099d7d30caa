//! Places in a text: byte [`Span`]s, and code points for the edge.

mod code_points;
mod span;

pub use code_points::CodePoints;
pub use span::Span;
