//! The search for the runs of tokens that are what a pattern says.

use super::side::Side;
use super::{Element, Kinds, Pattern, Sense, Slot, Symbol};
use crate::language::values::date::category::Category;
use crate::language::values::date::fields::{Fields, Unit};
use crate::language::values::date::token::{Token, spelled_year};
use rust_decimal::Decimal;

/// What a pattern made of a run of tokens.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::language::values::date) struct Match {
    /// The first token that belongs to the finding.
    pub(in crate::language::values::date) start: usize,
    /// One past the last.
    pub(in crate::language::values::date) end: usize,
    pub(in crate::language::values::date) fields: Fields,
    /// What was said about the end of a range.
    pub(in crate::language::values::date) right: Option<Box<Fields>>,
}

/// Where the parts read before can be asked for.
pub(in crate::language::values::date) trait Parts {
    /// What this part can be at this token, the longest first.
    fn at(&self, symbol: Symbol, token: usize) -> &[Match];

    /// All that this token can be, the parts that begin at it among them.
    fn kinds(&self, token: usize) -> Kinds;
}

/// What one element of a pattern takes of a text.
#[derive(Debug, Clone, Copy)]
pub(in crate::language::values::date) struct Step {
    element: usize,
    slot: Slot,
    /// The first token that it takes.
    at: usize,
    /// Which of the parts that begin there, where it is one.
    part: usize,
}

/// The search for the longest run of tokens that a pattern is: first for one whose tokens are of
/// the kinds that the pattern wants, and only then for what they say together.
pub(super) struct Search<'t, P> {
    pattern: &'t Pattern,
    tokens: &'t [Token],
    parts: &'t P,
    /// What the elements so far took.
    steps: &'t mut Vec<Step>,
    best: Option<Match>,
}

impl<'t, P: Parts> Search<'t, P> {
    /// The longest run of tokens from `at` on that the pattern is.
    pub(super) fn longest(
        pattern: &'t Pattern,
        tokens: &'t [Token],
        at: usize,
        parts: &'t P,
        steps: &'t mut Vec<Step>,
    ) -> Option<Match> {
        steps.clear();
        let mut search = Self {
            pattern,
            tokens,
            parts,
            steps,
            best: None,
        };
        search.go_on(0, at);
        search.best
    }

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
                Slot::Stop if self.tokens.get(at).is_none_or(closes_clause) => self.take(step, at),
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
            Slot::Amount => {
                let number = decimal(tokens, at).filter(|_| !is_ordinal(token));
                if let Some((value, width)) = number
                    && !value.is_sign_negative()
                {
                    self.take(step, at + width);
                }
            }
            Slot::Number(sense) if year_in_two(sense, tokens, at).is_some() => {
                self.take(step, at + 2);
            }
            Slot::Sign(sign) if token.sign != Some(sign) => {}
            _ => self.take(step, at + 1),
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
        let mut start = None;
        for step in self.steps.iter() {
            let element = self.pattern.elements.get(step.element)?;
            let side = if element.right {
                right.get_or_insert_with(Side::default)
            } else {
                &mut left
            };
            if !self.take_over(side, *step)? {
                return None;
            }
            start = start.or_else(|| self.start(element, *step));
        }
        Some(Match {
            start: start.unwrap_or_default(),
            end,
            fields: left.finish()?,
            right: match right {
                Some(right) => Some(Box::new(right.finish()?)),
                None => None,
            },
        })
    }

    /// Where a step begins, if it takes a token that belongs to the finding.
    fn start(&self, element: &Element, step: Step) -> Option<usize> {
        match step.slot {
            Slot::Fact(..) | Slot::End | Slot::Stop => None,
            // a part may leave out a word of its own
            Slot::Part(_) => self.part(step).map(|part| part.start),
            _ => (!element.context).then_some(step.at),
        }
    }

    fn part(&self, step: Step) -> Option<&Match> {
        match step.slot {
            Slot::Part(symbol) => self.parts.at(symbol, step.at).get(step.part),
            _ => None,
        }
    }

    /// Takes over what one step says; whether it goes with what was said before.
    fn take_over(&self, side: &mut Side, step: Step) -> Option<bool> {
        let word = |category| self.tokens.get(step.at)?.reading(category);
        Some(match step.slot {
            Slot::End | Slot::Stop | Slot::Sign(_) => true,
            Slot::Fact(kind, value) => side.fact(kind, value),
            Slot::Part(_) => side.fields.merge(&self.part(step)?.fields),
            Slot::Amount => {
                let (value, _) = decimal(self.tokens, step.at)?;
                side.count(value);
                true
            }
            Slot::Number(sense) => match year_in_two(sense, self.tokens, step.at) {
                None => side.number(sense, self.tokens.get(step.at)?.number?),
                year => {
                    side.fields.year = year;
                    true
                }
            },
            Slot::Counted => {
                let unit = word(Category::Units).or(word(Category::Unit))?;
                side.unit = Unit::from_code(unit.value);
                side.unit.is_some()
            }
            Slot::Word(Category::Unit) => {
                side.word(word(Category::Unit).or(word(Category::Units))?)
            }
            Slot::Word(category) => side.word(word(category)?),
            // the tables give Roman numerals as words that count
            Slot::Roman => {
                let century = word(Category::Nth)?.value;
                side.fields.century = Some(century);
                century > 0
            }
        })
    }
}

/// The year that two numbers say, where this sense allows it.
fn year_in_two(sense: Sense, tokens: &[Token], at: usize) -> Option<i16> {
    sense.is_year().then(|| spelled_year(tokens, at)).flatten()
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
    closes_clause(token) || SMALL.iter().any(|word| token.reading(*word).is_some())
}

/// Whether this token is a sign that nothing before it goes on behind.
fn closes_clause(token: &Token) -> bool {
    let closes = |sign| ".,;:!?)]}\"'»”’」』。!?…\n/".contains(sign) || sign == '-' && !token.glued;
    token.sign.is_some_and(closes)
}

fn is_ordinal(token: &Token) -> bool {
    token.number.is_some_and(|number| number.ordinal)
}

/// A number with its decimals or thousands, and how many tokens it takes.
fn decimal(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let number = tokens.get(at)?.number?;
    let joined = |offset: usize| tokens.get(at + offset).filter(|token| token.glued);
    let mark = joined(1).filter(|token| !token.is_enumeration_mark());
    let sign = mark.and_then(|token| token.sign);
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
    // 07年 is a year: nobody counts with a zero in front
    let has_zero_in_front = number.digits > 1 && number.value < Decimal::TEN;
    (!has_zero_in_front).then_some((number.value, 1))
}
