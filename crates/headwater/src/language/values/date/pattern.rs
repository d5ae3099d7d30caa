//! Patterns over tokens: how a language puts dates, times and lengths of time together.
//!
//! A pattern is written as words with spaces between them. Each is
//!
//! - a kind of word from the table, such as `month`;
//! - a number with a meaning: `Y` a year of four digits, `B` one that may stand alone, `A` one
//!   with an ordinal's ending, `y` one of
//!   two digits, `x` one of two digits that is no month, `u` one
//!   of two digits that begin with a zero, `M` a month, `D` a day, `E` a day after the twelfth, `O` a
//!   day as an ordinal, `d` one more day beside the one that is read,
//!   `F` a day that is no ordinal in words, `h` `m` `s` a time of day,
//!   `H` an hour as an ordinal, `k` a minute of two digits,
//!   `q` a quarter, `w` a week of the year, `e` a year of an era, `c` a century, `r` a century in
//!   Roman numerals, `z` a decade,
//!   `Z` one of four digits, `f` a half of the year, `C` a date of eight digits, `N` any number,
//!   `n` one below 100, `P` a unit that its number follows,
//!   `i` an ordinal that tells which one;
//! - a part read before: `date`, `time`, `span` (a length), `point` (any of them);
//! - a sign as it stands, such as `,`;
//! - `$`: nothing, where a sign or a small word comes next;
//! - a fact, such as `=m30`: half past the hour, `=n1`: the number one, `=s0`: this one,
//!   `=w1`: the week that holds the day.
//!
//! `a|b` is either, `a?` may be left out, `~a` stands right behind what is before it, `>a` says
//! something about the end of a range, and `(a)` has to be there but is no part of the finding.

use super::easter::{EasterFeast, Rite};
use super::feast::Feast;
use super::fields::{Direction, Edge, Fields, Nth, Part, Unit};
use super::level::ones;
use super::lexicon::{Category, Reading};
use super::token::{Number, Token};
use crate::language::values::Bound;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use std::ops::RangeInclusive;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Year,
    BareYear,
    OrdinalYear,
    ShortYear,
    RestYear,
    Month,
    Day,
    LateDay,
    OrdinalDay,
    OtherDay,
    FigureDay,
    OrdinalHour,
    Counted,
    Ordinal,
    ZeroYear,
    Hour,
    Minute,
    TwoDigitMinute,
    Second,
    Quarter,
    Week,
    EraYear,
    Century,
    Roman,
    Decade,
    FullDecade,
    Half,
    Compact,
    Number,
    Small,
    Word(Category),
    Sign(char),
    Part(Symbol),
    End,
    Fact(char, i8),
}

/// A part of a pattern that is itself made by patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Date,
    Time,
    Span,
    Point,
}

impl Symbol {
    pub(super) const ALL: [Self; 4] = [Self::Date, Self::Time, Self::Span, Self::Point];
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one mark of the pattern's notation, and any may stand with any other"
)]
struct Element {
    slots: Vec<Slot>,
    optional: bool,
    glued: bool,
    right: bool,
    context: bool,
}

/// One way of putting words together.
#[derive(Debug)]
pub(super) struct Pattern {
    elements: Vec<Element>,
    /// What its first token can be.
    begins: Kinds,
}

/// A set of the kinds that a token can be of, among them the parts that begin at it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kinds(u128);

impl Kinds {
    const NUMBER: Self = Self(1);
    const SIGN: Self = Self(2);
    /// The first bit of the categories, behind those of the parts.
    const WORDS: u32 = 8;
    /// How many kinds there can be.
    pub(super) const COUNT: usize = 128;

    fn part(symbol: Symbol) -> Self {
        Self(4 << symbol as u32)
    }

    fn word(category: Category) -> Self {
        Self(1 << (Self::WORDS + category as u32))
    }

    pub(super) fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn meets(self, other: Self) -> bool {
        self.meet(other).0 != 0
    }

    /// Whether the kind of this place is in it.
    pub(super) fn has(self, place: usize) -> bool {
        self.each().any(|kind| kind == place)
    }

    /// The place of each kind in it, below [`Self::COUNT`].
    pub(super) fn each(self) -> impl Iterator<Item = usize> {
        ones(self.0)
    }

    /// These kinds, and the parts that begin there.
    pub(super) fn with(self, symbol: Symbol, parts: &[Match]) -> Self {
        if parts.is_empty() {
            self
        } else {
            self.join(Self::part(symbol))
        }
    }

    /// All that the token can be by itself.
    pub(super) fn of(token: &Token) -> Self {
        let when = |holds: bool, kind: Self| if holds { kind } else { Self::default() };
        let number = when(token.number.is_some(), Self::NUMBER);
        let sign = when(token.sign.is_some(), Self::SIGN);
        token
            .readings
            .iter()
            .map(|reading| Self::word(reading.category))
            .fold(number.join(sign), Self::join)
    }
}

/// What a pattern made of a run of tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Match {
    /// The first token that belongs to the finding.
    pub(super) start: usize,
    /// One past the last.
    pub(super) end: usize,
    pub(super) fields: Fields,
    /// What was said about the end of a range.
    pub(super) right: Option<Fields>,
}

/// Where the parts read before can be asked for.
pub(super) trait Parts {
    /// What this part can be at this token, the longest first.
    fn at(&self, symbol: Symbol, token: usize) -> &[Match];

    /// All that this token can be, the parts that begin at it among them.
    fn kinds(&self, token: usize) -> Kinds;
}

/// What one element of a pattern takes of a text.
#[derive(Debug, Clone, Copy)]
struct Step {
    element: usize,
    slot: Slot,
    /// The first token that it takes.
    at: usize,
    /// Which of the parts that begin there, where it is one.
    part: usize,
}

/// What has been read so far of one side.
#[derive(Debug, Clone, Default)]
struct Side {
    fields: Fields,
    number: Option<Decimal>,
    /// Whether an article stands there, which means one where no number follows.
    article: bool,
    unit: Option<Unit>,
    era: Option<i32>,
}

impl Pattern {
    /// Reads a pattern; what is wrong with it, where something is.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let elements: Result<Vec<Element>, String> = text
            .split_whitespace()
            .map(|word| Element::read(word).map_err(|wrong| format!("{text}: {wrong}")))
            .collect();
        let elements = elements?;
        let begins = begins(&elements);
        Ok(Self { elements, begins })
    }

    /// What its first token can be.
    pub(super) fn begins(&self) -> Kinds {
        self.begins
    }

    /// The longest run of tokens from `at` on that this pattern is.
    pub(super) fn find(&self, tokens: &[Token], at: usize, parts: &impl Parts) -> Option<Match> {
        let mut search = Search {
            pattern: self,
            tokens,
            parts,
            steps: Vec::new(),
            best: None,
        };
        search.go_on(0, at);
        let mut found = search.best?;
        let context = |e: &&Element| e.context;
        let ahead = self.elements.iter().take_while(context).count();
        let behind = self.elements.iter().rev().take_while(context).count();
        found.start = found.start.max(at + ahead);
        found.end = found.end.saturating_sub(behind);
        (found.start < found.end).then_some(found)
    }
}

/// The search for the longest run of tokens that a pattern is: first for one whose tokens are of
/// the kinds that the pattern wants, and only then for what they say together.
struct Search<'t, P> {
    pattern: &'t Pattern,
    tokens: &'t [Token],
    parts: &'t P,
    /// What the elements so far took.
    steps: Vec<Step>,
    best: Option<Match>,
}

impl<P: Parts> Search<'_, P> {
    /// Matches the elements from `index` on; the depth is that of the pattern, not of the text.
    fn go_on(&mut self, index: usize, at: usize) {
        let pattern = self.pattern;
        let Some(element) = pattern.elements.get(index) else {
            return self.finish(at);
        };
        let kinds = self.parts.kinds(at);
        for slot in &element.slots {
            let step = Step {
                element: index,
                slot: *slot,
                at,
                part: 0,
            };
            match slot {
                Slot::Fact(..) => self.take(step, at),
                Slot::End if self.tokens.get(at).is_none_or(is_closing) => self.take(step, at),
                _ if !slot.kinds().meets(kinds) => {}
                _ => self.take_token(element, step),
            }
        }
        if element.optional {
            self.go_on(index + 1, at);
        }
    }

    /// Tries an element at a token of the right kind.
    fn take_token(&mut self, element: &Element, step: Step) {
        let (tokens, at) = (self.tokens, step.at);
        let Some(token) = tokens.get(at).filter(|token| token.glued || !element.glued) else {
            return;
        };
        match step.slot {
            Slot::Part(symbol) => {
                let parts = self.parts;
                for (part, found) in parts.at(symbol, at).iter().enumerate() {
                    if found.right.is_none() {
                        self.take(Step { part, ..step }, found.end);
                    }
                }
            }
            Slot::Number => {
                let number = decimal(tokens, at).filter(|_| !is_ordinal(token));
                if let Some((value, width)) = number
                    && !value.is_sign_negative()
                {
                    self.take(step, at + width);
                }
            }
            Slot::Sign(sign) if token.sign != Some(sign) => {}
            Slot::Word(_) | Slot::Sign(_) | Slot::Counted | Slot::Roman => self.take(step, at + 1),
            slot if token.number.is_some_and(|number| slot.may_be(number)) => {
                self.take(step, at + 1);
            }
            _ => {}
        }
    }

    fn take(&mut self, step: Step, end: usize) {
        self.steps.push(step);
        self.go_on(step.element + 1, end);
        self.steps.pop();
    }

    /// Keeps what the steps say together, if they go further than any before.
    fn finish(&mut self, end: usize) {
        if self.best.as_ref().is_some_and(|best| best.end >= end) {
            return;
        }
        if let Some(found) = self.said(end) {
            self.best = Some(found);
        }
    }

    /// What the steps say; `None` where they contradict each other or leave something over.
    fn said(&self, end: usize) -> Option<Match> {
        let (mut left, mut right) = (Side::default(), None);
        // a part that stands first may leave out a word of its own
        let mut start = None;
        for step in &self.steps {
            let element = self.pattern.elements.get(step.element)?;
            let side = if element.right {
                right.get_or_insert_with(Side::default)
            } else {
                &mut left
            };
            let begin = self.take_over(side, *step)?;
            start = start.or(begin);
        }
        Some(Match {
            start: start.unwrap_or_default(),
            end,
            fields: left.finish()?,
            right: match right {
                Some(right) => Some(right.finish()?),
                None => None,
            },
        })
    }

    /// Takes over what one step says; where it begins, if it takes any token.
    fn take_over(&self, side: &mut Side, step: Step) -> Option<Option<usize>> {
        let begin = match step.slot {
            Slot::Fact(kind, value) => return side.fact(kind, value).then_some(None),
            Slot::End => return Some(None),
            Slot::Part(symbol) => {
                let found = self.parts.at(symbol, step.at).get(step.part)?;
                return side
                    .fields
                    .merge(&found.fields)
                    .then_some(Some(found.start));
            }
            _ => {
                let element = self.pattern.elements.get(step.element)?;
                (!element.context).then_some(step.at)
            }
        };
        let token = self.tokens.get(step.at)?;
        let fits = match step.slot {
            Slot::Sign(_) => true,
            Slot::Number => {
                let (value, _) = decimal(self.tokens, step.at)?;
                side.count(value);
                true
            }
            Slot::Counted => {
                let unit = token.reading(Category::Units);
                let unit = unit.or(token.reading(Category::Unit));
                side.unit = unit.and_then(|reading| Unit::from_code(reading.value));
                side.unit.is_some()
            }
            Slot::Word(Category::Unit) => {
                let unit = token.reading(Category::Unit);
                side.word(unit.or(token.reading(Category::Units))?)
            }
            Slot::Word(category) => side.word(token.reading(category)?),
            // the tables give Roman numerals as words that count
            Slot::Roman => {
                let century = token.reading(Category::Nth).map(|reading| reading.value);
                side.fields.century = century;
                century.is_some_and(|century| century > 0)
            }
            slot => side.number(slot, token.number?),
        };
        fits.then_some(begin)
    }
}

/// The kinds of the token that the first element can take, or the next where it may be left out.
fn begins(elements: &[Element]) -> Kinds {
    let mut kinds = Kinds::default();
    for element in elements {
        kinds = element
            .slots
            .iter()
            .map(|slot| slot.kinds())
            .fold(kinds, Kinds::join);
        let takes_none = element
            .slots
            .iter()
            .all(|slot| matches!(slot, Slot::Fact(..)));
        if !element.optional && !takes_none {
            break;
        }
    }
    kinds
}

impl Slot {
    /// The kinds of token that the slot takes.
    fn kinds(self) -> Kinds {
        match self {
            Self::Fact(..) | Self::End => Kinds::default(),
            Self::Sign(_) => Kinds::SIGN,
            Self::Part(symbol) => Kinds::part(symbol),
            Self::Word(Category::Unit) | Self::Counted => {
                Kinds::word(Category::Unit).join(Kinds::word(Category::Units))
            }
            Self::Word(category) => Kinds::word(category),
            Self::Roman => Kinds::word(Category::Nth),
            _ => Kinds::NUMBER,
        }
    }

    /// Whether the slot can be that number, for all that is known of the number alone.
    fn may_be(self, number: Number) -> bool {
        let Some(value) = self.whole(number) else {
            return false;
        };
        let is = |range: RangeInclusive<i32>| range.contains(&value);
        let Number {
            digits, ordinal, ..
        } = number;
        let short = digits <= 2;
        match self {
            Self::Year => {
                (digits == 4 || digits == 0) && (!ordinal || value > 1000) && is(1000..=2999)
            }
            Self::BareYear => digits == 4 && is(1500..=2099),
            Self::OrdinalYear => ordinal && digits == 4 && is(1500..=2099),
            Self::ShortYear => digits == 2,
            Self::RestYear => digits == 2 && value > 12,
            Self::ZeroYear => digits == 2 && value < 10,
            Self::EraYear => is(1..=150),
            Self::Century => is(1..=30),
            Self::Decade => digits != 1 && value % 10 == 0 && is(10..=2990),
            Self::FullDecade => digits == 4 && value % 10 == 0,
            Self::Compact => digits == 8 && is(19_000_101..=20_991_231),
            Self::Month => short && is(1..=12),
            Self::Day | Self::OtherDay => short && is(1..=31),
            Self::Ordinal | Self::OrdinalDay => ordinal && is(1..=31),
            // the first, the second: of a list more often than of the month
            Self::FigureDay => short && (digits > 0 || !ordinal) && is(1..=31),
            Self::LateDay => short && is(13..=31),
            Self::Hour => short && !ordinal && is(0..=24),
            Self::OrdinalHour => ordinal && is(1..=12),
            Self::Minute | Self::Second => short && is(0..=59),
            Self::TwoDigitMinute => digits == 2 && is(0..=59),
            Self::Quarter => is(1..=4),
            Self::Half => is(1..=2),
            Self::Week => is(1..=53),
            Self::Small => short && !ordinal && is(0..=99),
            _ => false,
        }
    }

    /// The whole number that it is as this slot.
    fn whole(self, number: Number) -> Option<i32> {
        if self.is_half(number) {
            number.value.trunc().to_i32()
        } else {
            number.whole()
        }
    }

    /// Whether it is an hour and a half: half past seven is seven and a half.
    fn is_half(self, number: Number) -> bool {
        let half = number.digits == 0 && number.value.fract() == Decimal::new(5, 1);
        self == Self::Hour && half
    }
}

impl Element {
    fn read(word: &str) -> Result<Self, String> {
        let (word, context) = match word.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
            Some(inner) => (inner, true),
            None => (word, false),
        };
        let (word, optional) = match word.strip_suffix('?') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (word, false),
        };
        let (word, glued) = match word.strip_prefix('~') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (word, false),
        };
        let (word, right) = match word.strip_prefix('>') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (word, false),
        };
        let slots: Result<Vec<Slot>, String> = word.split('|').map(slot).collect();
        Ok(Self {
            slots: slots?,
            optional,
            glued,
            right,
            context,
        })
    }
}

/// Whether this token tells that nothing follows which the number before it could count.
fn is_closing(token: &Token) -> bool {
    const SMALL: [Category; 10] = [
        Category::And,
        Category::At,
        Category::In,
        Category::Of,
        Category::On,
        Category::From,
        Category::To,
        Category::Until,
        Category::The,
        Category::Filler,
    ];
    let closes = |sign| ".,;:!?)]}\"'»”’」』。!?…\n/".contains(sign) || sign == '-' && !token.glued;
    token.sign.is_some_and(closes) || SMALL.iter().any(|word| token.reading(*word).is_some())
}

/// The slot of that name.
fn slot(name: &str) -> Result<Slot, String> {
    Ok(match name {
        "Y" => Slot::Year,
        "B" => Slot::BareYear,
        "A" => Slot::OrdinalYear,
        "y" => Slot::ShortYear,
        "M" => Slot::Month,
        "D" => Slot::Day,
        "E" => Slot::LateDay,
        "O" => Slot::OrdinalDay,
        "d" => Slot::OtherDay,
        "F" => Slot::FigureDay,
        "H" => Slot::OrdinalHour,
        "P" => Slot::Counted,
        "i" => Slot::Ordinal,
        "u" => Slot::ZeroYear,
        "x" => Slot::RestYear,
        "$" => Slot::End,
        "h" => Slot::Hour,
        "m" => Slot::Minute,
        "k" => Slot::TwoDigitMinute,
        "s" => Slot::Second,
        "q" => Slot::Quarter,
        "w" => Slot::Week,
        "e" => Slot::EraYear,
        "c" => Slot::Century,
        "r" => Slot::Roman,
        "z" => Slot::Decade,
        "Z" => Slot::FullDecade,
        "f" => Slot::Half,
        "C" => Slot::Compact,
        "N" => Slot::Number,
        "n" => Slot::Small,
        "date" => Slot::Part(Symbol::Date),
        "time" => Slot::Part(Symbol::Time),
        "span" => Slot::Part(Symbol::Span),
        "point" => Slot::Part(Symbol::Point),
        _ => {
            let mut letters = name.chars();
            match (letters.next(), letters.as_str()) {
                (Some(sign), "") if !sign.is_alphanumeric() => Slot::Sign(sign),
                (Some('='), rest) => fact(rest)?,
                _ => {
                    let known: StrDeserializer<'_, ValueError> = name.into_deserializer();
                    let category = Category::deserialize(known);
                    Slot::Word(category.map_err(|error| error.to_string())?)
                }
            }
        }
    })
}

fn fact(text: &str) -> Result<Slot, String> {
    let mut letters = text.chars();
    let kind = letters.next().ok_or("a fact without a name")?;
    let value = letters
        .as_str()
        .parse()
        .map_err(|_| format!("no number in ={text}"))?;
    Ok(Slot::Fact(kind, value))
}

fn is_ordinal(token: &Token) -> bool {
    token.number.is_some_and(|number| number.ordinal)
}

/// A number with its decimals or thousands, and how many tokens it takes.
fn decimal(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let number = tokens.get(at)?.number?;
    let joined = |offset: usize| tokens.get(at + offset).filter(|token| token.glued);
    let sign = joined(1).and_then(|token| token.sign);
    let rest = joined(2).and_then(|token| token.number);
    if let (Some(sign @ ('.' | ',')), Some(rest)) = (sign, rest)
        && number.digits > 0
        && rest.digits > 0
    {
        let scale = u32::try_from(rest.digits)
            .ok()
            .filter(|scale| *scale <= 9)?;
        let value = if rest.digits == 3 && (sign == ',' || number.digits > 3) {
            number
                .value
                .checked_mul(Decimal::from(1000))?
                .checked_add(rest.value)?
        } else {
            let fraction = rest.value.checked_div(Decimal::from(10_i64.pow(scale)))?;
            number.value.checked_add(fraction)?
        };
        return Some((value, 3));
    }
    Some((number.value, 1))
}

impl Side {
    /// Takes a number that the slot may be for what the slot means by it; `false` where it does not
    /// go with what was read.
    fn number(&mut self, slot: Slot, number: Number) -> bool {
        let value = slot.whole(number).unwrap_or_default();
        let fields = &mut self.fields;
        let year = |value: i32| i16::try_from(value).ok();
        let small = i8::try_from(value).ok();
        match slot {
            Slot::Year | Slot::BareYear | Slot::OrdinalYear => fields.year = year(value),
            Slot::ShortYear | Slot::RestYear => fields.year = year(full_year(value)),
            Slot::ZeroYear => fields.year = year(2000 + value),
            Slot::EraYear => return self.era_year(value),
            Slot::Century => fields.century = Some(value),
            Slot::Decade if value < 100 => fields.decade = year(1900 + value),
            Slot::Decade | Slot::FullDecade => fields.decade = year(value),
            Slot::Compact => {
                fields.year = year(value / 10_000);
                fields.month = i8::try_from(value / 100 % 100).ok();
                fields.day = i8::try_from(value % 100).ok();
            }
            Slot::Month => fields.month = small,
            Slot::Day | Slot::OrdinalDay | Slot::FigureDay | Slot::LateDay => fields.day = small,
            // it is told apart, and read by itself where it stands
            Slot::OtherDay => {}
            Slot::Ordinal => fields.nth = Some(Nth::First(value)),
            Slot::Hour | Slot::OrdinalHour => {
                fields.hour = small;
                if slot.is_half(number) {
                    fields.minute = Some(30);
                }
            }
            Slot::Minute | Slot::TwoDigitMinute => fields.minute = small,
            Slot::Second => fields.second = small,
            Slot::Quarter => fields.quarter = Some(value),
            Slot::Half => fields.half = Some(value),
            Slot::Week => fields.week = Some(value),
            Slot::Small => self.number = Some(number.value),
            _ => return false,
        }
        true
    }

    fn era_year(&mut self, value: i32) -> bool {
        let year = self.era.and_then(|era| era.checked_add(value));
        self.fields.year = year.and_then(|year| i16::try_from(year).ok());
        self.fields.year.is_some()
    }

    /// Takes a known word; `false` where it does not go with what was read.
    fn word(&mut self, reading: Reading) -> bool {
        let value = reading.value;
        let small = i8::try_from(value).ok();
        let unit_shift = |unit| Some((value, Some(unit)));
        let fields = &mut self.fields;
        match reading.category {
            Category::Month => fields.month = small,
            Category::Weekday | Category::WeekdayShort => fields.weekday = small,
            Category::Units if self.number.is_none() && !fields.each => return false,
            Category::Unit | Category::Units => {
                return Unit::from_code(value).is_some_and(|unit| self.unit(unit));
            }
            Category::Day => fields.shift = unit_shift(Unit::Day),
            Category::Evening => {
                fields.shift = unit_shift(Unit::Day);
                fields.part = Some(Part::Evening);
            }
            Category::Week => fields.shift = unit_shift(Unit::Week),
            Category::Weekend => fields.shift = unit_shift(Unit::Weekend),
            Category::MonthShift => fields.shift = unit_shift(Unit::Month),
            Category::QuarterShift => fields.shift = unit_shift(Unit::Quarter),
            Category::YearShift => fields.shift = unit_shift(Unit::Year),
            Category::Shift => fields.shift = Some((value, self.unit.take())),
            Category::Part | Category::Ampm => fields.part = Part::from_code(value),
            Category::Season => fields.season = Some(value),
            Category::Era => self.era = Some(value),
            Category::Periodic => {
                fields.each = true;
                return Unit::from_code(value).is_some_and(|unit| {
                    fields.length.push((Decimal::ONE, unit));
                    true
                });
            }
            Category::Feast => {
                fields.feast = Feast::from_code(value);
                if let Some(Feast::Fixed(month, day)) = fields.feast {
                    (fields.month, fields.day) = (Some(month), Some(day));
                    fields.feast = None;
                }
            }
            Category::Easter | Category::OrthodoxEaster => {
                let rite = match reading.category {
                    Category::Easter => Rite::Western,
                    _ => Rite::Orthodox,
                };
                fields.feast = Some(Feast::Easter(EasterFeast { rite, days: value }));
            }
            Category::OtherMonth => fields.other_calendar = true,
            Category::Decade => fields.decade = i16::try_from(value).ok(),
            Category::Nth => {
                fields.nth = Some(match value {
                    ..0 => Nth::Last(-value),
                    _ => Nth::First(value),
                });
                // "quarter third": what it counts may stand before it
                fields.nth_unit = fields.nth_unit.or(self.unit.take());
            }
            Category::Edge => {
                fields.edge = match value {
                    0 => Some(Edge::Early),
                    1 => Some(Edge::Middle),
                    2 => Some(Edge::Late),
                    3 => Some(Edge::Earlier),
                    _ => Some(Edge::Later),
                };
            }
            Category::HalfOf => self.half(),
            Category::HalfYear => fields.half = Some(value),
            Category::Stop => fields.stop = true,
            Category::Weekdays => {
                fields.weekday = small;
                fields.each = true;
            }
            Category::EraFirst => return self.fact('e', 1),
            Category::Ago | Category::Before => fields.direction = Some(Direction::Ago),
            Category::In | Category::Later => {
                fields.direction.get_or_insert(Direction::In);
            }
            Category::FromNow | Category::After => fields.direction = Some(Direction::Later),
            Category::Past => fields.direction = Some(Direction::Past),
            // within the next five days: five days, from now on
            Category::Coming if fields.direction == Some(Direction::Within) => {}
            Category::Coming => fields.direction = Some(Direction::Coming),
            Category::Zone => fields.zone = i16::try_from(value).ok(),
            Category::Within | Category::Starting => fields.direction = Some(Direction::Within),
            Category::Each => fields.each = true,
            Category::Article => self.article = true,
            Category::DayCount => fields.length.push((Decimal::from(value), Unit::Day)),
            Category::Pair => {
                let pair = Unit::from_code(value).map(|unit| (Decimal::TWO, unit));
                fields.length.extend(pair);
            }
            Category::MinuteCount => fields.length.push((Decimal::from(value), Unit::Minute)),
            Category::Approx | Category::Plus => fields.approximate = true,
            Category::AtLeast => fields.bound = Some(Bound::AtLeast),
            Category::AtMost => fields.bound = Some(Bound::AtMost),
            _ => {}
        }
        true
    }

    /// Takes a number of units, which come next or came before.
    fn count(&mut self, number: Decimal) {
        match self.unit.take() {
            Some(unit) => self.fields.length.push((number, unit)),
            None => self.number = Some(number),
        }
    }

    fn unit(&mut self, unit: Unit) -> bool {
        let article = std::mem::take(&mut self.article).then_some(Decimal::ONE);
        // "a second" is more often the one after the first
        if self.number.is_none() && article.is_some() && unit == Unit::Second {
            return false;
        }
        if let Some(number) = self.number.take().or(article) {
            // 2019年 is a year, not so many of them
            let year = Decimal::from(1000)..Decimal::from(3000);
            if unit == Unit::Year && year.contains(&number) {
                return false;
            }
            let smaller = self
                .fields
                .length
                .last()
                .is_none_or(|(_, last)| unit < *last);
            self.fields.length.push((number, unit));
            return smaller;
        }
        if let Some((_, of @ None)) = &mut self.fields.shift {
            *of = Some(unit);
        } else if self.fields.nth.is_some() && self.fields.nth_unit.is_none() {
            self.fields.nth_unit = Some(unit);
        } else {
            self.unit = Some(unit);
        }
        true
    }

    /// A half: of the unit before it, of the number before it, or of the unit to come.
    fn half(&mut self) {
        let half = Decimal::new(5, 1);
        self.article = false;
        if let Some((number, _)) = self.fields.length.last_mut() {
            *number = number.saturating_add(half);
            self.number = None;
        } else {
            let number = self.number.unwrap_or_default();
            self.number = Some(number.saturating_add(half));
        }
    }

    fn fact(&mut self, kind: char, value: i8) -> bool {
        match kind {
            'm' => {
                self.fields.minute = Some(value);
                self.number = None;
            }
            'h' => self.fields.hour = Some(value),
            'n' => self.number = Some(Decimal::from(value)),
            // this one: the week, the month
            's' => self.fields.shift = Some((i32::from(value), self.unit.take())),
            // the week that the day named lies in
            'w' => self.fields.week_of = true,
            // a unit that the word before it names only here: 一个半月
            'u' => {
                return Unit::from_code(i32::from(value)).is_some_and(|unit| self.unit(unit));
            }
            'd' => self.fields.day = Some(value),
            // an era's first year has a word of its own
            'e' => {
                self.era_year(i32::from(value));
            }
            // what looks like a date or a length and is none
            'x' => self.fields.stop = true,
            // so many minutes to the hour that was named
            't' => {
                let Some(hour) = self.fields.hour else {
                    return false;
                };
                let minutes = self.fields.minute.take().unwrap_or(value);
                self.fields.hour = Some((hour + 23) % 24);
                self.fields.minute = Some((60 - minutes) % 60);
            }
            _ => return false,
        }
        true
    }

    /// The fields, once nothing is left over that belongs to nothing.
    fn finish(&self) -> Option<Fields> {
        let mut fields = self.fields.clone();
        if self.number.is_some() || self.article {
            return None;
        }
        if let Some(unit) = self.unit {
            if fields.each {
                fields.length.push((Decimal::ONE, unit));
            } else if let Some((_, of @ None)) = &mut fields.shift {
                *of = Some(unit);
            } else if fields.nth.is_some() {
                fields.nth_unit = Some(unit);
            } else {
                return None;
            }
        }
        // the third quarter is a quarter's name; the third week counts
        if let (Some(Nth::First(n)), Some(unit)) = (fields.nth, fields.nth_unit) {
            let name = match unit {
                Unit::Quarter => &mut fields.quarter,
                Unit::Half => &mut fields.half,
                // a month has no more weeks than five
                Unit::Week if n > 5 && !fields.has_date() => &mut fields.week,
                _ => return fields.has_date().then_some(fields),
            };
            *name = Some(n);
            (fields.nth, fields.nth_unit) = (None, None);
        }
        Some(fields)
    }
}

/// The year that two digits mean: from 1950 to 2049.
fn full_year(short: i32) -> i32 {
    if short < 50 {
        2000 + short
    } else {
        1900 + short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_with_an_unknown_word_is_refused() {
        assert!(Pattern::read("month D ,? Y").is_ok());
        assert!(Pattern::read("month mouth").unwrap_err().contains("mouth"));
        assert!(Pattern::read("h =mx").is_err());
    }
}
