use super::{Case, shown};
use crate::align::Annotated;
use crate::check::{Departure, DepartureKind, Message};
use crate::language::values::{Value, ValueKind};
use crate::text::Span;

/// A figure in the place of a day, where no month has such a day.
///
/// **Finds** a figure from 32 to 99 right beside the name of a month, on one side only, where the other
/// side has a day of that month.
///
/// **Why it matters**: it is read as no date at all, so that no date could contradict it.
///
/// **Example**: "74 September" over „10. September“. Not "In September 74 people came".
///
/// **Limits**: a wrong day that the month has is left to the rule on dates.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let here = case.article.reading.document().text();
    let there = case.source.reading.document().text();
    let passage = case.passage_sentences();
    let mut found = Vec::new();
    for (span, month) in impossible([case.sentence], here) {
        let days = passage.iter().flat_map(|sentence| &sentence.values);
        if let Some(theirs) = days.into_iter().find(|value| is_day_of(value, month)) {
            found.push(departure(
                case,
                (span, None),
                (theirs.span(), shown(theirs)),
            ));
        }
    }
    for (span, month) in impossible(passage, there) {
        let mut days = case.sentence.values.iter();
        if let Some(ours) = days.find(|value| is_day_of(value, month)) {
            found.push(departure(case, (ours.span(), shown(ours)), (span, None)));
        }
    }
    found
}

type Place = (Span, Option<String>);

fn departure(case: &Case<'_>, ours: Place, theirs: Place) -> Departure {
    case.departure(DepartureKind::Number, ours, theirs, Message::SaysOther)
}

/// Each day that no month has, with the month that it is put in.
fn impossible<'a>(
    sentences: impl IntoIterator<Item = &'a Annotated>,
    text: &str,
) -> Vec<(Span, &'a str)> {
    let neighbours = sentences.into_iter().flat_map(|sentence| {
        let values = &sentence.values;
        values.iter().zip(values.iter().skip(1))
    });
    neighbours
        .filter_map(|(first, second)| {
            let between = text.get(first.span().end()..second.span().start())?.trim();
            let month = if is_no_day(first, text) && matches!(between, "" | "." | "de") {
                month(second)
            } else if is_no_day(second, text) && between.is_empty() && closes(second, text) {
                month(first)
            } else {
                None
            };
            Some((first.span().cover(second.span()), month?))
        })
        .collect()
}

/// Whether a figure is too large for a day and too small for a year.
fn is_no_day(value: &Value, text: &str) -> bool {
    let figures = value.span().of(text);
    let figures = figures.trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_no_day = |number: u8| (32..100).contains(&number);
    !matches!(value.kind(), ValueKind::Date | ValueKind::DateTime)
        && figures.parse().is_ok_and(is_no_day)
}

/// The month of a date that names no day: `09` of `2031-09` and of `XXXX-09`.
fn month(date: &Value) -> Option<&str> {
    let mut fields = date.value()?.split('-').skip(1);
    let month = fields.next().filter(|_| date.kind() == ValueKind::Date);
    month.filter(|month| month.len() == 2 && fields.next().is_none())
}

fn is_day_of(date: &Value, month: &str) -> bool {
    let mut fields = date.value().unwrap_or_default().split('-').skip(1);
    matches!(date.kind(), ValueKind::Date | ValueKind::DateTime)
        && fields.next() == Some(month)
        && fields.next().is_some()
}

/// Whether a figure behind a month is said as its day: 9月74日, "on September 74."
fn closes(figure: &Value, text: &str) -> bool {
    let is_mark = |c: char| matches!(c, '日' | '일' | '.' | ',' | ';' | ')');
    let said = figure.span().of(text).ends_with(is_mark);
    let behind = text.get(figure.span().end()..).unwrap_or_default();
    said || behind.is_empty() || behind.starts_with(is_mark)
}
