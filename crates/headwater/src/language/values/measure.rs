//! Units of measure and how they are converted, exactly.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;

/// The table of units: their signs, and for each dimension the units with their factors.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Units {
    /// Signs that mean the same in every language, apart by "|", with their UCUM codes.
    pub(super) signs: BTreeMap<String, String>,
    /// What a unit is in the first one of its dimension: `factor`, `over/under`, and with a
    /// temperature what is added before: `+273.15`.
    dimensions: BTreeMap<String, BTreeMap<String, String>>,
}

const SOURCE: &str = include_str!("../../../data/mul/units.toml");

/// The table as it is written; empty where it is malformed, which a test finds.
pub(super) fn units() -> Units {
    toml::from_str(SOURCE).unwrap_or_default()
}

/// A unit of measure: (value + offset) × over ÷ under is the value in its dimension's first unit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unit {
    dimension: String,
    offset: Decimal,
    over: Decimal,
    under: Decimal,
}

static UNITS: LazyLock<BTreeMap<String, Unit>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for (dimension, units) in units().dimensions {
        for (code, factor) in units {
            all.extend(Unit::read(&dimension, &factor).map(|unit| (code, unit)));
        }
    }
    all
});

impl Unit {
    fn read(dimension: &str, text: &str) -> Option<Self> {
        let (factor, offset) = text.split_once('+').unwrap_or((text, "0"));
        let (over, under) = factor.split_once('/').unwrap_or((factor, "1"));
        Some(Self {
            dimension: dimension.to_owned(),
            offset: offset.trim().parse().ok()?,
            over: over.trim().parse().ok()?,
            under: under.trim().parse().ok()?,
        })
    }
}

/// What a unit measures; `None` for a counted noun.
pub(super) fn dimension(unit: &str) -> Option<&'static str> {
    UNITS.get(unit).map(|unit| unit.dimension.as_str())
}

/// A value in the first unit of its dimension.
pub(super) fn in_base(value: Decimal, unit: &str) -> Option<Decimal> {
    let unit = UNITS.get(unit)?;
    let sum = value.checked_add(unit.offset)?;
    sum.checked_mul(unit.over)?.checked_div(unit.under)
}

/// How large a difference of so many of a unit is in the first unit of its dimension.
pub(super) fn step_in_base(step: Decimal, unit: &str) -> Option<Decimal> {
    let unit = UNITS.get(unit)?;
    // A temperature is said to the degree: 20 °C is no rounding of 24.
    let step = if unit.offset.is_zero() {
        step
    } else {
        step.min(Decimal::ONE)
    };
    step.checked_mul(unit.over)?.checked_div(unit.under)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(value: &str, unit: &str) -> String {
        let value = in_base(value.parse().unwrap(), unit).unwrap();
        value.normalize().to_string()
    }

    #[test]
    fn the_table_is_well_formed() {
        let source: Units = toml::from_str(SOURCE).unwrap();
        let count: usize = source.dimensions.values().map(BTreeMap::len).sum();
        assert_eq!(UNITS.len(), count, "a unit stands twice or cannot be read");
        for code in source.signs.values() {
            assert!(dimension(code).is_some(), "{code} has no factor");
        }
    }

    #[test]
    fn factors_are_exact() {
        assert_eq!(base("1", "[mi_i]"), "1609.344");
        assert_eq!(base("1", "[lb_av]"), "453.59237");
        assert_eq!(base("212", "[degF]"), base("100", "Cel"));
        assert_eq!(base("36", "km/h"), "10");
        assert_eq!(base("1", "[acr_us]").get(..7), Some("4046.87"));
        assert_eq!(dimension("schools"), None);
    }
}
