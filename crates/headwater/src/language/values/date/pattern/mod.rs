//! Patterns over tokens: how a language puts dates, times and lengths of time together.
//!
//! A pattern is written as words with spaces between them. Each is
//!
//! - a kind of word from the table, such as `month`;
//! - a number with a meaning, by its letter in `sense.rs`; `N`, any number with its decimals; `r`, a
//!   century in Roman numerals;
//! - `P`, a unit that its number follows;
//! - a part read before: `date`, `time`, `span` (a length), `point` (any of them);
//! - a sign as it stands, such as `,`;
//! - `$`: nothing, where a sign or a small word comes next; `end`: nothing, where a sign does;
//! - a fact, such as `=m30`: half past the hour, `=n1`: the number one, `=s0`: this one,
//!   `=o3`: of days alone, `=p1`: the one behind what was told, `=w1` and `=w2`: the week and the
//!   weekend that hold the day, `=year`: the unit that the word before names only here.
//!
//! `a|b` is either, `a?` may be left out, `~a` stands right behind what is before it, `>a` says
//! something about the end of a range, and `(a)` has to be there but is no part of the finding.

mod kinds;
mod search;
mod sense;
mod side;

pub(super) use self::kinds::{Kinds, ones};
pub(super) use self::search::{Match, Parts, Step};

use self::search::Search;
use self::sense::Sense;
use super::category::Category;
use super::fields::Unit;
use super::token::Token;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

/// What an element takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// A number that means something.
    Number(Sense),
    /// Any number, with its decimals.
    Amount,
    Word(Category),
    /// A unit that its number follows.
    Counted,
    /// A century in Roman numerals.
    Roman,
    Sign(char),
    Part(Symbol),
    /// Nothing, where what stands before can be at its end.
    End,
    /// Nothing, where a sign or the end of the text comes next.
    Stop,
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
    /// What its first token can be, and its second one, where they have to be anything.
    ahead: [Option<Kinds>; 2],
}

impl Pattern {
    /// Reads a pattern; what is wrong with it, where something is.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let elements: Result<Vec<Element>, String> = text
            .split_whitespace()
            .map(|word| Element::read(word).map_err(|wrong| format!("{text}: {wrong}")))
            .collect();
        let elements = elements?;
        let ahead = [first(&elements), second(&elements)];
        Ok(Self { elements, ahead })
    }

    /// What its first token can be; `None` where it can be anything.
    pub(super) fn first(&self) -> Option<Kinds> {
        let [first, _] = self.ahead;
        first
    }

    /// What its second token can be; `None` where it can be anything.
    pub(super) fn second(&self) -> Option<Kinds> {
        let [_, second] = self.ahead;
        second
    }

    /// The longest run of tokens from `at` on that this pattern is; `room` is for what is kept
    /// meanwhile.
    pub(super) fn find(
        &self,
        tokens: &[Token],
        at: usize,
        parts: &impl Parts,
        room: &mut Vec<Step>,
    ) -> Option<Match> {
        let mut found = Search::longest(self, tokens, at, parts, room)?;
        let context = |e: &&Element| e.context;
        let ahead = self.elements.iter().take_while(context).count();
        let behind = self.elements.iter().rev().take_while(context).count();
        found.start = found.start.max(at + ahead);
        found.end = found.end.saturating_sub(behind);
        (found.start < found.end).then_some(found)
    }
}

/// What the first token of these elements can be; `None` where they need none.
fn first(elements: &[Element]) -> Option<Kinds> {
    let mut kinds = Kinds::default();
    for element in elements {
        if element
            .slots
            .iter()
            .any(|slot| matches!(slot, Slot::End | Slot::Stop))
        {
            return None;
        }
        kinds = kinds.join(element.kinds());
        if !element.takes_none() {
            return Some(kinds);
        }
    }
    None
}

/// What their second token can be; `None` where they need none, or where what comes first may take
/// more than one.
fn second(elements: &[Element]) -> Option<Kinds> {
    let mut kinds = Kinds::default();
    let mut rest = elements;
    while let [element, after @ ..] = rest {
        if element.slots.iter().any(|slot| !slot.takes_one()) {
            return None;
        }
        kinds = kinds.join(first(after)?);
        if !element.takes_none() {
            return Some(kinds);
        }
        rest = after;
    }
    None
}

impl Slot {
    /// Whether it takes one token, or none where it is a fact.
    fn takes_one(self) -> bool {
        match self {
            Self::Part(_) | Self::Amount | Self::End | Self::Stop => false,
            Self::Number(sense) => !sense.is_year(),
            _ => true,
        }
    }

    /// The kinds of token that the slot takes.
    fn kinds(self) -> Kinds {
        match self {
            Self::Fact(..) | Self::End | Self::Stop => Kinds::default(),
            Self::Amount => Kinds::NUMBER,
            Self::Number(sense) => Kinds::sense(sense),
            Self::Sign(_) => Kinds::SIGN,
            Self::Part(symbol) => Kinds::part(symbol),
            Self::Word(Category::Unit) | Self::Counted => {
                Kinds::word(Category::Unit).join(Kinds::word(Category::Units))
            }
            Self::Word(category) => Kinds::word(category),
            Self::Roman => Kinds::word(Category::Nth),
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

    /// The kinds of token that it takes.
    fn kinds(&self) -> Kinds {
        let slots = self.slots.iter().map(|slot| slot.kinds());
        slots.fold(Kinds::default(), Kinds::join)
    }

    /// Whether a text can go past it with no token.
    fn takes_none(&self) -> bool {
        let is_fact = |slot: &Slot| matches!(slot, Slot::Fact(..));
        self.optional || self.slots.iter().all(is_fact)
    }
}

/// The slot of that name.
fn slot(name: &str) -> Result<Slot, String> {
    if let Some(sense) = Sense::named(name) {
        return Ok(Slot::Number(sense));
    }
    Ok(match name {
        "N" => Slot::Amount,
        "P" => Slot::Counted,
        "r" => Slot::Roman,
        "$" => Slot::End,
        "end" => Slot::Stop,
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
    if let Some(unit) = Unit::code(text).and_then(|code| i8::try_from(code).ok()) {
        return Ok(Slot::Fact('u', unit));
    }
    let mut letters = text.chars();
    let kind = letters.next().ok_or("a fact without a name")?;
    let value = letters
        .as_str()
        .parse()
        .map_err(|_| format!("no number in ={text}"))?;
    Ok(Slot::Fact(kind, value))
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
