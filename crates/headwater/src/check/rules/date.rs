use super::{Case, pairs, shown};
use crate::check::{Departure, DepartureKind, Message};
use crate::language::values::{ValueKind, may_be_year};

/// Another date.
///
/// **Finds** a date in the sentence where the passage names another, and no date in or beside the
/// passage agrees with it. Each side's dates are read from its own date line, so 周三 in an article
/// of Thursday agrees with "Wednesday" in a report of the day before.
///
/// **Why it matters**: the order of events is often the story.
///
/// **Example**: 1月12日 over "January 10". Not 2031年1月 over "January 10", which holds it.
///
/// **Limits**: where a document has no date, only the parts that were said are compared: weekday
/// with weekday, month with month. A time of day counts where both sides say one, an hour or more apart; not
/// just twelve hours, since "at three" may be in the afternoon. A zone that moves an event to the next day is
/// reported where only one side names it.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    const KINDS: [ValueKind; 2] = [ValueKind::Date, ValueKind::DateTime];
    pairs::contradicted(case, |value| {
        KINDS.contains(&value.kind()) || may_be_year(value)
    })
    .into_iter()
    .map(|(ours, theirs)| {
        let mut departure = case.departure(
            DepartureKind::Date,
            (ours.span(), shown(ours)),
            (theirs.span(), shown(theirs)),
            Message::DatesOther,
        );
        departure.article.dating = ours.dating;
        if let Some(source) = &mut departure.source {
            source.dating = theirs.dating;
        }
        departure
    })
    .collect()
}
