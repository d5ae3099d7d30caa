//! What a sentence's evidence says of it: a verdict, how sure it is, and each departure.

mod finding;

pub use finding::{
    ArticlePlace, Departure, DepartureKind, Evidence, Finding, Reason, SourcePlace, Verdict,
};
