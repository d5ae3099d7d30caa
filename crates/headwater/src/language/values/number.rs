//! Bare numbers and ordinals.

use super::{Value, ValueKind};
use crate::language::numeral::Numeral;

/// The numerals that are numbers by themselves, whatever stands beside them.
///
/// Of a percentage that is written as a fraction of a hundred (百分之三) it is the numerator.
pub(super) fn find(text: &str, numerals: &[Numeral]) -> Vec<Value> {
    numerals
        .iter()
        .filter(|numeral| numeral.free && !numeral.glued_before && !numeral.glued_after)
        .map(|numeral| {
            let kind = if numeral.ordinal {
                ValueKind::Ordinal
            } else {
                ValueKind::Number
            };
            let value = match numeral.fraction {
                Some((over, _)) if is_percent(numeral.span.of(text)) => over,
                _ => numeral.value,
            };
            Value::numeric(kind, numeral.span, value, None, numeral.more)
        })
        .collect()
}

/// Whether a fraction is a percentage: its denominator is a bare hundred.
fn is_percent(numeral: &str) -> bool {
    numeral.starts_with("百分之") || numeral.starts_with("佰分之")
}

#[cfg(test)]
mod tests {
    use super::super::{ValueKind, find};
    use crate::language::Language;

    fn numbers(text: &str, language: Language) -> Vec<(ValueKind, String)> {
        find(text, language, None)
            .into_iter()
            .filter(|value| matches!(value.kind, ValueKind::Number | ValueKind::Ordinal))
            .filter_map(|value| Some((value.kind, value.value?)))
            .collect()
    }

    #[test]
    fn numbers_and_ordinals_are_told_apart() {
        let found = numbers(
            "The 3rd of twelve ferries sank on the second day",
            Language::English,
        );
        let expected = [
            (ValueKind::Ordinal, "3"),
            (ValueKind::Number, "12"),
            (ValueKind::Ordinal, "2"),
        ];
        assert_eq!(
            found,
            expected.map(|(kind, value)| (kind, value.to_owned()))
        );
    }

    #[test]
    fn letters_beside_digits_make_them_no_number() {
        assert_eq!(
            numbers("the B52 and the 5G mast of COVID-19", Language::English),
            []
        );
    }

    #[test]
    fn the_numerator_of_a_percentage_is_a_number() {
        let found = numbers("上升百分之五点五", Language::Chinese);
        assert_eq!(found, [(ValueKind::Number, "5.5".to_owned())]);
    }
}
