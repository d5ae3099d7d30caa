use super::{Case, shown};
use crate::check::{Departure, DepartureKind, Message};
use crate::language::values::{Agreement, Bound, Value, compare};

/// A limit told as the figure itself, or as the limit on the other side.
///
/// **Finds** a figure in the sentence that stands in the passage, too, with "up to" before it there and
/// nothing here; or with "at least" on one side and "at most" on the other.
///
/// **Why it matters**: a fine of up to 5,000 is rarely one of 5,000.
///
/// **Example**: "a fine of 5,000 crowns" over „bis zu 5000 Kronen“. Not "more than 300" told as 300,
/// which is how a figure is rounded down, nor "nearly 300" or
/// "as many as 300".
///
/// **Limits**: looks only where the figure stands once on each side.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let passage = case.passage_sentences().iter();
    let theirs: Vec<&Value> = passage.flat_map(|sentence| &sentence.values).collect();
    let ours: Vec<&Value> = case.sentence.values.iter().collect();
    let places = |here: &Value| {
        let there = once(here, &ours).and_then(|_| once(here, &theirs))?;
        is_lost(here, there).then(|| ((here.span(), shown(here)), (there.span(), shown(there))))
    };
    ours.iter()
        .filter_map(|here| places(here))
        .map(|(ours, theirs)| {
            case.departure(DepartureKind::Certainty, ours, theirs, Message::LimitLost)
        })
        .collect()
}

/// The one value among some that has the same figure.
fn once<'a>(value: &Value, among: &[&'a Value]) -> Option<&'a Value> {
    let mut same = among.iter().filter(|other| is_same_figure(value, other));
    same.next().copied().filter(|_| same.next().is_none())
}

fn is_same_figure(one: &Value, other: &Value) -> bool {
    let figure = one
        .decimal()
        .filter(|_| one.unit() == other.unit() || one.kind() == other.kind());
    let equal = figure.is_some() && figure == other.decimal() || one.value() == other.value();
    equal && one.value().is_some() && compare(one, other) == Agreement::Same
}

/// Whether the limit of the source is none in the article, or the opposite one.
fn is_lost(ours: &Value, theirs: &Value) -> bool {
    match (ours.bound(), theirs.bound()) {
        (Bound::Exact, Bound::AtMost) => !ours.is_approximate() && !theirs.is_approximate(),
        (Bound::AtLeast, Bound::AtMost) | (Bound::AtMost, Bound::AtLeast) => true,
        _ => false,
    }
}
