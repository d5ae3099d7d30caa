use super::Case;
use crate::language::values::{Agreement, Value, ValueKind, compare};

/// How far beside its passage a value may stand and still count as said by the source.
const REACH: usize = 1;

/// The sentence's values of these kinds that its passage contradicts, each with the value that
/// stands in its place.
///
/// A value is contradicted where nothing in or beside the passage agrees with it, and the passage
/// has a value of the same kind and unit that nothing in the sentence agrees with. So a value that
/// only one side has is no contradiction: it may be said there in words that were not read.
pub(super) fn contradicted<'a>(
    case: &Case<'a>,
    kinds: &[ValueKind],
) -> Vec<(&'a Value, &'a Value)> {
    let of_kind = |value: &&Value| kinds.contains(&value.kind());
    let said: Vec<&Value> = case.sentence.values.iter().filter(of_kind).collect();
    let passage: Vec<&Value> = values_in(case.passage_sentences())
        .filter(of_kind)
        .collect();
    let nearby: Vec<&Value> = values_in(case.around(REACH)).filter(of_kind).collect();
    let agrees = |value: &Value, others: &[&Value]| {
        others
            .iter()
            .any(|other| compare(value, other) == Agreement::Same)
    };
    let mut free: Vec<&Value> = passage
        .into_iter()
        .filter(|theirs| !agrees(theirs, &said))
        .collect();
    let mut pairs = Vec::new();
    for ours in said.iter().filter(|ours| !agrees(ours, &nearby)) {
        let rival = free
            .iter()
            .enumerate()
            .filter(|(_, theirs)| compare(ours, theirs) == Agreement::Different)
            .min_by_key(|(_, theirs)| (ours.kind() != theirs.kind(), ours.unit() != theirs.unit()))
            .map(|(place, _)| place);
        if let Some(place) = rival {
            pairs.push((*ours, free.remove(place)));
        }
    }
    pairs
}

fn values_in(sentences: &[crate::align::Annotated]) -> impl Iterator<Item = &Value> {
    sentences.iter().flat_map(|sentence| &sentence.values)
}
