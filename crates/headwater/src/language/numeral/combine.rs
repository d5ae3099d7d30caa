//! Numerals that belong together: one in five, 2^10, 10の13乗.

use rust_decimal::Decimal;

use super::Numeral;
use super::table::Table;
use crate::text::Span;

/// The largest exponent that is worked out.
const LARGEST_POWER: u32 = 64;

/// Joins two numerals that are one number by what stands between them.
pub(super) fn combine(text: &str, table: &Table, numerals: Vec<Numeral>) -> Vec<Numeral> {
    let joined = pairs(numerals, |first, second| join(text, table, first, second));
    pairs(joined, |first, second| times(text, first, second))
}

/// Puts `join` of each numeral and the one before it in their place, where there is one.
fn pairs(
    numerals: Vec<Numeral>,
    join: impl Fn(&Numeral, &Numeral) -> Option<Numeral>,
) -> Vec<Numeral> {
    let mut joined: Vec<Numeral> = Vec::with_capacity(numerals.len());
    for numeral in numerals {
        let both = joined.last().and_then(|last| join(last, &numeral));
        match (both, joined.last_mut()) {
            (Some(both), Some(last)) => *last = both,
            _ => joined.push(numeral),
        }
    }
    joined
}

/// What stands between two numerals, if it is short.
fn between<'t>(text: &'t str, first: &Numeral, second: &Numeral) -> Option<&'t str> {
    let between = Span::new(first.span.end(), second.span.start());
    (between.len() <= 32 && !first.ordinal && !second.ordinal).then(|| between.of(text).trim())
}

fn join(text: &str, table: &Table, first: &Numeral, second: &Numeral) -> Option<Numeral> {
    let between = between(text, first, second)?;
    // 6.2x10^3: the letter before the ten is a sign.
    if first.glued_before && !between.starts_with('^') {
        return None;
    }
    let after = text.get(second.span.end()..).unwrap_or_default();
    let mut end = second.span.end();
    let habits = &table.habits;
    let value = if between == "の" && after.starts_with('乗') {
        end += '乗'.len_utf8();
        power(first.value, second.value)?
    } else if let Some(signs) = between.strip_prefix('^') {
        let exponent = match signs {
            "" | "+" | "--" => second.value,
            "-" | "−" => -second.value,
            _ => return None,
        };
        power(first.value, exponent)?
    } else {
        let between = between.to_lowercase();
        let of_one = first.value.abs() == Decimal::ONE && habits.ratios_of_one.contains(&between);
        let is_part = first.value < Decimal::ONE && !first.value.fract().is_zero();
        let is_scale = is_power_of_ten(second.value) && second.value >= Decimal::ONE_THOUSAND;
        if habits.parts_of.contains(&between) && is_part && is_scale {
            first.value.checked_mul(second.value)?
        } else if habits.parts_in.contains(&between)
            || (habits.shares.contains(&between) && second.value > first.value)
        {
            first.value.checked_div(second.value)?
        } else if of_one || habits.ratios.contains(&between) {
            ratio(first.value, second.value)?
        } else {
            return None;
        }
    };
    Some(both(first, second, end, value))
}

/// 6.23 × 10^-4, 12.32×10の14乗: a number and a power of ten.
fn times(text: &str, first: &Numeral, second: &Numeral) -> Option<Numeral> {
    let sign = between(text, first, second)?;
    let written = second.span.of(text);
    let is_power = written.contains(['^', '乗']) || written.ends_with(is_superscript);
    let product = matches!(sign, "x" | "X" | "×" | "·" | "⋅" | "*" | "✕");
    if !product || !is_power || !is_power_of_ten(second.value) {
        return None;
    }
    let value = first.value.checked_mul(second.value)?;
    Some(both(first, second, second.span.end(), value))
}

fn is_superscript(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹')
}

fn is_power_of_ten(value: Decimal) -> bool {
    let value = value.normalize();
    if value.scale() > 0 {
        return value.mantissa() == 1;
    }
    let digits = value.to_string();
    digits.starts_with('1') && digits.bytes().skip(1).all(|digit| digit == b'0')
}

/// One numeral from the beginning of `first` to `end`.
fn both(first: &Numeral, second: &Numeral, end: usize, value: Decimal) -> Numeral {
    Numeral {
        span: Span::new(first.span.start(), end),
        value: value.normalize(),
        more: false,
        fraction: None,
        free: true,
        glued_after: second.glued_after,
        scale: None,
        ..first.clone()
    }
}

/// One in five, three out of four: a small number of a larger one that is no year.
fn ratio(over: Decimal, under: Decimal) -> Option<Decimal> {
    let whole = over.fract().is_zero() && under.fract().is_zero();
    let year = under >= Decimal::from(1500) && under <= Decimal::from(2100);
    let small = over.abs() >= Decimal::ONE && over.abs() < Decimal::TEN && under > over.abs();
    (whole && small && !year).then(|| over.checked_div(under))?
}

/// A whole power, exact where it is no fraction.
fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    let times = u32::try_from(exponent.abs())
        .ok()
        .filter(|times| *times <= LARGEST_POWER)?;
    if !exponent.fract().is_zero() {
        return None;
    }
    let magnitude =
        (0..times).try_fold(Decimal::ONE, |product, _| product.checked_mul(base.abs()))?;
    // As written on paper, the sign stands outside the power.
    let product = if base.is_sign_negative() {
        -magnitude
    } else {
        magnitude
    };
    if exponent.is_sign_negative() {
        Decimal::ONE.checked_div(product)
    } else {
        Some(product)
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use crate::language::Language;

    fn read(text: &str, language: Language) -> Vec<String> {
        find(text, language)
            .iter()
            .map(|numeral| numeral.value.to_string())
            .collect()
    }

    #[test]
    fn a_share_by_two_numbers_is_one_number() {
        for (language, text) in [
            (Language::English, "one in five voters"),
            (Language::English, "1 out of 5 voters"),
            (Language::French, "un électeur, un sur cinq"),
            (Language::Spanish, "uno de cada cinco"),
            (Language::German, "einer von fünf"),
            (Language::Arabic, "واحد من خمسة"),
        ] {
            assert!(read(text, language).contains(&"0.2".to_owned()), "{text}");
        }
        assert_eq!(read("12 out of 10", Language::English), ["12", "10"]);
        assert_eq!(read("3 in 10 days", Language::English), ["3", "10"]);
        assert_eq!(
            read("the only one in 1995", Language::English),
            ["1", "1995"]
        );
    }

    #[test]
    fn powers_are_worked_out() {
        assert_eq!(read("2^10", Language::English), ["1024"]);
        assert_eq!(read("2.5^-1", Language::English), ["0.4"]);
        assert_eq!(read("10の13乗", Language::Japanese), ["10000000000000"]);
        assert_eq!(read("10^99", Language::English), ["10", "99"]);
        for text in ["6.5 × 10^-3", "6.5x10^-3", "6.5×10⁻³"] {
            assert_eq!(read(text, Language::English), ["0.0065"], "{text}");
        }
        assert_eq!(read("12.5×10の4乗", Language::Japanese), ["125000"]);
        assert_eq!(read("3 x 10 metres", Language::English), ["3", "10"]);
    }

    #[test]
    fn a_part_of_a_million_is_one_number() {
        assert_eq!(
            read("a quarter of a million", Language::English),
            ["250000"]
        );
        assert_eq!(read("a third of 12", Language::English).len(), 2);
    }
}
