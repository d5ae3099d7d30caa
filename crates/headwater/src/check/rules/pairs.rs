use super::Case;
use crate::align::Annotated;
use crate::language::values::{Agreement, Value, ValueKind, compare, may_agree};

/// How far beside its passage a value may stand and still count as said by the source.
const REACH: usize = 1;

/// The sentence's values of a kind that its passage contradicts, each with the value that
/// stands in its place.
///
/// A value is contradicted where nothing in or beside the passage agrees with it, and the passage
/// has a value of the same kind and unit that nothing in the sentence agrees with. So a value that
/// only one side has is no contradiction: it may be said there in words that were not read.
///
/// Where both sides have equally many values they are matched one to one, so that "72, 72 and 69"
/// is not the same as "72, 38 and 69".
pub(super) fn contradicted<'a>(
    case: &Case<'a>,
    is_kind: impl Fn(&Value) -> bool,
) -> Vec<(&'a Value, &'a Value)> {
    let wanted = |value: &Value, text: &str| is_kind(value) && !is_article(value, text);
    let of_source = |sentences: &'a [Annotated]| -> Vec<&'a Value> {
        let values = sentences.iter().flat_map(|sentence| &sentence.values);
        values
            .filter(|value| wanted(value, case.source_text(value.span())))
            .collect()
    };
    let said = case.sentence.values.iter();
    let said: Vec<&Value> = said
        .filter(|value| wanted(value, case.article_text(value.span())))
        .collect();
    let passage = of_source(case.passage_sentences());
    let nearby = of_source(case.around(REACH));
    let one_to_one = said.len() == passage.len();
    let mut free = passage.clone();
    let mut open = Vec::new();
    for ours in said {
        let place = free.iter().position(|theirs| may_agree(ours, theirs));
        match place {
            Some(place) if one_to_one => drop(free.remove(place)),
            _ => open.push(ours),
        }
    }
    if !one_to_one {
        free.retain(|theirs| !open.iter().any(|ours| may_agree(ours, theirs)));
    }
    // In one-to-one matching the passage has been used up; only what stands beside it is left. A
    // guess does not count there: some other Monday is easily found.
    let elsewhere = |value: &Value| {
        let mut others = nearby.iter().filter(|near| {
            !one_to_one || !passage.iter().any(|inside| inside.span() == near.span())
        });
        others.any(|near| compare(value, near) == Agreement::Same)
    };
    let mut pairs = Vec::new();
    let unsaid = |ours: &&Value| !elsewhere(ours) && !is_said_with_spaces(case, ours);
    for ours in open.into_iter().filter(unsaid) {
        let rival = free
            .iter()
            .enumerate()
            .filter(|(_, theirs)| compare(ours, theirs) == Agreement::Different)
            .min_by_key(|(_, theirs)| (ours.kind() != theirs.kind(), ours.unit() != theirs.unit()))
            .map(|(place, _)| place);
        if let Some(place) = rival {
            pairs.push((ours, free.remove(place)));
        }
    }
    pairs
}

/// Whether the figures of a value stand in or beside the passage with spaces between them, as texts that
/// were once cut into words have them: "10, 000" and "98. 7".
fn is_said_with_spaces(case: &Case<'_>, value: &Value) -> bool {
    let figures: String = case
        .article_text(value.span())
        .chars()
        .filter(|c| is_figure(*c))
        .collect();
    if !figures.contains([',', '.']) {
        return false;
    }
    let near = case.around(REACH);
    let (Some(first), Some(last)) = (near.first(), near.last()) else {
        return false;
    };
    let text = case.source_text(first.span.cover(last.span));
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut places = joined.match_indices(&figures);
    places.any(|(start, found)| {
        let before = joined.get(..start).unwrap_or_default();
        let behind = joined.get(start + found.len()..).unwrap_or_default();
        !before.ends_with(is_figure) && !behind.starts_with(|c: char| c.is_ascii_digit())
    })
}

fn is_figure(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, ',' | '.')
}

/// Whether a value is a bare "one" in words: where English has an article, many languages write
/// 一个, 한, un.
fn is_article(value: &Value, text: &str) -> bool {
    value.value() == Some("1")
        && value.kind() != ValueKind::Percent
        && !text.chars().any(|c| c.is_ascii_digit())
}
