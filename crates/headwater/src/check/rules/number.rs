use super::{Case, pairs, shown};
use crate::check::{Departure, DepartureKind, Message};
use crate::language::values::{ValueKind, may_be_year};

/// Another number, place in an order, percentage, amount of money, quantity or length of time.
///
/// **Finds** a figure in the sentence where the passage has another of the same kind and unit, and
/// where no figure in or beside the passage agrees with it.
///
/// **Why it matters**: a figure is what readers remember and what others copy.
///
/// **Example**: 4.12亿日元 over "312 million yen". Not 3.12亿日元, which is the same amount, and not
/// 三成 over "30 percent".
///
/// **Limits**: a figure that only one side has is not reported. Figures are held against each other
/// by kind and unit, not by what they count, since a noun has another name in every language. What may
/// be a year is left to the rule on dates.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    const KINDS: [ValueKind; 7] = [
        ValueKind::Number,
        ValueKind::Ordinal,
        ValueKind::Percent,
        ValueKind::Currency,
        ValueKind::Quantity,
        ValueKind::Score,
        ValueKind::Duration,
    ];
    pairs::contradicted(case, |value| {
        KINDS.contains(&value.kind()) && !may_be_year(value)
    })
    .into_iter()
    .map(|(ours, theirs)| {
        case.departure(
            DepartureKind::Number,
            (ours.span(), shown(ours)),
            (theirs.span(), shown(theirs)),
            Message::SaysOther,
        )
    })
    .collect()
}
