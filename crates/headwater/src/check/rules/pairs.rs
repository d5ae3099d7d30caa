use super::Case;
use crate::align::{Annotated, Side};
use crate::language::values::{
    Agreement, Precision, Value, ValueKind, compare, is_both, may_agree, may_be_year,
};
use crate::text::Span;

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
    let among = |sentences: &[&'a Annotated], side: &Side<'_>| -> Vec<&'a Value> {
        let text = side.reading.document().text();
        let values = sentences.iter().flat_map(|sentence| &sentence.values);
        let decades: Vec<Span> = values
            .clone()
            .filter(|value| value.precision() == Some(Precision::Decade))
            .map(Value::span)
            .collect();
        // The eighties are not eighty of anything.
        let is_of_a_decade = |value: &Value| {
            let is_date = value.precision().is_some();
            !is_date && decades.iter().any(|decade| decade.contains(value.span()))
        };
        values
            .filter(|value| is_kind(value) && !is_article(value, value.span().of(text)))
            .filter(|value| !is_of_a_decade(value))
            .collect()
    };
    let inside: Vec<_> = case.passage_sentences().iter().collect();
    let (our_dates, their_dates) = (unread(&[case.sentence]), unread(&inside));
    let agree = |ours: &Value, theirs: &Value| {
        may_agree(ours, theirs)
            && !(is_both(ours) && their_dates.iter().any(|date| date.contains(theirs.span())))
            && !(is_both(theirs) && our_dates.iter().any(|date| date.contains(ours.span())))
    };
    let said = among(&[case.sentence], case.article);
    let claimed = among(&case.beside_sentence(REACH), case.article);
    let passage = among(&inside, case.source);
    let beside = among(&case.beside_passage(REACH), case.source);
    let one_to_one = numerals(&said) == numerals(&passage);
    let mut free = passage.clone();
    let mut open = Vec::new();
    for ours in said {
        let place = free.iter().position(|theirs| agree(ours, theirs));
        match place {
            Some(place) if one_to_one => drop(free.remove(place)),
            _ => open.push(ours),
        }
    }
    if !one_to_one {
        free.retain(|theirs| !open.iter().any(|ours| agree(ours, theirs)));
    }
    // In one-to-one matching the passage has been used up; only what stands beside it is left. A
    // guess does not count there: some other Monday is easily found. Nor does a figure that the
    // article's own neighbouring sentence gives: it is that one's.
    let times = |value: &Value, others: &[&Value]| {
        let same = |other: &&&Value| compare(value, other) == Agreement::Same;
        others.iter().filter(same).count()
    };
    let elsewhere = |value: &Value| {
        !one_to_one && times(value, &passage) > 0 || times(value, &beside) > times(value, &claimed)
    };
    let mut pairs = Vec::new();
    let unsaid = |ours: &&Value| !elsewhere(ours) && !is_said_with_spaces(case, ours);
    for ours in open.into_iter().filter(unsaid) {
        let rival = free
            .iter()
            .enumerate()
            .filter(|(_, theirs)| compare(ours, theirs) == Agreement::Different)
            .filter(|(_, theirs)| !is_only_the_year(theirs, ours))
            .min_by_key(|(_, theirs)| (ours.kind() != theirs.kind(), ours.unit() != theirs.unit()))
            .map(|(place, _)| place);
        if let Some(place) = rival {
            pairs.push((ours, free.remove(place)));
        }
    }
    pairs
}

/// Whether a date is said to the year alone where another is said finer: what happened on 12 May 2031 is
/// not told otherwise by "the elections of 2032".
fn is_only_the_year(theirs: &Value, ours: &Value) -> bool {
    let is_year = |precision| precision <= Precision::Year;
    theirs
        .precision()
        .map_or_else(|| may_be_year(theirs), is_year)
        && ours
            .precision()
            .is_some_and(|precision| !is_year(precision))
}

fn numerals(values: &[&Value]) -> usize {
    values.iter().filter(|value| !is_both(value)).count()
}

/// Dates that cannot be read, of which the figures alone are left: "both" is not the two of "two years
/// ago".
fn unread(sentences: &[&Annotated]) -> Vec<Span> {
    let values = sentences.iter().flat_map(|sentence| &sentence.values);
    let dates = values.filter(|value| value.kind() == ValueKind::Date && value.value().is_none());
    dates.map(Value::span).collect()
}

/// Whether the figures of a value stand in or beside the passage with spaces between them, as texts that
/// were once cut into words have them: "10, 000" and "98. 7".
fn is_said_with_spaces(case: &Case<'_>, value: &Value) -> bool {
    let said = case.article_text(value.span());
    let said = said.trim_start_matches(|c| !is_figure(c));
    let behind = said.find(|c: char| !is_figure(c) && !c.is_whitespace());
    let said = said
        .get(..behind.unwrap_or(said.len()))
        .unwrap_or_default()
        .trim();
    let figures: String = said.chars().filter(|c| is_figure(*c)).collect();
    if !said.contains(|c: char| !c.is_ascii_digit()) {
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
