//! The unit that is said once for both ends of a range: 3-5%, 10至15人, $3 to 5 billion.

use super::{Value, ValueKind, measure};
use crate::language::numeral::Numeral;

/// Gives the end of a range that has no unit the unit of the other end.
pub(super) fn share(numerals: &[Numeral], values: &mut Vec<Value>) {
    let mut units: Vec<Value> = values.iter().filter(|v| has_unit(v)).cloned().collect();
    units.sort_by_key(|value| value.span.start());
    // The value with a unit that a numeral stands in.
    let of = |numeral: &Numeral| {
        let begun = units.partition_point(|value| value.span.start() <= numeral.span.start());
        let near = units.iter().take(begun).rev().take(4);
        near.into_iter()
            .find(|value| value.span.contains(numeral.span))
    };
    let mut rest = numerals;
    while let [first, second, ..] = rest {
        let found = match (of(first), of(second)) {
            (None, Some(unit)) if first.opens_range => Some((first, unit)),
            // "300 to 5 people" is how a vote ends; inches and percents sink.
            (None, Some(unit)) if first.sinks_to_next && !is_counted(unit) => Some((first, unit)),
            (Some(unit), None) if first.opens_range => Some((second, unit)),
            _ => None,
        };
        values.extend(found.map(|(numeral, unit)| {
            let name = unit.unit.as_deref();
            Value::numeric(unit.kind, numeral.span, numeral.value, name, numeral.more)
        }));
        rest = rest.get(1..).unwrap_or_default();
    }
}

fn has_unit(value: &Value) -> bool {
    matches!(
        value.kind,
        ValueKind::Percent | ValueKind::Currency | ValueKind::Quantity
    )
}

/// Whether the unit is what was counted, and not a measure.
fn is_counted(value: &Value) -> bool {
    let measured = value.unit.as_deref().and_then(measure::dimension);
    value.kind == ValueKind::Quantity && measured.is_none()
}

#[cfg(test)]
mod tests {
    use super::super::{ValueKind, find, maximal};
    use crate::language::Language;

    #[test]
    fn both_ends_have_the_unit() {
        for (language, text, kind, low, high, unit) in [
            (Language::English, "3-5%", ValueKind::Percent, "3", "5", "%"),
            (
                Language::English,
                "$3 to 5 billion",
                ValueKind::Currency,
                "3000000000",
                "5000000000",
                "USD",
            ),
            (
                Language::English,
                "from 7 to 2 inches",
                ValueKind::Quantity,
                "7",
                "2",
                "[in_i]",
            ),
            (
                Language::Chinese,
                "10至15人",
                ValueKind::Quantity,
                "10",
                "15",
                "{person}",
            ),
        ] {
            let found: Vec<_> = maximal(find(text, language, None))
                .into_iter()
                .map(|value| (value.kind, value.value, value.unit))
                .collect();
            let end = |x: &str| (kind, Some(x.to_owned()), Some(unit.to_owned()));
            assert_eq!(found, [end(low), end(high)], "{text}");
        }
    }
}
