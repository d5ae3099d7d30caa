//! Puts the parts of a numeral together.

use rust_decimal::Decimal;

use super::accumulator::{Accumulator, Order};
use super::lexer::{Gap, Part};
use super::surroundings::is_hiragana;
use super::table::{Role, Table};
use crate::text::Span;

/// A numeral as it was put together, before its surroundings are looked at.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) value: Decimal,
    pub(super) span: Span,
    /// The parts it is made of.
    pub(super) count: usize,
    pub(super) first: Role,
    pub(super) last: Role,
    pub(super) last_value: Decimal,
    pub(super) ordinal: bool,
    pub(super) more: bool,
    /// Numerator and denominator of 百分之三 and its like.
    pub(super) fraction: Option<(Decimal, Decimal)>,
}

/// What was found at a part.
pub(super) enum Found {
    Numeral(Reading),
    /// No number, and the next parts belong to it: so many are passed over.
    Nothing(usize),
}

/// A cardinal number: its sum and how many parts it takes.
#[derive(Debug, Clone)]
struct Cardinal {
    sum: Accumulator,
    next: usize,
    more: bool,
    ended: bool,
}

pub(super) struct Grammar<'p> {
    pub(super) text: &'p str,
    pub(super) table: &'p Table,
    pub(super) parts: &'p [Part],
}

impl Grammar<'_> {
    fn part(&self, at: usize) -> Option<Part> {
        self.parts.get(at).copied()
    }

    /// The part at `at`, if nothing but a gap of a numeral lies before it.
    fn joined(&self, at: usize) -> Option<Part> {
        self.part(at).filter(|part| part.gap != Gap::Break)
    }

    fn touching(&self, at: usize) -> Option<Part> {
        self.part(at).filter(|part| part.gap == Gap::None)
    }

    fn role(&self, at: usize) -> Option<Role> {
        self.joined(at).map(|part| part.role)
    }

    /// The numeral that begins with part `at`.
    pub(super) fn read(&self, at: usize) -> Found {
        let mut next = at;
        let mut negative = false;
        let mut ordinal = false;
        match self.part(at).map(|part| part.role) {
            // 18胜20负7平: so many won, so many lost.
            Some(Role::Minus) if self.is_between_figures(at) => return Found::Nothing(1),
            Some(Role::Minus) => {
                negative = true;
                next += 1;
            }
            Some(Role::OrdinalPrefix) => {
                ordinal = true;
                next += 1;
            }
            Some(Role::Vague | Role::More) if self.is_scale(at + 1) => {
                return Found::Nothing(self.run(at));
            }
            _ => {}
        }
        if next > at && self.joined(next).is_none() {
            return Found::Nothing(1);
        }
        let Some(reading) = self.positive(next, at) else {
            return Found::Nothing(self.skip(next, at));
        };
        let value = if negative {
            -reading.value
        } else {
            reading.value
        };
        Found::Numeral(Reading {
            value,
            ordinal: ordinal || reading.ordinal,
            ..reading
        })
    }

    /// Whether a part stands right behind a number, so that it is no sign of the next.
    fn is_between_figures(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.part(before));
        self.touching(at).is_some() && before.is_some_and(|part| is_number(part.role))
    }

    /// How many parts to pass over where no numeral begins.
    fn skip(&self, next: usize, at: usize) -> usize {
        let row = self.row(next);
        if row >= 2 {
            self.run(next) + (next - at)
        } else {
            next - at + 1
        }
    }

    /// The number of parts from `at` on that touch each other.
    fn run(&self, at: usize) -> usize {
        1 + (at + 1..self.parts.len())
            .take_while(|next| self.touching(*next).is_some())
            .count()
    }

    fn is_scale(&self, at: usize) -> bool {
        self.touching(at)
            .is_some_and(|part| matches!(part.role, Role::Scale | Role::LoneScale))
    }

    /// How many single digits in characters stand in a row from `at` on.
    fn row(&self, at: usize) -> usize {
        if !self.table.is_characters() {
            return 0;
        }
        let is_unit = |part: &Part| part.role == Role::Unit;
        if !self.part(at).as_ref().is_some_and(is_unit) {
            return 0;
        }
        1 + (at + 1..self.parts.len())
            .take_while(|next| self.touching(*next).as_ref().is_some_and(is_unit))
            .count()
    }

    fn reading(&self, from: usize, next: usize, value: Decimal) -> Option<Reading> {
        let first = self.part(from)?;
        let last = self.part(next.checked_sub(1)?)?;
        Some(Reading {
            value,
            span: first.span.cover(last.span),
            count: next - from,
            first: first.role,
            last: last.role,
            last_value: last.value,
            ordinal: false,
            more: false,
            fraction: None,
        })
    }

    /// A numeral without its sign. `from` is its first part with the sign.
    fn positive(&self, at: usize, from: usize) -> Option<Reading> {
        if let Some((value, next)) = self.special(at) {
            return self.reading(from, next, value);
        }
        let part = self.part(at)?;
        if part.role == Role::Ordinal {
            let (value, next) = self.ordinal_row(at, part);
            let mut reading = self.reading(from, next, value)?;
            reading.ordinal = true;
            return Some(reading);
        }
        let cardinal = self.cardinal(at)?;
        let total = cardinal.sum.total()?;
        let more = cardinal.more;
        let next = cardinal.next;
        if let Some(reading) = self.over(from, next, total) {
            return Some(reading);
        }
        if let Some((whole, next)) = self.mixed_over(next, total) {
            return self.reading(from, next, whole);
        }
        let (value, next) = self
            .parts_of_thing(at, &cardinal, total)
            .unwrap_or((total, next));
        let (value, next) = self.dozen(value, next);
        if let Some((ordinal, next)) = self.ordinal(at, &cardinal, next) {
            let mut reading = self.reading(from, next, ordinal)?;
            reading.ordinal = true;
            return Some(reading);
        }
        let is_article = |at: usize| self.part(at).is_some_and(|part| part.role == Role::Article);
        if next == at + 1 && is_article(at) {
            return None;
        }
        let mut reading = self.reading(from, next, value)?;
        reading.more = more;
        Some(reading)
    }

    /// Ordinals of two words: vigésimo primero, الحادي والعشرون, الثاني عشر.
    fn ordinal_row(&self, at: usize, first: Part) -> (Decimal, usize) {
        let ten = Decimal::TEN;
        let alone = (first.value, at + 1);
        let Some(second) = self.joined(at + 1) else {
            return alone;
        };
        let first_is_ten = first.value >= ten && (first.value % ten).is_zero();
        match second.role {
            Role::Ordinal if first_is_ten && second.value < ten => {
                (first.value + second.value, at + 2)
            }
            Role::Unit
                if self.table.habits.units_first && first.value < ten && second.value == ten =>
            {
                (first.value + ten, at + 2)
            }
            Role::Joiner if self.table.habits.units_first && first.value < ten => {
                let third = self.joined(at + 2).filter(|part| {
                    matches!(part.role, Role::Unit) && part.value >= Decimal::from(20)
                });
                third.map_or(alone, |third| (first.value + third.value, at + 3))
            }
            _ => alone,
        }
    }

    /// Halves, single fractions and whole words: half a million, ¾, anderthalb.
    fn special(&self, at: usize) -> Option<(Decimal, usize)> {
        let part = self.part(at)?;
        let text = part.span.of(self.text);
        match part.role {
            // The first half is no number.
            Role::LoneHalf if part.gap != Gap::Break && self.is_ordinal(at) => None,
            Role::Half | Role::LoneHalf => {
                let half = Decimal::new(5, 1);
                let article = usize::from(self.role(at + 1) == Some(Role::Article));
                if let Some((value, next)) = self.scaled(half, at + 1 + article) {
                    return Some((value, next));
                }
                (part.role == Role::LoneHalf || self.is_half_of(part)).then_some((half, at + 1))
            }
            Role::Denominator if self.scaled(Decimal::ONE, at + 1).is_some() => {
                self.scaled(Decimal::ONE.checked_div(part.value)?, at + 1)
            }
            Role::Vulgar | Role::Decimal => Some(
                self.scaled(part.value, at + 1)
                    .unwrap_or((part.value, at + 1)),
            ),
            Role::Unit if self.is_part_of_definite(at, part) => {
                Some((Decimal::ONE.checked_div(part.value)?, at + 1))
            }
            Role::Denominator
                if self
                    .table
                    .habits
                    .lone_denominators
                    .contains(&super::lexer::normal(text)) =>
            {
                Some((Decimal::ONE.checked_div(part.value)?, at + 1))
            }
            _ => None,
        }
    }

    /// خمس الساعة: a fifth of the hour, where خمس دقائق are five minutes.
    fn is_part_of_definite(&self, at: usize, part: Part) -> bool {
        let rest = self.text.get(part.span.end()..).unwrap_or_default();
        let definite = rest
            .strip_prefix(' ')
            .is_some_and(|rest| rest.starts_with("ال"));
        let word = super::lexer::normal(part.span.of(self.text));
        definite && self.joined(at + 1).is_none() && self.table.habits.unit_parts.contains(&word)
    }

    /// Whether an ordinal stands before part `at`.
    fn is_ordinal(&self, at: usize) -> bool {
        at.checked_sub(1)
            .and_then(|before| self.part(before))
            .is_some_and(|part| part.role == Role::Ordinal)
    }

    fn is_half_of(&self, half: Part) -> bool {
        let rest = self.text.get(half.span.end()..).unwrap_or_default();
        rest.starts_with(" of ") || rest.starts_with(" the ")
    }

    /// A scale or a dozen right after a fraction.
    fn scaled(&self, value: Decimal, at: usize) -> Option<(Decimal, usize)> {
        let scale = self.joined(at)?;
        matches!(scale.role, Role::Scale | Role::LoneScale | Role::Dozen)
            .then(|| value.checked_mul(scale.value).map(|value| (value, at + 1)))?
    }

    /// 分之: what was read is the denominator.
    fn over(&self, from: usize, next: usize, under: Decimal) -> Option<Reading> {
        if self.role(next) != Some(Role::Over) {
            return None;
        }
        let minus = usize::from(self.role(next + 1) == Some(Role::Minus));
        let start = next + 1 + minus;
        self.joined(start)?;
        let mut cardinal = self.cardinal(start)?;
        let mut over = cardinal.sum.total()?;
        let first = self.part(start)?;
        let ten_thousand = first.value.checked_mul(Decimal::from(10_000));
        if self.table.habits.hangul && cardinal.next == start + 2 && Some(over) == ten_thousand {
            // 3분의 일만: the particle 만, not ten thousand.
            over = first.value;
            cardinal.next = start + 1;
        }
        let over = if minus == 1 { -over } else { over };
        let mut reading = self.reading(from, cardinal.next, over.checked_div(under)?)?;
        reading.fraction = Some((over, under));
        Some(reading)
    }

    /// 三又二分之一
    fn mixed_over(&self, next: usize, whole: Decimal) -> Option<(Decimal, usize)> {
        if self.role(next) != Some(Role::Mixed) || !self.table.is_characters() {
            return None;
        }
        self.joined(next + 1)?;
        let cardinal = self.cardinal(next + 1)?;
        let under = cardinal.sum.total()?;
        let reading = self.over(next + 1, cardinal.next, under)?;
        Some((whole.checked_add(reading.value)?, next + 1 + reading.count))
    }

    /// Two thirds; three and a half; 2 ¼.
    fn parts_of_thing(
        &self,
        at: usize,
        cardinal: &Cardinal,
        total: Decimal,
    ) -> Option<(Decimal, usize)> {
        let next = cardinal.next;
        if let Some(part) = self.joined(next) {
            let single = next == at + 1 && total == Decimal::ONE;
            match part.role {
                Role::Vulgar => return Some((total.checked_add(part.value)?, next + 1)),
                Role::Denominator | Role::Half => {
                    let (over, under) = self
                        .with_tens(at, next, total, part)
                        .unwrap_or((total, part.value));
                    let value = over.checked_div(under)?;
                    return Some(self.scaled(value, next + 1).unwrap_or((value, next + 1)));
                }
                Role::Unit if total > Decimal::TEN && self.is_unit_part(part) => {
                    return Some((total.checked_div(part.value)?, next + 1));
                }
                Role::Ordinal if single && self.cuts(at, next, part) => {
                    return Some((total.checked_div(part.value)?, next + 1));
                }
                _ => {}
            }
        }
        self.tail(cardinal, total)
    }

    /// One hundred thirty-fifths: the tens belong to the denominator.
    fn with_tens(
        &self,
        at: usize,
        next: usize,
        total: Decimal,
        part: Part,
    ) -> Option<(Decimal, Decimal)> {
        let before = next.checked_sub(1).filter(|before| *before > at)?;
        let tens = self.part(before)?;
        let is_tens = tens.role == Role::Unit
            && tens.value >= Decimal::from(20)
            && (tens.value % Decimal::TEN).is_zero();
        let joined = self.part(before - 1)?.role == Role::Joiner || tens.gap == Gap::Hyphen;
        let over = total.checked_sub(tens.value)?;
        (is_tens && !joined && part.value < Decimal::TEN && over > Decimal::ZERO)
            .then(|| (over, tens.value + part.value))
    }

    /// خمس is five, and after a larger number a fifth.
    fn is_unit_part(&self, part: Part) -> bool {
        let word = super::lexer::normal(part.span.of(self.text));
        part.gap == Gap::Space && self.table.habits.unit_parts.contains(&word)
    }

    /// Whether an ordinal after "one" or "a" is a part of a thing.
    fn cuts(&self, at: usize, next: usize, ordinal: Part) -> bool {
        let is_article = self.part(at).is_some_and(|part| part.role == Role::Article);
        let rest = self.text.get(ordinal.span.end()..).unwrap_or_default();
        let is_of = rest.trim_start().starts_with("of ") || rest.trim_start().is_empty();
        let hyphen = self.part(next).is_some_and(|part| part.gap == Gap::Hyphen);
        ordinal.value > Decimal::TWO && (is_of || hyphen || !is_article)
    }

    /// "And a half" after a number.
    fn tail(&self, cardinal: &Cardinal, total: Decimal) -> Option<(Decimal, usize)> {
        let joiner = self.joined(cardinal.next)?;
        if !matches!(joiner.role, Role::Joiner | Role::Mixed | Role::Point)
            || self.table.is_characters()
        {
            return None;
        }
        let (fraction, next) = self.small_fraction(cardinal.next + 1)?;
        if let Some((value, next)) = self.scaled(fraction, next)
            && cardinal.sum.after_scale().is_some()
        {
            return Some((total.checked_add(value)?, next));
        }
        let million = Decimal::from(1_000_000);
        // Three million and a half: half a million more.
        if let Some(scale) = cardinal.sum.after_scale().filter(|scale| *scale >= million) {
            return Some((total.checked_add(fraction.checked_mul(scale)?)?, next));
        }
        let value = total.checked_add(fraction)?;
        Some(self.scaled(value, next).unwrap_or((value, next)))
    }

    /// A half, a third, three quarters, half; after an "and".
    fn small_fraction(&self, at: usize) -> Option<(Decimal, usize)> {
        let first = self.joined(at)?;
        match first.role {
            Role::Half | Role::LoneHalf | Role::Denominator => {
                Some((Decimal::ONE.checked_div(first.value)?, at + 1))
            }
            Role::Vulgar => Some((first.value, at + 1)),
            Role::Decimal if first.value < Decimal::ONE => Some((first.value, at + 1)),
            Role::Unit | Role::Article | Role::One => {
                let second = self.joined(at + 1)?;
                let one = first.value == Decimal::ONE;
                let is_part = matches!(second.role, Role::Denominator | Role::Half)
                    || (second.role == Role::Ordinal && one && second.value > Decimal::TWO);
                is_part.then(|| Some((first.value.checked_div(second.value)?, at + 2)))?
            }
            _ => None,
        }
    }

    fn dozen(&self, value: Decimal, next: usize) -> (Decimal, usize) {
        self.joined(next)
            .filter(|part| part.role == Role::Dozen)
            .and_then(|part| value.checked_mul(part.value))
            .map_or((value, next), |value| (value, next + 1))
    }

    /// Twenty-first, vingt et unième, einundzwanzigste; and the part after it.
    fn ordinal(&self, at: usize, cardinal: &Cardinal, next: usize) -> Option<(Decimal, usize)> {
        let part = self.joined(next)?;
        // "280 million first notes" are two.
        let first = self.part(at).is_some_and(|part| part.role == Role::Digits);
        if cardinal.ended || first {
            return None;
        }
        if part.role == Role::OrdinalEnd && part.gap == Gap::None {
            return Some((cardinal.sum.total()?, next + 1));
        }
        let is_joiner = part.role == Role::Joiner && self.table.habits.joins_after == 10;
        let (part, next) = if is_joiner {
            (self.joined(next + 1)?, next + 1)
        } else {
            (part, next)
        };
        if part.role != Role::Ordinal || (is_joiner && part.value != Decimal::ONE) {
            return None;
        }
        let mut sum = cardinal.sum.clone();
        let fits = if part.value >= Decimal::ONE_HUNDRED {
            sum.scale(part.value, false)
        } else {
            sum.unit(part.value, Order::TensFirst, false)
        };
        fits.then(|| Some((sum.total()?, next + 1)))?
    }

    /// The longest cardinal number from part `at` on, with its fraction.
    fn cardinal(&self, at: usize) -> Option<Cardinal> {
        let mut cardinal = self.whole(at)?;
        self.point(&mut cardinal);
        Some(cardinal)
    }

    /// The longest whole number from part `at` on.
    fn whole(&self, at: usize) -> Option<Cardinal> {
        let mut now = Cardinal {
            sum: Accumulator::default(),
            next: at,
            more: false,
            ended: false,
        };
        let mut before_joiner: Option<Cardinal> = None;
        loop {
            let part = match self.part(now.next) {
                Some(part) if now.next == at || part.gap != Gap::Break => part,
                _ => break,
            };
            if part.role == Role::Joiner && self.may_join(&now) {
                let mut joined = now.clone();
                joined.next += 1;
                let apart = self.small_fraction(joined.next).is_some() && !self.tens_go_on(&now);
                if !apart && self.step(&mut joined, at, true) {
                    before_joiner = Some(now);
                    now = joined;
                    continue;
                }
                break;
            }
            if self.breaks(&now, at, part) {
                break;
            }
            if part.gap == Gap::Space && self.table.is_characters() && now.next > at {
                before_joiner = Some(now.clone());
            }
            if !self.step(&mut now, at, false) {
                // "one hundred and two hundred": the "and" stood between two numbers.
                if matches!(part.role, Role::Scale | Role::LoneScale)
                    && let Some(earlier) = before_joiner
                {
                    now = earlier;
                    now.ended = true;
                }
                break;
            }
            if now.ended {
                break;
            }
        }
        (!now.sum.is_empty()).then_some(now)
    }

    /// Treinta y dos quintos: thirty-two fifths, not thirty and two.
    fn tens_go_on(&self, now: &Cardinal) -> bool {
        let tens = now.sum.pending().is_some_and(|pending| {
            pending > Decimal::TWO * Decimal::TEN && (pending % Decimal::TEN).is_zero()
        });
        let is_unit = |part: Part| part.role == Role::Unit;
        tens && self.table.habits.joins_after == 10
            && self.joined(now.next + 1).is_some_and(is_unit)
    }

    /// Whether a joiner may stand after what was read.
    fn may_join(&self, now: &Cardinal) -> bool {
        match self.table.habits.joins_after {
            0 => false,
            1 => !now.sum.is_empty(),
            10 => now
                .sum
                .pending()
                .is_some_and(|pending| pending >= Decimal::TEN),
            _ => {
                !now.sum.has_pending() && !now.sum.is_empty()
                    || self.table.habits.units_first
                        && self.touching(now.next).is_some()
                        && now.sum.has_pending()
            }
        }
    }

    /// Gaps that part two numerals though a word between would not.
    fn breaks(&self, now: &Cardinal, at: usize, part: Part) -> bool {
        if now.next == at || !self.table.is_characters() {
            return false;
        }
        match part.gap {
            Gap::None => false,
            Gap::Hyphen | Gap::Break => true,
            Gap::Space => !self.goes_on_after_space(now, part),
        }
    }

    /// 一百 五 十; 3만 4000, but not 三 五.
    fn goes_on_after_space(&self, now: &Cardinal, part: Part) -> bool {
        match part.role {
            Role::Scale | Role::LoneScale => {
                now.sum.has_pending() || now.sum.after_scale().is_some()
            }
            Role::Unit => now.sum.after_scale().is_some() && self.row(now.next) == 1,
            Role::More => now.sum.after_scale().is_some(),
            Role::Digits => {
                let scale = now.sum.after_scale();
                let wide = scale.is_some_and(|scale| scale >= Decimal::from(10_000));
                let scaled = matches!(self.role(now.next + 1), Some(Role::Scale | Role::LoneScale));
                let thousand = Some(Decimal::ONE_THOUSAND);
                let under = scale == thousand && part.value < Decimal::ONE_THOUSAND;
                scale.is_some() && (scaled || ((wide || under) && self.table.habits.hangul))
            }
            _ => false,
        }
    }

    /// Takes the next part into the sum; `false`, and nothing changed, where it does not fit.
    fn step(&self, now: &mut Cardinal, at: usize, joined: bool) -> bool {
        let Some(part) = self
            .part(now.next)
            .filter(|part| now.next == at || part.gap != Gap::Break)
        else {
            return false;
        };
        let start = now.next == at;
        let fits = match part.role {
            Role::Digits => start && now.sum.number(part.value) || self.digits(now, part, joined),
            Role::Unit | Role::Native => return self.unit(now, part, joined),
            Role::One => {
                let million = Decimal::from(1_000_000);
                let far = now.sum.after_scale().is_some_and(|scale| scale >= million);
                let compound = self.touching(now.next + 1).is_some();
                (joined || compound || !far) && now.sum.unit(Decimal::ONE, self.order(), joined)
            }
            Role::Article => start && self.is_article_of_number(at) && now.sum.number(Decimal::ONE),
            Role::Hundreds => now.sum.hundreds(part.value),
            Role::Dual => now.sum.dual(part.value),
            Role::Scale | Role::LoneScale => self.scale(now, part, start || joined),
            Role::More => return self.more(now, part),
            _ => false,
        };
        now.next += usize::from(fits);
        fits
    }

    fn order(&self) -> Order {
        if self.table.habits.units_first {
            Order::UnitsFirst
        } else {
            Order::TensFirst
        }
    }

    fn is_article_of_number(&self, at: usize) -> bool {
        matches!(
            self.role(at + 1),
            Some(
                Role::Scale
                    | Role::LoneScale
                    | Role::Dozen
                    | Role::Half
                    | Role::Denominator
                    | Role::Ordinal
            )
        )
    }

    fn scale(&self, now: &mut Cardinal, part: Part, first: bool) -> bool {
        // "50 cents" is money; "3 cent" is three hundred.
        let is_digits = now
            .next
            .checked_sub(1)
            .and_then(|at| self.part(at))
            .is_some_and(|part| part.role == Role::Digits);
        let two_digits = now
            .sum
            .pending()
            .is_some_and(|pending| pending >= Decimal::TEN);
        let too_many = now.sum.pending().is_some_and(|pending| {
            let largest = self.table.habits.largest_hundreds.unwrap_or(99);
            pending > Decimal::from(largest) || !pending.fract().is_zero()
        });
        if part.value == Decimal::ONE_HUNDRED && (too_many || is_digits && two_digits) {
            return false;
        }
        let before = now.next.checked_sub(1).and_then(|at| self.part(at));
        // 한 조 is a group rather than a trillion.
        let native = before.is_some_and(|part| part.role == Role::Native);
        if native && !first && part.value > Decimal::from(10_000) {
            return false;
        }
        // 百分之百
        let is_denominator = first
            && (self.role(now.next + 1) == Some(Role::Over)
                || before.is_some_and(|part| part.role == Role::Over));
        let alone = is_denominator
            || part.role == Role::LoneScale
                && (first || !now.sum.is_empty())
                && !(self.table.is_characters() && now.sum.after_scale() == Some(part.value));
        now.sum.scale(part.value, alone)
    }

    /// Digits inside a numeral: 3万4000, 4 million 200 thousand, 3 hundred and 21.
    fn digits(&self, now: &mut Cardinal, part: Part, joined: bool) -> bool {
        let touching = part.gap == Gap::None;
        let Some(scale) = now
            .sum
            .after_scale()
            .filter(|_| touching || part.value.fract().is_zero())
        else {
            return false;
        };
        let scaled = matches!(self.role(now.next + 1), Some(Role::Scale | Role::LoneScale));
        let fits = touching
            || self.table.is_characters()
            || (scaled && !joined)
            || (joined && scale == Decimal::ONE_HUNDRED);
        fits && now.sum.number(part.value)
    }

    fn unit(&self, now: &mut Cardinal, part: Part, joined: bool) -> bool {
        if part.role == Role::Native {
            let fits = now.sum.unit(part.value, Order::TensFirst, false)
                || self.native_teen(&mut now.sum, part);
            now.next += usize::from(fits);
            return fits;
        }
        if !self.table.is_characters() {
            // "1.7 million four years ago": nothing is added to a number with decimals.
            if now.sum.has_decimals() {
                return false;
            }
            let fits = now.sum.unit(part.value, self.order(), joined);
            now.next += usize::from(fits);
            return fits;
        }
        let row = self.row(now.next);
        if now.sum.is_empty() && row > 1 {
            return self.positional(now, row);
        }
        let zeros = (now.next..now.next + row)
            .take_while(|at| self.part(*at).is_some_and(|part| part.value.is_zero()))
            .count();
        let Some(part) = self.part(now.next + zeros).filter(|_| zeros < row) else {
            // 零 before a scale or at the end joins.
            let fits = !now.sum.is_empty() && !now.sum.has_pending();
            if !fits {
                return now.sum.is_empty() && row == 1 && {
                    now.next += 1;
                    now.sum.number(Decimal::ZERO)
                };
            }
            now.next += row;
            return true;
        };
        if row - zeros > 1 || !now.sum.number(part.value) {
            return false;
        }
        now.next += row;
        if self.table.habits.short_tail && zeros == 0 {
            self.short_tail(now);
        }
        true
    }

    /// 열하나 is eleven.
    fn native_teen(&self, sum: &mut Accumulator, part: Part) -> bool {
        let ten = Decimal::TEN;
        let fits = self.table.habits.hangul && sum.pending() == Some(ten) && part.value < ten;
        if fits {
            sum.fraction(part.value);
        }
        fits
    }

    /// 二〇二一: digits in a row. Two of them may be "two or three" and are left alone.
    fn positional(&self, now: &mut Cardinal, row: usize) -> bool {
        let digits: Vec<Part> = (now.next..now.next + row)
            .filter_map(|at| self.part(at))
            .collect();
        let never = &self.table.habits.never_in_row;
        let odd = digits
            .iter()
            .any(|part| never.iter().any(|word| word == part.span.of(self.text)));
        let has_zero = digits.iter().any(|part| part.value.is_zero());
        // 〇〇さん is somebody
        let only_zeros = digits.iter().all(|part| part.value.is_zero());
        if odd
            || only_zeros
            || row > 28
            || (row < 3 && !has_zero && !self.is_whole_pair(now.next + row))
            || self.table.habits.hangul
            || self.is_scale(now.next + row)
        {
            return false;
        }
        let number: String = digits.iter().map(|part| part.value.to_string()).collect();
        let Ok(value) = number.parse() else {
            return false;
        };
        now.next += row;
        now.ended = true;
        now.sum.number(value)
    }

    /// Whether two digits in characters are one number by what follows: 三五分の百, 八五折.
    fn is_whole_pair(&self, next: usize) -> bool {
        let end = next.checked_sub(1).and_then(|last| self.part(last));
        let after = end.and_then(|part| self.text.get(part.span.end()..));
        self.role(next) == Some(Role::Over) || after.is_some_and(|text| text.starts_with('折'))
    }

    /// 一百五 is 150, where nothing follows.
    fn short_tail(&self, now: &mut Cardinal) {
        let before = now.next.checked_sub(2).and_then(|at| self.part(at));
        let Some(scale) = before.filter(|part| matches!(part.role, Role::Scale | Role::LoneScale))
        else {
            return;
        };
        // 3万人看五场: the scale belongs to another number.
        let tail = now.next.checked_sub(1).and_then(|at| self.part(at));
        if tail.is_none_or(|tail| tail.gap == Gap::Break) {
            return;
        }
        let goes_on = self
            .role(now.next)
            .is_some_and(|role| is_number(role) || role == Role::Over);
        if scale.value >= Decimal::ONE_HUNDRED && !goes_on {
            now.sum.stretch(scale.value / Decimal::TEN);
            now.ended = true;
        }
    }

    /// 余, 多: after a scale or digits; only a scale may follow.
    fn more(&self, now: &mut Cardinal, part: Part) -> bool {
        let before = now.next.checked_sub(1).and_then(|at| self.part(at));
        let after_digits = before.is_some_and(|part| part.role == Role::Digits);
        let after_zero = before.is_some_and(|part| part.role == Role::Unit && part.value.is_zero());
        let fits = part.gap != Gap::Break
            && !now.sum.is_empty()
            && (now.sum.after_scale().is_some() || after_digits || after_zero);
        if !fits {
            return false;
        }
        now.next += 1;
        now.more = true;
        now.ended = !matches!(self.role(now.next), Some(Role::Scale | Role::LoneScale));
        true
    }

    /// The fraction after a point in words or characters: 三点五, five point five.
    fn point(&self, now: &mut Cardinal) {
        if self.role(now.next) != Some(Role::Point) || now.more {
            return;
        }
        let first = now.next + 1;
        if self.small_fraction(first).is_some() {
            return;
        }
        let (digits, next) = if self.table.is_characters() {
            self.character_fraction(first)
        } else {
            self.word_fraction(first)
        };
        let fraction: Option<Decimal> = (!digits.is_empty())
            .then(|| format!("0.{digits}").parse().ok())
            .flatten();
        let Some(fraction) = fraction else { return };
        now.sum.fraction(fraction);
        now.next = next;
        while let Some(scale) = self
            .joined(now.next)
            .filter(|part| part.role == Role::Scale)
        {
            if !now.sum.scale(scale.value, false) {
                break;
            }
            now.next += 1;
        }
    }

    fn character_fraction(&self, first: usize) -> (String, usize) {
        let none = (String::new(), first);
        if let Some(digits) = self.digits_after_point(first) {
            return (digits, first + 1);
        }
        let row = if self.joined(first).is_some() {
            self.row(first)
        } else {
            0
        };
        if row == 0 || row > 20 {
            return none;
        }
        let next = first + row;
        // 三点二十, 三点五分: a time of day.
        let scale = self
            .touching(next)
            .filter(|part| part.role == Role::LoneScale);
        let small = self
            .touching(next)
            .is_some_and(|part| part.role == Role::Scale && part.value < Decimal::from(10_000));
        let last = self.part(next - 1).map_or(0, |part| part.span.end());
        let rest = self.text.get(last..).unwrap_or_default();
        let is_time = rest.starts_with(['分', '刻']) && !rest.starts_with("分之");
        if scale.is_some() || small || is_time {
            return none;
        }
        let digits = (first..next)
            .filter_map(|at| self.part(at))
            .map(|part| part.value.to_string())
            .collect();
        (digits, next)
    }

    /// 1点5, but not 3点2本: two figures with a noun behind the second are two.
    fn digits_after_point(&self, at: usize) -> Option<String> {
        let digits = self.touching(at).filter(|part| part.role == Role::Digits)?;
        let rest = self.text.get(digits.span.end()..).unwrap_or_default();
        let noun = rest.starts_with(|c: char| c.is_alphanumeric() && !is_hiragana(c));
        let written = digits.span.of(self.text);
        let plain = written.chars().all(|c| super::digits::digit(c).is_some());
        if !self.table.habits.point_between_digits || noun || !plain || written.len() > 20 {
            return None;
        }
        Some(
            written
                .chars()
                .filter_map(super::digits::digit)
                .map(|d| d.to_string())
                .collect(),
        )
    }

    /// The digits after a point in words: five, zero three, seventy-one.
    fn word_fraction(&self, first: usize) -> (String, usize) {
        let mut digits = String::new();
        let mut next = first;
        while digits.len() < 12 {
            let begins =
                |part: &Part| matches!(part.role, Role::Unit | Role::Hundreds | Role::LoneScale);
            let number = self.joined(next).filter(begins);
            let Some(number) = number.and_then(|_| self.whole(next)) else {
                break;
            };
            digits.push_str(&number.sum.total().unwrap_or_default().to_string());
            next = number.next;
        }
        (digits, next)
    }
}

fn is_number(role: Role) -> bool {
    matches!(
        role,
        Role::Digits
            | Role::Unit
            | Role::Native
            | Role::Hundreds
            | Role::Dual
            | Role::Scale
            | Role::LoneScale
            | Role::One
            | Role::More
    )
}
