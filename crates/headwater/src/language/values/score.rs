//! Scores and votes: two numbers that stand for two sides, as in 5-3, 3:1, 3比1, 52-48.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Value, ValueKind, plain};
use crate::language::Language;
use crate::language::numeral::Numeral;
use crate::language::phrases::is_letter;
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

/// How far, in bytes, a word that tells of a contest may stand from two numbers that go up.
const REACH: usize = 48;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    /// What stands between the two sides of a score, beside hyphens.
    between: Vec<String>,
    /// The beginnings of words that tell of a contest: only beside one are numbers that go up a
    /// score rather than a range.
    contest: Vec<String>,
}

static TABLES: Tables<Source> = Tables::new(|language| parsed(source(language)));

const fn source(language: Language) -> &'static str {
    table!(language, "scores")
}

/// All scores, kept as a pair in the order they were said: `5-3`. They are never ranges: a range
/// goes up, so two numbers that go up are a score only beside a word that tells of a contest.
pub(super) fn find(text: &str, language: Language, numerals: &[Numeral]) -> Vec<Value> {
    let Some(table) = TABLES.get(language) else {
        return Vec::new();
    };
    let mut values = colons(text);
    let mut rest = numerals;
    let mut after_pair = false;
    while let [first, second, ..] = rest {
        let score = table.read(text, first, second).filter(|_| !after_pair);
        after_pair = score.is_some();
        values.extend(score);
        rest = rest.get(1..).unwrap_or_default();
    }
    values.sort_by_key(|value| value.span.start());
    values
}

impl Source {
    fn read(&self, text: &str, first: &Numeral, second: &Numeral) -> Option<Value> {
        let between = Span::new(first.span.end(), second.span.start());
        let is_side = |side: &Numeral| {
            let digits = side.span.of(text).bytes().all(|byte| byte.is_ascii_digit());
            let plain = !side.ordinal && !side.glued_before && !side.glued_after;
            plain && (digits || side.span.len() <= 6) && side.value < Decimal::ONE_THOUSAND
        };
        let span = first.span.cover(second.span);
        let whole = first.value.fract().is_zero() && second.value.fract().is_zero();
        if between.len() > 8 || !whole || !is_side(first) || !is_side(second) {
            return None;
        }
        let mark = between.of(text);
        let is_hyphen = matches!(mark, "-" | "–" | "—" | "−" | "‑" | "－" | "―");
        let named = self.between.iter().any(|word| word == mark.trim());
        let pair = if is_hyphen {
            let closed = closes(text, span);
            closed && (first.value >= second.value || self.is_contest(text, span))
        } else {
            named
        };
        pair.then(|| score(span, first.value, second.value))
    }

    /// Whether a word beside the numbers tells of a contest.
    fn is_contest(&self, text: &str, span: Span) -> bool {
        let before = tail(text.get(..span.start()).unwrap_or_default());
        let after = head(text.get(span.end()..).unwrap_or_default());
        [before, after].into_iter().any(|side| {
            let side = side.to_lowercase();
            self.contest.iter().any(|word| side.contains(&**word))
        })
    }
}

/// Whether nothing after the two numbers makes them a range or part of something longer.
fn closes(text: &str, span: Span) -> bool {
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let joined =
        |c: char| is_letter(c) || c.is_numeric() || matches!(c, '-' | '/' | '%' | '％' | '$' | '€');
    !before.ends_with(['-', '/', '+', '$', '€', '£']) && !after.starts_with(joined)
}

/// Scores with a colon: 3:1. Two digits after the colon are a time of day, where there is such a
/// time.
fn colons(text: &str) -> Vec<Value> {
    let mut values = Vec::new();
    for (at, colon) in text.match_indices([':', '：']) {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + colon.len()..).unwrap_or_default();
        let first = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let second = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if !(1..=3).contains(&first) || !(1..=3).contains(&second) {
            continue;
        }
        let start = at - first;
        let span = Span::new(start, at + colon.len() + second);
        let (Ok(one), Ok(two)) = (
            before.get(start..).unwrap_or_default().parse::<u32>(),
            after.get(..second).unwrap_or_default().parse::<u32>(),
        ) else {
            continue;
        };
        let is_time = second == 2 && one < 25 && two < 60;
        let other = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '/' | '-');
        let open = before
            .get(..start)
            .is_some_and(|text| text.ends_with(other))
            || after.get(second..).is_some_and(|text| {
                text.starts_with(|c: char| {
                    c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '-')
                })
            });
        if !is_time && !open {
            values.push(score(span, Decimal::from(one), Decimal::from(two)));
        }
    }
    values
}

fn score(span: Span, first: Decimal, second: Decimal) -> Value {
    Value {
        value: Some(format!("{}-{}", plain(first), plain(second))),
        ..Value::new(ValueKind::Score, span)
    }
}

fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(REACH);
    (from..=text.len())
        .find_map(|at| text.get(at..))
        .unwrap_or_default()
}

fn head(text: &str) -> &str {
    let to = text.len().min(REACH);
    (0..=to)
        .rev()
        .find_map(|at| text.get(..at))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(text: &str, language: Language) -> Vec<String> {
        super::super::find(text, language, None)
            .into_iter()
            .filter(|value| value.kind == ValueKind::Score)
            .filter_map(|value| value.value)
            .collect()
    }

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            toml::from_str::<Source>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
        }
    }

    #[test]
    fn scores_are_pairs_in_every_language() {
        for (language, text, pair) in [
            (Language::English, "won 5-3 on Saturday", "5-3"),
            (Language::English, "lost 3-5 to Tarn", "3-5"),
            (Language::English, "a 52-48 vote", "52-48"),
            (Language::German, "gewann 3:1 gegen Torgen", "3-1"),
            (Language::Russian, "со счётом 3:1", "3-1"),
            (Language::Chinese, "以3比1获胜", "3-1"),
            (Language::Japanese, "3対1で勝った", "3-1"),
            (Language::Korean, "3대 1로 이겼다", "3-1"),
            (Language::Arabic, "فاز 3-1", "3-1"),
        ] {
            assert_eq!(scores(text, language), [pair], "{text}");
        }
    }

    #[test]
    fn ranges_times_and_telephone_numbers_are_no_scores() {
        for text in [
            "3-5%",
            "10-15 people came",
            "at 20:15",
            "call 555-1234-22",
            "2019-2020",
            "in verse 1:2:3",
        ] {
            assert_eq!(
                scores(text, Language::English),
                Vec::<String>::new(),
                "{text}"
            );
        }
    }
}
