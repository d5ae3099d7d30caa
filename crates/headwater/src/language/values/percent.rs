//! Percentages, differences in percentage points, and tenths: 30 %, 三成, 3割8分.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Value, ValueKind};
use crate::language::Language;
use crate::language::numeral::Numeral;
use crate::language::phrases::Phrases;
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

/// What a mark after a number makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Percent,
    Points,
    /// Hundredths of a percentage point.
    BasisPoints,
    /// So many hundredths each, by tenths of one: 100 for 成, 10 for 分, 1 for 厘.
    Tenths(u32),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    percent: Vec<String>,
    points: Vec<String>,
    basis: Vec<String>,
    /// Whole words that are a percentage: 半額.
    words: BTreeMap<String, String>,
    before: Vec<String>,
    tenths: Vec<String>,
    tenths_not_before: Vec<String>,
    hundredths: Vec<String>,
    thousandths: Vec<String>,
}

#[derive(Debug)]
struct Table {
    after: Phrases<Mark>,
    before: Phrases<()>,
    smaller: Phrases<Mark>,
    tenths_not_before: Phrases<()>,
    words: Vec<(String, Decimal)>,
}

static TABLES: Tables<Table> =
    Tables::new(|language| build(&parsed(SIGNS), &parsed(source(language))));

const SIGNS: &str = include_str!("../../../data/mul/percent.toml");

const fn source(language: Language) -> &'static str {
    table!(language, "percent")
}

fn build(signs: &Source, own: &Source) -> Table {
    let mut table = Table {
        after: Phrases::new(false),
        before: Phrases::new(false),
        smaller: Phrases::new(false),
        tenths_not_before: Phrases::new(false),
        words: Vec::new(),
    };
    for (word, value) in &own.words {
        table
            .words
            .extend(value.parse().ok().map(|value| (word.clone(), value)));
    }
    for source in [signs, own] {
        for (forms, mark) in [
            (&source.percent, Mark::Percent),
            (&source.points, Mark::Points),
            (&source.basis, Mark::BasisPoints),
            (&source.tenths, Mark::Tenths(100)),
        ] {
            for form in forms {
                table.after.insert(form, mark);
            }
        }
        for form in &source.hundredths {
            table.smaller.insert(form, Mark::Tenths(10));
        }
        for form in &source.thousandths {
            table.smaller.insert(form, Mark::Tenths(1));
        }
        for form in &source.before {
            table.before.insert(form, ());
        }
        for form in &source.tenths_not_before {
            table.tenths_not_before.insert(form, ());
        }
    }
    table
}

/// All percentages. The unit is `%`, or `pp` for a difference of two percentages, basis points
/// among them: 25 basis points are 0.25 pp.
pub(super) fn find(text: &str, language: Language, numerals: &[Numeral]) -> Vec<Value> {
    let Some(table) = TABLES.get(language) else {
        return Vec::new();
    };
    let mut values: Vec<Value> = Vec::new();
    let mut rest = numerals;
    while let Some((numeral, following)) = rest.split_first() {
        rest = following;
        let clear = !numeral.glued_before && !numeral.ordinal;
        let Some((span, value, unit)) = clear
            .then(|| table.read(text, numeral, following))
            .flatten()
        else {
            continue;
        };
        if values
            .last()
            .is_none_or(|last| last.span.end() <= span.start())
        {
            let more = numeral.more;
            values.push(Value::numeric(
                ValueKind::Percent,
                span,
                value,
                Some(unit),
                more,
            ));
        }
    }
    table.add_words(text, &mut values);
    values
}

impl Table {
    /// Words that are a percentage by themselves, where no number was read.
    fn add_words(&self, text: &str, values: &mut Vec<Value>) {
        let mut added = Vec::new();
        for (word, value) in &self.words {
            for (at, _) in text.match_indices(&**word) {
                let span = Span::new(at, at + word.len());
                let place = values.partition_point(|value| value.span.end() <= at);
                if values
                    .get(place)
                    .is_none_or(|value| value.span.start() >= span.end())
                {
                    added.push(Value::numeric(
                        ValueKind::Percent,
                        span,
                        *value,
                        Some("%"),
                        false,
                    ));
                }
            }
        }
        values.append(&mut added);
    }

    fn read(
        &self,
        text: &str,
        numeral: &Numeral,
        following: &[Numeral],
    ) -> Option<(Span, Decimal, &'static str)> {
        let span = numeral.span;
        if let Some(value) = of_hundred(text, numeral) {
            return Some((span, value, "%"));
        }
        let after = text.get(span.end()..).unwrap_or_default();
        let bare = after.trim_start_matches([' ', '\u{A0}', '\u{202F}', '-', '\u{61C}']);
        let skipped = after.len() - bare.len();
        let marked = if skipped <= 6 {
            self.after.starting(bare)
        } else {
            None
        };
        if let Some((length, mark)) = marked {
            let end = span.end() + skipped + length;
            let outer = Span::new(span.start(), end);
            return match mark {
                Mark::Percent => Some((outer, numeral.value, "%")),
                Mark::Points => Some((outer, numeral.value, "pp")),
                Mark::BasisPoints => {
                    let points = numeral.value.checked_div(Decimal::ONE_HUNDRED)?;
                    Some((outer, points, "pp"))
                }
                Mark::Tenths(_) => self.tenths(text, numeral, outer, following),
            };
        }
        if let Some(end) = over_hundred(text, numeral, following) {
            return Some((Span::new(span.start(), end), numeral.value, "%"));
        }
        let before = text.get(..span.start()).unwrap_or_default();
        let (length, ()) = self.before.ending(before.strip_suffix(' ')?)?;
        let start = span.start() - 1 - length;
        numeral
            .free
            .then(|| (Span::new(start, span.end()), numeral.value, "%"))
    }

    /// 三成; 3割8分7厘.
    fn tenths(
        &self,
        text: &str,
        numeral: &Numeral,
        outer: Span,
        following: &[Numeral],
    ) -> Option<(Span, Decimal, &'static str)> {
        let after = text.get(outer.end()..).unwrap_or_default();
        if self.tenths_not_before.starting(after).is_some() {
            return None;
        }
        // 八五折 is 85 of 100.
        let whole = outer.of(text).ends_with('折') && numeral.value < Decimal::ONE_HUNDRED;
        let step = if numeral.value <= Decimal::TEN {
            Decimal::TEN
        } else {
            Decimal::ONE
        };
        if numeral.value > Decimal::TEN && !whole {
            return None;
        }
        let mut value = numeral.value.checked_mul(step)?;
        let mut span = outer;
        // 5割半
        if after.starts_with('半') {
            value = value.checked_add(Decimal::from(5))?;
            span = Span::new(span.start(), span.end() + '半'.len_utf8());
        }
        for next in following.iter().take(2) {
            let after = text.get(next.span.end()..).unwrap_or_default();
            let Some((length, Mark::Tenths(size))) = self.smaller.starting(after) else {
                break;
            };
            if next.span.start() != span.end() {
                break;
            }
            let part = next.value.checked_mul(Decimal::from(*size))?;
            value = value.checked_add(part.checked_div(Decimal::TEN)?)?;
            span = Span::new(span.start(), next.span.end() + length);
        }
        Some((span, value, "%"))
    }
}

/// 45/100: where it ends.
fn over_hundred(text: &str, numeral: &Numeral, following: &[Numeral]) -> Option<usize> {
    let under = following.first()?;
    let between = Span::new(numeral.span.end(), under.span.start()).of(text);
    let before = text.get(..numeral.span.start()).unwrap_or_default();
    let after = text.get(under.span.end()..).unwrap_or_default();
    let single = !before.ends_with(['/', '／']) && !after.starts_with(['/', '／']);
    let is_hundred = under.value == Decimal::ONE_HUNDRED && !under.glued_after;
    (matches!(between, "/" | "／") && is_hundred && single).then_some(under.span.end())
}

/// 百分之三, 千分之一: a fraction whose denominator is a bare power of ten in characters.
fn of_hundred(text: &str, numeral: &Numeral) -> Option<Decimal> {
    let (over, under) = numeral.fraction?;
    let known = [100, 1000, 10_000].map(Decimal::from).contains(&under);
    let bare = numeral
        .span
        .of(text)
        .starts_with(['百', '佰', '千', '仟', '万', '萬']);
    (known && bare).then(|| over.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(under))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percents(text: &str, language: Language) -> Vec<(String, String, String)> {
        super::super::find(text, language, None)
            .into_iter()
            .filter(|value| value.kind == ValueKind::Percent)
            .filter_map(|value| Some((value.span.of(text).to_owned(), value.value?, value.unit?)))
            .collect()
    }

    #[test]
    fn every_table_is_well_formed() {
        toml::from_str::<Source>(SIGNS).unwrap();
        for language in Language::ALL {
            toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
        }
    }

    #[test]
    fn percentages_in_every_language() {
        for (language, text, value, unit) in [
            (Language::English, "rose 5.5 per cent", "5.5", "%"),
            (
                Language::English,
                "fell by two percentage points",
                "2",
                "pp",
            ),
            (Language::French, "12,5 pour cent", "12.5", "%"),
            (Language::German, "27 Prozent", "27", "%"),
            (Language::German, "15 Prozentpunkte", "15", "pp"),
            (Language::Spanish, "treinta y cinco por ciento", "35", "%"),
            (Language::Russian, "на 7,2 процента", "7.2", "%"),
            (Language::Arabic, "ثلاثين بالمئة", "30", "%"),
            (Language::Chinese, "百分之三十", "30", "%"),
            (Language::Chinese, "约三成受访者", "30", "%"),
            (Language::Chinese, "2.4个百分点", "2.4", "pp"),
            (Language::Chinese, "千分之一", "0.1", "%"),
            (Language::Japanese, "打率3割8分7厘", "38.7", "%"),
            (Language::Korean, "삼십 퍼센트", "30", "%"),
            (Language::English, "12%", "12", "%"),
            (Language::English, "25 basis points", "0.25", "pp"),
            (Language::Chinese, "打八五折", "85", "%"),
            (Language::Japanese, "半額", "50", "%"),
            (Language::Japanese, "45/100", "45", "%"),
        ] {
            let found = percents(text, language);
            let found: Vec<_> = found
                .iter()
                .map(|(_, v, u)| (v.as_str(), u.as_str()))
                .collect();
            assert_eq!(found, [(value, unit)], "{text}");
        }
    }

    #[test]
    fn a_tenth_mark_inside_a_word_is_none() {
        assert_eq!(percents("十成立，二成为", Language::Chinese), []);
    }

    #[test]
    fn a_percentage_in_an_address_is_none() {
        assert_eq!(
            percents("https://example.org/?q=30%25%2020%", Language::English),
            []
        );
    }
}
