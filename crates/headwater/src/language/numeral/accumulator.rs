//! The sum that a numeral in words builds up, word by word.

use rust_decimal::Decimal;

/// How words of one numeral may follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// twenty-one
    TensFirst,
    /// einundzwanzig
    UnitsFirst,
}

/// Parts are kept by falling scale, so that "two thousand three hundred" adds and "two hundred
/// thousand" multiplies. Every step refuses, and changes nothing, where the word does not fit.
#[derive(Debug, Clone, Default)]
pub(super) struct Accumulator {
    parts: Vec<(Decimal, Decimal)>,
    pending: Option<Decimal>,
    /// The scale that was taken last, if it was the last thing taken.
    after_scale: Option<Decimal>,
}

impl Accumulator {
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.pending.is_none()
    }

    pub(super) fn has_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether a part of a scale was taken, as in 1.7 million.
    pub(super) fn has_decimals(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|(scale, value)| {
            value
                .checked_rem(*scale)
                .is_some_and(|rest| !rest.is_zero())
        })
    }

    /// The smallest scale taken so far.
    pub(super) fn top(&self) -> Option<Decimal> {
        self.parts.last().map(|(scale, _)| *scale)
    }

    /// The scale that was taken last, where nothing follows it yet.
    pub(super) fn after_scale(&self) -> Option<Decimal> {
        self.after_scale
    }

    /// What waits for its scale.
    pub(super) fn pending(&self) -> Option<Decimal> {
        self.pending
    }

    /// A number that waits for its scale, whatever its size, if it fits under the last one.
    pub(super) fn number(&mut self, value: Decimal) -> bool {
        if self.pending.is_some() || self.top().is_some_and(|top| value >= top) {
            return false;
        }
        self.pending = Some(value);
        self.after_scale = None;
        true
    }

    /// A number below one hundred in a word. `joined` says that an "and" stands before it.
    pub(super) fn unit(&mut self, value: Decimal, order: Order, joined: bool) -> bool {
        let Some(before) = self.pending else {
            return self.number(value);
        };
        let ten = Decimal::TEN;
        let twenty = Decimal::from(20);
        let sum = match order {
            Order::TensFirst => {
                let tens = before % ten == Decimal::ZERO && before >= twenty && value < ten;
                // soixante-dix, quatre-vingt-onze
                let sixties = (before == Decimal::from(60) || before == Decimal::from(80))
                    && value >= ten
                    && value < twenty;
                // dix-sept
                let from_seventeen = before == ten && value > Decimal::from(6) && value < ten;
                let four_twenties = before == Decimal::from(4) && value == twenty;
                if four_twenties && !joined {
                    Some(Decimal::from(80))
                } else if (tens && value > Decimal::ZERO) || sixties || from_seventeen {
                    Some(before + value)
                } else {
                    None
                }
            }
            Order::UnitsFirst => {
                let fits = before < ten
                    && before > Decimal::ZERO
                    && value >= twenty
                    && value % ten == Decimal::ZERO
                    && joined;
                // ثلاثة عشر
                let from_thirteen =
                    before < ten && before > Decimal::ZERO && value == ten && !joined;
                (fits || from_thirteen).then_some(before + value)
            }
        };
        let fits_under = |sum: &Decimal| self.top().is_none_or(|top| *sum < top);
        let Some(sum) = sum.filter(fits_under) else {
            return false;
        };
        self.pending = Some(sum);
        true
    }

    /// Several hundreds in one word.
    pub(super) fn hundreds(&mut self, value: Decimal) -> bool {
        let fits =
            self.pending.is_none() && self.top().is_none_or(|top| top > Decimal::ONE_HUNDRED);
        if fits {
            self.parts.push((Decimal::ONE_HUNDRED, value));
            self.after_scale = None;
        }
        fits
    }

    /// Two of a scale in one word.
    pub(super) fn dual(&mut self, scale: Decimal) -> bool {
        let fits = self.pending.is_none() && self.top().is_none_or(|top| top > scale);
        if fits {
            self.parts.push((scale, scale * Decimal::TWO));
            self.after_scale = Some(scale);
        }
        fits
    }

    /// A word that multiplies all smaller parts before it; where there is none, one of the scale
    /// if it may stand `alone`.
    pub(super) fn scale(&mut self, scale: Decimal, alone: bool) -> bool {
        let smaller = self
            .parts
            .iter()
            .rev()
            .take_while(|(part, _)| *part < scale)
            .count();
        let keep = self.parts.len() - smaller;
        let top = keep
            .checked_sub(1)
            .and_then(|at| self.parts.get(at))
            .map(|(part, _)| *part);
        let mut count = self.pending;
        for (_, value) in self.parts.iter().skip(keep) {
            count = count.unwrap_or_default().checked_add(*value);
            if count.is_none() {
                return false;
            }
        }
        // 万万: a scale of scales.
        if count.is_none() && top == Some(scale) && self.after_scale == Some(scale) {
            return self.square(scale);
        }
        let count = match count {
            Some(count) => count,
            None if alone => Decimal::ONE,
            None => return false,
        };
        let Some(value) = count.checked_mul(scale) else {
            return false;
        };
        let too_many = scale == Decimal::ONE_HUNDRED && count >= Decimal::ONE_HUNDRED;
        if top == Some(scale) || too_many {
            return false;
        }
        self.parts.truncate(keep);
        self.parts.push((scale, value));
        self.pending = None;
        self.after_scale = Some(scale);
        true
    }

    fn square(&mut self, scale: Decimal) -> bool {
        let Some((part, value)) = self.parts.last_mut() else {
            return false;
        };
        let (Some(wider), Some(product)) = (part.checked_mul(scale), value.checked_mul(scale))
        else {
            return false;
        };
        if scale < Decimal::from(10_000) {
            return false;
        }
        *part = wider;
        *value = product;
        self.after_scale = Some(wider);
        true
    }

    /// Adds a fraction to what waits, or to the whole.
    pub(super) fn fraction(&mut self, value: Decimal) {
        self.pending = self.pending.unwrap_or_default().checked_add(value);
        self.after_scale = None;
    }

    /// Multiplies the waiting number, as 一百五 stands for one hundred and five tens.
    pub(super) fn stretch(&mut self, by: Decimal) {
        self.pending = self.pending.and_then(|pending| pending.checked_mul(by));
    }

    /// The sum; `None` where it is too large.
    pub(super) fn total(&self) -> Option<Decimal> {
        self.parts
            .iter()
            .try_fold(self.pending.unwrap_or_default(), |sum, (_, value)| {
                sum.checked_add(*value)
            })
    }
}
