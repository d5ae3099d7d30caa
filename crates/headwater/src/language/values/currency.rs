//! Amounts of money, by sign, code and name, in main units: 312 million yen is 312000000 JPY.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Value, ValueKind};
use crate::language::Language;
use crate::language::numeral::Numeral;
use crate::language::phrases::{Phrases, is_letter};
use crate::language::tables::{Tables, parsed};
use crate::text::Span;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    stops: Vec<String>,
    doubtful: Vec<String>,
    links: Vec<String>,
    before: BTreeMap<String, String>,
    after: BTreeMap<String, String>,
    parts: BTreeMap<String, String>,
    coins: BTreeMap<String, u32>,
    scales: BTreeMap<String, u64>,
}

/// What a name or sign after a number means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    /// An ISO 4217 code, empty where several currencies share the name; and whether the name is
    /// another word too.
    Money(String, bool),
    /// The word only begins like a currency.
    None,
}

#[derive(Debug)]
struct Table {
    signs_before: Phrases<String>,
    signs_after: Phrases<String>,
    names_before: Phrases<String>,
    names: Phrases<Name>,
    /// Cents and their like.
    parts: Phrases<String>,
    /// Coins that follow an amount, and how many make one.
    coins: Phrases<u32>,
    /// Scales that may stand after a code: 75 USD million.
    scales: Phrases<u64>,
    links: Vec<String>,
}

static TABLES: Tables<Table> =
    Tables::new(|language| build(&parsed(SIGNS), parsed(source(language))));

const SIGNS: &str = include_str!("../../../data/mul/currency.toml");

const fn source(language: Language) -> &'static str {
    table!(language, "currency")
}

fn build(signs: &Source, own: Source) -> Table {
    let mut table = Table {
        signs_before: Phrases::new(true),
        signs_after: Phrases::new(true),
        names_before: Phrases::new(false),
        names: Phrases::new(false),
        parts: Phrases::new(false),
        coins: Phrases::new(false),
        scales: Phrases::new(false),
        links: own.links,
    };
    for (forms, code) in &signs.before {
        for form in forms.split('|') {
            table.signs_before.insert(form, code.clone());
            table.signs_after.insert(form, code.clone());
        }
    }
    for (forms, code) in &own.before {
        for form in forms.split('|') {
            table.names_before.insert(form, code.clone());
        }
    }
    for (forms, code) in &own.after {
        for form in forms.split('|') {
            let doubtful = own.doubtful.iter().any(|word| word == form);
            table
                .names
                .insert(form, Name::Money(code.clone(), doubtful));
        }
    }
    for form in &own.stops {
        table.names.insert(form, Name::None);
    }
    for (forms, part) in signs.parts.iter().chain(&own.parts) {
        for form in forms.split('|') {
            table.parts.insert(form, part.clone());
        }
    }
    for (forms, scale) in &own.scales {
        for form in forms.split('|') {
            table.scales.insert(form, *scale);
        }
    }
    for (forms, count) in &own.coins {
        for form in forms.split('|') {
            table.coins.insert(form, *count);
        }
    }
    table
}

/// An amount as it is put together.
struct Amount<'t> {
    span: Span,
    value: Decimal,
    unit: &'t str,
}

/// All amounts of money. The unit is an ISO 4217 code, `XBT` for bitcoin, none where several
/// currencies share the name, and the name of the part where an amount is in cents or pence alone.
pub(super) fn find(text: &str, language: Language, numerals: &[Numeral]) -> Vec<Value> {
    let Some(table) = TABLES.get(language) else {
        return Vec::new();
    };
    let mut values: Vec<Value> = Vec::new();
    let mut rest = numerals;
    while let Some((numeral, following)) = rest.split_first() {
        rest = following;
        let last_end = values.last().map_or(0, |last| last.span.end());
        if numeral.ordinal || numeral.span.start() < last_end {
            continue;
        }
        let amount = table.amount(text, last_end, numeral);
        let Some(amount) = amount.or_else(|| table.part(text, numeral)) else {
            continue;
        };
        let amount = table.with_coins(text, amount, following);
        let unit = Some(amount.unit).filter(|unit| !unit.is_empty());
        let more = numeral.more;
        values.push(Value::numeric(
            ValueKind::Currency,
            amount.span,
            amount.value,
            unit,
            more,
        ));
    }
    values
}

/// `text` without the space or hyphen it begins with.
fn skip_space(text: &str) -> &str {
    text.strip_prefix([' ', '\u{A0}', '\u{202F}', '-'])
        .unwrap_or(text)
}

impl Table {
    /// A number with a sign, code or name before it or after it.
    fn amount<'t>(&'t self, text: &str, from: usize, numeral: &Numeral) -> Option<Amount<'t>> {
        let span = numeral.span;
        let before = text.get(from..span.start()).unwrap_or_default();
        let after = text.get(span.end()..).unwrap_or_default();
        let front = self.front(before);
        let mut value = numeral.value;
        let mut end = span.end();
        if front.is_some()
            && let Some((length, scale)) = short_scale(after)
        {
            value = value.checked_mul(scale)?;
            end += length;
        }
        let rest = text.get(end..).unwrap_or_default();
        let back = self
            .back(rest, value, front.is_some())
            .filter(|_| front.is_some() || !numeral.glued_before);
        let (start, unit) = match (front, &back) {
            (Some((length, code)), None) => (span.start() - length, code),
            (Some((length, code)), Some((_, name))) => (
                span.start() - length,
                if name.is_empty() { code } else { *name },
            ),
            (None, Some((_, name))) => (span.start(), *name),
            (None, None) => return None,
        };
        if front.is_some() && back.is_none() && numeral.glued_after && end == span.end() {
            return None;
        }
        let mut end = end + back.map_or(0, |(length, _)| length);
        let written = text.get(span.end()..end).unwrap_or_default();
        if self.millions(skip_space(written)).is_some() {
            value = value.checked_mul(Decimal::from(1_000_000))?;
        }
        if numeral.scale.is_none()
            && let Some((length, scale)) = self.scale_after(text, end, back.is_some())
        {
            value = value.checked_mul(scale)?;
            end += length;
        }
        Some(Amount {
            span: Span::new(start, end),
            value,
            unit,
        })
    }

    /// MUSD, M€: millions of a currency; the length of the whole.
    fn millions<'t>(&'t self, after: &str) -> Option<(usize, &'t String)> {
        let (length, code) = self.signs_after.starting(after.strip_prefix('M')?)?;
        (!after.starts_with("MX") && length >= 3).then_some((length + 1, code))
    }

    /// 75 USD million: the scale after a code, and how far it reaches.
    fn scale_after(&self, text: &str, end: usize, behind: bool) -> Option<(usize, Decimal)> {
        let code = text.get(..end)?.ends_with(|c: char| c.is_ascii_uppercase());
        let (length, scale) = self.scales.starting(text.get(end..)?.strip_prefix(' ')?)?;
        (code && behind).then(|| (1 + length, Decimal::from(*scale)))
    }

    /// The sign, code or name that `before` ends with: its length with the space after it.
    fn front<'t>(&'t self, before: &str) -> Option<(usize, &'t str)> {
        let tight = before
            .strip_suffix([' ', '\u{A0}', '\u{202F}'])
            .unwrap_or(before);
        let named = self.names_before.ending(tight);
        let (length, code) = named.or_else(|| self.signs_before.ending(tight))?;
        Some((length + before.len() - tight.len(), code))
    }

    /// The sign, code or name that `after` begins with: its length with what stands before it.
    fn back<'t>(
        &'t self,
        after: &str,
        value: Decimal,
        has_front: bool,
    ) -> Option<(usize, &'t str)> {
        let tight = skip_space(after);
        let linked = self
            .links
            .iter()
            .find_map(|link| tight.strip_prefix(&**link))
            .unwrap_or(tight);
        let skipped = after.len() - linked.len();
        match self.names.starting(linked) {
            Some((_, Name::None)) => return None,
            Some((length, Name::Money(code, doubtful))) => {
                let large = value > Decimal::from(2100);
                return (!doubtful || large).then_some((skipped + length, code));
            }
            None => {}
        }
        let (length, code) = self
            .signs_after
            .starting(linked)
            .or_else(|| self.millions(linked))?;
        // In "$5 $20" the sign belongs to what follows; in "5 USD 20" to what stands before.
        let next = linked.get(length..)?;
        let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let is_code = linked.starts_with(is_letter);
        let is_open = if has_front || !is_code {
            digits(next.strip_prefix(' ').unwrap_or(next))
        } else {
            digits(next)
        };
        (!is_open).then_some((skipped + length, code))
    }

    /// Cents or pence alone.
    fn part<'t>(&'t self, text: &str, numeral: &Numeral) -> Option<Amount<'t>> {
        let after = text.get(numeral.span.end()..).unwrap_or_default();
        let tight = skip_space(after);
        let (length, unit) = self.parts.starting(tight)?;
        let end = numeral.span.end() + (after.len() - tight.len()) + length;
        (!numeral.glued_before).then(|| Amount {
            span: Span::new(numeral.span.start(), end),
            value: numeral.value,
            unit,
        })
    }

    /// The coins that follow: 3 dollars and 50 cents, 50元6角.
    fn with_coins<'t>(
        &'t self,
        text: &str,
        amount: Amount<'t>,
        following: &[Numeral],
    ) -> Amount<'t> {
        let mut amount = amount;
        for next in following.iter().take(2) {
            let between = Span::new(amount.span.end(), next.span.start())
                .of(text)
                .trim();
            let joined = matches!(
                between,
                "" | "and" | "y" | "et" | "und" | "e" | "con" | "と" | "و"
            );
            let after = text.get(next.span.end()..).unwrap_or_default();
            let tight = skip_space(after);
            let coin = self
                .coins
                .starting(tight)
                .map(|(length, count)| (length, *count));
            let part = self.parts.starting(tight).map(|(length, _)| (length, 100));
            let bare = is_bare_coin(next, after, between).then_some((0, 100));
            let Some((length, count)) = coin.or(part).or(bare).filter(|_| joined) else {
                break;
            };
            let Some(sum) = next
                .value
                .checked_div(Decimal::from(count))
                .and_then(|part| amount.value.checked_add(part))
            else {
                break;
            };
            amount.value = sum;
            let skipped = if length == 0 {
                0
            } else {
                after.len() - tight.len()
            };
            let end = next.span.end() + skipped + length;
            amount.span = Span::new(amount.span.start(), end);
        }
        amount
    }
}

/// "15 dollars 50" at the end of a clause: the hundredths without their name.
fn is_bare_coin(number: &Numeral, after: &str, between: &str) -> bool {
    let ends = after
        .chars()
        .next()
        .is_none_or(|c| matches!(c, '.' | ',' | ';' | '!' | '?'));
    let two_digits = number.value >= Decimal::TEN && number.value < Decimal::ONE_HUNDRED;
    let whole = number.value.fract().is_zero();
    ends && two_digits && whole && number.free && (between.is_empty() || between.is_ascii())
}

/// `m`, `b` and `k` right after the digits of an amount: $10m.
fn short_scale(after: &str) -> Option<(usize, Decimal)> {
    let mut chars = after.chars();
    let scale = match chars.next()? {
        'k' => 1_000,
        'm' => 1_000_000,
        'b' | 'B' => 1_000_000_000,
        _ => return None,
    };
    let ends = !chars
        .next()
        .is_some_and(|c| is_letter(c) || c.is_ascii_digit());
    ends.then(|| (1, Decimal::from(scale)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(text: &str, language: Language) -> Vec<(String, String, Option<String>)> {
        super::super::find(text, language, None)
            .into_iter()
            .filter(|value| value.kind == ValueKind::Currency)
            .filter_map(|value| Some((value.span.of(text).to_owned(), value.value?, value.unit)))
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

    /// Each text holds one amount; the words of it stand between the bars.
    #[track_caller]
    fn check(language: Language, cases: &[(&str, &str, &str)]) {
        for (marked, value, unit) in cases {
            let words = marked.split('|').nth(1).unwrap().to_owned();
            let expected = (words, (*value).to_owned(), Some((*unit).to_owned()));
            assert_eq!(
                amounts(&marked.replace('|', ""), language),
                [expected],
                "{marked}"
            );
        }
    }

    #[test]
    fn amounts_in_english() {
        check(
            Language::English,
            &[
                ("for |$1.5 million|.", "1500000", "USD"),
                ("a |£3bn| fund", "3000000000", "GBP"),
                ("a |$10m| loan", "10000000", "USD"),
                ("|312 million yen|", "312000000", "JPY"),
                ("|USD22.5|", "22.5", "USD"),
                ("|50 Canadian dollars|", "50", "CAD"),
                ("|3 dollars and 50 cents|", "3.5", "USD"),
                ("|15 dollars and 50|.", "15.5", "USD"),
            ],
        );
    }

    #[test]
    fn amounts_in_other_languages() {
        check(
            Language::French,
            &[("|5 millions d'euros|", "5000000", "EUR")],
        );
        check(Language::German, &[("|2,5 Mio USD|", "2500000", "USD")]);
        check(
            Language::German,
            &[("rund |3 Mrd. Euro|", "3000000000", "EUR")],
        );
        check(
            Language::Spanish,
            &[("|cinco millones de yenes|", "5000000", "JPY")],
        );
        check(
            Language::Russian,
            &[("|1,5 млн рублей| в год", "1500000", "RUB")],
        );
        check(Language::Arabic, &[("|20 دولار أمريكي|", "20", "USD")]);
        check(
            Language::Chinese,
            &[("共|4.12亿日元|。", "412000000", "JPY")],
        );
        check(Language::Chinese, &[("|50元6角三分|", "50.63", "CNY")]);
        check(Language::Japanese, &[("|7万円|です", "70000", "JPY")]);
        check(Language::Korean, &[("|9만 4천 달러|를", "94000", "USD")]);
    }

    #[test]
    fn words_that_begin_like_a_currency_are_none() {
        assert_eq!(amounts("2021元旦", Language::Chinese), []);
        assert_eq!(amounts("the party that in 2016 won", Language::English), []);
        assert_eq!(amounts("3원칙", Language::Korean), []);
    }
}
