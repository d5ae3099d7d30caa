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
use super::lexicon::{Category, Reading};
use super::token::{Number, Token};
use crate::language::values::Bound;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

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

    fn part(symbol: Symbol) -> Self {
        Self(4 << symbol as u32)
    }

    fn word(category: Category) -> Self {
        Self(1 << (Self::WORDS + category as u32))
    }

    fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// All that the token can be.
    pub(super) fn of(token: &Token, at: usize, parts: &impl Parts) -> Self {
        let when = |holds: bool, kind: Self| if holds { kind } else { Self::default() };
        let symbols = [Symbol::Date, Symbol::Time, Symbol::Span, Symbol::Point];
        let words = token
            .readings
            .iter()
            .map(|reading| Self::word(reading.category));
        symbols
            .into_iter()
            .map(|symbol| when(!parts.at(symbol, at).is_empty(), Self::part(symbol)))
            .chain(words)
            .fold(
                when(token.number.is_some(), Self::NUMBER)
                    .join(when(token.sign.is_some(), Self::SIGN)),
                Self::join,
            )
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
    said: bool,
}

/// What has been read so far of both.
#[derive(Debug, Clone, Default)]
struct State {
    left: Side,
    right: Side,
    /// Where the part that stands first begins, which may leave out a word of its own.
    start: Option<usize>,
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

    /// Whether a token of these kinds can be the pattern's first; most are not, and cost no more
    /// than this.
    pub(super) fn may_begin(&self, kinds: Kinds) -> bool {
        self.begins.meets(kinds)
    }

    /// The longest run of tokens from `at` on that this pattern is.
    pub(super) fn find(&self, tokens: &[Token], at: usize, parts: &impl Parts) -> Option<Match> {
        let mut best: Option<Match> = None;
        self.step(0, tokens, at, parts, &State::default(), &mut best);
        let mut found = best?;
        let context = |e: &&Element| e.context;
        let ahead = self.elements.iter().take_while(context).count();
        let behind = self.elements.iter().rev().take_while(context).count();
        found.start = found.start.max(at + ahead);
        found.end = found.end.saturating_sub(behind);
        (found.start < found.end).then_some(found)
    }

    /// Matches the elements from `index` on; the depth is that of the pattern, not of the text.
    fn step(
        &self,
        index: usize,
        tokens: &[Token],
        at: usize,
        parts: &impl Parts,
        state: &State,
        best: &mut Option<Match>,
    ) {
        let Some(element) = self.elements.get(index) else {
            if best.as_ref().is_none_or(|found| found.end < at)
                && let Some(fields) = state.left.finish()
            {
                let right = if state.right.said {
                    match state.right.finish() {
                        Some(right) => Some(right),
                        None => return,
                    }
                } else {
                    None
                };
                *best = Some(Match {
                    start: state.start.unwrap_or_default(),
                    end: at,
                    fields,
                    right,
                });
            }
            return;
        };
        for slot in &element.slots {
            element.take(*slot, tokens, at, parts, state, &mut |end, state| {
                self.step(index + 1, tokens, end, parts, state, best);
            });
        }
        if element.optional {
            self.step(index + 1, tokens, at, parts, state, best);
        }
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

    /// Whether the token is of the kind that the slot wants.
    fn may_take(self, token: &Token, at: usize, parts: &impl Parts) -> bool {
        match self {
            Self::Fact(..) | Self::End => false,
            Self::Sign(sign) => token.sign == Some(sign),
            Self::Part(symbol) => !parts.at(symbol, at).is_empty(),
            Self::Word(Category::Unit) | Self::Counted => {
                token.reading(Category::Unit).is_some() || token.reading(Category::Units).is_some()
            }
            Self::Word(category) => token.reading(category).is_some(),
            Self::Roman => token.reading(Category::Nth).is_some(),
            _ => token.number.is_some(),
        }
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

    /// Tries one slot at a token, and goes on with every way in which it fits.
    fn take(
        &self,
        slot: Slot,
        tokens: &[Token],
        at: usize,
        parts: &impl Parts,
        state: &State,
        go_on: &mut dyn FnMut(usize, &State),
    ) {
        if let Slot::Fact(kind, value) = slot {
            let mut next = state.clone();
            if self.side(&mut next).fact(kind, value) {
                go_on(at, &next);
            }
            return;
        }
        if slot == Slot::End {
            if tokens.get(at).is_none_or(is_closing) {
                go_on(at, state);
            }
            return;
        }
        let Some(token) = tokens.get(at) else { return };
        if self.glued && !token.glued || !slot.may_take(token, at, parts) {
            return;
        }
        if let Slot::Part(symbol) = slot {
            for found in parts.at(symbol, at) {
                let mut next = state.clone();
                if next.start.is_none() {
                    next.start = Some(found.start);
                }
                let side = self.side(&mut next);
                if found.right.is_none() && side.fields.merge(&found.fields) {
                    go_on(found.end, &next);
                }
            }
            return;
        }
        let mut next = state.clone();
        if next.start.is_none() && !self.context {
            next.start = Some(at);
        }
        let side = self.side(&mut next);
        let fits = match slot {
            Slot::Sign(sign) => token.sign == Some(sign),
            Slot::Word(Category::Unit) => token
                .reading(Category::Unit)
                .or(token.reading(Category::Units))
                .is_some_and(|reading| side.word(reading)),
            Slot::Word(category) => token
                .reading(category)
                .is_some_and(|reading| side.word(reading)),
            Slot::Number => {
                let number = decimal(tokens, at).filter(|_| !is_ordinal(token));
                if let Some((value, width)) = number
                    && !value.is_sign_negative()
                {
                    side.count(value);
                    go_on(at + width, &next);
                }
                return;
            }
            Slot::Counted => {
                let unit = token.reading(Category::Units);
                let unit = unit.or(token.reading(Category::Unit));
                side.unit = unit.and_then(|reading| Unit::from_code(reading.value));
                side.unit.is_some()
            }
            _ => side.number(slot, token),
        };
        if fits {
            go_on(at + 1, &next);
        }
    }

    fn side<'s>(&self, state: &'s mut State) -> &'s mut Side {
        let side = if self.right {
            &mut state.right
        } else {
            &mut state.left
        };
        side.said = true;
        side
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
    /// Takes a number for what the slot means by it; `false` where it cannot be that.
    fn number(&mut self, slot: Slot, token: &Token) -> bool {
        // the tables give Roman numerals as words that count
        if slot == Slot::Roman {
            let Some(value) = token.reading(Category::Nth).map(|reading| reading.value) else {
                return false;
            };
            self.fields.century = Some(value);
            return value > 0;
        }
        let half = |n: &Number| n.digits == 0 && n.value.fract() == Decimal::new(5, 1);
        let Some((number, value)) = token.number.and_then(|n| match slot {
            // half past seven is seven and a half
            Slot::Hour if half(&n) => {
                self.fields.minute = Some(30);
                Some((n, n.value.trunc().to_i32()?))
            }
            _ => Some((n, n.whole()?)),
        }) else {
            return false;
        };
        self.years(slot, number, value)
            .unwrap_or_else(|| self.days_and_hours(slot, number, value))
    }

    /// Years and what is longer; `None` where the slot is for something else.
    fn years(&mut self, slot: Slot, number: Number, value: i32) -> Option<bool> {
        let fields = &mut self.fields;
        Some(match slot {
            Slot::Year => {
                let full = number.digits == 4 || number.digits == 0;
                fields.year = i16::try_from(value).ok();
                full && (!number.ordinal || value > 1000) && (1000..=2999).contains(&value)
            }
            Slot::BareYear => {
                fields.year = i16::try_from(value).ok();
                number.digits == 4 && (1500..=2099).contains(&value)
            }
            Slot::OrdinalYear => {
                fields.year = i16::try_from(value).ok();
                number.ordinal && number.digits == 4 && (1500..=2099).contains(&value)
            }
            Slot::ShortYear => {
                fields.year = i16::try_from(full_year(value)).ok();
                number.digits == 2
            }
            Slot::RestYear => {
                fields.year = i16::try_from(full_year(value)).ok();
                number.digits == 2 && value > 12
            }
            Slot::ZeroYear => {
                fields.year = i16::try_from(2000 + value).ok();
                number.digits == 2 && value < 10
            }
            Slot::EraYear => {
                let year = self.era.and_then(|era| era.checked_add(value));
                self.fields.year = year.and_then(|year| i16::try_from(year).ok());
                self.fields.year.is_some() && (1..=150).contains(&value)
            }
            Slot::Century => {
                fields.century = Some(value);
                (1..=30).contains(&value)
            }
            Slot::Decade => {
                let year = if value < 100 { 1900 + value } else { value };
                fields.decade = i16::try_from(year).ok();
                number.digits != 1 && value % 10 == 0 && (10..=2990).contains(&value)
            }
            Slot::FullDecade => {
                fields.decade = i16::try_from(value).ok();
                number.digits == 4 && value % 10 == 0
            }
            Slot::Compact => {
                fields.year = i16::try_from(value / 10_000).ok();
                fields.month = i8::try_from(value / 100 % 100).ok();
                fields.day = i8::try_from(value % 100).ok();
                number.digits == 8 && (19_000_101..=20_991_231).contains(&value)
            }
            _ => return None,
        })
    }

    /// What is shorter than a year.
    fn days_and_hours(&mut self, slot: Slot, number: Number, value: i32) -> bool {
        let short = number.digits <= 2;
        let small = i8::try_from(value).ok();
        let fields = &mut self.fields;
        match slot {
            Slot::Month => {
                fields.month = small;
                short && (1..=12).contains(&value)
            }
            Slot::Day => {
                fields.day = small;
                short && (1..=31).contains(&value)
            }
            Slot::Ordinal => {
                fields.nth = Some(Nth::First(value));
                number.ordinal && (1..=31).contains(&value)
            }
            Slot::OrdinalDay => {
                fields.day = small;
                number.ordinal && (1..=31).contains(&value)
            }
            // it is told apart, and read by itself where it stands
            Slot::OtherDay => short && (1..=31).contains(&value),
            // the first, the second: of a list more often than of the month
            Slot::FigureDay => {
                fields.day = small;
                short && (number.digits > 0 || !number.ordinal) && (1..=31).contains(&value)
            }
            Slot::LateDay => {
                fields.day = small;
                short && (13..=31).contains(&value)
            }
            Slot::Hour => {
                fields.hour = small;
                short && !number.ordinal && (0..=24).contains(&value)
            }
            Slot::OrdinalHour => {
                fields.hour = small;
                number.ordinal && (1..=12).contains(&value)
            }
            Slot::Minute => {
                fields.minute = small;
                (number.digits == 2 || number.digits <= 1 && value < 60)
                    && (0..=59).contains(&value)
            }
            Slot::TwoDigitMinute => {
                fields.minute = small;
                number.digits == 2 && (0..=59).contains(&value)
            }
            Slot::Second => {
                fields.second = small;
                short && (0..=59).contains(&value)
            }
            Slot::Quarter => {
                fields.quarter = Some(value);
                (1..=4).contains(&value)
            }
            Slot::Half => {
                fields.half = Some(value);
                (1..=2).contains(&value)
            }
            Slot::Week => {
                fields.week = Some(value);
                (1..=53).contains(&value)
            }
            Slot::Small => {
                self.number = Some(number.value);
                number.digits <= 2 && !number.ordinal && (0..100).contains(&value)
            }
            _ => false,
        }
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
                let year = self.era.and_then(|era| era.checked_add(i32::from(value)));
                self.fields.year = year.and_then(|year| i16::try_from(year).ok());
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
