use std::fmt::Write;

use crate::plain::line as plain;
use crate::spread::{Family, Kind, Node, Spread};

/// A spread for people: the families, the largest first, each with its documents in the order of time and how each
/// carries the one that it has most from.
#[must_use]
pub fn text(spread: &Spread) -> String {
    let mut text = String::new();
    let quotations = spread
        .edges()
        .iter()
        .filter(|edge| edge.kind() == Kind::Quotation);
    let _ = writeln!(
        text,
        "{} families, {} quotations of single sentences",
        spread.families().len(),
        quotations.count()
    );
    for family in spread.families() {
        write_family(&mut text, spread, family);
    }
    text
}

fn write_family(text: &mut String, spread: &Spread, family: &Family) {
    let _ = write!(text, "\n{} documents", family.documents().len());
    if !family.agencies().is_empty() {
        let _ = write!(text, ", by {}", plain(&family.agencies().join(", ")));
    }
    let _ = writeln!(
        text,
        "{}",
        match (family.first(), family.is_capped()) {
            (None, true) => "; which was first is not known; held against the first ones alone",
            (None, false) => "; which was first is not known",
            (Some(_), true) => "; held against the first ones alone",
            (Some(_), false) => "",
        }
    );
    for node in family.documents().iter().filter_map(|id| spread.node(*id)) {
        let carried = carried(spread, node).unwrap_or_default();
        let _ = writeln!(
            text,
            "  {:25} {}  {}: {}{carried}",
            plain(node.time().said().unwrap_or("no date")),
            plain(node.language()),
            plain(node.publisher()),
            plain(node.name()),
        );
    }
}

/// What a document has most of from an earlier one.
fn carried(spread: &Spread, node: &Node) -> Option<String> {
    let from_others = spread
        .edges()
        .iter()
        .filter(|edge| edge.to() == node.document() && edge.is_directed());
    let most = from_others.max_by(|a, b| a.share_of_to().total_cmp(&b.share_of_to()))?;
    let percent = most.share_of_to() * 100.0;
    let source = plain(spread.node(most.from())?.publisher());
    Some(format!(
        "  ({}, {percent:.0} % from {source})",
        most.kind().name()
    ))
}
