//! Dates, durations, numbers, percents, amounts of money, quantities and quotations in a text,
//! each with what it means in a form that can be compared across languages.

mod both;
mod compare;
mod counted;
mod currency;
mod date;
mod dating;
mod measure;
mod multiple;
pub mod name;
mod number;
mod percent;
mod qualifier;
mod quantity;
mod quote;
mod range;
mod reference;
mod score;

pub(crate) use both::{find as both, is_both};
pub use compare::{Agreement, compare, may_agree, may_be_year};
pub(crate) use dating::Dating;
pub use dating::{Basis, Precision};
pub use quote::{Form, Speech, Strength};
pub use reference::Reference;

use std::cmp::Reverse;

use rust_decimal::Decimal;

use crate::language::{Language, numeral};
use crate::text::Span;

/// All values of a text, in order of where they begin; the longer one first where two begin at
/// one place. Two of one kind never overlap, but values of several kinds may: the number in an
/// amount of money is found too. [`maximal`] keeps the outermost readings alone.
///
/// Dates that need one are read from `reference`; without it they may have no value.
///
/// ```
/// use headwater::language::{Language, values};
///
/// let found = values::find("The bridge cost more than $3.2 million.", Language::English, None);
/// let amount = &values::maximal(found)[0];
/// assert_eq!(amount.kind(), values::ValueKind::Currency);
/// assert_eq!((amount.value(), amount.unit()), (Some("3200000"), Some("USD")));
/// assert_eq!(amount.bound(), values::Bound::AtLeast);
/// ```
#[must_use]
pub fn find(text: &str, language: Language, reference: Option<&Reference>) -> Vec<Value> {
    let numerals = numeral::find(text, language);
    let mut values = number::find(text, &numerals);
    values.extend(percent::find(text, language, &numerals));
    values.extend(currency::find(text, language, &numerals));
    let mut quantities = quantity::find(text, language, &numerals);
    multiple::add(text, language, &mut quantities);
    counted::add(text, language, &numerals, &values, &mut quantities);
    values.extend(quantities);
    range::share(&numerals, &mut values);
    values.extend(score::find(text, language, &numerals));
    qualifier::qualify(text, language, &mut values);
    values.extend(quote::find(text, language));
    values.extend(date::find(text, language, reference, &numerals));
    values.sort_by_key(place);
    values
}

/// What is quoted and reported in a text of several sentences or a whole document, in order: the
/// values of kind [`ValueKind::Quote`] that [`find`] gives for it. A quotation may run over
/// sentences and be continued in the next paragraph, and a speaker may stand in the sentence before,
/// so that more is found than sentence by sentence.
///
/// ```
/// use headwater::language::{Language, values};
///
/// let text = "“The pier is safe,” said Mara Olsted. She added that it would stay open.";
/// let found = values::quotations(text, Language::English);
/// let speech: Vec<_> = found.iter().filter_map(|value| value.speech()).collect();
/// assert_eq!(speech[0].speaker().map(|span| span.of(text)), Some("Mara Olsted"));
/// assert_eq!(speech[1].content().of(text), "that it would stay open");
/// assert_eq!(speech[1].name(), Some("Mara Olsted"));
/// ```
#[must_use]
pub fn quotations(text: &str, language: Language) -> Vec<Value> {
    quote::find(text, language)
}

/// The values that do not lie inside a longer one of another kind, or inside one of the same
/// length that says more: of "312 million yen" the amount, not the number. A quotation holds
/// other values without taking them in.
#[must_use]
pub fn maximal(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(place);
    let mut end = 0;
    values.retain(|value| {
        if value.kind == ValueKind::Quote {
            return true;
        }
        let outermost = value.span.end() > end;
        // What cannot be read holds nothing back: "two years ago" of a page without a date still
        // says two years.
        if value.value.is_some() {
            end = end.max(value.span.end());
        }
        outermost
    });
    values
}

/// Where a value stands among others: by its beginning, the longer one first, a bare number after
/// what says more of the same words.
fn place(value: &Value) -> (usize, Reverse<usize>, bool, ValueKind) {
    let bare = matches!(value.kind, ValueKind::Number | ValueKind::Ordinal);
    let span = value.span;
    (span.start(), Reverse(span.end()), bare, value.kind)
}

/// A number in plain decimal notation: no exponent, no zeros at the end.
fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

/// One thing found in a text, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_field_names,
    reason = "a value's value is what it means"
)]
pub struct Value {
    pub(crate) kind: ValueKind,
    pub(crate) span: Span,
    pub(crate) value: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) approximate: bool,
    pub(crate) bound: Bound,
    pub(crate) said: Option<String>,
    pub(crate) dating: Dating,
    pub(crate) speech: Option<Box<Speech>>,
}

impl Value {
    /// Something that was found and not read yet.
    pub(crate) fn new(kind: ValueKind, span: Span) -> Self {
        Self {
            kind,
            span,
            value: None,
            unit: None,
            approximate: false,
            bound: Bound::Exact,
            said: None,
            dating: Dating::default(),
            speech: None,
        }
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        self.kind
    }

    /// Where it stands in the text it was found in.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What it means: ISO 8601 / EDTF for dates and times (an interval's end is exclusive),
    /// ISO 8601 for durations, a plain decimal for numbers, percents and amounts, the words for a
    /// quotation. `None` where it was found but cannot be read, such as a day without a month and
    /// no reference date.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// ISO 4217 for money; UCUM for measures, `{person}` for people and `{times}` for multiples
    /// among them; the noun counted for things counted; `%` or `pp` for percentages.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// Whether the text says that the value is not exact: about, nearly, 近, 约, およそ.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// The same value in a text that has `by` more bytes in front.
    #[must_use]
    pub fn shift(mut self, by: usize) -> Self {
        self.span = self.span.shift(by);
        self.speech = self.speech.map(|speech| Box::new(speech.shift(by)));
        self
    }

    /// What is said, by whom and by which word, where the value is a quotation of somebody: always
    /// for indirect speech, and for words in marks where the text says that they were spoken.
    #[must_use]
    pub fn speech(&self) -> Option<&Speech> {
        self.speech.as_deref()
    }

    pub(crate) fn into_speech(self) -> Option<Speech> {
        self.speech.map(|speech| *speech)
    }

    /// What the words of a date say by themselves, where its value leans on the document's date:
    /// `XXXX-WXX-3` for a Wednesday, `XXXX-05-12`, `XXXX-XX-12`. `None` where they say it all, or
    /// nothing that can be written without that date.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// Where the parts of the value come from; `None` for what is no date, time, length or set.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.dating.basis
    }

    /// How finely the words say it; `None` for what is no date, time, length or set.
    #[must_use]
    pub fn precision(&self) -> Option<Precision> {
        self.dating.precision
    }

    /// Whether the text gives the value itself or a bound of it.
    #[must_use]
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// The value as an exact number, where it is one: numbers, percents, amounts, quantities.
    #[must_use]
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        match self.kind {
            ValueKind::Number
            | ValueKind::Ordinal
            | ValueKind::Percent
            | ValueKind::Currency
            | ValueKind::Quantity => self.value.as_deref()?.parse().ok(),
            _ => None,
        }
    }

    /// A number of some kind, read from a numeral that may say "somewhat more".
    fn numeric(
        kind: ValueKind,
        span: Span,
        value: Decimal,
        unit: Option<&str>,
        more: bool,
    ) -> Self {
        Self {
            value: Some(plain(value)),
            unit: unit.map(str::to_owned),
            approximate: more,
            bound: if more { Bound::AtLeast } else { Bound::Exact },
            ..Self::new(kind, span)
        }
    }
}

/// What kind of thing a [`Value`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ValueKind {
    /// A day, month, year or a longer stretch of the calendar.
    Date,
    /// A date with a time of day.
    DateTime,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Something that comes again: every Monday.
    Set,
    /// A bare number.
    Number,
    /// First, 第三.
    Ordinal,
    /// A percentage.
    Percent,
    /// An amount of money.
    Currency,
    /// A number with a unit or with what is counted.
    Quantity,
    /// Two numbers that stand for two sides: 5-3, 3比1. Its value is the pair as it was said.
    Score,
    /// A person, place or body.
    Name,
    /// Words in quotation marks, and what somebody is reported to have said.
    Quote,
}

impl ValueKind {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Set => "set",
            Self::Number => "number",
            Self::Ordinal => "ordinal",
            Self::Percent => "percent",
            Self::Currency => "currency",
            Self::Quantity => "quantity",
            Self::Score => "score",
            Self::Name => "name",
            Self::Quote => "quote",
        }
    }
}

/// Whether a number is the value itself or a bound of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Bound {
    /// The value itself.
    #[default]
    Exact,
    /// More than, at least, 超过, 以上.
    AtLeast,
    /// Less than, up to, 未満.
    AtMost,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outermost(text: &str, language: Language) -> Vec<(ValueKind, String, Option<String>)> {
        maximal(find(text, language, None))
            .into_iter()
            .filter_map(|value| Some((value.kind, value.value?, value.unit)))
            .collect()
    }

    #[test]
    fn the_outermost_reading_of_an_amount_is_kept_alone() {
        let yen = (
            ValueKind::Currency,
            "412000000".to_owned(),
            Some("JPY".to_owned()),
        );
        assert_eq!(
            outermost("4.12亿日元", Language::Chinese),
            std::slice::from_ref(&yen)
        );
        assert_eq!(outermost("412 million yen", Language::English), [yen]);
    }

    #[test]
    fn a_quotation_does_not_take_in_the_values_in_it() {
        let kinds: Vec<ValueKind> = outermost("“We lost 12 boats”", Language::English)
            .into_iter()
            .map(|(kind, _, _)| kind)
            .collect();
        assert_eq!(kinds, [ValueKind::Quote, ValueKind::Quantity]);
    }

    #[test]
    fn values_are_written_without_exponents_or_needless_zeros() {
        let found = outermost("1.2 trillion, 5.00, 1e-7", Language::English);
        let values: Vec<&str> = found.iter().map(|(_, value, _)| value.as_str()).collect();
        assert_eq!(values, ["1200000000000", "5", "0.0000001"]);
    }

    proptest! {
        #[test]
        fn any_text_gives_values_in_order_that_do_not_overlap_within_a_kind(
            text in "([\\PC]|[0-9.,$%€元円一二三百万人“”「」'\" ]){0,60}",
        ) {
            for language in Language::ALL {
                let values = find(&text, language, None);
                prop_assert!(values.is_sorted_by_key(|value| value.span.start()));
                for value in &values {
                    prop_assert!(!value.span.of(&text).is_empty());
                    let same = values.iter().filter(|other| other.kind == value.kind);
                    let over = same.filter(|other| other.span.intersects(value.span)).count();
                    prop_assert_eq!(over, 1, "{:?}", value);
                }
            }
        }
    }
}
